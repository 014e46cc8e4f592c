//! Every dirty file that warehouses meet means what it should, or is refused where it should be.

use super::*;
use crate::domain::pickup::Field;

fn read(name: &str) -> Outcome {
    taken_in(&file(name)).unwrap()
}

/// The three pickups with one text put for another.
fn three_with(from: &str, to: &str) -> Vec<String> {
    THREE
        .iter()
        .map(|pickup| pickup.replace(from, to))
        .collect()
}

#[test]
fn files_that_mean_the_three_pickups() {
    for name in [
        "01-utf8-lf.csv",
        "02-utf8-bom-crlf.csv",
        "03-gbk.csv",
        "05-utf16le-bom-tab.csv",
        "06-utf16be-bom.csv",
        "07-semicolon.csv",
        "08-sep-line.csv",
        "14-mixed-line-ends.csv",
        "16-spaces.csv",
        "20-cr-only.csv",
        "21-dates-mixed.csv",
        "37-rejects-fed-back.csv",
    ] {
        let outcome = read(name);
        assert_eq!(outcome.accepted, THREE, "{name}");
        assert!(
            outcome.rejected.is_empty() && outcome.doubts.is_empty(),
            "{name}"
        );
        assert_eq!(outcome.blank, 0, "{name}");
        let fallback = TableNotice::Fallback {
            column: "取件时间".into(),
            field: Field::OrderedAt,
        };
        let mut notices = vec![fallback];
        if name == "14-mixed-line-ends.csv" {
            notices.push(TableNotice::NoLineEnd {
                line: 4,
                column: "备注".into(),
            });
        }
        assert_eq!(outcome.notices, notices, "{name}");
    }
}

/// A number that was cut would be another pickup, so it is refused; of another value it is said.
#[test]
fn a_file_that_ends_within_a_line() {
    let rows = "下单时间,城市,品类,备注,取件单号\n2017-12-21 09:05,深圳市,手机,,P12";
    let outcome = taken_in(rows.as_bytes()).unwrap();
    assert_eq!(
        outcome.rejected,
        ["2: the file ends within this line, so its column 5 may be cut short"]
    );
    assert!(outcome.accepted.is_empty() && outcome.notices.is_empty());
    let outcome = taken_in(rows.replace("P12", "\"P12\"").as_bytes()).unwrap();
    assert_eq!(outcome.rejected.len(), 1);
    for end in ["\n", "\r\n", "\r"] {
        let outcome = taken_in(format!("{rows}{end}").as_bytes()).unwrap();
        assert_eq!((outcome.accepted.len(), outcome.notices.len()), (1, 0));
    }
}

#[test]
fn the_encoding_is_told() {
    for (name, encoding, bom) in [
        ("01-utf8-lf.csv", Encoding::Utf8, false),
        ("02-utf8-bom-crlf.csv", Encoding::Utf8, true),
        ("03-gbk.csv", Encoding::Gb18030, false),
        ("04-gb18030-4byte.csv", Encoding::Gb18030, false),
        ("05-utf16le-bom-tab.csv", Encoding::Utf16Le, true),
        ("06-utf16be-bom.csv", Encoding::Utf16Be, true),
    ] {
        let bytes = file(name);
        let scan = scan(&bytes[..], None).unwrap();
        assert_eq!((scan.encoding, scan.bom), (encoding, bom), "{name}");
        assert_eq!(scan.bytes, bytes.len() as u64);
    }
}

#[test]
fn characters_of_four_bytes() {
    assert_eq!(
        read("04-gb18030-4byte.csv").accepted,
        three_with("屏幕有划痕", "屏幕有划痕𠮷㐂")
    );
}

#[test]
fn line_breaks_in_quotes() {
    let outcome = read("09-quoted-newline.csv");
    assert_eq!(
        outcome.accepted[0],
        THREE[0].replace("划痕", "划痕\n换过电池, 有\"小毛病\"")
    );
    assert_eq!(
        outcome.accepted[1],
        THREE[1].replace("||next", "|换过电池, 有\"小毛病\"|next")
    );
    assert_eq!(outcome.accepted.len(), 3);
}

#[test]
fn scientific_notation_is_refused_per_row() {
    let outcome = read("10-imei-scientific.csv");
    assert_eq!(outcome.accepted, [THREE[1]]);
    assert_eq!(
        outcome.rejected,
        [
            "2: 序列号 3.53833E+14: is in scientific notation, its digits are lost",
            "4: 序列号 4.99901E+12: is in scientific notation, its digits are lost"
        ]
    );
    let outcome = read("12-order-number-scientific.csv");
    assert_eq!(outcome.accepted, [THREE[1]]);
    assert_eq!(outcome.rejected.len(), 2);
    assert!(outcome.rejected[1].starts_with("4: 取件单号 2.01712E+17: "));
}

#[test]
fn lost_zeros_are_put_back_where_the_check_digit_holds() {
    let outcome = read("11-imei-lost-zeros.csv");
    assert_eq!(outcome.accepted, THREE);
    assert_eq!(outcome.doubts, [NoticeKind::ZerosPadded]);
}

#[test]
fn prices() {
    let outcome = read("13-prices.csv");
    assert_eq!(outcome.accepted, THREE[..2]);
    assert_eq!(
        outcome.rejected,
        ["4: 报价（元） 12,5: has a comma that may mean thousands or decimals"]
    );
}

#[test]
fn full_width_digits_and_letters_are_plain_ones() {
    assert_eq!(read("15-fullwidth.csv").accepted, THREE);
}

#[test]
fn text_marks_are_dropped() {
    let outcome = read("17-text-mark.csv");
    assert_eq!(outcome.accepted[0], THREE[0].replace("屏幕", "=屏幕"));
    assert_eq!(
        outcome.accepted[1],
        THREE[1].replace("ThinkPad", "-ThinkPad")
    );
}

#[test]
fn a_name_that_stands_twice_refuses_the_file() {
    let error = taken_in(&file("18-duplicate-header.csv")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "columns 9 and 10 are both named 备注; rename or remove one"
    );
}

#[test]
fn titles_and_merged_headers_are_passed_over() {
    let outcome = read("19-title-and-merged-header.csv");
    assert_eq!(outcome.accepted, THREE);
    assert_eq!(
        outcome.notices[0],
        TableNotice::LinesAboveHeader { header_line: 4 }
    );
}

#[test]
fn spreadsheets_day_numbers() {
    let outcome = read("22-excel-serial-dates.csv");
    assert_eq!(outcome.accepted, THREE);
    assert_eq!(outcome.doubts, [NoticeKind::ExcelSerial; 3]);
}

#[test]
fn dates_of_two_readings_are_refused() {
    let outcome = read("23-ambiguous-date.csv");
    assert_eq!(outcome.accepted, [THREE[0], THREE[2]]);
    assert_eq!(
        outcome.rejected,
        ["3: 取件时间 01/12/2017 15:01: may be 2017-01-12 or 2017-12-01"]
    );
}

#[test]
fn blank_rows_and_totals_are_counted() {
    let outcome = read("24-trailing-empty-rows.csv");
    assert_eq!((outcome.accepted.len(), outcome.blank), (3, 3));
    let outcome = read("25-total-footer.csv");
    assert_eq!((outcome.accepted.len(), outcome.blank), (3, 1));
    assert_eq!(outcome.notices[1], TableNotice::Total { line: 5 });
}

#[test]
fn ragged_rows_are_refused() {
    let outcome = read("26-ragged-short.csv");
    assert_eq!(outcome.accepted, THREE[..2]);
    assert_eq!(outcome.rejected, ["4: has 3 fields, the header has 9"]);
    let outcome = read("27-ragged-long.csv");
    assert_eq!(outcome.accepted, [THREE[0], THREE[2]]);
    assert_eq!(outcome.rejected, ["3: has 10 fields, the header has 9"]);
}

#[test]
fn a_column_without_a_name_is_kept() {
    let rules = rules(&CATALOGUE);
    let bytes = file("28-blank-header.csv");
    let source = CsvSource::open(&bytes[..], Encoding::Utf8, None, &rules).unwrap();
    let table = Table::open(source, rules).unwrap();
    let extras: Vec<_> = table.header().columns.extras().collect();
    assert_eq!(extras, [(4, "col5"), (10, "col11")]);
    assert_eq!(outcome(table, &CATALOGUE).unwrap().accepted, THREE);
}

#[test]
fn duplicate_rows_are_for_the_record_to_tell() {
    assert_eq!(
        read("29-duplicate-rows.csv").accepted,
        [THREE[0], THREE[1], THREE[2], THREE[0]]
    );
}

#[test]
fn bad_and_cut_bytes_refuse_the_file() {
    let error = taken_in(&file("30-invalid-bytes.csv")).unwrap_err();
    assert!(
        matches!(
            error,
            TableError::Bytes {
                line: 3,
                offset: 261,
                ..
            }
        ),
        "{error}"
    );
    let error = taken_in(&file("36-truncated.csv")).unwrap_err();
    assert!(
        matches!(error, TableError::CutShort { line: 4, .. }),
        "{error}"
    );
}

#[test]
fn formulas_are_texts() {
    let outcome = read("31-formula-injection.csv");
    assert!(outcome.accepted[2].contains("|=HYPERLINK(\"http://127.0.0.1/\",\"x\")|"));
}

#[test]
fn nul_bytes_and_unclosed_quotes_are_refused_by_line() {
    let outcome = read("32-nul-byte.csv");
    assert_eq!(outcome.accepted, THREE[..2]);
    assert_eq!(outcome.rejected, ["4: column 4 has a NUL byte"]);
    let outcome = read("35-unclosed-quote.csv");
    assert_eq!(outcome.accepted, THREE[1..]);
    assert_eq!(
        outcome.rejected,
        ["2: a quote opens on this line and is never closed"]
    );
}

#[test]
fn reading_stops_at_a_second_header() {
    let outcome = read("34-two-tables.csv");
    assert_eq!(outcome.accepted, THREE);
    assert_eq!(outcome.blank, 1);
    assert_eq!(outcome.notices[1], TableNotice::SecondHeader { line: 6 });
}

#[test]
fn without_a_header_the_order_must_be_given() {
    let bytes = file("38-no-header.csv");
    assert!(matches!(taken_in(&bytes), Err(TableError::NoHeader)));
    let mut rules = rules(&CATALOGUE);
    rules.order = Some(
        [
            "pickup_no",
            "category",
            "brand",
            "model",
            "serial",
            "ordered_at",
            "city",
        ]
        .into_iter()
        .chain(["declared_class", "remark"])
        .map(Field::parse)
        .collect(),
    );
    let outcome = taken_in_by(&bytes, &CATALOGUE, rules).unwrap();
    assert_eq!(outcome.accepted, THREE);
}

#[test]
fn with_both_times_the_pickup_time_is_itself() {
    let outcome = read("39-both-times.csv");
    assert!(outcome.notices.is_empty());
    assert_eq!(outcome.accepted.len(), 2);
    assert_eq!(
        outcome.rejected,
        ["3: 取件时间 2017-12-21 15:01: was picked up before it was ordered"]
    );
}
