//! One table of a report by itself, for other programs: a row a row, a column a figure.

use super::{Span, daily};
use crate::app::export::{ExportReport, Target, put};
use crate::app::{AppError, Ctx};
use crate::domain::daily::{Measure, Row, Table, Unit, Value};
use crate::domain::lang::Lang;
use crate::domain::money::Fen;
use crate::domain::standard::Milli;
use crate::formats::catalogue::Catalogue;
use crate::formats::export::{Cell, Column, Format, Kind};

/// Exports one table of the report of a span.
pub fn table(
    ctx: &Ctx,
    catalogue: &Catalogue,
    span: Span,
    id: &str,
    (format, target): (Format, &Target),
    lang: Lang,
) -> anyhow::Result<ExportReport> {
    let report = daily(ctx, catalogue, span)?;
    let mut tables = report.sections.iter().flat_map(|section| &section.tables);
    let table = tables.find(|table| table.id == id);
    let table = table.ok_or_else(|| AppError::Usage(format!("there is no table `{id}`")))?;
    let names = names(table);
    let columns: Vec<Column<'_>> = names
        .iter()
        .map(|(name, kind)| Column { name, kind: *kind })
        .collect();
    put(target, format, |out| {
        let mut sink = format.sink(&columns, out)?;
        for row in &table.rows {
            sink.row(&cells(row, lang))?;
        }
        sink.finish()?;
        Ok(table.rows.len() as u64)
    })
}

/// The columns; the names are a contract.
fn names(table: &Table) -> Vec<(String, Kind)> {
    let keys = table.keys.iter().flat_map(|(id, _)| {
        [
            ((*id).to_owned(), Kind::Text),
            (format!("{id}_name"), Kind::Text),
        ]
    });
    let measures = table.measures.iter().map(|measure| column(measure));
    keys.chain(measures).collect()
}

fn column(measure: &Measure) -> (String, Kind) {
    let id = measure.id.replace('-', "_");
    match measure.unit {
        Unit::Count => (id, Kind::Int),
        Unit::Share | Unit::Milli => (id, Kind::Milli),
        Unit::Hours => (id + "_hours", Kind::Milli),
        Unit::Fen => (id + "_fen", Kind::Fen),
        Unit::Moment => (id, Kind::Time),
        Unit::Word => (id, Kind::Text),
    }
}

fn cells(row: &Row, lang: Lang) -> Vec<Cell<'_>> {
    let keys = row.keys.iter();
    let keys = keys.flat_map(|key| [Cell::Text(&key.id), Cell::Text(key.name.get(lang))]);
    let values = row.values.iter().map(|value| match value {
        Value::None => Cell::Null,
        Value::Count(count) => Cell::Int(*count),
        Value::Fen(fen) => Cell::Fen(Fen(*fen)),
        Value::Moment(time) => Cell::Time(*time),
        Value::Word(word) => Cell::Text(word),
        Value::Share { .. } | Value::Seconds(_) | Value::Milli(_) => value
            .milli()
            .map_or(Cell::Null, |milli| Cell::Milli(Milli(milli))),
    });
    keys.chain(values).collect()
}
