//! What a sales channel needs of the items that may be sold: what they are, what was found, and
//! which leaf of the ledger proves it.

use serde_json::Value;

use super::export::{ExportReport, Target, Watch, put};
use super::wipe::assess::{self, Batches};
use super::wipe::desk::OnDesk;
use super::wipe::rules::Rules;
use super::{AppError, Ctx, find, interrupt, refurbish, time};
use crate::domain::clearance::{Clearance, Evidence, Purpose, Sealing, clearance};
use crate::domain::daily::Standing;
use crate::domain::event::Kind as EventKind;
use crate::domain::lang::Lang;
use crate::formats::catalogue::Catalogue;
use crate::formats::export::{Cell, Column, Format, Kind};
use crate::ledger::leaf::leaf_hash;
use crate::store::events::StoredEvent;
use crate::store::items::{self, Item, Stand};
use crate::store::{Connection, StoreError, daily, events, ledger};

/// The columns of `export listing`; the names are a contract.
const COLUMNS: [Column<'static>; 18] = {
    const fn column(name: &'static str, kind: Kind) -> Column<'static> {
        Column { name, kind }
    }
    [
        column("code", Kind::Text),
        column("category_id", Kind::Int),
        column("category", Kind::Text),
        column("kind", Kind::Text),
        column("brand", Kind::Text),
        column("model", Kind::Text),
        column("spec", Kind::Text),
        column("serial", Kind::Text),
        column("class", Kind::Text),
        column("label", Kind::Text),
        column("points", Kind::Int),
        column("inspected_at", Kind::Text),
        column("standard", Kind::Text),
        column("standard_version", Kind::Int),
        // The proof: which ledger, which event, its leaf, and how much of the ledger is signed.
        column("ledger", Kind::Text),
        column("event", Kind::Int),
        column("leaf_hash", Kind::Text),
        column("checkpoint", Kind::Int),
    ]
};

/// Exports the items that may be sold, in order of intake; the seal bag of a luxury item is asked
/// for when it is sold.
pub fn export(
    ctx: &Ctx,
    catalogue: &Catalogue,
    (format, target): (Format, &Target),
    lang: Lang,
    watch: &mut dyn Watch,
) -> anyhow::Result<ExportReport> {
    let connection = ctx.store.connection();
    let snapshot = connection
        .unchecked_transaction()
        .map_err(StoreError::from)?;
    let listing = Listing {
        connection,
        catalogue,
        rules: Rules::open(catalogue, &ctx.settings)?,
        now: ctx.now(),
        lang,
        origin: ledger::get(connection)?.origin,
        checkpoint: ledger::newest_checkpoint(connection)?.map(|row| row.size),
    };
    let mut candidates = Vec::new();
    daily::each_state(connection, |item, standing: Standing, _| {
        if standing.is_in_stock() && standing.class().is_some() && !standing.is_held() {
            candidates.push(item);
        }
        anyhow::Ok(())
    })?;
    let report = put(target, format, |out| {
        let mut sink = format.sink(&COLUMNS, out)?;
        let mut rows = 0;
        let mut batches = Batches::default();
        for id in &candidates {
            if interrupt::asked() {
                let kept = "the file was not written".to_owned();
                return Err(AppError::Interrupted { kept }.into());
            }
            if let Some(offered) = listing.offered(*id, &mut batches)? {
                sink.row(&listing.cells(&offered))?;
                rows += 1;
                watch.written(rows);
            }
        }
        sink.finish()?;
        Ok(rows)
    })?;
    drop(snapshot);
    Ok(report)
}

struct Listing<'c> {
    connection: &'c Connection,
    catalogue: &'c Catalogue,
    rules: Rules<'c>,
    now: i64,
    lang: Lang,
    origin: String,
    checkpoint: Option<i64>,
}

/// An item that may be sold.
struct Offered {
    item: Item,
    code: String,
    stand: Stand,
    category: String,
    kind: String,
    inspected: StoredEvent,
    inspected_at: String,
    found: Value,
    leaf: String,
}

impl Listing<'_> {
    /// The item, if it may be sold.
    fn offered(&self, id: i64, batches: &mut Batches) -> anyhow::Result<Option<Offered>> {
        let stand = items::stand(self.connection, id)?;
        let item = items::get(self.connection, id)?;
        let category = self.catalogue.categories()?.get(item.category);
        let refurbishment = refurbish::refurbishment(self.connection, &stand)?;
        let on = OnDesk::open(self.connection, id)?;
        let media = assess::item(self.connection, &on, &self.rules, batches)?;
        let evidence = Evidence {
            state: &stand.state,
            refurbishment: &refurbishment,
            // Its seal bag is named when it is sold.
            seal: Sealing::NotDue,
            media: &media,
            policy: self.rules.policy(),
            now: self.now,
        };
        if clearance(evidence, Purpose::Sale) != Clearance::Cleared {
            return Ok(None);
        }
        let chain = events::of_item(self.connection, stand.last_seq)?;
        let graded = EventKind::Graded.as_str();
        let Some(inspected) = chain.into_iter().rev().find(|event| event.kind == graded) else {
            return Ok(None);
        };
        let parsed = crate::ledger::event::parse(&inspected.body);
        let parsed = parsed
            .map_err(|error| AppError::Integrity(format!("event {}: {error}", inspected.seq)))?;
        let name = |text: &crate::domain::lang::Text| text.get(self.lang).to_owned();
        Ok(Some(Offered {
            code: find::code(&item)?.to_string(),
            category: category.map(|one| name(&one.name)).unwrap_or_default(),
            kind: category.map(|one| name(&one.kind)).unwrap_or_default(),
            inspected_at: time::utc(inspected.at),
            found: Value::Object(parsed.data),
            leaf: leaf_hash(&inspected.body).to_string(),
            inspected,
            stand,
            item,
        }))
    }

    fn cells<'o>(&'o self, offered: &'o Offered) -> [Cell<'o>; COLUMNS.len()] {
        let (item, state) = (&offered.item, &offered.stand.state);
        let standard = &offered.found["standard"];
        let text = |text: Option<&'o str>| text.map_or(Cell::Null, Cell::Text);
        let number = |value: &Value| value.as_i64().map_or(Cell::Null, Cell::Int);
        [
            Cell::Text(&offered.code),
            Cell::Int(i64::from(item.category)),
            Cell::Text(&offered.category),
            Cell::Text(&offered.kind),
            Cell::Text(&item.brand),
            Cell::Text(&item.model),
            Cell::Text(&item.spec),
            text(item.serial.as_deref()),
            text(state.class.map(|class| class.as_str())),
            text(state.label.as_ref().map(|label| label.get(self.lang))),
            number(&offered.found["points"]),
            Cell::Text(&offered.inspected_at),
            text(standard["id"].as_str()),
            number(&standard["version"]),
            Cell::Text(&self.origin),
            Cell::Int(offered.inspected.seq),
            Cell::Text(&offered.leaf),
            self.checkpoint.map_or(Cell::Null, Cell::Int),
        ]
    }
}
