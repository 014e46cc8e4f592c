//! `regrade undo OPERATION`.

use super::Session;
use super::exit::Exit;
use super::output::{Report, Sheet, Table};
use crate::app::undo::{self, Outcome, UndoReport};
use crate::domain::lang::Lang;

/// Reverse what an operation did, by new events
///
/// Item by item: reversed, kept since later work stands on it, or blocked by a rule. Nothing is
/// deleted; the pickup numbers of an undone intake may be taken in again.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The operation, as `regrade log` shows it
    operation: i64,
    /// Why, for the record
    #[arg(long)]
    reason: Option<String>,
    /// Show what would be reversed and write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let mut ctx = session.open()?;
    Ok(Box::new(undo::undo(
        &mut ctx,
        args.operation,
        args.reason.clone(),
        args.dry_run,
        session.lang(),
    )?))
}

fn word(outcome: Outcome, lang: Lang) -> &'static str {
    match (outcome, lang) {
        (Outcome::Reversed, Lang::Zh) => "已撤销",
        (Outcome::Kept, Lang::Zh) => "保留",
        (Outcome::Blocked, Lang::Zh) => "受阻",
        (Outcome::Reversed, Lang::En) => "reversed",
        (Outcome::Kept, Lang::En) => "kept",
        (Outcome::Blocked, Lang::En) => "blocked",
    }
}

impl Report for UndoReport {
    fn text(&self, lang: Lang) -> String {
        const SHOWN: usize = 20;
        let (reversed, kept, blocked) = (self.reversed, self.kept, self.blocked);
        let mut text = match lang {
            Lang::Zh => format!(
                "操作 {}：撤销 {reversed}，保留 {kept}，受阻 {blocked}\n",
                self.undoes
            ),
            Lang::En => format!(
                "operation {}: {reversed} reversed, {kept} kept, {blocked} blocked\n",
                self.undoes
            ),
        };
        if self.dry_run {
            text += lang.pick("预演：未写入任何内容\n", "dry run: nothing was written\n");
        }
        // What was not reversed is what the user must know of, so it comes first.
        let mut items: Vec<_> = self.items.iter().collect();
        items.sort_by_key(|item| item.outcome == Outcome::Reversed);
        let mut table = Table::new(["", "", ""]);
        for item in items.iter().take(SHOWN) {
            let why = item.why.clone().unwrap_or_default();
            table.row([item.code.clone(), word(item.outcome, lang).to_owned(), why]);
        }
        text += table.to_string().trim_start_matches('\n');
        if items.len() > SHOWN {
            text += &lang
                .pick(
                    "……另有 {} 件（--format json 列出全部）\n",
                    "… and {} more (--format json lists all)\n",
                )
                .replace("{}", &(items.len() - SHOWN).to_string());
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.items.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.items.iter().map(|item| {
            let outcome = word(item.outcome, Lang::En).to_owned();
            vec![
                item.code.clone(),
                outcome,
                item.why.clone().unwrap_or_default(),
            ]
        });
        Some(Sheet {
            header: vec!["code", "outcome", "why"],
            rows: rows.collect(),
        })
    }

    fn exit(&self) -> Exit {
        if self.reversed == 0 && !self.items.is_empty() {
            Exit::Refused
        } else {
            Exit::Done
        }
    }
}
