//! What a rule found: its number, how grave it is, what is wrong and what puts it right.

use serde::{Deserialize, Serialize};

use crate::domain::lang::Text;

/// The rules of sanitization. The numbers stand in records and refusals and are kept for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// An item that bears data has a list of its media, or somebody signed that it has none
    R1,
    /// Every medium has an accepted result
    R2,
    /// Technique and medium fit, and the level reached is the profile's least
    R3,
    /// The result is verified
    R4,
    /// Anything but a clean pass is quarantined; the second failure leads to destruction
    R5,
    /// The report is of this medium in this item
    R6,
    /// A run clears one medium of one item
    R7,
    /// The run lies between intake and now, while the item was in the house
    R8,
    /// What can bring data back voids the wipes before it
    R9,
    /// An item that came back starts without a wipe
    R10,
    /// A second person checks a sample; one failure holds the batch
    R11,
    /// Locks that outlive a wipe are known to be off before sale
    R12,
    /// Whether a reset by hand counts
    R13,
    /// The gate to the recycler
    R14,
    /// A destruction fits the medium and names two people
    R15,
    /// The owner consented
    R16,
    /// Records are kept
    R17,
    /// An override names a second person, a reason and its end
    R18,
    /// What stands beside a good wipe
    R19,
    /// No certificate for what failed or is not whole
    R20,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 20] = [
        Self::R1,
        Self::R2,
        Self::R3,
        Self::R4,
        Self::R5,
        Self::R6,
        Self::R7,
        Self::R8,
        Self::R9,
        Self::R10,
        Self::R11,
        Self::R12,
        Self::R13,
        Self::R14,
        Self::R15,
        Self::R16,
        Self::R17,
        Self::R18,
        Self::R19,
        Self::R20,
    ];

    /// The number, as refusals print it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::R1 => "R1",
            Self::R2 => "R2",
            Self::R3 => "R3",
            Self::R4 => "R4",
            Self::R5 => "R5",
            Self::R6 => "R6",
            Self::R7 => "R7",
            Self::R8 => "R8",
            Self::R9 => "R9",
            Self::R10 => "R10",
            Self::R11 => "R11",
            Self::R12 => "R12",
            Self::R13 => "R13",
            Self::R14 => "R14",
            Self::R15 => "R15",
            Self::R16 => "R16",
            Self::R17 => "R17",
            Self::R18 => "R18",
            Self::R19 => "R19",
            Self::R20 => "R20",
        }
    }

    /// The rule of that number.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|rule| rule.as_str().eq_ignore_ascii_case(word))
    }

    /// Whether two people may let an item pass it. Never where that would let a medium leave of
    /// which nothing says that its data are gone.
    pub const fn may_be_overridden(self) -> bool {
        match self {
            Self::R3
            | Self::R4
            | Self::R8
            | Self::R9
            | Self::R10
            | Self::R11
            | Self::R12
            | Self::R13
            | Self::R16
            | Self::R19 => true,
            Self::R1
            | Self::R2
            | Self::R5
            | Self::R6
            | Self::R7
            | Self::R14
            | Self::R15
            | Self::R17
            | Self::R18
            | Self::R20 => false,
        }
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// To be known; stops nothing
    Warn,
    /// The medium is set apart, and the item does not leave
    Quarantine,
    /// The item does not leave
    Block,
}

impl Severity {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Quarantine => "quarantine",
            Self::Block => "block",
        }
    }

    /// Whether the item may not leave for it.
    pub const fn stops(self) -> bool {
        match self {
            Self::Warn => false,
            Self::Quarantine | Self::Block => true,
        }
    }
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Whose finding
    pub rule: Rule,
    /// How grave, after overrides
    pub severity: Severity,
    /// The medium's number within the item, where it concerns one
    pub medium: Option<u32>,
    /// What is wrong with which thing
    pub text: Text,
    /// What puts it right
    pub cure: Text,
    /// Who let it pass, where two people did
    pub overridden: Option<Pass>,
}

/// An override as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pass {
    /// Who asked for it
    pub by: String,
    /// Who agreed
    pub second: String,
    /// Why
    pub why: String,
    /// Until when, seconds since 1970 UTC
    pub until: i64,
}

impl Finding {
    /// A finding that nobody let pass; texts and cures are (zh, en).
    pub(super) fn new(
        rule: Rule,
        severity: Severity,
        medium: Option<u32>,
        text: (impl Into<String>, impl Into<String>),
        cure: (impl Into<String>, impl Into<String>),
    ) -> Self {
        Self {
            rule,
            severity,
            medium,
            text: Text {
                zh: text.0.into(),
                en: text.1.into(),
            },
            cure: Text {
                zh: cure.0.into(),
                en: cure.1.into(),
            },
            overridden: None,
        }
    }

    /// Whether the item may not leave for it.
    pub const fn stops(&self) -> bool {
        self.severity.stops()
    }
}
