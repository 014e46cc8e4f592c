//! What waits at each stage, and how long already.

use super::{CLASS, NO, STAGE};
use crate::app::daily::build::Build;
use crate::app::daily::facts::Facts;
use crate::app::daily::names;
use crate::domain::daily::{Measure, Said, Section, Standing, Unit, Value, unheld};

const LEFT_OUT: Said = Said("已离开仓库的商品", "items that left the house");

static ITEMS: Measure = Measure {
    id: "items",
    name: Said("商品数", "items"),
    unit: Unit::Count,
    formula: Said(
        "期末在该阶段与等级的商品数",
        "items at the stage and of the class at the end",
    ),
    denominator: NO,
    excluded: LEFT_OUT,
};
static HELD: Measure = Measure {
    id: "held",
    name: Said("其中扣留", "of them held"),
    unit: Unit::Count,
    formula: Said("其中被扣留的商品数", "those that are held"),
    denominator: NO,
    excluded: LEFT_OUT,
};

const fn age(id: &'static str, name: Said) -> Measure {
    Measure {
        id,
        name,
        unit: Unit::Hours,
        formula: Said("期末 − 收货时刻", "end of the span − moment of intake"),
        denominator: Said(
            "期末在该阶段与等级的商品",
            "items at the stage and of the class",
        ),
        excluded: LEFT_OUT,
    }
}

static MEDIAN: Measure = age("age-median", Said("库龄中位数", "age, median"));
static P90: Measure = age("age-p90", Said("库龄 P90", "age, 90th percentile"));
static MEAN: Measure = age("age-mean", Said("库龄均值", "age, mean"));
static OLDEST_AGE: Measure = age("age-oldest", Said("最老库龄", "age, oldest"));
static OLDEST: Measure = Measure {
    id: "oldest",
    name: Said("最老商品", "oldest item"),
    unit: Unit::Word,
    formula: Said("其中最早收货的商品", "the one of them taken in first"),
    denominator: NO,
    excluded: LEFT_OUT,
};

pub(super) fn section(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Section> {
    let measures = [&ITEMS, &HELD, &MEDIAN, &P90, &MEAN, &OLDEST_AGE, &OLDEST];
    let title = Said("按阶段与等级", "By stage and class");
    let mut table = build.table("backlog", title, &[STAGE, CLASS], &measures);
    let mut waiting: Vec<Vec<(i64, i64)>> = vec![Vec::new(); Standing::COUNT];
    for item in facts.standing(Standing::is_in_stock) {
        let of = unheld(facts.closed(item));
        let age = facts.span.until - facts.item(item).received_at;
        waiting[of.index()].push((item, age));
    }
    for (index, items) in waiting.iter().enumerate() {
        let of = Standing::from_index(index);
        let Some((of, oldest)) = of.zip(items.iter().max_by_key(|(item, age)| (*age, -item)))
        else {
            continue;
        };
        let code = facts.code(oldest.0)?;
        table.row(names::standing(of), |row| {
            let all = items.iter().map(|(item, _)| *item);
            row.count(all.clone());
            row.count(all.filter(|item| facts.closed(*item).is_held()));
            row.spread(items);
            row.value(Value::Seconds(oldest.1), [oldest.0]);
            row.value(Value::Word(code), [oldest.0]);
        });
    }
    Ok(Section {
        id: "backlog",
        title: Said("待处理", "Backlog"),
        tables: vec![table.finish()],
    })
}
