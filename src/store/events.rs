//! The events, and the private fields that go with them.

use rusqlite::{Connection, OptionalExtension as _, Row, Statement, named_params};

use super::StoreError;

/// An event as it is written.
#[derive(Debug, Clone, Copy)]
pub struct EventRow<'a> {
    /// Index of its leaf
    pub seq: i64,
    /// The item it changes; none for an event of the ledger itself
    pub item: Option<i64>,
    /// Its number within the item
    pub n: i64,
    /// The item's event before it
    pub prev: Option<i64>,
    /// Its kind's word
    pub kind: &'a str,
    /// When
    pub at: i64,
    /// The operation that made it
    pub operation: i64,
    /// The leaf's canonical JSON
    pub body: &'a str,
}

/// An event as it is read.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    /// Index of its leaf
    pub seq: i64,
    /// The item it changed; none for an event of the ledger itself
    pub item: Option<i64>,
    /// Its number within the item
    pub n: i64,
    /// The item's event before it
    pub prev: Option<i64>,
    /// Its kind's word
    pub kind: String,
    /// When
    pub at: i64,
    /// The operation that made it
    pub operation: i64,
    /// The leaf's canonical JSON
    pub body: String,
}

const COLUMNS: &str = "seq, item_id, n, prev_seq, kind, at, operation_id, body";

fn from_row(row: &Row<'_>) -> rusqlite::Result<StoredEvent> {
    Ok(StoredEvent {
        seq: row.get("seq")?,
        item: row.get("item_id")?,
        n: row.get("n")?,
        prev: row.get("prev_seq")?,
        kind: row.get("kind")?,
        at: row.get("at")?,
        operation: row.get("operation_id")?,
        body: row.get("body")?,
    })
}

/// Writes events; parameters go by position, as this runs a million times in a bulk load.
pub struct EventWriter<'c> {
    event: Statement<'c>,
    disclosure: Statement<'c>,
}

impl<'c> EventWriter<'c> {
    /// Prepares the statements once.
    pub fn new(connection: &'c Connection) -> Result<Self, StoreError> {
        Ok(Self {
            event: connection.prepare(
                "INSERT INTO event (seq, item_id, n, prev_seq, kind, at, operation_id, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?,
            disclosure: connection.prepare("INSERT INTO disclosure (seq, body) VALUES (?1, ?2)")?,
        })
    }

    /// Adds an event.
    pub fn add(&mut self, event: &EventRow<'_>) -> Result<(), StoreError> {
        self.event.execute((
            event.seq,
            event.item,
            event.n,
            event.prev,
            event.kind,
            event.at,
            event.operation,
            event.body,
        ))?;
        Ok(())
    }

    /// Adds the private fields of the event at `seq`.
    pub fn disclose(&mut self, seq: i64, body: &str) -> Result<(), StoreError> {
        self.disclosure.execute((seq, body))?;
        Ok(())
    }
}

/// The event at `seq`.
pub fn get(connection: &Connection, seq: i64) -> Result<StoredEvent, StoreError> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM event WHERE seq = :seq"))?
        .query_row(named_params! { ":seq": seq }, from_row)
        .optional()?
        .ok_or_else(|| StoreError::Corrupt(format!("event {seq} is missing")))
}

/// The leaf's text of the event at `seq`.
pub fn body(connection: &Connection, seq: i64) -> Result<String, StoreError> {
    connection
        .prepare_cached("SELECT body FROM event WHERE seq = :seq")?
        .query_row(named_params! { ":seq": seq }, |row| row.get(0))
        .optional()?
        .ok_or_else(|| StoreError::Corrupt(format!("event {seq} is missing")))
}

/// An item's events, oldest first, by following the chain back from its newest.
pub fn of_item(connection: &Connection, newest: i64) -> Result<Vec<StoredEvent>, StoreError> {
    let mut events = Vec::new();
    let mut next = Some(newest);
    while let Some(seq) = next {
        let event = get(connection, seq)?;
        next = event.prev;
        events.push(event);
    }
    events.reverse();
    Ok(events)
}

/// The newest event of the ledger itself.
pub fn newest_of_ledger(connection: &Connection) -> Result<Option<StoredEvent>, StoreError> {
    Ok(connection
        .prepare(&format!(
            "SELECT {COLUMNS} FROM event WHERE item_id IS NULL ORDER BY seq DESC LIMIT 1"
        ))?
        .query_row([], from_row)
        .optional()?)
}

/// The events of the ledger itself, oldest first.
pub fn of_ledger(connection: &Connection) -> Result<Vec<StoredEvent>, StoreError> {
    let mut select = connection.prepare(&format!(
        "SELECT {COLUMNS} FROM event WHERE item_id IS NULL ORDER BY seq"
    ))?;
    let rows = select.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The events of an operation, newest first.
pub fn of_operation(connection: &Connection, operation: i64) -> Result<Vec<i64>, StoreError> {
    let mut select = connection.prepare(
        "SELECT e.seq FROM operation o JOIN event e ON e.seq BETWEEN o.first_seq AND o.last_seq
             WHERE o.id = :operation AND e.operation_id = o.id ORDER BY e.seq DESC",
    )?;
    let seqs = select.query_map(named_params! { ":operation": operation }, |row| row.get(0))?;
    Ok(seqs.collect::<Result<_, _>>()?)
}

/// Hands over every event from `from` on, in the ledger's order, until `each` says stop.
pub fn each(
    connection: &Connection,
    from: i64,
    mut each: impl FnMut(&StoredEvent) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut select = connection.prepare(&format!(
        "SELECT {COLUMNS} FROM event WHERE seq >= :from ORDER BY seq"
    ))?;
    let mut rows = select.query(named_params! { ":from": from })?;
    while let Some(row) = rows.next()? {
        each(&from_row(row)?)?;
    }
    Ok(())
}

/// How many events the table holds, and its greatest seq. An audit takes the ledger's size from
/// checkpoints, never from here.
pub fn extent(connection: &Connection) -> Result<(i64, Option<i64>), StoreError> {
    Ok(connection
        .prepare_cached("SELECT count(*), max(seq) FROM event")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Where the next event goes.
pub fn next_seq(connection: &Connection) -> Result<i64, StoreError> {
    let newest: Option<i64> = connection
        .prepare_cached("SELECT max(seq) FROM event")?
        .query_row([], |row| row.get(0))?;
    Ok(newest.map_or(0, |seq| seq + 1))
}

/// The private fields of the event at `seq`, unless it has none or they were erased.
pub fn disclosure(connection: &Connection, seq: i64) -> Result<Option<String>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT body FROM disclosure WHERE seq = :seq")?
        .query_row(named_params! { ":seq": seq }, |row| row.get(0))
        .optional()?)
}
