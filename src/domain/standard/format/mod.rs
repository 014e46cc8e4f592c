//! The file format of a standard: every table, its fields, and what each of them takes.
//!
//! The reader takes bounds, words and what must be there from here, and the JSON Schema is made
//! from here, so that neither can say what the other does not.

mod check;
mod file;

pub(super) use self::{
    check::{CHECKS, of_kind},
    file::{CASES, FILE},
};

/// A table of the file.
#[derive(Debug)]
pub(super) struct Section {
    /// Its name in the schema.
    pub(super) name: &'static str,
    /// Its fields, some of which it shares with other tables.
    pub(super) parts: &'static [&'static [Field]],
}

/// A field of a table.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) is_needed: bool,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
}

/// What a field takes.
#[derive(Debug)]
pub(super) enum Shape {
    /// Any text.
    Text,
    /// An id.
    Id,
    /// One of these words.
    Word(&'static [&'static str]),
    /// One printable ASCII character.
    Key,
    /// A JSON pointer.
    Pointer,
    /// True or false.
    Flag,
    /// True.
    True,
    /// A whole number within these bounds.
    Whole(i64, i64),
    /// A number with at most three decimals.
    Measure,
    /// Two of those.
    Range,
    /// A day.
    Day,
    /// A list of texts.
    Texts,
    /// A list of these words.
    Words(&'static [&'static str]),
    /// An answer to a check.
    Answer,
    /// A list of answers to a check of kind bool or enum.
    Answers,
    /// A table.
    Table(&'static Section),
    /// A list of tables: the least and the greatest number of them.
    List(&'static Section, usize, Option<usize>),
    /// The list of checks, whose fields hang on their kind.
    Checks,
    /// A table whose keys are the author's.
    Map(Keys, &'static Self),
}

/// The keys of a table that are the author's.
#[derive(Debug)]
pub(super) enum Keys {
    /// Ids
    Ids,
    /// Axes
    Axes,
}

impl Section {
    /// Its fields.
    pub(super) fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.parts.iter().flat_map(|part| part.iter())
    }

    /// The field of that name.
    pub(super) fn field(&self, name: &str) -> Option<&'static Field> {
        let of_part = |part: &&'static [Field]| part.iter().find(|field| field.name == name);
        self.parts.iter().find_map(of_part)
    }
}

const fn must(name: &'static str, shape: Shape, zh: &'static str, en: &'static str) -> Field {
    Field {
        name,
        shape,
        is_needed: true,
        zh,
        en,
    }
}

const fn may(name: &'static str, shape: Shape, zh: &'static str, en: &'static str) -> Field {
    Field {
        name,
        shape,
        is_needed: false,
        zh,
        en,
    }
}

/// The words of an enum, taken from the enum itself.
macro_rules! words {
    ($of:ty) => {{
        const WORDS: [&str; <$of>::ALL.len()] = {
            let mut words = [""; <$of>::ALL.len()];
            let mut place = 0;
            while place < words.len() {
                words[place] = <$of>::ALL[place].as_str();
                place += 1;
            }
            words
        };
        &WORDS
    }};
}

use words;

const CLASSES: &[&str] = words!(crate::domain::class::Class);
const NAME: Shape = Shape::Table(&TEXT);
const PCT: Shape = Shape::Whole(0, 100);

static TEXT: Section = Section {
    name: "text_zh_en",
    parts: &[&BOTH_LANGUAGES],
};

static BOTH_LANGUAGES: [Field; 2] = [
    must("zh", Shape::Text, "中文", "Chinese"),
    must("en", Shape::Text, "英文", "English"),
];
