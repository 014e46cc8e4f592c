//! nwipe's log, which `ShredOS` keeps as well: text, one run after the other in one file. A drive
//! passes only if all that the log says of it agrees; a run that does not end is never a pass.

mod drive;
mod run;
mod tables;

use std::borrow::Cow;

use chrono::NaiveDateTime;

use self::run::Run;
use super::decode;
use super::error::WipeFileError;
use super::time;
use super::words::Words;
use crate::domain::wipe::report::{Format, WipeReport};

/// How far a continued line is indented.
const INDENT: &str = "                               ";

/// A line of the log with those that continue it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line<'l> {
    at: NaiveDateTime,
    level: &'l str,
    text: Cow<'l, str>,
}

/// Whether a line begins as nwipe's do.
pub(super) fn is_line(line: &str) -> bool {
    stamp(line).is_some()
}

/// Reads a log with all its runs.
pub(super) fn read(text: &str, words: &Words) -> Result<WipeReport, WipeFileError> {
    let mut reader = LogReader {
        words,
        report: WipeReport {
            format: Format::Nwipe,
            records: Vec::new(),
            untouched: Vec::new(),
            notices: Vec::new(),
        },
        run: Run::default(),
    };
    let mut pending: Option<Line<'_>> = None;
    for line in decode::lines(text)? {
        if let Some(next) = stamped(line) {
            if let Some(line) = pending.replace(next) {
                reader.line(&line)?;
            }
        } else if let (Some(more), Some(line)) = (line.strip_prefix(INDENT), &mut pending) {
            line.text.to_mut().push_str(more.trim_end());
        } else if !line.trim().is_empty() {
            if let Some(line) = pending.take() {
                reader.line(&line)?;
            }
            reader.run.row(line)?;
        }
    }
    if let Some(line) = pending {
        reader.line(&line)?;
    }
    reader.run.tell(words, &mut reader.report)?;
    let report = reader.report;
    if report.records.is_empty() && report.untouched.is_empty() {
        return Err(WipeFileError::NoMedium {
            format: Format::Nwipe,
        });
    }
    Ok(report)
}

struct LogReader<'w> {
    words: &'w Words,
    report: WipeReport,
    run: Run,
}

impl LogReader<'_> {
    fn line(&mut self, line: &Line<'_>) -> Result<(), WipeFileError> {
        if self.run.ends_before(line) {
            std::mem::take(&mut self.run).tell(self.words, &mut self.report)?;
        }
        self.run.line(line)
    }
}

fn stamped(line: &str) -> Option<Line<'_>> {
    let (at, rest) = stamp(line)?;
    let (level, text) = match rest.split_once(": ") {
        Some((level, text)) if is_level(level) => (level.trim(), text),
        // The line of totals has no level.
        _ => ("", rest),
    };
    Some(Line {
        at,
        level,
        text: Cow::Borrowed(text.trim()),
    })
}

/// The time at the beginning of a line, and what follows.
fn stamp(line: &str) -> Option<(NaiveDateTime, &str)> {
    let (stamp, rest) = line.strip_prefix('[')?.split_once(']')?;
    let at = time::local(stamp, "%Y/%m/%d %H:%M:%S").filter(|_| stamp.len() == 19)?;
    Some((at, rest))
}

fn is_level(level: &str) -> bool {
    matches!(
        level.trim(),
        "info" | "notice" | "warning" | "error" | "fatal" | "sanity" | "debug"
    )
}
