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
    /// A work order was opened
    OrderOpened,
    /// The item went to the partner of its work order
    OrderSent,
    /// It came back from the partner
    OrderReceived,
    /// A part was put in or taken out
    Part,
    /// The work waits, and why
    OrderPaused,
    /// The work goes on
    OrderResumed,
    /// The work order was finished
    OrderFinished,
    /// A storage medium of the item was declared, or more became known of it
    MediaAdded,
    /// A storage medium was taken out of the item
    MediaRemoved,
    /// The item was looked through: it holds no storage medium
    MediaNone,
    /// A medium was destroyed
    MediaDestroyed,
    /// A run of a wiping tool on a medium was recorded, whatever it came to
    WipeRun,
    /// Another person looked for data after a wipe
    WipeChecked,
    /// Something happened that may have brought data back
    WipeVoided,
    /// Two people let the item pass a rule for a time
    WipeOverridden,
    /// The item goes to a recycler with its data, who will destroy them
    Unsanitized,
    /// Somebody looked at a lock that outlives a wipe
    LockSeen,
    /// The owner agreed that the data are erased
    Consented,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 35] = [
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
        Self::OrderOpened,
        Self::OrderSent,
        Self::OrderReceived,
        Self::Part,
        Self::OrderPaused,
        Self::OrderResumed,
        Self::OrderFinished,
        Self::MediaAdded,
        Self::MediaRemoved,
        Self::MediaNone,
        Self::MediaDestroyed,
        Self::WipeRun,
        Self::WipeChecked,
        Self::WipeVoided,
        Self::WipeOverridden,
        Self::Unsanitized,
        Self::LockSeen,
        Self::Consented,
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
            Self::SealBound => "seal_bound",
            Self::SealsIssued => "seals_issued",
            Self::SealBroken => "seal_broken",
            Self::SealVoided => "seal_voided",
            Self::SealAlarm => "seal_alarm",
            Self::Continued => "continued",
            Self::OrderOpened => "order_opened",
            Self::OrderSent => "order_sent",
            Self::OrderReceived => "order_received",
            Self::Part => "part",
            Self::OrderPaused => "order_paused",
            Self::OrderResumed => "order_resumed",
            Self::OrderFinished => "order_finished",
            Self::MediaAdded => "media_added",
            Self::MediaRemoved => "media_removed",
            Self::MediaNone => "media_none",
            Self::MediaDestroyed => "media_destroyed",
            Self::WipeRun => "wipe_run",
            Self::WipeChecked => "wipe_checked",
            Self::WipeVoided => "wipe_voided",
            Self::WipeOverridden => "wipe_overridden",
            Self::Unsanitized => "unsanitized",
            Self::LockSeen => "lock_seen",
            Self::Consented => "consented",
        }
    }

    /// Whether it is of the item's media and their wipes, and so leaves the item's state as it is.
    pub const fn is_of_media(self) -> bool {
        match self {
            Self::MediaAdded | Self::MediaRemoved | Self::MediaNone | Self::MediaDestroyed => true,
            Self::WipeRun | Self::WipeChecked | Self::WipeVoided | Self::WipeOverridden => true,
            Self::Unsanitized | Self::LockSeen | Self::Consented => true,
            Self::Received | Self::Graded | Self::Refused | Self::Rechecked => false,
            Self::Reversed | Self::Erased | Self::Continued => false,
            Self::OrderOpened | Self::OrderSent | Self::OrderReceived | Self::Part => false,
            Self::OrderPaused | Self::OrderResumed | Self::OrderFinished => false,
            Self::Sold | Self::Recycled | Self::Returned | Self::Held | Self::Released => false,
            Self::SealBound | Self::SealsIssued | Self::SealBroken => false,
            Self::SealVoided | Self::SealAlarm => false,
        }
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::En, Self::OrderOpened) => "order opened",
            (Lang::En, Self::OrderSent) => "sent to the partner",
            (Lang::En, Self::OrderReceived) => "back from the partner",
            (Lang::En, Self::OrderPaused) => "order paused",
            (Lang::En, Self::OrderResumed) => "order resumed",
            (Lang::En, Self::OrderFinished) => "order finished",
            (Lang::En, Self::MediaAdded) => "medium declared",
            (Lang::En, Self::MediaRemoved) => "medium removed",
            (Lang::En, Self::MediaNone) => "no media",
            (Lang::En, Self::MediaDestroyed) => "medium destroyed",
            (Lang::En, Self::WipeRun) => "wipe",
            (Lang::En, Self::WipeChecked) => "wipe checked",
            (Lang::En, Self::WipeVoided) => "wipes voided",
            (Lang::En, Self::WipeOverridden) => "rule overridden",
            (Lang::En, Self::Unsanitized) => "to be destroyed by the recycler",
            (Lang::En, Self::LockSeen) => "lock looked at",
            (Lang::En, Self::Consented) => "consent to erase",
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
            (Lang::Zh, Self::OrderOpened) => "开工单",
            (Lang::Zh, Self::OrderSent) => "送修",
            (Lang::Zh, Self::OrderReceived) => "送修收回",
            (Lang::Zh, Self::Part) => "配件",
            (Lang::Zh, Self::OrderPaused) => "工单暂停",
            (Lang::Zh, Self::OrderResumed) => "工单继续",
            (Lang::Zh, Self::OrderFinished) => "工单完成",
            (Lang::Zh, Self::MediaAdded) => "登记存储介质",
            (Lang::Zh, Self::MediaRemoved) => "取出存储介质",
            (Lang::Zh, Self::MediaNone) => "确认无存储介质",
            (Lang::Zh, Self::MediaDestroyed) => "销毁存储介质",
            (Lang::Zh, Self::WipeRun) => "数据清除",
            (Lang::Zh, Self::WipeChecked) => "清除抽检",
            (Lang::Zh, Self::WipeVoided) => "清除作废",
            (Lang::Zh, Self::WipeOverridden) => "规则豁免",
            (Lang::Zh, Self::Unsanitized) => "未清除移交",
            (Lang::Zh, Self::LockSeen) => "核对锁定状态",
            (Lang::Zh, Self::Consented) => "同意清除",
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
        Kind::OrderOpened => Ok(Change::OrderOpened),
        Kind::OrderSent => Ok(Change::OrderSent),
        Kind::OrderReceived | Kind::Part | Kind::OrderPaused | Kind::OrderResumed => {
            Ok(Change::OrderWorked)
        }
        Kind::OrderFinished => Ok(Change::OrderFinished),
        Kind::MediaAdded | Kind::MediaRemoved | Kind::MediaNone | Kind::MediaDestroyed => {
            Ok(Change::Media)
        }
        Kind::WipeRun | Kind::WipeChecked | Kind::WipeVoided => Ok(Change::Media),
        Kind::WipeOverridden | Kind::Unsanitized | Kind::LockSeen | Kind::Consented => {
            Ok(Change::Media)
        }
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
