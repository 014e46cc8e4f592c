//! What a standard says, in words: effects, answers, conditions.

use super::{
    Standard,
    answer::{Answer, Defect},
    dense::choices,
    model::{Band, Bound, Check, Condition, Defects, Effect, Kind, Measure, Weight},
    verdict::bits,
};
use crate::domain::{class::Class, lang::Lang};

/// An answer to a check and what it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerWords {
    /// How it is typed, where it is one of a few.
    pub id: Option<String>,
    /// What staff read.
    pub answer: String,
    /// What it leads to, one entry each; none where it leads to nothing.
    pub effect: Vec<String>,
}

/// What an effect does, one entry each.
pub fn effect_words(standard: &Standard, effect: &Effect, lang: Lang) -> Vec<String> {
    let mut words = Vec::new();
    if effect.refuse {
        words.push(lang.pick("拒收, 暂扣", "refused, held").to_owned());
    }
    if effect.knockout {
        words.push(Class::Scrap.name(lang).to_owned());
    }
    if effect.ceiling {
        words.push(lang.pick("最高良品", "good at best").to_owned());
    }
    if effect.deduct > 0 {
        words.push(format!("-{}", effect.deduct));
    }
    if let Some(op) = effect.fix {
        words.push(standard.ops[op].name.get(lang).to_owned());
    }
    if let Some(pct) = effect.value_pct {
        words.push(format!("{} {pct}%", lang.pick("价值", "value")));
    }
    words
}

/// The answer that a choice stands for.
pub(super) fn choice_words(kind: &Kind, choice: usize, lang: Lang) -> String {
    match kind {
        Kind::Bool { .. } => {
            let words = [lang.pick("是", "yes"), lang.pick("否", "no")];
            words[choice.min(1)].to_owned()
        }
        Kind::Enum { options } => options[choice].name.get(lang).to_owned(),
        Kind::Number(measure) | Kind::Count(measure) => band_words(measure, choice),
        Kind::Defects(_) | Kind::Text | Kind::Photo { .. } => String::new(),
    }
}

/// The stretch that a band covers: `1 ≤ … < 2 mm`.
fn band_words(measure: &Measure, choice: usize) -> String {
    let bound = |band: Option<&Band>| match band.map(|band| band.bound) {
        Some(Bound::Below(bound) | Bound::From(bound)) => Some(bound),
        Some(Bound::Open) | None => None,
    };
    let (this, before) = (bound(measure.bands.get(choice)), choice.checked_sub(1));
    let before = before.and_then(|before| bound(measure.bands.get(before)));
    let is_falling = measure.better == super::model::Better::High;
    let (from, below) = if is_falling {
        (this, before)
    } else {
        (before, this)
    };
    let unit = measure.unit.as_str();
    let words = match (from, below) {
        (Some(from), Some(below)) => format!("{from} ≤ … < {below} {unit}"),
        (Some(from), None) => format!("≥ {from} {unit}"),
        (None, Some(below)) => format!("< {below} {unit}"),
        (None, None) => String::new(),
    };
    words.trim_end().to_owned()
}

/// The answers that a check has an effect for, in order; sizes of defects among them.
pub fn answers_words(standard: &Standard, check: &Check, lang: Lang) -> Vec<AnswerWords> {
    if let Kind::Defects(defects) = &check.kind {
        return defects_words(standard, defects, lang);
    }
    if matches!(check.kind, Kind::Text | Kind::Photo { .. }) {
        return Vec::new();
    }
    let id = |choice: usize| match &check.kind {
        Kind::Bool { .. } => Some((choice == 0).to_string()),
        Kind::Enum { options } => Some(options[choice].id.clone()),
        _ => None,
    };
    let words = |(choice, effect): (usize, &&Effect)| AnswerWords {
        id: id(choice),
        answer: choice_words(&check.kind, choice, lang),
        effect: effect_words(standard, effect, lang),
    };
    let all = choices(&check.kind);
    all.iter().enumerate().map(words).collect()
}

fn defects_words(standard: &Standard, defects: &Defects, lang: Lang) -> Vec<AnswerWords> {
    let sizes = Measure {
        unit: "mm".to_owned(),
        bands: defects.bands.clone(),
        ..Measure::default()
    };
    let of_size = |(place, band): (usize, &Band)| AnswerWords {
        id: None,
        answer: band_words(&sizes, place),
        effect: match lang {
            Lang::Zh => vec![format!("-{} × 位置 × 种类", band.effect.deduct)],
            Lang::En => vec![format!("-{} × zone × type", band.effect.deduct)],
        },
    };
    let of_total = |at: &super::model::AtTotal| AnswerWords {
        id: None,
        answer: format!("{} ≥ {}", lang.pick("合计", "total"), at.total),
        effect: effect_words(standard, &at.effect, lang),
    };
    let by_size = defects.bands.iter().enumerate().map(of_size);
    by_size.chain(defects.at.iter().map(of_total)).collect()
}

/// Defects as staff read them: where, what, how large.
pub fn defect_words(defects: &Defects, found: &[Defect], lang: Lang) -> String {
    let called = |list: &[Weight], index: u8| {
        let one = list.get(usize::from(index));
        one.map_or_else(String::new, |one| one.called(lang).to_owned())
    };
    let words = |defect: &Defect| {
        let (zone, kind) = (
            called(&defects.zones, defect.zone),
            called(&defects.types, defect.kind),
        );
        format!("{zone} {kind} {} mm", defect.size)
    };
    let all: Vec<String> = found.iter().map(words).collect();
    all.join(lang.pick("；", "; "))
}

/// What a check's being asked, or a combo, hangs on: `Powers on: yes`.
pub fn condition_words(standard: &Standard, condition: &Condition, lang: Lang) -> String {
    let check = &standard.checks[condition.check];
    let most = choices(&check.kind).len();
    let answers = bits(condition.answers).filter(|choice| *choice < most);
    let answers: Vec<String> = answers
        .map(|choice| choice_words(&check.kind, choice, lang))
        .collect();
    let or = lang.pick("或", " or ");
    format!("{}: {}", check.name.get(lang), answers.join(or))
}

/// A check's default as staff read it; nothing where there is no such thing.
pub(super) fn default_words(check: &Check, lang: Lang) -> String {
    match (&check.default, &check.kind) {
        (Answer::Bool(_), _) => choice_words(&check.kind, 0, lang),
        (Answer::Option(choice), _) => choice_words(&check.kind, usize::from(*choice), lang),
        (Answer::Number(_) | Answer::Count(_), Kind::Number(measure) | Kind::Count(measure)) => {
            let words = format!("{} {}", check.answer_text(&check.default), measure.unit);
            words.trim_end().to_owned()
        }
        _ => String::new(),
    }
}
