//! R3 to R9, R13, R15 and R19 over one run of one medium.

use super::{
    CODE, House, NOW, ONE, RECEIVED, TWO, consent, declared, fact, item, medium, nist, ran, run,
    two_disks, with, with_run,
};
use crate::domain::wipe::fact::{Link, Signature, What};
use crate::domain::wipe::finding::Rule;
use crate::domain::wipe::item_media::{Away, Elsewhere, ItemMedia};
use crate::domain::wipe::report::{
    Format, MediumKind, Pass, RunResult, Technique, VerifyMode, WipeRecord,
};
use crate::domain::wipe::testing::record;
use crate::domain::wipe::{Grade, Level, State};

/// The rules that stop the sale of a disk whose run was `record(ONE)` with one thing spoilt.
fn spoilt(house: &House, spoil: impl Fn(&mut WipeRecord)) -> Vec<Rule> {
    let mut record = record(ONE);
    spoil(&mut record);
    house.sale(&with(record))
}

/// The same for a medium of another kind.
fn on(house: &House, kind: MediumKind, spoil: impl Fn(&mut WipeRecord)) -> Vec<Rule> {
    let mut record = record(ONE);
    spoil(&mut record);
    let medium = declared(medium(1, kind, ONE));
    house.sale(&item(vec![consent(), medium, ran(1, run(record, 2))]))
}

#[test]
fn a_clean_overwrite_clears_a_disk() {
    let item = with(record(ONE));
    assert_eq!(nist().sale(&item), []);
    let view = nist().view(&item, 1);
    assert_eq!(view.state, State::Accepted);
    let judgement = view.run.unwrap().judgement;
    assert_eq!(judgement.level, Some(Level::Clear));
    assert_eq!(judgement.grade, Grade::B);
}

#[test]
fn r3_technique_and_medium_fit() {
    let house = nist();
    let technique = |technique| move |record: &mut WipeRecord| record.technique = technique;
    assert_eq!(spoilt(&house, technique(None)), [Rule::R2, Rule::R3]);
    let delete = technique(Some(Technique::Delete));
    assert_eq!(spoilt(&house, delete), [Rule::R2, Rule::R3]);
    assert_eq!(
        spoilt(&house, |record| record.passes.clear()),
        [Rule::R2, Rule::R3]
    );
    assert_eq!(
        on(&house, MediumKind::SataSsd, |_| {}),
        [Rule::R2, Rule::R3]
    );
    let block = technique(Some(Technique::AtaSanitizeBlock));
    assert_eq!(on(&house, MediumKind::SataSsd, block), []);
    assert_eq!(on(&house, MediumKind::Hdd, block), [Rule::R2, Rule::R3]);
    // A disk that its report calls a solid-state one is judged as both.
    let flash = |record: &mut WipeRecord| record.medium.kind = Some(MediumKind::SataSsd);
    assert_eq!(spoilt(&house, flash), [Rule::R2, Rule::R3]);
    let mut unknown = medium(1, MediumKind::Hdd, ONE);
    unknown.kind = None;
    let facts = vec![consent(), declared(unknown), ran(1, run(record(ONE), 2))];
    let rules = house.sale(&item(facts));
    assert_eq!(rules, [Rule::R2, Rule::R3, Rule::R4]);
}

#[test]
fn r3_a_profile_asks_for_passes() {
    let house = House::new("gb46864");
    let passes = |passes: &[Pass]| {
        let passes = passes.to_vec();
        spoilt(&house, move |record| record.passes.clone_from(&passes))
    };
    assert_eq!(passes(&[Pass::Zero]), [Rule::R2, Rule::R3]);
    assert_eq!(
        passes(&[Pass::Zero, Pass::One, Pass::Zero]),
        [Rule::R2, Rule::R3]
    );
    assert_eq!(passes(&[Pass::Zero, Pass::One, Pass::Random]), []);
    let erase = |record: &mut WipeRecord| record.technique = Some(Technique::AtaEraseEnhanced);
    assert_eq!(spoilt(&house, erase), [Rule::R2, Rule::R3]);
}

#[test]
fn r4_a_result_is_verified() {
    let house = nist();
    let verify = |mode, share_bp, passed| {
        spoilt(&house, move |record| {
            record.verification.mode = mode;
            record.verification.share_bp = share_bp;
            record.verification.passed = passed;
        })
    };
    assert_eq!(verify(VerifyMode::EachPass, None, Some(true)), []);
    assert_eq!(verify(VerifyMode::Sample, Some(1000), Some(true)), []);
    assert_eq!(verify(VerifyMode::StatusLog, None, Some(true)), []);
    for unverified in [
        verify(VerifyMode::Sample, Some(999), Some(true)),
        verify(VerifyMode::Sample, None, Some(true)),
        verify(VerifyMode::Off, None, None),
        verify(VerifyMode::Untold, None, Some(true)),
        verify(VerifyMode::Full, None, None),
    ] {
        assert_eq!(unverified, [Rule::R2, Rule::R4]);
    }
}

#[test]
fn r4_a_second_person_verifies() {
    let mut record = record(ONE);
    record.verification.mode = VerifyMode::Off;
    record.verification.passed = None;
    let mut item = with(record);
    assert_eq!(nist().view(&item, 1).state, State::WipedUnverified);
    let run = nist().view(&item, 1).run.unwrap().run.id;
    let check = |by, run: &str| {
        let what = What::Checked {
            no: 1,
            run: run.to_owned(),
            passed: true,
            tool: None,
            note: None,
        };
        fact(5, by, what)
    };
    item.facts.push(check("Li", &run));
    assert_eq!(nist().sale(&item), [Rule::R2, Rule::R4], "li ran the tool");
    item.facts.push(check("zhao", "another run"));
    assert_eq!(nist().sale(&item), [Rule::R2, Rule::R4]);
    item.facts.push(check("zhao", &run));
    assert_eq!(nist().sale(&item), []);
}

#[test]
fn r4_evidence_has_a_grade() {
    let house = House::new("r2v3");
    let mut run = run(record(ONE), 2);
    assert_eq!(house.sale(&with_run(run.clone())), []);
    run.signature = Signature::Checked("station-1".to_owned());
    let grade = |item: &ItemMedia| house.view(item, 1).run.unwrap().judgement.grade;
    assert_eq!(grade(&with_run(run.clone())), Grade::A);
    run.format = Format::Manual;
    let typed = with_run(run);
    assert_eq!(grade(&typed), Grade::C);
    assert_eq!(house.sale(&typed), [Rule::R2, Rule::R4]);
    assert_eq!(nist().sale(&typed), []);
}

#[test]
fn r5_only_a_clean_pass_is_one() {
    let house = nist();
    let quarantined: [fn(&mut WipeRecord); 8] = [
        |record| record.result = RunResult::Fail,
        |record| record.result = RunResult::Unknown,
        |record| record.errors.write = 1,
        |record| record.errors.verify = 1,
        |record| record.errors.sectors = u64::MAX,
        |record| record.done_bp = Some(9_999),
        |record| record.hidden_unreached = Some(true),
        |record| record.verification.passed = Some(false),
    ];
    for spoil in quarantined {
        let rules = spoilt(&house, spoil);
        assert!(
            rules.contains(&Rule::R2) && rules.contains(&Rule::R5),
            "{rules:?}"
        );
    }
    let mut endless = run(record(ONE), 2);
    endless.end = None;
    let rules = house.sale(&with_run(endless));
    assert_eq!(rules, [Rule::R2, Rule::R5, Rule::R8]);
}

#[test]
fn r6_the_report_is_of_this_medium_in_this_item() {
    let house = nist();
    let serial = |serial: &str| {
        let serial = serial.to_owned();
        spoilt(&house, move |record| {
            record.medium.serial = Some(serial.clone());
        })
    };
    assert_eq!(serial("wd_wcc6y3kxh9f2"), []);
    for other in [
        TWO,
        "",
        "XXXXXXXXXXXXXXX",
        "Optane_0000",
        "To be filled by O.E.M.",
    ] {
        assert_eq!(serial(other), [Rule::R2, Rule::R6], "{other}");
    }
    let doubtful = spoilt(&house, |record| record.medium.serial_doubtful = true);
    assert_eq!(doubtful, [Rule::R2, Rule::R6]);
    let host = |serial: &str| {
        let serial = serial.to_owned();
        spoilt(&house, move |record| {
            record.host.serial = Some(serial.clone());
        })
    };
    assert_eq!(host("5cg7320xyz"), []);
    assert_eq!(host("Default string"), []);
    assert_eq!(host("5CG7320XYA"), [Rule::R2, Rule::R6]);
}

#[test]
fn r6_likeness_takes_a_person() {
    let swapped = {
        let mut characters: Vec<char> = format!("{ONE} ").chars().collect();
        characters
            .chunks_exact_mut(2)
            .for_each(|pair| pair.swap(0, 1));
        characters.into_iter().collect::<String>()
    };
    let mut run = run(record(&swapped), 2);
    assert_eq!(nist().sale(&with_run(run.clone())), [Rule::R2, Rule::R6]);
    run.link = Link::Hand {
        by: "zhao".to_owned(),
        why: " ".to_owned(),
    };
    assert_eq!(nist().sale(&with_run(run.clone())), [Rule::R2, Rule::R6]);
    run.link = Link::Hand {
        by: "zhao".to_owned(),
        why: "a USB bridge swaps the pairs".to_owned(),
    };
    let item = with_run(run);
    assert_eq!(nist().sale(&item), []);
    assert_eq!(nist().view(&item, 1).run.unwrap().judgement.grade, Grade::C);
}

#[test]
fn r6_a_hand_never_links_what_is_different() {
    let mut other = run(record(TWO), 2);
    other.link = Link::Hand {
        by: "zhao".to_owned(),
        why: "sure".to_owned(),
    };
    assert_eq!(nist().sale(&with_run(other)), [Rule::R2, Rule::R6]);
    let mut nameless = run(record(""), 2);
    nameless.link = Link::Hand {
        by: "zhao".to_owned(),
        why: "sure".to_owned(),
    };
    assert_eq!(
        nist().sale(&with_run(nameless.clone())),
        [Rule::R2, Rule::R6]
    );
    nameless.record.host.serial = Some("5CG7320XYZ".to_owned());
    assert_eq!(nist().sale(&with_run(nameless.clone())), []);
    let mut facts = with_run(nameless).facts;
    facts.push(declared(medium(2, MediumKind::Hdd, TWO)));
    facts.push(ran(2, run(record(TWO), 4)));
    assert_eq!(nist().sale(&item(facts)), [Rule::R2, Rule::R6]);
}

#[test]
fn r6_a_phone_goes_by_its_imei() {
    let mut erase = record("");
    erase.technique = Some(Technique::MobileErase);
    erase.passes.clear();
    erase.host.imei = vec!["35383308123456".to_owned()];
    let mut storage = medium(1, MediumKind::Phone, "");
    storage.serial = None;
    let mut phone = item(vec![consent(), declared(storage), ran(1, run(erase, 2))]);
    phone.serial = None;
    assert_eq!(nist().sale(&phone), [Rule::R2, Rule::R6]);
    phone.imeis = vec!["353833081234566".to_owned()];
    assert_eq!(nist().sale(&phone), []);
    phone.imeis = vec!["490154203237518".to_owned()];
    assert_eq!(nist().sale(&phone), [Rule::R2, Rule::R6]);
}

#[test]
fn r7_a_run_clears_one_medium_once() {
    let mut item = with(record(ONE));
    let run = nist().view(&item, 1).run.unwrap().run.id;
    item.elsewhere.push(Elsewhere {
        run: "another".to_owned(),
        code: "OTHER".to_owned(),
        no: 1,
    });
    assert_eq!(nist().sale(&item), []);
    item.elsewhere.push(Elsewhere {
        run,
        code: "OTHER".to_owned(),
        no: 1,
    });
    assert_eq!(nist().sale(&item), [Rule::R2, Rule::R7]);
    assert!(!Rule::R7.may_be_overridden());
}

#[test]
fn r7_within_the_item_the_first_medium_keeps_it() {
    let mut disks = two_disks();
    let first = disks.facts[3].clone();
    if let What::Run { run, .. } = first.what {
        disks.facts[4] = ran(2, *run);
    }
    let rules = nist().sale(&disks);
    assert!(rules.contains(&Rule::R7), "{rules:?}");
    assert_eq!(nist().view(&disks, 1).state, State::Accepted);
    assert_eq!(nist().view(&disks, 2).state, State::NotAccepted);
}

#[test]
fn r8_the_run_was_while_the_item_was_here() {
    let house = nist();
    let at = |start: i64, end: i64| {
        let mut run = run(record(ONE), 2);
        (run.start, run.end) = (Some(start), Some(end));
        house.sale(&with_run(run))
    };
    assert_eq!(at(RECEIVED - 60, RECEIVED + 3600), [], "within the skew");
    assert_eq!(at(RECEIVED - 3600, RECEIVED + 3600), [Rule::R2, Rule::R8]);
    assert_eq!(at(RECEIVED + 10, RECEIVED + 10), [Rule::R2, Rule::R8]);
    assert_eq!(at(RECEIVED + 10, RECEIVED + 5), [Rule::R2, Rule::R8]);
    assert_eq!(at(NOW - 3600, NOW + 3600), [Rule::R2, Rule::R8]);
    let mut untimed = run(record(ONE), 2);
    untimed.start = None;
    assert_eq!(house.sale(&with_run(untimed)), [Rule::R2, Rule::R8]);
    let mut out = with(record(ONE));
    let away = |from: i64, until: Option<i64>| Away {
        from: RECEIVED + from * 3600,
        until: until.map(|until| RECEIVED + until * 3600),
    };
    out.away = vec![away(0, Some(2)), away(3, Some(9))];
    assert_eq!(house.sale(&out), []);
    out.away = vec![away(1, Some(5))];
    assert_eq!(house.sale(&out), [Rule::R2, Rule::R8]);
    out.away = vec![away(1, None)];
    assert_eq!(house.sale(&out), [Rule::R2, Rule::R8]);
}

#[test]
fn r9_what_was_written_since_voids() {
    let rules = spoilt(&nist(), |record| record.written_since = Some(true));
    assert_eq!(rules, [Rule::R2, Rule::R9]);
    assert_eq!(
        spoilt(&nist(), |record| record.written_since = Some(false)),
        []
    );
}

#[test]
fn r13_a_reset_by_hand() {
    for profile in ["gb46864", "r2v3", "strict"] {
        let house = House::new(profile);
        let reset = |record: &mut WipeRecord| {
            record.technique = Some(Technique::FactoryReset);
            record.passes.clear();
        };
        let rules = on(&house, MediumKind::Phone, reset);
        assert!(rules.contains(&Rule::R13), "{profile} {rules:?}");
        let erase = |record: &mut WipeRecord| {
            record.technique = Some(Technique::MobileErase);
            record.passes.clear();
        };
        let rules = on(&house, MediumKind::Phone, erase);
        assert!(!rules.contains(&Rule::R13), "{profile} {rules:?}");
    }
}

#[test]
fn r15_no_run_is_a_destruction() {
    for technique in [Technique::Shred, Technique::Incinerate] {
        let rules = spoilt(&nist(), |record| record.technique = Some(technique));
        assert_eq!(rules, [Rule::R2, Rule::R15]);
    }
    let degauss = |record: &mut WipeRecord| record.technique = Some(Technique::Degauss);
    assert_eq!(spoilt(&nist(), degauss), []);
    let flash = on(&nist(), MediumKind::Nvme, degauss);
    assert_eq!(flash, [Rule::R2, Rule::R3]);
}

#[test]
fn r19_remarks_beside_a_wipe_are_told() {
    let mut noted = record(ONE);
    noted.remarks = vec!["12 reallocated\nsectors".to_owned()];
    let found = nist().found(&with(noted), crate::domain::clearance::Purpose::Sale);
    let [finding] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!((finding.rule, finding.stops()), (Rule::R19, false));
    assert!(finding.text.en.ends_with("(1): 12 reallocated sectors"));
    assert_eq!(finding.cure.en.matches(CODE).count(), 1);
}
