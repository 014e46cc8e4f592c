//! What is done under an open order: parts, pauses, and going on.

use serde::Serialize;

use super::target::target;
use super::writer::{Doing, Happening, Mode, within};
use crate::app::Ctx;
use crate::app::time::day_of;
use crate::domain::event::Kind;
use crate::domain::refurbish::{Calendar, PartAction, PartChanged, Paused, Resumed, Step};
use crate::formats::catalogue::Catalogue;

/// What was done under an order; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkReport {
    /// The operation; none in a preview
    pub operation: Option<i64>,
    /// Whether nothing was written
    pub dry_run: bool,
    /// The order's number
    pub order: i64,
    /// The item's trace code
    pub code: String,
    /// The event's word: part, order_paused or order_resumed
    pub event: &'static str,
    /// Whether a storage medium was put in, which voids the item's wipes
    pub voids_wipes: bool,
}

/// A part as it is put in or taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPart {
    /// Which of both
    pub action: PartAction,
    /// What it is
    pub name: String,
    /// Its serial number
    pub serial: Option<String>,
    /// What it cost
    pub cost_fen: Option<i64>,
    /// Whether it is a storage medium
    pub medium: bool,
}

/// Writes down a part under the order of the item that `query` means.
pub fn part(ctx: &mut Ctx, query: &str, part: &NewPart, mode: Mode) -> anyhow::Result<WorkReport> {
    let doing = Doing::of(ctx, "refurbish part", None);
    let voids_wipes = part.medium && part.action == PartAction::Installed;
    step(
        ctx,
        &doing,
        query,
        (Step::Part, "worked on"),
        mode,
        |order| {
            let changed = PartChanged {
                action: part.action,
                medium: part.medium,
                name: part.name.clone(),
                order,
                serial: part.serial.clone(),
            };
            (changed, part.cost_fen)
        },
    )
    .map(|report| WorkReport {
        voids_wipes,
        ..report
    })
}

/// Lets the work wait.
pub fn pause(ctx: &mut Ctx, query: &str, reason: &str, mode: Mode) -> anyhow::Result<WorkReport> {
    let doing = Doing::of(ctx, "refurbish pause", Some(reason.to_owned()));
    step(ctx, &doing, query, (Step::Pause, "paused"), mode, |order| {
        let reason = reason.to_owned();
        (Paused { order, reason }, None)
    })
}

/// Goes on with the work; the partner's working days of the pause do not count.
pub fn resume(
    ctx: &mut Ctx,
    catalogue: &Catalogue,
    query: &str,
    mode: Mode,
) -> anyhow::Result<WorkReport> {
    let doing = Doing::of(ctx, "refurbish resume", None);
    let (now, zone) = (ctx.now(), ctx.settings.zone);
    let partners = catalogue.partners()?;
    let connection = ctx.store.connection();
    let found = target(connection, query, Step::Resume, "resumed")?;
    let since = found.order.paused_at.unwrap_or(now);
    let usual = Calendar::weekdays();
    let partner = partners.get(&found.order.partner);
    let calendar = partner.map_or(&usual, |partner| &partner.calendar);
    let days = calendar.working_days(day_of(since, zone), day_of(now, zone));
    step(
        ctx,
        &doing,
        query,
        (Step::Resume, "resumed"),
        mode,
        |order| (Resumed { days, order }, None),
    )
}

/// Writes one step of one order.
fn step<T: Serialize>(
    ctx: &mut Ctx,
    doing: &Doing,
    query: &str,
    (step, what): (Step, &str),
    mode: Mode,
    data: impl FnOnce(i64) -> (T, Option<i64>),
) -> anyhow::Result<WorkReport> {
    let kind: Kind = step.kind();
    let (target, operation) = within(ctx, doing, mode, |writer| {
        let target = target(writer.connection, query, step, what)?;
        let (data, cost_fen) = data(target.order.number);
        writer.record(&Happening {
            item: target.item,
            code: target.code,
            kind,
            data: &data,
            cost_fen,
        })?;
        Ok(target)
    })?;
    Ok(WorkReport {
        operation,
        dry_run: mode == Mode::Preview,
        order: target.order.number,
        code: target.code.to_string(),
        event: kind.as_str(),
        voids_wipes: false,
    })
}
