//! Tables as bytes: CSV, JSON, JSON Lines and XLSX, all written row by row through one trait.
//!
//! Identifiers are texts everywhere, so that no reader turns an IMEI into a number. Money is whole
//! fen, except in XLSX, which is for the eye: there it is yuan, and a column `price_fen` is called
//! `price_yuan`. Times carry their offset, except in XLSX, whose times have none.

mod csv;
mod json;
mod xlsx;

use std::io::Write;

pub use self::csv::harmless;

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, Timelike as _};

use crate::domain::digits;
use crate::domain::money::Fen;
use crate::domain::standard::Milli;

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column<'n> {
    /// Its heading and its key in JSON.
    pub name: &'n str,
    /// What its cells hold.
    pub kind: Kind,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, and codes and numbers that only name something.
    Text,
    /// Counts.
    Int,
    /// Measures and ratios, to the thousandth.
    Milli,
    /// Money.
    Fen,
    /// True or false.
    Bool,
    /// Moments.
    Time,
    /// Days.
    Date,
}

/// One cell of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Nothing is known.
    Null,
    /// Words, and codes and numbers that only name something.
    Text(&'a str),
    /// A count.
    Int(i64),
    /// A measure or a ratio.
    Milli(Milli),
    /// Money.
    Fen(Fen),
    /// True or false.
    Bool(bool),
    /// A moment, in the zone that it is to be shown in.
    Time(DateTime<FixedOffset>),
    /// A day.
    Date(NaiveDate),
}

/// A form that a table can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values in UTF-8.
    Csv,
    /// The same with a byte order mark, without which Excel takes UTF-8 for a local encoding.
    CsvForExcel,
    /// One JSON array of objects.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// An Excel workbook with one sheet.
    Xlsx,
}

/// Why a table cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The bytes cannot be written.
    #[error("cannot write the table")]
    Write(#[from] std::io::Error),
    /// A row must have a cell for each column.
    #[error("a row of {cells} cells in a table of {columns} columns")]
    Width {
        /// How many cells the row has.
        cells: usize,
        /// How many columns the table has.
        columns: usize,
    },
    /// A time that has no four-digit year.
    #[error("year {0} cannot be written")]
    Year(i32),
    /// A sheet has a fixed number of rows.
    #[error("an xlsx sheet holds 1048575 rows below its heading and this table has more: use csv")]
    TooManyRows,
    /// A cell of a sheet has a fixed number of characters.
    #[error("a text in column `{0}` is longer than the 32767 characters of an xlsx cell: use csv")]
    TooLong(String),
    /// The workbook cannot be made.
    #[error("cannot make the workbook")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}

/// Takes a table row by row. Without `finish` the output is cut short.
#[must_use = "the output is cut short without `finish`"]
pub trait RowSink {
    /// Writes one row: a cell for each column.
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError>;

    /// Writes what is still to be written.
    fn finish(self: Box<Self>) -> Result<(), ExportError>;
}

impl Format {
    /// Every format, by the word that names it.
    pub const ALL: [(&'static str, Self); 5] = [
        ("csv", Self::Csv),
        ("csv-excel", Self::CsvForExcel),
        ("json", Self::Json),
        ("jsonl", Self::Jsonl),
        ("xlsx", Self::Xlsx),
    ];

    /// The format of that word or file ending.
    pub fn parse(word: &str) -> Option<Self> {
        let known = Self::ALL
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(word));
        known.map(|(_, format)| format)
    }

    /// A sink that writes this format to `out`, its heading first.
    pub fn sink<'w>(
        self,
        columns: &[Column<'_>],
        out: impl Write + Send + 'w,
    ) -> Result<Box<dyn RowSink + 'w>, ExportError> {
        Ok(match self {
            Self::Csv => Box::new(csv::Csv::new(columns, out, csv::Mark::Without)?),
            Self::CsvForExcel => Box::new(csv::Csv::new(columns, out, csv::Mark::With)?),
            Self::Json => Box::new(json::Json::new(columns, out, json::Shape::Array)),
            Self::Jsonl => Box::new(json::Json::new(columns, out, json::Shape::Lines)),
            Self::Xlsx => Box::new(xlsx::Xlsx::new(columns, out)?),
        })
    }
}

/// How much is gathered before it is written.
const CHUNK: usize = 1 << 16;

fn check_width(cells: &[Cell<'_>], columns: usize) -> Result<(), ExportError> {
    if cells.len() == columns {
        return Ok(());
    }
    Err(ExportError::Width {
        cells: cells.len(),
        columns,
    })
}

#[inline]
fn push_int(out: &mut Vec<u8>, number: i64) {
    let mut room = [0; digits::INT_ROOM];
    out.extend_from_slice(digits::int(number, &mut room));
}

/// Appends the shortest decimal that is exact: `0.812`.
fn push_milli(out: &mut Vec<u8>, milli: Milli) {
    out.extend_from_slice(milli.to_string().as_bytes());
}

/// Appends the day as `2026-01-02`.
#[inline]
fn push_date(out: &mut Vec<u8>, day: NaiveDate) -> Result<(), ExportError> {
    let year = day.year();
    let four_digits = u16::try_from(year).ok().filter(|year| *year <= 9999);
    let mut text = *b"0000-00-00";
    let year = four_digits.ok_or(ExportError::Year(year))?;
    digits::date(&mut text, year, day.month() as u8, day.day() as u8);
    out.extend_from_slice(&text);
    Ok(())
}

/// Appends the moment as RFC 3339 with its offset: `2026-01-02T11:04:05+08:00`.
#[inline]
fn push_time(out: &mut Vec<u8>, time: DateTime<FixedOffset>) -> Result<(), ExportError> {
    let local = time.naive_local();
    push_date(out, local.date())?;
    let mut text = *b"T00:00:00+00:00";
    digits::clock(
        &mut text[1..],
        local.hour() as u8,
        local.minute() as u8,
        local.second() as u8,
    );
    let minutes = time.offset().local_minus_utc() / 60;
    if minutes < 0 {
        text[9] = b'-';
    }
    let minutes = minutes.unsigned_abs();
    digits::pair(&mut text[10..12], (minutes / 60) as u8);
    digits::pair(&mut text[13..15], (minutes % 60) as u8);
    out.extend_from_slice(&text);
    Ok(())
}

#[cfg(test)]
mod tests;
