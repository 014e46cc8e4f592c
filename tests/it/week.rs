//! A made week in a warehouse, for the desk's figures, and how a report of it is read.

use std::fmt::Write as _;
use std::sync::LazyLock;

use serde_json::Value;

use crate::warehouse::Warehouse;

/// 2017-12-11 00:00 in Shanghai, a Monday.
pub(crate) const MONDAY: i64 = 1_512_921_600;
pub(crate) const DAY: i64 = 86_400;

/// The week, lived once.
static WEEK: LazyLock<Warehouse> = LazyLock::new(lived);

/// A copy of the week.
pub(crate) fn week() -> Warehouse {
    let house = Warehouse::new();
    std::fs::copy(WEEK.path("x.db"), house.path("x.db")).unwrap();
    std::fs::create_dir(house.path("keys")).unwrap();
    for file in std::fs::read_dir(WEEK.path("keys")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), house.path("keys").join(file.file_name())).unwrap();
    }
    house
}

/// A week of intakes, inspections, refusals, second looks and undoings.
fn lived() -> Warehouse {
    let house = Warehouse::new();
    let mut operation = 0;
    for day in 0..7 {
        let morning = MONDAY + day * DAY + 9 * 3600;
        house.write(&format!("in{day}.csv"), pickups(day));
        run(
            &house,
            "li",
            morning,
            &["intake", &format!("in{day}.csv"), "--quiet"],
        );
        operation += 1;
        house.write(&format!("grade{day}.csv"), inspections(day, 0));
        let batch = format!("grade{day}.csv");
        run(
            &house,
            "wang",
            morning + 7200,
            &["grade", "--batch", &batch, "--quiet"],
        );
        operation += 1;
        // What was graded the day before is looked at once more by another person.
        if day > 0 {
            let again = format!("P{:07}", (day - 1) * 20);
            let arguments = ["grade", &again, "--second", "--set", "power_on=no"];
            run(&house, "zhang", morning + 10_800, &arguments);
            operation += 1;
            house.write(&format!("late{day}.csv"), inspections(day - 1, 12));
            let batch = format!("late{day}.csv");
            run(
                &house,
                "zhang",
                morning + 14_400,
                &["grade", "--batch", &batch, "--quiet"],
            );
            operation += 1;
        }
        if day == 3 {
            let undone = operation.to_string();
            run(&house, "li", morning + 16_200, &["undo", &undone]);
            operation += 1;
        }
    }
    house
}

fn run(house: &Warehouse, who: &str, at: i64, arguments: &[&str]) {
    let now = chrono::DateTime::from_timestamp(at, 0)
        .unwrap()
        .to_rfc3339();
    let mut command = house.command(arguments);
    command.env("REGRADE_OPERATOR", who).env("REGRADE_NOW", now);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

fn pickups(day: i64) -> String {
    let mut text = "取件单号,来源渠道,三级分类,品牌,型号,下单时间,取件时间,城市\n".to_owned();
    for place in 0..20 {
        let channel = ["APP", "微信", "门店"][place % 3];
        let city = ["北京市", "成都市"][place % 2];
        let category = ["手机", "立式钢琴"][usize::from(place % 5 == 4)];
        let ordered = 10 + day;
        // Every seventh came two days late.
        let picked = if place % 7 == 6 { ordered + 2 } else { ordered };
        let number = day * 20 + i64::try_from(place).unwrap();
        writeln!(
            text,
            "P{number:07},{channel},{category},Apple,iPhone 7,2017-12-{ordered:02} 08:00,\
             2017-12-{picked:02} 10:00,{city}"
        )
        .unwrap();
    }
    text
}

/// Phones of a day from the item numbered `first` on, four of them.
fn inspections(day: i64, first: i64) -> String {
    let mut text = "code,power_on,liquid,account\n".to_owned();
    for place in first..first + 8 {
        // Every fifth is a piano, which is not inspected here.
        if place % 5 == 4 {
            continue;
        }
        let number = day * 20 + place;
        let answers = ["no,,", ",board,", ",,on"][usize::try_from(place % 3).unwrap()];
        writeln!(text, "P{number:07},{answers}").unwrap();
    }
    text
}

pub(crate) fn report(house: &Warehouse, day: i64) -> Value {
    let date = format!("2017-12-{:02}", 11 + day);
    house.json(&["export", "daily", "--date", &date])
}

pub(crate) fn table<'r>(report: &'r Value, id: &str) -> &'r Value {
    let sections = report["sections"].as_array().unwrap().iter();
    let mut tables = sections.flat_map(|section| section["tables"].as_array().unwrap());
    tables.find(|table| table["id"] == id).unwrap()
}

pub(crate) fn row<'r>(report: &'r Value, id: &str, row: &str) -> &'r Value {
    let rows = table(report, id)["rows"].as_array().unwrap();
    let found = rows.iter().find(|one| one["row"] == row);
    &found.unwrap_or_else(|| panic!("{id} has no row {row}"))["values"]
}
