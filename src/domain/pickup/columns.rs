//! Which column of a file holds which field.

use super::field::Field;

/// The cells of one row, by column from 0.
pub trait Cells {
    /// The cell's text, empty where the row has no such column.
    fn cell(&self, column: usize) -> &str;

    /// Whether it is known that no cell holds a control character or a mark of direction.
    fn is_plain(&self) -> bool {
        false
    }
}

impl Cells for [&str] {
    fn cell(&self, column: usize) -> &str {
        self.get(column).copied().unwrap_or_default()
    }
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It holds a field
    Field(Field),
    /// Nothing knows it; its values are kept verbatim
    Extra,
    /// A rejects file's own `_line` or `_reason`
    Dropped,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The header's text, or `colN` where it has none
    pub name: String,
    /// What it is for
    pub role: Role,
}

/// Two columns for one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The first column, from 1
    pub first: usize,
    /// The second column, from 1
    pub second: usize,
    /// The field they both hold
    pub field: Field,
}

/// A file's columns and where each field stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    all: Vec<Column>,
    by_field: [Option<u32>; Field::COUNT],
    extras: Vec<u32>,
}

impl Columns {
    /// The columns of a file; two for one field are refused.
    pub fn new(all: Vec<Column>) -> Result<Self, Clash> {
        let mut by_field: [Option<u32>; Field::COUNT] = [None; Field::COUNT];
        let mut extras = Vec::new();
        for (place, column) in all.iter().enumerate() {
            match column.role {
                Role::Extra => extras.push(place as u32),
                Role::Dropped => {}
                Role::Field(field) => match by_field[field as usize].replace(place as u32) {
                    None => {}
                    Some(first) => {
                        return Err(Clash {
                            first: first as usize + 1,
                            second: place + 1,
                            field,
                        });
                    }
                },
            }
        }
        Ok(Self {
            all,
            by_field,
            extras,
        })
    }

    /// Every column, in the file's order.
    pub fn all(&self) -> &[Column] {
        &self.all
    }

    /// How many columns the header has.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Where a field stands, from 0.
    pub fn of(&self, field: Field) -> Option<usize> {
        self.by_field[field as usize].map(|place| place as usize)
    }

    /// The header text over a field, or the field's own name where the file has none.
    pub fn name_of(&self, field: Field) -> &str {
        self.of(field)
            .map_or(field.as_str(), |place| &self.all[place].name)
    }

    /// The columns that nothing knows.
    pub fn extras(&self) -> impl Iterator<Item = (usize, &str)> {
        self.extras
            .iter()
            .map(|&place| (place as usize, self.all[place as usize].name.as_str()))
    }
}
