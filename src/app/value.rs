//! What items are worth: the book in force, and offers recomputed under a newer one.

use std::io::Read as _;
use std::path::Path;
use std::rc::Rc;

use anyhow::Context as _;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};

use super::quotation::QuotationReport;
use super::source::Source;
use super::standards::Registry;
use super::time::day_of;
use super::{AppError, Ctx, Settings, find, show};
use crate::domain::class::Class;
use crate::domain::lang::Lang;
use crate::domain::standard::{Answers, Standard};
use crate::domain::valuation::{AgeCurves, Goods, PriceBook, Priced, quote};
use crate::formats::catalogue::Catalogue;
use crate::store::events;
use crate::store::items::{self, Item, ItemGoods};

/// The prices in force on a day; made once, asked for each item.
#[derive(Debug, Clone, Copy)]
pub struct Prices<'c> {
    book: &'c PriceBook,
    curves: &'c AgeCurves,
    day: NaiveDate,
}

impl<'c> Prices<'c> {
    /// The prices of the catalogue at the time `now` of the site.
    pub fn open(catalogue: &'c Catalogue, settings: &Settings, now: i64) -> anyhow::Result<Self> {
        Self::of(catalogue.price_book()?, catalogue, settings, now)
    }

    /// The prices of another book.
    pub fn of(
        book: &'c PriceBook,
        catalogue: &'c Catalogue,
        settings: &Settings,
        now: i64,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            book,
            curves: catalogue.age_curves()?,
            day: day_of(now, settings.zone),
        })
    }

    /// What an offer for the item starts from: what was said of its worth, or what the book says.
    pub fn of_item(&self, item: &Item, standard: &Standard, said_yuan: Option<i64>) -> Priced {
        let goods = Goods {
            category: item.category,
            brand: &item.brand,
            model: &item.model,
            spec: &item.spec,
        };
        self.base(goods, standard, said_yuan)
    }

    /// The same for what a batch reads of an item.
    pub fn of_goods(
        &self,
        goods: &ItemGoods,
        standard: &Standard,
        said_yuan: Option<i64>,
    ) -> Priced {
        let goods = Goods {
            category: goods.category,
            brand: &goods.brand,
            model: &goods.model,
            spec: &goods.spec,
        };
        self.base(goods, standard, said_yuan)
    }

    fn base(&self, goods: Goods<'_>, standard: &Standard, said_yuan: Option<i64>) -> Priced {
        if let Some(yuan) = said_yuan {
            return Priced::said(yuan);
        }
        let curve = self.curves.get(&standard.id);
        Priced::of_book(self.book.find(goods, self.day), curve, self.day)
    }
}

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

/// Reads another price book than the one in force.
pub fn other_book(catalogue: &Catalogue, path: &Path) -> anyhow::Result<PriceBook> {
    let mut source = Source::open(path)?;
    let file = source.name().to_owned();
    let mut bytes = Vec::new();
    source
        .rewound()?
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot read {file}"))?;
    let book = catalogue.other_price_book(&bytes)?;
    Ok(book.map_err(|why| AppError::BadFile { file, why })?)
}

/// The offer of the newest inspection under `prices`, beside the one that was kept. Writes nothing.
pub fn value(
    ctx: &Ctx,
    prices: &Prices<'_>,
    book: Option<String>,
    query: &str,
    lang: Lang,
) -> anyhow::Result<ValueReport> {
    let connection = ctx.store.connection();
    let id = find::find(connection, query)?;
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
    let (standard, inspected_version) = standard_of(ctx, &inspection.data, &code)?;
    let answers = answers_of(&inspection.data, &standard).map_err(|why| {
        refused(format!(
            "its answers under {} {inspected_version} do not fit version {}: {why}",
            standard.id, standard.version
        ))
    })?;
    let said = inspection.data.get("worth_fen").and_then(Value::as_i64);
    let priced = prices.of_item(&item, &standard, said.map(|fen| fen / 100));
    let verdict = standard.verdict(&answers, priced.worth_yuan(&standard, &answers));
    let quotation = quote(&standard, &answers, &verdict, &priced);
    let now = QuotationReport::of(quotation.as_ref(), &priced, &standard, lang);
    let kept = show::kept_quotation(connection, inspection.seq)?
        .map(|kept| QuotationReport::read(&kept, Some(&standard), lang))
        .transpose()?;
    let offers = kept.as_ref().and_then(|kept| kept.offer_fen);
    let class = inspection.data.get("class").and_then(Value::as_str);
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
        lines: kept
            .as_ref()
            .map(|kept| differences(kept, &now))
            .unwrap_or_default(),
        kept,
        now,
    })
}

/// The standard in force of the id that an inspection names, and the version it was made by.
fn standard_of(
    ctx: &Ctx,
    data: &Map<String, Value>,
    code: &str,
) -> anyhow::Result<(Rc<Standard>, i64)> {
    let damaged = || AppError::Integrity(format!("an inspection of {code} names no standard"));
    let pinned = data.get("standard").ok_or_else(damaged)?;
    let id = pinned
        .get("id")
        .and_then(Value::as_str)
        .ok_or_else(damaged)?;
    let version = pinned.get("version").and_then(Value::as_i64);
    let standard =
        Registry::default()
            .get(&ctx.settings, id)?
            .ok_or_else(|| AppError::NoStandardFile {
                item: code.to_owned(),
                standard: id.to_owned(),
            })?;
    Ok((standard, version.ok_or_else(damaged)?))
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
