//! The record itself: how much of it there is, and how much of that is signed.

use super::NO;
use crate::app::daily::build::Build;
use crate::app::daily::facts::Facts;
use crate::app::time;
use crate::domain::daily::{Measure, Said, Section, Unit, Value};

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
        "期末前最后一个检查点覆盖的事件数",
        "events that the last checkpoint by the end covers",
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
static HOLDS: Measure = Measure {
    id: "holds",
    name: Said("检查点成立", "checkpoint holds"),
    unit: Unit::Word,
    formula: Said(
        "其签名有效，且树块与末尾事件算出的树根与之相同：yes 或 no",
        "its signature is valid and tiles and last events come to its root: yes or no",
    ),
    denominator: NO,
    excluded: Said(
        "各叶的内容由 db check 核对",
        "the leaves' texts, which db check compares",
    ),
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
    let title = Said("账本", "The record");
    let measures = [&EVENTS, &REVERSED, &SIGNED, &SIGNED_AT, &HOLDS, &ROOT];
    let mut table = build.table("ledger", title, &[], &measures);
    table.row(Vec::new(), |row| {
        row.count(facts.events.iter().map(|event| event.item));
        let undone = facts.events.iter().filter(|event| event.undone);
        row.count(undone.map(|event| event.item));
        let signed = facts.signed.as_ref();
        let at = signed.map(|one| time::in_zone(one.at, facts.span.zone));
        let holds = signed.map(|one| if one.holds { "yes" } else { "no" }.to_owned());
        let root = signed.and_then(|one| one.root.clone());
        row.value(signed.map_or(Value::None, |one| Value::Count(one.size)), []);
        row.value(at.map_or(Value::None, Value::Moment), []);
        row.value(holds.map_or(Value::None, Value::Word), []);
        row.value(root.map_or(Value::None, Value::Word), []);
    });
    Ok(Section {
        id: "ledger",
        title: Said("账本", "Record"),
        tables: vec![table.finish()],
    })
}
