//! Draws answers from a generator of its own with a fixed seed, so that a lint that passed
//! once passes again.

use super::{
    Standard,
    answer::{Answer, Answers, Defect},
    milli::Milli,
    model::{Better, Kind, Measure},
};

/// The `splitmix64` generator: small, even, and the same everywhere.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// Starts at `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number under `bound`; zero where the bound is zero.
    pub const fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        ((mixed as u128 * bound as u128) >> 64) as u64
    }

    fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }

    fn between(&mut self, least: i64, greatest: i64) -> i64 {
        least + self.below((greatest - least + 1).unsigned_abs()) as i64
    }
}

/// Draws answers to one standard.
#[derive(Debug, Clone)]
pub struct Sampler<'a> {
    standard: &'a Standard,
    /// Where chance stands.
    pub chance: Chance,
    /// For each measured check its bands from the least measure up: first and last answer.
    bands: Vec<Vec<(i64, i64)>>,
}

impl<'a> Sampler<'a> {
    /// Draws from `seed` on.
    pub fn new(standard: &'a Standard, seed: u64) -> Self {
        let bands = standard.checks.iter().map(|check| match &check.kind {
            Kind::Number(measure) | Kind::Count(measure) => answers_by_band(measure),
            Kind::Bool { .. }
            | Kind::Enum { .. }
            | Kind::Defects(_)
            | Kind::Text
            | Kind::Photo { .. } => Vec::new(),
        });
        Self {
            standard,
            chance: Chance::new(seed),
            bands: bands.collect(),
        }
    }

    /// An inspection in which each answer is drawn anew in `fault_pct` of a hundred cases.
    pub fn answers(&mut self, fault_pct: u64) -> Answers {
        let mut answers = Answers::best(self.standard);
        for index in 0..answers.0.len() {
            if self.chance.below(100) < fault_pct {
                answers.0[index] = self.answer(index);
            }
        }
        answers
    }

    /// Any answer to the check at `index`; each band is as likely as any other.
    pub fn answer(&mut self, index: usize) -> Answer {
        match &self.standard.checks[index].kind {
            Kind::Bool { .. } => Answer::Bool(self.chance.below(2) == 0),
            Kind::Enum { options } => Answer::Option(self.chance.index(options.len()) as u8),
            Kind::Number(measure) | Kind::Count(measure) => {
                let band = self.chance.index(self.bands[index].len());
                let (first, last) = self.bands[index][band];
                self.measured(index, measure, first, last)
            }
            Kind::Defects(_) => {
                let count = self.chance.below(4);
                Answer::Defects((0..count).map(|_| self.defect(index)).collect())
            }
            Kind::Text => Answer::Text(String::new()),
            Kind::Photo { min } => Answer::PhotoCount(*min),
        }
    }

    /// A worse answer to the check at `index`, if there is one.
    pub fn worse(&mut self, index: usize, answer: &Answer) -> Option<Answer> {
        let check = &self.standard.checks[index];
        match (&check.kind, answer) {
            (Kind::Bool { .. }, Answer::Bool(true)) => Some(Answer::Bool(false)),
            (Kind::Enum { options }, Answer::Option(at)) => {
                let left = options.len() - 1 - usize::from(*at);
                // The next step is the one that an author is most likely to get wrong.
                let steps = 1 + self.chance.index(left) * self.chance.index(2);
                (left > 0).then(|| Answer::Option(at + steps as u8))
            }
            (Kind::Number(measure) | Kind::Count(measure), _) => {
                self.worse_measure(index, measure, thousandths(answer)?)
            }
            (Kind::Defects(_), Answer::Defects(list)) => {
                let mut worse = list.clone();
                worse.push(self.defect(index));
                Some(Answer::Defects(worse))
            }
            _ => None,
        }
    }

    fn worse_measure(&mut self, index: usize, measure: &Measure, now: i64) -> Option<Answer> {
        let default = thousandths(&self.standard.checks[index].default)?;
        let is_upwards = match measure.better {
            Better::Low => true,
            Better::High => false,
            Better::Mid if now == default => self.chance.below(2) == 0,
            Better::Mid => now > default,
        };
        let bands = &self.bands[index];
        let here = bands
            .iter()
            .position(|(first, last)| (*first..=*last).contains(&now))?;
        let next = if is_upwards {
            here + 1
        } else {
            here.wrapping_sub(1)
        };
        match bands.get(next) {
            Some((first, last)) if self.chance.below(4) > 0 => {
                let (first, last) = (*first, *last);
                Some(self.measured(index, measure, first, last))
            }
            _ if is_upwards && now < measure.greatest.0 => {
                Some(self.measured(index, measure, now + measure.step.0, measure.greatest.0))
            }
            _ if !is_upwards && now > measure.least.0 => {
                Some(self.measured(index, measure, measure.least.0, now - measure.step.0))
            }
            _ => None,
        }
    }

    fn measured(&mut self, index: usize, measure: &Measure, first: i64, last: i64) -> Answer {
        let steps = (last - first) / measure.step.0;
        let drawn = first + self.chance.between(0, steps) * measure.step.0;
        match self.standard.checks[index].kind {
            Kind::Count(_) => Answer::Count(drawn / 1000),
            _ => Answer::Number(Milli(drawn)),
        }
    }

    fn defect(&mut self, index: usize) -> Defect {
        let Kind::Defects(defects) = &self.standard.checks[index].kind else {
            return Defect {
                zone: 0,
                kind: 0,
                size: Milli(0),
            };
        };
        Defect {
            zone: self.chance.index(defects.zones.len()) as u8,
            kind: self.chance.index(defects.types.len()) as u8,
            size: Milli(self.chance.between(0, 60) * 500),
        }
    }
}

/// A measure in thousandths, whichever kind it is.
fn thousandths(answer: &Answer) -> Option<i64> {
    match answer {
        Answer::Number(number) => Some(number.0),
        Answer::Count(count) => Some(count * 1000),
        _ => None,
    }
}

/// The first and the last answer of each band that holds any, from the least up.
fn answers_by_band(measure: &Measure) -> Vec<(i64, i64)> {
    use super::model::Bound;
    let (least, step) = (measure.least.0, measure.step.0);
    let mut starts: Vec<i64> = measure
        .bands
        .iter()
        .filter_map(|band| match band.bound {
            Bound::Below(bound) | Bound::From(bound) => Some(bound.0),
            Bound::Open => None,
        })
        // A bound between two steps begins its band at the next step.
        .map(|bound| least + (bound - least + step - 1).div_euclid(step) * step)
        .chain([least])
        .filter(|start| *start <= measure.greatest.0)
        .collect();
    starts.sort_unstable();
    starts.dedup();
    let ends = starts
        .iter()
        .skip(1)
        .map(|next| next - step)
        .chain([measure.greatest.0]);
    starts.iter().copied().zip(ends).collect()
}
