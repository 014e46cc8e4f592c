//! Lists of items: filters, sorts, and pages that start after the last item of the page before.

use rusqlite::types::{ToSql, ValueRef};
use rusqlite::{Connection, Row};

use super::StoreError;
use crate::domain::class::Class;
use crate::domain::stage::Stage;

/// Which items; an empty filter is every item in the house or gone, but not the withdrawn.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// At this stage
    pub stage: Option<Stage>,
    /// Of this class
    pub class: Option<Class>,
    /// Held
    pub held: bool,
    /// Of one of these categories
    pub categories: Option<Vec<u32>>,
    /// Through this channel
    pub channel: Option<String>,
    /// From one of these cities
    pub cities: Option<Vec<u32>>,
    /// Taken in at or after
    pub since: Option<i64>,
    /// Taken in before
    pub until: Option<i64>,
    /// Brand, model, spec, serial, IMEI or pickup number hold this text
    pub text: Option<String>,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortKey {
    /// Order of intake
    Received,
    /// Pickup number
    Pickup,
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first
    Ascending,
    /// Greatest first
    Descending,
}

/// A page of a list.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// In which order
    pub key: SortKey,
    /// Which end first
    pub direction: Direction,
    /// The item that ended the page before
    pub after: Option<i64>,
    /// How many at most
    pub limit: Option<u64>,
}

/// An item of a list, borrowed from the row while it is handed over.
#[derive(Debug, Clone, Copy)]
#[expect(
    missing_docs,
    reason = "the fields are the columns of item and item_state"
)]
pub struct Listed<'r> {
    pub code: i64,
    pub stage: &'r str,
    pub hold: Option<&'r str>,
    pub class: Option<&'r str>,
    pub label_zh: Option<&'r str>,
    pub label_en: Option<&'r str>,
    pub category: u32,
    pub brand: &'r str,
    pub model: &'r str,
    pub serial: Option<&'r str>,
    pub imei: Option<&'r str>,
    pub channel: &'r str,
    pub pickup_no: &'r str,
    pub received_at: i64,
    pub spec: &'r str,
    pub city: u32,
    pub county: Option<u32>,
    pub declared_class: &'r str,
    pub ordered_at: i64,
    pub picked_at: Option<i64>,
    pub promise: &'r str,
    pub promised_on: &'r str,
    pub promise_kept: Option<bool>,
}

const COLUMNS: &str = "i.code, s.stage, s.hold_reason, s.class, s.label_zh, s.label_en,
    i.category_id, i.brand, i.model, i.serial, i.imei, i.channel, i.pickup_no, i.received_at,
    i.spec, i.city_code, i.county_code, i.declared_class, i.ordered_at, i.picked_at, i.promise,
    i.promised_on, i.promise_kept";

impl<'r> Listed<'r> {
    // By position and borrowed: an export hands over a million of these.
    fn from_row(row: &'r Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            code: row.get(0)?,
            stage: text(row, 1)?,
            hold: text_or_null(row, 2)?,
            class: text_or_null(row, 3)?,
            label_zh: text_or_null(row, 4)?,
            label_en: text_or_null(row, 5)?,
            category: row.get(6)?,
            brand: text(row, 7)?,
            model: text(row, 8)?,
            serial: text_or_null(row, 9)?,
            imei: text_or_null(row, 10)?,
            channel: text(row, 11)?,
            pickup_no: text(row, 12)?,
            received_at: row.get(13)?,
            spec: text(row, 14)?,
            city: row.get(15)?,
            county: row.get(16)?,
            declared_class: text(row, 17)?,
            ordered_at: row.get(18)?,
            picked_at: row.get(19)?,
            promise: text(row, 20)?,
            promised_on: text(row, 21)?,
            promise_kept: row.get(22)?,
        })
    }
}

fn text<'r>(row: &'r Row<'_>, column: usize) -> Result<&'r str, StoreError> {
    text_or_null(row, column)?
        .ok_or_else(|| StoreError::Corrupt(format!("column {column} of an item is null")))
}

fn text_or_null<'r>(row: &'r Row<'_>, column: usize) -> Result<Option<&'r str>, StoreError> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes)
            .map(Some)
            .map_err(|_| StoreError::Corrupt(format!("column {column} of an item is no text"))),
        ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_) => Err(StoreError::Corrupt(
            format!("column {column} of an item is no text"),
        )),
    }
}

/// Hands over the items of a page in order.
pub fn each<E: From<StoreError>>(
    connection: &Connection,
    filter: &Filter,
    page: &Page,
    mut each: impl FnMut(&Listed<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let query = Query::new(connection, filter, page)?;
    let values: Vec<&dyn ToSql> = query.values.iter().map(|value| &**value).collect();
    let mut select = connection.prepare(&query.sql).map_err(StoreError::from)?;
    let mut rows = select.query(values.as_slice()).map_err(StoreError::from)?;
    while let Some(row) = rows.next().map_err(StoreError::from)? {
        each(&Listed::from_row(row)?)?;
    }
    Ok(())
}

/// How many items a filter finds.
pub fn count(connection: &Connection, filter: &Filter) -> Result<u64, StoreError> {
    let page = Page {
        key: SortKey::Received,
        direction: Direction::Ascending,
        after: None,
        limit: None,
    };
    let query = Query::new(connection, filter, &page)?;
    let values: Vec<&dyn ToSql> = query.values.iter().map(|value| &**value).collect();
    let sql = format!("SELECT count(*) FROM ({})", query.sql);
    let count: i64 = connection.query_row(&sql, values.as_slice(), |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

struct Query {
    sql: String,
    values: Vec<Box<dyn ToSql>>,
}

impl Query {
    fn new(connection: &Connection, filter: &Filter, page: &Page) -> Result<Self, StoreError> {
        let mut query = Self {
            sql: String::new(),
            values: Vec::new(),
        };
        // The stage stands in the text, not in a parameter, so that the partial index fits. Rows
        // come from the state's index where a stage is asked for, else from the wide table's.
        let from_state = filter.stage.is_some() && page.key == SortKey::Received || filter.held;
        let tables = if from_state {
            "item_state s CROSS JOIN item i ON i.id = s.item_id"
        } else {
            "item i CROSS JOIN item_state s ON s.item_id = i.id"
        };
        let id = if from_state { "s.item_id" } else { "i.id" };
        query.sql = format!("SELECT {COLUMNS} FROM {tables} WHERE true");
        query.filter(filter);
        query.page(connection, page, id)?;
        Ok(query)
    }

    fn and(&mut self, condition: &str, value: impl ToSql + 'static) {
        self.values.push(Box::new(value));
        self.sql += &condition.replace('?', &format!("?{}", self.values.len()));
    }

    fn filter(&mut self, filter: &Filter) {
        match filter.stage {
            Some(stage) => self.sql += &format!(" AND s.stage = '{}'", stage.as_str()),
            None => self.sql += " AND i.withdrawn = 0",
        }
        if let Some(class) = filter.class {
            self.and(" AND s.class = ?", class.as_str());
        }
        if filter.held {
            self.sql += " AND s.hold_reason IS NOT NULL";
        }
        if let Some(channel) = &filter.channel {
            self.and(" AND i.channel = ?", channel.clone());
        }
        if let Some(since) = filter.since {
            self.and(" AND i.received_at >= ?", since);
        }
        if let Some(until) = filter.until {
            self.and(" AND i.received_at < ?", until);
        }
        for (column, codes) in [
            ("i.category_id", &filter.categories),
            ("i.city_code", &filter.cities),
        ] {
            if let Some(codes) = codes {
                let codes: Vec<String> = codes.iter().map(u32::to_string).collect();
                self.sql += &format!(" AND {column} IN ({})", codes.join(", "));
            }
        }
        if let Some(text) = &filter.text {
            let escaped = text
                .replace('\\', r"\\")
                .replace('%', r"\%")
                .replace('_', r"\_");
            self.and(
                r" AND (i.brand LIKE ? ESCAPE '\' OR i.model LIKE ? ESCAPE '\'
                 OR i.spec LIKE ? ESCAPE '\' OR i.serial LIKE ? ESCAPE '\'
                 OR i.imei LIKE ? ESCAPE '\' OR i.pickup_no LIKE ? ESCAPE '\')",
                format!("%{escaped}%"),
            );
        }
    }

    fn page(&mut self, connection: &Connection, page: &Page, id: &str) -> Result<(), StoreError> {
        let column = match page.key {
            SortKey::Received => None,
            SortKey::Pickup => Some("pickup_no"),
        };
        let (than, order) = match page.direction {
            Direction::Ascending => (">", "ASC"),
            Direction::Descending => ("<", "DESC"),
        };
        if let Some(after) = page.after {
            match column {
                None => self.and(&format!(" AND {id} {than} ?"), after),
                Some(column) => {
                    let key: rusqlite::types::Value = connection.query_row(
                        &format!("SELECT {column} FROM item WHERE id = ?1"),
                        [after],
                        |row| row.get(0),
                    )?;
                    self.and(&format!(" AND (i.{column}, i.id) {than} (?, "), key);
                    self.and("?)", after);
                }
            }
        }
        match column {
            None => self.sql += &format!(" ORDER BY {id} {order}"),
            Some(column) => self.sql += &format!(" ORDER BY i.{column} {order}, i.id {order}"),
        }
        if let Some(limit) = page.limit {
            self.sql += &format!(" LIMIT {limit}");
        }
        Ok(())
    }
}
