//! Finds the one item that a scan or a typed word means: trace code, serial, IMEI or pickup number.

use unicode_normalization::UnicodeNormalization as _;

use super::AppError;
use crate::domain::code::TraceCode;
use crate::domain::stage::Stage;
use crate::store::items::{self, Item};
use crate::store::keys::{self, Key};
use crate::store::{Connection, StoreError};

/// The item that `query` means. Several are listed, never guessed.
pub fn find(connection: &Connection, query: &str) -> anyhow::Result<i64> {
    let query = query.trim();
    let query = match query.is_ascii() {
        true => query.to_owned(),
        false => query.nfkc().collect(),
    };
    let mut found = candidates(connection, &query)?;
    if found.len() > 1 {
        // An item whose intake was undone is meant only where nothing else can be.
        let mut standing = Vec::new();
        for id in &found {
            if items::stand(connection, *id)?.state.stage != Stage::Withdrawn {
                standing.push(*id);
            }
        }
        if !standing.is_empty() {
            found = standing;
        }
    }
    match found.as_slice() {
        [] => Err(AppError::NoSuchItem { query }.into()),
        [id] => Ok(*id),
        several => {
            let candidates = several
                .iter()
                .take(20)
                .map(|id| describe(connection, *id))
                .collect::<Result<Vec<_>, _>>()?;
            Err(AppError::SeveralItems { query, candidates }.into())
        }
    }
}

fn candidates(connection: &Connection, query: &str) -> Result<Vec<i64>, StoreError> {
    let mut found = Vec::new();
    if let Ok(code) = TraceCode::parse(query) {
        found.extend(keys::items_of(connection, Key::of_code(code.as_i64()))?);
    }
    found.extend(of_identifier(connection, query)?);
    found.extend(items::of_pickup(connection, query)?);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The items whose serial or IMEI it is.
pub fn of_identifier(connection: &Connection, identifier: &str) -> Result<Vec<i64>, StoreError> {
    let mut found = Vec::new();
    for id in keys::items_of(connection, Key::of_identifier(identifier))? {
        let item = items::get(connection, id)?;
        let has = |own: &Option<String>| {
            own.as_deref()
                .is_some_and(|own| keys::same_identifier(own, identifier))
        };
        if has(&item.serial) || has(&item.imei) {
            found.push(id);
        }
    }
    Ok(found)
}

/// The other items in stock with the serial or IMEI of this one.
pub fn twins(connection: &Connection, item: &Item) -> anyhow::Result<Vec<TraceCode>> {
    let mut twins = Vec::new();
    for identifier in [&item.serial, &item.imei].into_iter().flatten() {
        for id in keys::items_of(connection, Key::of_identifier(identifier))? {
            if id == item.id || !items::stand(connection, id)?.state.stage.is_in_stock() {
                continue;
            }
            let other = items::get(connection, id)?;
            let same = |own: &Option<String>| {
                own.as_deref()
                    .is_some_and(|own| keys::same_identifier(own, identifier))
            };
            if same(&other.serial) || same(&other.imei) {
                twins.push(code(&other)?);
            }
        }
    }
    twins.sort_unstable_by_key(|code| code.as_i64());
    twins.dedup();
    Ok(twins)
}

/// The trace code of an item's row.
pub fn code(item: &Item) -> anyhow::Result<TraceCode> {
    code_of(item.code)
}

/// The trace code that a stored number stands for.
pub fn code_of(stored: i64) -> anyhow::Result<TraceCode> {
    TraceCode::from_i64(stored)
        .ok_or_else(|| AppError::Integrity(format!("{stored} is no trace code")).into())
}

fn describe(connection: &Connection, id: i64) -> anyhow::Result<String> {
    let item = items::get(connection, id)?;
    let goods = [item.brand.as_str(), item.model.as_str()].join(" ");
    Ok(format!(
        "{} {} ({} {})",
        code(&item)?,
        goods.trim(),
        item.channel,
        item.pickup_no
    ))
}
