//! What is typed into the form besides single keys: measures, defects, words, a name to find.

use super::super::keys::Key;
use super::super::state::Effect;
use super::super::words;
use super::{Entry, Form, edit};
use crate::domain::standard::answer::Defect;
use crate::domain::standard::model::{Check, Kind};
use crate::domain::standard::{Answer, Milli};

impl Form {
    pub(super) fn measure(&mut self, mut text: String, key: Key) -> Option<Effect> {
        match key {
            Key::Char(c) if c.is_ascii_digit() || c == '.' || c == '-' => text.push(c),
            Key::Backspace if text.is_empty() => return None,
            Key::Backspace => {
                text.pop();
            }
            Key::Enter | Key::Esc if text.is_empty() => return None,
            Key::Esc => return None,
            Key::Enter => match self.check().answer_from_text(&text) {
                Ok(answer) => return self.change(vec![(self.cursor, answer)]),
                Err(_) => self.warn(words::not_in_range(&text, self.check(), self.lang)),
            },
            other if text.is_empty() => return self.command(other),
            _ => self.warn(words::finish_first(&text, self.lang)),
        }
        self.entry = Entry::Measure(text);
        None
    }

    pub(super) fn zone(&mut self, key: Key) -> Option<Effect> {
        let Kind::Defects(defects) = &self.check().kind else {
            return None;
        };
        match key {
            Key::Char('0') => return self.change(vec![(self.cursor, Answer::Defects(vec![]))]),
            Key::Char(c) if c.is_ascii_digit() => match nth(c, defects.zones.len()) {
                Some(zone) if defects.types.len() == 1 => {
                    let text = String::new();
                    let kind = 0;
                    self.entry = Entry::Size { zone, kind, text };
                }
                Some(zone) => self.entry = Entry::Type { zone },
                None => {
                    self.warn(words::no_such_option(c, self.lang));
                    self.entry = Entry::Zone;
                }
            },
            Key::Esc | Key::Enter | Key::Backspace => {}
            other => return self.command(other),
        }
        None
    }

    pub(super) fn defect_type(&mut self, zone: u8, key: Key) -> Option<Effect> {
        let Kind::Defects(defects) = &self.check().kind else {
            return None;
        };
        match key {
            Key::Char(c) => match nth(c, defects.types.len()) {
                Some(kind) => {
                    let text = String::new();
                    self.entry = Entry::Size { zone, kind, text };
                }
                None => {
                    self.warn(words::no_such_option(c, self.lang));
                    self.entry = Entry::Type { zone };
                }
            },
            Key::Backspace => self.entry = Entry::Zone,
            Key::Esc => {}
            _ => self.entry = Entry::Type { zone },
        }
        None
    }

    pub(super) fn size(
        &mut self,
        zone: u8,
        kind: u8,
        mut text: String,
        key: Key,
    ) -> Option<Effect> {
        match key {
            Key::Char(c) if c.is_ascii_digit() || c == '.' => text.push(c),
            Key::Backspace if text.is_empty() => {
                self.entry = Entry::Type { zone };
                return None;
            }
            Key::Backspace => {
                text.pop();
            }
            Key::Esc => return None,
            Key::Enter if !text.is_empty() => {
                if let Some(answer) = self.with_defect(zone, kind, &text) {
                    return self.change(vec![(self.cursor, answer)]);
                }
                self.warn(words::bad_size(&text, self.lang));
            }
            _ => self.warn(words::bad_size(&text, self.lang)),
        }
        self.entry = Entry::Size { zone, kind, text };
        None
    }

    /// The defects found so far and one more, if the check takes them.
    fn with_defect(&self, zone: u8, kind: u8, size: &str) -> Option<Answer> {
        let mut list = match self.bench.answers.get(self.cursor) {
            Answer::Defects(list) => list.clone(),
            _ => Vec::new(),
        };
        let size = Milli::parse(size)?;
        list.push(Defect { zone, kind, size });
        let text = self.check().answer_text(&Answer::Defects(list));
        self.check().answer_from_text(&text).ok()
    }

    pub(super) fn words(&mut self, mut text: String, key: Key) -> Option<Effect> {
        match key {
            Key::Enter => {
                let answer = self.check().answer_from_text(&text).ok()?;
                return self.change(vec![(self.cursor, answer)]);
            }
            Key::Esc => return None,
            other => edit(&mut text, other),
        }
        self.entry = Entry::Words(text);
        None
    }

    pub(super) fn find(&mut self, mut text: String, key: Key) -> Option<Effect> {
        match key {
            Key::Enter | Key::Esc => return None,
            Key::Up => self.step(-1),
            Key::Down => self.step(1),
            other => edit(&mut text, other),
        }
        let wanted = text.to_lowercase();
        let has = |check: &Check| {
            let names = [&check.name.zh, &check.name.en, &check.id];
            names
                .iter()
                .any(|name| name.to_lowercase().contains(&wanted))
        };
        let found = self
            .asked()
            .into_iter()
            .find(|index| has(&self.standard().checks[*index]));
        if matches!(key, Key::Char(_) | Key::Backspace) {
            match found {
                Some(index) => self.cursor = index,
                None => self.warn(words::nothing_found(&text, self.lang)),
            }
        }
        self.entry = Entry::Find(text);
        None
    }
}

/// The place that a digit stands for, if there are so many.
fn nth(c: char, count: usize) -> Option<u8> {
    let place = c.to_digit(10)?.checked_sub(1)?;
    (place < u32::try_from(count).ok()?).then_some(place as u8)
}
