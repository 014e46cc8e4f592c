//! Which items a list, a count or an export is of: in blocks, each asked first what costs least.

use super::search;
use crate::domain::channel::Channel;
use crate::domain::class::Class;
use crate::domain::search::Terms;
use crate::domain::stage::Stage;
use crate::store::items::blocks::{self, Block};
use crate::store::items::list::{
    self, BriefState, Direction, Filter, Listed, ListedReader, Page, SortKey,
};
use crate::store::items::next_id;
use crate::store::search::SearchReader;
use crate::store::{Connection, StoreError};

/// Candidates of a block from which on their states are read together.
const MANY: usize = 256;

/// What is wanted: filters on columns and states, and words.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// By columns and states
    pub filter: Filter,
    /// By words
    pub terms: Option<Terms>,
}

impl Selection {
    /// Whether it is of every item but the withdrawn.
    pub fn is_all(&self) -> bool {
        self.terms.is_none() && !self.filter.asks_columns() && !self.filter.asks_states()
    }
}

/// Hands over the items of a page in order.
pub fn each(
    connection: &Connection,
    selection: &Selection,
    page: &Page,
    mut each: impl FnMut(&Listed<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if selection.is_all() {
        return list::each(connection, page, each);
    }
    let mut reader = ListedReader::new(connection)?;
    let mut left = page.limit;
    let mut take = |id| {
        if left == Some(0) {
            return Ok(false);
        }
        let taken = reader.read(id, |row| {
            let takes = passes(connection, id, row, selection)?;
            if takes {
                each(row)?;
            }
            anyhow::Ok(takes)
        })?;
        left = left.map(|left| left - u64::from(taken));
        Ok(left != Some(0))
    };
    match page.key {
        SortKey::Received => {
            candidates(connection, selection, page.direction, page.after, &mut take)
        }
        SortKey::Pickup => by_pickup(connection, selection, page, take),
    }
}

/// Items that are sorted in memory rather than looked for along the index of pickup numbers.
const FEW: usize = 10_000;

/// Hands over, in the order of pickup numbers, every item that may be one.
fn by_pickup(
    connection: &Connection,
    selection: &Selection,
    page: &Page,
    mut each: impl FnMut(i64) -> anyhow::Result<bool>,
) -> anyhow::Result<()> {
    let mut found = Vec::new();
    candidates(connection, selection, Direction::Ascending, None, |id| {
        found.push(id);
        Ok(found.len() <= FEW)
    })?;
    if found.len() > FEW {
        // So many pass that the next one along the index is never far.
        let page = Page {
            limit: None,
            ..*page
        };
        return list::each_by_pickup(connection, &page, each);
    }
    let key = |id| list::pickup_no(connection, id).map(|number| (number, id));
    let after = page.after.map(key).transpose()?;
    let mut found = found.into_iter().map(key).collect::<Result<Vec<_>, _>>()?;
    found.sort_unstable();
    if page.direction == Direction::Descending {
        found.reverse();
    }
    let is_beyond = |entry: &(String, i64)| match (&after, page.direction) {
        (None, _) => true,
        (Some(after), Direction::Ascending) => entry > after,
        (Some(after), Direction::Descending) => entry < after,
    };
    for (_, id) in found.into_iter().filter(is_beyond) {
        if !each(id)? {
            break;
        }
    }
    Ok(())
}

/// Whether an item is one.
fn passes(
    connection: &Connection,
    id: i64,
    row: &Listed<'_>,
    selection: &Selection,
) -> anyhow::Result<bool> {
    let unknown = || StoreError::Corrupt(format!("item {id} is at `{}`", row.stage));
    let stage = Stage::parse(row.stage).ok_or_else(unknown)?;
    let class = row.class.and_then(Class::parse);
    let filter = &selection.filter;
    if !filter.takes(stage, class, row.hold.is_some()) || !filter.takes_columns(row) {
        return Ok(false);
    }
    match &selection.terms {
        None => Ok(true),
        Some(terms) => search::holds(connection, id, row, terms),
    }
}

/// Hands over, in order of intake and while `each` says so, every item that may be one.
fn candidates(
    connection: &Connection,
    selection: &Selection,
    direction: Direction,
    after: Option<i64>,
    mut each: impl FnMut(i64) -> anyhow::Result<bool>,
) -> anyhow::Result<()> {
    let filter = &selection.filter;
    if filter.held {
        let is_beyond = |id: &i64| match direction {
            Direction::Ascending => after.is_none_or(|after| *id > after),
            Direction::Descending => after.is_none_or(|after| *id < after),
        };
        let mut held = list::held(connection)?;
        if direction == Direction::Descending {
            held.reverse();
        }
        for id in held.into_iter().filter(is_beyond) {
            if !each(id)? {
                break;
            }
        }
        return Ok(());
    }
    if selection.terms.is_some() || filter.asks_columns() {
        return candidates_of_blocks(connection, selection, direction, after, each);
    }
    let stages = match filter.stage {
        Some(stage) => vec![stage],
        None => Stage::ALL.to_vec(),
    };
    let classes = match filter.class {
        Some(class) => vec![Some(class)],
        None => [None].into_iter().chain(Class::ALL.map(Some)).collect(),
    };
    list::each_of_states(connection, (&stages, &classes), (direction, after), each)
}

/// The same block by block: the index knows pieces and not words, and a state is asked for only
/// where many are.
fn candidates_of_blocks(
    connection: &Connection,
    selection: &Selection,
    direction: Direction,
    after: Option<i64>,
    mut each: impl FnMut(i64) -> anyhow::Result<bool>,
) -> anyhow::Result<()> {
    let mut words = Words::new(connection, selection.terms.as_ref())?;
    let newest = next_id(connection)? - 1;
    let blocks = (newest + blocks::ROWS - 1) / blocks::ROWS;
    let of_item = |item: i64| (item - 1) / blocks::ROWS;
    let (mut numbers_up, mut numbers_down);
    let numbers: &mut dyn Iterator<Item = i64> = match direction {
        Direction::Ascending => {
            numbers_up = after.map_or(0, of_item)..blocks;
            &mut numbers_up
        }
        Direction::Descending => {
            numbers_down = (0..after.map_or(blocks, |item| of_item(item) + 1)).rev();
            &mut numbers_down
        }
    };
    for number in numbers {
        let first = number * blocks::ROWS + 1;
        let last = newest.min(first + blocks::ROWS - 1);
        let mut found = words.find(first, last)?;
        if found.is_empty() {
            continue;
        }
        retain_columns(connection, selection, first, &mut found)?;
        retain_states(connection, selection, (first, last), &mut found)?;
        match direction {
            Direction::Ascending => found.retain(|id| after.is_none_or(|after| *id > after)),
            Direction::Descending => {
                found.retain(|id| after.is_none_or(|after| *id < after));
                found.reverse();
            }
        }
        for id in found {
            if !each(id)? {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// What the search index says of the words, and nothing where it does not reach.
struct Words<'c> {
    reader: Option<SearchReader<'c>>,
    indexed: i64,
}

impl<'c> Words<'c> {
    fn new(connection: &'c Connection, terms: Option<&Terms>) -> Result<Self, StoreError> {
        let pieces = terms.map(Terms::pieces).unwrap_or_default();
        if pieces.is_empty() {
            return Ok(Self {
                reader: None,
                indexed: 0,
            });
        }
        Ok(Self {
            reader: Some(SearchReader::new(connection, &pieces)?),
            indexed: crate::store::search::newest(connection)?,
        })
    }

    fn find(&mut self, first: i64, last: i64) -> Result<Vec<i64>, StoreError> {
        let Some(reader) = &mut self.reader else {
            return Ok((first..=last).collect());
        };
        let known = last.min(self.indexed);
        let mut found = reader.find(first, known)?;
        found.extend(first.max(known + 1)..=last);
        Ok(found)
    }
}

fn retain_columns(
    connection: &Connection,
    selection: &Selection,
    first: i64,
    found: &mut Vec<i64>,
) -> anyhow::Result<()> {
    let filter = &selection.filter;
    let wanted = blocks::Wanted {
        categories: filter.categories.as_deref(),
        cities: filter.cities.as_deref(),
        channel: filter.channel.as_deref().and_then(Channel::parse),
        since: filter.since,
        until: filter.until,
    };
    if !wanted.is_empty() {
        let block = blocks::block_of(connection, first)?;
        found.retain(|id| block.is_wanted(place(*id, &block), &wanted));
    }
    Ok(())
}

fn retain_states(
    connection: &Connection,
    selection: &Selection,
    (first, last): (i64, i64),
    found: &mut Vec<i64>,
) -> anyhow::Result<()> {
    let filter = &selection.filter;
    if filter.asks_states() && found.len() >= MANY {
        let states = list::states(connection, first, last)?;
        found.retain(|id| {
            let state = usize::try_from(id - first)
                .ok()
                .and_then(|at| states.get(at));
            state.is_some_and(|state| takes(filter, state))
        });
    }
    Ok(())
}

fn takes(filter: &Filter, state: &BriefState) -> bool {
    filter.takes(state.stage, state.class, state.held)
}

fn place(id: i64, block: &Block) -> usize {
    usize::try_from(id - block.first()).unwrap_or(usize::MAX)
}

/// Hands over category, city, channel and state of every item that is wanted.
pub fn each_state(
    connection: &Connection,
    selection: &Selection,
    mut each: impl FnMut(&Block, usize, &BriefState) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let newest = next_id(connection)? - 1;
    let mut words = Words::new(connection, selection.terms.as_ref())?;
    let mut reader = ListedReader::new(connection)?;
    let mut first = 1;
    while first <= newest {
        let last = newest.min(first + blocks::ROWS - 1);
        let mut found = words.find(first, last)?;
        retain_columns(connection, selection, first, &mut found)?;
        if !found.is_empty() {
            let block = blocks::block_of(connection, first)?;
            let states = list::states(connection, first, last)?;
            for id in found {
                let at = place(id, &block);
                let state = states.get(at);
                let state = state.filter(|state| takes(&selection.filter, state));
                let Some(state) = state else { continue };
                if let Some(terms) = &selection.terms
                    && !reader.read(id, |row| search::holds(connection, id, row, terms))?
                {
                    continue;
                }
                each(&block, at, state)?;
            }
        }
        first = last + 1;
    }
    Ok(())
}
