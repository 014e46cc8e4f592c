//! What left the house, through which door, and what it brought.

use super::{CLASS, NO};
use crate::app::daily::build::Build;
use crate::app::daily::facts::Facts;
use crate::app::daily::money::{Left, left};
use crate::app::daily::names::{self, said};
use crate::domain::class::Class;
use crate::domain::daily::{Measure, Said, Section, Spread, Table, Unit, Value};

const UNDONE: Said = Said("期末前已撤销的出库", "dispatches undone by the end");
const UNKNOWN: Said = Said(
    "撤销的出库；价格或收购价未知或已删除的商品",
    "dispatches undone; items whose price or acquisition cost is not known or was erased",
);

/// The doors: the event's word, name.
const DOORS: [(&str, Said); 3] = [
    ("sold", Said("售出", "sold")),
    ("recycled", Said("回收", "recycled")),
    ("returned", Said("退回", "returned")),
];

static ITEMS: Measure = Measure {
    id: "items",
    name: Said("商品数", "items"),
    unit: Unit::Count,
    formula: Said("期内出库的商品数", "items that left during the span"),
    denominator: NO,
    excluded: UNDONE,
};
static PRICED: Measure = Measure {
    id: "priced",
    name: Said("有价格", "with a price"),
    unit: Unit::Count,
    formula: Said("其中价格已知的", "those whose price is known"),
    denominator: NO,
    excluded: UNDONE,
};

const fn money(id: &'static str, name: Said, formula: Said, excluded: Said) -> Measure {
    Measure {
        id,
        name,
        unit: Unit::Fen,
        formula,
        denominator: NO,
        excluded,
    }
}

static SALES: Measure = money(
    "sales",
    Said("收入", "sales"),
    Said("出库价格之和", "what was paid, in all"),
    UNDONE,
);
static ACQUIRED: Measure = money(
    "acquired",
    Said("收购成本", "acquisition"),
    Said(
        "首次有报价的检测的报价之和",
        "what the first inspections that offered anything offered",
    ),
    UNKNOWN,
);
static REFURBISHED: Measure = money(
    "refurbished",
    Said("翻新成本", "refurbishing"),
    Said(
        "其工单的配件与人工之和",
        "parts and labour of their work orders",
    ),
    UNKNOWN,
);
static MARGIN: Measure = money(
    "margin",
    Said("毛利", "margin"),
    Said(
        "收入 − 收购成本 − 翻新成本",
        "sales − acquisition − refurbishing",
    ),
    UNKNOWN,
);
static MARGIN_SHARE: Measure = Measure {
    id: "margin-share",
    name: Said("毛利率", "margin share"),
    unit: Unit::Share,
    formula: Said("毛利 ÷ 收入", "margin ÷ sales"),
    denominator: Said(
        "毛利已知的商品的收入",
        "sales of the items whose margin is known",
    ),
    excluded: UNKNOWN,
};
static RECOVERY: Measure = Measure {
    id: "recovery",
    name: Said("回收率", "recovery rate"),
    unit: Unit::Share,
    formula: Said("收入 ÷ 优品基准价", "sales ÷ prices of premium used items"),
    denominator: Said(
        "最近检测的基准价之和",
        "the bases of the newest inspections, in all",
    ),
    excluded: UNKNOWN,
};
static ERROR_MEDIAN: Measure = Measure {
    id: "error-median",
    name: Said("估值误差中位数", "valuation error, median"),
    unit: Unit::Share,
    formula: Said(
        "|价格 − 估值| ÷ 估值；估值为基准价经库龄与检测项折减后的金额",
        "|price − estimate| ÷ estimate, the base as age and checks leave it",
    ),
    denominator: Said(
        "价格与估值都已知的商品",
        "items with a price and an estimate",
    ),
    excluded: UNKNOWN,
};
static ERROR_P90: Measure = Measure {
    id: "error-p90",
    name: Said("估值误差 P90", "valuation error, 90th percentile"),
    unit: Unit::Share,
    formula: Said("同上，九成不超过", "the same; nine in ten are no greater"),
    denominator: Said(
        "价格与估值都已知的商品",
        "items with a price and an estimate",
    ),
    excluded: UNKNOWN,
};

pub(super) fn section(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Section> {
    Ok(Section {
        id: "dispatched",
        title: Said("出库与毛利", "Dispatched"),
        tables: vec![doors(facts, build)?, margins(facts, build)?],
    })
}

fn doors(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Table> {
    let heading = ("door", Said("去向", "where to"));
    let title = Said("按去向", "By door");
    let mut table = build.table("dispatched", title, &[heading], &[&ITEMS, &PRICED, &SALES]);
    for (word, name) in DOORS {
        let gone = gone(facts, &[word])?;
        let priced = gone.iter().filter(|left| left.price_fen.is_some());
        let sales = gone.iter().filter_map(|left| left.price_fen).sum();
        table.row(vec![said(word, name)], |row| {
            row.count(gone.iter().map(|left| left.item));
            row.count(priced.clone().map(|left| left.item));
            row.value(Value::Fen(sales), priced.map(|left| left.item));
        });
    }
    Ok(table.finish())
}

/// Those that left for money, by class.
fn margins(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Table> {
    let measures = [
        &ITEMS,
        &PRICED,
        &SALES,
        &ACQUIRED,
        &REFURBISHED,
        &MARGIN,
        &MARGIN_SHARE,
        &RECOVERY,
        &ERROR_MEDIAN,
        &ERROR_P90,
    ];
    let title = Said("售出与回收的毛利", "Margin of what was sold and recycled");
    let mut table = build.table("margin", title, &[CLASS], &measures);
    let gone = gone(facts, &["sold", "recycled"])?;
    for class in Class::ALL {
        let of: Vec<Left> = gone
            .iter()
            .filter(|one| one.class == Some(class))
            .copied()
            .collect();
        table.row(vec![names::class(Some(class))], |row| {
            let priced: Vec<&Left> = of.iter().filter(|one| one.price_fen.is_some()).collect();
            row.count(of.iter().map(|one| one.item));
            row.count(priced.iter().map(|one| one.item));
            let known: Vec<&Left> = of.iter().filter(|one| one.margin_fen().is_some()).collect();
            let items = || known.iter().map(|one| one.item);
            let sum = |of: &dyn Fn(&Left) -> i64| known.iter().map(|one| of(one)).sum::<i64>();
            let sales = sum(&|one| one.price_fen.unwrap_or(0));
            let margin = sum(&|one| one.margin_fen().unwrap_or(0));
            row.value(Value::Fen(sales), items());
            row.value(
                Value::Fen(sum(&|one| one.acquired_fen.unwrap_or(0))),
                items(),
            );
            row.value(Value::Fen(sum(&|one| one.refurbish_fen)), items());
            row.value(Value::Fen(margin), items());
            let share = |part, whole| Value::Share { part, whole };
            row.value(share(margin, sales), items());
            row.value(share(sales, sum(&|one| one.base_fen.unwrap_or(0))), items());
            let errors: Vec<i64> = of.iter().filter_map(error_bp).collect();
            let spread = Spread::of(errors);
            let of_whole = |bp: Option<i64>| bp.map_or(Value::None, |bp| share(bp, 10_000));
            row.value(of_whole(spread.median), items());
            row.value(of_whole(spread.p90), items());
        });
    }
    Ok(table.finish())
}

/// By how much an estimate was off, in basis points of it.
fn error_bp(left: &Left) -> Option<i64> {
    let (price, estimate) = (left.price_fen?, left.estimate_fen.filter(|fen| *fen > 0)?);
    ((price - estimate).abs().saturating_mul(10_000)).checked_div(estimate)
}

fn gone(facts: &Facts<'_>, words: &[&str]) -> anyhow::Result<Vec<Left>> {
    let mut gone = Vec::new();
    for event in facts.events.iter().filter(|event| !event.undone) {
        if words.contains(&event.kind.as_str()) {
            gone.push(left(facts, event)?);
        }
    }
    Ok(gone)
}
