//! `KillDisk`'s XML, of which no genuine file has been seen: medium and start are read, and what
//! came of it stays unknown until its words are known.

use super::MOST_RECORDS;
use super::error::WipeFileError;
use super::record::{self, ComesDown as _, given, serial};
use super::time;
use super::tree::{Part, Tree};
use super::words::Words;
use crate::domain::wipe::report::{
    Format, Moment, ReportedMedium, RunResult, WipeRecord, WipeReport,
};

/// Where a state may stand.
const STATES: [&str; 3] = ["status", "state", "result"];

/// Whether a document is one of `KillDisk`'s.
pub(super) fn is_tree(tree: &Tree) -> bool {
    disks(tree).any(|disk| {
        disk.each("device")
            .any(|part| part.attribute("serial").is_some())
    })
}

/// Reads a document.
pub(super) fn read(tree: &Tree, words: &Words) -> Result<WipeReport, WipeFileError> {
    let records: Vec<WipeRecord> = disks(tree)
        .take(MOST_RECORDS + 1)
        .map(|disk| record(disk, words))
        .collect();
    match records.len() {
        0 => Err(WipeFileError::NoMedium {
            format: Format::Killdisk,
        }),
        1..=MOST_RECORDS => Ok(WipeReport {
            format: Format::Killdisk,
            records,
            untouched: Vec::new(),
            notices: Vec::new(),
        }),
        _ => Err(WipeFileError::TooMany {
            limit: MOST_RECORDS,
        }),
    }
}

fn disks(tree: &Tree) -> impl Iterator<Item = Part<'_>> {
    let results = tree.all().filter(|part| part.name() == "result");
    results.flat_map(|result| result.each("disk"))
}

fn record(disk: Part<'_>, words: &Words) -> WipeRecord {
    let mut record = record::blank("KillDisk");
    let mut devices = disk.each("device");
    let device = devices.next().filter(|_| devices.next().is_none());
    let told = |name| device.and_then(|device: Part<'_>| device.attribute(name));
    let serial = serial(told("serial"), words);
    record.medium = ReportedMedium {
        serial_doubtful: serial.is_none(),
        serial,
        model: given(told("product")),
        bytes: told("size").and_then(bytes),
        ..ReportedMedium::default()
    };
    let state = STATES.iter().find_map(|name| disk.only(name)).unwrap_or("");
    record.result = words.state("killdisk", state);
    record.word("status", state);
    if record.result != RunResult::Pass {
        record.remarks.push(format!("status {state}"));
    }
    let started = disk.only("started");
    let started = started.and_then(|text| time::local(text, "%d/%m/%Y %H:%M:%S"));
    record.start = started.map(Moment::Local);
    record.doubt("the report does not tell when the run ended");
    record
}

/// A size `466 GB (500,107,862,016 bytes)`.
fn bytes(size: &str) -> Option<u64> {
    let (_, rest) = size.split_once('(')?;
    let digits = rest.strip_suffix("bytes)")?.trim().replace(',', "");
    digits.parse().ok()
}
