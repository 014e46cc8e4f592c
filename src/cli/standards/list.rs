//! `regrade standards list`.

use super::super::output::{Report, Sheet, Table};
use crate::app::standards::ListedStandard;
use crate::domain::lang::Lang;

pub(super) struct Listed(pub(super) Vec<ListedStandard>);

impl Report for Listed {
    fn text(&self, lang: Lang) -> String {
        let mut table = Table::new(match lang {
            Lang::Zh => ["标准", "名称", "版本", "生效", "类目", "检测项", "来源"],
            Lang::En => [
                "standard",
                "name",
                "version",
                "from",
                "categories",
                "checks",
                "source",
            ],
        });
        for column in [2, 4, 5] {
            table.right(column);
        }
        for one in &self.0 {
            let number = |number: Option<usize>| number.map_or("—".to_owned(), |n| n.to_string());
            table.row([
                one.id.clone(),
                one.name.get(lang).to_owned(),
                one.version
                    .map_or("—".to_owned(), |version| version.to_string()),
                one.effective_from.clone().unwrap_or_default(),
                one.categories.to_string(),
                number(one.checks),
                match &one.source {
                    Some(source) => told(source, lang).to_owned(),
                    None => lang.pick("没有文件", "no file").to_owned(),
                },
            ]);
            for other in &one.others {
                table.row([
                    String::new(),
                    lang.pick("（未生效）", "(not in force)").to_owned(),
                    other.version.to_string(),
                    other.effective_from.clone(),
                    String::new(),
                    String::new(),
                    told(&other.source, lang).to_owned(),
                ]);
            }
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
        let header = vec![
            "id",
            "name_zh",
            "name_en",
            "version",
            "effective_from",
            "categories",
            "checks",
            "operations",
            "cases",
            "source",
        ];
        let row = |one: &ListedStandard| {
            let number = |number: Option<usize>| number.map_or(String::new(), |n| n.to_string());
            vec![
                one.id.clone(),
                one.name.zh.clone(),
                one.name.en.clone(),
                one.version
                    .map_or(String::new(), |version| version.to_string()),
                one.effective_from.clone().unwrap_or_default(),
                one.categories.to_string(),
                number(one.checks),
                number(one.operations),
                number(one.cases),
                one.source.clone().unwrap_or_default(),
            ]
        };
        Some(Sheet {
            header,
            rows: self.0.iter().map(row).collect(),
        })
    }
}

/// A source as people read it.
pub(super) fn told(source: &str, lang: Lang) -> &str {
    match source {
        "built-in" => lang.pick("内置", "built-in"),
        path => path,
    }
}
