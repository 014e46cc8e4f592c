//! Whatever is changed past the program is found by `db check`, which names the place; and what is
//! damaged is never put in a sound database's place.

use crate::warehouse::Warehouse;

fn graded() -> Warehouse {
    let warehouse = Warehouse::new();
    warehouse.take_in(3);
    for number in ["P0000000", "P0000001"] {
        let report = warehouse.json(&["grade", number, "--set", "power_on=no"]);
        assert_eq!(report["class"], "good");
    }
    warehouse.holds();
    warehouse
}

#[test]
fn an_edited_event_is_found() {
    let warehouse = graded();
    warehouse.tamper("UPDATE event SET body = replace(body, '\"li\"', '\"wu\"') WHERE seq = 1");
    let ran = warehouse.run(&["db", "check"]);
    assert_eq!(ran.code, Some(5), "{ran:?}");
    assert!(
        ran.err
            .contains("the first 3 events are not those that its checkpoint signed"),
        "{ran:?}"
    );
}

#[test]
fn an_event_whose_body_is_no_event_is_found() {
    let warehouse = graded();
    warehouse.tamper("UPDATE event SET body = '{}' WHERE seq = 2");
    warehouse.is_found_damaged("event 2: ");
}

#[test]
fn an_event_at_odds_with_its_columns_is_found() {
    let warehouse = graded();
    warehouse.tamper("UPDATE event SET at = at + 1 WHERE seq = 1");
    warehouse.is_found_damaged("event 1: its time is not the one recorded");
}

#[test]
fn edited_projections_are_found() {
    for (sql, place) in [
        (
            "UPDATE item SET model = 'iPhone 8' WHERE id = 2",
            "table item, row 2",
        ),
        (
            "UPDATE item_state SET class = 'premium' WHERE item_id = 1",
            "table item_state, row 1",
        ),
        (
            "DELETE FROM item_key WHERE key = (SELECT max(key) FROM item_key)",
            "table item_key, row ",
        ),
    ] {
        let warehouse = graded();
        warehouse.tamper(sql);
        warehouse.is_found_damaged(place);
    }
}

#[test]
fn lost_newest_events_are_found() {
    let warehouse = graded();
    warehouse.json(&["grade", "P0000002", "--set", "power_on=no"]);
    let extra = "extra.csv";
    warehouse.write(extra, crate::warehouse::phones(3..4));
    warehouse.json(&["intake", extra, "--channel", "app"]);
    warehouse.tamper("DELETE FROM event WHERE seq >= 5");
    warehouse.is_found_damaged("the checkpoint of size 7 covers events that are not there");
    warehouse.tamper("DELETE FROM checkpoint WHERE size = 7");
    warehouse.is_found_damaged("the guard file says that 7 events were signed");
}

#[test]
fn a_lost_event_in_the_middle_is_found() {
    let warehouse = graded();
    warehouse.tamper("DELETE FROM event WHERE seq = 1");
    warehouse.is_found_damaged("the events end at 5, but 4 are there");
}

#[test]
fn lost_and_edited_tiles_are_found() {
    let warehouse = Warehouse::new();
    warehouse.take_in(300);
    assert_eq!(warehouse.holds()["tiles"], 1);
    warehouse.tamper("UPDATE tile SET data = zeroblob(8192)");
    warehouse.is_found_damaged("tile ");
    warehouse.tamper("DELETE FROM tile");
    warehouse.is_found_damaged("tile ");
}

#[test]
fn an_edited_checkpoint_is_found() {
    let warehouse = graded();
    warehouse.tamper(
        "UPDATE checkpoint
         SET note = replace(note, char(10) || '3' || char(10), char(10) || '2' || char(10))",
    );
    warehouse.is_found_damaged("the checkpoint of size 3: ");
}

#[test]
fn an_older_copy_in_its_place_is_found() {
    let warehouse = graded();
    let copied = warehouse.run(&["db", "backup", "older.db"]);
    assert_eq!(copied.code, Some(0), "{copied:?}");
    warehouse.write("more.csv", crate::warehouse::phones(3..9));
    warehouse.json(&["intake", "more.csv", "--channel", "app"]);
    for beside in ["x.db-wal", "x.db-shm"] {
        if warehouse.path(beside).exists() {
            std::fs::remove_file(warehouse.path(beside)).unwrap();
        }
    }
    std::fs::copy(warehouse.path("older.db"), warehouse.path("x.db")).unwrap();
    warehouse.is_found_damaged("the guard file says that 11 events were signed");
    // Nor is anything signed on top of it.
    warehouse.write("other.csv", crate::warehouse::phones(20..21));
    let ran = warehouse.run(&["intake", "other.csv", "--channel", "app"]);
    assert_eq!(ran.code, Some(5), "{ran:?}");
}

#[test]
fn changed_private_fields_are_found_and_erased_ones_are_counted() {
    let warehouse = graded();
    warehouse.tamper(
        "UPDATE disclosure SET body = replace(body, '13800138000', '13800138001') WHERE seq = 0",
    );
    warehouse.is_found_damaged("event 0: its private field `seller` is not the one recorded");
    let warehouse = graded();
    let before = warehouse.holds();
    assert_eq!(before["erased"], 0);
    warehouse.tamper("UPDATE disclosure SET body = replace(body, '13800138000', '') WHERE seq = 1");
    warehouse.is_found_damaged("event 1: its private field `seller`");
    // A whole disclosure may be erased: the event stays provable.
    warehouse.tamper("DELETE FROM disclosure WHERE seq = 1");
    let after = warehouse.holds();
    assert_eq!(after["root"], before["root"]);
    assert!(after["erased"].as_u64().unwrap() > 0);
}

#[test]
fn damaged_copies_are_refused_before_anything_is_replaced() {
    let warehouse = graded();
    let root = warehouse.holds()["root"].clone();
    warehouse.json(&["db", "backup", "copy.db"]);
    let bytes = std::fs::read(warehouse.path("copy.db")).unwrap();
    let files: [(&str, &[u8]); 3] = [
        ("cut.db", &bytes[..bytes.len() / 2]),
        (
            "garbage.db",
            b"no database, just some text that is long enough to be read as one",
        ),
        ("empty.db", b""),
    ];
    for (name, content) in files {
        std::fs::write(warehouse.path(name), content).unwrap();
        let ran = warehouse.run(&["db", "restore", name, "--yes"]);
        assert!(matches!(ran.code, Some(1 | 5)), "{name}: {ran:?}");
        assert_eq!(warehouse.holds()["root"], root, "{name}");
        assert!(!warehouse.path("x.db.before-restore").exists(), "{name}");
    }
    let ran = warehouse.run(&["db", "restore", "no.db", "--yes"]);
    assert_eq!(ran.code, Some(7), "{ran:?}");
}

#[test]
fn a_copy_is_put_back_where_there_was_nothing_and_stays_as_it_was() {
    let warehouse = graded();
    let root = warehouse.holds()["root"].clone();
    let nowhere = warehouse.expect(1, &["db", "backup", "copies/copy.db"]);
    assert!(
        nowhere.err.contains("cannot write copies/copy.db: "),
        "{nowhere:?}"
    );
    std::fs::create_dir(warehouse.path("copies")).unwrap();
    warehouse.json(&["db", "backup", "copies/copy.db"]);
    warehouse.expect(1, &["db", "backup", "copies/copy.db"]);
    let folder = || -> Vec<_> {
        let entries = std::fs::read_dir(warehouse.path("copies")).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect()
    };
    let bytes = || std::fs::read(warehouse.path("copies/copy.db")).unwrap();
    let before = bytes();
    let new = ["--db", "new/place/x.db"];
    let restore = [&["db", "restore", "copies/copy.db"], &new[..]].concat();
    warehouse.json(&restore);
    assert_eq!(folder(), ["copy.db"]);
    assert_eq!(bytes(), before);
    let check = [&["db", "check"], &new[..]].concat();
    assert_eq!(warehouse.json(&check)["root"], root);
    // Stations read while others write, as in the database that was there.
    let restored = rusqlite::Connection::open(warehouse.path("new/place/x.db")).unwrap();
    let mode: String = restored
        .query_row("PRAGMA journal_mode", [], |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
}

/// A copy made by hand while a station had the database open has a log beside it.
#[test]
fn a_copy_with_its_log_is_put_back_whole() {
    let warehouse = graded();
    let open = rusqlite::Connection::open(warehouse.path("x.db")).unwrap();
    open.query_row("SELECT count(*) FROM event", [], |_| Ok(()))
        .unwrap();
    warehouse.write("more.csv", crate::warehouse::phones(3..9));
    warehouse.json(&["intake", "more.csv", "--channel", "app"]);
    for ending in ["", "-wal"] {
        let name = |base: &str| warehouse.path(&format!("{base}{ending}"));
        std::fs::copy(name("x.db"), name("copy.db")).unwrap();
    }
    assert!(warehouse.path("copy.db-wal").metadata().unwrap().len() > 0);
    drop(open);
    let report = warehouse.json(&["db", "restore", "copy.db", "--yes"]);
    assert_eq!(report["items"], 9);
    assert!(!warehouse.path("copy.db-shm").exists());
    assert_eq!(warehouse.holds()["items"], 9);
}

#[test]
fn an_older_copy_is_put_back_only_when_the_loss_is_accepted() {
    let warehouse = graded();
    warehouse.json(&["db", "backup", "older.db"]);
    warehouse.write("more.csv", crate::warehouse::phones(3..9));
    warehouse.json(&["intake", "more.csv", "--channel", "app"]);
    let ran = warehouse.run(&["db", "restore", "older.db", "--yes"]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(ran.err.contains("--accept-loss"), "{ran:?}");
    assert_eq!(warehouse.holds()["items"], 9);
    let report = warehouse.json(&["db", "restore", "older.db", "--yes", "--accept-loss"]);
    assert_eq!(report["new_origin"], "localhost/WH01/2");
    assert_eq!(warehouse.holds()["items"], 3);
    let report = warehouse.json(&["intake", "more.csv", "--channel", "app"]);
    assert_eq!(report["accepted"], 6);
    let holds = warehouse.holds();
    assert_eq!(holds["items"], 9);
    assert_eq!(holds["origin"], "localhost/WH01/2");
    assert!(warehouse.path("x.db.before-restore").exists());
}
