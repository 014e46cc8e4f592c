//! An intake that is killed or stopped leaves a sound record, and running it again does the rest.

use std::time::Duration;

use crate::warehouse::{Warehouse, phones};

const ROWS: usize = 30_000;

/// Items by pickup number, which must each stand once.
fn each_row_stands_once(warehouse: &Warehouse, rows: usize) {
    assert_eq!(warehouse.holds()["items"], rows);
    let distinct: i64 = warehouse
        .raw()
        .query_row("SELECT count(DISTINCT pickup_no) FROM item", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(usize::try_from(distinct).unwrap(), rows);
}

#[test]
fn a_killed_intake_is_finished_by_running_it_again() {
    let warehouse = Warehouse::new();
    warehouse.write("goods.csv", phones(0..ROWS));
    let arguments = ["intake", "goods.csv", "--channel", "app", "--quiet"];
    let mut killed = 0;
    // The delays are what the test is about: the process dies wherever they find it.
    for milliseconds in [3, 11, 47, 140, 390, 730, 1_210] {
        let mut intake = warehouse.command(&arguments).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        intake.kill().unwrap();
        killed += usize::from(intake.wait().unwrap().code().is_none());
        warehouse.holds();
    }
    assert!(killed >= 3, "only {killed} were killed before they ended");
    let report = warehouse.json(&arguments);
    let count = |name: &str| report[name].as_u64().unwrap();
    assert_eq!(count("accepted") + count("duplicates"), ROWS as u64);
    assert_eq!(count("rejected") + count("blank"), 0);
    each_row_stands_once(&warehouse, ROWS);
}

#[test]
fn ctrl_c_keeps_what_is_in() {
    let warehouse = Warehouse::new();
    warehouse.write("goods.csv", phones(0..ROWS));
    let arguments = [
        "intake",
        "goods.csv",
        "--channel",
        "app",
        "--format",
        "json",
    ];
    let mut command = warehouse.command(&arguments);
    command.stdout(std::process::Stdio::piped());
    let mut intake = command.spawn().unwrap();
    // The database is made once the handler stands.
    while !warehouse.path("x.db-wal").exists() && intake.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    let sent = std::process::Command::new("kill")
        .args(["-INT", &intake.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    let output = intake.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["interrupted"], true);
    let kept = report["accepted"].as_u64().unwrap();
    assert_eq!(warehouse.holds()["items"], kept);
    let report = warehouse.json(&["intake", "goods.csv", "--channel", "app"]);
    assert_eq!(report["duplicates"], kept);
    assert_eq!(report["accepted"], ROWS as u64 - kept);
    each_row_stands_once(&warehouse, ROWS);
}
