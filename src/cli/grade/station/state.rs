//! The station: which screen there is and what each input does to it. What has to be read or
//! written is handed out as effects; whoever does them tells the station how they went.

use super::form::{Form, edit};
use super::keys::{Input, Key};
use super::words;
use crate::app::AppError;
use crate::app::grade::GradeReport;
use crate::app::grade::before::{Last, Unfinished};
use crate::app::grade::bench::{Bench, Old};
use crate::app::grade::diagnostics::Diagnosed;
use crate::domain::code::TraceCode;
use crate::domain::lang::Lang;

/// What is to be read or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    /// Put an item on the bench
    Open(Wanted),
    /// Keep the form's answers as a draft
    Save,
    /// Attach the newest photo to that check
    Attach(usize),
    /// Read the item's diagnostics file
    Diagnose,
    /// Write the inspection into the record
    Finish,
    /// Back to the scan screen; the draft stays
    Leave,
    /// End the day
    Quit,
}

/// An item that is to come onto the bench.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Any of its names
    pub(super) query: String,
    /// What becomes of its draft
    pub(super) old: Old,
    /// Whether it may have been inspected before
    pub(super) again: bool,
}

impl Wanted {
    fn of(query: &str) -> Self {
        Self {
            query: query.trim().to_owned(),
            old: Old::Resume,
            again: false,
        }
    }
}

/// A line that says what just happened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Notice {
    pub(super) text: String,
    pub(super) is_warning: bool,
}

impl Notice {
    pub(super) fn told(text: String) -> Self {
        let is_warning = false;
        Self { text, is_warning }
    }

    pub(super) fn warning(text: String) -> Self {
        let is_warning = true;
        Self { text, is_warning }
    }
}

/// What is asked about an item that may not simply be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asks {
    Nothing,
    /// F6 inspects it again
    Again(Wanted),
    /// F6 moves its draft to the version in force, F9 drops it
    Version(Wanted),
}

/// The screen between two items.
#[derive(Debug)]
pub(super) struct Scan {
    pub(super) line: String,
    pub(super) notice: Notice,
    /// What was written last
    pub(super) done: Option<Box<Done>>,
    pub(super) asks: Asks,
    /// Items to choose among: trace code and words
    pub(super) choices: Vec<(String, String)>,
    pub(super) place: usize,
}

/// An inspection that was just written.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) code: TraceCode,
    pub(super) report: GradeReport,
}

/// What is on the screen.
#[derive(Debug)]
pub(super) enum Screen {
    Scan(Scan),
    Form(Box<Form>),
}

/// What was done since the station was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    pub(super) graded: u64,
    pub(super) refused: u64,
}

/// The station.
#[derive(Debug)]
pub(super) struct Station {
    pub(super) lang: Lang,
    /// Who works where, for the corner of the screen
    pub(super) place: String,
    pub(super) screen: Screen,
    pub(super) tally: Tally,
}

impl Station {
    pub(super) fn new(lang: Lang, place: String) -> Self {
        let screen = Screen::Scan(Scan::saying(Notice::default()));
        Self {
            lang,
            place,
            screen,
            tally: Tally::default(),
        }
    }

    pub(super) fn form(&self) -> Option<&Form> {
        match &self.screen {
            Screen::Form(form) => Some(form),
            Screen::Scan(_) => None,
        }
    }

    /// Takes an input; what is to be done about it.
    pub(super) fn take(&mut self, input: Input) -> Option<Effect> {
        match input {
            Input::Key(Key::Ctrl('c' | 'q')) => Some(Effect::Quit),
            Input::Scan(code) => Some(Effect::Open(Wanted::of(&code))),
            Input::Key(key) => match &mut self.screen {
                Screen::Scan(scan) => scan.press(key),
                Screen::Form(form) => form.press(key),
            },
        }
    }

    /// The item came onto the bench. One that is there already goes on.
    pub(super) fn opened(&mut self, bench: Bench) {
        let item = bench.item.id;
        if let Screen::Form(form) = &mut self.screen
            && form.bench.item.id == item
        {
            form.notice = Notice::told(words::here_already(self.lang));
            return;
        }
        let resumed = bench.resumed.is_some();
        let mut form = Form::new(bench, self.lang);
        if resumed {
            form.notice = Notice::told(words::goes_on(self.lang));
        }
        self.screen = Screen::Form(Box::new(form));
    }

    /// The item has been inspected before.
    pub(super) fn inspected_before(&mut self, bench: &Bench, last: &Last, when: &str) {
        let notice = words::inspected_before(bench, last, when, self.lang);
        let wanted = Wanted {
            again: true,
            ..Wanted::of(&bench.code.to_string())
        };
        self.turn_to_scan(Scan {
            asks: Asks::Again(wanted),
            ..Scan::saying(Notice::warning(notice))
        });
    }

    /// The item could not be opened.
    pub(super) fn not_opened(&mut self, wanted: &Wanted, error: &anyhow::Error) {
        let notice = Notice::warning(words::error(error, self.lang));
        let mut scan = Scan::saying(notice);
        match error.downcast_ref::<AppError>() {
            // Whoever mistyped or scanned dirt is left where they are.
            Some(AppError::NoSuchItem { .. }) => {
                if let Screen::Form(form) = &mut self.screen {
                    form.notice = scan.notice;
                    return;
                }
            }
            Some(AppError::SeveralItems { candidates, .. }) => {
                let code = |words: &str| words.split(' ').next().unwrap_or_default().to_owned();
                let choice = |words: &String| (code(words), words.clone());
                scan.choices = candidates.iter().map(choice).collect();
            }
            Some(AppError::DraftOfOtherVersion { .. }) => {
                scan.asks = Asks::Version(Wanted {
                    again: true,
                    ..wanted.clone()
                });
            }
            _ => {}
        }
        self.turn_to_scan(scan);
    }

    /// Something else went wrong; everything stays as it is.
    pub(super) fn failed(&mut self, error: &anyhow::Error) {
        let notice = Notice::warning(words::error(error, self.lang));
        match &mut self.screen {
            Screen::Scan(scan) => scan.notice = notice,
            Screen::Form(form) => form.notice = notice,
        }
    }

    /// The folder had a photo, or none.
    pub(super) fn attached(
        &mut self,
        check: usize,
        photo: Option<(String, String)>,
    ) -> Option<Effect> {
        use crate::domain::standard::Answer;
        let Screen::Form(form) = &mut self.screen else {
            return None;
        };
        let Some((file, hash)) = photo else {
            form.notice = Notice::warning(words::no_new_photo(self.lang));
            return None;
        };
        let mut photos = form.photos(check).to_vec();
        photos.push(hash);
        form.notice = Notice::told(words::attached(&file, photos.len(), self.lang));
        form.fill(vec![(check, Answer::Photos(photos))])
    }

    /// The diagnostics file was read, or there is none.
    pub(super) fn diagnosed(&mut self, found: Option<Diagnosed>) -> Option<Effect> {
        let Screen::Form(form) = &mut self.screen else {
            return None;
        };
        let Some(found) = found else {
            form.notice = Notice::warning(words::no_diagnostics(self.lang));
            return None;
        };
        let text = words::diagnosed(&found, form.standard(), self.lang);
        form.notice = Notice {
            text,
            is_warning: !found.unread.is_empty(),
        };
        form.fill(found.answers)
    }

    /// The inspection is in the record.
    pub(super) fn finished(&mut self, report: GradeReport) {
        let Screen::Form(form) = &self.screen else {
            return;
        };
        match report.verdict.refused {
            true => self.tally.refused += 1,
            false => self.tally.graded += 1,
        }
        let code = form.bench.code;
        self.screen = Screen::Scan(Scan {
            done: Some(Box::new(Done { code, report })),
            ..Scan::saying(Notice::default())
        });
    }

    /// Back to the scan screen, with the inspections that are not finished.
    pub(super) fn left(&mut self, unfinished: &[Unfinished], when: impl Fn(i64) -> String) {
        let mut scan = Scan::saying(Notice::default());
        let choice = |one: &Unfinished| {
            let words = format!("{} {} {}", one.code, one.goods, when(one.at));
            (one.code.clone(), words)
        };
        scan.choices = unfinished.iter().map(choice).collect();
        if !scan.choices.is_empty() {
            scan.notice = Notice::told(words::unfinished(self.lang));
        }
        self.turn_to_scan(scan);
    }

    fn turn_to_scan(&mut self, scan: Scan) {
        self.screen = Screen::Scan(scan);
    }
}

impl Scan {
    fn saying(notice: Notice) -> Self {
        Self {
            line: String::new(),
            notice,
            done: None,
            asks: Asks::Nothing,
            choices: Vec::new(),
            place: 0,
        }
    }

    fn press(&mut self, key: Key) -> Option<Effect> {
        match (key, &self.asks) {
            (Key::Enter, _) if !self.line.trim().is_empty() => {
                let line = std::mem::take(&mut self.line);
                return Some(Effect::Open(Wanted::of(&line)));
            }
            (Key::Enter, _) => {
                let (code, _) = self.choices.get(self.place)?;
                return Some(Effect::Open(Wanted::of(code)));
            }
            (Key::Esc, _) if self.line.is_empty() => return Some(Effect::Leave),
            (Key::Esc, _) => self.line.clear(),
            (Key::Up, _) => self.place = self.place.saturating_sub(1),
            (Key::Down, _) if self.place + 1 < self.choices.len() => self.place += 1,
            (Key::F(6), Asks::Again(wanted)) => return Some(Effect::Open(wanted.clone())),
            (Key::F(6), Asks::Version(wanted)) => {
                let old = Old::Renew;
                return Some(Effect::Open(Wanted {
                    old,
                    ..wanted.clone()
                }));
            }
            (Key::F(9), Asks::Version(wanted)) => {
                let old = Old::Discard;
                return Some(Effect::Open(Wanted {
                    old,
                    ..wanted.clone()
                }));
            }
            (other, _) => edit(&mut self.line, other),
        }
        None
    }
}
