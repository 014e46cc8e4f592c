//! What an item's events say of its refurbishing: for the doors of the house, and for the
//! inspection that follows.

use serde_json::Value;

use super::past::{PastEvent, newest_inspection, past};
use crate::app::AppError;
use crate::domain::clearance::Refurbishment;
use crate::domain::event::Kind;
use crate::domain::refurbish::{Finished, Opened, Outcome, read};
use crate::domain::stage::Stage;
use crate::domain::standard::model::Kind as CheckKind;
use crate::domain::standard::{Answer, Answers, Standard};
use crate::store::items::Stand;
use crate::store::{Connection, events};

/// What is known of an item's refurbishing.
pub fn refurbishment(connection: &Connection, stand: &Stand) -> anyhow::Result<Refurbishment> {
    if stand.state.stage == Stage::Received {
        return Ok(Refurbishment::None);
    }
    let past = past(connection, stand.last_seq)?;
    let Some(finish) = newest_finish(&past) else {
        return Ok(Refurbishment::None);
    };
    let inspection = newest_inspection(&past).filter(|inspection| inspection.n > finish.n);
    let Some(inspection) = inspection else {
        return Ok(Refurbishment::NotInspected);
    };
    let asked = inspection.data.get("ops").and_then(Value::as_array);
    let asked = asked.into_iter().flatten().filter_map(Value::as_str);
    let left: Vec<String> = asked.map(str::to_owned).collect();
    let finished: Finished = read(&finish.data)?;
    let is_given_up = |op: &String| {
        let found = finished.outcomes.iter().find(|found| found.id == *op);
        found.is_some_and(|found| found.outcome == Outcome::Uneconomic)
    };
    Ok(match left.is_empty() {
        true => Refurbishment::Done,
        false if left.iter().any(is_given_up) => Refurbishment::GivenUp(left),
        false => Refurbishment::Left(left),
    })
}

fn newest_finish(past: &[PastEvent]) -> Option<&PastEvent> {
    let standing = |event: &&PastEvent| event.kind == Kind::OrderFinished && !event.is_undone;
    past.iter().rev().find(standing)
}

/// What the inspection after refurbishing keeps of the one before: every answer but those that the
/// work was to change.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The inspection before, by its number within the item
    pub from: i64,
    /// The standard that it was made by: id, and SHA-256 of its file
    pub standard: (String, String),
    /// What the item was said to be worth then
    pub worth_yuan: Option<i64>,
    /// The operations whose checks are asked again
    done: Vec<String>,
    answers: Value,
    /// Answers in free text, which are private.
    texts: Vec<(String, String)>,
}

/// What is kept for the next inspection of an item; none unless it was just refurbished.
pub fn after_refurbishing(connection: &Connection, stand: &Stand) -> anyhow::Result<Option<Kept>> {
    if stand.state.stage != Stage::Refurbished {
        return Ok(None);
    }
    let past = past(connection, stand.last_seq)?;
    let damaged = |what: &str| AppError::Integrity(format!("event {}: {what}", stand.last_seq));
    let finish = newest_finish(&past)
        .ok_or_else(|| damaged("a refurbished item without a finished work order"))?;
    let finished: Finished = read(&finish.data)?;
    let is_opening = |event: &&PastEvent| {
        event.kind == Kind::OrderOpened
            && event.data.get("order").and_then(Value::as_i64) == Some(finished.order)
    };
    let opening = past.iter().find(is_opening);
    let opening = opening.ok_or_else(|| damaged("a finished work order that nobody opened"))?;
    let opened: Opened = read(&opening.data)?;
    let inspection = past.iter().find(|event| event.n == opened.inspection);
    let inspection = inspection.ok_or_else(|| damaged("a work order without an inspection"))?;
    let done = finished.outcomes.into_iter();
    let worth = inspection.data.get("worth_fen").and_then(Value::as_i64);
    Ok(Some(Kept {
        from: inspection.n,
        standard: (opened.standard.id, opened.standard.sha256),
        worth_yuan: worth.map(|fen| fen / 100),
        done: done
            .filter(|found| found.outcome.clears())
            .map(|found| found.id)
            .collect(),
        answers: inspection.data.get("answers").cloned().unwrap_or_default(),
        texts: texts_of(connection, inspection.seq)?,
    }))
}

fn texts_of(connection: &Connection, seq: i64) -> anyhow::Result<Vec<(String, String)>> {
    let Some(row) = events::disclosure(connection, seq)? else {
        return Ok(Vec::new());
    };
    let fields = crate::ledger::disclosure::parse(&row)?.into_iter();
    let texts = fields.filter_map(|field| Some((field.name, field.value.as_str()?.to_owned())));
    Ok(texts.collect())
}

impl Kept {
    /// The answers that the next inspection begins with: those kept, and open ones where it is to
    /// ask. An answer that this version of the standard does not take is asked anew too.
    pub fn answers(&self, standard: &Standard, category: u32) -> Answers {
        let best = Answers::best_for(standard, category);
        let mut answers = Answers::open(standard);
        for (index, check) in standard.checks.iter().enumerate() {
            let kept = self.answers.get(&check.id);
            let kept = kept.and_then(|kept| check.answer_from_json(kept).ok());
            let answer = match check.kind {
                CheckKind::Text => self.text(&check.id).unwrap_or(best.get(index).clone()),
                // What the first inspection need not have, this one may.
                CheckKind::Photo { .. } => kept.unwrap_or(best.get(index).clone()),
                _ => kept.unwrap_or(Answer::Open),
            };
            answers.set(index, answer);
        }
        let done: Vec<&str> = self.done.iter().map(String::as_str).collect();
        answers.reopened_by(standard, &done)
    }

    fn text(&self, check: &str) -> Option<Answer> {
        let found = self.texts.iter().find(|(name, _)| name == check);
        found.map(|(_, text)| Answer::Text(text.clone()))
    }
}
