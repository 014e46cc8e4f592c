//! The rules of sanitization over the catalogue that ships: one thing is spoilt in each test.

mod doors;
mod properties;
mod runs;
mod states;
mod table;

use chrono::NaiveDate;

use super::fact::{DeclaredMedium, Destruction, Fact, Link, Origin, Run, Signature, What};
use super::finding::{Finding, Rule};
use super::item_media::{BatchCheck, BatchKey, ItemMedia};
use super::report::{Format, MediumKind, Technique, WipeRecord};
use super::testing::record;
use super::{MediumView, Policy, media, run_keys, wipe_clearance};
use crate::domain::clearance::Purpose;
use crate::formats::catalogue::Catalogue;

/// When the item was taken in.
const RECEIVED: i64 = 1_511_000_000;
const HOUR: i64 = 3600;
/// When it is to leave.
const NOW: i64 = RECEIVED + 100 * HOUR;
const CODE: &str = "8K3T9M2QW7R4X";
const ONE: &str = "WD-WCC6Y3KXH9F2";
const TWO: &str = "S2R5NX0J123456";

/// By what the tests judge: the catalogue that ships, under a profile.
struct House {
    catalogue: Catalogue,
    profile: &'static str,
}

impl House {
    fn new(profile: &'static str) -> Self {
        let catalogue = Catalogue::default();
        Self { catalogue, profile }
    }

    fn policy(&self) -> Policy<'_> {
        let profiles = self.catalogue.wipe_profiles().unwrap();
        Policy {
            profile: profiles.get(self.profile).unwrap(),
            table: self.catalogue.media_table().unwrap(),
            serials: self.catalogue.known_serials().unwrap(),
        }
    }

    fn view(&self, item: &ItemMedia, no: u32) -> MediumView {
        let views = media(item, self.policy(), NOW);
        views.into_iter().find(|view| view.medium.no == no).unwrap()
    }

    fn found(&self, item: &ItemMedia, purpose: Purpose) -> Vec<Finding> {
        wipe_clearance(item, self.policy(), purpose, NOW)
    }

    /// The rules that stop the item, each once.
    fn stops(&self, item: &ItemMedia, purpose: Purpose) -> Vec<Rule> {
        let found = self.found(item, purpose);
        let stops = found.iter().filter(|finding| finding.stops());
        let mut rules: Vec<Rule> = stops.map(|finding| finding.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// The rules that only warn.
    fn warns(&self, item: &ItemMedia, purpose: Purpose) -> Vec<Rule> {
        let found = self.found(item, purpose);
        let warns = found.iter().filter(|finding| !finding.stops());
        warns.map(|finding| finding.rule).collect()
    }

    fn sale(&self, item: &ItemMedia) -> Vec<Rule> {
        self.stops(item, Purpose::Sale)
    }
}

fn nist() -> House {
    House::new("nist-800-88")
}

fn medium(no: u32, kind: MediumKind, serial: &str) -> DeclaredMedium {
    DeclaredMedium {
        no,
        kind: Some(kind),
        serial: Some(serial.to_owned()),
        maker: None,
        model: None,
        bytes: Some(500_000_000_000),
        origin: Origin::Came,
    }
}

/// A run of that record, which began `hours` after the intake and took one.
fn run(record: WipeRecord, hours: i64) -> Run {
    let start = RECEIVED + hours * HOUR;
    let file = format!("{:064x}", hours + 1);
    Run {
        id: run_keys(&record, Some(start), Some(&file)).remove(0),
        file: Some(file),
        format: Format::Nwipe,
        signature: Signature::None,
        start: Some(start),
        end: Some(start + HOUR),
        zone: Some("Asia/Shanghai".to_owned()),
        day: NaiveDate::from_ymd_opt(2017, 11, 18),
        link: Link::Serial,
        record,
    }
}

fn fact(hours: i64, by: &str, what: What) -> Fact {
    Fact {
        at: RECEIVED + hours * HOUR,
        by: by.to_owned(),
        what,
    }
}

fn declared(medium: DeclaredMedium) -> Fact {
    fact(1, "wang", What::Declared { medium })
}

fn ran(no: u32, run: Run) -> Fact {
    let at = run.end.or(run.start).unwrap_or(RECEIVED) + HOUR;
    Fact {
        at,
        by: "wang".to_owned(),
        what: What::Run {
            no,
            run: Box::new(run),
        },
    }
}

fn consent() -> Fact {
    let paper = "P-1".to_owned();
    fact(0, "wang", What::Consent { paper })
}

fn destroyed(hours: i64, no: u32, method: Technique, serial: &str) -> Fact {
    let how = Destruction {
        method,
        serial: Some(serial.to_owned()),
        batch: None,
        particle_um: Some((2000, 2000)),
        witness: "zhao".to_owned(),
        done: RECEIVED + hours * HOUR,
    };
    fact(hours, "wang", What::Destroyed { no, how })
}

/// The rule is let pass by two people from that hour on.
fn overridden(hours: i64, rule: Rule) -> Fact {
    let what = What::Overridden {
        rule,
        no: None,
        why: "looked at it".to_owned(),
        second: "zhao".to_owned(),
        until: NOW + HOUR,
    };
    fact(hours, "wang", what)
}

/// An item with those facts, all of its batches checked.
fn item(facts: Vec<Fact>) -> ItemMedia {
    let mut item = ItemMedia {
        code: CODE.to_owned(),
        bears_data: Some(true),
        serial: Some("5CG7320XYZ".to_owned()),
        imeis: Vec::new(),
        received: RECEIVED,
        away: Vec::new(),
        locks: Vec::new(),
        facts,
        elsewhere: Vec::new(),
        batches: Vec::new(),
    };
    check_batches(&mut item);
    item
}

/// Lets a second person have checked enough of the batches of the item's runs.
fn check_batches(item: &mut ItemMedia) {
    let runs = item.facts.iter().filter_map(|fact| match &fact.what {
        What::Run { run, .. } => Some(BatchCheck {
            batch: BatchKey::of(run),
            items: 10,
            checked: 10,
            failed: 0,
        }),
        _ => None,
    });
    item.batches = runs.collect();
}

/// A disk whose run was `record`, at hour 2.
fn with(record: WipeRecord) -> ItemMedia {
    with_run(run(record, 2))
}

/// A disk with that run.
fn with_run(run: Run) -> ItemMedia {
    let disk = declared(medium(1, MediumKind::Hdd, ONE));
    item(vec![consent(), disk, ran(1, run)])
}

/// Two disks, both wiped and read back.
fn two_disks() -> ItemMedia {
    item(vec![
        consent(),
        declared(medium(1, MediumKind::Hdd, ONE)),
        declared(medium(2, MediumKind::Hdd, TWO)),
        ran(1, run(record(ONE), 2)),
        ran(2, run(record(TWO), 4)),
    ])
}
