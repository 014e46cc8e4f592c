//! Looking for items by words: what of an item is searched, and keeping the index up to date.

use serde::Serialize;

use super::received::Received;
use super::{AppError, Ctx, interrupt};
use crate::domain::search::{Terms, folded, spaced};
use crate::store::items::list::Listed;
use crate::store::search::{self, SearchWriter};
use crate::store::{Connection, StoreError, events, items};

/// Items that one commit adds to the index.
const ROWS_PER_COMMIT: i64 = 20_000;

/// As many new items as an intake adds to the index on its own: a second of work.
const FEW: i64 = 10_000;

/// What bringing the index up to date did.
#[derive(Debug, Clone, Serialize)]
pub struct IndexReport {
    /// Items added
    pub added: i64,
    /// Items that the index holds now
    pub items: i64,
}

/// Told how far the index has come.
pub trait Watch {
    /// `done` of `of` items are in it.
    fn indexed(&mut self, done: u64, of: u64);
}

impl Watch for () {
    fn indexed(&mut self, _: u64, _: u64) {}
}

/// The seller's remark on an item, from the private fields of its first event.
fn remark(connection: &Connection, item: i64) -> anyhow::Result<Option<String>> {
    let stand = items::stand(connection, item)?;
    let Some(first) = events::of_item(connection, stand.last_seq)?
        .into_iter()
        .next()
    else {
        return Err(AppError::Integrity(format!("item {item} has no events")).into());
    };
    let Some(row) = events::disclosure(connection, first.seq)? else {
        return Ok(None);
    };
    // Most sellers say nothing, and then the rest need not be read.
    if !row.contains("\"remark\"") {
        return Ok(None);
    }
    let event = crate::ledger::event::parse(&first.body)
        .map_err(|error| AppError::Integrity(format!("event {}: {error}", first.seq)))?;
    Ok(Received::read(&event, Some(&row))?.private_text("remark"))
}

/// Whether a word may stand in an item's remark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remarks {
    /// It may
    With,
    /// The index says that none does
    Without,
}

/// Whether an item holds every word: in brand, model, spec, serial, IMEI, pickup number or, where
/// it may be there, the seller's remark.
pub fn holds(
    connection: &Connection,
    item: i64,
    row: &Listed<'_>,
    terms: &Terms,
    remarks: Remarks,
) -> anyhow::Result<bool> {
    let public = [
        row.brand,
        row.model,
        row.spec,
        row.serial.unwrap_or_default(),
        row.imei.unwrap_or_default(),
        row.pickup_no,
    ];
    let mut fields = public.map(folded).to_vec();
    let held = |fields: &[String]| {
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        terms.are_in_fields(&fields)
    };
    if held(&fields) {
        return Ok(true);
    }
    if remarks == Remarks::Without {
        return Ok(false);
    }
    match remark(connection, item)? {
        None => Ok(false),
        Some(remark) => {
            fields.push(folded(&remark));
            Ok(held(&fields))
        }
    }
}

/// How many items the index lacks.
fn pending(connection: &Connection) -> Result<i64, StoreError> {
    Ok(items::next_id(connection)? - 1 - search::newest(connection)?)
}

/// Brings the index up to date after an intake of ordinary size; gives how many items it lacks
/// after a great one.
pub fn after_intake(ctx: &mut Ctx) -> anyhow::Result<i64> {
    let pending = pending(ctx.store.connection())?;
    if pending <= FEW {
        catch_up(ctx, &mut ())?;
        return Ok(0);
    }
    let tx = ctx.store.begin()?;
    items::blocks::catch_up(&tx)?;
    tx.commit().map_err(StoreError::from)?;
    Ok(pending)
}

/// Adds every item that the index lacks, in commits that are whole; what was added stays when it
/// is interrupted.
pub fn catch_up(ctx: &mut Ctx, watch: &mut dyn Watch) -> anyhow::Result<IndexReport> {
    let before = search::newest(ctx.store.connection())?;
    let mut newest = before;
    loop {
        let tx = ctx.store.begin()?;
        items::blocks::catch_up(&tx)?;
        let first = search::newest(&tx)? + 1;
        let end = items::next_id(&tx)?;
        let until = end.min(first + ROWS_PER_COMMIT);
        {
            let mut writer = SearchWriter::new(&tx)?;
            let mut text = String::new();
            let mut remarks = Vec::new();
            for id in first..until {
                write_text(&tx, id, &mut text)?;
                writer.add(id, &text)?;
                if let Some(remark) = remark(&tx, id)? {
                    remarks.push((id, spaced(&folded(&remark))));
                }
            }
            // The index writes a run out whenever a number is smaller than the one before it.
            for (id, remark) in remarks {
                writer.add_remark(id, &remark)?;
            }
        }
        tx.commit().map_err(StoreError::from)?;
        newest = newest.max(until - 1);
        watch.indexed(u64::try_from(newest)?, u64::try_from(end - 1)?);
        if until == end {
            break;
        }
        if interrupt::asked() {
            let kept = format!("{newest} items are in the index; run it again for the rest");
            return Err(AppError::Interrupted { kept }.into());
        }
    }
    Ok(IndexReport {
        added: newest - before,
        items: newest,
    })
}

/// An item's own words as the index reads them; a line feed keeps pieces from spanning two fields.
fn write_text(connection: &Connection, id: i64, text: &mut String) -> anyhow::Result<()> {
    let item = items::get(connection, id)?;
    text.clear();
    let fields = [
        Some(item.brand),
        Some(item.model),
        Some(item.spec),
        item.serial,
        item.imei,
        Some(item.pickup_no),
    ];
    for field in fields
        .into_iter()
        .flatten()
        .filter(|field| !field.is_empty())
    {
        text.push_str(&spaced(&folded(&field)));
        text.push('\n');
    }
    Ok(())
}
