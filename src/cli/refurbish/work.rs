//! `regrade refurbish part`, `pause` and `resume`.

use super::super::Session;
use super::super::output::{Report, Sheet};
use super::{amount, mode, tail, words};
use crate::app::refurbish::{self, NewPart, WorkReport};
use crate::domain::event::Kind;
use crate::domain::lang::Lang;
use crate::domain::refurbish::PartAction;

/// Write down a part that was put in or taken out
#[derive(Debug, clap::Args)]
pub(super) struct PartArgs {
    /// Trace code, serial, IMEI or pickup number
    code: String,
    /// What it is
    #[arg(value_parser = words)]
    name: String,
    /// It was taken out; without this it was put in
    #[arg(long, conflicts_with = "cost")]
    removed: bool,
    /// Its serial number
    #[arg(long, value_name = "NUMBER", value_parser = words)]
    serial: Option<String>,
    /// What it cost, in yuan
    #[arg(long, value_name = "YUAN", value_parser = amount)]
    cost: Option<i64>,
    /// It is a storage medium: one that is put in voids the item's wipes
    #[arg(long)]
    medium: bool,
    /// Check it and write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
}

/// Let the work wait; the days of a pause do not count against the partner's promise
#[derive(Debug, clap::Args)]
pub(super) struct PauseArgs {
    /// Trace code, serial, IMEI or pickup number
    code: String,
    /// Why it waits
    #[arg(long, value_name = "WHY", value_parser = words)]
    reason: String,
    /// Check it and write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
}

/// Go on with work that waits
#[derive(Debug, clap::Args)]
pub(super) struct ResumeArgs {
    /// Trace code, serial, IMEI or pickup number
    code: String,
    /// Check it and write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
}

pub(super) fn part(session: &Session, args: &PartArgs) -> anyhow::Result<Box<dyn Report>> {
    let part = NewPart {
        action: match args.removed {
            true => PartAction::Removed,
            false => PartAction::Installed,
        },
        name: args.name.clone(),
        serial: args.serial.clone(),
        cost_fen: args.cost,
        medium: args.medium,
    };
    let mut ctx = session.open()?;
    let report = refurbish::part(&mut ctx, &args.code, &part, mode(args.dry_run))?;
    Ok(Box::new(report))
}

pub(super) fn pause(session: &Session, args: &PauseArgs) -> anyhow::Result<Box<dyn Report>> {
    let mut ctx = session.open()?;
    let report = refurbish::pause(&mut ctx, &args.code, &args.reason, mode(args.dry_run))?;
    Ok(Box::new(report))
}

pub(super) fn resume(session: &Session, args: &ResumeArgs) -> anyhow::Result<Box<dyn Report>> {
    let catalogue = session.catalogue()?;
    let mut ctx = session.open()?;
    let report = refurbish::resume(&mut ctx, &catalogue, &args.code, mode(args.dry_run))?;
    Ok(Box::new(report))
}

impl Report for WorkReport {
    fn text(&self, lang: Lang) -> String {
        let event = Kind::parse(self.event).map_or(self.event, |kind| kind.name(lang));
        let order = lang.pick("工单", "order");
        let mut text = format!("{} · {order} {} · {event}\n", self.code, self.order);
        if self.voids_wipes {
            text += lang.pick(
                "  装入存储介质：此前的数据清除作废\n",
                "  a storage medium was put in: wipes before this no longer count\n",
            );
        }
        text + &tail(self.operation, self.dry_run, lang)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(self)?])
    }

    fn sheet(&self) -> Option<Sheet> {
        Some(Sheet {
            header: vec!["order", "code", "event"],
            rows: vec![vec![
                self.order.to_string(),
                self.code.clone(),
                self.event.to_owned(),
            ]],
        })
    }
}
