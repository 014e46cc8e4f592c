//! An item's media as they stand, and why it may not leave.

use serde::Serialize;

use super::assess::{self, Batches};
use super::desk::OnDesk;
use super::history::runs;
use super::names;
use super::rules::Rules;
use crate::app::time::utc;
use crate::app::{Ctx, find};
use crate::domain::clearance::Purpose;
use crate::domain::lang::Lang;
use crate::domain::wipe::finding::{Finding, Rule};
use crate::domain::wipe::item_media::{BatchKey, ItemMedia};
use crate::domain::wipe::report::{MediumKind, RunResult, Technique};
use crate::domain::wipe::{MediumView, State, Verified, media, wipe_clearance};
use crate::store::{items, wipe};

/// An item's media as they are shown; the names are kept.
#[derive(Debug, Clone, Serialize)]
pub struct ItemShown {
    /// Trace code
    pub code: String,
    /// Whether its category bears data; none where nobody knows
    pub bears_data: Option<bool>,
    /// The profile in force
    pub profile: String,
    /// Its media
    pub media: Vec<MediumShown>,
    /// Every run on record, oldest first
    pub runs: Vec<RunShown>,
    /// What the rules find at each door
    pub doors: Vec<DoorShown>,
}

/// A medium as it stands.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct MediumShown {
    pub no: u32,
    pub kind: Option<MediumKind>,
    pub serial: Option<String>,
    pub model: Option<String>,
    pub bytes: Option<u64>,
    pub state: State,
    pub level: Option<&'static str>,
    pub verified: bool,
    pub evidence: Option<&'static str>,
    pub failures: u32,
    pub findings: Vec<FindingShown>,
}

/// A run on record.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct RunShown {
    pub medium: u32,
    pub tool: String,
    pub version: Option<String>,
    pub technique: Option<Technique>,
    pub passes: usize,
    pub label: Option<String>,
    pub result: RunResult,
    pub start: Option<String>,
    pub end: Option<String>,
    pub operator: Option<String>,
    pub sha256: Option<String>,
    pub remarks: Vec<String>,
    pub recorded_at: String,
    pub recorded_by: String,
    pub operation: i64,
    /// What was made of it when it was recorded
    pub accepted_then: Option<bool>,
    pub profile_then: Option<String>,
    pub policy_then: Option<String>,
}

/// What the rules find at a door.
#[derive(Debug, Clone, Serialize)]
pub struct DoorShown {
    /// Which door
    pub door: &'static str,
    /// Whether the item may pass as far as its data go
    pub cleared: bool,
    /// What was found
    pub findings: Vec<FindingShown>,
}

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct FindingShown {
    pub rule: &'static str,
    pub severity: &'static str,
    pub medium: Option<u32>,
    pub text: String,
    pub cure: String,
    /// Who let it pass, where two people did
    pub overridden: Option<String>,
}

impl FindingShown {
    /// A finding in a language.
    pub fn of(finding: &Finding, lang: Lang) -> Self {
        Self {
            rule: finding.rule.as_str(),
            severity: finding.severity.as_str(),
            medium: finding.medium,
            text: finding.text.get(lang).to_owned(),
            cure: finding.cure.get(lang).to_owned(),
            overridden: finding.overridden.as_ref().map(|pass| {
                let until = utc(pass.until);
                let (by, second, why) = (&pass.by, &pass.second, &pass.why);
                match lang {
                    Lang::Zh => format!("{by} 与 {second} 放行至 {until}：{why}"),
                    Lang::En => format!("let pass by {by} and {second} until {until}: {why}"),
                }
            }),
        }
    }
}

/// The media and wipes of the item that `query` means.
pub fn show(ctx: &Ctx, rules: &Rules<'_>, query: &str, lang: Lang) -> anyhow::Result<ItemShown> {
    let on = OnDesk::find(ctx.store.connection(), query)?;
    item(ctx, rules, &on, lang)
}

/// The media and wipes of an item.
pub(super) fn item(
    ctx: &Ctx,
    rules: &Rules<'_>,
    on: &OnDesk,
    lang: Lang,
) -> anyhow::Result<ItemShown> {
    let connection = ctx.store.connection();
    let given = assess::item(connection, on, rules, &mut Batches::default())?;
    let (policy, now) = (rules.policy(), ctx.now());
    Ok(ItemShown {
        code: on.code.to_string(),
        bears_data: given.bears_data,
        profile: policy.profile.id.clone(),
        media: media_of(&given, rules, now, lang),
        runs: runs(&on.history)
            .map(|(told, no, run)| {
                let record = &run.record;
                let judged = told.beside.judged.as_ref();
                RunShown {
                    medium: no,
                    tool: record.tool.clone(),
                    version: record.version.clone(),
                    technique: record.technique,
                    passes: record.passes.len(),
                    label: record.label.clone(),
                    result: record.result,
                    start: run.start.map(utc),
                    end: run.end.map(utc),
                    operator: record.operator.clone(),
                    sha256: run.file.clone(),
                    remarks: record.remarks.clone(),
                    recorded_at: utc(told.at),
                    recorded_by: told.actor.clone(),
                    operation: told.operation,
                    accepted_then: judged.map(|judged| judged.accepted),
                    profile_then: judged.map(|judged| judged.profile.clone()),
                    policy_then: judged.map(|judged| judged.policy.clone()),
                }
            })
            .collect(),
        doors: doors(&given, rules, now, lang),
    })
}

/// Where each of an item's media stands.
pub fn media_of(given: &ItemMedia, rules: &Rules<'_>, now: i64, lang: Lang) -> Vec<MediumShown> {
    let views = media(given, rules.policy(), now);
    views.iter().map(|view| medium(view, lang)).collect()
}

fn doors(given: &ItemMedia, rules: &Rules<'_>, now: i64, lang: Lang) -> Vec<DoorShown> {
    let door = |purpose: Purpose| {
        let findings = wipe_clearance(given, rules.policy(), purpose, now);
        DoorShown {
            door: purpose.as_str(),
            cleared: !findings.iter().any(Finding::stops),
            findings: told(&findings, lang),
        }
    };
    Purpose::ALL.into_iter().map(door).collect()
}

/// Findings in words, each said once.
fn told(findings: &[Finding], lang: Lang) -> Vec<FindingShown> {
    let mut told: Vec<FindingShown> = Vec::new();
    for finding in findings {
        let shown = FindingShown::of(finding, lang);
        if !told.contains(&shown) {
            told.push(shown);
        }
    }
    told
}

fn medium(view: &MediumView, lang: Lang) -> MediumShown {
    let judgement = view.run.as_ref().map(|run| &run.judgement);
    let is_verified = |run: &crate::domain::wipe::JudgedRun| {
        run.judgement.verified != Verified::No || run.checked_by.is_some()
    };
    MediumShown {
        no: view.medium.no,
        kind: view.medium.kind,
        serial: view.medium.serial.clone(),
        model: view.medium.model.clone(),
        bytes: view.medium.bytes,
        state: view.state,
        level: judgement.and_then(|judgement| judgement.level.map(|level| level.as_str())),
        verified: view.run.as_ref().is_some_and(is_verified),
        evidence: judgement.map(|judgement| judgement.grade.as_str()),
        failures: view.failures,
        findings: told(&view.findings, lang),
    }
}

/// Trace codes of the other items in the house whose wipes are of a batch with this item's.
pub(super) fn held_with(ctx: &Ctx, rules: &Rules<'_>, query: &str) -> anyhow::Result<Vec<String>> {
    let connection = ctx.store.connection();
    let on = OnDesk::find(connection, query)?;
    let (policy, now) = (rules.policy(), ctx.now());
    let mut batches = Batches::default();
    let mut held = Vec::new();
    for (_, _, run) in runs(&on.history) {
        for id in wipe::items_of(connection, names::of_batch(&BatchKey::of(run)))? {
            if id == on.item.id || held.contains(&id) {
                continue;
            }
            if !items::stand(connection, id)?.state.stage.is_in_stock() {
                continue;
            }
            let other = OnDesk::open(connection, id)?;
            let given = assess::item(connection, &other, rules, &mut batches)?;
            let findings = wipe_clearance(&given, policy, Purpose::Sale, now);
            let is_of_batch = |found: &Finding| found.rule == Rule::R11 && found.stops();
            if findings.iter().any(is_of_batch) {
                held.push(id);
            }
        }
    }
    let code = |id: &i64| Ok(find::code(&items::get(connection, *id)?)?.to_string());
    held.iter().map(code).collect()
}
