//! R1, R2, R12, R14, R16 to R18 and R20: what the doors ask of the whole item.

use super::{
    CODE, HOUR, House, NOW, ONE, RECEIVED, TWO, consent, declared, destroyed, fact, item, medium,
    nist, overridden, ran, run, two_disks, with,
};
use crate::domain::clearance::Purpose;
use crate::domain::lang::Text;
use crate::domain::wipe::fact::{Cause, Fact, Origin, What};
use crate::domain::wipe::finding::{Finding, Rule};
use crate::domain::wipe::item_media::{ItemMedia, LockNeed};
use crate::domain::wipe::report::{Lock, MediumKind, RunResult, Technique, VerifyMode};
use crate::domain::wipe::testing::record;
use crate::domain::wipe::{certificate, kept_until, removal, wipe_clearance};

fn none(hours: i64) -> Fact {
    let why = "opened it".to_owned();
    fact(hours, "wang", What::NoMedia { why })
}

fn returned(hours: i64) -> Fact {
    let what = What::Voided {
        no: None,
        why: Cause::Returned,
        note: None,
    };
    fact(hours, "wang", what)
}

#[test]
fn r1_media_are_listed_or_signed_to_be_none() {
    let house = nist();
    let mut bare = item(vec![consent()]);
    for bears_data in [None, Some(true)] {
        bare.bears_data = bears_data;
        assert_eq!(house.sale(&bare), [Rule::R1]);
        assert_eq!(house.stops(&bare, Purpose::Recycle), [Rule::R1]);
        assert_eq!(house.stops(&bare, Purpose::Return), []);
    }
    bare.bears_data = Some(false);
    assert_eq!(house.found(&bare, Purpose::Sale), []);
    bare.facts.push(declared(medium(1, MediumKind::Hdd, ONE)));
    assert_eq!(
        house.sale(&bare),
        [Rule::R2],
        "a medium that was found bears data"
    );
    assert_eq!(house.sale(&item(vec![consent(), none(2)])), []);
    let mut unsigned = none(2);
    unsigned.by = " ".to_owned();
    assert_eq!(house.sale(&item(vec![consent(), unsigned])), [Rule::R1]);
    let back = item(vec![consent(), none(2), returned(5)]);
    assert_eq!(house.sale(&back), [Rule::R1]);
    let again = item(vec![consent(), none(2), returned(5), none(6)]);
    assert_eq!(house.sale(&again), []);
}

#[test]
fn r2_every_medium_is_accepted() {
    let house = nist();
    let disks = two_disks();
    assert_eq!(house.sale(&disks), []);
    for gone in [3, 4] {
        let mut one = disks.clone();
        one.facts.remove(gone);
        assert_eq!(house.sale(&one), [Rule::R2]);
        assert_eq!(house.stops(&one, Purpose::Recycle), [Rule::R14]);
    }
    let mut three = disks;
    three
        .facts
        .push(declared(medium(3, MediumKind::UsbFlash, "USB-0001")));
    let found = house.found(&three, Purpose::Sale);
    assert_eq!((found[0].rule, found[0].medium), (Rule::R2, Some(3)));
    assert_eq!(found[0].text.en, "medium 3 (USB-0001): not wiped");
    assert!(found[0].cure.en.contains("regrade wipe-log import"));
}

fn locked(hours: i64, name: &str, is_on: Option<bool>) -> Fact {
    let what = What::Lock {
        name: name.to_owned(),
        is_on,
        seen_in: None,
    };
    fact(hours, "wang", what)
}

fn with_locks(facts: impl IntoIterator<Item = Fact>) -> ItemMedia {
    let mut item = with(record(ONE));
    let need = |names: &[&str]| LockNeed {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    };
    item.locks = vec![need(&["find-my", "frp"]), need(&["mdm"])];
    item.facts.extend(facts);
    item
}

#[test]
fn r12_locks_are_known_to_be_off() {
    let house = nist();
    let sale = |facts: &[Fact]| house.sale(&with_locks(facts.to_vec()));
    let (frp, mdm) = (locked(3, "frp", Some(false)), locked(3, "mdm", Some(false)));
    assert_eq!(sale(&[]), [Rule::R12]);
    assert_eq!(sale(std::slice::from_ref(&frp)), [Rule::R12]);
    assert_eq!(sale(&[frp.clone(), mdm.clone()]), []);
    assert_eq!(sale(&[frp.clone(), locked(4, "mdm", None)]), [Rule::R12]);
    let on = locked(4, "find-my", Some(true));
    assert_eq!(sale(&[frp.clone(), mdm.clone(), on.clone()]), [Rule::R12]);
    let off = locked(5, "find-my", Some(false));
    assert_eq!(sale(&[frp.clone(), mdm.clone(), on, off]), []);
    let extra = locked(4, "bios", Some(true));
    assert_eq!(sale(&[frp, mdm, extra]), [Rule::R12]);
    let locked = with_locks([]);
    assert_eq!(house.stops(&locked, Purpose::Recycle), []);
    assert_eq!(house.stops(&locked, Purpose::Return), []);
}

#[test]
fn r12_a_report_tells_locks_of_its_own_item_until_that_comes_back() {
    let house = nist();
    let lock = |name: &str, is_on| Lock {
        name: name.to_owned(),
        is_on,
        word: "Off".to_owned(),
    };
    let mut told = record(ONE);
    told.locks = vec![lock("find-my", Some(false)), lock("mdm", Some(false))];
    let mut item = with_locks([]);
    item.facts[2] = ran(1, run(told.clone(), 2));
    assert_eq!(house.sale(&item), []);
    told.host.serial = Some("ANOTHER-1".to_owned());
    let mut other = item.clone();
    other.facts[2] = ran(1, run(told, 2));
    assert_eq!(house.sale(&other), [Rule::R2, Rule::R6, Rule::R12]);
    item.facts.push(returned(8));
    item.facts.push(ran(1, run(record(ONE), 10)));
    super::check_batches(&mut item);
    assert_eq!(house.sale(&item), [Rule::R12]);
}

fn unsanitized(vendor: &str, seal: &str, second: &str) -> Fact {
    let what = What::Unsanitized {
        vendor: vendor.to_owned(),
        seal: seal.to_owned(),
        second: second.to_owned(),
    };
    fact(9, "wang", what)
}

#[test]
fn r14_a_recycler_gets_no_data_unless_it_is_signed_for() {
    let house = House::new("r2v3");
    let recycle = |house: &House, facts: &[Fact]| {
        let mut all = vec![consent(), declared(medium(1, MediumKind::Hdd, ONE))];
        all.extend(facts.to_vec());
        house.stops(&item(all), Purpose::Recycle)
    };
    let signed = unsanitized("Green Ltd", "S-1", "zhao");
    assert_eq!(recycle(&house, &[]), [Rule::R14]);
    assert_eq!(recycle(&house, &[ran(1, run(record(ONE), 2))]), []);
    assert_eq!(
        recycle(&house, &[destroyed(9, 1, Technique::Incinerate, ONE)]),
        []
    );
    assert_eq!(recycle(&house, std::slice::from_ref(&signed)), []);
    for bad in [
        unsanitized("", "S-1", "zhao"),
        unsanitized("Green Ltd", " ", "zhao"),
        unsanitized("Green Ltd", "S-1", "wang"),
    ] {
        assert_eq!(recycle(&house, &[bad]), [Rule::R14]);
    }
    assert_eq!(
        recycle(&House::new("gb46864"), std::slice::from_ref(&signed)),
        [Rule::R14]
    );
    assert_eq!(
        recycle(&house, &[signed.clone(), returned(10)]),
        [Rule::R10, Rule::R14]
    );
    let spoilt = unsanitized("", "", "");
    assert_eq!(recycle(&house, &[signed.clone(), spoilt]), []);
    let mut for_sale = item(vec![consent(), declared(medium(1, MediumKind::Hdd, ONE))]);
    for_sale.facts.push(signed);
    assert_eq!(house.sale(&for_sale), [Rule::R2]);
}

#[test]
fn an_owner_gets_his_own_data_and_nobody_elses() {
    let house = nist();
    let own = item(vec![declared(medium(1, MediumKind::Hdd, ONE))]);
    assert_eq!(house.stops(&own, Purpose::Return), []);
    let mut added = medium(2, MediumKind::Hdd, TWO);
    added.origin = Origin::Added;
    let mut swapped = own;
    swapped.facts.push(declared(added));
    assert_eq!(house.stops(&swapped, Purpose::Return), [Rule::R2]);
    swapped.facts.push(ran(2, run(record(TWO), 4)));
    assert_eq!(house.stops(&swapped, Purpose::Return), []);
}

#[test]
fn r16_the_owner_agreed() {
    let mut item = with(record(ONE));
    assert_eq!(nist().warns(&item, Purpose::Sale), []);
    item.facts.remove(0);
    assert_eq!(nist().sale(&item), []);
    assert_eq!(nist().warns(&item, Purpose::Sale), [Rule::R16]);
    let law = House::new("gb46864");
    assert!(law.sale(&item).contains(&Rule::R16));
    item.facts.push(consent());
    assert!(!law.sale(&item).contains(&Rule::R16));
}

#[test]
fn r17_records_are_kept() {
    let house = nist();
    let profile = house.policy().profile;
    let until = kept_until(RECEIVED, profile);
    assert!(until >= RECEIVED + 3 * 365 * 24 * HOUR);
    let early = removal(RECEIVED, profile, until - 1).unwrap();
    assert_eq!((early.rule, early.stops()), (Rule::R17, true));
    assert_eq!(removal(RECEIVED, profile, until), None);
}

/// A disk that nothing verifies, with those facts.
fn unverified(facts: impl IntoIterator<Item = Fact>) -> ItemMedia {
    let mut record = record(ONE);
    record.verification.mode = VerifyMode::Off;
    record.verification.passed = None;
    let mut item = with(record);
    item.facts.extend(facts);
    item
}

#[test]
fn r18_two_people_let_a_rule_pass_for_a_time() {
    let house = nist();
    let spoilt = |spoil: &dyn Fn(&mut Fact)| {
        let mut fact = overridden(8, Rule::R4);
        spoil(&mut fact);
        unverified([fact])
    };
    assert_eq!(house.sale(&unverified([])), [Rule::R2, Rule::R4]);
    let good = spoilt(&|_| {});
    assert_eq!(house.sale(&good), []);
    let found = house.found(&good, Purpose::Sale);
    let pass = found.iter().find_map(|finding| finding.overridden.as_ref());
    assert_eq!(pass.unwrap().why, "looked at it");
    let with = |spoil: fn(&mut Option<u32>, &mut String, &mut String, &mut i64)| {
        spoilt(&|fact| {
            if let What::Overridden {
                no,
                why,
                second,
                until,
                ..
            } = &mut fact.what
            {
                spoil(no, why, second, until);
            }
        })
    };
    assert_eq!(house.sale(&with(|no, _, _, _| *no = Some(1))), []);
    let others = with(|no, _, _, _| *no = Some(2));
    assert_eq!(house.sale(&others), [Rule::R2, Rule::R4]);
    for bad in [
        with(|_, why, _, _| why.clear()),
        with(|_, _, second, _| "wang".clone_into(second)),
        with(|_, _, second, _| second.clear()),
        with(|_, _, _, until| *until = NOW),
    ] {
        assert_eq!(house.sale(&bad), [Rule::R2, Rule::R4]);
        assert!(house.warns(&bad, Purpose::Sale).contains(&Rule::R18));
    }
    let early = spoilt(&|fact| fact.at = RECEIVED);
    assert_eq!(
        house.sale(&early),
        [Rule::R2, Rule::R4],
        "signed before the run"
    );
}

#[test]
fn r18_some_rules_are_never_overridden() {
    let house = nist();
    let never = Rule::ALL.map(|rule| overridden(90, rule));
    let mut failed = record(ONE);
    failed.result = RunResult::Fail;
    for blocked in [
        item(vec![consent()]),
        item(vec![consent(), declared(medium(1, MediumKind::Hdd, ONE))]),
        with(failed),
        with(record(TWO)),
    ] {
        let before = house.sale(&blocked);
        let mut all = blocked;
        all.facts.extend(never.clone());
        assert_eq!(house.sale(&all), before);
        assert!(!before.is_empty());
    }
    for rule in [Rule::R2, Rule::R6, Rule::R7] {
        assert!(!rule.may_be_overridden());
    }
}

#[test]
fn r20_no_certificate_for_what_failed_or_is_not_whole() {
    let house = nist();
    let refused = |item: &ItemMedia, no| {
        let found = certificate(item, no, house.policy(), NOW);
        assert!(found.iter().all(|finding| finding.rule == Rule::R20));
        !found.is_empty()
    };
    let disks = two_disks();
    assert!(!refused(&disks, None) && !refused(&disks, Some(2)));
    assert!(refused(&disks, Some(3)) && refused(&item(vec![none(2)]), None));
    let mut partial = disks;
    partial.facts.remove(4);
    assert!(refused(&partial, None) && refused(&partial, Some(2)));
    assert!(!refused(&partial, Some(1)));
    partial.facts.push(destroyed(9, 2, Technique::Shred, TWO));
    assert!(!refused(&partial, None));
    assert!(refused(&unverified([]), None));
}

/// Every finding of items that break many rules at once, at every door, under every profile.
fn many() -> Vec<Finding> {
    let mut spoilt = record("Optane_0000");
    spoilt.technique = Some(Technique::FactoryReset);
    spoilt.result = RunResult::Fail;
    spoilt.written_since = Some(true);
    spoilt.remarks = vec!["odd".to_owned()];
    let mut late = run(spoilt, 2);
    (late.start, late.end) = (Some(NOW + HOUR), Some(NOW + 2 * HOUR));
    let mut all = with_locks([
        ran(1, late),
        returned(50),
        unsanitized("", "", ""),
        destroyed(60, 1, Technique::Degauss, TWO),
        overridden(70, Rule::R2),
    ]);
    all.facts.remove(0);
    let items = [all, item(vec![]), unverified([]), two_disks()];
    let mut found = Vec::new();
    for profile in ["nist-800-88", "gb46864", "r2v3", "strict"] {
        let house = House::new(profile);
        for item in &items {
            for purpose in Purpose::ALL {
                found.extend(wipe_clearance(item, house.policy(), purpose, NOW));
            }
            found.extend(certificate(item, None, house.policy(), NOW));
        }
        found.extend(removal(NOW, house.policy().profile, NOW));
    }
    found
}

#[test]
fn texts_are_in_both_languages_and_promise_nothing() {
    let found = many();
    assert!(found.len() > 50);
    for finding in &found {
        for Text { zh, en } in [&finding.text, &finding.cure] {
            assert!(!zh.is_empty() && !en.is_empty(), "{finding:?}");
            assert!(!en.ends_with('.') && !zh.ends_with('。'), "{en}");
            assert!(!zh.contains("CODE") && !en.contains("CODE"), "{en}");
            for word in ["certified", "conform", "unrecoverable", "认证", "不可恢复"] {
                assert!(
                    !zh.contains(word) && !en.to_lowercase().contains(word),
                    "{en}"
                );
            }
        }
        let ends = finding.cure.en.matches('`').count();
        assert_eq!(ends % 2, 0, "{}", finding.cure.en);
    }
    assert!(found.iter().any(|finding| finding.cure.en.contains(CODE)));
}
