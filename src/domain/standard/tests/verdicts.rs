//! Random inspections: the engine says what the text of the rules says, and says it early.

use proptest::prelude::*;

use super::{
    reference::{self, Expected},
    standards,
};
use crate::domain::standard::{
    Answer, Answers, Settled, Standard, Verdict, model::Kind, sample::Sampler,
};

fn got(standard: &Standard, verdict: &Verdict) -> Expected {
    let owned = |ids: &mut dyn Iterator<Item = &str>| ids.map(str::to_owned).collect();
    Expected {
        class: verdict.class(),
        points: i64::from(verdict.points()),
        ops: owned(&mut verdict.ops(standard)),
        refurbish_yuan: verdict.refurbish_yuan(),
        minutes: verdict.minutes(),
        because: owned(&mut verdict.because(standard)),
        skipped: owned(&mut verdict.skipped(standard)),
        fired: owned(&mut verdict.fired(standard)),
        factor_bp: verdict.factor_bp(),
        missing: owned(&mut verdict.missing(standard)),
        photos_wanted: owned(&mut verdict.photos_wanted(standard)),
    }
}

fn is_measured(standard: &Standard, index: usize) -> bool {
    !matches!(standard.checks[index].kind, Kind::Text | Kind::Photo { .. })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn engine_says_what_the_text_says(
        seed in any::<u64>(),
        fault_pct in 0_u64..=100,
        worth in proptest::option::of(0_i64..5000),
    ) {
        // One verdict for all: nothing of the last inspection may shine through.
        let mut verdict = Verdict::default();
        for standard in standards() {
            let answers = Sampler::new(standard, seed).answers(fault_pct);
            standard.evaluate(&answers, worth, &mut verdict);
            prop_assert_eq!(
                got(standard, &verdict),
                reference::evaluate(standard, &answers, worth)
            );
        }
    }

    #[test]
    fn what_is_settled_early_stays(
        seed in any::<u64>(),
        fault_pct in 0_u64..=100,
        open in any::<u64>(),
        worth in proptest::option::of(0_i64..3000),
    ) {
        for standard in standards() {
            let mut sampler = Sampler::new(standard, seed);
            let mut answers = sampler.answers(fault_pct);
            let is_open = |index: usize| open >> index & 1 == 1 && is_measured(standard, index);
            for index in (0..standard.checks.len()).filter(|index| is_open(*index)) {
                answers.set(index, Answer::Open);
            }
            let early = standard.early(&answers, worth);
            for _ in 0..8 {
                let mut completed = answers.clone();
                for index in (0..standard.checks.len()).filter(|index| is_open(*index)) {
                    completed.set(index, sampler.answer(index));
                }
                let verdict = standard.verdict(&completed, worth);
                prop_assert!(early.worst <= verdict.class() && verdict.class() <= early.best);
                let points = early.least_points..=early.most_points;
                prop_assert!(points.contains(&verdict.points()));
            }
        }
    }

    #[test]
    fn with_nothing_open_it_is_settled(seed in any::<u64>(), fault_pct in 0_u64..=100) {
        for standard in standards() {
            let answers = Sampler::new(standard, seed).answers(fault_pct);
            let class = standard.verdict(&answers, None).class();
            let settled = class.map_or(Settled::Refused, Settled::Class);
            prop_assert_eq!(standard.early(&answers, None).settled(), Some(settled));
        }
    }

    #[test]
    fn better_after_keeps_its_word(seed in any::<u64>(), fault_pct in 0_u64..40) {
        for standard in standards() {
            let answers = Sampler::new(standard, seed).answers(fault_pct);
            let verdict = standard.verdict(&answers, Some(2000));
            if let Some((class, ops)) = verdict.better_after(standard) {
                prop_assert!(Some(class) > verdict.class());
                let cleared = answers.reopened_by(standard, &ops);
                let after = standard.verdict(&cleared, Some(2000));
                prop_assert!(after.class() <= Some(class));
            }
        }
    }
}

#[test]
fn nothing_answered_settles_nothing() {
    for standard in standards() {
        let early = standard.early(&Answers::open(standard), None);
        assert_eq!(early.settled(), None);
    }
}
