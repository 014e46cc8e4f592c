//! What is written is read back by readers that we did not write, and bad tables are refused.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use chrono::DateTime;
use proptest::prelude::*;

use super::*;

const COLUMNS: [Column; 7] = [
    Column {
        name: "code",
        kind: Kind::Text,
    },
    Column {
        name: "title",
        kind: Kind::Text,
    },
    Column {
        name: "count",
        kind: Kind::Int,
    },
    Column {
        name: "price_fen",
        kind: Kind::Fen,
    },
    Column {
        name: "held",
        kind: Kind::Bool,
    },
    Column {
        name: "at",
        kind: Kind::Time,
    },
    Column {
        name: "day",
        kind: Kind::Date,
    },
];

fn time(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

fn row<'a>(code: &'a str, title: &'a str) -> [Cell<'a>; 7] {
    let at = time("2026-01-02T11:04:05+08:00");
    [
        Cell::Text(code),
        Cell::Text(title),
        Cell::Int(-3),
        Cell::Fen(Fen(123_450)),
        Cell::Bool(true),
        Cell::Time(at),
        Cell::Date(at.date_naive()),
    ]
}

fn written(format: Format, columns: &[Column], rows: &[&[Cell<'_>]]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut sink = format.sink(columns, &mut out).unwrap();
    rows.iter().for_each(|row| sink.row(row).unwrap());
    sink.finish().unwrap();
    out
}

fn text(format: Format, columns: &[Column], rows: &[&[Cell<'_>]]) -> String {
    String::from_utf8(written(format, columns, rows)).unwrap()
}

#[test]
fn csv_is_written_as_it_stands() {
    let rows: [&[Cell<'_>]; 2] = [&row("860000000000017", "a,\"b\"\nc"), &[Cell::Null; 7]];
    let heading = "code,title,count,price_fen,held,at,day\n";
    let first = "860000000000017,\"a,\"\"b\"\"\nc\",-3,123450,true,\
        2026-01-02T11:04:05+08:00,2026-01-02\n";
    let expected = format!("{heading}{first},,,,,,\n");
    assert_eq!(text(Format::Csv, &COLUMNS, &rows), expected);
    assert_eq!(
        text(Format::CsvForExcel, &COLUMNS, &rows),
        format!("\u{feff}{expected}")
    );
    assert_eq!(text(Format::Csv, &COLUMNS, &[]), heading);
    assert_eq!(
        text(Format::Csv, &COLUMNS[..1], &[&[Cell::Null]]),
        "code\n\"\"\n"
    );
}

#[test]
fn csv_runs_no_formula() {
    let cases = [
        ("=1+1", "'=1+1"),
        ("+8613800000000", "'+8613800000000"),
        ("-1", "'-1"),
        ("@SUM(1,2)", "\"'@SUM(1,2)\""),
        ("\t=1", "'\t=1"),
        ("\r=1", "\"'\r=1\""),
        ("\n=1", "\"'\n=1\""),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠1", "'＠1"),
        ("，", "，"),
        ("'=1", "'=1"),
        ("1-1", "1-1"),
    ];
    for (cell, expected) in cases {
        let written = text(Format::Csv, &COLUMNS[..1], &[&[Cell::Text(cell)]]);
        assert_eq!(written, format!("code\n{expected}\n"));
    }
    let number = text(Format::Csv, &COLUMNS[2..3], &[&[Cell::Int(-1)]]);
    assert_eq!(number, "count\n-1\n");
}

#[test]
fn json_is_written_as_it_stands() {
    let rows: [&[Cell<'_>]; 2] = [&row("860000000000017", "\"\u{1}二"), &[Cell::Null; 7]];
    let first = "{\"code\":\"860000000000017\",\"title\":\"\\\"\\u0001二\",\"count\":-3,\
        \"price_fen\":123450,\"held\":true,\"at\":\"2026-01-02T11:04:05+08:00\",\
        \"day\":\"2026-01-02\"}";
    let second = "{\"code\":null,\"title\":null,\"count\":null,\"price_fen\":null,\
        \"held\":null,\"at\":null,\"day\":null}";
    assert_eq!(
        text(Format::Jsonl, &COLUMNS, &rows),
        format!("{first}\n{second}\n")
    );
    assert_eq!(
        text(Format::Json, &COLUMNS, &rows),
        format!("[\n{first},\n{second}\n]\n")
    );
    assert_eq!(text(Format::Json, &COLUMNS, &[]), "[]\n");
    assert_eq!(text(Format::Jsonl, &COLUMNS, &[]), "");
}

#[test]
fn offsets_west_of_greenwich_are_written() {
    let at = [Cell::Time(time("2026-01-02T03:04:05-09:30"))];
    let written = text(Format::Csv, &COLUMNS[5..6], &[&at]);
    assert_eq!(written, "at\n2026-01-02T03:04:05-09:30\n");
}

#[test]
fn xlsx_is_read_back() {
    let formula = "=HYPERLINK(\"http://example\")";
    let rows: [&[Cell<'_>]; 3] = [
        &row("0012", formula),
        &[Cell::Null; 7],
        &row("860000000000017", " \n<&>_x0041_"),
    ];
    let mut workbook = Xlsx::new(Cursor::new(written(Format::Xlsx, &COLUMNS, &rows))).unwrap();
    let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
    let cells: Vec<_> = sheet.rows().collect();
    assert_eq!(cells.len(), 4);
    let headings = ["code", "title", "count", "price_yuan", "held", "at", "day"];
    assert!(cells[0].iter().map(Data::to_string).eq(headings));
    assert_eq!(cells[1][0], Data::String("0012".to_owned()));
    assert_eq!(cells[1][1], Data::String(formula.to_owned()));
    assert_eq!(cells[1][2], Data::Float(-3.0));
    assert_eq!(cells[1][3], Data::Float(1234.5));
    assert_eq!(cells[1][4], Data::Bool(true));
    let moment = |cell: &Data| match cell {
        Data::DateTime(moment) => moment.as_f64(),
        other => panic!("{other:?} is no time"),
    };
    // 46024 is 2026-01-02, as any sheet will say.
    assert!((moment(&cells[1][5]) - 46_024.0 - 39_845.0 / 86_400.0).abs() < 1e-9);
    assert!((moment(&cells[1][6]) - 46_024.0).abs() < 1e-9);
    assert!(cells[2].iter().all(|cell| *cell == Data::Empty));
    assert_eq!(cells[3][0], Data::String("860000000000017".to_owned()));
    assert_eq!(cells[3][1], Data::String(" \n<&>_x0041_".to_owned()));
    assert!(workbook.worksheet_formula("Sheet1").unwrap().is_empty());
}

#[test]
fn great_numbers_and_old_days_keep_every_digit_in_xlsx() {
    let cells = [Cell::Int(1_234_567_890_123_456), Cell::Fen(Fen(i64::MIN))];
    let old = Cell::Date(NaiveDate::from_ymd_opt(1899, 1, 2).unwrap());
    let columns = [COLUMNS[2], COLUMNS[3], COLUMNS[6]];
    let bytes = written(Format::Xlsx, &columns, &[&[cells[0], cells[1], old]]);
    let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
    let cells: Vec<_> = sheet.rows().nth(1).unwrap().to_vec();
    let texts = ["1234567890123456", "-92233720368547758.08", "1899-01-02"];
    assert!(
        cells
            .iter()
            .eq(texts.map(|text| Data::String(text.to_owned())).iter())
    );
}

#[test]
fn the_same_table_is_the_same_bytes() {
    let rows: [&[Cell<'_>]; 1] = [&row("0012", "二")];
    for (_, format) in Format::ALL {
        let first = written(format, &COLUMNS, &rows);
        assert_eq!(first, written(format, &COLUMNS, &rows), "{format:?}");
    }
    // No date of today: the one in the workbook and those of its parts are fixed.
    let bytes = written(Format::Xlsx, &COLUMNS, &rows);
    let date = |place: usize| u16::from_le_bytes([bytes[place], bytes[place + 1]]);
    // A part's header: time in bytes 10 and 11, then date, here 1980-01-01 0:00.
    assert_eq!((date(10), date(12)), (0, 0x21));
}

#[test]
fn bad_rows_are_refused_and_leave_no_trace() {
    let year = NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap();
    let columns = [COLUMNS[0], COLUMNS[6]];
    for (_, format) in Format::ALL {
        let good = [
            Cell::Null,
            Cell::Date(NaiveDate::MIN.with_year(2026).unwrap()),
        ];
        let expected = written(format, &columns, &[&good, &good]);
        let mut out = Vec::new();
        let mut sink = format.sink(&columns, &mut out).unwrap();
        sink.row(&good).unwrap();
        let short = sink.row(&good[..1]).unwrap_err();
        assert!(matches!(
            short,
            ExportError::Width {
                cells: 1,
                columns: 2
            }
        ));
        let late = sink
            .row(&[Cell::Text("trace"), Cell::Date(year)])
            .unwrap_err();
        assert!(matches!(late, ExportError::Year(10_000)));
        sink.row(&good).unwrap();
        sink.finish().unwrap();
        assert_eq!(out, expected, "{format:?}");
    }
}

#[test]
fn xlsx_refuses_what_a_cell_cannot_hold() {
    let mut sink = Format::Xlsx.sink(&COLUMNS[..1], std::io::sink()).unwrap();
    sink.row(&[Cell::Text(&"二".repeat(32_767))]).unwrap();
    let error = sink.row(&[Cell::Text(&"x".repeat(32_768))]).unwrap_err();
    assert!(matches!(error, ExportError::TooLong(column) if column == "code"));
}

#[test]
fn formats_are_named() {
    assert_eq!(Format::parse("XLSX"), Some(Format::Xlsx));
    assert_eq!(Format::parse("xls"), None);
}

proptest! {
    #[test]
    fn csv_is_read_back(cells in proptest::collection::vec("[,\"'=\r\n\ta二 -]{0,40}", 1..6)) {
        let columns = vec![COLUMNS[0]; cells.len()];
        let row: Vec<_> = cells.iter().map(|cell| Cell::Text(cell)).collect();
        let bytes = written(Format::Csv, &columns, &[&row, &row]);
        let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
        let records: Vec<_> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(records.len(), 2);
        for record in &records {
            prop_assert_eq!(record.len(), cells.len());
            for (read, cell) in record.iter().zip(&cells) {
                let formula = cell.starts_with(['=', '-', '\t', '\r', '\n']);
                prop_assert_eq!(read, format!("{}{cell}", if formula { "'" } else { "" }));
            }
        }
    }

    #[test]
    fn jsonl_is_read_back(cell in any::<String>(), number in any::<i64>()) {
        let row = [Cell::Text(&cell), Cell::Int(number)];
        let line = text(Format::Jsonl, &[COLUMNS[0], COLUMNS[2]], &[&row]);
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        prop_assert_eq!(value, serde_json::json!({"code": cell, "count": number}));
    }
}
