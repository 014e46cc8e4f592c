//! The standards in force on a day, each read when it is first asked for.
//!
//! The user's own files stand over the built-in one of the same id. It serves only where none of
//! them holds yet.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use super::files::{self, Origin, Version};
use crate::app::{AppError, Settings};
use crate::domain::standard::Standard;
use crate::domain::standard::built_in::BUILT_IN;

/// Finds standards as they are in force on one day of the site.
#[derive(Debug)]
pub struct Registry {
    day: NaiveDate,
    in_force: HashMap<String, Option<Version>>,
}

impl Registry {
    /// The standards of that day.
    pub fn on(day: NaiveDate) -> Self {
        Self {
            day,
            in_force: HashMap::new(),
        }
    }

    /// The standard with that id, if there is a file for it.
    pub fn get(
        &mut self,
        settings: &Settings,
        id: &str,
    ) -> Result<Option<Arc<Standard>>, AppError> {
        let version = self.version(settings, id)?;
        Ok(version.map(|version| version.standard))
    }

    /// The same, and where its file stands.
    pub fn version(&mut self, settings: &Settings, id: &str) -> Result<Option<Version>, AppError> {
        if let Some(known) = self.in_force.get(id) {
            return Ok(known.clone());
        }
        let found = find(settings, id, self.day)?;
        self.in_force.insert(id.to_owned(), found.clone());
        Ok(found)
    }
}

fn find(settings: &Settings, id: &str, day: NaiveDate) -> Result<Option<Version>, AppError> {
    let own = files::own_versions(settings, id)?;
    if let Some(version) = files::in_force(&own, day) {
        return Ok(Some(version.clone()));
    }
    let built_in = files::built_in(id)?;
    let all: Vec<&Version> = own.iter().chain(&built_in).collect();
    let starts = all.iter().map(|version| version.standard.effective_from);
    match (built_in.clone(), starts.min()) {
        (Some(version), _) if version.standard.effective_from <= day => Ok(Some(version)),
        (_, Some(from)) => Err(AppError::NotInForce {
            id: id.to_owned(),
            day,
            from,
        }),
        (_, None) => Ok(None),
    }
}

/// Every version of a standard that is at hand: the built-in one first, then the user's own.
pub fn versions(settings: &Settings, id: &str) -> Result<Vec<Version>, AppError> {
    let mut versions: Vec<Version> = files::built_in(id)?.into_iter().collect();
    versions.extend(files::own_versions(settings, id)?);
    Ok(versions)
}

/// Which of all versions is in force on that day.
pub(super) fn chosen(versions: &[Version], day: NaiveDate) -> Option<&Version> {
    let is_built_in = |version: &Version| version.origin == Origin::BuiltIn;
    let (built_in, own) = versions.split_at(usize::from(versions.first().is_some_and(is_built_in)));
    files::in_force(own, day).or_else(|| files::in_force(built_in, day))
}

/// The very standard that something was made by, if its file is still at hand. The record names it
/// by its SHA-256 in hex.
pub fn pinned(
    settings: &Settings,
    id: &str,
    sha256: &str,
) -> Result<Option<Arc<Standard>>, AppError> {
    let versions = versions(settings, id)?;
    let same = |version: &Version| version.standard.sha256_hex() == sha256;
    Ok(versions
        .into_iter()
        .find(same)
        .map(|version| version.standard))
}

/// The standard that is called `ID`, `ID@VERSION`, or after its file.
pub fn by_name(settings: &Settings, word: &str, day: NaiveDate) -> Result<Arc<Standard>, AppError> {
    let path = Path::new(word);
    if path.extension().is_some_and(|ending| ending == "toml") || path.is_file() {
        return files::load_any(path).map(Arc::new);
    }
    let Some((id, number)) = word.split_once('@') else {
        return match find(settings, word, day)? {
            Some(version) => Ok(version.standard),
            None => Err(unknown(settings, word)),
        };
    };
    let versions = versions(settings, id)?;
    // Of two with the same number, the user's own stands over the one built in.
    let found = versions
        .iter()
        .rfind(|version| version.standard.version.to_string() == number);
    match found {
        Some(version) => Ok(Arc::clone(&version.standard)),
        None if versions.is_empty() => Err(unknown(settings, id)),
        None => Err(AppError::NoSuchStandard {
            id: word.to_owned(),
            known: versions
                .iter()
                .map(|version| format!("{id}@{}", version.standard.version))
                .collect::<Vec<_>>()
                .join(", "),
        }),
    }
}

fn unknown(settings: &Settings, id: &str) -> AppError {
    AppError::NoSuchStandard {
        id: id.to_owned(),
        known: match ids(settings) {
            Ok(ids) => ids.join(", "),
            Err(error) => error.to_string(),
        },
    }
}

/// The ids for which there is a file, sorted.
pub fn ids(settings: &Settings) -> Result<Vec<String>, AppError> {
    let mut ids: Vec<String> = BUILT_IN.iter().map(|(id, _)| (*id).to_owned()).collect();
    ids.extend(files::own_files(settings)?.into_iter().map(|file| file.id));
    ids.sort();
    ids.dedup();
    Ok(ids)
}
