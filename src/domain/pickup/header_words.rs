//! The header names that are known, and how two header names are compared.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization as _;

use super::field::Field;

/// Known header names, folded, with the field each means.
#[derive(Debug, Clone, Default)]
pub struct HeaderWords {
    names: FxHashMap<String, Field>,
    fallbacks: FxHashMap<String, Field>,
}

impl HeaderWords {
    /// Adds a name; a name that means another field already is refused with that field.
    pub fn add(&mut self, name: &str, field: Field) -> Result<(), Field> {
        match self.names.insert(fold_header(name), field) {
            Some(other) if other != field => Err(other),
            _ => Ok(()),
        }
    }

    /// Says that a column of this name is read as `field` in a file without a column for it.
    pub fn add_fallback(&mut self, name: &str, field: Field) {
        self.fallbacks.insert(fold_header(name), field);
    }

    /// The field of a header cell.
    pub fn field(&self, name: &str) -> Option<Field> {
        self.names.get(&fold_header(name)).copied()
    }

    /// The field that a header cell stands in for where nothing else does.
    pub fn fallback(&self, name: &str) -> Option<Field> {
        self.fallbacks.get(&fold_header(name)).copied()
    }
}

/// A header name as it is compared: NFKC, small letters, no spaces, underscores and dashes, nothing
/// in parentheses; a name that is all parentheses keeps what stands in them.
pub fn fold_header(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut inside = String::new();
    let mut depth = 0u32;
    for c in name.nfkc().flat_map(char::to_lowercase) {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            '_' | '-' | '*' | ':' => {}
            c if c.is_whitespace() || is_invisible(c) => {}
            c if depth > 0 => inside.push(c),
            c => folded.push(c),
        }
    }
    if folded.is_empty() { inside } else { folded }
}

/// Characters without width that spreadsheets and web pages leave in cells.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_their_dress() {
        assert_eq!(fold_header(" \u{feff}Pickup_No "), "pickupno");
        assert_eq!(fold_header("报价（元）"), "报价");
        assert_eq!(fold_header("ＩＭＥＩ"), "imei");
        assert_eq!(fold_header("　取件 单号*"), "取件单号");
        assert_eq!(fold_header("(remark)"), "remark");
    }

    #[test]
    fn a_name_means_one_field() {
        let mut words = HeaderWords::default();
        assert_eq!(words.add("单号", Field::PickupNo), Ok(()));
        assert_eq!(words.add("单 号", Field::PickupNo), Ok(()));
        assert_eq!(words.add("单号", Field::Serial), Err(Field::PickupNo));
    }
}
