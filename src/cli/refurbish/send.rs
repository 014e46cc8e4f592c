//! `regrade refurbish send`.

use std::path::PathBuf;

use super::super::Session;
use super::super::output::{Report, Sheet, Table};
use super::{mode, tail, words};
use crate::app::refurbish::{self, SendReport, Sending};
use crate::domain::lang::Lang;

/// Send items to the partner of their work orders, with a list of them; all or none
///
/// The list is a CSV file, whose SHA-256 the record keeps, and the same as a page to print. Goods
/// whose storage media are not proved to be wiped go only to a partner that may hold data by
/// contract.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Trace codes, serials, IMEIs or pickup numbers
    #[arg(required_unless_present = "partner")]
    codes: Vec<String>,
    /// All that waits to be sent to this partner
    #[arg(long, value_name = "ID", conflicts_with = "codes")]
    partner: Option<String>,
    /// Name of the list, without its ending; default: manifest-PARTNER-… in this folder
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Send goods although their media are not proved to be wiped, and why
    #[arg(long, value_name = "WHY", value_parser = words)]
    unwiped: Option<String>,
    /// Show what would be sent and write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let catalogue = session.catalogue()?;
    let sending = Sending {
        queries: args.codes.clone(),
        partner: args.partner.clone(),
        output: args.output.clone(),
        unwiped: args.unwiped.clone(),
    };
    let mut ctx = session.open()?;
    let (mode, lang) = (mode(args.dry_run), session.lang());
    let report = refurbish::send(&mut ctx, &catalogue, &sending, mode, lang)?;
    Ok(Box::new(report))
}

impl Report for SendReport {
    fn text(&self, lang: Lang) -> String {
        let (count, name, due) = (self.items.len(), &self.partner_name, &self.due_on);
        let mut text = match lang {
            Lang::Zh => format!("送 {name}：{count} 件，应于 {due} 前收回\n"),
            Lang::En if count == 1 => format!("to {name}: 1 item, to be back by {due}\n"),
            Lang::En => format!("to {name}: {count} items, to be back by {due}\n"),
        };
        let header = match lang {
            Lang::Zh => ["  工单", "溯源码", "商品", "工序"],
            Lang::En => ["  order", "code", "goods", "operations"],
        };
        let mut table = Table::new(header);
        for item in &self.items {
            table.row([
                format!("  {}", item.order),
                item.code.clone(),
                item.goods.clone(),
                item.operations.join(", "),
            ]);
        }
        text += &table.to_string();
        text += &format!("  SHA-256 {}\n", self.manifest);
        if !self.files.is_empty() {
            let files = self.files.join(", ");
            text += &format!("  {} {files}\n", lang.pick("清单", "list"));
        }
        text + &tail(self.operation, self.dry_run, lang)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.items.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.items.iter().map(|item| {
            vec![
                item.order.to_string(),
                item.code.clone(),
                item.goods.clone(),
                item.serial.clone().unwrap_or_default(),
                item.operations.join(" "),
            ]
        });
        Some(Sheet {
            header: vec!["order", "code", "goods", "serial", "operations"],
            rows: rows.collect(),
        })
    }
}
