//! Blancco's reports, XML and JSON. Every erasure becomes a record and every disk without one is
//! told of; disk and erasure are joined by serial number only.

mod erasure;
mod shape;

pub(super) use shape::{is_json, is_tree, name_parts};

use super::MOST_RECORDS;
use super::error::WipeFileError;
use super::json::Json;
use super::record::{given, serial};
use super::tree::{Part, Tree};
use super::words::{Words, is_unresolved};
use crate::domain::wipe::report::{Format, Host, Lock, ReportedMedium, SeenMedium, WipeReport};

/// The locks that a report may tell of, and their names here.
const LOCKS: [(&str, &str); 4] = [
    ("find_my_iphone", "find-my"),
    ("frp_status", "frp"),
    ("mdm_status", "mdm"),
    ("bios_password", "bios"),
];

/// Reads a document whose parts have their names.
pub(super) fn read_tree(tree: &Tree, words: &Words) -> Result<WipeReport, WipeFileError> {
    read(tree, Format::BlanccoXml, words)
}

/// Reads JSON.
pub(super) fn read_json(json: &Json, words: &Words) -> Result<WipeReport, WipeFileError> {
    read(&shape::tree(json)?, Format::BlanccoJson, words)
}

fn read(tree: &Tree, format: Format, words: &Words) -> Result<WipeReport, WipeFileError> {
    let mut report = WipeReport {
        format,
        records: Vec::new(),
        untouched: Vec::new(),
        notices: Vec::new(),
    };
    if tree.all().filter_map(Part::text).any(is_unresolved) {
        let notice = "a template left placeholders in place of values";
        report.notices.push(notice.to_owned());
    }
    for part in shape::reports(tree) {
        let told = Told::new(part, words);
        let erasures = section(part.data, "blancco_erasure_report", "erasures");
        let mut erased = Vec::new();
        for erasure in erasures.flat_map(|erasures| erasures.each("erasure")) {
            let record = told.record(erasure, words);
            erased.extend(record.medium.serial.as_deref().map(plain));
            report.records.push(record);
            check_count(&report)?;
        }
        for disk in &told.disks {
            let serial = disk.serial.as_deref().map(plain);
            if serial.is_none_or(|serial| !erased.contains(&serial)) {
                report.untouched.push(SeenMedium {
                    host: told.host.clone(),
                    medium: disk.clone(),
                });
                check_count(&report)?;
            }
        }
    }
    if report.records.is_empty() && report.untouched.is_empty() {
        return Err(WipeFileError::NoMedium { format });
    }
    Ok(report)
}

fn check_count(report: &WipeReport) -> Result<(), WipeFileError> {
    if report.records.len() + report.untouched.len() > MOST_RECORDS {
        return Err(WipeFileError::TooMany {
            limit: MOST_RECORDS,
        });
    }
    Ok(())
}

/// What one report says of all its erasures.
struct Told {
    tool: String,
    version: Option<String>,
    report_id: Option<String>,
    has_signature: bool,
    operator: Option<String>,
    host: Host,
    locks: Vec<Lock>,
    disks: Vec<ReportedMedium>,
}

impl Told {
    fn new(report: shape::Report<'_>, words: &Words) -> Self {
        let description = report.data.first("description");
        let logs = description.and_then(|part| part.first("document_log"));
        let entries = logs.into_iter().flat_map(|logs| logs.each("log_entry"));
        let entries: Vec<Part<'_>> = entries.collect();
        // The first entry is the eraser's, those after it are of consoles.
        let author = entries.first().and_then(|entry| entry.first("author"));
        let of_author = |name| given(author.and_then(|author: Part<'_>| author.only(name)));
        let has_signature = entries
            .iter()
            .any(|entry| entry.only("integrity").is_some() || entry.only("key").is_some());
        let company =
            description.and_then(|part| part.at(&["description_entries", "company_information"]));
        let fields = report.user.and_then(|user| user.first("fields"));
        let field = |name| given(fields.and_then(|fields| fields.only(name)));
        let operator = given(company.and_then(|company| company.only("erasure_person")));
        let system = report.data.at(&["blancco_hardware_report", "system"]);
        let of_system = |name| system.and_then(|system| system.only(name));
        let mut assets = fields.into_iter().flat_map(Part::children);
        let asset = assets
            .find_map(|part| given(part.text().filter(|_| words.is_asset_field(part.name()))));
        let imeis = ["imei", "imei_two"].map(|name| serial(of_system(name), words));
        let locks = LOCKS.iter().filter_map(|(name, lock)| {
            given(of_system(name)).map(|word| Lock {
                name: (*lock).to_owned(),
                is_on: words.is_on(&word),
                word,
            })
        });
        Self {
            tool: of_author("product_name").unwrap_or_else(|| "Blancco".to_owned()),
            version: of_author("product_version"),
            report_id: given(description.and_then(|part| part.only("document_id"))),
            has_signature,
            operator: operator
                .or_else(|| field("erasure_person"))
                .or_else(|| field("technician_name")),
            host: Host {
                maker: given(of_system("manufacturer")),
                model: given(of_system("model")),
                serial: serial(of_system("serial"), words),
                imei: imeis.into_iter().flatten().collect(),
                asset,
            },
            locks: locks.collect(),
            disks: section(report.data, "blancco_hardware_report", "disks")
                .flat_map(|disks| disks.each("disk"))
                .map(|disk| medium(disk, words))
                .collect(),
        }
    }
}

/// Every part of that name in that section of a report.
fn section<'t>(
    data: Part<'t>,
    section: &'static str,
    name: &'static str,
) -> impl Iterator<Item = Part<'t>> {
    data.each(section)
        .flat_map(move |section| section.each(name))
}

/// A disk, or the target of an erasure.
fn medium(part: Part<'_>, words: &Words) -> ReportedMedium {
    let text = |name| part.only(name);
    let serial = serial(text("serial"), words);
    let bus = given(text("interface_type"));
    ReportedMedium {
        serial_doubtful: serial.is_none(),
        serial,
        maker: given(text("vendor")),
        model: given(text("model")),
        kind: words.kind(text("type"), bus.as_deref()),
        bus,
        bytes: text("capacity").and_then(|bytes| bytes.parse().ok()),
    }
}

/// A serial number as far as it tells devices apart.
fn plain(serial: &str) -> String {
    let signs = serial.chars().filter(|c| c.is_alphanumeric());
    signs.flat_map(char::to_uppercase).collect()
}
