//! What was done, by whom.

use serde::Serialize;

use super::time::utc;
use super::{AppError, Ctx, find};
use crate::store::operations::{self, Operation};
use crate::store::{events, items};

/// An operation as it is shown; the names are kept.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct LoggedOperation {
    pub operation: i64,
    pub command: String,
    pub operator: String,
    pub station: String,
    pub started_at: String,
    pub finished_at: Option<String>,
    pub source: Option<String>,
    pub items: i64,
    pub undoes: Option<i64>,
    pub undone_by: Option<i64>,
    pub reason: Option<String>,
}

/// An event of an operation as it is shown.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct LoggedEvent {
    pub seq: i64,
    pub code: String,
    pub kind: String,
    pub n: i64,
    pub at: String,
}

/// An operation with its events.
#[derive(Debug, Clone, Serialize)]
pub struct OperationReport {
    /// The operation
    #[serde(flatten)]
    pub operation: LoggedOperation,
    /// Its events, oldest first, at most as many as asked for
    pub events: Vec<LoggedEvent>,
    /// How many it has in all
    pub event_count: usize,
}

/// The newest operations, before the one given.
pub fn newest(ctx: &Ctx, before: Option<i64>, limit: u32) -> anyhow::Result<Vec<LoggedOperation>> {
    let operations = operations::newest(ctx.store.connection(), before, limit)?;
    Ok(operations.into_iter().map(logged).collect())
}

/// One operation with its events.
pub fn one(ctx: &Ctx, id: i64, limit: usize) -> anyhow::Result<OperationReport> {
    let connection = ctx.store.connection();
    let operation = operations::get(connection, id)?.ok_or(AppError::NoSuchOperation { id })?;
    let seqs = events::of_operation(connection, id)?;
    let mut shown = Vec::new();
    for seq in seqs.iter().rev().take(limit) {
        let event = events::get(connection, *seq)?;
        let code = match event.item {
            Some(item) => find::code(&items::get(connection, item)?)?.to_string(),
            None => String::new(),
        };
        shown.push(LoggedEvent {
            seq: event.seq,
            code,
            kind: event.kind,
            n: event.n,
            at: utc(event.at),
        });
    }
    Ok(OperationReport {
        operation: logged(operation),
        events: shown,
        event_count: seqs.len(),
    })
}

fn logged(operation: Operation) -> LoggedOperation {
    LoggedOperation {
        operation: operation.id,
        command: operation.command,
        operator: operation.operator,
        station: operation.station,
        started_at: utc(operation.started_at),
        finished_at: operation.finished_at.map(utc),
        source: operation.source,
        items: operation.items,
        undoes: operation.undoes,
        undone_by: operation.undone_by,
        reason: operation.reason,
    }
}
