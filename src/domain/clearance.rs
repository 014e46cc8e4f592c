//! May an item leave? Computed from the evidence each time it is asked, never stored.

use super::class::Class;
use super::hold;
use super::item::ItemState;
use super::lang::{Lang, Text};
use super::stage::Stage;
use super::wipe::finding::{Finding, Rule};
use super::wipe::item_media::ItemMedia;
use super::wipe::{Policy, wipe_clearance};

/// The doors of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To a buyer
    Sale,
    /// To a recycler
    Recycle,
    /// Back to its owner
    Return,
    /// To the partner of its work order, from where it comes back
    Repair,
}

impl Purpose {
    /// Every door that goods leave by for good.
    pub const ALL: [Self; 3] = [Self::Sale, Self::Recycle, Self::Return];

    /// The word in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Recycle => "recycle",
            Self::Return => "return",
            Self::Repair => "repair",
        }
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::En, _) => self.as_str(),
            (Lang::Zh, Self::Sale) => "出售",
            (Lang::Zh, Self::Recycle) => "回收",
            (Lang::Zh, Self::Return) => "退回",
            (Lang::Zh, Self::Repair) => "送修",
        }
    }
}

/// What is known of an item.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// Its state
    pub state: &'a ItemState,
    /// What is on record of its storage media
    pub media: &'a ItemMedia,
    /// By what their wipes are judged
    pub policy: Policy<'a>,
    /// When it is to leave
    pub now: i64,
    /// What is known of its refurbishing
    pub refurbishment: &'a Refurbishment,
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

/// What is known of an item's refurbishing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refurbishment {
    /// It was never refurbished
    None,
    /// It was, and was not inspected since
    NotInspected,
    /// The inspection since found these operations still to be done
    Left(Vec<String>),
    /// The same, and one of them was given up as beyond economic repair
    GivenUp(Vec<String>),
    /// The inspection since found nothing left to repair
    Done,
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

impl Reason {
    /// Whether it is of the item's data and not of the item itself.
    pub fn is_of_wipes(&self) -> bool {
        Rule::ALL.iter().any(|rule| rule.as_str() == self.rule)
    }
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
    if state.stage == Stage::Refurbishing && purpose != Purpose::Repair {
        reasons.push(reason(
            "stage",
            ("翻新工单未完成", "its work order is open"),
            ("先完成工单", "finish the work order first"),
        ));
    }
    match purpose {
        Purpose::Sale if evidence.seal == Sealing::Missing => reasons.push(seal()),
        Purpose::Sale | Purpose::Recycle | Purpose::Return | Purpose::Repair => {}
    }
    match purpose {
        Purpose::Return => {}
        Purpose::Sale | Purpose::Recycle | Purpose::Repair => {
            reasons.extend(hold(state));
            reasons.extend(class(&evidence, purpose));
        }
    }
    reasons.extend(wipes(&evidence, purpose));
    if reasons.is_empty() {
        Clearance::Cleared
    } else {
        Clearance::Blocked(reasons)
    }
}

/// What the rules of sanitization find, each reason once.
fn wipes(evidence: &Evidence<'_>, purpose: Purpose) -> Vec<Reason> {
    let found = wipe_clearance(evidence.media, evidence.policy, purpose, evidence.now);
    let mut reasons: Vec<Reason> = Vec::new();
    for finding in found.into_iter().filter(Finding::stops) {
        let reason = Reason {
            rule: finding.rule.as_str(),
            text: finding.text,
            cure: finding.cure,
        };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
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

fn class(evidence: &Evidence<'_>, purpose: Purpose) -> Option<Reason> {
    match (evidence.state.class, purpose) {
        (None, _) => Some(reason(
            "class",
            ("还没有等级", "it has no class"),
            ("`regrade grade` 检测它", "inspect it with `regrade grade`"),
        )),
        (Some(Class::Premium), Purpose::Sale) | (Some(Class::Scrap), Purpose::Recycle) => None,
        (Some(Class::Good), Purpose::Sale) => refurbished(evidence.refurbishment),
        // Only good items have a work order.
        (Some(_), Purpose::Repair) => None,
        (Some(Class::Good), Purpose::Recycle)
            if matches!(evidence.refurbishment, Refurbishment::GivenUp(_)) =>
        {
            None
        }
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

/// A good item is sold once nothing is left to repair.
fn refurbished(refurbishment: &Refurbishment) -> Option<Reason> {
    match refurbishment {
        Refurbishment::Done => None,
        Refurbishment::None => Some(reason(
            "class",
            (
                "良品须先翻新并复检",
                "a good item is sold after refurbishing and another inspection",
            ),
            (
                "开工单：`regrade refurbish open`",
                "open a work order with `regrade refurbish open`",
            ),
        )),
        Refurbishment::NotInspected => Some(reason(
            "class",
            (
                "翻新后尚未复检",
                "it was not inspected since it was refurbished",
            ),
            ("`regrade grade` 复检", "inspect it with `regrade grade`"),
        )),
        Refurbishment::Left(ops) => Some(left(
            ops,
            (
                "再开工单：`regrade refurbish open`",
                "open another work order with `regrade refurbish open`",
            ),
        )),
        Refurbishment::GivenUp(ops) => Some(left(
            ops,
            (
                "无维修价值：交给回收方",
                "it is beyond economic repair: hand it to a recycler",
            ),
        )),
    }
}

fn left(ops: &[String], cure: (&str, &str)) -> Reason {
    let ops = ops.join(", ");
    let (zh, en) = (
        format!("复检后仍需：{ops}"),
        format!("the inspection after refurbishing still asks for {ops}"),
    );
    reason("class", (&zh, &en), cure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::wipe::{KnownSerials, testing};

    fn rules(state: &ItemState, bears_data: bool, purpose: Purpose) -> Vec<&'static str> {
        rules_of(state, bears_data, &Refurbishment::None, purpose)
    }

    fn rules_of(
        state: &ItemState,
        bears_data: bool,
        refurbishment: &Refurbishment,
        purpose: Purpose,
    ) -> Vec<&'static str> {
        let (table, profile) = (testing::table(), testing::profile());
        let evidence = Evidence {
            state,
            refurbishment,
            seal: Sealing::NotDue,
            media: &testing::item(bears_data),
            policy: Policy {
                profile: &profile,
                table: &table,
                serials: &KnownSerials::default(),
            },
            now: 2_000_000,
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
    fn a_good_item_is_sold_once_nothing_is_left_to_repair() {
        let good = graded(Class::Good);
        let of =
            |refurbishment: &Refurbishment, purpose| rules_of(&good, false, refurbishment, purpose);
        assert!(of(&Refurbishment::Done, Purpose::Sale).is_empty());
        let left = || vec!["screen".to_owned()];
        for refurbishment in [
            Refurbishment::None,
            Refurbishment::NotInspected,
            Refurbishment::Left(left()),
            Refurbishment::GivenUp(left()),
        ] {
            assert_eq!(of(&refurbishment, Purpose::Sale), ["class"]);
        }
        assert_eq!(
            of(&Refurbishment::Left(left()), Purpose::Recycle),
            ["class"]
        );
        assert!(of(&Refurbishment::GivenUp(left()), Purpose::Recycle).is_empty());
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
        let (table, profile) = (testing::table(), testing::profile());
        let asked = |seal, purpose| {
            let evidence = Evidence {
                state: &state,
                refurbishment: &Refurbishment::None,
                seal,
                media: &testing::item(false),
                policy: Policy {
                    profile: &profile,
                    table: &table,
                    serials: &KnownSerials::default(),
                },
                now: 2_000_000,
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
