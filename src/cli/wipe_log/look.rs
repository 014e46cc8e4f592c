//! `regrade wipe-log sample|audit`.

use super::super::Session;
use super::super::exit::Exit;
use super::super::output::{Report, Sheet, Table};
use super::usage;
use crate::app::wipe::audit::{self, AuditReport};
use crate::app::wipe::sampled::{self, SampleReport};
use crate::domain::lang::Lang;

/// A sample.
#[derive(Debug, clap::Args)]
pub(super) struct SampleArgs {
    /// Which share of the wiped items, in percent
    #[arg(long, default_value = "5", value_name = "PERCENT")]
    pct: String,
    /// The seed: the same one draws the same items again
    #[arg(long, value_name = "N")]
    seed: u64,
    /// Only items wiped on this day at the site, such as 2026-01-31
    #[arg(long)]
    day: Option<chrono::NaiveDate>,
}

pub(super) fn sample(session: &Session, args: &SampleArgs) -> anyhow::Result<Box<dyn Report>> {
    let share = hundredths(&args.pct)
        .ok_or_else(|| usage(&format!("`{}` is no share in percent (--pct)", args.pct)))?;
    let mut ctx = session.open()?;
    Ok(Box::new(sampled::draw(
        &mut ctx, share, args.seed, args.day,
    )?))
}

/// A percentage above 0 with at most two decimals, in hundredths.
fn hundredths(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !is_plain(whole) || !is_plain(part) {
        return None;
    }
    let share = format!("{whole}{part:0<2}").parse().ok()?;
    (1..=10_000).contains(&share).then_some(share)
}

impl Report for SampleReport {
    fn text(&self, lang: Lang) -> String {
        let (drawn, of, seed, operation) = (self.items.len(), self.of, self.seed, self.operation);
        let mut text = match lang {
            Lang::Zh => format!("从 {of} 件中抽取 {drawn} 件，种子 {seed}（操作 {operation}）\n"),
            Lang::En => format!("{drawn} of {of} items, by seed {seed} (operation {operation})\n"),
        };
        let header = lang.pick("溯源码|商品|清除人|已检查", "code|goods|wiped by|checked");
        let mut table = Table::new(header.split('|'));
        for item in &self.items {
            let yes = if item.checked {
                lang.pick("是", "yes")
            } else {
                ""
            };
            let operators = item.operators.join(", ");
            table.row([&item.code, &item.goods, &operators, yes]);
        }
        text += &table.to_string();
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
            vec![
                item.code.clone(),
                item.goods.clone(),
                item.operators.join(" "),
                item.checked.to_string(),
            ]
        });
        Some(Sheet {
            header: vec!["code", "goods", "operators", "checked"],
            rows: rows.collect(),
        })
    }
}

pub(super) fn audit(session: &Session) -> anyhow::Result<Box<dyn Report>> {
    Ok(Box::new(audit::audit(&session.open()?)?))
}

impl Report for AuditReport {
    fn text(&self, lang: Lang) -> String {
        let (files, intact) = (self.files, self.intact);
        let mut text = match lang {
            Lang::Zh => format!("{files} 个证据文件，{intact} 个完好\n"),
            Lang::En => format!("{files} files of evidence, {intact} of them as they were\n"),
        };
        for fault in &self.faults {
            let word = match fault.fault {
                "missing" => lang.pick("缺失", "missing"),
                "changed" => lang.pick("已改动", "changed"),
                _ => lang.pick("无法读取", "unreadable"),
            };
            let by = fault.named_by.join(", ");
            text += &format!("  {word}: {} ({by})\n", fault.path);
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.faults.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.faults.iter().map(|fault| {
            vec![
                fault.sha256.clone(),
                fault.path.clone(),
                fault.fault.to_owned(),
                fault.named_by.join(" "),
            ]
        });
        Some(Sheet {
            header: vec!["sha256", "path", "fault", "named_by"],
            rows: rows.collect(),
        })
    }

    fn exit(&self) -> Exit {
        match self.faults.is_empty() {
            true => Exit::Done,
            false => Exit::Integrity,
        }
    }
}
