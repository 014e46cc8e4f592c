//! Opens work orders for good items.

use serde::Serialize;

use super::plan::{Plan, Planner, Wish};
use super::target::code_in;
use super::writer::{Doing, Happening, Mode, Writer, within};
use crate::app::{Ctx, find};
use crate::domain::event::Kind;
use crate::domain::lang::Lang;
use crate::formats::catalogue::Catalogue;

/// An operation that is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpReport {
    /// The standard's word for it
    pub id: String,
    /// What staff read
    pub name: String,
    /// What the standard says that it costs
    pub cost_fen: i64,
    /// How long the standard says that it takes
    pub minutes: i64,
}

/// A work order that was opened, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenedOrder {
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
    /// The working days promised
    pub promised_days: i64,
    /// What is to be done; making it ready for sale where it is empty
    pub ops: Vec<OpReport>,
    /// What the operations cost together
    pub cost_fen: i64,
    /// How long they take together
    pub minutes: i64,
    /// What they add to the item's value; none where its worth is not known
    pub gain_fen: Option<i64>,
    /// Why it was opened although it does not pay
    #[serde(rename = "override")]
    pub overridden: Option<String>,
}

/// What was opened; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenReport {
    /// The operation; none in a preview
    pub operation: Option<i64>,
    /// Whether nothing was written
    pub dry_run: bool,
    /// What the orders cost together by their standards
    pub cost_fen: i64,
    /// The orders
    pub orders: Vec<OpenedOrder>,
}

/// Opens an order for each of the items, or for none of them.
pub fn open(
    ctx: &mut Ctx,
    catalogue: &Catalogue,
    queries: &[String],
    wish: &Wish,
    mode: Mode,
    lang: Lang,
) -> anyhow::Result<OpenReport> {
    let mut planner = Planner::new(ctx, catalogue)?;
    let doing = Doing::of(ctx, "refurbish open", wish.overridden.clone());
    let (orders, operation) = within(ctx, &doing, mode, |writer| {
        let mut opened = Vec::new();
        for query in queries {
            let item = find::find(writer.connection, query)?;
            let plan = match planner.plan(writer.connection, item, wish)? {
                Ok(plan) => plan,
                Err(refusal) => {
                    let code = code_in(writer.connection, item)?;
                    return Err(refusal.error(format!("no work order for {code}")).into());
                }
            };
            opened.push(record(writer, &plan, lang)?);
        }
        Ok(opened)
    })?;
    Ok(OpenReport {
        operation,
        dry_run: mode == Mode::Preview,
        cost_fen: orders.iter().map(|order| order.cost_fen).sum(),
        orders,
    })
}

/// Opens the planned order.
pub(super) fn record(
    writer: &mut Writer<'_>,
    plan: &Plan<'_>,
    lang: Lang,
) -> anyhow::Result<OpenedOrder> {
    let data = plan.event(writer.connection)?;
    writer.record(&Happening {
        item: plan.item.id,
        code: plan.code,
        kind: Kind::OrderOpened,
        data: &data,
        cost_fen: None,
    })?;
    let ops = plan.ops().map(|op| OpReport {
        id: op.id.clone(),
        name: op.name.get(lang).to_owned(),
        cost_fen: op.cost_yuan * 100,
        minutes: op.minutes,
    });
    Ok(OpenedOrder {
        order: data.order,
        code: plan.code.to_string(),
        goods: goods(&plan.item),
        partner: plan.partner.id.clone(),
        partner_name: plan.partner.name.get(lang).to_owned(),
        promised_days: data.promised_days,
        ops: ops.collect(),
        cost_fen: plan.economy.cost_fen,
        minutes: plan.minutes(),
        gain_fen: plan.economy.gain_fen,
        overridden: data.overridden,
    })
}

/// Brand, model and spec.
pub(super) fn goods(item: &crate::store::items::Item) -> String {
    let words = [item.brand.as_str(), &item.model, &item.spec];
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    words.join(" ")
}
