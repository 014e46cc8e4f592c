//! What was offered for an item, by the newest of its inspections that stands.

use super::AppError;
use super::inspections::quoted;
use crate::domain::event::Kind;
use crate::store::items::Offer;
use crate::store::{Connection, events};

/// What is offered for the item whose newest event stands at `newest`; none where its newest
/// inspection that stands refused it or offered nothing, and where the offer was erased.
pub fn standing(connection: &Connection, newest: i64) -> anyhow::Result<Option<Offer>> {
    let mut reversed = Vec::new();
    for event in events::of_item(connection, newest)?.into_iter().rev() {
        let damaged = |what: &dyn std::fmt::Display| {
            AppError::Integrity(format!("event {}: {what}", event.seq))
        };
        if event.kind == Kind::Reversed.as_str() {
            let parsed = crate::ledger::event::parse(&event.body);
            let parsed = parsed.map_err(|error| damaged(&error))?;
            reversed.extend(parsed.data.get("n").and_then(serde_json::Value::as_i64));
        } else if !reversed.contains(&event.n) {
            if event.kind == Kind::Graded.as_str() {
                return of(connection, event.seq);
            }
            if event.kind == Kind::Refused.as_str() {
                return Ok(None);
            }
        }
    }
    Ok(None)
}

/// What the inspection at `seq` offered.
pub fn of(connection: &Connection, seq: i64) -> anyhow::Result<Option<Offer>> {
    let row = events::disclosure(connection, seq)?;
    let quoted = quoted(row.as_deref())
        .map_err(|error| AppError::Integrity(format!("event {seq}: its offer: {error}")))?;
    Ok(quoted.map(|quoted| Offer {
        seq,
        offer_fen: quoted.offer_fen,
    }))
}
