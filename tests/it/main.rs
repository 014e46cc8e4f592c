//! The one test binary.

mod house;
mod main_job;
mod record;
#[cfg(unix)]
mod terminal;
