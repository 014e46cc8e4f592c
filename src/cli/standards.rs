//! `regrade standards try`.

use std::path::PathBuf;

use serde::Serialize;

use super::Session;
use super::exit::Exit;
use super::output::Report;
use crate::app::standards::{self, Tried};
use crate::domain::lang::Lang;

/// Grading standards
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
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

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let Command::Try { standard, answers } = &args.command;
    let settings = &session.resolved.settings;
    let standard = standards::by_name(settings, standard, crate::app::today(settings))?;
    let lines = super::grade::read(answers)?;
    Ok(Box::new(Verdicts(standards::try_lines(
        &standard,
        &lines,
        session.lang(),
    ))))
}

struct Verdicts(Vec<Tried>);

#[derive(Serialize)]
struct Fault<'a> {
    line: usize,
    error: &'a str,
}

fn line(tried: &Tried) -> serde_json::Result<String> {
    match &tried.outcome {
        Ok(verdict) => serde_json::to_string(verdict),
        Err(error) => serde_json::to_string(&Fault {
            line: tried.line,
            error,
        }),
    }
}

impl Report for Verdicts {
    /// JSON lines in, JSON lines out: what reads this is a program.
    fn text(&self, _: Lang) -> String {
        self.json_lines().unwrap_or_default().join("\n")
    }

    fn json(&self) -> serde_json::Result<String> {
        let lines: Result<Vec<_>, _> = self.0.iter().map(line).collect();
        match lines?.as_slice() {
            [one] => Ok(one.clone()),
            lines => Ok(format!("[{}]", lines.join(",\n"))),
        }
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.0.iter().map(line).collect()
    }

    fn exit(&self) -> Exit {
        if self.0.iter().any(|tried| tried.outcome.is_err()) {
            Exit::Rejected
        } else {
            Exit::Done
        }
    }
}
