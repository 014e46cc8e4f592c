//! Runs a standard's golden cases.

use super::{Standard, answer::Answers, model::Case, verdict::Verdict};
use crate::domain::lang::Lang;

/// A golden case whose verdict is not what was agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFailure {
    /// The case's name.
    pub case: String,
    /// Its line in the file.
    pub line: usize,
    /// Each thing that differs: "points: wanted 94, got 100".
    pub differences: Vec<String>,
}

/// Every case that fails. Only what a case states is compared; operations count as a set.
pub fn run_cases(standard: &Standard) -> Vec<CaseFailure> {
    let mut failures = Vec::new();
    for case in standard.cases() {
        let verdict = standard.verdict(&answers_of(standard, case), case.worth_yuan);
        let differences = differences(standard, case, &verdict);
        if !differences.is_empty() {
            failures.push(CaseFailure {
                case: case.name.clone(),
                line: case.line,
                differences,
            });
        }
    }
    failures
}

/// All default but for what the case gives; photos and texts are taken as there.
pub(super) fn answers_of(standard: &Standard, case: &Case) -> Answers {
    let mut answers = Answers::best(standard);
    for (index, answer) in &case.given {
        answers.set(*index, answer.clone());
    }
    answers.with_everything_attached(standard)
}

fn differences(standard: &Standard, case: &Case, verdict: &Verdict) -> Vec<String> {
    let want = &case.want;
    let mut found = Vec::new();
    let mut compare = |name: &str, wanted: Option<String>, got: String| {
        if let Some(wanted) = wanted.filter(|wanted| *wanted != got) {
            found.push(format!("{name}: wanted {wanted}, got {got}"));
        }
    };
    let list = |ids: Vec<&str>| format!("[{}]", ids.join(", "));
    let owned = |ids: &Vec<String>| format!("[{}]", ids.join(", "));
    let class = verdict.class().map_or("none", |class| class.as_str());
    compare(
        "refused",
        want.refused.map(|is| is.to_string()),
        verdict.is_refused().to_string(),
    );
    compare(
        "class",
        want.class.map(|class| class.as_str().to_owned()),
        class.to_owned(),
    );
    compare(
        "points",
        want.points.map(|points| points.to_string()),
        verdict.points().to_string(),
    );
    let label = standard.label(i64::from(verdict.points()), verdict.class());
    let label_of = |lang| label.map_or(String::new(), |label| label.name.get(lang).to_owned());
    let wanted_label = want
        .label
        .clone()
        .filter(|wanted| *wanted != label_of(Lang::En));
    compare("label", wanted_label, label_of(Lang::Zh));
    let wanted_ops = want.ops.clone().map(|mut ops| {
        ops.sort();
        ops.dedup();
        owned(&ops)
    });
    compare("ops", wanted_ops, list(verdict.ops(standard).collect()));
    compare(
        "refurbish_yuan",
        want.refurbish_yuan.map(|yuan| yuan.to_string()),
        verdict.refurbish_yuan().to_string(),
    );
    let because = list(verdict.because(standard).collect());
    compare("because", want.because.as_ref().map(owned), because);
    let skipped = list(verdict.skipped(standard).collect());
    compare("skipped", want.skipped.as_ref().map(owned), skipped);
    found
}
