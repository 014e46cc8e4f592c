//! What every operation is given: the store, the time, the place, the person and the catalogue.

use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;

use super::AppError;
use crate::store::{Identity, Opened, Store, StoreError};

/// Rows of one commit of a bulk command: so many that keys are written in long sorted runs, so few
/// that stations wait less than a second and a pulled plug costs little.
pub const ROWS_PER_COMMIT: u64 = 100_000;

/// Who works where.
#[derive(Debug, Clone)]
pub struct Station {
    /// Who
    pub operator: String,
    /// At which station
    pub station: String,
}

/// What is in force.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The database
    pub db: PathBuf,
    /// Who works where
    pub station: Station,
    /// The warehouse
    pub site: String,
    /// The domain that the ledger's name begins with
    pub domain: String,
    /// The site's time zone
    pub zone: Tz,
    /// The hour at which the site's day begins
    pub day_starts_at: NaiveTime,
    /// The folder of station keys and guard files
    pub keys: PathBuf,
    /// The folder of the user's own standards, catalogue files and profiles
    pub config_folder: PathBuf,
    /// The profile that wipes are judged under
    pub wipe_profile: String,
    /// The time, where it is told and not read from the clock
    pub fixed_now: Option<i64>,
    /// Rows of one commit of a bulk command: [`ROWS_PER_COMMIT`], but fewer in tests
    pub rows_per_commit: u64,
}

/// What every operation is given.
#[derive(Debug)]
pub struct Ctx {
    /// The database
    pub store: Store,
    /// What is in force
    pub settings: Settings,
    /// What opening the database did
    pub opened: Opened,
    /// The folder of a database that is gone when this is; the last field, as it is dropped last
    scratch: Option<tempfile::TempDir>,
}

impl Ctx {
    /// Whether there is a database where the settings say.
    pub fn is_made(settings: &Settings) -> bool {
        std::fs::metadata(&settings.db).is_ok_and(|meta| meta.len() > 0)
    }

    /// Opens the database that the settings name, which must be there.
    pub fn open_made(settings: Settings) -> anyhow::Result<Self> {
        if Self::is_made(&settings) {
            Ok(Self::open(settings)?)
        } else {
            let path = settings.db;
            Err(AppError::NoDatabase { path }.into())
        }
    }

    /// A database of its own, gone when the context is, for a preview where there is none yet.
    pub fn open_scratch(settings: Settings) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let db = folder.path().join("preview.db");
        let mut ctx = Self::open(Settings { db, ..settings })?;
        ctx.scratch = Some(folder);
        Ok(ctx)
    }

    /// Opens the database that the settings name; makes it if there is none.
    pub fn open(settings: Settings) -> Result<Self, StoreError> {
        let now = now(&settings);
        let (store, opened) = Store::open(&settings.db, now, || Identity {
            origin: super::keys::free_origin(&settings),
            site: settings.site.clone(),
        })?;
        Ok(Self {
            store,
            settings,
            opened,
            scratch: None,
        })
    }

    /// The time, in whole seconds.
    pub fn now(&self) -> i64 {
        now(&self.settings)
    }

    /// The site's day.
    pub fn today(&self) -> NaiveDate {
        today(&self.settings)
    }

    /// The user's own file at `name` in the config folder, if there is one.
    pub fn own_file(&self, name: &str) -> Result<Option<String>, AppError> {
        own_file(&self.settings, name)
    }
}

/// The user's own file at `name` in the config folder, if there is one.
pub fn own_file(settings: &Settings, name: &str) -> Result<Option<String>, AppError> {
    own(settings, name, |path| std::fs::read_to_string(path))
}

/// The same for a file whose encoding is yet to be found out.
pub fn own_bytes(settings: &Settings, name: &str) -> Result<Option<Vec<u8>>, AppError> {
    own(settings, name, |path| std::fs::read(path))
}

fn own<T>(
    settings: &Settings,
    name: &str,
    read: impl Fn(&Path) -> std::io::Result<T>,
) -> Result<Option<T>, AppError> {
    let path = settings.config_folder.join(name);
    match read(&path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(AppError::File {
            doing: "read",
            path,
            source,
        }),
    }
}

/// The site's day, for what needs no database.
pub fn today(settings: &Settings) -> NaiveDate {
    super::time::day_of(now(settings), settings.zone)
}

/// The time, in whole seconds, for what needs no database.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the clock is read"
)]
pub fn now(settings: &Settings) -> i64 {
    settings
        .fixed_now
        .unwrap_or_else(|| chrono::Utc::now().timestamp())
}
