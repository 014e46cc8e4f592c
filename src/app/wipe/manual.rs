//! A wipe that left no report: what a person says of it, worth as little as evidence as that is.

use super::desk::{self, Desk, Named, OnDesk};
use super::media;
use super::queue::{medium, not_on_record};
use super::recording::{self, RecordReport, Reported};
use super::rules::Rules;
use crate::app::Ctx;
use crate::domain::lang::Lang;
use crate::domain::wipe::fact::Link;
use crate::domain::wipe::report::{
    Errors, Format, Host, Pass, ReportedMedium, RunResult, Technique, Verification, VerifyMode,
    WipeRecord,
};

/// A wipe as a person tells it.
#[derive(Debug, Clone)]
pub struct ByHand {
    /// The medium's number; none where the item holds one only
    pub medium: Option<u32>,
    /// With which tool
    pub tool: String,
    /// How
    pub technique: Technique,
    /// How many passes, where it was overwritten
    pub passes: u8,
    /// How it was verified
    pub verified: VerifyMode,
    /// What it came to
    pub result: RunResult,
    /// When it began
    pub start: i64,
    /// When it ended
    pub end: i64,
    /// Who ran it
    pub by: String,
    /// What stands beside it
    pub note: Option<String>,
}

/// Puts such a wipe on record.
pub fn add(
    ctx: &mut Ctx,
    rules: &Rules<'_>,
    query: &str,
    told: &ByHand,
    lang: Lang,
) -> anyhow::Result<(i64, RecordReport)> {
    let site = ctx.settings.zone;
    let named = Named {
        command: "wipe-log add",
        ..Named::default()
    };
    desk::operation(ctx, named, |desk: &mut Desk<'_>| {
        let mut on = OnDesk::find(desk.connection(), query)?;
        let no = medium(&on, told.medium)?;
        let known = media::of_no(&on, no)?.known;
        let reported = Reported {
            format: Format::Manual,
            file: None,
            place: 0,
            start: Some(told.start),
            end: Some(told.end),
            zone: None,
            record: record(told, known.serial),
        };
        let run = reported.run(Link::Serial, site, desk.at());
        not_on_record(desk.connection(), &reported, &run)?;
        let judgement = recording::judge(desk, &on, no, &run, rules)?;
        recording::record(desk, &mut on, no, (&reported, run), &judgement, rules, lang)
    })
}

fn record(told: &ByHand, serial: Option<String>) -> WipeRecord {
    let passed = match told.verified {
        VerifyMode::Off | VerifyMode::Untold => None,
        VerifyMode::Full | VerifyMode::EachPass => Some(true),
        VerifyMode::Sample | VerifyMode::StatusLog => Some(true),
    };
    let passes = match told.technique {
        Technique::Overwrite => vec![Pass::Untold; usize::from(told.passes)],
        _ => Vec::new(),
    };
    WipeRecord {
        tool: told.tool.clone(),
        version: None,
        report_id: None,
        host: Host::default(),
        medium: ReportedMedium {
            serial,
            ..ReportedMedium::default()
        },
        technique: Some(told.technique),
        passes,
        label: None,
        verification: Verification {
            mode: told.verified,
            share_bp: None,
            passed,
        },
        result: told.result,
        remarks: told.note.iter().cloned().collect(),
        errors: Errors::default(),
        done_bp: None,
        hidden_unreached: None,
        written_since: None,
        locks: Vec::new(),
        start: None,
        end: None,
        operator: Some(told.by.clone()),
        has_signature: false,
        words: Vec::new(),
    }
}
