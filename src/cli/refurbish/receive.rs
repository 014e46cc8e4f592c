//! `regrade refurbish receive`.

use std::path::{Path, PathBuf};

use super::super::Session;
use super::super::exit::Exit;
use super::super::output::{Report, Sheet, Table};
use super::super::prompt::{Ask as _, Terminal};
use super::{mode, tail};
use crate::app::AppError;
use crate::app::refurbish::{self, DeliveredItem, ReceiveReport, Receiving};
use crate::domain::lang::Lang;

/// Take items back from a partner, each confirmed by itself
///
/// Name or scan what came. What was expected and is missing stays with the partner and is named, as
/// is what nobody expected, of which nothing is written; either ends with exit code 3. At the
/// terminal, with a list or a partner and no items, each expected item is asked for.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What came: trace codes, serials, IMEIs or pickup numbers; - reads them from standard input,
    /// one a line
    codes: Vec<String>,
    /// All that is expected came
    #[arg(long, conflicts_with = "codes")]
    all: bool,
    /// The list that the goods went with, as `send` wrote it: what is on it is expected
    #[arg(long, value_name = "FILE", conflicts_with = "partner")]
    manifest: Option<PathBuf>,
    /// The partner whose goods are expected; without it and --manifest, the lists of what came
    #[arg(long, value_name = "ID")]
    partner: Option<String>,
    /// Show what would be received and write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let catalogue = session.catalogue()?;
    let mut receiving = Receiving {
        queries: scans(&args.codes)?,
        is_all: args.all,
        manifest: args.manifest.clone(),
        partner: args.partner.clone(),
    };
    let is_listed = args.manifest.is_some() || args.partner.is_some();
    let lang = session.lang();
    let asks = args.codes.is_empty() && !args.all;
    let instead = "name what came, or --all with --manifest or --partner";
    if !is_listed && (args.all || asks) {
        return Err(AppError::Usage(format!("nothing says what is expected: {instead}")).into());
    }
    let terminal = match asks {
        true => Some(Terminal::find(instead)?),
        false => None,
    };
    let mut ctx = session.open()?;
    if let Some(terminal) = &terminal {
        for item in refurbish::expected(&ctx, &catalogue, &receiving)? {
            let question = format!("{} {}", item.code, item.goods);
            let choices = [
                lang.pick("收到", "it came").to_owned(),
                lang.pick("没收到", "it did not").to_owned(),
            ];
            match terminal.choose(&question, &choices, 0)? {
                Some(0) => receiving.queries.push(item.code),
                Some(_) => {}
                None => break,
            }
        }
    }
    let report = refurbish::receive(&mut ctx, &catalogue, &receiving, mode(args.dry_run), lang)?;
    Ok(Box::new(report))
}

/// The items named, with those of standard input in place of `-`.
fn scans(codes: &[String]) -> anyhow::Result<Vec<String>> {
    let mut scans = Vec::new();
    for code in codes {
        if code != "-" {
            scans.push(code.clone());
            continue;
        }
        let text = super::super::grade::read(Path::new("-"))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        scans.extend(lines.map(str::to_owned));
    }
    Ok(scans)
}

impl Report for ReceiveReport {
    fn text(&self, lang: Lang) -> String {
        let counts = (
            self.received.len(),
            self.missing.len(),
            self.unexpected.len(),
        );
        let mut text = match lang {
            Lang::Zh => format!("收回 {}，缺 {}，意外 {}\n", counts.0, counts.1, counts.2),
            Lang::En => format!(
                "{} received, {} missing, {} unexpected\n",
                counts.0, counts.1, counts.2
            ),
        };
        let mut table = Table::new(["", "", "", ""]);
        let mut add = |word: &str, items: &[DeliveredItem]| {
            for item in items {
                table.row([
                    format!("  {word}"),
                    item.order.to_string(),
                    item.code.clone(),
                    item.goods.clone(),
                ]);
            }
        };
        add(lang.pick("缺", "missing"), &self.missing);
        add(lang.pick("收回", "received"), &self.received);
        for one in &self.unexpected {
            table.row([
                format!("  {}", lang.pick("意外", "unexpected")),
                String::new(),
                one.code.clone().unwrap_or_else(|| one.scanned.clone()),
                one.why.clone(),
            ]);
        }
        text += table.to_string().trim_start_matches('\n');
        text + &tail(self.operation, self.dry_run, lang)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(self)?])
    }

    fn sheet(&self) -> Option<Sheet> {
        let of = |word: &'static str, items: &[DeliveredItem]| {
            let row = |item: &DeliveredItem| {
                let cells = [word, &item.code, &item.goods, ""];
                cells.map(str::to_owned).to_vec()
            };
            items.iter().map(row).collect::<Vec<_>>()
        };
        let mut rows = of("received", &self.received);
        rows.extend(of("missing", &self.missing));
        rows.extend(self.unexpected.iter().map(|one| {
            let code = one.code.as_deref().unwrap_or(&one.scanned);
            ["unexpected", code, "", &one.why]
                .map(str::to_owned)
                .to_vec()
        }));
        Some(Sheet {
            header: vec!["outcome", "code", "goods", "why"],
            rows,
        })
    }

    fn exit(&self) -> Exit {
        match self.missing.is_empty() && self.unexpected.is_empty() {
            true => Exit::Done,
            false => Exit::Rejected,
        }
    }
}
