//! Data wipes: how many runs, how many of them counted, and which goods still have none.

use serde_json::Value as Json;

use super::NO;
use crate::app::daily::build::Build;
use crate::app::daily::facts::Facts;
use crate::app::daily::money::{data_of, standing};
use crate::domain::daily::{Measure, Said, Section, Unit, Value};
use crate::store::daily::settled_items;

const UNDONE: Said = Said("期末前已撤销的", "what was undone by the end");

/// The words of the events, as the record keeps them for ever.
const RUN: &str = "wipe_run";
const CHECKED: &str = "wipe_checked";
const DESTROYED: &str = "media_destroyed";

const fn count(id: &'static str, name: Said, formula: Said, excluded: Said) -> Measure {
    Measure {
        id,
        name,
        unit: Unit::Count,
        formula,
        denominator: NO,
        excluded,
    }
}

static RUNS: Measure = count(
    "runs",
    Said("清除次数", "wipe runs"),
    Said(
        "期内记录的清除，不论结果",
        "runs put on record in the span, whatever they came to",
    ),
    UNDONE,
);
static ACCEPTED: Measure = count(
    "accepted",
    Said("获认可", "accepted"),
    Said(
        "其中记录时获规则认可的",
        "those that the rules accepted when put on record",
    ),
    UNDONE,
);
static FIRST: Measure = count(
    "first-runs",
    Said("首次清除", "first runs"),
    Said(
        "其中为该介质第一次清除的",
        "those that are the first of their medium",
    ),
    UNDONE,
);
static FIRST_PASS: Measure = Measure {
    id: "first-pass",
    name: Said("一次通过率", "first-pass rate"),
    unit: Unit::Share,
    formula: Said(
        "首次清除即获认可 ÷ 首次清除",
        "first runs accepted ÷ first runs",
    ),
    denominator: Said("期内的首次清除", "first runs of a medium in the span"),
    excluded: UNDONE,
};
static CHECKS: Measure = count(
    "checks",
    Said("抽检", "checks"),
    Said(
        "期内由第二人抽检的次数",
        "looks by a second person in the span",
    ),
    UNDONE,
);
static CHECKS_FAILED: Measure = count(
    "checks-failed",
    Said("抽检不合格", "checks failed"),
    Said("其中发现数据的", "those that found data"),
    UNDONE,
);
static DESTRUCTIONS: Measure = count(
    "destroyed",
    Said("销毁介质", "media destroyed"),
    Said("期内销毁的介质", "media destroyed in the span"),
    UNDONE,
);
static OUTSTANDING: Measure = count(
    "outstanding",
    Said("待清除", "wipes outstanding"),
    Said(
        "期末在库、已定级、类目会存数据，且没有清除、销毁或“无介质”记录的商品",
        "items in the house with a class, of a category that bears data, with no run, destruction \
         or finding of no medium on record by the end",
    ),
    Said(
        "有清除记录而未获认可的商品由 wipe-log 列出；已撤销的记录仍算有记录",
        "items with a run that was not accepted, which wipe-log lists; a record that was undone \
         still counts as one",
    ),
);

/// The items that still have no wipe on record, for whoever tells of exceptions.
pub(super) fn outstanding(facts: &Facts<'_>) -> anyhow::Result<Vec<i64>> {
    let connection = facts.ctx.store.connection();
    let mut settled = vec![false; facts.items.len()];
    for item in settled_items(connection, facts.span.until)? {
        if let Some(place) = usize::try_from(item)
            .ok()
            .and_then(|place| settled.get_mut(place))
        {
            *place = true;
        }
    }
    let categories = facts.catalogue.categories()?;
    let with_class = facts.standing(|one| one.is_in_stock() && one.class().is_some());
    let bears_data = |item: &i64| {
        let category = categories.get(facts.item(*item).category);
        category.is_none_or(|category| category.bears_data)
    };
    let is_open = |item: &i64| usize::try_from(*item).is_ok_and(|place| !settled[place]);
    Ok(with_class.filter(is_open).filter(bears_data).collect())
}

pub(super) fn section(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Section> {
    let connection = facts.ctx.store.connection();
    let of = |word: &'static str| {
        let all = facts.events.iter();
        all.filter(move |event| !event.undone && event.kind.as_str() == word)
    };
    let (mut accepted, mut first, mut first_passed) = (Vec::new(), Vec::new(), Vec::new());
    for event in of(RUN) {
        let data = data_of(connection, event.seq)?;
        let is_accepted = data["judged"]["accepted"] == Json::Bool(true);
        let mut is_first = true;
        for step in standing(connection, event.seq)? {
            let is_earlier = step.seq < event.seq && step.kind == RUN;
            if is_earlier && data_of(connection, step.seq)?["no"] == data["no"] {
                is_first = false;
            }
        }
        accepted.extend(is_accepted.then_some(event.item));
        first.extend(is_first.then_some(event.item));
        first_passed.extend((is_first && is_accepted).then_some(event.item));
    }
    let mut failed = Vec::new();
    for event in of(CHECKED) {
        let data = data_of(connection, event.seq)?;
        failed.extend((data["passed"] == Json::Bool(false)).then_some(event.item));
    }
    let outstanding = outstanding(facts)?;
    let measures = [
        &RUNS,
        &ACCEPTED,
        &FIRST,
        &FIRST_PASS,
        &CHECKS,
        &CHECKS_FAILED,
        &DESTRUCTIONS,
        &OUTSTANDING,
    ];
    let title = Said("数据清除", "Data wipes");
    let mut table = build.table("wipe", title, &[], &measures);
    table.row(Vec::new(), |row| {
        row.count(of(RUN).map(|event| event.item));
        row.count(accepted.iter().copied());
        let whole = row.count(first.iter().copied());
        row.share(first_passed.iter().copied(), whole);
        row.count(of(CHECKED).map(|event| event.item));
        row.count(failed.iter().copied());
        row.count(of(DESTROYED).map(|event| event.item));
        let count = i64::try_from(outstanding.len()).unwrap_or(i64::MAX);
        row.value(Value::Count(count), outstanding.iter().copied());
    });
    Ok(Section {
        id: "wipe",
        title: Said("数据清除", "Wipes"),
        tables: vec![table.finish()],
    })
}
