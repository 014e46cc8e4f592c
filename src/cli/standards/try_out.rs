//! `regrade standards try`.

use std::path::Path;

use serde::Serialize;

use super::super::exit::Exit;
use super::super::grade;
use super::super::output::Report;
use crate::app::standards::{self, Tried};
use crate::domain::lang::Lang;
use crate::domain::standard::Standard;

pub(super) fn run(
    standard: &Standard,
    answers: &Path,
    lang: Lang,
) -> anyhow::Result<Box<dyn Report>> {
    let lines = grade::read(answers)?;
    Ok(Box::new(Verdicts(standards::try_lines(
        standard, &lines, lang,
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
