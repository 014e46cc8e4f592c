//! Items and their state: two rows each, since what an item is hardly changes and what its state is
//! changes with every event.

pub mod blocks;
pub mod list;

use rusqlite::{Connection, OptionalExtension as _, Row, Statement, named_params};

use super::StoreError;
use crate::domain::class::Class;
use crate::domain::item::ItemState;
use crate::domain::lang::Text;
use crate::domain::stage::Stage;

/// What an item is, as it is written.
#[derive(Debug, Clone, Copy)]
pub struct NewItem<'a> {
    /// Its number
    pub id: i64,
    /// The trace code's 60 bits
    pub code: i64,
    /// Where it came from
    pub channel: &'a str,
    /// The channel's number for the pickup
    pub pickup_no: &'a str,
    /// Third-level category
    pub category: u32,
    /// As declared
    pub brand: &'a str,
    /// As declared
    pub model: &'a str,
    /// As declared
    pub spec: &'a str,
    /// The maker's serial number, VIN or ISBN
    pub serial: Option<&'a str>,
    /// Private
    pub imei: Option<&'a str>,
    /// City-level division
    pub city: u32,
    /// County-level division
    pub county: Option<u32>,
    /// What the seller said of its state
    pub declared_class: &'a str,
    /// When the pickup was ordered
    pub ordered_at: i64,
    /// When it was picked up
    pub picked_at: Option<i64>,
    /// `same-day` or `next-day`
    pub promise: &'a str,
    /// `YYYY-MM-DD`
    pub promised_on: &'a str,
    /// Whether the promise was kept, once known
    pub promise_kept: Option<bool>,
    /// When it was taken in
    pub received_at: i64,
    /// The intake
    pub operation: i64,
}

/// An item as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of NewItem")]
pub struct Item {
    pub id: i64,
    pub code: i64,
    pub channel: String,
    pub pickup_no: String,
    pub category: u32,
    pub brand: String,
    pub model: String,
    pub spec: String,
    pub serial: Option<String>,
    pub imei: Option<String>,
    pub city: u32,
    pub county: Option<u32>,
    pub declared_class: String,
    pub ordered_at: i64,
    pub picked_at: Option<i64>,
    pub promise: String,
    pub promised_on: String,
    pub promise_kept: Option<bool>,
    pub received_at: i64,
    pub operation: i64,
}

const COLUMNS: &str = "id, code, channel, pickup_no, category_id, brand, model, spec, serial, imei,
    city_code, county_code, declared_class, ordered_at, picked_at, promise, promised_on,
    promise_kept, received_at, operation_id";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Item> {
    Ok(Item {
        id: row.get("id")?,
        code: row.get("code")?,
        channel: row.get("channel")?,
        pickup_no: row.get("pickup_no")?,
        category: row.get("category_id")?,
        brand: row.get("brand")?,
        model: row.get("model")?,
        spec: row.get("spec")?,
        serial: row.get("serial")?,
        imei: row.get("imei")?,
        city: row.get("city_code")?,
        county: row.get("county_code")?,
        declared_class: row.get("declared_class")?,
        ordered_at: row.get("ordered_at")?,
        picked_at: row.get("picked_at")?,
        promise: row.get("promise")?,
        promised_on: row.get("promised_on")?,
        promise_kept: row.get("promise_kept")?,
        received_at: row.get("received_at")?,
        operation: row.get("operation_id")?,
    })
}

/// An item's state with the place of its newest event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    /// The state
    pub state: ItemState,
    /// Its newest event
    pub last_seq: i64,
    /// That event's number within the item
    pub last_n: i64,
}

/// What an inspection offered for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// The inspection's place in the ledger
    pub seq: i64,
    /// What was offered
    pub offer_fen: i64,
}

/// Writes items and states; parameters go by position, as this runs a million times in a bulk load.
pub struct ItemWriter<'c> {
    item: Statement<'c>,
    state: Statement<'c>,
    received: Statement<'c>,
    update: Statement<'c>,
    offer: Statement<'c>,
    no_offer: Statement<'c>,
}

impl<'c> ItemWriter<'c> {
    /// Prepares the statements once.
    pub fn new(connection: &'c Connection) -> Result<Self, StoreError> {
        Ok(Self {
            item: connection.prepare(&format!(
                "INSERT INTO item ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,
                     ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
                 ON CONFLICT (pickup_no, channel, withdrawn) DO NOTHING"
            ))?,
            state: connection.prepare(
                "INSERT INTO item_state (item_id, stage, class, label_zh, label_en, hold_reason,
                     last_seq, last_n) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?,
            received: connection.prepare(
                "INSERT INTO item_state (item_id, stage, last_seq, last_n)
                 SELECT id, ?1, id - ?2 + ?4, 0 FROM item WHERE id BETWEEN ?2 AND ?3",
            )?,
            update: connection.prepare(
                "UPDATE item_state SET stage = ?2, class = ?3, label_zh = ?4, label_en = ?5,
                     hold_reason = ?6, last_seq = ?7, last_n = ?8 WHERE item_id = ?1",
            )?,
            offer: connection.prepare(
                "INSERT INTO offer (item_id, seq, offer_fen) VALUES (?1, ?2, ?3)
                 ON CONFLICT (item_id) DO UPDATE SET seq = ?2, offer_fen = ?3",
            )?,
            no_offer: connection.prepare("DELETE FROM offer WHERE item_id = ?1")?,
        })
    }

    /// Adds an item; false if its pickup was taken in before.
    pub fn add(&mut self, item: &NewItem<'_>) -> Result<bool, StoreError> {
        let insert = &mut self.item;
        insert.raw_bind_parameter(1, item.id)?;
        insert.raw_bind_parameter(2, item.code)?;
        insert.raw_bind_parameter(3, item.channel)?;
        insert.raw_bind_parameter(4, item.pickup_no)?;
        insert.raw_bind_parameter(5, item.category)?;
        insert.raw_bind_parameter(6, item.brand)?;
        insert.raw_bind_parameter(7, item.model)?;
        insert.raw_bind_parameter(8, item.spec)?;
        insert.raw_bind_parameter(9, item.serial)?;
        insert.raw_bind_parameter(10, item.imei)?;
        insert.raw_bind_parameter(11, item.city)?;
        insert.raw_bind_parameter(12, item.county)?;
        insert.raw_bind_parameter(13, item.declared_class)?;
        insert.raw_bind_parameter(14, item.ordered_at)?;
        insert.raw_bind_parameter(15, item.picked_at)?;
        insert.raw_bind_parameter(16, item.promise)?;
        insert.raw_bind_parameter(17, item.promised_on)?;
        insert.raw_bind_parameter(18, item.promise_kept)?;
        insert.raw_bind_parameter(19, item.received_at)?;
        insert.raw_bind_parameter(20, item.operation)?;
        Ok(insert.raw_execute()? == 1)
    }

    /// Adds the state of a new item.
    pub fn add_state(&mut self, item: i64, stand: &Stand) -> Result<(), StoreError> {
        write_state(&mut self.state, item, stand).map(|_| ())
    }

    /// Adds the states of the items `first` to `last`, new ones whose events stand side by side
    /// from `first_seq` on. One statement for all of them costs half of one for each.
    pub fn add_received(
        &mut self,
        first: i64,
        last: i64,
        first_seq: i64,
    ) -> Result<(), StoreError> {
        let stage = ItemState::received().stage.as_str();
        self.received.execute((stage, first, last, first_seq))?;
        Ok(())
    }

    /// Keeps what an inspection offered for an item; nothing where it offered nothing.
    pub fn set_offer(&mut self, item: i64, offer: Option<Offer>) -> Result<(), StoreError> {
        match offer {
            Some(offer) => self.offer.execute((item, offer.seq, offer.offer_fen))?,
            None => self.no_offer.execute([item])?,
        };
        Ok(())
    }

    /// Changes an item's state.
    pub fn set_state(&mut self, item: i64, stand: &Stand) -> Result<(), StoreError> {
        match write_state(&mut self.update, item, stand)? {
            1 => Ok(()),
            _ => Err(StoreError::Corrupt(format!("item {item} has no state"))),
        }
    }
}

fn write_state(
    statement: &mut Statement<'_>,
    item: i64,
    stand: &Stand,
) -> Result<usize, StoreError> {
    let state = &stand.state;
    Ok(statement.execute((
        item,
        state.stage.as_str(),
        state.class.map(Class::as_str),
        state.label.as_ref().map(|label| label.zh.as_str()),
        state.label.as_ref().map(|label| label.en.as_str()),
        state.hold.as_deref(),
        stand.last_seq,
        stand.last_n,
    ))?)
}

/// Where the next item goes.
pub fn next_id(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT ifnull(max(id), 0) + 1 FROM item")?
        .query_row([], |row| row.get(0))?)
}

/// The item with that number.
pub fn get(connection: &Connection, id: i64) -> Result<Item, StoreError> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM item WHERE id = :id"))?
        .query_row(named_params! { ":id": id }, from_row)
        .optional()?
        .ok_or_else(|| StoreError::Corrupt(format!("item {id} is missing")))
}

/// What an inspection needs of the wide row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of NewItem")]
pub struct ItemGoods {
    pub code: i64,
    pub category: u32,
    pub brand: String,
    pub model: String,
    pub spec: String,
}

/// What an item is, and its state: all that a batch of inspections needs, in one query.
pub fn on_the_bench(connection: &Connection, id: i64) -> Result<(ItemGoods, Stand), StoreError> {
    let raw = connection
        .prepare_cached(
            "SELECT stage, class, label_zh, label_en, hold_reason, last_seq, last_n,
                 code, category_id, brand, model, spec
             FROM item JOIN item_state ON item_id = id WHERE id = :id",
        )?
        .query_row(named_params! { ":id": id }, |row| {
            let goods = ItemGoods {
                code: row.get(7)?,
                category: row.get(8)?,
                brand: row.get(9)?,
                model: row.get(10)?,
                spec: row.get(11)?,
            };
            Ok((goods, RawStand::from_row(row)?))
        })
        .optional()?;
    let Some((goods, stand)) = raw else {
        return Err(StoreError::Corrupt(format!("item {id} is missing")));
    };
    Ok((goods, stand.read()?))
}

/// The items with that pickup number, in every channel.
pub fn of_pickup(connection: &Connection, pickup_no: &str) -> Result<Vec<i64>, StoreError> {
    let mut select = connection.prepare_cached("SELECT id FROM item WHERE pickup_no = :pickup")?;
    let ids = select.query_map(named_params! { ":pickup": pickup_no }, |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The item that stands for a pickup of a channel.
pub fn of_channel_pickup(
    connection: &Connection,
    channel: &str,
    pickup_no: &str,
) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT id FROM item
             WHERE pickup_no = :pickup AND channel = :channel AND withdrawn = 0",
        )?
        .query_row(
            named_params! { ":pickup": pickup_no, ":channel": channel },
            |row| row.get(0),
        )
        .optional()?)
}

/// An item's state.
pub fn stand(connection: &Connection, id: i64) -> Result<Stand, StoreError> {
    let raw = connection
        .prepare_cached(
            "SELECT stage, class, label_zh, label_en, hold_reason, last_seq, last_n
             FROM item_state WHERE item_id = :id",
        )?
        .query_row(named_params! { ":id": id }, RawStand::from_row)
        .optional()?;
    match raw {
        Some(raw) => raw.read(),
        None => Err(StoreError::Corrupt(format!("item {id} has no state"))),
    }
}

/// A state's row, its words not yet read.
struct RawStand {
    stage: String,
    class: Option<String>,
    label: (Option<String>, Option<String>),
    hold: Option<String>,
    last_seq: i64,
    last_n: i64,
}

impl RawStand {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            stage: row.get(0)?,
            class: row.get(1)?,
            label: (row.get(2)?, row.get(3)?),
            hold: row.get(4)?,
            last_seq: row.get(5)?,
            last_n: row.get(6)?,
        })
    }

    fn read(self) -> Result<Stand, StoreError> {
        Ok(Stand {
            state: ItemState {
                stage: stage_of(&self.stage)?,
                class: self.class.as_deref().map(class_of).transpose()?,
                label: self
                    .label
                    .0
                    .zip(self.label.1)
                    .map(|(zh, en)| Text { zh, en }),
                hold: self.hold,
            },
            last_seq: self.last_seq,
            last_n: self.last_n,
        })
    }
}

/// Frees the pickup number of an item whose intake was undone.
pub fn set_withdrawn(connection: &Connection, id: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE item SET withdrawn = id WHERE id = :id")?
        .execute(named_params! { ":id": id })?;
    Ok(())
}

pub(super) fn stage_of(word: &str) -> Result<Stage, StoreError> {
    Stage::parse(word).ok_or_else(|| StoreError::Corrupt(format!("there is no stage `{word}`")))
}

pub(super) fn class_of(word: &str) -> Result<Class, StoreError> {
    Class::parse(word).ok_or_else(|| StoreError::Corrupt(format!("there is no class `{word}`")))
}
