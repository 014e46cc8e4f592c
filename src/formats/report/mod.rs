//! Reports as bytes: a page that loads nothing, a workbook with charts, and the bare figures as
//! JSON, JSON lines and CSV. The same report gives the same bytes.

mod chart;
mod flat;
mod html;
mod json;
mod words;
mod xlsx;

use std::io::Write;

pub use words::{amount, shown};

use super::export::ExportError;
use crate::domain::daily::Daily;
use crate::domain::lang::Lang;

/// A form that a report can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One page with its charts in it
    Html,
    /// A workbook, one sheet a section
    Xlsx,
    /// One JSON document
    Json,
    /// One JSON object a figure
    Jsonl,
    /// One row a figure
    Csv,
}

impl Form {
    /// Every form, by the word that names it.
    pub const ALL: [(&'static str, Self); 5] = [
        ("html", Self::Html),
        ("xlsx", Self::Xlsx),
        ("json", Self::Json),
        ("jsonl", Self::Jsonl),
        ("csv", Self::Csv),
    ];

    /// The form of that word or file ending.
    pub fn parse(word: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        let known = all.find(|(name, _)| name.eq_ignore_ascii_case(word));
        known.map(|(_, form)| form)
    }

    /// The word that names it.
    pub fn as_str(self) -> &'static str {
        let mut all = Self::ALL.into_iter();
        let known = all.find(|(_, form)| *form == self);
        known.map_or("", |(name, _)| name)
    }

    /// Writes a report.
    pub fn write(
        self,
        report: &Daily,
        lang: Lang,
        out: &mut (dyn Write + Send),
    ) -> Result<(), ExportError> {
        match self {
            Self::Html => out.write_all(html::page(report, lang).as_bytes())?,
            Self::Xlsx => xlsx::write(report, lang, out)?,
            Self::Json => {
                out.write_all(json::document(report, lang).as_bytes())?;
                out.write_all(b"\n")?;
            }
            Self::Jsonl => flat::write(report, lang, super::export::Format::Jsonl, out)?,
            Self::Csv => flat::write(report, lang, super::export::Format::Csv, out)?,
        }
        Ok(out.flush()?)
    }
}
