//! All that the rules are given of one item.

use chrono::NaiveDate;

use super::fact::{Fact, Run};

/// All that the rules are given of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemMedia {
    /// Its trace code
    pub code: String,
    /// Whether its category bears data; unknown counts as yes
    pub bears_data: Option<bool>,
    /// Its own serial number
    pub serial: Option<String>,
    /// Its IMEIs
    pub imeis: Vec<String>,
    /// When it was last taken in, seconds since 1970 UTC
    pub received: i64,
    /// When it was out of the house
    pub away: Vec<Away>,
    /// The locks that must be known to be off before it is sold, from the media table
    pub locks: Vec<LockNeed>,
    /// What is on record, in the record's order
    pub facts: Vec<Fact>,
    /// Of its runs: which stand for other media too
    pub elsewhere: Vec<Elsewhere>,
    /// Of its runs' batches: what was checked in them
    pub batches: Vec<BatchCheck>,
}

/// A time out of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// From, seconds since 1970 UTC
    pub from: i64,
    /// Until; none where it is out still
    pub until: Option<i64>,
}

/// A lock that must be known to be off: one of these names is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockNeed {
    /// Names by which it is known, such as `find-my` and `frp`; the first is what texts say
    pub names: Vec<String>,
}

/// A run that stands for another medium as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The run's id
    pub run: String,
    /// The other medium's item
    pub code: String,
    /// The other medium's number
    pub no: u32,
}

/// What makes a batch: the runs of one tool by one operator on one day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchKey {
    /// The tool's name, in small letters
    pub tool: String,
    /// Who ran it, empty where the report does not tell
    pub operator: String,
    /// The site's day, none where the report does not tell
    pub day: Option<NaiveDate>,
}

impl BatchKey {
    /// The batch of a run.
    pub fn of(run: &Run) -> Self {
        Self {
            tool: run.record.tool.trim().to_lowercase(),
            operator: run.record.operator.as_deref().map_or("", str::trim).into(),
            day: run.day,
        }
    }
}

/// What was checked in a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchCheck {
    /// Which batch
    pub batch: BatchKey,
    /// How many items were wiped in it
    pub items: u64,
    /// How many of them a second person checked
    pub checked: u64,
    /// How many of these failed
    pub failed: u64,
}
