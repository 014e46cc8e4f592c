//! Which level a technique reaches on a medium. The level follows from technique, medium and passes
//! alone; a tool's name for its method is no part of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::item_media::LockNeed;
use super::report::{MediumKind, Pass, Technique, Verification, VerifyMode};
use crate::domain::lang::{Lang, Text};

/// How far a medium was sanitized, by the words of SP 800-88.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Against simple means: the interface reads nothing back
    Clear,
    /// Against a laboratory
    Purge,
    /// The medium is no more
    Destroy,
}

impl Level {
    /// Every level, least first.
    pub const ALL: [Self; 3] = [Self::Clear, Self::Purge, Self::Destroy];

    /// The word in files and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Purge => "purge",
            Self::Destroy => "destroy",
        }
    }

    /// The level of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == word)
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Zh, Self::Clear) => "清除（Clear）",
            (Lang::Zh, Self::Purge) => "净化（Purge）",
            (Lang::Zh, Self::Destroy) => "销毁（Destroy）",
            (Lang::En, Self::Clear) => "Clear",
            (Lang::En, Self::Purge) => "Purge",
            (Lang::En, Self::Destroy) => "Destroy",
        }
    }
}

/// What the table says of one technique on one kind of medium.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The level that it reaches; none where it is not valid
    pub level: Option<Level>,
    /// Passes that it takes at least
    pub passes: u32,
    /// Whether one of the passes must be another's complement
    pub needs_complement: bool,
    /// Whether it counts only once the device's own log says that it is done
    pub needs_status_log: bool,
    /// Whether authorities differ on it, so that the profile decides
    pub is_disputed: bool,
    /// Whether the medium is of no use after it
    pub ends_use: bool,
    /// Names of the notes that go with it: conditions and what risk is left
    pub notes: Vec<String>,
}

/// A technique's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which
    pub technique: Technique,
    /// Where the row comes from
    pub basis: String,
    /// What it says of each kind
    pub cells: BTreeMap<MediumKind, Cell>,
}

/// Technique by medium: the level reached, and under which conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaTable {
    version: String,
    rows: Vec<Row>,
    notes: BTreeMap<String, Text>,
    locks: BTreeMap<String, Vec<LockNeed>>,
}

/// Why a run reaches no level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoLevel {
    /// Nobody knows what kind of medium it is
    UnknownMedium,
    /// The report does not tell the technique
    UnknownTechnique,
    /// The technique is not valid for such a medium
    NotValid,
    /// Fewer passes than it takes
    Passes {
        /// That many are needed
        needed: u32,
        /// That many are told
        found: u32,
    },
    /// No pass is the complement of the one before
    NoComplement,
    /// The device's log does not say that it is done
    NoStatusLog,
}

impl MediaTable {
    /// A table; each technique has a row, each row a cell for every kind, each note a text.
    pub fn new(
        version: String,
        mut rows: Vec<Row>,
        notes: BTreeMap<String, Text>,
        locks: BTreeMap<String, Vec<LockNeed>>,
    ) -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        rows.sort_by_key(|row| row.technique);
        for technique in Technique::ALL {
            let name = technique.as_str();
            match rows.iter().filter(|row| row.technique == technique).count() {
                1 => {}
                0 => faults.push(format!("technique.{name} is missing")),
                _ => faults.push(format!("technique.{name} is there twice")),
            }
        }
        for row in &rows {
            let name = row.technique.as_str();
            for kind in MediumKind::ALL {
                let Some(cell) = row.cells.get(&kind) else {
                    faults.push(format!(
                        "technique.{name} says nothing of {}",
                        kind.as_str()
                    ));
                    continue;
                };
                for note in cell.notes.iter().filter(|note| !notes.contains_key(*note)) {
                    faults.push(format!("technique.{name} has a note {note} without a text"));
                }
            }
        }
        match faults.is_empty() {
            true => Ok(Self {
                version,
                rows,
                notes,
                locks,
            }),
            false => Err(faults),
        }
    }

    /// The table's version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the table says of a technique on a kind of medium.
    pub fn cell(&self, kind: MediumKind, technique: Technique) -> &Cell {
        self.row(technique)
            .cells
            .get(&kind)
            .expect("new checks that each row has every kind")
    }

    /// Where a technique's row comes from.
    pub fn basis(&self, technique: Technique) -> &str {
        &self.row(technique).basis
    }

    /// The texts of a cell's notes.
    pub fn notes<'a>(&'a self, cell: &'a Cell) -> impl Iterator<Item = &'a Text> {
        cell.notes.iter().filter_map(|note| self.notes.get(note))
    }

    /// The locks that must be known to be off before an item that goes by `standard` is sold.
    pub fn locks(&self, standard: &str) -> &[LockNeed] {
        self.locks.get(standard).map_or(&[], Vec::as_slice)
    }

    /// The level that a run reached, or why none.
    pub fn reached(
        &self,
        kind: Option<MediumKind>,
        technique: Option<Technique>,
        passes: &[Pass],
        verification: &Verification,
    ) -> Result<Level, NoLevel> {
        let kind = kind.ok_or(NoLevel::UnknownMedium)?;
        let technique = technique.ok_or(NoLevel::UnknownTechnique)?;
        let cell = self.cell(kind, technique);
        let level = cell.level.ok_or(NoLevel::NotValid)?;
        let found = passes.len() as u32;
        if found < cell.passes {
            let needed = cell.passes;
            return Err(NoLevel::Passes { needed, found });
        }
        if cell.needs_complement && !passes.windows(2).any(is_complement) {
            return Err(NoLevel::NoComplement);
        }
        let says_done =
            verification.mode == VerifyMode::StatusLog && verification.passed == Some(true);
        if cell.needs_status_log && !says_done {
            return Err(NoLevel::NoStatusLog);
        }
        Ok(level)
    }

    fn row(&self, technique: Technique) -> &Row {
        self.rows
            .iter()
            .find(|row| row.technique == technique)
            .expect("new checks that every technique has a row")
    }
}

/// Whether the second of two passes wrote the complement of the first.
fn is_complement(pair: &[Pass]) -> bool {
    matches!(
        pair,
        [Pass::Zero, Pass::One]
            | [Pass::One, Pass::Zero]
            | [
                Pass::Zero | Pass::One | Pass::Pattern | Pass::Random,
                Pass::Complement
            ]
    )
}
