//! One command that writes a few events: begins its operation, records events of items and of the
//! house with all that follows from them, and ends it. Bulk commands have writers of their own.

use serde_json::{Map, Value};

use super::chance::Chance;
use super::recorder::{NewEvent, Recorder, Signature};
use super::{AppError, Ctx, aside};
use crate::domain::code::TraceCode;
use crate::domain::event::{self, Kind};
use crate::domain::item::{IllegalMove, ItemState};
use crate::ledger::disclosure;
use crate::ledger::jcs;
use crate::store::items::Stand;
use crate::store::operations::{self, NewOperation};
use crate::store::{Connection, events};

/// An item whose event is to be recorded.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Its number
    pub item: i64,
    /// Its trace code
    pub code: TraceCode,
    /// Its state; carried along from event to event
    pub stand: Stand,
}

/// Records the events of one operation within a transaction of the caller's.
pub struct Desk<'c> {
    connection: &'c Connection,
    recorder: Recorder<'c>,
    chance: Chance,
    private: disclosure::Writer,
    first_seq: i64,
    now: i64,
}

/// What an operation is begun with, out of what is in force.
pub fn operation(ctx: &Ctx, command: &'static str) -> NewOperation {
    NewOperation {
        command,
        operator: ctx.settings.station.operator.clone(),
        station: ctx.settings.station.station.clone(),
        started_at: ctx.now(),
        ..NewOperation::default()
    }
}

impl<'c> Desk<'c> {
    /// Begins the operation at the site.
    pub fn open(
        connection: &'c Connection,
        site: &str,
        new: &NewOperation,
    ) -> anyhow::Result<Self> {
        let operation = operations::begin(connection, new)?;
        let signature = Signature {
            site: site.to_owned(),
            actor: new.operator.clone(),
            operation,
            at: new.started_at,
        };
        Ok(Self {
            connection,
            first_seq: events::next_seq(connection)?,
            recorder: Recorder::open(connection, signature)?,
            chance: Chance::new()?,
            private: disclosure::Writer::new(),
            now: new.started_at,
        })
    }

    /// The operation's number.
    pub fn operation(&self) -> i64 {
        self.recorder.operation()
    }

    /// A source of chance for what the operation makes.
    pub fn chance(&mut self) -> &mut Chance {
        &mut self.chance
    }

    /// Adds a private text to the event that is recorded next; an empty one is none.
    pub fn keep_private(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.private.text(&self.chance.salt(), name, value);
        }
    }

    /// Adds a private number to the event that is recorded next.
    pub fn keep_private_number(&mut self, name: &str, value: i64) -> anyhow::Result<()> {
        Ok(self.private.int(&self.chance.salt(), name, value)?)
    }

    /// Records an event of an item, with the private fields that were kept for it, and its state.
    pub fn record(
        &mut self,
        subject: &mut Subject,
        kind: Kind,
        data: Value,
    ) -> anyhow::Result<i64> {
        let data = self.with_operation(data);
        let value = Value::Object(data.clone());
        let change =
            event::change(kind, &value).map_err(|bad| AppError::Integrity(bad.to_string()))?;
        let state = subject
            .stand
            .state
            .after(&change)
            .map_err(|error| refused(subject, error))?;
        let n = subject.stand.last_n + 1;
        let new = NewEvent {
            item: Some((subject.item, subject.code)),
            n,
            prev: Some(subject.stand.last_seq),
            kind,
            data: &canonical(&value)?,
        };
        let seq = self
            .recorder
            .record(&new, &self.private, &mut self.chance)?;
        self.private.clear();
        subject.stand = Stand {
            state,
            last_seq: seq,
            last_n: n,
        };
        self.recorder
            .items
            .set_state(subject.item, &subject.stand)?;
        let connection = self.connection;
        aside::after_item_event(connection, connection, subject.item, seq, kind, &data)?;
        Ok(seq)
    }

    /// Records an event of the house.
    pub fn record_of_house(&mut self, kind: Kind, data: Value) -> anyhow::Result<i64> {
        let data = self.with_operation(data);
        let (recorder, chance) = (&mut self.recorder, &mut self.chance);
        let seq = of_house(
            self.connection,
            recorder,
            &self.private,
            chance,
            kind,
            &data,
        )?;
        self.private.clear();
        Ok(seq)
    }

    /// Ends the operation, which changed so many items; the commit is the caller's.
    pub fn finish(self, items: i64) -> anyhow::Result<()> {
        let operation = self.recorder.operation();
        operations::add_items(self.connection, operation, items, self.first_seq)?;
        Ok(operations::finish(self.connection, operation, self.now)?)
    }

    fn with_operation(&self, data: Value) -> Map<String, Value> {
        let mut object = match data {
            Value::Object(object) => object,
            _ => Map::new(),
        };
        object.insert("op".to_owned(), self.operation().into());
        object.retain(|_, value| !value.is_null());
        object
    }
}

/// Records an event of the house after the one before it, and what follows from it.
pub fn of_house(
    connection: &Connection,
    recorder: &mut Recorder<'_>,
    private: &disclosure::Writer,
    chance: &mut Chance,
    kind: Kind,
    data: &Map<String, Value>,
) -> anyhow::Result<i64> {
    let before = events::newest_of_ledger(connection)?;
    let new = NewEvent {
        item: None,
        n: before.as_ref().map_or(0, |event| event.n + 1),
        prev: before.map(|event| event.seq),
        kind,
        data: &canonical(&Value::Object(data.clone()))?,
    };
    let seq = recorder.record(&new, private, chance)?;
    aside::after_house_event(connection, connection, seq, kind, data)?;
    Ok(seq)
}

fn canonical(value: &Value) -> anyhow::Result<String> {
    let mut text = String::new();
    jcs::push_value(&mut text, value)?;
    Ok(text)
}

fn refused(subject: &Subject, error: IllegalMove) -> AppError {
    let item = subject.code.to_string();
    match error {
        IllegalMove::Held { reason } => AppError::Held { item, reason },
        IllegalMove::Stage { .. } => wrong_stage(&item, &subject.stand.state),
    }
}

/// What is said of an item whose stage does not allow what was asked.
pub fn wrong_stage(item: &str, state: &ItemState) -> AppError {
    AppError::WrongStage {
        item: item.to_owned(),
        what: "changed",
        why: format!("it is {}", state.stage.as_str()),
    }
}
