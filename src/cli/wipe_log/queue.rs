//! `regrade wipe-log queue`.

use super::super::Session;
use super::super::exit::Exit;
use super::super::output::{Report, Sheet, Table};
use super::{import, said};
use crate::app::wipe::queue::{self, ClosedReport, Queued, ToLink, Which};
use crate::app::wipe::recording::Outcome;
use crate::app::wipe::rules::Rules;
use crate::domain::lang::Lang;

/// Reports that fit no medium for certain: list, link or dismiss them
///
/// A report waits here when no item in the house has such a medium declared, when its serial number
/// is missing, cut or a placeholder, or when it is of another machine than the medium's item.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Put report N on record for the item CODE, once somebody looked at the medium
    #[arg(long, num_args = 2, value_names = ["N", "CODE"], conflicts_with = "dismiss")]
    link: Option<Vec<String>>,
    /// Which medium of the item it is of, where it holds several
    #[arg(long, value_name = "M", requires = "link")]
    medium: Option<u32>,
    /// Say that report N is of no item
    #[arg(long, value_name = "N")]
    dismiss: Option<i64>,
    /// Why it is linked or dismissed
    #[arg(long)]
    reason: Option<String>,
    /// List those too that were linked or dismissed
    #[arg(long, conflicts_with_all = ["link", "dismiss"])]
    all: bool,
}

impl Args {
    /// Whether the result is a table.
    pub(super) fn gives_a_table(&self) -> bool {
        self.link.is_none() && self.dismiss.is_none()
    }
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let mut ctx = session.open()?;
    let lang = session.lang();
    let why = |what| said(args.reason.as_deref().unwrap_or_default(), what);
    if let Some(link) = &args.link {
        let [id, code] = link.as_slice() else {
            return Err(super::usage("--link takes a number and a code"));
        };
        let id = id
            .parse()
            .map_err(|_| super::usage(&format!("`{id}` is no report's number (--link)")))?;
        let to = ToLink {
            id,
            query: code.clone(),
            medium: args.medium,
            why: why("with --reason how you know that it is of that medium")?,
        };
        let catalogue = session.catalogue()?;
        let rules = Rules::open(&catalogue, &ctx.settings)?;
        return Ok(Box::new(queue::link(&mut ctx, &rules, &to, lang)?));
    }
    if let Some(id) = args.dismiss {
        let why = why("with --reason why it is of no item")?;
        return Ok(Box::new(queue::dismiss(&mut ctx, id, why)?));
    }
    let which = if args.all { Which::All } else { Which::Waiting };
    Ok(Box::new(List(queue::list(&ctx, which, lang)?)))
}

struct List(Vec<Queued>);

impl Report for List {
    fn text(&self, lang: Lang) -> String {
        if self.0.is_empty() {
            return lang.pick("没有待认领的报告", "no report waits").to_owned();
        }
        let header = lang.pick(
            "队列|文件|介质序列号|设备|工具|结果|原因",
            "queue|file|medium|machine|tool|result|why",
        );
        let mut table = Table::new(header.split('|'));
        for queued in &self.0 {
            let record = &queued.record;
            table.row([
                queued.id.to_string(),
                queued.file.clone(),
                record.medium_serial.clone().unwrap_or_default(),
                record.host_serial.clone().unwrap_or_default(),
                record.tool.clone(),
                record.result.as_str().to_owned(),
                queued
                    .closed
                    .clone()
                    .unwrap_or_else(|| queued.reason.clone()),
            ]);
        }
        table.to_string()
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.0)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.0.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.0.iter().map(|queued| {
            let record = &queued.record;
            vec![
                queued.id.to_string(),
                queued.file.clone(),
                queued.sha256.clone(),
                queued.state.to_owned(),
                record.medium_serial.clone().unwrap_or_default(),
                record.host_serial.clone().unwrap_or_default(),
                record.tool.clone(),
                record.result.as_str().to_owned(),
                queued.queued_by.clone(),
                queued.queued_at.clone(),
                queued.reason.clone(),
                queued.closed.clone().unwrap_or_default(),
            ]
        });
        Some(Sheet {
            header: vec![
                "id",
                "file",
                "sha256",
                "state",
                "medium_serial",
                "host_serial",
                "tool",
                "result",
                "queued_by",
                "queued_at",
                "reason",
                "closed",
            ],
            rows: rows.collect(),
        })
    }
}

impl Report for ClosedReport {
    fn text(&self, lang: Lang) -> String {
        let (id, operation) = (self.id, self.operation);
        let Some(record) = &self.record else {
            return match lang {
                Lang::Zh => format!("队列 {id}：已忽略（操作 {operation}）\n"),
                Lang::En => format!("queue {id}: dismissed (operation {operation})\n"),
            };
        };
        let item = record.item.as_deref().unwrap_or_default();
        let outcome = import::outcome(record.outcome, lang);
        let mut text = match lang {
            Lang::Zh => format!("队列 {id}：已关联 {item}，{outcome}（操作 {operation}）\n"),
            Lang::En => {
                format!("queue {id}: linked to {item}, {outcome} (operation {operation})\n")
            }
        };
        for reason in &record.reasons {
            text += &format!("  {reason}\n");
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(self)?])
    }

    fn exit(&self) -> Exit {
        match self.record.as_ref().map(|record| record.outcome) {
            Some(Outcome::NotAccepted) => Exit::Rejected,
            _ => Exit::Done,
        }
    }
}
