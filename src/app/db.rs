//! Care of the database: what it is, copies of it, and the way back from a copy.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::check::{self, Watch};
use super::{AppError, Ctx, Settings, keys};
use crate::store::backup::{self, Progress};
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
    let file = |ending| keys::file(&ctx.settings, &row.origin, ending).display().to_string();
    Ok(InfoReport {
        path: path.display().to_string(),
        bytes: std::fs::metadata(path).map(|meta| meta.len()).unwrap_or(0),
        schema_version: schema::newest_version(),
        sqlite: crate::store::sqlite_version().to_owned(),
        made_at: super::time::utc(row.made_at),
        events: events::next_seq(connection)?,
        signed: newest.as_ref().map_or(0, |checkpoint| checkpoint.size),
        signed_at: newest.as_ref().map(|checkpoint| super::time::utc(checkpoint.at)),
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
}

/// Copies the database while others write, and checks the copy.
pub fn backup(
    ctx: &Ctx,
    to: &Path,
    progress: &mut dyn FnMut(Progress),
    watch: &mut dyn Watch,
) -> anyhow::Result<CopyReport> {
    backup::copy(ctx.store.connection(), to, progress)?;
    let report = checked(&ctx.settings, to, watch)?;
    Ok(CopyReport {
        file: to.display().to_string(),
        events: report.events,
        items: report.items,
        root: report.root,
        kept: None,
    })
}

/// Puts a copy in place of the database, after checking all of it. The database that was there
/// stays beside it under another name.
pub fn restore(
    settings: &Settings,
    from: &Path,
    watch: &mut dyn Watch,
) -> anyhow::Result<CopyReport> {
    let read = |source| AppError::File { doing: "read", path: from.to_owned(), source };
    let meta = std::fs::metadata(from).map_err(read)?;
    if meta.is_dir() {
        let why = "it is a folder, not a database".to_owned();
        return Err(AppError::BadFile { file: from.display().to_string(), why }.into());
    }
    let target = &settings.db;
    let same = from.canonicalize().ok().zip(target.canonicalize().ok());
    if same.is_some_and(|(a, b)| a == b) {
        return Err(AppError::Usage("that file is the database itself".to_owned()).into());
    }
    // A copy of the copy is what is checked and moved, so the file given stays as it is.
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let fresh = tempfile::tempdir_in(folder.unwrap_or_else(|| Path::new(".")))?;
    let staged = fresh.path().join("restored.db");
    backup::copy(&crate::store::open_to_read(from)?, &staged, &mut |_| {})?;
    let report = checked(settings, &staged, watch)?;
    let kept = if target.exists() { Some(set_aside(target)?) } else { None };
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
    })
}

fn checked(
    settings: &Settings,
    path: &Path,
    watch: &mut dyn Watch,
) -> anyhow::Result<check::CheckReport> {
    let copy = Ctx::open(Settings { db: path.to_owned(), ..settings.clone() })?;
    check::check(&copy, watch)
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
