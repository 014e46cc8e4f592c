//! One drive in one run of nwipe, and all that must agree before it passes.

use chrono::NaiveDateTime;

use super::super::record::{self, ComesDown as _};
use super::super::words::{Words, fold};
use super::run::{Closing, Shared, Totals};
use super::tables::{Rows, Seen};
use crate::domain::wipe::report::{
    Errors, Host, Moment, Pass, ReportedMedium, RunResult, Technique, VerifyMode, WipeRecord,
};

/// Most remarks that are kept of one drive.
const MOST_REMARKS: usize = 50;
/// Most passes that are told one by one.
const MOST_PASSES: usize = 1000;
/// To how many characters tables cut a serial number.
const SHOWN_SERIAL: usize = 20;

/// A drive as the lines of a run tell of it.
#[derive(Debug, Default)]
pub(super) struct Drive {
    path: String,
    found: Option<Found>,
    /// Every serial number that a line gives it
    serials: Vec<String>,
    bytes: Option<u64>,
    /// Methods that were begun on it
    methods: Vec<String>,
    start: Option<NaiveDateTime>,
    last: Option<NaiveDateTime>,
    /// Lines of errors that name it
    faults: Vec<String>,
    has_hidden_area: Option<bool>,
    pub(super) rows: Rows,
}

#[derive(Debug)]
struct Found {
    bus: String,
    model: String,
}

impl Drive {
    pub(super) fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            ..Self::default()
        }
    }

    /// Takes `Found /dev/sda, ATA-SSD, MODEL, 240 GB, S/N=SERIAL`.
    pub(super) fn found(&mut self, text: &str) {
        let (text, serial) = match text.rsplit_once(", S/N=") {
            Some((rest, serial)) => (rest, Some(serial)),
            None => (text, None),
        };
        self.serials
            .extend(serial.map(|serial| serial.trim().to_owned()));
        let mut parts = text.splitn(3, ", ").skip(1);
        if let (Some(bus), Some(rest)) = (parts.next(), parts.next()) {
            let model = rest.rsplit_once(", ").map_or(rest, |(model, _)| model);
            self.found = Some(Found {
                bus: bus.to_owned(),
                model: model.trim().to_owned(),
            });
        }
    }

    /// Takes a line that names the drive.
    pub(super) fn line(&mut self, at: NaiveDateTime, level: &str, text: &str) {
        self.last = Some(at);
        if let Some((_, serial)) = text.split_once("has serial number") {
            self.serials.push(serial.trim().to_owned());
        } else if let Some(rest) = text.strip_prefix("Invoking method '") {
            self.start.get_or_insert(at);
            let method = rest.rsplit_once("' on ").map_or(rest, |(method, _)| method);
            self.methods.push(method.to_owned());
        } else if let Some((_, sizes)) = text.split_once(", sect/blk/dev ") {
            self.bytes = sizes
                .rsplit_once('/')
                .and_then(|(_, bytes)| bytes.parse().ok());
        } else if text.contains("HIDDEN AREA DETECTED") {
            self.has_hidden_area = Some(true);
        } else if text.starts_with("No hidden areas on") {
            self.has_hidden_area.get_or_insert(false);
        }
        let is_fault = matches!(level, "fatal" | "error" | "sanity");
        if is_fault && self.faults.len() < MOST_REMARKS {
            self.faults.push(text.to_owned());
        }
    }

    /// Whether the run did anything to it.
    pub(super) fn was_begun(&self) -> bool {
        !self.methods.is_empty() || self.rows != Rows::default()
    }

    /// Whether a line lists it as there.
    pub(super) fn was_found(&self) -> bool {
        self.found.is_some()
    }

    /// What it is.
    pub(super) fn medium(&self, words: &Words) -> ReportedMedium {
        let first = self.serials.first();
        let first = first.filter(|first| self.serials.iter().all(|other| other == *first));
        let serial = record::serial(first.map(String::as_str), words);
        let bus = self.found.as_ref().map(|found| found.bus.as_str());
        let erased = self.rows.erased.once();
        ReportedMedium {
            serial_doubtful: serial.is_none(),
            serial,
            maker: None,
            model: self
                .found
                .as_ref()
                .and_then(|found| record::given(Some(&found.model))),
            kind: bus.and_then(|bus| kind(bus, words)),
            bus: record::given(bus),
            bytes: erased.map(|(_, all, _)| *all).or(self.bytes),
        }
    }

    /// The record of the run.
    pub(super) fn record(self, run: &Shared, host: Host, words: &Words) -> WipeRecord {
        let mut record = record::blank("nwipe");
        record.version.clone_from(&run.version);
        record.host = host;
        record.medium = self.medium(words);
        record.label.clone_from(&run.method);
        record.start = self.start.map(Moment::Local);
        if run.closing.is_some() {
            record.end = self
                .last
                .filter(|_| self.start.is_some())
                .map(Moment::Local);
        }
        if let Some([write, verify, sync]) = self.rows.errors.once() {
            record.errors = Errors {
                write: *write,
                verify: *verify,
                sync: *sync,
                ..Errors::default()
            };
        }
        self.judge_status(run, &mut record, words);
        self.judge_drive(&mut record);
        self.judge_method(run, &mut record, words);
        self.judge_medium(&mut record);
        record
    }

    /// What the end of the run and its tables say.
    fn judge_status(&self, run: &Shared, record: &mut WipeRecord, words: &Words) {
        match self.rows.status.once() {
            Some((status, _)) => {
                record.result = words.state("nwipe", status);
                record.word("status", status);
                if record.result != RunResult::Pass {
                    record.remarks.push(format!("status {status}"));
                }
            }
            None => record.doubt("no status in a table of drives"),
        }
        match &run.closing {
            Some((closing, text)) => {
                record.word("end", text);
                if *closing == Closing::Aborted {
                    record.fail(text);
                }
            }
            None => record.doubt("the run does not end in this log"),
        }
        if let Some((_, _, percentage)) = self.rows.erased.once() {
            record.word("erased", percentage);
            record.done_bp = record::hundredths(percentage);
            if percentage != "100.00%" {
                record.fail(format!("{percentage} erased"));
            }
        } else if self.rows.erased == Seen::Unclear {
            record.doubt("the table of erased bytes is not clear");
        }
        match self.rows.errors.once() {
            Some(counts) if counts.iter().any(|count| *count > 0) => {
                let [write, verify, sync] = counts;
                record.fail(format!(
                    "errors: {write} pass, {verify} verification, {sync} sync"
                ));
            }
            Some(_) => {}
            None => record.doubt("no counts in a table of errors"),
        }
        if self.rows.is_marked {
            record.fail("marked `!` in a table");
        }
        for line in run.fatal.iter().take(MOST_REMARKS) {
            record.doubt(line);
        }
    }

    /// What the lines say that name the drive.
    fn judge_drive(&self, record: &mut WipeRecord) {
        for fault in &self.faults {
            record.fail(fault);
        }
        record.hidden_unreached = self.has_hidden_area;
        if self.has_hidden_area == Some(true) {
            record.fail("a hidden area was there");
        }
        if self.start.is_none() {
            record.doubt("the log does not tell when it began");
        }
        if !is_whole_disk(&self.path) {
            record.doubt(format!("{} is not a whole disk", self.path));
        }
    }

    /// What was written and how it was verified.
    fn judge_method(&self, run: &Shared, record: &mut WipeRecord, words: &Words) {
        let label = run.method.as_deref().unwrap_or("");
        record.word("method", label);
        let totals = run.totals.once();
        if let Some(totals) = totals {
            record.word("totals", &totals.code);
        }
        if !agree(run, totals)
            || self
                .methods
                .iter()
                .any(|method| fold(method) != fold(label))
        {
            record.doubt("options, lines and totals do not agree on what was done");
        }
        match words.passes("nwipe", label) {
            Some([]) => record.fail("nothing was written: the method only reads"),
            Some(passes) => {
                record.technique = Some(Technique::Overwrite);
                let rounds = run.rounds.unwrap_or(1) as usize;
                let all = passes
                    .iter()
                    .copied()
                    .cycle()
                    .take(passes.len() * rounds.min(MOST_PASSES));
                record.passes = all.take(MOST_PASSES).collect();
                if totals.is_some_and(|totals| totals.has_blank) {
                    record.passes.push(Pass::Zero);
                }
            }
            None => record.doubt(format!("the method `{label}` is not known")),
        }
        record.verification.mode = match run.verify {
            Some(0) => VerifyMode::Off,
            Some(1) => VerifyMode::Full,
            Some(2) => VerifyMode::EachPass,
            Some(_) | None => VerifyMode::Untold,
        };
        match record.verification.mode {
            VerifyMode::Full | VerifyMode::EachPass => {
                record.verification.share_bp = Some(10_000);
                record.verification.passed = match record.result {
                    RunResult::Pass => Some(true),
                    RunResult::Fail if record.errors.verify > 0 => Some(false),
                    RunResult::Fail | RunResult::Unknown => None,
                };
            }
            VerifyMode::Untold => record.doubt("the log does not tell whether it was verified"),
            VerifyMode::Off | VerifyMode::Sample | VerifyMode::StatusLog => {}
        }
    }

    /// Whether the medium is named, and by one name.
    fn judge_medium(&self, record: &mut WipeRecord) {
        let Some(serial) = record.medium.serial.clone() else {
            let told = self.serials.first().map_or("", String::as_str).to_owned();
            record.word("serial", told);
            record.doubt("no serial number, or a masked one, or two that differ");
            return;
        };
        let shown: String = serial.chars().take(SHOWN_SERIAL).collect();
        let name = self
            .rows
            .status
            .once()
            .map_or("", |(_, name)| name.as_str());
        if self.rows.status.once().is_some() && !name.ends_with(&format!("/{}", shown.trim_end())) {
            record.medium.serial_doubtful = true;
            record.doubt("the table of drives shows another serial number");
        }
    }
}

/// Whether the options agree with the line of totals, which an unfinished run does not have.
fn agree(run: &Shared, totals: Option<&Totals>) -> bool {
    totals.is_some_and(|totals| {
        run.method.as_deref().map(fold) == Some(fold(&totals.method))
            && run.rounds == Some(totals.rounds)
            && run.verify == Some(totals.verify)
    })
}

/// Newer logs fill the bus up to eight characters, and then tell disks that turn from those that do
/// not; older ones do not tell.
fn kind(bus: &str, words: &Words) -> Option<crate::domain::wipe::report::MediumKind> {
    let (name, medium) = match bus.trim().strip_suffix("-SSD") {
        Some(name) => (name, Some("ssd")),
        None if bus.ends_with("    ") => (bus.trim(), Some("hdd")),
        None => (bus.trim(), None),
    };
    words.kind(medium, Some(name)).filter(|_| name != "VIRT")
}

/// Whether a device is a whole disk and no partition or mapping.
fn is_whole_disk(path: &str) -> bool {
    let name = path.strip_prefix("/dev/").unwrap_or(path);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let letters = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase());
    let lettered = ["sd", "hd", "vd", "xvd"];
    let numbered = ["mmcblk", "loop", "nbd"];
    let after = |start: &&str| name.strip_prefix(start);
    lettered.iter().filter_map(after).any(letters)
        || numbered.iter().filter_map(after).any(digits)
        || name
            .strip_prefix("nvme")
            .and_then(|rest| rest.split_once('n'))
            .is_some_and(|(controller, space)| digits(controller) && digits(space))
}
