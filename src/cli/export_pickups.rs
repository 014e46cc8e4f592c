//! `regrade export open-pickups` and `packaging`.

use chrono::NaiveDate;

use super::Session;
use super::export::{Exported, Place};
use super::output::Report;
use crate::app::pickups::{self, Table};
use crate::store::pickups::Which;

/// Pickups whose promise is not yet known to be kept or missed, by the day they were promised for
#[derive(Debug, clap::Args)]
pub(super) struct Open {
    /// Promised for this day or one before it: 2026-01-31
    #[arg(long, value_name = "DAY")]
    until: Option<NaiveDate>,
    #[command(flatten)]
    place: Place,
}

/// Which pickups need a custom box with the trace code on it and a seal bag: those of luxury goods
///
/// Open pickups, unless --all is said. A bag that is in use already is named.
#[derive(Debug, clap::Args)]
pub(super) struct Packaging {
    /// Of all luxury goods in the house too, not of open pickups alone
    #[arg(long)]
    all: bool,
    /// Promised for this day or one before it: 2026-01-31
    #[arg(long, value_name = "DAY")]
    until: Option<NaiveDate>,
    #[command(flatten)]
    place: Place,
}

pub(super) fn open(session: &Session, args: &Open) -> anyhow::Result<Box<dyn Report>> {
    run(session, Table::Open, args.until, &args.place)
}

pub(super) fn packaging(session: &Session, args: &Packaging) -> anyhow::Result<Box<dyn Report>> {
    let which = if args.all { Which::All } else { Which::Open };
    run(session, Table::Packaging(which), args.until, &args.place)
}

fn run(
    session: &Session,
    table: Table,
    until: Option<NaiveDate>,
    place: &Place,
) -> anyhow::Result<Box<dyn Report>> {
    let (form, target) = place.choose(session)?;
    let ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let lang = session.lang();
    let put = pickups::export(&ctx, &catalogue, table, until, (form, &target), lang)?;
    Ok(Box::new(Exported::rows(put)))
}
