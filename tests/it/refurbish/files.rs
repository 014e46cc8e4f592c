//! Orders by file, and the site's own partners.

use serde_json::json;

use super::{LENOVO, order, refurbish, warehouse};
use crate::warehouse::Warehouse;

#[test]
fn files_of_orders_are_taken_once_or_handed_back() {
    let warehouse = warehouse();
    let rows = "code,partner,ops,override\nL1,,,\nD1,in-house,charger;clean,\nH1,dell-service,,\n\
                NOBODY,,,\nL1,dell-service,,\n";
    warehouse.write("open.csv", rows);
    let arguments = ["open", "--batch", "open.csv", "--format", "json"];
    let preview = refurbish(&warehouse, 3, &[&arguments[..], &["-n"]].concat()).json();
    assert_eq!(
        (&preview["accepted"], &preview["operation"]),
        (&json!(2), &json!(null))
    );
    let report = refurbish(&warehouse, 3, &arguments).json();
    assert_eq!(
        (&report["accepted"], &report["rejected"]),
        (&json!(2), &json!(3))
    );
    assert_eq!(report["cost_fen"], 48_000 + 11_000 + 9_000);
    let rejects = std::fs::read_to_string(warehouse.path("open.rejects.csv")).unwrap();
    assert_eq!(rejects.lines().count(), 4, "{rejects}");
    assert!(rejects.contains("does not take such goods"), "{rejects}");
    let again = refurbish(&warehouse, 3, &arguments).json();
    assert_eq!(
        (&again["accepted"], &again["duplicates"]),
        (&json!(0), &json!(2))
    );

    refurbish(&warehouse, 0, &["send", LENOVO]);
    refurbish(&warehouse, 0, &["receive", LENOVO]);
    let rows = "溯源码,结果,工时,费用\nL1,已修复,40,60\nD1,charger=repaired;clean=no-fault,15,20.50\n\
                D1,repaired,,5\nH1,repaired,1,1\n";
    warehouse.write("finish.csv", rows);
    let arguments = ["finish", "--batch", "finish.csv", "--format", "json"];
    let held = [&arguments[..], &["--all-or-nothing"]].concat();
    let report = refurbish(&warehouse, 3, &held).json();
    assert_eq!(
        (&report["accepted"], &report["withheld"]),
        (&json!(0), &json!(2))
    );
    let report = refurbish(&warehouse, 3, &arguments).json();
    assert_eq!(
        (&report["accepted"], &report["rejected"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(report["cost_fen"], 8_050);
    let again = refurbish(&warehouse, 3, &arguments).json();
    assert_eq!(
        (&again["accepted"], &again["duplicates"]),
        (&json!(0), &json!(2))
    );
    warehouse.holds();
    // A batch of inspections knows what was kept.
    warehouse.write("grade.csv", "code,charger\nD1,original\n");
    let ran = warehouse.run(&["grade", "--batch", "grade.csv"]);
    assert!(ran.out.contains("temp"), "{ran:?}");
}

#[test]
fn a_file_that_was_cut_short_is_finished_by_running_it_again() {
    let warehouse = Warehouse::new();
    warehouse.take_in(30);
    let (mut inspections, mut opens) = ("code,glass\n".to_owned(), "code\n".to_owned());
    for number in 0..30 {
        inspections += &format!("P{number:07},crack\n");
        opens += &format!("P{number:07}\n");
    }
    warehouse.write("inspections.csv", inspections);
    warehouse.write("open.csv", opens);
    warehouse.expect(0, &["grade", "--batch", "inspections.csv"]);
    let arguments = ["refurbish", "open", "--batch", "open.csv", "--quiet"];
    for looks in [1, 3, 10, 40] {
        let mut command = warehouse.command(&arguments);
        let mut process = command.env("REGRADE_ROWS_PER_COMMIT", "4").spawn().unwrap();
        let mut looked = 0;
        while looked < looks * 50 && process.try_wait().unwrap().is_none() {
            looked += 1;
            std::thread::yield_now();
        }
        process.kill().unwrap();
        process.wait().unwrap();
        warehouse.holds();
    }
    let report = warehouse.json(&arguments);
    let told = |name: &str| report[name].as_u64().unwrap();
    assert_eq!(told("accepted") + told("duplicates"), 30);
    let orders = warehouse.json(&["refurbish", "list"]);
    assert_eq!(orders["orders"].as_array().unwrap().len(), 30);
    warehouse.holds();
}

#[test]
fn a_changed_order_is_found_by_the_check() {
    let warehouse = warehouse();
    refurbish(&warehouse, 0, &["open", LENOVO]);
    warehouse.tamper("UPDATE work_order SET partner = 'dell-service'");
    warehouse.is_found_damaged("table work_order, row 1: there is partner `dell-service`");
}

#[test]
fn a_site_has_partners_of_its_own() {
    let warehouse = warehouse();
    let folder = warehouse.path("config/regrade/catalogue");
    std::fs::create_dir_all(&folder).unwrap();
    let built_in = include_str!("../../../catalogue/partners.toml");
    let own = built_in.replace("laptop.*\", \"desktop", "laptop.wings\", \"desktop");
    std::fs::write(folder.join("partners.toml"), own).unwrap();
    let ran = refurbish(&warehouse, 1, &["partners"]);
    assert!(
        ran.err.contains("laptop has no operation `wings`"),
        "{ran:?}"
    );
    let own = built_in.replace("id = \"thinkpad-service\"", "id = \"our-own\"");
    std::fs::write(folder.join("partners.toml"), own).unwrap();
    refurbish(&warehouse, 0, &["open", LENOVO]);
    assert_eq!(order(&warehouse, LENOVO)["partner"], "our-own");
    // An order outlives its partner's entry.
    std::fs::remove_file(folder.join("partners.toml")).unwrap();
    assert_eq!(order(&warehouse, LENOVO)["partner_name"], "our-own");
    warehouse.holds();
}
