//! The main job through the binary: pickups in, graded, listed, exported, undone.

use serde_json::Value;

use crate::warehouse::Warehouse;

#[test]
fn rejected_rows_can_be_mended_and_fed_back() {
    let house = Warehouse::new();
    let text = phones(3).replacen("小米6,35000000000001", "小米6,3.5E+13,", 1);
    house.write(
        "day.csv",
        text.replacen("2017-12-21 09:05", "01/12/2017 09:05", 1),
    );
    let report = house
        .expect(3, &["intake", "day.csv", "--format", "json"])
        .json();
    let (accepted, rejected) = (report["accepted"].as_u64(), report["rejected"].as_u64());
    assert_eq!((accepted, rejected), (Some(1), Some(2)));
    let fault = &report["faults"][0];
    assert_eq!(
        (fault["line"].as_u64(), fault["value"].as_str()),
        (Some(2), Some("01/12/2017 09:05"))
    );
    // Fed back as they are they are refused again: nothing was guessed on the way.
    let again = house
        .expect(3, &["intake", "day.rejects.csv", "--format", "json"])
        .json();
    assert_eq!(again["rejected"].as_u64(), Some(2));
    let mended = std::fs::read_to_string(house.path("day.rejects.csv"))
        .unwrap()
        .replace("01/12/2017", "2017-12-01");
    house.write("mended.csv", mended);
    let report = house
        .expect(3, &["intake", "mended.csv", "--format", "json"])
        .json();
    assert_eq!(report["accepted"].as_u64(), Some(1));
}

#[test]
fn an_item_as_csv_is_one_row_of_its_fields() {
    let house = Warehouse::new();
    house.write("a.csv", phones(1).replace("小米,", "=cmd(),"));
    house.expect(0, &["intake", "a.csv"]);
    let json = house.json(&["show", "P000000"]);
    for private in [false, true] {
        let flag: &[&str] = if private { &["--private"] } else { &[] };
        let show = [&["show", "P000000", "--format", "csv"], flag].concat();
        let out = house.expect(0, &show).out;
        let mut reader = csv::Reader::from_reader(out.as_bytes());
        let names = reader.headers().unwrap().clone();
        assert_eq!(names.iter().any(|name| name == "private"), private);
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 1);
        for (name, cell) in names.iter().zip(&rows[0]) {
            match &json[name] {
                Value::String(text) if name == "brand" => assert_eq!(cell, format!("'{text}")),
                Value::String(text) => assert_eq!(cell, text),
                Value::Null if name == "private" => assert!(cell.contains("划痕 0"), "{cell}"),
                Value::Null => assert_eq!(cell, ""),
                Value::Array(codes) => assert!(codes.is_empty() && cell.is_empty()),
                other => assert_eq!(cell, other.to_string()),
            }
        }
    }
}

#[test]
fn the_record_names_files_and_not_where_they_were() {
    let house = Warehouse::new();
    let path = house.write("a.csv", phones(1));
    let typed = path.display().to_string();
    let report = house.json(&["intake", &typed]);
    assert_eq!(report["file"], typed);
    let batch = house.write("b.csv", "code,power_on\nP000000,no\n");
    house.expect(0, &["grade", "--batch", &batch.display().to_string()]);
    let log = house.json(&["log"]);
    assert_eq!(log[0]["source"], "b.csv");
    assert_eq!(log[1]["source"], "a.csv");
}

#[test]
fn only_an_intake_makes_a_database() {
    let house = Warehouse::new();
    let files = || std::fs::read_dir(house.path("")).unwrap().count();
    for arguments in [
        &["list"][..],
        &["show", "P1"],
        &["log"],
        &["export", "items"],
        &["grade", "P1", "--set", "power_on=no"],
        &["value", "P1"],
        &["undo", "1"],
        &["db", "check"],
        &["db", "backup", "copy.db"],
    ] {
        let ran = house.expect(7, arguments);
        assert!(ran.err.contains("no database yet at x.db"), "{ran:?}");
        assert!(ran.err.contains("`regrade intake FILE`"), "{ran:?}");
        assert_eq!(files(), 0, "{arguments:?}");
    }
    house.expect(7, &["intake", "nowhere.csv"]);
    let info = house.expect(0, &["db", "info"]);
    assert!(info.out.contains("no database yet"), "{info:?}");
    assert_eq!(files(), 0);
    house.write("goods.csv", phones(3));
    let report = house.json(&["intake", "goods.csv", "--dry-run"]);
    assert_eq!(report["accepted"], 3);
    assert_eq!(files(), 1, "goods.csv alone");
}

#[test]
fn a_preview_and_an_intake_of_all_or_nothing_write_nothing() {
    let house = Warehouse::new();
    house.write("good.csv", phones(5));
    house.write(
        "bad.csv",
        phones(5).replace("P000004,2017-12-21", "P000004,2017-13-21"),
    );
    let report = house
        .expect(0, &["intake", "good.csv", "-n", "--format", "json"])
        .json();
    assert_eq!(
        (&report["accepted"], &report["operation"]),
        (&5.into(), &Value::Null)
    );
    let args = ["intake", "bad.csv", "--all-or-nothing", "--format", "json"];
    let report = house.expect(3, &args).json();
    assert_eq!(
        (
            &report["accepted"],
            &report["rejected"],
            &report["withheld"]
        ),
        (&0.into(), &5.into(), &4.into())
    );
    assert_eq!(
        house.expect(0, &["list", "--format", "json"]).json(),
        serde_json::json!([])
    );
}

#[test]
fn another_content_for_the_same_pickup_names_both_values() {
    let house = Warehouse::new();
    house.write("a.csv", phones(2));
    house.write("b.csv", phones(2).replace("小米6", "小米5"));
    house.expect(0, &["intake", "a.csv"]);
    let report = house
        .expect(3, &["intake", "b.csv", "--format", "json"])
        .json();
    assert_eq!(report["rejected"], 2);
    let fault = &report["faults"][0];
    assert_eq!(fault["value"], "小米5");
    assert!(
        fault["reason"].as_str().unwrap().contains("`小米6`"),
        "{fault}"
    );
}

#[test]
fn a_refused_item_is_held_until_a_second_person_undoes_it() {
    let house = Warehouse::new();
    house.write("a.csv", phones(1));
    house.expect(0, &["intake", "a.csv"]);
    let grade = [
        "grade",
        "P000000",
        "--set",
        "account=on",
        "--format",
        "json",
    ];
    let verdict = house.expect(0, &grade).json();
    assert_eq!(
        (&verdict["refused"], &verdict["class"]),
        (&true.into(), &Value::Null)
    );
    assert_eq!(verdict["because"], serde_json::json!(["account"]));
    let again = house.expect(4, &["grade", "P000000", "--set", "account=off"]);
    assert!(again.err.contains("is held"), "{}", again.err);
    let shown = house
        .expect(0, &["show", "P000000", "--format", "json"])
        .json();
    assert_eq!(shown["clearance"]["return"]["cleared"], true);
    assert_eq!(shown["clearance"]["sale"]["cleared"], false);
    house.expect(4, &["undo", "2"]);
    house.expect_as("wang.fang", 0, &["undo", "2"]);
    house.expect(0, &["grade", "P000000", "--set", "glass=crack"]);
    house.expect(0, &["db", "check"]);
}

#[test]
fn a_premium_item_waits_for_its_photos_and_goes_on_with_its_answers() {
    let house = Warehouse::new();
    house.write("a.csv", phones(1));
    for photo in ["1.png", "2.png", "3.png"] {
        house.write(photo, photo);
    }
    house.expect(0, &["intake", "a.csv"]);
    let refused = house.expect(
        4,
        &["grade", "P000000", "--set", "box=no", "--set", "note=完好"],
    );
    assert!(refused.err.contains("photos"), "{}", refused.err);
    let set = "photos=1.png;2.png;3.png";
    let verdict = house
        .expect(0, &["grade", "P000000", "--set", set, "--format", "json"])
        .json();
    assert_eq!(verdict["class"], "premium");
    assert_eq!(verdict["factor_bp"], 9800, "the answer before is kept");
    let shown = house.expect(0, &["show", "P000000", "--format", "json"]);
    assert!(!shown.out.contains("完好"), "free text is private");
    let shown = house.expect(0, &["show", "P000000", "--private"]);
    assert!(shown.out.contains("完好"), "{}", shown.out);
    house.expect(0, &["db", "check"]);
}

#[test]
fn private_fields_stand_in_no_list_no_export_and_no_leaf() {
    let house = Warehouse::new();
    let text = "渠道,取件单号,下单时间,城市,三级分类,品牌,IMEI,姓名,电话,地址,备注\n\
                微信,W1,2017-12-21 09:05,深圳市,手机,=cmd(),353833081234566,王先生,13800000000,人民路1号,=1+1\n";
    house.write("a.csv", text);
    house.expect(0, &["intake", "a.csv"]);
    let export = house.expect(0, &["export", "items"]).out;
    let shown = house.expect(0, &["show", "W1", "--format", "json"]).out;
    let list = house.expect(0, &["list", "--format", "jsonl"]).out;
    for (name, text) in [("export", &export), ("show", &shown), ("list", &list)] {
        for private in ["王先生", "13800000000", "人民路1号", "=1+1"] {
            assert!(!text.contains(private), "{private} in {name}: {text}");
        }
    }
    assert!(export.contains(",'=cmd(),"), "{export}");
    let connection = rusqlite::Connection::open(house.path("x.db")).unwrap();
    let body: String = connection
        .query_row("SELECT body FROM event", [], |row| row.get(0))
        .unwrap();
    for private in ["王先生", "13800000000", "人民路", "353833081234566"] {
        assert!(!body.contains(private), "{body}");
    }
    let shown = house
        .expect(0, &["show", "353833081234566", "--private"])
        .out;
    assert!(shown.contains("王先生"), "{shown}");
}

#[test]
fn lists_are_filtered_and_paged() {
    let house = Warehouse::new();
    house.write("a.csv", phones(7));
    house.expect(0, &["intake", "a.csv"]);
    house.expect(0, &["grade", "P000003", "--set", "glass=crack"]);
    let codes = |args: &[&str]| -> Vec<String> {
        let list = house.expect(0, args).json();
        list.as_array()
            .unwrap()
            .iter()
            .map(|item| item["pickup_no"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        codes(&["list", "--status", "graded", "--format", "json"]),
        ["P000003"]
    );
    assert_eq!(
        codes(&["list", "--class", "good", "--format", "json"]),
        ["P000003"]
    );
    let mut pages = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let mut args = vec![
            "list",
            "--limit",
            "3",
            "--sort",
            "pickup",
            "--ascending",
            "--format",
            "json",
        ];
        if let Some(after) = &after {
            args.extend(["--after", after]);
        }
        let page = codes(&args);
        let Some(last) = page.last() else { break };
        after = Some(last.clone());
        pages.extend(page);
    }
    let all: Vec<String> = (0..7).map(|row| format!("P{row:06}")).collect();
    assert_eq!(pages, all);
    for args in [
        ["--kind", "smartphone"],
        ["--city", "深圳"],
        ["--search", "小米"],
        ["--channel", "app"],
    ] {
        let mut list = vec!["list", "--format", "json"];
        list.extend(args);
        assert_eq!(codes(&list).len(), 7, "{args:?}");
    }
    assert!(codes(&["list", "--city", "北京", "--format", "json"]).is_empty());
    house.expect(2, &["list", "--city", "亚特兰蒂斯"]);
    house.expect(2, &["list", "--status", "lost"]);
}

#[test]
fn exports_are_the_same_bytes_twice_and_readable_by_others() {
    use calamine::{DataType as _, Reader as _, Xlsx, open_workbook};
    let house = Warehouse::new();
    house.write("a.csv", phones(20));
    house.expect(0, &["intake", "a.csv"]);
    for name in ["a.xlsx", "b.xlsx", "a.csv.out.csv", "a.json", "a.jsonl"] {
        house.expect(0, &["export", "items", "-o", name]);
    }
    let bytes = |name: &str| std::fs::read(house.path(name)).unwrap();
    assert_eq!(bytes("a.xlsx"), bytes("b.xlsx"));
    let mut book: Xlsx<_> = open_workbook(house.path("a.xlsx")).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(sheet.height(), 21);
    let imei = sheet.rows().nth(1).unwrap()[11].clone();
    assert!(imei.is_string(), "{imei:?}");
    let json: Value = serde_json::from_slice(&bytes("a.json")).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 20);
    assert_eq!(
        bytes("a.jsonl")
            .iter()
            .filter(|byte| **byte == b'\n')
            .count(),
        20
    );
    house.expect(2, &["export", "items", "-o", "a.doc"]);
}

#[test]
fn the_schema_forbids_what_the_lifecycle_forbids() {
    let house = Warehouse::new();
    house.write("a.csv", phones(300));
    house.expect(0, &["intake", "a.csv"]);
    house.expect(0, &["grade", "P000001", "--set", "glass=crack"]);
    let connection = rusqlite::Connection::open(house.path("x.db")).unwrap();
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

/// A file of `rows` phones, each with a valid IMEI of its own.
fn phones(rows: u32) -> String {
    let mut text =
        String::from("channel,pickup_no,ordered_at,city,category,brand,model,imei,remark\n");
    for row in 0..rows {
        let body = format!("35{row:012}");
        let sum: u32 = body
            .bytes()
            .rev()
            .enumerate()
            .map(|(place, digit)| {
                let digit = u32::from(digit - b'0') * (2 - place as u32 % 2);
                digit / 10 + digit % 10
            })
            .sum();
        let check = (10 - sum % 10) % 10;
        text += &format!(
            "app,P{row:06},2017-12-21 09:05,深圳市,手机,小米,小米6,{body}{check},划痕 {row}\n"
        );
    }
    text
}
