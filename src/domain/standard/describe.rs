//! A standard as programs read it: what its file says, resolved and in order. The names are kept.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Standard,
    dense::choices,
    model::{Band, Bound, Check, Combo, Condition, Defects, Effect, Kind, Measure, Op, Weight},
    verdict::bits,
};
use crate::domain::{class::Class, lang::Text};

/// A standard.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names are those of the file")]
pub struct StandardReport {
    pub id: String,
    pub version: u32,
    pub effective_from: String,
    pub sha256: String,
    pub name: Text,
    pub sources: Vec<String>,
    pub rule: RuleReport,
    pub labels: Vec<LabelReport>,
    pub value: ValueReport,
    pub operations: Vec<OpReport>,
    pub checks: Vec<CheckReport>,
    pub combos: Vec<ComboReport>,
    /// How many golden cases there are
    pub cases: usize,
}

/// The thresholds of the verdict.
#[derive(Debug, Clone, Serialize)]
pub struct RuleReport {
    pub premium_points: i64,
    pub good_points: i64,
    pub repair_max_pct: i64,
    pub axis_floor: BTreeMap<&'static str, i64>,
}

/// A 成色.
#[derive(Debug, Clone, Serialize)]
pub struct LabelReport {
    pub from: i64,
    pub name: Text,
}

/// How a verdict becomes a price.
#[derive(Debug, Clone, Serialize)]
pub struct ValueReport {
    pub base: String,
    pub class_pct: BTreeMap<&'static str, i64>,
    pub minus_refurbish: bool,
    pub floor_pct: i64,
}

/// A refurbish operation.
#[derive(Debug, Clone, Serialize)]
pub struct OpReport {
    pub id: String,
    pub name: Text,
    pub cost_yuan: i64,
    pub minutes: i64,
    pub clears: Vec<String>,
}

/// What an answer leads to; what it does not lead to is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct EffectReport {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub refuse: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub knockout: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deduct: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_pct: Option<u8>,
}

/// One answer, band or total of a check. Decimals are text, as everywhere.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AnswerReport {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    pub effect: EffectReport,
}

/// One check.
#[derive(Debug, Clone, Serialize)]
pub struct CheckReport {
    pub id: String,
    pub axis: &'static str,
    pub kind: &'static str,
    pub key: Option<char>,
    pub name: Text,
    pub how: Option<Text>,
    /// As people type it
    pub default: String,
    /// Check to answers
    pub when: BTreeMap<String, Vec<String>>,
    pub diag: Option<String>,
    pub photo: &'static str,
    pub required_for: Vec<&'static str>,
    /// In order, best first; bands in the file's order
    pub answers: Vec<AnswerReport>,
    #[serde(flatten)]
    pub measure: Option<MeasureReport>,
    #[serde(flatten)]
    pub defects: Option<DefectsReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<usize>,
}

/// How a measure is taken.
#[derive(Debug, Clone, Serialize)]
pub struct MeasureReport {
    pub unit: String,
    pub range: [String; 2],
    pub step: String,
    pub better: &'static str,
}

/// How defects are weighed; what totals lead to stands among the answers.
#[derive(Debug, Clone, Serialize)]
pub struct DefectsReport {
    pub zones: BTreeMap<String, i64>,
    /// What staff call zones and types
    pub names: BTreeMap<String, Text>,
    pub types: BTreeMap<String, i64>,
    pub sizes: Vec<AnswerReport>,
    pub cap: i64,
}

/// A rule across checks.
#[derive(Debug, Clone, Serialize)]
pub struct ComboReport {
    pub id: String,
    pub name: Text,
    pub at_least: usize,
    pub of: BTreeMap<String, Vec<String>>,
    pub effect: EffectReport,
}

/// All that a standard says.
pub fn describe(standard: &Standard) -> StandardReport {
    let Standard { rule, value, .. } = standard;
    let floors = rule.axis_floor.iter();
    StandardReport {
        id: standard.id.clone(),
        version: standard.version,
        effective_from: standard.effective_from.to_string(),
        sha256: standard.sha256_hex(),
        name: standard.name.clone(),
        sources: standard.sources.clone(),
        rule: RuleReport {
            premium_points: rule.premium_points,
            good_points: rule.good_points,
            repair_max_pct: rule.repair_max_pct,
            axis_floor: floors
                .map(|(axis, floor)| (axis.as_str(), *floor))
                .collect(),
        },
        labels: standard
            .labels
            .iter()
            .map(|label| LabelReport {
                from: label.from,
                name: label.name.clone(),
            })
            .collect(),
        value: ValueReport {
            base: value.base.clone(),
            class_pct: Class::ALL
                .map(|class| (class.as_str(), value.pct(class)))
                .into(),
            minus_refurbish: value.minus_refurbish,
            floor_pct: value.floor_pct,
        },
        operations: standard.ops.iter().map(|op| of_op(standard, op)).collect(),
        checks: standard
            .checks
            .iter()
            .map(|check| of_check(standard, check))
            .collect(),
        combos: standard
            .combos
            .iter()
            .map(|combo| of_combo(standard, combo))
            .collect(),
        cases: standard.case_count(),
    }
}

fn of_op(standard: &Standard, op: &Op) -> OpReport {
    OpReport {
        id: op.id.clone(),
        name: op.name.clone(),
        cost_yuan: op.cost_yuan,
        minutes: op.minutes,
        clears: bits(op.clears)
            .map(|index| standard.checks[index].id.clone())
            .collect(),
    }
}

fn of_combo(standard: &Standard, combo: &Combo) -> ComboReport {
    ComboReport {
        id: combo.id.clone(),
        name: combo.name.clone(),
        at_least: combo.at_least,
        of: of_conditions(standard, &combo.of),
        effect: of_effect(standard, &combo.effect),
    }
}

fn of_conditions(standard: &Standard, all: &[Condition]) -> BTreeMap<String, Vec<String>> {
    let one = |condition: &Condition| {
        let check = &standard.checks[condition.check];
        let most = choices(&check.kind).len();
        let chosen = bits(condition.answers).filter(|choice| *choice < most);
        let answers = chosen.map(|choice| answer_id(&check.kind, choice).unwrap_or_default());
        (check.id.clone(), answers.collect())
    };
    all.iter().map(one).collect()
}

fn answer_id(kind: &Kind, choice: usize) -> Option<String> {
    match kind {
        Kind::Bool { .. } => Some((choice == 0).to_string()),
        Kind::Enum { options } => Some(options[choice].id.clone()),
        Kind::Number(_) | Kind::Count(_) | Kind::Defects(_) | Kind::Text | Kind::Photo { .. } => {
            None
        }
    }
}

fn of_effect(standard: &Standard, effect: &Effect) -> EffectReport {
    EffectReport {
        refuse: effect.refuse,
        knockout: effect.knockout,
        ceiling: effect.ceiling.then_some(Class::Good.as_str()),
        deduct: Some(effect.deduct).filter(|points| *points > 0),
        fix: effect.fix.map(|op| standard.ops[op].id.clone()),
        value_pct: effect.value_pct,
    }
}

fn of_check(standard: &Standard, check: &Check) -> CheckReport {
    let measure = match &check.kind {
        Kind::Number(measure) | Kind::Count(measure) => Some(of_measure(measure)),
        _ => None,
    };
    let defects = match &check.kind {
        Kind::Defects(defects) => Some(of_defects(standard, defects)),
        _ => None,
    };
    CheckReport {
        id: check.id.clone(),
        axis: check.axis.as_str(),
        kind: check.kind.as_str(),
        key: check.key,
        name: check.name.clone(),
        how: check.how.clone(),
        default: check.answer_text(&check.default),
        when: of_conditions(standard, &check.when),
        diag: check.diag.clone(),
        photo: check.photo.as_str(),
        required_for: check
            .required_for
            .iter()
            .map(|class| class.as_str())
            .collect(),
        answers: of_answers(standard, &check.kind),
        measure,
        defects,
        min: match check.kind {
            Kind::Photo { min } => Some(min),
            _ => None,
        },
    }
}

fn of_measure(measure: &Measure) -> MeasureReport {
    MeasureReport {
        unit: measure.unit.clone(),
        range: [measure.least.to_string(), measure.greatest.to_string()],
        step: measure.step.to_string(),
        better: measure.better.as_str(),
    }
}

fn of_defects(standard: &Standard, defects: &Defects) -> DefectsReport {
    let weights = |list: &[Weight]| {
        let pairs = list.iter().map(|one| (one.id.clone(), one.weight));
        pairs.collect()
    };
    let all = defects.zones.iter().chain(&defects.types);
    let named = all.filter_map(|one| Some((one.id.clone(), one.name.clone()?)));
    DefectsReport {
        names: named.collect(),
        zones: weights(&defects.zones),
        types: weights(&defects.types),
        sizes: of_bands(standard, &defects.bands),
        cap: defects.cap,
    }
}

fn of_bands(standard: &Standard, bands: &[Band]) -> Vec<AnswerReport> {
    let one = |band: &Band| {
        let (below, from) = match band.bound {
            Bound::Below(below) => (Some(below.to_string()), None),
            Bound::From(from) => (None, Some(from.to_string())),
            Bound::Open => (None, None),
        };
        AnswerReport {
            below,
            from,
            effect: of_effect(standard, &band.effect),
            ..AnswerReport::default()
        }
    };
    bands.iter().map(one).collect()
}

fn of_answers(standard: &Standard, kind: &Kind) -> Vec<AnswerReport> {
    match kind {
        Kind::Bool { .. } | Kind::Enum { .. } => choices(kind)
            .iter()
            .enumerate()
            .map(|(choice, effect)| AnswerReport {
                answer: answer_id(kind, choice),
                name: match kind {
                    Kind::Enum { options } => Some(options[choice].name.clone()),
                    _ => None,
                },
                effect: of_effect(standard, effect),
                ..AnswerReport::default()
            })
            .collect(),
        Kind::Number(measure) | Kind::Count(measure) => of_bands(standard, &measure.bands),
        Kind::Defects(defects) => defects
            .at
            .iter()
            .map(|at| AnswerReport {
                total: Some(at.total),
                effect: of_effect(standard, &at.effect),
                ..AnswerReport::default()
            })
            .collect(),
        Kind::Text | Kind::Photo { .. } => Vec::new(),
    }
}
