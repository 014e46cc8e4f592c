//! The parts of the form's page: the list of checks, the check that is asked, summary and help.

use ratatui::style::{Color, Modifier, Style};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::super::form::{Entry, Form};
use super::super::words;
use super::{Page, bold};
use crate::app::grade::bench;
use crate::cli::grade::bench::{shown, unit};
use crate::domain::lang::Lang;
use crate::domain::standard::model::{Check, Choice, Defects, Effect, Kind, Weight};
use crate::domain::standard::{Answer, Answers, defect_words, effect_words};

/// A text in exactly `width` columns: cut, or filled up with blanks.
pub(super) fn fit(text: &str, width: usize) -> String {
    let mut used = text.width();
    let mut line = text.to_owned();
    if used > width {
        line = cut(text, width.saturating_sub(2)).to_owned() + "..";
        used = line.width();
        if used > width {
            line = cut(text, width).to_owned();
            used = line.width();
        }
    }
    line + &" ".repeat(width - used)
}

/// The beginning of a text that takes no more than `width` columns.
fn cut(text: &str, width: usize) -> &str {
    let mut used = 0;
    for (place, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > width {
            return &text[..place];
        }
    }
    text
}

/// A text in lines of at most `width` columns, broken at blanks where there are any.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut rest = text.trim_end();
    let mut lines = Vec::new();
    while rest.width() > width && width > 1 {
        let line = cut(rest, width);
        let end = line
            .rfind(' ')
            .filter(|end| *end * 2 > line.len())
            .unwrap_or(line.len());
        lines.push(rest[..end].to_owned());
        rest = rest[end..].trim_start();
    }
    lines.push(rest.to_owned());
    lines
}

/// The list of checks, scrolled so that the chosen one shows.
pub(super) fn checks(form: &Form, page: &mut Page<'_>, top: usize, height: usize, width: usize) {
    let lang = form.lang;
    let asked = form.asked();
    let place = asked
        .iter()
        .position(|index| *index == form.cursor)
        .unwrap_or(0);
    let first = (place + 1)
        .saturating_sub(height.saturating_sub(1))
        .min(asked.len().saturating_sub(height));
    let names = asked
        .iter()
        .map(|index| form.standard().checks[*index].name.get(lang).width());
    let name_width = names.max().unwrap_or(0).min(width / 2);
    let standard = form.standard();
    let (missing, open) = (form.verdict.missing(standard), form.verdict.open(standard));
    let missing: Vec<&str> = missing.chain(open).collect();
    for (row, index) in asked.iter().enumerate().skip(first).take(height) {
        let check = &form.standard().checks[*index];
        let is_chosen = *index == form.cursor;
        let cursor = if is_chosen { ">" } else { " " };
        let is_missing = missing.contains(&check.id.as_str());
        let mark = match form.bench.is_answered(*index) {
            _ if is_missing => "!",
            true => "*",
            false if form.bench.is_kept(*index) => "=",
            false => " ",
        };
        let more = match row - first {
            0 if first > 0 => "^",
            line if line + 1 == height && row + 1 < asked.len() => "v",
            _ => " ",
        };
        let name = fit(check.name.get(lang), name_width);
        let text = format!(
            "{cursor}{mark}{} {name}  {}",
            form.keys[*index],
            answer(form, *index)
        );
        let mut style = if is_chosen {
            bold().add_modifier(Modifier::REVERSED)
        } else {
            Style::new()
        };
        if form.bench.is_answered(*index) && !is_chosen {
            style = page.colour(bold(), Color::Yellow);
        }
        page.put(0, top + row - first, width - 1, &text, style);
        page.put(
            width - 1,
            top + row - first,
            2,
            &format!("{more}|"),
            Style::new(),
        );
    }
    for row in asked.len().min(height)..height {
        page.put(width, top + row, 1, "|", Style::new());
    }
}

fn answer(form: &Form, index: usize) -> String {
    let check = &form.standard().checks[index];
    let answer = form.bench.answers.get(index);
    match (&check.kind, answer) {
        (Kind::Photo { min }, _) => format!("{}/{min}", form.photos(index).len()),
        (Kind::Text, Answer::Open) => "-".to_owned(),
        (Kind::Defects(_), Answer::Defects(list)) if list.len() > 1 => {
            let all = shown(check, answer, form.lang);
            format!("{}: {all}", list.len())
        }
        _ => shown(check, answer, form.lang),
    }
}

/// The chosen check: how to find out, and which digit says what.
pub(super) fn asked(form: &Form, page: &mut Page<'_>, top: usize, height: usize, left: usize) {
    let (lang, check) = (form.lang, form.check());
    let width = page.width().saturating_sub(left + 1);
    let mut rows: Vec<(String, Style)> = Vec::new();
    let mut say = |text: &str, style: Style| {
        rows.extend(wrapped(text, width).into_iter().map(|line| (line, style)));
    };
    say(check.name.get(lang), bold());
    if let Some(how) = &check.how {
        say(how.get(lang), Style::new());
    }
    say("", Style::new());
    for (text, is_now) in choices(form, check) {
        let mark = if is_now { "*" } else { " " };
        say(
            &format!("{mark}{text}"),
            if is_now { bold() } else { Style::new() },
        );
    }
    for (row, (text, style)) in rows.iter().enumerate().take(height) {
        page.put(left + 1, top + row, width, text, *style);
    }
}

/// What may be typed, each with whether it is the present answer.
fn choices(form: &Form, check: &Check) -> Vec<(String, bool)> {
    let lang = form.lang;
    let now = form.bench.answers.get(form.cursor);
    let leads = |effect: &Effect| {
        let words = effect_words(form.standard(), effect, lang).join(", ");
        if words.is_empty() {
            words
        } else {
            format!(" ({words})")
        }
    };
    match &check.kind {
        Kind::Bool { no } => vec![
            (
                format!("1 {}", lang.pick("是", "yes")),
                *now == Answer::Bool(true),
            ),
            (
                format!("2 {}{}", lang.pick("否", "no"), leads(no)),
                *now == Answer::Bool(false),
            ),
        ],
        Kind::Enum { options } => {
            let option = |(place, option): (usize, &Choice)| {
                let digit = match place {
                    0..=8 => (place + 1).to_string(),
                    9 => "0".to_owned(),
                    _ => "-".to_owned(),
                };
                let is_now = *now == Answer::Option(place as u8);
                (
                    format!("{digit} {}{}", option.name.get(lang), leads(&option.effect)),
                    is_now,
                )
            };
            options.iter().enumerate().map(option).collect()
        }
        Kind::Number(_) | Kind::Count(_) => vec![
            (format!("{} {}", check.answer_text(now), unit(check)), true),
            (words::range(check, lang), false),
            (
                lang.pick("输入数字，然后 Enter", "type it, then Enter")
                    .to_owned(),
                false,
            ),
        ],
        Kind::Defects(defects) => defect_choices(form, defects),
        Kind::Text => vec![
            (check.answer_text(now), true),
            (
                line(
                    lang,
                    "空格键开始输入，Enter 结束",
                    "Space to write, Enter to end",
                ),
                false,
            ),
        ],
        Kind::Photo { min } => vec![
            (format!("{}/{min}", form.photos(form.cursor).len()), true),
            (
                line(lang, "F2 附上最新照片", "F2 attaches the newest photo"),
                false,
            ),
        ],
    }
}

fn line(lang: Lang, zh: &str, en: &str) -> String {
    lang.pick(zh, en).to_owned()
}

fn defect_choices(form: &Form, defects: &Defects) -> Vec<(String, bool)> {
    let lang = form.lang;
    let numbered = |list: &[Weight]| {
        let lines = list.iter().enumerate();
        let lines =
            lines.map(|(place, one)| (format!("{} {}", place + 1, one.called(lang)), false));
        lines.collect::<Vec<_>>()
    };
    match &form.entry {
        Entry::Type { .. } => return numbered(&defects.types),
        Entry::Size { zone, kind, .. } => {
            let zone = defects.zones[usize::from(*zone)].called(lang);
            let kind = defects.types[usize::from(*kind)].called(lang);
            return vec![(format!("{zone} {kind}"), false)];
        }
        _ => {}
    }
    let mut lines = match form.bench.answers.get(form.cursor) {
        Answer::Defects(list) => {
            let one = |defect| defect_words(defects, std::slice::from_ref(defect), lang);
            list.iter().map(|defect| (one(defect), true)).collect()
        }
        _ => Vec::new(),
    };
    lines.extend(numbered(&defects.zones));
    lines.push((line(lang, "0 一处也没有", "0 none at all"), false));
    lines
}

/// What is about to be saved, and what it lacks.
pub(super) fn summary(form: &Form, page: &mut Page<'_>, top: usize, height: usize) {
    let (lang, standard) = (form.lang, form.standard());
    let best = Answers::best_for(standard, form.bench.item.category);
    let mut rows: Vec<(String, Style)> = Vec::new();
    let warn = page.colour(bold(), Color::Red);
    rows.push((
        lang.pick("保存这次检测？", "Save this inspection?")
            .to_owned(),
        bold(),
    ));
    if !form.is_complete() {
        let missing = bench::missing(standard, &form.verdict, lang);
        rows.push((format!("! {}", words::still_missing(&missing, lang)), warn));
    }
    let photos: Vec<&str> = form.verdict.photos_wanted(standard).collect();
    if !photos.is_empty() {
        let names = named(form, |id| photos.contains(&id));
        rows.push((
            format!("  {}{names}", lang.pick("请拍照：", "photos wanted of: ")),
            Style::new(),
        ));
    }
    let unmeasured = form.unmeasured();
    if !unmeasured.is_empty() {
        let names: Vec<&str> = unmeasured
            .iter()
            .map(|index| standard.checks[*index].name.get(lang))
            .collect();
        let text = lang.pick("未测量，按最好计：", "not measured, taken at the best: ");
        rows.push((format!("  {text}{}", names.join(", ")), Style::new()));
    }
    let asked = form.asked();
    let differs = |index: &&usize| form.bench.answers.get(**index) != best.get(**index);
    for index in asked.iter().filter(differs) {
        let name = standard.checks[*index].name.get(lang);
        rows.push((format!("* {name}: {}", answer(form, *index)), Style::new()));
    }
    if !form.is_touched() {
        rows.push((
            line(lang, "  全部最好", "  everything at its best"),
            Style::new(),
        ));
    }
    let width = page.width().saturating_sub(2);
    let mut y = top;
    for (text, style) in rows {
        for text in wrapped(&text, width) {
            if y < top + height {
                page.put(1, y, width, &text, style);
            }
            y += 1;
        }
    }
}

fn named(form: &Form, is_meant: impl Fn(&str) -> bool) -> String {
    let meant = form
        .standard()
        .checks
        .iter()
        .filter(|check| is_meant(&check.id));
    let names: Vec<&str> = meant.map(|check| check.name.get(form.lang)).collect();
    names.join(", ")
}

/// Which key does what.
pub(super) fn help(lang: Lang, page: &mut Page<'_>, top: usize, height: usize) {
    let keys = [
        (
            "a-z",
            "检测项自己的键：选中；是/否直接切换",
            "a check's own key: chooses it; yes/no turns over",
        ),
        (
            "1-9 0",
            "选项；数值：数字后 Enter",
            "the option; of a measure, the number and Enter",
        ),
        (
            "1 2 30",
            "缺陷：部位、类型、尺寸后 Enter；0 清空",
            "defects: where, what, size and Enter; 0 for none",
        ),
        (
            "< >",
            "左右键：前一个或后一个选项",
            "left, right: the option before or after",
        ),
        (
            "Space",
            "与选中项自己的键相同",
            "as the own key of the chosen check",
        ),
        ("/", "按名称查找检测项", "finds a check by its name"),
        (
            "F2",
            "附上照片文件夹中最新的照片",
            "attaches the newest photo of the photo folder",
        ),
        ("F5", "读取诊断文件", "reads the diagnostics file"),
        (
            "Backspace",
            "撤销，不限次数（也可 Ctrl-Z）",
            "undoes, as often as you like (or Ctrl-Z)",
        ),
        ("Ctrl-R", "全部恢复为最好", "everything back to its best"),
        (
            "Enter",
            "结束：先看摘要，再 Enter 保存",
            "finish: the summary; Enter again saves",
        ),
        (
            "Esc",
            "放下，草稿保留",
            "puts the item aside; the draft stays",
        ),
        ("Ctrl-Q", "结束工作，草稿保留", "ends the day; drafts stay"),
    ];
    for (row, (key, zh, en)) in keys.into_iter().enumerate().take(height) {
        page.line(
            top + row,
            &format!("  {}{}", fit(key, 12), lang.pick(zh, en)),
            Style::new(),
        );
    }
    let scan = lang.pick(
        "  任何时候都可以扫下一件：答案已存为草稿。",
        "  A scan opens the next item at any time: the answers are kept as a draft.",
    );
    if keys.len() + 1 < height {
        page.line(top + keys.len() + 1, scan, Style::new());
    }
}
