//! What became of a file; the names are a contract.

use serde::Serialize;

use super::Options;
use crate::domain::lang::Lang;
use crate::formats::table::Scan;

/// Most faults and notices that a report lists; the rejects file holds every rejected row.
pub(super) const MOST_LISTED: usize = 100;

/// What became of a file.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// The file's name
    pub file: String,
    /// SHA-256 of its bytes
    pub sha256: String,
    /// The operation that took it in; none where nothing was written
    pub operation: Option<i64>,
    /// Whether all of it was rolled back
    pub dry_run: bool,
    /// The encoding that was used, `xlsx` for a workbook
    pub encoding: String,
    /// What divides the cells; none in a workbook
    pub delimiter: Option<String>,
    /// The line of the header; none where the order of the columns was given
    pub header_line: Option<u64>,
    /// accepted + duplicates + rejected + blank
    pub rows: u64,
    /// Taken in
    pub accepted: u64,
    /// Taken in before with the same content
    pub duplicates: u64,
    /// Handed back with a reason
    pub rejected: u64,
    /// Empty rows and totals
    pub blank: u64,
    /// Where the rejected rows are
    pub rejects_file: Option<String>,
    /// Good rows among the rejected, held back by `--all-or-nothing`
    pub withheld: u64,
    /// Pickups promised for the same day
    pub same_day: u64,
    /// Promises kept, where the pickup time is known
    pub promises_kept: u64,
    /// Promises missed, where the pickup time is known
    pub promises_missed: u64,
    /// The operation that read the same bytes before
    pub taken_before: Option<i64>,
    /// Events that the checkpoint signed afterwards covers
    pub checkpoint: Option<u64>,
    /// Whether the user stopped it; what was taken in stays
    pub interrupted: bool,
    /// The first rejected values
    pub faults: Vec<RowFault>,
    /// What its sender should know, first of each kind
    pub notices: Vec<RowNotice>,
    /// The first items whose serial or IMEI another item in stock has
    pub same_serial: Vec<SameSerial>,
    /// How many items have such a twin
    pub same_serials: u64,
}

/// Why a row was rejected.
#[derive(Debug, Clone, Serialize)]
pub struct RowFault {
    /// Its line
    pub line: u64,
    /// The column's header; none where the whole row is at fault
    pub column: Option<String>,
    /// The cell's text
    pub value: Option<String>,
    /// What is wrong
    pub reason: String,
    /// What to do
    pub cure: String,
}

/// A doubt about a row that was taken in, or about the file.
#[derive(Debug, Clone, Serialize)]
pub struct RowNotice {
    /// Its line; none where it is about the file
    pub line: Option<u64>,
    /// The column's header
    pub column: Option<String>,
    /// The cell's text
    pub value: Option<String>,
    /// The doubt
    pub text: String,
    /// How many rows it is about
    pub rows: u64,
}

/// An item whose serial or IMEI another item in stock has.
#[derive(Debug, Clone, Serialize)]
pub struct SameSerial {
    /// Its line
    pub line: u64,
    /// Its trace code
    pub code: String,
    /// The others
    pub others: Vec<String>,
}

impl FileReport {
    pub(super) fn new(file: &str, found: &Scan, options: &Options) -> Self {
        let encoding = match (found.is_xlsx, found.bom) {
            (true, _) => "xlsx".to_owned(),
            (false, true) => format!("{} with BOM", found.encoding.as_str()),
            (false, false) => found.encoding.as_str().to_owned(),
        };
        Self {
            file: file.to_owned(),
            sha256: found
                .sha256
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            operation: None,
            dry_run: options.dry_run,
            encoding,
            delimiter: None,
            header_line: None,
            rows: 0,
            accepted: 0,
            duplicates: 0,
            rejected: 0,
            blank: 0,
            rejects_file: None,
            withheld: 0,
            same_day: 0,
            promises_kept: 0,
            promises_missed: 0,
            taken_before: None,
            checkpoint: None,
            interrupted: false,
            faults: Vec::new(),
            notices: Vec::new(),
            same_serial: Vec::new(),
            same_serials: 0,
        }
    }

    pub(super) fn fault(&mut self, fault: RowFault) {
        if self.faults.len() < MOST_LISTED {
            self.faults.push(fault);
        }
    }

    /// Counts a notice; the first of each kind and column keeps its line and value.
    pub(super) fn notice(&mut self, notice: RowNotice) {
        let same = |known: &RowNotice| {
            known.line.is_some()
                && notice.line.is_some()
                && known.text == notice.text
                && known.column == notice.column
        };
        match self.notices.iter().position(same) {
            Some(place) => self.notices[place].rows += 1,
            None if self.notices.len() < MOST_LISTED => self.notices.push(notice),
            None => {}
        }
    }
}

impl RowFault {
    /// The fault in one line, as the rejects file says it.
    pub fn text(&self, lang: Lang) -> String {
        let Self {
            column,
            value,
            reason,
            cure,
            ..
        } = self;
        let mut text = String::new();
        if let Some(column) = column {
            text += column;
            match value.as_deref() {
                Some("") | None => text += lang.pick("：", ": "),
                Some(value) => {
                    text += &lang.pick(" “{}”：", " `{}`: ").replace("{}", value);
                }
            }
        }
        text += reason;
        if !cure.is_empty() {
            text += lang.pick("；", "; ");
            text += cure;
        }
        text
    }
}
