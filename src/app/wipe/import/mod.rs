//! Reports of wiping tools, from files to the record: each run clears one medium once. A bad file
//! never stops the others; what fits no medium for certain waits in the queue.

mod files;
mod one;

use std::path::PathBuf;

use serde::Serialize;

use self::files::Found;
use self::one::Importer;
use super::desk::{self, Desk, Mode, Named};
use super::recording::{Outcome, RecordReport};
use super::rules::Rules;
use crate::app::attachments::{hex, sha256};
use crate::app::{Ctx, interrupt, keys};
use crate::domain::lang::Lang;
use crate::domain::wipe::report::Format;
use crate::formats::wipe::{self as reports, NvmeFile, WipeFileError, pair_nvme};
use crate::store::{StoreError, operations};

/// Files of one commit: so many that a commit costs little, so few that stations wait little.
const FILES_PER_COMMIT: u64 = 500;

/// How reports are to be read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether it is kept
    pub mode: Mode,
    /// The zone of times without an offset
    pub zone: chrono_tz::Tz,
    /// The format, where the user names it
    pub format: Option<Format>,
    /// The language of reasons
    pub lang: Lang,
}

/// A file and what became of it; the names are a contract.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// Its name
    pub file: String,
    /// SHA-256 of its bytes; none where they could not be read
    pub sha256: Option<String>,
    /// What it was read as
    pub format: Option<Format>,
    /// What became of it
    pub outcome: Outcome,
    /// Why it cannot be read, and what was odd about it
    pub reasons: Vec<String>,
    /// Its runs
    pub records: Vec<RecordReport>,
    /// Media that it shows unwiped, and that were therefore declared
    pub opened: Vec<Opened>,
}

/// A medium that a report shows unwiped.
#[derive(Debug, Clone, Serialize)]
pub struct Opened {
    /// Its serial number
    pub medium_serial: Option<String>,
    /// The item's trace code
    pub item: String,
    /// Its number within the item
    pub medium: u32,
}

/// What became of an import.
#[derive(Debug, Clone, Default)]
pub struct ImportReport {
    /// The operation; none where nothing was written
    pub operation: Option<i64>,
    /// Whether all of it was taken back
    pub dry_run: bool,
    /// File by file
    pub files: Vec<FileReport>,
    /// Events that the checkpoint signed afterwards covers
    pub checkpoint: Option<u64>,
    /// Whether the user stopped it; what was written stays
    pub interrupted: bool,
}

/// Told how far the import has come.
pub trait Watch {
    /// `done` of `of` files are read.
    fn read(&mut self, done: usize, of: usize);
}

/// A file of which only its partner makes a report.
struct Half {
    /// Its place in the report
    place: usize,
    found: Found,
    file: NvmeFile,
}

/// Imports reports.
pub fn import(
    ctx: &mut Ctx,
    rules: &Rules<'_>,
    paths: &[PathBuf],
    options: &Options,
    watch: &mut dyn Watch,
) -> anyhow::Result<ImportReport> {
    let found = files::all(paths);
    let mut work = Work {
        importer: Importer::new(ctx, rules, options),
        halves: Vec::new(),
        report: ImportReport {
            dry_run: options.mode == Mode::Preview,
            ..ImportReport::default()
        },
        source: match found.as_slice() {
            [only] => only.file_name(),
            several => format!("{} files", several.len()),
        },
    };
    let per_commit = match options.mode {
        Mode::Record => ctx.settings.rows_per_commit.min(FILES_PER_COMMIT),
        // What one round takes back, the next would not know of.
        Mode::Preview => u64::MAX,
    };
    ctx.store.begin_bulk()?;
    let mut rest = found.as_slice();
    while !rest.is_empty() && !work.report.interrupted {
        let here = rest
            .len()
            .min(usize::try_from(per_commit).unwrap_or(usize::MAX));
        let (chunk, later) = rest.split_at(here);
        rest = later;
        let is_last = rest.is_empty();
        work.commit(ctx, options.mode, is_last, &mut |work, desk| {
            for found in chunk {
                if interrupt::asked() {
                    work.report.interrupted = true;
                    break;
                }
                work.file(desk, found)?;
                watch.read(work.report.files.len(), paths_of(&work.report, later));
            }
            if is_last && !work.report.interrupted {
                work.pair(desk)?;
            }
            Ok(())
        })?;
    }
    let mut report = work.report;
    match report.operation {
        Some(_) if !report.dry_run => {
            report.checkpoint = keys::sign(ctx)?.map(|signed| signed.size);
        }
        _ => {
            report.operation = None;
            ctx.store.end_bulk()?;
        }
    }
    Ok(report)
}

/// How many files there are in all.
fn paths_of(report: &ImportReport, later: &[Found]) -> usize {
    report.files.len() + later.len()
}

struct Work<'a> {
    importer: Importer<'a>,
    halves: Vec<Half>,
    report: ImportReport,
    source: String,
}

impl Work<'_> {
    /// Does a part of the work in one transaction.
    fn commit(
        &mut self,
        ctx: &mut Ctx,
        mode: Mode,
        is_last: bool,
        act: &mut dyn FnMut(&mut Self, &mut Desk<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let (now, settings) = (ctx.now(), ctx.settings.clone());
        let tx = ctx.store.begin()?;
        let operation = match self.report.operation {
            Some(operation) => operation,
            None => {
                let named = Named {
                    command: "wipe-log import",
                    source: Some(self.source.clone()),
                    reason: None,
                };
                desk::begin(&tx, &settings, named, now)?
            }
        };
        let queued = self.importer.queued;
        let mut desk = Desk::open(&tx, &settings, operation, now)?;
        act(self, &mut desk)?;
        let is_changed = desk.close()? > 0 || self.importer.queued > queued;
        if is_changed {
            self.report.operation = Some(operation);
        }
        let is_over = is_last && !self.report.interrupted;
        if let (Some(operation), true) = (self.report.operation, is_over) {
            operations::finish(&tx, operation, now)?;
        }
        match (self.report.operation, mode) {
            (Some(_), Mode::Record) => tx.commit(),
            _ => tx.rollback(),
        }
        .map_err(StoreError::from)?;
        Ok(())
    }

    /// Reads one file and puts on record what it says.
    fn file(&mut self, desk: &mut Desk<'_>, found: &Found) -> anyhow::Result<()> {
        let options = self.importer.options;
        let mut told = FileReport::unread(found.name());
        match found.bytes() {
            Err(why) => told.reasons.push(why.text(options.lang)),
            Ok(bytes) => {
                let hash = hex(&sha256(&bytes));
                told.sha256 = Some(hash.clone());
                match reports::read(&bytes, options.format) {
                    Ok(report) if report.format == Format::NvmeCli => {
                        self.set_aside(found, &bytes);
                        told.format = Some(report.format);
                    }
                    Ok(report) => self.importer.report(desk, &mut told, &bytes, report)?,
                    Err(error) => {
                        if error == WipeFileError::IdentityAlone {
                            self.set_aside(found, &bytes);
                        }
                        told.reasons = unreadable(&error, options.lang);
                    }
                }
            }
        }
        self.report.files.push(told);
        Ok(())
    }

    /// Leaves a half until its partner is known.
    fn set_aside(&mut self, found: &Found, bytes: &[u8]) {
        self.halves
            .extend(NvmeFile::new(&found.name(), bytes).map(|file| Half {
                place: self.report.files.len(),
                found: found.clone(),
                file,
            }));
    }

    /// Reads the halves that were set aside, each log with what tells of its controller.
    fn pair(&mut self, desk: &mut Desk<'_>) -> anyhow::Result<()> {
        let halves = std::mem::take(&mut self.halves);
        let files: Vec<NvmeFile> = halves.iter().map(|half| half.file.clone()).collect();
        for (log, identity) in pair_nvme(&files) {
            let log = &halves[log];
            let identity = identity.map(|place| &halves[place]);
            self.log(desk, log, identity)?;
        }
        Ok(())
    }

    fn log(
        &mut self,
        desk: &mut Desk<'_>,
        log: &Half,
        identity: Option<&Half>,
    ) -> anyhow::Result<()> {
        let lang = self.importer.options.lang;
        let mut told = std::mem::replace(
            &mut self.report.files[log.place],
            FileReport::unread(String::new()),
        );
        let both = log.found.bytes().and_then(|log| {
            let identity = identity
                .map(|identity| identity.found.bytes())
                .transpose()?;
            Ok((log, identity))
        });
        match both {
            Err(why) => told.reasons.push(why.text(lang)),
            Ok((bytes, identity)) => {
                let read = match &identity {
                    Some(identity) => reports::read_nvme_pair(&bytes, identity),
                    None => reports::read(&bytes, None),
                };
                match read {
                    Ok(mut report) => {
                        self.importer
                            .name_identity(&mut report, identity.as_deref())?;
                        self.importer.report(desk, &mut told, &bytes, report)?;
                    }
                    Err(error) => told.reasons = unreadable(&error, lang),
                }
            }
        }
        if let Some(identity) = identity {
            let other = &mut self.report.files[identity.place];
            other.outcome = told.outcome;
            other.format = told.format;
            let file = &told.file;
            other.reasons = vec![match lang {
                Lang::Zh => format!("与 {file} 一并读取"),
                Lang::En => format!("read together with {file}"),
            }];
        }
        self.report.files[log.place] = told;
        Ok(())
    }
}

impl FileReport {
    /// A file that nothing was made of yet.
    fn unread(file: String) -> Self {
        Self {
            file,
            sha256: None,
            format: None,
            outcome: Outcome::Unreadable,
            reasons: Vec::new(),
            records: Vec::new(),
            opened: Vec::new(),
        }
    }
}

fn unreadable(error: &WipeFileError, lang: Lang) -> Vec<String> {
    vec![error.reason(lang), error.cure(lang).to_owned()]
}
