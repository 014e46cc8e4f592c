//! `regrade standards coverage`.

use super::super::output::{Report, Sheet, Table};
use crate::app::standards::{CoverageReport, CoveredStandard};
use crate::domain::lang::Lang;

impl Report for CoverageReport {
    fn text(&self, lang: Lang) -> String {
        let mut text = match lang {
            Lang::Zh => format!("类目 {}/{}\n", self.resolved, self.categories),
            Lang::En => format!("categories {}/{}\n", self.resolved, self.categories),
        };
        let mut table = Table::new(match lang {
            Lang::Zh => ["标准", "版本", "类目", "样例", "命中的后果"],
            Lang::En => ["standard", "version", "categories", "cases", "effects hit"],
        });
        for column in 1..5 {
            table.right(column);
        }
        for one in &self.standards {
            table.row(cells(one));
        }
        text += &table.to_string();
        for one in &self.unresolved {
            let why = lang.pick("没有标准", "graded by nothing");
            text += &format!(
                "{} {}: {why} ({})\n",
                one.category_id, one.category, one.standard
            );
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(self)?])
    }

    fn sheet(&self) -> Option<Sheet> {
        let row = |one: &CoveredStandard| {
            vec![
                one.id.clone(),
                one.version.to_string(),
                one.categories.to_string(),
                one.cases.to_string(),
                one.coverage.effects.to_string(),
                one.coverage.hit.to_string(),
            ]
        };
        Some(Sheet {
            header: vec!["id", "version", "categories", "cases", "effects", "hit"],
            rows: self.standards.iter().map(row).collect(),
        })
    }
}

fn cells(one: &CoveredStandard) -> [String; 5] {
    [
        one.id.clone(),
        one.version.to_string(),
        one.categories.to_string(),
        one.cases.to_string(),
        format!("{}/{}", one.coverage.hit, one.coverage.effects),
    ]
}
