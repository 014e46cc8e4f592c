//! The early verdict: what is already certain while answers are still open.
//!
//! Each check can still come out in several ways; adding up the mildest and the harshest of
//! them bounds the verdict from both sides. The bounds may be wider than what can happen,
//! and never narrower: a class that is called final is final.

use super::{
    Standard,
    answer::{Answer, Answers},
    dense::{CEILING, DenseEffect, KNOCKOUT, REFUSE, SKIPPED},
    verdict::{Verdict, bits},
};
use crate::domain::class::Class;

/// The best and the worst that an inspection can still come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Early {
    /// The best class still possible; none where the item is already refused.
    pub best: Option<Class>,
    /// The worst class still possible; none where the item may yet be refused.
    pub worst: Option<Class>,
    /// The most points still possible.
    pub most_points: i32,
    /// The least points still possible.
    pub least_points: i32,
}

/// A verdict that no further answer can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// The item is to be held.
    Refused,
    /// The item has this class.
    Class(Class),
}

impl Early {
    /// The verdict, if nothing still open can change it.
    pub fn settled(&self) -> Option<Settled> {
        (self.best == self.worst).then(|| self.best.map_or(Settled::Refused, Settled::Class))
    }
}

/// One end of what is possible.
#[derive(Clone, Copy)]
struct End {
    flags: u8,
    lost_points: i32,
    lost: [i32; super::dense::AXES],
    ops: u64,
}

impl End {
    const NOTHING: Self = Self {
        flags: 0,
        lost_points: 0,
        lost: [0; _],
        ops: 0,
    };

    fn add(&mut self, axis: Option<u8>, outcome: Outcome) {
        self.flags |= outcome.flags;
        self.lost_points += outcome.deduct;
        self.ops |= outcome.ops;
        if let Some(axis) = axis {
            self.lost[usize::from(axis)] += outcome.deduct;
        }
    }
}

/// What one check leads to at one end.
#[derive(Clone, Copy)]
struct Outcome {
    flags: u8,
    deduct: i32,
    ops: u64,
}

impl Outcome {
    const NOTHING: Self = Self {
        flags: 0,
        deduct: 0,
        ops: 0,
    };

    fn of(effect: &DenseEffect) -> Self {
        Self {
            flags: effect.flags,
            deduct: effect.deduct,
            ops: effect.ops,
        }
    }

    /// What is certain where either may come.
    fn milder(self, other: Self) -> Self {
        Self {
            flags: self.flags & other.flags,
            deduct: self.deduct.min(other.deduct),
            ops: self.ops & other.ops,
        }
    }

    /// What is possible where either may come.
    fn harsher(self, other: Self) -> Self {
        Self {
            flags: self.flags | other.flags,
            deduct: self.deduct.max(other.deduct),
            ops: self.ops | other.ops,
        }
    }
}

impl Standard {
    /// What is certain while some of `answers` are open.
    pub fn early(&self, answers: &Answers, worth_yuan: Option<i64>) -> Early {
        let mut verdict = Verdict::default();
        // With every check forced, each answered one has its choice whatever is skipped.
        self.resolve(answers, u64::MAX, &mut verdict.state);
        let (mut mild, mut harsh) = (End::NOTHING, End::NOTHING);
        let mut possible = [0_u64; super::model::MOST_OF_A_KIND];
        for (index, check) in self.dense.checks.iter().enumerate() {
            let (may_be_asked, may_be_skipped) = self.may_be_asked(index, &possible);
            let answered = 1_u64 << verdict.state.choices[index];
            let open = u64::MAX >> (64 - u32::from(check.choice_count));
            let choices = if self.is_undecided(answers, index) {
                open
            } else {
                answered
            };
            let mut ends: Option<(Outcome, Outcome)> = None;
            let mut may_be = |least: Outcome, most: Outcome| {
                ends = Some(match ends {
                    Some((mild, harsh)) => (mild.milder(least), harsh.harsher(most)),
                    None => (least, most),
                });
            };
            if may_be_asked {
                possible[index] = choices;
                for choice in bits(choices) {
                    let effect = self.dense.effect(check, choice as u8);
                    let (least, most) = self.totals(answers, index, &verdict);
                    let outcome = Outcome::of(effect);
                    let with = |total| Outcome {
                        deduct: outcome.deduct + total,
                        ..outcome
                    };
                    may_be(with(least), with(most));
                }
            }
            if may_be_skipped {
                possible[index] |= 1 << SKIPPED;
                may_be(Outcome::NOTHING, Outcome::NOTHING);
            }
            let (least, most) = ends.unwrap_or((Outcome::NOTHING, Outcome::NOTHING));
            mild.add(Some(check.axis), least);
            harsh.add(Some(check.axis), most);
        }
        self.add_combos(&possible, &mut mild, &mut harsh);
        Early {
            best: self.class_at(&mild, worth_yuan),
            worst: self.class_at(&harsh, worth_yuan),
            most_points: 100 - mild.lost_points,
            least_points: 100 - harsh.lost_points,
        }
    }

    /// Whether the check may be asked, and whether it may be skipped.
    fn may_be_asked(&self, index: usize, possible: &[u64]) -> (bool, bool) {
        let mut ends = (true, false);
        for (on, mask) in self.dense.conditions_of(&self.dense.checks[index]) {
            let possible = possible[usize::from(*on)];
            ends.0 &= possible & mask != 0;
            ends.1 |= possible & !mask != 0;
        }
        ends
    }

    fn is_undecided(&self, answers: &Answers, index: usize) -> bool {
        *answers.get(index) == Answer::Open && self.dense.attached >> index & 1 == 0
    }

    /// The least and the most points that the defects of a check cost.
    fn totals(&self, answers: &Answers, index: usize, verdict: &Verdict) -> (i32, i32) {
        let check = &self.dense.checks[index];
        let slot = usize::from(check.slot);
        if !check.is_defects {
            (0, 0)
        } else if self.is_undecided(answers, index) {
            (0, self.dense.defects[slot].cap())
        } else {
            (verdict.state.totals[slot], verdict.state.totals[slot])
        }
    }

    fn add_combos(&self, possible: &[u64], mild: &mut End, harsh: &mut End) {
        for combo in &self.dense.combos {
            let count = |meets: &dyn Fn(u64, u64) -> bool| {
                let met = combo
                    .of
                    .iter()
                    .filter(|(on, mask)| meets(possible[usize::from(*on)], *mask));
                met.count() >= combo.at_least as usize
            };
            let outcome = Outcome::of(&combo.effect);
            if count(&|possible, mask| possible & !mask == 0) {
                mild.add(None, outcome);
            }
            if count(&|possible, mask| possible & mask != 0) {
                harsh.add(None, outcome);
            }
        }
    }

    fn class_at(&self, end: &End, worth_yuan: Option<i64>) -> Option<Class> {
        let cost_yuan = bits(end.ops).map(|op| self.dense.ops[op].0).sum();
        let points = i64::from(100 - end.lost_points);
        let has = |flag: u8| end.flags & flag != 0;
        if has(REFUSE) {
            None
        } else if has(KNOCKOUT)
            || worth_yuan.is_some_and(|worth| self.is_uneconomic(cost_yuan, worth))
            || points < self.rule.good_points
        {
            Some(Class::Scrap)
        } else if has(CEILING)
            || points < self.rule.premium_points
            || end
                .lost
                .iter()
                .zip(&self.dense.most_lost)
                .any(|(lost, most)| lost > most)
        {
            Some(Class::Good)
        } else {
            Some(Class::Premium)
        }
    }
}
