//! A slow evaluator written straight from the text of the rules, to hold the engine against.

use std::collections::BTreeSet;

use crate::domain::{
    class::Class,
    standard::{
        Answer, Answers, Standard,
        model::{Axis, Band, Bound, Condition, Effect, Kind, PhotoPolicy},
    },
};

/// What the text of the rules says about an inspection.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) class: Option<Class>,
    pub(super) points: i64,
    pub(super) ops: Vec<String>,
    pub(super) refurbish_yuan: i64,
    pub(super) minutes: i64,
    pub(super) because: Vec<String>,
    pub(super) skipped: Vec<String>,
    pub(super) fired: Vec<String>,
    pub(super) factor_bp: u32,
    pub(super) missing: Vec<String>,
    pub(super) photos_wanted: Vec<String>,
}

struct Fired {
    id: String,
    axis: Option<Axis>,
    effect: Effect,
    total: i64,
}

pub(super) fn evaluate(
    standard: &Standard,
    answers: &Answers,
    worth_yuan: Option<i64>,
) -> Expected {
    let asked = asked(standard, answers);
    let fired = fired(standard, answers, &asked);
    let with = |is: &dyn Fn(&Effect) -> bool| -> Vec<String> {
        fired
            .iter()
            .filter(|one| is(&one.effect))
            .map(|one| one.id.clone())
            .collect()
    };
    let lost = |axis: Option<Axis>| -> i64 {
        let counts = fired
            .iter()
            .filter(|one| axis.is_none() || one.axis == axis);
        counts.map(|one| one.effect.deduct + one.total).sum()
    };
    let ops: BTreeSet<usize> = fired.iter().filter_map(|one| one.effect.fix).collect();
    let cost: i64 = ops.iter().map(|op| standard.ops[*op].cost_yuan).sum();
    let points = 100 - lost(None);
    let rule = &standard.rule;
    let is_uneconomic = worth_yuan.is_some_and(|worth| cost * 100 > worth * rule.repair_max_pct);
    let is_axis_low = rule
        .axis_floor
        .iter()
        .any(|(axis, floor)| 100 - lost(Some(*axis)) < *floor);
    let (refuse, knockout) = (
        with(&|effect| effect.refuse),
        with(&|effect| effect.knockout),
    );
    let ceiling = with(&|effect| effect.ceiling);
    let by_rule = |name: &str| vec![format!("rule.{name}")];
    let (class, because) = if !refuse.is_empty() {
        (None, refuse)
    } else if !knockout.is_empty() {
        (Some(Class::Scrap), knockout)
    } else if is_uneconomic {
        (Some(Class::Scrap), by_rule("repair_max_pct"))
    } else if points < rule.good_points {
        (Some(Class::Scrap), by_rule("good_points"))
    } else if !ceiling.is_empty() {
        (Some(Class::Good), ceiling)
    } else if points < rule.premium_points {
        (Some(Class::Good), by_rule("premium_points"))
    } else if is_axis_low {
        (Some(Class::Good), by_rule("axis_floor"))
    } else {
        (Some(Class::Premium), Vec::new())
    };
    let ids = |is: &dyn Fn(usize) -> bool| -> Vec<String> {
        (0..asked.len())
            .filter(|at| is(*at))
            .map(|at| standard.checks[at].id.clone())
            .collect()
    };
    Expected {
        class,
        points,
        ops: ops.iter().map(|op| standard.ops[*op].id.clone()).collect(),
        refurbish_yuan: cost,
        minutes: ops.iter().map(|op| standard.ops[*op].minutes).sum(),
        because,
        skipped: ids(&|at| !asked[at]),
        factor_bp: factor_bp(fired.iter().filter_map(|one| one.effect.value_pct)),
        fired: fired.into_iter().map(|one| one.id).collect(),
        missing: ids(&|at| asked[at] && is_missing(standard, answers, at, class)),
        photos_wanted: ids(&|at| asked[at] && wants_photo(standard, answers, at)),
    }
}

fn asked(standard: &Standard, answers: &Answers) -> Vec<bool> {
    let mut asked: Vec<bool> = Vec::new();
    for check in &standard.checks {
        let is_met = check
            .when
            .iter()
            .all(|one| asked[one.check] && holds(one, answers));
        asked.push(is_met);
    }
    asked
}

fn holds(condition: &Condition, answers: &Answers) -> bool {
    let option = match answers.get(condition.check) {
        Answer::Bool(true) => 0,
        Answer::Bool(false) => 1,
        Answer::Option(option) => *option,
        other => panic!("{other:?} is no answer to be asked about"),
    };
    condition.answers & 1 << option != 0
}

fn fired(standard: &Standard, answers: &Answers, asked: &[bool]) -> Vec<Fired> {
    let mut fired = Vec::new();
    for (at, check) in standard
        .checks
        .iter()
        .enumerate()
        .filter(|(at, _)| asked[*at])
    {
        let (effect, total) = effect(&check.kind, answers.get(at));
        if total > 0 || effect != Effect::default() {
            fired.push(Fired {
                id: check.id.clone(),
                axis: Some(check.axis),
                effect,
                total,
            });
        }
    }
    for combo in &standard.combos {
        let met = combo
            .of
            .iter()
            .filter(|one| asked[one.check] && holds(one, answers))
            .count();
        if met >= combo.at_least {
            let effect = combo.effect.clone();
            fired.push(Fired {
                id: combo.id.clone(),
                axis: None,
                effect,
                total: 0,
            });
        }
    }
    fired
}

fn effect(kind: &Kind, answer: &Answer) -> (Effect, i64) {
    let alone = |effect: &Effect| (effect.clone(), 0);
    match (kind, answer) {
        (Kind::Bool { no }, Answer::Bool(false)) => alone(no),
        (Kind::Enum { options }, Answer::Option(at)) => alone(&options[usize::from(*at)].effect),
        (Kind::Number(measure), Answer::Number(number)) => {
            alone(&band(&measure.bands, number.0).effect)
        }
        (Kind::Count(measure), Answer::Count(count)) => {
            alone(&band(&measure.bands, count * 1000).effect)
        }
        (Kind::Defects(defects), Answer::Defects(list)) => {
            let points = list.iter().map(|one| {
                let zone = defects.zones[usize::from(one.zone)].weight;
                let kind = defects.types[usize::from(one.kind)].weight;
                zone * kind * band(&defects.bands, one.size.0).effect.deduct
            });
            let total = points.sum::<i64>().min(defects.cap);
            let reached = defects.at.iter().rev().find(|at| total >= at.total);
            (
                reached.map(|at| at.effect.clone()).unwrap_or_default(),
                total,
            )
        }
        _ => (Effect::default(), 0),
    }
}

fn band(bands: &[Band], thousandths: i64) -> &Band {
    let holds = |band: &&Band| match band.bound {
        Bound::Below(below) => thousandths < below.0,
        Bound::From(from) => thousandths >= from.0,
        Bound::Open => true,
    };
    bands.iter().find(holds).unwrap()
}

/// By pencil and paper: the product in decimal digits, the last first, and then two digits dropped
/// for each percent.
fn factor_bp(percents: impl Iterator<Item = u8>) -> u32 {
    let mut digits = vec![0, 0, 0, 0, 1_u32];
    let mut dropped = 0_usize;
    for pct in percents.map(u32::from) {
        let mut carry = 0;
        for digit in &mut digits {
            let product = *digit * pct + carry;
            *digit = product % 10;
            carry = product / 10;
        }
        while carry > 0 {
            digits.push(carry % 10);
            carry /= 10;
        }
        dropped += 2;
    }
    let half = dropped.checked_sub(1).and_then(|place| digits.get(place));
    let up = u32::from(half.is_some_and(|digit| *digit >= 5));
    let kept = digits.get(dropped..).unwrap_or_default();
    kept.iter()
        .rev()
        .fold(0, |number, digit| number * 10 + digit)
        + up
}

fn is_missing(standard: &Standard, answers: &Answers, at: usize, class: Option<Class>) -> bool {
    let check = &standard.checks[at];
    let is_there = match (&check.kind, answers.get(at)) {
        (Kind::Text, Answer::Text(text)) => !text.is_empty(),
        (Kind::Photo { min }, Answer::Photos(photos)) => photos.len() >= *min,
        (Kind::Photo { min }, Answer::PhotoCount(count)) => count >= min,
        (Kind::Text | Kind::Photo { .. }, _) => false,
        _ => true,
    };
    class.is_some_and(|class| check.required_for.contains(&class)) && !is_there
}

fn wants_photo(standard: &Standard, answers: &Answers, at: usize) -> bool {
    let check = &standard.checks[at];
    let is_best = match (&check.kind, answers.get(at)) {
        (Kind::Number(measure), Answer::Number(number)) => {
            let Answer::Number(best) = &check.default else {
                panic!("a number has a number")
            };
            band(&measure.bands, number.0) == band(&measure.bands, best.0)
        }
        (Kind::Count(measure), Answer::Count(count)) => {
            let Answer::Count(best) = &check.default else {
                panic!("a count has a count")
            };
            band(&measure.bands, count * 1000) == band(&measure.bands, best * 1000)
        }
        (Kind::Text | Kind::Photo { .. }, _) => true,
        (_, answer) => *answer == check.default,
    };
    match check.photo {
        PhotoPolicy::Never => false,
        PhotoPolicy::OnDefect => !is_best,
        PhotoPolicy::Always => true,
    }
}
