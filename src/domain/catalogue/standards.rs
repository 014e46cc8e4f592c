//! The list of the standards by which items are graded; the rules themselves are elsewhere.

use crate::domain::lang::Text;

/// A standard as the catalogue lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardName {
    /// Such as `smartphone`
    pub id: String,
    /// What staff read
    pub name: Text,
    /// The family of goods, such as `electronics-data`
    pub family: String,
    /// How many categories it serves
    pub categories: u32,
    /// What decides the grade, in English
    pub grade_decided_by: String,
}

/// Every standard, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Standards(Vec<StandardName>);

impl Standards {
    /// The list as read from a file.
    pub fn new(standards: Vec<StandardName>) -> Self {
        Self(standards)
    }

    /// Every standard.
    pub fn all(&self) -> &[StandardName] {
        &self.0
    }

    /// The standard of that id.
    pub fn get(&self, id: &str) -> Option<&StandardName> {
        self.0.iter().find(|standard| standard.id == id)
    }
}
