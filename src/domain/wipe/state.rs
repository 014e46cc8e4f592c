//! Where each medium of an item stands: replayed from the facts, never stored. The order in which
//! reports were put on record does not matter; when the runs were does.

use serde::Serialize;

use super::fact::{DeclaredMedium, Destruction, Run, What};
use super::finding::Finding;
use super::item_media::ItemMedia;
use super::judge::Judgement;
use super::policy::Policy;
use super::replay::replay;
use crate::domain::lang::Lang;

/// Where a medium stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// On the list, and no wipe of it counts
    Declared,
    /// Wiped, but a rule does not accept the run
    NotAccepted,
    /// Wiped, and to be verified
    WipedUnverified,
    /// Wiped and accepted
    Accepted,
    /// The last run was no clean pass: set apart, to be wiped once more
    Failed,
    /// To be destroyed
    DestroyPending,
    /// Destroyed
    Destroyed,
    /// Out of the item
    Removed,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Declared,
        Self::NotAccepted,
        Self::WipedUnverified,
        Self::Accepted,
        Self::Failed,
        Self::DestroyPending,
        Self::Destroyed,
        Self::Removed,
    ];

    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::NotAccepted => "not-accepted",
            Self::WipedUnverified => "wiped-unverified",
            Self::Accepted => "accepted",
            Self::Failed => "failed",
            Self::DestroyPending => "destroy-pending",
            Self::Destroyed => "destroyed",
            Self::Removed => "removed",
        }
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::Declared => ("未清除", "not wiped"),
            Self::NotAccepted => ("清除未获认可", "wiped, not accepted"),
            Self::WipedUnverified => ("已清除，待验证", "wiped, to be verified"),
            Self::Accepted => ("清除已认可", "wiped and accepted"),
            Self::Failed => ("清除失败，隔离", "failed, set apart"),
            Self::DestroyPending => ("待销毁", "to be destroyed"),
            Self::Destroyed => ("已销毁", "destroyed"),
            Self::Removed => ("已拆出", "taken out"),
        };
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Whether the item may leave as far as this medium goes.
    pub const fn is_settled(self) -> bool {
        match self {
            Self::Accepted | Self::Destroyed | Self::Removed => true,
            Self::Declared
            | Self::NotAccepted
            | Self::WipedUnverified
            | Self::Failed
            | Self::DestroyPending => false,
        }
    }
}

/// A medium with all that follows from the facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MediumView {
    /// As it was declared
    pub medium: DeclaredMedium,
    /// Where it stands
    pub state: State,
    /// The run that decides
    pub run: Option<JudgedRun>,
    /// The destruction, where it is one
    pub destroyed: Option<Destruction>,
    /// Failures since the last accepted run
    pub failures: u32,
    /// What rules found
    pub findings: Vec<Finding>,
}

/// The run that decides, as judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JudgedRun {
    /// The run
    pub run: Run,
    /// When it was put on record
    pub recorded: i64,
    /// Who checked it after the tool, and found nothing
    pub checked_by: Option<String>,
    /// What it is worth, with what is known of the item and of overrides
    pub judgement: Judgement,
}

/// Every medium that the item was ever declared to have, by number.
pub fn media(item: &ItemMedia, policy: Policy<'_>, now: i64) -> Vec<MediumView> {
    let declared = declared(item);
    declared
        .iter()
        .map(|medium| replay(item, &declared, medium, policy, now))
        .collect()
}

/// The media on the list, each number once, as it was last declared.
fn declared(item: &ItemMedia) -> Vec<&DeclaredMedium> {
    let mut media: Vec<&DeclaredMedium> = Vec::new();
    for fact in &item.facts {
        if let What::Declared { medium } = &fact.what {
            media.retain(|known| known.no != medium.no);
            media.push(medium);
        }
    }
    media.sort_by_key(|medium| medium.no);
    media
}
