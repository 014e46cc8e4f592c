//! `regrade refurbish open`.

use std::path::PathBuf;

use super::super::Session;
use super::super::output::{Report, Sheet, Table};
use super::batch::{BatchArgs, Ran};
use super::{mode, tail, words};
use crate::app::refurbish::{self, BatchWork, OpenReport, OpenedOrder, Wish};
use crate::domain::lang::Lang;
use crate::domain::money::Fen;

/// Open a work order for each of these good items, or for none of them
///
/// What is to be done is what the newest inspection asks for, at the cost and time that its
/// standard states. An item that it asks nothing for is made ready for sale in the house. A repair
/// that costs as much as it adds to the value, or more than the standard allows, is refused.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Trace codes, serials, IMEIs or pickup numbers
    #[arg(required_unless_present = "batch")]
    codes: Vec<String>,
    /// Who does it; default: whoever the catalogue names for such goods, else the in-house bench
    #[arg(long, value_name = "ID", conflicts_with = "batch")]
    partner: Option<String>,
    /// Do this, in place of what the inspection asks for; may be given several times
    #[arg(long = "op", value_name = "OPERATION", conflicts_with = "batch")]
    ops: Vec<String>,
    /// Open it although the repair does not pay
    #[arg(long = "override", requires = "reason", conflicts_with = "batch")]
    overrides: bool,
    /// Why, for the record
    #[arg(long, value_name = "WHY", value_parser = words, requires = "overrides")]
    reason: Option<String>,
    /// Many orders: a CSV or XLSX file with the column `code`, and `partner`, `ops` (; between
    /// them) and `override` (the reason) where they are not left to the catalogue
    #[arg(long, value_name = "FILE", conflicts_with = "codes")]
    batch: Option<PathBuf>,
    #[command(flatten)]
    file: BatchArgs,
    /// Show what would be opened and write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    if let Some(path) = &args.batch {
        let ran = Ran::of(session, path, BatchWork::Open, &args.file, args.dry_run)?;
        return Ok(Box::new(ran));
    }
    let catalogue = session.catalogue()?;
    let wish = Wish {
        partner: args.partner.clone(),
        ops: args.ops.clone(),
        overridden: args.reason.clone().filter(|_| args.overrides),
    };
    let mut ctx = session.open()?;
    let (mode, lang) = (mode(args.dry_run), session.lang());
    let report = refurbish::open(&mut ctx, &catalogue, &args.codes, &wish, mode, lang)?;
    Ok(Box::new(report))
}

fn ops(order: &OpenedOrder, lang: Lang) -> String {
    match order.ops.is_empty() {
        true => lang.pick("整备", "make ready for sale").to_owned(),
        false => {
            let ids: Vec<&str> = order.ops.iter().map(|op| op.id.as_str()).collect();
            ids.join(", ")
        }
    }
}

impl Report for OpenReport {
    fn text(&self, lang: Lang) -> String {
        let header = match lang {
            Lang::Zh => [
                "工单",
                "溯源码",
                "商品",
                "合作方",
                "工序",
                "费用",
                "分钟",
                "增值",
            ],
            Lang::En => [
                "order",
                "code",
                "goods",
                "partner",
                "operations",
                "cost",
                "min",
                "gain",
            ],
        };
        let mut table = Table::new(header);
        [0, 5, 6, 7]
            .into_iter()
            .for_each(|column| table.right(column));
        for order in &self.orders {
            table.row([
                order.order.to_string(),
                order.code.clone(),
                order.goods.clone(),
                order.partner_name.clone(),
                ops(order, lang),
                Fen(order.cost_fen).to_string(),
                order.minutes.to_string(),
                order
                    .gain_fen
                    .map_or_else(|| "—".to_owned(), |fen| Fen(fen).to_string()),
            ]);
        }
        table.to_string() + &tail(self.operation, self.dry_run, lang)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.orders.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.orders.iter().map(|order| {
            let ids: Vec<&str> = order.ops.iter().map(|op| op.id.as_str()).collect();
            vec![
                order.order.to_string(),
                order.code.clone(),
                order.partner.clone(),
                ids.join(" "),
                order.cost_fen.to_string(),
                order.minutes.to_string(),
                order
                    .gain_fen
                    .map(|fen| fen.to_string())
                    .unwrap_or_default(),
                order.promised_days.to_string(),
            ]
        });
        Some(Sheet {
            header: vec![
                "order",
                "code",
                "partner",
                "ops",
                "cost_fen",
                "minutes",
                "gain_fen",
                "promised_days",
            ],
            rows: rows.collect(),
        })
    }
}
