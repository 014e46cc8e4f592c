//! XLSX for the eye: one sheet with a frozen heading and a filter, row by row in constant memory.
//!
//! Texts are written as texts, never as formulas or numbers. The same table makes the same bytes:
//! no date of today, no name of a user.

use std::io::Write;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, Timelike as _};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

use super::{Cell, Column, ExportError, Kind, RowSink, check_width};

/// How many rows a sheet has, its heading included.
const MAX_ROWS: u32 = 1_048_576;

/// How many characters a cell holds.
const MAX_CHARS: usize = 32_767;

/// Numbers in a sheet show no more than fifteen digits; what has more is written as a text.
const MAX_NUMBER: u64 = 1_000_000_000_000_000;

pub(super) struct Xlsx<W> {
    out: W,
    workbook: Workbook,
    /// Headings, for messages.
    names: Vec<String>,
    styles: Styles,
    next_row: u32,
}

struct Styles {
    text: Format,
    int: Format,
    decimal: Format,
    money: Format,
    time: Format,
    date: Format,
}

impl<W: Write + Send> Xlsx<W> {
    pub(super) fn new(columns: &[Column<'_>], out: W) -> Result<Self, ExportError> {
        let styles = Styles {
            text: Format::new().set_num_format("@"),
            int: Format::new().set_num_format("0"),
            decimal: Format::new().set_num_format("0.000"),
            money: Format::new().set_num_format("#,##0.00"),
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
        };
        let mut workbook = Workbook::new();
        let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let heading = Format::new().set_bold();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        for (place, column) in (0_u16..).zip(columns) {
            let (style, width) = match column.kind {
                Kind::Text => (&styles.text, 18),
                Kind::Int | Kind::Fen | Kind::Bool => (&styles.int, 12),
                Kind::Milli => (&styles.decimal, 12),
                Kind::Time => (&styles.time, 20),
                Kind::Date => (&styles.date, 12),
            };
            let style = if column.kind == Kind::Fen {
                &styles.money
            } else {
                style
            };
            sheet.set_column_format(place, style)?;
            sheet.set_column_width(place, width)?;
        }
        for (place, column) in (0_u16..).zip(columns) {
            sheet.write_string_with_format(0, place, name_of(*column), &heading)?;
        }
        Ok(Self {
            out,
            workbook,
            names: columns
                .iter()
                .map(|column| column.name.to_owned())
                .collect(),
            styles,
            next_row: 1,
        })
    }
}

impl<W: Write + Send> RowSink for Xlsx<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        check_width(cells, self.names.len())?;
        if self.next_row == MAX_ROWS {
            return Err(ExportError::TooManyRows);
        }
        // The library holds the row that is begun, so a fault must be found before its first cell.
        self.names
            .iter()
            .zip(cells)
            .try_for_each(|(name, cell)| check_cell(name, cell))?;
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (place, cell) in (0_u16..).zip(cells) {
            write_cell(sheet, (self.next_row, place), cell, &self.styles)?;
        }
        self.next_row += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        if let Some(last_column) = self.names.len().checked_sub(1) {
            let sheet = self.workbook.worksheet_from_index(0)?;
            sheet.autofilter(0, 0, self.next_row - 1, last_column as u16)?;
        }
        self.workbook.save_to_writer(&mut self.out)?;
        Ok(self.out.flush()?)
    }
}

fn check_cell(name: &str, cell: &Cell<'_>) -> Result<(), ExportError> {
    let day = match cell {
        Cell::Text(text) if text.len() > MAX_CHARS && text.chars().count() > MAX_CHARS => {
            return Err(ExportError::TooLong(name.to_owned()));
        }
        Cell::Date(day) => *day,
        Cell::Time(time) => time.naive_local().date(),
        Cell::Null | Cell::Text(_) | Cell::Int(_) => return Ok(()),
        Cell::Milli(_) | Cell::Fen(_) | Cell::Bool(_) => return Ok(()),
    };
    if (0..=9999).contains(&day.year()) {
        Ok(())
    } else {
        Err(ExportError::Year(day.year()))
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell<'_>,
    styles: &Styles,
) -> Result<(), ExportError> {
    match cell {
        Cell::Null => {}
        Cell::Text(text) => {
            sheet.write_string_with_format(row, column, *text, &styles.text)?;
        }
        Cell::Int(number) if number.unsigned_abs() < MAX_NUMBER => {
            sheet.write_number_with_format(row, column, *number as f64, &styles.int)?;
        }
        Cell::Int(number) => {
            sheet.write_string_with_format(row, column, number.to_string(), &styles.text)?;
        }
        Cell::Milli(milli) => {
            let number = milli.0 as f64 / 1000.0;
            sheet.write_number_with_format(row, column, number, &styles.decimal)?;
        }
        Cell::Fen(fen) if fen.0.unsigned_abs() < MAX_NUMBER => {
            let yuan = fen.0 as f64 / 100.0;
            sheet.write_number_with_format(row, column, yuan, &styles.money)?;
        }
        Cell::Fen(fen) => {
            sheet.write_string_with_format(row, column, fen.to_string(), &styles.text)?;
        }
        Cell::Bool(value) => {
            sheet.write_boolean(row, column, *value)?;
        }
        Cell::Time(time) => {
            let local = time.naive_local();
            write_moment(sheet, (row, column), local, &styles.time)?;
        }
        Cell::Date(day) => {
            write_moment(sheet, (row, column), (*day).into(), &styles.date)?;
        }
    }
    Ok(())
}

/// Writes a moment as the number of days that a sheet counts, with the style that shows it.
fn write_moment(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    moment: NaiveDateTime,
    style: &Format,
) -> Result<(), ExportError> {
    // Sheets count from here; before March 1900 they and the calendar do not agree.
    const FIRST: NaiveDate = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day");
    const SURE: NaiveDate = NaiveDate::from_ymd_opt(1900, 3, 1).expect("a day");
    if moment.date() < SURE {
        sheet.write_string(row, column, moment.date().to_string())?;
        return Ok(());
    }
    let days = (moment.date() - FIRST).num_days() as f64;
    let seconds = f64::from(moment.num_seconds_from_midnight());
    sheet.write_number_with_format(row, column, days + seconds / 86_400.0, style)?;
    Ok(())
}

/// The heading: money is shown in yuan here, so it is not called fen.
fn name_of(column: Column) -> String {
    match column.name.strip_suffix("_fen") {
        Some(stem) if column.kind == Kind::Fen => format!("{stem}_yuan"),
        _ => column.name.to_owned(),
    }
}
