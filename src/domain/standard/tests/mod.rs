//! The engine against the text of the rules, and everything else that random answers can show.

mod answers;
mod difference;
mod every_kind;
mod lint;
mod reference;
mod schema;
mod verdicts;

use std::sync::LazyLock;

use super::{Standard, built_in::BUILT_IN};

/// A standard of each kind of check and each rule, small enough to reason about.
const EVERYTHING: &str = include_str!("everything.toml");

fn load(source: &str) -> Standard {
    Standard::load(source).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn standards() -> &'static [Standard] {
    static LOADED: LazyLock<Vec<Standard>> = LazyLock::new(|| {
        let sources = BUILT_IN
            .iter()
            .map(|(_, source)| *source)
            .chain([EVERYTHING]);
        sources.map(load).collect()
    });
    &LOADED
}
