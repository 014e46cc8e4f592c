//! Answers out of a diagnostics file: the test program of a phone or a laptop writes one per item,
//! named by its serial, IMEI or pickup number. What it answers stays the inspector's to change.

use std::path::{Path, PathBuf};

use super::bench::Bench;
use crate::app::AppError;
use crate::domain::standard::Answer;

/// What a diagnostics file answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosed {
    /// The file
    pub file: PathBuf,
    /// Index of a check and its answer
    pub answers: Vec<(usize, Answer)>,
    /// Index of a check that it should answer, and what it says instead; none if it says nothing
    pub unread: Vec<(usize, Option<String>)>,
}

/// Reads the file of the item on the bench; none if the folder has none.
pub fn read(folder: &Path, bench: &Bench) -> anyhow::Result<Option<Diagnosed>> {
    let item = &bench.item;
    let names = [
        item.serial.as_deref(),
        item.imei.as_deref(),
        Some(item.pickup_no.as_str()),
    ];
    let file = names
        .into_iter()
        .flatten()
        .filter(|name| is_plain(name))
        .map(|name| folder.join(format!("{name}.json")))
        .find(|path| path.is_file());
    let Some(file) = file else {
        return Ok(None);
    };
    let bytes = std::fs::read(&file).map_err(|source| AppError::File {
        doing: "read",
        path: file.clone(),
        source,
    })?;
    let found: serde_json::Value =
        serde_json::from_slice(&bytes).map_err(|error| AppError::BadFile {
            file: file.display().to_string(),
            why: format!("it is no JSON: {error}"),
        })?;
    Ok(Some(lay(file, &found, bench)))
}

fn lay(file: PathBuf, found: &serde_json::Value, bench: &Bench) -> Diagnosed {
    let (mut answers, mut unread) = (Vec::new(), Vec::new());
    for (index, check) in bench.standard.checks.iter().enumerate() {
        let Some(pointer) = &check.diag else {
            continue;
        };
        match found.pointer(pointer) {
            None | Some(serde_json::Value::Null) => unread.push((index, None)),
            Some(value) => match check.answer_from_json(value) {
                Ok(answer) => answers.push((index, answer)),
                Err(_) => unread.push((index, Some(value.to_string()))),
            },
        }
    }
    Diagnosed {
        file,
        answers,
        unread,
    }
}

/// An identifier comes from a partner's file and must not lead out of the folder.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.contains(['/', '\\', ':', '\0']) && name != "." && name != ".."
}
