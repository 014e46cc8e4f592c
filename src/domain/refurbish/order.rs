//! What the events of a work order hold. Names are kept for ever.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::event::BadData;
use crate::domain::lang::Lang;

/// A planned operation, with what the standard says that it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedOp {
    /// What it costs
    pub cost_fen: i64,
    /// The standard's word for it
    pub id: String,
    /// How long it takes
    pub minutes: i64,
}

/// The standard that operations and checks are named by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedStandard {
    /// Its id
    pub id: String,
    /// SHA-256 of its file
    pub sha256: String,
    /// Its version
    pub version: u32,
}

/// A work order was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The inspection that it goes by, by its number within the item
    pub inspection: i64,
    /// Why it was opened although it does not pay
    #[serde(rename = "override", skip_serializing_if = "Option::is_none", default)]
    pub overridden: Option<String>,
    /// What is to be done; nothing but making it ready for sale where it is empty
    pub ops: Vec<PlannedOp>,
    /// The order's number
    pub order: i64,
    /// Who does it
    pub partner: String,
    /// The working days promised
    pub promised_days: i64,
    /// The standard
    pub standard: PinnedStandard,
}

/// The item went to the partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// SHA-256 of the list that went with it
    pub manifest: String,
    /// The order's number
    pub order: i64,
    /// Why it went although its media are not proved to be wiped
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unwiped: Option<String>,
}

/// The item came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// SHA-256 of the list that it went with
    pub manifest: String,
    /// The order's number
    pub order: i64,
}

/// Whether a part was put in or taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartAction {
    /// Put in
    Installed,
    /// Taken out
    Removed,
}

impl PartAction {
    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Installed, Lang::Zh) => "装上",
            (Self::Removed, Lang::Zh) => "拆下",
            (Self::Installed, Lang::En) => "installed",
            (Self::Removed, Lang::En) => "removed",
        }
    }
}

/// A part was put in or taken out. What it cost is a private field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartChanged {
    /// Which of both
    pub action: PartAction,
    /// Whether it is a storage medium: one that is put in voids the item's wipes
    pub medium: bool,
    /// What it is
    pub name: String,
    /// The order's number
    pub order: i64,
    /// Its serial number
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub serial: Option<String>,
}

/// The work waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paused {
    /// The order's number
    pub order: i64,
    /// Why
    pub reason: String,
}

/// The work goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumed {
    /// The partner's working days that the pause took
    pub days: i64,
    /// The order's number
    pub order: i64,
}

/// What an operation came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was done
    Repaired,
    /// There was nothing to repair
    NoFault,
    /// It would cost more than it brings
    Uneconomic,
    /// Parts could not be had
    NoParts,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [
        Self::Repaired,
        Self::NoFault,
        Self::Uneconomic,
        Self::NoParts,
    ];

    /// The word in the record, in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Repaired => "repaired",
            Self::NoFault => "no-fault",
            Self::Uneconomic => "uneconomic",
            Self::NoParts => "no-parts",
        }
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Repaired, Lang::Zh) => "已修复",
            (Self::NoFault, Lang::Zh) => "未发现故障",
            (Self::Uneconomic, Lang::Zh) => "无维修价值",
            (Self::NoParts, Lang::Zh) => "缺件",
            (Self::Repaired, Lang::En) => "repaired",
            (Self::NoFault, Lang::En) => "no fault found",
            (Self::Uneconomic, Lang::En) => "beyond economic repair",
            (Self::NoParts, Lang::En) => "parts missing",
        }
    }

    /// The outcome of that word, in either language.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| {
            let names = [outcome.as_str(), outcome.name(Lang::En)];
            names.iter().any(|name| name.eq_ignore_ascii_case(word))
                || outcome.name(Lang::Zh) == word
        })
    }

    /// Whether the operation's checks are to be asked again.
    pub const fn clears(self) -> bool {
        match self {
            Self::Repaired | Self::NoFault => true,
            Self::Uneconomic | Self::NoParts => false,
        }
    }
}

/// An operation and what it came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundOutcome {
    /// The operation
    pub id: String,
    /// What it came to
    pub outcome: Outcome,
}

/// A work order was finished. What the labour cost is a private field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// Minutes of labour
    pub minutes: i64,
    /// The order's number
    pub order: i64,
    /// What each operation came to
    pub outcomes: Vec<FoundOutcome>,
}

/// Reads the data of an event of a work order.
pub fn read<T: DeserializeOwned>(data: &Value) -> Result<T, BadData> {
    T::deserialize(data).map_err(|_| BadData("something it cannot read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_go_by_their_words_in_both_languages() {
        for outcome in Outcome::ALL {
            for word in [
                outcome.as_str(),
                outcome.name(Lang::Zh),
                outcome.name(Lang::En),
            ] {
                assert_eq!(Outcome::parse(word), Some(outcome), "{word}");
            }
            let written = serde_json::to_value(outcome).unwrap();
            assert_eq!(written, outcome.as_str());
        }
        assert_eq!(Outcome::parse("mended"), None);
    }

    #[test]
    fn what_an_event_lacks_is_told() {
        let data = serde_json::json!({ "order": 1 });
        assert!(read::<Paused>(&data).is_err());
        let data = serde_json::json!({ "op": 4, "order": 1, "reason": "no screen to be had" });
        assert_eq!(read::<Paused>(&data).unwrap().order, 1);
    }
}
