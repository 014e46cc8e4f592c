//! `regrade export daily`.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use super::Session;
use super::exit::Exit;
use super::output::{Format, Report, Sheet, Table};
use crate::app::AppError;
use crate::app::daily::{self, ItemsReport, Span, parse_day, parse_moment};
use crate::app::export::{ExportReport, Target};
use crate::domain::daily as model;
use crate::domain::daily::{Chart, Daily, Row, Value};
use crate::domain::lang::Lang;
use crate::formats::report::{Form, shown};

/// The day's figures: what came, what was done, what is there, and that the stock balances
///
/// A site's day begins at midnight, or at `day_starts_at` of the config file. Every figure comes
/// from the record as it was at the end of the day, or at `--as-of`: the same moment gives the same
/// bytes. Every form but the table says how each figure is made, its denominator and what is left
/// out; `--items` lists the items behind one. Exit code 5 says that the
/// stock does not balance or that the last checkpoint does not hold.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The site's day: 2026-01-31, today or yesterday
    #[arg(long, value_name = "DAY", default_value = "yesterday")]
    date: String,
    /// As it was at this moment: 2026-01-31T08:00:00Z, or "2026-01-31 16:00" by the site's clock
    #[arg(long, value_name = "MOMENT")]
    as_of: Option<String>,
    /// List the items behind a figure, such as graded.refused or backlog.items:received/none
    #[arg(long, value_name = "FIGURE", conflicts_with_all = ["output", "form"])]
    items: Option<String>,
    /// Say in the table how each figure is made
    #[arg(long)]
    explain: bool,
    /// The file, whose ending names the form; default: standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// html, xlsx, json, jsonl or csv
    #[arg(long = "as", value_name = "FORM", value_parser = form)]
    form: Option<Form>,
}

fn form(word: &str) -> Result<Form, String> {
    Form::parse(word).ok_or_else(|| {
        let words: Vec<&str> = Form::ALL.iter().map(|(word, _)| *word).collect();
        format!("there is no such form; there are {}", words.join(", "))
    })
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let place = args.place(session)?;
    let ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let (settings, now) = (&ctx.settings, ctx.now());
    let day = parse_day(settings, now, &args.date)?;
    let as_of = args
        .as_of
        .as_deref()
        .map(|text| parse_moment(settings, text));
    let span = Span::day(settings, now, day, as_of.transpose()?)?;
    if let Some(figure) = &args.items {
        return Ok(Box::new(daily::items(
            &ctx,
            &catalogue,
            span,
            figure,
            session.lang(),
        )?));
    }
    let Some((form, target)) = place else {
        return Ok(Box::new(Shown {
            report: daily::daily(&ctx, &catalogue, span)?,
            explain: args.explain,
        }));
    };
    let put = daily::export(&ctx, &catalogue, span, (form, &target), session.lang())?;
    let (put, report) = put;
    Ok(Box::new(Written { put, report }))
}

impl Args {
    /// Where the report goes and in which form; none where it is shown as a table.
    fn place(&self, session: &Session) -> anyhow::Result<Option<(Form, Target)>> {
        let path = self.output.as_ref().filter(|path| path.as_os_str() != "-");
        let ending = path.and_then(|path| path.extension());
        let form = match (self.form, ending) {
            (Some(form), _) => Some(form),
            (None, Some(ending)) => {
                let word = ending.to_string_lossy();
                let unknown = || {
                    let text = format!("`.{word}` is no form: html, xlsx, json, jsonl, csv");
                    AppError::Usage(text)
                };
                Some(Form::parse(&word).ok_or_else(unknown)?)
            }
            (None, None) => match session.format {
                Format::Table => None,
                Format::Csv => Some(Form::Csv),
                Format::Json => Some(Form::Json),
                Format::Jsonl => Some(Form::Jsonl),
            },
        };
        let target = path.map_or(Target::Stdout, |path| Target::File(path.clone()));
        let is_terminal = std::io::stdout().is_terminal();
        match (form, target) {
            (None, Target::File(_)) => {
                let text = "name the form by the file's ending or by --as".to_owned();
                Err(AppError::Usage(text).into())
            }
            (Some(Form::Xlsx), Target::Stdout) if is_terminal => {
                let text = "a workbook is no text for a terminal: name a file with -o".to_owned();
                Err(AppError::Usage(text).into())
            }
            (form, target) => Ok(form.map(|form| (form, target))),
        }
    }
}

fn exit(report: &Daily) -> Exit {
    if report.balances && report.is_signed {
        Exit::Done
    } else {
        Exit::Integrity
    }
}

/// Whether the figures can be trusted, in words.
fn verdict(report: &Daily, lang: Lang) -> &'static str {
    if !report.is_signed {
        lang.pick(
            "最后的检查点不成立：请运行 regrade db check",
            "the last checkpoint does not hold: run `regrade db check`",
        )
    } else if report.balances {
        lang.pick("库存平衡", "the stock balances")
    } else {
        lang.pick(
            "库存不平衡：见 balance 的差额",
            "the stock does not balance: see the differences of `balance`",
        )
    }
}

/// A report that was written; nothing is said where stdout holds the report itself.
struct Written {
    put: ExportReport,
    report: Daily,
}

impl Report for Written {
    fn text(&self, lang: Lang) -> String {
        let Some(file) = &self.put.file else {
            return String::new();
        };
        let day = &self.report.day;
        format!("{file}: {day}, {}", verdict(&self.report, lang))
    }

    fn json(&self) -> serde_json::Result<String> {
        match self.put.file {
            None => Ok(String::new()),
            Some(_) => serde_json::to_string_pretty(&self.document()),
        }
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        match self.put.file {
            None => Ok(Vec::new()),
            Some(_) => Ok(vec![serde_json::to_string(&self.document())?]),
        }
    }

    fn sheet(&self) -> Option<Sheet> {
        Some(Sheet::default())
    }

    fn exit(&self) -> Exit {
        exit(&self.report)
    }
}

impl Written {
    fn document(&self) -> serde_json::Value {
        serde_json::json!({
            "file": self.put.file,
            "format": self.put.format,
            "day": self.report.day,
            "balances": self.report.balances,
        })
    }
}

/// A report as tables.
struct Shown {
    report: Daily,
    explain: bool,
}

impl Report for Shown {
    fn text(&self, lang: Lang) -> String {
        let report = &self.report;
        let mut text = format!(
            "{} {} · {} – {} {}\n{}\n",
            report.site,
            report.day,
            report.from,
            report.until,
            report.zone,
            verdict(report, lang)
        );
        for section in &report.sections {
            text += &format!("\n== {}\n", section.title.get(lang));
            for table in &section.tables {
                if section.tables.len() > 1 {
                    text += &format!("\n{} ({})\n", table.title.get(lang), table.id);
                }
                text += &table_text(table, lang);
                if self.explain {
                    text += &explained(table, lang);
                }
            }
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        Ok(String::new())
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn exit(&self) -> Exit {
        exit(&self.report)
    }
}

fn table_text(table: &model::Table, lang: Lang) -> String {
    if table.keys.is_empty() {
        return standing_alone(table, lang);
    }
    if table.rows.is_empty() {
        return format!(" {}\n", lang.pick("无", "none"));
    }
    let is_terminal = std::io::stdout().is_terminal();
    if let (true, Some(Chart::Lines(measures))) = (is_terminal, table.chart) {
        return sparklines(table, measures, lang);
    }
    // What is drawn beside the rows: the table's first figure.
    let longest = table.rows.iter().map(first).max().unwrap_or(0);
    let draws = is_terminal && longest > 0;
    let keys = table.keys.iter().map(|(_, name)| name.get(lang));
    let measures = table.measures.iter().map(|one| one.name.get(lang));
    let mut header: Vec<&str> = keys.chain(measures).collect();
    if draws {
        header.push("");
    }
    let mut shown_table = Table::new(header);
    for place in table.keys.len()..table.keys.len() + table.measures.len() {
        shown_table.right(place);
    }
    for row in &table.rows {
        // A terminal is short: hours in which nothing happened are left out there.
        let is_zero = row.values.iter().all(|one| one.milli().unwrap_or(0) == 0);
        if is_terminal && is_zero && table.rows.len() > 12 {
            continue;
        }
        let keys = row.keys.iter().map(|key| key.name.get(lang).to_owned());
        let mut cells: Vec<String> = keys.collect();
        cells.extend(row.values.iter().map(|value| shown(value, lang)));
        if draws {
            cells.push(bar(first(row), longest));
        }
        shown_table.row(cells);
    }
    shown_table.to_string()
}

/// Figures that stand for themselves, one a line.
fn standing_alone(table: &model::Table, lang: Lang) -> String {
    let mut lines = Table::new(["", ""]);
    lines.right(1);
    for row in &table.rows {
        for (measure, value) in table.measures.iter().zip(&row.values) {
            lines.row([measure.name.get(lang).to_owned(), shown(value, lang)]);
        }
    }
    let text = lines.to_string();
    text.trim_start_matches('\n').to_owned()
}

/// Thousandths of a row's first figure.
fn first(row: &Row) -> i64 {
    row.values.first().and_then(Value::milli).unwrap_or(0)
}

/// A bar as long as `part` of the longest.
fn bar(part: i64, longest: i64) -> String {
    const WIDTH: i64 = 16;
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = part.max(0).saturating_mul(WIDTH * 8) / longest.max(1);
    let (whole, rest) = (eighths / 8, usize::try_from(eighths % 8).unwrap_or(0));
    "█".repeat(usize::try_from(whole).unwrap_or(0)) + EIGHTHS[rest]
}

/// Each figure as one line of the rows from left to right, with its least, greatest and newest.
fn sparklines(table: &model::Table, measures: &[&str], lang: Lang) -> String {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let mut lines = Table::new(["", "", lang.pick("最多", "most"), lang.pick("最近", "last")]);
    for id in measures {
        let Some(place) = table.column(id) else {
            continue;
        };
        let values: Vec<&Value> = table
            .rows
            .iter()
            .filter_map(|row| row.values.get(place))
            .collect();
        let numbers = || values.iter().map(|value| value.milli().unwrap_or(0).max(0));
        let most = numbers().max().unwrap_or(0);
        let height = |number: i64| {
            let step = number.saturating_mul(7) / most.max(1);
            HEIGHTS[usize::try_from(step).unwrap_or(0).min(7)]
        };
        let line: String = numbers().map(height).collect();
        let greatest = values.iter().max_by_key(|value| value.milli());
        let of = |value: Option<&&Value>| value.map_or(String::new(), |value| shown(value, lang));
        let name = table.measures[place].name.get(lang).to_owned();
        lines.row([name, line, of(greatest), of(values.last())]);
    }
    lines.to_string()
}

/// How each figure of a table is made.
fn explained(table: &model::Table, lang: Lang) -> String {
    let mut text = String::new();
    for measure in &table.measures {
        text += &format!(
            "   {}.{}: {}",
            table.id,
            measure.id,
            measure.formula.get(lang)
        );
        let parts = [
            (lang.pick("分母", "of"), measure.denominator),
            (lang.pick("不计", "without"), measure.excluded),
        ];
        for (word, said) in parts {
            let said = said.get(lang);
            if !said.is_empty() {
                text += &format!("; {word}: {said}");
            }
        }
        text.push('\n');
    }
    text
}

impl Report for ItemsReport {
    fn text(&self, lang: Lang) -> String {
        let headings = match lang {
            Lang::Zh => [
                "溯源码",
                "状态",
                "等级",
                "品类",
                "品牌型号",
                "渠道",
                "取件号",
                "收货",
            ],
            Lang::En => [
                "Code", "Status", "Class", "Category", "Goods", "Channel", "Pickup", "In",
            ],
        };
        let mut table = Table::new(headings);
        for item in &self.items {
            let goods = format!("{} {}", item.brand, item.model);
            let held = if item.held {
                lang.pick("（扣留）", " (held)")
            } else {
                ""
            };
            table.row([
                item.code.clone(),
                format!("{}{held}", item.status),
                item.class.clone().unwrap_or_default(),
                item.category.clone(),
                goods.trim().to_owned(),
                item.channel.clone(),
                item.pickup_no.clone(),
                item.received_at.clone(),
            ]);
        }
        let count = self.items.len().to_string();
        let foot = lang.pick("{figure}：{count} 件", "{figure}: {count} items");
        format!(
            "{table}\n{}",
            foot.replace("{figure}", &self.figure)
                .replace("{count}", &count)
        )
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.items.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let header = vec![
            "code",
            "status",
            "held",
            "class",
            "category_id",
            "category",
            "brand",
            "model",
            "channel",
            "pickup_no",
            "received_at",
        ];
        let rows = self.items.iter().map(|item| {
            vec![
                item.code.clone(),
                item.status.clone(),
                item.held.to_string(),
                item.class.clone().unwrap_or_default(),
                item.category_id.to_string(),
                item.category.clone(),
                item.brand.clone(),
                item.model.clone(),
                item.channel.clone(),
                item.pickup_no.clone(),
                item.received_at.clone(),
            ]
        });
        Some(Sheet {
            header,
            rows: rows.collect(),
        })
    }
}
