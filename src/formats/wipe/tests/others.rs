//! `WipeDrive` and `KillDisk`.

use super::{clock, never_passes, only, text, told, told_text};
use crate::domain::wipe::report::{RunResult, VerifyMode};

const WIPEDRIVE: &str = "other/RECONSTRUCTED-wipedrive.xml";
const KILLDISK: &str = "other/RECONSTRUCTED-killdisk.xml";

#[test]
fn wipedrive_has_an_operation_for_each_drive() {
    let report = told(WIPEDRIVE);
    let [clear, failed, unverified] = report.records.as_slice() else {
        panic!("three operations: {report:#?}");
    };
    assert_eq!(clear.result, RunResult::Pass);
    assert_eq!(clear.medium.serial.as_deref(), Some("Z1D5ABCD"));
    assert_eq!(clear.host.serial.as_deref(), Some("Q345678"));
    assert_eq!(clear.label.as_deref(), Some("Clear"));
    assert_eq!(
        (clear.technique, clear.verification.mode),
        (None, VerifyMode::Untold)
    );
    assert_eq!(clear.start, clock((2020, 1, 4), (14, 28, 24)));
    assert_eq!(clear.end, clock((2020, 1, 4), (17, 9, 31)));
    assert_eq!(failed.result, RunResult::Fail);
    assert_eq!(
        failed.remarks.last().unwrap(),
        "Wipe did not complete successfully."
    );
    assert_eq!(unverified.result, RunResult::Pass);
    assert_eq!(unverified.verification.mode, VerifyMode::Off);
    assert_eq!(unverified.remarks, ["Verification was not performed."]);
}

#[test]
fn wipedrive_passes_by_its_index_alone() {
    let whole = text(WIPEDRIVE).replace("Index=\"2\"", "Index=\"3\"");
    never_passes(&whole);
    for changed in [
        text(WIPEDRIVE).replace(" Index=\"2\"", ""),
        text(WIPEDRIVE).replace("<ActionResult", "<ActionResult Index=\"2\"/><ActionResult"),
        text(WIPEDRIVE).replace("<Duration>02", "<Duration>x"),
        text(WIPEDRIVE).replace("<Serial>Z", "<Serial>"),
    ] {
        let first = told_text(&changed).records.remove(0);
        let is_named = first.medium.serial.as_deref() == Some("1D5ABCD");
        assert!(first.result != RunResult::Pass || is_named, "{first:#?}");
    }
}

#[test]
fn killdisk_is_never_a_pass_while_its_words_are_unknown() {
    let record = only(told(KILLDISK));
    assert_eq!(record.result, RunResult::Unknown);
    assert_eq!(record.medium.serial.as_deref(), Some("WD-WMAYP1234567"));
    assert_eq!(
        record.medium.model.as_deref(),
        Some("WDC WD5000AAKX-001CA0")
    );
    assert_eq!(record.medium.bytes, Some(500_107_862_016));
    assert_eq!(record.start, clock((2018, 10, 20), (9, 12, 33)));
    assert_eq!(record.end, None);
    never_passes(&text(KILLDISK).replace("<started>", "<status>Success</status><started>"));
}
