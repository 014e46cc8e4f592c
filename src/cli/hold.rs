//! `regrade hold` and `regrade release`.

use super::Session;
use super::output::{Report, Sheet, Table};
use crate::app::hold::{self, HoldReport, Way};
use crate::domain::hold::words;
use crate::domain::lang::Lang;

/// Hold items: they leave for nobody but their owner until a second person lets them go
///
/// All of them are held, or none.
#[derive(Debug, clap::Args)]
pub(super) struct HoldArgs {
    /// Trace codes, serials, IMEIs or pickup numbers
    #[arg(required = true, value_name = "CODE")]
    codes: Vec<String>,
    /// Why: stolen, locked, disputed, counterfeit, recalled or damaged; anything else is kept as
    /// private text
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Let go what is held; by another person than the one who held it or whose inspection refused it
///
/// All of them are let go, or none.
#[derive(Debug, clap::Args)]
pub(super) struct ReleaseArgs {
    /// Trace codes, serials, IMEIs or pickup numbers
    #[arg(required = true, value_name = "CODE")]
    codes: Vec<String>,
    /// Why; private
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(super) fn hold(session: &Session, args: &HoldArgs) -> anyhow::Result<Box<dyn Report>> {
    let mut ctx = session.open()?;
    let report = hold::hold(&mut ctx, &args.codes, Way::Hold, &args.reason)?;
    Ok(Box::new(report))
}

pub(super) fn release(session: &Session, args: &ReleaseArgs) -> anyhow::Result<Box<dyn Report>> {
    let mut ctx = session.open()?;
    let report = hold::hold(&mut ctx, &args.codes, Way::Release, &args.reason)?;
    Ok(Box::new(report))
}

impl Report for HoldReport {
    fn text(&self, lang: Lang) -> String {
        let mut table = Table::new(["", "", ""]);
        for item in &self.items {
            let now = match item.held {
                true => lang.pick("已扣留", "held"),
                false => lang.pick("已放行", "let go"),
            };
            let reason = words(&item.hold_reason, lang).into_owned();
            table.row([item.code.clone(), now.to_owned(), reason]);
        }
        let operation = self.operation.to_string();
        let of = lang
            .pick("操作 {}", "operation {}")
            .replace("{}", &operation);
        format!("{of}\n{}", table.to_string().trim_start_matches('\n'))
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.items.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.items.iter().map(|item| {
            let held = item.held.to_string();
            vec![item.code.clone(), held, item.hold_reason.clone()]
        });
        Some(Sheet {
            header: vec!["code", "held", "hold_reason"],
            rows: rows.collect(),
        })
    }
}
