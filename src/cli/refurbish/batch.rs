//! A file of orders to open or to finish, and what became of it.

use std::path::{Path, PathBuf};

use super::super::Session;
use super::super::exit::Exit;
use super::super::output::{Report, Sheet, Table};
use super::tail;
use crate::app::refurbish::{self, BatchReport, BatchWork, Options};
use crate::app::source::Source;
use crate::domain::lang::Lang;
use crate::domain::money::Fen;
use crate::formats::table::Encoding;

/// How a file is read.
#[derive(Debug, clap::Args)]
pub(super) struct BatchArgs {
    /// With --batch: write none if one row is bad
    #[arg(long, requires = "batch")]
    all_or_nothing: bool,
    /// With --batch: encoding of the file, if it is not to be found out
    #[arg(long, requires = "batch", value_parser = super::super::encoding)]
    encoding: Option<Encoding>,
    /// With --batch: where rejected rows go; default: FILE.rejects.csv beside the file
    #[arg(long, value_name = "FILE", requires = "batch")]
    rejects: Option<PathBuf>,
}

/// A file that was run.
pub(super) struct Ran {
    report: BatchReport,
    work: BatchWork,
}

impl Ran {
    pub(super) fn of(
        session: &Session,
        path: &Path,
        work: BatchWork,
        args: &BatchArgs,
        dry_run: bool,
    ) -> anyhow::Result<Self> {
        let catalogue = session.catalogue()?;
        let options = Options {
            dry_run,
            all_or_nothing: args.all_or_nothing,
            encoding: args.encoding,
            rejects: args.rejects.clone(),
            lang: session.lang(),
        };
        let mut source = Source::open(path)?;
        let mut ctx = session.open()?;
        let report = refurbish::batch(&mut ctx, &catalogue, &mut source, work, &options)?;
        Ok(Self { report, work })
    }
}

impl Report for Ran {
    fn text(&self, lang: Lang) -> String {
        let report = &self.report;
        let BatchReport {
            rows,
            accepted,
            duplicates,
            rejected,
            blank,
            ..
        } = report;
        let mut text = match lang {
            Lang::Zh => format!(
                "{}\n  {rows} 行 = 接受 {accepted} + 重复 {duplicates} + 退回 {rejected} + 空行 {blank}\n",
                report.file
            ),
            Lang::En => format!(
                "{}\n  {rows} rows = {accepted} accepted + {duplicates} duplicates + {rejected} \
                 rejected + {blank} blank\n",
                report.file
            ),
        };
        let mut line = |zh: &str, en: &str, value: String| {
            text += &lang.pick(zh, en).replace("{}", &value);
            text.push('\n');
        };
        if *accepted > 0 {
            let cost = Fen(report.cost_fen).to_string();
            match self.work {
                BatchWork::Open => line("  预计费用（元）{}", "  planned cost, yuan: {}", cost),
                BatchWork::Finish => line("  工费（元）{}", "  labour, yuan: {}", cost),
            }
        }
        if report.withheld > 0 {
            let en = "  {} good rows were held back, since others are bad";
            line(
                "  因其他行有误，{} 行未写入",
                en,
                report.withheld.to_string(),
            );
        }
        if report.interrupted {
            let en = "  interrupted: what is written stays; run it again for the rest";
            let zh = "  已中断：已写入的保留，重新运行即可完成其余";
            line(zh, en, String::new());
        }
        text += &tail(report.operation, report.dry_run, lang);
        if !report.faults.is_empty() {
            let mut table = Table::new([lang.pick("  行", "  line"), lang.pick("原因", "reason")]);
            for fault in report.faults.iter().take(10) {
                table.row([format!("  {}", fault.line), fault.text(lang)]);
            }
            text += &table.to_string();
        }
        if let Some(path) = &report.rejects_file {
            let en = "  rejected rows: {}; mend and run them again\n";
            let told = lang.pick("  退回的行：{}；改正后可直接再次运行\n", en);
            text += &told.replace("{}", path);
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.report)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(&self.report)?])
    }

    fn sheet(&self) -> Option<Sheet> {
        let report = &self.report;
        let counts = [
            report.rows,
            report.accepted,
            report.duplicates,
            report.rejected,
            report.blank,
        ];
        let mut row = vec![report.file.clone()];
        row.extend(counts.iter().map(u64::to_string));
        let header = vec![
            "file",
            "rows",
            "accepted",
            "duplicates",
            "rejected",
            "blank",
        ];
        Some(Sheet {
            header,
            rows: vec![row],
        })
    }

    fn exit(&self) -> Exit {
        match (self.report.interrupted, self.report.rejected) {
            (true, _) => Exit::Interrupted,
            (false, 0) => Exit::Done,
            (false, _) => Exit::Rejected,
        }
    }
}
