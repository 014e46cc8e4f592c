//! The list that goes with goods to a partner: a CSV file whose SHA-256 the record keeps, and the
//! same as a page to print.

use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::open::goods;
use super::target::Target;
use crate::app::AppError;
use crate::domain::lang::Lang;
use crate::domain::refurbish::Partner;
use crate::formats::export::{Cell, Column, Format, Kind};
use crate::formats::manifest::{Head, page};
use crate::store::{Connection, items};

/// The columns of the list; the names are a contract.
const COLUMNS: [&str; 7] = [
    "order",
    "code",
    "brand",
    "model",
    "spec",
    "serial",
    "operations",
];

/// A line of the list; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ManifestLine {
    pub order: i64,
    pub code: String,
    pub goods: String,
    pub serial: Option<String>,
    pub operations: Vec<String>,
}

/// A list as it goes with the goods.
#[derive(Debug, Clone)]
pub(super) struct Manifest {
    pub(super) lines: Vec<ManifestLine>,
    csv: Vec<u8>,
    /// SHA-256 of the CSV file, in hex
    pub(super) sha256: String,
}

impl Manifest {
    /// The list of these orders, in order of their numbers.
    pub(super) fn of(connection: &Connection, targets: &[Target]) -> anyhow::Result<Self> {
        let columns = COLUMNS.map(|name| Column {
            name,
            kind: Kind::Text,
        });
        let (mut csv, mut lines) = (Vec::new(), Vec::new());
        let mut sink = Format::Csv.sink(&columns, &mut csv)?;
        for target in targets {
            let item = items::get(connection, target.item)?;
            let operations = target.opened.ops.iter().map(|op| op.id.clone());
            let line = ManifestLine {
                order: target.order.number,
                code: target.code.to_string(),
                goods: goods(&item),
                operations: operations.collect(),
                serial: item.serial.clone(),
            };
            let (number, operations) = (line.order.to_string(), line.operations.join(" "));
            sink.row(&[
                Cell::Text(&number),
                Cell::Text(&line.code),
                Cell::Text(&item.brand),
                Cell::Text(&item.model),
                Cell::Text(&item.spec),
                line.serial.as_deref().map_or(Cell::Null, Cell::Text),
                Cell::Text(&operations),
            ])?;
            lines.push(line);
        }
        sink.finish()?;
        let sha256 = super::orders::hex(&Sha256::digest(&csv));
        Ok(Self { lines, csv, sha256 })
    }

    /// The page to print.
    fn html(&self, partner: &Partner, site: &str, day: &str, lang: Lang) -> String {
        let head = Head {
            title: lang.pick("送修清单", "Goods for refurbishing"),
            from: site,
            to: partner.name.get(lang),
            day,
            sha256: &self.sha256,
            columns: match lang {
                Lang::Zh => ["工单", "溯源码", "商品", "序列号", "工序"],
                Lang::En => ["Order", "Trace code", "Goods", "Serial", "Operations"],
            },
            signs: lang.pick("交付 / 接收 / 日期：", "Handed over / received / date:"),
        };
        let rows = self.lines.iter().map(|line| {
            [
                line.order.to_string(),
                line.code.clone(),
                line.goods.clone(),
                line.serial.clone().unwrap_or_default(),
                line.operations.join(", "),
            ]
        });
        page(&head, rows)
    }

    /// Writes both files, which must not be there yet; gives their names.
    pub(super) fn write(&self, paper: &Paper<'_>) -> Result<[PathBuf; 2], AppError> {
        let html = self.html(paper.partner, paper.site, paper.day, paper.lang);
        let base = paper.base.clone().unwrap_or_else(|| {
            PathBuf::from(format!(
                "manifest-{}-{}",
                paper.partner.id,
                &self.sha256[..8]
            ))
        });
        let csv = with_ending(&base, "csv");
        let page = with_ending(&base, "html");
        new_file(&csv, &self.csv)?;
        if let Err(error) = new_file(&page, html.as_bytes()) {
            remove(&[csv]);
            return Err(error);
        }
        Ok([csv, page])
    }
}

/// What stands on the list beside its lines, and where it goes.
pub(super) struct Paper<'p> {
    pub(super) partner: &'p Partner,
    pub(super) site: &'p str,
    pub(super) day: &'p str,
    pub(super) lang: Lang,
    /// The files' name without its ending
    pub(super) base: Option<PathBuf>,
}

/// `list` and `list.csv` are both `list.csv` and `list.html`.
fn with_ending(base: &Path, ending: &str) -> PathBuf {
    let is_ours = |own: &std::ffi::OsStr| own == "csv" || own == "html";
    match base.extension() {
        Some(own) if is_ours(own) => base.with_extension(ending),
        _ => {
            let mut name = base.as_os_str().to_owned();
            name.push(".");
            name.push(ending);
            PathBuf::from(name)
        }
    }
}

fn new_file(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    let failed = |source| AppError::File {
        doing: "write",
        path: path.to_owned(),
        source,
    };
    let mut file = std::fs::File::create_new(path).map_err(failed)?;
    std::io::Write::write_all(&mut file, bytes).map_err(failed)
}

/// Takes back lists of goods that did not go.
pub(super) fn remove(paths: &[PathBuf]) {
    for path in paths {
        // What is left behind is a list that no event names; the error that follows says more.
        let _ = std::fs::remove_file(path);
    }
}
