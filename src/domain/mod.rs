//! What the trade knows, as pure code: no SQL, no files, no clock, no environment, no chance.
//! What it needs, it is given.

pub mod agreement;
pub mod canonical;
pub mod catalogue;
pub mod channel;
pub mod class;
pub mod clearance;
pub mod code;
pub mod daily;
pub mod digits;
pub mod event;
pub mod hold;
pub mod identifiers;
pub mod item;
pub mod lang;
pub mod money;
pub mod pickup;
pub mod refurbish;
pub mod seal;
pub mod search;
pub mod stage;
pub mod standard;
pub mod valuation;
pub mod wipe;
