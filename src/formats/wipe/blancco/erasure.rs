//! One erasure of a report, and what keeps it from being a clean pass.

use super::super::record::{self, ComesDown as _, given};
use super::super::time;
use super::super::tree::Part;
use super::super::words::Words;
use super::{Told, medium, plain};
use crate::domain::wipe::report::{Errors, Moment, Pass, RunResult, Technique, WipeRecord};

/// Most passes and remarks that are told one by one.
const MOST: usize = 100;

impl Told {
    /// The record of one erasure.
    pub(super) fn record(&self, erasure: Part<'_>, words: &Words) -> WipeRecord {
        let mut record = record::blank(&self.tool);
        record.version.clone_from(&self.version);
        record.report_id.clone_from(&self.report_id);
        record.host = self.host.clone();
        record.locks.clone_from(&self.locks);
        record.operator.clone_from(&self.operator);
        record.has_signature = self.has_signature;
        let state = erasure.only("state").unwrap_or("");
        record.result = words.state("blancco", state);
        record.word("state", state);
        if record.result != RunResult::Pass {
            record.remarks.push(format!("state {state}"));
        }
        self.add_target(erasure, &mut record, words);
        add_technique(erasure, &mut record, words);
        add_counts(erasure, &mut record);
        add_exceptions(erasure, &mut record, words);
        add_times(erasure, &mut record);
        record
    }

    /// The target, and what the disk of the same serial number tells besides.
    fn add_target(&self, erasure: Part<'_>, record: &mut WipeRecord, words: &Words) {
        let mut targets = erasure.each("target");
        match (targets.next(), targets.next()) {
            (Some(target), None) => {
                record.medium = medium(target, words);
                let serial = target.only("serial").unwrap_or("");
                record.word("serial", serial);
            }
            (Some(_), Some(_)) => record.doubt("the erasure has several targets"),
            (None, _) => record.doubt("the erasure has no target"),
        }
        let Some(serial) = record.medium.serial.as_deref().map(plain) else {
            record.medium.serial_doubtful = true;
            record.doubt("no serial number of the target, or a placeholder");
            return;
        };
        let is_same = |told: &Option<String>| told.as_deref().map(plain).as_ref() == Some(&serial);
        let mut disks = self.disks.iter().filter(|disk| is_same(&disk.serial));
        if let (Some(disk), None) = (disks.next(), disks.next()) {
            let own = &mut record.medium;
            own.kind = own.kind.or(disk.kind);
            own.bus = own.bus.take().or_else(|| disk.bus.clone());
            own.maker = own.maker.take().or_else(|| disk.maker.clone());
            own.model = own.model.take().or_else(|| disk.model.clone());
            own.bytes = own.bytes.or(disk.bytes);
        }
    }
}

/// What was done: by what the report counts, and only then by the name of the method.
fn add_technique(erasure: Part<'_>, record: &mut WipeRecord, words: &Words) {
    record.label = given(erasure.only("erasure_standard_name"));
    let label = record.label.clone().unwrap_or_default();
    record.word("erasure_standard_name", &label);
    let count = |name| {
        erasure
            .only(name)
            .and_then(|text| text.parse::<usize>().ok())
    };
    let (written, firmware) = (count("overwriting_rounds"), count("firmware_rounds"));
    for (name, rounds) in [
        ("overwriting_rounds", written),
        ("firmware_rounds", firmware),
    ] {
        if let Some(rounds) = rounds {
            record.word(name, rounds.to_string());
        }
    }
    match (written.unwrap_or(0), firmware.unwrap_or(0)) {
        (0, 0) => record.technique = words.technique("blancco", &label),
        (0, _) => {
            let least = record
                .medium
                .kind
                .and_then(|kind| words.firmware_least(kind));
            record.technique = words.technique("blancco", &label).or(least);
        }
        (rounds, _) => {
            record.technique = Some(Technique::Overwrite);
            let known = words.passes("blancco", &label);
            record.passes = match known.filter(|passes| passes.len() == rounds) {
                Some(passes) => passes.to_vec(),
                None => vec![Pass::Untold; rounds.min(MOST)],
            };
        }
    }
}

fn add_counts(erasure: Part<'_>, record: &mut WipeRecord) {
    let mut count = |name: &str| {
        let text = erasure.only(name);
        let number = text.and_then(|text| text.parse::<u64>().ok());
        let is_told = erasure.each(name).any(|part| part.text().is_some());
        if is_told && number.is_none() {
            record.doubt(format!("{name} is no number"));
        }
        number
    };
    let failed = count("failed_sectors");
    let errors = count("total_errors");
    let cleaned = count("cleaned_sectors");
    record.errors = Errors {
        sectors: failed.unwrap_or(0),
        other: errors.unwrap_or(0),
        ..Errors::default()
    };
    if let Some(cleaned) = cleaned {
        let all = u128::from(cleaned) + u128::from(failed.unwrap_or(0));
        let share = u128::from(cleaned) * 10_000;
        record.done_bp = share.checked_div(all).map(|share| share as u32);
        if all == 0 {
            record.doubt("no sector was cleaned");
        }
    }
    if let Some(failed) = failed.filter(|failed| *failed > 0) {
        record.fail(format!("{failed} failed sectors"));
    }
    if let Some(errors) = errors.filter(|errors| *errors > 0) {
        record.fail(format!("{errors} errors"));
    }
}

/// Exceptions and failures stand beside a state that says nothing of them.
fn add_exceptions(erasure: Part<'_>, record: &mut WipeRecord, words: &Words) {
    let mut parts: Vec<(Part<'_>, bool)> = erasure.children().map(|part| (part, false)).collect();
    let mut count = 0;
    while let Some((part, was_within)) = parts.pop() {
        let is_within = was_within
            || ["exception", "failure", "error", "warning"]
                .iter()
                .any(|name| part.name().trim_end_matches('s') == *name);
        parts.extend(part.children().map(|child| (child, is_within)));
        let text = part
            .text()
            .filter(|_| is_within || part.name() == "message");
        let Some(text) = text else {
            continue;
        };
        if words.tells_of_hidden_area(text) {
            record.hidden_unreached = Some(true);
        }
        count += 1;
        if count <= MOST {
            record.fail(text);
        }
    }
}

/// The local times of the run, with the offset of its timestamp if that is one of the two.
fn add_times(erasure: Part<'_>, record: &mut WipeRecord) {
    let told = |name| erasure.only(name).and_then(time::iso);
    let stamp = erasure.only("timestamp").and_then(time::clock_and_offset);
    let (start, end) = (told("start_time"), told("end_time"));
    let is_stamp = |moment: Option<Moment>| match (moment, stamp) {
        (Some(Moment::Local(clock)), Some((stamp, _))) => clock == stamp,
        _ => false,
    };
    let east = stamp
        .filter(|_| is_stamp(start) || is_stamp(end))
        .map(|(_, east)| east);
    let placed = |moment| match (moment, east) {
        (Moment::Local(clock), Some(east)) => time::at_offset(clock, east),
        (moment, _) => moment,
    };
    record.start = start.map(placed);
    record.end = end.map(placed);
    if record.start.is_none() || record.end.is_none() {
        record.doubt("the report does not tell when the run began and ended");
    }
}
