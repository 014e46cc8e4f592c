//! Whether pickups came when the channel had promised them, by channel and by city.

use super::group::grouped;
use super::{CHANNEL, NO, received};
use crate::app::daily::build::Build;
use crate::app::daily::facts::{Facts, ItemFact};
use crate::domain::daily::{Key, Measure, Said, Section, Table, Unit};

const UNKNOWN: Said = Said(
    "取件时刻未知的商品；其收货已撤销的商品",
    "items whose pickup time is unknown or whose intake was undone",
);

static KNOWN: Measure = Measure {
    id: "known",
    name: Said("已知取件", "pickups known"),
    unit: Unit::Count,
    formula: Said(
        "期内收货、取件时刻已知的商品数",
        "items received with a known pickup time",
    ),
    denominator: NO,
    excluded: UNKNOWN,
};
static KEPT: Measure = Measure {
    id: "kept",
    name: Said("守约", "kept"),
    unit: Unit::Count,
    formula: Said(
        "在承诺日或之前取件的商品数",
        "picked up on the promised day or before",
    ),
    denominator: NO,
    excluded: UNKNOWN,
};
static MISSED: Measure = Measure {
    id: "missed",
    name: Said("逾期", "missed"),
    unit: Unit::Count,
    formula: Said(
        "在承诺日之后取件的商品数",
        "picked up after the promised day",
    ),
    denominator: NO,
    excluded: UNKNOWN,
};
static HIT_RATE: Measure = Measure {
    id: "hit-rate",
    name: Said("守约率", "hit rate"),
    unit: Unit::Share,
    formula: Said("守约 ÷ 已知取件", "kept ÷ pickups known"),
    denominator: Said(
        "期内收货、取件时刻已知的商品",
        "items received with a known pickup time",
    ),
    excluded: UNKNOWN,
};

pub(super) fn section(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Section> {
    let city = ("city", Said("城市", "city"));
    let all = ("promise", Said("合计", "In all"));
    let by_channel = ("promise-channel", Said("按渠道", "By channel"));
    let by_city = ("promise-city", Said("按城市", "By city"));
    let channels = by(
        facts,
        |item| u32::from(item.channel),
        |place| facts.channel_key(place),
    );
    let cities = by(facts, |item| item.city, |code| facts.names.city(code));
    let whole = vec![(Vec::new(), known(facts).collect())];
    Ok(Section {
        id: "promise",
        title: Said("取件承诺", "Pickup promise"),
        tables: vec![
            table(facts, build, all, None, whole),
            table(facts, build, by_channel, Some(CHANNEL), channels),
            table(facts, build, by_city, Some(city), cities),
        ],
    })
}

type Rows = Vec<(Vec<Key>, Vec<i64>)>;

fn known<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = i64> + Clone + 'f {
    received(facts).filter(|item| facts.promises.contains_key(item))
}

fn by(facts: &Facts<'_>, number: impl Fn(ItemFact) -> u32, key: impl Fn(u32) -> Key) -> Rows {
    let numbered = known(facts).map(|item| (number(facts.item(item)), item));
    let rows = grouped(numbered, key).into_iter();
    rows.map(|(key, items)| (vec![key], items)).collect()
}

fn table(
    facts: &Facts<'_>,
    build: &mut Build,
    (id, title): (&'static str, Said),
    heading: Option<(&'static str, Said)>,
    rows: Rows,
) -> Table {
    let headings: Vec<_> = heading.into_iter().collect();
    let mut table = build.table(id, title, &headings, &[&KNOWN, &KEPT, &MISSED, &HIT_RATE]);
    for (keys, items) in rows {
        let of = |kept| {
            let all = items.iter().copied();
            all.filter(move |item| facts.promises.get(item) == Some(&kept))
        };
        table.row(keys, |row| {
            let whole = row.count(items.iter().copied());
            row.count(of(true));
            row.count(of(false));
            row.share(of(true), whole);
        });
    }
    table.finish()
}
