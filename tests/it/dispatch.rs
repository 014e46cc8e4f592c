//! The doors: what leaves, what does not, and how it is undone.

use std::fmt::Write as _;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::warehouse::{Ran, Warehouse};

const GOODS: &str = "pickup_no,ordered_at,city,category,brand,model
BOOK,2017-12-21 09:05,深圳市,小说,,Dream
BOOK2,2017-12-21 09:05,深圳市,小说,,Journey
BOOK3,2017-12-21 09:05,深圳市,小说,,Margin
BAG,2017-12-21 09:05,深圳市,9186,Chanel,Flap
BAG2,2017-12-21 09:05,深圳市,9186,Gucci,Jackie
FAKE,2017-12-21 09:05,深圳市,9186,Gucci,Jackie
PHONE,2017-12-21 09:05,深圳市,手机,Nokia,3310
";

/// A warehouse with books, bags and a phone; all that leaves by sale is premium, BOOK3 is scrap,
/// FAKE is refused.
pub(crate) fn stocked() -> Warehouse {
    let warehouse = Warehouse::new();
    warehouse.write("goods.csv", GOODS);
    warehouse.expect(0, &["intake", "goods.csv", "--channel", "app"]);
    let photos = (0..12).fold("photos=".to_owned(), |mut text, number: u8| {
        let digest = Sha256::digest([number]);
        for byte in digest {
            write!(text, "{byte:02x}").unwrap();
        }
        text + ";"
    });
    let photos = photos.trim_end_matches(';');
    for (item, answers) in [
        ("BOOK", vec!["genuine=genuine"]),
        ("BOOK2", vec!["genuine=genuine"]),
        ("BOOK3", vec!["mould=live"]),
        ("BAG", vec![photos]),
        ("BAG2", vec![photos]),
        ("FAKE", vec!["auth=fake", photos]),
        ("PHONE", vec![photos]),
    ] {
        let mut arguments = vec!["grade", item];
        arguments.extend(answers.iter().flat_map(|answer| ["--set", *answer]));
        warehouse.expect_as("inspector", 0, &arguments);
    }
    warehouse
}

pub(crate) fn seals(warehouse: &Warehouse, count: &str) -> Vec<String> {
    let issued = warehouse.json(&["seal", "issue", "--count", count]);
    let seals = issued["seals"].as_array().unwrap();
    seals
        .iter()
        .map(|seal| seal.as_str().unwrap().to_owned())
        .collect()
}

fn sell(warehouse: &Warehouse, exit: i32, item: &str, more: &[&str]) -> Value {
    let terms = [
        "--order",
        "S-1",
        "--price",
        "88.50",
        "--channel",
        "shop",
        "--format",
        "json",
    ];
    let arguments = [&["dispatch", "sale", item], &terms[..], more].concat();
    warehouse.expect(exit, &arguments).json()
}

fn rules(report: &Value, place: usize) -> Vec<&str> {
    let reasons = report["items"][place]["reasons"].as_array().unwrap();
    reasons
        .iter()
        .map(|reason| reason["rule"].as_str().unwrap())
        .collect()
}

fn status(warehouse: &Warehouse, item: &str) -> String {
    let shown = warehouse.json(&["show", item]);
    shown["status"].as_str().unwrap().to_owned()
}

fn newest_operation(warehouse: &Warehouse) -> String {
    let log = warehouse.expect(0, &["log", "--limit", "1", "--format", "jsonl"]);
    log.json()["operation"].to_string()
}

fn undo(warehouse: &Warehouse, who: &str, exit: i32) -> Ran {
    let operation = newest_operation(warehouse);
    warehouse.expect_as(who, exit, &["undo", &operation])
}

#[test]
fn a_book_is_sold_once_and_the_sale_can_be_undone() {
    let warehouse = stocked();
    let sold = sell(&warehouse, 0, "BOOK", &[]);
    assert_eq!(
        (&sold["dispatched"], &sold["price_fen"]),
        (&json!(1), &json!(8850))
    );
    assert_eq!(status(&warehouse, "BOOK"), "sold");
    // What is the buyer's own stands in no leaf.
    let shown = warehouse.json(&["show", "BOOK"]);
    let event = &shown["events"].as_array().unwrap()[2];
    assert_eq!(event["kind"], "sold");
    assert_eq!(event["data"]["buyer"], "shop");
    assert!(event["data"].get("order").is_none() && event["data"].get("price_fen").is_none());
    assert_eq!(rules(&sell(&warehouse, 4, "BOOK", &[]), 0), ["stage"]);
    let listed = warehouse.json(&["dispatch", "list"]);
    assert_eq!(
        (&listed["count"], &listed["price_fen"]),
        (&json!(1), &json!(8850))
    );
    assert_eq!(listed["items"][0]["order"], "S-1");
    warehouse.holds();
    undo(&warehouse, "li", 0);
    assert_eq!(status(&warehouse, "BOOK"), "graded");
    assert_eq!(warehouse.json(&["dispatch", "list"])["count"], 0);
    warehouse.holds();
    sell(&warehouse, 0, "BOOK", &[]);
    warehouse.holds();
}

#[test]
fn terms_that_are_missing_are_asked_for() {
    let warehouse = stocked();
    let ran = warehouse.expect(
        2,
        &["dispatch", "sale", "BOOK", "--order", "1", "--price", "5"],
    );
    assert!(ran.err.contains("--channel"), "{ran:?}");
    let ran = warehouse.expect(2, &["dispatch", "recycle", "BOOK3", "--recycler", "green"]);
    assert!(ran.err.contains("--price"), "{ran:?}");
    warehouse.expect(2, &["dispatch", "return", "BOOK"]);
    warehouse.expect(2, &["dispatch", "return"]);
    warehouse.expect(7, &["dispatch", "return", "NOBODY", "--reason", "x"]);
    assert_eq!(status(&warehouse, "BOOK"), "graded");
}

#[test]
fn a_phone_that_nothing_proves_wiped_stays_and_the_cure_is_told() {
    let warehouse = stocked();
    let refused = sell(&warehouse, 4, "PHONE", &[]);
    assert!(!rules(&refused, 0).is_empty(), "{refused}");
    for reason in refused["items"][0]["reasons"].as_array().unwrap() {
        assert!(!reason["cure"]["en"].as_str().unwrap().is_empty());
        assert!(!reason["cure"]["zh"].as_str().unwrap().is_empty());
    }
    assert_eq!(status(&warehouse, "PHONE"), "graded");
}

#[test]
fn scrap_is_recycled_with_a_certificate_whose_hash_the_record_keeps() {
    let warehouse = stocked();
    let terms = ["--recycler", "green", "--weight", "0.41", "--price", "0.60"];
    let papers = ["--certificate", "c.json", "--manifest", "m.html"];
    let arguments = [&["dispatch", "recycle", "BOOK3"], &terms[..], &papers[..]].concat();
    warehouse.expect(0, &[&arguments[..], &["--dry-run"]].concat());
    assert!(!warehouse.path("c.json").exists());
    let report = warehouse.json(&arguments);
    assert_eq!(
        (&report["weight_grams"], &report["price_fen"]),
        (&json!(410), &json!(60))
    );
    let shown = warehouse.json(&["show", "BOOK3"]);
    let event = shown["events"].as_array().unwrap().last().unwrap();
    for (paper, name) in [
        ("c.json", "certificate_sha256"),
        ("m.html", "manifest_sha256"),
    ] {
        let bytes = std::fs::read(warehouse.path(paper)).unwrap();
        let hash = Sha256::digest(&bytes)
            .iter()
            .fold(String::new(), |mut text, byte| {
                write!(text, "{byte:02x}").unwrap();
                text
            });
        assert_eq!(event["data"][name], hash);
    }
    let bytes = std::fs::read(warehouse.path("c.json")).unwrap();
    let certificate: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(certificate["items"][0]["weight_grams"], 410);
    assert_eq!(certificate["party"], "green");
    // What is no scrap is not recycled.
    let arguments = [&["dispatch", "recycle", "BOOK"], &terms[..]].concat();
    let ran = warehouse.expect(4, &arguments);
    assert!(ran.out.contains("only scrap goes to a recycler"), "{ran:?}");
    undo(&warehouse, "li", 0);
    assert_eq!(status(&warehouse, "BOOK3"), "graded");
    warehouse.holds();
}

#[test]
fn a_counterfeit_goes_back_to_its_owner_only() {
    let warehouse = stocked();
    let seal = &seals(&warehouse, "1")[0];
    let refused = sell(&warehouse, 4, "FAKE", &["--seal", seal]);
    assert_eq!(rules(&refused, 0), ["hold", "class"]);
    warehouse.expect(
        0,
        &["dispatch", "return", "FAKE", "--reason", "counterfeit"],
    );
    let shown = warehouse.json(&["show", "FAKE"]);
    assert_eq!(
        (&shown["status"], &shown["held"]),
        (&json!("returned"), &json!(false))
    );
    warehouse.holds();
    undo(&warehouse, "li", 0);
    let shown = warehouse.json(&["show", "FAKE"]);
    assert_eq!(
        (&shown["status"], &shown["held"]),
        (&json!("received"), &json!(true))
    );
    warehouse.holds();
}

#[test]
fn luxury_leaves_in_a_seal_bag_and_a_seal_seen_twice_is_kept_as_an_alarm() {
    let warehouse = stocked();
    assert_eq!(rules(&sell(&warehouse, 4, "BAG", &[]), 0), ["seal"]);
    let seals = seals(&warehouse, "3");
    let never = "U28T5CY4TD";
    let refused = sell(&warehouse, 4, "BAG", &["--seal", never]);
    assert_eq!(rules(&refused, 0), ["seal"], "a seal that nobody issued");
    sell(&warehouse, 0, "BAG", &["--seal", &seals[0], "--box", "B-7"]);
    let shown = warehouse.json(&["seal", "show", &seals[0]]);
    assert_eq!(
        (&shown["status"], &shown["box"]),
        (&json!("bound"), &json!("B-7"))
    );
    warehouse.holds();
    let events = warehouse.holds()["events"].as_i64().unwrap();
    let refused = sell(&warehouse, 4, "BAG2", &["--seal", &seals[0]]);
    assert_eq!(rules(&refused, 0), ["seal-alarm"]);
    assert_eq!(refused["alarms"], 1);
    assert_eq!(warehouse.holds()["events"], events + 1);
    let shown = warehouse.json(&["seal", "show", &seals[0]]);
    let kinds: Vec<&Value> = shown["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["kind"])
        .collect();
    assert_eq!(kinds, ["seals_issued", "seal_bound", "seal_alarm"]);
    // An alarm is never undone.
    let ran = undo(&warehouse, "li", 4);
    assert!(ran.out.contains("an alarm stays"), "{ran:?}");
    // A spoilt bag is void, a bound one is broken; neither is used again.
    warehouse.expect(4, &["seal", "break", &seals[1], "--reason", "torn"]);
    warehouse.expect(0, &["seal", "void", &seals[1], "--reason", "torn"]);
    assert_eq!(
        rules(&sell(&warehouse, 4, "BAG2", &["--seal", &seals[1]]), 0),
        ["seal-alarm"]
    );
    warehouse.expect(4, &["seal", "void", &seals[0], "--reason", "torn"]);
    let broken = warehouse.json(&["seal", "break", &seals[0], "--reason", "customs"]);
    assert_eq!(
        (&broken["status"], &broken["reason"]),
        (&json!("broken"), &json!("customs"))
    );
    warehouse.holds();
    undo(&warehouse, "li", 0);
    assert_eq!(
        warehouse.json(&["seal", "show", &seals[0]])["status"],
        "bound"
    );
    // The bag of a sale that was a mistake is free again.
    sell(&warehouse, 0, "BAG2", &["--seal", &seals[2]]);
    let undone = undo(&warehouse, "li", 0);
    assert!(undone.out.contains("1 reversed, 0 kept"), "{undone:?}");
    assert_eq!(
        warehouse.json(&["seal", "show", &seals[2]])["status"],
        "issued"
    );
    sell(&warehouse, 0, "BAG2", &["--seal", &seals[2]]);
    warehouse.holds();
    warehouse.expect(7, &["seal", "show", never]);
    warehouse.expect(2, &["seal", "show", "U28T5CY4TQ"]);
}

#[test]
fn a_batch_of_seals_is_withdrawn_while_none_is_used() {
    let warehouse = stocked();
    let first = seals(&warehouse, "2");
    undo(&warehouse, "li", 0);
    assert_eq!(
        warehouse.json(&["seal", "show", &first[0]])["status"],
        "withdrawn"
    );
    warehouse.holds();
    assert_eq!(
        rules(&sell(&warehouse, 4, "BAG", &["--seal", &first[0]]), 0),
        ["seal-alarm"]
    );
    let second = seals(&warehouse, "2");
    let issue = newest_operation(&warehouse);
    sell(&warehouse, 0, "BAG", &["--seal", &second[0]]);
    let kept = warehouse.expect(4, &["undo", &issue]);
    assert!(kept.out.contains("1 kept"), "{kept:?}");
    warehouse.holds();
}

#[test]
fn a_file_of_items_leaves_whole_or_not_at_all() {
    let warehouse = stocked();
    let seals = seals(&warehouse, "2");
    let head = "code,order,price,channel,seal,box\n";
    let bad = format!(
        "{head}BOOK,S-1,10,shop,,\nBAG,S-2,9000,shop,,\nPHONE,S-3,1,shop,,\nBOOK,S-4,1,shop,,\nNOBODY,S-5,x,shop,,\n"
    );
    warehouse.write("bad.csv", bad);
    let sale = ["dispatch", "sale", "--batch"];
    let ran = warehouse.expect(4, &[&sale[..], &["bad.csv", "--format", "json"]].concat());
    let report = ran.json();
    assert_eq!(
        (&report["refused"], &report["dispatched"]),
        (&json!(4), &json!(0))
    );
    assert_eq!(rules(&report, 1), ["seal"]);
    assert_eq!(rules(&report, 3), ["twice"]);
    assert_eq!(rules(&report, 4), ["terms", "item"]);
    assert_eq!(status(&warehouse, "BOOK"), "graded");
    let rows = [
        "BOOK,S-1,10,shop,,".to_owned(),
        "BOOK2,S-1,12.50,shop,,".to_owned(),
        format!("BAG,S-2,9000,shop,{},B-1", seals[0]),
    ];
    warehouse.write("good.csv", head.to_owned() + &rows.join("\n") + "\n");
    let with_paper = [&sale[..], &["good.csv", "--manifest", "m.csv"]].concat();
    let preview = warehouse.json(&[&with_paper[..], &["--dry-run"]].concat());
    assert_eq!(
        (&preview["dispatched"], &preview["operation"]),
        (&json!(3), &Value::Null)
    );
    assert!(!warehouse.path("m.csv").exists());
    let report = warehouse.json(&with_paper);
    assert_eq!(
        (&report["dispatched"], &report["price_fen"]),
        (&json!(3), &json!(902_250))
    );
    let manifest = std::fs::read_to_string(warehouse.path("m.csv")).unwrap();
    assert_eq!(manifest.lines().count(), 4);
    assert!(manifest.contains(&seals[0]), "{manifest}");
    let shown = warehouse.json(&["show", "BOOK2"]);
    assert_eq!(
        shown["events"][2]["data"]["manifest_sha256"],
        report["manifest"]["sha256"]
    );
    warehouse.holds();
    let undone = undo(&warehouse, "li", 0);
    assert!(
        undone.out.contains("3 reversed, 0 kept, 0 blocked"),
        "{undone:?}"
    );
    warehouse.holds();
    // A column that the door has no use for would do nothing.
    warehouse.write("odd.csv", "code,recycler\nBOOK,green\n");
    let ran = warehouse.expect(1, &[&sale[..], &["odd.csv"]].concat());
    assert!(ran.err.contains("there is no column `recycler`"), "{ran:?}");
}

#[test]
fn a_second_person_lets_go_what_was_held() {
    let warehouse = stocked();
    warehouse.expect(0, &["hold", "BOOK", "--reason", "disputed"]);
    warehouse.expect(4, &["hold", "BOOK", "--reason", "stolen"]);
    assert_eq!(rules(&sell(&warehouse, 4, "BOOK", &[]), 0), ["hold"]);
    let ran = warehouse.expect(4, &["release", "BOOK", "--reason", "settled"]);
    assert!(ran.err.contains("a second person"), "{ran:?}");
    let ran = undo(&warehouse, "li", 4);
    assert!(
        ran.out.contains("a second person must undo that"),
        "{ran:?}"
    );
    warehouse.expect_as("zhang", 0, &["release", "BOOK", "--reason", "settled"]);
    warehouse.expect_as("zhang", 4, &["release", "BOOK", "--reason", "settled"]);
    sell(&warehouse, 0, "BOOK", &[]);
    warehouse.expect(4, &["hold", "BOOK", "--reason", "stolen"]);
    warehouse.holds();
    // Free text may name somebody: it is private.
    warehouse.expect(0, &["hold", "BOOK2", "--reason", "Mr Wang wants it back"]);
    let shown = warehouse.json(&["show", "BOOK2"]);
    assert_eq!(shown["hold_reason"], "other");
    assert!(!shown.to_string().contains("Wang"));
    let private = warehouse.json(&["show", "BOOK2", "--private"]);
    assert!(private.to_string().contains("Wang"));
    undo(&warehouse, "zhang", 0);
    assert_eq!(warehouse.json(&["show", "BOOK2"])["held"], false);
    // What a standard refused is let go by another than its inspector.
    warehouse.expect_as(
        "inspector",
        4,
        &["release", "FAKE", "--reason", "papers came"],
    );
    warehouse.expect(0, &["release", "FAKE", "--reason", "papers came"]);
    let shown = warehouse.json(&["show", "FAKE"]);
    assert_eq!(
        (&shown["status"], &shown["class"]),
        (&json!("received"), &Value::Null)
    );
    warehouse.holds();
    undo(&warehouse, "li", 0);
    assert_eq!(warehouse.json(&["show", "FAKE"])["held"], true);
    warehouse.holds();
}

#[test]
fn a_changed_row_beside_the_record_is_found() {
    for (sql, place) in [
        ("UPDATE dispatch SET price_fen = 1", "price_fen 1"),
        ("UPDATE sealed SET box = 'X'", "box `X`"),
        (
            "UPDATE seal SET fate = 'voided', fate_seq = 1 WHERE code = (SELECT seal FROM sealed)",
            "fate",
        ),
        ("DELETE FROM dispatch", "no such row"),
        (
            "UPDATE item_state SET hold_reason = 'stolen' WHERE stage = 'sold'",
            "hold_reason",
        ),
    ] {
        let warehouse = stocked();
        let seal = &seals(&warehouse, "1")[0];
        sell(&warehouse, 0, "BAG", &["--seal", seal, "--box", "B-1"]);
        warehouse.tamper(sql);
        warehouse.is_found_damaged(place);
    }
}
