//! Holds items and lets them go again. Whoever held or refused an item never lets it go alone.

use serde::Serialize;

use super::desk::{Desk, Subject, operation, wrong_stage};
use super::{AppError, Ctx, find, undo};
use crate::domain::event::Kind;
use crate::domain::hold;
use crate::store::items;
use crate::store::{Connection, StoreError, events};

/// Name of the private field that says why in free text.
pub const REASON: &str = "reason";

/// What became of items that were to be held or let go; the names are kept.
#[derive(Debug, Clone, Serialize)]
pub struct HoldReport {
    /// The operation
    pub operation: i64,
    /// Item by item
    pub items: Vec<HeldItem>,
}

/// An item that is held, or is held no more.
#[derive(Debug, Clone, Serialize)]
pub struct HeldItem {
    /// Trace code
    pub code: String,
    /// Whether it is held now
    pub held: bool,
    /// The word of the record for why it is, or was, held
    pub hold_reason: String,
}

/// Whether items are held or let go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// They are held
    Hold,
    /// They are let go
    Release,
}

/// Holds or releases items, all of them or none.
pub fn hold(
    ctx: &mut Ctx,
    queries: &[String],
    way: Way,
    reason: &str,
) -> anyhow::Result<HoldReport> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(AppError::Usage("a reason has words: --reason".to_owned()).into());
    }
    let site = ctx.settings.site.clone();
    let command = match way {
        Way::Hold => "hold",
        Way::Release => "release",
    };
    let new = operation(ctx, command);
    let tx = ctx.store.begin()?;
    let mut desk = Desk::open(&tx, &site, &new)?;
    let mut report = HoldReport {
        operation: desk.operation(),
        items: Vec::new(),
    };
    for query in queries {
        let mut subject = subject(&tx, query)?;
        let code = subject.code.to_string();
        let state = &subject.stand.state;
        if !state.stage.is_in_stock() {
            return Err(wrong_stage(&code, state).into());
        }
        let (kind, data, held) = match (way, &state.hold) {
            (Way::Hold, Some(reason)) => {
                let reason = reason.clone();
                return Err(AppError::Held { item: code, reason }.into());
            }
            (Way::Hold, None) => {
                let word = hold::reason_of(reason);
                (
                    Kind::Held,
                    serde_json::json!({ "hold": word }),
                    word.to_owned(),
                )
            }
            (Way::Release, None) => {
                return Err(AppError::Refused {
                    what: code,
                    why: "it is not held".to_owned(),
                }
                .into());
            }
            (Way::Release, Some(held)) => {
                let held = held.clone();
                must_be_another(&tx, &subject, &new.operator)?;
                (Kind::Released, serde_json::json!({}), held)
            }
        };
        // What is on the list says all; whatever else was said may name somebody.
        if way == Way::Release || held == hold::OTHER {
            desk.keep_private(REASON, reason);
        }
        desk.record(&mut subject, kind, data)?;
        report.items.push(HeldItem {
            code,
            held: way == Way::Hold,
            hold_reason: held,
        });
    }
    desk.finish(i64::try_from(report.items.len())?)?;
    tx.commit().map_err(StoreError::from)?;
    Ok(report)
}

/// The item that a scan or a typed word means, as its events go on.
pub fn subject(connection: &Connection, query: &str) -> anyhow::Result<Subject> {
    let item = find::find(connection, query)?;
    Ok(Subject {
        item,
        code: find::code(&items::get(connection, item)?)?,
        stand: items::stand(connection, item)?,
    })
}

/// Whoever lets an item go is another than the one who refused or held it.
fn must_be_another(
    connection: &Connection,
    subject: &Subject,
    operator: &str,
) -> anyhow::Result<()> {
    let Some(holder) = holder(connection, subject)? else {
        return Ok(());
    };
    if holder != operator {
        return Ok(());
    }
    Err(AppError::Refused {
        what: format!("{} cannot be released", subject.code),
        why: format!("{holder} held it; a second person lets it go"),
    }
    .into())
}

/// Who refused or held an item that is held.
fn holder(connection: &Connection, subject: &Subject) -> anyhow::Result<Option<String>> {
    let newest = undo::standing_of(connection, subject.stand.last_seq, |kind| {
        matches!(kind, Kind::Refused | Kind::Held)
    })?;
    let Some(event) = newest else { return Ok(None) };
    let parsed = crate::ledger::event::parse(&events::body(connection, event.seq)?)
        .map_err(|error| AppError::Integrity(format!("event {}: {error}", event.seq)))?;
    Ok(Some(parsed.actor))
}
