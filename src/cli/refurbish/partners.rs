//! `regrade refurbish partners`.

use super::super::Session;
use super::super::output::{Report, Sheet, Table};
use crate::app::refurbish::{self, PartnerReport};
use crate::domain::lang::Lang;
use crate::domain::refurbish::PartnerKind;

/// Who works for the warehouse: refurbishers, recyclers, erasers
///
/// They stand in catalogue/partners.toml; a file of that name in the config folder stands in its
/// place. Those built in are samples.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Those only that are a refurbisher, recycler or eraser
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<PartnerKind>,
}

fn kind(word: &str) -> Result<PartnerKind, String> {
    let known = || PartnerKind::ALL.map(PartnerKind::as_str).join(", ");
    PartnerKind::parse(word).ok_or_else(|| format!("there are {}", known()))
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let (settings, catalogue) = (&session.resolved.settings, session.catalogue()?);
    let partners = refurbish::partners(settings, &catalogue, args.kind, session.lang())?;
    Ok(Box::new(Listed(partners)))
}

struct Listed(Vec<PartnerReport>);

/// Which goods, in a few words.
fn goods(partner: &PartnerReport) -> String {
    let categories = partner.categories.iter().map(u32::to_string);
    let all = [&partner.brands, &partner.models, &partner.kinds];
    let words = all.into_iter().flatten().cloned().chain(categories);
    words.collect::<Vec<_>>().join(" ")
}

impl Report for Listed {
    fn text(&self, lang: Lang) -> String {
        let header = match lang {
            Lang::Zh => ["编号", "名称", "类型", "商品", "工序", "天", "来源"],
            Lang::En => [
                "id",
                "name",
                "kind",
                "goods",
                "operations",
                "days",
                "source",
            ],
        };
        let mut table = Table::new(header);
        table.right(5);
        for partner in &self.0 {
            let kind = PartnerKind::parse(partner.kind).map_or("", |kind| kind.name(lang));
            table.row([
                partner.id.clone(),
                partner.name.clone(),
                kind.to_owned(),
                goods(partner),
                partner.operations.join(" "),
                partner.turnaround_days.to_string(),
                partner.source.clone(),
            ]);
        }
        table.to_string()
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.0)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.0.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.0.iter().map(|partner| {
            vec![
                partner.id.clone(),
                partner.name.clone(),
                partner.kind.to_owned(),
                goods(partner),
                partner.operations.join(" "),
                partner.may_hold_data.to_string(),
                partner.turnaround_days.to_string(),
                partner.source.clone(),
            ]
        });
        Some(Sheet {
            header: vec![
                "id",
                "name",
                "kind",
                "goods",
                "operations",
                "may_hold_data",
                "turnaround_days",
                "source",
            ],
            rows: rows.collect(),
        })
    }
}
