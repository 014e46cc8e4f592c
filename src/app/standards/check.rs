//! The lint, on the standards at hand or on a file that is still being written.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::files::{OwnFile, misnamed, own_files, read};
use crate::app::Settings;
use crate::domain::standard::built_in::BUILT_IN;
use crate::domain::standard::{Coverage, Fault, Lint, Standard, lint};
use crate::formats::catalogue::Catalogue;

/// What the lint found in one file; the names are a contract.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct CheckedStandard {
    /// The file, or `built-in`
    pub source: String,
    /// Its id and version, where the file could be read so far
    pub id: Option<String>,
    pub version: Option<u32>,
    /// What keeps it from being used
    pub errors: Vec<Fault>,
    /// What its author should see to
    pub warnings: Vec<Fault>,
    #[serde(flatten)]
    pub coverage: Coverage,
}

/// Lints the files named; where none is, those built in and the user's own.
pub fn check(
    settings: &Settings,
    catalogue: &Catalogue,
    files: &[PathBuf],
) -> anyhow::Result<Vec<CheckedStandard>> {
    if !files.is_empty() {
        let one = |path: &PathBuf| look(catalogue, &path.display().to_string(), &read(path)?);
        return files.iter().map(one).collect();
    }
    let mut checked = Vec::new();
    for (_, source) in BUILT_IN {
        checked.push(look(catalogue, "built-in", source)?);
    }
    let own = own_files(settings)?;
    let mut versions: Vec<(String, u32, &Path)> = Vec::new();
    for file in &own {
        let source = read(&file.path)?;
        let mut one = look(catalogue, &file.path.display().to_string(), &source)?;
        if let Ok(standard) = Standard::load(&source) {
            one.errors.extend(misplaced(file, &standard, &versions));
            versions.push((standard.id, standard.version, &file.path));
        }
        checked.push(one);
    }
    Ok(checked)
}

/// What is wrong with a file's place among the others.
fn misplaced(
    file: &OwnFile,
    standard: &Standard,
    others: &[(String, u32, &Path)],
) -> Option<Fault> {
    if let Some(why) = misnamed(file, standard) {
        let what = format!("the file's name does not fit: {why}");
        return Some(Fault::new(1, what, "call it ID.toml or ID@VERSION.toml"));
    }
    let same = |(id, version, _): &&(String, u32, &Path)| {
        *id == standard.id && *version == standard.version
    };
    let (_, version, path) = others.iter().find(same)?;
    let what = format!("version {version} stands in {} too", path.display());
    Some(Fault::new(
        1,
        what,
        "count the version up, or take one away",
    ))
}

fn look(catalogue: &Catalogue, name: &str, source: &str) -> anyhow::Result<CheckedStandard> {
    let Lint {
        errors,
        mut warnings,
        coverage,
    } = lint(source);
    let standard = Standard::load(source).ok();
    if let Some(standard) = &standard {
        let mut categories = catalogue.categories()?.all().iter();
        if !categories.any(|category| category.standard_id == standard.id) {
            let what = format!("no category is graded by `{}`", standard.id);
            let cure = "name it in the column standard_id of catalogue/categories.csv";
            warnings.push(Fault::new(1, what, cure));
        }
    }
    Ok(CheckedStandard {
        source: name.to_owned(),
        id: standard.as_ref().map(|standard| standard.id.clone()),
        version: standard.as_ref().map(|standard| standard.version),
        errors,
        warnings,
        coverage,
    })
}
