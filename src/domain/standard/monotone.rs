//! Looks for a worse answer that raises the class or the price.
//!
//! A pair may skip different checks: what the worse one skips is unknown, and its worst answer
//! stands for it. A check that only the worse one asks is compared as it is answered.

use super::{
    Standard,
    answer::{Answer, Answers},
    dense::choices,
    fault::Fault,
    model::{Effect, Kind},
    sample::Sampler,
    verdict::Verdict,
};
use crate::domain::class::Class;

/// Enough pairs that an error in one step of one check is found again and again.
pub const PAIRS: u64 = 100_000;
/// Few enough that an inspection may wait for them, and enough for a gross error.
pub const QUICK_PAIRS: u64 = 2_000;
/// One fault seldom comes alone; a few are enough to see the pattern.
const MOST_FOUND: usize = 3;

/// Two inspections of which the second is worse.
struct Pair {
    better: Answers,
    worse: Answers,
    worth_yuan: Option<i64>,
}

/// Tries `pairs` pairs, always the same ones, and reports those that break the rule.
pub(super) fn find_breaches(standard: &Standard, pairs: u64) -> Vec<Fault> {
    let mut sampler = Sampler::new(standard, 2017);
    let worst = worst_answers(standard);
    let total_cost: i64 = standard.ops.iter().map(|op| op.cost_yuan).sum();
    let mut found: Vec<Fault> = Vec::new();
    let mut verdicts = [Verdict::default(); 2];
    for _ in 0..pairs {
        let fault_pct = sampler.chance.below(60);
        let better = sampler.answers(fault_pct);
        let mut worse = better.clone();
        for _ in 0..=sampler.chance.below(3) {
            let index = sampler.chance.below(worse.0.len() as u64) as usize;
            if let Some(answer) = sampler.worse(index, &worse.0[index]) {
                worse.0[index] = answer;
            }
        }
        let is_known = sampler.chance.below(4) > 0;
        let worth = sampler.chance.below(total_cost.unsigned_abs() * 4 + 1) as i64;
        let mut pair = Pair {
            better,
            worse,
            worth_yuan: is_known.then_some(worth),
        };
        if breach(standard, &pair, &worst, &mut verdicts).is_none() {
            continue;
        }
        shrink(standard, &mut pair, &worst, &mut verdicts);
        let what = breach(standard, &pair, &worst, &mut verdicts).unwrap_or_default();
        let fault = describe(standard, &pair, &what);
        if !found.iter().any(|known| known.line == fault.line) {
            found.push(fault);
        }
        if found.len() == MOST_FOUND {
            break;
        }
    }
    found
}

/// What rises although the answers are worse.
fn breach(
    standard: &Standard,
    pair: &Pair,
    worst: &[Answer],
    [better, worse]: &mut [Verdict; 2],
) -> Option<String> {
    standard.evaluate(&pair.better, pair.worth_yuan, better);
    standard.evaluate(&pair.worse, pair.worth_yuan, worse);
    let unknown = worse.state.skipped & !better.state.skipped;
    if unknown != 0 {
        let mut answers = pair.worse.clone();
        for index in super::verdict::bits(unknown) {
            answers.0[index].clone_from(&worst[index]);
        }
        standard.resolve(&answers, unknown, &mut worse.state);
        standard.weigh(pair.worth_yuan, worse);
    }
    if worse.class() > better.class() {
        let name = |verdict: &Verdict| verdict.class().map_or("refused", Class::as_str);
        return Some(format!(
            "the class from {} to {}",
            name(better),
            name(worse)
        ));
    }
    let (before, after) = (price(standard, better), price(standard, worse));
    (after > before).then(|| format!("the price from {before} to {after} millionths of a yuan"))
}

/// The price in millionths of a yuan, of ten thousand yuan where the worth is unknown.
fn price(standard: &Standard, verdict: &Verdict) -> i128 {
    let Some(class) = verdict.class() else {
        return 0;
    };
    let value = &standard.value;
    let worth = i128::from(verdict.worth_yuan.unwrap_or(10_000));
    let share = worth * i128::from(verdict.factor_bp) * i128::from(value.pct(class));
    let is_refurbished =
        class == Class::Good && value.minus_refurbish && verdict.worth_yuan.is_some();
    let cost = if is_refurbished {
        i128::from(verdict.refurbish_yuan) * 1_000_000
    } else {
        0
    };
    (share - cost).max(worth * i128::from(value.floor_pct) * 10_000)
}

/// Puts right whatever both share, as long as the rule stays broken.
fn shrink(standard: &Standard, pair: &mut Pair, worst: &[Answer], verdicts: &mut [Verdict; 2]) {
    for index in 0..pair.better.0.len() {
        if pair.better.0[index] != pair.worse.0[index] {
            continue;
        }
        let best = standard.checks[index].default.clone();
        let held = std::mem::replace(&mut pair.better.0[index], best.clone());
        pair.worse.0[index] = best;
        if breach(standard, pair, worst, verdicts).is_none() {
            pair.better.0[index].clone_from(&held);
            pair.worse.0[index] = held;
        }
    }
}

fn describe(standard: &Standard, pair: &Pair, what: &str) -> Fault {
    let mut line = 1;
    let (mut shared, mut changed) = (Vec::new(), Vec::new());
    for (index, check) in standard.checks.iter().enumerate() {
        let (better, worse) = (&pair.better.0[index], &pair.worse.0[index]);
        let (before, after) = (check.answer_text(better), check.answer_text(worse));
        if better != worse {
            line = check.line;
            changed.push(format!("{} from `{before}` to `{after}`", check.id));
        } else if *better != check.default {
            shared.push(format!("{} = `{before}`", check.id));
        }
    }
    let worth = pair
        .worth_yuan
        .map_or(String::new(), |yuan| format!(", worth {yuan} yuan"));
    let what = format!(
        "a worse answer raises {what}: {}, with {}{worth}",
        changed.join(" and "),
        if shared.is_empty() {
            "all else default".to_owned()
        } else {
            shared.join(", ")
        },
    );
    Fault::new(
        line,
        what,
        "let a worse answer keep all that the better one costs",
    )
}

/// The answer with the harshest choice of each check.
fn worst_answers(standard: &Standard) -> Vec<Answer> {
    let mut sampler = Sampler::new(standard, 1);
    let checks = standard.checks.iter().enumerate();
    checks
        .map(|(index, check)| worst_answer(&mut sampler, index, &check.kind))
        .collect()
}

fn worst_answer(sampler: &mut Sampler<'_>, index: usize, kind: &Kind) -> Answer {
    use super::{answer::Defect, milli::Milli, model::Better};
    let harshness = |effect: &Effect| {
        let pct = 100 - i64::from(effect.value_pct.unwrap_or(100));
        (
            effect.refuse,
            effect.knockout,
            effect.ceiling,
            effect.deduct,
            pct,
        )
    };
    match kind {
        Kind::Bool { .. } => Answer::Bool(false),
        Kind::Enum { options } => Answer::Option(options.len().saturating_sub(1) as u8),
        Kind::Number(measure) | Kind::Count(measure) => {
            let effects = choices(kind);
            let is_first_worse = effects
                .first()
                .zip(effects.last())
                .is_some_and(|(first, last)| harshness(first) > harshness(last));
            let end = match measure.better {
                Better::Low => measure.greatest,
                Better::High => measure.least,
                Better::Mid if is_first_worse => measure.least,
                Better::Mid => measure.greatest,
            };
            match kind {
                Kind::Count(_) => Answer::Count(end.0 / 1000),
                _ => Answer::Number(end),
            }
        }
        Kind::Defects(defects) => {
            let heaviest = |list: &[super::model::Weight]| {
                (0..list.len())
                    .max_by_key(|at| list[*at].weight)
                    .unwrap_or(0) as u8
            };
            let (zone, kind) = (heaviest(&defects.zones), heaviest(&defects.types));
            let worst = Defect {
                zone,
                kind,
                size: Milli::whole(10_000),
            };
            Answer::Defects(vec![worst; defects.cap.unsigned_abs() as usize])
        }
        Kind::Text | Kind::Photo { .. } => sampler.answer(index),
    }
}
