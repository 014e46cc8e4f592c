//! By what a run is judged: a profile, the media table, and the serial numbers that say nothing.

use super::level::MediaTable;
use super::profile::Profile;
use super::serial::KnownSerials;

/// By what a run is judged.
#[derive(Debug, Clone, Copy)]
pub struct Policy<'a> {
    /// What is asked
    pub profile: &'a Profile,
    /// What a technique reaches
    pub table: &'a MediaTable,
    /// Which serial numbers say nothing
    pub serials: &'a KnownSerials,
}
