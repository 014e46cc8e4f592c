//! Quotations as people and programs read them, and as the record keeps them: a private field of
//! the inspection's event, since what we pay is nobody else's business. Names are kept for ever.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::lang::Lang;
use crate::domain::standard::Standard;
use crate::domain::valuation::{Age, AgeFrom, PriceRow, Priced, Quotation, line_effect, line_name};
use crate::ledger::jcs::ObjectWriter;

/// Name of the private field.
pub const FIELD: &str = "quotation";

/// A quotation; the names are kept. Without an offer there are no lines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct QuotationReport {
    /// What is offered; none for what is refused and what has no base
    pub offer_fen: Option<i64>,
    /// The low end of the band
    pub low_fen: Option<i64>,
    /// The high end of the band
    pub high_fen: Option<i64>,
    /// The least that is offered
    pub floor_fen: Option<i64>,
    /// The price of a premium used item
    pub base_fen: Option<i64>,
    /// What the item is worth when whole, where that is known of this item
    pub worth_yuan: Option<i64>,
    /// What the base comes from: model, category or said
    pub basis: Option<String>,
    /// The row of the price book
    pub price_row: Option<RowReport>,
    /// What the item's age does
    pub age: Option<AgeReport>,
    /// How the offer comes about
    pub lines: Vec<LineReport>,
    /// Rows for the very model, of which none is certainly for this item
    pub undecided: Vec<RowReport>,
}

/// A row of the price book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct RowReport {
    pub as_of: String,
    pub brand: String,
    pub model: String,
    pub source: String,
    pub spec: String,
}

/// What the item's age does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeReport {
    /// Where it was taken from: answer, release, standard or unknown
    pub from: String,
    /// What is left, in basis points
    pub left_bp: u32,
    /// How old the item is
    pub months: Option<u32>,
    /// How old the item is that the base is for
    pub priced_months: Option<u32>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineReport {
    /// `value.…`, or a check or combo
    pub id: String,
    /// What staff read
    pub name: String,
    /// What it does, in words
    pub effect: String,
    /// By how much the amount changes; all lines together are the offer
    pub fen: i64,
    /// The amount after it
    pub amount_fen: i64,
}

impl RowReport {
    fn of(row: &PriceRow) -> Self {
        Self {
            as_of: row.as_of.to_string(),
            brand: row.brand.clone(),
            model: row.model.clone(),
            source: row.source.clone(),
            spec: row.spec.clone(),
        }
    }

    /// What the row is for, in a few words; nothing where it is for a whole category.
    pub fn goods(&self) -> String {
        let words = [self.brand.as_str(), &self.model, &self.spec];
        words
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

impl AgeReport {
    fn of(age: &Age) -> Self {
        Self {
            from: age.from.as_str().to_owned(),
            left_bp: age.left_bp,
            months: age.months,
            priced_months: age.priced_months,
        }
    }

    fn age(&self) -> Age {
        Age {
            from: AgeFrom::parse(&self.from).unwrap_or(AgeFrom::Unknown),
            months: self.months,
            priced_months: self.priced_months,
            left_bp: self.left_bp,
        }
    }
}

impl QuotationReport {
    /// A quotation, or what is known where there is none.
    pub fn of(
        quotation: Option<&Quotation<'_>>,
        priced: &Priced,
        standard: &Standard,
        lang: Lang,
    ) -> Self {
        let undecided = priced.undecided().iter().map(|row| RowReport::of(row));
        let base = Self {
            base_fen: priced.basis().map(|_| priced.base_fen()),
            basis: priced.basis().map(|basis| basis.as_str().to_owned()),
            price_row: priced.row().map(|row| RowReport::of(row)),
            undecided: undecided.collect(),
            ..Self::default()
        };
        let Some(quotation) = quotation else {
            return base;
        };
        let lines = quotation.lines.iter();
        let lines = lines.map(|line| (line.id, line.left_bp, line.fen));
        Self {
            offer_fen: Some(quotation.offer_fen),
            low_fen: Some(quotation.low_fen),
            high_fen: Some(quotation.high_fen),
            floor_fen: Some(quotation.floor_fen),
            worth_yuan: quotation.worth_yuan,
            age: Some(AgeReport::of(&quotation.age)),
            lines: in_words(lines, &quotation.age, Some(standard), lang),
            ..base
        }
    }

    /// A quotation out of the record; a check's name is that of `standard`, if it still has it.
    pub fn read(kept: &Value, standard: Option<&Standard>, lang: Lang) -> serde_json::Result<Self> {
        let kept = Kept::deserialize(kept)?;
        let lines = kept.lines.iter();
        let lines = lines.map(|line| (line.id.as_str(), line.left_bp, line.fen));
        Ok(Self {
            offer_fen: Some(kept.offer_fen),
            low_fen: Some(kept.low_fen),
            high_fen: Some(kept.high_fen),
            floor_fen: Some(kept.floor_fen),
            base_fen: Some(kept.base_fen),
            worth_yuan: kept.worth_yuan,
            basis: Some(kept.basis),
            lines: in_words(lines, &kept.age.age(), standard, lang),
            age: Some(kept.age),
            price_row: kept.row,
            undecided: Vec::new(),
        })
    }
}

fn in_words<'l>(
    lines: impl Iterator<Item = (&'l str, Option<u32>, i64)>,
    age: &Age,
    standard: Option<&Standard>,
    lang: Lang,
) -> Vec<LineReport> {
    let mut amount_fen = 0;
    let told = lines.map(|(id, left_bp, fen)| {
        amount_fen += fen;
        LineReport {
            name: line_name(id, standard, lang),
            effect: line_effect(id, left_bp, age, lang),
            id: id.to_owned(),
            fen,
            amount_fen,
        }
    });
    told.collect()
}

/// A quotation as the record keeps it: what cannot be worked out again without the book of the day.
#[derive(Debug, Deserialize)]
struct Kept {
    age: AgeReport,
    base_fen: i64,
    basis: String,
    floor_fen: i64,
    high_fen: i64,
    lines: Vec<KeptLine>,
    low_fen: i64,
    offer_fen: i64,
    row: Option<RowReport>,
    worth_yuan: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct KeptLine {
    fen: i64,
    id: String,
    left_bp: Option<u32>,
}

/// Writes a quotation as the members of the private field.
pub fn write(quotation: &Quotation<'_>, object: &mut ObjectWriter<'_, '_>) {
    object.object("age", |members| {
        members
            .text("from", quotation.age.from.as_str())
            .int("left_bp", i64::from(quotation.age.left_bp));
        if let Some(months) = quotation.age.months {
            members.int("months", i64::from(months));
        }
        if let Some(months) = quotation.age.priced_months {
            members.int("priced_months", i64::from(months));
        }
    });
    object
        .int("base_fen", quotation.base_fen)
        .text("basis", quotation.basis.as_str())
        .int("floor_fen", quotation.floor_fen)
        .int("high_fen", quotation.high_fen);
    object.array("lines", |list| {
        for line in &quotation.lines {
            list.object(|members| {
                members.int("fen", line.fen).text("id", line.id);
                if let Some(left_bp) = line.left_bp {
                    members.int("left_bp", i64::from(left_bp));
                }
            });
        }
    });
    object
        .int("low_fen", quotation.low_fen)
        .int("offer_fen", quotation.offer_fen);
    if let Some(row) = &quotation.row {
        object.object("row", |members| {
            members
                .text("as_of", &row.as_of.to_string())
                .text("brand", &row.brand)
                .text("model", &row.model)
                .text("source", &row.source)
                .text("spec", &row.spec);
        });
    }
    if let Some(yuan) = quotation.worth_yuan {
        object.int("worth_yuan", yuan);
    }
}
