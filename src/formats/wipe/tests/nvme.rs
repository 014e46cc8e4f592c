//! Logs of `NVMe` sanitizations.

use super::super::{is_nvme_id_ctrl, is_nvme_sanitize_log, read_nvme_pair};
use super::{only, sample, told};
use crate::domain::wipe::report::{
    MediumKind, Pass, RunResult, Technique, VerifyMode, WipeRecord, WipeReport,
};
use crate::formats::wipe::{WipeFileError, read};

/// Name, result, technique, written since.
const LOGS: [(&str, RunResult, Option<Technique>, Option<bool>); 7] = [
    (
        "failed",
        RunResult::Fail,
        Some(Technique::NvmeSanitizeBlock),
        None,
    ),
    (
        "in-progress-block-erase",
        RunResult::Unknown,
        Some(Technique::NvmeSanitizeBlock),
        None,
    ),
    ("never-sanitized", RunResult::Unknown, None, None),
    (
        "success-block-erase-global-erased",
        RunResult::Pass,
        Some(Technique::NvmeSanitizeBlock),
        Some(false),
    ),
    (
        "success-crypto-erase-not-global",
        RunResult::Pass,
        Some(Technique::NvmeSanitizeCrypto),
        Some(true),
    ),
    (
        "success-no-deallocate",
        RunResult::Pass,
        Some(Technique::NvmeSanitizeBlock),
        Some(false),
    ),
    (
        "success-overwrite-3passes",
        RunResult::Pass,
        Some(Technique::NvmeSanitizeOverwrite),
        Some(false),
    ),
];

fn pair(log: &str) -> WipeReport {
    read_nvme_pair(&sample(log), &sample("nvme-cli/id-ctrl.json")).unwrap()
}

#[test]
fn a_log_and_its_controller_make_a_record() {
    for (name, result, technique, written_since) in LOGS {
        let record = only(pair(&format!("nvme-cli/sanitize-log-{name}.json")));
        assert_eq!(record.result, result, "{name}");
        assert_eq!(record.technique, technique, "{name}");
        assert_eq!(record.written_since, written_since, "{name}");
        assert_eq!(record.medium.serial.as_deref(), Some("S4EVNX0R123456"));
        assert_eq!(
            record.medium.model.as_deref(),
            Some("Samsung SSD 970 EVO Plus 1TB")
        );
        assert_eq!(record.medium.kind, Some(MediumKind::Nvme));
        assert_eq!(record.medium.bytes, Some(1_000_204_886_016));
        assert_eq!(record.verification.mode, VerifyMode::StatusLog);
        let passed = (result != RunResult::Unknown).then_some(result == RunResult::Pass);
        assert_eq!(record.verification.passed, passed, "{name}");
        assert_eq!((record.start, record.end), (None, None));
    }
    let record = only(pair("nvme-cli/sanitize-log-success-overwrite-3passes.json"));
    assert_eq!(record.passes, [Pass::Untold; 3]);
}

#[test]
fn the_text_says_the_same() {
    let but_words = |record: WipeRecord| WipeRecord {
        words: Vec::new(),
        remarks: Vec::new(),
        ..record
    };
    for (name, ..) in LOGS {
        let json = only(pair(&format!("nvme-cli/sanitize-log-{name}.json")));
        let text = only(pair(&format!("nvme-cli/sanitize-log-{name}.txt")));
        assert_eq!(but_words(json), but_words(text), "{name}");
    }
}

#[test]
fn a_log_alone_names_no_medium() {
    let report = told("nvme-cli/sanitize-log-success-block-erase-global-erased.json");
    assert_eq!(report.notices.len(), 1);
    let record = only(report);
    assert_eq!(record.medium.serial, None);
    assert!(record.medium.serial_doubtful);
}

#[test]
fn a_controller_alone_is_no_record() {
    let identity = sample("nvme-cli/id-ctrl.json");
    let log = sample("nvme-cli/sanitize-log-failed.json");
    assert_eq!(read(&identity, None), Err(WipeFileError::IdentityAlone));
    assert!(is_nvme_id_ctrl(&identity) && !is_nvme_id_ctrl(&log));
    assert!(is_nvme_sanitize_log(&log) && !is_nvme_sanitize_log(&identity));
    assert!(read_nvme_pair(&identity, &log).is_err());
    assert!(read_nvme_pair(&log, &log).is_err());
}

#[test]
fn contradictions_are_no_pass() {
    let whole = super::text("nvme-cli/sanitize-log-success-overwrite-3passes.json");
    for (from, to) in [
        ("\"sprog\":65535", "\"sprog\":100"),
        ("\"no_cmplted_passes\":3", "\"no_cmplted_passes\":2"),
        ("\"cdw10_info\":51", "\"cdw10_info\":1"),
        ("\"cdw10_info\":51", "\"cdw10_info\":null"),
        ("\"global_erased\":1,", ""),
        ("(1) Most", "(5) Most"),
        ("(1) Most", "Most"),
    ] {
        assert!(whole.contains(from), "{from}");
        super::never_passes(&whole.replace(from, to));
    }
}
