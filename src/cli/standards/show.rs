//! `regrade standards show`: a standard as an inspector reads it.

use std::sync::Arc;

use super::super::output::{Report, Table};
use crate::domain::class::Class;
use crate::domain::lang::Lang;
use crate::domain::standard::model::{Check, Kind, PhotoPolicy, Weight};
use crate::domain::standard::{Standard, answers_words, condition_words, describe, effect_words};

pub(super) struct Shown(pub(super) Arc<Standard>);

impl Report for Shown {
    fn text(&self, lang: Lang) -> String {
        let standard = &*self.0;
        let mut text = match lang {
            Lang::Zh => format!(
                "{} · {} · 第 {} 版，{} 起\n",
                standard.id, standard.name.zh, standard.version, standard.effective_from
            ),
            Lang::En => format!(
                "{} · {} · version {} from {} on\n",
                standard.id, standard.name.en, standard.version, standard.effective_from
            ),
        };
        text += &rule(standard, lang);
        text += lang.pick("检测项\n", "checks\n");
        for (place, check) in standard.checks.iter().enumerate() {
            text += &of_check(standard, place, check, lang);
        }
        text += &combos(standard, lang);
        text += &operations(standard, lang);
        text += &value(standard, lang);
        text += lang.pick("出处\n", "sources\n");
        for source in &standard.sources {
            text += &format!("  {source}\n");
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&describe(&self.0))
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(&describe(&self.0))?])
    }
}

fn rule(standard: &Standard, lang: Lang) -> String {
    let rule = &standard.rule;
    let (premium, good, pct) = (rule.premium_points, rule.good_points, rule.repair_max_pct);
    let mut text = match lang {
        Lang::Zh => format!(
            "定级\n  优品 {premium} 分起，良品 {good} 分起；翻新费用超过价值的 {pct} % 为废品\n"
        ),
        Lang::En => format!(
            "verdict\n  premium from {premium} points, good from {good}; scrap if refurbishing \
             costs more than {pct} % of the worth\n"
        ),
    };
    for (axis, floor) in &rule.axis_floor {
        let axis = axis.name(lang);
        text += &match lang {
            Lang::Zh => format!("  {axis} 低于 {floor} 分：最高良品\n"),
            Lang::En => format!("  {axis} under {floor} points: good at best\n"),
        };
    }
    for label in &standard.labels {
        let (from, name) = (label.from, label.name.get(lang));
        text += &match lang {
            Lang::Zh => format!("  {from} 分起：{name}\n"),
            Lang::En => format!("  from {from} points: {name}\n"),
        };
    }
    text
}

fn of_check(standard: &Standard, place: usize, check: &Check, lang: Lang) -> String {
    let key = check
        .key
        .map_or_else(String::new, |key| format!(" [{key}]"));
    let mut text = format!(
        "{:>3}{key} {} · {} ({}, {})\n",
        place + 1,
        check.id,
        check.name.get(lang),
        check.axis.name(lang),
        check.kind.name(lang)
    );
    let mut line = |words: &str| {
        if !words.is_empty() {
            text += &format!("      {words}\n");
        }
    };
    if let Some(how) = &check.how {
        line(how.get(lang));
    }
    if !check.when.is_empty() {
        let all: Vec<String> = check
            .when
            .iter()
            .map(|condition| condition_words(standard, condition, lang))
            .collect();
        line(&format!(
            "{} {}",
            lang.pick("前提", "asked if"),
            all.join("; ")
        ));
    }
    line(&taken(&check.kind, lang));
    line(&asked_for(check, lang));
    if let Some(pointer) = &check.diag {
        line(&format!(
            "{} {pointer}",
            lang.pick("诊断文件", "diagnostics file")
        ));
    }
    for words in answers_words(standard, check, lang) {
        let id = words.id.map_or_else(String::new, |id| format!("{id}: "));
        let effect = match words.effect.as_slice() {
            [] => String::new(),
            effect => format!(" → {}", effect.join(", ")),
        };
        line(&format!("- {id}{}{effect}", words.answer));
    }
    text
}

/// How an answer is measured or weighed.
fn taken(kind: &Kind, lang: Lang) -> String {
    let weights = |list: &[Weight]| {
        let word = |one: &Weight| match one.called(lang) {
            name if name == one.id => format!("{name} ×{}", one.weight),
            name => format!("{} {name} ×{}", one.id, one.weight),
        };
        list.iter().map(word).collect::<Vec<_>>().join(", ")
    };
    match kind {
        Kind::Number(measure) | Kind::Count(measure) => {
            let (least, greatest) = (measure.least, measure.greatest);
            let step = measure.step;
            let unit = match measure.unit.as_str() {
                "" => String::new(),
                unit => format!(" {unit}"),
            };
            match lang {
                Lang::Zh => format!("{least} 至 {greatest}{unit}，步长 {step}"),
                Lang::En => format!("{least} to {greatest}{unit} in steps of {step}"),
            }
        }
        Kind::Defects(defects) => {
            let (zones, types) = (weights(&defects.zones), weights(&defects.types));
            let cap = defects.cap;
            match lang {
                Lang::Zh => format!("位置 {zones}；种类 {types}；最多扣 {cap} 分"),
                Lang::En => format!("zones {zones}; types {types}; {cap} points at most"),
            }
        }
        Kind::Photo { min } => match lang {
            Lang::Zh => format!("至少 {min} 张"),
            Lang::En => format!("at least {min}"),
        },
        Kind::Bool { .. } | Kind::Enum { .. } | Kind::Text => String::new(),
    }
}

/// Photos and words that the check asks for.
fn asked_for(check: &Check, lang: Lang) -> String {
    let mut parts = Vec::new();
    match check.photo {
        PhotoPolicy::Never => {}
        PhotoPolicy::OnDefect => {
            parts.push(lang.pick("有缺陷须拍照", "photo of a defect").to_owned());
        }
        PhotoPolicy::Always => parts.push(lang.pick("须拍照", "photo always").to_owned()),
    }
    if !check.required_for.is_empty() {
        let classes: Vec<&str> = check
            .required_for
            .iter()
            .map(|class| class.name(lang))
            .collect();
        let for_ = lang.pick("必需于", "required for");
        parts.push(format!("{for_} {}", classes.join(", ")));
    }
    parts.join(lang.pick("；", "; "))
}

fn combos(standard: &Standard, lang: Lang) -> String {
    if standard.combos.is_empty() {
        return String::new();
    }
    let mut text = lang.pick("组合规则\n", "combinations\n").to_owned();
    for combo in &standard.combos {
        let effect = effect_words(standard, &combo.effect, lang).join(", ");
        let of: Vec<String> = combo
            .of
            .iter()
            .map(|condition| condition_words(standard, condition, lang))
            .collect();
        let (id, name, least) = (&combo.id, combo.name.get(lang), combo.at_least);
        text += &match lang {
            Lang::Zh => format!("  {id} · {name} → {effect}\n      以下至少 {least} 项："),
            Lang::En => format!("  {id} · {name} → {effect}\n      at least {least} of: "),
        };
        text += &of.join("; ");
        text.push('\n');
    }
    text
}

fn operations(standard: &Standard, lang: Lang) -> String {
    if standard.ops.is_empty() {
        return String::new();
    }
    let mut table = Table::new(match lang {
        Lang::Zh => ["翻新操作", "", "元", "分钟", "修好"],
        Lang::En => ["operations", "", "yuan", "minutes", "puts right"],
    });
    table.right(2);
    table.right(3);
    for op in &describe(standard).operations {
        table.row([
            format!("  {}", op.id),
            op.name.get(lang).to_owned(),
            op.cost_yuan.to_string(),
            op.minutes.to_string(),
            op.clears.join(", "),
        ]);
    }
    table.to_string()
}

fn value(standard: &Standard, lang: Lang) -> String {
    let value = &standard.value;
    let classes = Class::ALL.map(|class| format!("{} {} %", class.name(lang), value.pct(class)));
    let mut parts = vec![format!("{} {}", lang.pick("基准价", "base"), value.base)];
    parts.extend(classes);
    if value.minus_refurbish {
        let words = lang.pick("良品减翻新费用", "good goods less their refurbishing");
        parts.push(words.to_owned());
    }
    parts.push(format!(
        "{} {} %",
        lang.pick("至少", "at least"),
        value.floor_pct
    ));
    format!("{}\n  {}\n", lang.pick("估价", "value"), parts.join(", "))
}
