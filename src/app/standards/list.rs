//! Which standards there are, which of them are in force, and which categories they grade.

use serde::Serialize;

use super::files::{Version, compile_built_in};
use super::registry::{Registry, chosen, ids, versions};
use crate::app::{Settings, today};
use crate::domain::lang::{Lang, Text};
use crate::domain::standard::{Coverage, coverage};
use crate::formats::catalogue::Catalogue;

/// A standard of the list; the names are a contract.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct ListedStandard {
    pub id: String,
    pub name: Text,
    /// The version in force today; none where there is none yet
    pub version: Option<u32>,
    pub effective_from: Option<String>,
    /// How many categories it grades
    pub categories: usize,
    pub checks: Option<usize>,
    pub operations: Option<usize>,
    pub cases: Option<usize>,
    /// `built-in`, or the file in the config folder
    pub source: Option<String>,
    /// Versions at hand that are not in force today
    pub others: Vec<OtherVersion>,
}

/// A version that is not in force.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct OtherVersion {
    pub version: u32,
    pub effective_from: String,
    pub source: String,
}

/// Every standard of the catalogue, and the user's own beside it.
pub fn list(settings: &Settings, catalogue: &Catalogue) -> anyhow::Result<Vec<ListedStandard>> {
    compile_built_in();
    let named = catalogue.standards()?.all();
    let mut listed = Vec::new();
    for standard in named {
        let name = standard.name.clone();
        listed.push(one(settings, catalogue, &standard.id, name)?);
    }
    for id in ids(settings)? {
        if named.iter().all(|standard| standard.id != id) {
            listed.push(one(settings, catalogue, &id, Text::default())?);
        }
    }
    Ok(listed)
}

fn one(
    settings: &Settings,
    catalogue: &Catalogue,
    id: &str,
    name: Text,
) -> anyhow::Result<ListedStandard> {
    let categories = catalogue.categories()?.all().iter();
    let all = versions(settings, id)?;
    let in_force = chosen(&all, today(settings));
    let is_other = |version: &&Version| !in_force.is_some_and(|this| std::ptr::eq(this, *version));
    let others = all.iter().filter(is_other).map(|version| OtherVersion {
        version: version.standard.version,
        effective_from: version.standard.effective_from.to_string(),
        source: version.origin.to_string(),
    });
    let standard = in_force.map(|version| &version.standard);
    let named_by = in_force.or(all.last());
    Ok(ListedStandard {
        id: id.to_owned(),
        name: named_by.map_or(name, |version| version.standard.name.clone()),
        version: standard.map(|standard| standard.version),
        effective_from: standard.map(|standard| standard.effective_from.to_string()),
        categories: categories
            .filter(|category| category.standard_id == id)
            .count(),
        checks: standard.map(|standard| standard.checks.len()),
        operations: standard.map(|standard| standard.ops.len()),
        cases: standard.map(|standard| standard.case_count()),
        source: in_force.map(|version| version.origin.to_string()),
        others: others.collect(),
    })
}

/// What standards cover; the names are a contract.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct CoverageReport {
    pub categories: usize,
    /// Those graded by a standard that is in force today
    pub resolved: usize,
    pub unresolved: Vec<UnresolvedCategory>,
    pub standards: Vec<CoveredStandard>,
}

/// A category that nothing grades.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct UnresolvedCategory {
    pub category_id: u32,
    pub category: String,
    pub standard: String,
}

/// How much of a standard its golden cases try out.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct CoveredStandard {
    pub id: String,
    pub version: u32,
    pub categories: usize,
    pub cases: usize,
    #[serde(flatten)]
    pub coverage: Coverage,
}

/// Which categories are graded by a standard in force, and what its cases try out.
pub fn cover(
    settings: &Settings,
    catalogue: &Catalogue,
    lang: Lang,
) -> anyhow::Result<CoverageReport> {
    compile_built_in();
    let mut registry = Registry::on(today(settings));
    let all = catalogue.categories()?.all();
    let mut standards: Vec<CoveredStandard> = Vec::new();
    let mut unresolved = Vec::new();
    for category in all {
        let id = &category.standard_id;
        if let Some(known) = standards.iter_mut().find(|known| known.id == *id) {
            known.categories += 1;
            continue;
        }
        match registry.get(settings, id) {
            Ok(Some(standard)) => standards.push(CoveredStandard {
                id: id.clone(),
                version: standard.version,
                categories: 1,
                cases: standard.case_count(),
                coverage: coverage(&standard),
            }),
            Ok(None) | Err(crate::app::AppError::NotInForce { .. }) => {
                unresolved.push(UnresolvedCategory {
                    category_id: category.id,
                    category: category.name.get(lang).to_owned(),
                    standard: id.clone(),
                });
            }
            Err(error) => return Err(error.into()),
        }
    }
    standards.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(CoverageReport {
        categories: all.len(),
        resolved: all.len() - unresolved.len(),
        unresolved,
        standards,
    })
}
