//! What people say of an item's media beside the tools' reports: checks, destruction, overrides,
//! what may have brought data back, locks, consent, and a hand-over with the data.

use serde::Serialize;

use super::desk::{self, Desk, Named, OnDesk};
use super::event::Beside;
use super::history::{self, runs};
use super::media;
use super::queue::medium;
use super::rules::Rules;
use super::shown::{self, MediumShown};
use crate::app::attachments::{Attachments, hex, sha256};
use crate::app::{AppError, Ctx};
use crate::domain::lang::Lang;
use crate::domain::wipe::fact::{Cause, DestroyedBatch, Destruction, What};
use crate::domain::wipe::finding::Rule;
use crate::domain::wipe::report::Technique;
use crate::domain::wipe::{destruction, override_fault};

/// What became of an item by what was said of it.
#[derive(Debug, Clone, Serialize)]
pub struct ActReport {
    /// The operation
    pub operation: i64,
    /// Trace code
    pub code: String,
    /// Its media, as they stand now
    pub media: Vec<MediumShown>,
    /// Trace codes of other items that are held by it
    pub holds: Vec<String>,
}

/// Refuses what is done by one person alone where two are asked for.
fn two(one: &str, other: &str, what: &str) -> anyhow::Result<()> {
    let (one, other) = (one.trim(), other.trim());
    if !other.is_empty() && one.to_lowercase() != other.to_lowercase() {
        return Ok(());
    }
    let why = format!("{one} cannot be both people");
    let what = what.to_owned();
    Err(AppError::Refused { what, why }.into())
}

fn act(
    ctx: &mut Ctx,
    rules: &Rules<'_>,
    query: &str,
    named: Named,
    lang: Lang,
    facts: impl FnOnce(&Desk<'_>, &OnDesk) -> anyhow::Result<Vec<What>>,
) -> anyhow::Result<ActReport> {
    let (operation, on) = desk::operation(ctx, named, |desk: &mut Desk<'_>| {
        let mut on = OnDesk::find(desk.connection(), query)?;
        for what in facts(desk, &on)? {
            desk.write(&mut on, &what, &Beside::default())?;
        }
        Ok(on)
    })?;
    let shown = shown::item(ctx, rules, &on, lang)?;
    Ok(ActReport {
        operation,
        code: on.code.to_string(),
        media: shown.media,
        holds: Vec::new(),
    })
}

const fn named(command: &'static str) -> Named {
    Named {
        command,
        source: None,
        reason: None,
    }
}

/// A check of an item's wipes by a second person.
#[derive(Debug, Clone)]
pub struct Check {
    /// The medium's number; none for each that was wiped
    pub medium: Option<u32>,
    /// Whether nothing was found
    pub passed: bool,
    /// With which tool
    pub tool: Option<String>,
    /// What was seen; never what the data said
    pub note: Option<String>,
}

/// Records that another person looked for data after the wipes of an item.
pub fn check(
    ctx: &mut Ctx,
    rules: &Rules<'_>,
    query: &str,
    check: &Check,
    lang: Lang,
) -> anyhow::Result<ActReport> {
    let mut report = act(ctx, rules, query, named("wipe-log qc"), lang, |desk, on| {
        let mut facts = Vec::new();
        for medium in media::held(&on.history) {
            let no = medium.known.no;
            if check.medium.is_some_and(|wanted| wanted != no) {
                continue;
            }
            let of_it = runs(&on.history).filter(|(_, of, _)| *of == no);
            let Some((told, _, run)) = of_it.last() else {
                continue;
            };
            let operator = run.record.operator.as_deref().unwrap_or(&told.actor);
            let what = format!("{} is not checked (R11)", on.code);
            two(operator, desk.actor(), &what)?;
            facts.push(What::Checked {
                no,
                run: run.id.clone(),
                passed: check.passed,
                tool: check.tool.clone(),
                note: check.note.clone(),
            });
        }
        if facts.is_empty() {
            let what = format!("{} is not checked", on.code);
            let why = "no wipe of it is on record".to_owned();
            return Err(AppError::Refused { what, why }.into());
        }
        Ok(facts)
    })?;
    if !check.passed {
        report.holds = shown::held_with(ctx, rules, &report.code)?;
    }
    Ok(report)
}

/// How a medium was destroyed, as a person says it.
#[derive(Debug, Clone)]
pub struct ToDestroy {
    /// The medium's number; none where the item holds one only
    pub medium: Option<u32>,
    /// How
    pub method: Technique,
    /// The largest particle's longer and shorter edge, in micrometres
    pub particle_um: Option<(u32, u32)>,
    /// The second person
    pub witness: String,
    /// When it was done; none for now
    pub done: Option<i64>,
    /// Where the medium has no serial number: the batch's name, its count, and a photo
    pub batch: Option<(String, u32, std::path::PathBuf)>,
}

/// Records that a medium was destroyed, if that was a destruction.
pub fn destroy(
    ctx: &mut Ctx,
    rules: &Rules<'_>,
    query: &str,
    to: &ToDestroy,
    lang: Lang,
) -> anyhow::Result<ActReport> {
    let batch = match &to.batch {
        None => None,
        Some((name, count, path)) => {
            let bytes = std::fs::read(path).map_err(|source| AppError::File {
                doing: "read the photo",
                path: path.clone(),
                source,
            })?;
            let photo = hex(&sha256(&bytes));
            Attachments::evidence(ctx.store.path()).keep(&bytes, &photo, None)?;
            Some(DestroyedBatch {
                name: name.clone(),
                count: *count,
                photo,
            })
        }
    };
    act(
        ctx,
        rules,
        query,
        named("wipe-log destroy"),
        lang,
        |desk, on| {
            let no = medium(on, to.medium)?;
            let known = media::of_no(on, no)?.known;
            let how = Destruction {
                method: to.method,
                serial: known.serial.clone(),
                batch,
                particle_um: to.particle_um,
                witness: to.witness.clone(),
                done: to.done.unwrap_or(desk.at()),
            };
            let received = on.item.received_at;
            let (by, at) = (desk.actor(), desk.at());
            let faults = destruction(&known, &how, by, received, rules.policy(), at);
            if let Some(fault) = faults.first() {
                return Err(AppError::Refused {
                    what: format!(
                        "medium {no} of {} is not destroyed ({})",
                        on.code, fault.rule
                    ),
                    why: fault.text.get(lang).to_owned(),
                }
                .into());
            }
            Ok(vec![What::Destroyed { no, how }])
        },
    )
}

/// A rule that two people let an item pass.
#[derive(Debug, Clone)]
pub struct ToOverride {
    /// Which
    pub rule: Rule,
    /// The medium's number; none for all of the item
    pub medium: Option<u32>,
    /// Why
    pub why: String,
    /// The second person
    pub second: String,
    /// Until when
    pub until: i64,
}

/// Records that two people let an item pass a rule for a time.
pub fn let_pass(
    ctx: &mut Ctx,
    rules: &Rules<'_>,
    query: &str,
    to: &ToOverride,
    lang: Lang,
) -> anyhow::Result<ActReport> {
    let command = named("wipe-log override");
    act(ctx, rules, query, command, lang, |desk, on| {
        if let Some(no) = to.medium {
            media::of_no(on, no)?;
        }
        let what = What::Overridden {
            rule: to.rule,
            no: to.medium,
            why: to.why.clone(),
            second: to.second.clone(),
            until: to.until,
        };
        let fact = crate::domain::wipe::fact::Fact {
            at: desk.at(),
            by: desk.actor().to_owned(),
            what: what.clone(),
        };
        if let Some((zh, en)) = override_fault(&fact, desk.at()) {
            let what = format!("{} does not pass {} (R18)", on.code, to.rule);
            let why = lang.pick(zh, en).to_owned();
            return Err(AppError::Refused { what, why }.into());
        }
        Ok(vec![what])
    })
}

/// Records that something happened which may have brought data back.
pub fn void(
    ctx: &mut Ctx,
    rules: &Rules<'_>,
    query: &str,
    (no, cause, note): (Option<u32>, Cause, Option<String>),
    lang: Lang,
) -> anyhow::Result<ActReport> {
    act(ctx, rules, query, named("wipe-log void"), lang, |_, on| {
        if let Some(no) = no {
            media::of_no(on, no)?;
        }
        let why = cause;
        Ok(vec![What::Voided { no, why, note }])
    })
}

/// Records a fact that is of the item as a whole.
pub fn say(
    ctx: &mut Ctx,
    rules: &Rules<'_>,
    query: &str,
    what: What,
    lang: Lang,
) -> anyhow::Result<ActReport> {
    act(
        ctx,
        rules,
        query,
        named("wipe-log media"),
        lang,
        |desk, on| {
            if let What::Unsanitized { second, .. } = &what {
                let refused = format!("{} is not signed for (R14)", on.code);
                two(desk.actor(), second, &refused)?;
            }
            let known = history::facts(&on.history);
            let is_known = known.iter().any(|fact| fact.what == what);
            match (is_known, &what) {
                (true, What::Consent { .. }) => {
                    let refused = format!("{} has that consent", on.code);
                    let why = "it is on record already".to_owned();
                    Err(AppError::Refused { what: refused, why }.into())
                }
                _ => Ok(vec![what]),
            }
        },
    )
}
