//! May an item leave? Computed from the evidence each time it is asked, never stored.

use super::class::Class;
use super::hold;
use super::item::ItemState;
use super::lang::{Lang, Text};
use super::stage::Stage;

/// The doors of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To a buyer
    Sale,
    /// To a recycler
    Recycle,
    /// Back to its owner
    Return,
}

impl Purpose {
    /// Every door.
    pub const ALL: [Self; 3] = [Self::Sale, Self::Recycle, Self::Return];

    /// The word in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Recycle => "recycle",
            Self::Return => "return",
        }
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::En, _) => self.as_str(),
            (Lang::Zh, Self::Sale) => "出售",
            (Lang::Zh, Self::Recycle) => "回收",
            (Lang::Zh, Self::Return) => "退回",
        }
    }
}

/// What is known of an item.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// Its state
    pub state: &'a ItemState,
    /// Whether its category bears data; unknown counts as yes
    pub bears_data: bool,
    /// Its seal bag
    pub seal: Sealing,
}

/// Whether an item is closed up in a seal bag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealing {
    /// Its category leaves without one
    NotDue,
    /// One is due, and there is none
    Missing,
    /// It is in one
    Sealed,
}

/// Why an item may not leave.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reason {
    /// The rule's short name
    pub rule: &'static str,
    /// Which evidence is missing
    pub text: Text,
    /// What supplies it
    pub cure: Text,
}

/// Whether an item may leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clearance {
    /// It may
    Cleared,
    /// It may not, for all these reasons
    Blocked(Vec<Reason>),
}

fn reason(rule: &'static str, text: (&str, &str), cure: (&str, &str)) -> Reason {
    let both = |(zh, en): (&str, &str)| Text {
        zh: zh.to_owned(),
        en: en.to_owned(),
    };
    Reason {
        rule,
        text: both(text),
        cure: both(cure),
    }
}

/// May the item leave through that door?
pub fn clearance(evidence: Evidence<'_>, purpose: Purpose) -> Clearance {
    let mut reasons = Vec::new();
    let state = evidence.state;
    if !state.stage.is_in_stock() {
        reasons.push(reason(
            "stage",
            ("它不在仓库", "it is not in the warehouse"),
            (
                "用 `regrade log` 查看它去了哪里",
                "`regrade log` shows where it went",
            ),
        ));
        return Clearance::Blocked(reasons);
    }
    if state.stage == Stage::Refurbishing {
        reasons.push(reason(
            "stage",
            ("翻新工单未完成", "its work order is open"),
            ("先完成工单", "finish the work order first"),
        ));
    }
    match purpose {
        Purpose::Sale if evidence.seal == Sealing::Missing => reasons.push(seal()),
        Purpose::Sale | Purpose::Recycle | Purpose::Return => {}
    }
    match purpose {
        Purpose::Return => {}
        Purpose::Sale | Purpose::Recycle => {
            reasons.extend(hold(state));
            reasons.extend(class(state, purpose));
            if evidence.bears_data {
                reasons.push(reason(
                    "R1",
                    (
                        "存储介质的清除没有证据",
                        "nothing proves that its storage media were wiped",
                    ),
                    (
                        "本版本尚不记录数据清除：留在仓库，直到清除有记录",
                        "this version records no wipes yet: keep it until one is on record",
                    ),
                ));
            }
        }
    }
    if reasons.is_empty() {
        Clearance::Cleared
    } else {
        Clearance::Blocked(reasons)
    }
}

fn hold(state: &ItemState) -> Option<Reason> {
    let hold = state.hold.as_deref()?;
    let (zh, en) = (hold::words(hold, Lang::Zh), hold::words(hold, Lang::En));
    Some(reason(
        "hold",
        (&format!("已扣留：{zh}"), &format!("it is held: {en}")),
        (
            "`regrade dispatch return` 退回，或由另一人执行 `regrade release`",
            "return it with `regrade dispatch return`, or a second person lets it go with \
             `regrade release`",
        ),
    ))
}

fn seal() -> Reason {
    reason(
        "seal",
        (
            "奢侈品须装入防撕袋出售",
            "luxury goods are sold in a seal bag",
        ),
        (
            "出售时给出袋码：`regrade dispatch sale --seal`；`regrade seal issue` 发放新袋码",
            "name its bag: `regrade dispatch sale --seal`; `regrade seal issue` prints new codes",
        ),
    )
}

fn class(state: &ItemState, purpose: Purpose) -> Option<Reason> {
    match (state.class, purpose) {
        (None, _) => Some(reason(
            "class",
            ("还没有等级", "it has no class"),
            ("`regrade grade` 检测它", "inspect it with `regrade grade`"),
        )),
        (Some(Class::Premium), Purpose::Sale) | (Some(Class::Scrap), Purpose::Recycle) => None,
        (Some(Class::Good), Purpose::Sale) => Some(reason(
            "class",
            (
                "良品须先翻新并复检",
                "a good item is sold after refurbishing and another inspection",
            ),
            (
                "翻新后再 `regrade grade`",
                "refurbish it, then run `regrade grade` again",
            ),
        )),
        (Some(Class::Scrap), Purpose::Sale) => Some(reason(
            "class",
            ("废品不出售", "scrap is not sold"),
            ("交给回收方", "hand it to a recycler"),
        )),
        (Some(_), _) => Some(reason(
            "class",
            ("只有废品交给回收方", "only scrap goes to a recycler"),
            (
                "如等级有误，重新 `regrade grade`",
                "if the class is wrong, run `regrade grade` again",
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(state: &ItemState, bears_data: bool, purpose: Purpose) -> Vec<&'static str> {
        let seal = Sealing::NotDue;
        let evidence = Evidence {
            state,
            bears_data,
            seal,
        };
        match clearance(evidence, purpose) {
            Clearance::Cleared => Vec::new(),
            Clearance::Blocked(reasons) => reasons.iter().map(|reason| reason.rule).collect(),
        }
    }

    fn graded(class: Class) -> ItemState {
        ItemState {
            stage: Stage::Graded,
            class: Some(class),
            label: None,
            hold: None,
        }
    }

    #[test]
    fn premium_without_data_is_sold_and_scrap_recycled() {
        assert!(rules(&graded(Class::Premium), false, Purpose::Sale).is_empty());
        assert!(rules(&graded(Class::Scrap), false, Purpose::Recycle).is_empty());
        assert_eq!(
            rules(&graded(Class::Premium), false, Purpose::Recycle),
            ["class"]
        );
        assert_eq!(
            rules(&graded(Class::Scrap), false, Purpose::Sale),
            ["class"]
        );
        assert_eq!(rules(&graded(Class::Good), false, Purpose::Sale), ["class"]);
    }

    #[test]
    fn what_bears_data_leaves_only_to_its_owner() {
        assert_eq!(rules(&graded(Class::Premium), true, Purpose::Sale), ["R1"]);
        assert_eq!(rules(&graded(Class::Scrap), true, Purpose::Recycle), ["R1"]);
        assert!(rules(&graded(Class::Scrap), true, Purpose::Return).is_empty());
    }

    #[test]
    fn a_held_item_may_only_be_returned() {
        let held = ItemState {
            hold: Some("account".into()),
            ..ItemState::received()
        };
        assert_eq!(rules(&held, false, Purpose::Sale), ["hold", "class"]);
        assert!(rules(&held, false, Purpose::Return).is_empty());
    }

    #[test]
    fn luxury_goods_are_sold_in_a_seal_bag() {
        let state = graded(Class::Premium);
        let asked = |seal, purpose| {
            let evidence = Evidence {
                state: &state,
                bears_data: false,
                seal,
            };
            clearance(evidence, purpose) == Clearance::Cleared
        };
        assert!(!asked(Sealing::Missing, Purpose::Sale));
        assert!(asked(Sealing::Sealed, Purpose::Sale));
        assert!(asked(Sealing::Missing, Purpose::Return));
    }

    #[test]
    fn what_is_gone_leaves_no_more() {
        for stage in [
            Stage::Sold,
            Stage::Recycled,
            Stage::Returned,
            Stage::Withdrawn,
        ] {
            let gone = ItemState {
                stage,
                ..graded(Class::Premium)
            };
            for purpose in Purpose::ALL {
                assert_eq!(rules(&gone, false, purpose), ["stage"]);
            }
        }
    }
}
