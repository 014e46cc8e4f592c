//! XLSX workbooks.

use std::io::Cursor;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Writer};

use super::*;

fn three() -> Writer {
    let header = "取件单号|三级分类|品牌|型号|序列号|取件时间|城市|申报成色|备注";
    let rows = [
        "P20171221001|手机|Apple|iPhone 7|||北京市|良品|屏幕有划痕",
        "P20171221002|笔记本|联想|ThinkPad X1|PF0ABC12||拉萨市|优品|",
        "P20171221003|手机|小米|小米6|||深圳市|废品|进水",
    ];
    let times = [(14, 30), (15, 1), (9, 5)];
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "拾拾二手取件表").unwrap();
    sheet.write_row(2, 0, header.split('|')).unwrap();
    let format = Format::new().set_num_format("yyyy/m/d h:mm");
    for (place, row) in rows.into_iter().enumerate() {
        let at = 3 + place as u32;
        for (column, cell) in row
            .split('|')
            .enumerate()
            .filter(|(_, cell)| !cell.is_empty())
        {
            sheet.write(at, column as u16, cell).unwrap();
        }
        let (hour, minute) = times[place];
        let moment = ExcelDateTime::from_ymd(2017, 12, 21)
            .unwrap()
            .and_hms(hour, minute, 0)
            .unwrap();
        sheet
            .write_datetime_with_format(at, 5, &moment, &format)
            .unwrap();
    }
    sheet.write(3, 4, 353_833_081_234_566_f64).unwrap();
    sheet.write(5, 4, 4_999_010_640_000_f64).unwrap();
    book
}

fn read(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Outcome, TableError> {
    assert!(scan(&bytes[..], None).unwrap().is_xlsx);
    let mut book = Workbook::open(Cursor::new(bytes))?;
    outcome(
        Table::open(book.sheet(sheet)?, rules(&CATALOGUE))?,
        &CATALOGUE,
    )
}

#[test]
fn a_workbook_means_what_its_csv_means() {
    let outcome = read(three().save_to_buffer().unwrap(), None).unwrap();
    assert_eq!(outcome.accepted, THREE, "{outcome:?}");
    assert_eq!(outcome.doubts, [NoticeKind::ZerosPadded]);
    assert_eq!(
        outcome.notices[0],
        TableNotice::LinesAboveHeader { header_line: 3 }
    );
}

#[test]
fn numbers_have_no_exponents() {
    let mut book = three();
    let sheet = book.worksheet_from_index(0).unwrap();
    sheet.write(3, 0, 201_712_210_012_345_000_f64).unwrap();
    sheet.write(4, 0, 20_171_221_f64).unwrap();
    sheet.write(5, 6, 440_304).unwrap();
    let outcome = read(book.save_to_buffer().unwrap(), Some("Sheet1")).unwrap();
    assert!(
        outcome.accepted[0].starts_with("201712210012345000|"),
        "{outcome:?}"
    );
    assert!(outcome.accepted[1].starts_with("20171221|"));
    assert_eq!(outcome.doubts[0], NoticeKind::ZeroTail);
    assert_eq!(
        outcome.rejected,
        ["6: 城市 440304: there is no city 440304"]
    );
}

#[test]
fn sheets_are_named_and_broken_workbooks_refused() {
    let bytes = three().save_to_buffer().unwrap();
    let error = read(bytes.clone(), Some("三月")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the workbook has no sheet 三月; it has Sheet1"
    );
    for end in (4..bytes.len()).step_by(97) {
        assert!(read(bytes[..end].to_vec(), None).is_err());
    }
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused() {
    let mut bytes = three().save_to_buffer().unwrap();
    let entry = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    bytes[entry + 24..entry + 28].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(
        read(bytes, None),
        Err(TableError::WorkbookTooLarge { .. })
    ));
}
