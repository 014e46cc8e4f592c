//! `regrade wipe-log certificate CODE`.

use std::path::PathBuf;

use super::super::Session;
use super::super::output::{Report, Sheet, Table};
use super::usage;
use crate::app::wipe::certificate::{self, Wanted};
use crate::app::wipe::rules::Rules;
use crate::domain::lang::Lang;
use crate::formats::wipe_certificate::{Certificate, Kind, limits};

/// The certificate of an item's wiped media, to print or to send along
///
/// States the technique, the level reached, the policy with its version, the risk that is left and
/// every override; it is refused for what failed or is not whole, which has a record. With -o
/// FILE.html it is a page for A4, with -o FILE.json a document.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Trace code, serial, IMEI or pickup number
    code: String,
    /// Only this medium
    #[arg(long, value_name = "N", conflicts_with = "batch")]
    medium: Option<u32>,
    /// All items of the batch: what the same tool and operator wiped on the same day
    #[arg(long)]
    batch: bool,
    /// A record in place of a certificate, whatever it came to
    #[arg(long)]
    record: bool,
    /// Where the item goes, as it is to be printed
    #[arg(long, value_name = "WHERE")]
    destination: Option<String>,
    /// The file, .html or .json
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Args {
    /// Whether the result is a table.
    pub(super) fn gives_a_table(&self) -> bool {
        self.output.is_none()
    }
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let ending = args.output.as_deref().map(|path| {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        ending.to_lowercase()
    });
    if let Some(ending) = ending
        .as_deref()
        .filter(|ending| !["html", "json"].contains(ending))
    {
        return Err(usage(&format!("`{ending}` is neither html nor json (-o)")));
    }
    let mut ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let rules = Rules::open(&catalogue, &ctx.settings)?;
    let wanted = Wanted {
        query: args.code.clone(),
        medium: args.medium,
        is_batch: args.batch,
        kind: if args.record {
            Kind::Record
        } else {
            Kind::Certificate
        },
        destination: args.destination.clone(),
    };
    let lang = session.lang();
    let page = certificate::issue(&mut ctx, &rules, &wanted, lang)?;
    if let (Some(path), Some(ending)) = (&args.output, ending) {
        let text = match ending.as_str() {
            "json" => serde_json::to_string_pretty(&page)? + "\n",
            _ => page.html(lang),
        };
        certificate::write(&page, path, &text)?;
        return Ok(Box::new(Written {
            number: page.number,
            media: page.media.len(),
            file: path.display().to_string(),
        }));
    }
    Ok(Box::new(page))
}

#[derive(serde::Serialize)]
struct Written {
    number: i64,
    media: usize,
    file: String,
}

impl Report for Written {
    fn text(&self, lang: Lang) -> String {
        let Self {
            number,
            media,
            file,
        } = self;
        match lang {
            Lang::Zh => format!("编号 {number}：{media} 个介质，写入 {file}\n"),
            Lang::En => format!("number {number}: {media} media, written to {file}\n"),
        }
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(self)?])
    }
}

impl Report for Certificate {
    fn text(&self, lang: Lang) -> String {
        let mut text = format!("{}\n", self.title(lang));
        let rows = |rows: Vec<(&'static str, String)>| {
            let mut table = Table::new(["", ""]);
            for (name, value) in rows {
                table.row([name.to_owned(), value]);
            }
            table.to_string().trim_start_matches('\n').to_owned()
        };
        text += &rows(self.head(lang));
        for medium in &self.media {
            text += &format!(
                "\n{} {}\n",
                lang.pick("介质", "medium"),
                medium.property_number
            );
            text += &rows(medium.rows(lang));
        }
        text + "\n" + limits(lang) + "\n"
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.media.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.media.iter().flat_map(|medium| {
            let rows = medium.rows(Lang::En).into_iter();
            rows.map(|(name, value)| vec![medium.property_number.clone(), name.to_owned(), value])
        });
        Some(Sheet {
            header: vec!["medium", "field", "value"],
            rows: rows.collect(),
        })
    }
}
