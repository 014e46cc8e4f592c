//! Comparing the projections with others that were rebuilt from the events.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, Row};

use super::{StoreError, schema};

/// The tables that events alone decide, with the columns of their keys.
pub const PROJECTIONS: [(&str, &str); 11] = [
    ("item", "id"),
    ("item_state", "item_id"),
    ("offer", "item_id"),
    ("item_key", "key"),
    ("item_key_again", "key, item_id"),
    ("work_order", "number"),
    ("medium", "item_id, no"),
    ("wipe_key", "key, seq"),
    ("dispatch", "item_id"),
    ("seal", "code"),
    ("sealed", "item_id"),
];

/// An empty database that vanishes when it is closed, for rebuilding projections in.
pub fn scratch() -> Result<Connection, StoreError> {
    // The empty name is SQLite's for a private file that it deletes.
    let connection = Connection::open(Path::new(""))?;
    connection.execute_batch(schema::SCHEMA)?;
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    // One transaction, never ended: a commit at each row would cost more than the rest.
    connection.execute_batch("BEGIN")?;
    Ok(connection)
}

/// Where a projection and its rebuilt twin part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The projection
    pub table: &'static str,
    /// The row's key
    pub key: String,
    /// What is there
    pub found: String,
    /// What the events say
    pub expected: String,
}

/// The first difference between the projections of `database` and those of `rebuilt`.
pub fn first_difference(
    database: &Connection,
    rebuilt: &Connection,
) -> Result<Option<Difference>, StoreError> {
    for (table, key) in PROJECTIONS {
        if let Some(difference) = compare(database, rebuilt, table, key)? {
            return Ok(Some(difference));
        }
    }
    Ok(None)
}

fn compare(
    database: &Connection,
    rebuilt: &Connection,
    table: &'static str,
    key: &str,
) -> Result<Option<Difference>, StoreError> {
    let sql = format!("SELECT * FROM {table} ORDER BY {key}");
    let keys = key.split(", ").count();
    let (mut left, mut right) = (database.prepare(&sql)?, rebuilt.prepare(&sql)?);
    let columns: Vec<String> = left.column_names().map(str::to_owned).collect();
    let positions: Vec<usize> = key
        .split(", ")
        .map(|name| {
            columns
                .iter()
                .position(|column| column == name)
                .unwrap_or(0)
        })
        .collect();
    debug_assert_eq!(positions.len(), keys);
    let (mut left, mut right) = (left.query([])?, right.query([])?);
    loop {
        let (a, b) = (values(left.next()?)?, values(right.next()?)?);
        if a == b {
            if a.is_none() {
                return Ok(None);
            }
            continue;
        }
        return Ok(Some(describe(table, &columns, &positions, a, b)));
    }
}

fn values(row: Option<&Row<'_>>) -> Result<Option<Vec<Value>>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let count = row.as_ref().column_count();
    let values: Result<Vec<Value>, _> = (0..count).map(|column| row.get(column)).collect();
    Ok(Some(values?))
}

fn describe(
    table: &'static str,
    columns: &[String],
    positions: &[usize],
    found: Option<Vec<Value>>,
    expected: Option<Vec<Value>>,
) -> Difference {
    let key_of = |row: &[Value]| -> Vec<i64> {
        positions
            .iter()
            .map(|position| match row.get(*position) {
                Some(Value::Integer(key)) => *key,
                _ => 0,
            })
            .collect()
    };
    let text = |key: Vec<i64>| {
        key.iter()
            .map(i64::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let missing = || "no such row".to_owned();
    let there = || "a row".to_owned();
    let (key, found, expected) = match (found, expected) {
        (Some(a), Some(b)) if key_of(&a) == key_of(&b) => {
            let at = a.iter().zip(&b).position(|(a, b)| a != b).unwrap_or(0);
            let cell = |row: &[Value]| match &row[at] {
                Value::Null => format!("{} null", columns[at]),
                Value::Integer(value) => format!("{} {value}", columns[at]),
                Value::Real(value) => format!("{} {value}", columns[at]),
                Value::Text(value) => format!("{} `{value}`", columns[at]),
                Value::Blob(value) => format!("{} of {} bytes", columns[at], value.len()),
            };
            (key_of(&a), cell(&a), cell(&b))
        }
        (Some(a), Some(b)) if key_of(&a) < key_of(&b) => (key_of(&a), there(), missing()),
        (_, Some(b)) => (key_of(&b), missing(), there()),
        (Some(a), None) => (key_of(&a), there(), missing()),
        (None, None) => (Vec::new(), missing(), missing()),
    };
    Difference {
        table,
        key: text(key),
        found,
        expected,
    }
}

/// What SQLite itself finds wrong with the file, first line.
pub fn integrity(connection: &Connection) -> Result<Option<String>, StoreError> {
    let first: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    Ok((first != "ok").then_some(first))
}

/// The first reference that leads nowhere: a bulk load leaves it to this check to look.
pub fn orphan(connection: &Connection) -> Result<Option<String>, StoreError> {
    let mut orphans = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = orphans.query([])?;
    match rows.next()? {
        None => Ok(None),
        Some(row) => {
            let (table, key, parent): (String, Option<i64>, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            let key = key.unwrap_or_default();
            Ok(Some(format!(
                "table {table}, row {key} refers to a row that {parent} lacks"
            )))
        }
    }
}
