//! Reverses an operation by new events: what was done stays in the record, and so does its undoing.

mod house;

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::chance::Chance;
use super::recorder::{NewEvent, Recorder, Signature};
use super::refurbish::projection::{Carried, carry};
use super::wipe::history;
use super::{AppError, Ctx, aside, find, keys, offers};
use crate::domain::event::{self, Kind, StateRecord};
use crate::domain::item::ItemState;
use crate::domain::lang::Lang;
use crate::domain::stage::Stage;
use crate::ledger::disclosure;
use crate::store::events::StoredEvent;
use crate::store::items::{self, Stand};
use crate::store::operations::{self, NewOperation};
use crate::store::{Connection, events, wipe_queue};

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// As before the operation
    Reversed,
    /// Later work stands on it
    Kept,
    /// A rule says no
    Blocked,
}

/// What became of an item, and why.
#[derive(Debug, Clone, Serialize)]
pub struct UndoneItem {
    /// Trace code
    pub code: String,
    /// What became of it
    pub outcome: Outcome,
    /// Why it was not reversed
    pub why: Option<String>,
}

/// What an undo did.
#[derive(Debug, Clone, Serialize)]
pub struct UndoReport {
    /// The operation that did it; none in a preview
    pub operation: Option<i64>,
    /// The operation that was reversed
    pub undoes: i64,
    /// Whether nothing was written
    pub dry_run: bool,
    /// How many items are as before
    pub reversed: usize,
    /// How many stay, since later work stands on them
    pub kept: usize,
    /// How many stay, since a rule says no
    pub blocked: usize,
    /// How many wipe reports wait again, or are out of the queue that it put them into
    pub queued: usize,
    /// Item by item
    pub items: Vec<UndoneItem>,
}

/// Reverses what operation `id` did, item by item, newest first.
pub fn undo(
    ctx: &mut Ctx,
    id: i64,
    reason: Option<String>,
    dry_run: bool,
    lang: Lang,
) -> anyhow::Result<UndoReport> {
    let now = ctx.now();
    let station = ctx.settings.station.clone();
    let site = ctx.settings.site.clone();
    let mut chance = Chance::new()?;
    ctx.store.begin_bulk()?;
    let tx = ctx.store.begin()?;
    let target = operations::get(&tx, id)?.ok_or(AppError::NoSuchOperation { id })?;
    if matches!(target.command.as_str(), "undo" | "erase" | "restore") {
        let why = match target.command.as_str() {
            "erase" => "what was erased is gone",
            "restore" => "the events that it left behind are gone",
            _ => "it is an undo itself; do the work again instead",
        };
        let what = format!("operation {id} cannot be undone");
        return Err(AppError::Refused {
            what,
            why: why.to_owned(),
        }
        .into());
    }
    let operation = operations::begin(
        &tx,
        &NewOperation {
            command: "undo",
            operator: station.operator.clone(),
            station: station.station,
            started_at: now,
            undoes: Some(id),
            reason,
            ..NewOperation::default()
        },
    )?;
    let first_seq = events::next_seq(&tx)?;
    let mut report = UndoReport {
        operation: Some(operation).filter(|_| !dry_run),
        undoes: id,
        dry_run,
        reversed: 0,
        kept: 0,
        blocked: 0,
        queued: 0,
        items: Vec::new(),
    };
    let mut places = FxHashMap::default();
    {
        let signature = Signature {
            site,
            actor: station.operator.clone(),
            operation,
            at: now,
        };
        let mut recorder = Recorder::open(&tx, signature)?;
        for seq in events::of_operation(&tx, id)? {
            let target = events::get(&tx, seq)?;
            let undone = match target.item {
                Some(item) => reverse(&tx, &mut recorder, item, &target, &mut chance, lang)?,
                None => house::reverse(&tx, &mut recorder, &target, &mut chance, lang)?,
            };
            tell(
                &mut report.items,
                &mut places,
                target.item.unwrap_or_default(),
                undone,
            );
        }
    }
    for item in &report.items {
        match item.outcome {
            Outcome::Reversed => report.reversed += 1,
            Outcome::Kept => report.kept += 1,
            Outcome::Blocked => report.blocked += 1,
        }
    }
    report.queued = wipe_queue::undo(&tx, id)?;
    let reversed = i64::try_from(report.reversed)?;
    if dry_run || (reversed == 0 && report.queued == 0) {
        report.operation = None;
        tx.rollback().map_err(crate::store::StoreError::from)?;
        return Ok(report);
    }
    if reversed > 0 {
        operations::add_items(&tx, operation, reversed, first_seq)?;
    }
    operations::finish(&tx, operation, now)?;
    tx.commit().map_err(crate::store::StoreError::from)?;
    keys::sign(ctx)?;
    Ok(report)
}

/// An operation may have several events on an item; what was not reversed is told of it.
fn tell(
    items: &mut Vec<UndoneItem>,
    places: &mut FxHashMap<i64, usize>,
    item: i64,
    undone: UndoneItem,
) {
    match places.entry(item) {
        Entry::Vacant(place) => {
            place.insert(items.len());
            items.push(undone);
        }
        Entry::Occupied(place) => {
            let known = &mut items[*place.get()];
            if known.outcome == Outcome::Reversed {
                *known = undone;
            }
        }
    }
}

fn reverse(
    connection: &Connection,
    recorder: &mut Recorder<'_>,
    item: i64,
    target: &StoredEvent,
    chance: &mut Chance,
    lang: Lang,
) -> anyhow::Result<UndoneItem> {
    let stand = items::stand(connection, item)?;
    let code = find::code(&items::get(connection, item)?)?;
    let undone = |outcome, why| UndoneItem {
        code: code.to_string(),
        outcome,
        why,
    };
    let kind = kind_of(target)?;
    match standing(connection, stand.last_seq, Track::that_holds(kind))? {
        Some(newest) if newest.seq == target.seq => {}
        Some(newest) if newest.seq > target.seq => {
            let (kind, operation) = (kind_of(&newest)?, newest.operation);
            let why = match lang {
                Lang::Zh => format!("其后有操作 {operation} 的{}", kind.name(lang)),
                Lang::En => format!("{} by operation {operation} stands on it", kind.name(lang)),
            };
            return Ok(undone(Outcome::Kept, Some(why)));
        }
        _ => {
            let why = lang.pick("已经撤销过", "it is reversed already");
            return Ok(undone(Outcome::Kept, Some(why.to_owned())));
        }
    }
    if kind.is_of_media() && !stand.state.stage.is_in_stock() {
        let stage = stand.state.stage.name(lang);
        let why = match lang {
            Lang::Zh => format!("商品{stage}"),
            Lang::En => format!("the item is {stage}"),
        };
        return Ok(undone(Outcome::Kept, Some(why)));
    }
    let parsed = crate::ledger::event::parse(&target.body)
        .map_err(|error| AppError::Integrity(format!("event {}: {error}", target.seq)))?;
    // What is held is let go by a second person, never by the one who refused or held it.
    if matches!(kind, Kind::Refused | Kind::Held) && parsed.actor == recorder.actor() {
        let actor = &parsed.actor;
        let why = match lang {
            Lang::Zh => format!("由 {actor} {}，须由另一人撤销", kind.name(lang)),
            Lang::En => {
                let did = kind.as_str();
                format!("{actor} {did} it; a second person must undo that")
            }
        };
        return Ok(undone(Outcome::Blocked, Some(why)));
    }
    let back_to = if kind.is_of_media() {
        stand.state.clone()
    } else {
        state_before(connection, target)?
    };
    let wiped = history::of_item(connection, stand.last_seq)?;
    let mut data = String::new();
    let record = serde_json::to_value(StateRecord::from(&back_to))?;
    let mut object = crate::ledger::jcs::ObjectWriter::new(&mut data);
    object.value("back_to", &record);
    object.int("n", target.n).int("op", recorder.operation());
    object.text("type", &target.kind);
    object.finish()?;
    let n = stand.last_n + 1;
    let seq = recorder.record(
        &NewEvent {
            item: Some((item, code)),
            n,
            prev: Some(stand.last_seq),
            kind: Kind::Reversed,
            data: &data,
        },
        &disclosure::Writer::new(),
        chance,
    )?;
    let value: serde_json::Value = serde_json::from_str(&data)?;
    let is_withdrawn = back_to.stage == Stage::Withdrawn;
    recorder.items.set_state(
        item,
        &Stand {
            state: back_to,
            last_seq: seq,
            last_n: n,
        },
    )?;
    let offer = offers::standing(connection, seq)?;
    recorder.items.set_offer(item, offer)?;
    if is_withdrawn {
        items::set_withdrawn(connection, item)?;
    }
    let carried = Carried {
        item,
        seq,
        at: recorder.at(),
        kind: Kind::Reversed,
        data: &value,
    };
    carry(connection, connection, &carried)?;
    if kind.is_of_media() {
        let rows = history::rows(&history::of_item(connection, seq)?);
        history::project(connection, item, &history::rows(&wiped), &rows)?;
    }
    aside::after_reversal(connection, item, seq, kind)?;
    Ok(undone(Outcome::Reversed, None))
}

fn kind_of(stored: &StoredEvent) -> Result<Kind, AppError> {
    Kind::parse(&stored.kind).ok_or_else(|| {
        let (seq, kind) = (stored.seq, &stored.kind);
        AppError::Integrity(format!("event {seq}: there is no event `{kind}`"))
    })
}

/// Which of an item's events stand on each other: those of its life do, and those of its media do,
/// but a wipe does not stand on an inspection, nor an inspection on a wipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Track {
    /// Intake, inspections and whatever moves the item
    Life,
    /// Its media and their wipes
    Media,
    /// All of them
    Both,
}

impl Track {
    /// What may stand on an event of that kind; on an intake everything does.
    const fn that_holds(kind: Kind) -> Self {
        match kind {
            Kind::Received => Self::Both,
            _ if kind.is_of_media() => Self::Media,
            _ => Self::Life,
        }
    }

    fn has(self, kind: Kind) -> bool {
        match self {
            Self::Life => !kind.is_of_media(),
            Self::Media => kind.is_of_media(),
            Self::Both => true,
        }
    }
}

/// The newest event of an item on that track that is no reversal and was not reversed.
pub fn standing(
    connection: &Connection,
    newest: i64,
    track: Track,
) -> anyhow::Result<Option<StoredEvent>> {
    standing_of(connection, newest, |kind| {
        kind != Kind::Erased && track.has(kind)
    })
}

/// The newest event of an item that was not reversed, among those of the kinds asked for.
pub fn standing_of(
    connection: &Connection,
    newest: i64,
    fits: impl Fn(Kind) -> bool,
) -> anyhow::Result<Option<StoredEvent>> {
    let mut reversed = Vec::new();
    for event in events::of_item(connection, newest)?.into_iter().rev() {
        if event.kind == Kind::Reversed.as_str() {
            let parsed = crate::ledger::event::parse(&event.body)
                .map_err(|error| AppError::Integrity(format!("event {}: {error}", event.seq)))?;
            reversed.extend(parsed.data.get("n").and_then(serde_json::Value::as_i64));
        } else if fits(kind_of(&event)?) && !reversed.contains(&event.n) {
            return Ok(Some(event));
        }
    }
    Ok(None)
}

/// The state that the item had before an event, by replaying what came before it.
fn state_before(connection: &Connection, target: &StoredEvent) -> anyhow::Result<ItemState> {
    let Some(prev) = target.prev else {
        return Ok(ItemState {
            stage: Stage::Withdrawn,
            ..ItemState::received()
        });
    };
    let mut state = ItemState::received();
    for event in events::of_item(connection, prev)? {
        state = replay(&state, &event)?;
    }
    Ok(state)
}

/// The state after one more event of an item.
pub fn replay(state: &ItemState, stored: &StoredEvent) -> anyhow::Result<ItemState> {
    let damaged = |what: String| AppError::Integrity(format!("event {}: {what}", stored.seq));
    let kind = kind_of(stored)?;
    if kind == Kind::Received {
        return Ok(ItemState::received());
    }
    let parsed =
        crate::ledger::event::parse(&stored.body).map_err(|error| damaged(error.to_string()))?;
    let data = serde_json::Value::Object(parsed.data);
    let change = event::change(kind, &data).map_err(|error| damaged(error.to_string()))?;
    Ok(state
        .after(&change)
        .map_err(|error| damaged(error.to_string()))?)
}
