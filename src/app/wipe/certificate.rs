//! The certificate of an item's media, of one of them, or of a batch; and the record of what failed,
//! which is none.

use std::path::Path;

use super::assess::{self, Batches};
use super::desk::{self, Desk, Named, OnDesk};
use super::history::runs;
use super::names;
use super::rules::Rules;
use super::shown::FindingShown;
use crate::app::time::utc;
use crate::app::{AppError, Ctx, export, keys};
use crate::domain::lang::Lang;
use crate::domain::wipe::fact::{Destruction, What};
use crate::domain::wipe::finding::Finding;
use crate::domain::wipe::item_media::BatchKey;
use crate::domain::wipe::report::{VerifyMode, WipeRecord};
use crate::domain::wipe::{JudgedRun, Level, MediumView, certificate, media};
use crate::formats::wipe_certificate::{Certificate, Kind, Medium};
use crate::store::{ledger, wipe};

/// Of what the page is.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The item
    pub query: String,
    /// One of its media; none for all
    pub medium: Option<u32>,
    /// Whether all items of its batches are on it
    pub is_batch: bool,
    /// A certificate is refused for what is not wiped; a record never is
    pub kind: Kind,
    /// Where it goes, as it is printed
    pub destination: Option<String>,
}

/// Makes the page and keeps its number; signs the ledger, so that the page names what was signed.
pub fn issue(
    ctx: &mut Ctx,
    rules: &Rules<'_>,
    wanted: &Wanted,
    lang: Lang,
) -> anyhow::Result<Certificate> {
    let (media, codes) = gather(ctx, rules, wanted, lang)?;
    let named = Named {
        command: "wipe-log certificate",
        source: None,
        reason: Some(match wanted.kind {
            Kind::Certificate => format!("certificate: {}", codes.join(" ")),
            Kind::Record => format!("record: {}", codes.join(" ")),
        }),
    };
    let now = ctx.now();
    let (number, ()) = desk::operation(ctx, named, |_: &mut Desk<'_>| Ok(()))?;
    let signed = keys::sign(ctx)?;
    let policy = rules.policy();
    Ok(Certificate {
        kind: wanted.kind,
        number,
        issued_at: utc(now),
        issued_by: ctx.settings.station.operator.clone(),
        site: ctx.settings.site.clone(),
        ledger: ledger::get(ctx.store.connection())?.origin,
        checkpoint: signed.as_ref().map(|signed| signed.size),
        root: signed.map(|signed| signed.root),
        profile: policy.profile.id.clone(),
        policy: format!("{}/{}", policy.profile.version, policy.table.version()),
        basis: policy.profile.basis.get(lang).to_owned(),
        media,
    })
}

/// Writes a page into a file, whole or not at all.
pub fn write(page: &Certificate, path: &Path, text: &str) -> anyhow::Result<()> {
    let target = export::Target::File(path.to_owned());
    export::put_as(&target, "certificate", |out| {
        out.write_all(text.as_bytes())?;
        Ok(page.media.len() as u64)
    })?;
    Ok(())
}

/// The media that the page tells of, and the items that they are in.
fn gather(
    ctx: &Ctx,
    rules: &Rules<'_>,
    wanted: &Wanted,
    lang: Lang,
) -> anyhow::Result<(Vec<Medium>, Vec<String>)> {
    let connection = ctx.store.connection();
    let (policy, now) = (rules.policy(), ctx.now());
    let first = OnDesk::find(connection, &wanted.query)?;
    let mut items = vec![first.item.id];
    if wanted.is_batch {
        for (_, _, run) in runs(&first.history) {
            let of_batch = names::of_batch(&BatchKey::of(run));
            items.extend(wipe::items_of(connection, of_batch)?);
        }
        items.sort_unstable();
        items.dedup();
    }
    let mut batches = Batches::default();
    let (mut told, mut codes) = (Vec::new(), Vec::new());
    for id in items {
        let on = OnDesk::open(connection, id)?;
        let given = assess::item(connection, &on, rules, &mut batches)?;
        let refused = certificate(&given, wanted.medium, policy, now);
        if wanted.kind == Kind::Certificate
            && let Some(finding) = refused.first()
        {
            return Err(AppError::Refused {
                what: format!("{} gets no certificate ({})", on.code, finding.rule),
                why: finding.text.get(lang).to_owned(),
            }
            .into());
        }
        let views = media(&given, policy, now);
        let meant = views
            .iter()
            .filter(|view| wanted.medium.is_none_or(|no| view.medium.no == no));
        told.extend(meant.map(|view| medium(&on, view, rules, wanted, lang)));
        codes.push(on.code.to_string());
    }
    if told.is_empty() {
        let what = format!("{} has no such medium", first.code);
        let why = "none is declared".to_owned();
        return Err(AppError::Refused { what, why }.into());
    }
    Ok((told, codes))
}

fn medium(
    on: &OnDesk,
    view: &MediumView,
    rules: &Rules<'_>,
    wanted: &Wanted,
    lang: Lang,
) -> Medium {
    let declared = &view.medium;
    let goods = [on.item.brand.as_str(), &on.item.model, &on.item.spec].join(" ");
    let shown: Vec<FindingShown> = view
        .findings
        .iter()
        .map(|finding| FindingShown::of(finding, lang))
        .collect();
    let mut medium = Medium {
        manufacturer: declared.maker.clone(),
        model: declared.model.clone(),
        serial: declared.serial.clone(),
        property_number: format!("{}/{}", on.code, declared.no),
        medium_type: declared.kind.map(|kind| kind.name(lang).to_owned()),
        capacity_bytes: declared.bytes,
        source: goods.trim().to_owned(),
        source_serial: on.item.serial.clone(),
        state: view.state.name(lang).to_owned(),
        destination: wanted.destination.clone(),
        findings: shown
            .iter()
            .map(|finding| format!("{} {}", finding.rule, finding.text))
            .collect(),
        overrides: view
            .findings
            .iter()
            .zip(&shown)
            .filter_map(|(finding, shown)| pass(finding, shown))
            .collect(),
        ..Medium::default()
    };
    if let Some(run) = &view.run {
        of_run(&mut medium, on, run, rules, lang);
    }
    if let Some(how) = &view.destroyed {
        of_destruction(&mut medium, how, on, lang);
    }
    medium
}

fn pass(finding: &Finding, shown: &FindingShown) -> Option<String> {
    let told = shown.overridden.as_ref()?;
    Some(format!("{} {told}", finding.rule))
}

fn of_run(medium: &mut Medium, on: &OnDesk, judged: &JudgedRun, rules: &Rules<'_>, lang: Lang) {
    let (run, judgement) = (&judged.run, &judged.judgement);
    let record = &run.record;
    let technique = record.technique;
    let table = rules.policy().table;
    medium.manufacturer = medium.manufacturer.take().or(record.medium.maker.clone());
    medium.model = medium.model.take().or(record.medium.model.clone());
    medium.capacity_bytes = medium.capacity_bytes.or(record.medium.bytes);
    medium.method = judgement.level.map(|level| level.name(lang).to_owned());
    medium.technique = technique.map(|technique| technique.name(lang).to_owned());
    medium.technique_basis = technique.map(|technique| table.basis(technique).to_owned());
    medium.passes = Some(record.passes.len()).filter(|passes| *passes > 0);
    medium.label.clone_from(&record.label);
    let tool = [
        record.tool.as_str(),
        record.version.as_deref().unwrap_or_default(),
    ]
    .join(" ");
    medium.tool = Some(tool.trim().to_owned());
    medium.report_id.clone_from(&record.report_id);
    medium.evidence_sha256.clone_from(&run.file);
    medium.evidence_grade = Some(judgement.grade.as_str().to_owned());
    medium.result = Some(record.result.as_str().to_owned());
    medium.errors = Some(record.errors.total());
    medium.verification = Some(verification(record, lang));
    medium.start = run.start.map(utc);
    medium.end = run.end.map(utc);
    // Where the tool does not say who ran it, whoever put it on record answers for it.
    let recorded = runs(&on.history).find(|(_, _, known)| known.id == run.id);
    let by = recorded.map(|(told, _, _)| told.actor.clone());
    medium.sanitized_by = record.operator.clone().or(by);
    medium.verified_by.clone_from(&judged.checked_by);
    medium.hidden_areas = record.hidden_unreached.map(|unreached| {
        match unreached {
            true => lang.pick("未清除", "not reached"),
            false => lang.pick("已清除或没有", "reached, or none"),
        }
        .to_owned()
    });
    medium.locks = record
        .locks
        .iter()
        .map(|lock| format!("{}: {}", lock.name, lock.word))
        .collect();
    let notes = judgement.notes.iter();
    medium.residual_risk = notes.map(|note| note.get(lang).to_owned()).collect();
}

fn verification(record: &WipeRecord, lang: Lang) -> String {
    let verification = &record.verification;
    let how = match verification.mode {
        VerifyMode::Full => lang.pick("全部回读", "all of it read back"),
        VerifyMode::EachPass => lang.pick("每遍全部回读", "all of it read back after each pass"),
        VerifyMode::Sample => lang.pick("抽样回读", "a part of it read back"),
        VerifyMode::StatusLog => lang.pick("设备状态日志", "the device's status log"),
        VerifyMode::Off => lang.pick("工具未验证", "not by the tool"),
        VerifyMode::Untold => lang.pick("报告未说明", "the report does not tell"),
    };
    match verification.share_bp {
        Some(share) => format!("{how} ({}.{:02} %)", share / 100, share % 100),
        None => how.to_owned(),
    }
}

fn of_destruction(medium: &mut Medium, how: &Destruction, on: &OnDesk, lang: Lang) {
    medium.method = Some(Level::Destroy.name(lang).to_owned());
    medium.technique = Some(match how.particle_um {
        Some((long, short)) => format!("{} ({long} × {short} µm)", how.method.name(lang)),
        None => how.method.name(lang).to_owned(),
    });
    medium.end = Some(utc(how.done));
    medium.verified_by = Some(how.witness.clone());
    medium.sanitized_by = on.history.iter().rev().find_map(|told| match &told.what {
        What::Destroyed { how: known, .. } if known == how => Some(told.actor.clone()),
        _ => None,
    });
    if let Some(batch) = &how.batch {
        medium.evidence_sha256 = Some(batch.photo.clone());
        medium.report_id = Some(format!("{} ({})", batch.name, batch.count));
    }
}
