//! Where standards come from: the files of the config folder, and those built in.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;

use crate::app::{AppError, Settings};
use crate::domain::standard::built_in::{BUILT_IN, compiled};
use crate::domain::standard::{Fault, QUICK_PAIRS, Standard, errors};

/// Standards are compiled in a few milliseconds each core; more cores than this save nothing.
const MOST_THREADS: usize = 8;

/// Where a standard's file stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// In the program
    BuiltIn,
    /// In the config folder
    Own(PathBuf),
}

/// One version of a standard.
#[derive(Debug, Clone)]
pub struct Version {
    /// What it says
    pub standard: Arc<Standard>,
    /// Where its file stands
    pub origin: Origin,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BuiltIn => f.write_str("built-in"),
            Self::Own(path) => path.display().fmt(f),
        }
    }
}

/// A standard's file in the config folder, as its name says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OwnFile {
    pub(super) id: String,
    /// What stands after the `@`
    version: Option<String>,
    pub(super) path: PathBuf,
}

/// The files in the config folder's `standards`: `ID.toml` and `ID@VERSION.toml`, sorted.
pub(super) fn own_files(settings: &Settings) -> Result<Vec<OwnFile>, AppError> {
    let folder = settings.config_folder.join("standards");
    let failed = |source| AppError::File {
        doing: "read",
        path: folder.clone(),
        source,
    };
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(stem) = name.and_then(|name| name.strip_suffix(".toml")) else {
            continue;
        };
        let (id, version) = match stem.split_once('@') {
            Some((id, version)) => (id, Some(version.to_owned())),
            None => (stem, None),
        };
        let id = id.to_owned();
        files.push(OwnFile { id, version, path });
    }
    files.sort();
    Ok(files)
}

/// The user's own versions of a standard, oldest first.
pub(super) fn own_versions(settings: &Settings, id: &str) -> Result<Vec<Version>, AppError> {
    let mut versions: Vec<Version> = Vec::new();
    for file in own_files(settings)?.iter().filter(|file| file.id == id) {
        let standard = load(file, &read(&file.path)?)?;
        if let Some(other) = versions
            .iter()
            .find(|known| known.standard.version == standard.version)
        {
            let why = format!(
                "version {} stands in {} too",
                standard.version, other.origin
            );
            return Err(bad(&file.path, &why));
        }
        versions.push(Version {
            standard: Arc::new(standard),
            origin: Origin::Own(file.path.clone()),
        });
    }
    versions.sort_by_key(|version| version.standard.version);
    Ok(versions)
}

/// The built-in standard of that id.
pub(super) fn built_in(id: &str) -> Result<Option<Version>, AppError> {
    let Some(place) = BUILT_IN.iter().position(|(known, _)| *known == id) else {
        return Ok(None);
    };
    let standard =
        compiled(place).map_err(|faults| refused(Path::new(&format!("{id}.toml")), faults))?;
    Ok(Some(Version {
        standard,
        origin: Origin::BuiltIn,
    }))
}

/// Compiles all those built in, on every core there is, for whoever is about to ask for each.
pub(super) fn compile_built_in() {
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            // What is wrong with one is told when it is asked for.
            if place >= BUILT_IN.len() || compiled(place).is_err() {
                break;
            }
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 1..cores.min(MOST_THREADS) {
            scope.spawn(work);
        }
        work();
    });
}

/// The one in force on that day: the greatest of the versions that hold by then.
pub(super) fn in_force(versions: &[Version], day: NaiveDate) -> Option<&Version> {
    versions
        .iter()
        .filter(|version| version.standard.effective_from <= day)
        .max_by_key(|version| version.standard.version)
}

/// Reads a standard that is kept for use: it must pass the lint as those built in do, though with
/// fewer pairs, since every inspection waits for it.
fn load(file: &OwnFile, source: &str) -> Result<Standard, AppError> {
    let standard = compile(source, &file.path)?;
    if let Some(why) = misnamed(file, &standard) {
        return Err(bad(&file.path, &why));
    }
    match errors(&standard, QUICK_PAIRS) {
        faults if faults.is_empty() => Ok(standard),
        faults => Err(refused(&file.path, faults)),
    }
}

/// In what a file's name and its content differ.
pub(super) fn misnamed(file: &OwnFile, standard: &Standard) -> Option<String> {
    if standard.id != file.id {
        return Some(format!("it says that it is `{}`", standard.id));
    }
    let named = file.version.as_deref()?;
    let is_same = named == standard.version.to_string();
    (!is_same).then(|| format!("it says that it is version {}", standard.version))
}

/// Reads a standard's file, of which only the form must be right.
pub(super) fn load_any(path: &Path) -> Result<Standard, AppError> {
    compile(&read(path)?, path)
}

pub(super) fn read(path: &Path) -> Result<String, AppError> {
    std::fs::read_to_string(path).map_err(|source| AppError::File {
        doing: "read",
        path: path.to_owned(),
        source,
    })
}

fn compile(source: &str, path: &Path) -> Result<Standard, AppError> {
    Standard::load(source).map_err(|faults| refused(path, faults))
}

fn refused(path: &Path, faults: Vec<Fault>) -> AppError {
    AppError::BadStandard {
        file: path.display().to_string(),
        faults,
    }
}

fn bad(path: &Path, why: &str) -> AppError {
    AppError::BadFile {
        file: path.display().to_string(),
        why: why.to_owned(),
    }
}
