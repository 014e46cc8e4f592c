//! The only module that speaks SQL. One file per aggregate: queries beside the rows they read.
//! It decides nothing: what the trade allows is the domain's, what an operation does is the app's.

pub mod backup;
pub mod check;
pub mod daily;
pub mod dispatches;
pub mod drafts;
pub mod events;
pub mod inspections;
pub mod items;
pub mod keys;
pub mod ledger;
pub mod operations;
pub mod orders;
pub mod schema;
pub mod seals;
pub mod search;
pub mod wipe;
pub mod wipe_queue;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use rusqlite::Connection;
/// A write transaction: all of it or nothing.
pub type Tx<'c> = rusqlite::Transaction<'c>;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the write lock for longer than we wait
    #[error("the database is busy: another process has been writing for too long")]
    Busy,
    /// The file was made by a newer regrade
    #[error("the database is of version {found}, this program knows up to {known}")]
    Newer {
        /// Its version
        found: i64,
        /// Ours
        known: i64,
    },
    /// The file is something else
    #[error("{} is not a regrade database: {what}", .path.display())]
    NotOurs {
        /// The file
        path: PathBuf,
        /// What it is instead
        what: String,
    },
    /// What the database holds cannot be
    #[error("the record is damaged: {0}")]
    Corrupt(String),
    /// A file could not be read or written
    #[error("cannot {doing} {}", .path.display())]
    File {
        /// What we were doing
        doing: &'static str,
        /// With which file
        path: PathBuf,
        /// Why not
        source: std::io::Error,
    },
    /// Whatever else SQLite says
    #[error(transparent)]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseCorrupt, DatabaseLocked};
        match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy,
            Some(DatabaseCorrupt) => Self::Corrupt(error.to_string()),
            _ => Self::Sqlite(error),
        }
    }
}

/// What a new database is to be called in its checkpoints.
#[derive(Debug, Clone)]
pub struct Identity {
    /// `domain/site`
    pub origin: String,
    /// The warehouse
    pub site: String,
}

/// How long a writer waits for another before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(20);

/// SQLite's own number of pages after which the log is carried over into the file.
const WAL_PAGES: u32 = 1000;

/// The same in a bulk load: a page that several chunks change is carried over once, and the disk
/// is waited for less often. Costs up to half a gigabyte of disk while the load runs.
const BULK_WAL_PAGES: u32 = 65_536;

/// One open database.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

/// What opening a database did beside opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// It was there
    Found,
    /// It was made
    Made,
    /// It was of an older version, kept in the backup named
    Upgraded {
        /// The version it had
        from: i64,
        /// Where the file as it was stands now
        backup: PathBuf,
    },
}

impl Store {
    /// Opens the database at `path`, makes it if there is none, upgrades it if it is older.
    /// `identity` is asked only where a database is made.
    pub fn open(
        path: &Path,
        now: i64,
        identity: impl FnOnce() -> Identity,
    ) -> Result<(Self, Opened), StoreError> {
        let connection = connect(path)?;
        let opened = schema::prepare(&connection, path, now, identity, &schema::CURRENT)?;
        // Only once the file is known to be ours: these are the first to read it. One that was put
        // back from a copy is in the mode in which a file can be moved.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        Ok((
            Self {
                connection,
                path: path.to_owned(),
            },
            opened,
        ))
    }

    /// The connection, for reading.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Begins to write; waits for other writers.
    pub fn begin(&mut self) -> Result<Tx<'_>, StoreError> {
        Ok(self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?)
    }

    /// Lets a bulk load sync at checkpoints only, keep more pages at hand, and leave it to
    /// `db check` that each reference leads somewhere: the rows it refers to are written in the
    /// same breath, and looking each up again costs a fifth of the load. What it loads counts as
    /// kept once [`Store::end_bulk`] and a commit have followed.
    pub fn begin_bulk(&self) -> Result<(), StoreError> {
        self.connection.pragma_update(None, "foreign_keys", false)?;
        self.connection
            .pragma_update(None, "synchronous", "NORMAL")?;
        self.connection.pragma_update(None, "cache_size", -65_536)?;
        self.connection
            .pragma_update(None, "wal_autocheckpoint", BULK_WAL_PAGES)?;
        Ok(())
    }

    /// From here every commit is on the disk before it returns.
    pub fn end_bulk(&self) -> Result<(), StoreError> {
        self.connection
            .pragma_update(None, "wal_autocheckpoint", WAL_PAGES)?;
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        self.connection.pragma_update(None, "foreign_keys", true)?;
        Ok(())
    }
}

/// The version of SQLite that is built in.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// Opens a regrade database of any known version without changing it.
pub fn open_to_read(path: &Path) -> Result<Connection, StoreError> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let not_ours = |what: String| StoreError::NotOurs {
        path: path.to_owned(),
        what,
    };
    let connection =
        Connection::open_with_flags(path, flags).map_err(|error| not_ours(error.to_string()))?;
    match schema::version(&connection, path)? {
        None => Err(not_ours("it is empty".to_owned())),
        Some(found) if found > schema::newest_version() => Err(StoreError::Newer {
            found,
            known: schema::newest_version(),
        }),
        Some(_) => Ok(connection),
    }
}

/// Brings everything that was committed into the one file. Refuses while another process has it
/// open, since that process would go on writing into a file that moved.
pub fn close_wholly(path: &Path) -> Result<(), StoreError> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    let mode: String =
        connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    if mode == "delete" {
        Ok(())
    } else {
        Err(StoreError::Busy)
    }
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|source| StoreError::File {
            doing: "make the folder",
            path: folder.to_owned(),
            source,
        })?;
    }
    let connection = Connection::open(path).map_err(|error| StoreError::NotOurs {
        path: path.to_owned(),
        what: error.to_string(),
    })?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(64);
    // A plan never depends on a parameter's value: else SQLite plans a statement anew at each
    // binding, which costs several times the statement.
    connection.set_db_config(
        rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG,
        true,
    )?;
    Ok(connection)
}
