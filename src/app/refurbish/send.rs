//! Sends goods to the partner of their orders, with a list.

use std::path::PathBuf;

use serde::Serialize;

use super::manifest::{Manifest, ManifestLine, Paper, remove};
use super::refusal::Refusal;
use super::target::{Target, target};
use super::writer::{Doing, Happening, Mode, Writer};
use super::{refurbishment, writer::End};
use crate::app::time::day_of;
use crate::app::wipe::assess::{self, Batches};
use crate::app::wipe::desk::OnDesk;
use crate::app::wipe::rules::Rules;
use crate::app::{AppError, Ctx, find, keys};
use crate::domain::clearance::{Clearance, Evidence, Purpose, Sealing, clearance};
use crate::domain::event::Kind;
use crate::domain::lang::{Lang, Text};
use crate::domain::refurbish::{Clock, Partner, Sent, Status, Step};
use crate::formats::catalogue::Catalogue;
use crate::store::orders::Filter;
use crate::store::{Connection, StoreError, items, orders};

/// Which goods go, and what goes with them.
#[derive(Debug, Clone, Default)]
pub struct Sending {
    /// The items
    pub queries: Vec<String>,
    /// All that is open at this partner's, in place of items
    pub partner: Option<String>,
    /// The list's name without its ending
    pub output: Option<PathBuf>,
    /// Why goods go although their media are not proved to be wiped
    pub unwiped: Option<String>,
}

/// What was sent; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SendReport {
    /// The operation; none in a preview
    pub operation: Option<i64>,
    /// Whether nothing was written
    pub dry_run: bool,
    /// To whom
    pub partner: String,
    /// The same as staff read it
    pub partner_name: String,
    /// SHA-256 of the list
    pub manifest: String,
    /// The list's files; none in a preview
    pub files: Vec<String>,
    /// The day by which they are to be back
    pub due_on: String,
    /// What goes
    pub items: Vec<ManifestLine>,
}

/// Sends the goods, all of them or none.
pub fn send(
    ctx: &mut Ctx,
    catalogue: &Catalogue,
    sending: &Sending,
    mode: Mode,
    lang: Lang,
) -> anyhow::Result<SendReport> {
    let doing = Doing::of(ctx, "refurbish send", sending.unwiped.clone());
    let day = day_of(ctx.now(), ctx.settings.zone);
    let site = ctx.settings.site.clone();
    let (rules, now) = (Rules::open(catalogue, &ctx.settings)?, ctx.now());
    let tx = ctx.store.begin()?;
    let targets = targets(&tx, sending)?;
    let partner = one_partner(catalogue, &targets)?;
    for target in &targets {
        may_leave(&tx, (&rules, now), target, partner, sending)?;
    }
    let manifest = Manifest::of(&tx, &targets)?;
    let mut writer = Writer::open(&tx, &doing, None)?;
    for target in &targets {
        writer.record(&Happening {
            item: target.item,
            code: target.code,
            kind: Kind::OrderSent,
            data: &Sent {
                manifest: manifest.sha256.clone(),
                order: target.order.number,
                unwiped: sending.unwiped.clone(),
            },
            cost_fen: None,
        })?;
    }
    let operation = writer.close(End::Finished)?;
    let clock = Clock {
        started: day,
        promised_days: partner.turnaround_days,
        paused_days: 0,
        paused: None,
    };
    let mut report = SendReport {
        operation: None,
        dry_run: mode == Mode::Preview,
        partner: partner.id.clone(),
        partner_name: partner.name.get(lang).to_owned(),
        manifest: manifest.sha256.clone(),
        files: Vec::new(),
        due_on: clock.due(&partner.calendar, day).to_string(),
        items: manifest.lines.clone(),
    };
    if mode == Mode::Preview {
        tx.rollback().map_err(StoreError::from)?;
        return Ok(report);
    }
    let paper = Paper {
        partner,
        site: &site,
        day: &day.to_string(),
        lang,
        base: sending.output.clone(),
    };
    // Goods never go without their list, so it is there before the record says that they went.
    let files = manifest.write(&paper)?;
    if let Err(error) = tx.commit() {
        remove(&files);
        return Err(StoreError::from(error).into());
    }
    report.files = files
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    report.operation = operation;
    keys::sign(ctx)?;
    Ok(report)
}

fn targets(connection: &Connection, sending: &Sending) -> anyhow::Result<Vec<Target>> {
    let mut targets: Vec<Target> = Vec::new();
    let mut add = |query: &str| -> anyhow::Result<()> {
        let target = target(connection, query, Step::Send, "sent")?;
        if targets.iter().all(|known| known.item != target.item) {
            targets.push(target);
        }
        Ok(())
    };
    for query in &sending.queries {
        add(query)?;
    }
    if let Some(partner) = &sending.partner {
        let filter = Filter {
            partner: Some(partner.clone()),
            status: Some(Status::Open),
            ..Filter::default()
        };
        for row in orders::list(connection, &filter)? {
            // What is paused waits, and what is held does not move.
            let stand = items::stand(connection, row.item)?;
            if row.order.may(Step::Send).is_ok() && stand.state.hold.is_none() {
                add(&find::code(&items::get(connection, row.item)?)?.to_string())?;
            }
        }
    }
    targets.sort_by_key(|target| target.order.number);
    if targets.is_empty() {
        let why = "no work order waits to be sent there".to_owned();
        let what = "nothing was sent".to_owned();
        return Err(AppError::Refused { what, why }.into());
    }
    Ok(targets)
}

/// The partner of all the orders.
fn one_partner<'c>(catalogue: &'c Catalogue, targets: &[Target]) -> anyhow::Result<&'c Partner> {
    let partners = catalogue.partners()?;
    let id = targets
        .first()
        .map_or("", |first| first.order.partner.as_str());
    if let Some(other) = targets.iter().find(|target| target.order.partner != id) {
        return Err(AppError::Barred {
            what: "nothing was sent".to_owned(),
            why: format!(
                "a list is for one partner: {} is for {}",
                other.code, other.order.partner
            ),
            cure: "`regrade refurbish send --partner ID` sends all that waits for one".to_owned(),
        }
        .into());
    }
    let partner = partners.get(id);
    Ok(partner.ok_or_else(|| Refusal::no_partner(id).error("nothing was sent".to_owned()))?)
}

/// Whether goods may be handed to the partner.
fn may_leave(
    connection: &Connection,
    (rules, now): (&Rules<'_>, i64),
    target: &Target,
    partner: &Partner,
    sending: &Sending,
) -> anyhow::Result<()> {
    let stand = items::stand(connection, target.item)?;
    let refurbishment = refurbishment(connection, &stand)?;
    let on = OnDesk::open(connection, target.item)?;
    let media = assess::item(connection, &on, rules, &mut Batches::default())?;
    let evidence = Evidence {
        state: &stand.state,
        refurbishment: &refurbishment,
        seal: Sealing::NotDue,
        media: &media,
        policy: rules.policy(),
        now,
    };
    let Clearance::Blocked(mut reasons) = clearance(evidence, Purpose::Repair) else {
        return Ok(());
    };
    if partner.may_hold_data || sending.unwiped.is_some() {
        reasons.retain(|reason| !reason.is_of_wipes());
    }
    if reasons.is_empty() {
        return Ok(());
    }
    let why: Vec<&str> = reasons
        .iter()
        .map(|reason| reason.text.en.as_str())
        .collect();
    let by_contract = Text {
        zh: String::new(),
        en: format!(
            "{} may not be given data by contract; `--unwiped WHY` sends it all the same",
            partner.id
        ),
    };
    let cure = match reasons.iter().any(|reason| reason.rule == "hold") {
        true => format!("`regrade show {}` says who held it and why", target.code),
        false => by_contract.en,
    };
    Err(AppError::Barred {
        what: format!("{} cannot be sent", target.code),
        why: why.join("; "),
        cure,
    }
    .into())
}
