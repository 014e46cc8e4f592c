//! What was refurbished: how long it took, what it cost, and how often it was right the first time.

use std::collections::BTreeMap;

use super::NO;
use crate::app::AppError;
use crate::app::daily::build::{Build, Cells};
use crate::app::daily::facts::{Event, Facts};
use crate::app::daily::money::{cost_fen, data_of, standing};
use crate::app::time::day_of;
use crate::domain::class::Class;
use crate::domain::daily::{Key, Measure, Said, Section, Spread, Table, Unit, Value};
use crate::domain::event::Kind;
use crate::domain::refurbish::{Calendar, Clock, Order, Step as OrderStep};
use crate::domain::stage::Stage;
use crate::store::daily::Step;

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

static LATE: Measure = Measure {
    id: "late",
    name: Said("逾期未回", "late"),
    unit: Unit::Count,
    formula: Said(
        "期末逾承诺工作日且未收回（自修未完成）的工单",
        "orders beyond the promised working days at the end, not back or, in house, not finished",
    ),
    denominator: NO,
    excluded: Said("暂停的工作日", "working days of pauses"),
};
static KEPT: Measure = Measure {
    id: "promise-kept",
    name: Said("守约率", "promise kept"),
    unit: Unit::Share,
    formula: Said(
        "按承诺工作日完成 ÷ 完成工单",
        "finished within the promised days ÷ finished",
    ),
    denominator: Said("期内完成的工单", "orders finished during the span"),
    excluded: Said(
        "撤销的；暂停的工作日",
        "what was undone; working days of pauses",
    ),
};

/// An order finished in the span.
struct Done {
    item: i64,
    order: Order,
    /// From opening to finishing
    seconds: i64,
    /// Parts and labour; none where the labour was erased
    cost_fen: Option<i64>,
    late_days: i64,
}

/// The items behind late orders, for whoever tells of exceptions.
pub(super) fn late(facts: &Facts<'_>) -> anyhow::Result<Vec<i64>> {
    let mut late = Vec::new();
    for order in open(facts)? {
        if order.1.met_at().is_none() && late_days(facts, &order.1)? > 0 {
            late.push(order.0);
        }
    }
    Ok(late)
}

pub(super) fn section(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Section> {
    let done = done(facts)?;
    Ok(Section {
        id: "refurbish",
        title: Said("翻新", "Refurbishing"),
        tables: vec![
            totals(facts, build, &done)?,
            by_partner(facts, build, &done)?,
        ],
    })
}

fn totals(facts: &Facts<'_>, build: &mut Build, done: &[Done]) -> anyhow::Result<Table> {
    let measures = [
        &OPENED,
        &FINISHED,
        &OPEN,
        &LATE,
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
    let (again, late) = (inspected_again(facts)?, late(facts)?);
    let title = Said("合计", "In all");
    let mut table = build.table("refurbish", title, &[], &measures);
    table.row(Vec::new(), |row| {
        row.count(facts.lasting(Kind::OrderOpened).map(|event| event.item));
        row.count(done.iter().map(|done| done.item));
        row.count(facts.standing(|one| one.stage() == Some(Stage::Refurbishing)));
        row.count(late.iter().copied());
        let times: Vec<(i64, i64)> = done.iter().map(|one| (one.item, one.seconds)).collect();
        row.spread(&times);
        costs(row, &done.iter().collect::<Vec<_>>());
        let whole = row.count(again.iter().map(|(item, _)| *item));
        let premium = again
            .iter()
            .filter(|(_, class)| *class == Some(Class::Premium));
        row.share(premium.map(|(item, _)| *item), whole);
    });
    Ok(table.finish())
}

fn by_partner(facts: &Facts<'_>, build: &mut Build, done: &[Done]) -> anyhow::Result<Table> {
    let mut partners: BTreeMap<&str, Vec<&Done>> = BTreeMap::new();
    for one in done {
        partners.entry(&one.order.partner).or_default().push(one);
    }
    let heading = ("partner", Said("承修方", "partner"));
    let measures = [
        &FINISHED,
        &KEPT,
        &MEDIAN,
        &P90,
        &MEAN,
        &COSTED,
        &COST,
        &COST_MEDIAN,
        &COST_P90,
    ];
    let title = Said("按承修方", "By partner");
    let names = facts.catalogue.partners()?;
    let mut table = build.table("refurbish-partner", title, &[heading], &measures);
    for (id, done) in partners {
        let known = names.get(id);
        let key = Key::named(id, |lang| {
            known
                .map_or(id, |partner| partner.name.get(lang))
                .to_owned()
        });
        table.row(vec![key], |row| {
            let whole = row.count(done.iter().map(|one| one.item));
            let kept = done.iter().filter(|one| one.late_days == 0);
            row.share(kept.map(|one| one.item), whole);
            let times: Vec<(i64, i64)> = done.iter().map(|one| (one.item, one.seconds)).collect();
            row.spread(&times);
            costs(row, &done);
        });
    }
    Ok(table.finish())
}

fn costs(row: &mut Cells<'_>, done: &[&Done]) {
    let known: Vec<(i64, i64)> = done
        .iter()
        .filter_map(|one| Some((one.item, one.cost_fen?)))
        .collect();
    let items = || known.iter().map(|(item, _)| *item);
    row.count(items());
    let spread = Spread::of(known.iter().map(|(_, fen)| *fen).collect());
    row.value(Value::Fen(spread.sum), items());
    for fen in [spread.median, spread.p90] {
        row.value(fen.map_or(Value::None, Value::Fen), items());
    }
}

fn done(facts: &Facts<'_>) -> anyhow::Result<Vec<Done>> {
    let connection = facts.ctx.store.connection();
    let mut done = Vec::new();
    for event in facts.lasting(Kind::OrderFinished) {
        let life = standing(connection, event.seq)?;
        let Some((order, steps)) = newest_order(facts, &life)? else {
            continue;
        };
        let mut cost = cost_fen(connection, event.seq)?;
        for part in steps.iter().filter(|step| step.kind == Kind::Part.as_str()) {
            let part_fen = cost_fen(connection, part.seq)?.unwrap_or(0);
            cost = cost.map(|fen| fen + part_fen);
        }
        done.push(Done {
            item: event.item,
            seconds: event.at - order.opened_at,
            cost_fen: cost,
            late_days: late_days(facts, &order)?,
            order,
        });
    }
    Ok(done)
}

/// The orders that are open at the end of the span, with their items.
fn open(facts: &Facts<'_>) -> anyhow::Result<Vec<(i64, Order)>> {
    let connection = facts.ctx.store.connection();
    let mut open = Vec::new();
    for item in facts.standing(|one| one.stage() == Some(Stage::Refurbishing)) {
        let Some(newest) = facts.newest(item) else {
            continue;
        };
        let life = standing(connection, newest)?;
        if let Some((order, _)) = newest_order(facts, &life)? {
            open.push((item, order));
        }
    }
    Ok(open)
}

/// The newest order of a life and its steps, replayed from its events.
fn newest_order<'l>(
    facts: &Facts<'_>,
    life: &'l [Step],
) -> anyhow::Result<Option<(Order, &'l [Step])>> {
    let connection = facts.ctx.store.connection();
    let opened = life
        .iter()
        .rposition(|step| step.kind == Kind::OrderOpened.as_str());
    let Some(opened) = opened else {
        return Ok(None);
    };
    let steps = &life[opened..];
    let mut order: Option<Order> = None;
    for step in steps {
        let kind = Kind::parse(&step.kind);
        let damaged = |what: &dyn std::fmt::Display| {
            AppError::Integrity(format!("event {}: {what}", step.seq))
        };
        let next = match (order.take(), kind.and_then(OrderStep::of)) {
            (None, _) => {
                let data = data_of(connection, step.seq)?;
                Order::opened(step.seq, step.at, &data).map_err(|error| damaged(&error))?
            }
            (Some(order), Some(next)) => {
                let data = data_of(connection, step.seq)?;
                order
                    .after(next, step.at, &data)
                    .map_err(|error| damaged(&error))?
            }
            (Some(order), None) => order,
        };
        order = Some(next);
    }
    Ok(order.map(|order| (order, steps)))
}

/// By how many working days of the partner an order is beyond its promise at the end of the span.
fn late_days(facts: &Facts<'_>, order: &Order) -> anyhow::Result<i64> {
    let Some(started) = order.started_at() else {
        return Ok(0);
    };
    let day = |at: i64| day_of(at, facts.span.zone);
    let until = day(order.met_at().unwrap_or(facts.span.until));
    let clock = Clock {
        started: day(started),
        promised_days: order.promised_days,
        paused_days: order.paused_days,
        paused: order.paused_at.map(day).filter(|since| *since <= until),
    };
    let usual = Calendar::weekdays();
    let partner = facts.catalogue.partners()?.get(&order.partner);
    let calendar = partner.map_or(&usual, |partner| &partner.calendar);
    Ok(clock.late_days(calendar, until))
}

/// The items inspected in the span for the first time after their newest order was finished, and
/// what that came to.
fn inspected_again(facts: &Facts<'_>) -> anyhow::Result<Vec<(i64, Option<Class>)>> {
    let connection = facts.ctx.store.connection();
    let mut again = Vec::new();
    let inspections = facts.events.iter().filter(|event: &&Event| {
        !event.undone && matches!(event.kind, Kind::Graded | Kind::Refused)
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
