//! `regrade wipe-log import FILE…`.

use std::path::PathBuf;

use chrono_tz::Tz;

use super::super::Session;
use super::super::exit::Exit;
use super::super::output::{Report, Sheet, Table};
use super::super::progress::Progress;
use crate::app::AppError;
use crate::app::wipe::desk::Mode;
use crate::app::wipe::import::{self, FileReport, ImportReport, Options};
use crate::app::wipe::recording::{Outcome, RecordReport};
use crate::app::wipe::rules::Rules;
use crate::domain::lang::Lang;
use crate::domain::wipe::report::Format as Reports;

/// Import the reports of wiping tools
///
/// Reads Blancco XML and JSON, nwipe and ShredOS logs, nvme-cli sanitize-log with its id-ctrl,
/// eReuse, usody-sanitize, WipeDrive and KillDisk reports, and records kept by hand as CSV; the
/// format shows in the content. Each report is kept as it came. What fits no declared medium for
/// certain waits in `regrade wipe-log queue`. A file that was imported before changes nothing.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files, folders (links in them are not followed), or - for standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Show what would become of each file and write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
    /// The zone of times without an offset [default: the site's]
    #[arg(long, value_name = "ZONE")]
    tz: Option<String>,
    /// The format, instead of finding it in the content
    #[arg(long = "as", value_name = "FORMAT", value_parser = formats())]
    read_as: Option<Reports>,
}

fn formats() -> impl clap::builder::TypedValueParser<Value = Reports> {
    use clap::builder::TypedValueParser as _;
    let words = Reports::ALL.map(Reports::as_str);
    clap::builder::PossibleValuesParser::new(words).map(|word| {
        let format = Reports::parse(&word);
        format.expect("the parser lets only these words in")
    })
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let mut ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let rules = Rules::open(&catalogue, &ctx.settings)?;
    let zone = match &args.tz {
        None => ctx.settings.zone,
        Some(name) => name
            .parse::<Tz>()
            .map_err(|_| AppError::Usage(format!("`{name}` is no time zone (--tz)")))?,
    };
    let options = Options {
        mode: if args.dry_run {
            Mode::Preview
        } else {
            Mode::Record
        },
        zone,
        format: args.read_as,
        lang: session.lang(),
    };
    let mut progress = Progress::new(session.quiet);
    let report = import::import(&mut ctx, &rules, &args.files, &options, &mut progress)?;
    Ok(Box::new(report))
}

/// What became of it, as staff read it.
pub(super) fn outcome(outcome: Outcome, lang: Lang) -> &'static str {
    let (zh, en) = match outcome {
        Outcome::Accepted => ("已认可", "accepted"),
        Outcome::NotAccepted => ("未认可", "not accepted"),
        Outcome::Unmatched => ("待认领", "unmatched"),
        Outcome::Duplicate => ("已有", "duplicate"),
        Outcome::Unreadable => ("无法读取", "unreadable"),
    };
    lang.pick(zh, en)
}

const OUTCOMES: [Outcome; 5] = [
    Outcome::Accepted,
    Outcome::NotAccepted,
    Outcome::Unmatched,
    Outcome::Duplicate,
    Outcome::Unreadable,
];

/// How many rows the table shows: those that want a look come first.
const SHOWN: usize = 40;

fn counts(report: &ImportReport, lang: Lang) -> String {
    let told: Vec<String> = OUTCOMES
        .iter()
        .filter_map(|of| {
            let files = report.files.iter();
            let count = files.filter(|file| file.outcome == *of).count();
            (count > 0).then(|| format!("{} {count}", outcome(*of, lang)))
        })
        .collect();
    let files = report.files.len();
    match lang {
        Lang::Zh => format!("{files} 个文件：{}\n", told.join("，")),
        Lang::En => format!("{files} files: {}\n", told.join(", ")),
    }
}

/// A run, or a file without one, as a row of the table.
fn row(file: &FileReport, record: Option<&RecordReport>, lang: Lang) -> [String; 6] {
    let of = record.map_or(file.outcome, |record| record.outcome);
    let serial = record.and_then(|record| record.medium_serial.clone());
    let item = record.and_then(|record| record.item.clone());
    let item = item.or_else(|| {
        let waits = record.and_then(|record| record.queue)?;
        Some(format!("{} {waits}", lang.pick("队列", "queue")))
    });
    let reasons = match record {
        Some(record) => record.reasons.join("; "),
        None => file.reasons.join("; "),
    };
    [
        file.file.clone(),
        outcome(of, lang).to_owned(),
        serial.unwrap_or_default(),
        item.unwrap_or_default(),
        record
            .and_then(|record| record.level)
            .unwrap_or_default()
            .to_owned(),
        reasons,
    ]
}

impl Report for ImportReport {
    fn text(&self, lang: Lang) -> String {
        let mut text = counts(self, lang);
        if let Some(operation) = self.operation {
            text += &format!("{} {operation}\n", lang.pick("操作", "operation"));
        }
        if self.dry_run {
            text += lang.pick("预演：未写入任何内容\n", "dry run: nothing was written\n");
        }
        if self.interrupted {
            text += lang.pick(
                "已中断：已写入的保留，再次运行即可继续\n",
                "interrupted: what is in stays, and running it again does the rest\n",
            );
        }
        let mut rows: Vec<(bool, [String; 6])> = Vec::new();
        for file in &self.files {
            let is_good = |of: Outcome| matches!(of, Outcome::Accepted | Outcome::Duplicate);
            if file.records.is_empty() {
                rows.push((is_good(file.outcome), row(file, None, lang)));
            }
            let of_records = file.records.iter();
            rows.extend(of_records.map(|record| {
                let good = is_good(record.outcome) && record.reasons.is_empty();
                (good, row(file, Some(record), lang))
            }));
        }
        // What wants a look comes first.
        rows.sort_by_key(|(good, _)| *good);
        let header = lang.pick(
            "文件|结果|介质序列号|商品|级别|原因",
            "file|outcome|medium|item|level|why",
        );
        let mut table = Table::new(header.split('|'));
        for (_, cells) in rows.iter().take(SHOWN) {
            table.row(cells);
        }
        text += &table.to_string();
        if rows.len() > SHOWN {
            text += &lang
                .pick(
                    "……另有 {} 条（--format json 列出全部）\n",
                    "… and {} more (--format json lists all)\n",
                )
                .replace("{}", &(rows.len() - SHOWN).to_string());
        }
        for opened in self.files.iter().flat_map(|file| &file.opened) {
            let serial = opened.medium_serial.as_deref().unwrap_or("?");
            let (item, no) = (&opened.item, opened.medium);
            text += &match lang {
                Lang::Zh => format!("{item} 的介质 {no}（{serial}）未清除：由报告登记\n"),
                Lang::En => format!("{item}: medium {no} ({serial}) is there and not wiped\n"),
            };
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.files)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.files.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let mut rows = Vec::new();
        for file in &self.files {
            if file.records.is_empty() {
                rows.push(csv(file, None));
            }
            rows.extend(file.records.iter().map(|record| csv(file, Some(record))));
        }
        Some(Sheet {
            header: vec![
                "file",
                "sha256",
                "format",
                "outcome",
                "medium_serial",
                "host_serial",
                "tool",
                "version",
                "technique",
                "passes",
                "level",
                "verified",
                "result",
                "start",
                "end",
                "evidence",
                "item",
                "reasons",
            ],
            rows,
        })
    }

    fn exit(&self) -> Exit {
        let is_good =
            |file: &FileReport| matches!(file.outcome, Outcome::Accepted | Outcome::Duplicate);
        if self.interrupted {
            Exit::Interrupted
        } else if self.files.iter().all(is_good) {
            Exit::Done
        } else {
            Exit::Rejected
        }
    }
}

fn csv(file: &FileReport, record: Option<&RecordReport>) -> Vec<String> {
    let mut cells = vec![
        file.file.clone(),
        file.sha256.clone().unwrap_or_default(),
        file.format.map_or("", Reports::as_str).to_owned(),
    ];
    let Some(record) = record else {
        cells.push(file.outcome.as_str().to_owned());
        cells.extend(std::iter::repeat_n(String::new(), 13));
        cells.push(file.reasons.join("; "));
        return cells;
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let technique = record.technique.map_or("", |technique| technique.as_str());
    let evidence = record.evidence.map_or("", |grade| grade.as_str());
    cells.extend([
        record.outcome.as_str().to_owned(),
        text(&record.medium_serial),
        text(&record.host_serial),
        record.tool.clone(),
        text(&record.version),
        technique.to_owned(),
        record.passes.to_string(),
        record.level.unwrap_or_default().to_owned(),
        record.verified.to_string(),
        record.result.as_str().to_owned(),
        text(&record.start),
        text(&record.end),
        evidence.to_owned(),
        text(&record.item),
        record.reasons.join("; "),
    ]);
    cells
}
