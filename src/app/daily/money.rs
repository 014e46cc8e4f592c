//! What an item that left brought and cost, out of its own events. What was erased is not known.

use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde_json::Value;

use super::facts::{Event, Facts};
use crate::app::{AppError, offers, quotation};
use crate::domain::class::Class;
use crate::domain::valuation::line_ids;
use crate::ledger::disclosure;
use crate::store::daily::{Step, steps};
use crate::store::{Connection, events};

/// An item that left for money.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left {
    /// The item
    pub(super) item: i64,
    /// Its class
    pub(super) class: Option<Class>,
    /// What was paid for it
    pub(super) price_fen: Option<i64>,
    /// What was offered for it by its first inspection that offered anything
    pub(super) acquired_fen: Option<i64>,
    /// What parts and labour of its work orders cost
    pub(super) refurbish_fen: i64,
    /// What its newest inspection took it to be worth as it is
    pub(super) estimate_fen: Option<i64>,
    /// What its newest inspection took such an item to be worth when premium and used
    pub(super) base_fen: Option<i64>,
}

impl Left {
    /// What is left of the price; none where a part of the sum is not known.
    pub(super) fn margin_fen(&self) -> Option<i64> {
        Some(self.price_fen? - self.acquired_fen? - self.refurbish_fen)
    }
}

/// What a quotation says, as far as the sums need it.
#[derive(Debug, Clone, Deserialize)]
struct Quoted {
    offer_fen: i64,
    base_fen: i64,
    #[serde(default)]
    lines: Vec<Line>,
}

#[derive(Debug, Clone, Deserialize)]
struct Line {
    id: String,
    fen: i64,
}

impl Quoted {
    /// The worth of the item as it is: all lines but those that make an offer of it.
    fn estimate_fen(&self) -> i64 {
        let ours = [line_ids::CLASS, line_ids::REFURBISH, line_ids::FLOOR];
        let lines = self.lines.iter();
        let of_the_item = lines.filter(|line| !ours.contains(&line.id.as_str()));
        of_the_item.map(|line| line.fen).sum()
    }
}

/// What the item of an event that leads out of the house brought and cost.
pub(super) fn left(facts: &Facts<'_>, event: &Event) -> anyhow::Result<Left> {
    let connection = facts.ctx.store.connection();
    let mut left = Left {
        item: event.item,
        class: facts.closed(event.item).class(),
        price_fen: price_fen(connection, event.seq)?,
        acquired_fen: None,
        refurbish_fen: 0,
        estimate_fen: None,
        base_fen: None,
    };
    for step in standing(connection, event.seq)? {
        match step.kind.as_str() {
            "graded" => {
                let Some(quoted) = private(connection, step.seq, quotation::FIELD)? else {
                    continue;
                };
                let quoted = Quoted::deserialize(quoted).map_err(|error| {
                    AppError::Integrity(format!("event {}: its quotation: {error}", step.seq))
                })?;
                left.acquired_fen = left.acquired_fen.or(Some(quoted.offer_fen));
                left.estimate_fen = Some(quoted.estimate_fen());
                left.base_fen = Some(quoted.base_fen);
            }
            "part" | "order_finished" => {
                left.refurbish_fen += cost_fen(connection, step.seq)?.unwrap_or(0);
            }
            _ => {}
        }
    }
    Ok(left)
}

/// What an event of a work order cost.
pub(super) fn cost_fen(connection: &Connection, seq: i64) -> anyhow::Result<Option<i64>> {
    Ok(private(connection, seq, "cost_fen")?.and_then(|fen| fen.as_i64()))
}

/// What was paid for an item by the event that leads out of the house.
pub(super) fn price_fen(connection: &Connection, seq: i64) -> anyhow::Result<Option<i64>> {
    Ok(private(connection, seq, "price_fen")?.and_then(|fen| fen.as_i64()))
}

/// What an inspection offered.
pub(super) fn offered_fen(connection: &Connection, seq: i64) -> anyhow::Result<Option<i64>> {
    Ok(offers::of(connection, seq)?.map(|offer| offer.offer_fen))
}

/// The steps of an item's life as far as `newest` that were not undone by then, oldest first.
pub(super) fn standing(connection: &Connection, newest: i64) -> anyhow::Result<Vec<Step>> {
    #[derive(Deserialize)]
    struct Reversal {
        data: Reversed,
    }
    #[derive(Deserialize)]
    struct Reversed {
        n: i64,
    }
    let steps = steps(connection, newest)?;
    let mut undone = FxHashSet::default();
    for step in steps.iter().filter(|step| step.kind == "reversed") {
        let body = events::body(connection, step.seq)?;
        let reversal: Reversal = serde_json::from_str(&body)
            .map_err(|error| AppError::Integrity(format!("event {}: {error}", step.seq)))?;
        undone.insert(reversal.data.n);
    }
    let numbered = (0_i64..).zip(steps);
    let standing = numbered.filter(|(n, step)| step.kind != "reversed" && !undone.contains(n));
    Ok(standing.map(|(_, step)| step).collect())
}

/// The public data of the event at `seq`.
pub(super) fn data_of(connection: &Connection, seq: i64) -> anyhow::Result<Value> {
    #[derive(Deserialize)]
    struct Body {
        data: Value,
    }
    let body: Body = serde_json::from_str(&events::body(connection, seq)?)
        .map_err(|error| AppError::Integrity(format!("event {seq}: {error}")))?;
    Ok(body.data)
}

/// A private field of the event at `seq`, unless it has none or it was erased.
fn private(connection: &Connection, seq: i64, name: &str) -> anyhow::Result<Option<Value>> {
    let Some(row) = events::disclosure(connection, seq)? else {
        return Ok(None);
    };
    let mut fields = disclosure::parse(&row)?.into_iter();
    Ok(fields
        .find(|field| field.name == name)
        .map(|field| field.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_leaves_out_what_makes_an_offer_of_it() {
        let quoted: Quoted = serde_json::from_value(serde_json::json!({
            "base_fen": 200_000, "offer_fen": 90_000, "floor_fen": 8_000,
            "lines": [
                { "id": "value.base", "fen": 200_000 },
                { "id": "value.age", "fen": -40_000 },
                { "id": "glass", "fen": -30_000 },
                { "id": "value.class_pct", "fen": -30_000 },
                { "id": "value.minus_refurbish", "fen": -10_000 },
            ],
        }))
        .unwrap();
        assert_eq!(quoted.estimate_fen(), 130_000);
    }
}
