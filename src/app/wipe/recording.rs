//! A run as it is put on record, and what is made of it at that moment.

use serde::Serialize;

use super::desk::{Desk, OnDesk};
use super::event::{Beside, Judged};
use super::rules::Rules;
use super::{assess, names};
use crate::app::time::{day_of, utc};
use crate::domain::lang::Lang;
use crate::domain::wipe::fact::{Link, Run, Signature, What};
use crate::domain::wipe::finding::{Finding, Rule};
use crate::domain::wipe::report::{Format, MediumKind, Moment, RunResult, Technique, WipeRecord};
use crate::domain::wipe::{Grade, Judgement, Verified};

/// A run out of a file, its times brought to UTC.
#[derive(Debug, Clone, serde::Deserialize, Serialize)]
pub(super) struct Reported {
    /// What the file was read as
    pub(super) format: Format,
    /// SHA-256 of the file; none for what was typed in
    pub(super) file: Option<String>,
    /// Place among the file's runs
    pub(super) place: usize,
    /// When it began
    pub(super) start: Option<i64>,
    /// When it ended
    pub(super) end: Option<i64>,
    /// The zone that local times were taken in
    pub(super) zone: Option<String>,
    /// What it says
    pub(super) record: WipeRecord,
}

impl Reported {
    /// A run of a file whose local times are those of `zone`.
    pub(super) fn new(
        format: Format,
        file: Option<String>,
        place: usize,
        record: WipeRecord,
        zone: chrono_tz::Tz,
    ) -> Self {
        let is_local = |moment: &Option<Moment>| matches!(moment, Some(Moment::Local(_)));
        let zone_name = || zone.name().to_owned();
        Self {
            format,
            file,
            place,
            start: record.start.and_then(|moment| at(moment, zone)),
            end: record.end.and_then(|moment| at(moment, zone)),
            zone: (is_local(&record.start) || is_local(&record.end)).then(zone_name),
            record,
        }
    }

    /// The run as it goes on record.
    pub(super) fn run(&self, link: Link, site: chrono_tz::Tz, recorded_at: i64) -> Run {
        let day = self.end.or(self.start).unwrap_or(recorded_at);
        Run {
            id: names::id(
                &self.record,
                self.start,
                self.file.as_deref().unwrap_or_default(),
            ),
            file: self.file.clone(),
            format: self.format,
            signature: match self.record.has_signature {
                true => Signature::Unchecked,
                false => Signature::None,
            },
            start: self.start,
            end: self.end,
            zone: self.zone.clone(),
            day: Some(day_of(day, site)),
            link,
            record: self.record.clone(),
        }
    }
}

/// A time in UTC. A clock that is set back says each time twice: the earlier is taken.
fn at(moment: Moment, zone: chrono_tz::Tz) -> Option<i64> {
    use chrono::TimeZone as _;
    match moment {
        Moment::Utc(at) => Some(at),
        Moment::Local(time) => zone
            .from_local_datetime(&time)
            .earliest()
            .map(|time| time.timestamp()),
    }
}

/// What became of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// On record, and it counts
    Accepted,
    /// On record, and a rule does not accept it
    NotAccepted,
    /// It waits in the queue
    Unmatched,
    /// It was on record, or dismissed, before
    Duplicate,
    /// The file cannot be read
    Unreadable,
}

impl Outcome {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::NotAccepted => "not_accepted",
            Self::Unmatched => "unmatched",
            Self::Duplicate => "duplicate",
            Self::Unreadable => "unreadable",
        }
    }
}

/// A run as it is told; the names are a contract.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct RecordReport {
    pub medium_serial: Option<String>,
    pub host_serial: Option<String>,
    pub tool: String,
    pub version: Option<String>,
    pub technique: Option<Technique>,
    pub passes: usize,
    pub level: Option<&'static str>,
    pub verified: bool,
    pub result: RunResult,
    pub start: Option<String>,
    pub end: Option<String>,
    /// How much it is worth as evidence: A, B or C
    pub evidence: Option<Grade>,
    /// The item's trace code
    pub item: Option<String>,
    pub reasons: Vec<String>,
    pub outcome: Outcome,
    /// The medium's number within the item
    pub medium: Option<u32>,
    /// Its kind
    pub medium_kind: Option<MediumKind>,
    /// Its number in the queue, where it waits
    pub queue: Option<i64>,
}

impl RecordReport {
    /// A run of which nothing is known but its report.
    pub(super) fn of(reported: &Reported, outcome: Outcome) -> Self {
        let record = &reported.record;
        Self {
            medium_serial: record.medium.serial.clone(),
            host_serial: record.host.serial.clone(),
            tool: record.tool.clone(),
            version: record.version.clone(),
            technique: record.technique,
            passes: record.passes.len(),
            level: None,
            verified: record.verification.passed == Some(true),
            result: record.result,
            start: reported.start.map(utc),
            end: reported.end.map(utc),
            evidence: None,
            item: None,
            reasons: Vec::new(),
            outcome,
            medium: None,
            medium_kind: record.medium.kind,
            queue: None,
        }
    }

    /// A run that was judged.
    fn judged(
        reported: &Reported,
        on: &OnDesk,
        no: u32,
        judgement: &Judgement,
        lang: Lang,
    ) -> Self {
        let outcome = match judgement.accepted {
            true => Outcome::Accepted,
            false => Outcome::NotAccepted,
        };
        Self {
            level: judgement.level.map(|level| level.as_str()),
            verified: judgement.verified != Verified::No,
            evidence: Some(judgement.grade),
            item: Some(on.code.to_string()),
            reasons: reasons(&judgement.findings, lang),
            medium: Some(no),
            ..Self::of(reported, outcome)
        }
    }
}

/// Findings as reasons: the rule's number, and what is wrong.
pub(super) fn reasons(findings: &[Finding], lang: Lang) -> Vec<String> {
    let told = findings.iter();
    told.map(|finding| format!("{}: {}", finding.rule, finding.text.get(lang)))
        .collect()
}

/// Whether the run is of that medium at all; if not, why.
pub(super) fn is_of_it(judgement: &Judgement) -> Result<(), &Finding> {
    let mut findings = judgement.findings.iter();
    match findings.find(|finding| finding.rule == Rule::R6 && finding.stops()) {
        Some(finding) => Err(finding),
        None => Ok(()),
    }
}

/// What the run is worth on that medium, before it is on record.
pub(super) fn judge(
    desk: &Desk<'_>,
    on: &OnDesk,
    no: u32,
    run: &Run,
    rules: &Rules<'_>,
) -> anyhow::Result<Judgement> {
    assess::run(
        desk.connection(),
        on,
        no,
        run,
        desk.actor(),
        desk.at(),
        rules,
    )
}

/// Puts a judged run on record.
pub(super) fn record(
    desk: &mut Desk<'_>,
    on: &mut OnDesk,
    no: u32,
    (reported, run): (&Reported, Run),
    judgement: &Judgement,
    rules: &Rules<'_>,
    lang: Lang,
) -> anyhow::Result<RecordReport> {
    let policy = rules.policy();
    let stopping = judgement.findings.iter().filter(|found| found.stops());
    let mut broken: Vec<String> = stopping.map(|found| found.rule.to_string()).collect();
    broken.dedup();
    let judged = Judged {
        profile: policy.profile.id.clone(),
        policy: format!("{}/{}", policy.profile.version, policy.table.version()),
        level: judgement.level.map(|level| level.as_str().to_owned()),
        accepted: judgement.accepted,
        rules: broken,
    };
    let what = What::Run {
        no,
        run: Box::new(run),
    };
    let beside = Beside {
        judged: Some(judged),
        evidence: None,
    };
    desk.write(on, &what, &beside)?;
    Ok(RecordReport::judged(reported, on, no, judgement, lang))
}
