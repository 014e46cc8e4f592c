//! One item: the offer that was kept beside what it would be now.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

use super::Prices;
use crate::app::quotation::QuotationReport;
use crate::app::standards::Registry;
use crate::app::{AppError, Ctx, find, show};
use crate::domain::class::Class;
use crate::domain::lang::Lang;
use crate::domain::standard::{Answers, Standard};
use crate::domain::valuation::quote;
use crate::store::events;
use crate::store::items;

/// An offer as it was kept beside what it would be now; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueReport {
    /// The item's trace code
    pub code: String,
    /// The book: a file, or none for the one in force
    pub book: Option<String>,
    /// When the item was inspected
    pub inspected_at: String,
    /// The standard's id
    pub standard: String,
    /// The version it was inspected by
    pub inspected_version: i64,
    /// The version in force, by which it is valued
    pub standard_version: u32,
    /// Its class in the record; none where it was refused
    pub class: Option<String>,
    /// The class that the same answers come to now
    pub class_now: Option<&'static str>,
    /// The offer in the record; none where there was none, or where it was erased
    pub kept: Option<QuotationReport>,
    /// The offer now
    pub now: QuotationReport,
    /// By how much the offer changes
    pub difference_fen: Option<i64>,
    /// The same line by line
    pub lines: Vec<LineDifference>,
}

/// A line of two quotations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct LineDifference {
    pub id: String,
    pub name: String,
    /// What the line does now, or did
    pub effect: String,
    pub kept_fen: i64,
    pub now_fen: i64,
    pub difference_fen: i64,
}

/// The offer of the newest inspection under `prices`, beside the one that was kept. Writes nothing.
pub fn value(
    ctx: &Ctx,
    prices: &Prices<'_>,
    book: Option<String>,
    query: &str,
    lang: Lang,
) -> anyhow::Result<ValueReport> {
    let id = find::find(ctx.store.connection(), query)?;
    Valuer::new(ctx, prices, lang).value(id, book)
}

/// Values items by the same prices; standards are loaded once.
pub(super) struct Valuer<'v> {
    ctx: &'v Ctx,
    prices: &'v Prices<'v>,
    standards: Registry,
    lang: Lang,
}

impl<'v> Valuer<'v> {
    pub(super) fn new(ctx: &'v Ctx, prices: &'v Prices<'v>, lang: Lang) -> Self {
        Self {
            ctx,
            prices,
            standards: Registry::on(ctx.today()),
            lang,
        }
    }

    /// Values the newest inspection of an item that was not undone.
    pub(super) fn value(&mut self, id: i64, book: Option<String>) -> anyhow::Result<ValueReport> {
        let connection = self.ctx.store.connection();
        let item = items::get(connection, id)?;
        let code = find::code(&item)?.to_string();
        let stored = events::of_item(connection, items::stand(connection, id)?.last_seq)?;
        let (_, inspections) = show::history(&stored)?;
        let newest = inspections.into_iter().rev().find(|one| !one.undone);
        let refused = |why: String| AppError::Refused {
            what: format!("{code} cannot be valued"),
            why,
        };
        let Some(inspection) = newest else {
            return Err(refused("it has not been inspected".to_owned()).into());
        };
        let (standard, inspected_version) = self.standard(&inspection.data, &code)?;
        let answers = answers_of(&inspection.data, &standard).map_err(|why| {
            refused(format!(
                "its answers under {} {inspected_version} do not fit version {}: {why}",
                standard.id, standard.version
            ))
        })?;
        let said = inspection.data.get("worth_fen").and_then(Value::as_i64);
        let priced = self
            .prices
            .of_item(&item, &standard, said.map(|fen| fen / 100));
        let verdict = standard.verdict(&answers, priced.worth_yuan(&standard, &answers));
        let quotation = quote(&standard, &answers, &verdict, &priced);
        let now = QuotationReport::of(quotation.as_ref(), &priced, &standard, self.lang);
        let kept = show::kept_quotation(connection, inspection.seq)?
            .map(|kept| QuotationReport::read(&kept, Some(&standard), self.lang))
            .transpose()?;
        let offers = kept.as_ref().and_then(|kept| kept.offer_fen);
        let class = inspection.data.get("class").and_then(Value::as_str);
        let lines = kept.as_ref().map(|kept| differences(kept, &now));
        Ok(ValueReport {
            code,
            book,
            inspected_at: inspection.at,
            standard: standard.id.clone(),
            inspected_version,
            standard_version: standard.version,
            class: class.map(str::to_owned),
            class_now: verdict.class().map(Class::as_str),
            difference_fen: offers.zip(now.offer_fen).map(|(kept, now)| now - kept),
            lines: lines.unwrap_or_default(),
            kept,
            now,
        })
    }

    /// The standard in force of the id that an inspection names, and the version it was made by.
    fn standard(
        &mut self,
        data: &Map<String, Value>,
        code: &str,
    ) -> anyhow::Result<(Arc<Standard>, i64)> {
        let damaged = || AppError::Integrity(format!("an inspection of {code} names no standard"));
        let pinned = data.get("standard").ok_or_else(damaged)?;
        let id = pinned
            .get("id")
            .and_then(Value::as_str)
            .ok_or_else(damaged)?;
        let version = pinned.get("version").and_then(Value::as_i64);
        let found = self.standards.get(&self.ctx.settings, id)?;
        let standard = found.ok_or_else(|| AppError::NoStandardFile {
            item: code.to_owned(),
            standard: id.to_owned(),
        })?;
        Ok((standard, version.ok_or_else(damaged)?))
    }
}

/// The answers of an inspection; a check that it did not ask counts as at its best.
fn answers_of(data: &Map<String, Value>, standard: &Standard) -> Result<Answers, String> {
    let mut answers = Answers::best(standard);
    if let Some(given) = data.get("answers") {
        standard
            .lay_json_over(&mut answers, given)
            .map_err(|error| error.to_string())?;
    }
    Ok(answers)
}

/// Each line of either, in the order of the new one.
fn differences(kept: &QuotationReport, now: &QuotationReport) -> Vec<LineDifference> {
    let fen_in = |quotation: &QuotationReport, id: &str| {
        let line = quotation.lines.iter().find(|line| line.id == id);
        line.map_or(0, |line| line.fen)
    };
    let is_gone = |id: &str| !now.lines.iter().any(|line| line.id == id);
    let gone = kept.lines.iter().filter(|line| is_gone(&line.id));
    now.lines
        .iter()
        .chain(gone)
        .map(|line| {
            let (kept_fen, now_fen) = (fen_in(kept, &line.id), fen_in(now, &line.id));
            LineDifference {
                id: line.id.clone(),
                name: line.name.clone(),
                effect: line.effect.clone(),
                kept_fen,
                now_fen,
                difference_fen: now_fen - kept_fen,
            }
        })
        .collect()
}
