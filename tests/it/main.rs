//! The one test binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[cfg(unix)]
mod crash;
mod damage;
mod samples;
mod stations;
mod warehouse;
