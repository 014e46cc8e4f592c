//! The trade's lists: categories, standards, regions and same-day cities, with their lookups.
//! Each part stands alone, so that a command parses only what it needs.

mod categories;
mod places;
mod standards;

pub use categories::{Categories, Category, Kind, NameError, SerialKind, Tier};
pub use places::{Place, PlaceError, Places, Region};
pub use standards::{StandardName, Standards};

/// Why a catalogue file cannot stand as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct CatalogueError {
    /// The catalogue file, such as `categories.csv`
    pub file: &'static str,
    /// What is wrong, with the line where there is one
    pub problem: String,
}
