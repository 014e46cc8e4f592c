//! The lines of a quotation in words.

use super::priced::{Age, AgeFrom};
use super::quote::line_ids;
use crate::domain::lang::Lang;
use crate::domain::standard::Standard;

/// What a line is for; the check or combo by its name where the standard has it.
pub fn line_name(id: &str, standard: Option<&Standard>, lang: Lang) -> String {
    let (zh, en) = match id {
        line_ids::BASE => ("基准价", "base"),
        line_ids::AGE => ("折旧", "age"),
        line_ids::CLASS => ("等级", "class"),
        line_ids::REFURBISH => ("翻新费用", "refurbishing"),
        line_ids::FLOOR => ("保底价", "floor"),
        _ => {
            let checks = standard.into_iter().flat_map(|standard| &standard.checks);
            let combos = standard.into_iter().flat_map(|standard| &standard.combos);
            let mut names = checks
                .map(|check| (&check.id, &check.name))
                .chain(combos.map(|combo| (&combo.id, &combo.name)));
            let found = names.find(|(known, _)| *known == id);
            return found.map_or(id, |(_, name)| name.get(lang)).to_owned();
        }
    };
    lang.pick(zh, en).to_owned()
}

/// What a line does: `86 %`, `75.4 %: 24 months old, the price is for 15`, or nothing where the
/// amount says all.
pub fn line_effect(id: &str, left_bp: Option<u32>, age: &Age, lang: Lang) -> String {
    let Some(left_bp) = left_bp else {
        return String::new();
    };
    let left = percents(left_bp);
    match id {
        line_ids::AGE => format!("{left}{}{}", lang.pick("：", ": "), age_words(age, lang)),
        _ => left,
    }
}

/// Basis points as percents, without zeros at the end.
fn percents(bp: u32) -> String {
    let (whole, rest) = (bp / 100, bp % 100);
    let decimals = match (rest / 10, rest % 10) {
        (0, 0) => String::new(),
        (tens, 0) => format!(".{tens}"),
        (tens, ones) => format!(".{tens}{ones}"),
    };
    format!("{whole}{decimals} %")
}

/// How old the item is and by what that was judged.
fn age_words(age: &Age, lang: Lang) -> String {
    match (age.from, age.months, age.priced_months) {
        (AgeFrom::Standard, ..) => lang
            .pick("已由检测项计入", "counted by the check itself")
            .to_owned(),
        (AgeFrom::Answer, Some(months), Some(priced)) => match lang {
            Lang::Zh => format!("使用 {months} 个月，基准价按 {priced} 个月"),
            Lang::En => format!("{months} months old, the base is for {priced}"),
        },
        (AgeFrom::Release, Some(months), Some(priced)) => match lang {
            Lang::Zh => format!("型号上市 {months} 个月，基准价按 {priced} 个月"),
            Lang::En => format!("the model is {months} months old, the base is for {priced}"),
        },
        (_, Some(months), _) => match lang {
            Lang::Zh => format!("使用 {months} 个月，基准价的使用月数不明"),
            Lang::En => format!("{months} months old, the base says no age"),
        },
        (_, None, _) => lang
            .pick("使用时间不明", "how old it is, is unknown")
            .to_owned(),
    }
}
