//! Inspections as the events hold them, for whoever looks at many.

use rusqlite::{Connection, OptionalExtension as _, named_params};

use super::StoreError;

/// An inspection, or the reversal of an event, as it stands in the database.
#[derive(Debug, Clone, Copy)]
pub struct InspectionRow<'r> {
    /// Index of its leaf
    pub seq: i64,
    /// The item
    pub item: i64,
    /// Its number within the item
    pub n: i64,
    /// `graded`, `refused`, `rechecked` or `reversed`
    pub kind: &'r str,
    /// When
    pub at: i64,
    /// The leaf's canonical JSON
    pub body: &'r str,
    /// Its private fields, unless it has none or they were erased
    pub disclosure: Option<&'r str>,
}

/// Hands over every inspection and reversal since that moment, newest first, so that whoever reads
/// them knows what was reversed before it comes.
///
/// An operation's events happen when it starts, so the operations tell where in the ledger to
/// begin, and what is older is not read.
pub fn each_newest_first<E: From<StoreError>>(
    connection: &Connection,
    since: i64,
    mut each: impl FnMut(&InspectionRow<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let sqlite = |error: rusqlite::Error| E::from(StoreError::from(error));
    let first: Option<i64> = connection
        .prepare_cached("SELECT min(first_seq) FROM operation WHERE started_at >= :since")
        .and_then(|mut select| {
            let first = select.query_row(named_params! { ":since": since }, |row| row.get(0));
            first.optional()
        })
        .map_err(sqlite)?
        .flatten();
    let Some(first) = first else { return Ok(()) };
    let mut select = connection
        .prepare_cached(
            "SELECT e.seq, e.item_id, e.n, e.kind, e.at, e.body, d.body
             FROM event e LEFT JOIN disclosure d ON d.seq = e.seq
             WHERE e.seq >= :first AND e.at >= :since
                 AND (e.kind = 'graded' OR e.kind = 'refused' OR e.kind = 'rechecked'
                     OR e.kind = 'reversed')
             ORDER BY e.seq DESC",
        )
        .map_err(sqlite)?;
    let mut rows = select
        .query(named_params! { ":first": first, ":since": since })
        .map_err(sqlite)?;
    while let Some(row) = rows.next().map_err(sqlite)? {
        // By place: this runs for every inspection there is, and names are looked up each time.
        let text = |place: usize| -> Result<Option<&str>, StoreError> {
            let value = row.get_ref(place)?;
            let text = value.as_str_or_null();
            text.map_err(|error| StoreError::Corrupt(error.to_string()))
        };
        let missing = || StoreError::Corrupt("an event without text".to_owned());
        let read = || -> Result<InspectionRow<'_>, StoreError> {
            Ok(InspectionRow {
                seq: row.get(0)?,
                item: row.get(1)?,
                n: row.get(2)?,
                kind: text(3)?.ok_or_else(missing)?,
                at: row.get(4)?,
                body: text(5)?.ok_or_else(missing)?,
                disclosure: text(6)?,
            })
        };
        each(&read()?)?;
    }
    Ok(())
}
