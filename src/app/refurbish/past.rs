//! An item's events, read, with those that were undone marked.

use serde_json::Value;

use crate::app::AppError;
use crate::domain::event::Kind;
use crate::store::{Connection, events};

/// An event of an item.
#[derive(Debug, Clone)]
pub struct PastEvent {
    /// Its place in the ledger
    pub seq: i64,
    /// Its number within the item
    pub n: i64,
    /// When
    pub at: i64,
    /// By whom
    pub by: String,
    /// What kind
    pub kind: Kind,
    /// Its data
    pub data: Value,
    /// Whether it was undone
    pub is_undone: bool,
}

/// An item's events up to and with `newest`, oldest first.
pub fn past(connection: &Connection, newest: i64) -> anyhow::Result<Vec<PastEvent>> {
    let mut past: Vec<PastEvent> = Vec::new();
    for stored in events::of_item(connection, newest)? {
        let damaged = |what: String| AppError::Integrity(format!("event {}: {what}", stored.seq));
        let event = crate::ledger::event::parse(&stored.body)
            .map_err(|error| damaged(error.to_string()))?;
        let kind = Kind::parse(&stored.kind)
            .ok_or_else(|| damaged(format!("there is no event `{}`", stored.kind)))?;
        if kind == Kind::Reversed {
            let of = event.data.get("n").and_then(Value::as_i64);
            for earlier in past.iter_mut().filter(|earlier| Some(earlier.n) == of) {
                earlier.is_undone = true;
            }
        }
        past.push(PastEvent {
            seq: stored.seq,
            n: stored.n,
            at: stored.at,
            by: event.actor,
            kind,
            data: Value::Object(event.data),
            is_undone: false,
        });
    }
    Ok(past)
}

/// The newest inspection that gave a class and was not undone.
pub fn newest_inspection(past: &[PastEvent]) -> Option<&PastEvent> {
    let standing = |event: &&PastEvent| event.kind == Kind::Graded && !event.is_undone;
    past.iter().rev().find(standing)
}

/// The standard that an inspection names: id and SHA-256 of its file.
pub(super) fn pinned_of(inspection: &PastEvent) -> Result<(&str, &str), AppError> {
    let pinned = |key: &str| {
        let pinned = inspection.data.get("standard")?.get(key)?;
        pinned.as_str()
    };
    pinned("id")
        .zip(pinned("sha256"))
        .ok_or_else(|| AppError::Integrity(format!("event {} pins no standard", inspection.seq)))
}
