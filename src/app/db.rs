//! Care of the database: what it is, copies of it, and the way back from a copy.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::chance::Chance;
use super::check::{self, Guard, Watch};
use super::recorder::{self, NewEvent, Recorder, Signature};
use super::{AppError, Ctx, Settings, keys};
use crate::domain::event::Kind;
use crate::ledger::disclosure;
use crate::ledger::jcs::ObjectWriter;
use crate::store::backup::{self, Progress};
use crate::store::operations::{self, NewOperation};
use crate::store::{events, ledger, schema};

/// What the database is.
#[derive(Debug, Clone, Serialize)]
pub struct InfoReport {
    /// The file
    pub path: String,
    /// Its size
    pub bytes: u64,
    /// Version of its schema
    pub schema_version: i64,
    /// Version of SQLite
    pub sqlite: String,
    /// The ledger's name
    pub origin: String,
    /// The warehouse
    pub site: String,
    /// When it was made
    pub made_at: String,
    /// Events in the ledger
    pub events: i64,
    /// Events that the newest checkpoint covers
    pub signed: i64,
    /// When it was signed
    pub signed_at: Option<String>,
    /// Verifier keys of the ledger
    pub log_keys: Vec<String>,
    /// The station key
    pub key_file: String,
    /// The guard file
    pub guard_file: String,
}

/// What the database is.
pub fn info(ctx: &Ctx) -> anyhow::Result<InfoReport> {
    let connection = ctx.store.connection();
    let row = ledger::get(connection)?;
    let newest = ledger::newest_checkpoint(connection)?;
    let path = ctx.store.path();
    let file = |ending| {
        keys::file(&ctx.settings, &row.origin, ending)
            .display()
            .to_string()
    };
    Ok(InfoReport {
        path: path.display().to_string(),
        bytes: std::fs::metadata(path).map(|meta| meta.len()).unwrap_or(0),
        schema_version: schema::newest_version(),
        sqlite: crate::store::sqlite_version().to_owned(),
        made_at: super::time::utc(row.made_at),
        events: events::next_seq(connection)?,
        signed: newest.as_ref().map_or(0, |checkpoint| checkpoint.size),
        signed_at: newest
            .as_ref()
            .map(|checkpoint| super::time::utc(checkpoint.at)),
        log_keys: ledger::log_keys(connection)?,
        key_file: file("key"),
        guard_file: file("guard"),
        origin: row.origin,
        site: row.site,
    })
}

/// A copy that was made or put back.
#[derive(Debug, Clone, Serialize)]
pub struct CopyReport {
    /// The copy
    pub file: String,
    /// Events it holds
    pub events: u64,
    /// Items it holds
    pub items: u64,
    /// The tree's root
    pub root: String,
    /// Where the database that was there before stands now
    pub kept: Option<String>,
    /// The ledger's new name, where signed events were lost
    pub new_origin: Option<String>,
}

/// Whether a copy may be put back that lacks events which were signed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// It may: the ledger goes on under a new name
    Accepted,
    /// It may not
    Refused,
}

/// Copies the database while others write, and checks the copy.
pub fn backup(
    ctx: &Ctx,
    to: &Path,
    progress: &mut dyn FnMut(Progress),
    watch: &mut dyn Watch,
) -> anyhow::Result<CopyReport> {
    backup::copy(ctx.store.connection(), to, progress)?;
    let (report, _) = checked(&ctx.settings, to, watch)?;
    Ok(CopyReport {
        file: to.display().to_string(),
        events: report.events,
        items: report.items,
        root: report.root,
        kept: None,
        new_origin: None,
    })
}

/// Refuses what is not there, or is a folder.
pub fn must_be_a_file(path: &Path) -> Result<(), AppError> {
    let meta = std::fs::metadata(path).map_err(|source| AppError::File {
        doing: "read",
        path: path.to_owned(),
        source,
    })?;
    if meta.is_dir() {
        let why = "it is a folder, not a database".to_owned();
        let file = path.display().to_string();
        return Err(AppError::BadFile { file, why });
    }
    Ok(())
}

/// Puts a copy in place of the database, after checking all of it. The database that was there
/// stays beside it under another name.
pub fn restore(
    settings: &Settings,
    from: &Path,
    loss: Loss,
    watch: &mut dyn Watch,
) -> anyhow::Result<CopyReport> {
    must_be_a_file(from)?;
    let target = &settings.db;
    let same = from.canonicalize().ok().zip(target.canonicalize().ok());
    if same.is_some_and(|(a, b)| a == b) {
        return Err(AppError::Usage("that file is the database itself".to_owned()).into());
    }
    // A copy of the copy is what is checked and moved, so the file given stays as it is.
    let fresh = fresh_folder_beside(target)?;
    let staged = fresh.path().join("restored.db");
    backup::copy_of_file(from, &staged)?;
    let (report, mut copy) = checked(settings, &staged, watch)?;
    let new_origin = match (continues(&copy), loss) {
        (Ok(()), _) => None,
        (Err(error), Loss::Refused) => {
            let what = format!("{} is not put back", from.display());
            let why = format!("{error}; --accept-loss takes it all the same");
            return Err(AppError::Refused { what, why }.into());
        }
        (Err(_), Loss::Accepted) => Some(go_on(&mut copy)?),
    };
    drop(copy);
    crate::store::close_wholly(&staged)?;
    let kept = if target.exists() {
        Some(set_aside(target)?)
    } else {
        None
    };
    std::fs::rename(&staged, target).map_err(|source| AppError::File {
        doing: "put in place",
        path: target.clone(),
        source,
    })?;
    Ok(CopyReport {
        file: target.display().to_string(),
        events: report.events,
        items: report.items,
        root: report.root,
        kept: kept.map(|path| path.display().to_string()),
        new_origin,
    })
}

/// On a new machine the database's own folder is not there yet either.
fn fresh_folder_beside(path: &Path) -> Result<tempfile::TempDir, AppError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(folder)
        .and_then(|()| tempfile::tempdir_in(folder))
        .map_err(|source| AppError::File {
            doing: "write into",
            path: folder.to_owned(),
            source,
        })
}

fn checked(
    settings: &Settings,
    path: &Path,
    watch: &mut dyn Watch,
) -> anyhow::Result<(check::CheckReport, Ctx)> {
    let copy = Ctx::open(Settings {
        db: path.to_owned(),
        ..settings.clone()
    })?;
    Ok((check::check(&copy, Guard::Ignored, watch)?, copy))
}

/// Whether a copy holds everything that this station signed.
fn continues(copy: &Ctx) -> anyhow::Result<()> {
    let connection = copy.store.connection();
    let origin = ledger::get(connection)?.origin;
    keys::must_continue(
        connection,
        &copy.settings,
        &origin,
        &recorder::frontier(connection)?,
    )
}

/// Lets the ledger of a copy go on under a new name: its first event quotes what was signed last
/// under the old one, so that nobody takes the one for the other.
fn go_on(copy: &mut Ctx) -> anyhow::Result<String> {
    let now = copy.now();
    let settings = copy.settings.clone();
    let tx = copy.store.begin()?;
    let old = ledger::get(&tx)?.origin;
    let origin = keys::free_origin(&settings);
    let operation = operations::begin(
        &tx,
        &NewOperation {
            command: "restore",
            operator: settings.station.operator.clone(),
            station: settings.station.station.clone(),
            started_at: now,
            ..NewOperation::default()
        },
    )?;
    let mut data = String::new();
    let mut object = ObjectWriter::new(&mut data);
    object.int("op", operation).text("origin", &origin);
    if let Some(last) = keys::guard_note(&settings, &old)? {
        object.text("signed_before", &last);
    }
    object.finish()?;
    let before = events::newest_of_ledger(&tx)?;
    {
        let signature = Signature {
            site: settings.site.clone(),
            actor: settings.station.operator.clone(),
            operation,
            at: now,
        };
        let event = NewEvent {
            item: None,
            n: before.as_ref().map_or(0, |event| event.n + 1),
            prev: before.map(|event| event.seq),
            kind: Kind::Continued,
            data: &data,
        };
        let mut recorder = Recorder::open(&tx, signature)?;
        recorder.record(&event, &disclosure::Writer::new(), &mut Chance::new()?)?;
    }
    ledger::rename(&tx, &origin)?;
    operations::add_items(&tx, operation, 0, events::next_seq(&tx)? - 1)?;
    operations::finish(&tx, operation, now)?;
    tx.commit().map_err(crate::store::StoreError::from)?;
    keys::sign(copy)?;
    Ok(origin)
}

/// Moves the database and what SQLite keeps beside it to names that no file has yet.
fn set_aside(path: &Path) -> anyhow::Result<PathBuf> {
    // Everything that the log still holds goes into the file first, so that it moves whole.
    crate::store::close_wholly(path)?;
    let with = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let mut kept = with(".before-restore");
    for count in 2.. {
        if !kept.exists() {
            break;
        }
        kept = with(&format!(".before-restore-{count}"));
    }
    std::fs::rename(path, &kept).map_err(|source| AppError::File {
        doing: "set aside",
        path: path.to_owned(),
        source,
    })?;
    Ok(kept)
}
