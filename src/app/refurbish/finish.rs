//! Finishes a work order: what each operation came to, and what the labour took.

use serde::Serialize;

use super::refusal::Refusal;
use super::target::{Target, target};
use super::writer::{Doing, Happening, Mode, Writer, within};
use crate::app::{Ctx, standards};
use crate::domain::event::Kind;
use crate::domain::lang::{Lang, Text};
use crate::domain::refurbish::{Finished, FoundOutcome, Outcome, Step};
use crate::store::Connection;

/// What is said of the work done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Finishing {
    /// What every operation came to that is not named
    pub every: Option<Outcome>,
    /// Operations, and what they came to
    pub outcomes: Vec<(String, Outcome)>,
    /// Minutes of labour
    pub minutes: i64,
    /// What the labour cost
    pub cost_fen: i64,
}

/// What was finished; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FinishReport {
    /// The operation; none in a preview
    pub operation: Option<i64>,
    /// Whether nothing was written
    pub dry_run: bool,
    /// The order's number
    pub order: i64,
    /// The item's trace code
    pub code: String,
    /// What each operation came to
    pub outcomes: Vec<FoundOutcome>,
    /// Minutes of labour
    pub minutes: i64,
    /// What the labour cost
    pub labour_fen: i64,
    /// The item's stage afterwards
    pub status: &'static str,
    /// The checks that the next inspection asks again; none known where the version of the standard
    /// is gone
    pub asks: Vec<AskedCheck>,
}

/// A check that is asked again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AskedCheck {
    /// Its id
    pub id: String,
    /// What staff read
    pub name: String,
}

/// Finishes the order of the item that `query` means.
pub fn finish(
    ctx: &mut Ctx,
    query: &str,
    finishing: &Finishing,
    mode: Mode,
    lang: Lang,
) -> anyhow::Result<FinishReport> {
    let doing = Doing::of(ctx, "refurbish finish", None);
    let ((target, finished), operation) = within(ctx, &doing, mode, |writer| {
        let target = target(writer.connection, query, Step::Finish, "finished")?;
        let finished = finished(&target, finishing)
            .map_err(|refusal| refusal.error(format!("{} cannot be finished", target.code)))?;
        record(writer, &target, &finished, finishing.cost_fen)?;
        Ok((target, finished))
    })?;
    let asks = asked(ctx, &target, &finished, lang)?;
    Ok(FinishReport {
        operation,
        dry_run: mode == Mode::Preview,
        order: target.order.number,
        code: target.code.to_string(),
        minutes: finished.minutes,
        outcomes: finished.outcomes,
        labour_fen: finishing.cost_fen,
        status: crate::domain::stage::Stage::Refurbished.as_str(),
        asks,
    })
}

/// What the event says, or why it cannot be said.
pub(super) fn finished(target: &Target, finishing: &Finishing) -> Result<Finished, Refusal> {
    let planned = &target.opened.ops;
    let ids: Vec<&str> = planned.iter().map(|op| op.id.as_str()).collect();
    let unknown = finishing
        .outcomes
        .iter()
        .find(|(id, _)| !ids.contains(&id.as_str()));
    if let Some((id, _)) = unknown {
        let known = match ids.is_empty() {
            true => Text {
                zh: "工单没有工序".to_owned(),
                en: "it has no operations".to_owned(),
            },
            false => Text {
                zh: format!("工单的工序：{}", ids.join(", ")),
                en: format!("its operations are {}", ids.join(", ")),
            },
        };
        let reason = Text {
            zh: format!("工单没有工序 `{id}`"),
            en: format!("the order has no operation `{id}`"),
        };
        return Err(Refusal::value(reason, known));
    }
    let mut outcomes = Vec::new();
    for id in &ids {
        let said = finishing.outcomes.iter().rfind(|(name, _)| name == id);
        let Some(outcome) = said.map(|(_, outcome)| *outcome).or(finishing.every) else {
            let reason = Text {
                zh: format!("没有工序 `{id}` 的结果"),
                en: format!("nothing is said of what `{id}` came to"),
            };
            let words = Outcome::ALL.map(Outcome::as_str).join(", ");
            let cure = Text {
                zh: format!("`--outcome {id}=结果`，可填：{words}"),
                en: format!("`--outcome {id}=OUTCOME`, one of {words}"),
            };
            return Err(Refusal::value(reason, cure));
        };
        outcomes.push(FoundOutcome {
            id: (*id).to_owned(),
            outcome,
        });
    }
    Ok(Finished {
        minutes: finishing.minutes,
        order: target.order.number,
        outcomes,
    })
}

/// Writes that the order is finished.
pub(super) fn record(
    writer: &mut Writer<'_>,
    target: &Target,
    finished: &Finished,
    cost_fen: i64,
) -> anyhow::Result<()> {
    writer.record(&Happening {
        item: target.item,
        code: target.code,
        kind: Kind::OrderFinished,
        data: finished,
        cost_fen: Some(cost_fen),
    })
}

fn asked(
    ctx: &Ctx,
    target: &Target,
    finished: &Finished,
    lang: Lang,
) -> anyhow::Result<Vec<AskedCheck>> {
    let pinned = &target.opened.standard;
    let Some(standard) = standards::pinned(&ctx.settings, &pinned.id, &pinned.sha256)? else {
        return Ok(Vec::new());
    };
    let done: Vec<&str> = finished
        .outcomes
        .iter()
        .filter(|found| found.outcome.clears())
        .map(|found| found.id.as_str())
        .collect();
    let asked = standard.cleared_by(&done).map(|check| AskedCheck {
        id: check.id.clone(),
        name: check.name.get(lang).to_owned(),
    });
    Ok(asked.collect())
}

/// Whether the newest order of an item was finished with just these outcomes.
pub(super) fn is_known(
    connection: &Connection,
    item: i64,
    finishing: &Finishing,
) -> anyhow::Result<bool> {
    let stand = crate::store::items::stand(connection, item)?;
    let past = super::past::past(connection, stand.last_seq)?;
    let standing = past.iter().rev().find(|event| {
        !event.is_undone && event.kind != Kind::Reversed && event.kind != Kind::Erased
    });
    let Some(newest) = standing.filter(|event| event.kind == Kind::OrderFinished) else {
        return Ok(false);
    };
    let found: Finished = crate::domain::refurbish::read(&newest.data)?;
    let is_same = |found: &FoundOutcome| {
        let said = finishing.outcomes.iter().rfind(|(id, _)| *id == found.id);
        said.map(|(_, outcome)| *outcome).or(finishing.every) == Some(found.outcome)
    };
    let cost_fen = super::orders::cost_of(connection, newest.seq)?;
    Ok(found.minutes == finishing.minutes
        && found.outcomes.iter().all(is_same)
        && cost_fen.is_none_or(|fen| fen == finishing.cost_fen))
}
