//! CSV by RFC 4180 in UTF-8, lines ended by a line feed.
//!
//! A text that a spreadsheet would run as a formula gets an apostrophe in front. Written by hand,
//! because the `csv` crate takes over 1.5 times the time for the same cells; tests read it back
//! with that crate.

use std::io::Write;

use super::{
    CHUNK, Cell, Column, ExportError, RowSink, check_width, push_date, push_int, push_milli,
    push_time,
};

/// Whether the file begins with a byte order mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    With,
    Without,
}

pub(super) struct Csv<W> {
    out: W,
    columns: usize,
    gathered: Vec<u8>,
}

impl<W: Write> Csv<W> {
    pub(super) fn new(columns: &[Column<'_>], out: W, mark: Mark) -> Result<Self, ExportError> {
        let gathered = Vec::with_capacity(CHUNK + CHUNK / 4);
        let mut csv = Self {
            out,
            columns: columns.len(),
            gathered,
        };
        if mark == Mark::With {
            csv.gathered.extend_from_slice("\u{feff}".as_bytes());
        }
        let headings: Vec<_> = columns
            .iter()
            .map(|column| Cell::Text(column.name))
            .collect();
        csv.row(&headings)?;
        Ok(csv)
    }
}

impl<W: Write> RowSink for Csv<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        check_width(cells, self.columns)?;
        let out = &mut self.gathered;
        let from = out.len();
        for cell in cells {
            if let Err(fault) = push_cell(out, cell) {
                out.truncate(from);
                return Err(fault);
            }
            out.push(b',');
        }
        match out.len() - from {
            0 => out.push(b'\n'),
            // A line with nothing on it is no row to many readers.
            1 => out.splice(from.., *b"\"\"\n").for_each(drop),
            _ => *out.last_mut().expect("the last cell's comma") = b'\n',
        }
        if out.len() >= CHUNK {
            self.out.write_all(out)?;
            out.clear();
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        self.out.write_all(&self.gathered)?;
        Ok(self.out.flush()?)
    }
}

#[inline]
fn push_cell(out: &mut Vec<u8>, cell: &Cell<'_>) -> Result<(), ExportError> {
    match cell {
        Cell::Null => {}
        Cell::Text(text) => push_text(out, text.as_bytes()),
        Cell::Int(number) => push_int(out, *number),
        Cell::Milli(milli) => push_milli(out, *milli),
        Cell::Fen(fen) => push_int(out, fen.0),
        Cell::Bool(true) => out.extend_from_slice(b"true"),
        Cell::Bool(false) => out.extend_from_slice(b"false"),
        Cell::Time(time) => push_time(out, *time)?,
        Cell::Date(day) => push_date(out, *day)?,
    }
    Ok(())
}

#[inline]
fn push_text(out: &mut Vec<u8>, text: &[u8]) {
    let Some(first) = text.first() else { return };
    if CLASS[usize::from(*first)] != PLAIN || !is_plain(text) {
        return push_unplain(out, text);
    }
    out.extend_from_slice(text);
}

#[cold]
fn push_unplain(out: &mut Vec<u8>, text: &[u8]) {
    let apostrophe: &[u8] = if runs_as_formula(text) { b"'" } else { b"" };
    if is_plain(text) {
        out.extend_from_slice(apostrophe);
        out.extend_from_slice(text);
        return;
    }
    out.push(b'"');
    out.extend_from_slice(apostrophe);
    let mut from = 0;
    for at in memchr::memchr_iter(b'"', text) {
        out.extend_from_slice(&text[from..=at]);
        out.push(b'"');
        from = at + 1;
    }
    out.extend_from_slice(&text[from..]);
    out.push(b'"');
}

/// The text with an apostrophe in front where a spreadsheet would run it as a formula.
pub fn harmless(text: &str) -> std::borrow::Cow<'_, str> {
    if runs_as_formula(text.as_bytes()) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// Whether a spreadsheet may run it: these begin a formula, full-width or not, and a tab or a line
/// end may hide one.
fn runs_as_formula(text: &[u8]) -> bool {
    const WIDE: [&str; 4] = ["＝", "＋", "－", "＠"];
    matches!(
        text.first(),
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n')
    ) || WIDE.iter().any(|wide| text.starts_with(wide.as_bytes()))
}

const PLAIN: u8 = 0;
const MAY_BEGIN_FORMULA: u8 = 1;
const QUOTED: u8 = 2;

/// What each byte asks for: EF begins the full-width characters, and the mark of byte order.
const CLASS: [u8; 256] = {
    let mut class = [PLAIN; 256];
    let mut place = 0;
    let begins = b"=+-@\t\xef";
    while place < begins.len() {
        class[begins[place] as usize] = MAY_BEGIN_FORMULA;
        place += 1;
    }
    let quoted = b",\"\n\r";
    place = 0;
    while place < quoted.len() {
        class[quoted[place] as usize] = QUOTED;
        place += 1;
    }
    class
};

/// Whether nothing in `text` must stand between quotes.
#[inline]
fn is_plain(text: &[u8]) -> bool {
    // Most cells are a few bytes long, where a call of memchr costs more than it saves.
    if text.len() < 32 {
        return text.iter().all(|byte| CLASS[usize::from(*byte)] != QUOTED);
    }
    memchr::memchr3(b',', b'"', b'\n', text).is_none() && memchr::memchr(b'\r', text).is_none()
}
