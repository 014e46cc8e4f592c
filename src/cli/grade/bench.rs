//! The inspector's questions: one list of all checks at their present answers, the verdict above
//! it.

use super::super::Session;
use super::super::prompt::Ask;
use super::super::quotation;
use crate::app::grade::bench::{self, Bench};
use crate::app::grade::{GradeReport, Mode};
use crate::app::{AppError, Ctx, interrupt};
use crate::domain::class::Class;
use crate::domain::lang::Lang;
use crate::domain::standard::model::{Check, Kind};
use crate::domain::standard::{Answer, Settled, Verdict, defect_words};

/// What the user chose from the list.
enum Chosen {
    Finish,
    Check(usize),
    Leave,
}

pub(super) fn inspect(
    session: &Session,
    ctx: &mut Ctx,
    mut bench: Bench,
    mode: Mode,
    ask: &dyn Ask,
) -> anyhow::Result<GradeReport> {
    let lang = session.lang();
    session.say(&head(&bench, lang));
    if bench.second.is_some() {
        let text = lang.pick("盲检复核：不显示首检结果", "second inspection, blind");
        session.say(text);
    }
    if let Some(at) = bench.resumed {
        let when = crate::app::time::local(at, ctx.settings.zone);
        let text = lang.pick(
            "继续 {} 开始的检测",
            "going on with the inspection begun at {}",
        );
        session.say(&text.replace("{}", &when));
    }
    if bench.in_force != bench.standard.version {
        let text = lang.pick(
            "现行版本是 {}：--renew 换用它",
            "version {} is in force: --renew moves to it",
        );
        session.say(&text.replace("{}", &bench.in_force.to_string()));
    }
    if bench.kept_from.is_some() {
        let text = lang.pick(
            "翻新后复检：只问工序所涉检测项，其余沿用上次检测",
            "after refurbishing: asked is what the work was to change, all else is kept",
        );
        session.say(text);
    }
    let mut place = 0;
    loop {
        let verdict = bench.verdict();
        match choose(&bench, &verdict, &mut place, ask, lang)? {
            Chosen::Leave => return Err(left(&bench).into()),
            Chosen::Finish if verdict.complete() || verdict.is_refused() => {
                return bench::finish(ctx, &bench, mode, lang);
            }
            Chosen::Finish => {
                let missing = bench::missing(&bench.standard, &verdict, lang);
                session.say(&format!(
                    "{}: {missing}",
                    lang.pick("还缺", "still missing")
                ));
            }
            Chosen::Check(index) => {
                if let Some(answer) = answer(ctx, &bench, index, ask, lang)? {
                    bench::answer(ctx, &mut bench, index, answer)?;
                    bench.resumed.get_or_insert(ctx.now());
                }
            }
        }
        if interrupt::asked() {
            return Err(left(&bench).into());
        }
    }
}

fn left(bench: &Bench) -> AppError {
    let kept = match bench.answered() {
        0 => "nothing was answered".to_owned(),
        count => format!("{count} answers are kept; the same command goes on with them"),
    };
    AppError::Interrupted { kept }
}

fn head(bench: &Bench, lang: Lang) -> String {
    let goods = [
        bench.item.brand.as_str(),
        &bench.item.model,
        &bench.item.spec,
    ]
    .join(" ");
    let standard = &bench.standard;
    let name = standard.name.get(lang);
    format!(
        "{} · {} · {name} {}",
        bench.code.grouped(),
        goods.trim(),
        standard.version
    )
}

/// The verdict so far; what is settled whatever else is found is said to be.
fn running(bench: &Bench, verdict: &Verdict, lang: Lang) -> String {
    let standard = &bench.standard;
    let class_name = |class: Option<Class>| match class {
        Some(class) => class.name(lang),
        None => lang.pick("拒收", "refused"),
    };
    let mut parts = vec![class_name(verdict.class()).to_owned()];
    if let Some(label) = standard.label(i64::from(verdict.points()), verdict.class()) {
        parts[0] += &format!(" {}", label.name.get(lang));
    }
    parts.push(format!(
        "{} {}",
        verdict.points(),
        lang.pick("分", "points")
    ));
    if verdict.refurbish_yuan() > 0 {
        let yuan = verdict.refurbish_yuan();
        parts.push(format!(
            "{} {yuan} {}",
            lang.pick("翻新", "refurbish"),
            lang.pick("元", "yuan")
        ));
    }
    if let Some(offer) = bench.quotation(verdict) {
        parts.push(quotation::offer_words(
            offer.offer_fen,
            offer.low_fen,
            offer.high_fen,
            lang,
        ));
    }
    let because = verdict.because_names(standard, lang);
    if !because.is_empty() {
        parts.push(format!(
            "{} {}",
            lang.pick("因", "because of"),
            because.join(lang.pick("、", ", "))
        ));
    }
    if let Some(settled) = bench.settled() {
        let class = match settled {
            Settled::Refused => class_name(None),
            Settled::Class(class) => class_name(Some(class)),
        };
        let text = lang.pick("已定为{}，可以结束", "already {}, whatever else is found");
        parts.push(text.replace("{}", class));
    }
    parts.join(" · ")
}

fn choose(
    bench: &Bench,
    verdict: &Verdict,
    place: &mut usize,
    ask: &dyn Ask,
    lang: Lang,
) -> anyhow::Result<Chosen> {
    let standard = &bench.standard;
    let skipped: Vec<&str> = verdict.skipped(standard).collect();
    let mut lines = vec![lang.pick("✔ 结束检测", "✔ finish").to_owned()];
    let mut chosen = vec![Chosen::Finish];
    for (index, check) in standard.checks.iter().enumerate() {
        if skipped.contains(&check.id.as_str()) {
            continue;
        }
        let mark = if bench.is_answered(index) { "•" } else { " " };
        let answer = shown(check, bench.answers.get(index), lang);
        let kept = match bench.is_kept(index) {
            true => lang.pick("（沿用）", " (kept)"),
            false => "",
        };
        lines.push(format!("{mark} {}: {answer}{kept}", check.name.get(lang)));
        chosen.push(Chosen::Check(index));
    }
    lines.push(
        lang.pick("✘ 离开，答案保留", "✘ leave, the answers are kept")
            .to_owned(),
    );
    chosen.push(Chosen::Leave);
    let question = running(bench, verdict, lang);
    let first = (*place).min(lines.len() - 1);
    match ask.choose(&question, &lines, first)? {
        None => Ok(Chosen::Leave),
        Some(line) => {
            *place = if line == 0 { 0 } else { line };
            Ok(chosen.swap_remove(line))
        }
    }
}

pub(super) fn shown(check: &Check, answer: &Answer, lang: Lang) -> String {
    match (answer, &check.kind) {
        (Answer::Bool(true), _) => lang.pick("是", "yes").to_owned(),
        (Answer::Bool(false), _) => lang.pick("否", "no").to_owned(),
        (Answer::Option(index), Kind::Enum { options }) => options
            .get(usize::from(*index))
            .map_or_else(String::new, |option| option.name.get(lang).to_owned()),
        (Answer::Photos(photos), _) => {
            format!("{} {}", photos.len(), lang.pick("张", "photos"))
        }
        (Answer::Defects(list), _) if list.is_empty() => lang.pick("无", "none").to_owned(),
        (Answer::Defects(list), Kind::Defects(defects)) => defect_words(defects, list, lang),
        (Answer::Open, _) => "—".to_owned(),
        _ => {
            let unit = unit(check);
            format!("{} {unit}", check.answer_text(answer))
                .trim()
                .to_owned()
        }
    }
}

pub(super) fn unit(check: &Check) -> String {
    match &check.kind {
        Kind::Number(measure) | Kind::Count(measure) => measure.unit.clone(),
        Kind::Bool { .. }
        | Kind::Enum { .. }
        | Kind::Defects(_)
        | Kind::Text
        | Kind::Photo { .. } => String::new(),
    }
}

/// Asks one check; none if the user leaves it as it is.
fn answer(
    ctx: &Ctx,
    bench: &Bench,
    index: usize,
    ask: &dyn Ask,
    lang: Lang,
) -> anyhow::Result<Option<Answer>> {
    let check = &bench.standard.checks[index];
    let now = bench.answers.get(index);
    let mut question = check.name.get(lang).to_owned();
    if let Some(how) = &check.how {
        question += &format!(" ({})", how.get(lang));
    }
    match &check.kind {
        Kind::Bool { .. } => {
            let choices = [
                lang.pick("是", "yes").to_owned(),
                lang.pick("否", "no").to_owned(),
            ];
            let first = usize::from(*now == Answer::Bool(false));
            Ok(ask
                .choose(&question, &choices, first)?
                .map(|line| Answer::Bool(line == 0)))
        }
        Kind::Enum { options } => {
            let choices: Vec<String> = options
                .iter()
                .map(|option| option.name.get(lang).to_owned())
                .collect();
            let first = match now {
                Answer::Option(index) => usize::from(*index),
                _ => 0,
            };
            let line = ask.choose(&question, &choices, first)?;
            Ok(line
                .and_then(|line| u8::try_from(line).ok())
                .map(Answer::Option))
        }
        Kind::Photo { .. } => {
            let prompt = lang.pick("照片文件，用 ; 分隔", "photo files, ; between them");
            let fits = |text: &str| {
                bench::answer_of_text(ctx, bench, index, text)
                    .map(|_| ())
                    .map_err(|error| format!("{error:#}"))
            };
            let text = ask.line(
                &format!("{question} [{prompt}]"),
                &check.answer_text(now),
                &fits,
            )?;
            Ok(Some(bench::answer_of_text(ctx, bench, index, &text)?))
        }
        Kind::Number(_) | Kind::Count(_) | Kind::Defects(_) | Kind::Text => {
            let prompt = format!("{question} [{}]", check.allowed(lang));
            let fits = |text: &str| {
                check
                    .answer_from_text(text)
                    .map(|_| ())
                    .map_err(|_| check.allowed(lang))
            };
            let text = ask.line(&prompt, &check.answer_text(now), &fits)?;
            Ok(Some(bench::answer_of_text(ctx, bench, index, &text)?))
        }
    }
}
