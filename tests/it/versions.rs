//! Versions of standards in the config folder: which one an inspection is made by, and that a draft
//! stays with its own.

use crate::warehouse::{Ran, Warehouse};

const SMARTPHONE: &str = include_str!("../../standards/smartphone.toml");

/// The built-in standard as another version, from another day on.
fn version(number: u32, from: &str) -> String {
    SMARTPHONE
        .replace("version = 1", &format!("version = {number}"))
        .replace("2017-12-01", from)
}

fn keep(warehouse: &Warehouse, name: &str, text: &str) {
    let folder = warehouse.path("config/regrade/standards");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
}

fn on(warehouse: &Warehouse, day: &str, arguments: &[&str]) -> Ran {
    let mut command = warehouse.command(arguments);
    Ran::of(command.env("REGRADE_NOW", format!("{day}T01:00:00Z")))
}

/// The version that a broken screen is inspected by on a day.
fn version_on(warehouse: &Warehouse, item: &str, day: &str) -> u64 {
    let grade = ["grade", item, "--set", "glass=crack", "--format", "json"];
    let ran = on(warehouse, day, &grade);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran.json()["standard_version"].as_u64().unwrap()
}

#[test]
fn the_greatest_version_that_holds_on_the_day_is_used() {
    let warehouse = Warehouse::new();
    warehouse.take_in(4);
    keep(&warehouse, "smartphone.toml", &version(7, "2017-12-10"));
    keep(&warehouse, "smartphone@8.toml", &version(8, "2018-01-01"));
    assert_eq!(version_on(&warehouse, "P0000000", "2017-12-22"), 7);
    assert_eq!(version_on(&warehouse, "P0000001", "2018-01-02"), 8);
    // Before any of the user's own the built-in one holds, and before that none.
    assert_eq!(version_on(&warehouse, "P0000002", "2017-12-05"), 1);
    let grade = ["grade", "P0000003", "--set", "glass=crack"];
    let ran = on(&warehouse, "2017-11-01", &grade);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(
        ran.err.contains("the first is from 2017-12-01 on"),
        "{ran:?}"
    );
}

#[test]
fn a_day_begins_at_midnight_of_the_site() {
    let warehouse = Warehouse::new();
    warehouse.take_in(2);
    keep(&warehouse, "smartphone@8.toml", &version(8, "2018-01-01"));
    let at = |item, moment: &str| {
        let mut command = warehouse.command(&["grade", item, "--set", "glass=crack"]);
        command
            .args(["--format", "json"])
            .env("REGRADE_NOW", moment);
        Ran::of(&mut command).json()["standard_version"].clone()
    };
    assert_eq!(at("P0000000", "2017-12-31T15:59:59Z"), 1);
    assert_eq!(at("P0000001", "2017-12-31T16:00:00Z"), 8);
}

#[test]
fn a_draft_stays_on_the_version_it_was_begun_with() {
    let warehouse = Warehouse::new();
    warehouse.take_in(3);
    keep(&warehouse, "smartphone@1.toml", &version(1, "2017-12-02"));
    let stricter = version(2, "2018-01-01")
        .replace("box = false", "box2 = false")
        .replace("id = \"box\"", "id = \"box2\"");
    keep(&warehouse, "smartphone@2.toml", &stricter);
    for item in ["P0000000", "P0000001", "P0000002"] {
        let ran = on(
            &warehouse,
            "2017-12-22",
            &["grade", item, "--set", "dents=4"],
        );
        assert_eq!(ran.code, Some(4), "{ran:?}");
        assert!(ran.err.contains("not complete"), "{ran:?}");
    }
    let json = |arguments: &[&str]| {
        let ran = on(
            &warehouse,
            "2018-01-02",
            &[arguments, &["--format", "json"]].concat(),
        );
        assert_eq!(ran.code, Some(0), "{ran:?}");
        ran.json()
    };
    let stayed = json(&["grade", "P0000000", "--set", "glass=crack"]);
    assert_eq!(
        (&stayed["standard_version"], &stayed["points"]),
        (&1.into(), &92.into())
    );
    let moved = json(&["grade", "P0000001", "--renew", "--set", "glass=crack"]);
    assert_eq!(
        (&moved["standard_version"], &moved["points"]),
        (&2.into(), &92.into())
    );
    // Once the version is nowhere to be found, moving is the only way on.
    std::fs::remove_file(warehouse.path("config/regrade/standards/smartphone@1.toml")).unwrap();
    let ran = on(
        &warehouse,
        "2018-01-02",
        &["grade", "P0000002", "--set", "glass=crack"],
    );
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(ran.err.contains("asks anew: box2"), "{ran:?}");
    warehouse.holds();
}

#[test]
fn a_file_that_the_lint_refuses_stops_the_inspection() {
    let warehouse = Warehouse::new();
    warehouse.take_in(1);
    let grade = ["grade", "P0000000", "--set", "glass=crack"];
    let refused = |name: &str, text: &str, why: &str| {
        keep(&warehouse, name, text);
        let ran = warehouse.expect(1, &grade);
        assert!(ran.err.contains(why), "{why}: {ran:?}");
        std::fs::remove_file(warehouse.path("config/regrade/standards").join(name)).unwrap();
    };
    let unknown = SMARTPHONE.replace("kind = \"text\"", "kind = \"text\"\nmood = 1");
    refused("smartphone.toml", &unknown, "unknown field `mood`");
    let fails = SMARTPHONE.replace("points = 94", "points = 93");
    refused("smartphone.toml", &fails, "points: wanted 93, got 94");
    refused(
        "smartphone@3.toml",
        SMARTPHONE,
        "it says that it is version 1",
    );
    let other = SMARTPHONE.replace("id = \"smartphone\"", "id = \"tablet\"");
    refused("smartphone.toml", &other, "it says that it is `tablet`");
    keep(&warehouse, "smartphone.toml", SMARTPHONE);
    refused("smartphone@1.toml", SMARTPHONE, "version 1 stands in");
    warehouse.expect(0, &grade);
}
