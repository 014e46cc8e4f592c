//! The record under stress and under attack: nothing lost, nothing doubled, nothing changed unseen.

use std::io::Read as _;
use std::process::Stdio;

use rusqlite::Connection;
use serde_json::Value;

use crate::house::{House, phones};

const ROWS: u32 = 30_000;

fn count(house: &House) -> i64 {
    let connection = Connection::open(house.database()).unwrap();
    connection
        .query_row("SELECT count(*) FROM item WHERE withdrawn = 0", [], |row| {
            row.get(0)
        })
        .unwrap()
}

#[test]
#[cfg(unix)]
fn an_intake_that_is_killed_loses_and_doubles_nothing() {
    use std::os::unix::process::ExitStatusExt as _;
    let house = House::new();
    house.write("many.csv", phones(ROWS));
    let mut killed = 0;
    // Delays spread over a run of several seconds; a run that ends before its kill counts as well.
    for delay in [20, 150, 400, 900, 1700] {
        let mut child = house
            .command(&["intake", "many.csv", "-q"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(delay));
        child.kill().unwrap();
        killed += i32::from(child.wait().unwrap().signal() == Some(9));
        let check = house.run(&["db", "check"]);
        assert_eq!(check.code, Some(0), "after {delay} ms: {}", check.err);
    }
    assert!(killed > 0, "no run was slow enough to be killed");
    let report = house
        .expect(0, &["intake", "many.csv", "--format", "json"])
        .json();
    let number = |name: &str| report[name].as_u64().unwrap();
    assert_eq!(number("accepted") + number("duplicates"), u64::from(ROWS));
    assert_eq!(count(&house), i64::from(ROWS));
    house.expect(0, &["db", "check"]);
    let again = house
        .expect(0, &["intake", "many.csv", "--format", "json"])
        .json();
    assert_eq!(again["duplicates"].as_u64(), Some(u64::from(ROWS)));
    assert_eq!(again["operation"], Value::Null);
}

#[test]
fn eight_stations_grade_on_one_file_and_none_fails() {
    let house = House::new();
    house.write("phones.csv", phones(41));
    house.expect(0, &["intake", "phones.csv"]);
    let stations: Vec<_> = (0..8)
        .map(|station| {
            let mut file = String::from("code,glass\n");
            for row in 0..5 {
                file += &format!("P{:06},crack\n", station * 5 + row);
            }
            house.write(&format!("s{station}.csv"), file);
            let batch = format!("s{station}.csv");
            let mut child = house.command(&["grade", "--batch", &batch]);
            let mut shared = house.command(&["grade", "P000040", "--set", "glass=chip"]);
            std::thread::spawn(move || (child.output().unwrap(), shared.output().unwrap()))
        })
        .collect();
    let mut shared_graded = 0;
    for station in stations {
        let (batch, shared) = station.join().unwrap();
        assert!(
            batch.status.success(),
            "{}",
            String::from_utf8_lossy(&batch.stderr)
        );
        // The item that all race for may be refused to whoever saw it as it was before.
        match shared.status.code() {
            Some(0) => shared_graded += 1,
            Some(4) => {}
            _ => panic!("{}", String::from_utf8_lossy(&shared.stderr)),
        }
    }
    let connection = Connection::open(house.database()).unwrap();
    let graded: i64 = connection
        .query_row(
            "SELECT count(*) FROM event WHERE kind = 'graded'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert!(shared_graded > 0);
    assert_eq!(graded, 40 + shared_graded);
    house.expect(0, &["db", "check"]);
}

/// A house with 300 items, so that a tile is full, some of them graded, all of it signed.
fn filled() -> House {
    let house = House::new();
    house.write("phones.csv", phones(300));
    house.expect(0, &["intake", "phones.csv"]);
    house.write("grades.csv", "code,glass\nP000001,crack\nP000002,chip\n");
    house.expect(0, &["grade", "--batch", "grades.csv"]);
    house.expect(0, &["db", "check"]);
    house
}

fn damaged_by(sql: &str) -> String {
    let house = filled();
    let connection = Connection::open(house.database()).unwrap();
    let mut select = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap();
    let triggers: Vec<String> = select
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for trigger in triggers {
        connection
            .execute_batch(&format!("DROP TRIGGER {trigger}"))
            .unwrap();
    }
    connection
        .execute_batch("PRAGMA foreign_keys = OFF")
        .unwrap();
    connection.execute_batch(sql).unwrap();
    drop(select);
    drop(connection);
    house.expect(5, &["db", "check"]).err
}

#[test]
fn every_change_behind_the_records_back_is_found_and_named() {
    for (sql, place) in [
        (
            "UPDATE event SET body = replace(body, '小米6', '小米7') WHERE seq = 7",
            "event 7",
        ),
        ("UPDATE event SET at = at + 1 WHERE seq = 7", "event 7"),
        (
            "UPDATE item SET brand = 'x' WHERE id = 9",
            "table item, row 9",
        ),
        (
            "UPDATE item_state SET class = 'premium' WHERE item_id = 2",
            "table item_state, row 2",
        ),
        ("DELETE FROM item_key WHERE item_id = 5", "table item_key"),
        (
            "DELETE FROM event WHERE seq = 301; UPDATE item_state SET last_seq = 2, \
             last_n = 0, stage = 'received', class = NULL, label_zh = NULL, label_en = NULL \
             WHERE last_seq = 301",
            "covers events that are not there",
        ),
        ("DELETE FROM event WHERE seq = 100", "row 100"),
        ("DELETE FROM tile", "tile 0"),
        ("UPDATE tile SET root = zeroblob(32)", "tile 0"),
        (
            "UPDATE checkpoint SET note = replace(note, '300', '299') WHERE size = 300",
            "checkpoint of size 300",
        ),
        (
            "UPDATE disclosure SET body = replace(body, '划痕 3', '完好') WHERE seq = 3",
            "event 3",
        ),
    ] {
        let told = damaged_by(sql);
        assert!(told.contains(place), "{sql}\nsaid: {told}");
    }
}

#[test]
fn an_older_file_in_place_of_the_newer_is_found_and_restored_only_knowingly() {
    let house = filled();
    house.expect(0, &["db", "backup", "old.db"]);
    house.expect(0, &["undo", "2"]);
    let refused = house.expect(4, &["db", "restore", "old.db", "--yes"]);
    assert!(refused.err.contains("--accept-loss"), "{}", refused.err);
    let restored = house.expect(0, &["db", "restore", "old.db", "--yes", "--accept-loss"]);
    assert!(
        restored.out.contains("localhost/WH01/2"),
        "{}",
        restored.out
    );
    house.write("more.csv", phones(310));
    let report = house
        .expect(0, &["intake", "more.csv", "--format", "json"])
        .json();
    assert_eq!(report["accepted"], 10);
    house.expect(0, &["db", "check"]);
    // The older file put back by hand is not the one that was signed last.
    let mut old = Vec::new();
    std::fs::File::open(house.path("old.db"))
        .unwrap()
        .read_to_end(&mut old)
        .unwrap();
    let other = filled();
    other.expect(0, &["db", "backup", "old.db"]);
    other.expect(0, &["undo", "2"]);
    std::fs::copy(other.path("old.db"), other.database()).unwrap();
    for ending in ["-wal", "-shm"] {
        let mut name = other.database().into_os_string();
        name.push(ending);
        if std::path::Path::new(&name).exists() {
            std::fs::remove_file(&name).unwrap();
        }
    }
    let found = other.expect(5, &["db", "check"]);
    assert!(found.err.contains("the guard file"), "{}", found.err);
}

#[test]
fn garbage_is_never_put_in_place_of_the_database() {
    let house = filled();
    house.write(
        "garbage.db",
        "not a database at all, but long enough to be looked at",
    );
    house.expect(1, &["db", "restore", "garbage.db", "--yes"]);
    let whole = std::fs::read(house.database()).unwrap();
    house.write("short.db", &whole[..whole.len() / 2]);
    let said = house.run(&["db", "restore", "short.db", "--yes"]);
    assert!(
        matches!(said.code, Some(1 | 5)),
        "{:?} {}",
        said.code,
        said.err
    );
    house.expect(0, &["db", "check"]);
}

#[test]
fn the_schema_forbids_what_the_lifecycle_forbids() {
    let house = filled();
    let connection = Connection::open(house.database()).unwrap();
    for (from, to) in [
        ("received", "sold"),
        ("received", "refurbishing"),
        ("graded", "withdrawn"),
    ] {
        let sql = format!(
            "UPDATE item_state SET stage = '{to}', class = 'good' WHERE item_id =
                 (SELECT item_id FROM item_state WHERE stage = '{from}' LIMIT 1)"
        );
        let refused = connection.execute_batch(&sql).unwrap_err().to_string();
        assert!(
            refused.contains("no legal move"),
            "{from} to {to}: {refused}"
        );
    }
    for sql in [
        "UPDATE event SET at = 0",
        "DELETE FROM event",
        "DELETE FROM tile",
        "DELETE FROM item",
    ] {
        assert!(connection.execute_batch(sql).is_err(), "{sql}");
    }
}
