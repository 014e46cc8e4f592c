//! Takes goods back from a partner, each confirmed by itself; what is missing and what nobody
//! expected is named.

use std::path::PathBuf;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::open::goods;
use super::orders::hex;
use super::refusal::Refusal;
use super::target::{Target, code_in, target_of};
use super::writer::{Doing, Happening, Mode, within};
use crate::app::{AppError, Ctx, find};
use crate::domain::event::Kind;
use crate::domain::lang::Lang;
use crate::domain::refurbish::{Received, Status, Step};
use crate::formats::catalogue::Catalogue;
use crate::store::orders::{Filter, OrderRow};
use crate::store::{Connection, items, orders};

/// What came.
#[derive(Debug, Clone, Default)]
pub struct Receiving {
    /// What was scanned, each by itself
    pub queries: Vec<String>,
    /// All that is expected came
    pub is_all: bool,
    /// The list that the goods went with
    pub manifest: Option<PathBuf>,
    /// The partner whose goods are expected
    pub partner: Option<String>,
}

/// An item of a delivery; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct DeliveredItem {
    pub order: i64,
    pub code: String,
    pub goods: String,
}

/// Something scanned that was not expected; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Unexpected {
    pub scanned: String,
    pub code: Option<String>,
    pub why: String,
}

/// What was received; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiveReport {
    /// The operation; none in a preview, and where nothing was received
    pub operation: Option<i64>,
    /// Whether nothing was written
    pub dry_run: bool,
    /// What came back
    pub received: Vec<DeliveredItem>,
    /// What was expected and did not come
    pub missing: Vec<DeliveredItem>,
    /// What came and was not expected; nothing was written of it
    pub unexpected: Vec<Unexpected>,
}

/// What is expected: the goods of a list, of a partner, or of the lists of what was scanned.
pub fn expected(
    ctx: &Ctx,
    catalogue: &Catalogue,
    receiving: &Receiving,
) -> anyhow::Result<Vec<DeliveredItem>> {
    let connection = ctx.store.connection();
    let rows = expected_rows(connection, catalogue, receiving)?;
    rows.iter().map(|row| delivered(connection, row)).collect()
}

/// Takes the goods back.
pub fn receive(
    ctx: &mut Ctx,
    catalogue: &Catalogue,
    receiving: &Receiving,
    mode: Mode,
    lang: Lang,
) -> anyhow::Result<ReceiveReport> {
    let doing = Doing::of(ctx, "refurbish receive", None);
    let (report, operation) = within(ctx, &doing, mode, |writer| {
        let connection = writer.connection;
        let rows = expected_rows(connection, catalogue, receiving)?;
        let mut report = ReceiveReport {
            operation: None,
            dry_run: mode == Mode::Preview,
            received: Vec::new(),
            missing: Vec::new(),
            unexpected: Vec::new(),
        };
        let mut came: Vec<Target> = Vec::new();
        for query in &receiving.queries {
            match scanned(connection, query, &rows, lang)? {
                Ok(target) if came.iter().any(|known| known.item == target.item) => {}
                Ok(target) => came.push(target),
                Err(unexpected) => report.unexpected.push(unexpected),
            }
        }
        if receiving.is_all {
            for row in &rows {
                let target = target_of(connection, row.item, Step::Receive)?;
                came.extend(target.ok());
            }
        }
        came.sort_by_key(|target| target.order.number);
        for target in &came {
            let manifest = target.order.manifest.map(|hash| hex(&hash));
            writer.record(&Happening {
                item: target.item,
                code: target.code,
                kind: Kind::OrderReceived,
                data: &Received {
                    manifest: manifest.unwrap_or_default(),
                    order: target.order.number,
                },
                cost_fen: None,
            })?;
        }
        for row in &rows {
            let item = delivered(connection, row)?;
            match came.iter().any(|target| target.item == row.item) {
                true => report.received.push(item),
                false => report.missing.push(item),
            }
        }
        Ok(report)
    })?;
    Ok(ReceiveReport {
        operation,
        ..report
    })
}

/// The order of what was scanned, or why it was not expected.
fn scanned(
    connection: &Connection,
    query: &str,
    rows: &[OrderRow],
    lang: Lang,
) -> anyhow::Result<Result<Target, Unexpected>> {
    let unexpected = |code: Option<String>, why: String| Unexpected {
        scanned: query.to_owned(),
        code,
        why,
    };
    let item = match find::find(connection, query) {
        Ok(item) => item,
        Err(error) => {
            let error = error.downcast::<AppError>()?;
            return Ok(Err(unexpected(None, error.to_string())));
        }
    };
    let code = code_in(connection, item)?;
    let told =
        |refusal: Refusal| unexpected(Some(code.to_string()), refusal.reason.get(lang).to_owned());
    let target = match target_of(connection, item, Step::Receive)? {
        Ok(target) => target,
        Err(refusal) => return Ok(Err(told(refusal))),
    };
    if rows.iter().any(|row| row.item == item) {
        return Ok(Ok(target));
    }
    let why = lang.pick("不在此清单上", "it is not on this list");
    Ok(Err(unexpected(Some(code.to_string()), why.to_owned())))
}

fn expected_rows(
    connection: &Connection,
    catalogue: &Catalogue,
    receiving: &Receiving,
) -> anyhow::Result<Vec<OrderRow>> {
    let mut filter = Filter {
        status: Some(Status::Sent),
        partner: receiving.partner.clone(),
        ..Filter::default()
    };
    if let Some(id) = &receiving.partner
        && catalogue.partners()?.get(id).is_none()
    {
        return Err(Refusal::no_partner(id).error(String::new()).into());
    }
    if let Some(path) = &receiving.manifest {
        let bytes = std::fs::read(path).map_err(|source| AppError::File {
            doing: "read",
            path: path.clone(),
            source,
        })?;
        filter.manifest = Some(Sha256::digest(&bytes).into());
        let went = Filter {
            all: true,
            status: None,
            ..filter.clone()
        };
        if orders::list(connection, &went)?.is_empty() {
            return Err(AppError::Barred {
                what: "nothing was received".to_owned(),
                why: format!("no goods went with the list {}", path.display()),
                cure: "use the CSV file as `regrade refurbish send` wrote it, unchanged".to_owned(),
            }
            .into());
        }
    }
    if receiving.manifest.is_some() || receiving.partner.is_some() {
        return Ok(orders::list(connection, &filter)?);
    }
    // The lists of what was scanned.
    let mut lists: Vec<[u8; 32]> = Vec::new();
    for query in &receiving.queries {
        let Ok(item) = find::find(connection, query) else {
            continue;
        };
        let order = orders::unfinished_of(connection, item)?;
        lists.extend(order.and_then(|order| order.manifest));
    }
    lists.sort_unstable();
    lists.dedup();
    let mut rows = Vec::new();
    for list in lists {
        filter.manifest = Some(list);
        rows.extend(orders::list(connection, &filter)?);
    }
    rows.sort_by_key(|row| row.order.number);
    Ok(rows)
}

fn delivered(connection: &Connection, row: &OrderRow) -> anyhow::Result<DeliveredItem> {
    let item = items::get(connection, row.item)?;
    Ok(DeliveredItem {
        order: row.order.number,
        code: find::code(&item)?.to_string(),
        goods: goods(&item),
    })
}
