//! Questions at the terminal. Every one has a flag, so that nothing hangs where nobody answers.

use std::io::IsTerminal as _;

use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};

use crate::app::AppError;

/// Somebody who answers questions.
pub(super) trait Ask {
    /// One of several; none if the user leaves.
    fn choose(
        &self,
        question: &str,
        choices: &[String],
        first: usize,
    ) -> anyhow::Result<Option<usize>>;

    /// A line of text, `known` until something else is typed.
    fn line(
        &self,
        question: &str,
        known: &str,
        fits: &dyn Fn(&str) -> Result<(), String>,
    ) -> anyhow::Result<String>;
}

/// The user at the terminal.
pub(super) struct Terminal {
    theme: Box<dyn Theme>,
}

impl Terminal {
    /// The user, if somebody is there; else what to say instead.
    pub(super) fn find(instead: &str) -> anyhow::Result<Self> {
        if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
            let text = format!("nobody is there to answer: {instead}");
            return Err(AppError::Usage(text).into());
        }
        // Without colour the choice shows by its mark alone.
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Ok(Self {
            theme: if plain {
                Box::new(SimpleTheme)
            } else {
                Box::new(ColorfulTheme::default())
            },
        })
    }
}

impl Ask for Terminal {
    fn choose(
        &self,
        question: &str,
        choices: &[String],
        first: usize,
    ) -> anyhow::Result<Option<usize>> {
        Ok(dialoguer::Select::with_theme(&*self.theme)
            .with_prompt(question)
            .items(choices)
            .default(first)
            .max_length(16)
            .report(false)
            .interact_opt()?)
    }

    fn line(
        &self,
        question: &str,
        known: &str,
        fits: &dyn Fn(&str) -> Result<(), String>,
    ) -> anyhow::Result<String> {
        Ok(dialoguer::Input::with_theme(&*self.theme)
            .with_prompt(question)
            .with_initial_text(known)
            .allow_empty(true)
            .validate_with(|text: &String| fits(text))
            .interact_text()?)
    }
}

/// Asks yes or no; without a terminal, says which flag answers.
pub(super) fn confirm(question: &str, flag: &str) -> anyhow::Result<bool> {
    let terminal = Terminal::find(&format!("say {flag}"))?;
    Ok(dialoguer::Confirm::with_theme(&*terminal.theme)
        .with_prompt(question)
        .default(false)
        .interact()?)
}
