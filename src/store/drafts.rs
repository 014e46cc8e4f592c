//! Inspections that are not finished.

use rusqlite::{Connection, OptionalExtension as _, named_params};

use super::StoreError;

/// An unfinished inspection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The standard it was opened with
    pub standard: String,
    /// Its version
    pub version: i64,
    /// SHA-256 of its file
    pub sha256: Vec<u8>,
    /// JSON object of the answers given so far
    pub answers: String,
    /// JSON list of the steps that led to them
    pub steps: String,
    /// Who began it
    pub operator: String,
    /// Where
    pub station: String,
    /// The inspection that this one repeats blind, by its number within the item
    pub second_of: Option<i64>,
    /// When the first answer was given
    pub started_at: i64,
    /// When the newest was
    pub updated_at: i64,
}

/// The draft of an item, if one is open.
pub fn get(connection: &Connection, item: i64) -> Result<Option<Draft>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT standard_id, standard_version, standard_sha256, answers, steps, operator,
                 station, second_of, started_at, updated_at
             FROM draft WHERE item_id = :item",
        )?
        .query_row(named_params! { ":item": item }, |row| {
            Ok(Draft {
                standard: row.get("standard_id")?,
                version: row.get("standard_version")?,
                sha256: row.get("standard_sha256")?,
                answers: row.get("answers")?,
                steps: row.get("steps")?,
                operator: row.get("operator")?,
                station: row.get("station")?,
                second_of: row.get("second_of")?,
                started_at: row.get("started_at")?,
                updated_at: row.get("updated_at")?,
            })
        })
        .optional()?)
}

/// Items and times of the newest drafts of a station, newest first.
pub fn of_station(connection: &Connection, station: &str) -> Result<Vec<(i64, i64)>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT item_id, updated_at FROM draft WHERE station = :station
         ORDER BY updated_at DESC, item_id DESC LIMIT 9",
    )?;
    let rows = select.query_map(named_params! { ":station": station }, |row| {
        Ok((row.get("item_id")?, row.get("updated_at")?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Saves a draft; who began it, and when, stays.
pub fn save(connection: &Connection, item: i64, draft: &Draft) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO draft (item_id, standard_id, standard_version, standard_sha256, answers,
                 steps, operator, station, second_of, started_at, updated_at)
             VALUES (:item, :standard, :version, :sha256, :answers, :steps, :operator, :station,
                 :second_of, :started, :updated)
             ON CONFLICT (item_id) DO UPDATE SET standard_id = excluded.standard_id,
                 standard_version = excluded.standard_version,
                 standard_sha256 = excluded.standard_sha256, answers = excluded.answers,
                 steps = excluded.steps, second_of = excluded.second_of,
                 updated_at = excluded.updated_at",
        )?
        .execute(named_params! {
            ":item": item,
            ":standard": draft.standard,
            ":version": draft.version,
            ":sha256": draft.sha256,
            ":answers": draft.answers,
            ":steps": draft.steps,
            ":operator": draft.operator,
            ":station": draft.station,
            ":second_of": draft.second_of,
            ":started": draft.started_at,
            ":updated": draft.updated_at,
        })?;
    Ok(())
}

/// Drops the draft of an item, if there is one.
pub fn delete(connection: &Connection, item: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM draft WHERE item_id = :item")?
        .execute(named_params! { ":item": item })?;
    Ok(())
}
