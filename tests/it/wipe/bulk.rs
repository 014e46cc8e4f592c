//! Many files at once: none lost, none twice, whatever stops the import; and files that are none.

use std::process::Stdio;

use super::house::{House, LATER, Log};

/// Laptops with a disk each, and a log for each in the folder `logs`.
fn many(count: usize) -> House {
    let house = House::new();
    let mut goods = "取件单号,三级分类,品牌,型号,序列号,取件时间,城市,手机号\n".to_owned();
    for number in 0..count {
        goods += &format!(
            "M{number:04},笔记本,Lenovo,X1,HOST{number:04},2017-12-21 14:30,北京市,13800138000\n"
        );
    }
    house.inner.write("many.csv", goods);
    house
        .inner
        .json(&["intake", "many.csv", "--channel", "app"]);
    std::fs::create_dir(house.inner.path("logs")).unwrap();
    for number in 0..count {
        let serial = format!("WD-DISK{number:04}");
        let log = Log::of(&serial, &format!("HOST{number:04}"));
        std::fs::write(
            house.inner.path(&format!("logs/{number:04}.log")),
            log.text(),
        )
        .unwrap();
    }
    house
}

#[cfg(unix)]
#[test]
fn an_import_that_is_killed_is_finished_by_running_it_again() {
    const FILES: usize = 200;
    let house = many(FILES);
    for number in 0..FILES {
        let serial = format!("WD-DISK{number:04}");
        house.declare(&format!("M{number:04}"), "hdd", &serial);
    }
    let before = house.inner.holds()["events"].as_u64().unwrap();
    for looks in [0, 30, 120] {
        let mut command = house
            .inner
            .command(&["wipe-log", "import", "logs", "--quiet"]);
        command
            .env("REGRADE_NOW", LATER)
            .env("REGRADE_ROWS_PER_COMMIT", "10");
        let mut import = command.stdout(Stdio::null()).spawn().unwrap();
        let database = rusqlite::Connection::open(house.inner.path("x.db")).unwrap();
        let mut seen = 0;
        while seen <= looks && import.try_wait().unwrap().is_none() {
            let sql = "SELECT coalesce(max(seq) + 1, 0) FROM event";
            let events: i64 = database.query_row(sql, [], |row| row.get(0)).unwrap();
            seen += usize::from(events as u64 > before);
            std::thread::yield_now();
        }
        drop(database);
        import.kill().unwrap();
        import.wait().unwrap();
        let events = house.inner.holds()["events"].as_u64().unwrap();
        assert!((events - before).is_multiple_of(10), "{events}");
    }
    let report = house.import(0, &["logs"]);
    assert_eq!(report.as_array().unwrap().len(), FILES);
    assert_eq!(house.inner.holds()["events"], before + FILES as u64);
    let connection = rusqlite::Connection::open(house.inner.path("x.db")).unwrap();
    let sql = "SELECT count(DISTINCT item_id) FROM event WHERE kind = 'wipe_run'";
    let wiped: i64 = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(wiped, FILES as i64);
    house.ran(0, &["wipe-log", "audit"], |out| out.contains("200 files"));
}

#[cfg(unix)]
#[test]
fn links_and_what_is_no_file_are_left_alone() {
    let house = many(2);
    let logs = house.inner.path("logs");
    std::os::unix::fs::symlink("0000.log", logs.join("link.log")).unwrap();
    std::os::unix::fs::symlink("..", logs.join("up")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(logs.join("pipe"))
        .status()
        .unwrap();
    assert!(made.success());
    std::fs::write(logs.join("empty.log"), "").unwrap();
    std::fs::write(logs.join("noise.bin"), [0, 159, 146, 150]).unwrap();
    std::fs::write(logs.join(".hidden"), "not looked at").unwrap();
    let report = house.import(3, &["logs", "no-such-file"]);
    let outcome = |name: &str| {
        let files = report.as_array().unwrap();
        let file = files
            .iter()
            .find(|file| file["file"].as_str().unwrap().ends_with(name));
        file.unwrap_or_else(|| panic!("{name}: {report}"))["outcome"].clone()
    };
    for name in [
        "link.log",
        "up",
        "pipe",
        "empty.log",
        "noise.bin",
        "no-such-file",
    ] {
        assert_eq!(outcome(name), "unreadable", "{name}");
    }
    assert_eq!(outcome("0000.log"), "unmatched");
    assert_eq!(report.as_array().unwrap().len(), 8);
    house.inner.holds();
}

#[test]
fn a_report_comes_by_standard_input_too() {
    let house = House::new();
    house.declare("L1", "hdd", "WD-AAAA1111");
    let log = house.log(&Log::of("WD-AAAA1111", "HOST-L1"), "one.txt");
    let arguments = ["wipe-log", "import", "-", "--format", "json"];
    let mut command = house.inner.command(&arguments);
    let file = std::fs::File::open(house.inner.path(&log)).unwrap();
    let ran = crate::warehouse::Ran::of(command.env("REGRADE_NOW", LATER).stdin(file));
    assert_eq!(ran.json()[0]["outcome"], "accepted", "{ran:?}");
    assert_eq!(ran.json()[0]["file"], "-");
}

#[test]
fn times_without_a_zone_are_those_of_the_zone_that_is_named() {
    let house = House::new();
    house.declare("L1", "hdd", "WD-AAAA1111");
    let log = house.log(&Log::of("WD-AAAA1111", "HOST-L1"), "one.txt");
    // At 11:00 in London it is 19:00 at the site: that has not been yet.
    let arguments = [
        "wipe-log",
        "import",
        &log,
        "--tz",
        "Europe/London",
        "--format",
        "json",
    ];
    let ran = house.ran(3, &[arguments.as_slice(), &["-n"]].concat(), |_| true);
    let record = ran.json()[0]["records"][0].clone();
    assert_eq!(record["start"], "2017-12-22T11:00:00Z");
    assert!(record["reasons"].to_string().contains("R8"), "{record}");
    house.ran(2, &["wipe-log", "import", &log, "--tz", "Mars"], |_| true);
}
