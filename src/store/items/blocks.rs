//! What lists filter by and never changes, in blocks of columns: a filter that few items pass is
//! answered from a hundredth of the pages that the items' own rows take.

use rusqlite::{Connection, OptionalExtension as _, named_params};

use super::super::StoreError;
use crate::domain::channel::Channel;

/// Items of a block.
pub const ROWS: i64 = 16_384;

/// Bytes of an item in a block: category, city, channel, time of intake.
const WIDTH: usize = 4 + 4 + 1 + 8;

/// The columns of some items that follow each other.
#[derive(Debug, Clone, Default)]
pub struct Block {
    first: i64,
    categories: Vec<u32>,
    cities: Vec<u32>,
    channels: Vec<u8>,
    received: Vec<i64>,
}

/// What an item's columns must be.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'f> {
    /// One of these categories
    pub categories: Option<&'f [u32]>,
    /// One of these cities
    pub cities: Option<&'f [u32]>,
    /// This channel
    pub channel: Option<Channel>,
    /// Taken in at or after
    pub since: Option<i64>,
    /// Taken in before
    pub until: Option<i64>,
}

impl Wanted<'_> {
    /// Whether every item is wanted.
    pub fn is_empty(&self) -> bool {
        self.categories.is_none()
            && self.cities.is_none()
            && self.channel.is_none()
            && self.since.is_none()
            && self.until.is_none()
    }
}

impl Block {
    /// The first item.
    pub fn first(&self) -> i64 {
        self.first
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.categories.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.categories.is_empty()
    }

    /// The category of the item at `place`.
    pub fn category(&self, place: usize) -> u32 {
        self.categories[place]
    }

    /// The city of the item at `place`.
    pub fn city(&self, place: usize) -> u32 {
        self.cities[place]
    }

    /// The channel of the item at `place`.
    pub fn channel(&self, place: usize) -> Channel {
        Channel::ALL[usize::from(self.channels[place])]
    }

    /// When the item at `place` was taken in.
    pub fn received_at(&self, place: usize) -> i64 {
        self.received[place]
    }

    /// Whether the item at `place` is wanted.
    pub fn is_wanted(&self, place: usize, wanted: &Wanted<'_>) -> bool {
        let among = |codes: Option<&[u32]>, code: u32| codes.is_none_or(|all| all.contains(&code));
        among(wanted.categories, self.categories[place])
            && among(wanted.cities, self.cities[place])
            && wanted
                .channel
                .is_none_or(|channel| self.channel(place) == channel)
            && wanted
                .since
                .is_none_or(|since| self.received[place] >= since)
            && wanted
                .until
                .is_none_or(|until| self.received[place] < until)
    }

    /// Reads the items `first` to `last` from their own rows.
    fn of_rows(connection: &Connection, first: i64, last: i64) -> Result<Self, StoreError> {
        let mut block = Self {
            first,
            ..Self::default()
        };
        let mut select = connection.prepare_cached(
            "SELECT id, category_id, city_code, channel, received_at FROM item
             WHERE id BETWEEN :first AND :last ORDER BY id",
        )?;
        let mut rows = select.query(named_params! { ":first": first, ":last": last })?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if id != first + block.len() as i64 {
                return Err(StoreError::Corrupt(format!("item {} is missing", id - 1)));
            }
            block.categories.push(row.get(1)?);
            block.cities.push(row.get(2)?);
            let word = row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?;
            let channel = Channel::ALL.iter().position(|known| known.as_str() == word);
            let channel = channel.and_then(|place| u8::try_from(place).ok());
            let unknown = || StoreError::Corrupt(format!("item {id} has channel `{word}`"));
            block.channels.push(channel.ok_or_else(unknown)?);
            block.received.push(row.get(4)?);
        }
        Ok(block)
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.len() * WIDTH);
        for codes in [&self.categories, &self.cities] {
            bytes.extend(codes.iter().flat_map(|code| code.to_le_bytes()));
        }
        bytes.extend_from_slice(&self.channels);
        bytes.extend(self.received.iter().flat_map(|at| at.to_le_bytes()));
        bytes
    }

    fn of_bytes(first: i64, bytes: &[u8]) -> Result<Self, StoreError> {
        let rows = ROWS as usize;
        let damaged = || StoreError::Corrupt(format!("the block of item {first} is damaged"));
        if bytes.len() != rows * WIDTH {
            return Err(damaged());
        }
        let codes = |from: usize| -> Vec<u32> {
            let part = bytes[from..from + rows * 4].as_chunks().0;
            part.iter().map(|code| u32::from_le_bytes(*code)).collect()
        };
        let channels = bytes[rows * 8..rows * 9].to_vec();
        if channels
            .iter()
            .any(|channel| usize::from(*channel) >= Channel::ALL.len())
        {
            return Err(damaged());
        }
        let received = bytes[rows * 9..].as_chunks().0;
        Ok(Self {
            first,
            categories: codes(0),
            cities: codes(rows * 4),
            channels,
            received: received.iter().map(|at| i64::from_le_bytes(*at)).collect(),
        })
    }
}

/// The block that holds `item`: as it was kept, or from the rows while it is not full.
pub fn block_of(connection: &Connection, item: i64) -> Result<Block, StoreError> {
    let number = (item - 1) / ROWS;
    let first = number * ROWS + 1;
    let kept: Option<Vec<u8>> = connection
        .prepare_cached("SELECT data FROM item_block WHERE id = :id")?
        .query_row(named_params! { ":id": number }, |row| row.get(0))
        .optional()?;
    match kept {
        Some(bytes) => Block::of_bytes(first, &bytes),
        None => Block::of_rows(connection, first, first + ROWS - 1),
    }
}

/// Keeps every block that is full and was not kept before.
pub fn catch_up(connection: &Connection) -> Result<(), StoreError> {
    let next: i64 = connection
        .prepare_cached("SELECT ifnull(max(id), -1) + 1 FROM item_block")?
        .query_row([], |row| row.get(0))?;
    let full = (super::next_id(connection)? - 1) / ROWS;
    let mut insert =
        connection.prepare_cached("INSERT INTO item_block (id, data) VALUES (:id, :data)")?;
    for number in next..full {
        let first = number * ROWS + 1;
        let block = Block::of_rows(connection, first, first + ROWS - 1)?;
        insert.execute(named_params! { ":id": number, ":data": block.to_bytes() })?;
    }
    Ok(())
}

/// The first kept block that is not what the items' rows say.
pub fn first_wrong(connection: &Connection) -> Result<Option<i64>, StoreError> {
    let mut select = connection.prepare("SELECT id, data FROM item_block ORDER BY id")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        let first = number * ROWS + 1;
        let block = Block::of_rows(connection, first, first + ROWS - 1)?;
        let kept = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        if block.to_bytes() != kept {
            return Ok(Some(number));
        }
    }
    Ok(None)
}
