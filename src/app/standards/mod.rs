//! Grading standards as the user sees them: which are in force, what they say, what a change of
//! them would do.

mod files;
mod registry;
mod try_out;

pub use self::files::{Origin, Version};
pub use self::registry::{Registry, by_name, ids, pinned, versions};
pub use self::try_out::{Tried, try_lines};
