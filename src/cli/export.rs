//! `regrade export items`.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use super::Session;
use super::list::{Filters, Sort};
use super::output::Report;
use super::progress::Progress;
use crate::app::AppError;
use crate::app::export::{self, ExportReport, Target, Wish};
use crate::app::list::filter;
use crate::domain::lang::Lang;
use crate::formats::export::Format;
use crate::store::items::list::Direction;

/// Write tables for other programs
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Items(Items),
}

/// Items as CSV, JSON, JSON lines or XLSX, oldest first
///
/// Identifiers are text in every format, and no cell can run as a formula. The same data gives the
/// same bytes. A file is put in its place whole or not at all.
#[derive(Debug, clap::Args)]
struct Items {
    /// The file, whose ending names the format; default: standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// csv, csv-excel (with the mark that Excel needs), json, jsonl or xlsx
    #[arg(long = "as", value_name = "FORMAT", value_parser = format)]
    form: Option<Format>,
    /// Sort by the order of intake, or by pickup number
    #[arg(long, value_enum, default_value = "received")]
    sort: Sort,
    /// Newest or greatest first
    #[arg(long)]
    descending: bool,
    #[command(flatten)]
    filters: Filters,
}

fn format(word: &str) -> Result<Format, String> {
    Format::parse(word).ok_or_else(|| {
        let words: Vec<&str> = Format::ALL.iter().map(|(word, _)| *word).collect();
        format!("there is no such format; there are {}", words.join(", "))
    })
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let Command::Items(args) = &args.command;
    let form = choose(session, args)?;
    let target = match &args.output {
        Some(path) if path.as_os_str() != "-" => Target::File(path.clone()),
        _ => Target::Stdout,
    };
    if matches!(target, Target::Stdout) && form == Format::Xlsx && std::io::stdout().is_terminal() {
        let text = "a workbook is no text for a terminal: name a file with -o".to_owned();
        return Err(AppError::Usage(text).into());
    }
    let ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let filter = filter(&catalogue, &args.filters.wanted(session, ctx.now())?)?;
    let direction = if args.descending {
        Direction::Descending
    } else {
        Direction::Ascending
    };
    let mut progress = Progress::new(session.quiet || matches!(target, Target::Stdout));
    let wish = Wish {
        filter,
        order: (args.sort.key(), direction),
        format: form,
        lang: session.lang(),
    };
    let report = export::items(&ctx, &catalogue, &wish, &target, &mut progress)?;
    Ok(Box::new(Exported(report)))
}

/// `--as`, then the file's ending, then `--format`, then CSV.
fn choose(session: &Session, args: &Items) -> anyhow::Result<Format> {
    use super::output::Format as Form;
    if let Some(form) = args.form {
        return Ok(form);
    }
    let ending = args.output.as_ref().and_then(|path| path.extension());
    if let Some(ending) = ending {
        let word = ending.to_string_lossy();
        return Format::parse(&word).ok_or_else(|| {
            let text = format!("`.{word}` is no format: csv, json, jsonl, xlsx, or say --as");
            AppError::Usage(text).into()
        });
    }
    Ok(match session.format {
        Form::Table | Form::Csv => Format::Csv,
        Form::Json => Format::Json,
        Form::Jsonl => Format::Jsonl,
    })
}

/// Nothing is said after an export to stdout, which holds the table itself.
struct Exported(ExportReport);

impl Report for Exported {
    fn text(&self, lang: Lang) -> String {
        match &self.0.file {
            None => String::new(),
            Some(file) => {
                let items = self.0.items.to_string();
                lang.pick("{file}：{items} 件商品", "{file}: {items} items")
                    .replace("{file}", file)
                    .replace("{items}", &items)
            }
        }
    }

    fn json(&self) -> serde_json::Result<String> {
        match self.0.file {
            None => Ok(String::new()),
            Some(_) => serde_json::to_string_pretty(&self.0),
        }
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        match self.0.file {
            None => Ok(Vec::new()),
            Some(_) => Ok(vec![serde_json::to_string(&self.0)?]),
        }
    }

    fn sheet(&self) -> Option<super::output::Sheet> {
        Some(super::output::Sheet::default())
    }
}

impl export::Watch for Progress {
    fn written(&mut self, items: u64) {
        self.tick(items);
    }
}
