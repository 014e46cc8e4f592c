//! Bytes to and from the domain. Opens no files: readers and writers are given.

pub mod catalogue;
pub mod export;
pub mod manifest;
pub mod paper;
pub mod partners;
pub mod prices;
pub mod report;
pub mod table;
pub mod wipe;
pub mod wipe_certificate;
mod wipe_policy;
