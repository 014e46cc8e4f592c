//! The one test binary.

#[cfg(unix)]
mod crash;
mod damage;
mod main_job;
mod samples;
mod standards;
mod stations;
#[cfg(unix)]
mod terminal;
mod warehouse;
