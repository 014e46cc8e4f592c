//! Work orders, from the good item to its next inspection.

mod files;

use serde_json::{Value, json};

use crate::warehouse::{Ran, Warehouse};

const LENOVO: &str = "L1";
const DELL: &str = "D1";
const PHONE: &str = "H1";

/// A warehouse with a ThinkPad whose screen is broken, a Dell that lacks its adapter, and a phone
/// with a cracked glass.
fn warehouse() -> Warehouse {
    let warehouse = Warehouse::new();
    let goods = "取件单号,三级分类,品牌,型号,规格,序列号,下单时间,城市\n\
                 L1,笔记本,联想,ThinkPad X270,8GB,PF0ABC12,2017-12-21 14:30,北京市\n\
                 D1,笔记本,Dell,XPS 13,8GB,DELL0001X,2017-12-21 14:30,北京市\n\
                 H1,手机,Apple,iPhone 7,32GB,SN0000001X,2017-12-21 14:30,北京市\n";
    warehouse.write("goods.csv", goods);
    warehouse.expect(0, &["intake", "goods.csv", "--channel", "app"]);
    for (item, set) in [
        (LENOVO, "display=broken"),
        (DELL, "charger=none"),
        (PHONE, "glass=crack"),
    ] {
        warehouse.expect(0, &["grade", item, "--set", set, "--worth", "4000"]);
    }
    let damp = [
        "grade",
        PHONE,
        "--set",
        "glass=crack",
        "--set",
        "liquid=damp",
    ];
    warehouse.expect(0, &[&damp[..], &["--worth", "4000"]].concat());
    for name in ["1", "2", "3", "4"] {
        warehouse.write(&format!("{name}.png"), name);
    }
    warehouse
}

fn refurbish(warehouse: &Warehouse, code: i32, arguments: &[&str]) -> Ran {
    warehouse.expect(code, &[&["refurbish"], arguments].concat())
}

/// The same at another time.
fn at(warehouse: &Warehouse, now: &str, code: i32, arguments: &[&str]) -> Ran {
    let mut command = warehouse.command(&[&["refurbish"], arguments].concat());
    let ran = Ran::of(command.env("REGRADE_NOW", now));
    assert_eq!(ran.code, Some(code), "{arguments:?}: {ran:?}");
    ran
}

fn order(warehouse: &Warehouse, item: &str) -> Value {
    let report = warehouse.json(&["refurbish", "show", item]);
    report["orders"].as_array().unwrap().last().unwrap().clone()
}

fn shown(warehouse: &Warehouse, item: &str) -> Value {
    warehouse.json(&["show", item])
}

fn finish(warehouse: &Warehouse, item: &str, outcome: &str) {
    let arguments = ["finish", item, "--outcome", outcome, "--minutes", "30"];
    refurbish(warehouse, 0, &[&arguments[..], &["--cost", "60"]].concat());
}

#[test]
fn a_laptop_goes_to_its_partner_and_rises_to_premium() {
    let warehouse = warehouse();
    let report = warehouse.json(&["refurbish", "open", LENOVO]);
    let opened = &report["orders"][0];
    assert_eq!(opened["partner"], "thinkpad-service");
    assert_eq!(opened["ops"][0]["id"], "screen");
    assert_eq!(
        (&opened["cost_fen"], &opened["minutes"]),
        (&json!(48_000), &json!(45))
    );
    assert_eq!(shown(&warehouse, LENOVO)["status"], "refurbishing");
    let ran = warehouse.expect(4, &["grade", LENOVO, "--set", "display=ok"]);
    assert!(ran.err.contains("it is refurbishing"), "{ran:?}");

    let sent = warehouse.json(&["refurbish", "send", LENOVO, "-o", "list"]);
    assert_eq!(sent["due_on"], "2017-12-29");
    assert_eq!(sent["files"], json!(["list.csv", "list.html"]));
    let list = std::fs::read_to_string(warehouse.path("list.csv")).unwrap();
    assert!(list.contains("PF0ABC12,screen"), "{list}");
    let page = std::fs::read_to_string(warehouse.path("list.html")).unwrap();
    assert!(page.contains(sent["manifest"].as_str().unwrap()), "{page}");

    refurbish(
        &warehouse,
        0,
        &["receive", LENOVO, "--manifest", "list.csv"],
    );
    refurbish(
        &warehouse,
        0,
        &[
            "part",
            LENOVO,
            "LCD panel",
            "--serial",
            "LP140",
            "--cost",
            "350.50",
        ],
    );
    finish(&warehouse, LENOVO, "repaired");
    let done = order(&warehouse, LENOVO);
    assert_eq!(done["status"], "finished");
    assert_eq!(done["ops"][0]["outcome"], "repaired");
    assert_eq!(done["cost_fen"], 41_050);
    warehouse.holds();

    // Only what a new screen changes is asked, and the photos that premium goods need.
    let ran = warehouse.expect(4, &["grade", LENOVO, "--set", "display=ok"]);
    assert!(ran.err.contains("dead_px"), "{ran:?}");
    assert!(!ran.err.contains("battery"), "{ran:?}");
    let photos = "photos=1.png;2.png;3.png;4.png";
    let graded = warehouse.json(&[
        "grade",
        LENOVO,
        "--set",
        "display=ok",
        "--set",
        "dead_px=0",
        "--set",
        photos,
    ]);
    assert_eq!(
        (&graded["class"], &graded["status"]),
        (&json!("premium"), &json!("graded"))
    );
    let kept = graded["kept"].as_array().unwrap();
    assert!(kept.contains(&json!("keys")), "{kept:?}");
    assert!(!kept.contains(&json!("display")), "{kept:?}");
    let after = shown(&warehouse, LENOVO);
    assert_eq!(after["refurbish_fen"], 41_050);
    assert_eq!(after["inspections"][1]["kept_from"], 1);
    warehouse.holds();
}

#[test]
fn a_phone_is_repaired_in_the_house_and_sold_as_refurbished() {
    let warehouse = warehouse();
    let report = warehouse.json(&["refurbish", "open", PHONE]);
    assert_eq!(report["orders"][0]["partner"], "in-house");
    let ran = refurbish(&warehouse, 4, &["send", PHONE]);
    assert!(ran.err.contains("in-house bench"), "{ran:?}");
    finish(&warehouse, PHONE, "repaired");
    let sale = |warehouse: &Warehouse| {
        let clearance = shown(warehouse, PHONE)["clearance"]["sale"].clone();
        let reasons = clearance["reasons"].as_array().unwrap().clone();
        let told = reasons.iter().filter(|reason| reason["rule"] == "class");
        told.map(|reason| reason["text"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        sale(&warehouse),
        ["it was not inspected since it was refurbished"]
    );
    // It was damp, which no repair cures: it stays good, and nothing is left to repair.
    let arguments = [
        "grade",
        PHONE,
        "--set",
        "glass=ok",
        "--set",
        "touch=yes",
        "--set",
        "dead_px=0",
    ];
    let arguments = [
        &arguments[..],
        &["--set", "burn_in=none", "--set", "scratch="],
    ]
    .concat();
    let worse = [&arguments[..], &["--set", "liquid=board", "--dry-run"]].concat();
    assert_eq!(warehouse.json(&worse)["class"], "scrap");
    let graded = warehouse.json(&arguments);
    assert_eq!(
        (&graded["class"], &graded["ops"]),
        (&json!("good"), &json!([]))
    );
    assert!(
        graded["kept"]
            .as_array()
            .unwrap()
            .contains(&json!("liquid"))
    );
    assert!(sale(&warehouse).is_empty());
    warehouse.holds();
}

#[test]
fn what_was_given_up_may_be_recycled_and_what_lacks_parts_may_not() {
    let warehouse = warehouse();
    refurbish(&warehouse, 0, &["open", DELL, "--partner", "in-house"]);
    finish(&warehouse, DELL, "no-parts");
    let graded = warehouse.json(&["grade", DELL, "--set", "note=x"]);
    assert_eq!(
        (&graded["class"], &graded["ops"]),
        (&json!("good"), &json!(["charger"]))
    );
    let classes = |door: &str| {
        let clearance = shown(&warehouse, DELL)["clearance"][door].clone();
        let reasons = clearance["reasons"].as_array().unwrap().clone();
        reasons
            .iter()
            .filter(|reason| reason["rule"] == "class")
            .count()
    };
    assert_eq!((classes("sale"), classes("recycle")), (1, 1));
    refurbish(&warehouse, 0, &["open", DELL, "--partner", "in-house"]);
    finish(&warehouse, DELL, "charger=uneconomic");
    warehouse.expect(0, &["grade", DELL, "--set", "note=x"]);
    assert_eq!((classes("sale"), classes("recycle")), (1, 0));
    warehouse.holds();
}

#[test]
fn a_repair_that_does_not_pay_is_refused_unless_somebody_says_why() {
    let warehouse = warehouse();
    // 45 % of what the laptop is worth.
    let ops = ["board", "screen", "disk", "ram", "battery"];
    let ops = ops.iter().flat_map(|op| ["--op", op]);
    let open: Vec<&str> = ["open", DELL].into_iter().chain(ops).collect();
    let ran = refurbish(&warehouse, 4, &open);
    assert!(
        ran.err
            .contains("costs 2010.00 yuan; its standard allows 1800.00"),
        "{ran:?}"
    );
    assert!(ran.err.contains("--override --reason WHY"), "{ran:?}");
    refurbish(&warehouse, 2, &[&open[..], &["--override"]].concat());
    let because = ["--override", "--reason", "a customer waits for it"];
    refurbish(&warehouse, 0, &[&open[..], &because].concat());
    assert_eq!(
        order(&warehouse, DELL)["override"],
        "a customer waits for it"
    );
    // One that pays needs no reason, and keeps none.
    refurbish(
        &warehouse,
        0,
        &["open", LENOVO, "--override", "--reason", "x"],
    );
    assert_eq!(order(&warehouse, LENOVO)["override"], json!(null));
    warehouse.holds();
}

#[test]
fn refusals_name_what_helps() {
    let warehouse = warehouse();
    for (code, arguments, told) in [
        (
            4,
            &["open", LENOVO, "--partner", "dell-service"][..],
            "does not take such goods",
        ),
        (
            4,
            &["open", LENOVO, "--partner", "sample-recycler"],
            "refurbishes nothing",
        ),
        (
            2,
            &["open", LENOVO, "--partner", "nobody"],
            "there is no partner `nobody`",
        ),
        (
            2,
            &["open", LENOVO, "--op", "wings"],
            "there are battery, board",
        ),
        (7, &["open", "NOBODY-1"], "no item has"),
        (4, &["send", LENOVO], "open one: `regrade refurbish open"),
        (4, &["resume", LENOVO], "it has no work order"),
        (2, &["receive"], "nothing says what is expected"),
        (2, &["list", "--status", "lost"], "open, sent, back"),
    ] {
        let ran = refurbish(&warehouse, code, arguments);
        assert!(ran.err.contains(told), "{told}: {ran:?}");
    }
    refurbish(&warehouse, 0, &["open", LENOVO, DELL]);
    for (code, arguments, told) in [
        (4, &["open", LENOVO][..], "not finished"),
        (
            4,
            &[
                "finish",
                LENOVO,
                "--outcome",
                "repaired",
                "--minutes",
                "1",
                "--cost",
                "1",
            ],
            "send it",
        ),
        (
            4,
            &["receive", LENOVO, "--manifest", "goods.csv"],
            "no goods went with the list",
        ),
        (4, &["send", LENOVO, DELL], "a list is for one partner"),
        (4, &["send", DELL], "may not be given data by contract"),
        (
            4,
            &["send", "--partner", "lenovo-service"],
            "no work order waits",
        ),
        (2, &["finish", LENOVO], "say --outcome OUTCOME"),
        (
            2,
            &["finish", LENOVO, "--outcome", "mended"],
            "is no outcome",
        ),
    ] {
        let ran = refurbish(&warehouse, code, arguments);
        assert!(ran.err.contains(told), "{told}: {ran:?}");
    }
    refurbish(
        &warehouse,
        0,
        &["send", DELL, "--unwiped", "cannot be switched on"],
    );
    warehouse.holds();
}

#[test]
fn missing_and_unexpected_goods_are_named() {
    let warehouse = warehouse();
    let goods = "取件单号,三级分类,品牌,型号,规格,序列号,下单时间,城市\n\
                 L2,笔记本,联想,ThinkPad T470,8GB,PF0ABC99,2017-12-21 14:30,北京市\n";
    warehouse.write("more.csv", goods);
    warehouse.expect(0, &["intake", "more.csv", "--channel", "app"]);
    warehouse.expect(0, &["grade", "L2", "--set", "display=broken"]);
    refurbish(&warehouse, 0, &["open", LENOVO, "L2"]);
    refurbish(
        &warehouse,
        0,
        &["send", "--partner", "thinkpad-service", "-o", "list.csv"],
    );
    let arguments = ["receive", "L2", PHONE, "NOBODY-1", "--format", "json"];
    let report = refurbish(&warehouse, 3, &arguments).json();
    assert_eq!(report["received"].as_array().unwrap().len(), 1);
    assert_eq!(report["missing"].as_array().unwrap().len(), 1);
    let unexpected = report["unexpected"].as_array().unwrap();
    assert_eq!(unexpected.len(), 2);
    assert_eq!(unexpected[1]["scanned"], "NOBODY-1");
    assert_eq!(order(&warehouse, LENOVO)["status"], "sent");
    refurbish(
        &warehouse,
        0,
        &["receive", "--all", "--manifest", "list.csv"],
    );
    assert_eq!(order(&warehouse, LENOVO)["status"], "back");
    warehouse.holds();
}

#[test]
fn what_is_beyond_its_promise_is_late_and_pauses_do_not_count() {
    let warehouse = warehouse();
    refurbish(&warehouse, 0, &["open", LENOVO]);
    refurbish(&warehouse, 0, &["send", LENOVO]);
    let late = |now: &str| {
        let ran = at(&warehouse, now, 0, &["list", "--late", "--format", "json"]);
        let orders = ran.json()["orders"].as_array().unwrap().clone();
        orders
            .first()
            .map(|order| order["late_days"].as_i64().unwrap())
    };
    // Five working days from a Friday, with New Year's Day off.
    assert_eq!(late("2017-12-29T09:00:00Z"), None);
    assert_eq!(late("2018-01-01T09:00:00Z"), None);
    assert_eq!(late("2018-01-02T09:00:00Z"), Some(1));
    at(
        &warehouse,
        "2017-12-27T09:00:00Z",
        0,
        &["pause", LENOVO, "--reason", "no panel"],
    );
    assert_eq!(late("2018-01-05T09:00:00Z"), None);
    at(&warehouse, "2017-12-29T09:00:00Z", 0, &["resume", LENOVO]);
    assert_eq!(late("2018-01-03T09:00:00Z"), None);
    assert_eq!(late("2018-01-04T09:00:00Z"), Some(1));
    assert_eq!(order(&warehouse, LENOVO)["due_on"], "2018-01-03");
    at(&warehouse, "2018-01-05T09:00:00Z", 0, &["receive", LENOVO]);
    assert_eq!(late("2018-01-09T09:00:00Z"), None, "it is back");
    assert_eq!(order(&warehouse, LENOVO)["late_days"], 2);
    warehouse.holds();
}

#[test]
fn each_step_is_undone_in_turn() {
    let warehouse = warehouse();
    refurbish(&warehouse, 0, &["open", LENOVO]);
    refurbish(&warehouse, 0, &["send", LENOVO]);
    refurbish(&warehouse, 0, &["receive", LENOVO]);
    refurbish(
        &warehouse,
        0,
        &["part", LENOVO, "disk", "--medium", "--cost", "200"],
    );
    refurbish(&warehouse, 0, &["pause", LENOVO, "--reason", "x"]);
    refurbish(&warehouse, 0, &["resume", LENOVO]);
    finish(&warehouse, LENOVO, "repaired");
    let last = warehouse.json(&["log", "--limit", "1"])[0]["operation"]
        .as_i64()
        .unwrap();
    let first = last - 6;
    let kept = warehouse.expect(4, &["undo", &first.to_string()]);
    assert!(kept.out.contains("order finished by operation"), "{kept:?}");
    for (operation, status) in (first..=last)
        .rev()
        .zip(["back", "back", "back", "back", "sent", "open", "undone"])
    {
        warehouse.expect(0, &["undo", &operation.to_string()]);
        let order = order(&warehouse, LENOVO);
        assert_eq!(order["status"], status, "after undoing {operation}");
        warehouse.holds();
    }
    assert_eq!(shown(&warehouse, LENOVO)["status"], "graded");
    // The number is not used again.
    let report = warehouse.json(&["refurbish", "open", LENOVO]);
    assert_eq!(report["orders"][0]["order"], 2);
    let all = warehouse.json(&["refurbish", "list", "--all"]);
    assert_eq!(all["orders"].as_array().unwrap().len(), 2);
    warehouse.holds();
}
