//! Inspections: answers to a standard's checks become a class, or a refusal, in the record.

pub mod batch;
pub mod before;
pub mod bench;
pub mod diagnostics;
pub mod photos;
mod record;
pub mod second;
pub mod steps;

use serde::Serialize;

pub use self::record::{Inspection, Recorded, record};
use super::quotation::QuotationReport;
use super::{AppError, Ctx, find, keys};
use crate::domain::lang::Lang;
use crate::domain::standard::model::Kind;
use crate::domain::standard::{Answer, Answers, Standard, VerdictReport};
use crate::formats::catalogue::Catalogue;

/// Where an inspection is written and what it says, in the names of the contract.
#[derive(Debug, Clone, Serialize)]
pub struct GradeReport {
    /// The item's trace code
    pub code: String,
    /// The operation; none in a preview
    pub operation: Option<i64>,
    /// Whether nothing was written
    pub dry_run: bool,
    /// The standard's id
    pub standard: String,
    /// Its version
    pub standard_version: u32,
    /// What the item is worth when whole, where it was told
    pub worth_yuan: Option<i64>,
    /// What is offered for it, and how that comes about
    pub quotation: QuotationReport,
    /// The inspection that this one repeated blind, by its number within the item
    pub second_of: Option<i64>,
    /// The checks whose answers were kept of the inspection before the refurbishing
    pub kept: Vec<String>,
    /// Whether both came to the same class; none where there is one only, and in a preview
    pub agrees: Option<bool>,
    /// The item's stage afterwards
    pub status: &'static str,
    /// Whether it is held afterwards
    pub held: bool,
    /// The verdict
    #[serde(flatten)]
    pub verdict: VerdictReport,
}

/// Answers as a program hands them over.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// Check to answer, as JSON
    pub json: Option<serde_json::Value>,
    /// Check and answer, as people type them
    pub words: Vec<(String, String)>,
    /// What the item is worth when whole
    pub worth_yuan: Option<i64>,
}

/// Grades one item by answers that are given all at once: over its draft, or over all at their
/// best.
pub fn one(
    ctx: &mut Ctx,
    catalogue: &Catalogue,
    query: &str,
    given: &Given,
    old: bench::Old,
    mode: Mode,
    lang: Lang,
) -> anyhow::Result<GradeReport> {
    let mut bench = bench::open(ctx, catalogue, query, old)?;
    let standard = std::sync::Arc::clone(&bench.standard);
    lay_over(ctx, &standard, &mut bench.answers, given, mode)?;
    bench.say_worth(given.worth_yuan);
    bench::finish(ctx, &bench, mode, lang)
}

/// Inspects an item a second time, blind, by answers that are given all at once: over the draft of
/// such an inspection, or over all at their best.
pub fn again(
    ctx: &mut Ctx,
    query: &str,
    given: &Given,
    old: bench::Old,
    mode: Mode,
    lang: Lang,
) -> anyhow::Result<GradeReport> {
    let mut bench = second::open(ctx, query, old)?;
    let standard = std::sync::Arc::clone(&bench.standard);
    lay_over(ctx, &standard, &mut bench.answers, given, mode)?;
    bench.say_worth(given.worth_yuan);
    bench::finish(ctx, &bench, mode, lang)
}

/// Whether an inspection is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is
    Record,
    /// It is only shown
    Preview,
}

fn lay_over(
    ctx: &Ctx,
    standard: &Standard,
    answers: &mut Answers,
    given: &Given,
    mode: Mode,
) -> anyhow::Result<()> {
    let bad = |error: crate::domain::standard::AnswerError| AppError::BadAnswer(error.to_string());
    if let Some(json) = &given.json {
        let json = photos::taken_in_json(ctx, standard, json, mode)?;
        standard.lay_json_over(answers, &json).map_err(bad)?;
    }
    for (check, text) in &given.words {
        let index = standard.index_of(check).map_err(bad)?;
        let text = match standard.checks[index].kind {
            Kind::Photo { .. } => photos::taken_in(ctx, text, mode)?,
            _ => text.clone(),
        };
        let (index, answer) = standard.answer_from_text(check, &text).map_err(bad)?;
        answers.set(index, answer);
    }
    no_counts(standard, answers)?;
    Ok(())
}

/// The record holds photos by their hashes; a mere count is for trying out.
fn no_counts(standard: &Standard, answers: &Answers) -> Result<(), AppError> {
    for (check, answer) in standard.checks.iter().zip(answers.iter()) {
        if matches!(answer, Answer::PhotoCount(_)) {
            return Err(AppError::BadAnswer(format!(
                "{}: name the photos by file or SHA-256; a number of them is only for \
                 `standards try`",
                check.id
            )));
        }
    }
    Ok(())
}

/// Reads `{"given": {…}, "worth_yuan": N}`, or the answers alone.
pub fn given_of_json(text: &str) -> Result<Given, AppError> {
    let bad = |why: String| AppError::BadAnswer(format!("the answers are no JSON: {why}"));
    let value: serde_json::Value =
        serde_json::from_str(text).map_err(|error| bad(error.to_string()))?;
    let serde_json::Value::Object(mut object) = value else {
        return Err(bad("an object is needed, check to answer".to_owned()));
    };
    let wrapped = object.contains_key("given") || object.contains_key("worth_yuan");
    if !wrapped {
        let json = Some(serde_json::Value::Object(object));
        return Ok(Given {
            json,
            ..Given::default()
        });
    }
    let json = object.remove("given");
    let worth_yuan = match object.remove("worth_yuan") {
        None | Some(serde_json::Value::Null) => None,
        Some(value) => Some(worth(&value.to_string()).map_err(AppError::BadAnswer)?),
    };
    match object.keys().next() {
        Some(key) => Err(AppError::BadAnswer(format!(
            "there is no `{key}` beside `given` and `worth_yuan`"
        ))),
        None => Ok(Given {
            json,
            worth_yuan,
            ..Given::default()
        }),
    }
}

/// A worth in whole yuan.
pub fn worth(text: &str) -> Result<i64, String> {
    match text.trim().parse::<i64>() {
        Ok(yuan) if (0..=1_000_000_000).contains(&yuan) => Ok(yuan),
        _ => Err(format!(
            "`{text}` is no worth: whole yuan from 0 to 1000000000"
        )),
    }
}

/// Signs what a bulk command wrote.
fn sign(ctx: &mut Ctx) -> anyhow::Result<Option<u64>> {
    Ok(keys::sign(ctx)?.map(|signed| signed.size))
}

/// An item's name in messages.
fn name(code: i64) -> anyhow::Result<String> {
    Ok(find::code_of(code)?.to_string())
}
