//! What must hold of all facts: nothing but whole evidence clears, and no word of a tool's does.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::{
    House, NOW, check_batches, consent, declared, destroyed, fact, item, medium, overridden, ran,
    run,
};
use crate::domain::clearance::Purpose;
use crate::domain::wipe::fact::{Cause, Fact, What};
use crate::domain::wipe::finding::{Finding, Rule};
use crate::domain::wipe::item_media::{ItemMedia, LockNeed};
use crate::domain::wipe::report::{MediumKind, Pass, RunResult, Technique, VerifyMode, WipeRecord};
use crate::domain::wipe::testing::record;
use crate::domain::wipe::wipe_clearance;

static HOUSES: LazyLock<[House; 4]> =
    LazyLock::new(|| ["nist-800-88", "gb46864", "r2v3", "strict"].map(House::new));

const SERIALS: [&str; 3] = ["WD-WCC6Y3KXH9F2", "S2R5NX0J123456", "PHLJ2512004K"];

fn is_cleared(house: &House, item: &ItemMedia, purpose: Purpose) -> bool {
    !wipe_clearance(item, house.policy(), purpose, NOW)
        .iter()
        .any(Finding::stops)
}

fn any_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(all)
}

/// Any record that may come out of a report of one of the media.
fn any_record() -> impl Strategy<Value = WipeRecord> {
    const KINDS: &[Option<MediumKind>] = &[
        None,
        None,
        Some(MediumKind::Hdd),
        Some(MediumKind::SataSsd),
        Some(MediumKind::Nvme),
    ];
    const PASSES: &[&[Pass]] = &[
        &[],
        &[Pass::Zero],
        &[Pass::Zero, Pass::One],
        &[Pass::Zero, Pass::One, Pass::Random],
    ];
    const MODES: &[VerifyMode] = &[
        VerifyMode::Full,
        VerifyMode::Sample,
        VerifyMode::StatusLog,
        VerifyMode::Off,
        VerifyMode::Untold,
    ];
    const RESULTS: &[RunResult] = &[
        RunResult::Pass,
        RunResult::Pass,
        RunResult::Fail,
        RunResult::Unknown,
    ];
    (
        any_of(&SERIALS),
        any_of(KINDS),
        any_of(&Technique::ALL),
        any_of(PASSES),
        any_of(MODES),
        any_of(RESULTS),
        proptest::option::of(proptest::bool::weighted(0.8)),
        proptest::option::of(Just(false)),
    )
        .prop_map(
            |(serial, kind, technique, passes, mode, result, passed, written)| {
                let mut record = record(serial);
                record.medium.kind = kind;
                // Half of the runs are overwrites, which most of the media here may be cleared by.
                record.technique = match technique {
                    Technique::Delete | Technique::Shred => None,
                    other if (other as u8).is_multiple_of(2) => Some(Technique::Overwrite),
                    other => Some(other),
                };
                record.passes = passes.to_vec();
                record.verification.mode = mode;
                record.verification.share_bp = Some(1000);
                record.verification.passed = passed;
                record.result = result;
                record.written_since = written;
                record
            },
        )
}

fn any_fact() -> impl Strategy<Value = Fact> {
    const CAUSES: &[Cause] = &[Cause::Returned, Cause::Booted, Cause::Mistaken];
    const PEOPLE: &[&str] = &["li", "wang", "zhao"];
    let no = 1..=3_u32;
    let hours = 2..90_i64;
    prop_oneof![
        6 => (no.clone(), any_record(), hours.clone())
            .prop_map(|(no, record, hours)| ran(no, run(record, hours))),
        1 => (proptest::option::of(no.clone()), any_of(CAUSES), hours.clone()).prop_map(
            |(no, why, hours)| fact(hours, "wang", What::Voided { no, why, note: None })
        ),
        1 => (no.clone(), any_of(&SERIALS), hours.clone(), any_of(&Technique::ALL)).prop_map(
            |(no, serial, hours, method)| destroyed(hours, no, method, serial)
        ),
        1 => (no.clone(), hours.clone(), proptest::option::of(any_of(PEOPLE))).prop_map(
            |(no, hours, witness)| {
                let why = "out".to_owned();
                let witness = witness.map(str::to_owned);
                fact(hours, "wang", What::Removed { no, why, witness })
            }
        ),
        1 => (any_of(&Rule::ALL), hours.clone()).prop_map(|(rule, hours)| overridden(hours, rule)),
        1 => (hours.clone(), any_of(PEOPLE)).prop_map(|(hours, second)| {
            let (vendor, seal) = ("Green Ltd".to_owned(), "S-1".to_owned());
            let second = second.to_owned();
            fact(hours, "wang", What::Unsanitized { vendor, seal, second })
        }),
        1 => hours.clone().prop_map(|hours| {
            let name = "bios".to_owned();
            let (is_on, seen_in) = (Some(false), None);
            fact(hours, "wang", What::Lock { name, is_on, seen_in })
        }),
        1 => hours.prop_map(|hours| fact(hours, "wang", What::NoMedia { why: String::new() })),
    ]
}

/// An item with up to three media and anything that may have happened to them.
fn any_item() -> impl Strategy<Value = ItemMedia> {
    let kinds = proptest::collection::vec(
        any_of(&[
            MediumKind::Hdd,
            MediumKind::Hdd,
            MediumKind::SataSsd,
            MediumKind::Nvme,
        ]),
        0..=3,
    );
    let facts = proptest::collection::vec(any_fact(), 0..10);
    let checks = proptest::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..3);
    (kinds, facts, checks, any::<bool>()).prop_map(|(kinds, facts, checks, has_lock)| {
        let mut all = vec![consent()];
        for (place, kind) in kinds.into_iter().enumerate() {
            all.push(declared(medium(place as u32 + 1, kind, SERIALS[place])));
        }
        all.extend(facts);
        let runs: Vec<(u32, String)> = all
            .iter()
            .filter_map(|fact| match &fact.what {
                What::Run { no, run } => Some((*no, run.id.clone())),
                _ => None,
            })
            .collect();
        for (which, passed) in checks.into_iter().filter(|_| !runs.is_empty()) {
            let (no, run) = runs[which.index(runs.len())].clone();
            let (tool, note) = (None, None);
            all.push(fact(
                95,
                "zhao",
                What::Checked {
                    no,
                    run,
                    passed,
                    tool,
                    note,
                },
            ));
        }
        let mut item = item(all);
        if has_lock {
            let names = vec!["bios".to_owned()];
            item.locks = vec![LockNeed { names }];
        }
        item
    })
}

/// Whether a fact is evidence, which never harms: what fails, voids, or adds a medium is none.
fn is_evidence(fact: &Fact) -> bool {
    match &fact.what {
        What::Run { run, .. } => {
            let record = &run.record;
            record.result == RunResult::Pass && record.verification.passed != Some(false)
        }
        What::Checked { passed, .. } => *passed,
        What::Lock { is_on, .. } => *is_on != Some(true),
        What::NoMedia { .. }
        | What::Removed { .. }
        | What::Destroyed { .. }
        | What::Unsanitized { .. }
        | What::Overridden { .. }
        | What::Consent { .. } => true,
        What::Declared { .. } | What::Voided { .. } => false,
    }
}

/// One disk for each serial, wiped and read back, by runs of their own.
fn disks(count: usize) -> ItemMedia {
    let mut facts = vec![consent()];
    for (no, serial) in (1..).zip(&SERIALS[..count]) {
        facts.push(declared(medium(no, MediumKind::Hdd, serial)));
        let mut record = record(serial);
        record.passes = vec![Pass::Zero, Pass::One, Pass::Random];
        facts.push(ran(no, run(record, 2 * i64::from(no))));
    }
    item(facts)
}

fn runs(item: &mut ItemMedia) -> Vec<&mut crate::domain::wipe::fact::Run> {
    let runs = item
        .facts
        .iter_mut()
        .filter_map(|fact| match &mut fact.what {
            What::Run { run, .. } => Some(&mut **run),
            _ => None,
        });
    runs.collect()
}

#[test]
fn swapping_two_serials_never_clears() {
    for house in &HOUSES[..3] {
        for (one, other) in [(0, 1), (0, 2), (1, 2)] {
            let mut swapped = disks(3);
            assert!(is_cleared(house, &swapped, Purpose::Sale));
            let mut all = runs(&mut swapped);
            let first = all[one].record.medium.serial.clone();
            all[one].record.medium.serial = all[other].record.medium.serial.clone();
            all[other].record.medium.serial = first;
            for purpose in [Purpose::Sale, Purpose::Recycle] {
                assert!(!is_cleared(house, &swapped, purpose));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn removing_evidence_never_clears(item in any_item(), which in any::<prop::sample::Index>()) {
        let evidence: Vec<usize> = (0..item.facts.len())
            .filter(|place| is_evidence(&item.facts[*place]))
            .collect();
        let mut less = item.clone();
        less.facts.remove(evidence[which.index(evidence.len())]);
        for house in HOUSES.iter() {
            for purpose in Purpose::ALL {
                prop_assert!(
                    is_cleared(house, &item, purpose) || !is_cleared(house, &less, purpose),
                    "{} {}", house.profile, purpose.as_str()
                );
            }
        }
    }

    #[test]
    fn a_label_changes_nothing(item in any_item(), label in ".{0,40}") {
        let mut labelled = item.clone();
        for run in runs(&mut labelled) {
            run.record.label = Some(label.clone());
        }
        for house in HOUSES.iter() {
            let (policy, purpose) = (house.policy(), Purpose::Sale);
            prop_assert_eq!(
                wipe_clearance(&item, policy, purpose, NOW),
                wipe_clearance(&labelled, policy, purpose, NOW)
            );
        }
    }

    #[test]
    fn nothing_but_a_pass_is_accepted(
        item in any_item(),
        result in any_of(&[RunResult::Fail, RunResult::Unknown]),
    ) {
        let mut failed = item;
        for run in runs(&mut failed) {
            run.record.result = result;
        }
        check_batches(&mut failed);
        for house in HOUSES.iter() {
            for view in crate::domain::wipe::media(&failed, house.policy(), NOW) {
                prop_assert_ne!(view.state, crate::domain::wipe::State::Accepted);
                prop_assert!(view.run.is_none_or(|run| !run.judgement.accepted));
            }
        }
    }

    #[test]
    fn an_undone_medium_keeps_its_item(item in any_item(), serial in "[A-Z0-9]{8,20}") {
        let mut more = item;
        more.facts.push(declared(medium(9, MediumKind::Hdd, &serial)));
        for house in HOUSES.iter() {
            prop_assert!(!is_cleared(house, &more, Purpose::Sale));
        }
    }

    #[test]
    fn the_order_of_the_record_does_not_matter_for_runs(item in any_item()) {
        let mut turned = item.clone();
        let (runs, others): (Vec<Fact>, Vec<Fact>) = turned
            .facts
            .into_iter()
            .partition(|fact| matches!(fact.what, What::Run { .. }));
        turned.facts = others;
        turned.facts.extend(runs);
        for house in HOUSES.iter() {
            prop_assert_eq!(
                is_cleared(house, &item, Purpose::Sale),
                is_cleared(house, &turned, Purpose::Sale)
            );
        }
    }
}
