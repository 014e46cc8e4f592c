//! What another version of a standard changes, in words.
//!
//! Each part of a standard is put into facts, a label and a text each; two versions differ where
//! their facts do. So nothing that can be said of a part can change without being told.

use serde::Serialize;

use super::{
    Standard,
    model::{Case, Check, Combo, Kind, Label, Measure, Op, Want, Weight},
    verdict::bits,
    words::{answers_words, condition_words, default_words, effect_words},
};
use crate::domain::{
    class::Class,
    lang::{Lang, Text},
};

/// What became of a part of a standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It was not there before
    Added,
    /// It is no longer there
    Removed,
    /// It says something else
    Changed,
}

/// A part of a standard in which two versions differ; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// standard, rule, value, label, operation, check, combo or case
    pub part: &'static str,
    /// Which of them, where there are several
    pub id: Option<String>,
    /// What became of it
    pub change: Change,
    /// What it says where it was added, what changed where it changed
    pub what: Vec<String>,
}

/// What can be said of a part: label and text.
type Facts = Vec<(String, String)>;

/// What `new` changes in `old`, part by part.
pub fn differences(old: &Standard, new: &Standard, lang: Lang) -> Vec<Difference> {
    let mut found = Vec::new();
    let single = |part, of: &dyn Fn(&Standard, Lang) -> Facts| {
        let what = changed(&of(old, lang), &of(new, lang), lang);
        (!what.is_empty()).then_some(Difference {
            part,
            id: None,
            change: Change::Changed,
            what,
        })
    };
    found.extend(single("standard", &of_standard));
    found.extend(single("rule", &of_rule));
    found.extend(single("value", &of_value));
    let several = [
        ("label", parts(old, lang, labels), parts(new, lang, labels)),
        ("operation", parts(old, lang, ops), parts(new, lang, ops)),
        ("check", parts(old, lang, checks), parts(new, lang, checks)),
        ("combo", parts(old, lang, combos), parts(new, lang, combos)),
        ("case", parts(old, lang, cases), parts(new, lang, cases)),
    ];
    for (part, old, new) in several {
        compare(part, &old, &new, lang, &mut found);
    }
    found
}

/// Each part of a kind by its id.
type Parts = Vec<(String, Facts)>;

fn parts(standard: &Standard, lang: Lang, of: fn(&Standard, Lang) -> Parts) -> Parts {
    of(standard, lang)
}

fn compare(
    part: &'static str,
    old: &[(String, Facts)],
    new: &[(String, Facts)],
    lang: Lang,
    found: &mut Vec<Difference>,
) {
    let get =
        |list: &'_ [(String, Facts)], id: &str| list.iter().position(|(known, _)| known == id);
    let mut add = |id: &str, change, what| {
        found.push(Difference {
            part,
            id: Some(id.to_owned()),
            change,
            what,
        });
    };
    for (id, _) in old.iter().filter(|(id, _)| get(new, id).is_none()) {
        add(id, Change::Removed, Vec::new());
    }
    let mut reached = 0;
    for (id, facts) in new {
        let Some(place) = get(old, id) else {
            let what = facts.iter().map(|(label, text)| said(label, text));
            add(id, Change::Added, what.collect());
            continue;
        };
        let mut what = changed(&old[place].1, facts, lang);
        // Order counts: `because` and the questions follow it.
        if place < reached {
            what.push(lang.pick("顺序后移", "stands later than before").to_owned());
        }
        reached = reached.max(place);
        if !what.is_empty() {
            add(id, Change::Changed, what);
        }
    }
}

fn said(label: &str, text: &str) -> String {
    match label {
        "" => text.to_owned(),
        label => format!("{label}: {text}"),
    }
}

/// Each fact that is another one now.
fn changed(old: &Facts, new: &Facts, lang: Lang) -> Vec<String> {
    let get = |facts: &'_ Facts, label: &str| {
        let found = facts.iter().find(|(known, _)| known == label);
        found.map(|(_, text)| text.clone())
    };
    let gone = old.iter().filter(|(label, _)| get(new, label).is_none());
    let gone = gone.map(|(label, text)| said(label, &format!("{text} → —")));
    let other = new.iter().filter_map(|(label, text)| {
        let before = get(old, label).unwrap_or_else(|| "—".to_owned());
        (before != *text).then(|| said(label, &format!("{before} → {text}")))
    });
    let mut told: Vec<String> = other.chain(gone).collect();
    let common = |facts: &Facts, others: &Facts| -> Vec<String> {
        let labels = facts.iter().map(|(label, _)| label.clone());
        labels
            .filter(|label| get(others, label).is_some())
            .collect()
    };
    let (before, after) = (common(old, new), common(new, old));
    if before != after {
        let order = lang.pick("顺序", "order");
        told.push(format!(
            "{order}: {} → {}",
            before.join(", "),
            after.join(", ")
        ));
    }
    told
}

/// Gathers facts; what says nothing is none.
struct Gathered(Facts);

impl Gathered {
    fn add(&mut self, label: &str, text: impl ToString) -> &mut Self {
        let text = text.to_string();
        if !text.is_empty() {
            self.0.push((label.to_owned(), text));
        }
        self
    }

    /// A text in both languages, since either may change alone.
    fn add_both(&mut self, label: &str, text: &Text, lang: Lang) -> &mut Self {
        let (other, name) = match lang {
            Lang::Zh => (Lang::En, "英文"),
            Lang::En => (Lang::Zh, "Chinese"),
        };
        self.add(label, text.get(lang));
        self.add(&format!("{label} ({name})"), text.get(other))
    }
}

fn of_standard(standard: &Standard, lang: Lang) -> Facts {
    let mut facts = Gathered(Vec::new());
    facts
        .add_both(lang.pick("名称", "name"), &standard.name, lang)
        .add(lang.pick("生效", "effective from"), standard.effective_from)
        .add(lang.pick("出处", "sources"), standard.sources.join("; "));
    facts.0
}

fn of_rule(standard: &Standard, lang: Lang) -> Facts {
    let rule = &standard.rule;
    let mut facts = Gathered(Vec::new());
    facts
        .add("premium_points", rule.premium_points)
        .add("good_points", rule.good_points)
        .add("repair_max_pct", rule.repair_max_pct);
    for (axis, floor) in &rule.axis_floor {
        let label = format!("{} {}", lang.pick("下限", "floor"), axis.name(lang));
        facts.add(&label, floor);
    }
    facts.0
}

fn of_value(standard: &Standard, lang: Lang) -> Facts {
    let value = &standard.value;
    let mut facts = Gathered(Vec::new());
    facts.add("base", &value.base);
    for class in Class::ALL {
        facts.add(class.name(lang), format!("{} %", value.pct(class)));
    }
    facts
        .add("minus_refurbish", value.minus_refurbish)
        .add("floor_pct", value.floor_pct);
    facts.0
}

fn labels(standard: &Standard, lang: Lang) -> Parts {
    let one = |label: &Label| {
        let mut facts = Gathered(Vec::new());
        facts.add(lang.pick("从", "from"), label.from).add_both(
            lang.pick("名称", "name"),
            &label.name,
            lang,
        );
        (label.name.get(lang).to_owned(), facts.0)
    };
    standard.labels.iter().map(one).collect()
}

fn ops(standard: &Standard, lang: Lang) -> Parts {
    let one = |op: &Op| {
        let clears = bits(op.clears).map(|index| standard.checks[index].id.as_str());
        let clears: Vec<&str> = clears.collect();
        let mut facts = Gathered(Vec::new());
        facts
            .add_both(lang.pick("名称", "name"), &op.name, lang)
            .add(lang.pick("费用（元）", "cost in yuan"), op.cost_yuan)
            .add(lang.pick("用时（分钟）", "minutes"), op.minutes)
            .add(lang.pick("修好", "puts right"), clears.join(", "));
        (op.id.clone(), facts.0)
    };
    standard.ops.iter().map(one).collect()
}

fn checks(standard: &Standard, lang: Lang) -> Parts {
    let one = |check: &Check| (check.id.clone(), of_check(standard, check, lang));
    standard.checks.iter().map(one).collect()
}

fn of_check(standard: &Standard, check: &Check, lang: Lang) -> Facts {
    let mut facts = Gathered(Vec::new());
    let when: Vec<String> = check
        .when
        .iter()
        .map(|condition| condition_words(standard, condition, lang))
        .collect();
    let required: Vec<&str> = check
        .required_for
        .iter()
        .map(|class| class.name(lang))
        .collect();
    facts
        .add_both(lang.pick("名称", "name"), &check.name, lang)
        .add(lang.pick("方面", "axis"), check.axis.name(lang))
        .add(lang.pick("类型", "kind"), check.kind.name(lang))
        .add(
            lang.pick("快捷键", "key"),
            check.key.map_or_else(String::new, String::from),
        )
        .add_both(
            lang.pick("方法", "how"),
            check.how.as_ref().unwrap_or(&Text::default()),
            lang,
        )
        .add(lang.pick("前提", "asked if"), when.join("; "))
        .add(lang.pick("默认", "default"), default_words(check, lang))
        .add(
            lang.pick("诊断", "diag"),
            check.diag.as_deref().unwrap_or(""),
        )
        .add(lang.pick("拍照", "photo"), check.photo.as_str())
        .add(lang.pick("必需于", "required for"), required.join(", "));
    match &check.kind {
        Kind::Number(measure) | Kind::Count(measure) => of_measure(measure, lang, &mut facts),
        Kind::Defects(defects) => {
            of_weights(lang.pick("位置", "zone"), &defects.zones, lang, &mut facts);
            of_weights(lang.pick("种类", "type"), &defects.types, lang, &mut facts);
            facts.add(lang.pick("封顶", "cap"), defects.cap);
        }
        Kind::Photo { min } => {
            facts.add(lang.pick("至少", "at least"), min);
        }
        Kind::Bool { .. } | Kind::Enum { .. } | Kind::Text => {}
    }
    for words in answers_words(standard, check, lang) {
        let effect = match words.effect.as_slice() {
            [] => lang.pick("无后果", "nothing").to_owned(),
            effect => effect.join(", "),
        };
        let (label, text) = match words.id {
            Some(id) if matches!(check.kind, Kind::Enum { .. }) => {
                (format!("`{id}`"), format!("{}: {effect}", words.answer))
            }
            _ => (words.answer, effect),
        };
        facts.add(&label, text);
    }
    if let Kind::Enum { options } = &check.kind {
        for option in options {
            facts.add_both(
                &format!("{} `{}`", lang.pick("选项", "option"), option.id),
                &option.name,
                lang,
            );
        }
    }
    facts.0
}

fn of_measure(measure: &Measure, lang: Lang, facts: &mut Gathered) {
    facts
        .add(lang.pick("单位", "unit"), &measure.unit)
        .add(
            lang.pick("范围", "range"),
            format!("{} … {}", measure.least, measure.greatest),
        )
        .add(lang.pick("步长", "step"), measure.step)
        .add(lang.pick("较好", "better"), measure.better.as_str());
}

fn of_weights(what: &str, weights: &[Weight], lang: Lang, facts: &mut Gathered) {
    for Weight { id, weight, name } in weights {
        let label = format!("{what} `{id}`");
        facts.add(&label, format!("× {weight}"));
        if let Some(name) = name {
            let label = format!("{label} {}", lang.pick("名称", "name"));
            facts.add_both(&label, name, lang);
        }
    }
}

fn combos(standard: &Standard, lang: Lang) -> Parts {
    let one = |combo: &Combo| {
        let of: Vec<String> = combo
            .of
            .iter()
            .map(|condition| condition_words(standard, condition, lang))
            .collect();
        let mut facts = Gathered(Vec::new());
        facts
            .add_both(lang.pick("名称", "name"), &combo.name, lang)
            .add(lang.pick("至少", "at least"), combo.at_least)
            .add(lang.pick("条件", "of"), of.join("; "))
            .add(
                lang.pick("后果", "effect"),
                effect_words(standard, &combo.effect, lang).join(", "),
            );
        (combo.id.clone(), facts.0)
    };
    standard.combos.iter().map(one).collect()
}

fn cases(standard: &Standard, lang: Lang) -> Parts {
    let one = |case: &Case| {
        let mut facts = Gathered(Vec::new());
        for (index, answer) in &case.given {
            let check = &standard.checks[*index];
            facts.add(&check.id, check.answer_text(answer));
        }
        let worth = case.worth_yuan.map(|yuan| yuan.to_string());
        facts.add(
            lang.pick("价值（元）", "worth in yuan"),
            worth.unwrap_or_default(),
        );
        of_want(&case.want, lang, &mut facts);
        (case.name.clone(), facts.0)
    };
    standard.cases().iter().map(one).collect()
}

fn of_want(want: &Want, lang: Lang, facts: &mut Gathered) {
    let prefix = lang.pick("应得", "wanted");
    let mut add = |name: &str, text: Option<String>| {
        if let Some(text) = text {
            facts.add(&format!("{prefix} {name}"), text);
        }
    };
    let list = |ids: &Option<Vec<String>>| ids.as_ref().map(|ids| format!("[{}]", ids.join(", ")));
    add("refused", want.refused.map(|refused| refused.to_string()));
    add("class", want.class.map(|class| class.name(lang).to_owned()));
    add("points", want.points.map(|points| points.to_string()));
    add("label", want.label.clone());
    add("ops", list(&want.ops));
    add(
        "refurbish_yuan",
        want.refurbish_yuan.map(|yuan| yuan.to_string()),
    );
    add("because", list(&want.because));
    add("skipped", list(&want.skipped));
}
