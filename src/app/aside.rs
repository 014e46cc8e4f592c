//! What stands beside an item's state: where it went, the seal bag around it, and what became of
//! seals. The same code writes these projections with the events and rebuilds them for `db check`.

use anyhow::Context as _;
use serde_json::{Map, Value};

use super::AppError;
use crate::domain::clearance::Purpose;
use crate::domain::event::Kind;
use crate::domain::seal::{SealCode, SealState};
use crate::ledger::disclosure::{self, Disclosure};
use crate::store::dispatches::{self, Dispatch, Sealed};
use crate::store::events::{self, StoredEvent};
use crate::store::{Connection, seals};

/// Name of the private field that holds the buyer's order.
pub const ORDER: &str = "order";
/// Name of the private field that holds what was paid, in fen.
pub const PRICE: &str = "price_fen";

/// Whether an event of that kind changes what stands beside the item's state; a reversal does as
/// the event does that it reverses.
fn concerns(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Sold | Kind::Recycled | Kind::Returned | Kind::SealBound
    )
}

/// Writes what follows from an item's event, which is its newest, where it changes anything here.
/// Events are read from `record`, which may be another database than the one written to.
pub fn after_item_event(
    record: &Connection,
    written: &Connection,
    item: i64,
    seq: i64,
    kind: Kind,
    data: &Map<String, Value>,
) -> anyhow::Result<()> {
    let of = match kind {
        Kind::Reversed => data
            .get("type")
            .and_then(Value::as_str)
            .and_then(Kind::parse),
        other => Some(other),
    };
    match of.is_some_and(concerns) {
        true => rebuild(record, written, item, seq),
        false => Ok(()),
    }
}

/// The same after the reversal at `seq` of an event of that kind.
pub fn after_reversal(
    connection: &Connection,
    item: i64,
    seq: i64,
    of: Kind,
) -> anyhow::Result<()> {
    match concerns(of) {
        true => rebuild(connection, connection, item, seq),
        false => Ok(()),
    }
}

fn rebuild(record: &Connection, written: &Connection, item: i64, seq: i64) -> anyhow::Result<()> {
    let (mut dispatch, mut sealed) = (None, None);
    for event in standing_events(record, seq)? {
        let kind = Kind::parse(&event.kind);
        if !kind.is_some_and(concerns) {
            continue;
        }
        let data = data_of(&event)?;
        match kind {
            Some(Kind::Sold) => dispatch = Some(left(record, Purpose::Sale, &event, &data)?),
            Some(Kind::Recycled) => dispatch = Some(left(record, Purpose::Recycle, &event, &data)?),
            Some(Kind::Returned) => dispatch = Some(left(record, Purpose::Return, &event, &data)?),
            Some(Kind::SealBound) => sealed = Some(bound(&event, &data)?),
            _ => {}
        }
    }
    dispatches::set_dispatch(written, item, dispatch.as_ref())?;
    dispatches::set_sealed(written, item, sealed.as_ref())?;
    Ok(())
}

/// Writes what follows from an event of the house.
pub fn after_house_event(
    record: &Connection,
    written: &Connection,
    seq: i64,
    kind: Kind,
    data: &Map<String, Value>,
) -> anyhow::Result<()> {
    match kind {
        Kind::SealsIssued => {
            for code in issued(data)? {
                if !seals::add(written, code.as_i64(), seq)? {
                    anyhow::bail!("seal {code} was issued before");
                }
            }
        }
        Kind::SealBroken | Kind::SealVoided => {
            let state = match kind {
                Kind::SealBroken => SealState::Broken,
                _ => SealState::Voided,
            };
            seals::set_fate(written, seal_of(data)?.as_i64(), Some((state, seq)))?;
        }
        Kind::Reversed => {
            let target = data.get("seq").and_then(Value::as_i64);
            let target = events::get(record, target.context("no event that it reverses")?)?;
            let data = data_of(&target)?;
            match Kind::parse(&target.kind) {
                Some(Kind::SealsIssued) => {
                    let fate = Some((SealState::Withdrawn, seq));
                    for code in issued(&data)? {
                        seals::set_fate(written, code.as_i64(), fate)?;
                    }
                }
                Some(Kind::SealBroken | Kind::SealVoided) => {
                    seals::set_fate(written, seal_of(&data)?.as_i64(), None)?;
                }
                _ => {}
            }
        }
        _ => {}
    }
    Ok(())
}

/// The seals that an event printed.
pub fn issued(data: &Map<String, Value>) -> anyhow::Result<Vec<SealCode>> {
    let list = data.get("seals").and_then(Value::as_array);
    list.context("no seals")?
        .iter()
        .map(|code| Ok(SealCode::parse(code.as_str().unwrap_or_default())?))
        .collect()
}

/// The seal that an event names.
pub fn seal_of(data: &Map<String, Value>) -> anyhow::Result<SealCode> {
    let code = data.get("seal").and_then(Value::as_str);
    Ok(SealCode::parse(code.unwrap_or_default())?)
}

/// The public data of a stored event.
pub fn data_of(event: &StoredEvent) -> Result<Map<String, Value>, AppError> {
    crate::ledger::event::parse(&event.body)
        .map(|parsed| parsed.data)
        .map_err(|error| AppError::Integrity(format!("event {}: {error}", event.seq)))
}

/// An item's events up to `newest` that were not reversed, oldest first, without the reversals.
fn standing_events(record: &Connection, newest: i64) -> anyhow::Result<Vec<StoredEvent>> {
    let mut reversed = Vec::new();
    let mut standing = Vec::new();
    for event in events::of_item(record, newest)?.into_iter().rev() {
        if event.kind == Kind::Reversed.as_str() {
            reversed.extend(data_of(&event)?.get("n").and_then(Value::as_i64));
        } else if !reversed.contains(&event.n) {
            standing.push(event);
        }
    }
    standing.reverse();
    Ok(standing)
}

fn left(
    record: &Connection,
    door: Purpose,
    event: &StoredEvent,
    data: &Map<String, Value>,
) -> anyhow::Result<Dispatch> {
    let private = match events::disclosure(record, event.seq)? {
        Some(row) => disclosure::parse(&row)?,
        None => Vec::new(),
    };
    let field = |name: &str| -> Option<&Value> {
        let found = private
            .iter()
            .find(|field: &&Disclosure| field.name == name);
        found.map(|field| &field.value)
    };
    let party = match door {
        Purpose::Sale => data.get("buyer"),
        Purpose::Recycle => data.get("recycler"),
        Purpose::Return | Purpose::Repair => None,
    };
    Ok(Dispatch {
        door: door.as_str().to_owned(),
        party: party.and_then(Value::as_str).unwrap_or_default().to_owned(),
        order: field(ORDER).and_then(Value::as_str).map(str::to_owned),
        price_fen: field(PRICE).and_then(Value::as_i64),
        weight_grams: data.get("weight_grams").and_then(Value::as_i64),
        seq: event.seq,
    })
}

fn bound(event: &StoredEvent, data: &Map<String, Value>) -> anyhow::Result<Sealed> {
    Ok(Sealed {
        seal: seal_of(data)?.as_i64(),
        custom_box: data.get("box").and_then(Value::as_str).map(str::to_owned),
        seq: event.seq,
    })
}
