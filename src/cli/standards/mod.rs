//! `regrade standards`.

mod check;
mod coverage;
mod diff;
mod list;
mod replay;
mod show;
mod try_out;

use std::path::PathBuf;
use std::sync::Arc;

use super::Session;
use super::output::Report;
use crate::app::{AppError, standards, time, today};
use crate::domain::lang::Lang;
use crate::domain::standard::{Standard, schema};

/// Grading standards: what they say, whether they are sound, what a change of them does
///
/// A file `ID.toml` or `ID@VERSION.toml` in the folder `standards` of the config folder stands over
/// the built-in one of that id. Of several versions the greatest that holds on the day of the
/// inspection is used.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Which standards there are, and which version of each is in force
    List,
    /// All that a standard says, as an inspector reads it
    Show {
        /// A standard's id, an id and version as in smartphone@2, or a file
        #[arg(value_name = "ID|FILE")]
        standard: String,
    },
    /// Look for all that is wrong with standards, each fault with its line and cure
    ///
    /// Errors keep a standard from being used, and end with exit code 5; warnings do not.
    Check {
        /// The files; default: those built in and those of the config folder
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// How many categories are graded by a standard in force, and what its cases try out
    Coverage,
    /// What another version of a standard changes, in words
    Diff {
        /// Before: a standard's id, an id and version, or a file
        #[arg(value_name = "OLD")]
        old: String,
        /// After
        #[arg(value_name = "NEW")]
        new: String,
    },
    /// What another version would have made of the inspections on record; writes nothing
    ///
    /// Every inspection of that standard which stands is evaluated again from its answers. Where
    /// the version asks what was not asked then, the inspection is counted as undeterminable,
    /// unless all possible answers lead to the same end.
    Replay {
        /// The version, as in smartphone@2, or its file
        #[arg(value_name = "ID@VERSION|FILE")]
        standard: String,
        /// Inspections made on or after this day of the site, or this moment; default: all
        #[arg(long, value_name = "DAY")]
        since: Option<String>,
        /// How many of those that move are listed; 0 for all
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: usize,
    },
    /// The file format as a JSON Schema, for editors
    ///
    /// Editors that check TOML by a schema take it from the first line of the file:
    /// #:schema ./standard.schema.json
    Schema,
    /// Evaluate answers without an item, for whoever writes a standard
    ///
    /// Reads JSON lines {"given": {check: answer, …}, "worth_yuan": N}: every check that is not
    /// given is at its best, photos and texts count as there. Writes the verdicts, one a line.
    Try {
        /// A standard's id, or its file
        #[arg(value_name = "ID|FILE")]
        standard: String,
        /// The answers, JSON lines; - is standard input
        #[arg(long, value_name = "FILE", default_value = "-")]
        answers: PathBuf,
    },
}

impl Args {
    /// Whether the result is a table.
    pub(super) fn gives_a_table(&self) -> bool {
        match self.command {
            Command::List | Command::Coverage | Command::Check { .. } => true,
            Command::Replay { .. } => true,
            Command::Show { .. } | Command::Diff { .. } => false,
            Command::Schema | Command::Try { .. } => false,
        }
    }
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let settings = &session.resolved.settings;
    let catalogue = session.catalogue()?;
    let lang = session.lang();
    Ok(match &args.command {
        Command::List => Box::new(list::Listed(standards::list(settings, &catalogue)?)),
        Command::Show { standard } => Box::new(show::Shown(named(session, standard)?)),
        Command::Check { files } => Box::new(check::Checked(standards::check(
            settings, &catalogue, files,
        )?)),
        Command::Coverage => Box::new(standards::cover(settings, &catalogue, lang)?),
        Command::Diff { old, new } => {
            let (old, new) = (named(session, old)?, named(session, new)?);
            Box::new(diff::Compared::of(&old, &new, lang))
        }
        Command::Replay {
            standard,
            since,
            limit,
        } => {
            let standard = named(session, standard)?;
            let ctx = session.open()?;
            let since = since
                .as_deref()
                .map(|text| time::parse_since(text, ctx.now(), settings.zone))
                .transpose()?;
            let limit = Some(*limit).filter(|limit| *limit > 0);
            let wish = standards::Wish { since, limit };
            Box::new(standards::replay(&ctx, &standard, wish)?)
        }
        Command::Schema => Box::new(Schema(schema(lang))),
        Command::Try { standard, answers } => {
            let standard = named(session, standard)?;
            try_out::run(&standard, answers, lang)?
        }
    })
}

fn named(session: &Session, word: &str) -> Result<Arc<Standard>, AppError> {
    let settings = &session.resolved.settings;
    standards::by_name(settings, word, today(settings))
}

/// A schema is JSON in whatever form it is asked for.
struct Schema(serde_json::Value);

impl Report for Schema {
    fn text(&self, _: Lang) -> String {
        self.json().unwrap_or_default()
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.0)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(&self.0)?])
    }
}
