//! Answers evaluated without an item, for whoever writes a standard.

use crate::domain::lang::Lang;
use crate::domain::standard::{Answers, Standard, VerdictReport};

/// What a line of answers came to.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The line
    pub line: usize,
    /// The verdict, or why there is none
    pub outcome: Result<VerdictReport, String>,
}

/// Evaluates JSON lines of answers without an item.
pub fn try_lines(standard: &Standard, lines: &str, lang: Lang) -> Vec<Tried> {
    let lines = lines
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(place, line)| Tried {
            line: place + 1,
            outcome: try_one(standard, line, lang),
        })
        .collect()
}

fn try_one(standard: &Standard, line: &str, lang: Lang) -> Result<VerdictReport, String> {
    let given = crate::app::grade::given_of_json(line).map_err(|error| error.to_string())?;
    let mut answers = Answers::best(standard);
    if let Some(json) = &given.json {
        standard
            .lay_json_over(&mut answers, json)
            .map_err(|error| error.to_string())?;
    }
    let answers = answers.with_everything_attached(standard);
    Ok(standard
        .verdict(&answers, given.worth_yuan)
        .to_report(standard, lang))
}
