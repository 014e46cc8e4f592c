//! The only way out of the house: to a buyer, to a recycler, back to the owner. All that is asked
//! to leave leaves, or none of it.

mod gate;
mod list;
mod papers;
mod terms;

use std::path::PathBuf;

use serde::Serialize;
use serde_json::json;

use self::gate::{Gate, Judged};
pub use self::list::{DispatchedItem, ListReport, list};
pub use self::papers::PaperReport;
use self::papers::{Head, Ready};
use self::terms::TERMS;
pub use self::terms::{Said, Terms};
use super::desk::{Desk, operation};
use super::wipe::rules::Rules;
use super::{AppError, Ctx, aside, hold, keys, rows};
use crate::domain::clearance::{Purpose, Reason};
use crate::domain::event::Kind;
use crate::domain::lang::Lang;
use crate::formats::catalogue::Catalogue;
use crate::formats::table::Encoding;
use crate::store::operations::NewOperation;
use crate::store::{Connection, StoreError};

/// What is asked to leave, and how.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Through which door
    pub door: Purpose,
    /// The items by trace code, serial, IMEI or pickup number
    pub items: Vec<String>,
    /// More of them, a row each
    pub batch: Option<PathBuf>,
    /// That file's encoding, where the user names it
    pub encoding: Option<Encoding>,
    /// The terms for all of them, where no row says otherwise
    pub said: Said,
    /// Where the manifest goes
    pub manifest: Option<PathBuf>,
    /// Where the certificate of the hand-over goes
    pub certificate: Option<PathBuf>,
    /// Only tell what would happen
    pub dry_run: bool,
    /// Language of papers
    pub lang: Lang,
}

/// What became of it; the names are kept.
#[derive(Debug, Clone, Serialize)]
pub struct DispatchReport {
    /// The operation; none where nothing left
    pub operation: Option<i64>,
    /// `sale`, `recycle` or `return`
    pub door: &'static str,
    /// Whether nothing was written
    pub dry_run: bool,
    /// How many left, or would
    pub dispatched: usize,
    /// How many are refused; then none left
    pub refused: usize,
    /// Seals that were seen a second time, which the record keeps
    pub alarms: usize,
    /// What is paid for all of them
    pub price_fen: i64,
    /// What all of them weigh
    pub weight_grams: i64,
    /// The manifest
    pub manifest: Option<PaperReport>,
    /// The certificate of the hand-over
    pub certificate: Option<PaperReport>,
    /// Item by item
    pub items: Vec<LineReport>,
}

/// What became of one item.
#[derive(Debug, Clone, Serialize)]
pub struct LineReport {
    /// The file's line
    pub line: Option<u64>,
    /// What was asked for
    pub asked: String,
    /// Trace code; none where no item was found
    pub code: Option<String>,
    /// Brand, model and spec
    pub goods: String,
    /// Whether it left, or would
    pub cleared: bool,
    /// What is paid
    pub price_fen: Option<i64>,
    /// What it weighs
    pub weight_grams: Option<i64>,
    /// Its seal bag
    pub seal: Option<String>,
    /// The custom box around that
    #[serde(rename = "box")]
    pub custom_box: Option<String>,
    /// What stands in its way
    pub reasons: Vec<Reason>,
}

/// An item that is asked to leave.
#[derive(Debug)]
struct Line {
    number: Option<u64>,
    item: String,
    is_one_of_many: bool,
    said: Said,
}

/// The columns of a file of items, the first of which it must have.
const COLUMNS: [rows::Column; 9] = [
    ("code", &["item", "溯源码", "商品"]),
    ("order", &["订单号"]),
    ("price", &["价格", "售价"]),
    ("channel", &["渠道", "销售渠道"]),
    ("recycler", &["回收方"]),
    ("weight", &["重量"]),
    ("reason", &["原因"]),
    ("seal", &["防撕袋"]),
    ("box", &["定制箱"]),
];

/// The columns that a door has no use for.
fn is_of(door: Purpose, column: &str) -> bool {
    match column {
        "order" | "channel" => door == Purpose::Sale,
        "recycler" | "weight" => door == Purpose::Recycle,
        "reason" => door == Purpose::Return,
        "price" => door != Purpose::Return,
        "seal" | "box" => door != Purpose::Recycle,
        _ => true,
    }
}

/// Lets items out, all of them or none, and says of each what stands in its way.
pub fn dispatch(
    ctx: &mut Ctx,
    catalogue: &Catalogue,
    wish: &Wish,
) -> anyhow::Result<DispatchReport> {
    let mut new = operation(ctx, "dispatch");
    let lines = lines(wish, &mut new)?;
    let mut settled = Settled::default();
    let head = Head::new(ctx, wish.door, 0, wish.lang);
    let (site, at, zone) = (head.site.to_owned(), head.at, head.zone);
    let wipe_rules = Rules::open(catalogue, &ctx.settings)?;
    let tx = ctx.store.begin()?;
    let mut gate = Gate::new(&tx, catalogue, wipe_rules, wish.door, at);
    let mut judged = Vec::with_capacity(lines.len());
    for line in &lines {
        judged.push(gate.judge(line)?);
    }
    if wish.batch.is_none() {
        must_be_said(&judged)?;
    }
    let is_refused = judged.iter().any(|line| !line.reasons.is_empty());
    if wish.dry_run {
        tx.rollback().map_err(StoreError::from)?;
    } else if is_refused {
        settled.alarms = keep_alarms(&tx, &site, &new, &judged)?;
        tx.commit().map_err(StoreError::from)?;
    } else {
        let mut desk = Desk::open(&tx, &site, &new)?;
        let head = Head {
            door: wish.door,
            operation: desk.operation(),
            operator: &new.operator,
            site: &site,
            at,
            zone,
            lang: wish.lang,
        };
        let papers = Papers::ready(wish, &head, &judged, catalogue)?;
        for line in &mut judged {
            leave(&mut desk, line, &papers)?;
        }
        settled.operation = Some(desk.operation());
        desk.finish(i64::try_from(judged.len())?)?;
        // A paper without an entry is found out by its hash; an entry without its paper is worse.
        settled.manifest = papers.manifest.as_ref().map(Ready::put).transpose()?;
        settled.certificate = papers.certificate.as_ref().map(Ready::put).transpose()?;
        tx.commit().map_err(StoreError::from)?;
        keys::sign(ctx)?;
    }
    Ok(report(wish, &judged, settled))
}

/// What the transaction came to.
#[derive(Debug, Default)]
struct Settled {
    operation: Option<i64>,
    alarms: usize,
    manifest: Option<PaperReport>,
    certificate: Option<PaperReport>,
}

fn lines(wish: &Wish, new: &mut NewOperation) -> anyhow::Result<Vec<Line>> {
    let is_one_of_many = wish.items.len() > 1 || wish.batch.is_some();
    let mut lines: Vec<Line> = wish
        .items
        .iter()
        .map(|item| Line {
            number: None,
            item: item.clone(),
            is_one_of_many,
            said: wish.said.clone(),
        })
        .collect();
    let Some(path) = &wish.batch else {
        return Ok(lines);
    };
    let columns: Vec<rows::Column> = COLUMNS
        .into_iter()
        .filter(|(column, _)| is_of(wish.door, column))
        .collect();
    let file = rows::read(path, wish.encoding, &columns)?;
    if file.rows.is_empty() {
        let (file, why) = (file.name, "it names no item".to_owned());
        return Err(AppError::BadFile { file, why }.into());
    }
    for row in &file.rows {
        let said = |field: &str, flag: &Option<String>| {
            row.get(field).map(str::to_owned).or_else(|| flag.clone())
        };
        lines.push(Line {
            number: Some(row.line),
            item: row.get("code").unwrap_or_default().to_owned(),
            is_one_of_many,
            said: Said {
                order: said("order", &wish.said.order),
                price: said("price", &wish.said.price),
                channel: said("channel", &wish.said.channel),
                recycler: said("recycler", &wish.said.recycler),
                weight: said("weight", &wish.said.weight),
                reason: said("reason", &wish.said.reason),
                seal: said("seal", &wish.said.seal),
                custom_box: said("box", &wish.said.custom_box),
            },
        });
    }
    new.source = Some(file.name);
    new.source_sha256 = Some(file.sha256);
    Ok(lines)
}

/// Terms that the command line lacks are its fault and no item's.
fn must_be_said(judged: &[Judged]) -> Result<(), AppError> {
    let mut reasons = judged.iter().flat_map(|line| &line.reasons);
    match reasons.find(|reason| reason.rule == TERMS) {
        Some(reason) => Err(AppError::Usage(format!(
            "{}: {}",
            reason.text.en, reason.cure.en
        ))),
        None => Ok(()),
    }
}

fn keep_alarms(
    connection: &Connection,
    site: &str,
    new: &NewOperation,
    judged: &[Judged],
) -> anyhow::Result<usize> {
    let alarms: Vec<_> = judged
        .iter()
        .filter_map(|line| Some((line.alarm.as_ref()?, line.found.as_ref())))
        .collect();
    if alarms.is_empty() {
        return Ok(0);
    }
    let mut desk = Desk::open(connection, site, new)?;
    for (alarm, found) in &alarms {
        let data = json!({
            "around": alarm.around,
            "seal": alarm.seal.to_string(),
            "shown_with": found.map(|(subject, _)| subject.code.to_string()),
            "state": alarm.state.as_str(),
        });
        desk.record_of_house(Kind::SealAlarm, data)?;
    }
    desk.finish(0)?;
    Ok(alarms.len())
}

/// The papers of a dispatch.
#[derive(Debug, Default)]
struct Papers {
    manifest: Option<Ready>,
    certificate: Option<Ready>,
}

impl Papers {
    fn ready(
        wish: &Wish,
        head: &Head<'_>,
        judged: &[Judged],
        catalogue: &Catalogue,
    ) -> anyhow::Result<Self> {
        let manifest = wish.manifest.as_ref();
        let certificate = wish.certificate.as_ref();
        Ok(Self {
            manifest: manifest
                .map(|path| papers::manifest(path, head, judged, catalogue))
                .transpose()?,
            certificate: certificate
                .map(|path| papers::certificate(path, head, judged, catalogue))
                .transpose()?,
        })
    }
}

fn leave(desk: &mut Desk<'_>, line: &mut Judged, papers: &Papers) -> anyhow::Result<()> {
    let Some(((subject, _), terms)) = line.found.as_mut().zip(line.terms.as_ref()) else {
        return Ok(());
    };
    if let Some(bag) = &line.bag {
        let data = json!({ "box": bag.custom_box, "seal": bag.seal.to_string() });
        desk.record(subject, Kind::SealBound, data)?;
    }
    let sha256 = |paper: &Option<Ready>| paper.as_ref().map(|paper| paper.sha256.clone());
    let manifest = sha256(&papers.manifest);
    let (kind, data) = match terms {
        Terms::Sale {
            order,
            price,
            buyer,
        } => {
            desk.keep_private(aside::ORDER, order);
            desk.keep_private_number(aside::PRICE, price.0)?;
            let data = json!({ "buyer": buyer, "manifest_sha256": manifest });
            (Kind::Sold, data)
        }
        Terms::Recycle {
            recycler,
            price,
            weight_grams,
        } => {
            desk.keep_private_number(aside::PRICE, price.0)?;
            let data = json!({
                "certificate_sha256": sha256(&papers.certificate),
                "manifest_sha256": manifest,
                "recycler": recycler,
                "weight_grams": weight_grams,
            });
            (Kind::Recycled, data)
        }
        Terms::Return { reason } => {
            desk.keep_private(hold::REASON, reason);
            (Kind::Returned, json!({ "manifest_sha256": manifest }))
        }
    };
    desk.record(subject, kind, data)?;
    Ok(())
}

fn report(wish: &Wish, judged: &[Judged], settled: Settled) -> DispatchReport {
    let refused = judged
        .iter()
        .filter(|line| !line.reasons.is_empty())
        .count();
    let items = judged.iter().map(|line| {
        let found = line.found.as_ref();
        let goods = found.map(|(_, item)| [&*item.brand, &*item.model, &*item.spec].join(" "));
        LineReport {
            line: line.line,
            asked: line.asked.clone(),
            code: found.map(|(subject, _)| subject.code.to_string()),
            goods: goods.unwrap_or_default().trim().to_owned(),
            cleared: line.reasons.is_empty(),
            price_fen: line.terms.as_ref().and_then(Terms::price).map(|fen| fen.0),
            weight_grams: line.terms.as_ref().and_then(Terms::weight_grams),
            seal: line.bag.as_ref().map(|bag| bag.seal.to_string()),
            custom_box: line.bag.as_ref().and_then(|bag| bag.custom_box.clone()),
            reasons: line.reasons.clone(),
        }
    });
    DispatchReport {
        operation: settled.operation,
        door: wish.door.as_str(),
        dry_run: wish.dry_run,
        dispatched: if refused == 0 { judged.len() } else { 0 },
        refused,
        alarms: settled.alarms,
        price_fen: papers::prices(judged).sum(),
        weight_grams: papers::weights(judged).sum(),
        manifest: settled.manifest,
        certificate: settled.certificate,
        items: items.collect(),
    }
}
