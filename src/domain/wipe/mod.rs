//! Sanitization of storage media: what a report says, what is on record of an item's media, and what
//! the trade makes of it. What is on record are facts; every judgement is computed from them anew.

pub mod fact;
pub mod finding;
pub mod item_media;
pub mod report;
