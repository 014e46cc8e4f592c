//! What left the house, through which door, for how much.

use serde::Serialize;

use crate::app::time::utc;
use crate::app::{Ctx, find, list};
use crate::domain::lang::Lang;
use crate::domain::seal::SealCode;
use crate::formats::catalogue::Catalogue;
use crate::store::dispatches::{self, Filter};

/// What left; the names are kept.
#[derive(Debug, Clone, Serialize)]
pub struct ListReport {
    /// How many items
    pub count: usize,
    /// What was paid for all of them, as far as it was not erased
    pub price_fen: i64,
    /// What those weigh that were weighed
    pub weight_grams: i64,
    /// Item by item, newest first
    pub items: Vec<DispatchedItem>,
}

/// An item that left; the names are kept.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct DispatchedItem {
    pub code: String,
    pub door: String,
    pub at: String,
    pub party: String,
    pub category: String,
    pub goods: String,
    pub order: Option<String>,
    pub price_fen: Option<i64>,
    pub weight_grams: Option<i64>,
    pub seal: Option<String>,
    pub operation: i64,
}

/// What left the house and was not undone, newest first.
pub fn list(
    ctx: &Ctx,
    catalogue: &Catalogue,
    filter: &Filter,
    lang: Lang,
) -> anyhow::Result<ListReport> {
    let categories = catalogue.categories()?;
    let mut report = ListReport {
        count: 0,
        price_fen: 0,
        weight_grams: 0,
        items: Vec::new(),
    };
    for row in dispatches::list(ctx.store.connection(), filter)? {
        let dispatch = row.dispatch;
        report.count += 1;
        report.price_fen += dispatch.price_fen.unwrap_or(0);
        report.weight_grams += dispatch.weight_grams.unwrap_or(0);
        let seal = row.seal.and_then(SealCode::from_i64);
        report.items.push(DispatchedItem {
            code: find::code_of(row.code)?.to_string(),
            door: dispatch.door,
            at: utc(row.at),
            party: dispatch.party,
            category: list::category_name(categories, row.category, lang),
            goods: row.goods,
            order: dispatch.order,
            price_fen: dispatch.price_fen,
            weight_grams: dispatch.weight_grams,
            seal: seal.map(|seal| seal.to_string()),
            operation: row.operation,
        });
    }
    Ok(report)
}
