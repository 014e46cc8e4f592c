//! `regrade wipe-log show|explain CODE`.

use super::super::Session;
use super::super::output::{Report, Sheet, Table};
use super::media::size;
use crate::app::wipe::acts::ActReport;
use crate::app::wipe::rules::Rules;
use crate::app::wipe::shown::{self, DoorShown, FindingShown, ItemShown, MediumShown, RunShown};
use crate::domain::clearance::Purpose;
use crate::domain::lang::Lang;
use crate::domain::wipe::Level;
use crate::domain::wipe::report::MediumKind;

/// The item to show.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Trace code, serial, IMEI or pickup number
    code: String,
}

fn shown(session: &Session, args: &Args) -> anyhow::Result<ItemShown> {
    let ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let rules = Rules::open(&catalogue, &ctx.settings)?;
    shown::show(&ctx, &rules, &args.code, session.lang())
}

pub(super) fn show(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    Ok(Box::new(Show {
        item: shown(session, args)?,
        zone: session.resolved.settings.zone,
    }))
}

pub(super) fn explain(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    Ok(Box::new(Explained(shown(session, args)?)))
}

/// A medium's level, as staff read it.
fn level(word: Option<&str>, lang: Lang) -> &'static str {
    word.and_then(Level::parse)
        .map_or("", |level| level.name(lang))
}

/// The media of an item as a table.
pub(in crate::cli) fn media_table(media: &[MediumShown], lang: Lang) -> String {
    if media.is_empty() {
        return lang
            .pick("没有登记存储介质\n", "no storage media are declared\n")
            .to_owned();
    }
    let header = lang.pick(
        "介质|类型|序列号|型号|容量|状态|级别|验证|证据",
        "medium|kind|serial|model|size|state|level|verified|evidence",
    );
    let mut table = Table::new(header.split('|'));
    for medium in media {
        let kind = medium.kind.map(|kind| kind.name(lang));
        let yes = if medium.verified {
            lang.pick("是", "yes")
        } else {
            ""
        };
        table.row([
            medium.no.to_string(),
            kind.unwrap_or_else(|| lang.pick("未知", "unknown"))
                .to_owned(),
            medium.serial.clone().unwrap_or_default(),
            medium.model.clone().unwrap_or_default(),
            medium.bytes.map(size).unwrap_or_default(),
            medium.state.name(lang).to_owned(),
            level(medium.level, lang).to_owned(),
            yes.to_owned(),
            medium.evidence.unwrap_or_default().to_owned(),
        ]);
    }
    table.to_string()
}

fn media_sheet(code: &str, media: &[MediumShown]) -> Sheet {
    let rows = media.iter().map(|medium| {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        vec![
            code.to_owned(),
            medium.no.to_string(),
            medium.kind.map_or("", MediumKind::as_str).to_owned(),
            text(&medium.serial),
            text(&medium.model),
            medium
                .bytes
                .map(|bytes| bytes.to_string())
                .unwrap_or_default(),
            medium.state.as_str().to_owned(),
            medium.level.unwrap_or_default().to_owned(),
            medium.verified.to_string(),
            medium.evidence.unwrap_or_default().to_owned(),
            medium.failures.to_string(),
        ]
    });
    Sheet {
        header: vec![
            "code", "no", "kind", "serial", "model", "bytes", "state", "level", "verified",
            "evidence", "failures",
        ],
        rows: rows.collect(),
    }
}

struct Show {
    item: ItemShown,
    zone: chrono_tz::Tz,
}

impl Show {
    fn clock(&self, text: &str) -> String {
        match chrono::DateTime::parse_from_rfc3339(text) {
            Ok(time) => crate::app::time::local(time.timestamp(), self.zone),
            Err(_) => text.to_owned(),
        }
    }

    fn run(&self, run: &RunShown, lang: Lang) -> String {
        let clock = |at: &Option<String>| at.as_deref().map(|at| self.clock(at));
        let technique = run.technique.map_or("?", |technique| technique.name(lang));
        let (start, end) = (clock(&run.start), clock(&run.end));
        let tool = [
            run.tool.as_str(),
            run.version.as_deref().unwrap_or_default(),
        ]
        .join(" ");
        let by = run.operator.as_deref().unwrap_or("?");
        let mut text = format!(
            "  {} {}: {}, {technique}, {} {}, {} – {}, {by}\n",
            lang.pick("介质", "medium"),
            run.medium,
            tool.trim(),
            lang.pick("结果", "result"),
            run.result.as_str(),
            start.as_deref().unwrap_or("?"),
            end.as_deref().unwrap_or("?"),
        );
        if let Some(hash) = &run.sha256 {
            text += &format!("    {} {hash}\n", lang.pick("证据", "evidence"));
        }
        for remark in run.remarks.iter().take(5) {
            text += &format!("    {remark}\n");
        }
        text
    }
}

fn door_name(door: &DoorShown, lang: Lang) -> &'static str {
    let known = Purpose::ALL
        .into_iter()
        .find(|known| known.as_str() == door.door);
    known.map_or("", |purpose| purpose.name(lang))
}

impl Report for Show {
    fn text(&self, lang: Lang) -> String {
        let item = &self.item;
        let mut text = format!(
            "{} · {} {}\n{}",
            item.code,
            lang.pick("规则", "profile"),
            item.profile,
            media_table(&item.media, lang)
        );
        if !item.runs.is_empty() {
            text += lang.pick("清除记录\n", "runs\n");
            for run in &item.runs {
                text += &self.run(run, lang);
            }
        }
        for door in &item.doors {
            let word = match door.cleared {
                true => lang.pick("数据方面可以", "its data do not stand in the way"),
                false => lang.pick("数据方面不可以", "its data stand in the way"),
            };
            text += &format!("{}: {word}\n", door_name(door, lang));
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.item)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.item.media.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        Some(media_sheet(&self.item.code, &self.item.media))
    }
}

struct Explained(ItemShown);

/// A finding with what to do about it.
fn finding(found: &FindingShown, lang: Lang) -> String {
    let word = match found.severity {
        "block" => lang.pick("阻止", "blocks"),
        "quarantine" => lang.pick("隔离", "set apart"),
        _ => lang.pick("提示", "to be known"),
    };
    let mut text = format!("  {} ({word}): {}\n", found.rule, found.text);
    match &found.overridden {
        Some(pass) => text += &format!("    {pass}\n"),
        None => text += &format!("    → {}\n", found.cure),
    }
    text
}

impl Report for Explained {
    fn text(&self, lang: Lang) -> String {
        let item = &self.0;
        let mut text = format!(
            "{} · {} {}\n",
            item.code,
            lang.pick("规则", "profile"),
            item.profile
        );
        text += &media_table(&item.media, lang);
        for door in &item.doors {
            let word = match door.cleared {
                true => lang.pick("可以", "yes"),
                false => lang.pick("不可以", "no"),
            };
            text += &format!("{}: {word}\n", door_name(door, lang));
            for found in &door.findings {
                text += &finding(found, lang);
            }
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.0)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.0.doors.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let mut rows = Vec::new();
        for door in &self.0.doors {
            rows.extend(door.findings.iter().map(|found| {
                vec![
                    self.0.code.clone(),
                    door.door.to_owned(),
                    found.rule.to_owned(),
                    found.severity.to_owned(),
                    found.medium.map(|no| no.to_string()).unwrap_or_default(),
                    found.text.clone(),
                    found.cure.clone(),
                    found.overridden.clone().unwrap_or_default(),
                ]
            }));
        }
        Some(Sheet {
            header: vec![
                "code",
                "door",
                "rule",
                "severity",
                "medium",
                "text",
                "cure",
                "overridden",
            ],
            rows,
        })
    }
}

impl Report for ActReport {
    fn text(&self, lang: Lang) -> String {
        let (code, operation) = (&self.code, self.operation);
        let mut text = match lang {
            Lang::Zh => format!("{code}：已登记（操作 {operation}）\n"),
            Lang::En => format!("{code}: recorded (operation {operation})\n"),
        };
        text += &media_table(&self.media, lang);
        if !self.holds.is_empty() {
            let codes = self.holds.join(" ");
            text += &match lang {
                Lang::Zh => format!("同批扣留 {} 件：{codes}\n", self.holds.len()),
                Lang::En => format!(
                    "held with it, as of one batch ({}): {codes}\n",
                    self.holds.len()
                ),
            };
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.media.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        Some(media_sheet(&self.code, &self.media))
    }
}
