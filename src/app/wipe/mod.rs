//! The wipe log: which storage media an item holds, what was done to each, and what proves it.

pub mod acts;
pub mod assess;
pub mod audit;
pub mod certificate;
pub mod desk;
pub mod event;
pub mod history;
pub mod import;
pub mod manual;
pub mod media;
mod names;
mod place;
mod private;
pub mod queue;
pub mod recording;
pub mod rules;
pub mod sampled;
pub mod shown;

/// Where a log's record names the file that told of its controller.
const IDENTITY: &str = "id-ctrl sha256";
