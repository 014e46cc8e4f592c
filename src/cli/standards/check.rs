//! `regrade standards check`.

use super::super::exit::Exit;
use super::super::output::{Report, Sheet};
use super::list::told;
use crate::app::standards::CheckedStandard;
use crate::domain::lang::Lang;
use crate::domain::standard::Fault;

pub(super) struct Checked(pub(super) Vec<CheckedStandard>);

impl Checked {
    fn count(&self, of: impl Fn(&CheckedStandard) -> &[Fault]) -> usize {
        self.0.iter().map(|one| of(one).len()).sum()
    }
}

impl Report for Checked {
    fn text(&self, lang: Lang) -> String {
        let mut text = String::new();
        let all = |one: &CheckedStandard| {
            let error = lang.pick("错误", "error");
            let warning = lang.pick("警告", "warning");
            let errors = one.errors.iter().map(move |fault| (error, fault.clone()));
            let warnings = one
                .warnings
                .iter()
                .map(move |fault| (warning, fault.clone()));
            errors.chain(warnings).collect::<Vec<_>>()
        };
        for one in &self.0 {
            let faults = all(one);
            if faults.is_empty() {
                continue;
            }
            let id = one.id.as_deref().unwrap_or_default();
            text += &match one.source.as_str() {
                "built-in" => format!("{id} ({})\n", told(&one.source, lang)),
                path => format!("{path}\n"),
            };
            for (kind, fault) in faults {
                text += &format!("  {kind} {fault}\n");
            }
        }
        let (files, errors) = (self.0.len(), self.count(|one| &one.errors));
        let warnings = self.count(|one| &one.warnings);
        text + &match lang {
            Lang::Zh => format!("{files} 个标准：{errors} 个错误，{warnings} 个警告"),
            Lang::En => format!("standards: {files}, errors: {errors}, warnings: {warnings}"),
        }
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.0)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.0.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let mut rows = Vec::new();
        for one in &self.0 {
            for (kind, faults) in [("error", &one.errors), ("warning", &one.warnings)] {
                for fault in faults {
                    rows.push(vec![
                        one.source.clone(),
                        one.id.clone().unwrap_or_default(),
                        kind.to_owned(),
                        fault.line.to_string(),
                        fault.what.clone(),
                        fault.cure.clone(),
                    ]);
                }
            }
        }
        let header = vec!["source", "id", "kind", "line", "what", "cure"];
        Some(Sheet { header, rows })
    }

    fn exit(&self) -> Exit {
        match self.count(|one| &one.errors) {
            0 => Exit::Done,
            _ => Exit::Integrity,
        }
    }
}
