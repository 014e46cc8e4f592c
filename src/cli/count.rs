//! What `regrade list --count-by` gives.

use serde_json::{Map, Value};

use super::output::{Report, Sheet, Table};
use crate::app::count::{CountReport, Counted, Facet};
use crate::domain::lang::Lang;

/// The key under which programs find what stands for a value whose name people read.
const fn code_key(facet: Facet) -> Option<&'static str> {
    match facet {
        Facet::Category => Some("category_id"),
        Facet::Kind => Some("kind_id"),
        Facet::City => Some("city_code"),
        Facet::Status | Facet::Class | Facet::Held | Facet::Channel => None,
    }
}

fn object(report: &CountReport, row: &Counted) -> Map<String, Value> {
    let mut object = Map::new();
    for (facet, value) in report.facets.iter().zip(&row.values) {
        let word = match (&value.word, facet) {
            (None, _) => Value::Null,
            (Some(word), Facet::Held) => Value::Bool(word == "true"),
            (Some(word), Facet::Category | Facet::City) => match word.parse::<u32>() {
                Ok(number) => number.into(),
                Err(_) => word.as_str().into(),
            },
            (Some(word), _) => word.as_str().into(),
        };
        match code_key(*facet) {
            None => {
                object.insert(facet.as_str().to_owned(), word);
            }
            Some(key) => {
                object.insert(key.to_owned(), word);
                object.insert(facet.as_str().to_owned(), value.name.as_str().into());
            }
        }
    }
    object.insert("items".to_owned(), row.items.into());
    object
}

impl Report for CountReport {
    fn text(&self, lang: Lang) -> String {
        if self.rows.is_empty() {
            return lang.pick("没有符合条件的商品", "no items").to_owned();
        }
        let facets = self.facets.iter().map(|facet| facet.name(lang));
        let mut table = Table::new(facets.chain([lang.pick("件数", "items")]));
        table.right(self.facets.len());
        for row in &self.rows {
            let names = row.values.iter().map(|value| value.name.clone());
            table.row(names.chain([row.items.to_string()]));
        }
        let total = self.items.to_string();
        let total = lang
            .pick("共 {} 件\n", "{} items in all\n")
            .replace("{}", &total);
        table.to_string() + &total
    }

    fn json(&self) -> serde_json::Result<String> {
        let rows: Vec<_> = self.rows.iter().map(|row| object(self, row)).collect();
        serde_json::to_string_pretty(&rows)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        let rows = self.rows.iter().map(|row| object(self, row));
        rows.map(|row| serde_json::to_string(&row)).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let mut header = Vec::new();
        for facet in &self.facets {
            header.extend(code_key(*facet));
            header.push(facet.as_str());
        }
        header.push("items");
        let rows = self.rows.iter().map(|row| {
            let mut cells = Vec::new();
            for (facet, value) in self.facets.iter().zip(&row.values) {
                let word = value.word.clone().unwrap_or_default();
                cells.push(word);
                if code_key(*facet).is_some() {
                    cells.push(value.name.clone());
                }
            }
            cells.push(row.items.to_string());
            cells
        });
        Some(Sheet {
            header,
            rows: rows.collect(),
        })
    }
}
