//! Reports that fit no item for certain: a person looks at the medium and links each, or dismisses
//! it with a reason.

use serde::{Deserialize, Serialize};

use super::desk::{self, Desk, Named, OnDesk};
use super::recording::{self, Outcome, RecordReport, Reported};
use super::rules::Rules;
use super::{assess, media, names};
use crate::app::attachments::hex;
use crate::app::time::utc;
use crate::app::{AppError, Ctx};
use crate::domain::lang::{Lang, Text};
use crate::domain::wipe::fact::Link;
use crate::domain::wipe::finding::Rule;
use crate::store::wipe::WipeKey;
use crate::store::wipe_queue::{self, NewReport, QueuedReport, State};
use crate::store::{Connection, operations, wipe};

/// Why a report waits, in both languages, as the queue keeps it.
#[derive(Serialize, Deserialize)]
struct Why(Text);

/// Puts a report into the queue; gives its number.
pub(super) fn put(
    desk: &Desk<'_>,
    key: WipeKey,
    file: &str,
    reported: &Reported,
    why: &Text,
) -> anyhow::Result<i64> {
    let evidence = reported.file.as_deref().unwrap_or_default();
    let evidence = bytes_of(evidence)
        .ok_or_else(|| AppError::Integrity(format!("`{evidence}` is no SHA-256")))?;
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let report = serde_json::to_string(reported)?;
    let reason = serde_json::to_string(&Why(why.clone()))?;
    Ok(wipe_queue::put(
        desk.connection(),
        &NewReport {
            key,
            file: name,
            evidence: &evidence,
            report: &report,
            reason: &reason,
            operation: desk.operation(),
        },
    )?)
}

fn bytes_of(hash: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if hash.len() != 64 || !hash.is_ascii() {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hash.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// What became of a report that waits no more: by whom, when, why.
pub(super) fn closed_words(
    connection: &Connection,
    closed: &QueuedReport,
    lang: Lang,
) -> anyhow::Result<String> {
    let operation = match closed.closed_by {
        Some(id) => operations::get(connection, id)?,
        None => None,
    };
    let Some(operation) = operation else {
        return Ok(lang
            .pick("此前已处理", "it was dealt with before")
            .to_owned());
    };
    let (id, by, at) = (closed.id, &operation.operator, utc(operation.started_at));
    let why = operation.reason.unwrap_or_default();
    Ok(match (closed.state, lang) {
        (State::Dismissed, Lang::Zh) => format!("队列 {id}：{by} 于 {at} 忽略：{why}"),
        (State::Dismissed, Lang::En) => format!("queue {id}: {by} dismissed it {at}: {why}"),
        (State::Linked | State::Waiting, Lang::Zh) => format!("队列 {id}：{by} 于 {at} 已关联"),
        (State::Linked | State::Waiting, Lang::En) => format!("queue {id}: {by} linked it {at}"),
    })
}

/// A report of the queue as it is shown.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Queued {
    pub id: i64,
    pub file: String,
    pub sha256: String,
    pub state: &'static str,
    pub reason: String,
    pub queued_by: String,
    pub queued_at: String,
    /// What became of it: by whom, when, why
    pub closed: Option<String>,
    pub record: RecordReport,
}

/// Which reports of the queue are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that wait
    Waiting,
    /// All that were ever in it
    All,
}

/// The reports of the queue, oldest first.
pub fn list(ctx: &Ctx, which: Which, lang: Lang) -> anyhow::Result<Vec<Queued>> {
    let connection = ctx.store.connection();
    let reports = match which {
        Which::Waiting => wipe_queue::waiting(connection)?,
        Which::All => wipe_queue::all(connection)?,
    };
    reports
        .iter()
        .map(|queued| {
            let reported = reported(queued)?;
            let Why(why) = serde_json::from_str(&queued.reason)?;
            let operation = operations::get(connection, queued.operation)?;
            let (by, at) = operation.map_or_else(Default::default, |operation| {
                (operation.operator, utc(operation.started_at))
            });
            let closed = match queued.state {
                State::Waiting => None,
                State::Linked | State::Dismissed => Some(closed_words(connection, queued, lang)?),
            };
            Ok(Queued {
                id: queued.id,
                file: queued.file.clone(),
                sha256: hex(&queued.evidence),
                state: queued.state.as_str(),
                reason: why.get(lang).to_owned(),
                queued_by: by,
                queued_at: at,
                closed,
                record: RecordReport::of(&reported, Outcome::Unmatched),
            })
        })
        .collect()
}

fn reported(queued: &QueuedReport) -> anyhow::Result<Reported> {
    serde_json::from_str(&queued.report)
        .map_err(|error| AppError::Integrity(format!("queue {}: {error}", queued.id)).into())
}

/// The report of that number, which must wait.
fn waiting(connection: &Connection, id: i64) -> anyhow::Result<QueuedReport> {
    let queued = wipe_queue::get(connection, id)?.ok_or(AppError::NoSuchReport { id })?;
    match queued.state {
        State::Waiting => Ok(queued),
        State::Linked | State::Dismissed => {
            let why = closed_words(connection, &queued, Lang::En)?;
            let what = format!("report {id} waits no more");
            Err(AppError::Refused { what, why }.into())
        }
    }
}

/// What became of a report that was linked or dismissed.
#[derive(Debug, Clone, Serialize)]
pub struct ClosedReport {
    /// The operation
    pub operation: i64,
    /// The report's number in the queue
    pub id: i64,
    /// What became of it
    pub state: &'static str,
    /// The run as it went on record; none where it was dismissed
    pub record: Option<RecordReport>,
}

/// Says that a report is of no item, and why.
pub fn dismiss(ctx: &mut Ctx, id: i64, why: String) -> anyhow::Result<ClosedReport> {
    let queued = waiting(ctx.store.connection(), id)?;
    let named = Named {
        command: "wipe-log queue",
        source: Some(queued.file),
        reason: Some(why),
    };
    let (operation, ()) = desk::operation(ctx, named, |desk: &mut Desk<'_>| {
        // Another station may have dealt with it since.
        waiting(desk.connection(), id)?;
        let by = desk.operation();
        wipe_queue::close(desk.connection(), id, State::Dismissed, by)?;
        Ok(())
    })?;
    Ok(ClosedReport {
        operation,
        id,
        state: State::Dismissed.as_str(),
        record: None,
    })
}

/// A report, and the medium that a person says it is of.
#[derive(Debug, Clone)]
pub struct ToLink {
    /// The report's number in the queue
    pub id: i64,
    /// The item
    pub query: String,
    /// The medium's number; none where the item holds one only
    pub medium: Option<u32>,
    /// Why
    pub why: String,
}

/// Puts a report on record for the medium that a person says it is of. The rules are asked all the
/// same: nobody links what is plainly of another medium.
pub fn link(
    ctx: &mut Ctx,
    rules: &Rules<'_>,
    to: &ToLink,
    lang: Lang,
) -> anyhow::Result<ClosedReport> {
    let queued = waiting(ctx.store.connection(), to.id)?;
    let site = ctx.settings.zone;
    let named = Named {
        command: "wipe-log queue",
        source: Some(queued.file),
        reason: Some(to.why.clone()),
    };
    let (operation, record) = desk::operation(ctx, named, |desk: &mut Desk<'_>| {
        let queued = waiting(desk.connection(), to.id)?;
        let reported = reported(&queued)?;
        let mut on = OnDesk::find(desk.connection(), &to.query)?;
        let no = medium(&on, to.medium)?;
        let link = Link::Hand {
            by: desk.actor().to_owned(),
            why: to.why.clone(),
        };
        let run = reported.run(link, site, desk.at());
        not_on_record(desk.connection(), &reported, &run)?;
        let judgement = recording::judge(desk, &on, no, &run, rules)?;
        if let Err(finding) = recording::is_of_it(&judgement) {
            return Err(AppError::Refused {
                what: format!(
                    "report {} is not linked to {} ({})",
                    to.id, on.code, finding.rule
                ),
                why: finding.text.get(lang).to_owned(),
            }
            .into());
        }
        let told = recording::record(desk, &mut on, no, (&reported, run), &judgement, rules, lang)?;
        let by = desk.operation();
        wipe_queue::close(desk.connection(), to.id, State::Linked, by)?;
        Ok(told)
    })?;
    Ok(ClosedReport {
        operation,
        id: to.id,
        state: State::Linked.as_str(),
        record: Some(record),
    })
}

/// The medium of that number, or the only one that the item holds.
pub(super) fn medium(on: &OnDesk, no: Option<u32>) -> anyhow::Result<u32> {
    if let Some(no) = no {
        return Ok(media::of_no(on, no)?.known.no);
    }
    match media::held(&on.history).as_slice() {
        [only] => Ok(only.known.no),
        [] => {
            let code = on.code;
            let what = format!("{code} has no medium ({})", Rule::R1);
            let why = format!("declare it first: `regrade wipe-log media add {code}`");
            Err(AppError::Refused { what, why }.into())
        }
        several => {
            let count = several.len();
            let text = format!("{} holds {count} media: say which with --medium", on.code);
            Err(AppError::Usage(text).into())
        }
    }
}

/// R7: refuses a run that is on record already.
pub(super) fn not_on_record(
    connection: &Connection,
    reported: &Reported,
    run: &crate::domain::wipe::fact::Run,
) -> anyhow::Result<()> {
    let evidence = reported.file.as_deref().unwrap_or_default();
    for key in names::of_record(&reported.record, reported.start, evidence) {
        for seq in wipe::wipes_of(connection, key)? {
            let (item, no, known) = assess::recorded(connection, seq)?;
            if names::are_one(run, &known) {
                let code = OnDesk::open(connection, item)?.code;
                let what = format!("that wipe is on record already ({})", Rule::R7);
                let why = format!("it stands for medium {no} of {code}");
                return Err(AppError::Refused { what, why }.into());
            }
        }
    }
    Ok(())
}
