//! What an item was at a moment, by replaying its chain of events as far as that.
//!
//! An event counts from the moment at which it and all that stand before it in the chain have
//! happened: two commands may overlap, and the chain alone says what followed on what.

use serde::Deserialize;
use serde_json::Value;

use crate::app::AppError;
use crate::domain::class::Class;
use crate::domain::daily::Standing;
use crate::domain::event::{self, Kind};
use crate::domain::item::{Change, ItemState};
use crate::store::daily::{Step, steps};
use crate::store::{Connection, events};

/// A stretch of an item's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Life {
    /// Before its first second
    pub(super) opening: Standing,
    /// After each of its events
    pub(super) then: Vec<Standing>,
    /// At its end
    pub(super) closing: Standing,
    /// The newest event by its end; none where there is none yet
    pub(super) last_seq: Option<i64>,
}

/// The stretch from `from` to `until`, both included, of the item whose newest event is `newest`.
pub(super) fn life(
    connection: &Connection,
    newest: i64,
    from: i64,
    until: i64,
) -> anyhow::Result<Life> {
    let steps = steps(connection, newest)?;
    let before = begun(&steps, from.saturating_sub(1));
    let within = begun(&steps, until);
    let reach = before.max(1).min(within);
    let Some(first) = (0..reach).rev().find(|at| is_whole(&steps[*at])) else {
        return Ok(Life {
            opening: Standing::ABSENT,
            then: Vec::new(),
            closing: Standing::ABSENT,
            last_seq: None,
        });
    };
    let mut opening = Standing::ABSENT;
    let mut then = Vec::new();
    let mut state: Option<ItemState> = None;
    for (at, step) in steps.iter().enumerate().take(within).skip(first) {
        let next = after(connection, state.as_ref(), step)?;
        let standing = Standing::from(&next);
        if at < before {
            opening = standing;
        } else {
            then.push(standing);
        }
        state = Some(next);
    }
    let closing = then.last().copied().unwrap_or(opening);
    Ok(Life {
        opening,
        then,
        closing,
        last_seq: within.checked_sub(1).map(|last| steps[last].seq),
    })
}

/// How many steps have happened by `moment`.
fn begun(steps: &[Step], moment: i64) -> usize {
    let later = steps.iter().position(|step| step.at > moment);
    later.unwrap_or(steps.len())
}

/// Whether the event tells the whole state, whatever stood before it.
fn is_whole(step: &Step) -> bool {
    [Kind::Received, Kind::Graded, Kind::Refused, Kind::Reversed]
        .iter()
        .any(|kind| kind.as_str() == step.kind)
}

/// The state after one more event; after the first one where there is none yet.
fn after(
    connection: &Connection,
    state: Option<&ItemState>,
    step: &Step,
) -> anyhow::Result<ItemState> {
    let damaged = |what: String| AppError::Integrity(format!("event {}: {what}", step.seq));
    let kind = Kind::parse(&step.kind);
    let kind = kind.ok_or_else(|| damaged(format!("there is no event `{}`", step.kind)))?;
    if kind == Kind::Received {
        return Ok(ItemState::received());
    }
    let body = events::body(connection, step.seq)?;
    let change = change(kind, &body).map_err(damaged)?;
    match (state, change) {
        (None, Change::Reversed { back_to }) => Ok(back_to),
        (None, change) => ItemState::received().after(&change),
        (Some(state), change) => state.after(&change),
    }
    .map_err(|error| damaged(error.to_string()).into())
}

fn change(kind: Kind, body: &str) -> Result<Change, String> {
    #[derive(Deserialize)]
    struct Body {
        data: Value,
    }
    // The class alone counts here, and most events are these.
    if let (Kind::Graded, Some(class)) = (kind, class_of(body)) {
        return Ok(Change::Graded { class, label: None });
    }
    let body: Body = serde_json::from_str(body).map_err(|error| error.to_string())?;
    event::change(kind, &body.data).map_err(|error| error.to_string())
}

/// The class that the text of a graded event gives, without reading the rest of it.
///
/// The text is canonical: members are in order, and quotes within texts are escaped. Of all members
/// of that name the data's own is the last.
pub(super) fn class_of(body: &str) -> Option<Class> {
    const KEY: &str = "\"class\":\"";
    let at = memchr::memmem::rfind(body.as_bytes(), KEY.as_bytes())?;
    let (word, _) = body[at + KEY.len()..].split_once('"')?;
    Class::parse(word)
}

/// Who did it, as the text of an event says, without reading the rest of it.
pub(super) fn actor_of(body: &str) -> Option<String> {
    const KEY: &str = "\"actor\":";
    let at = memchr::memmem::find(body.as_bytes(), KEY.as_bytes())?;
    let mut reader = serde_json::Deserializer::from_str(&body[at + KEY.len()..]);
    String::deserialize(&mut reader).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_and_actor_are_those_of_the_event_and_not_of_its_answers() {
        let body = r#"{"_sd":[],"_sd_alg":"sha-256","actor":"a\"b","data":{"answers":
            {"class":"good","x":"\"class\":\"scrap\""},"because":[],
            "class":"premium","minutes":0},"epoch":0}"#;
        assert_eq!(class_of(body), Some(Class::Premium));
        assert_eq!(actor_of(body).as_deref(), Some("a\"b"));
    }

    #[test]
    fn what_stands_after_a_later_event_counts_from_it_on() {
        let step = |seq, at| Step {
            seq,
            kind: "received".into(),
            at,
        };
        let steps = [step(0, 10), step(1, 30), step(2, 20)];
        let counts: Vec<_> = [9, 10, 25, 30].map(|at| begun(&steps, at)).into();
        assert_eq!(counts, [0, 1, 1, 3]);
    }
}
