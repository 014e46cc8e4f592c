//! A report as one long table: a row a figure, with what it means beside it.

use std::io::Write;

use crate::domain::daily::{Daily, Value};
use crate::domain::lang::Lang;
use crate::domain::standard::Milli;
use crate::formats::export::{Cell, Column, ExportError, Format, Kind};

/// The columns; the names are a contract.
const COLUMNS: [Column<'static>; 14] = {
    const fn column(name: &'static str, kind: Kind) -> Column<'static> {
        Column { name, kind }
    }
    [
        column("section", Kind::Text),
        column("figure", Kind::Text),
        column("row", Kind::Text),
        column("row_name", Kind::Text),
        column("name", Kind::Text),
        column("unit", Kind::Text),
        column("value", Kind::Milli),
        column("text", Kind::Text),
        column("time", Kind::Time),
        column("part", Kind::Int),
        column("whole", Kind::Int),
        column("formula", Kind::Text),
        column("denominator", Kind::Text),
        column("excluded", Kind::Text),
    ]
};

pub(super) fn write(
    report: &Daily,
    lang: Lang,
    format: Format,
    out: &mut (dyn Write + Send),
) -> Result<(), ExportError> {
    let mut sink = format.sink(&COLUMNS, out)?;
    for section in &report.sections {
        for table in &section.tables {
            for row in &table.rows {
                let names: Vec<&str> = row.keys.iter().map(|key| key.name.get(lang)).collect();
                let (address, names) = (row.address(), names.join(" / "));
                for (measure, value) in table.measures.iter().zip(&row.values) {
                    let figure = format!("{}.{}", table.id, measure.id);
                    let said = |text: &'static str| match text {
                        "" => Cell::Null,
                        text => Cell::Text(text),
                    };
                    let [number, text, time, part, whole] = cells(value);
                    sink.row(&[
                        Cell::Text(section.id),
                        Cell::Text(&figure),
                        Cell::Text(&address),
                        Cell::Text(&names),
                        Cell::Text(measure.name.get(lang)),
                        Cell::Text(measure.unit.as_str()),
                        number,
                        text,
                        time,
                        part,
                        whole,
                        Cell::Text(measure.formula.get(lang)),
                        said(measure.denominator.get(lang)),
                        said(measure.excluded.get(lang)),
                    ])?;
                }
            }
        }
    }
    sink.finish()
}

/// The value as a number, a text or a moment, and the part and the whole of a share.
fn cells(value: &Value) -> [Cell<'_>; 5] {
    let mut cells = [Cell::Null; 5];
    cells[0] = match value {
        Value::Count(count) => Cell::Int(*count),
        // Whole fen, as everywhere in JSON and CSV.
        Value::Fen(fen) => Cell::Int(*fen),
        other => other
            .milli()
            .map_or(Cell::Null, |milli| Cell::Milli(Milli(milli))),
    };
    match value {
        Value::Word(word) => cells[1] = Cell::Text(word),
        Value::Moment(time) => cells[2] = Cell::Time(*time),
        Value::Share { part, whole } => {
            (cells[3], cells[4]) = (Cell::Int(*part), Cell::Int(*whole));
        }
        Value::None | Value::Count(_) | Value::Seconds(_) => {}
        Value::Fen(_) | Value::Milli(_) => {}
    }
    cells
}
