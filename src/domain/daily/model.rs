//! What a report is made of: sections of tables of figures, in both languages, for whoever writes
//! it down.

use chrono::{DateTime, FixedOffset};

use crate::domain::lang::{Lang, Text};

/// A fixed text in both languages: 中文, English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said(pub &'static str, pub &'static str);

impl Said {
    /// The text in `lang`.
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.0,
            Lang::En => self.1,
        }
    }
}

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Items, events, pickups
    Count,
    /// A part of a whole
    Share,
    /// Seconds, told in hours
    Hours,
    /// Money
    Fen,
    /// A number with thousandths
    Milli,
    /// A moment
    Moment,
    /// A word
    Word,
}

impl Unit {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Share => "share",
            Self::Hours => "hours",
            Self::Fen => "fen",
            Self::Milli => "number",
            Self::Moment => "time",
            Self::Word => "text",
        }
    }
}

/// A figure as it is defined, which every report prints.
#[derive(Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its name for ever
    pub id: &'static str,
    /// What staff read
    pub name: Said,
    /// What it is counted in
    pub unit: Unit,
    /// How it comes about
    pub formula: Said,
    /// Of what it is a part; empty where it is none
    pub denominator: Said,
    /// What is left out
    pub excluded: Said,
}

/// A figure's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// There is none
    None,
    /// Items, events, pickups
    Count(i64),
    /// `part` of `whole`
    Share {
        /// The part
        part: i64,
        /// The whole
        whole: i64,
    },
    /// Seconds
    Seconds(i64),
    /// Money
    Fen(i64),
    /// Thousandths
    Milli(i64),
    /// A moment, in the site's zone
    Moment(DateTime<FixedOffset>),
    /// A word
    Word(String),
}

impl Value {
    /// Thousandths of the number that is shown: of the share, the hours, the yuan or the count.
    pub fn milli(&self) -> Option<i64> {
        match self {
            Self::Count(count) => Some(count.saturating_mul(1000)),
            Self::Share { part, whole } => rounded(*part, *whole),
            Self::Seconds(seconds) => rounded(*seconds, 3600),
            Self::Fen(fen) => fen.checked_mul(10),
            Self::Milli(milli) => Some(*milli),
            Self::None | Self::Moment(_) | Self::Word(_) => None,
        }
    }
}

/// Thousandths of `part / whole`, half away from zero; none of nothing.
fn rounded(part: i64, whole: i64) -> Option<i64> {
    let (part, whole) = (i128::from(part) * 1000, i128::from(whole));
    if whole <= 0 {
        return None;
    }
    let half = if part < 0 { -whole } else { whole };
    i64::try_from((part * 2 + half) / (whole * 2)).ok()
}

/// What a row stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its word in addresses and JSON
    pub id: String,
    /// What staff read
    pub name: Text,
}

impl Key {
    /// A key that is called the same in both languages.
    pub fn plain(id: impl Into<String>) -> Self {
        let id = id.into();
        let (zh, en) = (id.clone(), id.clone());
        Self {
            id,
            name: Text { zh, en },
        }
    }

    /// A key with a name in each language.
    pub fn named(id: impl Into<String>, name: impl Fn(Lang) -> String) -> Self {
        Self {
            id: id.into(),
            name: Text {
                zh: name(Lang::Zh),
                en: name(Lang::En),
            },
        }
    }
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it stands for: one key for each heading
    pub keys: Vec<Key>,
    /// One value for each measure
    pub values: Vec<Value>,
}

impl Row {
    /// The row's part of a figure's address: `premium/phone`; empty where the table has no keys.
    pub fn address(&self) -> String {
        let ids: Vec<&str> = self.keys.iter().map(|key| key.id.as_str()).collect();
        ids.join("/")
    }
}

/// How a table is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chart {
    /// Shares of a whole, one bar a row, by these measures
    Mix(&'static [&'static str]),
    /// One group of bars a row, by these measures
    Bars(&'static [&'static str]),
    /// One line a measure, the rows from left to right
    Lines(&'static [&'static str]),
}

impl Chart {
    /// The measures that are drawn.
    pub const fn measures(self) -> &'static [&'static str] {
        match self {
            Self::Mix(ids) | Self::Bars(ids) | Self::Lines(ids) => ids,
        }
    }
}

/// Figures side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name for ever
    pub id: &'static str,
    /// What staff read
    pub title: Said,
    /// Headings of its keys: word in JSON, name
    pub keys: Vec<(&'static str, Said)>,
    /// Headings of its figures
    pub measures: Vec<&'static Measure>,
    /// Its rows
    pub rows: Vec<Row>,
    /// How it is drawn, where that tells more
    pub chart: Option<Chart>,
}

impl Table {
    /// The place of a measure among the columns.
    pub fn column(&self, measure: &str) -> Option<usize> {
        self.measures.iter().position(|one| one.id == measure)
    }
}

/// One subject of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name for ever
    pub id: &'static str,
    /// What staff read
    pub title: Said,
    /// Its figures
    pub tables: Vec<Table>,
}

/// A report of one span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Daily {
    /// The warehouse
    pub site: String,
    /// The ledger's name
    pub origin: String,
    /// The site's day, or the first of several
    pub day: String,
    /// From when, as the site's clock shows it
    pub from: String,
    /// To when, that second included
    pub until: String,
    /// The site's time zone
    pub zone: String,
    /// Whether opening and movements come to the closing stock
    pub balances: bool,
    /// Whether the newest checkpoint holds, where there is one
    pub is_signed: bool,
    /// Subject by subject
    pub sections: Vec<Section>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_to_the_thousandth() {
        let share = |part, whole| Value::Share { part, whole }.milli();
        assert_eq!(share(1, 3), Some(333));
        assert_eq!(share(2, 3), Some(667));
        assert_eq!(share(-1, 2000), Some(-1));
        assert_eq!(share(1, 0), None);
        assert_eq!(Value::Seconds(5400).milli(), Some(1500));
    }
}
