//! Everything about one item: identity, inspections, history, and why it may not leave.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use super::quotation::QuotationReport;
use super::received::Received;
use super::refurbish::OrderReport;
use super::standards::Registry;
use super::time::utc;
use super::wipe::assess::{self, Batches};
use super::wipe::desk::OnDesk;
use super::wipe::rules::Rules;
use super::wipe::shown::{self, MediumShown};
use super::{AppError, Ctx, Settings, find, list, quotation, refurbish};
use crate::domain::clearance::{Clearance, Evidence, Purpose, Reason, Sealing, clearance};
use crate::domain::event::Kind;
use crate::domain::lang::Lang;
use crate::domain::standard::Standard;
use crate::formats::catalogue::Catalogue;
use crate::store::events::StoredEvent;
use crate::store::items::{self, Item};
use crate::store::{Connection, drafts, events};

/// Whether what belongs to the seller is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Private {
    /// It is
    Shown,
    /// It is not
    Hidden,
}

/// Everything about one item; the names are kept.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct ShowReport {
    pub code: String,
    pub status: String,
    pub held: bool,
    pub hold_reason: Option<String>,
    pub class: Option<String>,
    pub label: Option<String>,
    pub category_id: u32,
    pub category: String,
    pub kind: String,
    pub standard: String,
    pub brand: String,
    pub model: String,
    pub spec: String,
    pub serial: Option<String>,
    pub imei: Option<String>,
    pub channel: String,
    pub pickup_no: String,
    pub city: String,
    pub county: Option<String>,
    pub declared_class: String,
    pub ordered_at: String,
    pub picked_at: Option<String>,
    pub promise: String,
    pub promised_on: String,
    pub promise_kept: Option<bool>,
    pub received_at: String,
    pub operation: i64,
    /// Trace codes of others in stock with the same serial or IMEI
    pub same_serial: Vec<String>,
    /// Whether an inspection of it is unfinished
    pub draft: bool,
    /// Seller's name, phone, address and so on; none unless asked for
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private: Option<Map<String, Value>>,
    /// Its storage media, and where each stands
    pub media: Vec<MediumShown>,
    pub inspections: Vec<Inspection>,
    /// Its work orders
    pub orders: Vec<OrderReport>,
    /// What their parts and labour cost together
    pub refurbish_fen: i64,
    pub events: Vec<ShownEvent>,
    pub clearance: Map<String, Value>,
}

/// An inspection of an item, as its event says.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Inspection {
    /// Its event's place in the ledger
    #[serde(skip)]
    pub seq: i64,
    pub at: String,
    pub inspector: String,
    pub operation: i64,
    pub undone: bool,
    /// What was offered; none where nothing was, or where it was erased
    pub quotation: Option<QuotationReport>,
    #[serde(flatten)]
    pub data: Map<String, Value>,
}

/// An event of an item.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ShownEvent {
    pub seq: i64,
    pub n: i64,
    pub kind: String,
    pub at: String,
    pub by: String,
    pub operation: i64,
    pub data: Value,
}

/// Everything about the item that `query` means.
pub fn show(
    ctx: &Ctx,
    catalogue: &Catalogue,
    query: &str,
    private: Private,
    lang: Lang,
) -> anyhow::Result<ShowReport> {
    let connection = ctx.store.connection();
    let id = find::find(connection, query)?;
    let item = items::get(connection, id)?;
    let stand = items::stand(connection, id)?;
    let stored = events::of_item(connection, stand.last_seq)?;
    let (told, mut inspections) = history(&stored)?;
    for inspection in &mut inspections {
        let kept = kept_quotation(connection, inspection.seq)?;
        let standard = match &kept {
            Some(_) => standard_of(&ctx.settings, &inspection.data),
            None => None,
        };
        inspection.quotation = kept
            .map(|kept| QuotationReport::read(&kept, standard.as_deref(), lang))
            .transpose()?;
    }
    let twins = find::twins(connection, &item)?;
    let categories = catalogue.categories()?;
    let places = catalogue.places()?;
    let category = categories.get(item.category);
    let refurbishment = refurbish::refurbishment(connection, &stand)?;
    let rules = Rules::open(catalogue, &ctx.settings)?;
    let on = OnDesk::open(connection, id)?;
    let given = assess::item(connection, &on, &rules, &mut Batches::default())?;
    let reasons = doors(Evidence {
        state: &stand.state,
        refurbishment: &refurbishment,
        seal: match catalogue.is_luxury(item.category)? {
            true => Sealing::Missing,
            false => Sealing::NotDue,
        },
        media: &given,
        policy: rules.policy(),
        now: ctx.now(),
    });
    let orders = refurbish::of_item(ctx, catalogue, id, lang)?;
    let county = item.county.map(|code| match places.county(code) {
        Some(region) => region.county.clone(),
        None => code.to_string(),
    });
    Ok(ShowReport {
        code: find::code(&item)?.to_string(),
        status: stand.state.stage.as_str().to_owned(),
        held: stand.state.hold.is_some(),
        hold_reason: stand.state.hold.clone(),
        class: stand.state.class.map(|class| class.as_str().to_owned()),
        label: stand
            .state
            .label
            .as_ref()
            .map(|label| label.get(lang).to_owned()),
        category_id: item.category,
        category: list::category_name(categories, item.category, lang),
        kind: category
            .map(|category| category.kind.get(lang).to_owned())
            .unwrap_or_default(),
        standard: category
            .map(|category| category.standard_id.clone())
            .unwrap_or_default(),
        city: places
            .city_name(item.city)
            .map_or_else(|| item.city.to_string(), str::to_owned),
        county,
        ordered_at: utc(item.ordered_at),
        picked_at: item.picked_at.map(utc),
        received_at: utc(item.received_at),
        same_serial: twins.iter().map(ToString::to_string).collect(),
        draft: drafts::get(connection, id)?.is_some(),
        private: match private {
            Private::Shown => Some(private_fields(connection, &stored)?),
            Private::Hidden => None,
        },
        media: shown::media_of(&given, &rules, ctx.now(), lang),
        inspections,
        refurbish_fen: orders.iter().map(|order| order.cost_fen).sum(),
        orders,
        events: told,
        clearance: reasons,
        ..of_item(item)
    })
}

/// The fields that stand in the item's row as they are shown.
fn of_item(item: Item) -> ShowReport {
    ShowReport {
        brand: item.brand,
        model: item.model,
        spec: item.spec,
        serial: item.serial,
        imei: item.imei,
        channel: item.channel,
        pickup_no: item.pickup_no,
        declared_class: item.declared_class,
        promise: item.promise,
        promised_on: item.promised_on,
        promise_kept: item.promise_kept,
        operation: item.operation,
        category_id: item.category,
        code: String::new(),
        status: String::new(),
        held: false,
        hold_reason: None,
        class: None,
        label: None,
        category: String::new(),
        kind: String::new(),
        standard: String::new(),
        city: String::new(),
        county: None,
        ordered_at: String::new(),
        picked_at: None,
        received_at: String::new(),
        same_serial: Vec::new(),
        draft: false,
        private: None,
        media: Vec::new(),
        inspections: Vec::new(),
        orders: Vec::new(),
        refurbish_fen: 0,
        events: Vec::new(),
        clearance: Map::new(),
    }
}

/// The quotation that an inspection's event keeps, if it has one that was not erased.
pub(super) fn kept_quotation(connection: &Connection, seq: i64) -> anyhow::Result<Option<Value>> {
    let Some(row) = events::disclosure(connection, seq)? else {
        return Ok(None);
    };
    let mut fields = crate::ledger::disclosure::parse(&row)?.into_iter();
    let found = fields.find(|field| field.name == quotation::FIELD);
    Ok(found.map(|field| field.value))
}

/// The standard whose id an inspection names, for the names of its checks.
fn standard_of(settings: &Settings, data: &Map<String, Value>) -> Option<Arc<Standard>> {
    let id = data.get("standard")?.get("id")?.as_str()?;
    // A file that cannot be read is told by whoever grades with it; here it costs the names only.
    Registry::on(crate::app::today(settings))
        .get(settings, id)
        .ok()
        .flatten()
}

/// The events as they are shown, and the inspections among them.
pub(super) fn history(
    stored: &[StoredEvent],
) -> anyhow::Result<(Vec<ShownEvent>, Vec<Inspection>)> {
    let mut shown = Vec::new();
    let mut inspections: Vec<(i64, Inspection)> = Vec::new();
    for event in stored {
        let parsed = crate::ledger::event::parse(&event.body)
            .map_err(|error| AppError::Integrity(format!("event {}: {error}", event.seq)))?;
        let is_inspection = [Kind::Graded, Kind::Refused, Kind::Rechecked]
            .iter()
            .any(|kind| event.kind == kind.as_str());
        if is_inspection {
            let mut data = parsed.data.clone();
            data.remove("op");
            data.insert(
                "refused".into(),
                (event.kind == Kind::Refused.as_str()).into(),
            );
            let inspection = Inspection {
                seq: event.seq,
                at: utc(event.at),
                inspector: parsed.actor.clone(),
                operation: event.operation,
                undone: false,
                quotation: None,
                data,
            };
            inspections.push((event.n, inspection));
        }
        if event.kind == Kind::Reversed.as_str() {
            let of = parsed.data.get("n").and_then(Value::as_i64);
            for (n, inspection) in &mut inspections {
                inspection.undone |= Some(*n) == of;
            }
        }
        shown.push(ShownEvent {
            seq: event.seq,
            n: event.n,
            kind: event.kind.clone(),
            at: utc(event.at),
            by: parsed.actor,
            operation: event.operation,
            data: Value::Object(parsed.data),
        });
    }
    Ok((
        shown,
        inspections
            .into_iter()
            .map(|(_, inspection)| inspection)
            .collect(),
    ))
}

fn doors(evidence: Evidence<'_>) -> Map<String, Value> {
    let door = |purpose: Purpose| {
        let reasons: Vec<Reason> = match clearance(evidence, purpose) {
            Clearance::Cleared => Vec::new(),
            Clearance::Blocked(reasons) => reasons,
        };
        let told: Vec<Value> = reasons
            .iter()
            .map(|reason| {
                serde_json::json!({
                    "rule": reason.rule,
                    "text": reason.text.en,
                    "text_zh": reason.text.zh,
                    "cure": reason.cure.en,
                    "cure_zh": reason.cure.zh,
                })
            })
            .collect();
        let value = serde_json::json!({ "cleared": told.is_empty(), "reasons": told });
        (purpose.as_str().to_owned(), value)
    };
    Purpose::ALL.into_iter().map(door).collect()
}

fn private_fields(
    connection: &Connection,
    stored: &[StoredEvent],
) -> anyhow::Result<Map<String, Value>> {
    let mut fields = Map::new();
    for event in stored {
        let Some(row) = events::disclosure(connection, event.seq)? else {
            continue;
        };
        let parsed = crate::ledger::event::parse(&event.body)
            .map_err(|error| AppError::Integrity(format!("event {}: {error}", event.seq)))?;
        if event.kind == Kind::Received.as_str() {
            let received = Received::read(&parsed, Some(&row))?;
            fields.extend(
                received
                    .private
                    .into_iter()
                    .map(|field| (field.name, field.value)),
            );
        } else {
            let name = |name: &str| format!("{}.{}.{name}", event.kind, event.n);
            let disclosed = crate::ledger::disclosure::parse(&row)?;
            // The quotation stands beside its inspection.
            fields.extend(
                disclosed
                    .into_iter()
                    .filter(|field| field.name != quotation::FIELD)
                    .map(|field| (name(&field.name), field.value)),
            );
        }
    }
    Ok(fields)
}
