//! What came, by channel and by kind of goods, beside the four weeks before.

use super::group::grouped;
use super::{CHANNEL, KIND, NO, RECEIVED, received};
use crate::app::daily::build::Build;
use crate::app::daily::facts::{BASE_DAYS, Facts, ItemFact};
use crate::domain::daily::{Key, Measure, Said, Section, Table, Unit, Value};
use crate::domain::event::Kind;

static WITHDRAWN: Measure = Measure {
    id: "withdrawn",
    name: Said("撤销收货", "intake undone"),
    unit: Unit::Count,
    formula: Said(
        "期内收货、期末前撤销的商品数",
        "items taken in and undone by the end",
    ),
    denominator: NO,
    excluded: NO,
};
static SHARE: Measure = Measure {
    id: "share",
    name: Said("占比", "share"),
    unit: Unit::Share,
    formula: Said(
        "该行收货 ÷ 全部收货",
        "the row's items received ÷ all received",
    ),
    denominator: Said("期内收货的商品数", "items received during the span"),
    excluded: Said("其收货已撤销的商品", "items whose intake was undone"),
};
static USUAL: Measure = Measure {
    id: "usual",
    name: Said("前四周日均", "usual a day"),
    unit: Unit::Milli,
    formula: Said(
        "此前 28 天收货数 ÷ 28",
        "items received in the 28 days before ÷ 28",
    ),
    denominator: Said("28 天", "28 days"),
    excluded: Said("其收货已撤销的商品", "items whose intake was undone"),
};

pub(super) fn section(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Section> {
    let by_channel = by(
        facts,
        build,
        ("received-channel", CHANNEL),
        |item| u32::from(item.channel),
        |place| facts.channel_key(place),
    )?;
    let by_kind = by(
        facts,
        build,
        ("received-kind", KIND),
        |item| item.category,
        |category| facts.names.kind(category),
    )?;
    Ok(Section {
        id: "received",
        title: Said("收货", "Received"),
        tables: vec![total(facts, build), by_channel, by_kind],
    })
}

fn total(facts: &Facts<'_>, build: &mut Build) -> Table {
    let title = Said("合计", "In all");
    let mut table = build.table("received", title, &[], &[&RECEIVED, &WITHDRAWN]);
    table.row(Vec::new(), |row| {
        row.count(received(facts));
        let undone = facts.of_kind(Kind::Received).filter(|event| event.undone);
        row.count(undone.map(|event| event.item));
    });
    table.finish()
}

fn by(
    facts: &Facts<'_>,
    build: &mut Build,
    (id, heading): (&'static str, (&'static str, Said)),
    number: impl Fn(ItemFact) -> u32,
    key: impl Fn(u32) -> Key,
) -> anyhow::Result<Table> {
    let new = received(facts).map(|item| (item, true));
    let old = facts.received_before()?.map(|item| (item, false));
    let both = new.chain(old);
    let numbered = both.map(|(item, is_new)| (number(facts.item(item)), (item, is_new)));
    let rows = grouped(numbered, key);
    let whole = i64::try_from(received(facts).count())?;
    let days = i64::try_from(BASE_DAYS)?;
    let mut table = build.table(id, heading.1, &[heading], &[&RECEIVED, &SHARE, &USUAL]);
    for (key, items) in rows {
        let of = |wanted: bool| {
            let matching = items.iter().filter(move |(_, is_new)| *is_new == wanted);
            matching.map(|(item, _)| *item)
        };
        table.row(vec![key], |row| {
            row.count(of(true));
            row.share(of(true), whole);
            let usual = i64::try_from(of(false).count()).unwrap_or(i64::MAX) * 1000 / days;
            row.value(Value::Milli(usual), of(false));
        });
    }
    Ok(table.finish())
}
