//! The work order that a command goes on with.

use serde_json::Value;

use super::refusal::Refusal;
use crate::app::{AppError, find};
use crate::domain::code::TraceCode;
use crate::domain::refurbish::{Opened, Order, Step, read};
use crate::store::{Connection, events, items, orders};

/// An item with its unfinished work order.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) item: i64,
    pub(super) code: TraceCode,
    pub(super) order: Order,
    pub(super) opened: Opened,
}

/// The trace code of an item.
pub(super) fn code_in(connection: &Connection, item: i64) -> anyhow::Result<TraceCode> {
    find::code(&items::get(connection, item)?)
}

/// The order of the item that `query` means, on which `step` may be next; else an error of a
/// command that would have done `what` to it.
pub(super) fn target(
    connection: &Connection,
    query: &str,
    step: Step,
    what: &str,
) -> anyhow::Result<Target> {
    let item = find::find(connection, query)?;
    match target_of(connection, item, step)? {
        Ok(target) => Ok(target),
        Err(refusal) => {
            let code = code_in(connection, item)?;
            Err(refusal.error(format!("{code} cannot be {what}")).into())
        }
    }
}

/// The order of an item, on which `step` may be next, or why not.
pub(super) fn target_of(
    connection: &Connection,
    item: i64,
    step: Step,
) -> anyhow::Result<Result<Target, Refusal>> {
    let code = code_in(connection, item)?;
    let Some(order) = orders::unfinished_of(connection, item)? else {
        return Ok(Err(Refusal::no_order(code)));
    };
    if let Err(why) = order.may(step) {
        return Ok(Err(Refusal::not_now(code, &why)));
    }
    let opened = opened(connection, order.opened_seq)?;
    Ok(Ok(Target {
        item,
        code,
        order,
        opened,
    }))
}

/// What the event says that opened an order.
pub(super) fn opened(connection: &Connection, seq: i64) -> anyhow::Result<Opened> {
    let damaged = |what: String| AppError::Integrity(format!("event {seq}: {what}"));
    let event = crate::ledger::event::parse(&events::body(connection, seq)?)
        .map_err(|error| damaged(error.to_string()))?;
    let opened = read(&Value::Object(event.data));
    Ok(opened.map_err(|error| damaged(error.to_string()))?)
}
