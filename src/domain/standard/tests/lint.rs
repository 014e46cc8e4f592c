//! Each rule of the lint by a small standard that breaks it.

use super::EVERYTHING;
use crate::domain::standard::{Fault, Standard, lint_with_pairs};

/// Replaces `old`, which must be there once, and gives back what a load finds.
fn faults_with(old: &str, new: &str) -> Vec<Fault> {
    assert_eq!(EVERYTHING.matches(old).count(), 1, "{old}");
    Standard::load(&EVERYTHING.replace(old, new))
        .err()
        .unwrap_or_default()
}

/// What is replaced in the standard, by what, and what the fault says.
const RULES_OF_FORM: &[(&str, &str, &str)] = &[
    ("id = \"two_bad\"", "id = \"works\"", "is taken by line"),
    ("key = \"w\"", "key = \"g\"", "hot key `g`"),
    ("key = \"w\"", "key = \"ww\"", "is not a hot key"),
    (
        "when = { works = [true], g",
        "when = { stain = [true], g",
        "`stain`, which comes later",
    ),
    (
        "when = { noise = [\"some\"] }",
        "when = { nope = [1] }",
        "`nope`, which is no check",
    ),
    (
        "when = { noise = [\"some\"] }",
        "when = { noise = [\"odd\"] }",
        "no answer to `noise`",
    ),
    ("{ below = 8, ", "{ below = 9.5, ", "bands out of order"),
    ("{ below = 8, ", "{ below = 5, ", "outside the range"),
    (
        "{ deduct = 20 } ]",
        "{ below = 12, deduct = 20 } ]",
        "last band is not open",
    ),
    ("{ from = 1.5 }", "{ below = 1.5 }", "`below` in a band"),
    (
        "{ below = 1 }, { below = 3, d",
        "{ }, { below = 3, d",
        "an open band before the last",
    ),
    ("cap = 30", "cap = 15", "above its cap 15"),
    (
        "names.deep",
        "names.steep",
        "`steep`, which is no zone or type",
    ),
    (
        "base = \"pricebook\"",
        "base = \"guess\"",
        "`base` is not \"pricebook\"",
    ),
    (
        "total = 20",
        "total = 9",
        "totals of check `marks` out of order",
    ),
    (
        "fix = \"mend\", value_pct = 50",
        "fix = \"sew\"",
        "operation `sew`, which is none",
    ),
    (
        "\"works\", \"play\"",
        "\"play\"",
        "does not clear check `works`",
    ),
    (
        "\"works\", \"play\"",
        "\"wrks\", \"play\"",
        "clears `wrks`, which is no check",
    ),
    (
        "{ ceiling = \"good\", deduct = 10",
        "{ deduct = 10",
        "a fix without a ceiling",
    ),
    (
        "refuse = true",
        "refuse = true, deduct = 1",
        "an effect beside refuse or knockout",
    ),
    (
        "Loud\", knockout = true",
        "Loud\", deduct = 15",
        "it deducts 15 after 16",
    ),
    ("Loud\", knockout = true", "Loud\"", "is milder"),
    (
        "fix = \"mend\", value_pct = 80",
        "fix = \"mend\"",
        "it leaves 100 % of the value",
    ),
    (
        "{ below = 8, deduct = 9, c",
        "{ below = 8, deduct = 1, c",
        "it deducts 1 after 3",
    ),
    (
        "at_least = 2\nof = { works",
        "at_least = 4\nof = { works",
        "unreachable",
    ),
    (
        "of = { noise = [\"some\", \"loud\"], genuine = [\"unsure\"] }",
        "of = { noise = [\"some\"], works = [false] }",
        "unreachable",
    ),
    (
        "genuine = [\"unsure\", \"fake\"] }",
        "genuine = [\"yes\"], noise = [\"none\"] }",
        "not premium because of two_bad",
    ),
    (
        "zh = \"真\", en = \"Genuine\"",
        "zh = \"真\"",
        "has no `en`",
    ),
    (
        "zh = \"真货\", en",
        "zh = \"\", en",
        "option `yes` of check `genuine` has no zh text",
    ),
    (
        "step = 0.125",
        "step = 0.0001",
        "not a number with at most three decimals",
    ),
    ("range = [0, 9]", "range = [9, 0]", "do not go together"),
    ("range = [0, 9]", "range = [0.5, 9.5]", "do not go together"),
    (
        "default = 10",
        "default = 10.05",
        "not among its best answers",
    ),
    ("default = 2.0", "default = 1.0", "not in the best band"),
    (
        "value_pct = 77",
        "value_pct = 177",
        "whole number from 0 to 100",
    ),
    (
        "sources = [\"made up\"]",
        "source = []",
        "unknown field `source`",
    ),
    (
        "deduct = 7",
        "deduct = 7\nif = 1",
        "combo `doubt_and_noise` has an unknown field `if`",
    ),
    ("deduct = 7\nvalue_pct = 77", "", "leads to nothing"),
    ("format = 1", "format = 2", "`format` of the file is not"),
    (
        "effective_from = 2018-02-28",
        "effective_from = \"2018-02-28\"",
        "`effective_from` is not a day",
    ),
    (
        "axis = \"identity\"",
        "axis = \"looks\"",
        "`looks` is no axis",
    ),
    ("kind = \"text\"", "kind = \"words\"", "`words` is no kind"),
    ("from = 90", "from = 0", "comes after a lower one"),
    (
        "required_for = [\"premium\"]",
        "required_for = [\"best\"]",
        "`required_for` of check `story` lists `best`",
    ),
    (
        "points = 100, label",
        "pts = 100, label",
        "unknown field `pts`",
    ),
    (
        "name = \"all default\"",
        "name = \"x\"\ngiven = { stain = 10 }",
        "no answer to `stain`",
    ),
    (
        "good_points = 40",
        "good_points = 90",
        "above premium_points",
    ),
    (
        "premium = 100, good = 80",
        "premium = 70, good = 80",
        "goes up",
    ),
    ("[rule]", "[rule", "write it as TOML"),
];

#[test]
fn each_rule_of_form() {
    for (old, new, what) in RULES_OF_FORM {
        let faults = faults_with(old, new);
        let told = faults.iter().any(|fault| fault.to_string().contains(what));
        assert!(told, "{new}: wanted {what}, got {faults:#?}");
    }
}

#[test]
fn every_fault_is_told_at_once_with_its_line() {
    let source = EVERYTHING
        .replace("kind = \"text\"\n", "kind = \"text\"\nmood = 1\n")
        .replace("cost_yuan = 10\n", "cost_yuan = -10\n")
        .replace("zh = \"真\", ", "");
    let faults = Standard::load(&source).unwrap_err();
    let mut found: Vec<usize> = faults.iter().map(|fault| fault.line).collect();
    found.sort_unstable();
    let line_of = |text: &str| source.lines().position(|line| line.contains(text)).unwrap() + 1;
    let expected = [
        line_of("cost_yuan = -10"),
        line_of("{ en = \"Genuine\" }"),
        line_of("mood = 1"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_check_beyond_reading_hides_no_other_fault() {
    // Every check of that kind, and what asks `works` beside them.
    let source = EVERYTHING
        .replace("kind = \"bool\"", "kind = \"boole\"")
        .replace("kind = \"text\"\n", "kind = \"text\"\nmood = 1\n");
    let faults = Standard::load(&source).unwrap_err();
    let of_kind = faults
        .iter()
        .filter(|fault| fault.what.contains("`boole` is no kind"));
    assert_eq!(
        of_kind.count(),
        source.matches("boole").count(),
        "{faults:#?}"
    );
    assert_eq!(
        faults.len(),
        source.matches("boole").count() + 1,
        "{faults:#?}"
    );
}

#[test]
fn a_failing_case_and_what_the_cases_miss() {
    let linted = lint_with_pairs(&EVERYTHING.replace("points = 100, l", "points = 99, l"), 0);
    let told: Vec<String> = linted.errors.iter().map(ToString::to_string).collect();
    assert!(
        told[0].contains("case \"all default\" fails: points: wanted 99, got 100"),
        "{told:?}"
    );
    let warnings: Vec<&str> = linted
        .warnings
        .iter()
        .map(|fault| fault.what.as_str())
        .collect();
    for what in [
        "no case hits option `fake` of check `genuine`",
        "no case hits the \"no\" of check `works`",
        "no case hits band 2 of check `play`",
        "no case hits total 20 of check `marks`",
        "no case hits size 3 of check `marks`",
        "no case hits combo `two_bad`",
        "no case asks for operation `wash`",
        "no case comes out as scrap",
        "no case is decided by rule.repair_max_pct",
        "no case is decided by axis_floor functional = 85",
        "no case has the label `Used`",
    ] {
        assert!(warnings.contains(&what), "{what}: {warnings:#?}");
    }
    assert_eq!((linted.coverage.hit, linted.coverage.effects), (0, 20));
}

#[test]
fn what_staff_would_read_by_its_id() {
    let linted = lint_with_pairs(&EVERYTHING.replace("names.deep = ", "# "), 0);
    let told: Vec<&str> = linted
        .warnings
        .iter()
        .map(|fault| fault.what.as_str())
        .collect();
    assert!(
        told.contains(&"`deep` of check `marks` has no name"),
        "{told:#?}"
    );
}

#[test]
fn an_operation_that_nothing_asks_for() {
    let source = EVERYTHING.replace("fix = \"wash\"", "value_pct = 90");
    let source = source.replace("value_pct = 90, value_pct = 95", "value_pct = 95");
    let linted = lint_with_pairs(&source, 0);
    let told = linted
        .warnings
        .iter()
        .any(|fault| fault.what == "no answer asks for operation `wash`");
    assert!(told, "{linted:#?}");
}

#[test]
fn breaches_of_monotony_are_found_and_shown() {
    // A worse answer that opens a milder way through a combo, and one that swaps operations.
    for (old, new, what) in [
        (
            "of = { noise = [\"some\", \"loud\"], genuine = [\"unsure\"] }",
            "of = { noise = [\"none\"], genuine = [\"unsure\"] }",
            "a worse answer raises",
        ),
        (
            "genuine = [\"unsure\", \"fake\"] }",
            "genuine = [\"yes\"] }",
            "a worse answer raises the class",
        ),
    ] {
        assert_eq!(EVERYTHING.matches(old).count(), 1, "{old}");
        let linted = lint_with_pairs(&EVERYTHING.replace(old, new), 20_000);
        let told = linted.errors.iter().any(|fault| fault.what.contains(what));
        assert!(told, "{new}: {:#?}", linted.errors);
    }
    assert_eq!(lint_with_pairs(EVERYTHING, 20_000).errors, []);
}
