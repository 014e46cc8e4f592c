//! `regrade refurbish list` and `show`.

use super::super::Session;
use super::super::output::{Report, Sheet, Table};
use crate::app::refurbish::{self, OrderReport, OrdersReport, PartReport, Wanted};
use crate::domain::lang::Lang;
use crate::domain::money::Fen;
use crate::domain::refurbish::Status;
use crate::store::orders::Filter;

/// Work orders that are not finished, with how they stand against their promise
#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// Those only that are beyond their promise and not back yet; pauses do not count
    #[arg(long)]
    late: bool,
    /// Those of one partner
    #[arg(long, value_name = "ID")]
    partner: Option<String>,
    /// Those that are open, sent, back, finished or undone
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Option<Status>,
    /// Finished and undone ones too
    #[arg(long, conflicts_with = "status")]
    all: bool,
}

/// Every work order of an item, with parts, outcomes and cost
#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// Trace code, serial, IMEI or pickup number
    code: String,
}

fn status(word: &str) -> Result<Status, String> {
    let known = || Status::ALL.map(Status::as_str).join(", ");
    Status::parse(word).ok_or_else(|| format!("there are {}", known()))
}

pub(super) fn list(session: &Session, args: &ListArgs) -> anyhow::Result<Box<dyn Report>> {
    let (catalogue, ctx) = (session.catalogue()?, session.open()?);
    let wanted = Wanted {
        filter: Filter {
            partner: args.partner.clone(),
            status: args.status,
            all: args.all,
            ..Filter::default()
        },
        is_late: args.late,
    };
    let report = refurbish::list(&ctx, &catalogue, &wanted, session.lang())?;
    Ok(Box::new(Orders {
        report,
        is_whole: false,
        zone: session.resolved.settings.zone,
    }))
}

pub(super) fn show(session: &Session, args: &ShowArgs) -> anyhow::Result<Box<dyn Report>> {
    let (catalogue, ctx) = (session.catalogue()?, session.open()?);
    let report = refurbish::show(&ctx, &catalogue, &args.code, session.lang())?;
    Ok(Box::new(Orders {
        report,
        is_whole: true,
        zone: session.resolved.settings.zone,
    }))
}

struct Orders {
    report: OrdersReport,
    /// Whether each is shown with all that was done
    is_whole: bool,
    zone: chrono_tz::Tz,
}

fn status_name(order: &OrderReport, lang: Lang) -> String {
    let name = Status::parse(order.status).map_or("", |status| status.name(lang));
    match order.paused_at {
        Some(_) => format!("{name}{}", lang.pick("，暂停", ", paused")),
        None => name.to_owned(),
    }
}

fn ops_text(order: &OrderReport, lang: Lang) -> String {
    if order.ops.is_empty() {
        return lang.pick("整备", "make ready for sale").to_owned();
    }
    let ops = order.ops.iter().map(|op| match op.outcome {
        Some(outcome) => format!("{} ({})", op.id, outcome.name(lang)),
        None => op.id.clone(),
    });
    ops.collect::<Vec<_>>().join(", ")
}

/// The day of the promise, and by how much it was broken.
fn promise_text(order: &OrderReport, lang: Lang) -> String {
    let Some(due) = &order.due_on else {
        return String::new();
    };
    match (order.late_days, lang) {
        (0, _) => due.clone(),
        (days, Lang::Zh) => format!("{due}，逾期 {days} 天"),
        (days, Lang::En) => format!("{due}, {days} days late"),
    }
}

fn part_text(part: &PartReport, lang: Lang) -> String {
    let mut text = format!("{} {}", part.action.name(lang), part.name);
    if let Some(serial) = &part.serial {
        text += &format!(" {serial}");
    }
    if part.medium {
        text += lang.pick("（存储介质）", " (storage medium)");
    }
    if let Some(fen) = part.cost_fen {
        text += &format!(" {}", Fen(fen));
    }
    text
}

/// Orders of an item, a few lines each.
pub(in crate::cli) fn orders_text(
    orders: &[OrderReport],
    clock: &dyn Fn(&str) -> String,
    lang: Lang,
) -> String {
    let mut text = String::new();
    for order in orders {
        let (opened, status) = (clock(&order.opened_at), status_name(order, lang));
        let name = lang.pick("工单", "order");
        text += &format!(
            "  {opened} {name} {} {}: {status}; {}\n",
            order.order,
            order.partner_name,
            ops_text(order, lang)
        );
        let mut line = |zh: &str, en: &str, value: &str| {
            if !value.is_empty() {
                text += &format!("    {}: {value}\n", lang.pick(zh, en));
            }
        };
        let at = |at: &Option<String>| at.as_deref().map(clock).unwrap_or_default();
        line(
            "破例",
            "override",
            order.overridden.as_deref().unwrap_or_default(),
        );
        line("送出", "sent", &at(&order.sent_at));
        line("收回", "back", &at(&order.back_at));
        line("承诺", "promised", &promise_text(order, lang));
        line(
            "暂停",
            "paused",
            order.paused_reason.as_deref().unwrap_or_default(),
        );
        for part in &order.parts {
            line("配件", "part", &part_text(part, lang));
        }
        line("完成", "finished", &at(&order.finished_at));
        if let Some(minutes) = order.minutes {
            line("工时", "minutes", &minutes.to_string());
        }
        let (all, parts) = (Fen(order.cost_fen), Fen(order.parts_fen));
        let labour = order.labour_fen.map_or(Fen(0), Fen);
        let planned = Fen(order.planned_fen);
        line(
            "费用",
            "cost",
            &match lang {
                Lang::Zh => format!("{all} 元 = 配件 {parts} + 工费 {labour}；预计 {planned}"),
                Lang::En => {
                    format!("{all} yuan = parts {parts} + labour {labour}; planned {planned}")
                }
            },
        );
    }
    text
}

impl Report for Orders {
    fn text(&self, lang: Lang) -> String {
        let orders = &self.report.orders;
        if orders.is_empty() {
            return lang.pick("没有工单", "no work orders").to_owned();
        }
        let zone = self.zone;
        let clock = |text: &str| match chrono::DateTime::parse_from_rfc3339(text) {
            Ok(time) => crate::app::time::local(time.timestamp(), zone),
            Err(_) => text.to_owned(),
        };
        if self.is_whole {
            let head = &orders[0];
            let head = format!("{} {}\n", head.code, head.goods);
            return head + &orders_text(orders, &clock, lang);
        }
        let header = match lang {
            Lang::Zh => ["工单", "溯源码", "商品", "合作方", "状态", "工序", "承诺"],
            Lang::En => [
                "order",
                "code",
                "goods",
                "partner",
                "status",
                "operations",
                "promised",
            ],
        };
        let mut table = Table::new(header);
        table.right(0);
        for order in orders {
            table.row([
                order.order.to_string(),
                order.code.clone(),
                order.goods.clone(),
                order.partner_name.clone(),
                status_name(order, lang),
                ops_text(order, lang),
                promise_text(order, lang),
            ]);
        }
        table.to_string()
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.report)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.report
            .orders
            .iter()
            .map(serde_json::to_string)
            .collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.report.orders.iter().map(|order| {
            let ids: Vec<&str> = order.ops.iter().map(|op| op.id.as_str()).collect();
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            vec![
                order.order.to_string(),
                order.code.clone(),
                order.goods.clone(),
                order.partner.clone(),
                order.status.to_owned(),
                ids.join(" "),
                order.opened_at.clone(),
                text(&order.sent_at),
                text(&order.back_at),
                text(&order.finished_at),
                text(&order.due_on),
                order.late_days.to_string(),
                order.planned_fen.to_string(),
                order.cost_fen.to_string(),
            ]
        });
        Some(Sheet {
            header: vec![
                "order",
                "code",
                "goods",
                "partner",
                "status",
                "ops",
                "opened_at",
                "sent_at",
                "back_at",
                "finished_at",
                "due_on",
                "late_days",
                "planned_fen",
                "cost_fen",
            ],
            rows: rows.collect(),
        })
    }
}
