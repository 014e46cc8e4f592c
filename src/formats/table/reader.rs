//! A table as rows under a header: titles, blank rows and totals set aside, every other row given.

use super::error::{TableError, Trouble};
use super::header::{self, Header, HeaderRules};
use super::sniff::HEADER_LINES;
use super::{Row, TableSource};
use crate::domain::lang::Lang;
use crate::domain::pickup::{Cells as _, Field, fold_header, is_blank, trimmed};

/// Something about a file that its sender should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableNotice {
    /// Lines above the header were passed over
    LinesAboveHeader {
        /// The header's line
        header_line: u64,
    },
    /// A column stands in for a field that the file has no column for
    Fallback {
        /// The header text
        column: String,
        /// The field
        field: Field,
    },
    /// A total was passed over, and counted as blank
    Total {
        /// Its line
        line: u64,
    },
    /// Another header begins, and nothing from there on was read
    SecondHeader {
        /// Its line
        line: u64,
    },
    /// The last line has no end, so that its last cell may have been cut short
    NoLineEnd {
        /// The line
        line: u64,
        /// The last cell's column
        column: String,
    },
}

impl TableNotice {
    /// What staff read.
    pub fn text(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::LinesAboveHeader { header_line } => (
                format!("表头在第 {header_line} 行，其上各行已略过"),
                format!("the header is on line {header_line}; the lines above it were passed over"),
            ),
            Self::Fallback { column, field } => (
                format!(
                    "没有{}列，按“{column}”读取；承诺时限须从下单时算起",
                    field.name(lang)
                ),
                format!(
                    "there is no column for {}, so {column} was read as it; when it was ordered is \
                     needed for the promise",
                    field.name(lang)
                ),
            ),
            Self::Total { line } => (
                format!("第 {line} 行是合计，已略过"),
                format!("line {line} is a total and was passed over"),
            ),
            Self::SecondHeader { line } => (
                format!("第 {line} 行是另一个表头，从此行起未读取"),
                format!("line {line} is another header; nothing from there on was read"),
            ),
            Self::NoLineEnd { line, column } => (
                format!("第 {line} 行末尾没有换行；如文件不完整，“{column}”可能被截断"),
                format!(
                    "line {line} has no line end; if the file was cut, its {column} may be short"
                ),
            ),
        };
        lang.pick(&zh, &en).to_owned()
    }
}

/// A table under its header.
pub struct Table<'r, S> {
    source: S,
    rules: HeaderRules<'r>,
    header: Header,
    /// Rows that were read to find the header and stand below it, the last first.
    ahead: Vec<Row>,
    is_ended: bool,
    blank: u64,
    notices: Vec<TableNotice>,
}

impl<'r, S: TableSource> Table<'r, S> {
    /// Finds the header; no row is given before that.
    pub fn open(mut source: S, rules: HeaderRules<'r>) -> Result<Self, TableError> {
        let mut notices = Vec::new();
        if let Some(order) = &rules.order {
            let header = header::given(order, &rules)?;
            return Ok(Self::new(source, rules, header, Vec::new(), notices));
        }
        let mut rows = Vec::new();
        let mut row = Row::default();
        while rows.len() < HEADER_LINES && source.read(&mut row)? {
            let line = row.line();
            rows.push(std::mem::take(&mut row));
            if line >= HEADER_LINES as u64 {
                break;
            }
        }
        let (place, end) = header::find(&rows, &rules)?;
        let header = header::read(&rows[place], &rules, &mut notices)?;
        if rows[..place].iter().any(|row| !row.is_blank()) {
            notices.insert(
                0,
                TableNotice::LinesAboveHeader {
                    header_line: header.line,
                },
            );
        }
        let mut ahead = rows.split_off(end);
        ahead.reverse();
        Ok(Self::new(source, rules, header, ahead, notices))
    }

    fn new(
        source: S,
        rules: HeaderRules<'r>,
        header: Header,
        ahead: Vec<Row>,
        notices: Vec<TableNotice>,
    ) -> Self {
        Self {
            source,
            rules,
            header,
            ahead,
            is_ended: false,
            blank: 0,
            notices,
        }
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// How many rows were passed over since they are blank or totals.
    pub fn blank(&self) -> u64 {
        self.blank
    }

    /// What the file's sender should know, so far.
    pub fn notices(&self) -> &[TableNotice] {
        &self.notices
    }

    /// The source, for what only it knows.
    pub fn source(&self) -> &S {
        &self.source
    }

    /// Reads the next row that is neither blank nor a total; `false` when there is none.
    pub fn read(&mut self, row: &mut Row) -> Result<bool, TableError> {
        while !self.is_ended && self.next(row)? {
            if row.trouble.is_some() {
                return Ok(true);
            }
            if row.is_blank() {
                self.blank += 1;
                continue;
            }
            if self.may_be_no_pickup(row) {
                if is_total(row) {
                    self.blank += 1;
                    self.notices.push(TableNotice::Total { line: row.line() });
                    continue;
                }
                if self.rules.order.is_none() && self.rules.score(row) > 0 {
                    self.is_ended = true;
                    self.notices
                        .push(TableNotice::SecondHeader { line: row.line() });
                    return Ok(false);
                }
            }
            self.count_fields(row);
            if row.ends_with_file {
                self.doubt_last_cell(row);
            }
            return Ok(true);
        }
        self.is_ended = true;
        Ok(false)
    }

    fn next(&mut self, row: &mut Row) -> Result<bool, TableError> {
        match self.ahead.pop() {
            Some(ahead) => {
                *row = ahead;
                Ok(true)
            }
            None => self.source.read(row),
        }
    }

    /// A pickup has a date, and every date begins with a digit; neither headers nor totals do.
    fn may_be_no_pickup(&self, row: &Row) -> bool {
        let ordered_at = self.header.columns.of(Field::OrderedAt);
        let date = ordered_at.map_or("", |column| row.cell(column));
        !date.as_bytes().first().is_some_and(u8::is_ascii_digit)
    }

    fn count_fields(&self, row: &mut Row) {
        let (found, header) = (row.count(), self.header.columns.count());
        if found == header {
            return;
        }
        let is_short = found < self.header.fewest && !self.source.has_short_rows();
        if is_short || (header..found).any(|column| !is_blank(row.cell(column))) {
            row.trouble = Some(Trouble::FieldCount { found, header });
        }
    }

    /// A cut number or channel would be another pickup, which the whole file would not correct; any
    /// other value that was cut differs from that of the whole file, which says so.
    fn doubt_last_cell(&mut self, row: &mut Row) {
        let columns = &self.header.columns;
        let names_pickup = [Field::PickupNo, Field::Channel]
            .into_iter()
            .filter_map(|field| columns.of(field))
            .any(|column| row.may_be_cut_in(column));
        if row.trouble.is_none() && names_pickup {
            let column = row.count();
            row.trouble = Some(Trouble::MayBeCut { column });
        } else if let Some(column) = columns.all().get(row.count() - 1) {
            self.notices.push(TableNotice::NoLineEnd {
                line: row.line(),
                column: column.name.clone(),
            });
        }
    }
}

/// Whether the first cell that is not empty says that the row sums up others.
fn is_total(row: &Row) -> bool {
    let Some(first) = row.cells().find(|cell| !is_blank(cell)) else {
        return false;
    };
    let first = fold_header(trimmed(first));
    let begins = |word: &&str| first.starts_with(word);
    let is_alone = |word: &&str| {
        first
            .strip_prefix(word)
            .is_some_and(|rest| !rest.chars().any(char::is_alphabetic))
    };
    ["合计", "总计", "小计", "共计"].iter().any(begins)
        || ["subtotal", "grandtotal", "total"].iter().any(is_alone)
}
