//! What the trade knows, as pure code: no SQL, no files, no clock, no environment, no chance.
//! What it needs, it is given.

pub mod class;
pub mod lang;
pub mod money;
pub mod standard;
