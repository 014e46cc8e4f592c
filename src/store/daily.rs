//! What the day's figures are counted from: the events of a span of time, and every item's state in
//! one sweep.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::StoreError;
use super::items::{class_of, stage_of};
use crate::domain::daily::{Held, Standing};

/// Whether the promise of an item's pickup was kept, once known.
pub fn promise_kept(connection: &Connection, item: i64) -> Result<Option<bool>, StoreError> {
    let kept = connection
        .prepare_cached("SELECT promise_kept FROM item WHERE id = :id")?
        .query_row(named_params! { ":id": item }, |row| row.get(0))
        .optional()?;
    kept.ok_or_else(|| StoreError::Corrupt(format!("item {item} is missing")))
}

/// Hands over every item's number, its standing now and the place of its newest event.
pub fn each_state<E: From<StoreError>>(
    connection: &Connection,
    mut each: impl FnMut(i64, Standing, i64) -> Result<(), E>,
) -> Result<(), E> {
    const SQL: &str = "SELECT item_id, stage, class, hold_reason IS NOT NULL, last_seq
        FROM item_state ORDER BY item_id";
    each_row(connection, SQL, &[], |row| {
        let read = || -> Result<Standing, StoreError> {
            let class = row.get_ref(2)?.as_str_or_null();
            let class = class.map_err(|error| StoreError::Corrupt(error.to_string()))?;
            let held = if row.get(3)? { Held::Yes } else { Held::No };
            Ok(Standing::new(
                stage_of(text(row, 1)?)?,
                class.map(class_of).transpose()?,
                held,
            ))
        };
        let place = || -> Result<(i64, i64), StoreError> { Ok((row.get(0)?, row.get(4)?)) };
        let (item, last_seq) = place()?;
        each(item, read()?, last_seq)
    })
}

/// Hands over what is offered for each item now, in fen.
pub fn each_offer<E: From<StoreError>>(
    connection: &Connection,
    mut each: impl FnMut(i64, i64) -> Result<(), E>,
) -> Result<(), E> {
    const SQL: &str = "SELECT item_id, offer_fen FROM offer ORDER BY item_id";
    each_row(connection, SQL, &[], |row| {
        let read = || -> Result<(i64, i64), StoreError> { Ok((row.get(0)?, row.get(1)?)) };
        let (item, offer_fen) = read()?;
        each(item, offer_fen)
    })
}

/// An event of a span of time.
#[derive(Debug, Clone, Copy)]
pub struct SpanEvent<'r> {
    /// Index of its leaf
    pub seq: i64,
    /// The item it changed
    pub item: i64,
    /// Its number within the item
    pub n: i64,
    /// Its kind's word
    pub kind: &'r str,
    /// When
    pub at: i64,
    /// The operation that made it
    pub operation: i64,
    /// The leaf's canonical JSON
    pub body: &'r str,
}

/// Which events of a span are handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinds {
    /// All
    All,
    /// Those that give a class, and reversals
    GradedAndReversed,
}

/// Hands over the events about items that happened from `from` to `until`, both included, in the
/// ledger's order.
///
/// An operation's events happen when it starts, so the operations of the span tell between which
/// places of the ledger they stand.
pub fn each_event<E: From<StoreError>>(
    connection: &Connection,
    (from, until): (i64, i64),
    kinds: Kinds,
    mut each: impl FnMut(&SpanEvent<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let Some((first, last)) = extent(connection, from, until)? else {
        return Ok(());
    };
    let which = match kinds {
        Kinds::All => "",
        Kinds::GradedAndReversed => " AND (kind = 'graded' OR kind = 'reversed')",
    };
    let sql = format!(
        "SELECT seq, item_id, n, kind, at, operation_id, body FROM event
         WHERE seq BETWEEN :first AND :last AND at BETWEEN :from AND :until
             AND item_id IS NOT NULL{which} ORDER BY seq"
    );
    let span = named_params! { ":first": first, ":last": last, ":from": from, ":until": until };
    each_row(connection, &sql, span, |row| {
        let read = || -> Result<SpanEvent<'_>, StoreError> {
            Ok(SpanEvent {
                seq: row.get(0)?,
                item: row.get(1)?,
                n: row.get(2)?,
                kind: text(row, 3)?,
                at: row.get(4)?,
                operation: row.get(5)?,
                body: text(row, 6)?,
            })
        };
        each(&read()?)
    })
}

/// The first and the last place in the ledger of what happened from `from` to `until`.
fn extent(
    connection: &Connection,
    from: i64,
    until: i64,
) -> Result<Option<(i64, i64)>, StoreError> {
    let places: (Option<i64>, Option<i64>) = connection
        .prepare_cached(
            "SELECT min(first_seq), max(last_seq) FROM operation
             WHERE started_at BETWEEN :from AND :until",
        )?
        .query_row(named_params! { ":from": from, ":until": until }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(places.0.zip(places.1))
}

/// The items that anything happened to after `until`.
pub fn touched_after(connection: &Connection, until: i64) -> Result<Vec<i64>, StoreError> {
    let Some((first, last)) = extent(connection, until + 1, i64::MAX)? else {
        return Ok(Vec::new());
    };
    let mut select = connection.prepare(
        "SELECT DISTINCT item_id FROM event
         WHERE seq BETWEEN :first AND :last AND at > :until AND item_id IS NOT NULL
         ORDER BY item_id",
    )?;
    let span = named_params! { ":first": first, ":last": last, ":until": until };
    let items = select.query_map(span, |row| row.get(0))?;
    Ok(items.collect::<Result<_, _>>()?)
}

/// The items with a wipe, a destroyed medium or a finding of no medium on record by `until`.
pub fn settled_items(connection: &Connection, until: i64) -> Result<Vec<i64>, StoreError> {
    let mut select = connection.prepare(
        "SELECT DISTINCT item_id FROM event
         WHERE (kind = 'wipe_run' OR kind = 'media_destroyed' OR kind = 'media_none')
             AND at <= :until ORDER BY item_id",
    )?;
    let items = select.query_map(named_params! { ":until": until }, |row| row.get(0))?;
    Ok(items.collect::<Result<_, _>>()?)
}

/// One step of an item's life, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Index of its leaf
    pub seq: i64,
    /// Its kind's word
    pub kind: String,
    /// When
    pub at: i64,
}

/// The steps of an item's life, oldest first, by following the chain back from its newest.
pub fn steps(connection: &Connection, newest: i64) -> Result<Vec<Step>, StoreError> {
    let mut select =
        connection.prepare_cached("SELECT prev_seq, kind, at FROM event WHERE seq = :seq")?;
    let mut steps = Vec::new();
    let mut next = Some(newest);
    while let Some(seq) = next {
        let found = select
            .query_row(named_params! { ":seq": seq }, |row| {
                let (kind, at) = (row.get(1)?, row.get(2)?);
                Ok((row.get(0)?, Step { seq, kind, at }))
            })
            .optional()?;
        let (prev, step) =
            found.ok_or_else(|| StoreError::Corrupt(format!("event {seq} is missing")))?;
        next = prev;
        steps.push(step);
    }
    steps.reverse();
    Ok(steps)
}

/// Commands begun from `from` to `until` that had not ended by then, by their numbers.
pub fn unfinished(
    connection: &Connection,
    (from, until): (i64, i64),
) -> Result<Vec<i64>, StoreError> {
    let mut select = connection.prepare(
        "SELECT id FROM operation WHERE started_at BETWEEN :from AND :until
             AND (finished_at IS NULL OR finished_at > :until) ORDER BY id",
    )?;
    let span = named_params! { ":from": from, ":until": until };
    let ids = select.query_map(span, |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

fn each_row<E: From<StoreError>>(
    connection: &Connection,
    sql: &str,
    parameters: &[(&str, &dyn rusqlite::ToSql)],
    mut each: impl FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let sqlite = |error: rusqlite::Error| E::from(StoreError::from(error));
    let mut select = connection.prepare_cached(sql).map_err(sqlite)?;
    let mut rows = select.query(parameters).map_err(sqlite)?;
    while let Some(row) = rows.next().map_err(sqlite)? {
        each(row)?;
    }
    Ok(())
}

/// By place: this runs for every item there is, and names are looked up each time.
fn text<'r>(row: &'r Row<'_>, place: usize) -> Result<&'r str, StoreError> {
    let value = row.get_ref(place)?;
    value
        .as_str()
        .map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// An intake, and what its items are now.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "the fields are those of the operation, and counts of its items"
)]
pub struct Batch {
    pub operation: i64,
    pub started_at: i64,
    pub finished_at: Option<i64>,
    pub operator: String,
    pub station: String,
    pub source: Option<String>,
    pub undone_by: Option<i64>,
    pub items: i64,
    pub withdrawn: i64,
    pub promise_missed: i64,
    pub ungraded: i64,
    pub premium: i64,
    pub good: i64,
    pub scrap: i64,
    pub held: i64,
}

/// The intakes begun from `from` to `until`, oldest first.
pub fn batches(connection: &Connection, span: (i64, i64)) -> Result<Vec<Batch>, StoreError> {
    let mut select = connection.prepare(
        "SELECT o.id, o.started_at, o.finished_at, o.operator, o.station, o.source,
             (SELECT max(u.id) FROM operation u WHERE u.undoes = o.id) AS undone_by,
             count(i.id) AS items,
             ifnull(sum(s.stage = 'withdrawn'), 0) AS withdrawn,
             ifnull(sum(i.promise_kept = 0), 0) AS promise_missed,
             ifnull(sum(s.class IS NULL AND s.stage <> 'withdrawn'), 0) AS ungraded,
             ifnull(sum(s.class = 'premium'), 0) AS premium,
             ifnull(sum(s.class = 'good'), 0) AS good,
             ifnull(sum(s.class = 'scrap'), 0) AS scrap,
             ifnull(sum(s.hold_reason IS NOT NULL), 0) AS held
         FROM operation o
             LEFT JOIN item i ON i.operation_id = o.id
             LEFT JOIN item_state s ON s.item_id = i.id
         WHERE o.started_at BETWEEN :from AND :until AND o.command = 'intake'
         GROUP BY o.id ORDER BY o.id",
    )?;
    let rows = select.query_map(named_params! { ":from": span.0, ":until": span.1 }, |row| {
        Ok(Batch {
            operation: row.get("id")?,
            started_at: row.get("started_at")?,
            finished_at: row.get("finished_at")?,
            operator: row.get("operator")?,
            station: row.get("station")?,
            source: row.get("source")?,
            undone_by: row.get("undone_by")?,
            items: row.get("items")?,
            withdrawn: row.get("withdrawn")?,
            promise_missed: row.get("promise_missed")?,
            ungraded: row.get("ungraded")?,
            premium: row.get("premium")?,
            good: row.get("good")?,
            scrap: row.get("scrap")?,
            held: row.get("held")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
