//! Lists of items: what filters look at, and pages that start after the last item of the page
//! before.

use rusqlite::types::{ToSql, ValueRef};
use rusqlite::{Connection, Row, Statement};

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
}

impl Filter {
    /// Whether it looks at the items' states.
    pub fn asks_states(&self) -> bool {
        self.stage.is_some() || self.class.is_some() || self.held
    }

    /// Whether it looks at the items' columns.
    pub fn asks_columns(&self) -> bool {
        self.categories.is_some()
            || self.channel.is_some()
            || self.cities.is_some()
            || self.since.is_some()
            || self.until.is_some()
    }

    /// Whether an item passes, as far as its columns go.
    pub fn takes_columns(&self, row: &Listed<'_>) -> bool {
        let among = |codes: &Option<Vec<u32>>, code: u32| {
            codes.as_ref().is_none_or(|codes| codes.contains(&code))
        };
        among(&self.categories, row.category)
            && among(&self.cities, row.city)
            && self
                .channel
                .as_deref()
                .is_none_or(|channel| channel == row.channel)
            && self.since.is_none_or(|since| row.received_at >= since)
            && self.until.is_none_or(|until| row.received_at < until)
    }

    /// Whether an item of that state passes, as far as its state goes. The withdrawn are listed
    /// only where that stage is asked for.
    pub fn takes(&self, stage: Stage, class: Option<Class>, held: bool) -> bool {
        self.stage
            .map_or(stage != Stage::Withdrawn, |wanted| wanted == stage)
            && (self.class.is_none() || self.class == class)
            && (held || !self.held)
    }
}

/// What filters look at of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BriefState {
    /// Where it stands
    pub stage: Stage,
    /// Its class
    pub class: Option<Class>,
    /// Whether it is held
    pub held: bool,
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

impl Direction {
    const fn than(self) -> &'static str {
        match self {
            Self::Ascending => ">",
            Self::Descending => "<",
        }
    }

    const fn order(self) -> &'static str {
        match self {
            Self::Ascending => "ASC",
            Self::Descending => "DESC",
        }
    }
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

/// Hands over the items of a page of all, but the withdrawn, in order.
pub fn each<E: From<StoreError>>(
    connection: &Connection,
    page: &Page,
    mut each: impl FnMut(&Listed<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let tables = "item i CROSS JOIN item_state s ON s.item_id = i.id";
    let (sql, values) = in_order(connection, COLUMNS, tables, page)?;
    let values: Vec<&dyn ToSql> = values.iter().map(|value| &**value).collect();
    let mut select = connection.prepare(&sql).map_err(StoreError::from)?;
    let mut rows = select.query(values.as_slice()).map_err(StoreError::from)?;
    while let Some(row) = rows.next().map_err(StoreError::from)? {
        each(&Listed::from_row(row)?)?;
    }
    Ok(())
}

/// Reads items of a list one by one.
pub struct ListedReader<'c> {
    select: Statement<'c>,
}

impl<'c> ListedReader<'c> {
    /// Prepares the statement once.
    pub fn new(connection: &'c Connection) -> Result<Self, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM item i JOIN item_state s ON s.item_id = i.id WHERE i.id = ?1"
        );
        Ok(Self {
            select: connection.prepare(&sql)?,
        })
    }

    /// Hands over the item with that number.
    pub fn read<T, E: From<StoreError>>(
        &mut self,
        id: i64,
        read: impl FnOnce(&Listed<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut rows = self.select.query([id]).map_err(StoreError::from)?;
        match rows.next().map_err(StoreError::from)? {
            Some(row) => read(&Listed::from_row(row)?),
            None => Err(StoreError::Corrupt(format!("item {id} is missing")).into()),
        }
    }
}

/// Reads the states of many items along the index of stage and class, which is a third of the work
/// of reading the rows.
pub struct StatesReader<'c> {
    select: Statement<'c>,
    groups: Vec<(Stage, Option<Class>)>,
    held: Vec<i64>,
    held_only: bool,
}

impl<'c> StatesReader<'c> {
    /// Finds out which stages and classes there are that the filter takes.
    pub fn new(connection: &'c Connection, filter: &Filter) -> Result<Self, StoreError> {
        let mut exists = connection
            .prepare("SELECT EXISTS (SELECT 1 FROM item_state WHERE stage = ?1 AND class IS ?2)")?;
        let mut groups = Vec::new();
        for stage in Stage::ALL {
            for class in [None].into_iter().chain(Class::ALL.map(Some)) {
                let words = (stage.as_str(), class.map(Class::as_str));
                if filter.takes(stage, class, true) && exists.query_row(words, |row| row.get(0))? {
                    groups.push((stage, class));
                }
            }
        }
        Ok(Self {
            select: connection.prepare(
                "SELECT item_id FROM item_state INDEXED BY item_state_stage
                 WHERE stage = ?1 AND class IS ?2 AND item_id BETWEEN ?3 AND ?4",
            )?,
            groups,
            held: held(connection)?,
            held_only: filter.held,
        })
    }

    /// The states of the items `first` to `last`, in order; none where the filter does not take it.
    pub fn read(&mut self, first: i64, last: i64) -> Result<Vec<Option<BriefState>>, StoreError> {
        let count = usize::try_from(last - first + 1).unwrap_or(0);
        let mut states = vec![None; count];
        for (stage, class) in &self.groups {
            let words = (stage.as_str(), class.map(Class::as_str), first, last);
            let mut rows = self.select.query(words)?;
            while let Some(id) = next_id(&mut rows)? {
                let place = usize::try_from(id - first).unwrap_or(usize::MAX);
                let held = self.held.binary_search(&id).is_ok();
                if let Some(state) = states.get_mut(place).filter(|_| held || !self.held_only) {
                    *state = Some(BriefState {
                        stage: *stage,
                        class: *class,
                        held,
                    });
                }
            }
        }
        Ok(states)
    }
}

/// Pickup numbers of items, for sorting.
pub fn pickup_no(connection: &Connection, id: i64) -> Result<String, StoreError> {
    Ok(connection
        .prepare_cached("SELECT pickup_no FROM item WHERE id = ?1")?
        .query_row([id], |row| row.get(0))?)
}

/// The items at any of these stages and, where classes are given, of any of those, in order and
/// while `each` says so.
pub fn each_of_states<E: From<StoreError>>(
    connection: &Connection,
    (stages, classes): (&[Stage], &[Option<Class>]),
    (direction, after): (Direction, Option<i64>),
    mut each: impl FnMut(i64) -> Result<bool, E>,
) -> Result<(), E> {
    let sql = format!(
        "SELECT item_id FROM item_state WHERE stage = ?1 AND class IS ?2 AND item_id {} ?3
         ORDER BY item_id {}",
        direction.than(),
        direction.order()
    );
    let from = after.unwrap_or(match direction {
        Direction::Ascending => 0,
        Direction::Descending => i64::MAX,
    });
    // The index has each stage and class in order of items; together they are merged.
    let mut statements = Vec::new();
    for stage in stages {
        for class in classes {
            let select = connection.prepare(&sql).map_err(StoreError::from)?;
            statements.push((select, *stage, class.map(Class::as_str)));
        }
    }
    let mut runs = Vec::new();
    for (select, stage, class) in &mut statements {
        let values = (stage.as_str(), *class, from);
        let mut run = select.query(values).map_err(StoreError::from)?;
        if let Some(head) = next_id(&mut run)? {
            runs.push((head, run));
        }
    }
    loop {
        let heads = runs.iter().enumerate().map(|(at, (head, _))| (*head, at));
        let first = match direction {
            Direction::Ascending => heads.min(),
            Direction::Descending => heads.max(),
        };
        let Some((id, at)) = first else { return Ok(()) };
        if !each(id)? {
            return Ok(());
        }
        match next_id(&mut runs[at].1)? {
            Some(head) => runs[at].0 = head,
            None => {
                drop(runs.swap_remove(at));
            }
        }
    }
}

fn next_id(rows: &mut rusqlite::Rows<'_>) -> Result<Option<i64>, StoreError> {
    Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
}

/// The held items, in order of intake.
pub fn held(connection: &Connection) -> Result<Vec<i64>, StoreError> {
    let mut select = connection.prepare(
        "SELECT item_id FROM item_state INDEXED BY item_state_held
         WHERE hold_reason IS NOT NULL ORDER BY +item_id",
    )?;
    let rows = select.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every item in the order of pickup numbers, while `each` says so.
pub fn each_by_pickup<E: From<StoreError>>(
    connection: &Connection,
    page: &Page,
    mut each: impl FnMut(i64) -> Result<bool, E>,
) -> Result<(), E> {
    let (sql, values) = in_order(connection, "i.id", "item i", page)?;
    let values: Vec<&dyn ToSql> = values.iter().map(|value| &**value).collect();
    let mut select = connection.prepare(&sql).map_err(StoreError::from)?;
    let mut rows = select.query(values.as_slice()).map_err(StoreError::from)?;
    while let Some(id) = next_id(&mut rows)? {
        if !each(id)? {
            break;
        }
    }
    Ok(())
}

/// A query of all items but the withdrawn, in the page's order, and its values.
fn in_order(
    connection: &Connection,
    columns: &str,
    tables: &str,
    page: &Page,
) -> Result<(String, Vec<Box<dyn ToSql>>), StoreError> {
    let (than, order) = (page.direction.than(), page.direction.order());
    let mut sql = format!("SELECT {columns} FROM {tables} WHERE i.withdrawn = 0");
    let mut values: Vec<Box<dyn ToSql>> = Vec::new();
    match page.key {
        SortKey::Received => {
            if let Some(after) = page.after {
                sql += &format!(" AND i.id {than} ?1");
                values.push(Box::new(after));
            }
            sql += &format!(" ORDER BY i.id {order}");
        }
        SortKey::Pickup => {
            if let Some(after) = page.after {
                sql += &format!(" AND (i.pickup_no, i.id) {than} (?1, ?2)");
                values.push(Box::new(pickup_no(connection, after)?));
                values.push(Box::new(after));
            }
            sql += &format!(" ORDER BY i.pickup_no {order}, i.id {order}");
        }
    }
    if let Some(limit) = page.limit {
        sql += &format!(" LIMIT {limit}");
    }
    Ok((sql, values))
}
