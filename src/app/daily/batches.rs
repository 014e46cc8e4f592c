//! Intakes of a span and what became of what they brought: how good each partner's batch was.

use super::Span;
use crate::app::export::{ExportReport, Target, put};
use crate::app::{Ctx, time};
use crate::formats::export::{Cell, Column, Format, Kind};
use crate::store::daily::{Batch, batches};

/// The columns of `export intake-batches`; the names are a contract.
const COLUMNS: [Column<'static>; 15] = {
    const fn column(name: &'static str, kind: Kind) -> Column<'static> {
        Column { name, kind }
    }
    [
        column("operation", Kind::Int),
        column("started_at", Kind::Time),
        column("finished_at", Kind::Time),
        column("operator", Kind::Text),
        column("station", Kind::Text),
        column("file", Kind::Text),
        column("items", Kind::Int),
        column("withdrawn", Kind::Int),
        column("promise_missed", Kind::Int),
        column("ungraded", Kind::Int),
        column("premium", Kind::Int),
        column("good", Kind::Int),
        column("scrap", Kind::Int),
        column("held", Kind::Int),
        column("undone_by", Kind::Int),
    ]
};

/// Exports the intakes begun in a span; what became of their items is as of now.
pub fn export(
    ctx: &Ctx,
    span: Span,
    (format, target): (Format, &Target),
) -> anyhow::Result<ExportReport> {
    let batches = batches(ctx.store.connection(), (span.from, span.until))?;
    put(target, format, |out| {
        let mut sink = format.sink(&COLUMNS, out)?;
        for batch in &batches {
            sink.row(&cells(batch, span))?;
        }
        sink.finish()?;
        Ok(batches.len() as u64)
    })
}

fn cells(batch: &Batch, span: Span) -> [Cell<'_>; COLUMNS.len()] {
    let moment = |at| Cell::Time(time::in_zone(at, span.zone));
    [
        Cell::Int(batch.operation),
        moment(batch.started_at),
        batch.finished_at.map_or(Cell::Null, moment),
        Cell::Text(&batch.operator),
        Cell::Text(&batch.station),
        batch.source.as_deref().map_or(Cell::Null, Cell::Text),
        Cell::Int(batch.items),
        Cell::Int(batch.withdrawn),
        Cell::Int(batch.promise_missed),
        Cell::Int(batch.ungraded),
        Cell::Int(batch.premium),
        Cell::Int(batch.good),
        Cell::Int(batch.scrap),
        Cell::Int(batch.held),
        batch.undone_by.map_or(Cell::Null, Cell::Int),
    ]
}
