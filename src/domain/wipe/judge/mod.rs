//! What one run over one medium is worth under a profile. Looks at nothing but the run: whether it is
//! of this medium and when it was is for `origin`, what came after it for `state`.

mod findings;

use serde::Serialize;

use super::fact::{DeclaredMedium, Link, Run, Signature};
use super::finding::Finding;
use super::level::{Level, NoLevel};
use super::policy::Policy;
use super::profile::{Grade, MediumPolicy};
use super::report::{Format, MediumKind, RunResult, VerifyMode};
use crate::domain::lang::Text;

/// How a run came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// All that the report says is good
    Clean,
    /// It failed, or not all of the medium was reached
    Failed,
    /// The report does not say how it ended, or in words that are not known
    Unclear,
}

/// By what a run is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verified {
    /// All of the medium was read back
    Full,
    /// A part of it was read back
    Sample,
    /// The device's own log says that it is done
    StatusLog,
    /// A second person looked for data and found none
    Qc,
    /// By nothing yet
    No,
}

/// Whether a second person checked the medium after the run, and found nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecondCheck {
    /// A second person did
    Passed,
    /// Nobody did yet
    None,
}

impl Verified {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Sample => "sample",
            Self::StatusLog => "status-log",
            Self::Qc => "qc",
            Self::No => "no",
        }
    }
}

/// What a run is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// The level reached; none where it is no clean pass, or not valid for the medium
    pub level: Option<Level>,
    /// Whether the run, by itself, satisfies the profile
    pub accepted: bool,
    /// How it came out
    pub outcome: Outcome,
    /// By what it is verified
    pub verified: Verified,
    /// How well it is evidenced
    pub grade: Grade,
    /// What rules found
    pub findings: Vec<Finding>,
    /// Conditions on which the level rests, and what risk is left
    pub notes: Vec<Text>,
}

/// What `run` over `medium` is worth, with what a second person made of it.
pub fn judge(
    run: &Run,
    medium: &DeclaredMedium,
    check: SecondCheck,
    policy: Policy<'_>,
) -> Judgement {
    let look = Look {
        run,
        medium,
        check,
        policy,
    };
    let outcome = look.outcome();
    let kinds = look.kinds();
    let reached = look.reached(&kinds);
    let verified = look.verified(&kinds);
    let grade = grade(run);
    let findings = look.findings(&kinds, (outcome, reached, verified, grade));
    Judgement {
        level: reached.ok().filter(|_| outcome == Outcome::Clean),
        accepted: !findings.iter().any(Finding::stops),
        outcome,
        verified,
        grade,
        findings,
        notes: look.notes(&kinds),
    }
}

/// How well a run is evidenced.
fn grade(run: &Run) -> Grade {
    let is_typed = run.format == Format::Manual || run.file.is_none();
    match (&run.signature, &run.link) {
        _ if is_typed => Grade::C,
        (_, Link::Hand { .. }) => Grade::C,
        (Signature::Checked(_), Link::Serial) => Grade::A,
        (Signature::None | Signature::Unchecked, Link::Serial) => Grade::B,
    }
}

/// How a medium is named in texts: (zh, en).
pub(super) fn named(medium: &DeclaredMedium) -> (String, String) {
    let no = medium.no;
    match medium.serial.as_deref() {
        Some(serial) => (
            format!("介质 {no}（{serial}）"),
            format!("medium {no} ({serial})"),
        ),
        None => (format!("介质 {no}"), format!("medium {no}")),
    }
}

struct Look<'a> {
    run: &'a Run,
    medium: &'a DeclaredMedium,
    check: SecondCheck,
    policy: Policy<'a>,
}

impl<'a> Look<'a> {
    fn outcome(&self) -> Outcome {
        let record = &self.run.record;
        match record.result {
            RunResult::Fail => Outcome::Failed,
            RunResult::Unknown => Outcome::Unclear,
            RunResult::Pass => {
                let is_whole = record.errors.total() == 0
                    && record.done_bp.is_none_or(|done| done >= 10_000)
                    && record.hidden_unreached != Some(true)
                    && record.verification.passed != Some(false);
                match is_whole {
                    false => Outcome::Failed,
                    true if self.run.end.is_none() && !self.is_by_status_log() => Outcome::Unclear,
                    true => Outcome::Clean,
                }
            }
        }
    }

    /// Such a log holds no times, and says itself whether the run is over.
    fn is_by_status_log(&self) -> bool {
        self.run.record.verification.mode == VerifyMode::StatusLog
    }

    /// The medium's kind: as declared, and as the report tells. Where they differ both count.
    fn kinds(&self) -> Vec<MediumKind> {
        let mut kinds: Vec<MediumKind> = [self.medium.kind, self.run.record.medium.kind]
            .into_iter()
            .flatten()
            .collect();
        kinds.dedup();
        kinds
    }

    /// The least level that the run reaches on any of the kinds that the medium may be.
    fn reached(&self, kinds: &[MediumKind]) -> Result<Level, NoLevel> {
        let record = &self.run.record;
        let on = |kind: Option<MediumKind>| {
            self.policy
                .table
                .reached(kind, record.technique, &record.passes, &record.verification)
        };
        let mut least = on(kinds.first().copied())?;
        for kind in kinds {
            least = least.min(on(Some(*kind))?);
        }
        Ok(least)
    }

    fn asked(&self, kinds: &[MediumKind]) -> impl Iterator<Item = &'a MediumPolicy> {
        let profile = self.policy.profile;
        kinds.iter().map(|kind| profile.medium(*kind))
    }

    fn verified(&self, kinds: &[MediumKind]) -> Verified {
        match self.check {
            SecondCheck::Passed => Verified::Qc,
            SecondCheck::None if self.asked(kinds).any(|asked| asked.verify.always_qc) => {
                Verified::No
            }
            SecondCheck::None => self.verified_by_tool(kinds),
        }
    }

    fn verified_by_tool(&self, kinds: &[MediumKind]) -> Verified {
        let verification = &self.run.record.verification;
        if verification.passed != Some(true) || kinds.is_empty() {
            return Verified::No;
        }
        let all = |does: &dyn Fn(&MediumPolicy) -> bool| self.asked(kinds).all(does);
        match verification.mode {
            VerifyMode::Full | VerifyMode::EachPass => Verified::Full,
            VerifyMode::Sample => {
                let share = verification.share_bp.unwrap_or_default();
                match all(&|asked| asked.verify.sample_bp.is_some_and(|least| share >= least)) {
                    true => Verified::Sample,
                    false => Verified::No,
                }
            }
            VerifyMode::StatusLog => match all(&|asked| asked.verify.status_log) {
                true => Verified::StatusLog,
                false => Verified::No,
            },
            VerifyMode::Off | VerifyMode::Untold => Verified::No,
        }
    }

    fn notes(&self, kinds: &[MediumKind]) -> Vec<Text> {
        let table = self.policy.table;
        let Some(technique) = self.run.record.technique else {
            return Vec::new();
        };
        let mut notes: Vec<Text> = Vec::new();
        for kind in kinds {
            for note in table.notes(table.cell(*kind, technique)) {
                if !notes.contains(note) {
                    notes.push(note.clone());
                }
            }
        }
        notes
    }
}
