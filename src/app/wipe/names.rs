//! The names that a wipe is found by, so that no report clears twice: tool, serial number and
//! start; the report's own number; its place in its file. And its batch.

use crate::app::attachments::{hex, sha256};
use crate::domain::identifiers::Imei;
use crate::domain::wipe::fact::Run;
use crate::domain::wipe::item_media::BatchKey;
use crate::domain::wipe::report::WipeRecord;
use crate::domain::wipe::{normalise, run_keys};
use crate::store::wipe::WipeKey;

/// The key of a serial number; none if nothing of it can be compared.
pub(super) fn of_serial(serial: &str) -> Option<WipeKey> {
    let mut compared = normalise(serial);
    // A tool may leave out an IMEI's check digit.
    if Imei::parse(&compared).is_ok() {
        compared.pop();
    }
    (!compared.is_empty()).then(|| WipeKey::of("serial", &compared))
}

/// A place in a file.
pub(super) fn of_place(evidence: &str, place: usize) -> WipeKey {
    WipeKey::of("file", &format!("{evidence} {place}"))
}

/// The names of what a report says, the first of which makes the run's id.
pub(super) fn of_record(record: &WipeRecord, start: Option<i64>, evidence: &str) -> Vec<WipeKey> {
    let names = run_keys(record, start, Some(evidence));
    names.iter().map(|name| WipeKey::of("run", name)).collect()
}

/// The id of a run: its first name, which may hold an IMEI, as a hash.
pub(super) fn id(record: &WipeRecord, start: Option<i64>, evidence: &str) -> String {
    let names = run_keys(record, start, Some(evidence));
    let first = names.first().map(String::as_str).unwrap_or_default();
    hex(&sha256(first.as_bytes())[..8])
}

/// The batch of wipes.
pub(super) fn of_batch(batch: &BatchKey) -> WipeKey {
    WipeKey::of("batch", &batch_text(batch))
}

/// The checks of a batch's wipes, and those that found something.
pub(super) fn of_checks(batch: &BatchKey) -> (WipeKey, WipeKey) {
    let text = batch_text(batch);
    (WipeKey::of("checked", &text), WipeKey::of("failed", &text))
}

fn batch_text(batch: &BatchKey) -> String {
    let day = batch.day.map(|day| day.to_string()).unwrap_or_default();
    format!("{} {} {day}", batch.tool, batch.operator)
}

/// All names of a recorded run, its batch among them.
pub(super) fn of_run(run: &Run) -> Vec<WipeKey> {
    let evidence = run.file.as_deref().unwrap_or_default();
    let mut names = of_record(&run.record, run.start, evidence);
    names.push(of_batch(&BatchKey::of(run)));
    names
}

/// Whether two records are of one run.
pub(super) fn are_one(one: &Run, other: &Run) -> bool {
    let keys = |run: &Run| run_keys(&run.record, run.start, run.file.as_deref());
    let others = keys(other);
    keys(one).iter().any(|name| others.contains(name))
}
