//! `regrade export backlog`, `throughput` and the like: one table of figures each, for other
//! programs.

use super::Session;
use super::export::{Exported, Place};
use super::output::Report;
use crate::app::daily::{self, Span, parse_since, parse_until};

/// Which stretch of time, and where the table goes
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// From this day of the site, or this moment; default: four weeks to the end
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// To the end of this day of the site, or to this moment; default: now
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// By what quality is told
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(super) enum YieldBy {
    /// Kind of goods
    Kind,
    /// Where pickups came from
    Channel,
    /// Who inspected
    Inspector,
    /// Class
    Class,
}

/// By what promises are told
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(super) enum PromiseBy {
    /// Where pickups were ordered
    Channel,
    /// Where they were
    City,
}

/// What inspections came to, beside the four weeks before
#[derive(Debug, clap::Args)]
pub(super) struct Yield {
    /// A row for each
    #[arg(long, value_enum, default_value = "kind")]
    by: YieldBy,
    #[command(flatten)]
    args: Args,
}

/// Whether pickups came when they were promised
#[derive(Debug, clap::Args)]
pub(super) struct PickupSla {
    /// A row for each
    #[arg(long, value_enum, default_value = "channel")]
    by: PromiseBy,
    #[command(flatten)]
    args: Args,
}

impl Yield {
    pub(super) fn run(&self, session: &Session) -> anyhow::Result<Box<dyn Report>> {
        let table = match self.by {
            YieldBy::Kind => "mix-kind",
            YieldBy::Channel => "mix-channel",
            YieldBy::Inspector => "mix-inspector",
            YieldBy::Class => "mix-class",
        };
        run(session, &self.args, table)
    }
}

impl PickupSla {
    pub(super) fn run(&self, session: &Session) -> anyhow::Result<Box<dyn Report>> {
        let table = match self.by {
            PromiseBy::Channel => "promise-channel",
            PromiseBy::City => "promise-city",
        };
        run(session, &self.args, table)
    }
}

/// Exports that table of the report.
pub(super) fn run(session: &Session, args: &Args, table: &str) -> anyhow::Result<Box<dyn Report>> {
    let (form, target) = args.place.choose(session)?;
    let ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let span = args.span(session)?;
    let put = daily::table(
        &ctx,
        &catalogue,
        span,
        table,
        (form, &target),
        session.lang(),
    )?;
    Ok(Box::new(Exported::rows(put)))
}

impl Args {
    /// The stretch of time.
    pub(super) fn span(&self, session: &Session) -> anyhow::Result<Span> {
        let settings = &session.resolved.settings;
        let now = crate::app::now(settings);
        let since = self
            .since
            .as_deref()
            .map(|text| parse_since(settings, now, text));
        let until = self
            .until
            .as_deref()
            .map(|text| parse_until(settings, now, text));
        Ok(Span::of_weeks(
            settings,
            now,
            since.transpose()?,
            until.transpose()?,
        )?)
    }

    /// Where it goes.
    pub(super) const fn place(&self) -> &Place {
        &self.place
    }
}
