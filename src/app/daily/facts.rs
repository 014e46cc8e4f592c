//! What the figures are counted from: every item's row and standing, the events of the span, and
//! the inspections of the four weeks before.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::life::{actor_of, class_of};
use super::names::{self, Names};
use super::signed::{Signed, signed};
use super::span::Span;
use super::stock::{Stock, counts};
use crate::app::{AppError, Ctx, find, inspections, interrupt};
use crate::domain::channel::Channel;
use crate::domain::class::Class;
use crate::domain::daily::{Balance, Flow, Key, Standing};
use crate::domain::event::Kind;
use crate::domain::stage::Stage;
use crate::formats::catalogue::Catalogue;
use crate::store::daily::{self, Kinds, SpanEvent};
use crate::store::inspections::InspectionRow;
use crate::store::items;
use crate::store::items::blocks::{self, Column};
use crate::store::{Connection, StoreError, events};

/// Weeks that a day's mix is compared with, in days.
pub(super) const BASE_DAYS: u64 = 28;

/// What the figures need of an item.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ItemFact {
    /// When it was taken in
    pub(super) received_at: i64,
    /// Third-level category
    pub(super) category: u32,
    /// City-level division
    pub(super) city: u32,
    /// Where it came from: a place in [`Channel::ALL`]
    pub(super) channel: u16,
}

/// An event of the span.
#[derive(Debug, Clone)]
pub(super) struct Event {
    /// Its place in the ledger
    pub(super) seq: i64,
    /// The item
    pub(super) item: i64,
    /// Its number within the item
    pub(super) n: i64,
    /// What happened
    pub(super) kind: Kind,
    /// When
    pub(super) at: i64,
    /// Who did it: a place in [`Facts::people`]
    pub(super) by: u32,
    /// The operation that made it
    pub(super) operation: i64,
    /// The event that it reverses, by its number within the item
    pub(super) reverses: Option<i64>,
    /// Whether it was reversed by the end of the span
    pub(super) undone: bool,
    /// What an inspection found
    pub(super) inspected: Option<Inspected>,
}

/// What an inspection found, as far as figures need it.
#[derive(Debug, Clone)]
pub(super) struct Inspected {
    /// The class; none where it was refused
    pub(super) class: Option<Class>,
    /// The inspection that it repeats blind, by its number within the item
    pub(super) second_of: Option<i64>,
}

/// A blind second inspection and the first that it repeats.
#[derive(Debug, Clone)]
pub(super) struct Double {
    /// The item
    pub(super) item: i64,
    /// Who made the first
    pub(super) first_by: String,
    /// Whether both came to the same class
    pub(super) agrees: bool,
}

/// An inspection of the weeks before that was not undone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    /// The item
    pub(super) item: i64,
    /// When
    pub(super) at: i64,
    /// The class that it gave
    pub(super) class: Class,
    /// Who made it: a place in [`Facts::people`]
    pub(super) by: u32,
}

/// What the figures are counted from.
#[derive(Debug)]
pub(super) struct Facts<'c> {
    /// Settings and database
    pub(super) ctx: &'c Ctx,
    /// The trade's lists
    pub(super) catalogue: &'c Catalogue,
    /// What things are called
    pub(super) names: Names<'c>,
    /// Of which span
    pub(super) span: Span,
    /// By the item's number; place 0 is nobody's
    pub(super) items: Vec<ItemFact>,
    /// Each item's standing at the end of the span, by its number
    pub(super) closing: Vec<Standing>,
    /// The standing before the span of the items that anything happened to in it
    pub(super) opening: FxHashMap<i64, Standing>,
    /// The place of each item's newest event at the end of the span; below zero where it has none
    pub(super) newest: Vec<i64>,
    /// What is offered for each item at the end of the span, in fen; private
    pub(super) offers: Vec<Option<i64>>,
    /// What moved during the span
    pub(super) flows: Vec<Flow>,
    /// Opening, movements and closing
    pub(super) balance: Balance,
    /// Whether the pickups of the items that came during the span kept their promise, once known
    pub(super) promises: FxHashMap<i64, bool>,
    /// What happened during the span, in the ledger's order
    pub(super) events: Vec<Event>,
    /// Inspections of the weeks before
    pub(super) before: Vec<Before>,
    /// Who did anything
    pub(super) people: Vec<String>,
    /// The newest checkpoint by the end of the span
    pub(super) signed: Option<Signed>,
    /// Commands of the span that had not ended by its end
    pub(super) unfinished: Vec<i64>,
}

/// Words kept once, each by its place.
#[derive(Debug, Default)]
struct Words {
    all: Vec<String>,
    places: FxHashMap<String, usize>,
}

impl Words {
    fn place(&mut self, word: &str) -> usize {
        if let Some(place) = self.places.get(word) {
            return *place;
        }
        let place = self.all.len();
        self.all.push(word.to_owned());
        self.places.insert(word.to_owned(), place);
        place
    }
}

impl<'c> Facts<'c> {
    /// Reads them.
    pub(super) fn load(ctx: &'c Ctx, catalogue: &'c Catalogue, span: Span) -> anyhow::Result<Self> {
        let connection = ctx.store.connection();
        let mut people = Words::default();
        let events = happened(connection, span, &mut people)?;
        let before = before(ctx, span, &mut people)?;
        let items = rows(connection)?;
        let stock = Stock::load(connection, &items, &events, span)?;
        Ok(Self {
            ctx,
            catalogue,
            names: Names::new(catalogue)?,
            span,
            items,
            balance: Balance::of(&stock.opening_counts, &counts(&stock.closing), &stock.flows),
            closing: stock.closing,
            newest: stock.newest,
            offers: stock.offers,
            opening: stock.opening,
            flows: stock.flows,
            promises: promises(connection, &events)?,
            events,
            before,
            people: people.all,
            signed: signed(connection, span.until)?,
            unfinished: daily::unfinished(connection, (span.from, span.until))?,
        })
    }

    /// An item's row.
    pub(super) fn item(&self, id: i64) -> ItemFact {
        let place = usize::try_from(id).unwrap_or(0);
        self.items.get(place).copied().unwrap_or_default()
    }

    /// An item's standing at the end of the span.
    pub(super) fn closed(&self, id: i64) -> Standing {
        let place = usize::try_from(id).unwrap_or(0);
        self.closing.get(place).copied().unwrap_or_default()
    }

    /// What is offered for an item at the end of the span, in fen.
    pub(super) fn offer(&self, id: i64) -> Option<i64> {
        let place = usize::try_from(id).ok()?;
        self.offers.get(place).copied().flatten()
    }

    /// The place of an item's newest event at the end of the span.
    pub(super) fn newest(&self, id: i64) -> Option<i64> {
        let place = usize::try_from(id).ok()?;
        self.newest.get(place).copied().filter(|seq| *seq >= 0)
    }

    /// An item's trace code.
    pub(super) fn code(&self, id: i64) -> anyhow::Result<String> {
        let item = items::get(self.ctx.store.connection(), id)?;
        Ok(find::code(&item)?.to_string())
    }

    /// The blind second inspections of the span that came to a class, each with the first.
    pub(super) fn doubles(&self) -> anyhow::Result<Vec<Double>> {
        let connection = self.ctx.store.connection();
        let mut doubles = Vec::new();
        for second in self.lasting(Kind::Rechecked) {
            let Some(found) = &second.inspected else {
                continue;
            };
            let first = events::get(connection, nth(connection, second.seq, found.second_of)?)?;
            let damaged = |what: &str| AppError::Integrity(format!("event {}: {what}", first.seq));
            doubles.push(Double {
                item: second.item,
                first_by: actor_of(&first.body).ok_or_else(|| damaged("it has no actor"))?,
                agrees: class_of(&first.body) == found.class,
            });
        }
        Ok(doubles)
    }

    /// A channel as the key of a row, by its place.
    pub(super) fn channel_key(&self, place: u32) -> Key {
        let place = usize::try_from(place).unwrap_or(0);
        names::channel(Channel::ALL[place.min(Channel::ALL.len() - 1)])
    }

    /// A person as the key of a row, by its place.
    pub(super) fn person_key(&self, place: u32) -> Key {
        Key::plain(self.person(place))
    }

    /// The items that came in the four weeks before the span and whose intake stands at its end.
    pub(super) fn received_before(&self) -> anyhow::Result<impl Iterator<Item = i64> + Clone + '_> {
        let from = self.base_from()?;
        let until = self.span.from;
        let numbered = (0_i64..).zip(self.items.iter().zip(&self.closing)).skip(1);
        let came = numbered.filter(move |(_, (item, standing))| {
            (from..until).contains(&item.received_at)
                && !matches!(standing.stage(), None | Some(Stage::Withdrawn))
        });
        Ok(came.map(|(id, _)| id))
    }

    /// The first second of the four weeks before the span.
    pub(super) fn base_from(&self) -> anyhow::Result<i64> {
        let days = self.span.days(&self.ctx.settings, BASE_DAYS)?;
        Ok(days.first().map_or(self.span.from, |(_, begins)| *begins))
    }

    /// The name of a person by its place.
    pub(super) fn person(&self, place: u32) -> &str {
        let found = usize::try_from(place)
            .ok()
            .and_then(|place| self.people.get(place));
        found.map_or("", String::as_str)
    }

    /// The items whose standing at the end of the span is one of `which`.
    pub(super) fn standing(
        &self,
        which: impl Fn(Standing) -> bool + Clone,
    ) -> impl Iterator<Item = i64> + Clone {
        let wanted: Vec<bool> = (0..Standing::COUNT)
            .map(|index| Standing::from_index(index).is_some_and(&which))
            .collect();
        let numbered = (0_i64..).zip(&self.closing);
        numbered
            .filter(move |(_, one)| wanted[one.index()])
            .map(|(item, _)| item)
    }

    /// The items whose standing before the span is one of `which`.
    pub(super) fn opened(
        &self,
        which: impl Fn(Standing) -> bool + Clone,
    ) -> impl Iterator<Item = i64> + Clone {
        let numbered = (0_i64..).zip(&self.closing);
        let then = move |(item, one): (i64, &Standing)| {
            (item, self.opening.get(&item).copied().unwrap_or(*one))
        };
        let found = numbered.map(then).filter(move |(_, one)| which(*one));
        found.map(|(item, _)| item)
    }

    /// Events of one kind, undone ones among them.
    pub(super) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Event> + Clone {
        self.events.iter().filter(move |event| event.kind == kind)
    }

    /// Events of one kind that were not undone.
    pub(super) fn lasting(&self, kind: Kind) -> impl Iterator<Item = &Event> + Clone {
        self.of_kind(kind).filter(|event| !event.undone)
    }
}

/// The place in the ledger of the event numbered `n` of the item that the event at `seq` is of.
fn nth(connection: &Connection, seq: i64, n: Option<i64>) -> anyhow::Result<i64> {
    let steps = daily::steps(connection, seq)?;
    let place = n.and_then(|n| usize::try_from(n).ok());
    let step = place.and_then(|place| steps.get(place));
    let step = step.ok_or_else(|| {
        AppError::Integrity(format!(
            "event {seq}: it repeats an inspection that is not there"
        ))
    })?;
    Ok(step.seq)
}

/// An event that cannot be read.
fn damaged(event: &SpanEvent<'_>, what: &dyn std::fmt::Display) -> anyhow::Error {
    StoreError::Corrupt(format!("event {} cannot be read: {what}", event.seq)).into()
}

/// Ends the report where the user asked to stop.
pub(super) fn must_go_on() -> anyhow::Result<()> {
    if interrupt::asked() {
        let kept = "nothing was written".to_owned();
        return Err(AppError::Interrupted { kept }.into());
    }
    Ok(())
}

fn happened(connection: &Connection, span: Span, people: &mut Words) -> anyhow::Result<Vec<Event>> {
    let mut events = Vec::new();
    let mut reversed = FxHashSet::default();
    daily::each_event(connection, (span.from, span.until), Kinds::All, |event| {
        let kind = Kind::parse(event.kind)
            .ok_or_else(|| damaged(event, &format!("there is no event `{}`", event.kind)))?;
        let reverses = if kind == Kind::Reversed {
            Some(reversed_n(event)?)
        } else {
            None
        };
        reversed.extend(reverses.map(|n| (event.item, n)));
        let by = actor_of(event.body).ok_or_else(|| damaged(event, &"it has no actor"))?;
        events.push(Event {
            seq: event.seq,
            item: event.item,
            n: event.n,
            kind,
            at: event.at,
            by: u32::try_from(people.place(&by))?,
            operation: event.operation,
            reverses,
            undone: false,
            inspected: inspected(kind, event)?,
        });
        must_go_on()
    })?;
    for event in &mut events {
        event.undone = reversed.contains(&(event.item, event.n));
    }
    Ok(events)
}

/// The number within the item of the event that a reversal reverses.
fn reversed_n(event: &SpanEvent<'_>) -> anyhow::Result<i64> {
    #[derive(Deserialize)]
    struct Reversal {
        data: Reversed,
    }
    #[derive(Deserialize)]
    struct Reversed {
        n: i64,
    }
    let reversal: Result<Reversal, _> = serde_json::from_str(event.body);
    Ok(reversal.map_err(|error| damaged(event, &error))?.data.n)
}

fn inspected(kind: Kind, event: &SpanEvent<'_>) -> anyhow::Result<Option<Inspected>> {
    if !matches!(kind, Kind::Graded | Kind::Refused | Kind::Rechecked) {
        return Ok(None);
    }
    let stored = inspections::parse(&InspectionRow {
        seq: event.seq,
        item: event.item,
        n: event.n,
        kind: event.kind,
        at: event.at,
        body: event.body,
        disclosure: None,
    })?;
    Ok(Some(Inspected {
        class: stored.data.class.and_then(Class::parse),
        second_of: stored.data.second_of,
    }))
}

fn before(ctx: &Ctx, span: Span, people: &mut Words) -> anyhow::Result<Vec<Before>> {
    let days = span.days(&ctx.settings, BASE_DAYS)?;
    let from = days.first().map_or(span.from, |(_, begins)| *begins);
    let mut found: Vec<(i64, Before)> = Vec::new();
    let mut reversed = FxHashSet::default();
    let connection = ctx.store.connection();
    let until = span.from - 1;
    daily::each_event(
        connection,
        (from, until),
        Kinds::GradedAndReversed,
        |event| {
            if event.kind == Kind::Reversed.as_str() {
                reversed.insert((event.item, reversed_n(event)?));
                return Ok(());
            }
            let class = class_of(event.body).ok_or_else(|| damaged(event, &"it has no class"))?;
            let by = actor_of(event.body).ok_or_else(|| damaged(event, &"it has no actor"))?;
            let before = Before {
                item: event.item,
                at: event.at,
                class,
                by: u32::try_from(people.place(&by))?,
            };
            found.push((event.n, before));
            must_go_on()
        },
    )?;
    found.retain(|(n, before)| !reversed.contains(&(before.item, *n)));
    Ok(found.into_iter().map(|(_, before)| before).collect())
}

fn promises(connection: &Connection, events: &[Event]) -> anyhow::Result<FxHashMap<i64, bool>> {
    let mut promises = FxHashMap::default();
    for event in events.iter().filter(|event| event.kind == Kind::Received) {
        if let Some(kept) = daily::promise_kept(connection, event.item)? {
            promises.insert(event.item, kept);
        }
    }
    Ok(promises)
}

fn rows(connection: &Connection) -> anyhow::Result<Vec<ItemFact>> {
    let last = items::next_id(connection)? - 1;
    // Place 0 is nobody's.
    let mut rows = vec![ItemFact::default()];
    for first in (1..=last).step_by(usize::try_from(blocks::ROWS)?) {
        let block = blocks::block_of(connection, first, &Column::ALL)?;
        let count = (last - first + 1).min(blocks::ROWS);
        for place in 0..usize::try_from(count)? {
            let channel = block.channel(place);
            let channel = channel.and_then(|one| Channel::ALL.iter().position(|all| *all == one));
            rows.push(ItemFact {
                received_at: block.received(place),
                category: block.category(place),
                city: block.city(place),
                channel: u16::try_from(channel.unwrap_or(0))?,
            });
        }
        must_go_on()?;
    }
    Ok(rows)
}
