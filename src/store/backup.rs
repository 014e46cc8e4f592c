//! Copies of the whole database through SQLite's online backup, which others may write during.

use std::path::Path;
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

/// Copies what `connection` has open into a new file at `to`, which must not be there yet.
pub fn copy(
    connection: &Connection,
    to: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), StoreError> {
    if to.exists() {
        let source = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        return Err(StoreError::File {
            doing: "write",
            path: to.to_owned(),
            source,
        });
    }
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
