//! The second inspection of an item, made blind: by another person, under the same version of the
//! standard, and without a word of what the first one found.

use std::sync::Arc;

use super::bench::{Bench, Old, may_be_inspected, resume};
use crate::app::inspections::quoted;
use crate::app::{AppError, Ctx, find, standards, undo};
use crate::domain::class::Class;
use crate::domain::code::TraceCode;
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
    let first = match undo::standing(connection, stand.last_seq, undo::Track::Life)? {
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
    let start = Answers::best_for(&standard, item.category);
    let mut bench = Bench {
        answers: start.clone(),
        start,
        kept_from: None,
        steps: Vec::new(),
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

/// The second inspection of the item that `query` means, where one is due: this person began it, or
/// the item is in the share that is inspected twice, and another person made the first.
pub fn due(ctx: &mut Ctx, query: &str, share_pct: u8) -> anyhow::Result<Option<Bench>> {
    let bench = match open(ctx, query, Old::Resume) {
        Ok(bench) => bench,
        // Whoever opens the item in the usual way is told what is in the way of that.
        Err(error) if error.is::<AppError>() => return Ok(None),
        Err(error) => return Err(error),
    };
    let is_due = bench.resumed.is_some() || is_in_share(bench.code, share_pct);
    Ok(is_due.then_some(bench))
}

/// Whether an item is in the share that is inspected twice. Its trace code decides, which nobody
/// chose and everybody can check.
fn is_in_share(code: TraceCode, share_pct: u8) -> bool {
    code.as_i64() % 100 < i64::from(share_pct)
}

/// The standard that the first inspection was made by: answers compare under one version only.
fn made_by(ctx: &Ctx, first: &StoredEvent, event: &Event) -> anyhow::Result<Option<Arc<Standard>>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_the_codes_is_chosen_and_always_the_same() {
        let codes: Vec<TraceCode> = (0..20_000_u64)
            .filter_map(|number| TraceCode::from_random(number.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
            .collect();
        let chosen = |pct| {
            let chosen = codes.iter().filter(|code| is_in_share(**code, pct));
            chosen.count()
        };
        assert_eq!((chosen(0), chosen(100)), (0, codes.len()));
        let tenth = chosen(10) * 1000 / codes.len();
        assert!((80..120).contains(&tenth), "{tenth} of a thousand");
    }
}
