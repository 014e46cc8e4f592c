//! Questions at the terminal. Every one has a flag, so that nothing hangs where nobody answers.

use std::io::IsTerminal as _;

use crate::app::AppError;

/// Asks yes or no; without a terminal, says which flag answers.
pub(super) fn confirm(question: &str, flag: &str) -> anyhow::Result<bool> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(
            AppError::Usage(format!("{question} Nobody is there to answer: say {flag}")).into(),
        );
    }
    Ok(dialoguer::Confirm::new()
        .with_prompt(question)
        .default(false)
        .interact()?)
}
