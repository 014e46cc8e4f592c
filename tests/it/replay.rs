//! What another version of a standard would have made of the inspections on record.

use serde_json::json;

use crate::warehouse::Warehouse;

const SMARTPHONE: &str = include_str!("../../standards/smartphone.toml");

fn photos() -> String {
    let hashes = ["a", "b", "c"].map(|digit| digit.repeat(64));
    format!("photos={}", hashes.join(";"))
}

/// Six phones, one of each end, one undone, one whose repair did not pay.
fn inspected() -> Warehouse {
    let warehouse = Warehouse::new();
    warehouse.take_in(7);
    let photos = photos();
    for (item, arguments) in [
        (
            "P0000000",
            vec!["--set", "dents=4", "--set", &photos, "--worth", "2000"],
        ),
        ("P0000001", vec!["--set", "glass=crack", "--worth", "2000"]),
        ("P0000002", vec!["--set", "liquid=board"]),
        ("P0000003", vec!["--set", "account=on", "--worth", "1000"]),
        ("P0000004", vec!["--set", "glass=crack"]),
        ("P0000005", vec!["--set", "glass=crack", "--worth", "500"]),
    ] {
        warehouse.expect(0, &[&["grade", item], arguments.as_slice()].concat());
    }
    // The fourth that was graded, after the intake.
    warehouse.expect_as("zhang", 0, &["undo", "6"]);
    warehouse
}

fn replaced(changes: &[(&str, &str)]) -> String {
    changes
        .iter()
        .fold(SMARTPHONE.to_owned(), |text, (old, new)| {
            assert_eq!(text.matches(old).count(), 1, "{old}");
            text.replace(old, new)
        })
}

#[test]
fn the_same_version_moves_nothing() {
    let warehouse = inspected();
    let before = std::fs::read(warehouse.path("x.db")).unwrap();
    let report = warehouse.json(&["standards", "replay", "smartphone"]);
    assert_eq!(report["inspections"], 5);
    assert_eq!(
        (&report["moved"], &report["undeterminable"]),
        (&json!(0), &json!(0))
    );
    let value = &report["value"];
    assert_eq!(
        (&value["priced"], &value["unpriced"]),
        (&json!(5), &json!(0))
    );
    // 2000, 2000 × 86 % − 300, the category's 1100 × 4 %, nothing, 500 × 4 %.
    assert_eq!(value["before_fen"], 200_000 + 142_000 + 4_400 + 2_000);
    assert_eq!(value["delta_fen"], 0);
    assert_eq!(std::fs::read(warehouse.path("x.db")).unwrap(), before);
}

#[test]
fn a_stricter_version_says_who_moves_and_why() {
    let warehouse = inspected();
    let stricter = replaced(&[
        ("version = 1", "version = 2"),
        ("premium_points = 90", "premium_points = 95"),
        ("cost_yuan = 300", "cost_yuan = 240"),
        (
            "en = \"Cannot be signed out\", refuse = true",
            "en = \"Cannot be signed out\", knockout = true",
        ),
    ]);
    let file = warehouse.write("stricter.toml", stricter);
    let file = file.to_str().unwrap();
    let report = warehouse.json(&["standards", "replay", file, "--since", "2017-12-22"]);
    assert_eq!(report["version"], 2);
    assert_eq!(report["versions"], json!({"1": 5}));
    let row = |place: usize| report["transitions"][place].clone();
    let counts = |from: &str, [premium, good, scrap, refused]: [u64; 4]| {
        json!({
            "from": from, "premium": premium, "good": good, "scrap": scrap, "refused": refused,
            "undeterminable": 0,
        })
    };
    assert_eq!(row(0), counts("premium", [0, 1, 0, 0]));
    assert_eq!(row(1), counts("good", [0, 1, 0, 0]));
    assert_eq!(row(2), counts("scrap", [0, 1, 1, 0]));
    assert_eq!(row(3), counts("refused", [0, 0, 1, 0]));
    let moves: Vec<_> = report["moves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["from"].clone(),
                one["to"].clone(),
                one["because"].clone(),
                one["before"].clone(),
            )
        })
        .collect();
    // Newest first.
    assert_eq!(
        moves,
        [
            (
                json!("scrap"),
                json!("good"),
                json!(["glass"]),
                json!(["rule.repair_max_pct"])
            ),
            (
                json!("refused"),
                json!("scrap"),
                json!(["account"]),
                json!(["account"])
            ),
            (
                json!("premium"),
                json!("good"),
                json!(["rule.premium_points"]),
                json!([])
            ),
        ]
    );
    // 2000 × 86 %, 2000 × 86 % − 240, the category's 1100 × 4 %, 1000 × 4 %, 500 × 86 % − 240;
    // before as in the test above.
    let after = 172_000 + 148_000 + 4_400 + 4_000 + 19_000;
    assert_eq!(report["value"]["after_fen"], after);
    assert_eq!(report["value"]["delta_fen"], after - 348_400);
    let limited = warehouse.json(&["standards", "replay", file, "--limit", "1"]);
    assert_eq!(limited["moves"].as_array().unwrap().len(), 1);
    assert_eq!(limited["moved"], 3);
}

#[test]
fn what_was_not_asked_then_is_told_apart() {
    let warehouse = inspected();
    let photos = photos();
    let dead = [
        "grade",
        "P0000006",
        "--set",
        "power_on=no",
        "--set",
        &photos,
    ];
    warehouse.expect(0, &dead);
    let asks_more = replaced(&[
        (
            "[[combo]]",
            concat!(
                "[[check]]\nid = \"mic\"\naxis = \"functional\"\nkind = \"bool\"\n",
                "name = { zh = \"麦克风\", en = \"Microphone\" }\n",
                "no = { ceiling = \"good\" }\n\n[[combo]]"
            ),
        ),
        // The touch test is now made whether it powers on or not.
        (
            "over the whole screen\" }\nwhen = { power_on = [true] }",
            "over the whole screen\" }",
        ),
        (
            "no = { ceiling = \"good\", fix = \"screen\" }",
            "no = { knockout = true }",
        ),
    ]);
    let file = warehouse.write("more.toml", asks_more);
    let report = warehouse.json(&["standards", "replay", file.to_str().unwrap()]);
    assert_eq!(report["inspections"], 6);
    assert_eq!(report["unanswered"], json!({"mic": 6, "touch": 1}));
    // The premium one hangs on the microphone, the dead one on the touch test; others do not.
    assert_eq!(report["undeterminable"], 2);
    assert_eq!(report["transitions"][0]["undeterminable"], 1);
    assert_eq!(report["transitions"][1]["undeterminable"], 1);
    assert_eq!(report["moved"], 0);
    assert_eq!(report["value"]["undeterminable"], 6);
}

#[test]
fn a_day_and_the_standard_choose_what_is_replayed() {
    let warehouse = inspected();
    let none = warehouse.json(&["standards", "replay", "smartphone", "--since", "2017-12-23"]);
    assert_eq!(none["inspections"], 0);
    let other = warehouse.json(&["standards", "replay", "upright-piano@1"]);
    assert_eq!(other["inspections"], 0);
    let text = warehouse.expect(0, &["--lang", "zh", "standards", "replay", "smartphone@1"]);
    assert!(
        text.out
            .starts_with("smartphone@1：5 次检测 (@1 5)，0 次结果改变"),
        "{text:?}"
    );
    warehouse.expect(
        2,
        &["standards", "replay", "smartphone", "--since", "someday"],
    );
    warehouse.expect(7, &["standards", "replay", "smartphone@9"]);
}
