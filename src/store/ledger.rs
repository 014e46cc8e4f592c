//! Tiles, checkpoints and keys of the ledger, as rows. What they mean is the ledger module's.

use rusqlite::{Connection, OptionalExtension as _, Statement, named_params};

use super::StoreError;

/// What the ledger of this database is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    /// Name in every checkpoint
    pub origin: String,
    /// The warehouse
    pub site: String,
    /// When the database was made
    pub made_at: i64,
}

/// The ledger's name and place.
pub fn get(connection: &Connection) -> Result<LedgerRow, StoreError> {
    Ok(connection.query_row(
        "SELECT origin, site, made_at FROM ledger WHERE id = 1",
        [],
        |row| {
            Ok(LedgerRow {
                origin: row.get("origin")?,
                site: row.get("site")?,
                made_at: row.get("made_at")?,
            })
        },
    )?)
}

/// Gives the ledger another name, from which its next checkpoints are signed.
pub fn rename(connection: &Connection, origin: &str) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE ledger SET origin = :origin WHERE id = 1",
        named_params! { ":origin": origin },
    )?;
    Ok(())
}

/// Writes tiles.
pub struct TileWriter<'c>(Statement<'c>);

impl<'c> TileWriter<'c> {
    /// Prepares the statement once.
    pub fn new(connection: &'c Connection) -> Result<Self, StoreError> {
        Ok(Self(connection.prepare(
            "INSERT INTO tile (id, root, data) VALUES (?1, ?2, ?3)",
        )?))
    }

    /// Adds a full tile.
    pub fn add(&mut self, id: i64, root: &[u8; 32], bytes: &[u8]) -> Result<(), StoreError> {
        self.0.execute((id, root.as_slice(), bytes))?;
        Ok(())
    }
}

/// The tile with that id.
pub fn tile(connection: &Connection, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT data FROM tile WHERE id = :id")?
        .query_row(named_params! { ":id": id }, |row| row.get(0))
        .optional()?)
}

/// The hash over all of the tile with that id.
pub fn tile_root(connection: &Connection, id: i64) -> Result<Option<[u8; 32]>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT root FROM tile WHERE id = :id")?
        .query_row(named_params! { ":id": id }, |row| row.get(0))
        .optional()?)
}

/// How many tiles there are.
pub fn tile_count(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("SELECT count(*) FROM tile", [], |row| row.get(0))?)
}

/// A checkpoint as it stands in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointRow {
    /// How many events it covers
    pub size: i64,
    /// The signed note
    pub note: String,
    /// When it was signed
    pub at: i64,
}

/// The newest checkpoint.
pub fn newest_checkpoint(connection: &Connection) -> Result<Option<CheckpointRow>, StoreError> {
    Ok(connection
        .query_row(
            "SELECT size, note, at FROM checkpoint ORDER BY size DESC LIMIT 1",
            [],
            |row| {
                Ok(CheckpointRow {
                    size: row.get("size")?,
                    note: row.get("note")?,
                    at: row.get("at")?,
                })
            },
        )
        .optional()?)
}

/// The newest checkpoint that was signed by `until`.
pub fn checkpoint_by(
    connection: &Connection,
    until: i64,
) -> Result<Option<CheckpointRow>, StoreError> {
    Ok(connection
        .prepare(
            "SELECT size, note, at FROM checkpoint WHERE at <= :until ORDER BY size DESC LIMIT 1",
        )?
        .query_row(named_params! { ":until": until }, |row| {
            Ok(CheckpointRow {
                size: row.get("size")?,
                note: row.get("note")?,
                at: row.get("at")?,
            })
        })
        .optional()?)
}

/// Every checkpoint, smallest first.
pub fn checkpoints(connection: &Connection) -> Result<Vec<CheckpointRow>, StoreError> {
    let mut select = connection.prepare("SELECT size, note, at FROM checkpoint ORDER BY size")?;
    let rows = select.query_map([], |row| {
        Ok(CheckpointRow {
            size: row.get("size")?,
            note: row.get("note")?,
            at: row.get("at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps a signed checkpoint; signing the same size again keeps the first.
pub fn add_checkpoint(connection: &Connection, row: &CheckpointRow) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO checkpoint (size, note, at) VALUES (:size, :note, :at) ON CONFLICT DO NOTHING",
        named_params! { ":size": row.size, ":note": row.note, ":at": row.at },
    )?;
    Ok(())
}

/// The keys that sign this log, oldest first.
pub fn log_keys(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut select = connection
        .prepare("SELECT vkey FROM logkey WHERE role = 'log' ORDER BY from_size, vkey")?;
    let keys = select.query_map([], |row| row.get(0))?;
    Ok(keys.collect::<Result<_, _>>()?)
}

/// Names a key that signs this log from `from_size` on.
pub fn add_log_key(connection: &Connection, vkey: &str, from_size: i64) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO logkey (vkey, role, from_size) VALUES (:vkey, 'log', :from)
         ON CONFLICT DO NOTHING",
        named_params! { ":vkey": vkey, ":from": from_size },
    )?;
    Ok(())
}
