//! Writes events of media and wipes, with the tables that find them, within one operation.

use std::collections::BTreeSet;

use super::event::{self, Beside, Told};
use super::history;
use crate::app::chance::Chance;
use crate::app::recorder::{NewEvent, Recorder, Signature};
use crate::app::{AppError, Ctx, find};
use crate::domain::code::TraceCode;
use crate::domain::item::Change;
use crate::domain::wipe::fact::What;
use crate::store::items::{self, Item, Stand};
use crate::store::operations::{self, NewOperation};
use crate::store::{Connection, StoreError, events};

/// An item with what happened to its media.
#[derive(Debug, Clone)]
pub struct OnDesk {
    /// The item
    pub item: Item,
    /// Its trace code
    pub code: TraceCode,
    /// Its state
    pub stand: Stand,
    /// What happened to its media and was not undone, oldest first
    pub history: Vec<Told>,
}

impl OnDesk {
    /// The item that `query` means.
    pub fn find(connection: &Connection, query: &str) -> anyhow::Result<Self> {
        Self::open(connection, find::find(connection, query)?)
    }

    /// The item of that number.
    pub fn open(connection: &Connection, id: i64) -> anyhow::Result<Self> {
        let item = items::get(connection, id)?;
        let stand = items::stand(connection, id)?;
        Ok(Self {
            code: find::code(&item)?,
            history: history::of_item(connection, stand.last_seq)?,
            item,
            stand,
        })
    }
}

/// Writes within the transaction of one operation.
pub struct Desk<'c> {
    connection: &'c Connection,
    recorder: Recorder<'c>,
    chance: Chance,
    changed: BTreeSet<i64>,
    first_seq: i64,
}

impl<'c> Desk<'c> {
    /// Opens the ledger's right edge for the operation.
    pub fn open(
        connection: &'c Connection,
        ctx: &crate::app::Settings,
        operation: i64,
        at: i64,
    ) -> anyhow::Result<Self> {
        let signature = Signature {
            site: ctx.site.clone(),
            actor: ctx.station.operator.clone(),
            operation,
            at,
        };
        Ok(Self {
            connection,
            recorder: Recorder::open(connection, signature)?,
            chance: Chance::new()?,
            changed: BTreeSet::new(),
            first_seq: events::next_seq(connection)?,
        })
    }

    /// The database.
    pub fn connection(&self) -> &'c Connection {
        self.connection
    }

    /// When its events happen.
    pub fn at(&self) -> i64 {
        self.recorder.at()
    }

    /// Who does it.
    pub fn actor(&self) -> &str {
        self.recorder.actor()
    }

    /// The operation.
    pub fn operation(&self) -> i64 {
        self.recorder.operation()
    }

    /// Records what happened to an item's media.
    pub fn write(&mut self, on: &mut OnDesk, what: &What, beside: &Beside) -> anyhow::Result<i64> {
        let state = on.stand.state.after(&Change::Media).map_err(|_| {
            let stage = on.stand.state.stage.as_str();
            AppError::WrongStage {
                item: on.code.to_string(),
                what: "wiped",
                why: format!("it is {stage}"),
            }
        })?;
        let encoded = event::encode(what, beside, self.operation(), &mut self.chance)?;
        let n = on.stand.last_n + 1;
        let new = NewEvent {
            item: Some((on.item.id, on.code)),
            n,
            prev: Some(on.stand.last_seq),
            kind: encoded.kind,
            data: &encoded.data,
        };
        let seq = self
            .recorder
            .record(&new, &encoded.private, &mut self.chance)?;
        on.stand = Stand {
            state,
            last_seq: seq,
            last_n: n,
        };
        self.recorder.items.set_state(on.item.id, &on.stand)?;
        let before = history::rows(&on.history);
        // As it is read back, so that what is projected is what a check rebuilds.
        let stored = events::get(self.connection, seq)?;
        let private = Some(encoded.private.row());
        on.history.extend(event::decode(&stored, private)?);
        history::project(
            self.connection,
            on.item.id,
            &before,
            &history::rows(&on.history),
        )?;
        self.changed.insert(on.item.id);
        Ok(seq)
    }

    /// Counts what was changed to the operation; gives how many items that were.
    pub fn close(self) -> Result<usize, StoreError> {
        let changed = self.changed.len();
        let operation = self.recorder.operation();
        if changed > 0 {
            let items = i64::try_from(changed).unwrap_or(i64::MAX);
            operations::add_items(self.connection, operation, items, self.first_seq)?;
        }
        Ok(changed)
    }
}

/// What an operation is called, and why it was done.
#[derive(Debug, Clone, Default)]
pub struct Named {
    /// The command
    pub command: &'static str,
    /// The file's name, where one was read
    pub source: Option<String>,
    /// Why, where one was asked for
    pub reason: Option<String>,
}

/// Whether what was done is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is
    Record,
    /// All of it is done, and taken back
    Preview,
}

/// Does one operation in one transaction; gives its number with what was done.
pub fn operation<T>(
    ctx: &mut Ctx,
    named: Named,
    act: impl FnOnce(&mut Desk<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<(i64, T)> {
    let (now, settings) = (ctx.now(), ctx.settings.clone());
    let tx = ctx.store.begin()?;
    let operation = begin(&tx, &settings, named, now)?;
    let mut desk = Desk::open(&tx, &settings, operation, now)?;
    let done = act(&mut desk)?;
    desk.close()?;
    operations::finish(&tx, operation, now)?;
    tx.commit().map_err(StoreError::from)?;
    Ok((operation, done))
}

/// Begins an operation; gives its number.
pub fn begin(
    connection: &Connection,
    settings: &crate::app::Settings,
    named: Named,
    now: i64,
) -> Result<i64, StoreError> {
    operations::begin(
        connection,
        &NewOperation {
            command: named.command,
            operator: settings.station.operator.clone(),
            station: settings.station.station.clone(),
            started_at: now,
            source: named.source,
            reason: named.reason,
            ..NewOperation::default()
        },
    )
}
