//! Files that were cut short let no row in twice when the whole file follows; files that are
//! written hold what the record holds, as a reader finds that is not ours.

use std::collections::BTreeSet;

use encoding_rs::GB18030;
use proptest::prelude::*;
use regrade::app::export::{self, COLUMNS, Target, Wish};
use regrade::app::find;
use regrade::app::grade::batch::{self, batch};
use regrade::app::intake::Options;
use regrade::app::select::Selection;
use regrade::domain::lang::Lang;
use regrade::formats::export::Format;
use regrade::store::items::list::{Direction, SortKey};
use rusqlite::types::ValueRef;

use crate::inside::{CATALOGUE, Inside, Silent};

/// Columns of a file of pickups, in any order: any of them may be the one that a cut falls into.
const FIELDS: [&str; 9] = [
    "channel",
    "pickup_no",
    "ordered_at",
    "city",
    "category",
    "brand",
    "serial",
    "quoted_price",
    "remark",
];

/// How a file is written.
#[derive(Debug, Clone, Copy)]
enum Bytes {
    Utf8,
    Gb18030,
    Utf16,
}

fn encoded(text: &str, bytes: Bytes) -> Vec<u8> {
    match bytes {
        Bytes::Utf8 => text.as_bytes().to_vec(),
        Bytes::Gb18030 => GB18030.encode(text).0.into_owned(),
        Bytes::Utf16 => "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect(),
    }
}

/// Where a file is cut.
#[derive(Debug, Clone)]
enum Cut {
    Anywhere(prop::sample::Index),
    /// So many characters before the end of some line, where the last cell is whole or nearly so
    NearAnEnd(prop::sample::Index, usize),
}

impl Cut {
    fn of(&self, text: &str, bytes: Bytes) -> usize {
        match self {
            Self::Anywhere(index) => index.index(encoded(text, bytes).len()),
            Self::NearAnEnd(index, before) => {
                let lines: Vec<&str> = text.split(['\r', '\n']).collect();
                let place = index.index(lines.len());
                // As every line end begins with one character that divides.
                let above: usize = lines[..place].iter().map(|line| line.len() + 1).sum();
                let line = lines[place];
                let kept = line.chars().count().saturating_sub(*before);
                let kept: usize = line.chars().take(kept).map(char::len_utf8).sum();
                encoded(&text[..above + kept], bytes).len()
            }
        }
    }
}

fn cut() -> impl Strategy<Value = Cut> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        1 => index().prop_map(Cut::Anywhere),
        2 => (index(), 0..5_usize).prop_map(|(line, before)| Cut::NearAnEnd(line, before)),
    ]
}

/// The columns' order; often one of those that name the pickup is the last.
fn order() -> impl Strategy<Value = Vec<usize>> {
    let shuffled = Just((0..FIELDS.len()).collect::<Vec<_>>()).prop_shuffle();
    (shuffled, prop::option::of(0..2_usize)).prop_map(|(mut order, last)| {
        if let Some(last) = last {
            order.retain(|place| *place != last);
            order.push(last);
        }
        order
    })
}

/// Good rows; a number may begin as another does, since a cut makes the one of the other.
fn rows() -> impl Strategy<Value = Vec<[String; 9]>> {
    let channel = prop::sample::select(vec!["app", "微信", "partner"]);
    let number = "P[0-9]{1,3}";
    let city = prop::sample::select(vec!["深圳市", "北京市"]);
    let category = prop::sample::select(vec!["手机", "立式钢琴"]);
    let row = (
        channel,
        number,
        city,
        category,
        "[A-Z]{0,4}",
        1..9999_u32,
        "[a-z,\" 划痕]{0,6}",
    );
    prop::collection::vec(row, 1..7).prop_map(|rows| {
        let mut known = BTreeSet::new();
        rows.into_iter()
            .filter(|row| known.insert((row.0, row.1.clone())))
            .map(|(channel, number, city, category, serial, price, remark)| {
                [
                    channel.to_owned(),
                    number,
                    "2017-12-21 09:05".to_owned(),
                    city.to_owned(),
                    category.to_owned(),
                    "诺基亚".to_owned(),
                    serial,
                    price.to_string(),
                    remark,
                ]
            })
            .collect()
    })
}

fn terminator() -> impl Strategy<Value = csv::Terminator> {
    prop_oneof![
        Just(csv::Terminator::CRLF),
        Just(csv::Terminator::Any(b'\n')),
        Just(csv::Terminator::Any(b'\r')),
    ]
}

fn quotes() -> impl Strategy<Value = csv::QuoteStyle> {
    prop_oneof![
        Just(csv::QuoteStyle::Necessary),
        Just(csv::QuoteStyle::Always)
    ]
}

fn pickups(inside: &Inside) -> Vec<(String, String)> {
    let mut select = inside
        .connection()
        .prepare("SELECT channel, pickup_no FROM item ORDER BY channel, pickup_no")
        .unwrap();
    let pairs = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    pairs.unwrap().map(Result::unwrap).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// The row that the cut falls into may be in with a last cell that is too short, which the
    /// whole file then names; never with another channel or number.
    #[test]
    fn a_cut_file_and_then_the_whole_let_each_row_in_once(
        rows in rows(),
        order in order(),
        terminator in terminator(),
        quotes in quotes(),
        bytes in prop_oneof![Just(Bytes::Utf8), Just(Bytes::Gb18030), Just(Bytes::Utf16)],
        cut in cut(),
    ) {
        let mut writer = csv::WriterBuilder::new()
            .terminator(terminator)
            .quote_style(quotes)
            .from_writer(Vec::new());
        writer.write_record(order.iter().map(|place| FIELDS[*place])).unwrap();
        for row in &rows {
            writer.write_record(order.iter().map(|place| &row[*place])).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let whole = encoded(&text, bytes);
        let mut inside = Inside::new();
        let options = Options::default();
        // Some cuts leave no table at all, which is refused.
        let before = inside
            .intake(&whole[..cut.of(&text, bytes)], &options)
            .map_or(0, |report| report.accepted);
        let report = inside.intake(&whole, &options).unwrap();
        prop_assert_eq!(before + report.accepted, rows.len() as u64, "{:?}", report);
        prop_assert_eq!(report.duplicates + report.rejected, before);
        prop_assert!(report.rejected <= 1, "{:?}", report.faults);
        let mut expected: Vec<_> = rows
            .iter()
            .map(|row| (row[0].replace("微信", "wechat"), row[1].clone()))
            .collect();
        expected.sort();
        prop_assert_eq!(pickups(&inside), expected);
        inside.check();
    }
}

/// As a spreadsheet may have it without running it.
fn without_formula(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The cells of every item, in order of intake, straight from the tables.
fn cells(inside: &Inside) -> Vec<Vec<String>> {
    let mut select = inside
        .connection()
        .prepare(
            "SELECT i.code, s.stage, s.hold_reason IS NOT NULL, coalesce(s.class, ''),
                    coalesce(s.label_en, ''), i.category_id, i.brand, i.model, i.spec,
                    coalesce(i.serial, ''), coalesce(i.imei, ''), i.channel, i.pickup_no,
                    i.city_code, coalesce(i.county_code, ''), i.declared_class,
                    strftime('%Y-%m-%dT%H:%M:%SZ', i.ordered_at, 'unixepoch'),
                    coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', i.picked_at, 'unixepoch'), ''),
                    i.promised_on, i.promise_kept,
                    strftime('%Y-%m-%dT%H:%M:%SZ', i.received_at, 'unixepoch')
                 FROM item i JOIN item_state s ON s.item_id = i.id ORDER BY i.id",
        )
        .unwrap();
    let mut rows = select.query([]).unwrap();
    let mut table = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let text = |column: usize| match row.get_ref(column).unwrap() {
            ValueRef::Integer(number) => number.to_string(),
            other => without_formula(other.as_str().unwrap()),
        };
        let truth = |value: Option<i64>| match value {
            None => String::new(),
            Some(value) => (value != 0).to_string(),
        };
        let mut cells = vec![
            find::code_of(row.get(0).unwrap()).unwrap().to_string(),
            text(1),
            truth(row.get(2).unwrap()),
        ];
        for column in 3..21 {
            cells.push(match column {
                19 => truth(row.get(column).unwrap()),
                _ => text(column),
            });
        }
        let category = CATALOGUE.categories().unwrap().get(row.get(5).unwrap());
        cells.insert(6, category.unwrap().name.en.clone());
        table.push(cells);
    }
    table
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn an_export_read_back_holds_the_same_cells(
        rows in prop::collection::vec(
            (
                "[=+@＝＠'a-z0-9,\" 划;-]{0,7}",
                "[=+@－'a-z0-9,\" 划\n-]{0,7}",
                "[=+@A-Z-][A-Z]{1,6}",
                prop::option::of(Just("2017-12-21 11:00")),
            ),
            1..6,
        ),
        format in prop_oneof![Just(Format::Csv), Just(Format::CsvForExcel)],
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer
            .write_record([
                "channel", "pickup_no", "ordered_at", "picked_at", "city", "county", "category",
                "brand", "model", "spec", "serial", "declared_class",
            ])
            .unwrap();
        for (number, (brand, spec, serial, picked)) in rows.iter().enumerate() {
            let (number, picked) = (format!("P{number}"), picked.unwrap_or_default());
            writer
                .write_record([
                    "app", &number, "2017-12-21 09:05", picked, "北京市", "朝阳区", "手机",
                    brand, brand, spec, serial, brand,
                ])
                .unwrap();
        }
        let mut inside = Inside::new();
        let report = inside.intake(writer.into_inner().unwrap(), &Options::default()).unwrap();
        prop_assert_eq!(report.accepted, rows.len() as u64, "{:?}", report.faults);
        let wish = Wish {
            selection: Selection::default(),
            order: (SortKey::Received, Direction::Ascending),
            format,
            lang: Lang::En,
        };
        let path = inside.path("items.csv");
        let target = Target::File(path.clone());
        let exported = export::items(&inside.ctx, &CATALOGUE, &wish, &target, &mut Silent).unwrap();
        prop_assert_eq!(exported.items, report.accepted);
        let bytes = std::fs::read(path).unwrap();
        let text = bytes.strip_prefix("\u{feff}".as_bytes());
        prop_assert_eq!(text.is_some(), format == Format::CsvForExcel);
        let mut reader = csv::Reader::from_reader(text.unwrap_or(&bytes));
        let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
        prop_assert_eq!(reader.headers().unwrap(), names);
        let read: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect();
        prop_assert_eq!(read, cells(&inside));
    }
}

#[test]
fn a_cut_name_is_not_taken_for_another_items() {
    let mut inside = Inside::new();
    let pickups = "channel,pickup_no,ordered_at,city,category\n\
        app,P1,2017-12-21 09:05,深圳市,手机\napp,P12,2017-12-21 09:05,深圳市,手机\n";
    inside.intake(pickups, &Options::default()).unwrap();
    let mut inspect = |rows: &str| {
        let mut source = inside.file("inspections.csv", rows);
        let options = batch::Options::default();
        batch(
            &mut inside.ctx,
            &CATALOGUE,
            &mut source,
            &options,
            &mut Silent,
        )
        .unwrap()
    };
    let cut = inspect("power_on,code\nno,P1");
    assert_eq!((cut.accepted, cut.rejected), (0, 1));
    let whole = inspect("power_on,code\nno,P12\n");
    assert_eq!((whole.accepted, whole.rejected), (1, 0));
}
