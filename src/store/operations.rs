//! Operations: one row for each command that wrote.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::StoreError;

/// An operation as it begins.
#[derive(Debug, Clone, Default)]
pub struct NewOperation {
    /// One of the words that schema.sql lists
    pub command: &'static str,
    /// Who
    pub operator: String,
    /// Where
    pub station: String,
    /// When
    pub started_at: i64,
    /// The file's name, where one was read
    pub source: Option<String>,
    /// SHA-256 of its bytes
    pub source_sha256: Option<[u8; 32]>,
    /// The operation that this one reverses
    pub undoes: Option<i64>,
    /// Why, where one was asked for
    pub reason: Option<String>,
}

/// An operation as it stands in the database.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its number
    pub id: i64,
    /// What was done
    pub command: String,
    /// Who
    pub operator: String,
    /// Where
    pub station: String,
    /// When it began
    pub started_at: i64,
    /// When it ended, unless it was interrupted or still runs
    pub finished_at: Option<i64>,
    /// The file's name, where one was read
    pub source: Option<String>,
    /// The operation that this one reverses
    pub undoes: Option<i64>,
    /// The newest operation that reverses this one
    pub undone_by: Option<i64>,
    /// Why, where one was asked for
    pub reason: Option<String>,
    /// How many items it changed
    pub items: i64,
}

const COLUMNS: &str = "o.id, o.command, o.operator, o.station, o.started_at, o.finished_at,
    o.source, o.undoes, o.reason, o.items,
    (SELECT max(u.id) FROM operation u WHERE u.undoes = o.id) AS undone_by";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Operation> {
    Ok(Operation {
        id: row.get("id")?,
        command: row.get("command")?,
        operator: row.get("operator")?,
        station: row.get("station")?,
        started_at: row.get("started_at")?,
        finished_at: row.get("finished_at")?,
        source: row.get("source")?,
        undoes: row.get("undoes")?,
        undone_by: row.get("undone_by")?,
        reason: row.get("reason")?,
        items: row.get("items")?,
    })
}

/// Begins an operation and gives its number.
pub fn begin(connection: &Connection, new: &NewOperation) -> Result<i64, StoreError> {
    connection.execute(
        "INSERT INTO operation
             (command, operator, station, started_at, source, source_sha256, undoes, reason)
         VALUES (:command, :operator, :station, :started, :source, :sha256, :undoes, :reason)",
        named_params! {
            ":command": new.command,
            ":operator": new.operator,
            ":station": new.station,
            ":started": new.started_at,
            ":source": new.source,
            ":sha256": new.source_sha256.as_ref().map(<[u8; 32]>::as_slice),
            ":undoes": new.undoes,
            ":reason": new.reason,
        },
    )?;
    Ok(connection.last_insert_rowid())
}

/// Counts `items` more items changed by an operation, whose events stand from `first_seq` on.
pub fn add_items(
    connection: &Connection,
    id: i64,
    items: i64,
    first_seq: i64,
) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE operation SET items = items + :items, first_seq = ifnull(first_seq, :first),
             last_seq = (SELECT max(seq) FROM event) WHERE id = :id",
        named_params! { ":items": items, ":first": first_seq, ":id": id },
    )?;
    Ok(())
}

/// Ends an operation.
pub fn finish(connection: &Connection, id: i64, at: i64) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE operation SET finished_at = :at WHERE id = :id",
        named_params! { ":at": at, ":id": id },
    )?;
    Ok(())
}

/// The operation with that number.
pub fn get(connection: &Connection, id: i64) -> Result<Option<Operation>, StoreError> {
    Ok(connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM operation o WHERE o.id = :id"
        ))?
        .query_row(named_params! { ":id": id }, from_row)
        .optional()?)
}

/// The newest operations, newest first, before the one given.
pub fn newest(
    connection: &Connection,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Operation>, StoreError> {
    let mut select = connection.prepare(&format!(
        "SELECT {COLUMNS} FROM operation o WHERE o.id < :before ORDER BY o.id DESC LIMIT :limit"
    ))?;
    let rows = select.query_map(
        named_params! { ":before": before.unwrap_or(i64::MAX), ":limit": limit },
        from_row,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The finished operation that read a file of these bytes before, if there is one.
pub fn of_source(
    connection: &Connection,
    sha256: &[u8; 32],
) -> Result<Option<Operation>, StoreError> {
    Ok(connection
        .prepare(&format!(
            "SELECT {COLUMNS} FROM operation o WHERE o.source_sha256 = :sha256
             ORDER BY o.id DESC LIMIT 1"
        ))?
        .query_row(named_params! { ":sha256": sha256.as_slice() }, from_row)
        .optional()?)
}
