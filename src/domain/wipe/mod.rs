//! Sanitization of storage media: what a report says, and what the trade makes of it.

pub mod report;
