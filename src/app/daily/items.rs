//! The items behind one figure.

use serde::Serialize;

use super::facts::Facts;
use crate::app::{AppError, find, time};
use crate::domain::daily::Daily;
use crate::domain::lang::Lang;
use crate::store::items;

/// An item behind a figure; the names are a contract.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct FoundItem {
    pub code: String,
    /// Its stage at the end of the span
    pub status: String,
    pub held: bool,
    pub class: Option<String>,
    pub category_id: u32,
    pub category: String,
    pub brand: String,
    pub model: String,
    pub channel: String,
    pub pickup_no: String,
    pub received_at: String,
}

/// The items behind a figure, once for each time that the figure counts them.
#[derive(Debug, Clone, Serialize)]
pub struct ItemsReport {
    /// The figure's address
    pub figure: String,
    /// The items
    pub items: Vec<FoundItem>,
}

pub(super) fn list(
    facts: &Facts<'_>,
    figure: &str,
    found: &[i64],
    lang: Lang,
) -> anyhow::Result<ItemsReport> {
    let connection = facts.ctx.store.connection();
    let mut report = ItemsReport {
        figure: figure.to_owned(),
        items: Vec::with_capacity(found.len()),
    };
    for id in found {
        let item = items::get(connection, *id)?;
        let standing = facts.closed(*id);
        report.items.push(FoundItem {
            code: find::code(&item)?.to_string(),
            status: standing
                .stage()
                .map_or("", |stage| stage.as_str())
                .to_owned(),
            held: standing.is_held(),
            class: standing.class().map(|class| class.as_str().to_owned()),
            category_id: item.category,
            category: facts.names.category(item.category).get(lang).to_owned(),
            brand: item.brand,
            model: item.model,
            channel: item.channel,
            pickup_no: item.pickup_no,
            received_at: time::utc(item.received_at),
        });
    }
    Ok(report)
}

/// What is told where there is no such figure.
pub(super) fn unknown(report: &Daily, address: &str) -> AppError {
    let (figure, row) = match address.split_once(':') {
        Some((figure, row)) => (figure, Some(row)),
        None => (address, None),
    };
    let tables: Vec<_> = report
        .sections
        .iter()
        .flat_map(|section| &section.tables)
        .collect();
    let (table, measure) = figure.split_once('.').unwrap_or((figure, ""));
    let of = tables.iter().find(|one| one.id == table);
    let text = match of {
        None => {
            let known: Vec<&str> = tables.iter().map(|table| table.id).collect();
            let known = known.join(", ");
            format!("there is no figure `{address}`: say TABLE.FIGURE; tables are {known}")
        }
        Some(of) if of.column(measure).is_none() => {
            let known: Vec<&str> = of.measures.iter().map(|measure| measure.id).collect();
            format!(
                "`{table}` has no figure `{measure}`; it has {}",
                known.join(", ")
            )
        }
        Some(of) => {
            let known: Vec<String> = of.rows.iter().map(|row| row.address()).collect();
            let row = row.unwrap_or_default();
            format!("`{figure}` has no row `{row}`; it has {}", known.join(", "))
        }
    };
    AppError::Usage(text)
}
