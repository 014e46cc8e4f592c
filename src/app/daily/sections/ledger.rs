//! The record itself: how much of it there is, and how much of that is signed.

use super::NO;
use crate::app::daily::build::Build;
use crate::app::daily::facts::Facts;
use crate::app::{AppError, keys, time};
use crate::domain::daily::{Measure, Said, Section, Unit, Value};
use crate::store::ledger;

static EVENTS: Measure = Measure {
    id: "events",
    name: Said("期内事件", "events of the span"),
    unit: Unit::Count,
    formula: Said("期内关于商品的事件数", "events about items during the span"),
    denominator: NO,
    excluded: NO,
};
static REVERSED: Measure = Measure {
    id: "undone",
    name: Said("其中已撤销", "of them undone"),
    unit: Unit::Count,
    formula: Said(
        "期内事件中期末前被撤销的",
        "those that were undone by the end",
    ),
    denominator: NO,
    excluded: NO,
};
static SIGNED: Measure = Measure {
    id: "signed",
    name: Said("检查点覆盖事件数", "events signed"),
    unit: Unit::Count,
    formula: Said(
        "期末前最后一个检查点覆盖的事件数；其签名已核对",
        "events that the last checkpoint by the end covers; its signature is verified",
    ),
    denominator: NO,
    excluded: NO,
};
static SIGNED_AT: Measure = Measure {
    id: "signed-at",
    name: Said("检查点时刻", "signed at"),
    unit: Unit::Moment,
    formula: Said("该检查点的签署时刻", "when that checkpoint was signed"),
    denominator: NO,
    excluded: NO,
};
static ROOT: Measure = Measure {
    id: "root",
    name: Said("树根", "root"),
    unit: Unit::Word,
    formula: Said(
        "该检查点签署的 Merkle 树根",
        "the Merkle tree's root that it signs",
    ),
    denominator: NO,
    excluded: NO,
};

pub(super) fn section(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Section> {
    let connection = facts.ctx.store.connection();
    let newest = ledger::checkpoint_by(connection, facts.span.until)?;
    let signed = match &newest {
        None => None,
        Some(row) => {
            let verified = keys::verified(&row.note, &keys::verifiers(connection)?);
            let damaged = |why| {
                let size = row.size;
                AppError::Integrity(format!("the checkpoint of size {size}: {why}"))
            };
            Some((row, verified.map_err(damaged)?.root.to_string()))
        }
    };
    let title = Said("账本", "The record");
    let measures = [&EVENTS, &REVERSED, &SIGNED, &SIGNED_AT, &ROOT];
    let mut table = build.table("ledger", title, &[], &measures);
    table.row(Vec::new(), |row| {
        row.count(facts.events.iter().map(|event| event.item));
        let undone = facts.events.iter().filter(|event| event.undone);
        row.count(undone.map(|event| event.item));
        let (size, at, root) = match signed {
            None => (Value::None, Value::None, Value::None),
            Some((row, root)) => {
                let at = Value::Moment(time::in_zone(row.at, facts.span.zone));
                (Value::Count(row.size), at, Value::Word(root))
            }
        };
        row.value(size, []);
        row.value(at, []);
        row.value(root, []);
    });
    Ok(Section {
        id: "ledger",
        title: Said("账本", "Record"),
        tables: vec![table.finish()],
    })
}
