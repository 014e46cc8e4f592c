//! `regrade wipe-log qc|destroy|override|void|lock|consent|unsanitized`.

use std::path::PathBuf;

use super::super::Session;
use super::super::output::Report;
use super::{said, usage};
use crate::app::Ctx;
use crate::app::time::parse_until;
use crate::app::wipe::acts::{self, ActReport, Check, ToDestroy, ToOverride};
use crate::app::wipe::rules::Rules;
use crate::domain::wipe::fact::{Cause, What};
use crate::domain::wipe::finding::Rule;
use crate::domain::wipe::report::Technique;

/// Days that an override lasts where nobody says.
const DAYS: i64 = 7;
/// Most days that an override lasts.
const MOST_DAYS: i64 = 30;

/// A check of an item's wipes.
#[derive(Debug, clap::Args)]
pub(super) struct QcArgs {
    /// Trace code, serial, IMEI or pickup number
    code: String,
    /// Nothing was found
    #[arg(long, required_unless_present = "fail", conflicts_with = "fail")]
    pass: bool,
    /// Data were found: the batch of that tool, operator and day is held
    #[arg(long)]
    fail: bool,
    /// Only this medium
    #[arg(long, value_name = "N")]
    medium: Option<u32>,
    /// With which recovery tool was looked
    #[arg(long)]
    tool: Option<String>,
    /// What was seen; never what the data said
    #[arg(long)]
    note: Option<String>,
}

/// A destruction.
#[derive(Debug, clap::Args)]
pub(super) struct DestroyArgs {
    /// Trace code, serial, IMEI or pickup number
    code: String,
    /// The medium's number, where the item holds several
    #[arg(long, value_name = "N")]
    medium: Option<u32>,
    /// How it was destroyed
    #[arg(long, value_parser = methods())]
    method: Technique,
    /// The largest particle in millimetres, longer by shorter edge, such as 5x1 or 2
    #[arg(long, value_name = "MM")]
    particle_mm: Option<String>,
    /// The second person
    #[arg(long, value_name = "NAME")]
    witness: String,
    /// A medium without a serial number: the batch that it was destroyed in
    #[arg(long, value_name = "NAME", requires_all = ["count", "photo"])]
    batch: Option<String>,
    /// How many media are in that batch
    #[arg(long, value_name = "N", requires = "batch")]
    count: Option<u32>,
    /// A photo of that batch, which is kept
    #[arg(long, value_name = "FILE", requires = "batch")]
    photo: Option<PathBuf>,
}

/// An override.
#[derive(Debug, clap::Args)]
pub(super) struct OverrideArgs {
    /// Trace code, serial, IMEI or pickup number
    code: String,
    /// Which rule, such as R4
    #[arg(long)]
    rule: String,
    /// Only for this medium
    #[arg(long, value_name = "N")]
    medium: Option<u32>,
    /// Why; printed on certificates
    #[arg(long)]
    reason: String,
    /// The second person, who agrees
    #[arg(long, value_name = "NAME")]
    by_second: String,
    /// Until when: a day, or a moment in RFC 3339; at most 30 days [default: 7 days]
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
}

/// Something that may have brought data back.
#[derive(Debug, clap::Args)]
pub(super) struct VoidArgs {
    /// Trace code, serial, IMEI or pickup number
    code: String,
    /// Only the wipes of this medium
    #[arg(long, value_name = "N")]
    medium: Option<u32>,
    /// What happened
    #[arg(long, value_enum)]
    cause: CauseWord,
    /// In your own words
    #[arg(long)]
    reason: Option<String>,
}

/// A look at a lock.
#[derive(Debug, clap::Args)]
pub(super) struct LockArgs {
    /// Trace code, serial, IMEI or pickup number
    code: String,
    /// Which lock
    #[arg(long, value_parser = ["find-my", "frp", "account", "mdm", "bios"])]
    name: String,
    /// It is off
    #[arg(long, required_unless_present = "on", conflicts_with = "on")]
    off: bool,
    /// It is on
    #[arg(long)]
    on: bool,
    /// Where it was seen
    #[arg(long, value_name = "WHERE")]
    seen_in: Option<String>,
}

/// The owner's consent.
#[derive(Debug, clap::Args)]
pub(super) struct ConsentArgs {
    /// Trace code, serial, IMEI or pickup number
    code: String,
    /// Where it stands: the number of the pickup or of a form
    #[arg(long, value_name = "NUMBER")]
    paper: String,
}

/// A hand-over with the data.
#[derive(Debug, clap::Args)]
pub(super) struct UnsanitizedArgs {
    /// Trace code, serial, IMEI or pickup number
    code: String,
    /// The recycler, who destroys the data
    #[arg(long, value_name = "NAME")]
    vendor: String,
    /// The number of the seal
    #[arg(long, value_name = "NUMBER")]
    seal: String,
    /// The second person, who signs
    #[arg(long, value_name = "NAME")]
    by_second: String,
}

/// What can bring data back, on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum CauseWord {
    /// The buyer sent it back
    Returned,
    /// It was opened again
    Reopened,
    /// Its system was started and used
    Booted,
    /// The medium was swapped or moved
    Swapped,
    /// The medium was written to
    Written,
    /// The record of the wipe turned out wrong
    Mistaken,
}

impl CauseWord {
    const fn cause(self) -> Cause {
        match self {
            Self::Returned => Cause::Returned,
            Self::Reopened => Cause::Reopened,
            Self::Booted => Cause::Booted,
            Self::Swapped => Cause::Swapped,
            Self::Written => Cause::Written,
            Self::Mistaken => Cause::Mistaken,
        }
    }
}

fn methods() -> impl clap::builder::TypedValueParser<Value = Technique> {
    use clap::builder::TypedValueParser as _;
    let destroying = [Technique::Degauss, Technique::Shred, Technique::Incinerate];
    clap::builder::PossibleValuesParser::new(destroying.map(Technique::as_str)).map(|word| {
        let technique = Technique::parse(&word);
        technique.expect("the parser lets only these words in")
    })
}

/// Opens the database and the rules, and does it.
fn done(
    session: &Session,
    act: impl FnOnce(&mut Ctx, &Rules<'_>) -> anyhow::Result<ActReport>,
) -> anyhow::Result<Box<dyn Report>> {
    let mut ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let rules = Rules::open(&catalogue, &ctx.settings)?;
    Ok(Box::new(act(&mut ctx, &rules)?))
}

pub(super) fn qc(session: &Session, args: &QcArgs) -> anyhow::Result<Box<dyn Report>> {
    let check = Check {
        medium: args.medium,
        passed: args.pass,
        tool: args.tool.clone(),
        note: args.note.clone(),
    };
    let lang = session.lang();
    done(session, |ctx, rules| {
        acts::check(ctx, rules, &args.code, &check, lang)
    })
}

pub(super) fn destroy(session: &Session, args: &DestroyArgs) -> anyhow::Result<Box<dyn Report>> {
    let particle = args.particle_mm.as_deref().map(micrometres).transpose()?;
    let batch = match (&args.batch, args.count, &args.photo) {
        (Some(name), Some(count), Some(photo)) => Some((name.clone(), count, photo.clone())),
        _ => None,
    };
    let to = ToDestroy {
        medium: args.medium,
        method: args.method,
        particle_um: particle,
        witness: args.witness.clone(),
        done: None,
        batch,
    };
    let lang = session.lang();
    done(session, |ctx, rules| {
        acts::destroy(ctx, rules, &args.code, &to, lang)
    })
}

/// `5x1` or `2` millimetres, with at most three decimals.
fn micrometres(text: &str) -> anyhow::Result<(u32, u32)> {
    let edge = |text: &str| -> Option<u32> {
        let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || part.len() > 3 || !digits(whole) || !digits(part) {
            return None;
        }
        let part: u32 = format!("{part:0<3}").parse().ok()?;
        whole
            .parse::<u32>()
            .ok()?
            .checked_mul(1000)?
            .checked_add(part)
    };
    let (long, short) = text.split_once(['x', 'X', '×']).unwrap_or((text, text));
    match (edge(long), edge(short)) {
        (Some(long), Some(short)) if long > 0 && short > 0 => Ok((long, short)),
        _ => Err(usage(&format!(
            "`{text}` is no size in millimetres (--particle-mm)"
        ))),
    }
}

pub(super) fn let_pass(session: &Session, args: &OverrideArgs) -> anyhow::Result<Box<dyn Report>> {
    let rule = Rule::parse(&args.rule)
        .ok_or_else(|| usage(&format!("`{}` is no rule: R1 to R20 (--rule)", args.rule)))?;
    let why = said(&args.reason, "why with --reason")?;
    let lang = session.lang();
    done(session, |ctx, rules| {
        let (now, zone) = (ctx.now(), ctx.settings.zone);
        let day = 24 * 3600;
        let until = match &args.until {
            None => now + DAYS * day,
            Some(text) => parse_until(text, now, zone)?,
        };
        if until <= now || until > now + (MOST_DAYS + 1) * day {
            return Err(usage(&format!(
                "an override lasts 1 to {MOST_DAYS} days (--until)"
            )));
        }
        let to = ToOverride {
            rule,
            medium: args.medium,
            why,
            second: args.by_second.clone(),
            until,
        };
        acts::let_pass(ctx, rules, &args.code, &to, lang)
    })
}

pub(super) fn void(session: &Session, args: &VoidArgs) -> anyhow::Result<Box<dyn Report>> {
    let what = (args.medium, args.cause.cause(), args.reason.clone());
    let lang = session.lang();
    done(session, |ctx, rules| {
        acts::void(ctx, rules, &args.code, what, lang)
    })
}

pub(super) fn lock(session: &Session, args: &LockArgs) -> anyhow::Result<Box<dyn Report>> {
    let what = What::Lock {
        name: args.name.clone(),
        is_on: Some(args.on),
        seen_in: args.seen_in.clone(),
    };
    let lang = session.lang();
    done(session, |ctx, rules| {
        acts::say(ctx, rules, &args.code, what, lang)
    })
}

pub(super) fn consent(session: &Session, args: &ConsentArgs) -> anyhow::Result<Box<dyn Report>> {
    let paper = said(&args.paper, "where the consent stands with --paper")?;
    let lang = session.lang();
    let what = What::Consent { paper };
    done(session, |ctx, rules| {
        acts::say(ctx, rules, &args.code, what, lang)
    })
}

pub(super) fn unsanitized(
    session: &Session,
    args: &UnsanitizedArgs,
) -> anyhow::Result<Box<dyn Report>> {
    let what = What::Unsanitized {
        vendor: said(&args.vendor, "to whom it goes with --vendor")?,
        seal: said(&args.seal, "the seal's number with --seal")?,
        second: args.by_second.clone(),
    };
    let lang = session.lang();
    done(session, |ctx, rules| {
        acts::say(ctx, rules, &args.code, what, lang)
    })
}
