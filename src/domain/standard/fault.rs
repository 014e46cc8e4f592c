//! What is wrong with a standard, where, and what to do about it.

use std::fmt;

/// A fault in a standard's file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Fault {
    /// The line in the file, from 1.
    pub line: usize,
    /// What is wrong and with which thing.
    pub what: String,
    /// What puts it right.
    pub cure: String,
}

impl Fault {
    /// A fault at `line`.
    pub fn new(line: usize, what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self {
            line,
            what: what.into(),
            cure: cure.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {} ({})", self.line, self.what, self.cure)
    }
}

/// Finds the line of a byte offset.
pub(super) struct Lines {
    /// The number of the first line.
    first: usize,
    /// The offsets at which later lines begin.
    starts: Vec<usize>,
}

impl Lines {
    /// Of a text whose first line has that number.
    pub(super) fn from_line(first: usize, text: &str) -> Self {
        let starts = memchr::memchr_iter(b'\n', text.as_bytes())
            .map(|at| at + 1)
            .collect();
        Self { first, starts }
    }

    pub(super) fn of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset) + self.first
    }
}
