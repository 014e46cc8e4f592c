//! Where a medium stands after each kind of fact, and R9, R10, R11 and R15 over them.

use super::{
    HOUR, House, NOW, ONE, RECEIVED, TWO, check_batches, consent, declared, destroyed, fact, item,
    medium, nist, overridden, ran, run, two_disks, with,
};
use crate::domain::clearance::Purpose;
use crate::domain::wipe::State;
use crate::domain::wipe::fact::{Cause, DestroyedBatch, Fact, What};
use crate::domain::wipe::finding::Rule;
use crate::domain::wipe::item_media::ItemMedia;
use crate::domain::wipe::report::{MediumKind, RunResult, Technique, VerifyMode};
use crate::domain::wipe::testing::record;

fn disk(facts: impl IntoIterator<Item = Fact>) -> ItemMedia {
    let mut all = vec![consent(), declared(medium(1, MediumKind::Hdd, ONE))];
    all.extend(facts);
    item(all)
}

fn wiped(hours: i64) -> Fact {
    ran(1, run(record(ONE), hours))
}

fn ended(hours: i64, result: RunResult) -> Fact {
    let mut record = record(ONE);
    record.result = result;
    ran(1, run(record, hours))
}

fn failed(hours: i64) -> Fact {
    ended(hours, RunResult::Fail)
}

fn voided(hours: i64, no: Option<u32>, why: Cause) -> Fact {
    let note = None;
    fact(hours, "wang", What::Voided { no, why, note })
}

fn removed(hours: i64, no: u32, witness: Option<&str>) -> Fact {
    let what = What::Removed {
        no,
        why: "sold apart".to_owned(),
        witness: witness.map(str::to_owned),
    };
    fact(hours, "wang", what)
}

fn checked(hours: i64, of: &ItemMedia, passed: bool) -> Fact {
    let run = nist().view(of, 1).run.unwrap().run.id;
    let what = What::Checked {
        no: 1,
        run,
        passed,
        tool: None,
        note: None,
    };
    fact(hours, "zhao", what)
}

fn state(facts: impl IntoIterator<Item = Fact>) -> State {
    nist().view(&disk(facts), 1).state
}

#[test]
fn a_medium_goes_its_way() {
    assert_eq!(state([]), State::Declared);
    assert_eq!(state([wiped(2)]), State::Accepted);
    assert_eq!(state([failed(2)]), State::Failed);
    assert_eq!(state([failed(2), wiped(4)]), State::Accepted);
    assert_eq!(state([failed(2), failed(4)]), State::DestroyPending);
    assert_eq!(
        state([failed(2), failed(4), wiped(6)]),
        State::DestroyPending
    );
    assert_eq!(state([wiped(2), failed(4)]), State::Failed);
    assert_eq!(state([ended(2, RunResult::Unknown)]), State::Failed);
    let again = [2, 4, 6].map(|hours| ended(hours, RunResult::Unknown));
    assert_eq!(
        state(again),
        State::Failed,
        "nobody says that the medium failed"
    );
    let mut unverified = record(ONE);
    unverified.verification.mode = VerifyMode::Off;
    let unverified = ran(1, run(unverified, 2));
    assert_eq!(state([unverified.clone()]), State::WipedUnverified);
    assert_eq!(state([wiped(4), unverified]), State::Accepted);
    assert_eq!(state([ran(1, run(record(TWO), 2))]), State::NotAccepted);
    let shredded = destroyed(9, 1, Technique::Shred, ONE);
    assert_eq!(state([failed(2), failed(4), shredded]), State::Destroyed);
}

#[test]
fn it_is_the_time_of_the_runs_that_counts_and_not_of_their_reports() {
    let (fail, pass) = (failed(2), wiped(4));
    assert_eq!(state([pass.clone(), fail.clone()]), State::Accepted);
    let (pass_first, fail_after) = (wiped(2), failed(4));
    assert_eq!(state([fail_after, pass_first]), State::Failed);
    assert_eq!(
        state([fail.clone(), fail.clone()]),
        State::Failed,
        "one run, told twice"
    );
    assert_eq!(state([fail.clone(), fail, pass]), State::Accepted);
    // A report that comes after the item came back, of a run before.
    let mut late = wiped(2);
    late.at = RECEIVED + 30 * HOUR;
    assert_eq!(
        state([voided(10, None, Cause::Returned), late]),
        State::Declared
    );
}

#[test]
fn r5_the_second_failure_leads_to_destruction() {
    let house = nist();
    let twice = disk([failed(2), failed(4), wiped(6)]);
    assert_eq!(house.sale(&twice), [Rule::R2, Rule::R5]);
    let found = house.found(&twice, Purpose::Sale);
    let cures = found.iter().map(|finding| finding.cure.en.as_str());
    assert!(
        cures
            .into_iter()
            .any(|cure| cure.contains("regrade wipe-log destroy"))
    );
    let disc = declared(medium(1, MediumKind::Optical, "DISC-0001"));
    let disc = item(vec![consent(), disc]);
    assert_eq!(house.view(&disc, 1).state, State::DestroyPending);
    assert_eq!(house.sale(&disc), [Rule::R2, Rule::R5]);
}

#[test]
fn r9_and_r10_what_can_bring_data_back_voids() {
    let house = nist();
    for (cause, rule) in [
        (Cause::Returned, Rule::R10),
        (Cause::TakenIn, Rule::R10),
        (Cause::Reopened, Rule::R9),
        (Cause::Booted, Rule::R9),
        (Cause::Swapped, Rule::R9),
        (Cause::Written, Rule::R9),
        (Cause::Mistaken, Rule::R2),
    ] {
        for no in [None, Some(1)] {
            let stale = disk([wiped(2), voided(10, no, cause)]);
            let mut rules = vec![Rule::R2, rule];
            rules.dedup();
            assert_eq!(house.sale(&stale), rules, "{cause:?}");
            let anew = disk([wiped(2), voided(10, no, cause), wiped(12)]);
            assert_eq!(house.sale(&anew), [], "{cause:?}");
        }
        let before = disk([voided(1, None, cause), wiped(2)]);
        assert_eq!(house.sale(&before), [], "{cause:?}");
        let other = disk([wiped(2), voided(10, Some(2), cause)]);
        assert_eq!(house.sale(&other), [], "{cause:?}");
    }
}

#[test]
fn r9_is_overridden_after_the_fact_only() {
    let house = nist();
    let void = voided(10, None, Cause::Booted);
    let early = disk([wiped(2), overridden(9, Rule::R9), void.clone()]);
    assert_eq!(house.sale(&early), [Rule::R2, Rule::R9]);
    let late = disk([wiped(2), void, overridden(11, Rule::R9)]);
    assert_eq!(house.sale(&late), []);
    let found = house.found(&late, Purpose::Sale);
    let pass = found.iter().find_map(|finding| finding.overridden.as_ref());
    assert_eq!(pass.unwrap().second, "zhao");
    let mistaken = disk([
        wiped(2),
        voided(10, None, Cause::Mistaken),
        overridden(11, Rule::R2),
    ]);
    assert_eq!(house.sale(&mistaken), [Rule::R2]);
}

#[test]
fn a_second_person_who_finds_data_fails_the_run() {
    let mut found = disk([wiped(2)]);
    let check = checked(6, &found, false);
    found.facts.push(check.clone());
    assert_eq!(nist().view(&found, 1).state, State::Failed);
    assert_eq!(nist().sale(&found), [Rule::R2, Rule::R5]);
    found.facts.push(wiped(8));
    check_batches(&mut found);
    assert_eq!(nist().view(&found, 1).state, State::Accepted);
    found.facts.push(failed(10));
    found.facts.push(failed(12));
    assert_eq!(nist().view(&found, 1).state, State::DestroyPending);
}

#[test]
fn r11_a_failed_check_holds_the_batch() {
    let house = nist();
    let mut held = disk([wiped(2)]);
    held.batches[0].failed = 1;
    assert_eq!(house.sale(&held), [Rule::R11]);
    let check = checked(6, &held, true);
    held.facts.push(check);
    assert_eq!(house.sale(&held), [], "it was checked itself");
}

#[test]
fn r11_a_sample_is_awaited_where_the_profile_says_so() {
    let mut few = disk([wiped(2)]);
    (few.batches[0].items, few.batches[0].checked) = (41, 2);
    assert_eq!(
        House::new("r2v3").sale(&few),
        [Rule::R11],
        "5 % of 41 are 3"
    );
    assert_eq!(nist().sale(&few), []);
    assert_eq!(nist().warns(&few, Purpose::Sale), [Rule::R11]);
    few.batches[0].checked = 3;
    assert_eq!(House::new("r2v3").sale(&few), []);
    few.batches.clear();
    assert_eq!(
        House::new("r2v3").sale(&few),
        [Rule::R11],
        "nothing known of it"
    );
}

#[test]
fn what_is_taken_out_unwiped_takes_two_people() {
    let house = nist();
    let out = |witness| {
        let mut disks = two_disks();
        disks.facts.remove(4);
        disks.facts.push(removed(9, 2, witness));
        disks
    };
    assert_eq!(house.sale(&out(None)), [Rule::R2]);
    assert_eq!(house.sale(&out(Some("Wang"))), [Rule::R2]);
    let two = out(Some("zhao"));
    assert_eq!(house.sale(&two), []);
    assert_eq!(house.view(&two, 2).state, State::Removed);
    assert_eq!(house.warns(&two, Purpose::Sale), [Rule::R2, Rule::R15]);
    let wiped = disk([wiped(2), removed(9, 1, None)]);
    assert_eq!(house.sale(&wiped), []);
}

#[test]
fn r15_a_destruction_fits_the_medium() {
    let house = nist();
    let destroy = |house: &House, spoil: &dyn Fn(&mut Fact)| {
        let mut fact = destroyed(9, 1, Technique::Shred, ONE);
        spoil(&mut fact);
        house.sale(&disk([fact]))
    };
    let how = |spoil: fn(&mut crate::domain::wipe::fact::Destruction)| {
        move |fact: &mut Fact| {
            if let What::Destroyed { how, .. } = &mut fact.what {
                spoil(how);
            }
        }
    };
    assert_eq!(destroy(&house, &|_| {}), []);
    let bad = [Rule::R2, Rule::R15];
    assert_eq!(destroy(&House::new("strict"), &|_| {}), bad, "disputed");
    assert_eq!(
        destroy(&house, &how(|how| how.method = Technique::Degauss)),
        bad
    );
    assert_eq!(
        destroy(&house, &how(|how| how.method = Technique::Overwrite)),
        bad
    );
    assert_eq!(
        destroy(&house, &how(|how| how.witness = "wang".to_owned())),
        bad
    );
    assert_eq!(
        destroy(&house, &how(|how| how.witness = String::new())),
        bad
    );
    assert_eq!(destroy(&house, &how(|how| how.particle_um = None)), bad);
    assert_eq!(
        destroy(&house, &how(|how| how.serial = Some(TWO.to_owned()))),
        bad
    );
    assert_eq!(destroy(&house, &how(|how| how.serial = None)), bad);
    assert_eq!(destroy(&house, &how(|how| how.done = NOW + HOUR)), bad);
    assert_eq!(destroy(&house, &how(|how| how.done = RECEIVED - HOUR)), bad);
    let batch = how(|how| {
        how.serial = None;
        how.batch = Some(DestroyedBatch {
            name: "B-1".to_owned(),
            count: 12,
            photo: "ab".repeat(32),
        });
    });
    assert_eq!(destroy(&house, &batch), []);
    let melted = how(|how| (how.method, how.particle_um) = (Technique::Incinerate, None));
    assert_eq!(destroy(&House::new("strict"), &melted), [Rule::R12; 0]);
}

#[test]
fn r15_paper_is_shredded_finely() {
    let house = nist();
    let paper = |particle| {
        let mut sheet = medium(1, MediumKind::Paper, ONE);
        sheet.bytes = None;
        let mut fact = destroyed(9, 1, Technique::Shred, ONE);
        if let What::Destroyed { how, .. } = &mut fact.what {
            how.particle_um = Some(particle);
        }
        house.sale(&item(vec![consent(), declared(sheet), fact]))
    };
    assert_eq!(paper((1000, 5000)), []);
    assert!(paper((2000, 2000)).contains(&Rule::R15));
    assert!(paper((5001, 1000)).contains(&Rule::R15));
}

#[test]
fn r15_an_idle_destruction_does_not_spoil_a_wipe() {
    let good = with(record(ONE));
    let mut both = good.clone();
    both.facts.push(destroyed(9, 1, Technique::Degauss, ONE));
    assert_eq!(nist().sale(&both), []);
    let without = nist().view(&good, 1);
    assert_eq!(nist().view(&both, 1).state, without.state);
    let mut gone = good;
    gone.facts.push(destroyed(9, 1, Technique::Shred, ONE));
    assert_eq!(
        nist().warns(&gone, Purpose::Sale),
        [Rule::R15],
        "incomplete"
    );
}
