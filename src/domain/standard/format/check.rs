//! Checks by their kind, and what an answer leads to.

use super::{
    super::model::{Axis, Better, Kind, MOST_OPTIONS, MOST_POINTS, PhotoPolicy},
    BOTH_LANGUAGES, CLASSES, Field, Keys, NAME, PCT, Section, Shape, may, must, words,
};

const AXES: &[&str] = words!(Axis);
const BETTER: &[&str] = words!(Better);
const PHOTO: &[&str] = words!(PhotoPolicy);

const CONDITIONS: Shape = Shape::Map(Keys::Ids, &Shape::Answers);
const WEIGHTS: Shape = Shape::Map(Keys::Ids, &Shape::Whole(0, MOST_POINTS));
const BANDS: Shape = Shape::List(&BAND, 0, Some(MOST_OPTIONS));

static CHECK: [Field; 11] = [
    must("id", Shape::Id, "记录里的代号", "The word in the record"),
    must(
        "axis",
        Shape::Word(AXES),
        "检查哪个方面",
        "The part of the condition",
    ),
    must(
        "kind",
        Shape::Word(Kind::WORDS),
        "如何回答",
        "How it is answered",
    ),
    must("name", NAME, "检测项的名称", "What staff call it"),
    may("how", NAME, "如何检测", "How to find out"),
    may("key", Shape::Key, "快捷键", "The hot key that jumps to it"),
    may(
        "when",
        CONDITIONS,
        "仅在前面的检测项如此回答时询问",
        "Asked only if earlier checks are answered so",
    ),
    may(
        "diag",
        Shape::Pointer,
        "诊断文件里的位置，JSON 指针",
        "Where a diagnostics file answers it, a JSON pointer",
    ),
    may(
        "photo",
        Shape::Word(PHOTO),
        "何时要求拍照",
        "When it asks for a photo",
    ),
    may(
        "required_for",
        Shape::Words(CLASSES),
        "缺少它就不完整的等级",
        "The classes that are not complete without it",
    ),
    may(
        "required",
        Shape::Flag,
        "每个等级都必须有",
        "Every class needs it",
    ),
];

static MEASURED: [Field; 4] = [
    may("unit", Shape::Text, "单位", "The unit that staff read"),
    must(
        "range",
        Shape::Range,
        "最小值与最大值",
        "The least and the greatest answer",
    ),
    may(
        "better",
        Shape::Word(BETTER),
        "哪一端更好",
        "Which answers are better",
    ),
    may(
        "default",
        Shape::Measure,
        "完好时的答案",
        "The answer of goods without a fault",
    ),
];

/// The fields of a check by its kind.
pub(in super::super) static CHECKS: [Section; 7] = [
    Section {
        name: "bool",
        parts: &[
            &CHECK,
            &[
                may(
                    "default",
                    Shape::True,
                    "完好时的答案",
                    "The answer of goods without a fault",
                ),
                may(
                    "no",
                    Shape::Table(&NO),
                    "“否”的后果",
                    "What \"no\" leads to",
                ),
            ],
        ],
    },
    Section {
        name: "enum",
        parts: &[
            &CHECK,
            &[
                must(
                    "option",
                    Shape::List(&OPTION, 2, Some(MOST_OPTIONS)),
                    "选项，从最好的开始",
                    "The options, best first",
                ),
                may("default", Shape::Text, "第一个选项", "The first option"),
            ],
        ],
    },
    Section {
        name: "number",
        parts: &[
            &CHECK,
            &MEASURED,
            &[
                must(
                    "step",
                    Shape::Measure,
                    "步长",
                    "Answers are whole steps from the least",
                ),
                may(
                    "band",
                    BANDS,
                    "区间，最后一个没有界限",
                    "Half-open bands, the last without a bound",
                ),
            ],
        ],
    },
    Section {
        name: "count",
        parts: &[
            &CHECK,
            &MEASURED,
            &[may(
                "band",
                BANDS,
                "区间，最后一个没有界限",
                "Half-open bands, the last without a bound",
            )],
        ],
    },
    Section {
        name: "defects",
        parts: &[
            &CHECK,
            &[
                must("unit", Shape::Word(&["mm"]), "单位", "The unit of sizes"),
                must(
                    "zone",
                    WEIGHTS,
                    "位置与权重",
                    "Where a defect can be, with its weight",
                ),
                must(
                    "type",
                    WEIGHTS,
                    "种类与权重",
                    "What it can be, with its weight",
                ),
                may(
                    "names",
                    Shape::Map(Keys::Ids, &NAME),
                    "位置与种类的名称",
                    "What staff call zones and types",
                ),
                must("band", BANDS, "按大小扣分", "Points by size"),
                must(
                    "cap",
                    Shape::Whole(1, MOST_POINTS),
                    "合计最多扣几分",
                    "The most points that all cost together",
                ),
                may(
                    "at",
                    Shape::List(&AT, 0, Some(MOST_OPTIONS)),
                    "合计达到某值的后果",
                    "What totals lead to, going up",
                ),
            ],
        ],
    },
    Section {
        name: "text",
        parts: &[&CHECK],
    },
    Section {
        name: "photo",
        parts: &[
            &CHECK,
            &[must(
                "min",
                Shape::Whole(1, 100),
                "至少几张",
                "How many it takes to be complete",
            )],
        ],
    },
];

/// The fields of a check of that kind.
pub(in super::super) fn of_kind(kind: &str) -> Option<&'static Section> {
    CHECKS.iter().find(|section| section.name == kind)
}
static EFFECT: [Field; 6] = [
    may(
        "refuse",
        Shape::Flag,
        "拒收并暂扣",
        "The item is held and has no class",
    ),
    may("knockout", Shape::Flag, "废品", "The item is scrap"),
    may(
        "ceiling",
        Shape::Word(&["good"]),
        "至多为良品",
        "The item is good at best",
    ),
    may("deduct", Shape::Whole(0, MOST_POINTS), "扣分", "Points off"),
    may(
        "fix",
        Shape::Id,
        "需要的翻新操作",
        "The operation it asks for",
    ),
    may(
        "value_pct",
        PCT,
        "剩余价值的百分比",
        "What is left of the value",
    ),
];

/// One option of an enum.
static OPTION: Section = Section {
    name: "option",
    parts: &[
        &[must(
            "id",
            Shape::Id,
            "记录里的代号",
            "The word in the record",
        )],
        &BOTH_LANGUAGES,
        &[may(
            "preset_for",
            Shape::Texts,
            "这些三级分类的商品预选此项",
            "Ids of categories whose items begin with this option",
        )],
        &EFFECT,
    ],
};

static BAND: Section = Section {
    name: "band",
    parts: &[
        &[
            may(
                "below",
                Shape::Measure,
                "区间止于此值以下",
                "The band holds what is under this",
            ),
            may(
                "from",
                Shape::Measure,
                "区间从此值起",
                "The band holds this and what is over it",
            ),
        ],
        &EFFECT,
    ],
};

static AT: Section = Section {
    name: "total",
    parts: &[
        &[must(
            "total",
            Shape::Whole(1, MOST_POINTS),
            "从此合计扣分起",
            "The total from which it counts",
        )],
        &EFFECT,
    ],
};

static NO: Section = Section {
    name: "no",
    parts: &[&EFFECT],
};

/// A rule across checks.
pub(super) static COMBO: Section = Section {
    name: "combo",
    parts: &[
        &[
            must("id", Shape::Id, "记录里的代号", "The word in the record"),
            must("name", NAME, "规则的名称", "What staff call it"),
            must(
                "at_least",
                Shape::Whole(1, 64),
                "至少符合几条",
                "How many of the conditions it takes",
            ),
            may(
                "of",
                CONDITIONS,
                "检测项与其答案",
                "Checks and the answers that count",
            ),
        ],
        &EFFECT,
    ],
};
