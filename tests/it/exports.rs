//! Tables of figures for other programs, and the reports that the config file names.

use serde_json::Value;

use crate::week::{report, table, week};

#[test]
fn tables_for_other_programs_say_what_the_report_says() {
    let house = week();
    let report = report(&house, 6);
    let rows = |arguments: &[&str]| {
        let day = [
            "--since",
            "2017-12-17",
            "--until",
            "2017-12-17",
            "--format",
            "jsonl",
        ];
        let ran = house.expect(0, &[&["export"], arguments, &day].concat());
        let lines = ran
            .out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        lines.collect::<Vec<Value>>()
    };
    for (arguments, id, key, figure, column) in [
        (&["backlog"][..], "backlog", "stage", "items", "items"),
        (
            &["throughput"],
            "people",
            "inspector",
            "per-hour",
            "per_hour",
        ),
        (&["yield"], "mix-kind", "kind", "graded", "graded"),
        (
            &["yield", "--by", "class"],
            "mix-class",
            "class",
            "graded",
            "graded",
        ),
        (
            &["pickup-sla"],
            "promise-channel",
            "channel",
            "missed",
            "missed",
        ),
        (
            &["pickup-sla", "--by", "city"],
            "promise-city",
            "city",
            "known",
            "known",
        ),
        (&["ageing"], "ageing", "age", "items", "items"),
    ] {
        let exported = rows(arguments);
        let told = table(&report, id)["rows"].as_array().unwrap();
        assert_eq!(exported.len(), told.len(), "{id}");
        assert!(!told.is_empty(), "{id}");
        for (exported, told) in exported.iter().zip(told) {
            assert_eq!(exported[key], told[key], "{id}");
            assert_eq!(exported[column], told["values"][figure], "{id}");
        }
    }
    let batches = rows(&["intake-batches"]);
    assert_eq!(batches.len(), 1);
    assert_eq!(
        (&batches[0]["items"], &batches[0]["file"]),
        (&20.into(), &"in6.csv".into())
    );
}

#[test]
fn a_report_of_the_config_file_is_run_by_its_name() {
    let house = week();
    std::fs::create_dir_all(house.path("config/regrade")).unwrap();
    house.write(
        "config/regrade/config.toml",
        "[reports]\nweek = [\"ageing\", \"--until\", \"2017-12-17\", \"--as\", \"csv\"]\n\
         again = [\"week\"]\nwrong = [\"ageing\", \"--upto\"]\n",
    );
    let plain = ["export", "ageing", "--until", "2017-12-17", "--as", "csv"];
    assert_eq!(
        house.expect(0, &["export", "week"]).out,
        house.expect(0, &plain).out
    );
    // What is said after the name is added.
    house.expect(0, &["export", "week", "-o", "week.csv"]);
    assert!(house.path("week.csv").exists());
    for (name, told) in [
        ("again", "the report `again` names no export: week"),
        (
            "wrong",
            "the report `wrong`: unexpected argument '--upto' found",
        ),
        (
            "none",
            "there is no export `none`; the config file names the reports again, week",
        ),
    ] {
        let ran = house.expect(2, &["export", name]);
        assert!(ran.err.contains(told), "{ran:?}");
    }
}

#[test]
fn entries_for_accountants_answer_what_was_undone() {
    let house = week();
    let ran = house.expect(
        0,
        &[
            "export",
            "ledger",
            "--since",
            "2017-12-01",
            "--format",
            "jsonl",
        ],
    );
    let entries: Vec<Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let amount = |entry: &Value| entry["amount_fen"].as_i64().unwrap();
    let answered: Vec<&Value> = entries
        .iter()
        .filter(|one| !one["reverses"].is_null())
        .collect();
    assert!(!answered.is_empty());
    for entry in answered {
        let first = entries
            .iter()
            .find(|one| one["seq"] == entry["reverses"])
            .unwrap();
        assert_eq!(amount(entry), -amount(first));
        assert_eq!(
            (&entry["code"], &entry["event"]),
            (&first["code"], &"reversed".into())
        );
    }
    // Each item of the week was inspected at most once that stands, so all that is left is what the
    // stock is worth.
    let stock: i64 = house
        .json(&["export", "ageing", "--since", "2017-12-01"])
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["value_fen"].as_i64().unwrap())
        .sum();
    assert_eq!(entries.iter().map(amount).sum::<i64>(), -stock);
    assert!(stock > 0);
}

#[test]
fn a_listing_holds_what_may_be_sold_and_the_leaf_that_proves_it() {
    let house = week();
    house.write(
        "books.csv",
        "取件单号,来源渠道,三级分类,品牌,型号,下单时间,取件时间,城市\n\
        B1,APP,小说,人民文学出版社,围城,2017-12-18 08:00,2017-12-18 10:00,北京市\n\
        B2,APP,小说,人民文学出版社,边城,2017-12-18 08:00,2017-12-18 10:00,北京市\n",
    );
    house.expect(0, &["intake", "books.csv"]);
    house.write("best.csv", "code\nB1\n");
    house.expect(0, &["grade", "--batch", "best.csv"]);
    let ran = house.expect(0, &["export", "listing", "--format", "jsonl"]);
    let rows: Vec<Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let book = house.json(&["show", "B1"]);
    assert_eq!(book["clearance"]["sale"]["cleared"], true);
    assert_eq!(rows.len(), 1, "{rows:?}");
    let row = &rows[0];
    assert_eq!(
        (&row["code"], &row["class"]),
        (&book["code"], &"premium".into())
    );
    assert_eq!(row["event"], book["events"][1]["seq"]);
    assert_eq!(
        (&row["ledger"], row["model"].as_str()),
        (&"localhost/WH01".into(), Some("围城"))
    );
    assert!(row["checkpoint"].as_i64() > row["event"].as_i64());
    assert_eq!(row["leaf_hash"].as_str().unwrap().len(), 44);
}
