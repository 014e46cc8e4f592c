//! The storage media that an item holds, as they were declared.

use serde::Serialize;

use super::desk::{self, Desk, Named, OnDesk};
use super::event::{Beside, Told};
use super::{history, names};
use crate::app::{AppError, Ctx};
use crate::domain::wipe::fact::{DeclaredMedium, Origin, What};
use crate::domain::wipe::report::MediumKind;

/// A medium as its declarations leave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Medium {
    /// What is known of it
    pub known: DeclaredMedium,
    /// When it was first declared
    pub at: i64,
    /// What became of it
    pub fate: Fate,
}

/// What became of a medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It is in the item
    Held,
    /// It was taken out
    Removed,
    /// It was destroyed
    Destroyed,
}

/// Every medium that was ever declared, in order of its number.
pub fn all(told: &[Told]) -> Vec<Medium> {
    let mut media: Vec<Medium> = Vec::new();
    for fact in history::facts(told) {
        let meets = |media: &mut Vec<Medium>, no, fate| {
            if let Some(medium) = media.iter_mut().find(|medium| medium.known.no == no) {
                medium.fate = fate;
            }
        };
        match fact.what {
            What::Declared { medium } => media.push(Medium {
                known: medium,
                at: fact.at,
                fate: Fate::Held,
            }),
            What::Removed { no, .. } => meets(&mut media, no, Fate::Removed),
            What::Destroyed { no, .. } => meets(&mut media, no, Fate::Destroyed),
            What::NoMedia { .. } | What::Run { .. } | What::Checked { .. } => {}
            What::Voided { .. } | What::Unsanitized { .. } | What::Overridden { .. } => {}
            What::Lock { .. } | What::Consent { .. } => {}
        }
    }
    media.sort_by_key(|medium| medium.known.no);
    media
}

/// The media that are in the item.
pub fn held(told: &[Told]) -> Vec<Medium> {
    let mut media = all(told);
    media.retain(|medium| medium.fate == Fate::Held);
    media
}

/// The number of the next medium.
pub fn next_no(told: &[Told]) -> u32 {
    let last = all(told).iter().map(|medium| medium.known.no).max();
    last.unwrap_or(0) + 1
}

/// Whether somebody looked and found no medium, and none was declared since.
pub fn has_none(told: &[Told]) -> bool {
    let newest = told.iter().rev().map(|told| &told.what).find(|what| {
        matches!(
            what,
            What::NoMedia { .. } | What::Declared { .. } | What::Removed { .. }
        )
    });
    matches!(newest, Some(What::NoMedia { .. }))
}

/// The medium of that number, which must be in the item.
pub fn of_no(on: &OnDesk, no: u32) -> anyhow::Result<Medium> {
    let held = held(&on.history);
    let known: Vec<String> = held
        .iter()
        .map(|medium| medium.known.no.to_string())
        .collect();
    let found = held.into_iter().find(|medium| medium.known.no == no);
    found.ok_or_else(|| {
        let why = if known.is_empty() {
            "none is declared".to_owned()
        } else {
            format!("it holds {}", known.join(", "))
        };
        let what = format!("{} has no medium {no}", on.code);
        AppError::Refused { what, why }.into()
    })
}

/// A medium as a person declares it.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its kind
    pub kind: MediumKind,
    /// Serial number as it stands on it
    pub serial: Option<String>,
    /// Model
    pub model: Option<String>,
    /// Capacity
    pub bytes: Option<u64>,
    /// How it came into the item
    pub origin: Origin,
}

/// What became of an item's media.
#[derive(Debug, Clone, Serialize)]
pub struct MediaReport {
    /// Trace code
    pub code: String,
    /// The operation; none where all of that was known
    pub operation: Option<i64>,
    /// The medium that was declared, completed or taken out
    pub medium: Option<u32>,
    /// The media that the item holds now
    pub media: Vec<MediumReport>,
}

/// A medium as it is shown.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct MediumReport {
    pub no: u32,
    pub kind: Option<MediumKind>,
    pub serial: Option<String>,
    pub model: Option<String>,
    pub bytes: Option<u64>,
    pub fate: Fate,
}

impl From<&Medium> for MediumReport {
    fn from(medium: &Medium) -> Self {
        let known = medium.known.clone();
        Self {
            no: known.no,
            kind: known.kind,
            serial: known.serial,
            model: known.model,
            bytes: known.bytes,
            fate: medium.fate,
        }
    }
}

fn report(on: &OnDesk, operation: Option<i64>, medium: Option<u32>) -> MediaReport {
    MediaReport {
        code: on.code.to_string(),
        operation,
        medium,
        media: held(&on.history).iter().map(MediumReport::from).collect(),
    }
}

/// Declares a medium, or completes what is known of one with that serial number.
pub fn add(ctx: &mut Ctx, query: &str, declared: &Declared) -> anyhow::Result<MediaReport> {
    let on = OnDesk::find(ctx.store.connection(), query)?;
    let clean = |text: &Option<String>| {
        let text = text.as_deref().map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let mut medium = DeclaredMedium {
        no: next_no(&on.history),
        kind: Some(declared.kind),
        serial: clean(&declared.serial),
        maker: None,
        model: clean(&declared.model),
        bytes: declared.bytes,
        origin: declared.origin,
    };
    if let Some(known) = with_serial(&on.history, medium.serial.as_deref()) {
        medium.no = known.no;
        medium.origin = known.origin;
        if known.kind.is_some_and(|kind| Some(kind) != medium.kind) {
            let what = format!("{} has that medium already", on.code);
            let why = "it was declared as of another kind: remove it first".to_owned();
            return Err(AppError::Refused { what, why }.into());
        }
        let mut after = known.clone();
        history::more(&mut after, &medium);
        if after == known {
            return Ok(report(&on, None, Some(known.no)));
        }
    }
    let no = medium.no;
    change(ctx, on.item.id, Some(no), What::Declared { medium })
}

/// The medium in the item that has that serial number.
pub(super) fn with_serial(told: &[Told], serial: Option<&str>) -> Option<DeclaredMedium> {
    let key = names::of_serial(serial?)?;
    let mut known = held(told).into_iter().map(|medium| medium.known);
    known.find(|known| known.serial.as_deref().and_then(names::of_serial) == Some(key))
}

/// Whether a medium of that serial number was ever declared, whatever became of it.
pub(super) fn was_declared(told: &[Told], serial: &str) -> bool {
    let key = names::of_serial(serial);
    let mut known = all(told).into_iter();
    known.any(|medium| medium.known.serial.as_deref().and_then(names::of_serial) == key)
}

/// A declaration as a history will tell it once it is written.
pub(super) fn told(medium: DeclaredMedium, at: i64, actor: &str) -> Told {
    Told {
        seq: i64::MAX,
        n: i64::MAX,
        at,
        operation: 0,
        actor: actor.to_owned(),
        what: What::Declared { medium },
        beside: Beside::default(),
    }
}

/// Takes a medium out of an item.
pub fn remove(
    ctx: &mut Ctx,
    query: &str,
    no: u32,
    why: String,
    witness: Option<String>,
) -> anyhow::Result<MediaReport> {
    let on = OnDesk::find(ctx.store.connection(), query)?;
    of_no(&on, no)?;
    change(
        ctx,
        on.item.id,
        Some(no),
        What::Removed { no, why, witness },
    )
}

/// Says that an item was looked through and holds no medium.
pub fn none(ctx: &mut Ctx, query: &str, why: String) -> anyhow::Result<MediaReport> {
    let on = OnDesk::find(ctx.store.connection(), query)?;
    if has_none(&on.history) {
        return Ok(report(&on, None, None));
    }
    if !held(&on.history).is_empty() {
        let what = format!("{} holds media", on.code);
        let why = "remove each that is not in it first".to_owned();
        return Err(AppError::Refused { what, why }.into());
    }
    change(ctx, on.item.id, None, What::NoMedia { why })
}

fn change(ctx: &mut Ctx, item: i64, no: Option<u32>, what: What) -> anyhow::Result<MediaReport> {
    let named = Named {
        command: "wipe-log media",
        ..Named::default()
    };
    let (operation, on) = desk::operation(ctx, named, |desk: &mut Desk<'_>| {
        let mut on = OnDesk::open(desk.connection(), item)?;
        desk.write(&mut on, &what, &Beside::default())?;
        Ok(on)
    })?;
    Ok(report(&on, Some(operation), no))
}
