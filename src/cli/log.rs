//! `regrade log`.

use super::Session;
use super::output::{Report, Sheet, Table};
use crate::app::log::{self, LoggedOperation, OperationReport};
use crate::domain::event::Kind;
use crate::domain::lang::Lang;

/// What was done, by whom, newest first
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// One operation with its events
    operation: Option<i64>,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u32,
    /// Go on before this operation, the last of the page before
    #[arg(long, value_name = "OPERATION")]
    before: Option<i64>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let ctx = session.open()?;
    let zone = session.resolved.settings.zone;
    Ok(match args.operation {
        Some(id) => {
            let limit = usize::try_from(args.limit)?;
            Box::new(One {
                report: log::one(&ctx, id, limit)?,
                zone,
            })
        }
        None => Box::new(Log {
            operations: log::newest(&ctx, args.before, args.limit)?,
            zone,
        }),
    })
}

struct Log {
    operations: Vec<LoggedOperation>,
    zone: chrono_tz::Tz,
}

/// A UTC time of a report on the site's clock.
fn clock(text: &str, zone: chrono_tz::Tz) -> String {
    match chrono::DateTime::parse_from_rfc3339(text) {
        Ok(time) => crate::app::time::local(time.timestamp(), zone),
        Err(_) => text.to_owned(),
    }
}

fn state(operation: &LoggedOperation, lang: Lang) -> String {
    let number = |text: &str, id: i64| text.replace("{}", &id.to_string());
    match (
        operation.undone_by,
        operation.undoes,
        &operation.finished_at,
    ) {
        (Some(by), _, _) => number(lang.pick("已由 {} 撤销", "undone by {}"), by),
        (_, Some(of), _) => number(lang.pick("撤销 {}", "undoes {}"), of),
        (_, _, None) => lang.pick("未完成", "not finished").to_owned(),
        _ => String::new(),
    }
}

/// The command as staff read it; the record's word where there is no other.
fn command(word: &str, lang: Lang) -> &str {
    let zh = match word {
        "intake" => "收货",
        "grade" => "检测",
        "undo" => "撤销",
        "dispatch" => "出库",
        "hold" => "扣留",
        "release" => "解除扣留",
        "seal" => "防撕袋",
        "move" => "移位",
        "count" => "盘点",
        "erase" => "删除私密字段",
        "restore" => "恢复",
        "wipe-log media" => "登记介质",
        "wipe-log import" => "导入清除报告",
        "wipe-log add" => "手工登记清除",
        "wipe-log queue" => "处理待认领报告",
        "wipe-log sample" => "抽样",
        "wipe-log qc" => "清除抽检",
        "wipe-log destroy" => "销毁介质",
        "wipe-log override" => "规则豁免",
        "wipe-log void" => "清除作废",
        "wipe-log certificate" => "清除证明",
        _ => word,
    };
    lang.pick(zh, word)
}

impl Report for Log {
    fn text(&self, lang: Lang) -> String {
        if self.operations.is_empty() {
            return lang.pick("还没有操作", "nothing was done yet").to_owned();
        }
        let header = match lang {
            Lang::Zh => ["操作", "时间", "命令", "操作员", "工位", "商品", "文件", ""],
            Lang::En => [
                "operation",
                "when",
                "command",
                "operator",
                "station",
                "items",
                "file",
                "",
            ],
        };
        let mut table = Table::new(header);
        table.right(0);
        table.right(5);
        for operation in &self.operations {
            table.row([
                operation.operation.to_string(),
                clock(&operation.started_at, self.zone),
                command(&operation.command, lang).to_owned(),
                operation.operator.clone(),
                operation.station.clone(),
                operation.items.to_string(),
                operation.source.clone().unwrap_or_default(),
                state(operation, lang),
            ]);
        }
        table.to_string()
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.operations)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.operations.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
        let rows = self.operations.iter().map(|operation| {
            vec![
                operation.operation.to_string(),
                operation.command.clone(),
                operation.operator.clone(),
                operation.station.clone(),
                operation.started_at.clone(),
                operation.finished_at.clone().unwrap_or_default(),
                operation.source.clone().unwrap_or_default(),
                operation.items.to_string(),
                number(operation.undoes),
                number(operation.undone_by),
                operation.reason.clone().unwrap_or_default(),
            ]
        });
        Some(Sheet {
            header: vec![
                "operation",
                "command",
                "operator",
                "station",
                "started_at",
                "finished_at",
                "source",
                "items",
                "undoes",
                "undone_by",
                "reason",
            ],
            rows: rows.collect(),
        })
    }
}

struct One {
    report: OperationReport,
    zone: chrono_tz::Tz,
}

impl Report for One {
    fn text(&self, lang: Lang) -> String {
        let operation = &self.report.operation;
        let parts = [
            format!(
                "{} {}",
                operation.operation,
                command(&operation.command, lang)
            ),
            clock(&operation.started_at, self.zone),
            operation.operator.clone(),
            operation.station.clone(),
            state(operation, lang),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let mut text = parts.join(" · ") + "\n";
        for (name, value) in [
            (lang.pick("文件：", "file: "), &operation.source),
            (lang.pick("原因：", "reason: "), &operation.reason),
        ] {
            if let Some(value) = value {
                text += &format!("{name}{value}\n");
            }
        }
        let header = match lang {
            Lang::Zh => ["事件", "溯源码", "类型", "序号"],
            Lang::En => ["event", "code", "kind", "n"],
        };
        let mut table = Table::new(header);
        for event in &self.report.events {
            let kind = Kind::parse(&event.kind).map_or(event.kind.as_str(), |kind| kind.name(lang));
            table.row([
                event.seq.to_string(),
                event.code.clone(),
                kind.to_owned(),
                event.n.to_string(),
            ]);
        }
        text += &table.to_string();
        let rest = self.report.event_count - self.report.events.len();
        if rest > 0 {
            text += &lang
                .pick("还有 {} 个事件：--limit\n", "{} more events: --limit\n")
                .replace("{}", &rest.to_string());
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.report)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.report
            .events
            .iter()
            .map(serde_json::to_string)
            .collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.report.events.iter().map(|event| {
            vec![
                event.seq.to_string(),
                event.code.clone(),
                event.kind.clone(),
                event.n.to_string(),
                event.at.clone(),
            ]
        });
        Some(Sheet {
            header: vec!["seq", "code", "kind", "n", "at"],
            rows: rows.collect(),
        })
    }
}
