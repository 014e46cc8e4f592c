//! One run of nwipe, taken line by line.

use rustc_hash::FxHashMap;

use super::super::MOST_RECORDS;
use super::super::error::WipeFileError;
use super::super::words::Words;
use super::Line;
use super::drive::Drive;
use super::tables::{self, Seen, Table};
use crate::domain::wipe::report::{Host, SeenMedium, WipeReport};

/// What all of a run's drives share.
#[derive(Debug, Default)]
pub(super) struct Run {
    drives: Vec<Drive>,
    /// Places of drives by path, and by the name that tables give them.
    places: FxHashMap<String, usize>,
    table: Option<Table>,
    has_options: bool,
    pub(super) shared: Shared,
}

/// What the lines say that name no drive.
#[derive(Debug, Default)]
pub(super) struct Shared {
    is_begun: bool,
    pub(super) version: Option<String>,
    pub(super) method: Option<String>,
    pub(super) rounds: Option<u32>,
    pub(super) verify: Option<u32>,
    pub(super) host: FxHashMap<String, String>,
    /// Fatal lines that name no drive
    pub(super) fatal: Vec<String>,
    pub(super) totals: Seen<Totals>,
    pub(super) closing: Option<(Closing, String)>,
}

/// The last line but one, such as `PRNG Stream, 1R+B+VL`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) method: String,
    pub(super) rounds: u32,
    pub(super) has_blank: bool,
    /// 0 off, 1 the last pass, 2 every pass
    pub(super) verify: u32,
    pub(super) code: String,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    Completed,
    WithErrors,
    Aborted,
}

impl Run {
    /// Whether this line belongs to the next run: since this one is closed, or since nothing in it
    /// comes twice.
    pub(super) fn ends_before(&self, line: &Line<'_>) -> bool {
        let text = line.text.as_ref();
        self.shared.closing.is_some()
            || (self.shared.is_begun && own_version(text).is_some())
            || (self.has_options && (is_options(text) || text.starts_with("Found /dev/")))
    }

    /// Takes a line with its time.
    pub(super) fn line(&mut self, line: &Line<'_>) -> Result<(), WipeFileError> {
        self.shared.is_begun = true;
        let text = line.text.as_ref();
        if line.level.is_empty() {
            // Nothing but the line of totals has no level.
            self.shared.totals.add(totals(text));
            return Ok(());
        }
        if let Some(version) = own_version(text) {
            self.shared.version = Some(version.to_owned());
        } else if is_options(text) {
            self.has_options = true;
        } else if let Some(closing) = closing(text) {
            self.shared.closing = Some((closing, text.to_owned()));
        } else if let Some(found) = text.strip_prefix("Found /dev/") {
            let name = found.split(',').next().unwrap_or(found);
            self.drive(&format!("/dev/{name}"))?.found(text);
        } else if let Some(device) = named_device(text).filter(|path| self.tells_of(path, line)) {
            self.drive(device)?.line(line.at, line.level, text);
        } else if line.level == "fatal" {
            self.shared.fatal.push(text.to_owned());
        } else if let Some((key, value)) = text.split_once('=') {
            self.shared.option(key.trim(), value.trim());
        }
        Ok(())
    }

    /// Takes a line without a time: a table's title, or a row.
    pub(super) fn row(&mut self, line: &str) -> Result<(), WipeFileError> {
        if let Some(table) = tables::title(line) {
            self.table = Some(table);
        } else if tables::is_rule(line) {
            // A row of stars ends a table, but not that of dashes under its column names.
            if line.trim().starts_with('*') {
                self.table = None;
            }
        } else if let (Some(table), Some((name, cells, is_marked))) =
            (self.table, tables::cells(line))
        {
            let path = format!("/dev/{name}");
            let place = self.places.get(name).or_else(|| self.places.get(&path));
            let drive = match place {
                Some(place) => &mut self.drives[*place],
                None => self.drive(&path)?,
            };
            drive.rows.take(table, &cells, is_marked);
        }
        Ok(())
    }

    /// Adds the run's drives to the report.
    pub(super) fn tell(self, words: &Words, report: &mut WipeReport) -> Result<(), WipeFileError> {
        let host = self.shared.host(words);
        for drive in self.drives {
            if report.records.len() + report.untouched.len() >= MOST_RECORDS {
                return Err(WipeFileError::TooMany {
                    limit: MOST_RECORDS,
                });
            }
            if drive.was_begun() {
                let record = drive.record(&self.shared, host.clone(), words);
                report.records.push(record);
            } else if drive.was_found() {
                report.untouched.push(SeenMedium {
                    host: host.clone(),
                    medium: drive.medium(words),
                });
            }
        }
        Ok(())
    }

    /// Whether a line that names a device tells of a drive; some name what was left out.
    fn tells_of(&self, path: &str, line: &Line<'_>) -> bool {
        self.places.contains_key(path)
            || matches!(line.level, "fatal" | "error")
            || line.text.contains("has serial number")
            || line.text.starts_with("Invoking method")
    }

    fn drive(&mut self, path: &str) -> Result<&mut Drive, WipeFileError> {
        let place = match self.places.get(path) {
            Some(place) => *place,
            None => {
                let place = self.drives.len();
                if place >= MOST_RECORDS {
                    return Err(WipeFileError::TooMany {
                        limit: MOST_RECORDS,
                    });
                }
                self.drives.push(Drive::new(path));
                self.places.insert(path.to_owned(), place);
                // Tables name a drive by the last part of its path.
                if let Some((_, name)) = path.rsplit_once('/') {
                    self.places.entry(name.to_owned()).or_insert(place);
                }
                place
            }
        };
        Ok(&mut self.drives[place])
    }
}

impl Shared {
    fn option(&mut self, key: &str, value: &str) {
        let leading = |text: &str| -> Option<u32> { text.split_whitespace().next()?.parse().ok() };
        match key {
            "banner" => self.version = value.strip_prefix("nwipe ").map(str::to_owned),
            "method" => self.method = Some(value.to_owned()),
            "rounds" => self.rounds = leading(value),
            "verify" => self.verify = leading(value),
            _ if key.starts_with("system-") || key.starts_with("chassis-") => {
                self.host.insert(key.to_owned(), value.to_owned());
            }
            _ => {}
        }
    }

    fn host(&self, words: &Words) -> Host {
        let told = |key: &str| {
            let value = self.host.get(key).map(String::as_str);
            super::super::record::serial(value, words)
        };
        Host {
            maker: told("system-manufacturer"),
            model: told("system-product-name"),
            serial: told("system-serial-number").or_else(|| told("chassis-serial-number")),
            imei: Vec::new(),
            asset: told("chassis-asset-tag"),
        }
    }
}

/// The version in the first line of newer logs, `nwipe 0.42`.
fn own_version(text: &str) -> Option<&str> {
    let version = text.strip_prefix("nwipe ")?;
    version
        .starts_with(|c: char| c.is_ascii_digit())
        .then_some(version)
}

fn is_options(text: &str) -> bool {
    text.starts_with("Program options are set as follows")
}

/// A closing line; one that was cut closes nothing, but one that aborts aborts all the same.
fn closing(text: &str) -> Option<Closing> {
    match text {
        "Nwipe successfully completed. See summary table for details." => Some(Closing::Completed),
        "Nwipe exited with errors, check the log & summary table for individual drive status." => {
            Some(Closing::WithErrors)
        }
        _ if text.starts_with("Nwipe was aborted by the user") => Some(Closing::Aborted),
        _ => None,
    }
}

/// The first device that a line names.
fn named_device(text: &str) -> Option<&str> {
    let from = text.find("/dev/")?;
    let part = |c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '-' | '.' | ':');
    let rest = &text[from..];
    let end = rest.find(|c| !part(c)).unwrap_or(rest.len());
    let path = rest[..end].trim_end_matches(['.', ':', '-', '/']);
    // What is no drive but opened all the same.
    let is_source = ["/dev/urandom", "/dev/random", "/dev/hwrng"].contains(&path);
    (path.len() > "/dev/".len() && !is_source).then_some(path)
}

fn totals(text: &str) -> Option<Totals> {
    let rest = text.strip_prefix("Total Throughput")?;
    let (_, rest) = rest.split_once(", ")?;
    let (method, code) = rest.rsplit_once(", ")?;
    let mut parts = code.split('+');
    let rounds = parts.next()?.strip_suffix('R')?.parse().ok()?;
    let has_blank = match parts.next()? {
        "B" => true,
        "NB" => false,
        _ => return None,
    };
    let verify = match parts.next()? {
        "NV" => 0,
        "VL" => 1,
        "VA" => 2,
        _ => return None,
    };
    parts.next().is_none().then(|| Totals {
        method: method.to_owned(),
        rounds,
        has_blank,
        verify,
        code: code.to_owned(),
    })
}
