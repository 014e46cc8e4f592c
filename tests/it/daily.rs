//! The day's report of a made week, each figure compared with a sum that plain SQL works out from
//! the events, and the same figures read out of the workbook by another reader.

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use rusqlite::{Connection, named_params};
use serde_json::Value;

use crate::week::{DAY, MONDAY, report, row, week};

/// One number out of the events, by SQL that knows nothing of the program.
fn sum(connection: &Connection, from: i64, until: i64, sql: &str) -> i64 {
    let undone = "EXISTS (SELECT 1 FROM event r WHERE r.item_id = e.item_id
        AND r.kind = 'reversed' AND r.at <= :until AND json_extract(r.body, '$.data.n') = e.n)";
    let sql = sql
        .replace("UNDONE", undone)
        .replace("SPAN", "e.at BETWEEN :from AND :until");
    let mut select = connection.prepare(&sql).unwrap();
    let given = named_params! { ":from": from, ":until": until };
    let given: Vec<_> = given
        .iter()
        .filter(|(name, _)| sql.contains(*name))
        .copied()
        .collect();
    select
        .query_row(given.as_slice(), |row| row.get(0))
        .unwrap()
}

#[test]
fn a_week_of_reports_says_what_plain_sums_say() {
    let house = week();
    let connection = Connection::open(house.path("x.db")).unwrap();
    let mut closing = None;
    for day in 0..7 {
        let report = report(&house, day);
        assert_eq!(report["balances"], true);
        let (from, until) = (MONDAY + day * DAY, MONDAY + (day + 1) * DAY - 1);
        let sum = |sql: &str| sum(&connection, from, until, sql);
        let graded = "SELECT count(*) FROM event e WHERE SPAN AND e.kind = 'graded'";
        let standing = format!("{graded} AND NOT UNDONE");
        let totals = row(&report, "graded", "");
        assert_eq!(totals["graded"], sum(&standing), "{day}");
        assert_eq!(
            totals["undone"],
            sum(&format!("{graded} AND UNDONE")),
            "{day}"
        );
        let refused = "SELECT count(*) FROM event e
            WHERE SPAN AND e.kind = 'refused' AND NOT UNDONE";
        assert_eq!(totals["refused"], sum(refused), "{day}");
        for class in ["premium", "good", "scrap"] {
            let of = format!("{standing} AND json_extract(e.body, '$.data.class') = '{class}'");
            assert_eq!(
                row(&report, "mix-class", class)["graded"],
                sum(&of),
                "{class}"
            );
        }
        let new = "SELECT count(*) FROM event e WHERE SPAN AND e.kind = 'received' AND NOT UNDONE";
        assert_eq!(row(&report, "received", "")["received"], sum(new));
        for channel in ["app", "wechat", "store"] {
            let of = format!("{new} AND json_extract(e.body, '$.data.channel') = '{channel}'");
            let values = row(&report, "received-channel", channel);
            assert_eq!(values["received"], sum(&of), "{channel}");
            assert_eq!(values["share"]["whole"], sum(new));
        }
        let late = format!("{new} AND json_extract(e.body, '$.data.promise_kept') = 0");
        assert_eq!(row(&report, "promise", "")["missed"], sum(&late));
        assert_eq!(
            row(&report, "exceptions", "late-pickups")["cases"],
            sum(&late)
        );
        let at_nine = format!("{new} AND (e.at - :from) / 3600 = 9");
        assert_eq!(row(&report, "hours", "09")["received"], sum(&at_nine));
        let here = "SELECT count(*) FROM event e WHERE e.kind = 'received' AND e.at <= :until";
        let stock = row(&report, "stock", "");
        assert_eq!(stock["closing"], sum(here));
        assert_eq!(stock["difference"], 0);
        if let Some(closing) = closing.replace(stock["closing"].clone()) {
            assert_eq!(stock["opening"], closing);
        }
    }
}

#[test]
fn a_figure_lists_the_items_that_it_counts() {
    let house = week();
    let report = report(&house, 4);
    for figure in [
        "backlog.items:graded/scrap",
        "exceptions.cases:held",
        "received.received",
    ] {
        let arguments = ["export", "daily", "--date", "2017-12-15", "--items", figure];
        let items = house.json(&arguments)["items"].as_array().unwrap().len();
        let (figure, of) = figure.split_once(':').unwrap_or((figure, ""));
        let (id, measure) = figure.split_once('.').unwrap();
        assert_eq!(row(&report, id, of)[measure], items, "{figure}");
        assert!(items > 0, "{figure}");
    }
    let unknown = [
        "export",
        "daily",
        "--date",
        "2017-12-15",
        "--items",
        "backlog.none",
    ];
    let ran = house.expect(2, &unknown);
    assert!(
        ran.err.contains("`backlog` has no figure `none`"),
        "{ran:?}"
    );
}

#[test]
fn the_same_moment_gives_the_same_bytes_whatever_happens_later() {
    let house = week();
    let moment = "2017-12-14 14:30";
    let export = |name: &str| {
        let day = [
            "export",
            "daily",
            "--date",
            "2017-12-14",
            "--as-of",
            moment,
            "-o",
            name,
        ];
        house.expect(0, &day);
        std::fs::read(house.path(name)).unwrap()
    };
    let forms = ["a.html", "a.xlsx", "a.json", "a.csv", "a.jsonl"];
    let before: Vec<_> = forms.iter().map(|name| export(name)).collect();
    house.expect(0, &["grade", "P0000080", "--set", "power_on=no"]);
    house.expect(0, &["undo", "3"]);
    for (name, before) in forms.iter().zip(before) {
        assert!(export(name) == before, "{name} has changed");
    }
}

#[test]
fn a_page_loads_nothing_and_draws() {
    let house = week();
    house.expect(
        0,
        &["export", "daily", "--date", "2017-12-15", "-o", "a.html"],
    );
    let page = std::fs::read_to_string(house.path("a.html")).unwrap();
    for outside in [
        "http:", "https:", "src=", "url(", "@import", "<script", "<link",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
    // By the hour, the mixes of classes, ageing, four weeks.
    assert!(
        page.matches("<svg").count() >= 6,
        "{}",
        page.matches("<svg").count()
    );
    assert!(page.contains("<polyline"));
}

#[test]
fn another_reader_finds_the_same_figures_in_the_workbook() {
    let house = week();
    let report = report(&house, 4);
    house.expect(
        0,
        &["export", "daily", "--date", "2017-12-15", "-o", "a.xlsx"],
    );
    let mut book: Xlsx<_> = open_workbook(house.path("a.xlsx")).unwrap();
    let mut compared = 0;
    for section in report["sections"].as_array().unwrap() {
        let sheet = book
            .worksheet_range(section["title"].as_str().unwrap())
            .unwrap();
        let mut column = 0;
        for table in section["tables"].as_array().unwrap() {
            assert_eq!(sheet[(1, column)], table["title"].as_str().unwrap());
            let keys = table["keys"].as_array().unwrap();
            let figures = table["figures"].as_array().unwrap();
            for (place, figure) in figures.iter().enumerate() {
                let at = column + keys.len() + place;
                assert_eq!(sheet[(2, at)], figure["name"].as_str().unwrap());
                let id = figure["id"].as_str().unwrap().split_once('.').unwrap().1;
                for (line, row) in table["rows"].as_array().unwrap().iter().enumerate() {
                    let cell = &sheet[(3 + line, at)];
                    let mut value = row["values"][id].clone();
                    // Money is whole fen in JSON, and yuan in a sheet.
                    if figure["unit"] == "fen" {
                        value = value.as_f64().map(|fen| fen / 100.0).into();
                    }
                    is_same(cell, &value, &format!("{} {line}", figure["id"]));
                    compared += 1;
                }
            }
            column += keys.len() + figures.len() + 1;
        }
    }
    assert!(compared > 300, "{compared}");
    // Trace codes are texts, so that no reader makes numbers of them.
    let backlog = book.worksheet_range("Backlog").unwrap();
    assert!(
        matches!(backlog[(3, 8)], Data::String(_)),
        "{:?}",
        backlog[(3, 8)]
    );
}

fn is_same(cell: &Data, value: &Value, place: &str) {
    let number = value["share"].as_f64().or_else(|| value.as_f64());
    match (cell, value) {
        (Data::Float(cell), _) => {
            let number = number.unwrap_or_else(|| panic!("{place}: {cell} {value}"));
            assert!((cell - number).abs() <= 0.000_51, "{place}: {cell} {value}");
        }
        (Data::String(cell), Value::String(value)) => assert_eq!(cell, value, "{place}"),
        (Data::DateTime(_), Value::String(_)) => {}
        (Data::Empty, _) => assert!(number.is_none() && !value.is_string(), "{place}: {value}"),
        other => panic!("{place}: {other:?}"),
    }
}

#[test]
fn a_day_begins_when_the_site_says() {
    let house = week();
    let totals = |hour: &str| {
        let arguments = [
            "export",
            "daily",
            "--date",
            "2017-12-15",
            "--format",
            "json",
        ];
        let output = house
            .command(&arguments)
            .env("REGRADE_DAY_STARTS_AT", hour)
            .output();
        let report: Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
        (
            report["from"].clone(),
            row(&report, "hours", "09")["received"].clone(),
        )
    };
    assert_eq!(totals("06:00"), ("2017-12-15 06:00:00".into(), 20.into()));
    // From ten to ten: what comes at nine is the next day's.
    assert_eq!(totals("10:00"), ("2017-12-15 10:00:00".into(), 20.into()));
    let ran = house
        .command(&["list"])
        .env("REGRADE_DAY_STARTS_AT", "25:00")
        .output();
    assert_eq!(ran.unwrap().status.code(), Some(2));
}

#[test]
fn a_stock_that_does_not_balance_is_told() {
    let house = week();
    house.tamper("UPDATE item_state SET class = 'premium' WHERE class = 'scrap' AND item_id = 122");
    let ran = house.expect(5, &["export", "daily", "--date", "2017-12-17"]);
    assert!(ran.out.contains("the stock does not balance"), "{ran:?}");
}

#[test]
fn a_checkpoint_that_does_not_hold_is_told() {
    let house = week();
    house.tamper(
        "UPDATE checkpoint SET note = (SELECT note FROM checkpoint ORDER BY size LIMIT 1)
         WHERE size = (SELECT max(size) FROM checkpoint)",
    );
    let ran = house.expect(5, &["export", "daily", "--date", "2017-12-17"]);
    assert!(
        ran.out.contains("the last checkpoint does not hold"),
        "{ran:?}"
    );
    // Those before it hold as they did.
    house.expect(0, &["export", "daily", "--date", "2017-12-15"]);
}
