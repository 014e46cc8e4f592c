//! CSV, read strictly and in bounded memory. The rows are cut here and not by a CSV library,
//! because a library mends what is broken: it would take half a file into one unclosed quote.

use std::io::Read;

use memchr::{memchr, memchr_iter, memchr2, memchr3};

use super::decode::{Encoding, Text};
use super::error::{TableError, Trouble};
use super::header::HeaderRules;
use super::sniff;
use super::{Row, TableSource};

/// The longest record, and how far a quote is followed before it counts as never closed.
const MAX_RECORD: usize = 1024 * 1024;

/// How much of a line too long is kept for the rejects file.
const KEPT_OF_TOO_LONG: usize = 4096;

/// The rows of a CSV file.
pub struct CsvSource<R> {
    text: Text<R>,
    buffer: Vec<u8>,
    at: usize,
    is_ended: bool,
    line: u64,
    delimiter: u8,
    sep_line: Option<char>,
}

impl<R: Read> CsvSource<R> {
    /// Begins to read. Without a delimiter given, a first line `sep=;` names it, or else the header
    /// shows it.
    pub fn open(
        read: R,
        encoding: Encoding,
        delimiter: Option<u8>,
        rules: &HeaderRules<'_>,
    ) -> Result<Self, TableError> {
        let mut source = Self {
            text: Text::new(read, encoding),
            buffer: Vec::new(),
            at: 0,
            is_ended: false,
            line: 1,
            delimiter: b',',
            sep_line: None,
        };
        source.fill()?;
        let named = sniff::sep_line(&source.buffer);
        if let Some((delimiter, length)) = named {
            source.at = length;
            source.line = 2;
            source.sep_line = Some(char::from(delimiter));
        }
        source.delimiter = delimiter
            .or(named.map(|(delimiter, _)| delimiter))
            .unwrap_or_else(|| sniff::delimiter(&source.buffer[source.at..], rules));
        Ok(source)
    }

    /// What divides the cells.
    pub fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }

    /// The delimiter that a first line `sep=…` named.
    pub fn sep_line(&self) -> Option<char> {
        self.sep_line
    }

    /// Reads on behind what is not yet used; `false` at the end of the file.
    fn fill(&mut self) -> Result<bool, TableError> {
        if self.is_ended {
            return Ok(false);
        }
        self.buffer.copy_within(self.at.., 0);
        self.buffer.truncate(self.buffer.len() - self.at);
        self.at = 0;
        self.is_ended = !self.text.fill(&mut self.buffer, self.line)?;
        Ok(!self.is_ended)
    }

    /// The length of the physical line from here, and with its end; `None` if it is too long.
    fn physical_line(&mut self) -> Result<Option<(usize, usize)>, TableError> {
        let mut searched = 0;
        loop {
            let rest = &self.buffer[self.at..];
            match memchr2(b'\n', b'\r', &rest[searched..]).map(|place| place + searched) {
                Some(end) => match line_end(rest, end, self.is_ended) {
                    Some(width) => return Ok(Some((end, end + width))),
                    None => searched = end,
                },
                None if self.is_ended => return Ok(Some((rest.len(), rest.len()))),
                None => searched = rest.len(),
            }
            if searched > MAX_RECORD {
                return Ok(None);
            }
            self.fill()?;
        }
    }

    /// Makes the row the one physical line from here, and goes on behind it.
    fn refuse_line(&mut self, row: &mut Row, trouble: Trouble) -> Result<(), TableError> {
        let Some((length, whole)) = self.physical_line()? else {
            return self.skip_endless_line(row);
        };
        let line = &self.buffer[self.at..self.at + length];
        let text = std::str::from_utf8(line).map_err(|error| self.bad_bytes(error))?;
        row.spoil(self.line, text, trouble);
        self.at += whole;
        self.line += 1;
        Ok(())
    }

    fn skip_endless_line(&mut self, row: &mut Row) -> Result<(), TableError> {
        let kept = &self.buffer[self.at..self.at + KEPT_OF_TOO_LONG];
        let whole = kept.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        row.spoil(self.line, whole, Trouble::TooLong);
        loop {
            let rest = &self.buffer[self.at..];
            if let Some(end) = memchr2(b'\n', b'\r', rest) {
                if let Some(width) = line_end(rest, end, self.is_ended) {
                    self.at += end + width;
                    self.line += 1;
                    return Ok(());
                }
                self.at += end;
            } else {
                self.at = self.buffer.len();
            }
            if !self.fill()? && self.at == self.buffer.len() {
                return Ok(());
            }
        }
    }

    /// A row with quotes, from its first byte; cells are unquoted on the way.
    fn read_quoted(&mut self, row: &mut Row) -> Result<(), TableError> {
        loop {
            row.start(self.line);
            let rest = &self.buffer[self.at..];
            match cut_quoted(rest, self.delimiter, self.is_ended, row) {
                Cut::Whole { length, lines } => {
                    row.ends_with_file = !matches!(rest[length - 1], b'\n' | b'\r');
                    self.at += length;
                    self.line += lines;
                    row.finish();
                    return Ok(());
                }
                Cut::Bad(trouble) => return self.refuse_line(row, trouble),
                Cut::NotUtf8(error) => return Err(self.bad_bytes(error)),
                Cut::More if rest.len() > MAX_RECORD => {
                    return self.refuse_line(row, Trouble::UnclosedQuote);
                }
                Cut::More => {
                    self.fill()?;
                }
            }
        }
    }

    fn bad_bytes(&self, _: std::str::Utf8Error) -> TableError {
        // Only a file that was not scanned, or changed since, comes here.
        TableError::Bytes {
            encoding: self.text.encoding(),
            offset: 0,
            line: self.line,
        }
    }
}

impl<R: Read> TableSource for CsvSource<R> {
    fn read(&mut self, row: &mut Row) -> Result<bool, TableError> {
        loop {
            let rest = &self.buffer[self.at..];
            let (length, whole) = match memchr3(b'\n', b'\r', b'"', rest) {
                Some(quote) if rest[quote] == b'"' => {
                    self.read_quoted(row)?;
                    return Ok(true);
                }
                Some(end) => match line_end(rest, end, self.is_ended) {
                    Some(width) => (end, end + width),
                    None => {
                        self.fill()?;
                        continue;
                    }
                },
                None if self.is_ended && rest.is_empty() => return Ok(false),
                None if self.is_ended => (rest.len(), rest.len()),
                None if rest.len() > MAX_RECORD => {
                    self.skip_endless_line(row)?;
                    return Ok(true);
                }
                None => {
                    self.fill()?;
                    continue;
                }
            };
            row.start(self.line);
            let text =
                std::str::from_utf8(&rest[..length]).map_err(|error| self.bad_bytes(error))?;
            row.text.push_str(text);
            let mut from = 0;
            for end in memchr_iter(self.delimiter, text.as_bytes()) {
                row.cells.push((from, end as u32));
                from = end as u32 + 1;
            }
            row.cells.push((from, length as u32));
            row.finish();
            row.ends_with_file = whole == length;
            self.at += whole;
            self.line += 1;
            return Ok(true);
        }
    }
}

/// How wide the line end at `end` is; `None` if that shows only with the bytes that follow.
fn line_end(rest: &[u8], end: usize, is_ended: bool) -> Option<usize> {
    match (rest[end], rest.get(end + 1)) {
        (b'\r', Some(b'\n')) => Some(2),
        (b'\r', None) if !is_ended => None,
        _ => Some(1),
    }
}

/// What came of cutting a row with quotes.
enum Cut {
    /// A whole row of this many bytes and physical lines
    Whole { length: usize, lines: u64 },
    /// The row goes on behind what is at hand
    More,
    /// It is no row
    Bad(Trouble),
    /// Its bytes are no text
    NotUtf8(std::str::Utf8Error),
}

fn cut_quoted(rest: &[u8], delimiter: u8, is_ended: bool, row: &mut Row) -> Cut {
    let mut at = 0;
    let mut lines = 1;
    loop {
        let end = if rest.get(at) == Some(&b'"') {
            let from = row.text.len() as u32;
            match unquote(rest, at + 1, &mut row.text) {
                Unquoted::Closed(end) => {
                    let cell = &row.text.as_bytes()[from as usize..];
                    lines += count_lines(cell);
                    row.cells.push((from, row.text.len() as u32));
                    end
                }
                Unquoted::Open if is_ended => return Cut::Bad(Trouble::UnclosedQuote),
                Unquoted::Open => return Cut::More,
                Unquoted::NotUtf8(error) => return Cut::NotUtf8(error),
            }
        } else {
            let end = match memchr3(delimiter, b'\n', b'\r', &rest[at..]) {
                Some(length) => at + length,
                None if is_ended => rest.len(),
                None => return Cut::More,
            };
            match std::str::from_utf8(&rest[at..end]) {
                Ok(cell) => row.push(cell),
                Err(error) => return Cut::NotUtf8(error),
            }
            end
        };
        match rest.get(end) {
            Some(&byte) if byte == delimiter => at = end + 1,
            Some(b'\n' | b'\r') => match line_end(rest, end, is_ended) {
                Some(width) => {
                    return Cut::Whole {
                        length: end + width,
                        lines,
                    };
                }
                None => return Cut::More,
            },
            Some(_) => {
                return Cut::Bad(Trouble::TextAfterQuote {
                    column: row.count(),
                });
            }
            None if is_ended => return Cut::Whole { length: end, lines },
            None => return Cut::More,
        }
    }
}

enum Unquoted {
    /// The closing quote stands before this place
    Closed(usize),
    /// No quote closes what is at hand
    Open,
    /// The bytes are no text
    NotUtf8(std::str::Utf8Error),
}

/// Copies a cell up to its closing quote, with doubled quotes made single.
fn unquote(rest: &[u8], mut at: usize, text: &mut String) -> Unquoted {
    loop {
        let Some(length) = memchr(b'"', &rest[at..]) else {
            return Unquoted::Open;
        };
        match std::str::from_utf8(&rest[at..at + length]) {
            Ok(part) => text.push_str(part),
            Err(error) => return Unquoted::NotUtf8(error),
        }
        at += length + 1;
        if rest.get(at) != Some(&b'"') {
            return Unquoted::Closed(at);
        }
        text.push('"');
        at += 1;
    }
}

/// Line ends inside a cell: LF, CRLF and CR count once each.
fn count_lines(cell: &[u8]) -> u64 {
    memchr::memchr2_iter(b'\n', b'\r', cell)
        .filter(|&place| cell[place] == b'\r' || place == 0 || cell[place - 1] != b'\r')
        .count() as u64
}
