//! The one test binary.

mod frozen;
mod house;
mod main_job;
mod man;
mod record;
mod standards;
#[cfg(unix)]
mod terminal;
mod tidy;
