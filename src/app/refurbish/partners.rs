//! Who works for the warehouse, as staff and programs read it.

use serde::Serialize;

use crate::app::standards::Registry;
use crate::app::{AppError, Settings};
use crate::domain::lang::Lang;
use crate::domain::refurbish::{Partner, PartnerKind};
use crate::formats::catalogue::Catalogue;

/// A partner; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct PartnerReport {
    pub id: String,
    pub name: String,
    /// refurbisher, recycler or eraser
    pub kind: &'static str,
    /// None are any
    pub brands: Vec<String>,
    /// Words of which the model's name must have one; none are any
    pub models: Vec<String>,
    pub categories: Vec<u32>,
    pub kinds: Vec<String>,
    pub operations: Vec<String>,
    /// Whether it may be given media that are not wiped
    pub may_hold_data: bool,
    pub turnaround_days: i64,
    pub contact_role: String,
    pub contact_at: String,
    pub source: String,
}

/// The partners of the catalogue, of one kind or all. Operations that no standard has are an error.
pub fn partners(
    settings: &Settings,
    catalogue: &Catalogue,
    kind: Option<PartnerKind>,
    lang: Lang,
) -> anyhow::Result<Vec<PartnerReport>> {
    let all = catalogue.partners()?.all();
    let unknown = unknown_operations(settings, all)?;
    if !unknown.is_empty() {
        return Err(AppError::BadFile {
            file: "partners.toml".to_owned(),
            why: unknown.join("; "),
        }
        .into());
    }
    let wanted = all
        .iter()
        .filter(|partner| kind.is_none_or(|kind| partner.kind == kind));
    Ok(wanted.map(|partner| report(partner, lang)).collect())
}

/// Operations by name that the standard in force has not.
fn unknown_operations(settings: &Settings, all: &[Partner]) -> anyhow::Result<Vec<String>> {
    let mut standards = Registry::on(crate::app::today(settings));
    let mut faults = Vec::new();
    for partner in all {
        let named = partner
            .operations
            .iter()
            .filter_map(|one| one.split_once('.'));
        for (id, op) in named.filter(|(_, op)| *op != "*") {
            let standard = standards.get(settings, id)?;
            let is_known =
                standard.is_some_and(|standard| standard.ops.iter().any(|known| known.id == op));
            if !is_known {
                faults.push(format!(
                    "partner {}: {id} has no operation `{op}`",
                    partner.id
                ));
            }
        }
    }
    Ok(faults)
}

fn report(partner: &Partner, lang: Lang) -> PartnerReport {
    PartnerReport {
        id: partner.id.clone(),
        name: partner.name.get(lang).to_owned(),
        kind: partner.kind.as_str(),
        brands: partner.scope.brands.clone(),
        models: partner.scope.models.clone(),
        categories: partner.scope.categories.clone(),
        kinds: partner.scope.kinds.clone(),
        operations: partner.operations.clone(),
        may_hold_data: partner.may_hold_data,
        turnaround_days: partner.turnaround_days,
        contact_role: partner.contact.role.get(lang).to_owned(),
        contact_at: partner.contact.at.get(lang).to_owned(),
        source: partner.source.clone(),
    }
}
