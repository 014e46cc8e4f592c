//! May this item leave on these terms? Everything that stands in its way is told at once.

use super::Line;
use super::terms::{Bag, Terms};
use crate::app::desk::Subject;
use crate::app::refurbish::refurbishment;
use crate::app::wipe::assess::{self, Batches};
use crate::app::wipe::desk::OnDesk;
use crate::app::wipe::rules::Rules;
use crate::app::{AppError, find, hold};
use crate::domain::clearance::{Clearance, Evidence, Purpose, Reason, Sealing, clearance};
use crate::domain::lang::Text;
use crate::domain::seal::{SealCode, SealState};
use crate::domain::wipe::finding::Rule;
use crate::domain::wipe::wipe_clearance;
use crate::formats::catalogue::Catalogue;
use crate::store::items::{self, Item};
use crate::store::{Connection, seals};

/// A line with all that was found out about it.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) line: Option<u64>,
    pub(super) asked: String,
    pub(super) found: Option<(Subject, Item)>,
    pub(super) terms: Option<Terms>,
    pub(super) bag: Option<Bag>,
    pub(super) reasons: Vec<Reason>,
    pub(super) alarm: Option<Alarm>,
    /// Whether it goes to the recycler with data on it, as two people signed
    pub(super) holds_data: bool,
}

/// A seal that cannot be in anybody's hands was shown.
#[derive(Debug)]
pub(super) struct Alarm {
    pub(super) seal: SealCode,
    pub(super) state: SealState,
    /// The item that it is around
    pub(super) around: Option<String>,
}

/// Judges lines one after the other; what one line uses is used up for the next.
pub(super) struct Gate<'c> {
    connection: &'c Connection,
    catalogue: &'c Catalogue,
    rules: Rules<'c>,
    batches: Batches,
    door: Purpose,
    now: i64,
    items: Vec<i64>,
    seals: Vec<SealCode>,
}

impl<'c> Gate<'c> {
    pub(super) fn new(
        connection: &'c Connection,
        catalogue: &'c Catalogue,
        rules: Rules<'c>,
        door: Purpose,
        now: i64,
    ) -> Self {
        Self {
            connection,
            catalogue,
            rules,
            batches: Batches::default(),
            door,
            now,
            items: Vec::new(),
            seals: Vec::new(),
        }
    }

    pub(super) fn judge(&mut self, line: &Line) -> anyhow::Result<Judged> {
        let mut judged = Judged {
            line: line.number,
            asked: line.item.clone(),
            found: None,
            terms: None,
            bag: None,
            reasons: Vec::new(),
            alarm: None,
            holds_data: false,
        };
        match Terms::read(self.door, &line.said) {
            Ok(terms) => judged.terms = Some(terms),
            Err(reason) => judged.reasons.push(reason),
        }
        match Bag::read(&line.said) {
            Ok(bag) => judged.bag = bag,
            Err(reason) => judged.reasons.push(reason),
        }
        let subject = match hold::subject(self.connection, &line.item) {
            Ok(subject) => subject,
            Err(error) => match error.downcast_ref::<AppError>() {
                Some(AppError::NoSuchItem { .. } | AppError::SeveralItems { .. }) => {
                    // One item alone is not found; among many it is one that is refused.
                    if line.number.is_none() && self.items.is_empty() && !line.is_one_of_many {
                        return Err(error);
                    }
                    judged.reasons.push(not_found(&error.to_string()));
                    return Ok(judged);
                }
                _ => return Err(error),
            },
        };
        let item = items::get(self.connection, subject.item)?;
        if self.items.contains(&subject.item) {
            judged.reasons.push(twice());
        }
        self.items.push(subject.item);
        if let Some(seal) = judged.bag.as_ref().map(|bag| bag.seal) {
            self.judge_seal(seal, &mut judged)?;
        }
        let on = OnDesk::open(self.connection, subject.item)?;
        let media = assess::item(self.connection, &on, &self.rules, &mut self.batches)?;
        let refurbishment = refurbishment(self.connection, &subject.stand)?;
        let evidence = Evidence {
            state: &subject.stand.state,
            media: &media,
            policy: self.rules.policy(),
            now: self.now,
            refurbishment: &refurbishment,
            seal: match (self.catalogue.is_luxury(item.category)?, &judged.bag) {
                (false, _) => Sealing::NotDue,
                (true, None) => Sealing::Missing,
                (true, Some(_)) => Sealing::Sealed,
            },
        };
        let found = wipe_clearance(&media, self.rules.policy(), self.door, self.now);
        judged.holds_data = found
            .iter()
            .any(|finding| finding.rule == Rule::R14 && !finding.stops());
        if let Clearance::Blocked(reasons) = clearance(evidence, self.door) {
            judged.reasons.extend(reasons);
        }
        judged.found = Some((subject, item));
        Ok(judged)
    }

    fn judge_seal(&mut self, seal: SealCode, judged: &mut Judged) -> anyhow::Result<()> {
        let Some(known) = seals::get(self.connection, seal.as_i64())? else {
            judged.reasons.push(never_issued(seal));
            return Ok(());
        };
        let is_used_here = self.seals.contains(&seal);
        self.seals.push(seal);
        let state = match (known.state, is_used_here) {
            (SealState::Issued, false) => return Ok(()),
            (SealState::Issued, true) => SealState::Bound,
            (other, _) => other,
        };
        let around = match known.item {
            Some(item) => {
                let item = items::get(self.connection, item)?;
                Some(find::code(&item)?.to_string())
            }
            None => None,
        };
        judged
            .reasons
            .push(seen_twice(seal, state, around.as_deref()));
        judged.alarm = Some(Alarm {
            seal,
            state,
            around,
        });
        Ok(())
    }
}

fn reason(rule: &'static str, text: (String, String), cure: (&str, &str)) -> Reason {
    Reason {
        rule,
        text: Text {
            zh: text.0,
            en: text.1,
        },
        cure: Text {
            zh: cure.0.to_owned(),
            en: cure.1.to_owned(),
        },
    }
}

fn not_found(why: &str) -> Reason {
    let text = (format!("找不到唯一的商品：{why}"), why.to_owned());
    reason(
        "item",
        text,
        (
            "`regrade list` 列出商品",
            "`regrade list` shows the items there are",
        ),
    )
}

fn twice() -> Reason {
    let text = (
        "同一商品列了两次".to_owned(),
        "the same item stands twice".to_owned(),
    );
    reason("twice", text, ("删去其中一行", "leave one of the two out"))
}

fn never_issued(seal: SealCode) -> Reason {
    let text = (
        format!("防撕袋 {seal} 从未发放"),
        format!("seal {seal} was never issued"),
    );
    reason(
        "seal",
        text,
        (
            "用 `regrade seal issue` 发放的袋子",
            "take a bag whose code `regrade seal issue` printed",
        ),
    )
}

fn seen_twice(seal: SealCode, state: SealState, around: Option<&str>) -> Reason {
    let (zh, en) = match (state, around) {
        (SealState::Bound, Some(code)) => (
            format!("防撕袋 {seal} 已用于 {code}"),
            format!("seal {seal} is around {code} already"),
        ),
        (SealState::Bound, None) => (
            format!("防撕袋 {seal} 在本次出库中出现两次"),
            format!("seal {seal} is shown twice in this dispatch"),
        ),
        (SealState::Broken | SealState::Voided | SealState::Withdrawn | SealState::Issued, _) => {
            let (zh, en) = (state.name(crate::domain::lang::Lang::Zh), state.as_str());
            (
                format!("防撕袋 {seal} {zh}"),
                format!("seal {seal} is {en}"),
            )
        }
    };
    reason(
        "seal-alarm",
        (format!("警报：{zh}"), format!("alarm: {en}")),
        (
            "取新袋封装；`regrade seal show` 查明旧袋去向",
            "take a new bag, and find out with `regrade seal show` where the code was seen before",
        ),
    )
}
