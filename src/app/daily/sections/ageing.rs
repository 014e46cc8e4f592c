//! How long the stock has been in the house.

use super::NO;
use crate::app::daily::build::Build;
use crate::app::daily::facts::Facts;
use crate::app::daily::names::said;
use crate::domain::class::Class;
use crate::domain::daily::{Chart, Measure, Said, Section, Standing, Unit, Value};

const LEFT_OUT: Said = Said("已离开仓库的商品", "items that left the house");

const fn count(id: &'static str, name: Said, formula: Said) -> Measure {
    Measure {
        id,
        name,
        unit: Unit::Count,
        formula,
        denominator: NO,
        excluded: LEFT_OUT,
    }
}

static ITEMS: Measure = count(
    "items",
    Said("商品数", "items"),
    Said(
        "期末在库、库龄在该段内的商品数",
        "items in the house of that age at the end",
    ),
);
static SHARE: Measure = Measure {
    id: "share",
    name: Said("占比", "share"),
    unit: Unit::Share,
    formula: Said(
        "该段商品数 ÷ 在库商品数",
        "items of that age ÷ items in the house",
    ),
    denominator: Said("期末在库商品数", "items in the house at the end"),
    excluded: LEFT_OUT,
};
static UNGRADED: Measure = count(
    "ungraded",
    Said("未定级", "no class yet"),
    Said("其中还没有等级的", "those without a class"),
);
static PREMIUM: Measure = count(
    "premium",
    Said("优品", "premium"),
    Said("其中优品", "premium ones"),
);
static GOOD: Measure = count("good", Said("良品", "good"), Said("其中良品", "good ones"));
static SCRAP: Measure = count(
    "scrap",
    Said("废品", "scrap"),
    Said("其中废品", "scrap ones"),
);

static VALUED: Measure = count(
    "valued",
    Said("有报价", "with an offer"),
    Said(
        "其中有报价的商品数",
        "those for which something was offered",
    ),
);
static VALUE: Measure = Measure {
    id: "value",
    name: Said("报价金额", "offers"),
    unit: Unit::Fen,
    formula: Said(
        "最近一次有效检测的报价之和",
        "what the newest inspections that stand offered, in all",
    ),
    denominator: NO,
    excluded: Said(
        "未定级、没有报价或报价已删除的商品；已离开仓库的商品",
        "items without a class or an offer, or whose offer was erased; items that left the house",
    ),
};

/// Ages in whole days: word, name, and the last of them.
const AGES: [(&str, Said, i64); 8] = [
    ("0-1", Said("0–1 天", "0–1 days"), 1),
    ("2-3", Said("2–3 天", "2–3 days"), 3),
    ("4-7", Said("4–7 天", "4–7 days"), 7),
    ("8-14", Said("8–14 天", "8–14 days"), 14),
    ("15-30", Said("15–30 天", "15–30 days"), 30),
    ("31-60", Said("31–60 天", "31–60 days"), 60),
    ("61-90", Said("61–90 天", "61–90 days"), 90),
    ("over-90", Said("90 天以上", "over 90 days"), i64::MAX),
];

pub(super) fn section(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Section> {
    let heading = ("age", Said("库龄", "age"));
    let title = Said("按库龄", "By age");
    let measures = [
        &ITEMS, &SHARE, &UNGRADED, &PREMIUM, &GOOD, &SCRAP, &VALUED, &VALUE,
    ];
    let mut table = build.table("ageing", title, &[heading], &measures);
    table.chart(Chart::Bars(&["ungraded", "premium", "good", "scrap"]));
    let mut aged: Vec<Vec<i64>> = vec![Vec::new(); AGES.len()];
    for item in facts.standing(Standing::is_in_stock) {
        let days = (facts.span.until - facts.item(item).received_at) / 86_400;
        if let Some(place) = AGES.iter().position(|(_, _, last)| days <= *last) {
            aged[place].push(item);
        }
    }
    let whole = i64::try_from(aged.iter().map(Vec::len).sum::<usize>())?;
    for ((id, name, _), items) in AGES.into_iter().zip(&aged) {
        table.row(vec![said(id, name)], |row| {
            let all = items.iter().copied();
            row.count(all.clone());
            row.share(all.clone(), whole);
            let classes = [
                None,
                Some(Class::Premium),
                Some(Class::Good),
                Some(Class::Scrap),
            ];
            for class in classes {
                row.count(
                    all.clone()
                        .filter(move |item| facts.closed(*item).class() == class),
                );
            }
            let valued = all.filter(|item| facts.offer(*item).is_some());
            row.count(valued.clone());
            let value = valued.clone().filter_map(|item| facts.offer(item)).sum();
            row.value(Value::Fen(value), valued);
        });
    }
    Ok(Section {
        id: "ageing",
        title: Said("库龄", "Ageing"),
        tables: vec![table.finish()],
    })
}
