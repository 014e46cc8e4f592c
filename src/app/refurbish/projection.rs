//! Carries events into the table of work orders, for the command that writes and for the check that
//! rebuilds it.

use serde_json::Value;

use crate::app::AppError;
use crate::domain::event::Kind;
use crate::domain::refurbish::{Order, Status, Step};
use crate::store::{Connection, StoreError, orders};

/// An event of an item, as far as work orders go by it.
#[derive(Debug, Clone, Copy)]
pub struct Carried<'e> {
    /// The item
    pub item: i64,
    /// Its place in the ledger
    pub seq: i64,
    /// When
    pub at: i64,
    /// What kind
    pub kind: Kind,
    /// Its data
    pub data: &'e Value,
}

/// Carries an event into the table of `table`; other events are read from `record`.
pub fn carry(table: &Connection, record: &Connection, event: &Carried<'_>) -> anyhow::Result<()> {
    let damaged = |what: String| AppError::Integrity(format!("event {}: {what}", event.seq));
    let order = match (event.kind, Step::of(event.kind)) {
        (Kind::OrderOpened, _) => Order::opened(event.seq, event.at, event.data)
            .map_err(|error| damaged(error.to_string()))?,
        (kind, Some(step)) => {
            let number = number_of(event.data).ok_or_else(|| damaged("no order".to_owned()))?;
            let row = orders::get(table, number)?.filter(|row| row.item == event.item);
            let row = row.ok_or_else(|| damaged(format!("it has no work order {number}")))?;
            let after = row.order.after(step, event.at, event.data);
            after.map_err(|error| damaged(format!("{}: {error}", kind.as_str())))?
        }
        (Kind::Reversed, None) if is_of_an_order(event.data) => {
            return Ok(orders::put(table, event.item, &again(record, event)?)?);
        }
        (_, None) => return Ok(()),
    };
    Ok(orders::put(table, event.item, &order)?)
}

/// Whether the table of work orders may follow from such an event.
pub fn is_of_orders(kind: Kind) -> bool {
    matches!(kind, Kind::OrderOpened | Kind::Reversed) || Step::of(kind).is_some()
}

/// Whether a reversal is of an event of a work order.
fn is_of_an_order(reversal: &Value) -> bool {
    let word = reversal.get("type").and_then(Value::as_str);
    let kind = word.and_then(Kind::parse);
    kind.is_some_and(|kind| kind == Kind::OrderOpened || Step::of(kind).is_some())
}

fn number_of(data: &Value) -> Option<i64> {
    data.get("order").and_then(Value::as_i64)
}

/// The order whose event was reversed, from those of its events that stand.
fn again(record: &Connection, reversal: &Carried<'_>) -> anyhow::Result<Order> {
    let damaged = |what: &str| AppError::Integrity(format!("event {}: {what}", reversal.seq));
    let past = super::past::past(record, reversal.seq)?;
    let of = reversal.data.get("n").and_then(Value::as_i64);
    let reversed = past.iter().find(|event| Some(event.n) == of);
    let number = reversed.and_then(|event| number_of(&event.data));
    let number = number.ok_or_else(|| damaged("it reverses no event of a work order"))?;
    let mut order: Option<Order> = None;
    for event in past
        .iter()
        .filter(|event| number_of(&event.data) == Some(number))
    {
        let bad = |error: &dyn std::fmt::Display| damaged(&error.to_string());
        if event.kind == Kind::OrderOpened {
            let opened = Order::opened(event.seq, event.at, &event.data);
            let mut opened = opened.map_err(|error| bad(&error))?;
            if event.is_undone {
                opened.status = Status::Undone;
                return Ok(opened);
            }
            order = Some(opened);
        } else if let (Some(step), false) = (Step::of(event.kind), event.is_undone) {
            let before = order.ok_or_else(|| damaged("its work order was never opened"))?;
            let after = before.after(step, event.at, &event.data);
            order = Some(after.map_err(|error| bad(&error))?);
        }
    }
    let order = order
        .ok_or_else(|| StoreError::Corrupt(format!("work order {number} was never opened")))?;
    Ok(order)
}
