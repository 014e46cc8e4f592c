//! eReuse's snapshots and usody-sanitize's reports.

use super::{clock, never_passes, only, text, told, told_text, utc};
use crate::domain::wipe::report::{MediumKind, Pass, RunResult, Technique, VerifyMode};

const ELEVEN: &str = "ereuse/RECONSTRUCTED-workbench-11.json";
const TEN: &str = "ereuse/RECONSTRUCTED-workbench-10.json";
const BADBLOCKS: &str = "usody/RECONSTRUCTED-badblocks.json";

#[test]
fn schema_11_has_erasures_among_its_actions() {
    let report = told(ELEVEN);
    let [sectors, untold, failed] = report.records.as_slice() else {
        panic!("three erasures: {report:#?}");
    };
    assert_eq!(sectors.result, RunResult::Pass);
    assert_eq!(sectors.version.as_deref(), Some("11.0b11"));
    assert_eq!(
        sectors.report_id.as_deref(),
        Some("5d2f0c44-3a1b-4b52-9a60-0f1e2d3c4b5a")
    );
    assert_eq!(sectors.medium.serial.as_deref(), Some("WD-WX11A80W0001"));
    assert_eq!(sectors.medium.kind, Some(MediumKind::Hdd));
    assert_eq!(sectors.medium.bytes, Some(160_042_000_000));
    assert_eq!(sectors.host.serial.as_deref(), Some("LUSEA0D01003887"));
    assert_eq!(sectors.technique, Some(Technique::Overwrite));
    assert_eq!(sectors.passes, [Pass::Random]);
    assert_eq!(sectors.verification.mode, VerifyMode::Full);
    assert_eq!(sectors.verification.passed, Some(true));
    assert_eq!(sectors.start, utc("2026-03-02T01:51:20Z"));
    assert_eq!(sectors.end, utc("2026-03-02T02:37:07Z"));

    // A step without its severity is not taken for a good one.
    assert_eq!(untold.result, RunResult::Unknown);
    assert_eq!(untold.medium.kind, Some(MediumKind::SataSsd));
    assert_eq!(untold.passes, [Pass::Random, Pass::Zero]);
    assert_eq!(untold.verification.mode, VerifyMode::Off);
    assert_eq!(failed.result, RunResult::Fail);

    assert_eq!(report.untouched.len(), 1);
    assert_eq!(
        report.untouched[0].medium.serial.as_deref(),
        Some("20260302000001")
    );
}

#[test]
fn schema_10_has_one_erasure_a_component() {
    let report = told(TEN);
    let [good, bad] = report.records.as_slice() else {
        panic!("two erasures: {report:#?}");
    };
    assert_eq!(good.result, RunResult::Pass);
    assert_eq!(good.medium.serial.as_deref(), Some("6RX00001"));
    assert_eq!(good.passes, [Pass::Random, Pass::Zero]);
    assert_eq!(good.verification.mode, VerifyMode::Off);
    assert_eq!(good.start, clock((2026, 3, 2), (9, 51, 20)));
    assert_eq!(good.end, clock((2026, 3, 2), (10, 58, 2)));
    // A run that calls itself a success with a step that failed.
    assert_eq!(bad.result, RunResult::Fail);
}

#[test]
fn an_erasure_passes_only_if_all_of_it_is_told() {
    let whole = text(TEN);
    let second = whole.find("\"Hitachi\"").unwrap();
    let tail = whole[..second].rfind("    {\n").unwrap();
    let whole = format!(
        "{}\n  ]\n}}",
        whole[..tail].trim_end().trim_end_matches(',')
    );
    assert_eq!(only(told_text(&whole)).result, RunResult::Pass);
    for (from, to) in [
        (
            "\"success\": true,\n        \"startingTime\"",
            "\"startingTime\"",
        ),
        (
            "{\"@type\": \"Zeros\", \"success\": true,",
            "{\"@type\": \"Zeros\", \"success\": null,",
        ),
        (
            "{\"@type\": \"Zeros\", \"success\": true,",
            "{\"@type\": \"Zeros\", \"success\": \"yes\",",
        ),
        ("\"steps\": [", "\"others\": ["),
        ("\"endingTime\": \"2026-03-02T10:58:02\",\n", ""),
        ("\"EraseBasic\"", "\"EraseDataWipe\""),
        ("\"EraseBasic\"", "\"ErasePhysical\""),
        ("\"6RX00001\"", "null"),
    ] {
        assert!(whole.contains(from), "{from}");
        never_passes(&whole.replace(from, to));
    }
    let sectors = text(ELEVEN).replacen(
        "\"severity\": \"Info\",\n          \"startTime\"",
        "\"severity\": \"Notice\",\n          \"startTime\"",
        1,
    );
    assert_eq!(told_text(&sectors).records[0].result, RunResult::Unknown);
}

#[test]
fn usody_names_the_drive_behind_the_bridge() {
    let record = only(told(BADBLOCKS));
    assert_eq!(record.result, RunResult::Pass);
    assert_eq!(record.version.as_deref(), Some("0.1.1-beta1"));
    assert_eq!(record.medium.serial.as_deref(), Some("Y3ABC0001"));
    assert!(!record.medium.serial_doubtful);
    assert!(
        record
            .words
            .contains(&("block.serial".to_owned(), "152D00539000".to_owned()))
    );
    assert_eq!(record.medium.kind, Some(MediumKind::Hdd));
    assert_eq!(record.medium.bytes, Some(320_072_933_376));
    assert_eq!(record.technique, Some(Technique::Overwrite));
    assert_eq!(record.passes, [Pass::Random]);
    assert_eq!(record.label.as_deref(), Some("Baseline Erasure"));
    assert_eq!(record.verification.mode, VerifyMode::Full);
    assert_eq!(
        record.start,
        Some(crate::domain::wipe::report::Moment::Utc(1_772_416_000))
    );
    assert_eq!(
        record.end,
        Some(crate::domain::wipe::report::Moment::Utc(1_772_420_000))
    );
}

#[test]
fn usody_counts_an_error_as_success_and_we_do_not() {
    let record = only(told("usody/RECONSTRUCTED-hdparm-rc22.json"));
    assert_eq!(record.result, RunResult::Fail);
    assert_eq!(record.technique, Some(Technique::AtaErase));
    assert_eq!(record.medium.kind, Some(MediumKind::SataSsd));
    assert_eq!(record.verification.mode, VerifyMode::Sample);
    assert_eq!(record.verification.share_bp, Some(0));
    assert!(
        record
            .remarks
            .iter()
            .any(|remark| remark.starts_with("ended with 22"))
    );
}

#[test]
fn usody_passes_only_if_all_of_it_is_true() {
    let whole = text(BADBLOCKS);
    for (from, to) in [
        (
            "],\n      \"success\": true",
            "],\n      \"success\": false",
        ),
        (
            "\"result\": true,\n  \"version\"",
            "\"result\": false,\n  \"version\"",
        ),
        (
            "\"result\": true,\n  \"version\"",
            "\"result\": 1,\n  \"version\"",
        ),
        (
            "\"validation\": {\n    \"result\": true",
            "\"validation\": {\n    \"result\": null",
        ),
        (
            "\"serial_number\": \"Y3ABC0001\",\n        \"user_capacity",
            "\"user_capacity",
        ),
        (
            "\"end_time\": 1772420000.7307,\n      \"duration\"",
            "\"end_time\": null,\n      \"duration\"",
        ),
        ("badblocks -wv", "true"),
        ("\"return_code\": 0", "\"return_code\": null"),
    ] {
        assert!(whole.contains(from), "{from}");
        never_passes(&whole.replacen(from, to, 1));
    }
    let steps = whole.find("\"steps\": [").unwrap();
    let validation = whole.find("  \"validation\"").unwrap();
    never_passes(&format!(
        "{}\"steps\": [],\n{}",
        &whole[..steps],
        &whole[validation..]
    ));
}
