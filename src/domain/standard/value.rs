//! What a verdict says of the price: each factor by itself, and how old the item was found to be.

use super::{
    Standard,
    answer::{Answer, Answers},
    dense::choices,
    factor::{Factor, basis_points_of_many},
    model::{Check, Kind},
    verdict::{Verdict, bits},
};

/// A factor of the price that an answer led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueFactor<'s> {
    /// The check or combo.
    pub id: &'s str,
    /// What is left of the value, in whole percents.
    pub pct: u8,
    /// What is left after it and all before it, in basis points, rounded half up.
    pub left_bp: u32,
}

/// The check that asks for an item's age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeCheck {
    /// Where the check stands.
    index: usize,
    /// How many thousandths of a month one thousandth of its unit is.
    months: i64,
    /// Whether its own bands say what age does to the value.
    pub has_factors: bool,
}

impl AgeCheck {
    /// The check called `age_months`, `age_years`, or `age` with a unit that is one of these; one
    /// that is not always asked does not count.
    pub(super) fn of(checks: &[Check]) -> Option<Self> {
        let found = checks.iter().enumerate().find_map(|(index, check)| {
            let (Kind::Number(measure) | Kind::Count(measure)) = &check.kind else {
                return None;
            };
            let months = match (check.id.as_str(), measure.unit.as_str()) {
                ("age_months", _) | ("age", "月" | "months" | "mo") => 1,
                ("age_years", _) | ("age", "年" | "years" | "a") => 12,
                _ => return None,
            };
            check.when.is_empty().then_some((index, months))
        });
        let (index, months) = found?;
        let effects = choices(&checks[index].kind);
        Some(Self {
            index,
            months,
            has_factors: effects.iter().any(|effect| effect.value_pct.is_some()),
        })
    }

    /// The whole months that the answer says.
    pub fn months(&self, answers: &Answers) -> Option<u32> {
        let thousandths = match answers.get(self.index) {
            Answer::Number(number) => number.0 * self.months,
            Answer::Count(count) => count * 1000 * self.months,
            _ => return None,
        };
        u32::try_from(thousandths / 1000).ok()
    }
}

impl Verdict {
    /// Each factor that fired, in the order of the standard; the last one's `left_bp` is the
    /// verdict's whole factor.
    pub fn value_factors<'s>(&self, standard: &'s Standard) -> Vec<ValueFactor<'s>> {
        let of_checks = bits(self.fired.checks).map(|index| {
            let check = &standard.dense.checks[index];
            let pct = standard.dense.effect(check, self.state.choices[index]).pct;
            (standard.checks[index].id.as_str(), pct)
        });
        let of_combos = bits(self.fired.combos).map(|index| {
            let pct = standard.dense.combos[index].effect.pct;
            (standard.combos[index].id.as_str(), pct)
        });
        let (mut factor, mut found) = (Factor::WHOLE, Vec::new());
        let mut percents = Vec::new();
        for (id, pct) in of_checks.chain(of_combos).filter(|(_, pct)| *pct != 100) {
            percents.push(pct);
            let left_bp = match factor.take(pct) {
                true => factor.basis_points(),
                false => basis_points_of_many(percents.iter().copied()),
            };
            found.push(ValueFactor { id, pct, left_bp });
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::{built_in::BUILT_IN, sample::Sampler};
    use super::*;

    #[test]
    fn the_factors_come_to_the_factor_of_the_verdict() {
        for (_, source) in BUILT_IN {
            let standard = Standard::load(source).unwrap();
            let mut sampler = Sampler::new(&standard, 3);
            for _ in 0..500 {
                let answers = sampler.answers(40);
                let verdict = standard.verdict(&answers, None);
                let factors = verdict.value_factors(&standard);
                let left = factors.last().map_or(10_000, |factor| factor.left_bp);
                assert_eq!(left, verdict.factor_bp(), "{}", standard.id);
            }
        }
    }
}
