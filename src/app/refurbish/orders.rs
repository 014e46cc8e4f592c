//! Work orders as they are shown: how far they are, what was done and spent, and how they stand
//! against their promise.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::open::goods;
use super::past::{PastEvent, past};
use super::writer::COST;
use crate::app::time::{day_of, utc};
use crate::app::{AppError, Ctx, Settings, find, standards};
use crate::domain::event::Kind;
use crate::domain::lang::Lang;
use crate::domain::refurbish::{
    Calendar, Clock, Finished, Opened, Order, Outcome, PartAction, PartChanged, Partners, Paused,
    PinnedStandard, Status, read,
};
use crate::domain::standard::Standard;
use crate::formats::catalogue::Catalogue;
use crate::store::items::{self, Item};
use crate::store::orders::{self, Filter, OrderRow};
use crate::store::{Connection, events};

/// An operation of an order; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct PlannedReport {
    pub id: String,
    pub name: String,
    pub cost_fen: i64,
    pub minutes: i64,
    pub outcome: Option<Outcome>,
}

/// A part that was put in or taken out; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct PartReport {
    pub action: PartAction,
    pub name: String,
    pub serial: Option<String>,
    pub medium: bool,
    /// None where nothing was said, or where it was erased
    pub cost_fen: Option<i64>,
    pub at: String,
    pub by: String,
    pub operation: Option<i64>,
}

/// A work order; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderReport {
    /// Its number
    pub order: i64,
    /// The item's trace code
    pub code: String,
    /// Brand, model and spec
    pub goods: String,
    /// Who does it
    pub partner: String,
    /// The same as staff read it
    pub partner_name: String,
    /// How far it is: open, sent, back, finished or undone
    pub status: &'static str,
    /// What is to be done
    pub ops: Vec<PlannedReport>,
    /// What the standard says that it costs
    pub planned_fen: i64,
    /// How long the standard says that it takes
    pub planned_minutes: i64,
    /// Why it was opened although it does not pay
    #[serde(rename = "override")]
    pub overridden: Option<String>,
    /// When it was opened
    pub opened_at: String,
    /// By whom
    pub opened_by: String,
    /// When it went to the partner
    pub sent_at: Option<String>,
    /// SHA-256 of the list that went with it
    pub manifest: Option<String>,
    /// When it came back
    pub back_at: Option<String>,
    /// When it was finished
    pub finished_at: Option<String>,
    /// The working days promised
    pub promised_days: i64,
    /// The day by which the promise is kept; none before the goods have gone
    pub due_on: Option<String>,
    /// Working days beyond the promise
    pub late_days: i64,
    /// Since when it is paused
    pub paused_at: Option<String>,
    /// Why it is paused
    pub paused_reason: Option<String>,
    /// Working days of pauses that ended
    pub paused_days: i64,
    /// Parts put in and taken out
    pub parts: Vec<PartReport>,
    /// What the parts cost
    pub parts_fen: i64,
    /// Minutes of labour
    pub minutes: Option<i64>,
    /// What the labour cost
    pub labour_fen: Option<i64>,
    /// Parts and labour
    pub cost_fen: i64,
}

/// Which orders are listed.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Which of the table
    pub filter: Filter,
    /// Those only whose promise is broken and that are not back yet
    pub is_late: bool,
}

/// Work orders; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrdersReport {
    /// In order of their numbers
    pub orders: Vec<OrderReport>,
    /// Parts and labour of all of them
    pub cost_fen: i64,
}

/// The orders that are wanted.
pub fn list(
    ctx: &Ctx,
    catalogue: &Catalogue,
    wanted: &Wanted,
    lang: Lang,
) -> anyhow::Result<OrdersReport> {
    let partners = catalogue.partners()?;
    let connection = ctx.store.connection();
    if let Some(id) = &wanted.filter.partner
        && partners.get(id).is_none()
    {
        return Err(super::Refusal::no_partner(id).error(String::new()).into());
    }
    let mut reader = Reader::new(ctx, catalogue, lang)?;
    let mut reports = Vec::new();
    for row in orders::list(connection, &wanted.filter)? {
        let report = reader.of_row(connection, &row)?;
        let is_running = row.order.status.is_unfinished() && row.order.met_at().is_none();
        if !wanted.is_late || (is_running && report.late_days > 0) {
            reports.push(report);
        }
    }
    Ok(OrdersReport::of(reports))
}

/// Every order of the item that `query` means.
pub fn show(
    ctx: &Ctx,
    catalogue: &Catalogue,
    query: &str,
    lang: Lang,
) -> anyhow::Result<OrdersReport> {
    let item = find::find(ctx.store.connection(), query)?;
    Ok(OrdersReport::of(of_item(ctx, catalogue, item, lang)?))
}

/// Every order of an item, oldest first.
pub fn of_item(
    ctx: &Ctx,
    catalogue: &Catalogue,
    item: i64,
    lang: Lang,
) -> anyhow::Result<Vec<OrderReport>> {
    let connection = ctx.store.connection();
    let stand = items::stand(connection, item)?;
    let past = past(connection, stand.last_seq)?;
    if !past.iter().any(|event| event.kind == Kind::OrderOpened) {
        return Ok(Vec::new());
    }
    let mut reader = Reader::new(ctx, catalogue, lang)?;
    let goods = items::get(connection, item)?;
    let mut reports = Vec::new();
    for event in past.iter().filter(|event| event.kind == Kind::OrderOpened) {
        let opened: Opened = read(&event.data)?;
        let row = orders::get(connection, opened.order)?;
        let row = row.ok_or_else(|| {
            AppError::Integrity(format!("work order {} has no row", opened.order))
        })?;
        reports.push(reader.report(connection, &row.order, &goods, &past)?);
    }
    Ok(reports)
}

impl OrdersReport {
    fn of(orders: Vec<OrderReport>) -> Self {
        Self {
            cost_fen: orders.iter().map(|order| order.cost_fen).sum(),
            orders,
        }
    }
}

/// Reads orders; what serves many of them is read once.
struct Reader<'r> {
    settings: Settings,
    partners: &'r Partners,
    standards: HashMap<String, Option<Arc<Standard>>>,
    now: i64,
    lang: Lang,
}

impl<'r> Reader<'r> {
    fn new(ctx: &Ctx, catalogue: &'r Catalogue, lang: Lang) -> anyhow::Result<Self> {
        Ok(Self {
            settings: ctx.settings.clone(),
            partners: catalogue.partners()?,
            standards: HashMap::new(),
            now: ctx.now(),
            lang,
        })
    }

    fn of_row(&mut self, connection: &Connection, row: &OrderRow) -> anyhow::Result<OrderReport> {
        let item = items::get(connection, row.item)?;
        let stand = items::stand(connection, row.item)?;
        let past = past(connection, stand.last_seq)?;
        self.report(connection, &row.order, &item, &past)
    }

    fn report(
        &mut self,
        connection: &Connection,
        order: &Order,
        item: &Item,
        past: &[PastEvent],
    ) -> anyhow::Result<OrderReport> {
        let opening = past.iter().find(|event| event.seq == order.opened_seq);
        let opening = opening.ok_or_else(|| {
            AppError::Integrity(format!("work order {} was never opened", order.number))
        })?;
        let opened: Opened = read(&opening.data)?;
        let work = Work::of(connection, past, order.number)?;
        let partner = self.partners.get(&order.partner);
        let (due_on, late_days) = self.promise(order, partner.map(|partner| &partner.calendar));
        let ops = self.ops(&opened, work.finished.as_ref())?;
        let labour_fen = work.labour_fen;
        Ok(OrderReport {
            order: order.number,
            code: find::code(item)?.to_string(),
            goods: goods(item),
            partner: order.partner.clone(),
            partner_name: partner.map_or_else(
                || order.partner.clone(),
                |partner| partner.name.get(self.lang).to_owned(),
            ),
            status: order.status.as_str(),
            planned_fen: ops.iter().map(|op| op.cost_fen).sum(),
            planned_minutes: ops.iter().map(|op| op.minutes).sum(),
            ops,
            overridden: opened.overridden,
            opened_at: utc(order.opened_at),
            opened_by: opening.by.clone(),
            sent_at: order.sent_at.map(utc),
            manifest: order.manifest.map(|hash| hex(&hash)),
            back_at: order.back_at.map(utc),
            finished_at: order.finished_at.map(utc),
            promised_days: order.promised_days,
            due_on,
            late_days,
            paused_at: order.paused_at.map(utc),
            paused_reason: work.paused.filter(|_| order.paused_at.is_some()),
            paused_days: order.paused_days,
            cost_fen: work.parts_fen + labour_fen.unwrap_or_default(),
            parts: work.parts,
            parts_fen: work.parts_fen,
            minutes: work.finished.map(|finished| finished.minutes),
            labour_fen,
        })
    }

    /// The day of the promise, and by how many working days it was broken.
    fn promise(&self, order: &Order, calendar: Option<&Calendar>) -> (Option<String>, i64) {
        let Some(started) = order
            .started_at()
            .filter(|_| order.status != Status::Undone)
        else {
            return (None, 0);
        };
        let day = |at: i64| day_of(at, self.settings.zone);
        let until = day(order.met_at().unwrap_or(self.now));
        // A pause that began after the goods were back puts nothing off.
        let paused = order.paused_at.map(day).filter(|since| *since <= until);
        let clock = Clock {
            started: day(started),
            promised_days: order.promised_days,
            paused_days: order.paused_days,
            paused,
        };
        let usual = Calendar::weekdays();
        let calendar = calendar.unwrap_or(&usual);
        let due = clock.due(calendar, until);
        (Some(due.to_string()), clock.late_days(calendar, until))
    }

    fn ops(
        &mut self,
        opened: &Opened,
        finished: Option<&Finished>,
    ) -> anyhow::Result<Vec<PlannedReport>> {
        let standard = self.standard(&opened.standard)?;
        let outcomes = finished.map(|finished| finished.outcomes.as_slice());
        let ops = opened.ops.iter().map(|op| {
            let found = outcomes
                .unwrap_or_default()
                .iter()
                .find(|one| one.id == op.id);
            let known = standard.as_ref().and_then(|standard| {
                let named = standard.ops.iter().find(|known| known.id == op.id);
                named.map(|named| named.name.get(self.lang).to_owned())
            });
            PlannedReport {
                name: known.unwrap_or_else(|| op.id.clone()),
                id: op.id.clone(),
                cost_fen: op.cost_fen,
                minutes: op.minutes,
                outcome: found.map(|found| found.outcome),
            }
        });
        Ok(ops.collect())
    }

    fn standard(&mut self, pinned: &PinnedStandard) -> anyhow::Result<Option<Arc<Standard>>> {
        if let Some(known) = self.standards.get(&pinned.sha256) {
            return Ok(known.clone());
        }
        let found = standards::pinned(&self.settings, &pinned.id, &pinned.sha256)?;
        self.standards.insert(pinned.sha256.clone(), found.clone());
        Ok(found)
    }
}

/// What was done under an order.
#[derive(Default)]
struct Work {
    parts: Vec<PartReport>,
    parts_fen: i64,
    finished: Option<Finished>,
    labour_fen: Option<i64>,
    paused: Option<String>,
}

impl Work {
    fn of(connection: &Connection, past: &[PastEvent], number: i64) -> anyhow::Result<Self> {
        let mut work = Self::default();
        let is_of = |event: &&PastEvent| {
            !event.is_undone && event.data.get("order").and_then(Value::as_i64) == Some(number)
        };
        for event in past.iter().filter(is_of) {
            match event.kind {
                Kind::Part => {
                    let part: PartChanged = read(&event.data)?;
                    let cost_fen = cost_of(connection, event.seq)?;
                    work.parts_fen += cost_fen.unwrap_or_default();
                    work.parts.push(PartReport {
                        action: part.action,
                        name: part.name,
                        serial: part.serial,
                        medium: part.medium,
                        cost_fen,
                        at: utc(event.at),
                        by: event.by.clone(),
                        operation: event.data.get("op").and_then(Value::as_i64),
                    });
                }
                Kind::OrderPaused => work.paused = Some(read::<Paused>(&event.data)?.reason),
                Kind::OrderFinished => {
                    work.labour_fen = cost_of(connection, event.seq)?;
                    work.finished = Some(read(&event.data)?);
                }
                _ => {}
            }
        }
        Ok(work)
    }
}

/// What an event's work or part cost; none where nothing was said, or where it was erased.
pub(super) fn cost_of(connection: &Connection, seq: i64) -> anyhow::Result<Option<i64>> {
    let Some(row) = events::disclosure(connection, seq)? else {
        return Ok(None);
    };
    let mut fields = crate::ledger::disclosure::parse(&row)?.into_iter();
    let cost = fields.find(|field| field.name == COST);
    Ok(cost.and_then(|field| field.value.as_i64()))
}

/// Lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
