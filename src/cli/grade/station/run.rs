//! Runs the station at a terminal: reads keys, draws, and does what the station asks for.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::Folders;
use super::keys::{Burst, Input, Key};
use super::state::{Effect, Station, Tally, Wanted};
use super::view::{self, Paint};
use super::words;
use crate::app::grade::bench::{self, Old};
use crate::app::grade::photos::Watch;
use crate::app::grade::{Mode, before, diagnostics, second};
use crate::app::{Ctx, interrupt, time};
use crate::cli::Session;
use crate::cli::exit::Exit;
use crate::formats::catalogue::Catalogue;

/// How long to wait for a key before looking whether the program was asked to stop.
const PATIENCE: Duration = Duration::from_millis(500);

/// Whether a full screen can be drawn here.
pub(super) fn has_screen() -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal() && !is_dumb
}

/// Runs the station until the day is over; what was done.
pub(super) fn run(
    session: &Session,
    ctx: &mut Ctx,
    catalogue: &Catalogue,
    folders: Folders<'_>,
) -> anyhow::Result<Tally> {
    // Read before the first item comes, which then need not wait for it.
    catalogue.categories()?;
    catalogue.price_book()?;
    catalogue.age_curves()?;
    let who = &ctx.settings.station;
    let place = format!("{} @ {}", who.operator, who.station);
    let mut bench = Runner {
        station: Station::new(session.lang(), place),
        photos: folders.photos.cloned().map(Watch::new),
        diagnostics: folders.diagnostics.cloned(),
        session,
        ctx,
        catalogue,
    };
    bench.leave()?;
    std::thread::spawn(end_without_a_terminal);
    let mut terminal = ratatui::try_init()?;
    let ended = bench.serve(&mut terminal);
    ratatui::try_restore()?;
    ended?;
    Ok(bench.station.tally)
}

/// Ends the program when it was asked to stop and does not: reading keys from a terminal that
/// went away (a closed window, a lost connection) never returns. Every answer is in the database
/// by then.
#[expect(
    clippy::exit,
    clippy::disallowed_methods,
    reason = "the thread that could return is stuck"
)]
fn end_without_a_terminal() {
    while !interrupt::asked() {
        std::thread::sleep(PATIENCE);
    }
    std::thread::sleep(4 * PATIENCE);
    std::process::exit(i32::from(Exit::Interrupted.code()));
}

struct Runner<'a> {
    station: Station,
    photos: Option<Watch>,
    diagnostics: Option<PathBuf>,
    session: &'a Session,
    ctx: &'a mut Ctx,
    catalogue: &'a Catalogue,
}

impl Runner<'_> {
    fn serve(&mut self, terminal: &mut ratatui::DefaultTerminal) -> anyhow::Result<()> {
        let paint = match std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            true => Paint::Plain,
            false => Paint::Colour,
        };
        let begun = Instant::now();
        let now = || u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mut burst = Burst::default();
        loop {
            terminal.draw(|frame| {
                let area = frame.area();
                if let Some(cursor) = view::draw(&self.station, paint, area, frame.buffer_mut()) {
                    frame.set_cursor_position(cursor);
                }
            })?;
            let patience = burst
                .due()
                .map(|due| Duration::from_millis(due.saturating_sub(now())));
            let mut inputs = Vec::new();
            if event::poll(patience.unwrap_or(PATIENCE))? {
                // All that waits is taken before the next drawing, which takes longer than a
                // scanner's next key.
                loop {
                    if let Some(key) = key_of(&event::read()?) {
                        inputs.extend(burst.press(key, now()));
                    }
                    if !event::poll(Duration::ZERO)? {
                        break;
                    }
                }
            } else {
                inputs.extend(burst.pause(now()));
            }
            for input in inputs {
                if self.take(input)? == Day::Over {
                    return Ok(());
                }
            }
            if interrupt::asked() {
                return Ok(());
            }
        }
    }

    fn take(&mut self, input: Input) -> anyhow::Result<Day> {
        let mut next = self.station.take(input);
        while let Some(effect) = next.take() {
            if effect == Effect::Quit {
                return Ok(Day::Over);
            }
            match self.act(effect) {
                Ok(more) => next = more,
                Err(error) => self.station.failed(&error),
            }
        }
        Ok(Day::GoesOn)
    }

    /// Does what the station asks for; what it asks for then.
    fn act(&mut self, effect: Effect) -> anyhow::Result<Option<Effect>> {
        let lang = self.session.lang();
        match effect {
            Effect::Quit => {}
            Effect::Leave => self.leave()?,
            Effect::Open(wanted) => self.open(&wanted)?,
            Effect::Save => {
                if let Some(form) = self.station.form() {
                    let item = form.bench.item.id;
                    // As long as there is something to undo, there is something to keep.
                    match form.bench.steps.is_empty() {
                        false => bench::keep(self.ctx, &form.bench)?,
                        true => bench::discard(self.ctx, item)?,
                    }
                }
            }
            Effect::Attach(check) => {
                let (Some(watch), Some(form)) = (&mut self.photos, self.station.form()) else {
                    anyhow::bail!(words::no_photo_folder(lang));
                };
                let photo = watch.attach(self.ctx, form.bench.item.id, form.photos(check))?;
                return Ok(self.station.attached(check, photo));
            }
            Effect::Diagnose => {
                let folder = self.diagnostics.as_deref();
                let (Some(folder), Some(form)) = (folder, self.station.form()) else {
                    anyhow::bail!(words::no_diagnostics_folder(lang));
                };
                let found = diagnostics::read(folder, &form.bench)?;
                return Ok(self.station.diagnosed(found));
            }
            Effect::Finish => {
                if let Some(form) = self.station.form() {
                    let report = bench::finish(self.ctx, &form.bench, Mode::Record, lang)?;
                    self.station.finished(report);
                }
            }
        }
        Ok(None)
    }

    fn open(&mut self, wanted: &Wanted) -> anyhow::Result<()> {
        if wanted.old == Old::Resume && !wanted.again {
            let share = self.session.resolved.second_share_pct;
            if let Some(bench) = second::due(self.ctx, &wanted.query, share)? {
                self.station.opened(bench);
                return Ok(());
            }
        }
        let bench = match bench::open(self.ctx, self.catalogue, &wanted.query, wanted.old) {
            Ok(bench) => bench,
            Err(error) => {
                self.station.not_opened(wanted, &error);
                return Ok(());
            }
        };
        if wanted.old == Old::Discard {
            bench::discard(self.ctx, bench.item.id)?;
        }
        if wanted.old == Old::Renew {
            bench::keep(self.ctx, &bench)?;
        }
        let is_new = !wanted.again && bench.resumed.is_none();
        if is_new && let Some(last) = before::last(self.ctx, &bench)? {
            let when = self.clock(last.at);
            self.station.inspected_before(&bench, &last, &when);
            return Ok(());
        }
        self.station.opened(bench);
        Ok(())
    }

    fn leave(&mut self) -> anyhow::Result<()> {
        let unfinished = before::unfinished(self.ctx)?;
        let (now, zone) = (self.ctx.now(), self.ctx.settings.zone);
        self.station
            .left(&unfinished, |at| time::short(at, now, zone));
        Ok(())
    }

    fn clock(&self, at: i64) -> String {
        time::short(at, self.ctx.now(), self.ctx.settings.zone)
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Day {
    GoesOn,
    Over,
}

/// The key of an event, if it is one that the station knows.
fn key_of(event: &Event) -> Option<Key> {
    let Event::Key(KeyEvent {
        code,
        modifiers,
        kind: KeyEventKind::Press | KeyEventKind::Repeat,
        ..
    }) = event
    else {
        return None;
    };
    let has_control =
        modifiers.contains(KeyModifiers::CONTROL) && !modifiers.contains(KeyModifiers::ALT);
    Some(match code {
        // A line feed is what some scanners send after Enter, or for it.
        KeyCode::Char('j') if has_control => Key::Enter,
        KeyCode::Char('h') if has_control => Key::Backspace,
        KeyCode::Char(c) if has_control => Key::Ctrl(c.to_ascii_lowercase()),
        KeyCode::Char(c) => Key::Char(*c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::F(number) => Key::F(*number),
        _ => return None,
    })
}
