//! What wants a person's eye, first.

use super::NO;
use crate::app::daily::build::{Build, Tabulating};
use crate::app::daily::facts::Facts;
use crate::app::daily::names::said;
use crate::domain::daily::{Measure, Said, Section, Standing, Unit, Value};
use crate::domain::event::Kind;
use crate::domain::stage::Stage;

/// How long an item may wait for its first inspection before it is told, in seconds.
const PATIENCE: i64 = 2 * 86_400;

static CASES: Measure = Measure {
    id: "cases",
    name: Said("件数", "cases"),
    unit: Unit::Count,
    formula: Said("各行名称所述的件数", "as many as the row says"),
    denominator: NO,
    excluded: NO,
};

pub(super) fn section(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Section> {
    let heading = ("exception", Said("事项", "what"));
    let title = Said("须处理的事项", "What wants an eye");
    let mut table = build.table("exceptions", title, &[heading], &[&CASES]);
    let held = facts.standing(|one| one.is_held() && one.is_in_stock());
    line(
        &mut table,
        "held",
        Said("期末扣留的在库商品", "items in the house held at the end"),
        held,
    );
    let newly = facts
        .flows
        .iter()
        .filter(|flow| !flow.from.is_held() && flow.to.is_held());
    let newly = newly.map(|flow| flow.item);
    line(
        &mut table,
        "held-newly",
        Said("期内新扣留", "held during the span"),
        newly,
    );
    let refused = facts.lasting(Kind::Refused).map(|event| event.item);
    line(
        &mut table,
        "refused",
        Said("期内检测拒收", "refused by an inspection"),
        refused,
    );
    let missed = super::received(facts).filter(|item| facts.promises.get(item) == Some(&false));
    let text = Said(
        "期内收货而取件逾期",
        "received, with the pickup's promise missed",
    );
    line(&mut table, "late-pickups", text, missed);
    let until = facts.span.until;
    let waiting = facts
        .standing(|one| one.stage() == Some(Stage::Received) && !one.is_held())
        .filter(|item| until - facts.item(*item).received_at > PATIENCE);
    let text = Said("收货逾两天未检测", "not inspected for more than two days");
    line(&mut table, "waiting", text, waiting);
    let undone = facts
        .events
        .iter()
        .filter(|event| event.undone)
        .map(|event| event.item);
    let text = Said(
        "期内发生、已撤销的事件",
        "events of the span that were undone",
    );
    line(&mut table, "undone", text, undone);
    let text = Said(
        "期内开始、期末未完成的操作",
        "commands of the span unfinished at its end",
    );
    let unfinished = i64::try_from(facts.unfinished.len())?;
    table.row(vec![said("unfinished", text)], |row| {
        row.value(Value::Count(unfinished), []);
    });
    let text = Said("不成立的检查点", "checkpoint that does not hold");
    let broken = i64::from(facts.signed.as_ref().is_some_and(|one| !one.holds));
    table.row(vec![said("integrity", text)], |row| {
        row.value(Value::Count(broken), []);
    });
    let text = Said("不平衡的库存行", "lines of the stock that do not balance");
    let off = facts
        .balance
        .lines
        .iter()
        .filter(|line| line.difference() != 0);
    let of: Vec<Standing> = off.map(|line| line.of).collect();
    let count = i64::try_from(of.len())?;
    let items = facts.standing(move |one| of.contains(&one));
    table.row(vec![said("unbalanced", text)], |row| {
        row.value(Value::Count(count), items);
    });
    Ok(Section {
        id: "exceptions",
        title: Said("异常", "Exceptions"),
        tables: vec![table.finish()],
    })
}

fn line(
    table: &mut Tabulating<'_>,
    id: &str,
    name: Said,
    items: impl Iterator<Item = i64> + Clone,
) {
    table.row(vec![said(id, name)], |row| {
        row.count(items);
    });
}
