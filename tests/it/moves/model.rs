//! What must come of each move, told in the fewest words: an item's life is the list of what befell
//! it, and it stands where the newest of these left it that was not undone.

use super::{Person, PickupRow, Way};

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stand {
    Received,
    Graded,
    Held,
    Withdrawn,
}

impl Stand {
    /// Its stage, and whether it is held.
    pub(super) fn words(self) -> (&'static str, bool) {
        match self {
            Self::Received => ("received", false),
            Self::Graded => ("graded", false),
            Self::Held => ("received", true),
            Self::Withdrawn => ("withdrawn", false),
        }
    }
}

#[derive(Debug, Clone)]
struct Past {
    left: Stand,
    by: Person,
    undone: bool,
}

#[derive(Debug, Clone)]
struct Life {
    pickup: usize,
    model: usize,
    past: Vec<Past>,
    /// The answers, if the newest thing of all was an inspection.
    answers: Option<String>,
}

impl Life {
    fn stand(&self) -> Stand {
        let newest = self.past.iter().rev().find(|past| !past.undone);
        newest.map_or(Stand::Withdrawn, |past| past.left)
    }
}

/// One command that wrote.
#[derive(Debug, Clone)]
pub(super) struct Done {
    pub(super) id: i64,
    pub(super) is_undo: bool,
    /// Item and place in its past, oldest first.
    events: Vec<(usize, usize)>,
}

/// What became of the rows of a file, or of the items of an undone operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Rows {
    pub(super) accepted: u64,
    pub(super) duplicates: u64,
    pub(super) rejected: u64,
    pub(super) blank: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Undone {
    pub(super) reversed: usize,
    pub(super) kept: usize,
    pub(super) blocked: usize,
}

/// An inspection of a pickup's item.
#[derive(Debug, Clone)]
pub(super) struct Inspected {
    pub(super) answers: String,
    pub(super) is_complete: bool,
    pub(super) is_refused: bool,
}

/// What a move that concerns one item comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Written,
    Known,
    NoSuchItem,
    SeveralItems,
    Withdrawn,
    Held,
    Incomplete,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    lives: Vec<Life>,
    pub(super) operations: Vec<Done>,
    events: Vec<(usize, usize)>,
}

impl Model {
    /// Pickup, stage and whether it is held, of every item in order of intake.
    pub(super) fn stands(&self) -> impl Iterator<Item = (usize, &'static str, bool)> {
        self.lives.iter().map(|life| {
            let (stage, held) = life.stand().words();
            (life.pickup, stage, held)
        })
    }

    /// What was done since the last operation is operation `id`.
    pub(super) fn close(&mut self, id: i64, is_undo: bool) {
        let events = std::mem::take(&mut self.events);
        assert!(self.operations.iter().all(|done| done.id != id));
        self.operations.push(Done {
            id,
            is_undo,
            events,
        });
    }

    fn befalls(&mut self, item: usize, left: Stand, by: Person) {
        let life = &mut self.lives[item];
        self.events.push((item, life.past.len()));
        life.past.push(Past {
            left,
            by,
            undone: false,
        });
    }

    fn of_pickup(&self, pickup: usize) -> Vec<usize> {
        (0..self.lives.len())
            .filter(|item| self.lives[*item].pickup == pickup)
            .collect()
    }

    pub(super) fn take(&mut self, row: PickupRow, by: Person, rows: &mut Rows) {
        let PickupRow::Good { pickup, model } = row else {
            match row {
                PickupRow::Blank => rows.blank += 1,
                _ => rows.rejected += 1,
            }
            return;
        };
        let standing = self
            .of_pickup(pickup)
            .into_iter()
            .find(|item| self.lives[*item].stand() != Stand::Withdrawn);
        match standing {
            Some(item) if self.lives[item].model == model => rows.duplicates += 1,
            Some(_) => rows.rejected += 1,
            None => {
                rows.accepted += 1;
                self.lives.push(Life {
                    pickup,
                    model,
                    past: Vec::new(),
                    answers: None,
                });
                self.befalls(self.lives.len() - 1, Stand::Received, by);
            }
        }
    }

    /// Whether an inspection of the pickup's item is written. A batch knows its own rows again;
    /// whoever inspects one item means it.
    pub(super) fn inspect(
        &mut self,
        pickup: usize,
        inspected: &Inspected,
        by: Person,
        batch: bool,
    ) -> Outcome {
        let mut found = self.of_pickup(pickup);
        let stands = |item: &usize| self.lives[*item].stand() != Stand::Withdrawn;
        if found.len() > 1 && found.iter().any(stands) {
            found.retain(stands);
        }
        let item = match found[..] {
            [] => return Outcome::NoSuchItem,
            [item] => item,
            _ => return Outcome::SeveralItems,
        };
        let life = &self.lives[item];
        let incomplete = !inspected.is_complete && !inspected.is_refused;
        if batch && incomplete {
            return Outcome::Incomplete;
        }
        if batch && life.answers.as_ref() == Some(&inspected.answers) {
            return Outcome::Known;
        }
        match life.stand() {
            Stand::Held => Outcome::Held,
            Stand::Withdrawn => Outcome::Withdrawn,
            Stand::Received | Stand::Graded if incomplete => Outcome::Incomplete,
            Stand::Received | Stand::Graded => {
                let left = if inspected.is_refused {
                    Stand::Held
                } else {
                    Stand::Graded
                };
                self.befalls(item, left, by);
                self.lives[item].answers = Some(inspected.answers.clone());
                Outcome::Written
            }
        }
    }

    /// Undoes the operation at `place`, newest event first.
    pub(super) fn undo(&mut self, place: usize, by: Person) -> Undone {
        let mut undone = Undone::default();
        for (item, n) in self.operations[place].events.clone().into_iter().rev() {
            let life = &mut self.lives[item];
            let newest = life.past.iter().rposition(|past| !past.undone);
            let past = &mut life.past[n];
            if newest != Some(n) {
                undone.kept += 1;
            } else if past.left == Stand::Held && past.by == by {
                undone.blocked += 1;
            } else {
                undone.reversed += 1;
                past.undone = true;
                life.answers = None;
            }
        }
        undone
    }
}

impl Rows {
    /// The same as reported, where one bad row keeps the good ones out.
    pub(super) fn told(self, way: Way) -> Self {
        if way == Way::AllOrNothing && self.rejected > 0 {
            Self {
                accepted: 0,
                rejected: self.rejected + self.accepted,
                ..self
            }
        } else {
            self
        }
    }
}
