//! Evaluates an inspection: answers to a state, a state to a verdict.

use super::{
    Standard,
    answer::{Answer, Answers},
    dense::{CEILING, DenseEffect, FIRES, KNOCKOUT, REFUSE, SKIPPED, place},
    factor::{Factor, basis_points_of_many},
    verdict::{Marks, State, Step, Verdict, bits},
};

/// Everything that fired so far, added up.
struct Tally {
    lost_points: i32,
    ops: u64,
    factor: Factor,
    is_exact: bool,
    fired: Marks,
    refuse: Marks,
    knockout: Marks,
    ceiling: Marks,
}

impl Standard {
    /// Evaluates `answers` into `verdict`; an open answer counts as the best one.
    ///
    /// # Panics
    ///
    /// Where the answers belong to a standard with fewer checks.
    pub fn evaluate(&self, answers: &Answers, worth_yuan: Option<i64>, verdict: &mut Verdict) {
        self.resolve(answers, 0, &mut verdict.state);
        self.weigh(worth_yuan, verdict);
    }

    /// The verdict on `answers`, for where there is none to be used again.
    pub fn verdict(&self, answers: &Answers, worth_yuan: Option<i64>) -> Verdict {
        let mut verdict = Verdict::default();
        self.evaluate(answers, worth_yuan, &mut verdict);
        verdict
    }

    /// Finds each check's choice; checks in `forced` are asked whatever their `when` says.
    pub(super) fn resolve(&self, answers: &Answers, forced: u64, state: &mut State) {
        let (mut skipped, mut open, mut faulty, mut absent) = (0_u64, 0_u64, 0_u64, 0_u64);
        for (index, (check, answer)) in self.dense.checks.iter().zip(&answers.0).enumerate() {
            let is_met = self
                .dense
                .conditions_of(check)
                .iter()
                .all(|(on, mask)| mask >> (state.choices[usize::from(*on)] & 63) & 1 == 1);
            let bit = 1_u64 << index;
            if !is_met && forced & bit == 0 {
                skipped |= bit;
                state.choices[index] = SKIPPED;
                continue;
            }
            let choice = match answer {
                Answer::Bool(truth) => u8::from(!truth),
                Answer::Option(option) => *option,
                Answer::Number(number) => self.dense.band_of(check, number.0),
                Answer::Count(count) => self.dense.band_of(check, count * 1000),
                Answer::Defects(list) => {
                    let slot = usize::from(check.slot);
                    let (total, choice) = self.dense.defects[slot].weigh(list);
                    state.totals[slot] = total;
                    faulty |= if list.is_empty() { 0 } else { bit };
                    choice
                }
                Answer::Text(text) => {
                    absent |= if text.is_empty() { bit } else { 0 };
                    0
                }
                Answer::Photos(_) | Answer::PhotoCount(_) => {
                    let is_enough = answer.photo_count() >= self.dense.photo_min[index];
                    absent |= if is_enough { 0 } else { bit };
                    0
                }
                Answer::Open => {
                    let (is_open, total_slot) = self.open_end(index);
                    open |= if is_open { bit } else { 0 };
                    absent |= if is_open { 0 } else { bit };
                    if let Some(slot) = total_slot {
                        state.totals[slot] = 0;
                    }
                    check.best
                }
            };
            let choice = choice.min(check.choice_count - 1);
            faulty |= if choice == check.best { 0 } else { bit };
            state.choices[index] = choice;
        }
        (state.skipped, state.open, state.faulty, state.absent) = (skipped, open, faulty, absent);
    }

    /// Decides on `verdict.state`, in the one order of steps.
    pub(super) fn weigh(&self, worth_yuan: Option<i64>, verdict: &mut Verdict) {
        let mut tally = Tally {
            lost_points: 0,
            ops: 0,
            factor: Factor::WHOLE,
            is_exact: true,
            fired: Marks::default(),
            refuse: Marks::default(),
            knockout: Marks::default(),
            ceiling: Marks::default(),
        };
        verdict.lost = [0; _];
        self.tally_checks(verdict, &mut tally);
        self.tally_combos(&verdict.state, &mut tally);
        (verdict.refurbish_yuan, verdict.minutes) = (0, 0);
        for op in bits(tally.ops) {
            let (cost_yuan, minutes) = self.dense.ops[op];
            verdict.refurbish_yuan += cost_yuan;
            verdict.minutes += minutes;
        }
        verdict.worth_yuan = worth_yuan;
        verdict.points = 100 - tally.lost_points;
        verdict.ops = tally.ops;
        verdict.factor_bp = match tally.is_exact {
            true => tally.factor.basis_points(),
            false => self.factor_of_many(verdict, tally.fired),
        };
        verdict.fired = tally.fired;
        (verdict.step, verdict.because) = self.decide(verdict, &tally);
        let state = &verdict.state;
        let required = verdict
            .class()
            .map_or(0, |class| self.dense.required_for[place(class)]);
        verdict.missing = state.absent & required;
        verdict.photos_wanted = (self.dense.photo_always & !state.skipped)
            | (self.dense.photo_on_defect & state.faulty);
    }

    fn tally_checks(&self, verdict: &mut Verdict, tally: &mut Tally) {
        for (index, check) in self.dense.checks.iter().enumerate() {
            let choice = verdict.state.choices[index];
            let bit = 1_u64 << index;
            if verdict.state.skipped & bit != 0 {
                continue;
            }
            let effect = self.dense.effect(check, choice);
            let mut lost = effect.deduct;
            let mut fires = effect.flags & FIRES != 0;
            if check.is_defects {
                let total = verdict.state.totals[usize::from(check.slot)];
                lost += total;
                fires |= total > 0;
            }
            verdict.lost[usize::from(check.axis)] += lost;
            tally.lost_points += lost;
            tally.add(effect);
            let mark = |flag: u8| if effect.flags & flag != 0 { bit } else { 0 };
            tally.fired.checks |= if fires { bit } else { 0 };
            tally.refuse.checks |= mark(REFUSE);
            tally.knockout.checks |= mark(KNOCKOUT);
            tally.ceiling.checks |= mark(CEILING);
        }
    }

    fn tally_combos(&self, state: &State, tally: &mut Tally) {
        for (index, combo) in self.dense.combos.iter().enumerate() {
            let met: u64 = combo
                .of
                .iter()
                .map(|(check, mask)| mask >> (state.choices[usize::from(*check)] & 63) & 1)
                .sum();
            if met < u64::from(combo.at_least) {
                continue;
            }
            let effect = &combo.effect;
            let bit = 1_u64 << index;
            let mark = |flag: u8| if effect.flags & flag != 0 { bit } else { 0 };
            tally.lost_points += effect.deduct;
            tally.add(effect);
            tally.fired.combos |= mark(FIRES);
            tally.refuse.combos |= mark(REFUSE);
            tally.knockout.combos |= mark(KNOCKOUT);
            tally.ceiling.combos |= mark(CEILING);
        }
    }

    fn decide(&self, verdict: &Verdict, tally: &Tally) -> (Step, Marks) {
        let points = i64::from(verdict.points);
        let is_uneconomic = verdict
            .worth_yuan
            .is_some_and(|worth| self.is_uneconomic(verdict.refurbish_yuan, worth));
        if !tally.refuse.is_empty() {
            (Step::Refuse, tally.refuse)
        } else if !tally.knockout.is_empty() {
            (Step::Knockout, tally.knockout)
        } else if is_uneconomic {
            (Step::RepairMaxPct, Marks::default())
        } else if points < self.rule.good_points {
            (Step::GoodPoints, Marks::default())
        } else if !tally.ceiling.is_empty() {
            (Step::Ceiling, tally.ceiling)
        } else if points < self.rule.premium_points {
            (Step::PremiumPoints, Marks::default())
        } else if verdict
            .lost
            .iter()
            .zip(&self.dense.most_lost)
            .any(|(lost, most)| lost > most)
        {
            (Step::AxisFloor, Marks::default())
        } else {
            (Step::Nothing, Marks::default())
        }
    }

    /// Whether refurbishing for `cost_yuan` does not pay at that worth.
    pub(super) fn is_uneconomic(&self, cost_yuan: i64, worth_yuan: i64) -> bool {
        cost_yuan.saturating_mul(100) > worth_yuan.saturating_mul(self.rule.repair_max_pct)
    }

    /// Whether an unanswered check leaves the class open, and its slot if it is one of defects.
    fn open_end(&self, index: usize) -> (bool, Option<usize>) {
        use super::model::Kind;
        let slot = usize::from(self.dense.checks[index].slot);
        match self.checks[index].kind {
            Kind::Defects(_) => (true, Some(slot)),
            Kind::Text | Kind::Photo { .. } => (false, None),
            Kind::Bool { .. } | Kind::Enum { .. } | Kind::Number(_) | Kind::Count(_) => {
                (true, None)
            }
        }
    }

    #[cold]
    fn factor_of_many(&self, verdict: &Verdict, fired: Marks) -> u32 {
        let of_checks = bits(fired.checks).map(|index| {
            let check = &self.dense.checks[index];
            self.dense.effect(check, verdict.state.choices[index]).pct
        });
        let of_combos = bits(fired.combos).map(|index| self.dense.combos[index].effect.pct);
        basis_points_of_many(of_checks.chain(of_combos))
    }
}

impl Tally {
    fn add(&mut self, effect: &DenseEffect) {
        self.ops |= effect.ops;
        if effect.pct != 100 {
            self.is_exact &= self.factor.take(effect.pct);
        }
    }
}
