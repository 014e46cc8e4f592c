//! `regrade seal`.

use super::Session;
use super::output::{Report, Sheet, Table};
use crate::app::seals::{self, End, IssueReport, SealReport, ShownSeal};
use crate::app::time::local;
use crate::domain::event::Kind;
use crate::domain::lang::Lang;
use crate::domain::seal::SealState;

/// Seal bags of luxury items: print their codes, and say what became of one
///
/// `regrade dispatch sale --seal CODE` binds a seal to an item, once. A code that is seen again is
/// an alarm, which the record keeps.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Issue(Issue),
    Break(EndArgs),
    Void(EndArgs),
    List(List),
    Show(Show),
}

/// Print a batch of new codes
///
/// Each begins with U, which no trace code holds, and ends with a check symbol.
#[derive(Debug, clap::Args)]
struct Issue {
    /// How many
    #[arg(long, value_name = "N")]
    count: u32,
}

/// Say that a seal is spoilt: `break` one that is around an item, `void` one that is not
#[derive(Debug, clap::Args)]
struct EndArgs {
    /// The code on the bag
    #[arg(value_name = "SEAL")]
    seal: String,
    /// Why; private
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Seals, newest batch first
#[derive(Debug, clap::Args)]
struct List {
    /// Of this status only
    #[arg(long, value_parser = ["issued", "bound", "broken", "voided", "withdrawn"])]
    status: Option<String>,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,
}

/// One seal, and all that befell it
#[derive(Debug, clap::Args)]
struct Show {
    /// The code on the bag
    #[arg(value_name = "SEAL")]
    seal: String,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let mut ctx = session.open()?;
    let zone = session.resolved.settings.zone;
    Ok(match &args.command {
        Command::Issue(issue) => Box::new(seals::issue(&mut ctx, issue.count)?),
        Command::Break(end) => {
            let report = seals::end(&mut ctx, &end.seal, End::Broken, &end.reason)?;
            Box::new(One { report, zone })
        }
        Command::Void(end) => {
            let report = seals::end(&mut ctx, &end.seal, End::Voided, &end.reason)?;
            Box::new(One { report, zone })
        }
        Command::List(list) => {
            let state = list.status.as_deref().and_then(SealState::parse);
            let seals = seals::list(&ctx, state, list.limit)?;
            Box::new(Listed { seals, zone })
        }
        Command::Show(show) => {
            let report = seals::show(&ctx, &show.seal)?;
            Box::new(One { report, zone })
        }
    })
}

fn clock(text: &str, zone: chrono_tz::Tz) -> String {
    match chrono::DateTime::parse_from_rfc3339(text) {
        Ok(time) => local(time.timestamp(), zone),
        Err(_) => text.to_owned(),
    }
}

fn status(seal: &ShownSeal, lang: Lang) -> &'static str {
    SealState::parse(seal.status).map_or(seal.status, |state| state.name(lang))
}

impl Report for IssueReport {
    fn text(&self, lang: Lang) -> String {
        let (count, operation) = (self.count, self.operation);
        let head = match lang {
            Lang::Zh => format!("发放 {count} 个防撕袋码（操作 {operation}）\n"),
            Lang::En => format!("{count} seals issued (operation {operation})\n"),
        };
        head + &self.seals.join("\n")
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.seals
            .iter()
            .map(|seal| serde_json::to_string(&serde_json::json!({ "seal": seal })))
            .collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        Some(Sheet {
            header: vec!["seal"],
            rows: self.seals.iter().map(|seal| vec![seal.clone()]).collect(),
        })
    }
}

struct Listed {
    seals: Vec<ShownSeal>,
    zone: chrono_tz::Tz,
}

impl Report for Listed {
    fn text(&self, lang: Lang) -> String {
        if self.seals.is_empty() {
            return lang
                .pick("没有防撕袋", "there are no such seals")
                .to_owned();
        }
        let mut table = Table::new(match lang {
            Lang::Zh => ["防撕袋", "状态", "溯源码", "定制箱", "发放"],
            Lang::En => ["seal", "status", "code", "box", "issued"],
        });
        for seal in &self.seals {
            table.row([
                seal.seal.clone(),
                status(seal, lang).to_owned(),
                seal.code.clone().unwrap_or_default(),
                seal.custom_box.clone().unwrap_or_default(),
                clock(&seal.issued_at, self.zone),
            ]);
        }
        table.to_string()
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.seals)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.seals.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let rows = self.seals.iter().map(|seal| {
            vec![
                seal.seal.clone(),
                seal.status.to_owned(),
                text(&seal.code),
                text(&seal.custom_box),
                seal.issued_at.clone(),
                text(&seal.bound_at),
                text(&seal.ended_at),
            ]
        });
        Some(Sheet {
            header: vec![
                "seal",
                "status",
                "code",
                "box",
                "issued_at",
                "bound_at",
                "ended_at",
            ],
            rows: rows.collect(),
        })
    }
}

struct One {
    report: SealReport,
    zone: chrono_tz::Tz,
}

impl Report for One {
    fn text(&self, lang: Lang) -> String {
        let seal = &self.report.seal;
        let mut head = format!("{} {}", seal.seal, status(seal, lang));
        for part in [&seal.code, &seal.custom_box, &self.report.reason]
            .into_iter()
            .flatten()
        {
            head += " · ";
            head += part;
        }
        let mut table = Table::new(["", "", "", ""]);
        for event in &self.report.events {
            let kind = Kind::parse(&event.kind).map_or(event.kind.as_str(), |kind| kind.name(lang));
            table.row([
                clock(&event.at, self.zone),
                kind.to_owned(),
                event.by.clone(),
                event.code.clone().unwrap_or_default(),
            ]);
        }
        format!("{head}\n{}", table.to_string().trim_start_matches('\n'))
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.report)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.report
            .events
            .iter()
            .map(serde_json::to_string)
            .collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.report.events.iter().map(|event| {
            vec![
                event.seq.to_string(),
                event.kind.clone(),
                event.at.clone(),
                event.by.clone(),
                event.operation.to_string(),
                event.code.clone().unwrap_or_default(),
            ]
        });
        Some(Sheet {
            header: vec!["seq", "kind", "at", "by", "operation", "code"],
            rows: rows.collect(),
        })
    }
}
