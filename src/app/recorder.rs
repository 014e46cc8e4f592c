//! Writes events: hashed into the ledger in the transaction that stores them, projections included.

use anyhow::Context as _;

use super::AppError;
use super::chance::Chance;
use crate::domain::code::TraceCode;
use crate::domain::event::Kind;
use crate::ledger::disclosure;
use crate::ledger::hash::Hash;
use crate::ledger::leaf::{Leaf, leaf_hash};
use crate::ledger::tree::{Frontier, ReadError, TILE_WIDTH, TileId, Tiles};
use crate::store::events::{self, EventRow, EventWriter};
use crate::store::items::ItemWriter;
use crate::store::ledger::{self, TileWriter};
use crate::store::{Connection, StoreError};

/// Reads tiles out of the database.
pub struct StoredTiles<'c>(pub &'c Connection);

impl Tiles for StoredTiles<'_> {
    fn tile(&mut self, id: TileId) -> Result<Option<Vec<u8>>, ReadError> {
        Ok(ledger::tile(self.0, id.as_i64())?)
    }

    fn tile_root(&mut self, id: TileId) -> Result<Option<Hash>, ReadError> {
        Ok(ledger::tile_root(self.0, id.as_i64())?.map(Hash))
    }
}

/// The tree's right edge as the database has it.
pub fn frontier(connection: &Connection) -> anyhow::Result<Frontier> {
    let size = u64::try_from(events::next_seq(connection)?).context("a seq below zero")?;
    let first = size - size % TILE_WIDTH;
    let mut tail = Vec::new();
    events::each(connection, i64::try_from(first)?, |event| {
        tail.push(leaf_hash(&event.body));
        Ok(())
    })?;
    Frontier::open(size, &mut StoredTiles(connection), &tail)
        .map_err(|error| AppError::Integrity(format!("the ledger is damaged: {error}")).into())
}

/// Who, where and when of the events of an operation.
#[derive(Debug, Clone)]
pub struct Signature {
    /// The warehouse
    pub site: String,
    /// Who
    pub actor: String,
    /// The operation
    pub operation: i64,
    /// When
    pub at: i64,
}

/// An event as an operation hands it over.
#[derive(Debug, Clone, Copy)]
pub struct NewEvent<'a> {
    /// The item's number and trace code; none for an event of the ledger itself
    pub item: Option<(i64, TraceCode)>,
    /// The event's number within the item
    pub n: i64,
    /// The item's event before it
    pub prev: Option<i64>,
    /// What kind
    pub kind: Kind,
    /// Its public data, canonical JSON
    pub data: &'a str,
}

/// Writes the events of one operation within one transaction.
pub struct Recorder<'c> {
    connection: &'c Connection,
    frontier: Frontier,
    events: EventWriter<'c>,
    tiles: TileWriter<'c>,
    /// Writes the projections beside the events
    pub items: ItemWriter<'c>,
    signature: Signature,
    body: String,
}

impl<'c> Recorder<'c> {
    /// Opens the ledger's right edge. Refuses to write on a ledger that lost signed events.
    pub fn open(connection: &'c Connection, signature: Signature) -> anyhow::Result<Self> {
        let frontier = frontier(connection)?;
        if let Some(newest) = ledger::newest_checkpoint(connection)? {
            let signed = u64::try_from(newest.size).unwrap_or(u64::MAX);
            if frontier.size() < signed {
                return Err(AppError::Integrity(format!(
                    "the newest checkpoint covers {signed} events, the database holds {}",
                    frontier.size()
                ))
                .into());
            }
        }
        Ok(Self {
            connection,
            frontier,
            events: EventWriter::new(connection)?,
            tiles: TileWriter::new(connection)?,
            items: ItemWriter::new(connection)?,
            signature,
            body: String::new(),
        })
    }

    /// The operation that events go to.
    pub fn operation(&self) -> i64 {
        self.signature.operation
    }

    /// Names the operation, for a caller that begins it with the first event.
    pub fn set_operation(&mut self, operation: i64) {
        self.signature.operation = operation;
    }

    /// Who does it.
    pub fn actor(&self) -> &str {
        &self.signature.actor
    }

    /// When the events happen.
    pub fn at(&self) -> i64 {
        self.signature.at
    }

    /// Records an event and its private fields; gives its place in the ledger. The item's state is
    /// the caller's to write.
    pub fn record(
        &mut self,
        event: &NewEvent<'_>,
        private: &disclosure::Writer,
        chance: &mut Chance,
    ) -> anyhow::Result<i64> {
        let seq = i64::try_from(self.frontier.size())?;
        let prev = match event.prev {
            Some(prev) => Some(leaf_hash(&events::body(self.connection, prev)?)),
            None => None,
        };
        let code = event.item.map(|(_, code)| code.to_ascii());
        self.body.clear();
        Leaf {
            actor: &self.signature.actor,
            data: event.data,
            epoch: 0,
            item: match &code {
                Some(code) => std::str::from_utf8(code).context("a trace code is ASCII")?,
                None => "",
            },
            n: u64::try_from(event.n)?,
            prev: prev.as_ref(),
            salt: &chance.salt(),
            site: &self.signature.site,
            at: self.signature.at,
            kind: event.kind.as_str(),
            sd: private.digests(),
        }
        .write(&mut self.body)?;
        self.events.add(&EventRow {
            seq,
            item: event.item.map(|(item, _)| item),
            n: event.n,
            prev: event.prev,
            kind: event.kind.as_str(),
            at: self.signature.at,
            operation: self.signature.operation,
            body: &self.body,
        })?;
        if !private.is_empty() {
            self.events.disclose(seq, private.row())?;
        }
        let tiles = &mut self.tiles;
        self.frontier
            .append::<StoreError>(leaf_hash(&self.body), |tile| {
                tiles.add(tile.id.as_i64(), &tile.root.0, tile.bytes)
            })?;
        Ok(seq)
    }
}
