//! Grading standards: read from TOML, compiled once, evaluated without a float or a doubt.
//!
//! A standard says what is asked and what each answer leads to. `Standard::load` refuses a file
//! whose form is wrong; `lint` also tries it out: cases, coverage, monotony.

pub mod answer;
mod answer_read;
mod answer_write;
pub mod built_in;
mod cases;
mod coverage;
mod dense;
mod describe;
mod difference;
mod early;
mod evaluate;
mod factor;
mod fault;
mod fields;
mod format;
mod golden;
mod lint;
pub mod milli;
pub mod model;
mod monotone;
mod offer;
mod rating;
mod read;
mod read_case;
mod read_check;
mod read_kind;
mod recorded;
mod report;
mod rules;
pub mod sample;
mod schema;
mod value;
mod verdict;
mod words;

use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};

pub use self::{
    answer::{Answer, Answers},
    answer_read::AnswerError,
    cases::{CaseFailure, run_cases},
    coverage::{Coverage, coverage},
    describe::{StandardReport, describe},
    difference::{Change, Difference, differences},
    early::{Early, Settled},
    fault::Fault,
    lint::{Lint, errors, lint, lint_with_pairs},
    milli::Milli,
    monotone::{PAIRS, QUICK_PAIRS},
    offer::{Share, Terms},
    recorded::{RecordedAnswers, Room},
    report::{BetterAfter, FiredReport, Names, VerdictReport},
    schema::schema,
    value::{AgeCheck, ValueFactor},
    verdict::{Step, Verdict},
    words::{AnswerWords, answers_words, condition_words, defect_words, effect_words},
};
use self::{
    dense::Dense,
    golden::Golden,
    model::{Case, Check, Combo, Label, Op, Rule, Value},
};
use super::{class::Class, lang::Text};

/// A grading standard, checked and compiled.
#[derive(Debug, Clone)]
pub struct Standard {
    /// The word in the record.
    pub id: String,
    /// Counts up with every change.
    pub version: u32,
    /// The day from which it holds.
    pub effective_from: NaiveDate,
    /// What staff read.
    pub name: Text,
    /// What its thresholds are taken from.
    pub sources: Vec<String>,
    /// The thresholds of the verdict.
    pub rule: Rule,
    /// 成色 by points, best first; there may be none.
    pub labels: Vec<Label>,
    /// How a verdict becomes a price.
    pub value: Value,
    /// Refurbish operations, sorted by id.
    pub ops: Vec<Op>,
    /// What is asked, in order.
    pub checks: Vec<Check>,
    /// Rules across checks, in order.
    pub combos: Vec<Combo>,
    /// The check that asks for the item's age, if there is one.
    pub age: Option<AgeCheck>,
    /// The SHA-256 of the file's bytes.
    pub sha256: [u8; 32],
    golden: Golden,
    dense: Dense,
    /// Places of checks in the order of their ids, which is that of answers in the record.
    by_id: Vec<usize>,
}

impl Standard {
    /// Reads and compiles a standard's file, or lists what is wrong with its form.
    ///
    /// This is what every start of the program pays for, so the cases are not run here.
    pub fn load(source: &str) -> Result<Self, Vec<Fault>> {
        Self::compile(source, source, None)
    }

    /// The same for a file that is known to be right as a whole: its cases are not even read before
    /// somebody asks for them.
    pub fn load_built_in(source: &'static str) -> Result<Self, Vec<Fault>> {
        match golden::part(source) {
            Some((rules, cases)) => Self::compile(source, rules, Some(Golden::unread(cases))),
            None => Self::load(source),
        }
    }

    /// Compiles what stands in `read`, which is all of the file `source` or what comes before the
    /// cases.
    fn compile(source: &str, read: &str, golden: Option<Golden>) -> Result<Self, Vec<Fault>> {
        let (file, mut faults) = read::read(read);
        if let Some(file) = &file {
            // Other rules would stumble over what could not be read.
            faults.extend(match faults.is_empty() {
                true => rules::check(file),
                false => rules::check_unique(file),
            });
        }
        faults.sort();
        let Some(file) = file.filter(|_| faults.is_empty()) else {
            return Err(faults);
        };
        let standard = Self {
            age: AgeCheck::of(&file.checks),
            dense: Dense::of(&file.checks, &file.ops, &file.combos, &file.rule),
            by_id: by_id(&file.checks),
            id: file.id,
            version: file.version,
            effective_from: file.effective_from,
            name: file.name,
            sources: file.sources,
            rule: file.rule,
            labels: file.labels,
            value: file.value,
            ops: file.ops,
            checks: file.checks,
            combos: file.combos,
            golden: golden.unwrap_or_else(|| Golden::read(file.cases)),
            sha256: Sha256::digest(source.as_bytes()).into(),
        };
        let all_default = standard.verdict(&Answers::best(&standard), None);
        if all_default.class() == Some(Class::Premium) {
            return Ok(standard);
        }
        let because: Vec<&str> = all_default.because(&standard).collect();
        let what = format!(
            "all default is not premium because of {}",
            because.join(", ")
        );
        Err(vec![Fault::new(
            1,
            what,
            "let the first option of each check lead to nothing",
        )])
    }

    /// The checks that those operations put right.
    pub fn cleared_by(&self, ops: &[&str]) -> impl Iterator<Item = &Check> {
        let done = self.ops.iter().filter(|op| ops.contains(&op.id.as_str()));
        let clears = done.fold(0, |clears, op| clears | op.clears);
        self.checks
            .iter()
            .enumerate()
            .filter(move |(index, _)| clears >> index & 1 == 1)
            .map(|(_, check)| check)
    }

    /// The golden cases.
    pub fn cases(&self) -> &[Case] {
        self.golden.all(&self.checks)
    }

    /// How many golden cases there are.
    pub fn case_count(&self) -> usize {
        self.golden.count()
    }

    /// The SHA-256 in lower-case hex, as the record pins it.
    pub fn sha256_hex(&self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
        let pairs = self.sha256.iter().map(|byte| [byte >> 4, byte & 15]);
        pairs.flatten().map(digit).collect()
    }

    /// The 成色 of an item of `class` with that many points; none where it was refused. A label
    /// never promises more than the class: what keeps an item out of a class also keeps it out of
    /// the labels above that class's bar, however many points are left.
    pub fn label(&self, points: i64, class: Option<Class>) -> Option<&Label> {
        let most = match class? {
            Class::Premium => i64::MAX,
            Class::Good => self.rule.premium_points - 1,
            Class::Scrap => self.rule.good_points - 1,
        };
        self.labels
            .iter()
            .find(|label| label.from <= points.min(most))
            .or(self.labels.last())
    }
}

fn by_id(checks: &[Check]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..checks.len()).collect();
    places.sort_by_key(|place| checks[*place].id.as_str());
    places
}

#[cfg(test)]
mod tests;
