//! Finding items by trace code, serial or IMEI through one narrow table of integer keys.

use rusqlite::{Connection, Statement, named_params};
use sha2::{Digest as _, Sha256};

use super::StoreError;

/// A key of `item_key`: a trace code's 60 bits, or below zero the hash of a serial or IMEI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(i64);

impl Key {
    /// The key of a trace code, exact.
    pub const fn of_code(code: i64) -> Self {
        Self(code)
    }

    /// Whether it is a trace code's.
    pub const fn is_code(self) -> bool {
        self.0 >= 0
    }

    /// The key of a serial or IMEI. Case, blanks and dashes do not count, as scanners and
    /// spreadsheets differ in them. Two serials may share a key, so a finder compares.
    pub fn of_identifier(identifier: &str) -> Self {
        let mut bytes = [0_u8; 64];
        let mut length = 0;
        let mut hasher = Sha256::new();
        for byte in identifier
            .bytes()
            .filter(|byte| !matches!(byte, b' ' | b'-'))
        {
            if length == bytes.len() {
                hasher.update(bytes);
                length = 0;
            }
            bytes[length] = byte.to_ascii_uppercase();
            length += 1;
        }
        hasher.update(&bytes[..length]);
        let hash = hasher.finalize();
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        Self(i64::from_be_bytes(first) | i64::MIN)
    }
}

/// Whether two serials are the same to whoever looks for one.
pub fn same_identifier(a: &str, b: &str) -> bool {
    let folded = |text: &str| {
        text.bytes()
            .filter(|byte| !matches!(byte, b' ' | b'-'))
            .map(|byte| byte.to_ascii_uppercase())
            .collect::<Vec<_>>()
    };
    folded(a) == folded(b)
}

/// Writes keys; hand it sorted runs, since keys in no order cost most of a bulk load.
pub struct KeyWriter<'c> {
    first: Statement<'c>,
    again: Statement<'c>,
}

impl<'c> KeyWriter<'c> {
    /// Prepares the statements once.
    pub fn new(connection: &'c Connection) -> Result<Self, StoreError> {
        Ok(Self {
            first: connection.prepare(
                "INSERT INTO item_key (key, item_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?,
            again: connection.prepare(
                "INSERT INTO item_key_again (key, item_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?,
        })
    }

    /// Adds `item` to the items of `key`; says whether another had it before.
    pub fn add(&mut self, key: Key, item: i64) -> Result<bool, StoreError> {
        if self.first.execute((key.0, item))? == 1 {
            return Ok(false);
        }
        self.again.execute((key.0, item))?;
        Ok(true)
    }
}

/// The items that may have `key`, in order of intake.
pub fn items_of(connection: &Connection, key: Key) -> Result<Vec<i64>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT item_id FROM item_key WHERE key = :key
         UNION ALL SELECT item_id FROM item_key_again WHERE key = :key",
    )?;
    let items = select.query_map(named_params! { ":key": key.0 }, |row| row.get(0))?;
    // Sorted here: SQLite would build a table for it.
    let mut items: Vec<i64> = items.collect::<Result<_, _>>()?;
    items.sort_unstable();
    Ok(items)
}
