//! What was refurbished: how long it took, what it cost, and how often it was right the first time.

use super::NO;
use crate::app::daily::build::Build;
use crate::app::daily::facts::{Event, Facts};
use crate::app::daily::money::{cost_fen, standing};
use crate::domain::class::Class;
use crate::domain::daily::{Measure, Said, Section, Spread, Unit, Value};
use crate::domain::stage::Stage;

const UNDONE: Said = Said("期末前已撤销的", "what was undone by the end");

const fn count(id: &'static str, name: Said, formula: Said) -> Measure {
    Measure {
        id,
        name,
        unit: Unit::Count,
        formula,
        denominator: NO,
        excluded: UNDONE,
    }
}

static OPENED: Measure = count(
    "opened",
    Said("开工单", "orders opened"),
    Said("期内开出的工单", "work orders opened during the span"),
);
static FINISHED: Measure = count(
    "finished",
    Said("完成工单", "orders finished"),
    Said("期内完成的工单", "work orders finished during the span"),
);
static OPEN: Measure = count(
    "open",
    Said("在修", "being refurbished"),
    Said("期末在翻新中的商品数", "items being refurbished at the end"),
);
static COSTED: Measure = count(
    "costed",
    Said("费用已知", "cost known"),
    Said(
        "期内完成、人工费用已知的工单",
        "orders finished whose labour cost is known",
    ),
);
static AGAIN: Measure = count(
    "inspected-again",
    Said("复检", "inspected again"),
    Said(
        "期内翻新后首次检测的商品",
        "items inspected in the span for the first time after the work",
    ),
);

const fn time(id: &'static str, name: Said) -> Measure {
    Measure {
        id,
        name,
        unit: Unit::Hours,
        formula: Said(
            "完成时刻 − 开工单时刻",
            "moment of finishing − moment of opening",
        ),
        denominator: Said("期内完成的工单", "orders finished during the span"),
        excluded: UNDONE,
    }
}

static MEDIAN: Measure = time(
    "turnaround-median",
    Said("周转中位数", "turnaround, median"),
);
static P90: Measure = time(
    "turnaround-p90",
    Said("周转 P90", "turnaround, 90th percentile"),
);
static MEAN: Measure = time("turnaround-mean", Said("周转均值", "turnaround, mean"));

const fn cost(id: &'static str, name: Said, formula: Said) -> Measure {
    Measure {
        id,
        name,
        unit: Unit::Fen,
        formula,
        denominator: NO,
        excluded: Said("撤销的；费用已删除的", "what was undone; what was erased"),
    }
}

static COST: Measure = cost(
    "cost",
    Said("费用", "cost"),
    Said(
        "期内完成的工单的配件与人工之和",
        "parts and labour of the orders finished",
    ),
);
static COST_MEDIAN: Measure = cost(
    "cost-median",
    Said("每单费用中位数", "cost an order, median"),
    Said(
        "每单配件与人工之和的中位数",
        "median of parts and labour an order",
    ),
);
static COST_P90: Measure = cost(
    "cost-p90",
    Said("每单费用 P90", "cost an order, 90th percentile"),
    Said("九成工单不超过", "nine orders in ten are no dearer"),
);
static YIELD: Measure = Measure {
    id: "first-pass",
    name: Said("一次合格率", "first-pass yield"),
    unit: Unit::Share,
    formula: Said(
        "复检为优品 ÷ 复检",
        "premium when inspected again ÷ inspected again",
    ),
    denominator: Said(
        "期内翻新后首次检测的商品",
        "items inspected in the span for the first time after the work",
    ),
    excluded: UNDONE,
};

pub(super) fn section(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Section> {
    let connection = facts.ctx.store.connection();
    let of = |word: &'static str| {
        let all = facts.events.iter();
        all.filter(move |event| !event.undone && event.kind.as_str() == word)
    };
    let mut times = Vec::new();
    let mut costs = Vec::new();
    for event in of("order_finished") {
        let life = standing(connection, event.seq)?;
        let opened = life.iter().rposition(|step| step.kind == "order_opened");
        let order = &life[opened.unwrap_or(0)..];
        if let Some(first) = order.first().filter(|_| opened.is_some()) {
            times.push((event.item, event.at - first.at));
        }
        if let Some(labour) = cost_fen(connection, event.seq)? {
            let mut whole = labour;
            for part in order.iter().filter(|step| step.kind == "part") {
                whole += cost_fen(connection, part.seq)?.unwrap_or(0);
            }
            costs.push((event.item, whole));
        }
    }
    let again = inspected_again(facts)?;
    let measures = [
        &OPENED,
        &FINISHED,
        &OPEN,
        &MEDIAN,
        &P90,
        &MEAN,
        &COSTED,
        &COST,
        &COST_MEDIAN,
        &COST_P90,
        &AGAIN,
        &YIELD,
    ];
    let title = Said("翻新", "Refurbishing");
    let mut table = build.table("refurbish", title, &[], &measures);
    table.row(Vec::new(), |row| {
        row.count(of("order_opened").map(|event| event.item));
        row.count(of("order_finished").map(|event| event.item));
        row.count(facts.standing(|one| one.stage() == Some(Stage::Refurbishing)));
        row.spread(&times);
        let items = || costs.iter().map(|(item, _)| *item);
        row.count(items());
        let spread = Spread::of(costs.iter().map(|(_, fen)| *fen).collect());
        row.value(Value::Fen(spread.sum), items());
        for fen in [spread.median, spread.p90] {
            row.value(fen.map_or(Value::None, Value::Fen), items());
        }
        let whole = row.count(again.iter().map(|(item, _)| *item));
        let premium = again
            .iter()
            .filter(|(_, class)| *class == Some(Class::Premium));
        row.share(premium.map(|(item, _)| *item), whole);
    });
    Ok(Section {
        id: "refurbish",
        title: Said("翻新", "Refurbishing"),
        tables: vec![table.finish()],
    })
}

/// The items inspected in the span for the first time after their newest order was finished, and
/// what that came to.
fn inspected_again(facts: &Facts<'_>) -> anyhow::Result<Vec<(i64, Option<Class>)>> {
    let connection = facts.ctx.store.connection();
    let mut again = Vec::new();
    let inspections = facts.events.iter().filter(|event: &&Event| {
        !event.undone && matches!(event.kind.as_str(), "graded" | "refused")
    });
    for event in inspections {
        // An item whose first inspection this is was never refurbished.
        if event.n < 3 {
            continue;
        }
        let life = standing(connection, event.seq)?;
        let before = life.iter().rev().skip(1);
        let newest = before
            .map(|step| step.kind.as_str())
            .find(|kind| matches!(*kind, "order_finished" | "graded" | "refused"));
        if newest == Some("order_finished") {
            let class = event.inspected.as_ref().and_then(|one| one.class);
            again.push((event.item, class));
        }
    }
    Ok(again)
}
