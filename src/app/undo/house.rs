//! Reverses events of the house, which concern no item: batches of seals and what became of them.

use serde_json::{Map, Value};

use super::{Outcome, UndoneItem, kind_of};
use crate::app::chance::Chance;
use crate::app::recorder::Recorder;
use crate::app::{aside, desk};
use crate::domain::event::Kind;
use crate::domain::lang::Lang;
use crate::domain::seal::{SealCode, SealState};
use crate::ledger::disclosure;
use crate::store::events::StoredEvent;
use crate::store::{Connection, seals};

/// Reverses an event of the house, or says why it stays.
pub(super) fn reverse(
    connection: &Connection,
    recorder: &mut Recorder<'_>,
    target: &StoredEvent,
    chance: &mut Chance,
    lang: Lang,
) -> anyhow::Result<UndoneItem> {
    let kind = kind_of(target)?;
    let data = aside::data_of(target)?;
    let name = match kind {
        Kind::SealsIssued => {
            let count = aside::issued(&data)?.len();
            lang.pick("{} 个防撕袋", "{} seals")
                .replace("{}", &count.to_string())
        }
        Kind::SealBroken | Kind::SealVoided | Kind::SealAlarm => aside::seal_of(&data)?.to_string(),
        _ => kind.name(lang).to_owned(),
    };
    let undone = |outcome, why: Option<&str>| UndoneItem {
        code: name.clone(),
        outcome,
        why: why.map(str::to_owned),
    };
    match kind {
        Kind::SealsIssued => {
            for code in aside::issued(&data)? {
                if state_of(connection, code)? != SealState::Issued {
                    let why = lang.pick(
                        "其中有的已使用、作废或撤销",
                        "some of them are used, void or withdrawn",
                    );
                    return Ok(undone(Outcome::Kept, Some(why)));
                }
            }
        }
        Kind::SealBroken | Kind::SealVoided => {
            let seal = seals::get(connection, aside::seal_of(&data)?.as_i64())?;
            if seal.and_then(|seal| seal.fate_seq) != Some(target.seq) {
                let why = lang.pick("已经撤销过", "it is reversed already");
                return Ok(undone(Outcome::Kept, Some(why)));
            }
        }
        _ => {
            let why = lang.pick("警报不可撤销", "an alarm stays in the record");
            return Ok(undone(Outcome::Blocked, Some(why)));
        }
    }
    let mut data = Map::new();
    data.insert("n".into(), target.n.into());
    data.insert("op".into(), recorder.operation().into());
    data.insert("seq".into(), target.seq.into());
    data.insert("type".into(), Value::String(target.kind.clone()));
    let private = disclosure::Writer::new();
    desk::of_house(
        connection,
        recorder,
        &private,
        chance,
        Kind::Reversed,
        &data,
    )?;
    Ok(undone(Outcome::Reversed, None))
}

fn state_of(connection: &Connection, code: SealCode) -> anyhow::Result<SealState> {
    let seal = seals::get(connection, code.as_i64())?;
    Ok(seal.map_or(SealState::Withdrawn, |seal| seal.state))
}
