//! The last four weeks, day by day.

use super::NO;
use crate::app::daily::build::Build;
use crate::app::daily::facts::{BASE_DAYS, Facts};
use crate::domain::class::Class;
use crate::domain::daily::{Chart, Key, Measure, Said, Section, Unit};
use crate::domain::event::Kind;

static RECEIVED: Measure = Measure {
    id: "received",
    name: Said("收货", "received"),
    unit: Unit::Count,
    formula: Said("当日收货的商品数", "items taken in on the day"),
    denominator: NO,
    excluded: Said(
        "期末前撤销收货的商品",
        "items whose intake was undone by the end",
    ),
};
static GRADED: Measure = Measure {
    id: "graded",
    name: Said("检测", "graded"),
    unit: Unit::Count,
    formula: Said(
        "当日给出等级的检测次数",
        "inspections of the day that gave a class",
    ),
    denominator: NO,
    excluded: UNDONE,
};
static PREMIUM: Measure = Measure {
    id: "premium",
    name: Said("优品率", "premium"),
    unit: Unit::Share,
    formula: Said(
        "当日优品 ÷ 当日检测",
        "premium of the day ÷ graded on the day",
    ),
    denominator: Said(
        "当日给出等级的检测次数",
        "inspections of the day that gave a class",
    ),
    excluded: UNDONE,
};
const UNDONE: Said = Said(
    "撤销的检测：此前各日按本期开始时，本期各日按期末",
    "inspections undone: by the start of the span for days before it, by its end for its own",
);

pub(super) fn section(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Section> {
    let heading = ("day", Said("日期", "day"));
    let title = Said("近 28 天", "Last 28 days");
    let mut table = build.table("trend", title, &[heading], &[&RECEIVED, &GRADED, &PREMIUM]);
    table.chart(Chart::Lines(&["received", "graded"]));
    let days = facts.span.days(&facts.ctx.settings, BASE_DAYS)?;
    let place = |at: i64| {
        days.partition_point(|(_, begins)| *begins <= at)
            .checked_sub(1)
    };
    let mut received = vec![Vec::new(); days.len()];
    let came = super::received(facts).chain(facts.received_before()?);
    for item in came {
        if let Some(place) = place(facts.item(item).received_at) {
            received[place].push(item);
        }
    }
    let mut graded = vec![Vec::new(); days.len()];
    let now = facts
        .lasting(Kind::Graded)
        .filter_map(|event| Some((event.at, event.item, event.inspected.as_ref()?.class?)));
    let before = facts.before.iter().map(|one| (one.at, one.item, one.class));
    for (at, item, class) in before.chain(now) {
        if let Some(place) = place(at) {
            graded[place].push((item, class));
        }
    }
    for ((day, _), (received, graded)) in days.iter().zip(received.iter().zip(&graded)) {
        table.row(vec![Key::plain(day.to_string())], |row| {
            row.count(received.iter().copied());
            let whole = row.count(graded.iter().map(|(item, _)| *item));
            let premium = graded.iter().filter(|(_, class)| *class == Class::Premium);
            row.share(premium.map(|(item, _)| *item), whole);
        });
    }
    Ok(Section {
        id: "trend",
        title: Said("走势", "Trend"),
        tables: vec![table.finish()],
    })
}
