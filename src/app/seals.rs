//! Seal codes of luxury bags: printed in batches, bound once at the door, and kept for ever.

use serde::Serialize;
use serde_json::{Value, json};

use super::desk::{Desk, operation};
use super::time::utc;
use super::{AppError, Ctx, aside, find, hold, keys};
use crate::domain::event::Kind;
use crate::domain::seal::{SealCode, SealState};
use crate::store::events::{self, StoredEvent};
use crate::store::seals::{self, Seal};
use crate::store::{Connection, StoreError, items};

/// Most seals that are printed at once.
pub const MOST_ISSUED: u32 = 10_000;
/// Seals of one event: so many that a leaf holds them.
const SEALS_OF_AN_EVENT: usize = 2_000;

/// Seals that were printed; the names are kept.
#[derive(Debug, Clone, Serialize)]
pub struct IssueReport {
    /// The operation
    pub operation: i64,
    /// How many
    pub count: usize,
    /// Their codes
    pub seals: Vec<String>,
}

/// A seal as it is shown; the names are kept.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ShownSeal {
    pub seal: String,
    pub status: &'static str,
    /// The trace code of the item it is around
    pub code: Option<String>,
    #[serde(rename = "box")]
    pub custom_box: Option<String>,
    pub issued_at: String,
    pub bound_at: Option<String>,
    pub ended_at: Option<String>,
}

/// A seal with all that befell it; the names are kept.
#[derive(Debug, Clone, Serialize)]
pub struct SealReport {
    /// The seal
    #[serde(flatten)]
    pub seal: ShownSeal,
    /// Why it was broken or voided
    pub reason: Option<String>,
    /// What befell it, oldest first
    pub events: Vec<SealEvent>,
}

/// Something that befell a seal.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct SealEvent {
    pub seq: i64,
    pub kind: String,
    pub at: String,
    pub by: String,
    pub operation: i64,
    /// The item's trace code, where one was concerned
    pub code: Option<String>,
}

/// Why a seal can be used no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It was around an item and was broken
    Broken,
    /// It was spoilt before it was used
    Voided,
}

/// Prints a batch of seal codes.
pub fn issue(ctx: &mut Ctx, count: u32) -> anyhow::Result<IssueReport> {
    if !(1..=MOST_ISSUED).contains(&count) {
        let text = format!("--count is 1 to {MOST_ISSUED}");
        return Err(AppError::Usage(text).into());
    }
    let site = ctx.settings.site.clone();
    let new = operation(ctx, "seal");
    let tx = ctx.store.begin()?;
    let mut desk = Desk::open(&tx, &site, &new)?;
    let mut codes: Vec<SealCode> = Vec::new();
    while codes.len() < count as usize {
        let code = desk.chance().seal_code();
        if !codes.contains(&code) && seals::get(&tx, code.as_i64())?.is_none() {
            codes.push(code);
        }
    }
    let texts: Vec<String> = codes.iter().map(ToString::to_string).collect();
    for part in texts.chunks(SEALS_OF_AN_EVENT) {
        desk.record_of_house(Kind::SealsIssued, json!({ "seals": part }))?;
    }
    let operation = desk.operation();
    desk.finish(0)?;
    tx.commit().map_err(StoreError::from)?;
    keys::sign(ctx)?;
    Ok(IssueReport {
        operation,
        count: texts.len(),
        seals: texts,
    })
}

/// Says that a seal was broken or spoilt.
pub fn end(ctx: &mut Ctx, code: &str, how: End, reason: &str) -> anyhow::Result<SealReport> {
    let code = parse(code)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(AppError::Usage("a reason has words: --reason".to_owned()).into());
    }
    let site = ctx.settings.site.clone();
    let new = operation(ctx, "seal");
    let tx = ctx.store.begin()?;
    let seal = get(&tx, code)?;
    let kind = match (how, seal.state) {
        (End::Broken, SealState::Bound) => Kind::SealBroken,
        (End::Voided, SealState::Issued) => Kind::SealVoided,
        (_, state) => {
            let why = match (how, state) {
                (End::Broken, SealState::Issued) => {
                    "it is around no item; `regrade seal void` ends it".to_owned()
                }
                (End::Voided, SealState::Bound) => {
                    "it is around an item; `regrade seal break` says that it was broken".to_owned()
                }
                (_, state) => format!("it is {} already", state.as_str()),
            };
            let what = format!("seal {code}");
            return Err(AppError::Refused { what, why }.into());
        }
    };
    let around = around(&tx, &seal)?;
    let mut desk = Desk::open(&tx, &site, &new)?;
    desk.keep_private(hold::REASON, reason);
    desk.record_of_house(kind, json!({ "around": around, "seal": code.to_string() }))?;
    desk.finish(0)?;
    tx.commit().map_err(StoreError::from)?;
    show(ctx, &code.to_string())
}

/// Seals, newest batch first.
pub fn list(ctx: &Ctx, state: Option<SealState>, limit: u32) -> anyhow::Result<Vec<ShownSeal>> {
    let connection = ctx.store.connection();
    let seals = seals::list(connection, state, limit)?;
    seals.iter().map(|seal| shown(connection, seal)).collect()
}

/// A seal with all that befell it.
pub fn show(ctx: &Ctx, code: &str) -> anyhow::Result<SealReport> {
    let code = parse(code)?;
    let connection = ctx.store.connection();
    let seal = get(connection, code)?;
    let name = code.to_string();
    let mut befell = Vec::new();
    for event in events::of_ledger(connection)? {
        if event.kind != Kind::Continued.as_str() && concerns(connection, &event, &name)? {
            befell.push(told(connection, &event)?);
        }
    }
    if let Some(seq) = seal.bound_seq {
        befell.push(told(connection, &events::get(connection, seq)?)?);
    }
    befell.sort_by_key(|event| event.seq);
    Ok(SealReport {
        seal: shown(connection, &seal)?,
        reason: reason(connection, &seal)?,
        events: befell,
    })
}

fn parse(code: &str) -> Result<SealCode, AppError> {
    SealCode::parse(code).map_err(|error| AppError::Usage(format!("`{code}` is no seal: {error}")))
}

fn get(connection: &Connection, code: SealCode) -> anyhow::Result<Seal> {
    let code_text = || code.to_string();
    seals::get(connection, code.as_i64())?
        .ok_or_else(|| AppError::NoSuchSeal { code: code_text() }.into())
}

fn around(connection: &Connection, seal: &Seal) -> anyhow::Result<Option<String>> {
    seal.item
        .map(|item| Ok(find::code(&items::get(connection, item)?)?.to_string()))
        .transpose()
}

fn shown(connection: &Connection, seal: &Seal) -> anyhow::Result<ShownSeal> {
    let at = |seq: i64| anyhow::Ok(utc(events::get(connection, seq)?.at));
    let code = SealCode::from_i64(seal.code)
        .ok_or_else(|| AppError::Integrity(format!("{} is no seal", seal.code)))?;
    Ok(ShownSeal {
        seal: code.to_string(),
        status: seal.state.as_str(),
        code: around(connection, seal)?,
        custom_box: seal.custom_box.clone(),
        issued_at: at(seal.issued_seq)?,
        bound_at: seal.bound_seq.map(at).transpose()?,
        ended_at: seal.fate_seq.map(at).transpose()?,
    })
}

/// Why a seal was broken or voided, unless that was erased.
fn reason(connection: &Connection, seal: &Seal) -> anyhow::Result<Option<String>> {
    let Some(seq) = seal.fate_seq else {
        return Ok(None);
    };
    let Some(row) = events::disclosure(connection, seq)? else {
        return Ok(None);
    };
    let fields = crate::ledger::disclosure::parse(&row)?;
    let field = fields.into_iter().find(|field| field.name == hold::REASON);
    Ok(field.and_then(|field| field.value.as_str().map(str::to_owned)))
}

/// Whether an event of the house concerns a seal; a reversal does as the event does that it
/// reverses.
fn concerns(connection: &Connection, event: &StoredEvent, seal: &str) -> anyhow::Result<bool> {
    let data = aside::data_of(event)?;
    if event.kind == Kind::Reversed.as_str() {
        return match data.get("seq").and_then(Value::as_i64) {
            Some(seq) => concerns(connection, &events::get(connection, seq)?, seal),
            None => Ok(false),
        };
    }
    let issued = data.get("seals").and_then(Value::as_array);
    Ok(data.get("seal").and_then(Value::as_str) == Some(seal)
        || issued.is_some_and(|codes| codes.iter().any(|code| code == seal)))
}

fn told(connection: &Connection, event: &StoredEvent) -> anyhow::Result<SealEvent> {
    let parsed = crate::ledger::event::parse(&event.body)
        .map_err(|error| AppError::Integrity(format!("event {}: {error}", event.seq)))?;
    let word = |key: &str| {
        parsed
            .data
            .get(key)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let code = match event.item {
        Some(item) => Some(find::code(&items::get(connection, item)?)?.to_string()),
        None => word("shown_with").or_else(|| word("around")),
    };
    Ok(SealEvent {
        seq: event.seq,
        kind: event.kind.clone(),
        at: utc(event.at),
        by: parsed.actor,
        operation: event.operation,
        code,
    })
}
