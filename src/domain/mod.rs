//! What the trade knows, as pure code: no SQL, no files, no clock, no environment, no chance.
//! What it needs, it is given.

pub mod catalogue;
pub mod channel;
pub mod class;
pub mod identifiers;
pub mod lang;
pub mod money;
pub mod pickup;
