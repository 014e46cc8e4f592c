//! Offers through the binary: what the record keeps of them, and who sees it.

use serde_json::Value;

use crate::warehouse::Warehouse;

/// A book by which an iPhone 7 of whatever memory is worth `yuan`.
fn book(yuan: u32) -> String {
    format!(
        "category,brand,model,base_yuan,as_of,source\n手机,Apple,iPhone 7,{yuan},2017-12-01,us\n"
    )
}

fn house(count: usize) -> Warehouse {
    let house = Warehouse::new();
    house.take_in(count);
    std::fs::create_dir_all(house.path("config/regrade/catalogue")).unwrap();
    house.write("config/regrade/catalogue/price_book.csv", book(2_000));
    house
}

fn bodies(house: &Warehouse) -> Vec<String> {
    let connection = house.raw();
    let mut select = connection.prepare("SELECT body FROM event").unwrap();
    let rows = select.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn an_offer_is_kept_in_private_and_shown_to_staff_only() {
    let house = house(1);
    let graded = house.json(&["grade", "P0000000", "--set", "power_on=no"]);
    let offer = graded["quotation"]["offer_fen"].clone();
    // 35 % is left of what cannot be tested, 86 % of that for its class, less the board's repair.
    assert_eq!(offer, 200_000 * 35 / 100 * 86 / 100 - 40_000);
    assert_eq!(graded["quotation"]["basis"], "model");
    assert_eq!(graded["worth_yuan"], Value::Null);
    let shown = house.json(&["show", "P0000000"]);
    let kept = &shown["inspections"][0]["quotation"];
    assert_eq!(kept["offer_fen"], offer);
    assert_eq!(kept["lines"], graded["quotation"]["lines"]);
    assert_eq!(kept["price_row"], graded["quotation"]["price_row"]);
    for body in bodies(&house) {
        assert!(
            !body.contains("offer") && !body.contains("base_fen"),
            "{body}"
        );
    }
    let exported = house.expect(0, &["export", "items", "--as", "json"]).out;
    assert!(!exported.contains("offer"), "{exported}");
    assert_eq!(house.holds()["disclosed"], 2);
}

#[test]
fn an_erased_offer_leaves_the_inspection() {
    let house = house(1);
    house.json(&["grade", "P0000000", "--set", "power_on=no"]);
    house.tamper("DELETE FROM disclosure WHERE seq = 1");
    // What was kept of it elsewhere goes with it, or `db check` says so.
    house.is_found_damaged("table offer, row 1");
    house.tamper("DELETE FROM offer WHERE seq = 1");
    let shown = house.json(&["show", "P0000000"]);
    assert_eq!(shown["inspections"][0]["quotation"], Value::Null);
    let value = house.json(&["value", "P0000000"]);
    assert_eq!(value["kept"], Value::Null);
    assert_eq!(value["difference_fen"], Value::Null);
    house.holds();
}

#[test]
fn a_batch_keeps_the_same_offers_as_the_bench() {
    let house = house(2);
    house.write("batch.csv", "code,power_on\nP0000000,no\n");
    let report = house.json(&["grade", "--batch", "batch.csv"]);
    let one = house.json(&["grade", "P0000001", "--set", "power_on=no"]);
    assert_eq!(report["offer_fen"], one["quotation"]["offer_fen"]);
    let of = |number| house.json(&["show", number])["inspections"][0]["quotation"].clone();
    assert_eq!(of("P0000000"), of("P0000001"));
    // The same answers again are a duplicate, whatever the book says now.
    house.write("config/regrade/catalogue/price_book.csv", book(1_900));
    let again = house.json(&["grade", "--batch", "batch.csv"]);
    assert_eq!(
        (&again["accepted"], &again["duplicates"]),
        (&0.into(), &1.into())
    );
}

#[test]
fn a_lower_price_makes_a_repair_not_pay_and_value_says_so() {
    let house = house(2);
    let graded = house.json(&["grade", "P0000000", "--set", "power_on=no"]);
    assert_eq!(graded["class"], "good");
    house.write("low.csv", book(700));
    let value = house.json(&["value", "P0000000", "--book", "low.csv"]);
    assert_eq!(
        (&value["class"], &value["class_now"]),
        (&"good".into(), &"scrap".into())
    );
    // Half of 700 is less than the board's 400: scrap, at the floor.
    assert_eq!(value["now"]["offer_fen"], 2_800);
    let all = house.json(&["value", "--all", "--book", "low.csv"]);
    assert_eq!((&all["valued"], &all["unvalued"]), (&1.into(), &0.into()));
    assert_eq!(all["changed"][0]["difference_fen"], value["difference_fen"]);
    // Nothing was written.
    assert_eq!(house.json(&["value", "P0000000"])["difference_fen"], 0);
    assert_eq!(house.holds()["events"], 3);
}

#[test]
fn value_takes_the_newest_inspection_that_stands() {
    let house = house(1);
    house.json(&["grade", "P0000000", "--set", "power_on=no"]);
    let second = house.json(&["grade", "P0000000", "--set", "glass=crack"]);
    let value = |house: &Warehouse| house.json(&["value", "P0000000"])["kept"]["offer_fen"].clone();
    assert_eq!(value(&house), second["quotation"]["offer_fen"]);
    let operation = second["operation"].to_string();
    house.expect(0, &["undo", &operation]);
    assert_ne!(value(&house), second["quotation"]["offer_fen"]);
}
