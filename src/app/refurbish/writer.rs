//! Writes the events of one command on work orders: events, states and the table of orders in one
//! transaction.

use serde::Serialize;

use super::projection::{Carried, carry};
use crate::app::chance::Chance;
use crate::app::recorder::{NewEvent, Recorder, Signature};
use crate::app::{AppError, Ctx, keys};
use crate::domain::code::TraceCode;
use crate::domain::event::{self, Kind};
use crate::domain::item::IllegalMove;
use crate::ledger::disclosure;
use crate::ledger::jcs::push_value;
use crate::store::items::{self, Stand};
use crate::store::operations::{self, NewOperation};
use crate::store::{Connection, StoreError, events};

/// Whether what a command does is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is
    Record,
    /// It is only shown
    Preview,
}

/// Name of the private field that says what something cost.
pub(super) const COST: &str = "cost_fen";

/// A command on work orders.
#[derive(Debug, Clone)]
pub(super) struct Doing {
    pub(super) new: NewOperation,
    pub(super) site: String,
}

impl Doing {
    /// The command `command`, done now by whoever works here.
    pub(super) fn of(ctx: &Ctx, command: &'static str, reason: Option<String>) -> Self {
        let station = ctx.settings.station.clone();
        Self {
            new: NewOperation {
                command,
                operator: station.operator,
                station: station.station,
                started_at: ctx.now(),
                reason,
                ..NewOperation::default()
            },
            site: ctx.settings.site.clone(),
        }
    }
}

/// The event that an item gets.
pub(super) struct Happening<'e, T> {
    pub(super) item: i64,
    pub(super) code: TraceCode,
    pub(super) kind: Kind,
    pub(super) data: &'e T,
    /// What it cost, a private field
    pub(super) cost_fen: Option<i64>,
}

/// Writes events within one transaction; its operation begins with the first of them.
pub(super) struct Writer<'c> {
    pub(super) connection: &'c Connection,
    recorder: Recorder<'c>,
    chance: Chance,
    doing: &'c Doing,
    operation: Option<i64>,
    first_seq: i64,
    items: i64,
}

impl<'c> Writer<'c> {
    /// Opens the record; `operation` is the one that an earlier transaction began.
    pub(super) fn open(
        connection: &'c Connection,
        doing: &'c Doing,
        operation: Option<i64>,
    ) -> anyhow::Result<Self> {
        let signature = Signature {
            site: doing.site.clone(),
            actor: doing.new.operator.clone(),
            operation: operation.unwrap_or(0),
            at: doing.new.started_at,
        };
        Ok(Self {
            connection,
            recorder: Recorder::open(connection, signature)?,
            chance: Chance::new()?,
            doing,
            operation,
            first_seq: events::next_seq(connection)?,
            items: 0,
        })
    }

    /// When it happens.
    pub(super) fn at(&self) -> i64 {
        self.doing.new.started_at
    }

    /// Writes an event with all that follows from it.
    pub(super) fn record<T: Serialize>(
        &mut self,
        happening: &Happening<'_, T>,
    ) -> anyhow::Result<()> {
        let Happening {
            item, code, kind, ..
        } = *happening;
        let stand = items::stand(self.connection, item)?;
        let mut value = serde_json::to_value(happening.data)?;
        let change = event::change(kind, &value)?;
        let state = stand.state.after(&change).map_err(|error| {
            let item = code.to_string();
            match error {
                IllegalMove::Held { reason } => AppError::Held { item, reason },
                IllegalMove::Stage { from, .. } => AppError::WrongStage {
                    item,
                    what: "worked on",
                    why: format!("it is {}", from.as_str()),
                },
            }
        })?;
        if let Some(members) = value.as_object_mut() {
            members.insert("op".to_owned(), self.begun()?.into());
        }
        let mut data = String::new();
        push_value(&mut data, &value)?;
        let mut private = disclosure::Writer::new();
        if let Some(fen) = happening.cost_fen {
            private.int(&self.chance.salt(), COST, fen)?;
        }
        let n = stand.last_n + 1;
        let event = NewEvent {
            item: Some((item, code)),
            n,
            prev: Some(stand.last_seq),
            kind,
            data: &data,
        };
        let seq = self.recorder.record(&event, &private, &mut self.chance)?;
        let stand = Stand {
            state,
            last_seq: seq,
            last_n: n,
        };
        self.recorder.items.set_state(item, &stand)?;
        self.items += 1;
        let carried = Carried {
            item,
            seq,
            at: self.at(),
            kind,
            data: &value,
        };
        carry(self.connection, self.connection, &carried)
    }

    fn begun(&mut self) -> Result<i64, StoreError> {
        if let Some(operation) = self.operation {
            return Ok(operation);
        }
        let operation = operations::begin(self.connection, &self.doing.new)?;
        self.recorder.set_operation(operation);
        self.operation = Some(operation);
        Ok(operation)
    }

    /// Counts what was written; the operation, if one began.
    pub(super) fn close(self, end: End) -> Result<Option<i64>, StoreError> {
        if let Some(operation) = self.operation {
            let at = self.doing.new.started_at;
            operations::add_items(self.connection, operation, self.items, self.first_seq)?;
            if end == End::Finished {
                operations::finish(self.connection, operation, at)?;
            }
        }
        Ok(self.operation)
    }
}

/// Whether a command has done all of its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It has
    Finished,
    /// A further transaction goes on with it
    Goes,
}

/// Does `work` in one transaction, all of it or nothing; gives its result and the operation.
pub(super) fn within<T>(
    ctx: &mut Ctx,
    doing: &Doing,
    mode: Mode,
    work: impl FnOnce(&mut Writer<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<(T, Option<i64>)> {
    let tx = ctx.store.begin()?;
    let mut writer = Writer::open(&tx, doing, None)?;
    let done = work(&mut writer)?;
    let items = writer.items;
    let operation = writer.close(End::Finished)?;
    if mode == Mode::Preview {
        tx.rollback().map_err(StoreError::from)?;
        return Ok((done, None));
    }
    tx.commit().map_err(StoreError::from)?;
    if items > 1 {
        keys::sign(ctx)?;
    }
    Ok((done, operation))
}
