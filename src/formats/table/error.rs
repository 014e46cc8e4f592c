//! Why a file, or a row of it, cannot be read as a table.

use super::decode::Encoding;
use crate::domain::lang::Lang;
use crate::domain::pickup::Field;

/// Why a whole file is refused.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file could not be read
    #[error("cannot read the file")]
    Read(#[from] std::io::Error),
    /// Bytes that the encoding does not have
    #[error(
        "byte {offset} on line {line} is not {encoding}; save the file as UTF-8, \
         or name its encoding"
    )]
    Bytes {
        /// The encoding that was tried last
        encoding: Encoding,
        /// From 0
        offset: u64,
        /// From 1
        line: u64,
    },
    /// Bytes that fitted when the file was scanned
    #[error("line {line} is not {encoding} any more: the file changed while it was read")]
    Changed {
        /// The encoding
        encoding: Encoding,
        /// From 1
        line: u64,
    },
    /// The last character is not whole
    #[error(
        "the file ends inside a {encoding} character at byte {offset} on line {line}: \
         it was cut short"
    )]
    CutShort {
        /// The encoding
        encoding: Encoding,
        /// From 0
        offset: u64,
        /// From 1
        line: u64,
    },
    /// Not a table but an old or locked workbook
    #[error(
        "this is an old .xls or a workbook with a password; save it as .xlsx \
         without a password, or as CSV"
    )]
    OldOrLockedWorkbook,
    /// A workbook that does not hold together
    #[error("cannot read the workbook: {0}")]
    Workbook(String),
    /// A workbook that unpacks to more than may be unpacked
    #[error(
        "the workbook unpacks to {declared} bytes, more than the {limit} allowed; save it as CSV"
    )]
    WorkbookTooLarge {
        /// What its parts say of themselves
        declared: u64,
        /// The most that is allowed
        limit: u64,
    },
    /// No sheet of that name
    #[error("the workbook has no sheet {name}; it has {}", sheets.join(", "))]
    NoSheet {
        /// The name as given
        name: String,
        /// Those that there are
        sheets: Vec<String>,
    },
    /// Nothing like a header
    #[error(
        "no header row in the first 20 lines: none has two known column names; \
         name the columns with --map COL=FIELD, or give their order with --columns"
    )]
    NoHeader,
    /// Two columns of one name
    #[error("columns {first} and {second} are both named {name}; rename or remove one")]
    SameName {
        /// The name
        name: String,
        /// From 1
        first: usize,
        /// From 1
        second: usize,
    },
    /// Two columns for one field
    #[error(
        "columns {first} ({first_name}) and {second} ({second_name}) both hold {}; \
         choose one with --map COL={}", field.as_str(), field.as_str()
    )]
    SameField {
        /// The field
        field: Field,
        /// From 1
        first: usize,
        /// Its header
        first_name: String,
        /// From 1
        second: usize,
        /// Its header
        second_name: String,
    },
    /// A column is wanted that the header does not have
    #[error("the header has no column {name}, which --map names; it has {}", columns.join(", "))]
    NoSuchColumn {
        /// The name as given
        name: String,
        /// Those that there are
        columns: Vec<String>,
    },
    /// Fields that every pickup needs have no column
    #[error(
        "the header on line {line} has no column for {}; name it with --map COL=FIELD",
        names(fields)
    )]
    MissingColumns {
        /// The header's line
        line: u64,
        /// The fields; `city` stands for any way to name a place
        fields: Vec<Field>,
    },
}

fn names(fields: &[Field]) -> String {
    fields
        .iter()
        .map(|field| field.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Why a single row cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// A quote opens a cell and none closes it
    UnclosedQuote,
    /// Something stands between a closing quote and the next delimiter
    TextAfterQuote {
        /// From 1
        column: usize,
    },
    /// Longer than any row may be
    TooLong,
    /// A NUL byte
    Nul {
        /// From 1
        column: usize,
    },
    /// Other than as many fields as the header has
    FieldCount {
        /// The row's
        found: usize,
        /// The header's
        header: usize,
    },
    /// The file ends within a cell that says which item the row is about
    MayBeCut {
        /// From 1
        column: usize,
    },
}

impl Trouble {
    /// What is wrong, as staff read it.
    pub fn reason(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::UnclosedQuote => (
                "此行的引号没有成对".to_owned(),
                "a quote opens on this line and is never closed".to_owned(),
            ),
            Self::TextAfterQuote { column } => (
                format!("第 {column} 列的引号没有正确结束"),
                format!("in column {column}, text follows the quote that closes a cell"),
            ),
            Self::TooLong => (
                "此行过长".to_owned(),
                "longer than any row may be".to_owned(),
            ),
            Self::Nul { column } => (
                format!("第 {column} 列含有空字节"),
                format!("column {column} has a NUL byte"),
            ),
            Self::FieldCount { found, header } => (
                format!("此行有 {found} 列，表头有 {header} 列"),
                format!("has {found} fields, the header has {header}"),
            ),
            Self::MayBeCut { column } => (
                format!("文件在此行第 {column} 列中结束，其内容可能被截断"),
                format!("the file ends within this line, so its column {column} may be cut short"),
            ),
        };
        lang.pick(&zh, &en).to_owned()
    }

    /// What to do about it, as staff read it.
    pub fn cure(&self, lang: Lang) -> &'static str {
        match self {
            Self::UnclosedQuote | Self::TextAfterQuote { .. } => lang.pick(
                "补上缺少的引号，或删除多余的引号；单元格内的引号写两次",
                "close or remove the quote; a quote inside a cell is written twice",
            ),
            Self::TooLong => lang.pick("请检查引号和换行", "look for a missing quote or line end"),
            Self::Nul { .. } => lang.pick("请删除空字节后重新导出", "remove it and export again"),
            Self::FieldCount { .. } => lang.pick(
                "请补齐或删除多余的列",
                "add the missing fields or remove the extra ones",
            ),
            Self::MayBeCut { .. } => lang.pick(
                "请取得完整文件；如此行完整，在末尾加换行",
                "get all of the file, or end the line with a line break if it is whole",
            ),
        }
    }
}
