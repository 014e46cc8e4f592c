//! A certificate of sanitization, or the record of one that failed, as one page for the eye and for
//! A4. It says what was done, by what it was judged and what risk is left; it claims no more.

use std::fmt::Write as _;

use serde::Serialize;

use crate::domain::lang::Lang;

/// A page: the certificate of one item or of a batch, or a record.
#[derive(Debug, Clone, Serialize)]
pub struct Certificate {
    /// `certificate` or `record`
    pub kind: Kind,
    /// Its number: the operation that made it
    pub number: i64,
    /// When it was made
    pub issued_at: String,
    /// By whom
    pub issued_by: String,
    /// The warehouse
    pub site: String,
    /// The ledger that holds the events
    pub ledger: String,
    /// How many of its events the checkpoint covers that was signed with it
    pub checkpoint: Option<u64>,
    /// The root that was signed
    pub root: Option<String>,
    /// The profile
    pub profile: String,
    /// Its version and that of the media table
    pub policy: String,
    /// On what it rests
    pub basis: String,
    /// The media
    pub media: Vec<Medium>,
}

/// Whether all of it is wiped or destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It is
    Certificate,
    /// It may not be
    Record,
}

/// What is told of a medium; names as in JSON.
#[derive(Debug, Clone, Default, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Medium {
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
    /// The item's trace code and the medium's number within it
    pub property_number: String,
    pub medium_type: Option<String>,
    pub capacity_bytes: Option<u64>,
    /// The machine it came from
    pub source: String,
    pub source_serial: Option<String>,
    pub state: String,
    /// Clear, Purge or Destroy
    pub method: Option<String>,
    pub technique: Option<String>,
    pub passes: Option<usize>,
    pub label: Option<String>,
    pub technique_basis: Option<String>,
    pub tool: Option<String>,
    pub report_id: Option<String>,
    pub evidence_sha256: Option<String>,
    pub evidence_grade: Option<String>,
    pub result: Option<String>,
    pub errors: Option<u64>,
    pub verification: Option<String>,
    pub destination: Option<String>,
    pub start: Option<String>,
    pub end: Option<String>,
    /// Who wiped or destroyed it
    pub sanitized_by: Option<String>,
    /// Who looked after the tool, or witnessed
    pub verified_by: Option<String>,
    pub hidden_areas: Option<String>,
    pub locks: Vec<String>,
    pub residual_risk: Vec<String>,
    pub findings: Vec<String>,
    pub overrides: Vec<String>,
}

const STYLE: &str = "\
@page { size: A4; margin: 16mm }
body { font: 14px/1.5 system-ui, sans-serif; max-width: 178mm; margin: 1em auto; color: #111 }
h1 { font-size: 1.5em; margin: 0 0 .3em } h2 { font-size: 1.1em; margin: 1.2em 0 .3em }
table { border-collapse: collapse; width: 100% } tr { break-inside: avoid }
th, td { border-bottom: 1px solid #ccc; padding: 2px 6px; text-align: left; vertical-align: top }
th { width: 30%; font-weight: 600 } td { overflow-wrap: anywhere }
.sign td { height: 2.6em } small { color: #555 }
";

/// Text that a browser shows as it stands.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

impl Certificate {
    /// What it is called.
    pub fn title(&self, lang: Lang) -> &'static str {
        match self.kind {
            Kind::Certificate => lang.pick("数据清除证明", "Certificate of sanitization"),
            Kind::Record => lang.pick(
                "数据清除记录（不是证明）",
                "Record of sanitization, which is no certificate",
            ),
        }
    }

    /// What is told of all of it, and of each medium: name and text.
    pub fn head(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let covered = match (self.checkpoint, &self.root) {
            (Some(size), Some(root)) => format!("{size} · {root}"),
            _ => String::new(),
        };
        let rows = [
            (("编号", "number"), self.number.to_string()),
            (("出具时间", "issued at"), self.issued_at.clone()),
            (
                ("出具人（确认）", "issued by (validation)"),
                self.issued_by.clone(),
            ),
            (("机构与地点", "organisation and place"), self.site.clone()),
            (("账本", "ledger"), self.ledger.clone()),
            (("检查点", "checkpoint"), covered),
            (
                ("规则与版本", "policy and version"),
                format!("{} {}", self.profile, self.policy),
            ),
            (("依据", "basis"), self.basis.clone()),
        ];
        let rows = rows.into_iter().filter(|(_, text)| !text.is_empty());
        rows.map(|((zh, en), text)| (lang.pick(zh, en), text))
            .collect()
    }

    /// The page.
    pub fn html(&self, lang: Lang) -> String {
        let mut html = String::new();
        let title = self.title(lang);
        let code = lang.pick("zh-CN", "en");
        let number = self.number;
        // Nothing can go wrong when text is written into a string.
        let _ = write!(
            html,
            "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <title>{title} {number}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <h1>{title}</h1>\n"
        );
        table(&mut html, &self.head(lang));
        for medium in &self.media {
            let heading = lang.pick("介质", "Medium");
            let _ = writeln!(
                html,
                "<h2>{heading} {}</h2>",
                escaped(&medium.property_number)
            );
            table(&mut html, &medium.rows(lang));
        }
        let (sanitized, checked, validated) = (
            lang.pick("清除", "sanitization"),
            lang.pick("验证", "verification"),
            lang.pick("确认", "validation"),
        );
        let heading = lang.pick("签名", "Signatures");
        let who = lang.pick(
            "姓名、职务、日期、地点、签名",
            "name, title, date, place, signature",
        );
        let _ = write!(
            html,
            "<h2>{heading}</h2>\n<table class=\"sign\">\n\
             <tr><th>{sanitized}<br><small>{who}</small></th><td></td></tr>\n\
             <tr><th>{checked}</th><td></td></tr>\n\
             <tr><th>{validated}</th><td></td></tr>\n</table>\n\
             <p><small>{}</small></p>\n</body>\n</html>\n",
            limits(lang)
        );
        html
    }
}

/// What the page does not say.
pub fn limits(lang: Lang) -> &'static str {
    lang.pick(
        "本页说明所用方法、达到的级别、所依规则及其版本和剩余风险，截至出具时间；之后的事件可能使其作废。\
         工具的报告是其自身的陈述，签名未经核验。",
        "This page states the technique, the level reached, the policy with its version and the \
         risk that is left, as of the time above; what happens later may void it. A tool's report \
         is the tool's own claim, and its signature was not checked.",
    )
}

fn table(html: &mut String, rows: &[(&'static str, String)]) {
    html.push_str("<table>\n");
    for (name, text) in rows {
        let _ = writeln!(html, "<tr><th>{name}</th><td>{}</td></tr>", escaped(text));
    }
    html.push_str("</table>\n");
}

impl Medium {
    /// What is told of it: name and text.
    pub fn rows(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let number = |value: Option<u64>| value.map(|value| value.to_string()).unwrap_or_default();
        let list = |values: &[String]| values.join("; ");
        let rows = [
            (("制造商", "manufacturer"), text(&self.manufacturer)),
            (("型号", "model"), text(&self.model)),
            (("序列号", "serial number"), text(&self.serial)),
            (
                ("资产编号", "property number"),
                self.property_number.clone(),
            ),
            (("介质类型", "medium type"), text(&self.medium_type)),
            (
                ("容量（字节）", "capacity, bytes"),
                number(self.capacity_bytes),
            ),
            (("来源设备", "source"), self.source.clone()),
            (
                ("来源设备序列号", "source's serial number"),
                text(&self.source_serial),
            ),
            (("状态", "state"), self.state.clone()),
            (("级别", "method"), text(&self.method)),
            (("方法", "technique"), text(&self.technique)),
            (
                ("遍数", "passes"),
                number(self.passes.map(|passes| passes as u64)),
            ),
            (
                (
                    "工具所称标准（仅供参考）",
                    "the tool's label, which proves nothing",
                ),
                text(&self.label),
            ),
            (
                ("方法依据", "technique's basis"),
                text(&self.technique_basis),
            ),
            (("工具与版本", "tool and version"), text(&self.tool)),
            (("报告编号", "report number"), text(&self.report_id)),
            (
                ("证据 SHA-256", "evidence, SHA-256"),
                text(&self.evidence_sha256),
            ),
            (("证据等级", "evidence grade"), text(&self.evidence_grade)),
            (("结果", "result"), text(&self.result)),
            (("错误数", "errors"), number(self.errors)),
            (("验证", "verification"), text(&self.verification)),
            (("开始", "start"), text(&self.start)),
            (("结束", "end"), text(&self.end)),
            (("执行人", "sanitized by"), text(&self.sanitized_by)),
            (
                ("验证人或见证人", "verified or witnessed by"),
                text(&self.verified_by),
            ),
            (("去向", "destination"), text(&self.destination)),
            (("隐藏区域", "hidden areas"), text(&self.hidden_areas)),
            (("锁", "locks"), list(&self.locks)),
            (("剩余风险", "residual risk"), list(&self.residual_risk)),
            (("发现", "findings"), list(&self.findings)),
            (("放行", "overrides"), list(&self.overrides)),
        ];
        let rows = rows.into_iter().filter(|(_, text)| !text.is_empty());
        rows.map(|((zh, en), text)| (lang.pick(zh, en), text))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_report_says_is_shown_and_never_run() {
        let medium = Medium {
            serial: Some("<script>alert(1)</script>".to_owned()),
            property_number: "8K3T-9M2Q-W7R4-X/1".to_owned(),
            ..Medium::default()
        };
        let page = Certificate {
            kind: Kind::Certificate,
            number: 7,
            issued_at: String::new(),
            issued_by: "li".to_owned(),
            site: "WH01".to_owned(),
            ledger: "localhost/WH01".to_owned(),
            checkpoint: None,
            root: None,
            profile: "test".to_owned(),
            policy: "1/1".to_owned(),
            basis: String::new(),
            media: vec![medium],
        };
        for lang in [Lang::Zh, Lang::En] {
            let html = page.html(lang);
            assert!(html.contains("&lt;script&gt;") && !html.contains("<script>"));
            let words = html.to_lowercase();
            for word in ["certified", "conform", "unrecoverable", "不可恢复", "符合"] {
                assert!(!words.contains(word), "{word}");
            }
        }
    }
}
