//! Every item's standing at both ends of a span, and how it came from one to the other.

use rustc_hash::FxHashMap;

use super::facts::{Event, ItemFact, must_go_on};
use super::life::{Life, life};
use super::span::Span;
use crate::app::{AppError, offers};
use crate::domain::daily::{Flow, Standing};
use crate::store::{Connection, daily};

/// The place of an event that is not there.
const NOTHING: i64 = -1;

/// Every item's standing at the end of the span, and how it came to it.
pub(super) struct Stock {
    pub(super) opening: FxHashMap<i64, Standing>,
    pub(super) opening_counts: Vec<i64>,
    pub(super) closing: Vec<Standing>,
    /// The place of each item's newest event at the end of the span; below zero where it has none
    pub(super) newest: Vec<i64>,
    /// What is offered for each item at the end of the span, in fen
    pub(super) offers: Vec<Option<i64>>,
    pub(super) flows: Vec<Flow>,
}

impl Stock {
    pub(super) fn load(
        connection: &Connection,
        items: &[ItemFact],
        events: &[Event],
        span: Span,
    ) -> anyhow::Result<Self> {
        let mut closing = vec![Standing::ABSENT; items.len()];
        let mut newest = vec![NOTHING; items.len()];
        daily::each_state(connection, |item, standing, last_seq| {
            let place = usize::try_from(item)?;
            match (closing.get_mut(place), newest.get_mut(place)) {
                (Some(one), Some(last)) => (*one, *last) = (standing, last_seq),
                _ => return Err(no_row(item).into()),
            }
            anyhow::Ok(())
        })?;
        let mut offered = vec![None; items.len()];
        daily::each_offer(connection, |item, offer_fen| {
            let place = usize::try_from(item)?;
            *offered.get_mut(place).ok_or_else(|| no_row(item))? = Some(offer_fen);
            anyhow::Ok(())
        })?;
        let of = |item: i64, newest: &[i64]| -> anyhow::Result<(usize, Life)> {
            let place = usize::try_from(item)?;
            let newest = newest.get(place).copied().ok_or_else(|| no_row(item))?;
            must_go_on()?;
            Ok((place, life(connection, newest, span.from, span.until)?))
        };
        let mut touched: Vec<i64> = events.iter().map(|event| event.item).collect();
        touched.sort_unstable();
        touched.dedup();
        let mut lives = FxHashMap::default();
        for item in touched {
            lives.insert(item, of(item, &newest)?.1);
        }
        // What happened later is taken away again; the rest is as the projection says.
        for item in daily::touched_after(connection, span.until)? {
            let (place, life) = match lives.get(&item) {
                Some(life) => (usize::try_from(item)?, life.clone()),
                None => of(item, &newest)?,
            };
            closing[place] = life.closing;
            let offer = match life.last_seq {
                Some(last) => offers::standing(connection, last)?,
                None => None,
            };
            newest[place] = life.last_seq.unwrap_or(NOTHING);
            offered[place] = offer.map(|offer| offer.offer_fen);
        }
        let mut opening_counts = counts(&closing);
        let mut opening = FxHashMap::default();
        let mut flows = Vec::new();
        let mut lives: Vec<(i64, Life)> = lives.into_iter().collect();
        lives.sort_unstable_by_key(|(item, _)| *item);
        for (item, life) in lives {
            opening_counts[closing[usize::try_from(item)?].index()] -= 1;
            opening_counts[life.opening.index()] += 1;
            opening.insert(item, life.opening);
            let mut from = life.opening;
            for to in life.then {
                flows.push(Flow { item, from, to });
                from = to;
            }
        }
        Ok(Self {
            opening,
            opening_counts,
            closing,
            newest,
            offers: offered,
            flows,
        })
    }
}

fn no_row(item: i64) -> AppError {
    AppError::Integrity(format!("item {item} has a state and no row"))
}

pub(super) fn counts(standings: &[Standing]) -> Vec<i64> {
    let mut counts = vec![0; Standing::COUNT];
    // Place 0 is nobody's.
    for standing in standings.iter().skip(1) {
        counts[standing.index()] += 1;
    }
    counts
}
