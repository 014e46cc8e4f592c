//! Money in and out of the record, an entry an event, for accountants. What was undone is answered
//! by an entry of its own at the time of the undoing, as in any books; nothing is taken out.

use super::Span;
use super::facts::{Event, Facts};
use super::money::{cost_fen, offered_fen, price_fen, standing};
use crate::app::export::{ExportReport, Target, put};
use crate::app::{AppError, Ctx, time};
use crate::domain::event::Kind as EventKind;
use crate::domain::money::Fen;
use crate::formats::catalogue::Catalogue;
use crate::formats::export::{Cell, Column, Format, Kind};
use crate::store::daily::steps;
use crate::store::{Connection, events};

/// The columns of `export ledger`; the names are a contract.
const COLUMNS: [Column<'static>; 9] = {
    const fn column(name: &'static str, kind: Kind) -> Column<'static> {
        Column { name, kind }
    }
    [
        column("seq", Kind::Int),
        column("at", Kind::Time),
        column("operation", Kind::Int),
        column("by", Kind::Text),
        column("code", Kind::Text),
        column("entry", Kind::Text),
        // Money in is above zero, money out below.
        column("amount_fen", Kind::Fen),
        // The entry that this one answers.
        column("reverses", Kind::Int),
        column("event", Kind::Text),
    ]
};

/// An entry.
struct Entry {
    name: &'static str,
    amount_fen: i64,
    reverses: Option<i64>,
}

/// Exports the entries of a span, in the ledger's order.
pub fn export(
    ctx: &Ctx,
    catalogue: &Catalogue,
    span: Span,
    (format, target): (Format, &Target),
) -> anyhow::Result<ExportReport> {
    let facts = Facts::load(ctx, catalogue, span)?;
    put(target, format, |out| {
        let mut sink = format.sink(&COLUMNS, out)?;
        let mut rows = 0;
        for event in &facts.events {
            let Some(entry) = entry(&facts, event)? else {
                continue;
            };
            let code = facts.code(event.item)?;
            sink.row(&[
                Cell::Int(event.seq),
                Cell::Time(time::in_zone(event.at, span.zone)),
                Cell::Int(event.operation),
                Cell::Text(facts.person(event.by)),
                Cell::Text(&code),
                Cell::Text(entry.name),
                Cell::Fen(Fen(entry.amount_fen)),
                entry.reverses.map_or(Cell::Null, Cell::Int),
                Cell::Text(event.kind.as_str()),
            ])?;
            rows += 1;
        }
        sink.finish()?;
        Ok(rows)
    })
}

fn entry(facts: &Facts<'_>, event: &Event) -> anyhow::Result<Option<Entry>> {
    let connection = facts.ctx.store.connection();
    if event.kind != EventKind::Reversed {
        return of_event(connection, event.kind.as_str(), event.seq);
    }
    let target = event.reverses.and_then(|n| usize::try_from(n).ok());
    let life = steps(connection, event.seq)?;
    let target = target.and_then(|n| life.get(n)).ok_or_else(|| {
        AppError::Integrity(format!(
            "event {} reverses one that is not there",
            event.seq
        ))
    })?;
    let entry = of_event(connection, &target.kind, target.seq)?;
    Ok(entry.map(|entry| Entry {
        amount_fen: -entry.amount_fen,
        reverses: Some(target.seq),
        ..entry
    }))
}

/// What an event means in money; none where it means nothing, or where that was erased.
fn of_event(connection: &Connection, kind: &str, seq: i64) -> anyhow::Result<Option<Entry>> {
    let entry = |name, amount_fen: Option<i64>| {
        amount_fen.map(|amount_fen| Entry {
            name,
            amount_fen,
            reverses: None,
        })
    };
    let cost = || anyhow::Ok(cost_fen(connection, seq)?.map(|fen| -fen));
    Ok(match kind {
        "graded" => entry(
            "acquisition",
            acquired_fen(connection, seq)?.map(|fen| -fen),
        ),
        "part" => entry("part", cost()?),
        "order_finished" => entry("labour", cost()?),
        "sold" => entry("sale", price_fen(connection, seq)?),
        "recycled" => entry("recycling", price_fen(connection, seq)?),
        _ => None,
    })
}

/// What the item was acquired for by the inspection at `seq`: the first of those that stood then
/// and offered anything.
fn acquired_fen(connection: &Connection, seq: i64) -> anyhow::Result<Option<i64>> {
    let Some(offer_fen) = offered_fen(connection, seq)? else {
        return Ok(None);
    };
    let Some(before) = events::get(connection, seq)?.prev else {
        return Ok(Some(offer_fen));
    };
    for step in standing(connection, before)? {
        if step.kind == "graded" && offered_fen(connection, step.seq)?.is_some() {
            return Ok(None);
        }
    }
    Ok(Some(offer_fen))
}
