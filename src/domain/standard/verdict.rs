//! The verdict on an inspection, and what it was decided by.

use super::{
    Standard,
    dense::{AXES, SKIPPED},
    model::{MOST_DEFECT_CHECKS, MOST_OF_A_KIND},
};
use crate::domain::class::Class;

/// The step of the verdict that decided it; each outranks those after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A check or a combo refuses the item.
    Refuse,
    /// A check or a combo makes it scrap.
    Knockout,
    /// Refurbishing costs more than it is worth.
    RepairMaxPct,
    /// Too few points even for good.
    GoodPoints,
    /// A check or a combo makes it good at best.
    Ceiling,
    /// Too few points for premium.
    PremiumPoints,
    /// One axis alone is too low for premium.
    AxisFloor,
    /// Nothing spoke against premium.
    Nothing,
}

impl Step {
    /// The class that the step decides on; none where the item is refused.
    pub const fn class(self) -> Option<Class> {
        match self {
            Self::Refuse => None,
            Self::Knockout | Self::RepairMaxPct | Self::GoodPoints => Some(Class::Scrap),
            Self::Ceiling | Self::PremiumPoints | Self::AxisFloor => Some(Class::Good),
            Self::Nothing => Some(Class::Premium),
        }
    }

    /// The name of the rule that decided, where no check or combo did.
    pub const fn rule(self) -> Option<&'static str> {
        match self {
            Self::RepairMaxPct => Some("rule.repair_max_pct"),
            Self::GoodPoints => Some("rule.good_points"),
            Self::PremiumPoints => Some("rule.premium_points"),
            Self::AxisFloor => Some("rule.axis_floor"),
            Self::Refuse | Self::Knockout | Self::Ceiling | Self::Nothing => None,
        }
    }
}

/// A set of checks and combos, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks {
    pub(super) checks: u64,
    pub(super) combos: u64,
}

impl Marks {
    pub(super) const fn is_empty(self) -> bool {
        self.checks == 0 && self.combos == 0
    }
}

/// What the answers come to, check by check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    /// The option, band or total reached by each check.
    pub(super) choices: [u8; MOST_OF_A_KIND],
    /// The points lost by each check of defects.
    pub(super) totals: [i32; MOST_DEFECT_CHECKS],
    pub(super) skipped: u64,
    /// Asked, and not answered yet.
    pub(super) open: u64,
    /// Asked, and not at their best.
    pub(super) faulty: u64,
    /// Texts and photos that are not there.
    pub(super) absent: u64,
}

/// The verdict on one inspection. Evaluating into it again allocates nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    pub(super) state: State,
    pub(super) step: Step,
    pub(super) points: i32,
    pub(super) ops: u64,
    pub(super) refurbish_yuan: i64,
    pub(super) minutes: i64,
    pub(super) factor_bp: u32,
    pub(super) fired: Marks,
    pub(super) because: Marks,
    pub(super) lost: [i32; AXES],
    pub(super) worth_yuan: Option<i64>,
    pub(super) missing: u64,
    pub(super) photos_wanted: u64,
}

impl Default for Verdict {
    fn default() -> Self {
        let state = State {
            choices: [SKIPPED; MOST_OF_A_KIND],
            totals: [0; MOST_DEFECT_CHECKS],
            skipped: 0,
            open: 0,
            faulty: 0,
            absent: 0,
        };
        Self {
            state,
            step: Step::Nothing,
            points: 100,
            ops: 0,
            refurbish_yuan: 0,
            minutes: 0,
            factor_bp: 10_000,
            fired: Marks::default(),
            because: Marks::default(),
            lost: [0; AXES],
            worth_yuan: None,
            missing: 0,
            photos_wanted: 0,
        }
    }
}

impl Verdict {
    /// The class; none where the item is refused.
    pub const fn class(&self) -> Option<Class> {
        self.step.class()
    }

    /// Whether the item is to be held.
    pub const fn is_refused(&self) -> bool {
        matches!(self.step, Step::Refuse)
    }

    /// The step that decided.
    pub const fn step(&self) -> Step {
        self.step
    }

    /// 100 less everything deducted; it may be under zero.
    pub const fn points(&self) -> i32 {
        self.points
    }

    /// What the operations cost together.
    pub const fn refurbish_yuan(&self) -> i64 {
        self.refurbish_yuan
    }

    /// How long the operations take together.
    pub const fn minutes(&self) -> i64 {
        self.minutes
    }

    /// What is left of the value, in basis points.
    pub const fn factor_bp(&self) -> u32 {
        self.factor_bp
    }

    /// Whether everything is answered and nothing that the class requires is missing.
    pub const fn complete(&self) -> bool {
        self.missing == 0 && self.state.open == 0
    }

    /// The operations asked for, sorted by id.
    pub fn ops<'a>(&self, standard: &'a Standard) -> impl Iterator<Item = &'a str> + use<'a> {
        bits(self.ops).map(|op| standard.ops[op].id.as_str())
    }

    /// The ids of the deciding step, or the one rule that decided; nothing for premium.
    pub fn because<'a>(&self, standard: &'a Standard) -> impl Iterator<Item = &'a str> + use<'a> {
        ids(standard, self.because).chain(self.step.rule())
    }

    /// The checks that were not asked.
    pub fn skipped<'a>(&self, standard: &'a Standard) -> impl Iterator<Item = &'a str> + use<'a> {
        checks(standard, self.state.skipped)
    }

    /// The checks that are asked and not answered yet.
    pub fn open<'a>(&self, standard: &'a Standard) -> impl Iterator<Item = &'a str> + use<'a> {
        checks(standard, self.state.open)
    }

    /// The same by their places in the standard.
    pub fn open_indexes(&self) -> impl Iterator<Item = usize> + use<> {
        bits(self.state.open)
    }

    /// The photos and texts that the class requires and that are not there.
    pub fn missing<'a>(&self, standard: &'a Standard) -> impl Iterator<Item = &'a str> + use<'a> {
        checks(standard, self.missing)
    }

    /// The checks whose answers ask for a photo of their own.
    pub fn photos_wanted<'a>(
        &self,
        standard: &'a Standard,
    ) -> impl Iterator<Item = &'a str> + use<'a> {
        checks(standard, self.photos_wanted)
    }

    /// The checks and combos that led to anything, in order.
    pub fn fired<'a>(&self, standard: &'a Standard) -> impl Iterator<Item = &'a str> + use<'a> {
        ids(standard, self.fired)
    }
}

fn checks(standard: &Standard, mask: u64) -> impl Iterator<Item = &str> {
    bits(mask).map(|index| standard.checks[index].id.as_str())
}

fn ids(standard: &Standard, marks: Marks) -> impl Iterator<Item = &str> {
    let combos = bits(marks.combos).map(|index| standard.combos[index].id.as_str());
    checks(standard, marks.checks).chain(combos)
}

/// The places of the bits that are set, from the least.
pub(super) fn bits(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = mask.trailing_zeros();
        mask &= mask.wrapping_sub(1);
        (place < 64).then_some(place as usize)
    })
}
