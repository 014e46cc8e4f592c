//! `regrade wipe-log add CODE`.

use super::super::Session;
use super::super::exit::Exit;
use super::super::output::Report;
use super::{import, usage};
use crate::app::wipe::manual::{self, ByHand};
use crate::app::wipe::recording::{Outcome, RecordReport};
use crate::app::wipe::rules::Rules;
use crate::domain::lang::Lang;
use crate::domain::wipe::report::{RunResult, Technique, VerifyMode};

/// Record a wipe that left no report, by hand
///
/// It is worth grade C as evidence, which a profile may not accept. Where the tool wrote a report,
/// import that instead.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Trace code, serial, IMEI or pickup number
    code: String,
    /// The medium's number, where the item holds several
    #[arg(long, value_name = "N")]
    medium: Option<u32>,
    /// With which tool
    #[arg(long)]
    tool: String,
    /// How it was wiped
    #[arg(long, value_parser = techniques())]
    technique: Technique,
    /// How many passes, where it was overwritten
    #[arg(long, value_name = "N", default_value_t = 1)]
    passes: u8,
    /// How it was verified
    #[arg(long, value_enum, default_value = "off")]
    verified: Verified,
    /// It did not come to a good end
    #[arg(long)]
    failed: bool,
    /// When it began, in RFC 3339
    #[arg(long, value_name = "TIME")]
    start: String,
    /// When it ended, in RFC 3339
    #[arg(long, value_name = "TIME")]
    end: String,
    /// Who ran it [default: who is working]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// What is to be known beside it
    #[arg(long)]
    note: Option<String>,
}

/// How a wipe was verified, on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Verified {
    /// All of the medium was read back
    Full,
    /// The device's own status log says that it is done
    StatusLog,
    /// Not at all
    Off,
}

fn techniques() -> impl clap::builder::TypedValueParser<Value = Technique> {
    use clap::builder::TypedValueParser as _;
    let words = Technique::ALL.map(Technique::as_str);
    clap::builder::PossibleValuesParser::new(words).map(|word| {
        let technique = Technique::parse(&word);
        technique.expect("the parser lets only these words in")
    })
}

fn time(text: &str, flag: &str) -> anyhow::Result<i64> {
    let time = chrono::DateTime::parse_from_rfc3339(text);
    time.map(|time| time.timestamp()).map_err(|_| {
        usage(&format!(
            "`{text}` is no time ({flag}): write it as 2026-01-02T03:04:05+08:00"
        ))
    })
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let mut ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let rules = Rules::open(&catalogue, &ctx.settings)?;
    let told = ByHand {
        medium: args.medium,
        tool: args.tool.clone(),
        technique: args.technique,
        passes: args.passes,
        verified: match args.verified {
            Verified::Full => VerifyMode::Full,
            Verified::StatusLog => VerifyMode::StatusLog,
            Verified::Off => VerifyMode::Off,
        },
        result: if args.failed {
            RunResult::Fail
        } else {
            RunResult::Pass
        },
        start: time(&args.start, "--start")?,
        end: time(&args.end, "--end")?,
        by: args
            .by
            .clone()
            .unwrap_or_else(|| ctx.settings.station.operator.clone()),
        note: args.note.clone(),
    };
    let (operation, record) = manual::add(&mut ctx, &rules, &args.code, &told, session.lang())?;
    Ok(Box::new(Added { operation, record }))
}

#[derive(serde::Serialize)]
struct Added {
    operation: i64,
    #[serde(flatten)]
    record: RecordReport,
}

impl Report for Added {
    fn text(&self, lang: Lang) -> String {
        let item = self.record.item.as_deref().unwrap_or_default();
        let outcome = import::outcome(self.record.outcome, lang);
        let operation = self.operation;
        let mut text = match lang {
            Lang::Zh => format!("{item}：{outcome}（操作 {operation}）\n"),
            Lang::En => format!("{item}: {outcome} (operation {operation})\n"),
        };
        for reason in &self.record.reasons {
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
        match self.record.outcome {
            Outcome::NotAccepted => Exit::Rejected,
            Outcome::Accepted | Outcome::Unmatched => Exit::Done,
            Outcome::Duplicate | Outcome::Unreadable => Exit::Done,
        }
    }
}
