//! Everything that can be wrong with a standard, cheap or not, for its author and the tests.
//!
//! Errors keep a standard from being used. Of these, `Standard::load` finds those of form on
//! every start; failing cases and breaches of monotony take longer and are found here alone.

use super::{
    Standard,
    cases::run_cases,
    coverage::{self, Coverage},
    dense::choices,
    fault::Fault,
    model::{Check, Kind, Weight},
    monotone::{PAIRS, find_breaches},
};

/// What the lint finds in one standard.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lint {
    /// What keeps the standard from being used.
    pub errors: Vec<Fault>,
    /// What its author should see to.
    pub warnings: Vec<Fault>,
    /// How much of it the cases try out.
    pub coverage: Coverage,
}

impl Lint {
    /// Whether there is nothing to report.
    pub fn is_clean(&self) -> bool {
        self.errors.is_empty() && self.warnings.is_empty()
    }
}

/// Lints a standard's file.
pub fn lint(source: &str) -> Lint {
    lint_with_pairs(source, PAIRS)
}

/// Lints a standard's file with that many pairs in search of a breach of monotony.
pub fn lint_with_pairs(source: &str, pairs: u64) -> Lint {
    let standard = match Standard::load(source) {
        Ok(standard) => standard,
        Err(errors) => {
            return Lint {
                errors,
                ..Lint::default()
            };
        }
    };
    let errors = errors(&standard, pairs);
    let (coverage, mut warnings) = coverage::look(&standard);
    warnings.extend(unused_ops(&standard));
    warnings.extend(unnamed(&standard));
    warnings.sort();
    Lint {
        errors,
        warnings,
        coverage,
    }
}

/// The errors of a standard whose form is right: cases that fail, and breaches of monotony among
/// that many pairs.
pub fn errors(standard: &Standard, pairs: u64) -> Vec<Fault> {
    let mut errors: Vec<Fault> = run_cases(standard)
        .into_iter()
        .map(|failure| {
            let what = format!(
                "case \"{}\" fails: {}",
                failure.case,
                failure.differences.join("; ")
            );
            Fault::new(failure.line, what, "put the standard or the case right")
        })
        .collect();
    errors.extend(find_breaches(standard, pairs));
    errors.sort();
    errors
}

/// Zones and types that staff would have to read by their ids.
fn unnamed(standard: &Standard) -> Vec<Fault> {
    let of_check = |check: &Check| {
        let Kind::Defects(defects) = &check.kind else {
            return Vec::new();
        };
        let all = defects.zones.iter().chain(&defects.types);
        let nameless = all.filter(|one| one.name.is_none());
        let fault = |one: &Weight| {
            let what = format!("`{}` of check `{}` has no name", one.id, check.id);
            let cure = format!("add names.{} = {{ zh = \"…\", en = \"…\" }}", one.id);
            Fault::new(check.line, what, cure)
        };
        nameless.map(fault).collect()
    };
    standard.checks.iter().flat_map(of_check).collect()
}

fn unused_ops(standard: &Standard) -> Vec<Fault> {
    let of_checks = standard
        .checks
        .iter()
        .flat_map(|check| choices(&check.kind));
    let effects = of_checks.chain(standard.combos.iter().map(|combo| &combo.effect));
    let used = effects.fold(0_u64, |used, effect| {
        used | effect.fix.map_or(0, |op| 1 << op)
    });
    let unused = standard
        .ops
        .iter()
        .enumerate()
        .filter(|(index, _)| used >> index & 1 == 0);
    unused
        .map(|(_, op)| {
            let what = format!("no answer asks for operation `{}`", op.id);
            Fault::new(op.line, what, "ask for it in a `fix`, or drop it")
        })
        .collect()
}
