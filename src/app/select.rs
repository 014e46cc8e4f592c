//! Which items a list, a count or an export is of: in blocks, each asked first what costs least.

use super::search::{self, Remarks};
use crate::domain::channel::Channel;
use crate::domain::class::Class;
use crate::domain::search::Terms;
use crate::domain::stage::Stage;
use crate::store::items::blocks::{self, Block, Column};
use crate::store::items::list::{
    self, BriefState, Direction, Filter, Listed, ListedReader, Page, SortKey, StatesReader,
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
    let mut take = |id, remarks| {
        if left == Some(0) {
            return Ok(false);
        }
        let taken = reader.read(id, |row| {
            let takes = passes(connection, id, row, selection, remarks)?;
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
    mut each: impl FnMut(i64, Remarks) -> anyhow::Result<bool>,
) -> anyhow::Result<()> {
    let mut found = Vec::new();
    candidates(
        connection,
        selection,
        Direction::Ascending,
        None,
        |id, _| {
            found.push(id);
            Ok(found.len() <= FEW)
        },
    )?;
    if found.len() > FEW {
        // So many pass that the next one along the index is never far.
        let page = Page {
            limit: None,
            ..*page
        };
        return list::each_by_pickup(connection, &page, |id| each(id, Remarks::With));
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
        if !each(id, Remarks::With)? {
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
    remarks: Remarks,
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
        Some(terms) => search::holds(connection, id, row, terms, remarks),
    }
}

/// Hands over, in order of intake and while `each` says so, every item that may be one.
fn candidates(
    connection: &Connection,
    selection: &Selection,
    direction: Direction,
    after: Option<i64>,
    mut each: impl FnMut(i64, Remarks) -> anyhow::Result<bool>,
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
            if !each(id, Remarks::With)? {
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
    let order = (direction, after);
    list::each_of_states(connection, (&stages, &classes), order, |id| {
        each(id, Remarks::With)
    })
}

/// The same block by block: the index knows pieces and not words, and a state is asked for only
/// where many are.
fn candidates_of_blocks(
    connection: &Connection,
    selection: &Selection,
    direction: Direction,
    after: Option<i64>,
    mut each: impl FnMut(i64, Remarks) -> anyhow::Result<bool>,
) -> anyhow::Result<()> {
    let mut words = Words::new(connection, selection.terms.as_ref())?;
    let mut states = match selection.filter.asks_states() {
        true => Some(StatesReader::new(connection, &selection.filter)?),
        false => None,
    };
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
        let ids = &mut found.ids;
        if ids.is_empty() {
            continue;
        }
        retain_columns(connection, selection, first, ids)?;
        retain_states(states.as_mut(), (first, last), ids)?;
        match direction {
            Direction::Ascending => ids.retain(|id| after.is_none_or(|after| *id > after)),
            Direction::Descending => {
                ids.retain(|id| after.is_none_or(|after| *id < after));
                ids.reverse();
            }
        }
        for id in &found.ids {
            if !each(*id, found.remarks(*id))? {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// What the search index says of the words, and nothing where it does not reach.
struct Words<'c> {
    readers: Vec<SearchReader<'c>>,
    indexed: i64,
}

/// Items that may hold all words.
struct Found {
    ids: Vec<i64>,
    /// Those of them in whose remark a word may stand; where the index does not reach, all
    remarks: Vec<i64>,
    /// The last item that the index holds
    indexed: i64,
}

impl Found {
    fn remarks(&self, id: i64) -> Remarks {
        if id > self.indexed || self.remarks.binary_search(&id).is_ok() {
            Remarks::With
        } else {
            Remarks::Without
        }
    }
}

impl<'c> Words<'c> {
    fn new(connection: &'c Connection, terms: Option<&Terms>) -> Result<Self, StoreError> {
        let mut readers = Vec::new();
        let mut is_short = false;
        for pieces in terms.iter().flat_map(|terms| terms.pieces()) {
            if pieces.is_empty() {
                is_short = true;
            } else {
                readers.push(SearchReader::new(connection, &pieces)?);
            }
        }
        // Of a word that has no piece nobody knows in which remarks it stands.
        let indexed = match readers.is_empty() || is_short {
            true => 0,
            false => crate::store::search::newest(connection)?,
        };
        Ok(Self { readers, indexed })
    }

    fn find(&mut self, first: i64, last: i64) -> Result<Found, StoreError> {
        let known = last.min(self.indexed);
        let mut ids: Option<Vec<i64>> = None;
        let mut remarks = Vec::new();
        for reader in self.readers.iter_mut().filter(|_| first <= known) {
            let in_remarks = reader.find_remarks(first, known)?;
            let mut found = reader.find(first, known)?;
            found.extend_from_slice(&in_remarks);
            found.sort_unstable();
            found.dedup();
            remarks.extend(in_remarks);
            if let Some(before) = ids {
                found.retain(|id| before.binary_search(id).is_ok());
            }
            ids = Some(found);
        }
        remarks.sort_unstable();
        let mut ids = ids.unwrap_or_default();
        ids.extend(first.max(self.indexed + 1)..=last);
        Ok(Found {
            ids,
            remarks,
            indexed: self.indexed,
        })
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
    let columns = wanted.columns();
    if !columns.is_empty() {
        let block = blocks::block_of(connection, first, &columns)?;
        found.retain(|id| block.is_wanted(place(*id, &block), &wanted));
    }
    Ok(())
}

fn retain_states(
    states: Option<&mut StatesReader<'_>>,
    (first, last): (i64, i64),
    found: &mut Vec<i64>,
) -> anyhow::Result<()> {
    if let Some(states) = states.filter(|_| found.len() >= MANY) {
        let states = states.read(first, last)?;
        found.retain(|id| {
            let place = usize::try_from(id - first).ok();
            place
                .and_then(|place| states.get(place))
                .is_some_and(Option::is_some)
        });
    }
    Ok(())
}

fn place(id: i64, block: &Block) -> usize {
    usize::try_from(id - block.first()).unwrap_or(usize::MAX)
}

/// Hands over some columns and the state of every item that is wanted.
pub fn each_state(
    connection: &Connection,
    selection: &Selection,
    columns: &[Column],
    mut each: impl FnMut(&Block, usize, &BriefState) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let newest = next_id(connection)? - 1;
    let mut words = Words::new(connection, selection.terms.as_ref())?;
    let mut reader = ListedReader::new(connection)?;
    let mut of_states = StatesReader::new(connection, &selection.filter)?;
    let mut first = 1;
    while first <= newest {
        let last = newest.min(first + blocks::ROWS - 1);
        let mut found = words.find(first, last)?;
        retain_columns(connection, selection, first, &mut found.ids)?;
        if !found.ids.is_empty() {
            let block = blocks::block_of(connection, first, columns)?;
            let states = of_states.read(first, last)?;
            for id in &found.ids {
                let (id, remarks) = (*id, found.remarks(*id));
                let at = place(id, &block);
                let Some(Some(state)) = states.get(at) else {
                    continue;
                };
                if let Some(terms) = &selection.terms
                    && !reader.read(id, |row| search::holds(connection, id, row, terms, remarks))?
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
