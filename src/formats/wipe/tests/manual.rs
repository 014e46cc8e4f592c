//! Records kept by hand.

use super::{never_passes, only, read, text, told, told_text, utc};
use crate::domain::lang::Lang;
use crate::domain::wipe::report::{MediumKind, Pass, RunResult, Technique, VerifyMode};
use crate::formats::wipe::WipeFileError;

const SAMPLE: &str = "other/PROPOSED-manual-import.csv";

#[test]
fn a_row_is_a_record() {
    let record = only(told(SAMPLE));
    assert_eq!(record.result, RunResult::Pass);
    assert_eq!(record.remarks, [""; 0]);
    assert_eq!(
        (record.tool.as_str(), record.version.as_deref()),
        ("nwipe", Some("0.42"))
    );
    assert_eq!(record.medium.serial.as_deref(), Some("WD-WCC6Y3KXH9F2"));
    assert_eq!(record.medium.kind, Some(MediumKind::Hdd));
    assert_eq!(record.host.serial.as_deref(), Some("PF0ZX7AB"));
    assert_eq!(record.host.asset.as_deref(), Some("ITEM-000123"));
    assert_eq!(record.technique, Some(Technique::Overwrite));
    assert_eq!(record.passes, [Pass::Untold]);
    assert_eq!(record.label.as_deref(), Some("NIST SP 800-88r2"));
    assert_eq!(record.verification.mode, VerifyMode::Full);
    assert_eq!(record.verification.share_bp, Some(10_000));
    assert_eq!(record.start, utc("2026-03-02T08:39:58+08:00"));
    assert_eq!(record.end, utc("2026-03-02T09:14:20+08:00"));
    assert_eq!(record.operator.as_deref(), Some("op-17"));
}

#[test]
fn every_row_is_its_own_record() {
    let whole = text(SAMPLE);
    let row = whole.lines().nth(1).unwrap();
    let other = row
        .replace("WD-WCC6Y3KXH9F2", "WD-2")
        .replace(",pass,", ",fail,")
        .replace("op-17", "");
    let report = told_text(&format!("{whole}{other}\n"));
    assert_eq!(report.records.len(), 2);
    assert_eq!(report.records[0], only(told(SAMPLE)));
    assert_eq!(report.records[1].result, RunResult::Fail);
    // Nothing of a row runs over into the next one.
    assert_eq!(report.records[1].operator, None);
}

#[test]
fn words_decide_and_gaps_are_no_pass() {
    let whole = text(SAMPLE);
    for (from, to) in [
        (",pass,", ",passed?,"),
        (",pass,", ",,"),
        (",overwrite,", ",wiped,"),
        (",overwrite,", ",,"),
        (",pass,0,", ",pass,1,"),
        (",pass,0,", ",pass,none,"),
        (",full,100,", ",full,101,"),
        (",2026-03-02T09:14:20+08:00,", ",,"),
        (",2026-03-02T09:14:20+08:00,", ",soon,"),
        (",WD-WCC6Y3KXH9F2,", ",,"),
        (",0.42,1,", ",0.42,-1,"),
        ("op-17,\n", "op-17,"),
    ] {
        assert!(whole.contains(from), "{from}");
        never_passes(&whole.replace(from, to));
    }
    let unverified = only(told_text(&whole.replace(",full,100,", ",,,")));
    assert_eq!(unverified.verification.mode, VerifyMode::Untold);
    assert_eq!(unverified.verification.passed, None);
}

#[test]
fn a_table_that_is_not_whole_is_refused() {
    let refused = |text: &str| read(text.as_bytes(), None).unwrap_err();
    let whole = text(SAMPLE);
    let column = |name, count| WipeFileError::Column { name, count };
    assert_eq!(
        refused(&whole.replace(",result,", ",outcome,")),
        column("result", 0)
    );
    assert_eq!(
        refused(&whole.replace("method", "Result")),
        column("result", 2)
    );
    let short = whole.replace("op-17,", "op-17");
    assert!(matches!(
        refused(&short),
        WipeFileError::Row { line: 2, .. }
    ));
    let quote = whole.replace("op-17", "\"op-17");
    let error = refused(&quote);
    assert!(matches!(error, WipeFileError::Row { line: 2, .. }));
    assert!(!error.reason(Lang::Zh).is_empty() && !error.cure(Lang::Zh).is_empty());
    let header = whole.lines().next().unwrap();
    assert!(matches!(refused(header), WipeFileError::NoMedium { .. }));
}

#[test]
fn tables_of_the_trade_are_read() {
    let chinese = "货品编码;介质序列号;介质类型;方法;结果;开始;结束;备注\n\
                   T1;WD1;hdd;覆写;通过;2026-03-02 08:39:58;2026-03-02 09:14:20;好\n";
    let gb = encoding_rs::GB18030.encode(chinese).0.into_owned();
    let report = read(&gb, None).unwrap();
    assert_eq!(report, told_text(chinese));
    assert_eq!(report.notices, ["the column 备注 is not read"]);
    let record = only(report);
    assert_eq!(
        (record.result, record.technique),
        (RunResult::Pass, Some(Technique::Overwrite))
    );
}
