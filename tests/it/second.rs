//! Second inspections, made blind by another person.

use serde_json::{Value, json};

use crate::warehouse::{Ran, Warehouse};

const CRACK: [&str; 2] = ["--set", "glass=crack"];

/// A warehouse with phones of which li inspected the first.
fn inspected() -> Warehouse {
    let warehouse = Warehouse::new();
    warehouse.take_in(2);
    warehouse.expect(0, &["grade", "P0000000", "--set", "glass=crack"]);
    warehouse
}

fn again(warehouse: &Warehouse, who: &str, code: i32, item: &str, more: &[&str]) -> Ran {
    let arguments = [&["grade", item, "--second", "--format", "json"], more].concat();
    warehouse.expect_as(who, code, &arguments)
}

fn shown(warehouse: &Warehouse) -> Value {
    warehouse.json(&["show", "P0000000"])
}

#[test]
fn a_second_inspection_is_kept_and_leaves_the_item_as_it_is() {
    let warehouse = inspected();
    let before = shown(&warehouse);
    let told = again(
        &warehouse,
        "zhang",
        0,
        "P0000000",
        &["--set", "liquid=board"],
    )
    .json();
    assert_eq!(
        (&told["class"], &told["second_of"]),
        (&json!("scrap"), &json!(1))
    );
    assert_eq!(
        (&told["agrees"], &told["status"]),
        (&json!(false), &json!("graded"))
    );
    let after = shown(&warehouse);
    for name in ["class", "label", "status", "held", "clearance"] {
        assert_eq!(before[name], after[name], "{name}");
    }
    let inspections = after["inspections"].as_array().unwrap();
    assert_eq!(inspections.len(), 2);
    assert_eq!(inspections[1]["second_of"], 1);
    assert_eq!(inspections[1]["inspector"], "zhang");
    assert_eq!(after["events"][2]["kind"], "rechecked");
    let text = warehouse.expect(0, &["show", "P0000000"]).out;
    assert!(text.contains("(second, blind)"), "{text}");
    warehouse.holds();
    // The first cannot be undone while the second stands on it.
    let kept = warehouse.expect(4, &["undo", "2"]);
    assert!(kept.out.contains("rechecked by operation 3"), "{kept:?}");
    warehouse.expect(0, &["undo", "3"]);
    warehouse.expect(0, &["undo", "2"]);
    assert_eq!(shown(&warehouse)["status"], "received");
    warehouse.holds();
}

#[test]
fn both_may_agree_and_a_preview_tells_nothing() {
    let warehouse = inspected();
    let preview = [&CRACK[..], &["--dry-run"]].concat();
    let told = again(&warehouse, "zhang", 0, "P0000000", &preview).json();
    assert_eq!(
        (&told["agrees"], &told["operation"]),
        (&json!(null), &json!(null))
    );
    let told = again(&warehouse, "zhang", 0, "P0000000", &CRACK).json();
    assert_eq!(told["agrees"], true);
}

#[test]
fn what_is_no_second_inspection_is_refused() {
    let warehouse = inspected();
    for (who, item, why) in [
        ("li", "P0000000", "another person makes the second"),
        ("zhang", "P0000001", "no inspection of it stands"),
    ] {
        let ran = again(&warehouse, who, 4, item, &CRACK);
        assert!(ran.err.contains(why), "{why}: {ran:?}");
    }
    again(&warehouse, "zhang", 0, "P0000000", &CRACK);
    let ran = again(&warehouse, "wang", 4, "P0000000", &CRACK);
    assert!(ran.err.contains("done already"), "{ran:?}");
    // A new first inspection may be repeated again, by whoever did not make it.
    warehouse.expect_as("wang", 0, &["grade", "P0000000", "--set", "glass=crack"]);
    again(&warehouse, "li", 0, "P0000000", &CRACK);
    warehouse.expect(2, &["grade", "P0000000", "--second"]);
    warehouse.holds();
}

#[test]
fn whoever_finds_that_an_item_is_to_be_refused_stops_it() {
    let warehouse = inspected();
    let told = again(&warehouse, "zhang", 0, "P0000000", &["--set", "account=on"]).json();
    assert_eq!(
        (&told["refused"], &told["held"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(told["agrees"], false);
    assert_eq!(shown(&warehouse)["events"][2]["data"]["second_of"], 1);
    warehouse.holds();
    // As with every refusal, a second person lets it go.
    warehouse.expect_as("zhang", 4, &["undo", "3"]);
    warehouse.expect_as("li", 0, &["undo", "3"]);
    assert_eq!(shown(&warehouse)["class"], "good");
    warehouse.holds();
}

#[test]
fn a_draft_of_a_second_inspection_is_its_own() {
    let warehouse = inspected();
    // Premium goods lack their photos, so the answers are kept as a draft.
    let ran = again(&warehouse, "zhang", 4, "P0000000", &["--set", "dents=2"]);
    assert!(ran.err.contains("--second` goes on with them"), "{ran:?}");
    let ran = warehouse.expect(4, &["grade", "P0000000", "--set", "glass=crack"]);
    assert!(
        ran.err.contains("zhang is inspecting it a second time"),
        "{ran:?}"
    );
    let ran = again(&warehouse, "wang", 4, "P0000000", &CRACK);
    assert!(
        ran.err.contains("an inspection that zhang began"),
        "{ran:?}"
    );
    let told = again(&warehouse, "zhang", 0, "P0000000", &CRACK).json();
    assert_eq!(
        (&told["points"], &told["second_of"]),
        (&json!(96), &json!(1))
    );
    // And the other way round.
    warehouse.expect(0, &["grade", "P0000001", "--set", "glass=crack"]);
    warehouse.expect_as("wang", 4, &["grade", "P0000001", "--set", "box=no"]);
    let ran = again(&warehouse, "zhang", 4, "P0000001", &CRACK);
    assert!(ran.err.contains("an inspection that wang began"), "{ran:?}");
    warehouse.holds();
}

#[test]
fn it_is_made_by_the_version_of_the_first_one() {
    let warehouse = inspected();
    let newer =
        include_str!("../../standards/smartphone.toml").replace("version = 1", "version = 2");
    let folder = warehouse.path("config/regrade/standards");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("smartphone@2.toml"), newer).unwrap();
    let told = again(&warehouse, "zhang", 0, "P0000000", &CRACK).json();
    assert_eq!(told["standard_version"], 1);
    warehouse.expect(0, &["grade", "P0000001", "--set", "glass=crack"]);
    std::fs::remove_file(folder.join("smartphone@2.toml")).unwrap();
    let ran = again(&warehouse, "zhang", 4, "P0000001", &CRACK);
    assert!(ran.err.contains("no longer at hand"), "{ran:?}");
}

#[test]
fn a_file_of_inspections_that_comes_again_is_known_after_a_second_one() {
    let warehouse = Warehouse::new();
    warehouse.take_in(1);
    warehouse.write("batch.csv", "code,glass\nP0000000,crack\n");
    warehouse.expect(0, &["grade", "--batch", "batch.csv"]);
    again(&warehouse, "zhang", 0, "P0000000", &["--set", "glass=chip"]);
    let report = warehouse.json(&["grade", "--batch", "batch.csv"]);
    assert_eq!(
        (&report["accepted"], &report["duplicates"]),
        (&json!(0), &json!(1))
    );
}
