//! Tables as staff and partners send them: CSV in the encodings of the trade, and XLSX.
//! Opens no files; a first pass judges the bytes, a second one reads the rows.

mod csv;
mod decode;
mod error;
mod header;
mod reader;
mod scan;
mod sniff;
#[cfg(test)]
mod tests;
mod xlsx;

pub use csv::CsvSource;
pub use decode::Encoding;
pub use error::{TableError, Trouble};
pub use header::{Header, HeaderRules};
pub use reader::{Table, TableNotice};
pub use scan::{Scan, scan};
pub use xlsx::{Workbook, XlsxSource};

use crate::domain::pickup::{Cells, is_blank};

/// Where rows come from, one at a time.
pub trait TableSource {
    /// Reads the next row over the last one; `false` when there is none.
    fn read(&mut self, row: &mut Row) -> Result<bool, TableError>;

    /// Whether a row ends with its last cell that is not empty, so that a short row is whole.
    fn has_short_rows(&self) -> bool {
        false
    }
}

/// A row of a table; one is reused for a whole file.
#[derive(Debug, Clone, Default)]
pub struct Row {
    line: u64,
    text: String,
    cells: Vec<(u32, u32)>,
    trouble: Option<Trouble>,
    is_plain: bool,
    ends_with_file: bool,
}

impl Row {
    /// The line on which it begins, from 1; in a workbook, the sheet's row.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// How many cells it has.
    pub fn count(&self) -> usize {
        self.cells.len()
    }

    /// Its cells. With a quote that is never closed they cannot be told apart, and the physical
    /// line is the only cell, so that a rejects file fed back unmended is refused again.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.count()).map(|column| self.cell(column))
    }

    /// Why it cannot be read as a row of its table.
    pub fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// Whether the file ends within its line, so that its last cell may have been cut short.
    pub fn ends_with_file(&self) -> bool {
        self.ends_with_file
    }

    /// Whether its last cell is that of `column` and may have been cut short.
    pub fn may_be_cut_in(&self, column: usize) -> bool {
        self.ends_with_file && self.count() == column + 1
    }

    /// Whether every cell is empty.
    pub fn is_blank(&self) -> bool {
        self.trouble.is_none() && (self.text.is_empty() || self.cells().all(is_blank))
    }

    fn start(&mut self, line: u64) {
        self.line = line;
        self.text.clear();
        self.cells.clear();
        self.trouble = None;
        self.is_plain = false;
        self.ends_with_file = false;
    }

    fn push(&mut self, cell: &str) {
        let from = self.text.len() as u32;
        self.text.push_str(cell);
        self.cells.push((from, self.text.len() as u32));
    }

    /// Looks once over the whole row for what cells may not hold, so that no cell need be searched.
    fn finish(&mut self) {
        // 0xC2 and 0xE2 begin the C1 controls and the marks of direction, among harmless others.
        let odd = |byte: u8| byte < 0x20 || matches!(byte, 0x7F | 0xC2 | 0xE2);
        self.is_plain = !self
            .text
            .bytes()
            .fold(false, |found, byte| found | odd(byte));
        if !self.is_plain && memchr::memchr(0, self.text.as_bytes()).is_some() {
            let column = self.cells().position(|cell| cell.contains('\0'));
            self.trouble = column.map(|column| Trouble::Nul { column: column + 1 });
        }
    }

    /// Makes it a row that is nothing but one physical line.
    fn spoil(&mut self, line: u64, text: &str, trouble: Trouble) {
        self.start(line);
        self.push(text);
        self.trouble = Some(trouble);
    }
}

impl Cells for Row {
    fn cell(&self, column: usize) -> &str {
        match self.cells.get(column) {
            Some(&(from, to)) => &self.text[from as usize..to as usize],
            None => "",
        }
    }

    fn is_plain(&self) -> bool {
        self.is_plain
    }
}
