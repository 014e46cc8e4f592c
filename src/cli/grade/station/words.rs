//! What the station says, in both languages.

use super::form::Form;
use crate::app::AppError;
use crate::app::grade::before::Last;
use crate::app::grade::bench::Bench;
use crate::app::grade::diagnostics::Diagnosed;
use crate::cli::quotation;
use crate::domain::class::Class;
use crate::domain::lang::Lang;
use crate::domain::standard::model::{Check, Kind};
use crate::domain::standard::{Settled, Standard};

/// An error that the station can go on after.
pub(super) fn error(error: &anyhow::Error, lang: Lang) -> String {
    let Some(known) = error.downcast_ref::<AppError>() else {
        return format!("{error:#}");
    };
    if lang == Lang::En {
        return match known {
            AppError::SeveralItems { query, candidates } => {
                format!("`{query}` fits {} items; choose one", candidates.len())
            }
            _ => format!("{error:#}"),
        };
    }
    match known {
        AppError::NoSuchItem { query } => {
            format!("没有溯源码、序列号、IMEI 或取件单号为 {query} 的商品")
        }
        AppError::SeveralItems { query, candidates } => {
            format!("{query} 对应 {} 件商品，请选择", candidates.len())
        }
        AppError::Held { item, reason } => format!("{item} 已扣留：{reason}"),
        AppError::WrongStage { item, why, .. } => format!("{item} 不能检测：{why}"),
        AppError::NoStandardFile { item, standard } => {
            format!("{item} 应按标准 {standard} 检测，但没有该标准的文件")
        }
        AppError::DraftOfOtherVersion {
            item,
            old,
            new,
            asks,
        } => {
            format!("{item} 的草稿按 {old} 开始，现行 {new}，新增问题：{asks}")
        }
        _ => format!("{error:#}"),
    }
}

pub(super) fn inspected_before(bench: &Bench, last: &Last, when: &str, lang: Lang) -> String {
    let state = &bench.stand.state;
    let class = state.class.map_or("", |class| class.name(lang));
    let label = state.label.as_ref().map_or("", |label| label.get(lang));
    let result = [class, label].join(" ");
    let (code, by, result) = (bench.code.grouped(), &last.by, result.trim());
    match lang {
        Lang::Zh => format!("{code} 已由 {by} 于 {when} 检测：{result}"),
        Lang::En => format!("{code} was graded {when} by {by}: {result}"),
    }
}

pub(super) fn here_already(lang: Lang) -> String {
    lang.pick("正是台上这件", "this is the item on the bench")
        .to_owned()
}

pub(super) fn goes_on(lang: Lang) -> String {
    lang.pick(
        "继续未完成的检测",
        "going on with the unfinished inspection",
    )
    .to_owned()
}

pub(super) fn unfinished(lang: Lang) -> String {
    lang.pick(
        "本工位未完成的检测（上下键选择，Enter 继续）：",
        "Unfinished at this station (Up, Down, Enter to go on):",
    )
    .to_owned()
}

pub(super) fn no_such_key(c: char, lang: Lang) -> String {
    lang.pick("没有按键 {} 的检测项", "no check has the key {}")
        .replace("{}", &c.to_string())
}

pub(super) fn no_such_option(c: char, lang: Lang) -> String {
    lang.pick("没有选项 {}", "there is no option {}")
        .replace("{}", &c.to_string())
}

pub(super) fn no_photo_check(lang: Lang) -> String {
    lang.pick("此标准不要求照片", "this standard takes no photos")
        .to_owned()
}

pub(super) fn no_new_photo(lang: Lang) -> String {
    lang.pick(
        "照片文件夹中没有新照片",
        "the photo folder has no new photo",
    )
    .to_owned()
}

pub(super) fn no_photo_folder(lang: Lang) -> String {
    lang.pick(
        "未指定照片文件夹：--photos-from 或配置 photos_from",
        "no photo folder: say --photos-from, or photos_from in the config file",
    )
    .to_owned()
}

pub(super) fn no_diagnostics_folder(lang: Lang) -> String {
    lang.pick(
        "未指定诊断文件夹：--diagnostics 或配置 diagnostics",
        "no diagnostics folder: say --diagnostics, or diagnostics in the config file",
    )
    .to_owned()
}

pub(super) fn no_diagnostics(lang: Lang) -> String {
    lang.pick(
        "没有此商品的诊断文件",
        "there is no diagnostics file for this item",
    )
    .to_owned()
}

pub(super) fn attached(file: &str, count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("已附照片 {file}（共 {count} 张）"),
        Lang::En => format!("attached {file} ({count} now)"),
    }
}

pub(super) fn diagnosed(found: &Diagnosed, standard: &Standard, lang: Lang) -> String {
    let count = found.answers.len();
    let mut text = match lang {
        Lang::Zh => format!("诊断填写 {count} 项"),
        Lang::En => format!("diagnostics answered {count}"),
    };
    let told = found.unread.iter().map(|(index, said)| {
        let name = standard.checks[*index].name.get(lang);
        match said {
            None => name.to_owned(),
            Some(said) => format!("{name} ({said})"),
        }
    });
    let unread: Vec<String> = told.collect();
    if !unread.is_empty() {
        text += lang.pick("；未能读取：", "; not read: ");
        text += &unread.join(lang.pick("、", ", "));
    }
    text
}

pub(super) fn not_in_range(text: &str, check: &Check, lang: Lang) -> String {
    let range = range(check, lang);
    match lang {
        Lang::Zh => format!("{text} 不可用：{range}"),
        Lang::En => format!("{text} cannot be: {range}"),
    }
}

/// What a measured check takes.
pub(super) fn range(check: &Check, lang: Lang) -> String {
    let (Kind::Number(measure) | Kind::Count(measure)) = &check.kind else {
        return String::new();
    };
    let (least, greatest) = (&measure.least, &measure.greatest);
    let (unit, step) = (&measure.unit, &measure.step);
    let range = format!("{least}–{greatest} {unit}");
    format!(
        "{} {} {step}",
        range.trim(),
        lang.pick("步长", "in steps of")
    )
}

pub(super) fn finish_first(text: &str, lang: Lang) -> String {
    lang.pick("Enter 采用 {}，Esc 放弃", "Enter takes {}, Esc drops it")
        .replace("{}", text)
}

pub(super) fn bad_size(text: &str, lang: Lang) -> String {
    match text {
        "" => lang
            .pick("请输入尺寸", "type the size, then Enter")
            .to_owned(),
        _ => lang
            .pick("{} 不是可用的尺寸", "{} is no size that can be")
            .replace("{}", text),
    }
}

pub(super) fn nothing_found(text: &str, lang: Lang) -> String {
    lang.pick("没有名称含 {} 的检测项", "no check has {} in its name")
        .replace("{}", text)
}

pub(super) fn still_missing(missing: &str, lang: Lang) -> String {
    format!("{}{missing}", lang.pick("还缺：", "still missing: "))
}

pub(super) fn nothing_to_undo(lang: Lang) -> String {
    lang.pick("没有可撤销的", "there is nothing to undo")
        .to_owned()
}

pub(super) fn undone(check: &Check, lang: Lang) -> String {
    format!(
        "{}{}",
        lang.pick("已撤销：", "undone: "),
        check.name.get(lang)
    )
}

pub(super) fn class(class: Option<Class>, lang: Lang) -> &'static str {
    class.map_or(lang.pick("拒收", "refused"), |class| class.name(lang))
}

/// Class, label, points and what refurbishing takes.
pub(super) fn verdict(form: &Form) -> String {
    let (lang, verdict) = (form.lang, &form.verdict);
    let label = form
        .standard()
        .label(i64::from(verdict.points()), verdict.class());
    let label = label.map_or("", |label| label.name.get(lang));
    let class = format!("{} {label}", class(verdict.class(), lang));
    let (points, yuan) = (verdict.points(), verdict.refurbish_yuan());
    let minutes = verdict.minutes();
    match lang {
        Lang::Zh => format!(
            "{} | {points} 分 | 翻新 {yuan} 元 {minutes} 分钟",
            class.trim_end()
        ),
        Lang::En => format!(
            "{} | {points} points | refurbish {yuan} yuan, {minutes} min",
            class.trim_end()
        ),
    }
}

/// The offer with its band.
pub(super) fn offer(form: &Form) -> String {
    let lang = form.lang;
    match form.bench.quotation(&form.verdict) {
        Some(offer) => quotation::offer_words(offer.offer_fen, offer.low_fen, offer.high_fen, lang),
        None if form.verdict.is_refused() => lang.pick("不报价", "no offer").to_owned(),
        None => lang.pick("没有价格", "no price").to_owned(),
    }
}

/// What is certain already, or what decides so far.
pub(super) fn decided(form: &Form) -> Option<String> {
    let lang = form.lang;
    let names = form.verdict.because_names(form.standard(), lang);
    let because = match names.is_empty() {
        true => String::new(),
        false => format!(
            "{} {}",
            lang.pick("因", "because of"),
            names.join(lang.pick("、", ", "))
        ),
    };
    let settled = form.settled.map(|settled| {
        let settled = match settled {
            Settled::Refused => None,
            Settled::Class(class) => Some(class),
        };
        lang.pick("已是{}，Enter 结束", "already {}, Enter to finish")
            .replace("{}", class(settled, lang))
    });
    match (settled, because.is_empty()) {
        (Some(settled), true) => Some(settled),
        (Some(settled), false) => Some(format!("{settled} | {because}")),
        (None, false) => Some(because),
        (None, true) => None,
    }
}
