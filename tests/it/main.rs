//! The one test binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod agreement;
#[cfg(unix)]
mod bench;
mod cli;
#[cfg(unix)]
mod crash;
mod daily;
mod damage;
mod dispatch;
mod docs;
mod exports;
mod files;
mod frozen;
mod inside;
mod main_job;
mod man;
mod manual;
mod moves;
mod pages;
mod replay;
mod samples;
mod search;
mod second;
mod standards;
mod stations;
#[cfg(unix)]
mod terminal;
mod tidy;
mod value;
mod versions;
mod warehouse;
mod week;
mod wipe;
