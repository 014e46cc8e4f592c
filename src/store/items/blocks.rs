//! What lists filter by and never changes, in blocks of columns: a filter that few items pass is
//! answered from a hundredth of the pages that the items' own rows take.

use rusqlite::{Connection, OptionalExtension as _, named_params};

use super::super::StoreError;
use crate::domain::channel::Channel;

/// Items of a block.
pub const ROWS: i64 = 16_384;

/// A column of a block; its number in the table is kept for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Third-level category
    Category,
    /// City-level division
    City,
    /// Place in [`Channel::ALL`]
    Channel,
    /// Time of intake
    Received,
}

impl Column {
    /// Every column.
    pub const ALL: [Self; 4] = [Self::Category, Self::City, Self::Channel, Self::Received];

    /// Bytes of an item.
    const fn width(self) -> usize {
        match self {
            Self::Category | Self::City => 4,
            Self::Channel => 1,
            Self::Received => 8,
        }
    }
}

/// The columns of some items that follow each other, little-endian.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    first: i64,
    columns: [Vec<u8>; 4],
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
    /// The columns that are looked at.
    pub fn columns(&self) -> Vec<Column> {
        let asked = [
            (self.categories.is_some(), Column::Category),
            (self.cities.is_some(), Column::City),
            (self.channel.is_some(), Column::Channel),
            (
                self.since.is_some() || self.until.is_some(),
                Column::Received,
            ),
        ];
        let asked = asked.into_iter().filter(|(asked, _)| *asked);
        asked.map(|(_, column)| column).collect()
    }
}

impl Block {
    /// The first item.
    pub fn first(&self) -> i64 {
        self.first
    }

    fn number<const N: usize>(&self, column: Column, place: usize) -> [u8; N] {
        let bytes = self.columns[column as usize].as_chunks::<N>().0;
        bytes.get(place).copied().unwrap_or([0; N])
    }

    /// The category of the item at `place`.
    pub fn category(&self, place: usize) -> u32 {
        u32::from_le_bytes(self.number(Column::Category, place))
    }

    /// The city of the item at `place`.
    pub fn city(&self, place: usize) -> u32 {
        u32::from_le_bytes(self.number(Column::City, place))
    }

    /// The channel of the item at `place`; none where the block is damaged.
    pub fn channel(&self, place: usize) -> Option<Channel> {
        let [number] = self.number(Column::Channel, place);
        Channel::ALL.get(usize::from(number)).copied()
    }

    /// When the item at `place` was taken in.
    pub fn received(&self, place: usize) -> i64 {
        i64::from_le_bytes(self.number(Column::Received, place))
    }

    /// Whether the item at `place` is wanted.
    pub fn is_wanted(&self, place: usize, wanted: &Wanted<'_>) -> bool {
        let among = |codes: Option<&[u32]>, code: fn(&Self, usize) -> u32| {
            codes.is_none_or(|codes| codes.contains(&code(self, place)))
        };
        among(wanted.categories, Self::category)
            && among(wanted.cities, Self::city)
            && (wanted.channel.is_none() || wanted.channel == self.channel(place))
            && wanted
                .since
                .is_none_or(|since| self.received(place) >= since)
            && wanted
                .until
                .is_none_or(|until| self.received(place) < until)
    }

    /// Reads the items `first` to `last` from their own rows.
    fn of_rows(connection: &Connection, first: i64, last: i64) -> Result<Self, StoreError> {
        let mut block = Self {
            first,
            ..Self::default()
        };
        let [categories, cities, channels, received] = &mut block.columns;
        let mut select = connection.prepare_cached(
            "SELECT id, category_id, city_code, channel, received_at FROM item
             WHERE id BETWEEN :first AND :last ORDER BY id",
        )?;
        let mut rows = select.query(named_params! { ":first": first, ":last": last })?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if id != first + channels.len() as i64 {
                return Err(StoreError::Corrupt(format!("item {} is missing", id - 1)));
            }
            categories.extend(row.get::<_, u32>(1)?.to_le_bytes());
            cities.extend(row.get::<_, u32>(2)?.to_le_bytes());
            let word = row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?;
            let channel = Channel::ALL.iter().position(|known| known.as_str() == word);
            let channel = channel.and_then(|place| u8::try_from(place).ok());
            let unknown = || StoreError::Corrupt(format!("item {id} has channel `{word}`"));
            channels.push(channel.ok_or_else(unknown)?);
            received.extend(row.get::<_, i64>(4)?.to_le_bytes());
        }
        Ok(block)
    }
}

/// Some columns of the block that holds `item`: as they were kept, or from the rows while the block
/// is not full.
pub fn block_of(
    connection: &Connection,
    item: i64,
    columns: &[Column],
) -> Result<Block, StoreError> {
    let number = (item - 1) / ROWS;
    let first = number * ROWS + 1;
    let mut block = Block {
        first,
        ..Block::default()
    };
    let mut select = connection.prepare_cached("SELECT data FROM item_block WHERE id = :id")?;
    for column in columns {
        let id = row_id(number, *column);
        let kept: Option<Vec<u8>> = select
            .query_row(named_params! { ":id": id }, |row| row.get(0))
            .optional()?;
        match kept {
            None => return Block::of_rows(connection, first, first + ROWS - 1),
            Some(bytes) if bytes.len() == ROWS as usize * column.width() => {
                block.columns[*column as usize] = bytes;
            }
            Some(_) => {
                let what = format!("the block of item {first} is damaged");
                return Err(StoreError::Corrupt(what));
            }
        }
    }
    Ok(block)
}

/// Where a column of block `number` stands.
const fn row_id(number: i64, column: Column) -> i64 {
    number * 4 + column as i64
}

/// Keeps every block that is full and was not kept before.
pub fn catch_up(connection: &Connection) -> Result<(), StoreError> {
    let next: i64 = connection
        .prepare_cached("SELECT ifnull(max(id) / 4, -1) + 1 FROM item_block")?
        .query_row([], |row| row.get(0))?;
    let full = (super::next_id(connection)? - 1) / ROWS;
    let mut insert =
        connection.prepare_cached("INSERT INTO item_block (id, data) VALUES (:id, :data)")?;
    for number in next..full {
        let first = number * ROWS + 1;
        let block = Block::of_rows(connection, first, first + ROWS - 1)?;
        for column in Column::ALL {
            let id = row_id(number, column);
            let data = &block.columns[column as usize];
            insert.execute(named_params! { ":id": id, ":data": data })?;
        }
    }
    Ok(())
}

/// The first kept column of a block that is not what the items' rows say.
pub fn first_wrong(connection: &Connection) -> Result<Option<i64>, StoreError> {
    let mut select = connection.prepare("SELECT id, data FROM item_block ORDER BY id")?;
    let mut rows = select.query([])?;
    let mut block = Block::default();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let first = id / 4 * ROWS + 1;
        if block.first != first {
            block = Block::of_rows(connection, first, first + ROWS - 1)?;
        }
        let kept = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        if block.columns.get((id % 4) as usize).map(Vec::as_slice) != Some(kept) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}
