//! A verdict in words: what commands print and what goes out as JSON.

use serde::Serialize;

use super::{
    Standard,
    dense::choices,
    model::Kind,
    verdict::{Step, Verdict, bits},
    words::{choice_words, effect_words},
};
use crate::domain::{class::Class, lang::Lang};

/// A verdict as people and programs read it; the names are those of the JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerdictReport {
    /// The item is to be held.
    pub refused: bool,
    /// The class, unless refused.
    pub class: Option<&'static str>,
    /// The 成色, unless refused or the standard has none.
    pub label: Option<String>,
    /// 100 less everything deducted.
    pub points: i32,
    /// The operations asked for, sorted.
    pub ops: Vec<String>,
    /// What they cost.
    pub refurbish_yuan: i64,
    /// How long they take.
    pub minutes: i64,
    /// What decided.
    pub because: Vec<String>,
    /// The checks that were not asked.
    pub skipped: Vec<String>,
    /// What is left of the value.
    pub factor_bp: u32,
    /// What the class requires and is not there.
    pub missing: Vec<String>,
    /// Everything that led to anything, in order.
    pub fired: Vec<FiredReport>,
    /// The least operations that lead to the best class in reach, if that is a better one.
    pub better_after: Option<BetterAfter>,
    /// The checks that ask for a photo of their own.
    pub photos_wanted: Vec<String>,
    /// What staff call all this.
    #[serde(skip)]
    pub names: Names,
}

/// What staff call that which a report names by ids, in the same order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// The operations.
    pub ops: Vec<String>,
    /// What decided.
    pub because: Vec<String>,
    /// The operations that would make the class better.
    pub better_after: Vec<String>,
    /// The checks that ask for a photo.
    pub photos_wanted: Vec<String>,
}

/// One check or combo that led to something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FiredReport {
    /// The check or combo.
    pub id: String,
    /// The answer and what it led to, in words.
    pub effect: String,
}

/// What would make the class better.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BetterAfter {
    /// The class after the operations.
    pub class: &'static str,
    /// The operations, sorted.
    pub ops: Vec<String>,
}

impl Verdict {
    /// The verdict in words.
    pub fn to_report(&self, standard: &Standard, lang: Lang) -> VerdictReport {
        let owned = |ids: &mut dyn Iterator<Item = &str>| ids.map(str::to_owned).collect();
        let label = standard.label(i64::from(self.points), self.class());
        VerdictReport {
            refused: self.is_refused(),
            class: self.class().map(Class::as_str),
            label: label.map(|label| label.name.get(lang).to_owned()),
            points: self.points,
            ops: owned(&mut self.ops(standard)),
            refurbish_yuan: self.refurbish_yuan,
            minutes: self.minutes,
            because: owned(&mut self.because(standard)),
            skipped: owned(&mut self.skipped(standard)),
            factor_bp: self.factor_bp,
            missing: owned(&mut self.missing(standard)),
            fired: self.fired_report(standard, lang),
            better_after: self.better_after(standard).map(|(class, ops)| BetterAfter {
                class: class.as_str(),
                ops: ops.into_iter().map(str::to_owned).collect(),
            }),
            photos_wanted: owned(&mut self.photos_wanted(standard)),
            names: self.names(standard, lang),
        }
    }

    /// What decided, as staff call it.
    pub fn because_names<'s>(&self, standard: &'s Standard, lang: Lang) -> Vec<&'s str> {
        let checks = bits(self.because.checks).map(|index| &standard.checks[index].name);
        let combos = bits(self.because.combos).map(|index| &standard.combos[index].name);
        let rule = match self.step {
            Step::RepairMaxPct => Some(lang.pick("翻新不划算", "repairs that do not pay")),
            Step::GoodPoints | Step::PremiumPoints => Some(lang.pick("分数", "points")),
            Step::AxisFloor => Some(lang.pick("单项分数", "the points of one axis")),
            Step::Refuse | Step::Knockout | Step::Ceiling | Step::Nothing => None,
        };
        let names = checks.chain(combos).map(|name| name.get(lang));
        names.chain(rule).collect()
    }

    fn names(&self, standard: &Standard, lang: Lang) -> Names {
        let op = |id: &str| {
            let found = standard.ops.iter().find(|op| op.id == id);
            found.map_or(id, |op| op.name.get(lang)).to_owned()
        };
        let better = self.better_after(standard);
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        Names {
            ops: self.ops(standard).map(op).collect(),
            because: owned(self.because_names(standard, lang)),
            better_after: better
                .map_or_else(Vec::new, |(_, ops)| ops.into_iter().map(op).collect()),
            photos_wanted: bits(self.photos_wanted)
                .map(|index| standard.checks[index].name.get(lang).to_owned())
                .collect(),
        }
    }

    /// The better class that the operations asked for lead to, and which of them it takes.
    ///
    /// What an operation puts right counts as at its best, and so do the checks that were
    /// skipped for its sake: they are asked anew afterwards.
    pub fn better_after<'a>(&self, standard: &'a Standard) -> Option<(Class, Vec<&'a str>)> {
        let now = self.class()?;
        let reached = self
            .after(standard, self.ops)
            .filter(|class| *class > now)?;
        let mut needed = self.ops;
        for op in bits(self.ops) {
            let without = needed & !(1 << op);
            if self.after(standard, without) == Some(reached) {
                needed = without;
            }
        }
        Some((
            reached,
            bits(needed)
                .map(|op| standard.ops[op].id.as_str())
                .collect(),
        ))
    }

    fn after(&self, standard: &Standard, ops: u64) -> Option<Class> {
        let cleared = bits(ops).fold(0, |clears, op| clears | standard.ops[op].clears);
        let mut after = *self;
        let state = &mut after.state;
        state.skipped = 0;
        for (index, check) in standard.dense.checks.iter().enumerate() {
            let is_met = standard.is_asked(check, &state.choices);
            let was_skipped = self.state.skipped >> index & 1 == 1;
            if !is_met {
                state.choices[index] = super::dense::SKIPPED;
                state.skipped |= 1 << index;
            } else if was_skipped || cleared >> index & 1 == 1 {
                state.choices[index] = check.best;
                if check.is_defects {
                    state.totals[usize::from(check.slot)] = 0;
                }
            }
        }
        standard.weigh(self.worth_yuan, &mut after);
        after.class()
    }

    fn fired_report(&self, standard: &Standard, lang: Lang) -> Vec<FiredReport> {
        let of_checks = bits(self.fired.checks).map(|index| {
            let check = &standard.checks[index];
            let choice = usize::from(self.state.choices[index]);
            let mut words = effect_words(standard, choices(&check.kind)[choice], lang);
            if let Kind::Defects(_) = check.kind {
                let slot = usize::from(standard.dense.checks[index].slot);
                words.insert(0, format!("-{}", self.state.totals[slot]));
            }
            let answer = choice_words(&check.kind, choice, lang);
            let name = check.name.get(lang);
            let answer = if answer.is_empty() {
                name.to_owned()
            } else {
                format!("{name}: {answer}")
            };
            FiredReport {
                id: check.id.clone(),
                effect: format!("{answer} → {}", words.join(", ")),
            }
        });
        let of_combos = bits(self.fired.combos).map(|index| {
            let combo = &standard.combos[index];
            let words = effect_words(standard, &combo.effect, lang).join(", ");
            let effect = format!("{} → {words}", combo.name.get(lang));
            FiredReport {
                id: combo.id.clone(),
                effect,
            }
        });
        of_checks.chain(of_combos).collect()
    }
}
