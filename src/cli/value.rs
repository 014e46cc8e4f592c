//! `regrade value CODE`.

use std::path::PathBuf;

use super::Session;
use super::list::Filters;
use super::output::{Report, Sheet, Table};
use super::quotation;
use crate::app::AppError;
use crate::app::list::selection;
use crate::app::quotation::QuotationReport;
use crate::app::value::{self, ChangedItem, Prices, ValueAllReport, ValueReport};
use crate::domain::class::Class;
use crate::domain::lang::Lang;
use crate::domain::money::Fen;
use crate::domain::stage::Stage;

/// What is offered for an item now, beside what was offered when it was inspected
///
/// Takes the answers of the newest inspection and works out the offer anew: by the price book in
/// force, at today's age. Writes nothing. With --all, what becomes of the offers of many items.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Trace code, serial, IMEI or pickup number
    #[arg(required_unless_present = "all")]
    code: Option<String>,
    /// Every graded item that the filters leave
    #[arg(long, conflicts_with = "code")]
    all: bool,
    /// A price book to take instead of the one in force, CSV or XLSX; - is standard input
    #[arg(long, value_name = "FILE")]
    book: Option<PathBuf>,
    #[command(flatten)]
    filters: Filters,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let catalogue = session.catalogue()?;
    let other = match &args.book {
        Some(path) => Some(value::other_book(&catalogue, path)?),
        None => None,
    };
    let ctx = session.open()?;
    let (settings, now) = (&ctx.settings, ctx.now());
    let prices = match &other {
        Some(book) => Prices::of(book, &catalogue, settings, now)?,
        None => Prices::open(&catalogue, settings, now)?,
    };
    let book = args.book.as_ref().map(|path| path.display().to_string());
    let Some(code) = &args.code else {
        let mut selection = selection(&catalogue, &args.filters.wanted(session, now)?)?;
        // What is gone is not offered for any more.
        selection.filter.stage.get_or_insert(Stage::Graded);
        let report = value::value_all(&ctx, &prices, book, &selection, session.lang())?;
        return Ok(Box::new(report));
    };
    if !args.filters.is_empty() {
        let text = "filters go with --all; without it, name one item".to_owned();
        return Err(AppError::Usage(text).into());
    }
    let report = value::value(&ctx, &prices, book, code, session.lang())?;
    Ok(Box::new(Valued {
        report,
        zone: settings.zone,
    }))
}

struct Valued {
    report: ValueReport,
    zone: chrono_tz::Tz,
}

impl Report for Valued {
    fn text(&self, lang: Lang) -> String {
        let report = &self.report;
        let at = match chrono::DateTime::parse_from_rfc3339(&report.inspected_at) {
            Ok(time) => crate::app::time::local(time.timestamp(), self.zone),
            Err(_) => report.inspected_at.clone(),
        };
        let was = class_name(report.class.as_deref(), lang);
        let is = class_name(report.class_now, lang);
        let inspected = lang.pick("检测于", "inspected");
        let mut text = format!("{} {was} · {inspected} {at}\n", report.code);
        if was != is {
            let words = lang.pick("  同样的答案现在是", "  the same answers are now");
            text += &format!("{words} {is}\n");
        }
        if report.inspected_version != i64::from(report.standard_version) {
            let (was, is) = (report.inspected_version, report.standard_version);
            text += &match lang {
                Lang::Zh => format!("  按标准第 {was} 版检测，按第 {is} 版估价\n"),
                Lang::En => format!("  inspected by version {was}, valued by version {is}\n"),
            };
        }
        if let Some(kept) = &report.kept {
            text += &side(lang.pick("原", "kept"), kept, lang);
        }
        text += &side(lang.pick("现", "now"), &report.now, lang);
        if report.kept.is_none() {
            // Without one beside it, the offer is told in full.
            text += &quotation::lines(&report.now);
            text += &quotation::undecided(&report.now, lang);
            return text;
        }
        text += &quotation::undecided(&report.now, lang);
        if let Some(fen) = report.difference_fen {
            text += &format!("  {}: {}\n", lang.pick("差额", "difference"), signed(fen));
        }
        text + &table(report, lang).to_string()
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.report)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(&self.report)?])
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.report.lines.iter().map(|line| {
            let fen = [line.kept_fen, line.now_fen, line.difference_fen];
            [line.id.clone(), line.name.clone()]
                .into_iter()
                .chain(fen.map(|fen| fen.to_string()))
                .collect()
        });
        Some(Sheet {
            header: vec!["id", "name", "kept_fen", "now_fen", "difference_fen"],
            rows: rows.collect(),
        })
    }
}

fn class_name(class: Option<&str>, lang: Lang) -> &'static str {
    match class.and_then(Class::parse) {
        Some(class) => class.name(lang),
        None => match lang {
            Lang::Zh => "拒收",
            Lang::En => "refused",
        },
    }
}

/// One of the two offers in one line.
fn side(name: &str, quotation: &QuotationReport, lang: Lang) -> String {
    let basis = quotation::basis_words(quotation, lang);
    match quotation::headline(quotation, lang) {
        Some(offer) => format!("  {name}: {offer}: {basis}\n"),
        None if quotation.basis.is_some() => {
            format!("  {name}: {}\n", lang.pick("无报价", "no offer"))
        }
        None => format!("  {name}: {basis}\n"),
    }
}

fn table(report: &ValueReport, lang: Lang) -> Table {
    let header = match lang {
        Lang::Zh => ["  原", "现", "差额", "项目"],
        Lang::En => ["  kept", "now", "difference", "line"],
    };
    let mut table = Table::new(header);
    for line in &report.lines {
        let words = format!("{} {}", line.name, line.effect);
        table.row([
            format!("  {}", Fen(line.kept_fen)),
            Fen(line.now_fen).to_string(),
            signed(line.difference_fen),
            words.trim_end().to_owned(),
        ]);
    }
    for column in 0..3 {
        table.right(column);
    }
    table
}

/// Most changed items that the text lists; every other format has all.
const MOST_LISTED: usize = 20;

impl Report for ValueAllReport {
    fn text(&self, lang: Lang) -> String {
        let Self {
            valued,
            same,
            unvalued,
            ..
        } = self;
        let (kept, now) = (Fen(self.kept_fen), Fen(self.now_fen));
        let (changed, difference) = (self.changed.len(), signed(self.difference_fen));
        let mut text = match lang {
            Lang::Zh => format!(
                "估价 {valued} 件：不变 {same}，变动 {changed}；未估价 {unvalued} 件\n\
                 报价合计 {kept} 元，现 {now} 元，差额 {difference}\n"
            ),
            Lang::En => format!(
                "{valued} items valued: {same} stay, {changed} change; {unvalued} not valued\n\
                 offers in all {kept} yuan, now {now} yuan: {difference}\n"
            ),
        };
        if changed > 0 {
            let header = match lang {
                Lang::Zh => ["  溯源码", "原", "现", "差额", "等级"],
                Lang::En => ["  code", "kept", "now", "difference", "class"],
            };
            let mut table = Table::new(header);
            for item in self.changed.iter().take(MOST_LISTED) {
                table.row(changed_row(item, lang));
            }
            (1..4).for_each(|column| table.right(column));
            text += &table.to_string();
        }
        if changed > MOST_LISTED {
            let more = (changed - MOST_LISTED).to_string();
            let words = lang.pick(
                "  另有 {} 件；--format csv 列出全部\n",
                "  and {} more; --format csv lists all of them\n",
            );
            text += &words.replace("{}", &more);
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.changed.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let fen = |fen: Option<i64>| fen.map(|fen| fen.to_string()).unwrap_or_default();
        let rows = self.changed.iter().map(|item| {
            vec![
                item.code.clone(),
                item.class.clone().unwrap_or_default(),
                item.class_now.unwrap_or_default().to_owned(),
                fen(item.kept_fen),
                fen(item.now_fen),
                fen(item.difference_fen),
            ]
        });
        Some(Sheet {
            header: vec![
                "code",
                "class",
                "class_now",
                "kept_fen",
                "now_fen",
                "difference_fen",
            ],
            rows: rows.collect(),
        })
    }
}

fn changed_row(item: &ChangedItem, lang: Lang) -> [String; 5] {
    let fen = |fen: Option<i64>| fen.map_or_else(|| "—".to_owned(), |fen| Fen(fen).to_string());
    let was = class_name(item.class.as_deref(), lang);
    let is = class_name(item.class_now, lang);
    let class = match was == is {
        true => was.to_owned(),
        false => format!("{was} → {is}"),
    };
    [
        format!("  {}", item.code),
        fen(item.kept_fen),
        fen(item.now_fen),
        item.difference_fen.map(signed).unwrap_or_default(),
        class,
    ]
}

/// An amount with its sign; nothing is nothing.
fn signed(fen: i64) -> String {
    match fen {
        0 => "0".to_owned(),
        fen if fen > 0 => format!("+{}", Fen(fen)),
        fen => Fen(fen).to_string(),
    }
}
