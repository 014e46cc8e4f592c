//! What was done in each hour, and by whom.

use std::collections::BTreeSet;

use chrono::Timelike as _;

use super::NO;
use super::group::grouped;
use crate::app::daily::build::Build;
use crate::app::daily::facts::{Event, Facts};
use crate::domain::class::Class;
use crate::domain::daily::{Chart, Key, Measure, Said, Section, Table, Unit, Value};
use crate::domain::event::Kind;

const UNDONE: Said = Said("期末前已撤销的", "what was undone by the end");

const fn each(id: &'static str, name: Said, formula: Said) -> Measure {
    Measure {
        id,
        name,
        unit: Unit::Count,
        formula,
        denominator: NO,
        excluded: UNDONE,
    }
}

static RECEIVED: Measure = each(
    "received",
    Said("收货", "received"),
    Said("该小时收货的商品数", "items taken in during the hour"),
);
static GRADED: Measure = each(
    "graded",
    Said("检测", "graded"),
    Said(
        "该小时给出等级的检测次数",
        "inspections of the hour that gave a class",
    ),
);
static REFUSED: Measure = each(
    "refused",
    Said("拒收", "refused"),
    Said(
        "该小时拒收的检测次数",
        "inspections of the hour that refused the item",
    ),
);
static INSPECTIONS: Measure = each(
    "inspections",
    Said("检测次数", "inspections"),
    Said(
        "期内检测次数，含拒收与复核",
        "inspections, refusals and second ones included",
    ),
);
static HOURS: Measure = each(
    "hours",
    Said("工作小时", "hours at work"),
    Said(
        "至少检测过一次的不同小时数",
        "different hours with an inspection in them",
    ),
);
static PER_HOUR: Measure = Measure {
    id: "per-hour",
    name: Said("每小时检测", "an hour"),
    unit: Unit::Milli,
    formula: Said("检测次数 ÷ 工作小时", "inspections ÷ hours at work"),
    denominator: Said("至少检测过一次的小时", "hours with an inspection in them"),
    excluded: UNDONE,
};
static PREMIUM: Measure = Measure {
    id: "premium",
    name: Said("优品率", "premium"),
    unit: Unit::Share,
    formula: Said(
        "优品 ÷ 给出等级的检测",
        "premium ÷ inspections that gave a class",
    ),
    denominator: Said("给出等级的首检", "first inspections that gave a class"),
    excluded: UNDONE,
};
static AGREED: Measure = Measure {
    id: "agreed",
    name: Said("复核一致率", "agreed"),
    unit: Unit::Share,
    formula: Said(
        "复核等级与首检相同 ÷ 被复核的首检",
        "second inspections with the same class ÷ first inspections that were repeated",
    ),
    denominator: Said(
        "期内被复核的本人首检",
        "the person's inspections repeated in the span",
    ),
    excluded: Said(
        "撤销的；复核时拒收的",
        "what was undone; refusals by the second",
    ),
};

pub(super) fn section(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Section> {
    Ok(Section {
        id: "throughput",
        title: Said("作业量", "Throughput"),
        tables: vec![hours(facts, build), people(facts, build)?],
    })
}

/// The hour that a moment belongs to, of those since 1970.
fn hour_of(facts: &Facts<'_>, event: &Event) -> i64 {
    let time = chrono::DateTime::from_timestamp(event.at, 0).unwrap_or_default();
    let local = time.with_timezone(&facts.span.zone).naive_local();
    local.and_utc().timestamp().div_euclid(3600)
}

fn hours(facts: &Facts<'_>, build: &mut Build) -> Table {
    let heading = ("hour", Said("小时", "hour"));
    let title = Said("按小时", "By the hour");
    let mut table = build.table("hours", title, &[heading], &[&RECEIVED, &GRADED, &REFUSED]);
    table.chart(Chart::Bars(&["received", "graded"]));
    for place in 0..24 {
        let hour = (i64::from(facts.span.starts_at.hour()) + place) % 24;
        let of = |kind| {
            let all = facts.lasting(kind);
            let of = all.filter(move |event| hour_of(facts, event).rem_euclid(24) == hour);
            of.map(|event| event.item)
        };
        table.row(vec![Key::plain(format!("{hour:02}"))], |row| {
            row.count(of(Kind::Received));
            row.count(of(Kind::Graded));
            row.count(of(Kind::Refused));
        });
    }
    table.finish()
}

fn people(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Table> {
    let heading = ("inspector", Said("检测员", "inspector"));
    let title = Said("按检测员", "By inspector");
    let measures = [&INSPECTIONS, &HOURS, &PER_HOUR, &PREMIUM, &AGREED];
    let inspections = facts.events.iter().filter(|event| {
        !event.undone && matches!(event.kind, Kind::Graded | Kind::Refused | Kind::Rechecked)
    });
    let doubles = facts.doubles()?;
    let rows = grouped(inspections.map(|event| (event.by, event)), |place| {
        facts.person_key(place)
    });
    let mut table = build.table("people", title, &[heading], &measures);
    for (key, events) in rows {
        let hours: BTreeSet<i64> = events.iter().map(|event| hour_of(facts, event)).collect();
        let hours = i64::try_from(hours.len())?;
        let person = key.id.clone();
        let own = doubles.iter().filter(|double| double.first_by == person);
        table.row(vec![key], |row| {
            let items = events.iter().map(|event| event.item);
            let count = row.count(items.clone());
            row.value(Value::Count(hours), items.clone());
            row.value(Value::Milli(count * 1000 / hours.max(1)), items);
            let graded = events.iter().filter(|event| event.kind == Kind::Graded);
            let whole = i64::try_from(graded.clone().count()).unwrap_or(i64::MAX);
            let premium = graded.filter(|event| {
                event.inspected.as_ref().and_then(|one| one.class) == Some(Class::Premium)
            });
            row.share(premium.map(|event| event.item), whole);
            let whole = i64::try_from(own.clone().count()).unwrap_or(i64::MAX);
            row.share(
                own.filter(|double| double.agrees).map(|double| double.item),
                whole,
            );
        });
    }
    Ok(table.finish())
}
