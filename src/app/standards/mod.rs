//! Grading standards as the user sees them: which are in force, what they say, what a change of
//! them would do.

mod check;
mod files;
mod list;
mod registry;
mod replay;
mod try_out;

pub use self::check::{CheckedStandard, check};
pub use self::files::{Origin, Version};
pub use self::list::{
    CoverageReport, CoveredStandard, ListedStandard, OtherVersion, UnresolvedCategory, cover, list,
};
pub use self::registry::{Registry, by_name, ids, pinned, versions};
pub use self::replay::{Move, ReplayReport, Transition, ValueDelta, Wish, replay};
pub use self::try_out::{Tried, try_lines};
