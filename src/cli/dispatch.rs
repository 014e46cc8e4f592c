//! `regrade dispatch`: the only way out.

use std::path::PathBuf;

use super::Session;
use super::exit::Exit;
use super::output::{Report, Sheet, Table};
use crate::app::dispatch::{
    self, DispatchReport, DispatchedItem, LineReport, ListReport, PaperReport, Said, Wish,
};
use crate::app::time::{local, parse_since, parse_until};
use crate::domain::clearance::Purpose;
use crate::domain::lang::Lang;
use crate::domain::money::Fen;
use crate::formats::table::Encoding;
use crate::store::dispatches::Filter;

/// Let items out: to a buyer, to a recycler, or back to the owner
///
/// Every item is asked whether it may leave through that door. All of them leave, or none: each
/// refusal names the evidence that is missing and the command that supplies it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Sale(Sale),
    Recycle(Recycle),
    Return(Return),
    List(List),
}

/// Which items
#[derive(Debug, clap::Args)]
struct Which {
    /// Trace codes, serials, IMEIs or pickup numbers
    #[arg(value_name = "CODE", required_unless_present = "batch")]
    codes: Vec<String>,
    /// A CSV or XLSX file with a row for each item: the column `code`, and a column for each option
    /// whose value differs from item to item
    #[arg(long, value_name = "FILE")]
    batch: Option<PathBuf>,
    /// With --batch: encoding of the file, if it is not to be found out
    #[arg(long, requires = "batch", value_parser = super::encoding)]
    encoding: Option<Encoding>,
    /// Write the manifest of all that leaves to this file, .html or .csv; the record keeps its
    /// SHA-256
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Show what would leave, or what stands in its way, and write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
}

/// To a buyer
///
/// Premium items, and good ones after refurbishing and another inspection; none whose data is not
/// proven to be wiped. Luxury items leave in a seal bag only: --seal.
#[derive(Debug, clap::Args)]
struct Sale {
    #[command(flatten)]
    which: Which,
    /// The buyer's order number; private
    #[arg(long, value_name = "NUMBER")]
    order: Option<String>,
    /// What is paid for each of the items, in yuan; private
    #[arg(long, value_name = "YUAN")]
    price: Option<String>,
    /// Through which channel it is sold: shop, app, wholesale …
    #[arg(long, value_name = "NAME")]
    channel: Option<String>,
    /// The code of the seal bag that it is closed up in, as `regrade seal issue` printed it
    #[arg(long, value_name = "SEAL")]
    seal: Option<String>,
    /// The custom box around the bag
    #[arg(long = "box", value_name = "NUMBER", requires = "seal")]
    custom_box: Option<String>,
}

/// To a recycler
///
/// Scrap alone, and none whose data is not proven to be wiped or destroyed.
#[derive(Debug, clap::Args)]
struct Recycle {
    #[command(flatten)]
    which: Which,
    /// Who takes it
    #[arg(long, value_name = "NAME")]
    recycler: Option<String>,
    /// What each of the items weighs, in kilograms, or with its unit: 350g
    #[arg(long, value_name = "KG")]
    weight: Option<String>,
    /// What is paid for each of the items, in yuan, 0 if nothing; private
    #[arg(long, value_name = "YUAN")]
    price: Option<String>,
    /// Write the certificate of the hand-over, to be signed, to this file, .html or .json; the
    /// record keeps its SHA-256
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
}

/// Back to the owner
///
/// The one way that is open to what is held.
#[derive(Debug, clap::Args)]
struct Return {
    #[command(flatten)]
    which: Which,
    /// Why; private
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The code of the seal bag that it is closed up in
    #[arg(long, value_name = "SEAL")]
    seal: Option<String>,
    /// The custom box around the bag
    #[arg(long = "box", value_name = "NUMBER", requires = "seal")]
    custom_box: Option<String>,
}

/// What left, newest first
#[derive(Debug, clap::Args)]
struct List {
    /// Through this door only
    #[arg(long, value_name = "DOOR", value_parser = ["sale", "recycle", "return"])]
    door: Option<String>,
    /// On or after this day of the site, or this moment
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Until the end of this day, or before this moment
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let (door, which, said, certificate) = match &args.command {
        Command::Sale(sale) => {
            let said = Said {
                order: sale.order.clone(),
                price: sale.price.clone(),
                channel: sale.channel.clone(),
                seal: sale.seal.clone(),
                custom_box: sale.custom_box.clone(),
                ..Said::default()
            };
            (Purpose::Sale, &sale.which, said, None)
        }
        Command::Recycle(recycle) => {
            let said = Said {
                recycler: recycle.recycler.clone(),
                weight: recycle.weight.clone(),
                price: recycle.price.clone(),
                ..Said::default()
            };
            let certificate = recycle.certificate.clone();
            (Purpose::Recycle, &recycle.which, said, certificate)
        }
        Command::Return(back) => {
            let said = Said {
                reason: back.reason.clone(),
                seal: back.seal.clone(),
                custom_box: back.custom_box.clone(),
                ..Said::default()
            };
            (Purpose::Return, &back.which, said, None)
        }
        Command::List(args) => return list(session, args),
    };
    let mut ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let wish = Wish {
        door,
        items: which.codes.clone(),
        batch: which.batch.clone(),
        encoding: which.encoding,
        said,
        manifest: which.manifest.clone(),
        certificate,
        dry_run: which.dry_run,
        lang: session.lang(),
    };
    Ok(Box::new(dispatch::dispatch(&mut ctx, &catalogue, &wish)?))
}

fn list(session: &Session, args: &List) -> anyhow::Result<Box<dyn Report>> {
    let ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let (now, zone) = (ctx.now(), session.resolved.settings.zone);
    let since = args
        .since
        .as_deref()
        .map(|text| parse_since(text, now, zone));
    let until = args
        .until
        .as_deref()
        .map(|text| parse_until(text, now, zone));
    let filter = Filter {
        door: Purpose::ALL
            .into_iter()
            .map(Purpose::as_str)
            .find(|word| args.door.as_deref() == Some(*word)),
        since: since.transpose()?,
        until: until.transpose()?,
    };
    Ok(Box::new(Listed {
        report: dispatch::list(&ctx, &catalogue, &filter, session.lang())?,
        zone,
    }))
}

fn yuan(fen: Option<i64>) -> String {
    fen.map(|fen| Fen(fen).to_string()).unwrap_or_default()
}

fn kilograms(grams: i64) -> String {
    format!("{}.{:03}", grams / 1000, grams % 1000)
}

fn number(value: Option<i64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// What is said of the whole of it.
fn headline(report: &DispatchReport, lang: Lang) -> String {
    let purpose = Purpose::ALL
        .into_iter()
        .find(|door| door.as_str() == report.door);
    let door = purpose.map_or(report.door, |door| door.name(lang));
    let mut text = match (report.refused, report.dry_run, lang) {
        (0, false, Lang::Zh) => format!("{door}：{} 件已出库", report.dispatched),
        (0, true, Lang::Zh) => format!("{door}：{} 件可以出库（预演）", report.dispatched),
        (0, false, Lang::En) => format!("{door}: {} left", report.dispatched),
        (0, true, Lang::En) => format!("{door}: {} may leave (dry run)", report.dispatched),
        (refused, _, Lang::Zh) => format!("{door}：拒绝 {refused} 件，全部未出库"),
        (refused, _, Lang::En) => format!("{door}: {refused} refused, nothing left"),
    };
    if report.refused == 0 && report.door != Purpose::Return.as_str() {
        let total = Fen(report.price_fen);
        text += &lang
            .pick("，共 {} 元", ", {} yuan in all")
            .replace("{}", &total.to_string());
    }
    if report.refused == 0 && report.weight_grams > 0 {
        let weight = kilograms(report.weight_grams);
        text += &lang.pick("，{} 千克", ", {} kg").replace("{}", &weight);
    }
    if let Some(operation) = report.operation {
        let of = lang.pick("（操作 {}）", " (operation {})");
        text += &of.replace("{}", &operation.to_string());
    }
    text + "\n"
}

fn line_text(line: &LineReport, lang: Lang) -> String {
    let place = match line.line {
        Some(number) => lang
            .pick("第 {} 行 ", "line {} ")
            .replace("{}", &number.to_string()),
        None => String::new(),
    };
    let name = line.code.as_ref().unwrap_or(&line.asked);
    let mut text = format!("{place}{name} {}", line.goods)
        .trim_end()
        .to_owned()
        + "\n";
    for reason in &line.reasons {
        let (what, cure) = (reason.text.get(lang), reason.cure.get(lang));
        text += &format!("  {what} ({})\n    {cure}\n", reason.rule);
    }
    text
}

impl Report for DispatchReport {
    fn text(&self, lang: Lang) -> String {
        const SHOWN: usize = 50;
        let mut text = headline(self, lang);
        if self.refused > 0 {
            let refused = self.items.iter().filter(|line| !line.cleared);
            text.extend(refused.take(SHOWN).map(|line| line_text(line, lang)));
            if self.refused > SHOWN {
                let rest = (self.refused - SHOWN).to_string();
                text += &lang
                    .pick(
                        "……另有 {} 件（--format json 列出全部）\n",
                        "… and {} more (--format json lists all)\n",
                    )
                    .replace("{}", &rest);
            }
            return text;
        }
        let mut table = Table::new(["", "", "", "", ""]);
        table.right(2);
        for line in self.items.iter().take(SHOWN) {
            table.row([
                line.code.clone().unwrap_or_default(),
                line.goods.clone(),
                yuan(line.price_fen),
                line.seal.clone().unwrap_or_default(),
                line.custom_box.clone().unwrap_or_default(),
            ]);
        }
        text += table.to_string().trim_start_matches('\n');
        let paper = |name: &str, paper: &Option<PaperReport>| match paper {
            Some(paper) => format!("{name}{}, SHA-256 {}\n", paper.file, paper.sha256),
            None => String::new(),
        };
        text += &paper(lang.pick("清单：", "manifest: "), &self.manifest);
        text + &paper(lang.pick("移交证明：", "certificate: "), &self.certificate)
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.items.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.items.iter().map(|line| {
            let rules: Vec<&str> = line.reasons.iter().map(|reason| reason.rule).collect();
            let why: Vec<&str> = line.reasons.iter().map(|reason| &*reason.text.en).collect();
            vec![
                line.line.map(|line| line.to_string()).unwrap_or_default(),
                line.asked.clone(),
                line.code.clone().unwrap_or_default(),
                line.goods.clone(),
                line.cleared.to_string(),
                number(line.price_fen),
                number(line.weight_grams),
                line.seal.clone().unwrap_or_default(),
                line.custom_box.clone().unwrap_or_default(),
                rules.join(" "),
                why.join("; "),
            ]
        });
        Some(Sheet {
            header: vec![
                "line",
                "asked",
                "code",
                "goods",
                "cleared",
                "price_fen",
                "weight_grams",
                "seal",
                "box",
                "rules",
                "reasons",
            ],
            rows: rows.collect(),
        })
    }

    fn exit(&self) -> Exit {
        match self.refused {
            0 => Exit::Done,
            _ => Exit::Refused,
        }
    }
}

struct Listed {
    report: ListReport,
    zone: chrono_tz::Tz,
}

impl Listed {
    fn row(&self, item: &DispatchedItem, lang: Lang) -> [String; 8] {
        let at = match chrono::DateTime::parse_from_rfc3339(&item.at) {
            Ok(time) => local(time.timestamp(), self.zone),
            Err(_) => item.at.clone(),
        };
        let door = Purpose::ALL
            .into_iter()
            .find(|door| door.as_str() == item.door);
        [
            at,
            door.map_or(item.door.as_str(), |door| door.name(lang))
                .to_owned(),
            item.code.clone(),
            item.goods.clone(),
            item.party.clone(),
            yuan(item.price_fen),
            item.weight_grams.map(kilograms).unwrap_or_default(),
            item.seal.clone().unwrap_or_default(),
        ]
    }
}

impl Report for Listed {
    fn text(&self, lang: Lang) -> String {
        let report = &self.report;
        if report.count == 0 {
            return lang.pick("还没有出库", "nothing left yet").to_owned();
        }
        let header = match lang {
            Lang::Zh => [
                "时间",
                "出口",
                "溯源码",
                "商品",
                "接收方",
                "元",
                "千克",
                "防撕袋",
            ],
            Lang::En => ["when", "door", "code", "goods", "to", "yuan", "kg", "seal"],
        };
        let mut table = Table::new(header);
        table.right(5);
        table.right(6);
        for item in &report.items {
            table.row(self.row(item, lang));
        }
        let (count, yuan) = (report.count, Fen(report.price_fen));
        table.to_string()
            + &match lang {
                Lang::Zh => format!("共 {count} 件，{yuan} 元\n"),
                Lang::En => format!("{count} items, {yuan} yuan\n"),
            }
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.report)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.report
            .items
            .iter()
            .map(serde_json::to_string)
            .collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let rows = self.report.items.iter().map(|item| {
            vec![
                item.code.clone(),
                item.door.clone(),
                item.at.clone(),
                item.party.clone(),
                item.category.clone(),
                item.goods.clone(),
                item.order.clone().unwrap_or_default(),
                number(item.price_fen),
                number(item.weight_grams),
                item.seal.clone().unwrap_or_default(),
                item.operation.to_string(),
            ]
        });
        Some(Sheet {
            header: vec![
                "code",
                "door",
                "at",
                "party",
                "category",
                "goods",
                "order",
                "price_fen",
                "weight_grams",
                "seal",
                "operation",
            ],
            rows: rows.collect(),
        })
    }
}
