//! What is on record of an item's media. Facts are kept in events as they stand here, so their
//! names are kept for ever; what follows from them is never stored.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::finding::Rule;
use super::report::{Format, MediumKind, Technique, WipeRecord};

/// A fact, with the time and the person of its event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// When it was put on record, seconds since 1970 UTC
    pub at: i64,
    /// Who put it on record
    pub by: String,
    /// What it says
    pub what: What,
}

/// What a fact says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case", deny_unknown_fields)]
pub enum What {
    /// The item has this medium
    Declared {
        /// The medium
        medium: DeclaredMedium,
    },
    /// Somebody looked and found no medium; signed by who put it on record
    NoMedia {
        /// Where was looked, or why there can be none
        why: String,
    },
    /// A medium was taken out of the item
    Removed {
        /// Its number
        no: u32,
        /// Why, and where it went
        why: String,
        /// The second person who saw it out
        witness: Option<String>,
    },
    /// A tool ran over a medium
    Run {
        /// The medium's number
        no: u32,
        /// The run
        run: Box<Run>,
    },
    /// A second person looked for data after a run
    Checked {
        /// The medium's number
        no: u32,
        /// The run's id
        run: String,
        /// Whether nothing was found
        passed: bool,
        /// With which tool
        tool: Option<String>,
        /// What was seen; never what the data said
        note: Option<String>,
    },
    /// Something happened that can bring data back
    Voided {
        /// The medium's number; none for all of the item's media
        no: Option<u32>,
        /// What happened
        why: Cause,
        /// In somebody's words
        note: Option<String>,
    },
    /// A medium was destroyed
    Destroyed {
        /// Its number
        no: u32,
        /// How
        how: Destruction,
    },
    /// The item goes to a recycler with its data, who will destroy them
    Unsanitized {
        /// To whom
        vendor: String,
        /// The number of the seal
        seal: String,
        /// The second person who signed
        second: String,
    },
    /// Two people let the item pass a rule
    Overridden {
        /// Which rule
        rule: Rule,
        /// The medium's number; none for all of the item
        no: Option<u32>,
        /// Why
        why: String,
        /// The second person
        second: String,
        /// Until when, seconds since 1970 UTC
        until: i64,
    },
    /// Somebody looked at a lock that outlives a wipe
    Lock {
        /// `find-my`, `frp`, `account`, `mdm`, `bios`
        name: String,
        /// On or off; none where it could not be told
        is_on: Option<bool>,
        /// Where it was seen
        seen_in: Option<String>,
    },
    /// The owner agreed that the data are erased
    Consent {
        /// Where that stands: the number of the pickup or of a form
        paper: String,
    },
}

/// A medium as it is declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredMedium {
    /// Its number within the item, from 1, never given twice
    pub no: u32,
    /// Its kind, none where nobody knows
    pub kind: Option<MediumKind>,
    /// Its serial number, as it stands on it; a phone's storage goes by the phone's own
    pub serial: Option<String>,
    /// Maker
    #[serde(default)]
    pub maker: Option<String>,
    /// Model
    #[serde(default)]
    pub model: Option<String>,
    /// Capacity
    #[serde(default)]
    pub bytes: Option<u64>,
    /// How it came into the item
    #[serde(default)]
    pub origin: Origin,
}

/// How a medium came into the item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// It came with the item
    #[default]
    Came,
    /// It was put in here
    Added,
}

/// One run over one medium, as it was put on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The run's name, from `run_keys`: no two runs have the same
    pub id: String,
    /// SHA-256 of the file that says so, hexadecimal; none for what was typed in
    pub file: Option<String>,
    /// What the file was read as
    pub format: Format,
    /// What is known of the file's signature
    #[serde(default)]
    pub signature: Signature,
    /// When it began, seconds since 1970 UTC
    pub start: Option<i64>,
    /// When it ended, seconds since 1970 UTC
    pub end: Option<i64>,
    /// The zone in which the report's times were read; none where the report gave the offset
    pub zone: Option<String>,
    /// The site's day on which it ended: with tool and operator it makes the batch
    pub day: Option<NaiveDate>,
    /// How it came to this medium
    #[serde(default)]
    pub link: Link,
    /// What the report says
    pub record: WipeRecord,
}

/// What is known of a file's signature.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signature {
    /// It has none
    #[default]
    None,
    /// It has one that nobody here can check
    Unchecked,
    /// It was checked with this key
    Checked(String),
}

/// How a run came to its medium.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// By its serial number
    #[default]
    Serial,
    /// Out of the queue, by somebody's hand
    Hand {
        /// Who
        by: String,
        /// Why
        why: String,
    },
}

/// What can bring data back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The buyer sent it back
    Returned,
    /// It was taken in again
    TakenIn,
    /// It was opened again: a work order, a customer's complaint
    Reopened,
    /// Its system was started and used
    Booted,
    /// The medium was swapped for another, or moved
    Swapped,
    /// The medium's own log says that it was written to
    Written,
    /// The record of the wipe turned out wrong
    Mistaken,
}

/// How a medium was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Destruction {
    /// Degauss, shred or incinerate
    pub method: Technique,
    /// The medium's serial number as it was read before; none where it could not be read
    pub serial: Option<String>,
    /// Where it has no serial number: with which others it was destroyed
    pub batch: Option<DestroyedBatch>,
    /// The largest particle's longer and shorter edge, in micrometres
    pub particle_um: Option<(u32, u32)>,
    /// The second person
    pub witness: String,
    /// When it was done, seconds since 1970 UTC
    pub done: i64,
}

/// Media that were destroyed together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DestroyedBatch {
    /// Its name
    pub name: String,
    /// How many media
    pub count: u32,
    /// SHA-256 of the photo of them, hexadecimal
    pub photo: String,
}
