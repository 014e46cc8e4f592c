//! Which wiped items a second person checks: drawn by a seed that is kept, so that anybody can draw
//! the same again.

use serde::Serialize;

use super::desk::{self, Desk, Named, OnDesk};
use super::history::runs;
use crate::app::Ctx;
use crate::app::time::day_of;
use crate::domain::wipe::fact::What;
use crate::domain::wipe::sample;
use crate::store::wipe;

/// A sample.
#[derive(Debug, Clone, Serialize)]
pub struct SampleReport {
    /// The operation that keeps share and seed
    pub operation: i64,
    /// Its share, in hundredths of a percent
    pub share_bp: u32,
    /// By which it was drawn
    pub seed: u64,
    /// How many wiped items it was drawn from
    pub of: usize,
    /// The items, by trace code
    pub items: Vec<SampledItem>,
}

/// An item of a sample.
#[derive(Debug, Clone, Serialize)]
pub struct SampledItem {
    /// Trace code
    pub code: String,
    /// Brand, model and spec
    pub goods: String,
    /// Who wiped it, and so does not check it
    pub operators: Vec<String>,
    /// Whether somebody checked it already
    pub checked: bool,
}

/// Draws a sample of the items in the house that were wiped; of those wiped on one of the site's
/// days where `day` says so.
pub fn draw(
    ctx: &mut Ctx,
    share_bp: u32,
    seed: u64,
    day: Option<chrono::NaiveDate>,
) -> anyhow::Result<SampleReport> {
    let zone = ctx.settings.zone;
    let connection = ctx.store.connection();
    let mut items = Vec::new();
    for id in wipe::wiped_items(connection)? {
        let on = OnDesk::open(connection, id)?;
        let is_of_day = |day| {
            runs(&on.history).any(|(told, _, run)| {
                let at = run.end.or(run.start).unwrap_or(told.at);
                run.day.unwrap_or_else(|| day_of(at, zone)) == day
            })
        };
        if day.is_none_or(is_of_day) {
            items.push(item(&on));
        }
    }
    let codes: Vec<&str> = items.iter().map(|item| item.code.as_str()).collect();
    let drawn: Vec<String> = sample(&codes, share_bp, seed)
        .into_iter()
        .map(str::to_owned)
        .collect();
    let of = items.len();
    items.retain(|item| drawn.contains(&item.code));
    let (whole, part) = (share_bp / 100, share_bp % 100);
    let day = day
        .map(|day| format!(", wiped on {day}"))
        .unwrap_or_default();
    let named = Named {
        command: "wipe-log sample",
        source: None,
        reason: Some(format!(
            "{} of {of} items{day}: {whole}.{part:02} %, seed {seed}",
            items.len()
        )),
    };
    let (operation, ()) = desk::operation(ctx, named, |_: &mut Desk<'_>| Ok(()))?;
    Ok(SampleReport {
        operation,
        share_bp,
        seed,
        of,
        items,
    })
}

fn item(on: &OnDesk) -> SampledItem {
    let goods = [on.item.brand.as_str(), &on.item.model, &on.item.spec].join(" ");
    let mut operators: Vec<String> = runs(&on.history)
        .map(|(told, _, run)| run.record.operator.clone().unwrap_or(told.actor.clone()))
        .collect();
    operators.sort();
    operators.dedup();
    SampledItem {
        code: on.code.to_string(),
        goods: goods.trim().to_owned(),
        operators,
        checked: on
            .history
            .iter()
            .any(|told| matches!(told.what, What::Checked { .. })),
    }
}
