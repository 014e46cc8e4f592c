//! Gathers what the rules are given of an item: its own events, and what other items' events say of
//! its runs and their batches.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::desk::OnDesk;
use super::history::{self, runs};
use super::names;
use super::rules::Rules;
use crate::app::{AppError, find};
use crate::domain::event::Kind;
use crate::domain::wipe::fact::{Fact, Run, What};
use crate::domain::wipe::item_media::{BatchCheck, BatchKey, Elsewhere, ItemMedia};
use crate::domain::wipe::{Judgement, media};
use crate::store::events::StoredEvent;
use crate::store::{Connection, events, items, wipe};

/// The item itself, without anything that happened to its media.
pub(super) fn bare(on: &OnDesk, rules: &Rules<'_>) -> ItemMedia {
    let about = rules.about(on.item.category);
    ItemMedia {
        code: on.code.to_string(),
        bears_data: about.bears_data,
        serial: on.item.serial.clone(),
        imeis: on.item.imei.iter().cloned().collect(),
        received: on.item.received_at,
        away: Vec::new(),
        locks: about.locks.to_vec(),
        facts: Vec::new(),
        elsewhere: Vec::new(),
        batches: Vec::new(),
    }
}

/// All that the rules are given of an item.
pub fn item(
    connection: &Connection,
    on: &OnDesk,
    rules: &Rules<'_>,
    batches: &mut Batches,
) -> anyhow::Result<ItemMedia> {
    let mut item = bare(on, rules);
    item.facts = history::facts(&on.history);
    let stored = events::of_item(connection, on.stand.last_seq)?;
    let seen = inspected(&stored)?;
    if !seen.is_empty() {
        item.facts.extend(seen);
        item.facts.sort_by_key(|fact| fact.at);
    }
    for (told, no, run) in runs(&on.history) {
        item.elsewhere
            .extend(elsewhere(connection, on.item.id, told.seq, no, run)?);
        let batch = BatchKey::of(run);
        if item.batches.iter().all(|known| known.batch != batch) {
            item.batches.push(batches.check(connection, batch)?);
        }
    }
    Ok(item)
}

/// What one run is worth by itself: of this medium, in this item.
pub(super) fn run(
    connection: &Connection,
    on: &OnDesk,
    no: u32,
    run: &Run,
    by: &str,
    at: i64,
    rules: &Rules<'_>,
) -> anyhow::Result<Judgement> {
    let mut item = bare(on, rules);
    item.facts = history::facts(&on.history);
    item.facts
        .retain(|fact| matches!(fact.what, What::Declared { .. } | What::Removed { .. }));
    item.facts.push(Fact {
        at,
        by: by.to_owned(),
        what: What::Run {
            no,
            run: Box::new(run.clone()),
        },
    });
    item.elsewhere = elsewhere(connection, on.item.id, i64::MAX, no, run)?;
    let view = media(&item, rules.policy(), at);
    let judged = view
        .into_iter()
        .find(|view| view.medium.no == no)
        .and_then(|view| view.run);
    judged
        .map(|judged| judged.judgement)
        .ok_or_else(|| AppError::Integrity(format!("medium {no} of {} has no run", on.code)).into())
}

/// Which other media the run of the event at `seq` stands for.
fn elsewhere(
    connection: &Connection,
    item: i64,
    seq: i64,
    no: u32,
    run: &Run,
) -> anyhow::Result<Vec<Elsewhere>> {
    let evidence = run.file.as_deref().unwrap_or_default();
    let mut found = Vec::new();
    for key in names::of_record(&run.record, run.start, evidence) {
        for other in wipe::wipes_of(connection, key)? {
            // The run that was recorded first keeps its medium.
            if other >= seq {
                continue;
            }
            let (other_item, other_no, known) = recorded(connection, other)?;
            if (other_item, other_no) != (item, no) && names::are_one(run, &known) {
                let code = find::code(&items::get(connection, other_item)?)?;
                found.push(Elsewhere {
                    run: run.id.clone(),
                    code: code.to_string(),
                    no: other_no,
                });
            }
        }
    }
    found.dedup();
    Ok(found)
}

/// The run that an event recorded: its item, its medium and what it says.
pub(super) fn recorded(connection: &Connection, seq: i64) -> anyhow::Result<(i64, u32, Box<Run>)> {
    let stored = events::get(connection, seq)?;
    let private = events::disclosure(connection, seq)?;
    let told = super::event::decode(&stored, private.as_deref())?;
    match (stored.item, told.map(|told| told.what)) {
        (Some(item), Some(What::Run { no, run })) => Ok((item, no, run)),
        _ => Err(AppError::Integrity(format!("event {seq} is no wipe")).into()),
    }
}

/// What was checked in batches, each counted once for all the items of a list.
#[derive(Debug, Default)]
pub struct Batches(BTreeMap<BatchKey, BatchCheck>);

impl Batches {
    fn check(&mut self, connection: &Connection, batch: BatchKey) -> anyhow::Result<BatchCheck> {
        if let Some(known) = self.0.get(&batch) {
            return Ok(known.clone());
        }
        let count = |key| -> anyhow::Result<u64> {
            let items: BTreeSet<i64> = wipe::items_of(connection, key)?.into_iter().collect();
            Ok(items.len() as u64)
        };
        let (checked, failed) = names::of_checks(&batch);
        let check = BatchCheck {
            items: count(names::of_batch(&batch))?,
            checked: count(checked)?,
            failed: count(failed)?,
            batch: batch.clone(),
        };
        self.0.insert(batch, check.clone());
        Ok(check)
    }
}

/// Standards whose answer that there is no medium says that the bays were found empty. Others ask
/// for cards that were left in, and say nothing of storage that is built in.
const BAYS: [&str; 2] = ["desktop-pc", "laptop"];
/// Answers of inspections that say that an account is signed out of, or that a lock is off.
const OFF: [&str; 5] = ["off", "clear", "done", "free", "none"];
/// The locks that each check looks at.
const LOCKS: [(&str, &[&str]); 2] = [
    ("account", &["account"]),
    ("lock", &["account", "bios", "mdm"]),
];

/// What the newest inspection that stands saw of media and locks.
fn inspected(stored: &[StoredEvent]) -> anyhow::Result<Vec<Fact>> {
    let mut reversed = Vec::new();
    for event in stored.iter().rev() {
        let is_graded = event.kind == Kind::Graded.as_str();
        if !is_graded && event.kind != Kind::Reversed.as_str() {
            continue;
        }
        let parsed = crate::ledger::event::parse(&event.body)
            .map_err(|error| AppError::Integrity(format!("event {}: {error}", event.seq)))?;
        if !is_graded {
            reversed.extend(parsed.data.get("n").and_then(Value::as_i64));
            continue;
        }
        if reversed.contains(&event.n) {
            continue;
        }
        let answer = |check: &str| {
            let answers = parsed.data.get("answers")?;
            answers.get(check)?.as_str()
        };
        let standard = parsed.data.get("standard").and_then(|pin| pin.get("id"));
        let seen_in = standard.and_then(Value::as_str).map(str::to_owned);
        let mut facts = Vec::new();
        let mut fact = |what| {
            facts.push(Fact {
                at: event.at,
                by: parsed.actor.clone(),
                what,
            });
        };
        let has_bays = seen_in.as_deref().is_some_and(|id| BAYS.contains(&id));
        if has_bays && answer("media") == Some("none") {
            let why = seen_in.clone().unwrap_or_default();
            fact(What::NoMedia { why });
        }
        for (check, locks) in LOCKS {
            if answer(check).is_some_and(|answer| OFF.contains(&answer)) {
                for name in locks {
                    fact(What::Lock {
                        name: (*name).to_owned(),
                        is_on: Some(false),
                        seen_in: seen_in.clone(),
                    });
                }
            }
        }
        return Ok(facts);
    }
    Ok(Vec::new())
}
