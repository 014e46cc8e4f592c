//! Wipes as the warehouse lives through them, by the program itself: reports of disks and phones,
//! failures, mix-ups, checks, and a plug that is pulled.

mod bulk;
mod checks;
mod house;

use serde_json::Value;

use self::house::{House, Log, phone_xml};

#[test]
fn a_laptop_is_cleared_by_a_log_for_each_of_its_disks() {
    let house = House::new();
    house.declare("L1", "hdd", "WD-AAAA1111");
    house.declare("L1", "hdd", "WD-BBBB2222");
    house.ran(0, &["wipe-log", "explain", "L1"], |out| {
        out.contains("R2") && out.contains("medium 2 (WD-BBBB2222)")
    });
    let first = house.log(&Log::of("WD-AAAA1111", "HOST-L1"), "one.txt");
    let report = house.import(0, &[&first]);
    let record = &report[0]["records"][0];
    assert_eq!(report[0]["outcome"], "accepted", "{report}");
    assert_eq!(report[0]["format"], "nwipe");
    assert_eq!(record["medium_serial"], "WD-AAAA1111");
    assert_eq!(record["host_serial"], "HOST-L1");
    assert_eq!(record["technique"], "overwrite");
    assert_eq!(record["level"], "clear");
    assert_eq!(record["verified"], true);
    assert_eq!(record["result"], "pass");
    assert_eq!(record["evidence"], "B");
    assert_eq!(record["item"], house.code("L1"));
    assert_eq!(record["start"], "2017-12-22T03:00:00Z");
    // One of two is not enough.
    assert!(!house.may("L1", "recycle"));
    let second = house.log(&Log::of("WD-BBBB2222", "HOST-L1"), "two.txt");
    house.import(0, &[&second]);
    assert!(house.may("L1", "recycle"));
    let shown = house.json(&["show", "L1"]);
    assert_eq!(shown["media"][1]["state"], "accepted");
    let rules = |door: &str| {
        let reasons = shown["clearance"][door]["reasons"].as_array().unwrap();
        reasons
            .iter()
            .map(|reason| reason["rule"].clone())
            .collect::<Vec<_>>()
    };
    assert!(!rules("recycle").contains(&Value::from("R14")), "{shown}");
    house.inner.holds();
}

#[test]
fn importing_again_changes_nothing() {
    let house = House::new();
    house.declare("L1", "hdd", "WD-AAAA1111");
    let log = house.log(&Log::of("WD-AAAA1111", "HOST-L1"), "one.txt");
    let unknown = house.log(&Log::of("WD-ZZZZ9999", "HOST-Z"), "unknown.txt");
    house.import(3, &[&log, &unknown]);
    let before = house.inner.holds()["events"].clone();
    let report = house.import(3, &[&log, &unknown]);
    assert_eq!(report[0]["outcome"], "duplicate");
    assert_eq!(report[1]["outcome"], "unmatched");
    assert_eq!(house.queue().len(), 1);
    assert_eq!(house.inner.holds()["events"], before);
    // The same run in another file is the same run.
    let copy = house.log(&Log::of("WD-AAAA1111", "HOST-L1"), "copy.txt");
    std::fs::write(
        house.inner.path(&copy),
        std::fs::read_to_string(house.inner.path(&copy)).unwrap() + "\n",
    )
    .unwrap();
    assert_eq!(house.import(0, &[&copy])[0]["outcome"], "duplicate");
}

#[test]
fn a_phone_is_declared_by_the_report_that_names_it() {
    let house = House::new();
    house.inner.write("phone.xml", phone_xml());
    let report = house.import(3, &["phone.xml"]);
    let record = &report[0]["records"][0];
    assert_eq!(record["item"], house.code("P1"));
    assert_eq!(record["technique"], "mobile-erase");
    let reasons = record["reasons"].to_string();
    assert!(reasons.contains("declared its storage"), "{reasons}");
    // The report does not say that anything was read back, so a second person looks.
    assert!(reasons.contains("R4"), "{reasons}");
    assert_eq!(house.state("P1"), "wiped-unverified");
    house.ran_as("wang", 0, &["wipe-log", "qc", "P1", "--pass"], |_| true);
    assert_eq!(house.state("P1"), "accepted");
    assert!(house.may("P1", "recycle"));
    // No leaf of the ledger holds an IMEI.
    let connection = rusqlite::Connection::open(house.inner.path("x.db")).unwrap();
    let sql = "SELECT count(*) FROM event WHERE instr(body, '490154203237518') > 0";
    let count: i64 = connection.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(count, 0);
    let shown = house.json(&["wipe-log", "show", "P1"]);
    assert_eq!(shown["media"][0]["serial"], "IMEI:490154203237518");
    house.inner.holds();
}

#[test]
fn what_failed_twice_is_destroyed_before_a_witness() {
    let house = House::new();
    house.declare("L1", "hdd", "WD-AAAA1111");
    let mut log = Log::of("WD-AAAA1111", "HOST-L1");
    log.failed = true;
    let first = house.log(&log, "first.txt");
    let report = house.import(3, &[&first]);
    assert_eq!(report[0]["outcome"], "not_accepted");
    assert_eq!(report[0]["records"][0]["result"], "fail");
    assert_eq!(house.state("L1"), "failed");
    log.hour = 12;
    let second = house.log(&log, "second.txt");
    house.import(3, &[&second]);
    assert_eq!(house.state("L1"), "destroy-pending");
    // Once more, and it passes: too late.
    log.failed = false;
    log.hour = 13;
    let third = house.log(&log, "third.txt");
    house.import(0, &[&third]);
    assert_eq!(house.state("L1"), "destroy-pending");
    let destroy = |witness: &'static str, size: &'static str, method: &'static str| {
        let by = [
            "--witness",
            witness,
            "--particle-mm",
            size,
            "--method",
            method,
        ];
        [["wipe-log", "destroy", "L1"].as_slice(), &by].concat()
    };
    house.ran(4, &destroy("li", "2", "shred"), |_| true);
    house.ran(0, &destroy("wang", "2", "shred"), |_| true);
    assert_eq!(house.state("L1"), "destroyed");
    assert!(house.may("L1", "recycle"));
    house.inner.holds();
}

#[test]
fn flash_is_not_degaussed() {
    let house = House::new();
    house.declare("L1", "sata-ssd", "S4ENNX0R1234");
    let arguments = [
        "wipe-log",
        "destroy",
        "L1",
        "--method",
        "degauss",
        "--witness",
        "wang",
    ];
    let ran = house.ran(4, &arguments, |_| true);
    assert!(ran.err.contains("R15"), "{ran:?}");
    assert_eq!(house.state("L1"), "declared");
}

#[test]
fn swapped_serials_never_clear() {
    let house = House::new();
    house.declare("L1", "hdd", "WD-AAAA1111");
    house.declare("L2", "hdd", "WD-BBBB2222");
    let one = house.log(&Log::of("WD-BBBB2222", "HOST-L1"), "one.txt");
    let two = house.log(&Log::of("WD-AAAA1111", "HOST-L2"), "two.txt");
    let report = house.import(3, &[&one, &two]);
    for file in report.as_array().unwrap() {
        assert_eq!(file["outcome"], "unmatched", "{report}");
    }
    assert!(!house.may("L1", "recycle") && !house.may("L2", "recycle"));
    // Nor does somebody who links them: the machine is another item.
    let link = [
        "wipe-log",
        "queue",
        "--link",
        "1",
        "L2",
        "--reason",
        "it is that disk",
    ];
    let ran = house.ran(4, &link, |_| true);
    assert!(ran.err.contains("R6"), "{ran:?}");
}

#[test]
fn a_report_that_shows_a_disk_without_a_wipe_opens_it() {
    let house = House::new();
    let sample = "samples/wipe/blancco/RECONSTRUCTED-drive-eraser-2-disks.xml";
    let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(sample);
    let text = std::fs::read_to_string(sample).unwrap();
    // Only the first erasure is kept, so that the second disk is there and untouched.
    let text = text.replace("PF0ZX7AB", "HOST-L1");
    let at = |from: usize| {
        text[from..]
            .find("<entries name=\"erasure\">")
            .map(|at| at + from)
    };
    let first = at(0).unwrap();
    let second = at(first + 1).unwrap();
    let end = text[second..].find("</blancco_erasure_report>").unwrap() + second;
    let cut = format!("{}</entries>{}", &text[..second], &text[end..]);
    house.inner.write("one.xml", cut);
    let report = house.import(3, &["one.xml"]);
    let opened = report[0]["opened"].as_array().unwrap();
    assert_eq!(opened.len(), 1, "{report}");
    assert_eq!(opened[0]["item"], house.code("L1"));
    assert_eq!(house.state("L1"), "declared");
    assert!(!house.may("L1", "recycle"));
}

#[test]
fn reports_wait_and_are_linked_or_dismissed() {
    let house = House::new();
    house.declare("L1", "hdd", "WDC0123456789ABCDEFGHIJ");
    // The tool's table cuts serial numbers to 20 characters.
    let cut = house.log(&Log::of("WDC0123456789ABCDEFG", "HOST-L1"), "cut.txt");
    let other = house.log(&Log::of("WD-ZZZZ9999", "HOST-Z"), "other.txt");
    house.import(3, &[&cut, &other]);
    let queue = house.queue();
    assert_eq!(queue.len(), 2);
    assert_eq!(queue[0]["record"]["medium_serial"], "WDC0123456789ABCDEFG");
    house.ran(2, &["wipe-log", "queue", "--link", "1", "L1"], |_| true);
    let link = [
        "wipe-log",
        "queue",
        "--link",
        "1",
        "L1",
        "--reason",
        "read on the label",
    ];
    house.ran(0, &link, |out| out.contains("accepted"));
    house.ran(4, &link, |_| true);
    let dismiss = [
        "wipe-log",
        "queue",
        "--dismiss",
        "2",
        "--reason",
        "of another house",
    ];
    house.ran(0, &dismiss, |_| true);
    assert!(house.queue().is_empty());
    let report = house.import(0, &[&other]);
    assert_eq!(report[0]["outcome"], "duplicate");
    assert!(
        report[0].to_string().contains("of another house"),
        "{report}"
    );
    // Linked by hand it is worth less as evidence.
    let shown = house.json(&["wipe-log", "show", "L1"]);
    assert_eq!(shown["media"][0]["evidence"], "C");
    // Undone, the report waits again.
    let operations = house.json(&["log"]);
    let linking = operations[1]["operation"].to_string();
    assert_eq!(operations[1]["command"], "wipe-log queue");
    house.ran(0, &["undo", &linking], |_| true);
    assert_eq!(house.queue().len(), 1);
    assert_eq!(house.state("L1"), "declared");
    house.inner.holds();
}

#[test]
fn an_import_is_undone_and_made_again() {
    let house = House::new();
    house.declare("L1", "hdd", "WD-AAAA1111");
    let log = house.log(&Log::of("WD-AAAA1111", "HOST-L1"), "one.txt");
    let unknown = house.log(&Log::of("WD-ZZZZ9999", "HOST-Z"), "unknown.txt");
    house.import(3, &[&log, &unknown, "phone.xml"]);
    let operation = house.json(&["log"])[0]["operation"].to_string();
    // An inspection does not stand on it, nor it on an inspection.
    house.ran(0, &["grade", "L1", "--set", "power_on=dead"], |_| true);
    let undone = house.json(&["undo", &operation]);
    assert_eq!(undone["reversed"], 1, "{undone}");
    assert_eq!(undone["queued"], 1, "{undone}");
    assert!(house.queue().is_empty());
    assert_eq!(house.state("L1"), "declared");
    let report = house.import(3, &[&log, &unknown]);
    assert_eq!(report[0]["outcome"], "accepted");
    assert_eq!(house.json(&["show", "L1"])["status"], "graded");
    house.inner.holds();
}

#[test]
fn a_dry_run_writes_nothing() {
    let house = House::new();
    house.declare("L1", "hdd", "WD-AAAA1111");
    let log = house.log(&Log::of("WD-AAAA1111", "HOST-L1"), "one.txt");
    let unknown = house.log(&Log::of("WD-ZZZZ9999", "HOST-Z"), "unknown.txt");
    let before = house.inner.holds();
    let arguments = [
        "wipe-log",
        "import",
        &log,
        &unknown,
        "--dry-run",
        "--format",
        "json",
    ];
    let ran = house.ran(3, &arguments, |_| true);
    assert_eq!(ran.json()[0]["outcome"], "accepted");
    assert_eq!(house.inner.holds(), before);
    assert!(house.queue().is_empty());
    assert!(!house.inner.path("x.evidence").exists());
}
