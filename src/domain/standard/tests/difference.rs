//! What is said of two versions, and what programs are told of one.

use super::{BUILT_IN, EVERYTHING, load};
use crate::domain::{
    lang::Lang,
    standard::{Change, Difference, describe, differences},
};

/// What replacing `old`, which must be there once, changes.
fn with(old: &str, new: &str) -> Vec<Difference> {
    assert_eq!(EVERYTHING.matches(old).count(), 1, "{old}");
    let (before, after) = (load(EVERYTHING), load(&EVERYTHING.replace(old, new)));
    differences(&before, &after, Lang::En)
}

#[test]
fn each_kind_of_change_is_told_in_words() {
    for (old, new, part, id, what) in [
        (
            "premium_points = 80",
            "premium_points = 85",
            "rule",
            "",
            "premium_points: 80 → 85",
        ),
        ("cosmetic = 90, ", "", "rule", "", "floor cosmetic: 90 → —"),
        ("scrap = 5", "scrap = 4", "value", "", "scrap: 5 % → 4 %"),
        (
            "effective_from = 2018-02-28",
            "effective_from = 2018-03-01",
            "standard",
            "",
            "effective from: 2018-02-28 → 2018-03-01",
        ),
        ("from = 90", "from = 95", "label", "Fine", "from: 90 → 95"),
        (
            "cost_yuan = 10\n",
            "cost_yuan = 12\n",
            "operation",
            "wash",
            "cost in yuan: 10 → 12",
        ),
        (
            "\"stain\", \"marks\"",
            "\"stain\", \"marks\", \"dip\"",
            "operation",
            "wash",
            "puts right: stain, marks → stain, dip, marks",
        ),
        (
            "deduct = 16",
            "deduct = 18",
            "check",
            "noise",
            "`some`: Some: -16 → Some: -18",
        ),
        (
            "\n  { id = \"fake\", zh",
            concat!(
                "\n  { id = \"copy\", zh = \"仿\", en = \"Copy\", refuse = true },",
                "\n  { id = \"fake\", zh"
            ),
            "check",
            "genuine",
            "`copy`: — → Copy: refused, held",
        ),
        (
            "value_pct = 50",
            "value_pct = 45",
            "check",
            "works",
            "no: good at best, -10, Mend, value 50% → good at best, -10, Mend, value 45%",
        ),
        (
            "when = { noise = [\"some\"] }",
            "when = { noise = [\"some\", \"loud\"] }",
            "check",
            "where_loose",
            "asked if: Noise: Some → Noise: Some or Loud",
        ),
        (
            "unit = \"mm\"\nrange = [5, 15]",
            "unit = \"cm\"\nrange = [5, 15]",
            "check",
            "dip",
            "unit: mm → cm",
        ),
        (
            "{ below = 3, deduct = 6 }",
            "{ below = 2, deduct = 6 }",
            "check",
            "stain",
            "1 ≤ … < 2: — → -6",
        ),
        (
            "front = 3",
            "front = 4",
            "check",
            "marks",
            "zone `front`: × 3 → × 4",
        ),
        ("min = 2", "min = 3", "check", "photos", "at least: 2 → 3"),
        (
            "deduct = 7\n",
            "deduct = 8\n",
            "combo",
            "doubt_and_noise",
            "effect: -7, value 77% → -8, value 77%",
        ),
        (
            "points = 100, label",
            "label",
            "case",
            "all default",
            "wanted points: 100 → —",
        ),
    ] {
        let found = with(old, new);
        let is_told = |one: &Difference| {
            let is_it = one.part == part && one.id.as_deref().unwrap_or_default() == id;
            is_it && one.change == Change::Changed && one.what.iter().any(|told| told == what)
        };
        assert!(found.iter().any(is_told), "{what}: {found:#?}");
    }
}

#[test]
fn what_comes_and_goes_and_moves() {
    let found = with(
        "\"stain\", \"marks\"]\n",
        concat!(
            "\"stain\", \"marks\"]\n[op.burn]\nname = { zh = \"烧\", en = \"Burn\" }\n",
            "cost_yuan = 1\nminutes = 2\nclears = []\n"
        ),
    );
    let what = [
        "name: Burn",
        "name (Chinese): 烧",
        "cost in yuan: 1",
        "minutes: 2",
    ]
    .map(str::to_owned);
    assert_eq!(
        found,
        [Difference {
            part: "operation",
            id: Some("burn".to_owned()),
            change: Change::Added,
            what: what.to_vec(),
        }]
    );
    // The same, seen from the other side.
    let shorter = EVERYTHING.replace("name = \"all default\"", "name = \"nothing said\"");
    let found = differences(&load(EVERYTHING), &load(&shorter), Lang::Zh);
    let changes: Vec<(Change, Option<&str>)> = found
        .iter()
        .map(|one| (one.change, one.id.as_deref()))
        .collect();
    let expected = [
        (Change::Removed, Some("all default")),
        (Change::Added, Some("nothing said")),
    ];
    assert_eq!(changes, expected);
    // Two checks that nothing hangs on change places.
    let at = |id: &str| {
        EVERYTHING
            .find(&format!("[[check]]\nid = \"{id}\""))
            .unwrap()
    };
    let (photos, story, end) = (
        at("photos"),
        at("story"),
        EVERYTHING.find("[[combo]]").unwrap(),
    );
    let moved = [
        &EVERYTHING[..photos],
        &EVERYTHING[story..end],
        &EVERYTHING[photos..story],
        &EVERYTHING[end..],
    ];
    let found = differences(&load(EVERYTHING), &load(&moved.concat()), Lang::En);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].id.as_deref(), Some("photos"));
    assert_eq!(found[0].what, ["stands later than before"]);
}

#[test]
fn a_standard_does_not_differ_from_itself() {
    for source in BUILT_IN
        .iter()
        .map(|(_, source)| *source)
        .chain([EVERYTHING])
    {
        let standard = load(source);
        for lang in [Lang::Zh, Lang::En] {
            assert_eq!(differences(&standard, &standard, lang), []);
        }
    }
}

#[test]
fn programs_are_told_everything_that_the_file_says() {
    let told = serde_json::to_value(describe(&load(EVERYTHING))).unwrap();
    let check = |id: &str| {
        let checks = told["checks"].as_array().unwrap();
        checks
            .iter()
            .find(|check| check["id"] == id)
            .unwrap()
            .clone()
    };
    let fake = &check("genuine")["answers"][2];
    assert_eq!(fake["effect"], serde_json::json!({"refuse": true}));
    assert_eq!(
        check("noise")["when"],
        serde_json::json!({"genuine": ["yes", "unsure"], "works": ["true"]})
    );
    let play = check("play");
    assert_eq!(play["range"], serde_json::json!(["-5", "5"]));
    assert_eq!(play["answers"][1]["from"], "-0.25");
    assert_eq!(play["answers"][2]["effect"]["fix"], "mend");
    let marks = check("marks");
    assert_eq!(marks["sizes"][1]["below"], "12.5");
    assert_eq!(marks["answers"][1]["total"], 20);
    assert_eq!(check("photos")["min"], 2);
    assert_eq!(
        told["combos"][0]["of"]["works"],
        serde_json::json!(["false"])
    );
    assert_eq!(told["cases"], 1);
}
