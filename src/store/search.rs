//! The search index: SQLite's full-text index of three-character pieces, without the text itself.
//! It is built apart from intake and holds the items from the first to some item. An item's own
//! words stand under its number; what the seller said of it, which is read from elsewhere, under
//! its number and [`REMARKS`].

use rusqlite::{Connection, OptionalExtension as _, Statement, named_params};

use super::StoreError;

/// What is added to an item's number for its remark.
const REMARKS: i64 = 1 << 40;

/// The newest item that the index holds; 0 while it holds none.
pub fn newest(connection: &Connection) -> Result<i64, StoreError> {
    let newest = connection
        .prepare_cached("SELECT rowid FROM item_text WHERE rowid < ?1 ORDER BY rowid DESC LIMIT 1")?
        .query_row([REMARKS], |row| row.get(0))
        .optional()?;
    Ok(newest.unwrap_or(0))
}

/// Adds items to the index.
pub struct SearchWriter<'c> {
    insert: Statement<'c>,
}

impl<'c> SearchWriter<'c> {
    /// Prepares the statement once.
    pub fn new(connection: &'c Connection) -> Result<Self, StoreError> {
        let insert = connection.prepare("INSERT INTO item_text (rowid, text) VALUES (?1, ?2)")?;
        Ok(Self { insert })
    }

    /// Adds an item's words.
    pub fn add(&mut self, item: i64, text: &str) -> Result<(), StoreError> {
        self.insert.execute((item, text))?;
        Ok(())
    }

    /// Adds what the seller said of an item.
    pub fn add_remark(&mut self, item: i64, text: &str) -> Result<(), StoreError> {
        self.insert.execute((REMARKS + item, text))?;
        Ok(())
    }
}

/// Finds items whose text has certain pieces.
pub struct SearchReader<'c> {
    select: Statement<'c>,
    wanted: String,
}

impl<'c> SearchReader<'c> {
    /// Looks for texts that have all of `pieces`, of which there is at least one.
    pub fn new(connection: &'c Connection, pieces: &[String]) -> Result<Self, StoreError> {
        let quoted = pieces
            .iter()
            .map(|piece| format!("\"{}\"", piece.replace('"', "\"\"")));
        Ok(Self {
            select: connection.prepare(
                "SELECT rowid FROM item_text
                 WHERE item_text MATCH :wanted AND rowid BETWEEN :first AND :last ORDER BY rowid",
            )?,
            wanted: quoted.collect::<Vec<_>>().join(" AND "),
        })
    }

    /// The items from `first` to `last` whose own words have all pieces, in order.
    pub fn find(&mut self, first: i64, last: i64) -> Result<Vec<i64>, StoreError> {
        self.rows(first, last)
    }

    /// Those whose remark has all pieces.
    pub fn find_remarks(&mut self, first: i64, last: i64) -> Result<Vec<i64>, StoreError> {
        let mut found = self.rows(REMARKS + first, REMARKS + last)?;
        found.iter_mut().for_each(|id| *id -= REMARKS);
        Ok(found)
    }

    fn rows(&mut self, first: i64, last: i64) -> Result<Vec<i64>, StoreError> {
        let wanted = self.wanted.as_str();
        let values = named_params! { ":wanted": wanted, ":first": first, ":last": last };
        let rows = self.select.query_map(values, |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
