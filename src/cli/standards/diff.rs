//! `regrade standards diff`.

use serde::Serialize;

use super::super::output::Report;
use crate::domain::lang::Lang;
use crate::domain::standard::{Change, Difference, Standard, differences};

/// Two versions and in what they differ; the names are a contract.
#[derive(Serialize)]
pub(super) struct Compared {
    old: Named,
    new: Named,
    differences: Vec<Difference>,
}

#[derive(Serialize)]
struct Named {
    id: String,
    version: u32,
    sha256: String,
}

impl Named {
    fn of(standard: &Standard) -> Self {
        Self {
            id: standard.id.clone(),
            version: standard.version,
            sha256: standard.sha256_hex(),
        }
    }
}

impl Compared {
    pub(super) fn of(old: &Standard, new: &Standard, lang: Lang) -> Self {
        Self {
            old: Named::of(old),
            new: Named::of(new),
            differences: differences(old, new, lang),
        }
    }
}

impl Report for Compared {
    fn text(&self, lang: Lang) -> String {
        let Self { old, new, .. } = self;
        let mut text = format!("{}@{} → {}@{}\n", old.id, old.version, new.id, new.version);
        for one in &self.differences {
            let id = one
                .id
                .as_ref()
                .map(|id| format!(" `{id}`"))
                .unwrap_or_default();
            text += &format!(
                "{} {}{id}\n",
                change(one.change, lang),
                part(one.part, lang)
            );
            for what in &one.what {
                text += &format!("  {what}\n");
            }
        }
        if self.differences.is_empty() {
            text += lang.pick("没有差别\n", "no differences\n");
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.differences.iter().map(serde_json::to_string).collect()
    }
}

fn change(change: Change, lang: Lang) -> &'static str {
    match change {
        Change::Added => lang.pick("新增", "added"),
        Change::Removed => lang.pick("删除", "removed"),
        Change::Changed => lang.pick("修改", "changed"),
    }
}

fn part(part: &'static str, lang: Lang) -> &'static str {
    let zh = match part {
        "standard" => "标准",
        "rule" => "定级规则",
        "value" => "估价规则",
        "label" => "成色",
        "operation" => "翻新操作",
        "check" => "检测项",
        "combo" => "组合规则",
        "case" => "样例",
        other => other,
    };
    lang.pick(zh, part)
}
