//! Tables for the people who fetch goods: pickups by the day they were promised for, and what has
//! to be packed in a custom box with a seal bag.

use chrono::NaiveDate;

use super::export::{ExportReport, Target, put};
use super::{Ctx, find, list, time};
use crate::domain::lang::Lang;
use crate::domain::seal::SealCode;
use crate::formats::catalogue::Catalogue;
use crate::formats::export::{Cell, Column, Format, Kind};
use crate::store::pickups::{Pickup, Which, each};

/// The columns of `export open-pickups`; the names are a contract.
const OPEN: [Column<'static>; 15] = [
    column("promised_on", Kind::Date),
    column("days_late", Kind::Int),
    column("promise", Kind::Text),
    column("channel", Kind::Text),
    column("pickup_no", Kind::Text),
    column("code", Kind::Text),
    column("city_code", Kind::Int),
    column("city", Kind::Text),
    column("county_code", Kind::Int),
    column("county", Kind::Text),
    column("category", Kind::Text),
    column("goods", Kind::Text),
    column("luxury", Kind::Bool),
    column("status", Kind::Text),
    column("ordered_at", Kind::Time),
];

/// The columns of `export packaging`; the names are a contract.
const PACKAGING: [Column<'static>; 12] = [
    column("promised_on", Kind::Date),
    column("channel", Kind::Text),
    column("pickup_no", Kind::Text),
    column("code", Kind::Text),
    column("city", Kind::Text),
    column("county", Kind::Text),
    column("category", Kind::Text),
    column("goods", Kind::Text),
    column("custom_boxes", Kind::Int),
    column("seal_bags", Kind::Int),
    column("seal", Kind::Text),
    column("box", Kind::Text),
];

const fn column(name: &'static str, kind: Kind) -> Column<'static> {
    Column { name, kind }
}

/// Which of the two tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Pickups whose promise is not yet known to be kept or missed
    Open,
    /// What luxury goods have to be packed in
    Packaging(Which),
}

/// Exports a table of pickups that were promised for a day up to `until`.
pub fn export(
    ctx: &Ctx,
    catalogue: &Catalogue,
    table: Table,
    until: Option<NaiveDate>,
    (format, target): (Format, &Target),
    lang: Lang,
) -> anyhow::Result<ExportReport> {
    let until = until.map(|day| day.to_string());
    let (columns, which): (&[Column<'_>], _) = match table {
        Table::Open => (&OPEN, Which::Open),
        Table::Packaging(which) => (&PACKAGING, which),
    };
    let today = ctx.today();
    let mut rows = 0;
    put(target, format, |out| {
        let mut sink = format.sink(columns, out)?;
        each(ctx.store.connection(), which, until.as_deref(), |pickup| {
            let told = Told::of(ctx, catalogue, pickup, lang)?;
            match table {
                Table::Open => sink.row(&told.open(today))?,
                Table::Packaging(_) if told.is_luxury => sink.row(&told.packaging())?,
                Table::Packaging(_) => return Ok(()),
            }
            rows += 1;
            anyhow::Ok(())
        })?;
        sink.finish()?;
        Ok(rows)
    })
}

/// A pickup in the words of its table.
struct Told<'p> {
    pickup: &'p Pickup,
    promised_on: Option<NaiveDate>,
    ordered_at: chrono::DateTime<chrono::FixedOffset>,
    code: String,
    city: String,
    county: Option<String>,
    category: String,
    goods: String,
    seal: Option<String>,
    is_luxury: bool,
}

impl<'p> Told<'p> {
    fn of(
        ctx: &Ctx,
        catalogue: &Catalogue,
        pickup: &'p Pickup,
        lang: Lang,
    ) -> anyhow::Result<Self> {
        let places = catalogue.places()?;
        let county = pickup.county.map(|code| match places.county(code) {
            Some(region) => region.county.clone(),
            None => code.to_string(),
        });
        let goods = [pickup.brand.as_str(), &pickup.model, &pickup.spec].join(" ");
        let seal = pickup.seal.and_then(SealCode::from_i64);
        Ok(Self {
            pickup,
            promised_on: pickup.promised_on.parse().ok(),
            ordered_at: time::in_zone(pickup.ordered_at, ctx.settings.zone),
            code: find::code_of(pickup.code)?.to_string(),
            city: places
                .city_name(pickup.city)
                .map_or_else(|| pickup.city.to_string(), str::to_owned),
            county,
            category: list::category_name(catalogue.categories()?, pickup.category, lang),
            goods: goods.trim().to_owned(),
            seal: seal.map(|seal| seal.to_string()),
            is_luxury: catalogue.is_luxury(pickup.category)?,
        })
    }

    fn promised_on(&self) -> Cell<'_> {
        self.promised_on.map_or(Cell::Null, Cell::Date)
    }

    fn open(&self, today: NaiveDate) -> [Cell<'_>; OPEN.len()] {
        let text = |value: &'p str| Cell::Text(value);
        // A day that is not over yet may still be kept.
        let late = self.promised_on.map(|day| (today - day).num_days().max(0));
        let county = self.pickup.county;
        [
            self.promised_on(),
            late.map_or(Cell::Null, Cell::Int),
            text(&self.pickup.promise),
            text(&self.pickup.channel),
            text(&self.pickup.pickup_no),
            Cell::Text(&self.code),
            Cell::Int(i64::from(self.pickup.city)),
            Cell::Text(&self.city),
            county.map_or(Cell::Null, |code| Cell::Int(i64::from(code))),
            self.county.as_deref().map_or(Cell::Null, Cell::Text),
            Cell::Text(&self.category),
            Cell::Text(&self.goods),
            Cell::Bool(self.is_luxury),
            text(&self.pickup.stage),
            Cell::Time(self.ordered_at),
        ]
    }

    fn packaging(&self) -> [Cell<'_>; PACKAGING.len()] {
        let or_null = |value: Option<&'p str>| value.map_or(Cell::Null, Cell::Text);
        let is_packed = i64::from(self.seal.is_some());
        [
            self.promised_on(),
            Cell::Text(&self.pickup.channel),
            Cell::Text(&self.pickup.pickup_no),
            Cell::Text(&self.code),
            Cell::Text(&self.city),
            self.county.as_deref().map_or(Cell::Null, Cell::Text),
            Cell::Text(&self.category),
            Cell::Text(&self.goods),
            Cell::Int(1 - is_packed),
            Cell::Int(1 - is_packed),
            self.seal.as_deref().map_or(Cell::Null, Cell::Text),
            or_null(self.pickup.custom_box.as_deref()),
        ]
    }
}
