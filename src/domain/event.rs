//! The kinds of event there are, and the JSON that each keeps in its leaf. Names are kept for ever.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::class::Class;
use super::item::{Change, ItemState};
use super::lang::{Lang, Text};
use super::stage::Stage;

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The item was taken in
    Received,
    /// An inspection gave it a class
    Graded,
    /// An inspection refused it
    Refused,
    /// A second inspection, made blind by another person, came to a class; the item stays as it is
    Rechecked,
    /// An earlier event was undone
    Reversed,
    /// Private fields were erased
    Erased,
    /// It went to a buyer
    Sold,
    /// It went to a recycler
    Recycled,
    /// It went back to its owner
    Returned,
    /// Somebody held it
    Held,
    /// A second person let it go
    Released,
    /// It was closed up in a seal bag
    SealBound,
    /// A batch of seals was printed
    SealsIssued,
    /// A seal that was bound was broken
    SealBroken,
    /// A seal that was never bound is void
    SealVoided,
    /// A seal was shown that cannot be in anybody's hands
    SealAlarm,
    /// The ledger goes on under a new name after a restore that lost signed events
    Continued,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 17] = [
        Self::Received,
        Self::Graded,
        Self::Refused,
        Self::Rechecked,
        Self::Reversed,
        Self::Erased,
        Self::Sold,
        Self::Recycled,
        Self::Returned,
        Self::Held,
        Self::Released,
        Self::SealBound,
        Self::SealsIssued,
        Self::SealBroken,
        Self::SealVoided,
        Self::SealAlarm,
        Self::Continued,
    ];

    /// The word in the record.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Graded => "graded",
            Self::Refused => "refused",
            Self::Rechecked => "rechecked",
            Self::Reversed => "reversed",
            Self::Erased => "erased",
            Self::Sold => "sold",
            Self::Recycled => "recycled",
            Self::Returned => "returned",
            Self::Held => "held",
            Self::Released => "released",
            Self::SealBound => "seal-bound",
            Self::SealsIssued => "seals-issued",
            Self::SealBroken => "seal-broken",
            Self::SealVoided => "seal-voided",
            Self::SealAlarm => "seal-alarm",
            Self::Continued => "continued",
        }
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::En, _) => self.as_str(),
            (Lang::Zh, Self::Received) => "收货",
            (Lang::Zh, Self::Graded) => "检测",
            (Lang::Zh, Self::Refused) => "拒收",
            (Lang::Zh, Self::Reversed) => "撤销",
            (Lang::Zh, Self::Erased) => "删除私密字段",
            (Lang::Zh, Self::Sold) => "出售",
            (Lang::Zh, Self::Recycled) => "回收",
            (Lang::Zh, Self::Returned) => "退回",
            (Lang::Zh, Self::Held) => "扣留",
            (Lang::Zh, Self::Released) => "解除扣留",
            (Lang::Zh, Self::SealBound) => "封装",
            (Lang::Zh, Self::SealsIssued) => "发放防撕袋",
            (Lang::Zh, Self::SealBroken) => "防撕袋破损",
            (Lang::Zh, Self::SealVoided) => "防撕袋作废",
            (Lang::Zh, Self::SealAlarm) => "防撕袋警报",
            (Lang::Zh, Self::Continued) => "账本更名",
            (Lang::Zh, Self::Rechecked) => "盲检复核",
        }
    }

    /// Whether it may stand in the ledger without an item.
    pub const fn is_of_the_house(self) -> bool {
        matches!(
            self,
            Self::SealsIssued
                | Self::SealBroken
                | Self::SealVoided
                | Self::SealAlarm
                | Self::Continued
                | Self::Reversed
        )
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// An item's state as a reversing event writes it down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateRecord {
    class: Option<String>,
    hold: Option<String>,
    label: Option<Text>,
    stage: String,
}

impl From<&ItemState> for StateRecord {
    fn from(state: &ItemState) -> Self {
        Self {
            class: state.class.map(|class| class.as_str().to_owned()),
            hold: state.hold.clone(),
            label: state.label.clone(),
            stage: state.stage.as_str().to_owned(),
        }
    }
}

impl TryFrom<StateRecord> for ItemState {
    type Error = BadData;

    fn try_from(record: StateRecord) -> Result<Self, BadData> {
        let class = match record.class.as_deref() {
            None => None,
            Some(word) => Some(Class::parse(word).ok_or(BadData("an unknown class"))?),
        };
        let stage = Stage::parse(&record.stage).ok_or(BadData("an unknown stage"))?;
        Ok(Self {
            stage,
            class,
            label: record.label,
            hold: record.hold,
        })
    }
}

/// What is wrong with an event's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("its data holds {0}")]
pub struct BadData(pub &'static str);

/// What the data of an event other than `received` do to the item.
pub fn change(kind: Kind, data: &Value) -> Result<Change, BadData> {
    match kind {
        Kind::Received => Err(BadData("a second intake")),
        Kind::Graded => {
            let class = data
                .get("class")
                .and_then(Value::as_str)
                .and_then(Class::parse);
            let label = match data.get("label") {
                None | Some(Value::Null) => None,
                Some(label) => {
                    Some(Text::deserialize(label).map_err(|_| BadData("a label without names"))?)
                }
            };
            Ok(Change::Graded {
                class: class.ok_or(BadData("no class"))?,
                label,
            })
        }
        Kind::Refused => {
            let hold = data
                .get("hold")
                .and_then(Value::as_str)
                .ok_or(BadData("no reason"))?;
            Ok(Change::Refused {
                hold: hold.to_owned(),
            })
        }
        Kind::Rechecked => match data.get("second_of").and_then(Value::as_i64) {
            Some(_) => Ok(Change::Rechecked),
            None => Err(BadData("no inspection that it repeats")),
        },
        Kind::Reversed => {
            let record = data
                .get("back_to")
                .ok_or(BadData("no state to go back to"))?;
            let record =
                StateRecord::deserialize(record).map_err(|_| BadData("a state it cannot read"))?;
            Ok(Change::Reversed {
                back_to: record.try_into()?,
            })
        }
        Kind::Erased => Ok(Change::Erased),
        Kind::Sold => Ok(Change::Left { to: Stage::Sold }),
        Kind::Recycled => Ok(Change::Left {
            to: Stage::Recycled,
        }),
        Kind::Returned => Ok(Change::Left {
            to: Stage::Returned,
        }),
        Kind::Held => {
            let hold = data.get("hold").and_then(Value::as_str);
            Ok(Change::Held {
                hold: hold.ok_or(BadData("no reason"))?.to_owned(),
            })
        }
        Kind::Released => Ok(Change::Released),
        Kind::SealBound => Ok(Change::Sealed),
        Kind::SealsIssued
        | Kind::SealBroken
        | Kind::SealVoided
        | Kind::SealAlarm
        | Kind::Continued => Err(BadData("nothing about an item")),
    }
}
