//! What holds of every sample, however it is cut or changed: nothing panics, and nothing that was
//! cut is a pass.

use std::fs;

use proptest::prelude::*;

use super::super::read;
use super::folder;
use crate::domain::wipe::report::{RunResult, WipeRecord, WipeReport};

/// Every sample that is read, with its name.
fn samples() -> Vec<(String, Vec<u8>)> {
    let mut samples = Vec::new();
    for part in fs::read_dir(folder()).unwrap() {
        let part = part.unwrap().path();
        let Ok(files) = fs::read_dir(&part) else {
            continue;
        };
        for file in files {
            let path = file.unwrap().path();
            samples.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    samples.sort();
    assert!(
        samples.len() > 25,
        "the samples are not where this test looks"
    );
    samples
}

fn passes(report: &WipeReport) -> Vec<&WipeRecord> {
    let records = report.records.iter();
    records
        .filter(|record| record.result == RunResult::Pass)
        .collect()
}

#[test]
fn every_sample_is_read_and_read_alike() {
    for (name, bytes) in samples() {
        let first = read(&bytes, None);
        assert_eq!(first, read(&bytes, None), "{name}");
        assert!(
            first.is_ok() || name.ends_with("id-ctrl.json"),
            "{name}: {first:?}"
        );
    }
}

/// Where to cut: everywhere near the end and where a run ends, and here and there before.
fn cuts(bytes: &[u8]) -> Vec<usize> {
    let body = bytes.trim_ascii_end().len();
    let closings = memchr::memmem::find_iter(bytes, b"info: Nwipe ");
    let mut ends: Vec<usize> = closings.map(|place| place + 75).collect();
    ends.push(body);
    let is_near = |cut: &usize| ends.iter().any(|end| (*cut..cut + 100).contains(end));
    (0..body)
        .filter(|cut| cut % 101 == 0 || body < 800 || is_near(cut))
        .collect()
}

#[test]
fn nothing_that_was_cut_is_a_pass() {
    for (name, bytes) in samples() {
        let whole = read(&bytes, None);
        let known: Vec<WipeRecord> = match &whole {
            Ok(report) => passes(report).into_iter().cloned().collect(),
            Err(_) => Vec::new(),
        };
        for cut in cuts(&bytes) {
            let Ok(report) = read(&bytes[..cut], None) else {
                continue;
            };
            // XML and JSON are whole or nothing.
            assert!(
                !name.ends_with(".xml") && !name.ends_with(".json"),
                "{name}: {cut}"
            );
            for record in passes(&report) {
                // What passes in a part passes in the whole, and says the same there.
                assert!(known.contains(record), "{name}: {cut}: {record:#?}");
            }
        }
    }
}

#[test]
fn a_run_cut_within_its_tables_is_no_pass() {
    for (name, bytes) in samples() {
        if !name.contains("nwipe-") {
            continue;
        }
        let text = String::from_utf8(bytes.clone()).unwrap();
        let Some(closing) = text.rfind("Nwipe successfully") else {
            continue;
        };
        let whole = passes(&read(&bytes, None).unwrap()).len();
        let end = closing + "Nwipe successfully completed. See".len();
        for cut in (text.rfind("Error Summary").unwrap()..end).step_by(5) {
            let report = read(&bytes[..cut], None).unwrap();
            assert!(passes(&report).len() < whole.max(1), "{name}: {cut}");
        }
    }
}

/// One change of bytes.
#[derive(Debug, Clone)]
enum Change {
    Set(usize, u8),
    Remove(usize, usize),
    Repeat(usize, usize),
    Swap(usize, usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let place = any::<usize>();
    let interesting = prop_oneof![
        any::<u8>(),
        prop::sample::select(b"<>&\"'{}[],:|=!0/\n\r ".to_vec())
    ];
    prop_oneof![
        (place, interesting).prop_map(|(place, byte)| Change::Set(place, byte)),
        (any::<usize>(), 1..400_usize).prop_map(|(place, length)| Change::Remove(place, length)),
        (any::<usize>(), 1..400_usize).prop_map(|(place, length)| Change::Repeat(place, length)),
        (any::<usize>(), any::<usize>(), 1..100_usize)
            .prop_map(|(one, other, length)| Change::Swap(one, other, length)),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    if bytes.is_empty() {
        return;
    }
    let length = bytes.len();
    let range = |place: usize, count: usize| {
        let from = place % length;
        from..(from + count).min(length)
    };
    match *change {
        Change::Set(place, byte) => bytes[place % length] = byte,
        Change::Remove(place, count) => {
            bytes.drain(range(place, count));
        }
        Change::Repeat(place, count) => {
            let range = range(place, count);
            let part = bytes[range.clone()].to_vec();
            bytes.splice(range.end..range.end, part);
        }
        Change::Swap(one, other, count) => {
            for (one, other) in range(one, count).zip(range(other, count)) {
                bytes.swap(one, other);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_change_of_a_sample_panics(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..6),
    ) {
        let samples = samples();
        let (_, mut bytes) = which.get(&samples).clone();
        for change in &changes {
            apply(&mut bytes, change);
        }
        if let Ok(report) = read(&bytes, None) {
            for record in passes(&report) {
                prop_assert!(record.medium.serial.is_some() || record.tool == "nvme-cli");
                prop_assert_eq!(record.errors.total(), 0);
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), start in 0..6_usize) {
        let starts: [&[u8]; 6] = [
            b"",
            b"<r>",
            b"{",
            b"[",
            b"[2026/11/22 08:43:57] ",
            b"media_serial,technique,result\n",
        ];
        let bytes = [starts[start], &bytes].concat();
        let _is_read = read(&bytes, None);
    }
}
