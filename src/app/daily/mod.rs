//! The desk's figures: what came, what was done, what is there, of a site's day or of any span.
//!
//! All of it comes from events and projections as they were at the end of the span, so that the
//! same span gives the same figures whenever it is asked for.

pub mod accounts;
pub mod batches;
mod build;
mod facts;
mod items;
mod life;
mod money;
mod names;
mod sections;
mod signed;
mod span;
mod stock;
mod tables;

pub use items::{FoundItem, ItemsReport};
pub use span::{Span, parse_day, parse_moment, parse_since, parse_until};
pub use tables::table;

use self::build::{Address, Build};
use self::facts::Facts;
use super::export::{ExportReport, Target, put_as};
use super::{Ctx, time};
use crate::domain::daily::Daily;
use crate::domain::lang::Lang;
use crate::formats::catalogue::Catalogue;
use crate::formats::report::Form;
use crate::store::{StoreError, ledger};

/// The report of a span.
pub fn daily(ctx: &Ctx, catalogue: &Catalogue, span: Span) -> anyhow::Result<Daily> {
    Ok(built(ctx, catalogue, span, &mut Build::new(None))?.0)
}

/// Writes the report of a span where it goes; the report is given back to say what it found.
pub fn export(
    ctx: &Ctx,
    catalogue: &Catalogue,
    span: Span,
    (form, target): (Form, &Target),
    lang: Lang,
) -> anyhow::Result<(ExportReport, Daily)> {
    let report = daily(ctx, catalogue, span)?;
    let put = put_as(target, form.as_str(), |out| {
        form.write(&report, lang, out)?;
        Ok(report.sections.len() as u64)
    })?;
    Ok((put, report))
}

/// The items behind one figure of the report of a span.
pub fn items(
    ctx: &Ctx,
    catalogue: &Catalogue,
    span: Span,
    address: &str,
    lang: Lang,
) -> anyhow::Result<ItemsReport> {
    let mut build = Build::new(Some(Address::parse(address)));
    let (report, facts) = built(ctx, catalogue, span, &mut build)?;
    let Some(found) = build.found() else {
        let unknown = items::unknown(&report, address);
        return Err(unknown.into());
    };
    items::list(&facts, address, &found, lang)
}

fn built<'c>(
    ctx: &'c Ctx,
    catalogue: &'c Catalogue,
    span: Span,
    build: &mut Build,
) -> anyhow::Result<(Daily, Facts<'c>)> {
    // One snapshot for all of it, so that stations may go on writing. It ends with the connection.
    let connection = ctx.store.connection();
    let snapshot = connection
        .unchecked_transaction()
        .map_err(StoreError::from)?;
    let facts = Facts::load(ctx, catalogue, span)?;
    let mut report = Daily {
        site: ctx.settings.site.clone(),
        origin: ledger::get(connection)?.origin,
        day: span.day.to_string(),
        from: time::local_seconds(span.from, span.zone),
        until: time::local_seconds(span.until, span.zone),
        zone: span.zone.to_string(),
        balances: facts.balance.holds(),
        is_signed: facts.signed.as_ref().is_none_or(|one| one.holds),
        sections: Vec::new(),
    };
    for make in sections::ALL {
        report.sections.push(make(&facts, build)?);
    }
    drop(snapshot);
    Ok((report, facts))
}
