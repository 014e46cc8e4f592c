//! A run, a medium and an item that pass every rule: tests spoil one thing each.

use super::finding::Severity;
use super::item_media::ItemMedia;
use super::level::{Cell, Level, MediaTable, Row};
use super::profile::{Grade, MediumPolicy, Profile, QcPolicy, VerifyPolicy};
use super::report::{
    Errors, Host, MediumKind, Pass, ReportedMedium, RunResult, Technique, Verification, VerifyMode,
    WipeRecord,
};
use crate::domain::lang::Text;

/// A clean overwrite of the medium with that serial number, read back in full.
pub(super) fn record(serial: &str) -> WipeRecord {
    WipeRecord {
        tool: "nwipe".to_owned(),
        version: Some("0.42".to_owned()),
        report_id: None,
        host: Host::default(),
        medium: ReportedMedium {
            serial: Some(serial.to_owned()),
            ..ReportedMedium::default()
        },
        technique: Some(Technique::Overwrite),
        passes: vec![Pass::Zero],
        label: Some("Zero Fill".to_owned()),
        verification: Verification {
            mode: VerifyMode::Full,
            share_bp: None,
            passed: Some(true),
        },
        result: RunResult::Pass,
        remarks: Vec::new(),
        errors: Errors::default(),
        done_bp: Some(10_000),
        hidden_unreached: None,
        written_since: None,
        locks: Vec::new(),
        start: None,
        end: None,
        operator: Some("li".to_owned()),
        has_signature: false,
        words: Vec::new(),
    }
}

/// A table in which an overwrite clears every medium and nothing else is valid.
pub(in crate::domain) fn table() -> MediaTable {
    let row = |technique: Technique| {
        let level = (technique == Technique::Overwrite).then_some(Level::Clear);
        let cell = Cell {
            level,
            ..Cell::default()
        };
        Row {
            technique,
            basis: "a test".to_owned(),
            cells: MediumKind::ALL.map(|kind| (kind, cell.clone())).into(),
        }
    };
    let rows = Technique::ALL.map(row).to_vec();
    MediaTable::new("1".to_owned(), rows, [].into(), [].into())
        .expect("every technique has a row with every kind")
}

/// A profile that asks for an overwrite that was read back.
pub(in crate::domain) fn profile() -> Profile {
    let text = || Text {
        zh: "测试".to_owned(),
        en: "test".to_owned(),
    };
    let medium = MediumPolicy {
        least: Level::Clear,
        passes: 1,
        random_passes: 0,
        verify: VerifyPolicy {
            sample_bp: Some(1000),
            status_log: true,
            always_qc: false,
        },
        not_counted: Vec::new(),
        particle_um: None,
    };
    Profile {
        id: "test".to_owned(),
        version: "1".to_owned(),
        name: text(),
        basis: text(),
        factory_reset_counts: false,
        shred_destroys: true,
        unsanitized_to_recycler: true,
        without_consent: Severity::Warn,
        least_evidence: Grade::C,
        qc: QcPolicy {
            share_bp: 500,
            is_awaited: false,
        },
        skew_seconds: 600,
        keep_years: 3,
        media: MediumKind::ALL.map(|kind| (kind, medium.clone())).into(),
    }
}

/// An item of which nothing is on record.
pub(in crate::domain) fn item(bears_data: bool) -> ItemMedia {
    ItemMedia {
        code: "8K3T9M2QW7R4X".to_owned(),
        bears_data: Some(bears_data),
        serial: None,
        imeis: Vec::new(),
        received: 1_000_000,
        away: Vec::new(),
        locks: Vec::new(),
        facts: Vec::new(),
        elsewhere: Vec::new(),
        batches: Vec::new(),
    }
}
