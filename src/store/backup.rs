//! Copies of the whole database through SQLite's online backup, which others may write during.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::StoreError;

/// Pages copied between two looks at the lock; about a millisecond's work.
const PAGES_PER_STEP: i32 = 1024;

/// How far a copy has come, in pages.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Pages copied
    pub done: u64,
    /// Pages there are
    pub of: u64,
}

/// Copies the database file that somebody names, of any known version, and leaves nothing beside it
/// that was not there: to read a file in WAL mode SQLite makes two more, and cannot remove them
/// where it may only read.
pub fn copy_of_file(from: &Path, to: &Path) -> Result<(), StoreError> {
    // Whoever has it open may be writing; then the two files are there already.
    if beside(from, "-shm").exists() {
        return copy(&super::open_to_read(from)?, to, &mut |_| {});
    }
    let log = beside(from, "-wal");
    let files = [(from.to_owned(), to.to_owned()), (log, beside(to, "-wal"))];
    for (from, to) in files.iter().filter(|(from, _)| from.exists()) {
        std::fs::copy(from, to).map_err(|source| StoreError::File {
            doing: "copy",
            path: from.clone(),
            source,
        })?;
    }
    match super::open_to_read(to) {
        Ok(_) => Ok(()),
        Err(StoreError::NotOurs { what, .. }) => Err(StoreError::NotOurs {
            path: from.to_owned(),
            what,
        }),
        Err(error) => Err(error),
    }
}

/// The file that SQLite keeps beside a database under that ending.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Copies what `connection` has open into a new file at `to`, which must not be there yet.
pub fn copy(
    connection: &Connection,
    to: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), StoreError> {
    std::fs::File::create_new(to).map_err(|source| StoreError::File {
        doing: "write",
        path: to.to_owned(),
        source,
    })?;
    let mut target = Connection::open(to)?;
    let backup = Backup::new(connection, &mut target)?;
    loop {
        match backup.step(PAGES_PER_STEP)? {
            StepResult::Done => break,
            StepResult::Busy | StepResult::Locked => {
                std::thread::sleep(Duration::from_millis(5));
            }
            _ => {
                let state = backup.progress();
                let of = u64::try_from(state.pagecount).unwrap_or(0);
                let left = u64::try_from(state.remaining).unwrap_or(0);
                progress(Progress {
                    done: of.saturating_sub(left),
                    of,
                });
            }
        }
    }
    Ok(())
}
