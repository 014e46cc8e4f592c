//! `WipeDrive`'s XML: operations of jobs, one for each drive.

use chrono::TimeDelta;

use super::MOST_RECORDS;
use super::error::WipeFileError;
use super::record::{self, ComesDown as _, given, serial};
use super::time;
use super::tree::{Part, Tree};
use super::words::Words;
use crate::domain::wipe::report::{
    Format, Host, Moment, ReportedMedium, RunResult, VerifyMode, WipeRecord, WipeReport,
};

/// Whether a document is one of `WipeDrive`'s.
pub(super) fn is_tree(tree: &Tree) -> bool {
    tree.all()
        .any(|part| is_operation(part) && part.first("ActionResult").is_some())
}

/// Reads a document.
pub(super) fn read(tree: &Tree, words: &Words) -> Result<WipeReport, WipeFileError> {
    let mut records = Vec::new();
    for report in tree.all().filter(|part| part.name() == "Report") {
        let hardware = report.first("Hardware");
        let of_host = |name| hardware.and_then(|part| part.only(name));
        let host = Host {
            maker: given(of_host("ComputerVendor")),
            model: given(of_host("ComputerModel")),
            serial: serial(of_host("ComputerSerial"), words),
            ..Host::default()
        };
        let jobs = report.each("Jobs").flat_map(|jobs| jobs.each("Job"));
        for operation in jobs
            .flat_map(Part::children)
            .filter(|part| is_operation(*part))
        {
            if records.len() >= MOST_RECORDS {
                return Err(WipeFileError::TooMany {
                    limit: MOST_RECORDS,
                });
            }
            let mut record = record(operation, words);
            record.host = host.clone();
            records.push(record);
        }
    }
    if records.is_empty() {
        return Err(WipeFileError::NoMedium {
            format: Format::Wipedrive,
        });
    }
    Ok(WipeReport {
        format: Format::Wipedrive,
        records,
        untouched: Vec::new(),
        notices: Vec::new(),
    })
}

fn is_operation(part: Part<'_>) -> bool {
    part.name().starts_with("Operation")
}

fn record(operation: Part<'_>, words: &Words) -> WipeRecord {
    let mut record = record::blank("WipeDrive");
    let mut results = operation.each("ActionResult");
    let index = results.next().and_then(|part| part.attribute("Index"));
    let index = index.filter(|_| results.next().is_none()).unwrap_or("");
    record.result = words.state("wipedrive", index);
    record.word("ActionResult", index);
    if record.result != RunResult::Pass {
        let told = operation.only("ActionResult").unwrap_or("");
        record.remarks.push(format!("ActionResult {index} {told}"));
    }
    let serial = serial(operation.only("Serial"), words);
    record.medium = ReportedMedium {
        serial_doubtful: serial.is_none(),
        serial,
        ..ReportedMedium::default()
    };
    if record.medium.serial.is_none() {
        record.doubt("no serial number of the drive");
    }
    record.label = given(operation.only("NISTMethodType"));
    record.word("NISTMethodType", record.label.clone().unwrap_or_default());
    // A method that is named was verified, but the report does not tell how.
    record.verification = record::verification(match record.label.as_deref() {
        Some("Clear" | "Purge") => VerifyMode::Untold,
        _ => VerifyMode::Off,
    });
    record
        .remarks
        .extend(given(operation.only("NISTMethodTypeReason")));
    let started = operation.only("StartTime").and_then(|text| {
        let (_, text) = text.split_once(", ")?;
        time::local(text, "%d %b %Y %H:%M:%S")
    });
    let took: Option<TimeDelta> = operation.only("Duration").and_then(time::duration);
    let ended = started
        .zip(took)
        .and_then(|(start, took)| start.checked_add_signed(took));
    record.start = started.map(Moment::Local);
    record.end = ended.map(Moment::Local);
    if record.end.is_none() {
        record.doubt("the report does not tell when the run began and ended");
    }
    record
}
