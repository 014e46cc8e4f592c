//! How well two inspectors agree who inspect the same items blind: per standard and per check.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::export::{Target, put};
use super::inspections::{self, Stored, Which, damaged};
use super::{Ctx, standards};
use crate::domain::agreement::{Confusion, POINTS_FROM};
use crate::domain::canonical::{NotCanonical, Walk};
use crate::domain::class::Class;
use crate::domain::lang::Lang;
use crate::domain::standard::{Milli, RecordedAnswers, Room, Standard};
use crate::formats::export::{Cell, Column, Format, Kind, RowSink};

/// The columns of `export agreement`; the names are a contract.
pub const COLUMNS: [Column<'static>; 13] = {
    const fn column(name: &'static str, kind: Kind) -> Column<'static> {
        Column { name, kind }
    }
    [
        column("standard", Kind::Text),
        column("version", Kind::Int),
        // Empty where it is about the class.
        column("check", Kind::Text),
        column("name", Kind::Text),
        column("doubles", Kind::Int),
        column("agreed", Kind::Int),
        column("agreement", Kind::Milli),
        column("kappa", Kind::Milli),
        column("kappa_low", Kind::Milli),
        column("kappa_high", Kind::Milli),
        column("ac1", Kind::Milli),
        column("ratings", Kind::Text),
        column("table", Kind::Text),
    ]
};

/// Which doubles are counted.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Of that standard
    pub standard: Option<String>,
    /// Whose second inspection was made at or after
    pub since: Option<i64>,
    /// Language of names
    pub lang: Lang,
}

/// Agreement on one question.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// The standard
    pub standard: String,
    /// Its version
    pub version: u32,
    /// The check; none where it is about the class
    pub check: Option<String>,
    /// What staff read
    pub name: String,
    /// The ordered ratings
    pub ratings: Vec<String>,
    /// Who said what
    pub confusion: Confusion,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Agreements {
    /// By standard and check
    pub rows: Vec<Agreement>,
    /// How many items were inspected twice
    pub doubles: u64,
    /// Those whose version of the standard is no longer at hand, so that its answers have no order
    pub unordered: u64,
}

/// Compares every second inspection with the first that it repeats.
pub fn agreements(ctx: &Ctx, wish: &Wish) -> anyhow::Result<Agreements> {
    let mut doubles = Doubles {
        ctx,
        lang: wish.lang,
        versions: BTreeMap::new(),
        found: Agreements::default(),
    };
    // A second inspection comes before its first here, as the newest come first.
    let mut seconds: FxHashMap<(i64, i64), Side> = FxHashMap::default();
    let which = Which {
        standard: wish.standard.as_deref(),
        since: None,
    };
    inspections::each(ctx.store.connection(), &which, |row| {
        if let Some(second) = seconds.remove(&(row.item, row.n)) {
            let first = Side::of(&inspections::parse(row)?);
            doubles
                .add(&first, &second)
                .map_err(|error| damaged(row, &error))?;
        }
        // The kind tells most of the first ones without reading them.
        if row.kind != crate::domain::event::Kind::Graded.as_str() {
            let stored = inspections::parse(row)?;
            let is_new = wish.since.is_none_or(|since| row.at >= since);
            if let (Some(n), true) = (stored.data.second_of, is_new) {
                seconds.insert((row.item, n), Side::of(&stored));
            }
        }
        Ok(())
    })?;
    Ok(doubles.finish())
}

/// One of two inspections.
struct Side {
    standard: String,
    sha256: String,
    class: Option<Class>,
    answers: String,
}

impl Side {
    fn of(stored: &Stored<'_>) -> Self {
        let found = &stored.data;
        Self {
            standard: found.standard.id.to_owned(),
            sha256: found.standard.sha256.to_owned(),
            class: found.class.and_then(Class::parse),
            answers: found.answers.map_or("{}", |json| json.get()).to_owned(),
        }
    }
}

struct Doubles<'c> {
    ctx: &'c Ctx,
    lang: Lang,
    /// What is counted, by the SHA-256 of the standard's file.
    versions: BTreeMap<String, Option<Counted>>,
    found: Agreements,
}

/// What is counted under one version of a standard.
struct Counted {
    standard: Arc<Standard>,
    class: Confusion,
    checks: Vec<Confusion>,
}

impl Doubles<'_> {
    fn add(&mut self, first: &Side, second: &Side) -> anyhow::Result<()> {
        self.found.doubles += 1;
        if !self.versions.contains_key(&first.sha256) {
            let standard = standards::pinned(&self.ctx.settings, &first.standard, &first.sha256)?;
            let counted = standard.map(|standard| Counted::of(standard, self.lang));
            self.versions.insert(first.sha256.clone(), counted);
        }
        match self.versions.get_mut(&first.sha256) {
            Some(Some(counted)) if first.sha256 == second.sha256 => counted.add(first, second)?,
            _ => self.found.unordered += 1,
        }
        Ok(())
    }

    fn finish(self) -> Agreements {
        let mut found = self.found;
        let mut counted: Vec<Counted> = self.versions.into_values().flatten().collect();
        counted.sort_by(|a, b| {
            let key = |one: &Counted| (one.standard.id.clone(), one.standard.version);
            key(a).cmp(&key(b))
        });
        for one in counted {
            found.rows.extend(one.rows(self.lang));
        }
        found
    }
}

/// Every end of an inspection, best first.
const ENDS: [&str; 4] = ["premium", "good", "scrap", "refused"];

fn end(class: Option<Class>) -> usize {
    match class {
        Some(Class::Premium) => 0,
        Some(Class::Good) => 1,
        Some(Class::Scrap) => 2,
        None => 3,
    }
}

impl Counted {
    fn of(standard: Arc<Standard>, lang: Lang) -> Self {
        let checks = standard.checks.iter();
        let checks = checks.map(|check| Confusion::new(check.ratings(lang).len()));
        Self {
            class: Confusion::new(ENDS.len()),
            checks: checks.collect(),
            standard,
        }
    }

    fn add(&mut self, first: &Side, second: &Side) -> Result<(), NotCanonical> {
        self.class.add(end(first.class), end(second.class));
        let recorded = RecordedAnswers::of(&self.standard);
        let verdict = |side: &Side, room: &mut Room| {
            recorded.read(&mut Walk::new(&side.answers), room)?;
            Ok(self.standard.verdict(room.answers(), None))
        };
        let mut room = recorded.room();
        let (first, second) = (verdict(first, &mut room)?, verdict(second, &mut room)?);
        for (index, confusion) in self.checks.iter_mut().enumerate() {
            // What one of them was not asked is not compared.
            let ratings = (
                first.rating(&self.standard, index),
                second.rating(&self.standard, index),
            );
            if let (Some(first), Some(second)) = ratings {
                confusion.add(first, second);
            }
        }
        Ok(())
    }

    fn rows(self, lang: Lang) -> Vec<Agreement> {
        let Self {
            standard,
            class,
            checks,
        } = self;
        let row = |check: Option<String>, name: &str, ratings: Vec<String>, confusion| Agreement {
            standard: standard.id.clone(),
            version: standard.version,
            check,
            name: name.to_owned(),
            ratings,
            confusion,
        };
        let ends = ENDS.map(str::to_owned).to_vec();
        let mut rows = vec![row(None, lang.pick("等级", "class"), ends, class)];
        for (check, confusion) in standard.checks.iter().zip(checks) {
            let ratings = check.ratings(lang);
            if ratings.len() > 1 {
                let id = Some(check.id.clone());
                rows.push(row(id, check.name.get(lang), ratings, confusion));
            }
        }
        rows
    }
}

/// What was exported; the names are kept.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the parts")]
pub struct AgreementReport {
    pub file: Option<String>,
    pub format: &'static str,
    pub rows: u64,
    pub doubles: u64,
    pub unordered: u64,
}

/// Exports the agreement of every second inspection with its first.
pub fn export(
    ctx: &Ctx,
    wish: &Wish,
    format: Format,
    target: &Target,
) -> anyhow::Result<AgreementReport> {
    let agreements = agreements(ctx, wish)?;
    let put = put(target, format, |out| {
        let mut sink = format.sink(&COLUMNS, out)?;
        for row in &agreements.rows {
            write_row(row, &mut *sink)?;
        }
        sink.finish()?;
        Ok(agreements.rows.len() as u64)
    })?;
    Ok(AgreementReport {
        file: put.file,
        format: put.format,
        rows: put.items,
        doubles: agreements.doubles,
        unordered: agreements.unordered,
    })
}

fn write_row(row: &Agreement, sink: &mut dyn RowSink) -> anyhow::Result<()> {
    let confusion = &row.confusion;
    let count = |count: u64| Cell::Int(i64::try_from(count).unwrap_or(i64::MAX));
    let figure = |value: Option<f64>| value.map_or(Cell::Null, |value| Cell::Milli(milli(value)));
    let kappa = confusion.kappa();
    // With few doubles a point value looks surer than it is.
    let says_points = confusion.pairs() >= POINTS_FROM;
    let point = |value: Option<f64>| figure(value.filter(|_| says_points));
    let table: Vec<String> = confusion
        .rows()
        .map(|row| row.iter().map(u64::to_string).collect::<Vec<_>>().join(" "))
        .collect();
    let (ratings, table) = (row.ratings.join(" | "), table.join(" | "));
    sink.row(&[
        Cell::Text(&row.standard),
        Cell::Int(i64::from(row.version)),
        row.check.as_deref().map_or(Cell::Null, Cell::Text),
        Cell::Text(&row.name),
        count(confusion.pairs()),
        count(confusion.agreed()),
        point(confusion.raw()),
        point(kappa.map(|kappa| kappa.value)),
        figure(kappa.map(|kappa| kappa.low)),
        figure(kappa.map(|kappa| kappa.high)),
        point(confusion.ac1()),
        Cell::Text(&ratings),
        Cell::Text(&table),
    ])?;
    Ok(())
}

/// To the thousandth, which is finer than any of these figures is known.
fn milli(value: f64) -> Milli {
    Milli((value * 1000.0).round() as i64)
}
