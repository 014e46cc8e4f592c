//! XLSX workbooks, one sheet read row by row.

use std::fmt::Write as _;
use std::io::{Read, Seek, SeekFrom};

use calamine::{Cell, DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxCellReader, XlsxError};

use super::error::TableError;
use super::{Row, TableSource};

/// Most bytes that a workbook may say it unpacks to.
const MAX_UNPACKED: u64 = 2 * 1024 * 1024 * 1024;

/// Most bytes of the texts that all cells share, for these are held in memory.
const MAX_SHARED_TEXTS: u64 = 256 * 1024 * 1024;

/// Most columns of a row; Excel's own limit.
const MAX_COLUMNS: u32 = 16_384;

/// An open workbook.
pub struct Workbook<R> {
    book: Xlsx<R>,
}

impl<R: Read + Seek> Workbook<R> {
    /// Opens a workbook whose parts say that they unpack to a bearable size.
    pub fn open(mut read: R) -> Result<Self, TableError> {
        check_sizes(&mut read)?;
        read.seek(SeekFrom::Start(0))?;
        let book = Xlsx::new(read).map_err(|error| match error {
            XlsxError::Password => TableError::OldOrLockedWorkbook,
            error => TableError::Workbook(error.to_string()),
        })?;
        Ok(Self { book })
    }

    /// The names of the sheets.
    pub fn sheets(&self) -> Vec<String> {
        self.book.sheet_names()
    }

    /// The rows of the named sheet, or of the first.
    pub fn sheet(&mut self, name: Option<&str>) -> Result<XlsxSource<'_, R>, TableError> {
        let sheets = self.sheets();
        let name = match name {
            Some(name) if sheets.iter().any(|sheet| sheet == name) => name.to_owned(),
            Some(name) => {
                return Err(TableError::NoSheet {
                    name: name.to_owned(),
                    sheets,
                });
            }
            None => match sheets.first() {
                Some(first) => first.clone(),
                None => return Err(TableError::Workbook("it has no sheet".to_owned())),
            },
        };
        let cells = self.book.worksheet_cells_reader(&name).map_err(broken)?;
        Ok(XlsxSource {
            cells,
            ahead: None,
            is_ended: false,
            number: String::new(),
        })
    }
}

/// The rows of a sheet.
pub struct XlsxSource<'a, R: Read + Seek> {
    cells: XlsxCellReader<'a, R>,
    ahead: Option<Cell<DataRef<'a>>>,
    is_ended: bool,
    number: String,
}

impl<'a, R: Read + Seek> XlsxSource<'a, R> {
    /// The library takes asking once more after the last cell for a broken file.
    fn next_cell(&mut self) -> Result<Option<Cell<DataRef<'a>>>, TableError> {
        if self.is_ended {
            return Ok(None);
        }
        let cell = self.cells.next_cell().map_err(broken)?;
        self.is_ended = cell.is_none();
        Ok(cell)
    }
}

impl<R: Read + Seek> TableSource for XlsxSource<'_, R> {
    fn read(&mut self, row: &mut Row) -> Result<bool, TableError> {
        let first = match self.ahead.take() {
            Some(cell) => cell,
            None => match self.next_cell()? {
                Some(cell) => cell,
                None => return Ok(false),
            },
        };
        let sheet_row = first.get_position().0;
        row.start(u64::from(sheet_row) + 1);
        let mut next = Some(first);
        while let Some(cell) = next {
            let (in_row, column) = cell.get_position();
            if in_row != sheet_row {
                self.ahead = Some(cell);
                break;
            }
            if column >= MAX_COLUMNS || (column as usize) < row.count() {
                let problem = format!("row {}: its columns are out of order", sheet_row + 1);
                return Err(TableError::Workbook(problem));
            }
            while row.count() < column as usize {
                row.push("");
            }
            self.number.clear();
            row.push(text_of(cell.get_value(), &mut self.number));
            next = self.next_cell()?;
        }
        row.finish();
        Ok(true)
    }

    fn has_short_rows(&self) -> bool {
        true
    }
}

/// A cell as the text that a CSV export of it should have had.
fn text_of<'a>(value: &'a DataRef<'_>, number: &'a mut String) -> &'a str {
    let written = match value {
        DataRef::Empty => Ok(()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            return text;
        }
        DataRef::SharedString(text) => return text,
        DataRef::Int(whole) => write!(number, "{whole}"),
        // Written without an exponent, in the fewest digits that mean the same number.
        DataRef::Float(float) => write!(number, "{float}"),
        DataRef::Bool(true) => return "TRUE",
        DataRef::Bool(false) => return "FALSE",
        DataRef::DateTime(moment) => write_moment(moment, number),
        DataRef::Error(error) => write!(number, "{error}"),
    };
    written.expect("writing to a string does not fail");
    number
}

fn write_moment(moment: &ExcelDateTime, number: &mut String) -> std::fmt::Result {
    if moment.is_duration() || moment.as_f64() < 1.0 {
        return write!(number, "{}", moment.as_f64());
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    if hour == 0 && minute == 0 && second == 0 && milli == 0 {
        return write!(number, "{year:04}-{month:02}-{day:02}");
    }
    write!(
        number,
        "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"
    )
}

fn broken(error: XlsxError) -> TableError {
    TableError::Workbook(error.to_string())
}

/// Adds up what the archive's directory says that its parts unpack to.
fn check_sizes<R: Read + Seek>(read: &mut R) -> Result<(), TableError> {
    let broken = || TableError::Workbook("its archive has no directory".to_owned());
    let length = read.seek(SeekFrom::End(0))?;
    let tail_length = length.min(66_000);
    read.seek(SeekFrom::Start(length - tail_length))?;
    let mut tail = Vec::new();
    read.by_ref().take(tail_length).read_to_end(&mut tail)?;
    let end = memchr::memmem::rfind(&tail, b"PK\x05\x06").ok_or_else(broken)?;
    let size = number(&tail, end + 12, 4).ok_or_else(broken)?;
    let start = number(&tail, end + 16, 4).ok_or_else(broken)?;
    if start + size > length {
        return Err(broken());
    }
    read.seek(SeekFrom::Start(start))?;
    let mut directory = Vec::new();
    read.by_ref().take(size).read_to_end(&mut directory)?;
    let (mut at, mut declared) = (0, 0u64);
    while directory[at..].starts_with(b"PK\x01\x02") {
        let unpacked = number(&directory, at + 24, 4).ok_or_else(broken)?;
        let [name, extra, comment] = [28, 30, 32].map(|place| number(&directory, at + place, 2));
        let (Some(name), Some(extra), Some(comment)) = (name, extra, comment) else {
            return Err(broken());
        };
        let name_end = at + 46 + name as usize;
        let file = directory.get(at + 46..name_end).ok_or_else(broken)?;
        declared += unpacked;
        if file.ends_with(b"sharedStrings.xml") && unpacked > MAX_SHARED_TEXTS {
            return Err(TableError::WorkbookTooLarge {
                declared: unpacked,
                limit: MAX_SHARED_TEXTS,
            });
        }
        at = (name_end + extra as usize + comment as usize).min(directory.len());
    }
    if declared > MAX_UNPACKED {
        return Err(TableError::WorkbookTooLarge {
            declared,
            limit: MAX_UNPACKED,
        });
    }
    Ok(())
}

/// A number of `width` bytes, the lowest first.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = bytes.get(at..at + width)?;
    Some(
        bytes
            .iter()
            .rev()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
    )
}
