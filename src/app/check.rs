//! Does the record agree with itself and with what was signed? Every leaf is hashed again, every
//! tile and checkpoint compared, and every projection rebuilt from the events.

use std::collections::BTreeSet;

use serde::Serialize;

use super::keys;
use super::received::{ItemOf, Received};
use super::recorder::StoredTiles;
use super::refurbish::projection::{Carried, carry, is_of_orders};
use super::undo::replay;
use super::wipe::history;
use super::{AppError, Ctx, aside, find, offers};
use crate::domain::event::Kind;
use crate::domain::item::ItemState;
use crate::domain::stage::Stage;
use crate::ledger::disclosure;
use crate::ledger::event::Event;
use crate::ledger::leaf::leaf_hash;
use crate::ledger::tree::{Frontier, TileId, Tiles as _};
use crate::store::check::{self, first_difference};
use crate::store::events::{self, StoredEvent};
use crate::store::items::{self, ItemWriter, Stand};
use crate::store::keys::{Key, KeyWriter};
use crate::store::{Connection, StoreError, ledger, wipe};

/// What was checked and found right.
#[derive(Debug, Clone, Serialize)]
pub struct CheckReport {
    /// The ledger's name
    pub origin: String,
    /// Events hashed again
    pub events: u64,
    /// Tiles compared
    pub tiles: u64,
    /// Checkpoints verified
    pub checkpoints: u64,
    /// Events that no checkpoint covers yet
    pub unsigned: u64,
    /// Items whose projections were rebuilt
    pub items: u64,
    /// Private fields that match their digests
    pub disclosed: u64,
    /// Private fields that were erased
    pub erased: u64,
    /// The tree's root
    pub root: String,
}

/// Told how far the check has come.
pub trait Watch {
    /// `done` of `of` events are checked.
    fn checked(&mut self, done: u64, of: u64);
}

/// Whether what is checked must also continue what this station signed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// It must
    Compared,
    /// It is a copy that may be older
    Ignored,
}

/// Checks all of it; the error names the first difference.
pub fn check(ctx: &Ctx, guard: Guard, watch: &mut dyn Watch) -> anyhow::Result<CheckReport> {
    let connection = ctx.store.connection();
    // One snapshot for all of it, so that stations may go on writing.
    let snapshot = connection
        .unchecked_transaction()
        .map_err(StoreError::from)?;
    let damaged = |what: String| anyhow::Error::from(AppError::Integrity(what));
    if let Some(first) = check::integrity(&snapshot)? {
        return Err(damaged(format!("SQLite finds the file damaged: {first}")));
    }
    let origin = ledger::get(&snapshot)?.origin;
    let (count, newest) = events::extent(&snapshot)?;
    let size = newest.map_or(0, |seq| seq + 1);
    if count != size {
        return Err(damaged(format!(
            "the events end at {size}, but {count} are there"
        )));
    }
    let rebuilt = check::scratch()?;
    let mut replayer = Replayer::new(&snapshot, &rebuilt)?;
    let mut report = CheckReport {
        origin: origin.clone(),
        events: u64::try_from(size)?,
        tiles: 0,
        checkpoints: 0,
        unsigned: 0,
        items: 0,
        disclosed: 0,
        erased: 0,
        root: String::new(),
    };
    let checkpoints = ledger::checkpoints(&snapshot)?;
    let verifiers = keys::verifiers(&snapshot)?;
    let mut due = checkpoints.iter().peekable();
    let mut fault = None;
    let walked = events::each(&snapshot, 0, |event| {
        let step = replayer.step(event).and_then(|()| {
            while let Some(row) = due.next_if(|row| row.size == event.seq + 1) {
                let signed = keys::verified(&row.note, &verifiers).map_err(|why| {
                    damaged(format!("the checkpoint of size {}: {why}", row.size))
                })?;
                if signed.root != replayer.frontier.root() {
                    return Err(damaged(format!(
                        "the first {} events are not those that its checkpoint signed",
                        row.size
                    )));
                }
                report.checkpoints += 1;
                report.unsigned = u64::try_from(row.size)?;
            }
            Ok(())
        });
        if event.seq % 4096 == 0 {
            watch.checked(u64::try_from(event.seq).unwrap_or(0), report.events);
        }
        if super::interrupt::asked() {
            fault = Some(
                AppError::Interrupted {
                    kept: "nothing was changed".to_owned(),
                }
                .into(),
            );
        } else if let Err(error) = step {
            fault = Some(error);
        }
        // The walk ends at the first fault; which one it was is kept beside it.
        if fault.is_some() {
            Err(StoreError::Corrupt(String::new()))
        } else {
            Ok(())
        }
    });
    if let Some(fault) = fault {
        return Err(fault);
    }
    walked?;
    if let Some(beyond) = due.next() {
        return Err(damaged(format!(
            "the checkpoint of size {} covers events that are not there: the database holds {size}",
            beyond.size
        )));
    }
    if guard == Guard::Compared {
        keys::must_continue(&snapshot, &ctx.settings, &origin, &replayer.frontier)?;
    }
    report.unsigned = report.events - report.unsigned;
    report.root = replayer.frontier.root().to_string();
    report.tiles = replayer.tiles;
    report.disclosed = replayer.disclosed;
    report.erased = replayer.erased;
    let stored_tiles = u64::try_from(ledger::tile_count(&snapshot)?)?;
    if stored_tiles != report.tiles {
        return Err(damaged(format!(
            "{size} events fill {} tiles, but {stored_tiles} are there",
            report.tiles
        )));
    }
    report.items = replayer.finish()?;
    if let Some(found) = first_difference(&snapshot, &rebuilt)? {
        return Err(damaged(format!(
            "table {}, row {}: there is {}, the events say {}",
            found.table, found.key, found.found, found.expected
        )));
    }
    if let Some(block) = items::blocks::first_wrong(&snapshot)? {
        return Err(damaged(format!(
            "table item_block, row {block}: it is not what the items' rows say"
        )));
    }
    if let Some(orphan) = check::orphan(&snapshot)? {
        return Err(damaged(orphan));
    }
    Ok(report)
}

/// Keys that are sorted and written together: 16 MiB of them, however many items there are.
const KEYS_OF_A_RUN: usize = 1 << 20;

struct Replayer<'c> {
    database: &'c Connection,
    frontier: Frontier,
    items: ItemWriter<'c>,
    keys: KeyWriter<'c>,
    rebuilt: &'c Connection,
    pending: Vec<(Key, i64)>,
    /// The items that something happened to whose media or wipes are known.
    wiped: BTreeSet<i64>,
    /// Place and number of the newest event of the ledger itself.
    ledger_event: Option<(i64, i64)>,
    count: u64,
    tiles: u64,
    disclosed: u64,
    erased: u64,
}

impl<'c> Replayer<'c> {
    fn new(database: &'c Connection, rebuilt: &'c Connection) -> Result<Self, StoreError> {
        Ok(Self {
            database,
            frontier: Frontier::new(),
            items: ItemWriter::new(rebuilt)?,
            keys: KeyWriter::new(rebuilt)?,
            rebuilt,
            pending: Vec::new(),
            wiped: BTreeSet::new(),
            ledger_event: None,
            count: 0,
            tiles: 0,
            disclosed: 0,
            erased: 0,
        })
    }

    /// Checks one event and carries it into the rebuilt projections.
    fn step(&mut self, stored: &StoredEvent) -> anyhow::Result<()> {
        let damaged = |what: String| -> anyhow::Error {
            AppError::Integrity(format!("event {}: {what}", stored.seq)).into()
        };
        if u64::try_from(stored.seq)? != self.frontier.size() {
            return Err(damaged(format!(
                "event {} is missing",
                self.frontier.size()
            )));
        }
        let event = crate::ledger::event::parse(&stored.body)
            .map_err(|error| damaged(error.to_string()))?;
        self.compare_columns(stored, &event)
            .map_err(|what| damaged(what.to_owned()))?;
        let disclosure = events::disclosure(self.database, stored.seq)?;
        let row = disclosure.as_deref().unwrap_or("[]");
        let verdict =
            disclosure::verify(row, &event.sd).map_err(|error| damaged(error.to_string()))?;
        if let Some(name) = verdict.unproven.first() {
            return Err(damaged(format!(
                "its private field `{name}` is not the one recorded"
            )));
        }
        self.disclosed += verdict.proven.len() as u64;
        self.erased += verdict.undisclosed as u64;
        let carried = match stored.item {
            None => self.continue_ledger(stored, &event),
            Some(item) if stored.kind == Kind::Received.as_str() => {
                self.receive(item, stored, &event, disclosure.as_deref())
            }
            Some(item) => self.change(item, stored, &event),
        };
        carried.map_err(|error| damaged(error.to_string()))?;
        let (database, tiles) = (self.database, &mut self.tiles);
        self.frontier.append(leaf_hash(&stored.body), |tile| {
            *tiles += 1;
            same_tile(database, tile.id, tile.bytes, &tile.root.0)
        })
    }

    fn compare_columns(&self, stored: &StoredEvent, event: &Event) -> Result<(), &'static str> {
        let op = event.data.get("op").and_then(serde_json::Value::as_i64);
        if event.kind != stored.kind {
            Err("its kind is not the one recorded")
        } else if event.at != stored.at {
            Err("its time is not the one recorded")
        } else if i64::try_from(event.n) != Ok(stored.n) {
            Err("its number is not the one recorded")
        } else if op != Some(stored.operation) {
            Err("its operation is not the one recorded")
        } else {
            Ok(())
        }
    }

    fn receive(
        &mut self,
        item: i64,
        stored: &StoredEvent,
        event: &Event,
        disclosure: Option<&str>,
    ) -> anyhow::Result<()> {
        let code = crate::domain::code::TraceCode::parse(&event.item)?;
        let received = Received::read(event, disclosure)?;
        let imei = received.private_text("imei");
        let of = ItemOf {
            id: item,
            code: code.as_i64(),
            imei: imei.as_deref(),
            at: stored.at,
            operation: stored.operation,
        };
        if !self.items.add(&received.item(&of))? {
            anyhow::bail!(
                "pickup {} of {} stands twice",
                received.pickup_no,
                received.channel
            );
        }
        self.pending.push((Key::of_code(code.as_i64()), item));
        for identifier in [received.serial.as_deref(), imei.as_deref()]
            .into_iter()
            .flatten()
        {
            self.pending.push((Key::of_identifier(identifier), item));
        }
        if self.pending.len() >= KEYS_OF_A_RUN {
            self.write_keys()?;
        }
        self.count += 1;
        let stand = Stand {
            state: ItemState::received(),
            last_seq: stored.seq,
            last_n: stored.n,
        };
        Ok(self.items.add_state(item, &stand)?)
    }

    fn change(&mut self, item: i64, stored: &StoredEvent, event: &Event) -> anyhow::Result<()> {
        let before = items::stand(self.rebuilt, item)?;
        let prev = events::body(self.database, before.last_seq)?;
        if stored.prev != Some(before.last_seq)
            || stored.n != before.last_n + 1
            || event.prev != Some(leaf_hash(&prev))
        {
            anyhow::bail!("it does not follow the item's event before it");
        }
        let code = find::code(&items::get(self.rebuilt, item)?)?;
        if event.item != code.to_string() {
            anyhow::bail!("it is of {}, not of {code}", event.item);
        }
        let state = replay(&before.state, stored)?;
        if Kind::parse(&stored.kind).is_some_and(Kind::is_of_media) {
            self.wiped.insert(item);
        }
        if state.stage == Stage::Withdrawn {
            items::set_withdrawn(self.rebuilt, item)?;
        }
        let stand = Stand {
            state,
            last_seq: stored.seq,
            last_n: stored.n,
        };
        self.items.set_state(item, &stand)?;
        let kind = Kind::parse(&stored.kind).ok_or_else(|| anyhow::anyhow!("an unknown kind"))?;
        let (record, rebuilt) = (self.database, self.rebuilt);
        aside::after_item_event(record, rebuilt, item, stored.seq, kind, &event.data)?;
        self.carry_offer(item, stored)?;
        self.carry_order(item, stored, event)
    }

    /// Carries what an inspection offered, or what a reversal leaves of it.
    fn carry_offer(&mut self, item: i64, stored: &StoredEvent) -> anyhow::Result<()> {
        let offer = match Kind::parse(&stored.kind) {
            Some(Kind::Graded) => offers::of(self.database, stored.seq)?,
            Some(Kind::Refused) => None,
            Some(Kind::Reversed) => offers::standing(self.database, stored.seq)?,
            _ => return Ok(()),
        };
        Ok(self.items.set_offer(item, offer)?)
    }

    /// Carries an event of a work order into the rebuilt table of them.
    fn carry_order(&self, item: i64, stored: &StoredEvent, event: &Event) -> anyhow::Result<()> {
        let Some(kind) = Kind::parse(&stored.kind).filter(|kind| is_of_orders(*kind)) else {
            return Ok(());
        };
        let data = serde_json::Value::Object(event.data.clone());
        let carried = Carried {
            item,
            seq: stored.seq,
            at: stored.at,
            kind,
            data: &data,
        };
        carry(self.rebuilt, self.database, &carried)
    }

    /// An event of the ledger itself follows the one before it and changes no item.
    fn continue_ledger(&mut self, stored: &StoredEvent, event: &Event) -> anyhow::Result<()> {
        let before = self.ledger_event.replace((stored.seq, stored.n));
        let prev = match before {
            Some((seq, _)) => Some(leaf_hash(&events::body(self.database, seq)?)),
            None => None,
        };
        let n = before.map_or(0, |(_, n)| n + 1);
        if stored.prev != before.map(|(seq, _)| seq) || stored.n != n || event.prev != prev {
            anyhow::bail!("it does not follow the ledger's own event before it");
        }
        match Kind::parse(&stored.kind) {
            Some(kind) if kind.is_of_the_house() => {
                aside::after_house_event(self.database, self.rebuilt, stored.seq, kind, &event.data)
            }
            _ => anyhow::bail!("a `{}` that concerns no item", stored.kind),
        }
    }

    /// Writes the keys gathered so far, in sorted runs as intake does. Runs follow each other in
    /// order of intake, as the first item of a key is the one that came first.
    fn write_keys(&mut self) -> Result<(), StoreError> {
        self.pending.sort_unstable();
        for (key, item) in self.pending.drain(..) {
            self.keys.add(key, item)?;
        }
        Ok(())
    }

    /// Writes what is left and gives the number of items.
    fn finish(mut self) -> anyhow::Result<u64> {
        self.write_keys()?;
        for item in std::mem::take(&mut self.wiped) {
            let newest = items::stand(self.rebuilt, item)?.last_seq;
            let rows = history::rows(&history::of_item(self.database, newest)?);
            wipe::add(self.rebuilt, item, &rows)?;
        }
        Ok(self.count)
    }
}

fn same_tile(
    database: &Connection,
    id: TileId,
    bytes: &[u8],
    root: &[u8; 32],
) -> anyhow::Result<()> {
    let mut tiles = StoredTiles(database);
    let read = |error| AppError::Integrity(format!("tile {id}: {error}"));
    let stored = tiles.tile(id).map_err(read)?;
    let stored_root = tiles.tile_root(id).map_err(read)?;
    if stored.as_deref() != Some(bytes) || stored_root.map(|hash| hash.0).as_ref() != Some(root) {
        // A leaf's tile tells which event it is.
        let differs = |stored: &Vec<u8>| {
            stored
                .chunks(32)
                .zip(bytes.chunks(32))
                .position(|(stored, now)| stored != now)
        };
        let place = stored.as_ref().filter(|_| id.level == 0).and_then(differs);
        let what = match place {
            Some(place) => {
                let seq = id.index * 256 + place as u64;
                format!("event {seq} is not the one that was hashed into tile {id}")
            }
            None => format!("tile {id} is not what the events hash to"),
        };
        return Err(AppError::Integrity(what).into());
    }
    Ok(())
}
