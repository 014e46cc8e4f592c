//! Media of items and names of wipes, each as a hash in a narrow table. What they are hashes of
//! stands in the events, and a finder compares, as two names may share a hash.

use rusqlite::{Connection, named_params};
use sha2::{Digest as _, Sha256};

use super::StoreError;

/// The hash that a serial number or the name of a wipe is found by, below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WipeKey(i64);

impl WipeKey {
    /// The key of a name; `sort` keeps names of different sorts apart.
    pub fn of(sort: &str, name: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(sort);
        hasher.update([0]);
        hasher.update(name);
        let hash = hasher.finalize();
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        Self(i64::from_be_bytes(first) | i64::MIN)
    }

    /// As it stands in the database.
    pub const fn as_i64(self) -> i64 {
        self.0
    }
}

/// What an item's events come to in the two tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WipeRows {
    /// Number and serial's key of each medium that the item holds
    pub media: Vec<(i64, Option<WipeKey>)>,
    /// Key and event of each name of each wipe
    pub keys: Vec<(WipeKey, i64)>,
}

/// Adds the rows of an item that has none.
pub fn add(connection: &Connection, item: i64, rows: &WipeRows) -> Result<(), StoreError> {
    let mut medium = connection.prepare_cached(
        "INSERT INTO medium (item_id, no, serial_key) VALUES (:item, :no, :serial)",
    )?;
    for (no, serial) in &rows.media {
        let serial = serial.map(WipeKey::as_i64);
        medium.execute(named_params! { ":item": item, ":no": no, ":serial": serial })?;
    }
    let mut key = connection.prepare_cached("INSERT INTO wipe_key VALUES (:key, :seq)")?;
    for (name, seq) in &rows.keys {
        key.execute(named_params! { ":key": name.as_i64(), ":seq": seq })?;
    }
    Ok(())
}

/// Takes the rows of an item away, as they were before its newest event.
pub fn remove(connection: &Connection, item: i64, rows: &WipeRows) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM medium WHERE item_id = :item")?
        .execute(named_params! { ":item": item })?;
    let mut key =
        connection.prepare_cached("DELETE FROM wipe_key WHERE key = :key AND seq = :seq")?;
    for (name, seq) in &rows.keys {
        key.execute(named_params! { ":key": name.as_i64(), ":seq": seq })?;
    }
    Ok(())
}

/// Items and numbers of the media whose serial may be the one of `key`.
pub fn media_of(connection: &Connection, key: WipeKey) -> Result<Vec<(i64, i64)>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT item_id, no FROM medium WHERE serial_key = :key ORDER BY item_id, no",
    )?;
    let found = select.query_map(named_params! { ":key": key.as_i64() }, |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The wipes that may go by the name of `key`, oldest first.
pub fn wipes_of(connection: &Connection, key: WipeKey) -> Result<Vec<i64>, StoreError> {
    let mut select =
        connection.prepare_cached("SELECT seq FROM wipe_key WHERE key = :key ORDER BY seq")?;
    let found = select.query_map(named_params! { ":key": key.as_i64() }, |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The items of the events that may go by the name of `key`.
pub fn items_of(connection: &Connection, key: WipeKey) -> Result<Vec<i64>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT e.item_id FROM wipe_key k JOIN event e ON e.seq = k.seq WHERE k.key = :key
         ORDER BY e.item_id",
    )?;
    let found = select.query_map(named_params! { ":key": key.as_i64() }, |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The items that have a wipe and are in the house, in order of intake.
pub fn wiped_items(connection: &Connection) -> Result<Vec<i64>, StoreError> {
    let mut select = connection.prepare(
        "SELECT DISTINCT e.item_id FROM wipe_key k
             JOIN event e ON e.seq = k.seq JOIN item_state s ON s.item_id = e.item_id
         WHERE s.stage = 'received' OR s.stage = 'graded' OR s.stage = 'refurbishing'
             OR s.stage = 'refurbished'
         ORDER BY e.item_id",
    )?;
    let items = select.query_map([], |row| row.get(0))?;
    Ok(items.collect::<Result<_, _>>()?)
}

/// Every event that names evidence, in the ledger's order.
pub fn with_evidence(connection: &Connection) -> Result<Vec<i64>, StoreError> {
    let mut select = connection.prepare(
        "SELECT seq FROM event WHERE kind = 'wipe_run' OR kind = 'media_added'
             OR kind = 'media_destroyed' ORDER BY seq",
    )?;
    let seqs = select.query_map([], |row| row.get(0))?;
    Ok(seqs.collect::<Result<_, _>>()?)
}
