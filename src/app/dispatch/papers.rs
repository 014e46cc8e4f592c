//! The manifest that goes with goods, and the certificate of a hand-over to a recycler.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::gate::Judged;
use crate::app::time::local;
use crate::app::{AppError, Ctx, export};
use crate::domain::clearance::Purpose;
use crate::domain::lang::{Lang, Text};
use crate::domain::money::Fen;
use crate::formats::catalogue::Catalogue;
use crate::formats::paper::{Holds, Paper, PaperForm, column, text};

/// A paper that was written; the names are kept.
#[derive(Debug, Clone, Serialize)]
pub struct PaperReport {
    /// Where it stands
    pub file: String,
    /// SHA-256 of its bytes, which the events keep
    pub sha256: String,
}

/// A paper that is ready to be put in its place.
#[derive(Debug)]
pub(super) struct Ready {
    path: PathBuf,
    bytes: Vec<u8>,
    pub(super) sha256: String,
}

impl Ready {
    pub(super) fn put(&self) -> anyhow::Result<PaperReport> {
        export::put_file(&self.path, |file| {
            std::io::Write::write_all(file, &self.bytes)?;
            Ok(())
        })?;
        Ok(PaperReport {
            file: self.path.display().to_string(),
            sha256: self.sha256.clone(),
        })
    }
}

/// What a paper tells beside its items.
#[derive(Debug)]
pub(super) struct Head<'h> {
    pub(super) door: Purpose,
    pub(super) operation: i64,
    pub(super) operator: &'h str,
    pub(super) site: &'h str,
    pub(super) at: i64,
    pub(super) zone: chrono_tz::Tz,
    pub(super) lang: Lang,
}

impl<'h> Head<'h> {
    pub(super) fn new(ctx: &'h Ctx, door: Purpose, operation: i64, lang: Lang) -> Self {
        Self {
            door,
            operation,
            operator: &ctx.settings.station.operator,
            site: &ctx.settings.site,
            at: ctx.now(),
            zone: ctx.settings.zone,
            lang,
        }
    }
}

/// The form that a file's ending names, out of those asked for.
pub(super) fn form_of(path: &Path, forms: &[PaperForm]) -> Result<PaperForm, AppError> {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    PaperForm::parse(&ending)
        .filter(|form| forms.contains(form))
        .ok_or_else(|| {
            let known: Vec<&str> = forms
                .iter()
                .map(|form| match form {
                    PaperForm::Html => ".html",
                    PaperForm::Csv => ".csv",
                    PaperForm::Json => ".json",
                })
                .collect();
            AppError::Usage(format!(
                "{}: the name must end in {}",
                path.display(),
                known.join(" or ")
            ))
        })
}

/// The manifest of all that leaves.
pub(super) fn manifest(
    path: &Path,
    head: &Head<'_>,
    lines: &[Judged],
    catalogue: &Catalogue,
) -> anyhow::Result<Ready> {
    let form = form_of(path, &[PaperForm::Html, PaperForm::Csv])?;
    let title = match head.door {
        Purpose::Sale => text("出库清单：出售", "Manifest of goods sold"),
        Purpose::Recycle => text("出库清单：回收", "Manifest of goods to be recycled"),
        Purpose::Return | Purpose::Repair => text("出库清单：退回", "Manifest of goods returned"),
    };
    ready(
        path,
        form,
        &paper(title, head, lines, catalogue)?,
        head.lang,
    )
}

/// The certificate that a recycler signs.
pub(super) fn certificate(
    path: &Path,
    head: &Head<'_>,
    lines: &[Judged],
    catalogue: &Catalogue,
) -> anyhow::Result<Ready> {
    let form = form_of(path, &[PaperForm::Html, PaperForm::Json])?;
    let title = text("废旧商品移交证明", "Certificate of hand-over to a recycler");
    ready(
        path,
        form,
        &paper(title, head, lines, catalogue)?,
        head.lang,
    )
}

fn ready(path: &Path, form: PaperForm, paper: &Paper, lang: Lang) -> anyhow::Result<Ready> {
    let bytes = paper.bytes(form, lang)?;
    let digest = Sha256::digest(&bytes);
    Ok(Ready {
        path: path.to_owned(),
        bytes,
        sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
    })
}

fn paper(
    title: Text,
    head: &Head<'_>,
    lines: &[Judged],
    catalogue: &Catalogue,
) -> anyhow::Result<Paper> {
    let mut parties: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.terms.as_ref())
        .map(|terms| terms.party())
        .filter(|party| !party.is_empty())
        .collect();
    parties.dedup();
    let price: i64 = prices(lines).sum();
    let grams: i64 = weights(lines).sum();
    let number = format!("{}-{:06}", head.site, head.operation);
    let mut facts = vec![
        ("number", text("编号", "number"), number),
        ("site", text("仓库", "site"), head.site.to_owned()),
        ("date", text("日期", "date"), local(head.at, head.zone)),
        (
            "operator",
            text("经办人", "handed over by"),
            head.operator.to_owned(),
        ),
    ];
    if !parties.is_empty() {
        facts.push(("party", text("接收方", "received by"), parties.join(", ")));
    }
    facts.push(("count", text("件数", "items"), lines.len().to_string()));
    if head.door != Purpose::Return {
        let yuan = Fen(price).to_string();
        facts.push(("price_yuan", text("合计金额（元）", "total in yuan"), yuan));
    }
    if head.door == Purpose::Recycle {
        let weight = format!("{}.{:03}", grams / 1000, grams % 1000);
        facts.push((
            "weight_kg",
            text("总重（千克）", "total weight in kg"),
            weight,
        ));
    }
    let mut columns = vec![
        column("code", "溯源码", "trace code", Holds::Words),
        column("category", "分类", "category", Holds::Words),
        column("goods", "商品", "goods", Holds::Words),
        column("serial", "序列号", "serial", Holds::Words),
    ];
    columns.extend(match head.door {
        Purpose::Sale => vec![
            column("order", "订单号", "order", Holds::Words),
            column("price_fen", "价格（元）", "price (yuan)", Holds::Fen),
            column("seal", "防撕袋", "seal", Holds::Words),
            column("box", "定制箱", "box", Holds::Words),
        ],
        Purpose::Recycle => vec![
            column("weight_grams", "重量（克）", "weight (g)", Holds::Count),
            column("price_fen", "价格（元）", "price (yuan)", Holds::Fen),
            column("data", "数据", "data", Holds::Words),
        ],
        Purpose::Return | Purpose::Repair => vec![
            column("seal", "防撕袋", "seal", Holds::Words),
            column("box", "定制箱", "box", Holds::Words),
        ],
    });
    let rows = lines
        .iter()
        .map(|line| row(line, head, catalogue))
        .collect::<anyhow::Result<_>>()?;
    Ok(Paper {
        title,
        facts,
        columns,
        rows,
        is_signed: true,
    })
}

fn row(line: &Judged, head: &Head<'_>, catalogue: &Catalogue) -> anyhow::Result<Vec<Value>> {
    let Some(((subject, item), terms)) = line.found.as_ref().zip(line.terms.as_ref()) else {
        return Ok(Vec::new());
    };
    let category = catalogue.categories()?.get(item.category);
    let goods = [item.brand.as_str(), &item.model, &item.spec].join(" ");
    let mut cells: Vec<Value> = vec![
        subject.code.to_string().into(),
        category
            .map_or_else(
                || item.category.to_string(),
                |category| category.name.get(head.lang).to_owned(),
            )
            .into(),
        goods.trim().into(),
        item.serial.clone().into(),
    ];
    let bag = |cells: &mut Vec<Value>| {
        let bag = line.bag.as_ref();
        cells.push(bag.map(|bag| bag.seal.to_string()).into());
        cells.push(bag.and_then(|bag| bag.custom_box.clone()).into());
    };
    match terms {
        super::Terms::Sale { order, price, .. } => {
            cells.push(order.clone().into());
            cells.push(price.0.into());
            bag(&mut cells);
        }
        super::Terms::Recycle {
            price,
            weight_grams,
            ..
        } => {
            cells.push((*weight_grams).into());
            cells.push(price.0.into());
            let bears_data = category.is_none_or(|category| category.bears_data);
            let data = match (bears_data, line.holds_data) {
                (_, true) => head.lang.pick(
                    "未清除，由回收方销毁",
                    "not wiped: the recycler destroys them",
                ),
                // Clearance let it pass, so what bore data was wiped or destroyed.
                (true, false) => head.lang.pick("已清除或销毁", "wiped or destroyed"),
                (false, false) => head.lang.pick("不含数据", "bears none"),
            };
            cells.push(data.into());
        }
        super::Terms::Return { .. } => bag(&mut cells),
    }
    Ok(cells)
}

/// What is paid for each line that has a price.
pub(super) fn prices(lines: &[Judged]) -> impl Iterator<Item = i64> {
    let terms = lines.iter().filter_map(|line| line.terms.as_ref());
    terms.filter_map(|terms| terms.price()).map(|price| price.0)
}

/// What each line weighs that has a weight.
pub(super) fn weights(lines: &[Judged]) -> impl Iterator<Item = i64> {
    let terms = lines.iter().filter_map(|line| line.terms.as_ref());
    terms.filter_map(|terms| terms.weight_grams())
}
