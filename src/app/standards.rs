//! The standards in force: the user's own file stands over the built-in one of the same id.

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use super::{AppError, Settings, own_file};
use crate::domain::lang::Lang;
use crate::domain::standard::built_in::BUILT_IN;
use crate::domain::standard::{Answers, Fault, Standard, VerdictReport};

/// Loads standards, each when it is first asked for.
#[derive(Debug, Default)]
pub struct Registry {
    loaded: HashMap<String, Option<Rc<Standard>>>,
}

impl Registry {
    /// The standard with that id, if there is a file for it.
    pub fn get(&mut self, settings: &Settings, id: &str) -> Result<Option<Rc<Standard>>, AppError> {
        if let Some(known) = self.loaded.get(id) {
            return Ok(known.clone());
        }
        let found = load(settings, id)?.map(Rc::new);
        self.loaded.insert(id.to_owned(), found.clone());
        Ok(found)
    }
}

fn load(settings: &Settings, id: &str) -> Result<Option<Standard>, AppError> {
    let name = format!("standards/{id}.toml");
    if let Some(source) = own_file(settings, &name)? {
        let file = settings.config_folder.join(&name).display().to_string();
        let standard = compile(&source, &file)?;
        if standard.id != id {
            let why = format!("it says that it is `{}`", standard.id);
            return Err(AppError::BadFile { file, why });
        }
        return Ok(Some(standard));
    }
    let built_in = BUILT_IN.iter().find(|(known, _)| *known == id);
    built_in
        .map(|(_, source)| compile(source, &name))
        .transpose()
}

fn compile(source: &str, file: &str) -> Result<Standard, AppError> {
    Standard::load(source).map_err(|faults| AppError::BadFile {
        file: file.to_owned(),
        why: faults.iter().map(fault_text).collect::<Vec<_>>().join("; "),
    })
}

fn fault_text(fault: &Fault) -> String {
    format!("line {}: {} ({})", fault.line, fault.what, fault.cure)
}

/// The standard of an id, or the one in a file.
pub fn by_id_or_file(settings: &Settings, word: &str) -> Result<Standard, AppError> {
    let path = Path::new(word);
    if path.extension().is_some_and(|ending| ending == "toml") || path.is_file() {
        let source = std::fs::read_to_string(path).map_err(|source| AppError::File {
            doing: "read",
            path: path.to_owned(),
            source,
        })?;
        return compile(&source, word);
    }
    load(settings, word)?.ok_or_else(|| AppError::NoSuchStandard {
        id: word.to_owned(),
        known: BUILT_IN
            .iter()
            .map(|(id, _)| *id)
            .collect::<Vec<_>>()
            .join(", "),
    })
}

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
    let given = super::grade::given_of_json(line).map_err(|error| error.to_string())?;
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
