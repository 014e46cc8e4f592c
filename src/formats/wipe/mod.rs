//! Reports of wipes as their tools write them, from bytes to the canonical record. Opens no files.
//! The format shows in the content; a report is a claim, and what it does not say is not supplied.

mod blancco;
mod decode;
mod ereuse;
mod error;
mod json;
mod killdisk;
mod manual;
mod nvme;
mod nwipe;
mod pairs;
mod record;
#[cfg(test)]
mod tests;
mod time;
mod tree;
mod usody;
mod wipedrive;
mod words;
mod xml;

pub use error::{JsonTrouble, WipeFileError, XmlTrouble};
pub use pairs::{NvmeFile, pair_nvme};
pub use words::Words;

use std::borrow::Cow;

use self::decode::Kind;
use self::json::Json;
use self::tree::Tree;
use crate::domain::wipe::report::{Format, WipeReport};

/// The largest file that is read.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;
/// The most media that one file may tell of.
const MOST_RECORDS: usize = 10_000;

/// The format that a file's content shows.
pub fn detect(bytes: &[u8]) -> Result<Format, WipeFileError> {
    Ok(Document::open(bytes)?.format()?.format())
}

/// Reads a report by the words that are built in; `forced` refuses any other format.
pub fn read(bytes: &[u8], forced: Option<Format>) -> Result<WipeReport, WipeFileError> {
    read_with(bytes, forced, Words::built_in())
}

/// Reads a report by these words.
pub fn read_with(
    bytes: &[u8],
    forced: Option<Format>,
    words: &Words,
) -> Result<WipeReport, WipeFileError> {
    let document = Document::open(bytes)?;
    let shape = match (document.format(), forced) {
        (Ok(shape), None) => shape,
        (Ok(shape), Some(format)) if shape.format() == format => shape,
        (_, Some(format)) => return Err(WipeFileError::OtherFormat { format }),
        (Err(error), None) => return Err(error),
    };
    document.read(shape, words)
}

/// Reads the log of an `NVMe` sanitization together with the `id-ctrl` of its controller.
pub fn read_nvme_pair(sanitize_log: &[u8], id_ctrl: &[u8]) -> Result<WipeReport, WipeFileError> {
    read_nvme_pair_with(sanitize_log, id_ctrl, Words::built_in())
}

/// Reads such a pair by these words.
pub fn read_nvme_pair_with(
    sanitize_log: &[u8],
    id_ctrl: &[u8],
    words: &Words,
) -> Result<WipeReport, WipeFileError> {
    let wrong = WipeFileError::OtherFormat {
        format: Format::NvmeCli,
    };
    let (log, identity) = (Document::open(sanitize_log)?, Document::open(id_ctrl)?);
    let Content::Json(identity) = &identity.content else {
        return Err(wrong);
    };
    if !nvme::is_identity(identity) {
        return Err(wrong);
    }
    match log.nvme_logs() {
        Some(logs) => nvme::report(&logs, Some(identity), words),
        None => Err(wrong),
    }
}

/// Whether a file is the log of an `NVMe` sanitization, which wants its `id-ctrl`.
pub fn is_nvme_sanitize_log(bytes: &[u8]) -> bool {
    Document::open(bytes).is_ok_and(|document| document.nvme_logs().is_some())
}

/// Whether a file is what `nvme id-ctrl` says of a controller.
pub fn is_nvme_id_ctrl(bytes: &[u8]) -> bool {
    Document::open(bytes).is_ok_and(|document| document.format() == Ok(Shape::NvmeIdentity))
}

/// A file that was decoded and, if it is XML or JSON, is whole and within all limits.
struct Document<'b> {
    bytes: &'b [u8],
    content: Content<'b>,
}

enum Content<'b> {
    Xml(Tree),
    Json(Json),
    Lines(Cow<'b, str>),
}

/// What a document is to be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    BlanccoXml,
    BlanccoJson,
    Nwipe,
    NvmeLog,
    NvmeLogText,
    NvmeIdentity,
    Ereuse,
    Usody,
    Wipedrive,
    Killdisk,
    Manual,
}

impl Shape {
    const fn format(self) -> Format {
        match self {
            Self::BlanccoXml => Format::BlanccoXml,
            Self::BlanccoJson => Format::BlanccoJson,
            Self::Nwipe => Format::Nwipe,
            Self::NvmeLog | Self::NvmeLogText | Self::NvmeIdentity => Format::NvmeCli,
            Self::Ereuse => Format::Ereuse,
            Self::Usody => Format::Usody,
            Self::Wipedrive => Format::Wipedrive,
            Self::Killdisk => Format::Killdisk,
            Self::Manual => Format::Manual,
        }
    }
}

impl<'b> Document<'b> {
    fn open(bytes: &'b [u8]) -> Result<Self, WipeFileError> {
        if bytes.len() > MOST_BYTES {
            return Err(WipeFileError::TooLarge {
                bytes: bytes.len() as u64,
                limit: MOST_BYTES as u64,
            });
        }
        if bytes.trim_ascii().is_empty() {
            return Err(WipeFileError::Empty);
        }
        let (kind, text) = decode::text(bytes)?;
        let content = match kind {
            Kind::Xml => {
                let mut tree = xml::parse(&text)?;
                blancco::name_parts(&mut tree);
                Content::Xml(tree)
            }
            Kind::Json => Content::Json(json::parse(&text)?),
            Kind::Lines => Content::Lines(text),
        };
        Ok(Self { bytes, content })
    }

    fn format(&self) -> Result<Shape, WipeFileError> {
        let shape = match &self.content {
            Content::Xml(tree) => xml_shape(tree),
            Content::Json(json) => json_shape(json),
            Content::Lines(text) if text.lines().any(nwipe::is_line) => Some(Shape::Nwipe),
            Content::Lines(text) if nvme::is_log_text(text) => Some(Shape::NvmeLogText),
            Content::Lines(_) if manual::is_table(self.bytes)? => Some(Shape::Manual),
            Content::Lines(_) => None,
        };
        shape.ok_or(WipeFileError::UnknownFormat)
    }

    fn read(self, shape: Shape, words: &Words) -> Result<WipeReport, WipeFileError> {
        match (shape, self.content) {
            (Shape::BlanccoXml, Content::Xml(tree)) => blancco::read_tree(&tree, words),
            (Shape::Wipedrive, Content::Xml(tree)) => wipedrive::read(&tree, words),
            (Shape::Killdisk, Content::Xml(tree)) => killdisk::read(&tree, words),
            (Shape::BlanccoJson, Content::Json(json)) => blancco::read_json(&json, words),
            (Shape::Ereuse, Content::Json(json)) => ereuse::read(&json, words),
            (Shape::Usody, Content::Json(json)) => usody::read(&json, words),
            (Shape::NvmeLog, Content::Json(json)) => nvme::report(&nvme::logs(&json), None, words),
            (Shape::NvmeIdentity, Content::Json(_)) => Err(WipeFileError::IdentityAlone),
            (Shape::NvmeLogText, Content::Lines(text)) => {
                nvme::report(&[nvme::log_text(&text)], None, words)
            }
            (Shape::Nwipe, Content::Lines(text)) => nwipe::read(&decode::checked(text)?, words),
            (Shape::Manual, Content::Lines(_)) => manual::read(self.bytes, words),
            (_, Content::Xml(_) | Content::Json(_) | Content::Lines(_)) => {
                Err(WipeFileError::UnknownFormat)
            }
        }
    }

    fn nvme_logs(&self) -> Option<Vec<nvme::Log>> {
        match &self.content {
            Content::Json(json) if nvme::is_log(json) => Some(nvme::logs(json)),
            Content::Lines(text) if nvme::is_log_text(text) => Some(vec![nvme::log_text(text)]),
            Content::Xml(_) | Content::Json(_) | Content::Lines(_) => None,
        }
    }
}

fn xml_shape(tree: &Tree) -> Option<Shape> {
    if blancco::is_tree(tree) {
        Some(Shape::BlanccoXml)
    } else if wipedrive::is_tree(tree) {
        Some(Shape::Wipedrive)
    } else if killdisk::is_tree(tree) {
        Some(Shape::Killdisk)
    } else {
        None
    }
}

fn json_shape(json: &Json) -> Option<Shape> {
    if blancco::is_json(json) {
        Some(Shape::BlanccoJson)
    } else if nvme::is_log(json) {
        Some(Shape::NvmeLog)
    } else if nvme::is_identity(json) {
        Some(Shape::NvmeIdentity)
    } else if ereuse::is_snapshot(json) {
        Some(Shape::Ereuse)
    } else if usody::is_report(json) {
        Some(Shape::Usody)
    } else {
        None
    }
}
