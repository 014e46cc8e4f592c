//! Evaluates an inspection: answers to a state, a state to a verdict.

use super::{
    Standard,
    answer::{Answer, Answers},
    dense::{CEILING, DenseCheck, DenseEffect, FIRES, KNOCKOUT, REFUSE, SKIPPED, place},
    factor::{Factor, basis_points_of_many},
    model::MOST_OF_A_KIND,
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
        let mut tally = Tally::new();
        verdict.lost = [0; _];
        self.walk(
            answers,
            0,
            &mut verdict.state,
            |index, check, choice, total| {
                let effect = self.dense.effect(check, choice);
                verdict.lost[usize::from(check.axis)] += tally.add_check(index, effect, total);
            },
        );
        self.finish(worth_yuan, tally, verdict);
    }

    /// The verdict on `answers`, for where there is none to be used again.
    pub fn verdict(&self, answers: &Answers, worth_yuan: Option<i64>) -> Verdict {
        let mut verdict = Verdict::default();
        self.evaluate(answers, worth_yuan, &mut verdict);
        verdict
    }

    /// Finds each check's choice; checks in `forced` are asked whatever their `when` says.
    pub(super) fn resolve(&self, answers: &Answers, forced: u64, state: &mut State) {
        self.walk(answers, forced, state, |_, _, _, _| {});
    }

    /// Finds each check's choice and shows it, with the points of its defects, to `see`.
    #[inline]
    fn walk(
        &self,
        answers: &Answers,
        forced: u64,
        state: &mut State,
        mut see: impl FnMut(usize, &DenseCheck, u8, i32),
    ) {
        let (mut skipped, mut open, mut faulty, mut absent) = (0_u64, 0_u64, 0_u64, 0_u64);
        for (index, (check, answer)) in self.dense.checks.iter().zip(&answers.0).enumerate() {
            let bit = 1_u64 << index;
            if !self.is_asked(check, &state.choices) && forced & bit == 0 {
                skipped |= bit;
                state.choices[index] = SKIPPED;
                continue;
            }
            let mut total = 0;
            let choice = match answer {
                Answer::Bool(truth) => u8::from(!truth),
                Answer::Option(option) => *option,
                Answer::Number(number) => self.dense.band_of(check, number.0),
                Answer::Count(count) => self.dense.band_of(check, count * 1000),
                Answer::Defects(list) => {
                    faulty |= if list.is_empty() { 0 } else { bit };
                    let (points, choice) = self.dense.defects[usize::from(check.slot)].weigh(list);
                    total = points;
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
                    let held = if self.dense.attached & bit == 0 {
                        &mut open
                    } else {
                        &mut absent
                    };
                    *held |= bit;
                    check.best
                }
            };
            // An answer to another standard's check must not reach into a neighbour's table.
            let choice = choice.min(check.choice_count - 1);
            faulty |= if choice == check.best { 0 } else { bit };
            state.choices[index] = choice;
            if check.is_defects {
                state.totals[usize::from(check.slot)] = total;
            }
            see(index, check, choice, total);
        }
        (state.skipped, state.open, state.faulty, state.absent) = (skipped, open, faulty, absent);
    }

    /// Whether everything that the check hangs on is met.
    pub(super) fn is_asked(&self, check: &DenseCheck, choices: &[u8; MOST_OF_A_KIND]) -> bool {
        self.dense
            .conditions_of(check)
            .iter()
            .all(|condition| meets(condition, choices))
    }

    /// Decides on the choices in `verdict.state` as they are.
    pub(super) fn weigh(&self, worth_yuan: Option<i64>, verdict: &mut Verdict) {
        let mut tally = Tally::new();
        verdict.lost = [0; _];
        for (index, check) in self.dense.checks.iter().enumerate() {
            if verdict.state.skipped >> index & 1 == 0 {
                let effect = self.dense.effect(check, verdict.state.choices[index]);
                let slot = usize::from(check.slot);
                let total = if check.is_defects {
                    verdict.state.totals[slot]
                } else {
                    0
                };
                verdict.lost[usize::from(check.axis)] += tally.add_check(index, effect, total);
            }
        }
        self.finish(worth_yuan, tally, verdict);
    }

    /// Adds the combos and decides, in the one order of steps.
    fn finish(&self, worth_yuan: Option<i64>, mut tally: Tally, verdict: &mut Verdict) {
        for (index, combo) in self.dense.combos.iter().enumerate() {
            let met = combo
                .of
                .iter()
                .filter(|one| meets(one, &verdict.state.choices))
                .count();
            if met >= combo.at_least as usize {
                tally.add_combo(index, &combo.effect);
            }
        }
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

/// Whether the choices meet one condition; a skipped check meets none.
fn meets((check, answers): &(u8, u64), choices: &[u8; MOST_OF_A_KIND]) -> bool {
    answers >> (choices[usize::from(*check) % MOST_OF_A_KIND] & SKIPPED) & 1 == 1
}

impl Tally {
    const fn new() -> Self {
        const NONE: Marks = Marks {
            checks: 0,
            combos: 0,
        };
        Self {
            lost_points: 0,
            ops: 0,
            factor: Factor::WHOLE,
            is_exact: true,
            fired: NONE,
            refuse: NONE,
            knockout: NONE,
            ceiling: NONE,
        }
    }

    /// Adds what a check leads to, and gives back the points that it loses.
    #[inline]
    fn add_check(&mut self, index: usize, effect: &DenseEffect, total: i32) -> i32 {
        let mark = |flag: u8| u64::from(effect.flags & flag != 0) << index;
        self.fired.checks |= mark(FIRES) | u64::from(total > 0) << index;
        self.refuse.checks |= mark(REFUSE);
        self.knockout.checks |= mark(KNOCKOUT);
        self.ceiling.checks |= mark(CEILING);
        self.add(effect, effect.deduct + total)
    }

    fn add_combo(&mut self, index: usize, effect: &DenseEffect) {
        let mark = |flag: u8| u64::from(effect.flags & flag != 0) << index;
        self.fired.combos |= mark(FIRES);
        self.refuse.combos |= mark(REFUSE);
        self.knockout.combos |= mark(KNOCKOUT);
        self.ceiling.combos |= mark(CEILING);
        self.add(effect, effect.deduct);
    }

    #[inline]
    fn add(&mut self, effect: &DenseEffect, lost: i32) -> i32 {
        self.ops |= effect.ops;
        self.lost_points += lost;
        if effect.pct != 100 {
            self.is_exact &= self.factor.take(effect.pct);
        }
        lost
    }
}
