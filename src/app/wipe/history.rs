//! What an item's events say of its media and wipes, and the narrow tables that find them.

use std::collections::BTreeSet;

use super::event::{self, Told};
use super::names;
use crate::app::AppError;
use crate::domain::event::Kind;
use crate::domain::wipe::fact::{DeclaredMedium, Fact, Run, What};
use crate::domain::wipe::item_media::BatchKey;
use crate::store::events::{self, StoredEvent};
use crate::store::wipe::{self, WipeRows};
use crate::store::{Connection, StoreError};

/// What happened to an item's media and was not undone, oldest first.
pub fn of_item(connection: &Connection, newest: i64) -> anyhow::Result<Vec<Told>> {
    standing(connection, &events::of_item(connection, newest)?)
}

/// The same out of events that were read already.
pub fn standing(connection: &Connection, stored: &[StoredEvent]) -> anyhow::Result<Vec<Told>> {
    let mut reversed = BTreeSet::new();
    let mut told = Vec::new();
    for stored in stored.iter().rev() {
        if stored.kind == Kind::Reversed.as_str() {
            reversed.extend(reverses(stored)?);
        } else if !reversed.contains(&stored.n)
            && Kind::parse(&stored.kind)
                .is_some_and(|kind| kind.is_of_media() || kind == Kind::Part)
        {
            let private = events::disclosure(connection, stored.seq)?;
            told.extend(event::decode(stored, private.as_deref())?);
        }
    }
    told.reverse();
    Ok(told)
}

/// The number within the item of the event that this one reverses.
fn reverses(event: &StoredEvent) -> anyhow::Result<Option<i64>> {
    let parsed = crate::ledger::event::parse(&event.body)
        .map_err(|error| AppError::Integrity(format!("event {}: {error}", event.seq)))?;
    Ok(parsed.data.get("n").and_then(serde_json::Value::as_i64))
}

/// The facts that the rules are given: a medium that was told of several times is declared once,
/// with all that is known of it.
pub fn facts(history: &[Told]) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for told in history {
        if let What::Declared { medium } = &told.what
            && let Some(known) = facts.iter_mut().find_map(|fact| match &mut fact.what {
                What::Declared { medium: known } if known.no == medium.no => Some(known),
                _ => None,
            })
        {
            more(known, medium);
            continue;
        }
        facts.push(Fact {
            at: told.at,
            by: told.actor.clone(),
            what: told.what.clone(),
        });
    }
    facts
}

/// What was told later completes what was told before.
pub(super) fn more(known: &mut DeclaredMedium, later: &DeclaredMedium) {
    known.kind = later.kind.or(known.kind);
    known.bytes = later.bytes.or(known.bytes);
    for (known, later) in [
        (&mut known.serial, &later.serial),
        (&mut known.maker, &later.maker),
        (&mut known.model, &later.model),
    ] {
        if later.is_some() {
            known.clone_from(later);
        }
    }
}

/// The runs of a history, newest last, with the places of their events.
pub(super) fn runs(history: &[Told]) -> impl Iterator<Item = (&Told, u32, &Run)> {
    history.iter().filter_map(|told| match &told.what {
        What::Run { no, run } => Some((told, *no, &**run)),
        _ => None,
    })
}

/// The rows of the narrow tables that an item's history comes to.
pub fn rows(history: &[Told]) -> WipeRows {
    let mut rows = WipeRows::default();
    for told in history {
        match &told.what {
            What::Declared { medium } => {
                let serial = medium.serial.as_deref().and_then(names::of_serial);
                let no = i64::from(medium.no);
                match rows.media.iter_mut().find(|(known, _)| *known == no) {
                    Some((_, known)) => *known = serial.or(*known),
                    None => rows.media.push((no, serial)),
                }
            }
            What::Removed { no, .. } | What::Destroyed { no, .. } => {
                rows.media.retain(|(held, _)| *held != i64::from(*no));
            }
            What::Run { run, .. } => {
                let keys = names::of_run(run).into_iter();
                rows.keys.extend(keys.map(|key| (key, told.seq)));
            }
            What::Checked { run, passed, .. } => {
                let of = runs(history).find(|(_, _, known)| known.id == *run);
                if let Some((_, _, run)) = of {
                    let (checked, failed) = names::of_checks(&BatchKey::of(run));
                    rows.keys.push((checked, told.seq));
                    if !passed {
                        rows.keys.push((failed, told.seq));
                    }
                }
            }
            What::NoMedia { .. } | What::Voided { .. } | What::Unsanitized { .. } => {}
            What::Overridden { .. } | What::Lock { .. } | What::Consent { .. } => {}
        }
    }
    rows.keys.sort_unstable();
    rows.keys.dedup();
    rows
}

/// Writes the rows anew after an item's newest event, in place of those from before it.
pub fn project(
    connection: &Connection,
    item: i64,
    before: &WipeRows,
    after: &WipeRows,
) -> Result<(), StoreError> {
    if before != after {
        wipe::remove(connection, item, before)?;
        wipe::add(connection, item, after)?;
    }
    Ok(())
}
