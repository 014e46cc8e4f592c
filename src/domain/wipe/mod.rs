//! Sanitization of storage media: what a report says, what is on record of an item's media, and
//! what the trade makes of it. What is on record are facts; every judgement is computed from them
//! anew.

mod destruction;
pub mod fact;
pub mod finding;
pub mod item_media;
mod judge;
mod keeping;
mod level;
mod locks;
mod origin;
mod overrides;
mod policy;
mod profile;
mod replay;
pub mod report;
mod rules;
mod run_key;
mod sample;
mod serial;
mod state;
#[cfg(test)]
pub(in crate::domain) mod testing;
#[cfg(test)]
mod tests;
mod words;

pub use destruction::destruction;
pub use judge::{Judgement, Outcome, SecondCheck, Verified, judge};
pub use keeping::{kept_until, removal};
pub use level::{Cell, Level, MediaTable, NoLevel, Row};
pub use overrides::fault as override_fault;
pub use policy::Policy;
pub use profile::{
    DEFAULT_PROFILE, Grade, MediumPolicy, Profile, Profiles, QcPolicy, VerifyPolicy,
};
pub use rules::{certificate, wipe_clearance};
pub use run_key::run_keys;
pub use sample::sample;
pub use serial::{KnownSerials, Likeness, Match, NoSerial, Serial, compare, normalise};
pub use state::{JudgedRun, MediumView, State, media};
