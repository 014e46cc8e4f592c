//! The one test binary.

#![expect(clippy::unwrap_used, reason = "the helpers of tests may stop a test as well")]

mod frozen;
mod house;
mod main_job;
mod man;
mod record;
mod standards;
#[cfg(unix)]
mod terminal;
mod tidy;
