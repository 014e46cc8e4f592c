//! What items are worth: the book in force, and offers recomputed under a newer one.

mod all;
mod one;

use std::io::Read as _;
use std::path::Path;

use anyhow::Context as _;
use chrono::NaiveDate;

pub use self::all::{ChangedItem, ValueAllReport, value_all};
pub use self::one::{LineDifference, ValueReport, value};
use super::source::Source;
use super::time::day_of;
use super::{AppError, Settings};
use crate::domain::standard::Standard;
use crate::domain::valuation::{AgeCurves, Goods, PriceBook, Priced};
use crate::formats::catalogue::Catalogue;
use crate::store::items::{Item, ItemGoods};

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
