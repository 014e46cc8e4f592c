//! The command line: one file per command, each with its arguments, its run and its report.

mod completions;
mod count;
mod db;
mod dispatch;
mod error;
mod exit;
mod export;
mod export_daily;
mod export_table;
mod grade;
mod hold;
mod intake;
mod list;
mod log;
mod output;
mod progress;
mod prompt;
mod quotation;
mod seal;
mod settings;
mod show;
mod standards;
mod undo;
mod value;
mod wipe_log;

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use self::exit::Exit;
use self::output::{Format, Report};
use self::settings::{Global, Resolved};
use crate::app::{AppError, Ctx, interrupt};
use crate::domain::lang::Lang;
use crate::formats::catalogue::{Catalogue, CatalogueTexts};
use crate::formats::table::Encoding;
use crate::store::Opened;

/// Dock, bench and desk tool of a second-hand goods warehouse
///
/// Takes in pickups from CSV and XLSX files, grades each item by the standard of its category,
/// lists and exports. One SQLite file holds the record; every change is an event in a ledger that
/// can be checked.
#[derive(Debug, Parser)]
#[command(
    name = "regrade",
    version,
    propagate_version = true,
    max_term_width = 100
)]
#[command(after_help = "`regrade help exit-codes` lists the exit codes.")]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Intake(intake::Args),
    Grade(grade::Args),
    List(list::Args),
    Show(show::Args),
    Value(value::Args),
    Dispatch(dispatch::Args),
    Hold(hold::HoldArgs),
    Release(hold::ReleaseArgs),
    Seal(seal::Args),
    Export(export::Args),
    WipeLog(wipe_log::Args),
    Log(log::Args),
    Undo(undo::Args),
    Standards(standards::Args),
    Db(db::Args),
    Completions(completions::Args),
    /// What the exit codes mean
    #[command(name = "exit-codes", long_about = exit_codes_help())]
    ExitCodes,
}

/// The encoding that a word on the command line names.
fn encoding(word: &str) -> Result<Encoding, String> {
    Encoding::parse(word)
        .ok_or_else(|| "there are utf-8, gb18030 (also gbk), utf-16le, utf-16be".to_owned())
}

fn exit_codes_help() -> String {
    format!("What the exit codes mean\n\n{}", exit::HELP)
}

/// The definition of the command line, for man pages and completions.
pub fn command() -> clap::Command {
    Cli::command()
}

/// What a command is given.
struct Session {
    resolved: Resolved,
    quiet: bool,
    format: Format,
}

impl Session {
    fn lang(&self) -> Lang {
        self.resolved.lang
    }

    /// Opens the database, which must be there; says so if that upgraded it.
    fn open(&self) -> anyhow::Result<Ctx> {
        Ok(self.told(Ctx::open_made(self.resolved.settings.clone())?))
    }

    /// Opens the database; says so if that made or upgraded it.
    fn open_or_make(&self) -> anyhow::Result<Ctx> {
        Ok(self.told(Ctx::open(self.resolved.settings.clone())?))
    }

    fn told(&self, ctx: Ctx) -> Ctx {
        let path = ctx.store.path().display();
        match &ctx.opened {
            Opened::Found => {}
            Opened::Made => self.say(&format!("made the database {path}")),
            Opened::Upgraded { from, backup } => self.say(&format!(
                "upgraded {path} from version {from}; as it was it stands in {}",
                backup.display()
            )),
        }
        ctx
    }

    /// The catalogue, with the user's own files in place of those built in.
    fn catalogue(&self) -> Result<Catalogue, AppError> {
        let mut texts = CatalogueTexts::default();
        for (name, text) in [
            ("categories.csv", &mut texts.categories),
            ("category_synonyms.csv", &mut texts.synonyms),
            ("standards.csv", &mut texts.standards),
            ("regions.csv", &mut texts.regions),
            ("same_day_cities.csv", &mut texts.same_day_cities),
            ("headers.toml", &mut texts.headers),
            ("brand_synonyms.csv", &mut texts.brands),
            ("age_curves.toml", &mut texts.age_curves),
            ("partners.toml", &mut texts.partners),
            ("media_table.toml", &mut texts.media_table),
            ("wipe_profiles.toml", &mut texts.wipe_profiles),
            ("serial_placeholders.toml", &mut texts.serial_placeholders),
        ] {
            let path = format!("catalogue/{name}");
            if let Some(own) = crate::app::own_file(&self.resolved.settings, &path)? {
                *text = own.into();
            }
        }
        let book = "catalogue/price_book.csv";
        if let Some(own) = crate::app::own_bytes(&self.resolved.settings, book)? {
            texts.price_book = own.into();
        }
        Ok(Catalogue::new(texts))
    }

    fn say(&self, text: &str) {
        if !self.quiet {
            output::say(text);
        }
    }
}

/// Runs the command that the process was given.
pub fn main() -> ExitCode {
    let matches = Cli::command().try_get_matches();
    let cli = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to stdout; a reader that went away is no fault.
            let _ = error.print();
            return ExitCode::from(
                if error.use_stderr() {
                    Exit::Usage
                } else {
                    Exit::Done
                }
                .code(),
            );
        }
    };
    // Without the handler Ctrl-C ends the process at once, which loses nothing either.
    let _ = ctrlc::set_handler(interrupt::ask);
    let format = cli.global.format.unwrap_or(Format::Table);
    let exit = match run(&cli) {
        Ok(exit) => exit,
        // Whoever read the result has had enough of it.
        Err(error) if error::is_broken_pipe(&error) => Exit::Done,
        Err(error) => error::tell(&error, format),
    };
    ExitCode::from(exit.code())
}

impl Command {
    /// Whether the result is a table. Asked before the work, which must not be done for a result
    /// that cannot be written.
    fn gives_a_table(&self) -> bool {
        match self {
            Self::Intake(_) | Self::Grade(_) | Self::List(_) | Self::Export(_) => true,
            Self::Log(_) | Self::Show(_) | Self::Undo(_) | Self::Value(_) => true,
            Self::Dispatch(_) | Self::Hold(_) | Self::Release(_) | Self::Seal(_) => true,
            Self::Completions(_) | Self::ExitCodes => true,
            Self::Standards(args) => args.gives_a_table(),
            Self::WipeLog(args) => args.gives_a_table(),
            Self::Db(_) => false,
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<Exit> {
    if cli.global.format == Some(Format::Csv) && !cli.command.gives_a_table() {
        return Err(AppError::Usage(output::NO_TABLE.to_owned()).into());
    }
    let session = Session {
        resolved: settings::resolve(&cli.global)?,
        quiet: cli.global.quiet,
        format: cli.global.format.unwrap_or(Format::Table),
    };
    let report: Box<dyn Report> = match &cli.command {
        Command::Intake(args) => intake::run(&session, args)?,
        Command::Grade(args) => grade::run(&session, args)?,
        Command::List(args) => list::run(&session, args)?,
        Command::Show(args) => show::run(&session, args)?,
        Command::Value(args) => value::run(&session, args)?,
        Command::Dispatch(args) => dispatch::run(&session, args)?,
        Command::Hold(args) => hold::hold(&session, args)?,
        Command::Release(args) => hold::release(&session, args)?,
        Command::Seal(args) => seal::run(&session, args)?,
        Command::Export(args) => export::run(&session, args)?,
        Command::WipeLog(args) => wipe_log::run(&session, args)?,
        Command::Log(args) => log::run(&session, args)?,
        Command::Undo(args) => undo::run(&session, args)?,
        Command::Standards(args) => standards::run(&session, args)?,
        Command::Db(args) => db::run(&session, args)?,
        Command::Completions(args) => return completions::run(args),
        Command::ExitCodes => {
            output::write_stdout(exit::HELP)?;
            return Ok(Exit::Done);
        }
    };
    output::print(&*report, session.format, session.lang())?;
    Ok(report.exit())
}
