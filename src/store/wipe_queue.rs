//! Wipe reports that wait for a person, and what became of them. No part of the record.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::StoreError;
use super::wipe::WipeKey;

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits
    Waiting,
    /// It is on record for an item
    Linked,
    /// It is of no item
    Dismissed,
}

impl State {
    const ALL: [Self; 3] = [Self::Waiting, Self::Linked, Self::Dismissed];

    /// The word in the database and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Linked => "linked",
            Self::Dismissed => "dismissed",
        }
    }
}

/// A report as it is put into the queue.
#[derive(Debug, Clone, Copy)]
pub struct NewReport<'a> {
    /// Its place in its file
    pub key: WipeKey,
    /// The file's name
    pub file: &'a str,
    /// SHA-256 of the file
    pub evidence: &'a [u8; 32],
    /// JSON of what it says
    pub report: &'a str,
    /// Why it waits
    pub reason: &'a str,
    /// The import
    pub operation: i64,
}

/// A report in the queue.
#[derive(Debug, Clone)]
pub struct QueuedReport {
    /// Its number
    pub id: i64,
    /// The file's name
    pub file: String,
    /// SHA-256 of the file
    pub evidence: [u8; 32],
    /// JSON of what it says
    pub report: String,
    /// Why it waits
    pub reason: String,
    /// The import
    pub operation: i64,
    /// What became of it
    pub state: State,
    /// The operation that closed it
    pub closed_by: Option<i64>,
}

const COLUMNS: &str = "id, file, evidence, report, reason, operation_id, state, closed_by";

/// A row, its state's word not yet read.
fn from_row(row: &Row<'_>) -> rusqlite::Result<(QueuedReport, String)> {
    let report = QueuedReport {
        id: row.get("id")?,
        file: row.get("file")?,
        evidence: row.get("evidence")?,
        report: row.get("report")?,
        reason: row.get("reason")?,
        operation: row.get("operation_id")?,
        state: State::Waiting,
        closed_by: row.get("closed_by")?,
    };
    Ok((report, row.get("state")?))
}

fn read((report, word): (QueuedReport, String)) -> Result<QueuedReport, StoreError> {
    let state = State::ALL.into_iter().find(|state| state.as_str() == word);
    let state = state.ok_or_else(|| StoreError::Corrupt(format!("a report is `{word}`")))?;
    Ok(QueuedReport { state, ..report })
}

/// Puts a report into the queue, or its newer reason beside one that waits there; gives its number.
pub fn put(connection: &Connection, new: &NewReport<'_>) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached(
            "INSERT INTO wipe_queue (key, file, evidence, report, reason, operation_id, state)
             VALUES (:key, :file, :evidence, :report, :reason, :operation, 'waiting')
             ON CONFLICT (key) DO UPDATE SET reason = :reason
             RETURNING id",
        )?
        .query_row(
            named_params! {
                ":key": new.key.as_i64(),
                ":file": new.file,
                ":evidence": new.evidence.as_slice(),
                ":report": new.report,
                ":reason": new.reason,
                ":operation": new.operation,
            },
            |row| row.get(0),
        )?)
}

/// The report at that place in its file, whatever became of it.
pub fn of_key(connection: &Connection, key: WipeKey) -> Result<Option<QueuedReport>, StoreError> {
    let found = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM wipe_queue WHERE key = :key"
        ))?
        .query_row(named_params! { ":key": key.as_i64() }, from_row)
        .optional()?;
    found.map(read).transpose()
}

/// The report of that number.
pub fn get(connection: &Connection, id: i64) -> Result<Option<QueuedReport>, StoreError> {
    let found = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM wipe_queue WHERE id = :id"))?
        .query_row(named_params! { ":id": id }, from_row)
        .optional()?;
    found.map(read).transpose()
}

/// The reports that wait, oldest first.
pub fn waiting(connection: &Connection) -> Result<Vec<QueuedReport>, StoreError> {
    select(connection, "WHERE state = 'waiting' ORDER BY id")
}

/// All reports that were ever in the queue, oldest first.
pub fn all(connection: &Connection) -> Result<Vec<QueuedReport>, StoreError> {
    select(connection, "ORDER BY id")
}

fn select(connection: &Connection, which: &str) -> Result<Vec<QueuedReport>, StoreError> {
    let mut select = connection.prepare(&format!("SELECT {COLUMNS} FROM wipe_queue {which}"))?;
    let rows = select.query_map([], from_row)?;
    rows.map(|row| read(row?)).collect()
}

/// Says what became of a report that waits, and by which operation.
pub fn close(
    connection: &Connection,
    id: i64,
    state: State,
    operation: i64,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE wipe_queue SET state = :state, closed_by = :by WHERE id = :id")?
        .execute(named_params! { ":state": state.as_str(), ":by": operation, ":id": id })?;
    Ok(())
}

/// Undoes what an operation did to the queue: what it closed waits again, what it put in and still
/// waits is gone. Gives how many reports that were.
pub fn undo(connection: &Connection, operation: i64) -> Result<usize, StoreError> {
    let by = named_params! { ":by": operation };
    let opened = connection
        .prepare_cached(
            "UPDATE wipe_queue SET state = 'waiting', closed_by = NULL WHERE closed_by = :by",
        )?
        .execute(by)?;
    let gone = connection
        .prepare_cached("DELETE FROM wipe_queue WHERE operation_id = :by AND state = 'waiting'")?
        .execute(by)?;
    Ok(opened + gone)
}
