//! How well two inspectors agree, from inspections that were made twice.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::warehouse::Warehouse;

/// Phones whose cover glass li rated one way and zhang another: first, second, how many.
fn inspected_twice(pairs: &[(&str, &str, usize)]) -> Warehouse {
    let warehouse = Warehouse::new();
    let doubles = pairs
        .iter()
        .flat_map(|(first, second, count)| std::iter::repeat_n((first, second), *count));
    let doubles: Vec<_> = doubles.collect();
    warehouse.take_in(doubles.len() + 1);
    let mut batch = "code,glass\n".to_owned();
    for (number, (first, _)) in doubles.iter().enumerate() {
        writeln!(batch, "P{number:07},{first}").unwrap();
    }
    // One more that nobody looks at again.
    writeln!(batch, "P{:07},crack", doubles.len()).unwrap();
    warehouse.write("batch.csv", batch);
    warehouse.expect(0, &["grade", "--batch", "batch.csv"]);
    for (number, (_, second)) in doubles.iter().enumerate() {
        let (item, answer) = (format!("P{number:07}"), format!("glass={second}"));
        warehouse.expect_as("zhang", 0, &["grade", &item, "--second", "--set", &answer]);
    }
    warehouse
}

fn exported(warehouse: &Warehouse, more: &[&str]) -> Vec<Value> {
    let arguments = [&["export", "agreement"], more].concat();
    warehouse.json(&arguments).as_array().unwrap().clone()
}

fn row<'r>(rows: &'r [Value], check: &Value) -> &'r Value {
    rows.iter().find(|row| row["check"] == *check).unwrap()
}

#[test]
fn fifty_doubles_are_figures_and_a_table() {
    let warehouse = inspected_twice(&[
        ("chip", "chip", 20),
        ("chip", "crack", 5),
        ("crack", "chip", 5),
        ("crack", "crack", 20),
    ]);
    let rows = exported(&warehouse, &[]);
    let glass = row(&rows, &json!("glass"));
    assert_eq!(
        (&glass["standard"], &glass["version"]),
        (&json!("smartphone"), &json!(1))
    );
    assert_eq!(glass["name"], "Cover glass");
    assert_eq!(
        (&glass["doubles"], &glass["agreed"]),
        (&json!(50), &json!(40))
    );
    // Observed (40 + 10 / 2) / 50, chance 0.75 with half weights between neighbours.
    assert_eq!(
        (&glass["agreement"], &glass["kappa"]),
        (&json!(0.8), &json!(0.6))
    );
    // Shares 0, 1/2, 1/2 of three: chance 1/4.
    assert_eq!(glass["ac1"], 0.733);
    let (low, high) = (glass["kappa_low"].as_f64(), glass["kappa_high"].as_f64());
    assert!(low.unwrap() < 0.45 && high.unwrap() > 0.75, "{glass}");
    assert_eq!(glass["ratings"], "ok | chip | crack");
    assert_eq!(glass["table"], "0 0 0 | 0 20 5 | 0 5 20");
    // Both always say that it is good, which chance alone explains.
    let class = row(&rows, &json!(null));
    assert_eq!(
        (&class["agreement"], &class["kappa"]),
        (&json!(1), &json!(null))
    );
    assert_eq!(
        (&class["ac1"], &class["ratings"]),
        (&json!(1), &json!("premium | good | scrap | refused"))
    );
    // Words and photos have no order.
    let checks: Vec<&Value> = rows.iter().map(|row| &row["check"]).collect();
    assert!(!checks.contains(&&json!("photos")) && !checks.contains(&&json!("note")));
    let told = warehouse.json(&["export", "agreement", "-o", "a.xlsx"]);
    assert_eq!(
        (&told["doubles"], &told["unordered"]),
        (&json!(50), &json!(0))
    );
    assert!(warehouse.path("a.xlsx").exists());
}

#[test]
fn below_fifty_the_interval_alone_is_given() {
    let warehouse = inspected_twice(&[("chip", "chip", 2), ("crack", "crack", 2)]);
    let rows = exported(&warehouse, &["--standard", "smartphone"]);
    let glass = row(&rows, &json!("glass"));
    assert_eq!(
        (&glass["doubles"], &glass["agreed"]),
        (&json!(4), &json!(4))
    );
    for point in ["agreement", "kappa", "ac1"] {
        assert_eq!(glass[point], json!(null), "{point}");
    }
    // Four that agree may do so by luck.
    let low = glass["kappa_low"].as_f64().unwrap();
    assert!(low < 0.2, "{glass}");
    assert_eq!(glass["kappa_high"], 1);
    assert!(exported(&warehouse, &["--standard", "upright-piano"]).is_empty());
    assert!(exported(&warehouse, &["--since", "2017-12-23"]).is_empty());
}

#[test]
fn what_one_was_not_asked_is_not_compared_and_what_is_undone_not_counted() {
    let warehouse = inspected_twice(&[("crack", "crack", 3)]);
    // The third is taken back; then zhang finds what stops it.
    warehouse.expect_as("zhang", 0, &["undo", "5"]);
    let stops = [
        "grade",
        "P0000002",
        "--second",
        "--set",
        "account=on",
        "--set",
        "power_on=no",
    ];
    warehouse.expect_as("zhang", 0, &stops);
    let rows = exported(&warehouse, &[]);
    let class = row(&rows, &json!(null));
    assert_eq!(class["table"], "0 0 0 0 | 0 2 0 1 | 0 0 0 0 | 0 0 0 0");
    assert_eq!(row(&rows, &json!("touch"))["doubles"], 2);
    assert_eq!(row(&rows, &json!("power_on"))["table"], "2 1 | 0 0");
    warehouse.holds();
}
