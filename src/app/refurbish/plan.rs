//! What a work order for an item would be: the operations that its newest inspection asks for, who
//! does them, and whether they pay.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::past::{PastEvent, newest_inspection, past, pinned_of};
use super::refusal::Refusal;
use crate::app::value::Prices;
use crate::app::{AppError, Ctx, Settings, find, standards};
use crate::domain::catalogue::Categories;
use crate::domain::code::TraceCode;
use crate::domain::refurbish::{
    Chosen, Economy, Job, Opened, Partner, Partners, PinnedStandard, PlannedOp,
};
use crate::domain::standard::model::Op;
use crate::domain::standard::{Answers, Standard};
use crate::formats::catalogue::Catalogue;
use crate::store::items::{self, Item, Stand};
use crate::store::{Connection, orders};

/// What the user says of an order; the inspection and the catalogue say the rest.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Who is to do it
    pub partner: Option<String>,
    /// What is to be done
    pub ops: Vec<String>,
    /// Why it is to be done although it does not pay
    pub overridden: Option<String>,
}

/// A work order as it would be opened.
#[derive(Debug, Clone)]
pub struct Plan<'p> {
    /// The item
    pub item: Item,
    /// Its trace code
    pub code: TraceCode,
    /// The inspection that it goes by, by its number within the item
    pub inspection: i64,
    /// The standard of that inspection
    pub standard: Arc<Standard>,
    /// What is to be done, by places in the standard
    pub ops: Vec<usize>,
    /// Who does it
    pub partner: &'p Partner,
    /// What it costs and brings
    pub economy: Economy,
    /// Why it is opened although it does not pay; none where it pays
    pub overridden: Option<String>,
}

impl Plan<'_> {
    /// The operations.
    pub fn ops(&self) -> impl Iterator<Item = &Op> {
        self.ops.iter().map(|place| &self.standard.ops[*place])
    }

    /// How long they take together.
    pub fn minutes(&self) -> i64 {
        self.ops().map(|op| op.minutes).sum()
    }

    /// What the event says that opens it; gives the order's number too.
    pub(super) fn event(&self, connection: &Connection) -> anyhow::Result<Opened> {
        let planned = |op: &Op| PlannedOp {
            cost_fen: op.cost_yuan * 100,
            id: op.id.clone(),
            minutes: op.minutes,
        };
        Ok(Opened {
            inspection: self.inspection,
            overridden: self.overridden.clone(),
            ops: self.ops().map(planned).collect(),
            order: orders::next_number(connection)?,
            partner: self.partner.id.clone(),
            promised_days: self.partner.turnaround_days,
            standard: PinnedStandard {
                id: self.standard.id.clone(),
                sha256: self.standard.sha256_hex(),
                version: self.standard.version,
            },
        })
    }
}

/// Plans orders; what serves many of them is read once.
pub(super) struct Planner<'p> {
    settings: Settings,
    categories: &'p Categories,
    partners: &'p Partners,
    prices: Prices<'p>,
    /// By the SHA-256 of their files.
    standards: HashMap<String, Option<Arc<Standard>>>,
}

impl<'p> Planner<'p> {
    pub(super) fn new(ctx: &Ctx, catalogue: &'p Catalogue) -> anyhow::Result<Self> {
        Ok(Self {
            settings: ctx.settings.clone(),
            categories: catalogue.categories()?,
            partners: catalogue.partners()?,
            prices: Prices::open(catalogue, &ctx.settings, ctx.now())?,
            standards: HashMap::new(),
        })
    }

    /// The order for an item as it stands, or why there is none.
    pub(super) fn plan(
        &mut self,
        connection: &Connection,
        id: i64,
        wish: &Wish,
    ) -> anyhow::Result<Result<Plan<'p>, Refusal>> {
        let item = items::get(connection, id)?;
        let code = find::code(&item)?;
        let stand = items::stand(connection, id)?;
        if let Some(refusal) = Refusal::of_state(code, &stand.state) {
            return Ok(Err(refusal));
        }
        let past = past(connection, stand.last_seq)?;
        let inspection = newest(&past, &stand)?;
        let Some(standard) = self.standard(inspection)? else {
            return Ok(Err(Refusal::no_standard(code)));
        };
        let ops = match ops_of(&standard, inspection, wish) {
            Ok(ops) => ops,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let names: Vec<&str> = ops
            .iter()
            .map(|place| standard.ops[*place].id.as_str())
            .collect();
        let partner = match self.partner(&item, &standard, &names, wish) {
            Ok(partner) => partner,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let answers = answers_of(&standard, inspection)?;
        let said = inspection.data.get("worth_fen").and_then(Value::as_i64);
        let priced = self
            .prices
            .of_item(&item, &standard, said.map(|fen| fen / 100));
        let economy = Economy::of(&standard, &answers, &names, &priced);
        let overridden = match (economy.loss(), &wish.overridden) {
            (None, _) => None,
            (Some(_), Some(reason)) => Some(reason.clone()),
            (Some(loss), None) => return Ok(Err(Refusal::uneconomic(&economy, loss))),
        };
        Ok(Ok(Plan {
            code,
            inspection: inspection.n,
            ops,
            partner,
            economy,
            overridden,
            standard,
            item,
        }))
    }

    fn standard(&mut self, inspection: &PastEvent) -> anyhow::Result<Option<Arc<Standard>>> {
        let (id, sha256) = pinned_of(inspection)?;
        if let Some(known) = self.standards.get(sha256) {
            return Ok(known.clone());
        }
        let found = standards::pinned(&self.settings, id, sha256)?;
        self.standards.insert(sha256.to_owned(), found.clone());
        Ok(found)
    }

    fn partner(
        &self,
        item: &Item,
        standard: &Standard,
        ops: &[&str],
        wish: &Wish,
    ) -> Result<&'p Partner, Refusal> {
        let kind = self.categories.get(item.category);
        let job = Job {
            category: item.category,
            kind: kind.map_or("", |category| category.kind_id.as_str()),
            brand: &item.brand,
            model: &item.model,
            standard: &standard.id,
            ops,
        };
        let Some(id) = &wish.partner else {
            let chosen = self.partners.choose(&job);
            return chosen.ok_or_else(|| Refusal::no_partner("in-house"));
        };
        match self.partners.named(id, &job) {
            Chosen::Partner(partner) => Ok(partner),
            Chosen::Unknown => Err(Refusal::no_partner(id)),
            Chosen::OtherKind(partner) => Err(Refusal::not_of_partner(
                partner,
                "不做翻新",
                "refurbishes nothing",
            )),
            Chosen::OtherGoods(partner) => {
                let zh = "不接收此类商品";
                Err(Refusal::not_of_partner(
                    partner,
                    zh,
                    "does not take such goods",
                ))
            }
            Chosen::NotDone(partner, op) => {
                let (zh, en) = (format!("不做工序 {op}"), format!("does not do `{op}`"));
                Err(Refusal::not_of_partner(partner, &zh, &en))
            }
        }
    }
}

fn newest<'e>(past: &'e [PastEvent], stand: &Stand) -> Result<&'e PastEvent, AppError> {
    newest_inspection(past).ok_or_else(|| {
        let seq = stand.last_seq;
        AppError::Integrity(format!("event {seq}: a graded item without an inspection"))
    })
}

/// The operations that the user names, or else those that the inspection asks for.
fn ops_of(standard: &Standard, inspection: &PastEvent, wish: &Wish) -> Result<Vec<usize>, Refusal> {
    let asked = inspection.data.get("ops").and_then(Value::as_array);
    let asked = asked.into_iter().flatten().filter_map(Value::as_str);
    let wanted: Vec<&str> = match wish.ops.is_empty() {
        true => asked.collect(),
        false => wish.ops.iter().map(String::as_str).collect(),
    };
    let mut places = Vec::new();
    for name in wanted {
        let Some(place) = standard.ops.iter().position(|op| op.id == name) else {
            let known: Vec<&str> = standard.ops.iter().map(|op| op.id.as_str()).collect();
            return Err(Refusal::no_op(&standard.id, name, &known));
        };
        places.push(place);
    }
    places.sort_unstable();
    places.dedup();
    Ok(places)
}

/// The answers of an inspection by that very standard; what it did not ask is at its best.
fn answers_of(standard: &Standard, inspection: &PastEvent) -> Result<Answers, AppError> {
    let mut answers = Answers::best(standard);
    if let Some(given) = inspection.data.get("answers") {
        standard
            .lay_json_over(&mut answers, given)
            .map_err(|error| AppError::Integrity(format!("event {}: {error}", inspection.seq)))?;
    }
    Ok(answers)
}
