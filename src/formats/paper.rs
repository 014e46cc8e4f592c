//! Papers that go with goods or are kept of them: a title, a few facts, one table. As HTML they
//! print on A4; as CSV the table alone; as JSON all of it.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::export::{Cell, Column, ExportError, Format, Kind};
use crate::domain::lang::{Lang, Text};

/// A paper.
#[derive(Debug, Clone)]
pub struct Paper {
    /// What it is
    pub title: Text,
    /// What holds for all of it: its name in JSON, what staff read, its value
    pub facts: Vec<(&'static str, Text, String)>,
    /// The table's columns
    pub columns: Vec<PaperColumn>,
    /// Its rows, a cell a column
    pub rows: Vec<Vec<Value>>,
    /// Whether it ends with lines for two signatures
    pub is_signed: bool,
}

/// A column of a paper's table.
#[derive(Debug, Clone)]
pub struct PaperColumn {
    /// Its name in CSV and JSON
    pub name: &'static str,
    /// Its heading
    pub heading: Text,
    /// What its cells hold
    pub holds: Holds,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Words
    Words,
    /// Counts
    Count,
    /// Money in fen, which people read as yuan
    Fen,
}

/// A form of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperForm {
    /// For people
    Html,
    /// The table
    Csv,
    /// For programs
    Json,
}

impl PaperForm {
    /// The form that a file's ending names.
    pub fn parse(ending: &str) -> Option<Self> {
        match ending.to_ascii_lowercase().as_str() {
            "html" | "htm" => Some(Self::Html),
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// A column from its parts.
pub fn column(name: &'static str, zh: &str, en: &str, holds: Holds) -> PaperColumn {
    PaperColumn {
        name,
        heading: text(zh, en),
        holds,
    }
}

/// A text from its two languages.
pub fn text(zh: &str, en: &str) -> Text {
    Text {
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}

impl Paper {
    /// The paper's bytes.
    pub fn bytes(&self, form: PaperForm, lang: Lang) -> Result<Vec<u8>, ExportError> {
        match form {
            PaperForm::Html => Ok(self.html(lang).into_bytes()),
            PaperForm::Csv => self.csv(),
            PaperForm::Json => Ok(self.json().into_bytes()),
        }
    }

    fn csv(&self) -> Result<Vec<u8>, ExportError> {
        let columns: Vec<Column<'_>> = self
            .columns
            .iter()
            .map(|column| Column {
                name: column.name,
                kind: match column.holds {
                    Holds::Words => Kind::Text,
                    Holds::Count | Holds::Fen => Kind::Int,
                },
            })
            .collect();
        let mut bytes = Vec::new();
        let mut sink = Format::CsvForExcel.sink(&columns, &mut bytes)?;
        for row in &self.rows {
            let cells: Vec<Cell<'_>> = row
                .iter()
                .map(|cell| match cell {
                    Value::String(text) => Cell::Text(text),
                    other => other.as_i64().map_or(Cell::Null, Cell::Int),
                })
                .collect();
            sink.row(&cells)?;
        }
        sink.finish()?;
        Ok(bytes)
    }

    fn json(&self) -> String {
        let mut object = Map::new();
        object.insert("title".into(), self.title.en.clone().into());
        for (name, _, value) in &self.facts {
            object.insert((*name).into(), value.clone().into());
        }
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let cells = self.columns.iter().zip(row);
                cells
                    .map(|(column, cell)| (column.name.to_owned(), cell.clone()))
                    .collect::<Map<_, _>>()
                    .into()
            })
            .collect();
        object.insert("items".into(), rows.into());
        format!("{:#}\n", Value::Object(object))
    }

    fn html(&self, lang: Lang) -> String {
        let title = escaped(self.title.get(lang));
        let mut html = format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <h1>{title}</h1>\n<dl>\n",
            lang.pick("zh-CN", "en")
        );
        // Nothing can go wrong when text is written into a string.
        for (_, name, value) in &self.facts {
            let (name, value) = (escaped(name.get(lang)), escaped(value));
            let _ = writeln!(html, "<dt>{name}</dt><dd>{value}</dd>");
        }
        html += "</dl>\n<table>\n<thead><tr><th>#</th>";
        for column in &self.columns {
            let _ = write!(html, "<th>{}</th>", escaped(column.heading.get(lang)));
        }
        html += "</tr></thead>\n<tbody>\n";
        for (place, row) in self.rows.iter().enumerate() {
            let _ = write!(html, "<tr><td class=\"n\">{}</td>", place + 1);
            for (column, cell) in self.columns.iter().zip(row) {
                let class = match column.holds {
                    Holds::Words => "",
                    Holds::Count | Holds::Fen => " class=\"n\"",
                };
                let _ = write!(html, "<td{class}>{}</td>", shown(column.holds, cell));
            }
            html += "</tr>\n";
        }
        html += "</tbody>\n</table>\n";
        if self.is_signed {
            let (gives, takes) = (
                lang.pick("交出方签字与日期", "handed over by, date"),
                lang.pick("接收方签字与日期", "received by, date"),
            );
            let _ = writeln!(
                html,
                "<div class=\"signatures\"><p>{gives}</p><p>{takes}</p></div>"
            );
        }
        html += "</body>\n</html>\n";
        html
    }
}

const STYLE: &str = "body { font: 11pt sans-serif; margin: 2cm; }
dl { display: grid; grid-template-columns: max-content auto; gap: .2em 1em; }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #888; padding: .3em .5em; text-align: left; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
tr { break-inside: avoid; }
.signatures { display: flex; gap: 2cm; margin-top: 2.5cm; }
.signatures p { flex: 1; border-top: 1px solid #000; padding-top: .3em; }
";

fn shown(holds: Holds, cell: &Value) -> String {
    match (holds, cell) {
        (_, Value::Null) => String::new(),
        (_, Value::String(text)) => escaped(text),
        (Holds::Fen, number) => number.as_i64().map_or_else(
            || number.to_string(),
            |fen| crate::domain::money::Fen(fen).to_string(),
        ),
        (_, other) => other.to_string(),
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper() -> Paper {
        Paper {
            title: text("移交清单", "Manifest"),
            facts: vec![("site", text("仓库", "site"), "WH<1>".to_owned())],
            columns: vec![
                column("code", "溯源码", "code", Holds::Words),
                column("price_fen", "价格", "price", Holds::Fen),
            ],
            rows: vec![
                vec!["=1+1".into(), 123_450.into()],
                vec!["b".into(), Value::Null],
            ],
            is_signed: true,
        }
    }

    #[test]
    fn html_escapes_and_shows_yuan() {
        let html = String::from_utf8(paper().bytes(PaperForm::Html, Lang::Zh).unwrap()).unwrap();
        assert!(html.contains("<h1>移交清单</h1>") && html.contains("WH&lt;1&gt;"));
        assert!(html.contains("<td class=\"n\">1234.50</td>"), "{html}");
        assert!(html.contains("接收方签字与日期"));
    }

    #[test]
    fn csv_holds_the_table_and_runs_no_formula() {
        let csv = String::from_utf8(paper().bytes(PaperForm::Csv, Lang::Zh).unwrap()).unwrap();
        let csv = csv.trim_start_matches('\u{feff}');
        assert_eq!(csv, "code,price_fen\n'=1+1,123450\nb,\n");
    }

    #[test]
    fn json_holds_all_of_it() {
        let bytes = paper().bytes(PaperForm::Json, Lang::Zh).unwrap();
        let json: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(json["site"], "WH<1>");
        assert_eq!(json["items"][0]["price_fen"], 123_450);
        assert_eq!(json["items"][1]["price_fen"], Value::Null);
    }
}
