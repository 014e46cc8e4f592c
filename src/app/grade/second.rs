//! The second inspection of an item, made blind: by another person, under the same version of the
//! standard, and without a word of what the first one found.

use std::rc::Rc;

use super::bench::{Bench, Old, may_be_inspected, resume};
use crate::app::inspections::quoted;
use crate::app::{AppError, Ctx, find, standards, undo};
use crate::domain::class::Class;
use crate::domain::event::Kind;
use crate::domain::standard::{Answers, Standard};
use crate::domain::valuation::Priced;
use crate::ledger::event::Event;
use crate::store::events::{self, StoredEvent};
use crate::store::{drafts, items};

/// The inspection that is repeated. Nothing of it is shown before the second is on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct First {
    /// Its event's number within the item
    pub n: i64,
    /// What it came to
    pub class: Option<Class>,
}

/// Puts the item that `query` means on the bench for a second inspection.
pub fn open(ctx: &mut Ctx, query: &str, old: Old) -> anyhow::Result<Bench> {
    let connection = ctx.store.connection();
    let id = find::find(connection, query)?;
    let item = items::get(connection, id)?;
    let stand = items::stand(connection, id)?;
    let code = find::code(&item)?;
    may_be_inspected(&stand, &code.to_string())?;
    let refused = |why: String| AppError::Refused {
        what: format!("{code} cannot be inspected a second time"),
        why,
    };
    let first = match undo::standing(connection, stand.last_seq)? {
        Some(first) if first.kind == Kind::Graded.as_str() => first,
        Some(other) if other.kind == Kind::Rechecked.as_str() => {
            return Err(refused("that was done already".to_owned()).into());
        }
        _ => return Err(refused("no inspection of it stands".to_owned()).into()),
    };
    let event = crate::ledger::event::parse(&first.body)
        .map_err(|error| AppError::Integrity(format!("event {}: {error}", first.seq)))?;
    let operator = &ctx.settings.station.operator;
    if event.actor == *operator {
        let why = format!("{operator} made the first inspection; another person makes the second");
        return Err(refused(why).into());
    }
    let draft = drafts::get(connection, id)?;
    let own =
        |draft: &drafts::Draft| draft.second_of == Some(first.n) && draft.operator == *operator;
    if let Some(other) = draft.as_ref().filter(|draft| !own(draft)) {
        let why = format!(
            "an inspection that {} began is not finished",
            other.operator
        );
        return Err(refused(why).into());
    }
    let standard = made_by(ctx, &first, &event)?
        .ok_or_else(|| refused("the version it was made by is no longer at hand".to_owned()))?;
    // Whether repairs pay is no finding of an inspector, so both go by the same worth.
    let said = number(&event, "worth_fen").map(|fen| fen / 100);
    let disclosure = events::disclosure(connection, first.seq)?;
    let quoted = quoted(disclosure.as_deref())?.and_then(|quoted| quoted.worth_yuan);
    let mut bench = Bench {
        answers: Answers::best_for(&standard, item.category),
        in_force: standard.version,
        worth_yuan: said,
        priced: said.or(quoted).map_or_else(Priced::default, Priced::said),
        resumed: None,
        second: Some(First {
            n: first.n,
            class: word(&event, "class").and_then(Class::parse),
        }),
        item,
        code,
        stand,
        standard,
    };
    if let Some(draft) = draft.filter(|_| old != Old::Discard) {
        resume(&mut bench, &draft, Old::Resume)?;
    }
    Ok(bench)
}

/// The standard that the first inspection was made by: answers compare under one version only.
fn made_by(ctx: &Ctx, first: &StoredEvent, event: &Event) -> anyhow::Result<Option<Rc<Standard>>> {
    let pinned = |key: &str| {
        let pinned = event
            .data
            .get("standard")
            .and_then(|pinned| pinned.get(key));
        let text = pinned.and_then(serde_json::Value::as_str);
        text.ok_or_else(|| AppError::Integrity(format!("event {} pins no standard", first.seq)))
    };
    Ok(standards::pinned(
        &ctx.settings,
        pinned("id")?,
        pinned("sha256")?,
    )?)
}

fn number(event: &Event, key: &str) -> Option<i64> {
    event.data.get(key).and_then(serde_json::Value::as_i64)
}

fn word<'e>(event: &'e Event, key: &str) -> Option<&'e str> {
    event.data.get(key).and_then(serde_json::Value::as_str)
}
