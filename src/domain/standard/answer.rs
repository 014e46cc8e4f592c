//! Answers to the checks of a standard, by the index of the check.

use super::{Standard, milli::Milli, model::Kind};

/// A defect that an inspector found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Defect {
    /// The index of its zone.
    pub zone: u8,
    /// The index of its type.
    pub kind: u8,
    /// Its size, in the check's unit.
    pub size: Milli,
}

/// The answer to one check.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Not answered yet.
    Open,
    /// True when all is well.
    Bool(bool),
    /// The index of the option.
    Option(u8),
    /// A measure.
    Number(Milli),
    /// A whole number of things.
    Count(i64),
    /// Every defect found.
    Defects(Vec<Defect>),
    /// Free words.
    Text(String),
    /// The photos' SHA-256, in lower-case hex.
    Photos(Vec<String>),
    /// How many photos there would be: for trying out, never for the record.
    PhotoCount(usize),
}

impl Answer {
    /// Whether nobody answered yet.
    pub fn is_open(&self) -> bool {
        *self == Self::Open
    }

    /// How many photos there are.
    pub(super) fn photo_count(&self) -> usize {
        match self {
            Self::Photos(photos) => photos.len(),
            Self::PhotoCount(count) => *count,
            _ => 0,
        }
    }
}

/// An answer for each check of a standard.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Answers(pub(super) Vec<Answer>);

impl Answers {
    /// The answers for goods without a fault. Photos and texts are not invented: there are none.
    pub fn best(standard: &Standard) -> Self {
        Self(
            standard
                .checks
                .iter()
                .map(|check| check.default.clone())
                .collect(),
        )
    }

    /// The best answer to every check, where what an item of `category` is decides on some: a hob
    /// is not asked what a refrigerator is.
    pub fn best_for(standard: &Standard, category: u32) -> Self {
        let mut best = Self::best(standard);
        for (check, answer) in standard.checks.iter().zip(&mut best.0) {
            if let Kind::Enum { options } = &check.kind
                && let Some(place) = options
                    .iter()
                    .position(|option| option.preset_for.contains(&category))
                && let Ok(place) = place.try_into()
            {
                *answer = Answer::Option(place);
            }
        }
        best
    }

    /// Nothing answered yet.
    pub fn open(standard: &Standard) -> Self {
        Self(vec![Answer::Open; standard.checks.len()])
    }

    /// Takes photos and texts as given wherever there are none, for trying out.
    #[must_use]
    pub fn with_everything_attached(mut self, standard: &Standard) -> Self {
        for (answer, check) in self.0.iter_mut().zip(&standard.checks) {
            match (&check.kind, &*answer) {
                (Kind::Photo { min }, held) if held.photo_count() == 0 => {
                    *answer = Answer::PhotoCount(*min);
                }
                (Kind::Text, Answer::Open) => *answer = Answer::Text("—".to_owned()),
                (Kind::Text, Answer::Text(text)) if text.is_empty() => {
                    *answer = Answer::Text("—".to_owned());
                }
                _ => {}
            }
        }
        self
    }

    /// The answer to the check at `index`.
    pub fn get(&self, index: usize) -> &Answer {
        &self.0[index]
    }

    /// Sets the answer to the check at `index`; a parsed answer belongs to that check.
    pub fn set(&mut self, index: usize, answer: Answer) {
        self.0[index] = answer;
    }

    /// Every answer, in the order of the checks.
    pub fn iter(&self) -> impl Iterator<Item = &Answer> {
        self.0.iter()
    }

    /// The answers with the best one wherever it is still open.
    #[must_use]
    pub fn or_best(mut self, standard: &Standard) -> Self {
        for (answer, check) in self.0.iter_mut().zip(&standard.checks) {
            if answer.is_open() {
                answer.clone_from(&check.default);
            }
        }
        self
    }

    /// The answers with those that `ops` put right opened again, to be asked anew.
    #[must_use]
    pub fn reopened_by(mut self, standard: &Standard, ops: &[&str]) -> Self {
        for op in standard
            .ops
            .iter()
            .filter(|op| ops.contains(&op.id.as_str()))
        {
            for (index, answer) in self.0.iter_mut().enumerate() {
                if op.clears >> index & 1 == 1 {
                    *answer = Answer::Open;
                }
            }
        }
        self
    }
}
