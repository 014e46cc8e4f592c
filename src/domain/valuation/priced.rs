//! What an offer starts from: a base and an age, prepared once for an item.

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};

use super::book::{Found, PriceRow};
use super::curve::AgeCurve;
use crate::domain::money::MAX_FEN;
use crate::domain::standard::{Answers, Settled, Standard};

/// How far the ends of a band stand from a base whose row states none, in percents: the 10–90 %
/// band of a price book by year and price, measured out of sample on 3,454 used phones and tablets
/// of a public data set, is 62 % of the estimate wide.
pub(super) const BAND_PCT: i64 = 31;

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// Months since the year 0
    count: i32,
}

impl Month {
    /// Reads `YYYY-MM`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let is_plain = |text: &str, length| text.len() == length && text.parse::<u16>().is_ok();
        if !is_plain(year, 4) || !is_plain(month, 2) {
            return None;
        }
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1).map(Self::of)
    }

    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        let month = day.month0().cast_signed();
        Self {
            count: day.year() * 12 + month,
        }
    }

    /// The months from this one to `later`; none if that is earlier.
    fn until(self, later: Self) -> Option<u32> {
        u32::try_from(later.count - self.count).ok()
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month) = (self.count.div_euclid(12), self.count.rem_euclid(12) + 1);
        write!(f, "{year:04}-{month:02}")
    }
}

/// What a base comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Somebody said what the item is worth when whole
    Said,
    /// A row of the book for its model
    Model,
    /// A row of the book for its category, or for a brand within it: no more than an idea of it
    Category,
}

impl Basis {
    /// The word in the record and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Model => "model",
            Self::Category => "category",
        }
    }
}

/// Where an item's age was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgeFrom {
    /// An answer of the inspection
    Answer,
    /// The month in which its model came out
    Release,
    /// A factor of the standard says what age does to the value
    Standard,
    /// Nothing says how old it is, or what the price's age is
    Unknown,
}

impl AgeFrom {
    /// The word in the record and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Release => "release",
            Self::Standard => "standard",
            Self::Unknown => "unknown",
        }
    }

    /// The one of that word.
    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Answer, Self::Release, Self::Standard, Self::Unknown];
        all.into_iter().find(|from| from.as_str() == word)
    }
}

/// What an item's age does to the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    /// Where it was taken from
    pub from: AgeFrom,
    /// How old the item is
    pub months: Option<u32>,
    /// How old the item is that the base is for
    pub priced_months: Option<u32>,
    /// What is left of the base, in basis points
    pub left_bp: u32,
}

/// A base, and by what it ages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Priced {
    basis: Option<Basis>,
    base_fen: i64,
    low_fen: i64,
    high_fen: i64,
    row: Option<Arc<PriceRow>>,
    undecided: Vec<Arc<PriceRow>>,
    curve: Option<Arc<AgeCurve>>,
    /// How old the item is that the base is for.
    priced_months: Option<u32>,
    /// How old such an item has become since, where the model ages.
    model_months: Option<u32>,
}

impl Priced {
    /// The base is what somebody said that this very item is worth when whole.
    pub fn said(worth_yuan: i64) -> Self {
        let base_fen = worth_yuan.saturating_mul(100).clamp(0, MAX_FEN);
        Self {
            basis: Some(Basis::Said),
            base_fen,
            low_fen: percent(base_fen, 100 - BAND_PCT),
            high_fen: percent(base_fen, 100 + BAND_PCT),
            ..Self::default()
        }
    }

    /// The base is what the book says on that day.
    pub fn of_book(found: Found, curve: Option<&Arc<AgeCurve>>, day: NaiveDate) -> Self {
        let Some(row) = found.row else {
            return Self {
                undecided: found.undecided,
                ..Self::default()
            };
        };
        let (as_of, now) = (Month::of(row.as_of), Month::of(day));
        let priced_months = row
            .age_months
            .or_else(|| row.released.and_then(|released| released.until(as_of)));
        // A model that came out some time ago falls with its own age, whatever the item's.
        let model_months = row.released.and(priced_months).zip(as_of.until(now));
        Self {
            basis: Some(match row.is_of_model() {
                true => Basis::Model,
                false => Basis::Category,
            }),
            base_fen: row.base_fen,
            low_fen: row.low_fen.unwrap_or(percent(row.base_fen, 100 - BAND_PCT)),
            high_fen: row
                .high_fen
                .unwrap_or(percent(row.base_fen, 100 + BAND_PCT)),
            row: Some(row),
            undecided: found.undecided,
            curve: curve.cloned(),
            priced_months,
            model_months: model_months.map(|(then, since)| then + since),
        }
    }

    /// What the base comes from; none where there is no base.
    pub fn basis(&self) -> Option<Basis> {
        self.basis
    }

    /// The row of the book, if it is one.
    pub fn row(&self) -> Option<&Arc<PriceRow>> {
        self.row.as_ref()
    }

    /// Rows of the book for the very model, of which none is certainly for this item.
    pub fn undecided(&self) -> &[Arc<PriceRow>] {
        &self.undecided
    }

    /// The base; zero where there is none.
    pub fn base_fen(&self) -> i64 {
        self.base_fen
    }

    /// Low, base and high.
    pub(super) fn bases(&self) -> [i64; 3] {
        [self.low_fen, self.base_fen, self.high_fen]
    }

    /// What the item's age does to the base.
    ///
    /// The base is for an item of a certain age, so what counts is the ratio of what is left at the
    /// item's age to what was left at that one; it is never more than the base. A model that came
    /// out in a known month is at least as old as such an item has become since.
    pub fn age(&self, standard: &Standard, answers: &Answers) -> Age {
        let unknown = Age {
            from: AgeFrom::Unknown,
            months: None,
            priced_months: self.priced_months,
            left_bp: 10_000,
        };
        let answered = standard.age.and_then(|age| age.months(answers));
        if standard.age.is_some_and(|age| age.has_factors) {
            return Age {
                from: AgeFrom::Standard,
                months: answered,
                ..unknown
            };
        }
        let months = answered.max(self.model_months);
        let from = match months {
            None => AgeFrom::Unknown,
            _ if months == answered => AgeFrom::Answer,
            _ => AgeFrom::Release,
        };
        let (Some(item), Some(priced), Some(curve)) = (months, self.priced_months, &self.curve)
        else {
            return Age { months, ..unknown };
        };
        Age {
            from,
            months,
            left_bp: ratio_bp(curve.left_bp(item), curve.left_bp(priced)),
            ..unknown
        }
    }

    /// What the item is worth when whole, in whole yuan, for the rule that repairs must pay. What a
    /// category's goods are worth says nothing certain of this item, and a sample nothing at all:
    /// neither decides on a class.
    pub fn worth_yuan(&self, standard: &Standard, answers: &Answers) -> Option<i64> {
        match self.basis? {
            Basis::Said => Some(self.base_fen / 100),
            Basis::Category => None,
            Basis::Model if self.row.as_ref().is_some_and(|row| row.is_sample()) => None,
            Basis::Model => Some(self.aged_yuan(self.age(standard, answers).left_bp)),
        }
    }

    /// What no further answer can change, with the age among those that may be open.
    pub fn settled(&self, standard: &Standard, open: &Answers) -> Option<Settled> {
        let most = self.worth_yuan(standard, open);
        let settled = standard.early(open, most).settled()?;
        let least = match (most, self.least_age_bp(standard, open)) {
            (Some(_), Some(left)) => Some(self.aged_yuan(left)),
            _ => most,
        };
        (least == most || standard.early(open, least).settled() == Some(settled)).then_some(settled)
    }

    /// What is left of the base at the greatest age, while the age is open.
    fn least_age_bp(&self, standard: &Standard, open: &Answers) -> Option<u32> {
        let asked = standard.age.filter(|age| !age.has_factors)?;
        let (curve, priced) = (self.curve.as_ref()?, self.priced_months?);
        let is_open = asked.months(open).is_none() && self.basis == Some(Basis::Model);
        is_open.then(|| ratio_bp(curve.left_bp(u32::MAX), curve.left_bp(priced)))
    }

    fn aged_yuan(&self, left_bp: u32) -> i64 {
        (self.base_fen * i64::from(left_bp) + 500_000) / 1_000_000
    }
}

/// One share of another, rounded half up and never more than the whole.
fn ratio_bp(left: u32, of: u32) -> u32 {
    ((left * 20_000 + of) / (of * 2)).min(10_000)
}

fn percent(fen: i64, pct: i64) -> i64 {
    (fen * pct + 50) / 100
}
