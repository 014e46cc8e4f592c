//! One operation per file. Each is given a [`Ctx`] and returns what it did; no command line, no
//! printing, no SQL.

pub mod chance;
mod ctx;
mod error;
pub mod find;
pub mod interrupt;
pub mod keys;
pub mod recorder;

pub use ctx::{Ctx, Settings, Station, own_file};
pub use error::AppError;
