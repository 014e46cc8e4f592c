//! The one test binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[cfg(unix)]
mod bench;
mod cli;
#[cfg(unix)]
mod crash;
mod damage;
mod frozen;
mod main_job;
mod man;
mod manual;
mod samples;
mod standards;
mod stations;
#[cfg(unix)]
mod terminal;
mod tidy;
mod value;
mod warehouse;
