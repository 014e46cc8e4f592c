//! Reports of every format against what is expected of them, and what may never be taken.

mod blancco;
mod ereuse;
mod hostile;
mod manual;
mod nvme;
mod nwipe;
mod others;
mod properties;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::{WipeFileError, detect, read};
use crate::domain::wipe::report::{Format, Moment, RunResult, WipeRecord, WipeReport};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/wipe")
}

/// The bytes of a sample.
fn sample(path: &str) -> Vec<u8> {
    fs::read(folder().join(path)).unwrap()
}

/// The text of a sample.
fn text(path: &str) -> String {
    String::from_utf8(sample(path)).unwrap()
}

/// A sample as it is read.
fn told(path: &str) -> WipeReport {
    read(&sample(path), None).unwrap()
}

fn told_text(text: &str) -> WipeReport {
    read(text.as_bytes(), None).unwrap()
}

/// The only record of a report.
fn only(report: WipeReport) -> WipeRecord {
    let [record] = <[WipeRecord; 1]>::try_from(report.records).unwrap();
    record
}

/// A local time on a day of the samples.
fn clock(day: (i32, u32, u32), time: (u32, u32, u32)) -> Option<Moment> {
    let day = NaiveDate::from_ymd_opt(day.0, day.1, day.2).unwrap();
    let time = day.and_hms_opt(time.0, time.1, time.2).unwrap();
    Some(Moment::Local(time))
}

fn utc(time: &str) -> Option<Moment> {
    let time = chrono::DateTime::parse_from_rfc3339(time).unwrap();
    Some(Moment::Utc(time.timestamp()))
}

/// Asserts that no record of a text is a pass, if it is read at all.
fn never_passes(text: &str) {
    if let Ok(report) = read(text.as_bytes(), None) {
        let passed = |record: &WipeRecord| record.result == RunResult::Pass;
        assert!(!report.records.iter().any(passed), "{report:#?}");
    }
}

#[test]
fn formats_show_in_the_content() {
    let expected = [
        (
            "blancco/RECONSTRUCTED-drive-eraser-2-disks.xml",
            Format::BlanccoXml,
        ),
        ("blancco/RECONSTRUCTED-mobile-ios.xml", Format::BlanccoXml),
        ("blancco/RECONSTRUCTED-portal-api.json", Format::BlanccoJson),
        ("nwipe/nwipe-0.34-prng-noverify.txt", Format::Nwipe),
        ("nwipe/nwipe-0.42-aborted.txt", Format::Nwipe),
        ("nvme-cli/sanitize-log-failed.json", Format::NvmeCli),
        ("nvme-cli/sanitize-log-failed.txt", Format::NvmeCli),
        ("ereuse/RECONSTRUCTED-workbench-10.json", Format::Ereuse),
        ("ereuse/RECONSTRUCTED-workbench-11.json", Format::Ereuse),
        ("usody/RECONSTRUCTED-badblocks.json", Format::Usody),
        ("other/RECONSTRUCTED-wipedrive.xml", Format::Wipedrive),
        ("other/RECONSTRUCTED-killdisk.xml", Format::Killdisk),
        ("other/PROPOSED-manual-import.csv", Format::Manual),
        ("nvme-cli/id-ctrl.json", Format::NvmeCli),
    ];
    for (path, format) in expected {
        assert_eq!(detect(&sample(path)), Ok(format), "{path}");
        for other in Format::ALL.into_iter().filter(|other| *other != format) {
            let refused = WipeFileError::OtherFormat { format: other };
            assert_eq!(
                read(&sample(path), Some(other)).unwrap_err(),
                refused,
                "{path}"
            );
        }
    }
    for other in ["hello", "{}", "[]", "<a/>", "a,b\n1,2\n", "[2026/01/02]\n"] {
        assert_eq!(
            detect(other.as_bytes()),
            Err(WipeFileError::UnknownFormat),
            "{other}"
        );
    }
}
