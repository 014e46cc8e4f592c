//! `regrade wipe-log media add|remove|none|list`.

use super::super::Session;
use super::super::output::{Report, Sheet, Table};
use super::{kinds, said};
use crate::app::wipe::media::{self, Declared, MediaReport, MediumReport};
use crate::domain::lang::Lang;
use crate::domain::wipe::fact::Origin;
use crate::domain::wipe::report::MediumKind;

/// Say which storage media an item holds
///
/// An item that bears data and has no media declared does not leave: nobody knows what to wipe.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Declare a medium, or tell more of one that is declared
    Add {
        /// Trace code, serial, IMEI or pickup number
        code: String,
        /// What kind of medium it is
        #[arg(long, value_parser = kinds())]
        kind: MediumKind,
        /// Serial number as it stands on the medium; of a phone, its own serial or IMEI
        #[arg(long)]
        serial: Option<String>,
        /// Model
        #[arg(long)]
        model: Option<String>,
        /// Capacity in bytes
        #[arg(long)]
        bytes: Option<u64>,
        /// It was put in here, and did not come with the item
        #[arg(long)]
        put_in: bool,
    },
    /// Take a medium out of an item
    Remove {
        /// Trace code, serial, IMEI or pickup number
        code: String,
        /// The medium's number within the item
        #[arg(long, value_name = "N")]
        medium: u32,
        /// Why, and where it went
        #[arg(long)]
        reason: String,
        /// The second person who saw it out
        #[arg(long, value_name = "NAME")]
        witness: Option<String>,
    },
    /// Say that the item was looked through and holds no medium
    None {
        /// Trace code, serial, IMEI or pickup number
        code: String,
        /// Where was looked, or why there can be none
        #[arg(long)]
        reason: String,
    },
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let mut ctx = session.open()?;
    Ok(Box::new(match &args.command {
        Command::Add {
            code,
            kind,
            serial,
            model,
            bytes,
            put_in,
        } => {
            let declared = Declared {
                kind: *kind,
                serial: serial.clone(),
                model: model.clone(),
                bytes: *bytes,
                origin: if *put_in { Origin::Added } else { Origin::Came },
            };
            media::add(&mut ctx, code, &declared)?
        }
        Command::Remove {
            code,
            medium,
            reason,
            witness,
        } => {
            let why = said(reason, "why it was taken out")?;
            media::remove(&mut ctx, code, *medium, why, witness.clone())?
        }
        Command::None { code, reason } => {
            let why = said(reason, "where was looked")?;
            media::none(&mut ctx, code, why)?
        }
    }))
}

/// A medium in a few words: number, kind, serial, model.
fn words(medium: &MediumReport, lang: Lang) -> [String; 5] {
    let kind = medium.kind.map(|kind| kind.name(lang));
    let bytes = medium.bytes.map(size).unwrap_or_default();
    [
        medium.no.to_string(),
        kind.unwrap_or_else(|| lang.pick("未知", "unknown"))
            .to_owned(),
        medium.serial.clone().unwrap_or_default(),
        medium.model.clone().unwrap_or_default(),
        bytes,
    ]
}

/// A capacity as it is printed on media: in powers of a thousand.
pub(super) fn size(bytes: u64) -> String {
    for (unit, name) in [
        (1_000_000_000_000, "TB"),
        (1_000_000_000, "GB"),
        (1_000_000, "MB"),
    ] {
        if bytes >= unit {
            let tenths = bytes / (unit / 10);
            return match tenths % 10 {
                0 => format!("{} {name}", tenths / 10),
                part => format!("{}.{part} {name}", tenths / 10),
            };
        }
    }
    format!("{bytes} B")
}

impl Report for MediaReport {
    fn text(&self, lang: Lang) -> String {
        let code = &self.code;
        let mut text = match (self.operation, lang) {
            (Some(operation), Lang::Zh) => format!("{code}：已登记（操作 {operation}）\n"),
            (Some(operation), Lang::En) => format!("{code}: recorded (operation {operation})\n"),
            (None, Lang::Zh) => format!("{code}：此前已登记\n"),
            (None, Lang::En) => format!("{code}: on record already\n"),
        };
        if self.media.is_empty() {
            text += lang.pick("无存储介质\n", "no storage media\n");
            return text;
        }
        let header = lang.pick(
            "介质|类型|序列号|型号|容量",
            "medium|kind|serial|model|size",
        );
        let mut table = Table::new(header.split('|'));
        for medium in &self.media {
            table.row(words(medium, lang));
        }
        text + &table.to_string()
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.media.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.media.iter().map(|medium| {
            let kind = medium.kind.map_or("", MediumKind::as_str);
            let bytes = medium.bytes.map(|bytes| bytes.to_string());
            vec![
                self.code.clone(),
                medium.no.to_string(),
                kind.to_owned(),
                medium.serial.clone().unwrap_or_default(),
                medium.model.clone().unwrap_or_default(),
                bytes.unwrap_or_default(),
            ]
        });
        Some(Sheet {
            header: vec!["code", "no", "kind", "serial", "model", "bytes"],
            rows: rows.collect(),
        })
    }
}
