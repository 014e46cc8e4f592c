//! What the trade knows, as pure code: no SQL, no files, no clock, no environment, no chance.
//! What it needs, it is given.

pub mod class;
pub mod clearance;
pub mod code;
pub mod digits;
pub mod event;
pub mod item;
pub mod lang;
pub mod money;
pub mod stage;
pub mod standard;
