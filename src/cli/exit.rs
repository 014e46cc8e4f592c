//! What the shell is told. Numbers are never reused.

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Exit {
    /// All was done
    Done = 0,
    /// It failed
    Failed = 1,
    /// The command line or a setting was wrong
    Usage = 2,
    /// Done, but rows or files were rejected
    Rejected = 3,
    /// A rule of the trade said no
    Refused = 4,
    /// The record does not agree with itself
    Integrity = 5,
    /// Another process was writing for too long
    Busy = 6,
    /// No such item, operation, standard, file or database
    NotFound = 7,
    /// Ctrl-C
    Interrupted = 130,
}

/// The table of `regrade help exit-codes`.
pub(super) const HELP: &str = "\x20 0  done
  1  failed: the message says at what
  2  usage: the command line, a setting or the config file was wrong; nothing was done
  3  done, but rows or files were rejected: the rejects file holds them with their reasons
  4  refused by a rule of the trade, named in the message: nothing was done
  5  an integrity check failed: the message names the first difference
  6  the database is busy: another process has been writing for too long; run it again
  7  not found: no such item, operation, standard, file or database
130  interrupted: what was committed stays, and running the command again does the rest";

impl Exit {
    /// The number.
    pub(super) const fn code(self) -> u8 {
        self as u8
    }
}
