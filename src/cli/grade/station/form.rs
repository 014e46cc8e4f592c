//! The form of one inspection: which key changes which answer. Knows neither terminal nor disk.

mod entry;

use super::keys::Key;
use super::state::{Effect, Notice};
use super::words;
use crate::app::grade::bench::Bench;
use crate::app::grade::steps::Step;
use crate::domain::lang::Lang;
use crate::domain::standard::model::{Axis, Check, Effect as Leads, Kind};
use crate::domain::standard::{Answer, Settled, Standard, Verdict};

/// What is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// Nothing: keys are commands
    Nothing,
    /// A measure or a count
    Measure(String),
    /// Where the defect is
    Zone,
    /// What it is
    Type { zone: u8 },
    /// How large it is
    Size { zone: u8, kind: u8, text: String },
    /// Free words
    Words(String),
    /// A check that is looked for
    Find(String),
}

/// An inspection on the screen.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) bench: Bench,
    pub(super) lang: Lang,
    /// The key of each check
    pub(super) keys: Vec<char>,
    /// The check that digits answer
    pub(super) cursor: usize,
    pub(super) entry: Entry,
    pub(super) notice: Notice,
    /// Whether the next Enter saves
    pub(super) summary: bool,
    pub(super) help: bool,
    pub(super) verdict: Verdict,
    /// What no further answer can change
    pub(super) settled: Option<Settled>,
    /// The checks in the order of the screen
    order: Vec<usize>,
}

impl Form {
    pub(super) fn new(bench: Bench, lang: Lang) -> Self {
        let standard = &bench.standard;
        let mut order: Vec<usize> = (0..standard.checks.len()).collect();
        order.sort_by_key(|index| !comes_first(&standard.checks[*index]));
        let mut form = Self {
            keys: keys(standard),
            cursor: order.first().copied().unwrap_or(0),
            entry: Entry::Nothing,
            notice: Notice::default(),
            summary: false,
            help: false,
            verdict: Verdict::default(),
            settled: None,
            order,
            bench,
            lang,
        };
        form.weigh();
        form
    }

    pub(super) fn standard(&self) -> &Standard {
        &self.bench.standard
    }

    pub(super) fn check(&self) -> &Check {
        &self.bench.standard.checks[self.cursor]
    }

    /// The checks that are asked, in the order of the screen.
    pub(super) fn asked(&self) -> Vec<usize> {
        let skipped: Vec<&str> = self.verdict.skipped(self.standard()).collect();
        let is_asked =
            |index: &usize| !skipped.contains(&self.standard().checks[*index].id.as_str());
        self.order.iter().copied().filter(is_asked).collect()
    }

    /// Whether anything was answered.
    pub(super) fn is_touched(&self) -> bool {
        self.bench.answered() > 0
    }

    /// Whether it may be saved.
    pub(super) fn is_complete(&self) -> bool {
        self.verdict.complete() || self.verdict.is_refused()
    }

    /// Measures that the standard wants taken each time and nobody took.
    pub(super) fn unmeasured(&self) -> Vec<usize> {
        let mut asked = self.asked();
        asked.retain(|index| {
            let check = &self.standard().checks[*index];
            let is_measure = matches!(check.kind, Kind::Number(_) | Kind::Count(_));
            let is_taken = self.bench.is_answered(*index) || self.bench.is_kept(*index);
            is_measure && !check.default_is_stated && !is_taken
        });
        asked
    }

    /// The photo check that the next photo is for.
    pub(super) fn photo_check(&self) -> Option<usize> {
        let lacks = |index: &usize| match self.standard().checks[*index].kind {
            Kind::Photo { min } => Some(self.photos(*index).len() < min),
            _ => None,
        };
        let asked = self.asked();
        let mut photos = asked.iter().filter(|index| lacks(index).is_some());
        match lacks(&self.cursor) {
            Some(_) => Some(self.cursor),
            None => photos
                .clone()
                .find(|index| lacks(index) == Some(true))
                .or_else(|| photos.next())
                .copied(),
        }
    }

    /// The photos that a check has.
    pub(super) fn photos(&self, index: usize) -> &[String] {
        match self.bench.answers.get(index) {
            Answer::Photos(photos) => photos,
            _ => &[],
        }
    }

    /// Takes a key.
    pub(super) fn press(&mut self, key: Key) -> Option<Effect> {
        self.notice = Notice::default();
        if self.help {
            self.help = false;
            return None;
        }
        match std::mem::replace(&mut self.entry, Entry::Nothing) {
            Entry::Nothing => self.command(key),
            Entry::Measure(text) => self.measure(text, key),
            Entry::Zone => self.zone(key),
            Entry::Type { zone } => self.defect_type(zone, key),
            Entry::Size { zone, kind, text } => self.size(zone, kind, text, key),
            Entry::Words(text) => self.words(text, key),
            Entry::Find(text) => self.find(text, key),
        }
    }

    /// Takes the answers of a diagnostics file, as one step.
    pub(super) fn fill(&mut self, answers: Vec<(usize, Answer)>) -> Option<Effect> {
        self.change(answers)
    }

    fn command(&mut self, key: Key) -> Option<Effect> {
        let leaves_summary = !matches!(key, Key::Enter | Key::F(2 | 5));
        let was_summary = self.summary;
        if leaves_summary {
            self.summary = false;
        }
        match key {
            Key::Enter => return self.enter(),
            Key::Esc if was_summary => {}
            Key::Esc => return Some(Effect::Leave),
            Key::Up => self.step(-1),
            Key::Down => self.step(1),
            Key::PageUp => self.step(-10),
            Key::PageDown => self.step(10),
            Key::Left => return self.shift(-1),
            Key::Right => return self.shift(1),
            Key::Backspace | Key::Ctrl('z') => return self.undo(),
            Key::Ctrl('r') => return self.start_anew(),
            Key::F(1) | Key::Char('?') => self.help = true,
            Key::F(2) => return self.photo(),
            Key::F(5) => return Some(Effect::Diagnose),
            Key::Char('/') => self.entry = Entry::Find(String::new()),
            Key::Char(' ') => return self.act(self.cursor),
            Key::Char(c) if c.is_ascii_digit() => return self.digit(c),
            Key::Char(c) => match self.of_key(c) {
                Some(index) => return self.act(index),
                None => self.warn(words::no_such_key(c, self.lang)),
            },
            Key::F(_) | Key::Ctrl(_) => {}
        }
        None
    }

    fn of_key(&self, c: char) -> Option<usize> {
        let asked = self.asked();
        let of = |c: char| asked.iter().copied().find(|index| self.keys[*index] == c);
        // Caps lock must not matter where no check has the capital.
        of(c).or_else(|| of(c.to_ascii_lowercase()))
    }

    /// What a check's own key does.
    fn act(&mut self, index: usize) -> Option<Effect> {
        self.cursor = index;
        match &self.check().kind {
            Kind::Bool { .. } => {
                let next = match self.bench.answers.get(index) {
                    Answer::Bool(now) => !now,
                    _ => true,
                };
                return self.change(vec![(index, Answer::Bool(next))]);
            }
            Kind::Enum { .. } => {}
            Kind::Number(_) | Kind::Count(_) => self.entry = Entry::Measure(String::new()),
            Kind::Defects(_) => self.entry = Entry::Zone,
            Kind::Text => {
                let text = match self.bench.answers.get(index) {
                    Answer::Text(text) => text.clone(),
                    _ => String::new(),
                };
                self.entry = Entry::Words(text);
            }
            Kind::Photo { .. } => return self.photo(),
        }
        None
    }

    fn digit(&mut self, c: char) -> Option<Effect> {
        let index = self.cursor;
        // 1 is the first; 0 comes after 9, as on the keyboard.
        let place = (c.to_digit(10).unwrap_or(0) as usize + 9) % 10;
        match &self.check().kind {
            Kind::Bool { .. } if place < 2 => self.change(vec![(index, Answer::Bool(place == 0))]),
            Kind::Enum { options } if place < options.len() => {
                self.change(vec![(index, Answer::Option(place as u8))])
            }
            Kind::Bool { .. } | Kind::Enum { .. } => {
                self.warn(words::no_such_option(c, self.lang));
                None
            }
            Kind::Number(_) | Kind::Count(_) => {
                self.entry = Entry::Measure(c.to_string());
                None
            }
            Kind::Defects(_) => self.zone(Key::Char(c)),
            Kind::Text | Kind::Photo { .. } => None,
        }
    }

    /// One option to the side, where there are more than digits.
    fn shift(&mut self, by: i32) -> Option<Effect> {
        let (Kind::Enum { options }, Answer::Option(now)) =
            (&self.check().kind, self.bench.answers.get(self.cursor))
        else {
            return None;
        };
        let next = i32::from(*now).checked_add(by)?;
        let next = u8::try_from(next).ok()?;
        (usize::from(next) < options.len())
            .then(|| self.change(vec![(self.cursor, Answer::Option(next))]))?
    }

    fn photo(&mut self) -> Option<Effect> {
        let index = self.photo_check();
        if index.is_none() {
            self.warn(words::no_photo_check(self.lang));
        }
        index.map(Effect::Attach)
    }

    fn enter(&mut self) -> Option<Effect> {
        if !self.summary {
            self.summary = true;
            return None;
        }
        if self.is_complete() {
            return Some(Effect::Finish);
        }
        let missing = crate::app::grade::bench::missing(self.standard(), &self.verdict, self.lang);
        self.warn(words::still_missing(&missing, self.lang));
        None
    }

    fn step(&mut self, by: isize) {
        let asked = self.asked();
        let Some(last) = asked.len().checked_sub(1) else {
            return;
        };
        let place = asked.iter().position(|index| *index == self.cursor);
        self.cursor = asked[place.unwrap_or(0).saturating_add_signed(by).min(last)];
    }

    fn start_anew(&mut self) -> Option<Effect> {
        let checks = 0..self.standard().checks.len();
        let answered = checks.filter(|index| self.bench.is_answered(*index));
        let step = Step::back(answered);
        (!step.changes.is_empty()).then(|| self.take_step(step))
    }

    fn change(&mut self, mut answers: Vec<(usize, Answer)>) -> Option<Effect> {
        let bench = &self.bench;
        answers
            .retain(|(index, new)| !bench.is_answered(*index) || bench.answers.get(*index) != new);
        (!answers.is_empty()).then(|| self.take_step(Step::of(answers)))
    }

    fn take_step(&mut self, step: Step) -> Effect {
        self.bench.take(step);
        self.weigh();
        Effect::Save
    }

    fn undo(&mut self) -> Option<Effect> {
        let Some(step) = self.bench.undo() else {
            self.warn(words::nothing_to_undo(self.lang));
            return None;
        };
        if let Some((index, _)) = step.changes.first() {
            self.cursor = *index;
        }
        self.weigh();
        self.notice = Notice::told(words::undone(self.check(), self.lang));
        Some(Effect::Save)
    }

    fn weigh(&mut self) {
        self.verdict = self.bench.verdict();
        self.settled = self.bench.settled();
    }

    fn warn(&mut self, text: String) {
        self.notice = Notice::warning(text);
    }
}

/// Adds to a line of text, or takes from it.
pub(super) fn edit(text: &mut String, key: Key) {
    match key {
        Key::Char(c) => text.push(c),
        Key::Backspace => {
            text.pop();
        }
        _ => {}
    }
}

/// What may end an inspection comes first, so that nothing else is looked at in vain.
fn comes_first(check: &Check) -> bool {
    let ends = |effect: &Leads| effect.refuse || effect.knockout;
    let may_end = match &check.kind {
        Kind::Bool { no } => ends(no),
        Kind::Enum { options } => options.iter().any(|option| ends(&option.effect)),
        Kind::Number(measure) | Kind::Count(measure) => {
            measure.bands.iter().any(|band| ends(&band.effect))
        }
        Kind::Defects(defects) => defects.at.iter().any(|at| ends(&at.effect)),
        Kind::Text | Kind::Photo { .. } => false,
    };
    may_end
        || matches!(
            check.axis,
            Axis::Authenticity | Axis::Identity | Axis::Safety
        )
}

/// The key of each check: its own letter, or one that is free, so that each has one.
fn keys(standard: &Standard) -> Vec<char> {
    let own = |check: &Check| check.key.filter(char::is_ascii_alphabetic);
    let mut taken: Vec<char> = standard.checks.iter().filter_map(own).collect();
    let mut key = |check: &Check| {
        own(check).unwrap_or_else(|| {
            let letters = check.id.chars().chain('a'..='z').chain('A'..='Z');
            let free = letters
                .filter(char::is_ascii_alphabetic)
                .find(|letter| !taken.contains(letter))
                .unwrap_or(' ');
            taken.push(free);
            free
        })
    };
    standard.checks.iter().map(&mut key).collect()
}
