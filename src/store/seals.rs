//! Seal codes: each printed once, and what became of it.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::StoreError;
use crate::domain::seal::SealState;

/// A seal as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The code's 40 bits
    pub code: i64,
    /// The event that printed it
    pub issued_seq: i64,
    /// What became of it
    pub state: SealState,
    /// The event that ended its use
    pub fate_seq: Option<i64>,
    /// The item it is around
    pub item: Option<i64>,
    /// The event that bound it to the item
    pub bound_seq: Option<i64>,
    /// The custom box
    pub custom_box: Option<String>,
}

const SELECT: &str = "SELECT s.code, s.issued_seq, s.fate, s.fate_seq, b.item_id, b.box,
    b.seq AS bound_seq FROM seal s LEFT JOIN sealed b ON b.seal = s.code";

fn from_row(row: &Row<'_>) -> rusqlite::Result<(Seal, Option<String>)> {
    let item: Option<i64> = row.get("item_id")?;
    let seal = Seal {
        code: row.get("code")?,
        issued_seq: row.get("issued_seq")?,
        state: match item {
            Some(_) => SealState::Bound,
            None => SealState::Issued,
        },
        fate_seq: row.get("fate_seq")?,
        item,
        bound_seq: row.get("bound_seq")?,
        custom_box: row.get("box")?,
    };
    Ok((seal, row.get("fate")?))
}

fn with_fate((seal, fate): (Seal, Option<String>)) -> Result<Seal, StoreError> {
    let Some(word) = fate else { return Ok(seal) };
    let state = SealState::parse(&word)
        .ok_or_else(|| StoreError::Corrupt(format!("there is no fate `{word}` of a seal")))?;
    Ok(Seal { state, ..seal })
}

/// Adds a seal that was printed; false if that code was printed before.
pub fn add(connection: &Connection, code: i64, issued_seq: i64) -> Result<bool, StoreError> {
    let added = connection
        .prepare_cached(
            "INSERT INTO seal (code, issued_seq) VALUES (:code, :seq) ON CONFLICT DO NOTHING",
        )?
        .execute(named_params! { ":code": code, ":seq": issued_seq })?;
    Ok(added == 1)
}

/// Writes why a seal may not be used any more; none: it may again.
pub fn set_fate(
    connection: &Connection,
    code: i64,
    fate: Option<(SealState, i64)>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE seal SET fate = :fate, fate_seq = :seq WHERE code = :code")?
        .execute(named_params! {
            ":fate": fate.map(|(state, _)| state.as_str()),
            ":seq": fate.map(|(_, seq)| seq),
            ":code": code,
        })?;
    Ok(())
}

/// The seal of that code, if it was ever printed.
pub fn get(connection: &Connection, code: i64) -> Result<Option<Seal>, StoreError> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE s.code = :code"))?
        .query_row(named_params! { ":code": code }, from_row)
        .optional()?
        .map(with_fate)
        .transpose()
}

/// Seals, newest batch first, at most so many.
pub fn list(
    connection: &Connection,
    state: Option<SealState>,
    limit: u32,
) -> Result<Vec<Seal>, StoreError> {
    let condition = match state {
        None => "true",
        Some(SealState::Issued) => "s.fate IS NULL AND b.item_id IS NULL",
        Some(SealState::Bound) => "s.fate IS NULL AND b.item_id IS NOT NULL",
        Some(SealState::Broken) => "s.fate = 'broken'",
        Some(SealState::Voided) => "s.fate = 'voided'",
        Some(SealState::Withdrawn) => "s.fate = 'withdrawn'",
    };
    let mut select = connection.prepare(&format!(
        "{SELECT} WHERE {condition} ORDER BY s.issued_seq DESC, s.code LIMIT :limit"
    ))?;
    let rows = select.query_map(named_params! { ":limit": limit }, from_row)?;
    let rows: Vec<_> = rows.collect::<Result<_, _>>()?;
    rows.into_iter().map(with_fate).collect()
}
