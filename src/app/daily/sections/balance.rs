//! Opening, movements and closing, by stage and class: they must balance, and the section says so.

use super::{CLASS, NO, STAGE};
use crate::app::daily::build::Build;
use crate::app::daily::facts::Facts;
use crate::app::daily::names;
use crate::domain::daily::{Line, Measure, Said, Section, Standing, Table, Unit, Value};

const fn count(id: &'static str, name: Said, formula: Said) -> Measure {
    Measure {
        id,
        name,
        unit: Unit::Count,
        formula,
        denominator: NO,
        excluded: NO,
    }
}

static OPENING: Measure = count(
    "opening",
    Said("期初", "opening"),
    Said(
        "期初之前最后一个事件之后的商品数",
        "items after the last event before the span",
    ),
);
static NEW: Measure = count(
    "received",
    Said("其中新收", "of them new"),
    Said(
        "期内收货的商品数，含其后撤销的",
        "items taken in during the span, undone ones included",
    ),
);
static CAME: Measure = count(
    "came",
    Said("转入", "came"),
    Said(
        "期内进入该阶段与等级的次数",
        "moves into the stage and class during the span",
    ),
);
static WENT: Measure = count(
    "went",
    Said("转出", "went"),
    Said(
        "期内离开该阶段与等级的次数",
        "moves out of the stage and class during the span",
    ),
);
static CLOSING: Measure = count(
    "closing",
    Said("期末", "closing"),
    Said(
        "期末的商品数，由当前状态清点",
        "items at the end, counted from their states",
    ),
);
static DIFFERENCE: Measure = count(
    "difference",
    Said("差额", "difference"),
    Said(
        "期末 −（期初 + 转入 − 转出）；平衡时为 0",
        "closing − (opening + came − went); 0 balances",
    ),
);
static LEFT: Measure = count(
    "left",
    Said("出库", "left"),
    Said(
        "期内离开仓库的次数：售出、回收、退回、撤销收货",
        "moves out of the house: sold, recycled, returned, intake undone",
    ),
);

pub(super) fn section(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Section> {
    Ok(Section {
        id: "balance",
        title: Said("库存平衡", "Stock balance"),
        tables: vec![stock(facts, build), by_stage(facts, build)],
    })
}

/// The house as a whole: what is in it.
fn stock(facts: &Facts<'_>, build: &mut Build) -> Table {
    let title = Said("在库总数", "In the house");
    let mut table = build.table(
        "stock",
        title,
        &[],
        &[&OPENING, &CAME, &NEW, &LEFT, &CLOSING, &DIFFERENCE],
    );
    let is_in = |line: &Line| line.of.is_in_stock();
    let lines = &facts.balance.lines;
    let sum = |of: fn(&Line) -> i64| lines.iter().filter(|line| is_in(line)).map(of).sum::<i64>();
    let moves = |came: bool| {
        facts.flows.iter().filter(move |flow| {
            let (from, to) = (flow.from.is_in_stock(), flow.to.is_in_stock());
            from != to && to == came
        })
    };
    table.row(Vec::new(), |row| {
        let (opening, closing) = (sum(|line| line.opening), sum(|line| line.closing));
        row.value(Value::Count(opening), facts.opened(Standing::is_in_stock));
        let came = row.count(moves(true).map(|flow| flow.item));
        let new = moves(true).filter(|flow| flow.from == Standing::ABSENT);
        row.count(new.map(|flow| flow.item));
        let left = row.count(moves(false).map(|flow| flow.item));
        row.value(Value::Count(closing), facts.standing(Standing::is_in_stock));
        let difference = closing - (opening + came - left);
        row.value(Value::Count(difference), []);
    });
    table.finish()
}

fn by_stage(facts: &Facts<'_>, build: &mut Build) -> Table {
    use crate::domain::daily::unheld;
    let measures = [&OPENING, &CAME, &NEW, &WENT, &CLOSING, &DIFFERENCE];
    let title = Said("按阶段与等级", "By stage and class");
    let mut table = build.table("balance", title, &[STAGE, CLASS], &measures);
    for line in &facts.balance.lines {
        let of = line.of;
        let is_of = move |one: Standing| unheld(one) == of;
        let crossing = facts
            .flows
            .iter()
            .filter(move |flow| is_of(flow.from) != is_of(flow.to));
        let came = crossing.clone().filter(move |flow| is_of(flow.to));
        let new = came.clone().filter(|flow| flow.from == Standing::ABSENT);
        let went = crossing.filter(move |flow| is_of(flow.from));
        table.row(names::standing(of), |row| {
            row.value(Value::Count(line.opening), facts.opened(is_of));
            row.value(Value::Count(line.came), came.map(|flow| flow.item));
            row.value(Value::Count(line.received), new.map(|flow| flow.item));
            row.value(Value::Count(line.went), went.map(|flow| flow.item));
            row.value(Value::Count(line.closing), facts.standing(is_of));
            row.value(Value::Count(line.difference()), []);
        });
    }
    table.finish()
}
