//! An intake that is killed or stopped leaves a sound record, and running it again does the rest.

use proptest::prelude::*;
use rusqlite::{Connection, OpenFlags};

use crate::warehouse::{Warehouse, phones};

const ROWS: usize = 6_000;

/// Items by pickup number, which must each stand once.
fn each_row_stands_once(warehouse: &Warehouse, rows: usize) {
    assert_eq!(warehouse.holds()["items"], rows);
    let distinct = count(warehouse, "SELECT count(DISTINCT pickup_no) FROM item");
    assert_eq!(distinct, rows);
}

fn count(warehouse: &Warehouse, sql: &str) -> usize {
    let connection = Connection::open(warehouse.path("x.db")).unwrap();
    let count: i64 = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    usize::try_from(count).unwrap()
}

/// A few short commits stand for the long ones of a large file.
const ROWS_PER_COMMIT: usize = 40;
const COMMITS: usize = 10;

/// When a process is killed: once so many commits of its work are to be seen, and so many further
/// looks later, which is anywhere in the commit that follows.
#[derive(Debug, Clone, Copy)]
struct Moment {
    commits: usize,
    looks: usize,
}

fn moments() -> impl Strategy<Value = Vec<Moment>> {
    let moment = (0..COMMITS, 0..400_usize).prop_map(|(commits, looks)| Moment { commits, looks });
    prop::collection::vec(moment, 1..4)
}

/// Runs a command and kills it at that moment, if it has not ended before.
fn kill(warehouse: &Warehouse, arguments: &[&str], moment: Moment, events_before: usize) {
    let mut command = warehouse.command(arguments);
    command.env("REGRADE_ROWS_PER_COMMIT", ROWS_PER_COMMIT.to_string());
    let mut process = command.spawn().unwrap();
    let mut looks = 0;
    let wanted = events_before + moment.commits * ROWS_PER_COMMIT;
    let mut database = None;
    while looks <= moment.looks && process.try_wait().unwrap().is_none() {
        if database.is_none() {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
            database = Connection::open_with_flags(warehouse.path("x.db"), flags).ok();
        }
        // There is nothing to be seen while the database is being made.
        let seen = database.as_ref().and_then(|database| {
            let sql = "SELECT coalesce(max(seq) + 1, 0) FROM event";
            database.query_row(sql, [], |row| row.get::<_, i64>(0)).ok()
        });
        looks += usize::from(seen.is_some_and(|seen| seen as usize >= wanted));
        std::thread::yield_now();
    }
    // Nobody but the process that dies has the database open.
    drop(database);
    process.kill().unwrap();
    process.wait().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn an_intake_that_is_killed_is_finished_by_running_it_again(moments in moments()) {
        let rows = COMMITS * ROWS_PER_COMMIT;
        let warehouse = Warehouse::new();
        warehouse.write("goods.csv", phones(0..rows));
        let arguments = ["intake", "goods.csv", "--channel", "app", "--quiet"];
        let mut kept = 0;
        for moment in moments {
            kill(&warehouse, &arguments, moment, 0);
            let holds = warehouse.holds();
            let items = holds["items"].as_u64().unwrap() as usize;
            prop_assert!(items >= kept && items.is_multiple_of(ROWS_PER_COMMIT), "{items}");
            kept = items;
        }
        let report = warehouse.json(&arguments);
        prop_assert_eq!(&report["duplicates"], kept);
        prop_assert_eq!(&report["accepted"], rows - kept);
        each_row_stands_once(&warehouse, rows);
    }

    #[test]
    fn a_batch_that_is_killed_is_finished_by_running_it_again(moments in moments()) {
        let rows = COMMITS * ROWS_PER_COMMIT;
        let warehouse = Warehouse::new();
        warehouse.take_in(rows);
        let mut inspections = "code,power_on\n".to_owned();
        for number in 0..rows {
            inspections += &format!("P{number:07},no\n");
        }
        warehouse.write("inspections.csv", inspections);
        let arguments = ["grade", "--batch", "inspections.csv", "--quiet"];
        for moment in moments {
            kill(&warehouse, &arguments, moment, rows);
            warehouse.holds();
            let graded = count(&warehouse, "SELECT count(*) FROM event WHERE kind = 'graded'");
            prop_assert_eq!(graded % ROWS_PER_COMMIT, 0);
        }
        let report = warehouse.json(&arguments);
        let told = |name: &str| report[name].as_u64().unwrap() as usize;
        prop_assert_eq!(told("accepted") + told("duplicates"), rows);
        warehouse.holds();
        let graded = "SELECT count(DISTINCT item_id) FROM event WHERE kind = 'graded'";
        prop_assert_eq!(count(&warehouse, graded), rows);
        prop_assert_eq!(count(&warehouse, "SELECT count(*) FROM event"), 2 * rows);
    }
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
