//! The tables of the file other than checks.

use super::super::model::MOST_OF_A_KIND;
use super::{CLASSES, Field, Keys, NAME, PCT, Section, Shape, check::COMBO, may, must};

/// The version of the file format that this program reads.
const FORMAT: i64 = 1;
/// The greatest amount of whole yuan in a standard.
const MOST_YUAN: i64 = 10_000_000;
/// A year of minutes is longer than any operation.
const MOST_MINUTES: i64 = 525_600;
/// How far a threshold may lie from zero.
const MOST_THRESHOLD: i64 = 1000;
/// How far a number in a case may lie from zero.
const MOST_IN_CASE: i64 = 1_000_000_000;

/// The file itself.
pub(in super::super) static FILE: Section = Section {
    name: "standard",
    parts: &[&RULES, &GOLDEN],
};

/// The part of a file that holds the golden cases alone.
pub(in super::super) static CASES: Section = Section {
    name: "cases",
    parts: &[&GOLDEN],
};

static RULES: [Field; 12] = [
    must(
        "format",
        Shape::Whole(FORMAT, FORMAT),
        "文件格式的版本",
        "Version of this format",
    ),
    must(
        "id",
        Shape::Id,
        "标准代号，与文件名一致",
        "The standard's id, as in the file's name",
    ),
    must(
        "version",
        Shape::Whole(1, 1_000_000),
        "每次修改加一",
        "Counts up with every change",
    ),
    must(
        "effective_from",
        Shape::Day,
        "从这一天起生效",
        "The day from which it holds",
    ),
    must("name", NAME, "标准的名称", "What staff call it"),
    may(
        "sources",
        Shape::Texts,
        "阈值的出处",
        "What its thresholds are taken from",
    ),
    must(
        "rule",
        Shape::Table(&RULE),
        "定级的阈值",
        "The thresholds of the verdict",
    ),
    must(
        "value",
        Shape::Table(&VALUE),
        "如何由等级得出价格",
        "How a verdict becomes a price",
    ),
    may(
        "label",
        Shape::List(&LABEL, 0, None),
        "成色，从最好的开始",
        "成色 by points, best first",
    ),
    may(
        "op",
        Shape::Map(Keys::Ids, &Shape::Table(&OP)),
        "翻新操作",
        "Refurbish operations",
    ),
    may(
        "check",
        Shape::Checks,
        "检测项，按询问的顺序",
        "What is asked, in order",
    ),
    may(
        "combo",
        Shape::List(&COMBO, 0, Some(MOST_OF_A_KIND)),
        "跨检测项的规则",
        "Rules across checks",
    ),
];

static GOLDEN: [Field; 1] = [may(
    "case",
    Shape::List(&CASE, 0, None),
    "约定了结果的样例",
    "Cases whose verdict is agreed on",
)];

static RULE: Section = Section {
    name: "rule",
    parts: &[&[
        must(
            "premium_points",
            Shape::Whole(-MOST_THRESHOLD, 100),
            "低于此分至多为良品",
            "Under these points good at best",
        ),
        must(
            "good_points",
            Shape::Whole(-MOST_THRESHOLD, 100),
            "低于此分为废品",
            "Under these points scrap",
        ),
        must(
            "repair_max_pct",
            Shape::Whole(0, 1000),
            "翻新费用超过价值的这个百分比为废品",
            "Scrap if refurbishing costs more percents of the worth",
        ),
        may(
            "axis_floor",
            Shape::Map(Keys::Axes, &Shape::Whole(-MOST_THRESHOLD, 100)),
            "单个方面低于此分至多为良品",
            "The points under which one axis alone makes good at best",
        ),
    ]],
};

static VALUE: Section = Section {
    name: "value",
    parts: &[&[
        must(
            "base",
            Shape::Text,
            "基准价的来源",
            "Where the base price comes from",
        ),
        must(
            "class_pct",
            Shape::Table(&CLASS_PCT),
            "各等级占基准价的百分比",
            "The share of the base by class",
        ),
        may(
            "minus_refurbish",
            Shape::Flag,
            "良品的价格是否减去翻新费用",
            "Whether a good item's refurbish cost comes off",
        ),
        may(
            "floor_pct",
            PCT,
            "至少占基准价的百分比",
            "The least share of the base",
        ),
    ]],
};

static CLASS_PCT: Section = Section {
    name: "class_pct",
    parts: &[&[
        must("premium", PCT, "优品", "Premium"),
        must("good", PCT, "良品", "Good"),
        must("scrap", PCT, "废品", "Scrap"),
    ]],
};

static LABEL: Section = Section {
    name: "label",
    parts: &[&[
        must("from", PCT, "从此分起", "The points from which it counts"),
        must("name", NAME, "买家看到的成色", "What buyers read"),
    ]],
};

static OP: Section = Section {
    name: "operation",
    parts: &[&[
        must("name", NAME, "操作的名称", "What staff call it"),
        must(
            "cost_yuan",
            Shape::Whole(0, MOST_YUAN),
            "费用，元",
            "What it costs",
        ),
        must(
            "minutes",
            Shape::Whole(0, MOST_MINUTES),
            "用时，分钟",
            "How long it takes",
        ),
        may(
            "clears",
            Shape::Texts,
            "修好哪些检测项",
            "The checks it puts right",
        ),
    ]],
};

static CASE: Section = Section {
    name: "case",
    parts: &[&[
        must("name", Shape::Text, "样例说明什么", "What it shows"),
        may(
            "given",
            Shape::Map(Keys::Ids, &Shape::Answer),
            "与完好不同的答案",
            "The answers that differ from all default",
        ),
        may(
            "worth_yuan",
            Shape::Whole(0, MOST_IN_CASE),
            "完好时的价值，元",
            "What the item is worth when whole",
        ),
        must(
            "want",
            Shape::Table(&WANT),
            "约定的结果",
            "The verdict that is agreed on",
        ),
    ]],
};

static WANT: Section = Section {
    name: "want",
    parts: &[&[
        may("refused", Shape::Flag, "是否拒收", "Whether it is refused"),
        may("class", Shape::Word(CLASSES), "等级", "The class"),
        may(
            "points",
            Shape::Whole(-MOST_IN_CASE, MOST_IN_CASE),
            "分数",
            "The points",
        ),
        may(
            "label",
            Shape::Text,
            "成色，中文或英文",
            "The 成色, in either language",
        ),
        may("ops", Shape::Texts, "翻新操作", "The operations, as a set"),
        may(
            "refurbish_yuan",
            Shape::Whole(-MOST_IN_CASE, MOST_IN_CASE),
            "翻新费用，元",
            "What they cost",
        ),
        may(
            "because",
            Shape::Texts,
            "决定等级的项目，按顺序",
            "What decided, in order",
        ),
        may(
            "skipped",
            Shape::Texts,
            "跳过的检测项，按顺序",
            "The skipped checks, in order",
        ),
    ]],
};
