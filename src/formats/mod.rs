//! Bytes to the domain's values and back. Opens no files.

pub mod catalogue;
pub mod table;
