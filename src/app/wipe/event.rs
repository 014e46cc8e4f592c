//! Facts of media and wipes as events: what stands in their leaves, and how it is read back. Names
//! are kept for ever.
//!
//! IMEIs are private, wherever a tool wrote them, and so is what somebody writes freely. Once such
//! a field is erased, the event reads as if nothing had been written there.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::private::{mask_all, reads_as_imei};
use crate::app::AppError;
use crate::app::chance::Chance;
use crate::domain::event::Kind;
use crate::domain::refurbish::{PartAction, PartChanged};
use crate::domain::wipe::fact::{Cause, Link, Run, What};
use crate::ledger::disclosure;
use crate::ledger::jcs::{INT_LIMIT, push_value};
use crate::store::events::StoredEvent;

/// What was made of a run when it was recorded: what holds now is computed anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// The profile that was in force
    pub profile: String,
    /// Its version
    pub policy: String,
    /// The level that technique and medium come to; none where they come to none
    pub level: Option<String>,
    /// Whether it counted
    pub accepted: bool,
    /// The rules that it broke
    pub rules: Vec<String>,
}

/// What stands beside a fact in its event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// Of a run: what was made of it then
    pub judged: Option<Judged>,
    /// Of a medium that a report declared: SHA-256 of that report
    pub evidence: Option<String>,
}

/// An event as it goes into the ledger.
#[derive(Debug)]
pub struct Encoded {
    /// Its kind
    pub kind: Kind,
    /// Its public data, canonical JSON
    pub data: String,
    /// Its private fields
    pub private: disclosure::Writer,
}

/// A fact of an item, with where and by whom it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its place in the ledger
    pub seq: i64,
    /// Its number within the item
    pub n: i64,
    /// When
    pub at: i64,
    /// The operation
    pub operation: i64,
    /// Who
    pub actor: String,
    /// What
    pub what: What,
    /// What stands beside it
    pub beside: Beside,
}

/// The kind of event that a fact is.
pub const fn kind_of(what: &What) -> Kind {
    match what {
        What::Declared { .. } => Kind::MediaAdded,
        What::NoMedia { .. } => Kind::MediaNone,
        What::Removed { .. } => Kind::MediaRemoved,
        What::Run { .. } => Kind::WipeRun,
        What::Checked { .. } => Kind::WipeChecked,
        What::Voided { .. } => Kind::WipeVoided,
        What::Destroyed { .. } => Kind::MediaDestroyed,
        What::Unsanitized { .. } => Kind::Unsanitized,
        What::Overridden { .. } => Kind::WipeOverridden,
        What::Lock { .. } => Kind::LockSeen,
        What::Consent { .. } => Kind::Consented,
    }
}

/// A field that may be private: its name in the row of private fields, and where it stands in the
/// fact.
struct Hidden {
    name: &'static str,
    place: &'static str,
    /// What it reads as once it was erased.
    erased: fn() -> Value,
    /// Whether only an IMEI is private there.
    only_imei: bool,
}

/// A text that reads as empty once it was erased.
const fn free(place: &'static str) -> Hidden {
    Hidden {
        name: "words",
        place,
        erased: || Value::String(String::new()),
        only_imei: false,
    }
}

/// A text that is not there once it was erased.
const fn note(place: &'static str) -> Hidden {
    Hidden {
        name: "words",
        place,
        erased: || Value::Null,
        only_imei: false,
    }
}

const fn serial(place: &'static str) -> Hidden {
    Hidden {
        name: "serial",
        place,
        erased: || Value::Null,
        only_imei: true,
    }
}

const MEDIUM: &[Hidden] = &[serial("/medium/serial")];
const WHY: &[Hidden] = &[free("/why")];
const NOTE: &[Hidden] = &[note("/note")];
const RUN: &[Hidden] = &[
    serial("/run/record/medium/serial"),
    free("/run/link/hand/why"),
];
const DESTROYED: &[Hidden] = &[serial("/how/serial")];

const fn hidden(kind: Kind) -> &'static [Hidden] {
    match kind {
        Kind::MediaAdded => MEDIUM,
        Kind::MediaNone | Kind::MediaRemoved | Kind::WipeOverridden => WHY,
        Kind::WipeRun => RUN,
        Kind::WipeChecked | Kind::WipeVoided => NOTE,
        Kind::MediaDestroyed => DESTROYED,
        Kind::Unsanitized | Kind::LockSeen | Kind::Consented => &[],
        Kind::Received | Kind::Graded | Kind::Refused | Kind::Rechecked => &[],
        Kind::Reversed | Kind::Erased | Kind::Continued => &[],
        Kind::OrderOpened | Kind::OrderSent | Kind::OrderReceived | Kind::Part => &[],
        Kind::OrderPaused | Kind::OrderResumed | Kind::OrderFinished => &[],
        Kind::Sold | Kind::Recycled | Kind::Returned | Kind::Held | Kind::Released => &[],
        Kind::SealBound | Kind::SealsIssued | Kind::SealBroken => &[],
        Kind::SealVoided | Kind::SealAlarm => &[],
    }
}

/// Where a run's IMEIs of the host stand, and their name among the private fields.
const HOST_IMEI: (&str, &str) = ("host_imei", "/run/record/host/imei");

/// A fact as it goes into the ledger.
pub fn encode(
    what: &What,
    beside: &Beside,
    operation: i64,
    chance: &mut Chance,
) -> anyhow::Result<Encoded> {
    let kind = kind_of(what);
    let mut data = match what {
        What::Run { no, run } => serde_json::to_value(What::Run {
            no: *no,
            run: Box::new(bounded(run)),
        })?,
        other => serde_json::to_value(other)?,
    };
    let mut private = disclosure::Writer::new();
    for field in hidden(kind) {
        let Some(place) = data.pointer_mut(field.place) else {
            continue;
        };
        if let Value::String(text) = place
            && !text.is_empty()
            && (!field.only_imei || reads_as_imei(text))
        {
            private.text(&chance.salt(), field.name, text);
            *place = (field.erased)();
        }
    }
    if let What::Run { run, .. } = what {
        let known = &run.record.host.imei;
        if let Some(place) = data.pointer_mut(HOST_IMEI.1)
            && !known.is_empty()
        {
            private.text(&chance.salt(), HOST_IMEI.0, &known.join(","));
            *place = Value::Array(Vec::new());
        }
        if let Some(record) = data.pointer_mut("/run/record") {
            mask_all(record, known);
        }
    }
    if let Some(object) = data.as_object_mut() {
        object.remove(TAG);
        if let Some(judged) = &beside.judged {
            object.insert(JUDGED.to_owned(), serde_json::to_value(judged)?);
        }
        if let Some(evidence) = &beside.evidence {
            object.insert(EVIDENCE.to_owned(), evidence.as_str().into());
        }
        object.insert("op".to_owned(), operation.into());
    }
    let mut text = String::new();
    push_value(&mut text, &data)?;
    Ok(Encoded {
        kind,
        data: text,
        private,
    })
}

const JUDGED: &str = "judged";
const EVIDENCE: &str = "evidence";
/// Tells a fact's sort in JSON; in an event its kind does.
const TAG: &str = "fact";

/// Reads an event of the ledger, with its private fields if they are still there; none if it is no
/// fact of media or wipes.
pub fn decode(stored: &StoredEvent, private: Option<&str>) -> anyhow::Result<Option<Told>> {
    let damaged = |what: String| AppError::Integrity(format!("event {}: {what}", stored.seq));
    let kind = Kind::parse(&stored.kind)
        .ok_or_else(|| damaged(format!("there is no event `{}`", stored.kind)))?;
    if !kind.is_of_media() && kind != Kind::Part {
        return Ok(None);
    }
    let event =
        crate::ledger::event::parse(&stored.body).map_err(|error| damaged(error.to_string()))?;
    let mut data = event.data;
    if kind == Kind::Part {
        let part: PartChanged = serde_json::from_value(serde_json::Value::Object(data))
            .map_err(|error| damaged(error.to_string()))?;
        // A medium that was put in comes from elsewhere, with whatever is on it.
        let is_new = part.medium && part.action == PartAction::Installed;
        return Ok(is_new.then(|| Told {
            seq: stored.seq,
            n: stored.n,
            at: stored.at,
            operation: stored.operation,
            actor: event.actor,
            what: What::Voided {
                no: None,
                why: Cause::Swapped,
                note: Some(part.name),
            },
            beside: Beside::default(),
        }));
    }
    let judged = data.remove(JUDGED).map(serde_json::from_value).transpose();
    let judged = judged.map_err(|error| damaged(error.to_string()))?;
    let evidence = data.remove(EVIDENCE);
    let evidence = evidence.and_then(|hash| hash.as_str().map(str::to_owned));
    data.remove("op");
    let what = fact(kind, data, private).map_err(|error| damaged(error.to_string()))?;
    Ok(Some(Told {
        seq: stored.seq,
        n: stored.n,
        at: stored.at,
        operation: stored.operation,
        actor: event.actor,
        what,
        beside: Beside { judged, evidence },
    }))
}

fn fact(kind: Kind, mut data: Map<String, Value>, private: Option<&str>) -> anyhow::Result<What> {
    data.insert(TAG.to_owned(), tag(kind).into());
    let mut data = Value::Object(data);
    let fields = match private {
        Some(row) => disclosure::parse(row)?,
        None => Vec::new(),
    };
    for field in fields {
        if field.name == HOST_IMEI.0
            && let (Some(place), Some(text)) = (data.pointer_mut(HOST_IMEI.1), field.value.as_str())
        {
            *place = text.split(',').map(Value::from).collect();
            continue;
        }
        let known = hidden(kind).iter().find(|known| known.name == field.name);
        if let Some(place) = known.and_then(|known| data.pointer_mut(known.place)) {
            *place = field.value;
        }
    }
    Ok(serde_json::from_value(data)?)
}

/// The word of a fact's sort in JSON.
const fn tag(kind: Kind) -> &'static str {
    match kind {
        Kind::MediaAdded => "declared",
        Kind::MediaNone => "no-media",
        Kind::MediaRemoved => "removed",
        Kind::WipeRun => "run",
        Kind::WipeChecked => "checked",
        Kind::WipeVoided => "voided",
        Kind::MediaDestroyed => "destroyed",
        Kind::WipeOverridden => "overridden",
        Kind::LockSeen => "lock",
        Kind::Consented => "consent",
        // The others are no facts, and their words are no fact's.
        kind => kind.as_str(),
    }
}

/// Most of a list that a leaf holds, and most characters of a text: the file itself is kept.
const MOST_LISTED: usize = 20;
const LONGEST: usize = 200;

/// A run that fits into a leaf.
fn bounded(run: &Run) -> Run {
    let mut run = run.clone();
    if let Link::Hand { why, .. } = &mut run.link {
        cut(why);
    }
    let record = &mut run.record;
    record.remarks.truncate(MOST_LISTED);
    record.words.truncate(MOST_LISTED);
    record.locks.truncate(MOST_LISTED);
    record.host.imei.truncate(MOST_LISTED);
    record.passes.truncate(10 * MOST_LISTED);
    let most = INT_LIMIT - 1;
    record.medium.bytes = record.medium.bytes.filter(|bytes| *bytes <= most);
    let errors = &mut record.errors;
    for count in [
        &mut errors.write,
        &mut errors.verify,
        &mut errors.sync,
        &mut errors.sectors,
        &mut errors.other,
    ] {
        *count = (*count).min(most);
    }
    let texts = [
        &mut record.version,
        &mut record.report_id,
        &mut record.label,
        &mut record.operator,
        &mut record.host.maker,
        &mut record.host.model,
        &mut record.host.serial,
        &mut record.host.asset,
        &mut record.medium.serial,
        &mut record.medium.maker,
        &mut record.medium.model,
        &mut record.medium.bus,
    ];
    texts.into_iter().flatten().for_each(cut);
    cut(&mut record.tool);
    record.remarks.iter_mut().for_each(cut);
    for (place, word) in &mut record.words {
        cut(place);
        cut(word);
    }
    for lock in &mut record.locks {
        cut(&mut lock.name);
        cut(&mut lock.word);
    }
    run
}

/// Control characters take six times their room in JSON, and say nothing to whoever reads it.
fn cut(text: &mut String) {
    if text.chars().any(char::is_control) {
        *text = text.chars().filter(|c| !c.is_control()).collect();
    }
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
    }
}
