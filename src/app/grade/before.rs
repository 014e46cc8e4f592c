//! What happened to an item before it came to the bench: its last inspection, and inspections
//! that this station left unfinished.

use super::bench::Bench;
use crate::app::{AppError, Ctx, find};
use crate::domain::event::Kind;
use crate::domain::stage::Stage;
use crate::store::{drafts, events, items};

/// An inspection that is in the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    /// When
    pub at: i64,
    /// By whom
    pub by: String,
}

/// The inspection that gave the item its class; none while it has none.
pub fn last(ctx: &Ctx, bench: &Bench) -> anyhow::Result<Option<Last>> {
    if bench.stand.state.stage != Stage::Graded {
        return Ok(None);
    }
    let connection = ctx.store.connection();
    let mut next = Some(bench.stand.last_seq);
    while let Some(seq) = next {
        let event = events::get(connection, seq)?;
        if event.kind == Kind::Graded.as_str() {
            let parsed = crate::ledger::event::parse(&event.body)
                .map_err(|error| AppError::Integrity(format!("event {seq}: {error}")))?;
            return Ok(Some(Last {
                at: event.at,
                by: parsed.actor,
            }));
        }
        next = event.prev;
    }
    Ok(None)
}

/// An unfinished inspection of this station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// The item's trace code
    pub code: String,
    /// Brand, model and spec
    pub goods: String,
    /// When its newest answer was given
    pub at: i64,
}

/// The newest unfinished inspections of this station, newest first.
pub fn unfinished(ctx: &Ctx) -> anyhow::Result<Vec<Unfinished>> {
    let connection = ctx.store.connection();
    let drafts = drafts::of_station(connection, &ctx.settings.station.station)?;
    drafts
        .into_iter()
        .map(|(item, at)| {
            let item = items::get(connection, item)?;
            let goods = [item.brand.as_str(), &item.model, &item.spec].join(" ");
            Ok(Unfinished {
                code: find::code(&item)?.to_string(),
                goods: goods.trim().to_owned(),
                at,
            })
        })
        .collect()
}
