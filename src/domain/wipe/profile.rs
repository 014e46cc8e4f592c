//! What a site asks of a sanitization: by medium the least level, passes and verification, and what
//! counts. Read from a file; a run is judged under one profile, and the record names it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::finding::Severity;
use super::level::Level;
use super::report::{MediumKind, Technique};
use crate::domain::lang::Text;

/// The profile where none is chosen.
pub const DEFAULT_PROFILE: &str = "nist-800-88";

/// How well a run is evidenced; the better grade is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// Written down by hand
    C,
    /// A tool's file whose origin nobody can check
    B,
    /// A file whose signature was checked
    A,
}

impl Grade {
    /// Every grade, best first.
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    /// The letter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }

    /// The grade of that letter.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.as_str() == word)
    }
}

/// A profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// By which it is chosen
    pub id: String,
    /// The version of the policy file
    pub version: String,
    /// What staff read
    pub name: Text,
    /// On what it rests, as certificates print it
    pub basis: Text,
    /// Whether a reset by hand counts as a technique
    pub factory_reset_counts: bool,
    /// Whether shredding destroys where authorities differ
    pub shred_destroys: bool,
    /// Whether an item may go to a recycler with its data, sealed and signed for
    pub unsanitized_to_recycler: bool,
    /// How grave it is that no consent is on record
    pub without_consent: Severity,
    /// The least evidence that counts
    pub least_evidence: Grade,
    /// Which part of a batch a second person checks
    pub qc: QcPolicy,
    /// How far a wiping machine's clock may be off
    pub skew_seconds: i64,
    /// How long records are kept
    pub keep_years: u32,
    /// What is asked of each kind
    pub media: BTreeMap<MediumKind, MediumPolicy>,
}

/// Which part of a batch a second person checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QcPolicy {
    /// In hundredths of a percent of the batch's items; 0 for none
    pub share_bp: u32,
    /// Whether items wait for it
    pub is_awaited: bool,
}

impl QcPolicy {
    /// How many items of a batch of `items` a second person checks.
    pub fn wanted(self, items: u64) -> u64 {
        items
            .saturating_mul(u64::from(self.share_bp))
            .div_ceil(10_000)
    }
}

/// What is asked of a kind of medium.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediumPolicy {
    /// The least level
    pub least: Level,
    /// Passes of an overwrite
    pub passes: u32,
    /// How many of them with random data
    pub random_passes: u32,
    /// Which verifications do
    pub verify: VerifyPolicy,
    /// Techniques that do not count
    pub not_counted: Vec<Technique>,
    /// The greatest particle that a shredder may leave: longer and shorter edge in micrometres
    pub particle_um: Option<(u32, u32)>,
}

/// Which verifications do. All of the medium read back always does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyPolicy {
    /// Reading back that part of the medium does, in hundredths of a percent; none: no part does
    pub sample_bp: Option<u32>,
    /// Whether the device's own log does
    pub status_log: bool,
    /// Whether a second person must check every medium, however it was verified
    pub always_qc: bool,
}

impl Profile {
    /// What is asked of a kind; nothing less than destruction where nobody knows the kind.
    pub fn medium(&self, kind: MediumKind) -> &MediumPolicy {
        self.media
            .get(&kind)
            .expect("the reader checks that each profile has every kind")
    }
}

/// The profiles of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profiles {
    all: Vec<Profile>,
}

impl Profiles {
    /// The profiles of a file, of which one is the default.
    pub fn new(all: Vec<Profile>) -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        if !all.iter().any(|profile| profile.id == DEFAULT_PROFILE) {
            faults.push(format!("profile.{DEFAULT_PROFILE} is missing"));
        }
        for profile in &all {
            for kind in MediumKind::ALL {
                if !profile.media.contains_key(&kind) {
                    let (id, kind) = (&profile.id, kind.as_str());
                    faults.push(format!("profile.{id} asks nothing of {kind}"));
                }
            }
        }
        match faults.is_empty() {
            true => Ok(Self { all }),
            false => Err(faults),
        }
    }

    /// Every profile.
    pub fn all(&self) -> &[Profile] {
        &self.all
    }

    /// The profile of that id.
    pub fn get(&self, id: &str) -> Option<&Profile> {
        self.all.iter().find(|profile| profile.id == id)
    }
}
