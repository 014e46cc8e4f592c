//! Why an operation was not done. What the shell is told of it, and what helps, is the command
//! line's to say.

use std::path::PathBuf;

use crate::domain::standard::Fault;
use crate::formats::table::TableError;

/// Why an operation was not done.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// There is no database yet
    #[error("there is no database yet at {}", .path.display())]
    NoDatabase {
        /// Where it would be
        path: PathBuf,
    },
    /// No item has that code, serial, IMEI or pickup number
    #[error("no item has the trace code, serial, IMEI or pickup number `{query}`")]
    NoSuchItem {
        /// What was looked for
        query: String,
    },
    /// Several items have it
    #[error("`{query}` fits {} items: {}", .candidates.len(), .candidates.join("; "))]
    SeveralItems {
        /// What was looked for
        query: String,
        /// Each item in a few words
        candidates: Vec<String>,
    },
    /// There is no such operation
    #[error("there is no operation {id}")]
    NoSuchOperation {
        /// Its number
        id: i64,
    },
    /// There is no such report in the queue
    #[error("there is no report {id} in the queue")]
    NoSuchReport {
        /// Its number
        id: i64,
    },
    /// No seal of that code was ever issued
    #[error("no seal {code} was ever issued")]
    NoSuchSeal {
        /// What was asked for
        code: String,
    },
    /// There is no such standard
    #[error("there is no standard `{id}`; there are: {known}")]
    NoSuchStandard {
        /// What was asked for
        id: String,
        /// Those there are
        known: String,
    },
    /// No version of the standard holds yet
    #[error("no version of the standard `{id}` is in force on {day}; the first is from {from} on")]
    NotInForce {
        /// The standard
        id: String,
        /// The day of the inspection
        day: chrono::NaiveDate,
        /// From when the first version holds
        from: chrono::NaiveDate,
    },
    /// A standard's file is not fit for use
    #[error("{file}: {}", fault_texts(.faults))]
    BadStandard {
        /// The file
        file: String,
        /// All that is wrong with it
        faults: Vec<Fault>,
    },
    /// The item's category is graded by a standard that has no file yet
    #[error("{item} is graded by the standard `{standard}`, for which there is no file")]
    NoStandardFile {
        /// The item
        item: String,
        /// The standard
        standard: String,
    },
    /// The item is held
    #[error("{item} is held: {reason}")]
    Held {
        /// The item
        item: String,
        /// Why
        reason: String,
    },
    /// The item's stage does not allow it
    #[error("{item} cannot be {what}: {why}")]
    WrongStage {
        /// The item
        item: String,
        /// What was asked
        what: &'static str,
        /// Why not
        why: String,
    },
    /// The inspection lacks what its class asks for
    #[error("the inspection of {item} is not complete: {missing}")]
    Incomplete {
        /// The item
        item: String,
        /// What is missing
        missing: String,
        /// Whether it is a second inspection
        is_second: bool,
    },
    /// An answer does not fit the standard
    #[error("{0}")]
    BadAnswer(String),
    /// The draft was begun under a version of the standard whose file is gone
    #[error(
        "the draft of {item} was begun under {old}, which is no longer at hand; {new} is in force, \
         and asks anew: {asks}"
    )]
    DraftOfOtherVersion {
        /// The item
        item: String,
        /// The version of the draft
        old: String,
        /// The version in force
        new: String,
        /// The questions that the draft's version did not ask
        asks: String,
    },
    /// A rule of the trade says no
    #[error("{what}: {why}")]
    Refused {
        /// What was asked
        what: String,
        /// Which rule, and why
        why: String,
    },
    /// A rule of the trade says no, and a command helps
    #[error("{what}: {why}")]
    Barred {
        /// What was asked
        what: String,
        /// Which rule, and why
        why: String,
        /// What helps
        cure: String,
    },
    /// A file could not be read or written
    #[error("cannot {doing} {}", .path.display())]
    File {
        /// What we were doing
        doing: &'static str,
        /// With which file
        path: PathBuf,
        /// Why not
        source: std::io::Error,
    },
    /// A file is not what it should be
    #[error("{file}: {why}")]
    BadFile {
        /// The file
        file: String,
        /// What is wrong with it
        why: String,
    },
    /// A setting, or a value on the command line, cannot be
    #[error("{0}")]
    Usage(String),
    /// The record does not agree with itself or with what was signed
    #[error("{0}")]
    Integrity(String),
    /// Ctrl-C
    #[error("interrupted: {kept}")]
    Interrupted {
        /// What is in the record all the same
        kept: String,
    },
}

impl AppError {
    /// A file that cannot be read as a table.
    pub fn unreadable(file: &str, error: &TableError) -> Self {
        Self::BadFile {
            file: file.to_owned(),
            why: error.to_string(),
        }
    }
}

fn fault_texts(faults: &[Fault]) -> String {
    let texts: Vec<String> = faults.iter().map(ToString::to_string).collect();
    texts.join("; ")
}
