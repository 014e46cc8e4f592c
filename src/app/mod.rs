//! One operation per file. Each is given a [`Ctx`] and returns what it did; no command line, no
//! printing, no SQL.

pub mod agreement;
pub mod aside;
pub mod attachments;
pub mod chance;
pub mod check;
pub mod count;
mod ctx;
pub mod daily;
pub mod db;
pub mod desk;
pub mod dispatch;
mod error;
pub mod export;
pub mod find;
pub mod grade;
pub mod hold;
pub mod inspections;
pub mod intake;
pub mod interrupt;
pub mod keys;
pub mod list;
pub mod listing;
pub mod log;
pub mod offers;
pub mod profiles;
pub mod quotation;
pub mod received;
pub mod recorder;
pub mod refurbish;
pub mod rejects;
pub mod rows;
pub mod seals;
pub mod search;
pub mod select;
pub mod show;
pub mod source;
pub mod standards;
pub mod time;
pub mod undo;
pub mod value;
pub mod wipe;

pub use ctx::{Ctx, ROWS_PER_COMMIT, Settings, Station, now, own_bytes, own_file, today};
pub use error::AppError;
