//! Bytes to and from the domain. Opens no files: readers and writers are given.
//! Bytes to the domain's values and back. Opens no files.

pub mod catalogue;
pub mod export;
pub mod table;
