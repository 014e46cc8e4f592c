//! Work orders: a row for each, with how far it is.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::StoreError;
use crate::domain::refurbish::{Order, Status};

/// A work order and the item it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// The item
    pub item: i64,
    /// The order
    pub order: Order,
}

const COLUMNS: &str = "number, item_id, partner, status, opened_seq, opened_at, promised_days,
    sent_at, manifest, back_at, paused_at, paused_days, finished_at";

/// A row, its words not yet read.
fn from_row(row: &Row<'_>) -> rusqlite::Result<Result<OrderRow, StoreError>> {
    let word: String = row.get("status")?;
    let Some(status) = Status::parse(&word) else {
        let what = format!("there is no status `{word}` of work orders");
        return Ok(Err(StoreError::Corrupt(what)));
    };
    Ok(Ok(OrderRow {
        item: row.get("item_id")?,
        order: Order {
            number: row.get("number")?,
            partner: row.get("partner")?,
            status,
            opened_seq: row.get("opened_seq")?,
            opened_at: row.get("opened_at")?,
            promised_days: row.get("promised_days")?,
            sent_at: row.get("sent_at")?,
            manifest: row.get("manifest")?,
            back_at: row.get("back_at")?,
            paused_at: row.get("paused_at")?,
            paused_days: row.get("paused_days")?,
            finished_at: row.get("finished_at")?,
        },
    }))
}

/// Writes an order as it stands now; the row is made if there is none.
pub fn put(connection: &Connection, item: i64, order: &Order) -> Result<(), StoreError> {
    connection
        .prepare_cached(&format!(
            "INSERT INTO work_order ({COLUMNS}) VALUES (:number, :item, :partner, :status,
                 :opened_seq, :opened_at, :promised_days, :sent_at, :manifest, :back_at,
                 :paused_at, :paused_days, :finished_at)
             ON CONFLICT (number) DO UPDATE SET status = :status, sent_at = :sent_at,
                 manifest = :manifest, back_at = :back_at, paused_at = :paused_at,
                 paused_days = :paused_days, finished_at = :finished_at"
        ))?
        .execute(named_params! {
            ":number": order.number,
            ":item": item,
            ":partner": order.partner,
            ":status": order.status.as_str(),
            ":opened_seq": order.opened_seq,
            ":opened_at": order.opened_at,
            ":promised_days": order.promised_days,
            ":sent_at": order.sent_at,
            ":manifest": order.manifest,
            ":back_at": order.back_at,
            ":paused_at": order.paused_at,
            ":paused_days": order.paused_days,
            ":finished_at": order.finished_at,
        })?;
    Ok(())
}

/// The number of the next order.
pub fn next_number(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT ifnull(max(number), 0) + 1 FROM work_order")?
        .query_row([], |row| row.get(0))?)
}

/// The order of that number.
pub fn get(connection: &Connection, number: i64) -> Result<Option<OrderRow>, StoreError> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM work_order WHERE number = :number"
        ))?
        .query_row(named_params! { ":number": number }, from_row)
        .optional()?
        .transpose()
}

/// The order of an item that is not finished.
pub fn unfinished_of(connection: &Connection, item: i64) -> Result<Option<Order>, StoreError> {
    let row = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM work_order WHERE item_id = :item
                 AND (status = 'open' OR status = 'sent' OR status = 'back')"
        ))?
        .query_row(named_params! { ":item": item }, from_row)
        .optional()?
        .transpose()?;
    Ok(row.map(|row| row.order))
}

/// Which orders are listed.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of that partner
    pub partner: Option<String>,
    /// In that status; else those that are not finished
    pub status: Option<Status>,
    /// Finished and undone ones too
    pub all: bool,
    /// Sent with that list
    pub manifest: Option<[u8; 32]>,
}

/// Orders, in order of their numbers.
pub fn list(connection: &Connection, filter: &Filter) -> Result<Vec<OrderRow>, StoreError> {
    let mut sql = format!("SELECT {COLUMNS} FROM work_order WHERE 1");
    let mut values: Vec<rusqlite::types::Value> = Vec::new();
    if let Some(partner) = &filter.partner {
        sql += " AND partner = ?";
        values.push(partner.clone().into());
    }
    if let Some(manifest) = &filter.manifest {
        sql += " AND manifest = ?";
        values.push(manifest.to_vec().into());
    }
    match filter.status {
        Some(status) => {
            sql += " AND status = ?";
            values.push(status.as_str().to_owned().into());
        }
        None if filter.all => {}
        None => sql += " AND (status = 'open' OR status = 'sent' OR status = 'back')",
    }
    sql += " ORDER BY number";
    let mut select = connection.prepare(&sql)?;
    let rows = select.query_map(rusqlite::params_from_iter(values), from_row)?;
    rows.map(|row| row.map_err(StoreError::from)?).collect()
}
