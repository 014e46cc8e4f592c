//! The inspector's loop: the whole day at keyboard and scanner, item after item. Keys and what they
//! do are apart from the terminal, so that they can be tried without one.

mod form;
mod keys;
mod plain;
mod run;
mod state;
#[cfg(test)]
mod tests;
mod view;
mod words;

use std::path::PathBuf;

use serde::Serialize;

use self::state::Tally;
use crate::app::Ctx;
use crate::cli::Session;
use crate::cli::output::{Report, Sheet};
use crate::domain::lang::Lang;
use crate::formats::catalogue::Catalogue;

/// How the inspector is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    /// Full screen where there is one
    FullScreen,
    /// One question after the other
    Plain,
}

/// Folders that other programs write to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Folders<'f> {
    /// Photos
    pub(super) photos: Option<&'f PathBuf>,
    /// Diagnostics files
    pub(super) diagnostics: Option<&'f PathBuf>,
}

/// What the loop did; the names are a contract.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct DayReport {
    /// Inspections that gave a class
    graded: u64,
    /// Inspections that refused
    refused: u64,
}

/// Inspects item after item.
pub(super) fn run(
    session: &Session,
    ctx: &mut Ctx,
    catalogue: &Catalogue,
    folders: Folders<'_>,
    asking: Asking,
) -> anyhow::Result<DayReport> {
    let Tally { graded, refused } = match asking {
        Asking::FullScreen if run::has_screen() => run::run(session, ctx, catalogue, folders)?,
        Asking::FullScreen | Asking::Plain => plain::run(session, ctx, catalogue)?,
    };
    Ok(DayReport { graded, refused })
}

impl Report for DayReport {
    fn text(&self, lang: Lang) -> String {
        let Self { graded, refused } = self;
        match lang {
            Lang::Zh => format!("检测 {graded} 件，拒收 {refused} 件"),
            Lang::En => format!("{graded} graded, {refused} refused"),
        }
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(self)?])
    }

    fn sheet(&self) -> Option<Sheet> {
        Some(Sheet {
            header: vec!["graded", "refused"],
            rows: vec![vec![self.graded.to_string(), self.refused.to_string()]],
        })
    }
}
