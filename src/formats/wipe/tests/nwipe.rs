//! nwipe's logs.

use super::{clock, never_passes, only, text, told, told_text};
use crate::domain::wipe::report::{
    Errors, MediumKind, Pass, RunResult, Technique, VerifyMode, WipeRecord,
};

const DAY: (i32, u32, u32) = (2026, 11, 22);
const ZEROS: &str = "nwipe/nwipe-0.34-zero-verifyall-hdd.txt";
const TWO_DRIVES: &str = "nwipe/nwipe-0.42-prng-2drives-1fail.txt";

fn serial(record: &WipeRecord) -> Option<&str> {
    record.medium.serial.as_deref()
}

#[test]
fn a_run_of_zeros_verified_passes() {
    let record = only(told(ZEROS));
    assert_eq!(record.result, RunResult::Pass);
    assert_eq!(record.remarks, [""; 0]);
    assert_eq!(
        (record.tool.as_str(), record.version.as_deref()),
        ("nwipe", Some("0.33"))
    );
    assert_eq!(serial(&record), Some("WD-WCC6Y3KXH9F2"));
    assert_eq!(record.medium.model.as_deref(), Some("Loopback device"));
    assert_eq!(record.medium.bytes, Some(8_388_608));
    assert_eq!(
        (record.medium.kind, record.medium.serial_doubtful),
        (None, false)
    );
    assert_eq!(record.host.serial.as_deref(), Some("PF0ZX7AB"));
    assert_eq!(record.host.maker.as_deref(), Some("LENOVO"));
    assert_eq!(record.host.asset, None);
    assert_eq!(record.technique, Some(Technique::Overwrite));
    assert_eq!(record.passes, [Pass::Zero]);
    assert_eq!(record.label.as_deref(), Some("Fill With Zeros"));
    assert_eq!(record.verification.mode, VerifyMode::EachPass);
    assert_eq!(record.verification.share_bp, Some(10_000));
    assert_eq!(record.verification.passed, Some(true));
    assert_eq!(record.errors, Errors::default());
    assert_eq!(record.start, clock(DAY, (8, 43, 54)));
    assert_eq!(record.end, clock(DAY, (8, 43, 55)));
}

#[test]
fn a_run_without_verification_is_told_as_such() {
    let record = only(told("nwipe/nwipe-0.34-prng-noverify.txt"));
    assert_eq!(record.result, RunResult::Pass);
    assert_eq!(record.passes, [Pass::Random, Pass::Zero]);
    assert_eq!(record.verification.mode, VerifyMode::Off);
    assert_eq!(record.verification.passed, None);
}

#[test]
fn an_aborted_run_fails() {
    let record = only(told("nwipe/nwipe-0.42-aborted.txt"));
    assert_eq!(record.result, RunResult::Fail);
    assert_eq!(record.version.as_deref(), Some("0.42"));
    assert_eq!(serial(&record), Some("ZFL0ABCD"));
    assert_eq!(record.done_bp, Some(1523));
    assert_eq!(record.medium.bytes, Some(6_442_450_944));
    assert_eq!(record.verification.passed, None);
    assert!(
        record
            .words
            .contains(&("status".to_owned(), "UABORTED".to_owned()))
    );
    assert!(
        record
            .remarks
            .iter()
            .any(|remark| remark.contains("aborted by the user"))
    );
}

#[test]
fn passes_are_counted_with_rounds_and_the_final_blank() {
    let record = only(told("nwipe/nwipe-0.42-dod7-2rounds.txt"));
    assert_eq!(record.result, RunResult::Pass);
    assert_eq!(record.passes.len(), 15);
    assert_eq!(record.passes[6], Pass::Random);
    assert_eq!(record.passes[14], Pass::Zero);
    assert_eq!(record.label.as_deref(), Some("DoD 5220.22-M"));
    assert_eq!(record.verification.mode, VerifyMode::EachPass);
    assert_eq!(record.done_bp, Some(10_000));
    assert_eq!(record.end, clock(DAY, (8, 45, 48)));
}

#[test]
fn one_drive_of_two_fails_and_the_other_passes() {
    let report = told(TWO_DRIVES);
    let [good, bad] = report.records.as_slice() else {
        panic!("two drives: {report:#?}");
    };
    assert_eq!(
        (serial(good), good.result),
        (Some("WD-WCC6Y3KXH9F2"), RunResult::Pass)
    );
    assert_eq!(good.remarks, [""; 0]);
    assert_eq!(
        (serial(bad), bad.result),
        (Some("W621ABCD"), RunResult::Fail)
    );
    assert_eq!(bad.errors.write, 2);
    assert_eq!(bad.done_bp, Some(2500));
    assert!(
        bad.remarks
            .iter()
            .any(|remark| remark.starts_with("Reverse wipe failed"))
    );
    assert!(bad.remarks.contains(&"marked `!` in a table".to_owned()));
    assert_eq!(report.untouched, []);
}

#[test]
fn a_masked_serial_number_is_none() {
    let record = only(told("nwipe/nwipe-0.42-quiet-anonymised.txt"));
    assert_eq!(record.result, RunResult::Unknown);
    assert_eq!(serial(&record), None);
    assert!(record.medium.serial_doubtful);
    assert_eq!(record.host.serial, None);
}

#[test]
fn each_run_of_a_file_is_its_own() {
    let report = told("nwipe/nwipe-0.42-two-runs-appended.txt");
    let [zeros, ones] = report.records.as_slice() else {
        panic!("two runs: {report:#?}");
    };
    assert_eq!(
        (zeros.result, ones.result),
        (RunResult::Pass, RunResult::Pass)
    );
    assert_eq!(zeros.passes, [Pass::Zero, Pass::Zero]);
    assert_eq!(ones.passes, [Pass::One, Pass::Zero]);
    assert_eq!(zeros.start, clock(DAY, (8, 46, 36)));
    assert_eq!(ones.start, clock(DAY, (8, 46, 39)));
    assert_eq!(ones.end, clock(DAY, (8, 46, 40)));
}

#[test]
fn runs_appended_without_a_banner_are_kept_apart() {
    let (first, second) = (text(ZEROS), text("nwipe/nwipe-0.34-prng-noverify.txt"));
    let both = told_text(&format!("{first}{second}"));
    assert_eq!(both.records.len(), 2);
    assert_eq!(both.records[0], only(told_text(&first)));
    assert_eq!(both.records[1], only(told_text(&second)));
    // A run that was killed has no end, and the next one does not lend it one.
    let killed = &first[..first.find("*****").unwrap()];
    let both = told_text(&format!("{killed}{second}"));
    assert_eq!(both.records.len(), 2);
    assert_eq!(both.records[0].result, RunResult::Unknown);
    assert_eq!(both.records[0].end, None);
    assert_eq!(both.records[1], only(told_text(&second)));
}

#[test]
fn reading_alone_sanitizes_nothing() {
    let record = only(told("nwipe/nwipe-0.42-verifyzero-ok.txt"));
    assert_eq!(record.result, RunResult::Fail);
    assert_eq!((record.technique, record.passes.len()), (None, 0));
}

#[test]
fn every_condition_is_needed() {
    let whole = text(ZEROS);
    let changes = [
        ("| Erased |", "| Erasing|"),
        ("| Erased |", "|-FAILED-|"),
        ("     loop0 | Erased |", "!    loop0 | Erased |"),
        (
            "     loop0 |           0 |                    0 |                    0",
            "     loop0 |           1 |                    0 |                    0",
        ),
        (
            "     loop0 |           0 |                    0 |                    0",
            "     loop0 |           0 |                    3 |                    0",
        ),
        (
            "     loop0 |           0 |                    0 |                    0",
            "     loop0 |           0 |                    0 |                    9",
        ),
        ("notice: Verified pass 1", " error: Verified pass 1"),
        (
            "method   = Fill With Zeros",
            "method   = Verify Zeros (0x00)",
        ),
        ("method   = Fill With Zeros", "method   = Fill With Sevens"),
        ("verify   = 2 (all passes)", "verify   = 1 (last pass)"),
        ("verify   = 2 (all passes)", ""),
        ("rounds   = 1", "rounds   = 2"),
        ("1R+NB+VA", "1R+NB+NV"),
        ("/dev/loop0", "/dev/sda3"),
        (
            "has serial number WD-WCC6Y3KXH9F2",
            "has serial number WD-OTHER",
        ),
        ("device/WD-WCC6Y3KXH9F2", "device/WD-OTHER"),
        ("WD-WCC6Y3KXH9F2", "XXXXXXXXXXXXXXX"),
        (
            "Nwipe successfully completed.",
            "Nwipe was aborted by the user.",
        ),
        ("Nwipe successfully completed.", "Nwipe successfully comp"),
        ("   info: Nwipe successfully", "notice: Found nothing"),
        (
            "Invoking method 'Fill With Zeros' on",
            "Invoking method 'PRNG Stream' on",
        ),
        ("Invoking method 'Fill With Zeros' on", "Choosing"),
    ];
    for (from, to) in changes {
        assert!(whole.contains(from), "{from}");
        never_passes(&whole.replace(from, to));
    }
}

#[test]
fn an_area_that_is_hidden_is_no_clean_pass() {
    let line = "[2026/11/22 08:43:54] warning: HIDDEN AREA DETECTED! on /dev/loop0\n";
    let mark = "[2026/11/22 08:43:54]  notice: /dev/loop0, sect";
    let record = only(told_text(
        &text(ZEROS).replace(mark, &format!("{line}{mark}")),
    ));
    assert_eq!(
        (record.result, record.hidden_unreached),
        (RunResult::Fail, Some(true))
    );
    let record = only(told_text(&text(ZEROS).replace(
        mark,
        &format!(
            "{}{mark}",
            line.replace("HIDDEN AREA DETECTED!", "No hidden areas")
        ),
    )));
    assert_eq!(
        (record.result, record.hidden_unreached),
        (RunResult::Pass, Some(false))
    );
}

#[test]
fn newer_logs_tell_disks_that_turn_from_those_that_do_not() {
    let log = text("nwipe/nwipe-0.42-dod7-2rounds.txt");
    let kind = |bus: &str| {
        let log = log.replace("loop0, VIRT    ,", &format!("loop0, {bus},"));
        only(told_text(&log)).medium.kind
    };
    assert_eq!(kind(" ATA    "), Some(MediumKind::Hdd));
    assert_eq!(kind(" ATA-SSD"), Some(MediumKind::SataSsd));
    assert_eq!(kind("NVME-SSD"), Some(MediumKind::Nvme));
    assert_eq!(kind(" SAS-SSD"), Some(MediumKind::SasSsd));
    assert_eq!(kind(" USB    "), None);
    assert_eq!(kind(" ATA"), None);
}

#[test]
fn what_was_found_and_not_wiped_is_told() {
    let found =
        "[2026/11/22 08:44:22]  notice: Found /dev/sdc,  ATA    , ST1000, 1000 GB, S/N=Z1\n";
    let log = text(TWO_DRIVES);
    let mark = "[2026/11/22 08:44:22]  notice: Found /dev/loop2";
    let report = told_text(&log.replace(mark, &format!("{found}{mark}")));
    assert_eq!(report.records.len(), 2);
    assert_eq!(report.untouched.len(), 1);
    assert_eq!(report.untouched[0].medium.serial.as_deref(), Some("Z1"));
    assert_eq!(report.untouched[0].host.serial.as_deref(), Some("PF0ZX7AB"));
}

#[test]
fn lines_end_as_they_like_and_bytes_are_kept() {
    let whole = text(ZEROS);
    assert_eq!(told_text(&whole.replace('\n', "\r\n")), told_text(&whole));
    let mut bytes = whole.replace("Loopback", "Loopb?ck").into_bytes();
    for byte in bytes.iter_mut().filter(|byte| **byte == b'?') {
        *byte = 0xE9;
    }
    let record = only(super::super::read(&bytes, None).unwrap());
    assert_eq!(record.medium.model.as_deref(), Some("Loopbéck device"));
    assert_eq!(record.result, RunResult::Pass);
}
