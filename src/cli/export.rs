//! `regrade export`.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::Parser as _;

use super::list::{Filters, Sort};
use super::output::Report;
use super::progress::Progress;
use super::{Session, export_daily, export_pickups, export_table};
use crate::app::AppError;
use crate::app::agreement::{self, AgreementReport};
use crate::app::daily::{accounts, batches};
use crate::app::export::{self, ExportReport, Target, Wish};
use crate::app::list::selection;
use crate::app::listing;
use crate::app::time::parse_since;
use crate::domain::daily::Said;
use crate::domain::lang::Lang;
use crate::formats::export::Format;
use crate::store::items::list::Direction;

/// Write tables for other programs
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

/// What a named report stands for
#[derive(Debug, clap::Parser)]
#[command(name = "regrade export", no_binary_name = true)]
struct Words {
    #[command(flatten)]
    args: Args,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Items(Items),
    Daily(export_daily::Args),
    /// What waits at each stage and how long already, at the end of the stretch
    Backlog(export_table::Args),
    /// What each inspector did in an hour, with how often a second inspection agreed
    Throughput(export_table::Args),
    Yield(export_table::Yield),
    PickupSla(export_table::PickupSla),
    OpenPickups(export_pickups::Open),
    Packaging(export_pickups::Packaging),
    /// Data wipes: runs, how many counted, and what still has none
    Wipe(export_table::Args),
    /// What was refurbished: how long it took, what it cost, how often it was right at once
    Refurbish(export_table::Args),
    /// What was sold and recycled brought and cost, by class
    Margin(export_table::Args),
    /// How long the stock has been in the house, at the end of the stretch
    Ageing(export_table::Args),
    Listing(Listing),
    /// Money in and out, an entry an event, for accountants
    ///
    /// Acquisition is what the first inspection of an item that offered anything offered. What was
    /// undone is answered by an entry of its own; what was erased is left out.
    Ledger(export_table::Args),
    /// Intakes, and what became of what they brought
    IntakeBatches(export_table::Args),
    Agreement(Agreement),
    /// A report of the config file: `[reports] weekly = ["daily", "--as", "html"]`
    #[command(external_subcommand)]
    Named(Vec<OsString>),
}

/// Where a table goes, and in which form
#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// The file, whose ending names the format; default: standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// csv, csv-excel (with the mark that Excel needs), json, jsonl or xlsx
    #[arg(long = "as", value_name = "FORMAT", value_parser = format)]
    form: Option<Format>,
}

/// Items as CSV, JSON, JSON lines or XLSX, oldest first
///
/// Identifiers are text in every format, and no cell can run as a formula. The same data gives the
/// same bytes. A file is put in its place whole or not at all.
#[derive(Debug, clap::Args)]
struct Items {
    #[command(flatten)]
    place: Place,
    /// Sort by the order of intake, or by pickup number
    #[arg(long, value_enum, default_value = "received")]
    sort: Sort,
    /// Newest or greatest first
    #[arg(long)]
    descending: bool,
    #[command(flatten)]
    filters: Filters,
}

/// The items that may be sold, as a sales channel needs them, with the leaf that proves each
///
/// Only what `show` says may be sold stands in it. The leaf's hash, its event and the ledger are
/// what a certificate refers to.
#[derive(Debug, clap::Args)]
struct Listing {
    #[command(flatten)]
    place: Place,
}

/// How well inspectors agree, from items that `grade --second` inspected again blind
///
/// A row for each standard as a whole (the class; `check` is empty) and for each of its checks: how
/// many doubles agree, Cohen's kappa with linear weights over the ordered answers and its 95 %
/// interval, Gwet's AC1, and who said what: a group of `table` for each rating of the first
/// inspection, in it the counts of the second. Under 50 doubles the interval alone is given, since
/// a point value would look surer than it is.
#[derive(Debug, clap::Args)]
struct Agreement {
    /// Of this standard only
    #[arg(long, value_name = "ID")]
    standard: Option<String>,
    /// Whose second inspection was made on or after this day of the site, or this moment
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    #[command(flatten)]
    place: Place,
}

fn format(word: &str) -> Result<Format, String> {
    Format::parse(word).ok_or_else(|| {
        let words: Vec<&str> = Format::ALL.iter().map(|(word, _)| *word).collect();
        format!("there is no such format; there are {}", words.join(", "))
    })
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    match &args.command {
        Command::Items(args) => items(session, args),
        Command::Daily(args) => export_daily::run(session, args),
        Command::Backlog(args) => export_table::run(session, args, "backlog"),
        Command::Throughput(args) => export_table::run(session, args, "people"),
        Command::Yield(args) => args.run(session),
        Command::PickupSla(args) => args.run(session),
        Command::OpenPickups(args) => export_pickups::open(session, args),
        Command::Packaging(args) => export_pickups::packaging(session, args),
        Command::Ageing(args) => export_table::run(session, args, "ageing"),
        Command::Wipe(args) => export_table::run(session, args, "wipe"),
        Command::Refurbish(args) => export_table::run(session, args, "refurbish"),
        Command::Margin(args) => export_table::run(session, args, "margin"),
        Command::Listing(args) => listing(session, args),
        Command::Ledger(args) => ledger(session, args),
        Command::IntakeBatches(args) => intake_batches(session, args),
        Command::Named(words) => named(session, words),
        Command::Agreement(args) => agreement(session, args),
    }
}

fn items(session: &Session, args: &Items) -> anyhow::Result<Box<dyn Report>> {
    let (form, target) = args.place.choose(session)?;
    let ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let selection = selection(&catalogue, &args.filters.wanted(session, ctx.now())?)?;
    let direction = if args.descending {
        Direction::Descending
    } else {
        Direction::Ascending
    };
    let mut progress = Progress::new(session.quiet || matches!(target, Target::Stdout));
    let wish = Wish {
        selection,
        order: (args.sort.key(), direction),
        format: form,
        lang: session.lang(),
    };
    let report = export::items(&ctx, &catalogue, &wish, &target, &mut progress)?;
    Ok(Box::new(Exported {
        report,
        what: Said(" 件商品", "items"),
    }))
}

fn intake_batches(session: &Session, args: &export_table::Args) -> anyhow::Result<Box<dyn Report>> {
    let (form, target) = args.place().choose(session)?;
    let ctx = session.open()?;
    let put = batches::export(&ctx, args.span(session)?, (form, &target))?;
    Ok(Box::new(Exported::rows(put)))
}

fn listing(session: &Session, args: &Listing) -> anyhow::Result<Box<dyn Report>> {
    let (form, target) = args.place.choose(session)?;
    let ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let mut progress = Progress::new(session.quiet || matches!(target, Target::Stdout));
    let lang = session.lang();
    let put = listing::export(&ctx, &catalogue, (form, &target), lang, &mut progress)?;
    Ok(Box::new(Exported {
        report: put,
        what: Said(" 件商品", "items"),
    }))
}

fn ledger(session: &Session, args: &export_table::Args) -> anyhow::Result<Box<dyn Report>> {
    let (form, target) = args.place().choose(session)?;
    let ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let put = accounts::export(&ctx, &catalogue, args.span(session)?, (form, &target))?;
    Ok(Box::new(Exported::rows(put)))
}

/// Runs the export that the config file keeps under a name; what is said after the name is added.
fn named(session: &Session, words: &[OsString]) -> anyhow::Result<Box<dyn Report>> {
    let name = words
        .first()
        .map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    let reports = &session.resolved.reports;
    let Some(stands_for) = reports.get(&name) else {
        let known: Vec<&str> = reports.keys().map(String::as_str).collect();
        let text = if known.is_empty() {
            format!("there is no export `{name}`, and the config file names no reports")
        } else {
            let known = known.join(", ");
            format!("there is no export `{name}`; the config file names the reports {known}")
        };
        return Err(AppError::Usage(text).into());
    };
    let all = stands_for.iter().map(OsString::from);
    let all = all.chain(words.iter().skip(1).cloned());
    let parsed = Words::try_parse_from(all).map_err(|error| {
        let text = error.to_string();
        let why = text.lines().next().unwrap_or_default();
        let why = why.trim_start_matches("error: ");
        AppError::Usage(format!("the report `{name}`: {why}"))
    })?;
    if let Command::Named(_) = parsed.args.command {
        let text = format!(
            "the report `{name}` names no export: {}",
            stands_for.join(" ")
        );
        return Err(AppError::Usage(text).into());
    }
    run(session, &parsed.args)
}

fn agreement(session: &Session, args: &Agreement) -> anyhow::Result<Box<dyn Report>> {
    let (form, target) = args.place.choose(session)?;
    let ctx = session.open()?;
    let zone = session.resolved.settings.zone;
    let since = args.since.as_deref();
    let since = since.map(|text| parse_since(text, ctx.now(), zone));
    let wish = agreement::Wish {
        standard: args.standard.clone(),
        since: since.transpose()?,
        lang: session.lang(),
    };
    let report = agreement::export(&ctx, &wish, form, &target)?;
    if report.unordered > 0 {
        let text = session.lang().pick(
            "{} 件的标准版本已不在，无法比较",
            "{} doubles cannot be compared: the version they were inspected by is gone",
        );
        session.say(&text.replace("{}", &report.unordered.to_string()));
    }
    Ok(Box::new(report))
}

impl Place {
    /// Where the table goes and in which form: `--as`, then the file's ending, then `--format`,
    /// then CSV.
    pub(super) fn choose(&self, session: &Session) -> anyhow::Result<(Format, Target)> {
        let form = self.form(session)?;
        let target = match &self.output {
            Some(path) if path.as_os_str() != "-" => Target::File(path.clone()),
            _ => Target::Stdout,
        };
        let is_terminal = std::io::stdout().is_terminal();
        if matches!(target, Target::Stdout) && form == Format::Xlsx && is_terminal {
            let text = "a workbook is no text for a terminal: name a file with -o".to_owned();
            return Err(AppError::Usage(text).into());
        }
        Ok((form, target))
    }

    fn form(&self, session: &Session) -> anyhow::Result<Format> {
        use super::output::Format as Form;
        if let Some(form) = self.form {
            return Ok(form);
        }
        let ending = self.output.as_ref().and_then(|path| path.extension());
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
}

/// Nothing is said after an export to stdout, which holds the table itself.
pub(super) struct Exported {
    report: ExportReport,
    /// What was counted
    what: Said,
}

impl Exported {
    /// Rows of a table.
    pub(super) const fn rows(report: ExportReport) -> Self {
        Self {
            report,
            what: Said(" 行", "rows"),
        }
    }
}

impl Report for Exported {
    fn text(&self, lang: Lang) -> String {
        match &self.report.file {
            None => String::new(),
            Some(file) => {
                let items = self.report.items.to_string();
                let what = self.what.get(lang);
                match lang {
                    Lang::Zh => format!("{file}：{items}{what}"),
                    Lang::En => format!("{file}: {items} {what}"),
                }
            }
        }
    }

    fn json(&self) -> serde_json::Result<String> {
        match self.report.file {
            None => Ok(String::new()),
            Some(_) => serde_json::to_string_pretty(&self.report),
        }
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        match self.report.file {
            None => Ok(Vec::new()),
            Some(_) => Ok(vec![serde_json::to_string(&self.report)?]),
        }
    }

    fn sheet(&self) -> Option<super::output::Sheet> {
        Some(super::output::Sheet::default())
    }
}

impl Report for AgreementReport {
    fn text(&self, lang: Lang) -> String {
        match &self.file {
            None => String::new(),
            Some(file) => lang
                .pick(
                    "{file}：复核 {doubles} 件",
                    "{file}: inspected twice: {doubles}",
                )
                .replace("{file}", file)
                .replace("{doubles}", &self.doubles.to_string()),
        }
    }

    fn json(&self) -> serde_json::Result<String> {
        match self.file {
            None => Ok(String::new()),
            Some(_) => serde_json::to_string_pretty(self),
        }
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        match self.file {
            None => Ok(Vec::new()),
            Some(_) => Ok(vec![serde_json::to_string(self)?]),
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
