//! What inspections came to: the mix of classes by category, channel and inspector, beside the four
//! weeks before.

use super::group::grouped;
use super::{CHANNEL, KIND, NO};
use crate::app::daily::build::Build;
use crate::app::daily::facts::Facts;
use crate::app::daily::names;
use crate::domain::class::Class;
use crate::domain::daily::{Chart, Key, Measure, Said, Section, Table, Unit};
use crate::domain::event::Kind;

const UNDONE: Said = Said("期末前已撤销的检测", "inspections undone by the end");

static GRADED: Measure = Measure {
    id: "graded",
    name: Said("检测", "graded"),
    unit: Unit::Count,
    formula: Said(
        "期内给出等级的检测次数",
        "inspections of the span that gave a class",
    ),
    denominator: NO,
    excluded: UNDONE,
};
static UNDONE_COUNT: Measure = Measure {
    id: "undone",
    name: Said("其后撤销", "undone"),
    unit: Unit::Count,
    formula: Said(
        "期内给出等级、期末前撤销的检测",
        "inspections of the span undone by its end",
    ),
    denominator: NO,
    excluded: NO,
};
static ITEMS: Measure = Measure {
    id: "items",
    name: Said("商品数", "items"),
    unit: Unit::Count,
    formula: Said(
        "期内检测过的不同商品数",
        "different items graded during the span",
    ),
    denominator: NO,
    excluded: UNDONE,
};
static REFUSED: Measure = Measure {
    id: "refused",
    name: Said("拒收", "refused"),
    unit: Unit::Count,
    formula: Said(
        "期内拒收的检测次数",
        "inspections of the span that refused the item",
    ),
    denominator: NO,
    excluded: UNDONE,
};
static RECHECKED: Measure = Measure {
    id: "rechecked",
    name: Said("盲检复核", "rechecked"),
    unit: Unit::Count,
    formula: Said("期内盲检复核的次数", "blind second inspections of the span"),
    denominator: NO,
    excluded: UNDONE,
};

const fn share(id: &'static str, name: Said, formula: Said, denominator: Said) -> Measure {
    Measure {
        id,
        name,
        unit: Unit::Share,
        formula,
        denominator,
        excluded: UNDONE,
    }
}

const OF_SPAN: Said = Said("该行期内检测次数", "the row's inspections of the span");
const OF_BEFORE: Said = Said(
    "该行此前 28 天检测次数",
    "the row's inspections of the 28 days before",
);
static PREMIUM: Measure = share(
    "premium",
    Said("优品率", "premium"),
    Said("优品 ÷ 检测", "premium ÷ graded"),
    OF_SPAN,
);
static GOOD: Measure = share(
    "good",
    Said("良品率", "good"),
    Said("良品 ÷ 检测", "good ÷ graded"),
    OF_SPAN,
);
static SCRAP: Measure = share(
    "scrap",
    Said("废品率", "scrap"),
    Said("废品 ÷ 检测", "scrap ÷ graded"),
    OF_SPAN,
);
static BEFORE: Measure = Measure {
    id: "before",
    name: Said("前四周检测", "graded before"),
    unit: Unit::Count,
    formula: Said(
        "此前 28 天检测次数",
        "inspections of the 28 days before that gave a class",
    ),
    denominator: NO,
    excluded: UNDONE,
};
static PREMIUM_BEFORE: Measure = share(
    "premium-before",
    Said("前四周优品率", "premium before"),
    Said(
        "此前 28 天优品 ÷ 检测",
        "premium ÷ graded in the 28 days before",
    ),
    OF_BEFORE,
);
static GOOD_BEFORE: Measure = share(
    "good-before",
    Said("前四周良品率", "good before"),
    Said(
        "此前 28 天良品 ÷ 检测",
        "good ÷ graded in the 28 days before",
    ),
    OF_BEFORE,
);
static SCRAP_BEFORE: Measure = share(
    "scrap-before",
    Said("前四周废品率", "scrap before"),
    Said(
        "此前 28 天废品 ÷ 检测",
        "scrap ÷ graded in the 28 days before",
    ),
    OF_BEFORE,
);

const WAIT: Said = Said(
    "给出等级的时刻 − 收货时刻",
    "moment of grading − moment of intake",
);
const FIRST: Said = Said(
    "期内首次检测的商品",
    "items graded for the first time in the span",
);

const fn wait(id: &'static str, name: Said) -> Measure {
    Measure {
        id,
        name,
        unit: Unit::Hours,
        formula: WAIT,
        denominator: FIRST,
        excluded: UNDONE,
    }
}

static WAIT_MEDIAN: Measure = wait("wait-median", Said("待检时长中位数", "wait, median"));
static WAIT_P90: Measure = wait("wait-p90", Said("待检时长 P90", "wait, 90th percentile"));
static WAIT_MEAN: Measure = wait("wait-mean", Said("待检时长均值", "wait, mean"));

/// One inspection, of the span or of the weeks before.
#[derive(Debug, Clone, Copy)]
struct One {
    item: i64,
    class: Class,
    by: u32,
    is_now: bool,
}

pub(super) fn section(facts: &Facts<'_>, build: &mut Build) -> anyhow::Result<Section> {
    let all = inspections(facts);
    let numbered = |number: &dyn Fn(&One) -> u32, key: &dyn Fn(u32) -> Key| {
        grouped(all.iter().map(|one| (number(one), *one)), key)
    };
    let by_kind = numbered(&|one| facts.item(one.item).category, &|category| {
        facts.names.kind(category)
    });
    let by_channel = numbered(&|one| u32::from(facts.item(one.item).channel), &|place| {
        facts.channel_key(place)
    });
    let by_inspector = numbered(&|one| one.by, &|place| facts.person_key(place));
    let inspector = ("inspector", Said("检测员", "inspector"));
    let mix = ("mix-class", Said("等级构成", "Mix of classes"));
    Ok(Section {
        id: "graded",
        title: Said("检测", "Graded"),
        tables: vec![
            totals(facts, build),
            by_class(&all, build, mix),
            mixes(by_kind, build, "mix-kind", KIND),
            mixes(by_channel, build, "mix-channel", CHANNEL),
            mixes(by_inspector, build, "mix-inspector", inspector),
        ],
    })
}

fn inspections(facts: &Facts<'_>) -> Vec<One> {
    let now = facts.lasting(Kind::Graded).filter_map(|event| {
        Some(One {
            item: event.item,
            class: event.inspected.as_ref()?.class?,
            by: event.by,
            is_now: true,
        })
    });
    let before = facts.before.iter().map(|before| One {
        item: before.item,
        class: before.class,
        by: before.by,
        is_now: false,
    });
    now.chain(before).collect()
}

fn totals(facts: &Facts<'_>, build: &mut Build) -> Table {
    let title = Said("合计", "In all");
    let measures = [
        &GRADED,
        &UNDONE_COUNT,
        &ITEMS,
        &REFUSED,
        &RECHECKED,
        &WAIT_MEDIAN,
        &WAIT_P90,
        &WAIT_MEAN,
    ];
    let mut table = build.table("graded", title, &[], &measures);
    let graded = facts.lasting(Kind::Graded).map(|event| event.item);
    table.row(Vec::new(), |row| {
        row.count(graded.clone());
        let undone = facts.of_kind(Kind::Graded).filter(|event| event.undone);
        row.count(undone.map(|event| event.item));
        let mut items: Vec<i64> = graded.collect();
        items.sort_unstable();
        items.dedup();
        row.count(items.iter().copied());
        row.count(facts.lasting(Kind::Refused).map(|event| event.item));
        row.count(facts.lasting(Kind::Rechecked).map(|event| event.item));
        row.spread(&waits(facts));
    });
    table.finish()
}

/// How long each item waited that was graded for the first time.
fn waits(facts: &Facts<'_>) -> Vec<(i64, i64)> {
    // Its number within the item tells: the first thing that happens to an item after its intake.
    let first = facts.lasting(Kind::Graded).filter(|event| event.n == 1);
    first
        .map(|event| (event.item, event.at - facts.item(event.item).received_at))
        .collect()
}

fn by_class(all: &[One], build: &mut Build, (id, title): (&'static str, Said)) -> Table {
    static SHARE: Measure = share(
        "share",
        Said("占比", "share"),
        Said("该等级检测 ÷ 检测", "inspections of the class ÷ all graded"),
        Said("期内检测次数", "inspections of the span"),
    );
    static SHARE_BEFORE: Measure = share(
        "share-before",
        Said("前四周占比", "share before"),
        Said(
            "此前 28 天该等级检测 ÷ 检测",
            "of the class ÷ all graded in the 28 days before",
        ),
        Said("此前 28 天检测次数", "inspections of the 28 days before"),
    );
    let measures = [&GRADED, &SHARE, &BEFORE, &SHARE_BEFORE];
    let mut table = build.table(id, title, &[super::CLASS], &measures);
    table.chart(Chart::Bars(&["share", "share-before"]));
    let whole = |is_now| count(all.iter().filter(|one| one.is_now == is_now));
    for class in Class::ALL {
        let of = |is_now| {
            let of = all
                .iter()
                .filter(move |one| one.class == class && one.is_now == is_now);
            of.map(|one| one.item)
        };
        table.row(vec![names::class(Some(class))], |row| {
            row.count(of(true));
            row.share(of(true), whole(true));
            row.count(of(false));
            row.share(of(false), whole(false));
        });
    }
    table.finish()
}

fn mixes(
    rows: Vec<(Key, Vec<One>)>,
    build: &mut Build,
    id: &'static str,
    heading: (&'static str, Said),
) -> Table {
    let measures = [
        &GRADED,
        &PREMIUM,
        &GOOD,
        &SCRAP,
        &BEFORE,
        &PREMIUM_BEFORE,
        &GOOD_BEFORE,
        &SCRAP_BEFORE,
    ];
    let mut table = build.table(id, heading.1, &[heading], &measures);
    table.chart(Chart::Mix(&["premium", "good", "scrap"]));
    for (key, ones) in rows {
        // A row that nothing was graded for in the span tells nothing about it.
        if !ones.iter().any(|one| one.is_now) {
            continue;
        }
        table.row(vec![key], |row| {
            for is_now in [true, false] {
                let of = ones.iter().filter(move |one| one.is_now == is_now);
                let whole = row.count(of.clone().map(|one| one.item));
                for class in Class::ALL {
                    let of = of.clone().filter(move |one| one.class == class);
                    row.share(of.map(|one| one.item), whole);
                }
            }
        });
    }
    table.finish()
}

fn count<'o>(of: impl Iterator<Item = &'o One>) -> i64 {
    i64::try_from(of.count()).unwrap_or(i64::MAX)
}
