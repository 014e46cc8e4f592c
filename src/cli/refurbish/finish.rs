//! `regrade refurbish finish`.

use std::path::PathBuf;

use super::super::Session;
use super::super::output::{Report, Sheet, Table};
use super::super::prompt::{Ask as _, Terminal};
use super::batch::{BatchArgs, Ran};
use super::{amount, mode, tail};
use crate::app::refurbish::{self, BatchWork, FinishReport, Finishing, minutes_of};
use crate::app::{AppError, Ctx};
use crate::domain::lang::Lang;
use crate::domain::money::Fen;
use crate::domain::refurbish::Outcome;
use crate::formats::catalogue::Catalogue;

/// Finish a work order: what each operation came to, and what the labour took
///
/// Outcomes are repaired, no-fault (no fault found), uneconomic (beyond economic repair) and
/// no-parts (parts missing). What is not said is asked for at the terminal.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Trace code, serial, IMEI or pickup number
    #[arg(required_unless_present = "batch")]
    code: Option<String>,
    /// What an operation came to, or all that are not named; may be given several times
    #[arg(long = "outcome", value_name = "[OPERATION=]OUTCOME", value_parser = outcome)]
    outcomes: Vec<(Option<String>, Outcome)>,
    /// Minutes of labour
    #[arg(long, value_name = "N", value_parser = minutes_of)]
    minutes: Option<i64>,
    /// What the labour cost, in yuan; the partner's bill
    #[arg(long, value_name = "YUAN", value_parser = amount)]
    cost: Option<i64>,
    /// Many orders: a CSV or XLSX file with the columns `code`, `outcome` (one for all, or
    /// OPERATION=OUTCOME with ; between them), `minutes` and `cost_yuan`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["code", "outcomes", "minutes", "cost"])]
    batch: Option<PathBuf>,
    #[command(flatten)]
    file: BatchArgs,
    /// Check it and write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
}

fn outcome(text: &str) -> Result<(Option<String>, Outcome), String> {
    let (op, word) = match text.split_once('=') {
        Some((op, word)) => (Some(op.trim().to_owned()), word.trim()),
        None => (None, text.trim()),
    };
    let outcome = Outcome::parse(word).ok_or_else(|| {
        let words = Outcome::ALL.map(Outcome::as_str).join(", ");
        format!("`{word}` is no outcome: {words}")
    })?;
    Ok((op, outcome))
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    if let Some(path) = &args.batch {
        let ran = Ran::of(session, path, BatchWork::Finish, &args.file, args.dry_run)?;
        return Ok(Box::new(ran));
    }
    let code = args.code.as_deref().unwrap_or_default();
    let catalogue = session.catalogue()?;
    let mut ctx = session.open()?;
    let mut finishing = Finishing::default();
    for (op, outcome) in &args.outcomes {
        match op {
            Some(op) => finishing.outcomes.push((op.clone(), *outcome)),
            None => finishing.every = Some(*outcome),
        }
    }
    let lang = session.lang();
    ask_outcomes(&ctx, &catalogue, code, &mut finishing, lang)?;
    let minutes = lang.pick("工时（分钟）", "minutes of labour");
    finishing.minutes = match args.minutes {
        Some(minutes) => minutes,
        None => number(minutes, "--minutes N", &minutes_of)?,
    };
    let cost = lang.pick("工费（元）", "cost of the labour, yuan");
    finishing.cost_fen = match args.cost {
        Some(fen) => fen,
        None => number(cost, "--cost YUAN", &amount)?,
    };
    let report = refurbish::finish(&mut ctx, code, &finishing, mode(args.dry_run), lang)?;
    Ok(Box::new(report))
}

/// Asks what operations came to of which nothing is said.
fn ask_outcomes(
    ctx: &Ctx,
    catalogue: &Catalogue,
    code: &str,
    finishing: &mut Finishing,
    lang: Lang,
) -> anyhow::Result<()> {
    let orders = refurbish::show(ctx, catalogue, code, lang)?.orders;
    let unfinished = orders
        .into_iter()
        .rfind(|order| order.finished_at.is_none() && order.status != "undone");
    let (Some(order), None) = (unfinished, finishing.every) else {
        return Ok(());
    };
    for op in &order.ops {
        if finishing.outcomes.iter().any(|(id, _)| *id == op.id) {
            continue;
        }
        let terminal = Terminal::find("say --outcome OUTCOME or --outcome OPERATION=OUTCOME")?;
        let choices = Outcome::ALL.map(|outcome| outcome.name(lang).to_owned());
        let chosen = terminal.choose(&op.name, &choices, 0)?;
        let Some(outcome) = chosen.and_then(|line| Outcome::ALL.get(line)) else {
            let kept = "nothing was written".to_owned();
            return Err(AppError::Interrupted { kept }.into());
        };
        finishing.outcomes.push((op.id.clone(), *outcome));
    }
    Ok(())
}

fn number(
    question: &str,
    flag: &str,
    read: &dyn Fn(&str) -> Result<i64, String>,
) -> anyhow::Result<i64> {
    let terminal = Terminal::find(&format!("say {flag}"))?;
    let line = terminal.line(question, "", &|text| read(text).map(|_| ()))?;
    Ok(read(&line).map_err(AppError::Usage)?)
}

impl Report for FinishReport {
    fn text(&self, lang: Lang) -> String {
        let order = lang.pick("工单", "order");
        let finished = lang.pick("已完成", "finished");
        let mut text = format!("{} · {order} {} {finished}\n", self.code, self.order);
        let mut table = Table::new(["", ""]);
        for found in &self.outcomes {
            table.row([
                format!("  {}", found.id),
                found.outcome.name(lang).to_owned(),
            ]);
        }
        text += table.to_string().trim_start_matches('\n');
        let (minutes, cost) = (self.minutes, Fen(self.labour_fen));
        text += &match lang {
            Lang::Zh => format!("  工时 {minutes} 分钟，工费 {cost} 元\n"),
            Lang::En => format!("  {minutes} minutes of labour, {cost} yuan\n"),
        };
        let asks: Vec<&str> = self.asks.iter().map(|check| check.name.as_str()).collect();
        let asks = match asks.is_empty() {
            true => lang.pick("不再问任何检测项", "nothing anew").to_owned(),
            false => asks.join(lang.pick("、", ", ")),
        };
        text += &match lang {
            Lang::Zh => format!("  复检：regrade grade {}，只问 {asks}\n", self.code),
            Lang::En => format!("  inspect it: regrade grade {} asks {asks}\n", self.code),
        };
        text + &tail(self.operation, self.dry_run, lang)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(self)?])
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.outcomes.iter().map(|found| {
            vec![
                self.order.to_string(),
                self.code.clone(),
                found.id.clone(),
                found.outcome.as_str().to_owned(),
            ]
        });
        Some(Sheet {
            header: vec!["order", "code", "operation", "outcome"],
            rows: rows.collect(),
        })
    }
}
