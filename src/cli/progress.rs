//! Progress on a terminal: what is done, how fast, and how long the rest takes.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::app::check;
use crate::app::intake;
use crate::app::search;
use crate::app::wipe::import;

/// A progress bar on stderr; nothing where that is no terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    is_shown: bool,
}

impl Progress {
    /// A bar that is shown on a terminal, unless the user asked for quiet.
    pub(super) fn new(quiet: bool) -> Self {
        let is_shown = !quiet && std::io::stderr().is_terminal();
        Self {
            bar: ProgressBar::hidden(),
            is_shown,
        }
    }

    fn start(&mut self, length: u64, template: &str) {
        if !self.is_shown {
            return;
        }
        let bar =
            ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr_with_hz(8));
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        self.bar = bar;
    }
}

impl Progress {
    /// So many are done, of a number that nobody knows.
    pub(super) fn tick(&mut self, count: u64) {
        if self.is_shown && self.bar.is_hidden() {
            self.start(0, "{pos} items, {per_sec}");
        }
        self.bar.set_position(count);
    }
}

impl intake::Watch for Progress {
    fn begin(&mut self, file: &str, bytes: u64) {
        self.start(
            bytes,
            "{prefix} [{bar:24}] {percent:>3}% {msg} {elapsed}, {eta} left",
        );
        self.bar.set_prefix(file.to_owned());
    }

    fn read(&mut self, bytes: u64, rows: u64) {
        self.bar.set_position(bytes);
        let seconds = self.bar.elapsed().as_secs_f64().max(0.001);
        self.bar
            .set_message(format!("{rows} rows, {:.0}/s", rows as f64 / seconds));
    }

    fn end(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl check::Watch for Progress {
    fn checked(&mut self, done: u64, of: u64) {
        if done == 0 {
            self.start(
                of,
                "[{bar:24}] {percent:>3}% {pos} events, {per_sec}, {eta} left",
            );
        }
        self.bar.set_position(done);
        if done >= of {
            self.bar.finish_and_clear();
        }
    }
}

impl import::Watch for Progress {
    fn read(&mut self, done: usize, of: usize) {
        if self.is_shown && self.bar.is_hidden() {
            self.start(
                of as u64,
                "[{bar:24}] {percent:>3}% {pos} files, {per_sec}, {eta} left",
            );
        }
        self.bar.set_position(done as u64);
    }
}

impl search::Watch for Progress {
    fn indexed(&mut self, done: u64, of: u64) {
        if self.is_shown && self.bar.is_hidden() {
            self.start(
                of,
                "[{bar:24}] {percent:>3}% {pos} items, {per_sec}, {eta} left",
            );
        }
        self.bar.set_position(done);
        if done >= of {
            self.bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
