//! `regrade show CODE`.

use serde_json::Value;

use super::Session;
use super::output::{Report, Sheet, Table};
use super::quotation;
use super::wipe_log::show::media_table;
use crate::app::show::{self, Inspection, Private, ShowReport};
use crate::domain::channel::Channel;
use crate::domain::class::Class;
use crate::domain::clearance::Purpose;
use crate::domain::event::Kind;
use crate::domain::hold;
use crate::domain::lang::Lang;
use crate::domain::stage::Stage;

/// Everything about one item, and why it may not leave
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Trace code, serial, IMEI or pickup number
    code: String,
    /// Show the seller's name, phone and address and what else is private
    #[arg(long)]
    private: bool,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let private = if args.private {
        Private::Shown
    } else {
        Private::Hidden
    };
    let report = show::show(&ctx, &catalogue, &args.code, private, session.lang())?;
    Ok(Box::new(Shown {
        report,
        zone: session.resolved.settings.zone,
    }))
}

/// The item's own fields, by their names in JSON; its inspections and events are lists, for which
/// there is `--format json`.
const COLUMNS: [&str; 29] = [
    "code",
    "status",
    "held",
    "hold_reason",
    "class",
    "label",
    "category_id",
    "category",
    "kind",
    "standard",
    "brand",
    "model",
    "spec",
    "serial",
    "imei",
    "channel",
    "pickup_no",
    "city",
    "county",
    "declared_class",
    "ordered_at",
    "picked_at",
    "promise",
    "promised_on",
    "promise_kept",
    "received_at",
    "operation",
    "same_serial",
    "draft",
];

struct Shown {
    report: ShowReport,
    zone: chrono_tz::Tz,
}

impl Shown {
    fn clock(&self, text: &str) -> String {
        match chrono::DateTime::parse_from_rfc3339(text) {
            Ok(time) => crate::app::time::local(time.timestamp(), self.zone),
            Err(_) => text.to_owned(),
        }
    }

    fn identity(&self, lang: Lang) -> String {
        let report = &self.report;
        let mut table = Table::new(["", ""]);
        let mut row = |zh, en, value: String| {
            if !value.is_empty() {
                table.row([lang.pick(zh, en).to_owned(), value]);
            }
        };
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let goods = [report.brand.as_str(), &report.model, &report.spec].join(" ");
        row("商品", "goods", goods.trim().to_owned());
        row(
            "分类",
            "category",
            format!(
                "{} ({}, {})",
                report.category, report.category_id, report.kind
            ),
        );
        row("标准", "standard", report.standard.clone());
        row("IMEI", "IMEI", text(&report.imei));
        row("序列号", "serial", text(&report.serial));
        row("同号在库", "same serial", report.same_serial.join(", "));
        row(
            "取件",
            "pickup",
            format!(
                "{} {}",
                Channel::from_spelling(&report.channel)
                    .map_or(report.channel.as_str(), |channel| channel.name(lang)),
                report.pickup_no
            ),
        );
        let place = [
            report.city.as_str(),
            report.county.as_deref().unwrap_or_default(),
        ]
        .join(" ");
        row("地点", "place", place.trim().to_owned());
        row("申报成色", "declared", report.declared_class.clone());
        row("下单", "ordered", self.clock(&report.ordered_at));
        row(
            "取件时间",
            "picked up",
            report
                .picked_at
                .as_deref()
                .map(|at| self.clock(at))
                .unwrap_or_default(),
        );
        let kept = match report.promise_kept {
            None => "",
            Some(true) => lang.pick("，已兑现", ", kept"),
            Some(false) => lang.pick("，未兑现", ", missed"),
        };
        let promise = match (report.promise.as_str(), lang) {
            ("same-day", Lang::Zh) => "当日",
            ("next-day", Lang::Zh) => "次日",
            (word, _) => word,
        };
        row(
            "承诺",
            "promise",
            format!("{promise} ({}){kept}", report.promised_on),
        );
        row(
            "收货",
            "received",
            self.clock(&report.received_at) + &by_operation(report.operation, lang),
        );
        for (name, value) in report.private.iter().flatten() {
            row(name, name, plain(value));
        }
        table.to_string().trim_start_matches('\n').to_owned()
    }
}

fn by_operation(operation: i64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("（操作 {operation}）"),
        Lang::En => format!(" (operation {operation})"),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(object) => {
            let pairs: Vec<String> = object
                .iter()
                .map(|(name, value)| format!("{name}: {}", plain(value)))
                .collect();
            pairs.join(", ")
        }
        other => other.to_string(),
    }
}

fn inspection_text(inspection: &Inspection, at: &str, lang: Lang) -> String {
    let data = &inspection.data;
    let word = |key: &str| {
        data.get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let list = |key: &str| {
        let items = data.get(key).and_then(Value::as_array);
        items
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let class = Class::parse(&word("class")).map(|class| class.name(lang));
    let class = class.unwrap_or_else(|| lang.pick("拒收", "refused"));
    let label = data
        .get("label")
        .and_then(|label| label.get(lang.pick("zh", "en")));
    let label = label.and_then(Value::as_str).unwrap_or_default();
    let points = data.get("points").map(Value::to_string).unwrap_or_default();
    let mut text = format!("  {at} {}: {class} {label} {points}", inspection.inspector);
    for (zh, en, key) in [
        ("原因", "because", "because"),
        ("操作", "operations", "ops"),
    ] {
        let value = list(key);
        if !value.is_empty() {
            text += &format!("; {}: {value}", lang.pick(zh, en));
        }
    }
    let offer = inspection.quotation.as_ref();
    if let Some(offer) = offer.and_then(|offer| quotation::headline(offer, lang)) {
        text += &format!("; {offer}");
    }
    if data.contains_key("second_of") {
        text += lang.pick("（盲检复核）", " (second, blind)");
    }
    if inspection.undone {
        text += lang.pick("（已撤销）", " (undone)");
    }
    text + "\n"
}

/// Through which doors the item may leave, and why not through the others.
fn doors_text(doors: &serde_json::Map<String, Value>, lang: Lang) -> String {
    let mut text = String::new();
    for (door, value) in doors {
        let of_word = |purpose: &Purpose| purpose.as_str() == door;
        let known = Purpose::ALL.into_iter().find(of_word);
        let door = known.map_or(door.as_str(), |purpose| purpose.name(lang));
        let reasons = value.get("reasons").and_then(Value::as_array);
        let told: Vec<String> = reasons
            .into_iter()
            .flatten()
            .map(|reason| {
                let part = |key: &str| {
                    reason
                        .get(key)
                        .and_then(Value::as_str)
                        .unwrap_or_default()
                        .to_owned()
                };
                let (what, cure) = match lang {
                    Lang::Zh => (part("text_zh"), part("cure_zh")),
                    Lang::En => (part("text"), part("cure")),
                };
                format!("{} ({}): {cure}", what, part("rule"))
            })
            .collect();
        if told.is_empty() {
            text += &format!("  {door}: {}\n", lang.pick("可以", "yes"));
        } else {
            text += &format!("  {door}: {}\n", lang.pick("不可以", "no"));
            for reason in told {
                text += &format!("    {reason}\n");
            }
        }
    }
    text
}

impl Report for Shown {
    fn text(&self, lang: Lang) -> String {
        let report = &self.report;
        let stage = Stage::parse(&report.status).map_or("", |stage| stage.name(lang));
        let class = report
            .class
            .as_deref()
            .and_then(Class::parse)
            .map(|class| class.name(lang));
        let mut head = format!("{} {stage}", report.code);
        for part in [class, report.label.as_deref()].into_iter().flatten() {
            head += " · ";
            head += part;
        }
        if let Some(reason) = &report.hold_reason {
            let reason = hold::words(reason, lang);
            head += &format!(" · {}{reason}", lang.pick("扣留：", "held: "));
        }
        if report.draft {
            head += lang.pick(" · 检测未完成", " · an inspection is unfinished");
        }
        let mut text = format!("{head}\n{}", self.identity(lang));
        if !report.media.is_empty() {
            text += lang.pick("存储介质\n", "storage media\n");
            text += &media_table(&report.media, lang);
        }
        if !report.inspections.is_empty() {
            text += lang.pick("检测\n", "inspections\n");
            for inspection in &report.inspections {
                text += &inspection_text(inspection, &self.clock(&inspection.at), lang);
            }
        }
        text += lang.pick("历史\n", "history\n");
        for event in &report.events {
            let kind = Kind::parse(&event.kind).map_or(event.kind.as_str(), |kind| kind.name(lang));
            let (at, by) = (self.clock(&event.at), &event.by);
            let operation = by_operation(event.operation, lang);
            text += &format!("  {at} {kind} {by}{operation}\n");
        }
        text += lang.pick("能否离开\n", "may it leave\n");
        text + &doors_text(&report.clearance, lang)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.report)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(&self.report)?])
    }

    fn sheet(&self) -> Option<Sheet> {
        let report = serde_json::to_value(&self.report).expect("texts and numbers are JSON");
        let mut header = COLUMNS.to_vec();
        header.extend(self.report.private.as_ref().map(|_| "private"));
        let cell = |name: &&'static str| match &report[*name] {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Array(codes) => {
                let codes: Vec<&str> = codes.iter().filter_map(Value::as_str).collect();
                codes.join(" ")
            }
            other => other.to_string(),
        };
        let rows = vec![header.iter().map(cell).collect()];
        Some(Sheet { header, rows })
    }
}
