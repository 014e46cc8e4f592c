//! A standard as its author wrote it: what the station shows and what the lint looks at.
//! The engine runs on the dense tables that are compiled from it.

use super::{answer::Answer, milli::Milli};
use crate::domain::{
    class::Class,
    lang::{Lang, Text},
};

/// The most checks, operations or combos a standard may have: one bit each in a `u64`.
pub const MOST_OF_A_KIND: usize = 64;
/// The most options or bands of a check; one more number is kept for "skipped".
pub const MOST_OPTIONS: usize = 63;
/// The most checks of kind `defects` in one standard.
pub const MOST_DEFECT_CHECKS: usize = 8;
/// The most points that a single step may cost.
pub const MOST_POINTS: i64 = 1000;

/// The part of the goods' condition that a check looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Axis {
    /// Is it the thing it is said to be?
    Identity,
    /// Is it genuine and free of other people's claims?
    Authenticity,
    /// May it be handled and sold without danger?
    Safety,
    /// Does it work?
    Functional,
    /// How does it look?
    Cosmetic,
    /// Is everything there?
    Completeness,
    /// Is it free of the last owner's records?
    Data,
}

impl Axis {
    /// Every axis, in the order of their numbers.
    pub const ALL: [Self; 7] = [
        Self::Identity,
        Self::Authenticity,
        Self::Safety,
        Self::Functional,
        Self::Cosmetic,
        Self::Completeness,
        Self::Data,
    ];

    /// The word in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Authenticity => "authenticity",
            Self::Safety => "safety",
            Self::Functional => "functional",
            Self::Cosmetic => "cosmetic",
            Self::Completeness => "completeness",
            Self::Data => "data",
        }
    }

    /// The axis of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|axis| axis.as_str() == word)
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::En, _) => self.as_str(),
            (Lang::Zh, Self::Identity) => "身份",
            (Lang::Zh, Self::Authenticity) => "真伪与权属",
            (Lang::Zh, Self::Safety) => "安全",
            (Lang::Zh, Self::Functional) => "功能",
            (Lang::Zh, Self::Cosmetic) => "外观",
            (Lang::Zh, Self::Completeness) => "齐全",
            (Lang::Zh, Self::Data) => "数据",
        }
    }
}

/// Which answers of a measured check are the better ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Better {
    /// The lower the better; bands go up by `below`.
    #[default]
    Low,
    /// The higher the better; bands go down by `from`.
    High,
    /// Best in the middle; bands go up by `below`, the worst at both ends.
    Mid,
}

impl Better {
    /// Each of them; the first is meant where the file says nothing.
    pub const ALL: [Self; 3] = [Self::Low, Self::High, Self::Mid];

    /// The word in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::High => "high",
            Self::Mid => "mid",
        }
    }

    /// The one of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|better| better.as_str() == word)
    }
}

/// When a check asks for a photo of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoPolicy {
    /// No photo.
    Never,
    /// As soon as the answer is not the best one.
    OnDefect,
    /// Whenever the check is asked.
    Always,
}

impl PhotoPolicy {
    /// Each of them; the first is meant where the file says nothing.
    pub const ALL: [Self; 3] = [Self::Never, Self::OnDefect, Self::Always];

    /// The word in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::OnDefect => "on_defect",
            Self::Always => "always",
        }
    }

    /// The one of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.as_str() == word)
    }
}

/// What an answer leads to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effect {
    /// The item is held: no class at all.
    pub refuse: bool,
    /// The item is scrap.
    pub knockout: bool,
    /// The item is good at best.
    pub ceiling: bool,
    /// Points off.
    pub deduct: i64,
    /// The operation it asks for, by its index.
    pub fix: Option<usize>,
    /// What is left of the value, in whole percents, where it says so.
    pub value_pct: Option<u8>,
}

impl Effect {
    /// Whether the answer leads to anything.
    pub fn fires(&self) -> bool {
        *self != Self::default()
    }
}

/// An option of an `enum` check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The word in the record.
    pub id: String,
    /// What staff read.
    pub name: Text,
    /// What it leads to.
    pub effect: Effect,
    /// Categories whose items begin with it, instead of with the first.
    pub preset_for: Vec<u32>,
    pub(super) line: usize,
}

/// The bound that ends a band; the last band has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The band holds what is under this.
    Below(Milli),
    /// The band holds this and what is over it.
    From(Milli),
    /// The band holds the rest.
    Open,
}

/// A half-open stretch of measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// Where it ends.
    pub bound: Bound,
    /// What a measure in it leads to.
    pub effect: Effect,
    pub(super) line: usize,
}

/// A zone or a type of defects, with its weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weight {
    /// The word in the record.
    pub id: String,
    /// What a size's points are multiplied by.
    pub weight: i64,
    /// What staff read, where the standard says.
    pub name: Option<Text>,
}

impl Weight {
    /// What staff call it.
    pub fn called(&self, lang: Lang) -> &str {
        self.name.as_ref().map_or(&self.id, |name| name.get(lang))
    }
}

/// What a total of defects leads to; the last one reached counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtTotal {
    /// The total from which it counts.
    pub total: i64,
    /// What it leads to.
    pub effect: Effect,
    pub(super) line: usize,
}

/// A measured check: `number` with decimals, `count` without.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Measure {
    /// The unit that staff read; empty for counts.
    pub unit: String,
    /// The least answer.
    pub least: Milli,
    /// The greatest answer.
    pub greatest: Milli,
    /// Answers are whole numbers of steps from the least.
    pub step: Milli,
    /// Which answers are better.
    pub better: Better,
    /// The bands, in the file's order.
    pub bands: Vec<Band>,
}

/// Defects by zone, type and size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defects {
    /// Where a defect can be.
    pub zones: Vec<Weight>,
    /// What it can be.
    pub types: Vec<Weight>,
    /// Points by size.
    pub bands: Vec<Band>,
    /// The most points that all defects cost together.
    pub cap: i64,
    /// What totals lead to, going up.
    pub at: Vec<AtTotal>,
}

/// How a check is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// True when all is well.
    Bool {
        /// What "no" leads to.
        no: Effect,
    },
    /// One of the options, best first.
    Enum {
        /// The options.
        options: Vec<Choice>,
    },
    /// A measure.
    Number(Measure),
    /// A whole number of things.
    Count(Measure),
    /// A list of defects.
    Defects(Defects),
    /// Free words.
    Text,
    /// Photos.
    Photo {
        /// How many it takes to be complete.
        min: usize,
    },
}

impl Kind {
    /// The words in the file, in the order of the kinds.
    pub const WORDS: &[&str] = &[
        "bool", "enum", "number", "count", "defects", "text", "photo",
    ];

    /// The word in the file.
    pub const fn as_str(&self) -> &'static str {
        let place = match self {
            Self::Bool { .. } => 0,
            Self::Enum { .. } => 1,
            Self::Number(_) => 2,
            Self::Count(_) => 3,
            Self::Defects(_) => 4,
            Self::Text => 5,
            Self::Photo { .. } => 6,
        };
        Self::WORDS[place]
    }

    /// What staff read.
    pub const fn name(&self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::En, _) => self.as_str(),
            (Lang::Zh, Self::Bool { .. }) => "是否",
            (Lang::Zh, Self::Enum { .. }) => "单选",
            (Lang::Zh, Self::Number(_)) => "数值",
            (Lang::Zh, Self::Count(_)) => "计数",
            (Lang::Zh, Self::Defects(_)) => "缺陷",
            (Lang::Zh, Self::Text) => "文字",
            (Lang::Zh, Self::Photo { .. }) => "照片",
        }
    }
}

/// Answers that a check's being asked, or a combo, hangs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The index of the check that answers it.
    pub check: usize,
    /// The answers that meet it, one bit per option; bit 0 of a `bool` is "true".
    pub answers: u64,
}

/// One thing that the inspector looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The word in the record.
    pub id: String,
    /// The part of the condition.
    pub axis: Axis,
    /// How it is answered.
    pub kind: Kind,
    /// The hot key that jumps to it.
    pub key: Option<char>,
    /// What staff read.
    pub name: Text,
    /// How to find out.
    pub how: Option<Text>,
    /// The answer of goods without a fault.
    pub default: Answer,
    /// Whether the file states the default; a measure without one is to be taken each time.
    pub default_is_stated: bool,
    /// It is asked only if all of these are met.
    pub when: Vec<Condition>,
    /// Where a diagnostics file answers it, as a JSON pointer.
    pub diag: Option<String>,
    /// When it asks for a photo.
    pub photo: PhotoPolicy,
    /// The classes that are not complete without it.
    pub required_for: Vec<Class>,
    pub(super) line: usize,
}

/// A refurbish operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Op {
    /// The word in the record.
    pub id: String,
    /// What staff read.
    pub name: Text,
    /// What it costs.
    pub cost_yuan: i64,
    /// How long it takes.
    pub minutes: i64,
    /// The checks it puts right, one bit each.
    pub clears: u64,
    pub(super) line: usize,
}

/// A rule across checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combo {
    /// The word in the record.
    pub id: String,
    /// What staff read.
    pub name: Text,
    /// How many of the conditions it takes.
    pub at_least: usize,
    /// The conditions.
    pub of: Vec<Condition>,
    /// What it leads to.
    pub effect: Effect,
    pub(super) line: usize,
}

/// 成色: how good an item looks on paper, by points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The points from which it counts.
    pub from: i64,
    /// What buyers read.
    pub name: Text,
    pub(super) line: usize,
}

/// The thresholds of the verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Under these points an item is good at best.
    pub premium_points: i64,
    /// Under these points an item is scrap.
    pub good_points: i64,
    /// The share of the worth above which refurbishing does not pay.
    pub repair_max_pct: i64,
    /// The points under which one axis alone makes an item good at best.
    pub axis_floor: Vec<(Axis, i64)>,
    pub(super) line: usize,
}

/// The one place that base prices come from.
pub const PRICE_BOOK: &str = "pricebook";

/// How a verdict becomes a price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Where the base price comes from.
    pub base: String,
    /// The share of the base by class: premium, good, scrap.
    pub class_pct: [i64; 3],
    /// Whether a good item's refurbish cost comes off its price.
    pub minus_refurbish: bool,
    /// The least share of the base.
    pub floor_pct: i64,
}

impl Value {
    /// The share of the base that `class` is worth, in percents.
    pub const fn pct(&self, class: Class) -> i64 {
        match class {
            Class::Premium => self.class_pct[0],
            Class::Good => self.class_pct[1],
            Class::Scrap => self.class_pct[2],
        }
    }
}

/// What a golden case expects; only what it states is compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Want {
    /// Refused, or not.
    pub refused: Option<bool>,
    /// The class.
    pub class: Option<Class>,
    /// The points.
    pub points: Option<i64>,
    /// The 成色, in either language.
    pub label: Option<String>,
    /// The operations, as a set.
    pub ops: Option<Vec<String>>,
    /// What they cost.
    pub refurbish_yuan: Option<i64>,
    /// The deciding step's checks and combos, in order.
    pub because: Option<Vec<String>>,
    /// The skipped checks, in order.
    pub skipped: Option<Vec<String>>,
}

/// A golden case: an inspection whose verdict is agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// The answers that differ from all default, by the index of their check.
    pub given: Vec<(usize, Answer)>,
    /// What the item would be worth, where that matters.
    pub worth_yuan: Option<i64>,
    /// What is agreed on.
    pub want: Want,
    pub(super) line: usize,
}
