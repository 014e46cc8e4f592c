//! The one place where results become text: tables for people, JSON and CSV for programs.

use std::io::{IsTerminal as _, Write as _};

use comfy_table::{CellAlignment, ContentArrangement};

use super::exit::Exit;
use crate::domain::lang::Lang;
use crate::formats::export::{self, Cell, Column, Kind};

/// The form of a result on stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people; may change
    Table,
    /// One JSON document; names are a contract
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated, with a header
    Csv,
}

/// What is said to whoever asks for CSV of a result that has no rows.
pub(super) const NO_TABLE: &str = "this result is no table: say --format json";

/// What a command found or did.
pub(super) trait Report {
    /// The text for people.
    fn text(&self, lang: Lang) -> String;

    /// The JSON document.
    fn json(&self) -> serde_json::Result<String>;

    /// The JSON objects, one a line; the document itself where it is no list.
    fn json_lines(&self) -> serde_json::Result<Vec<String>>;

    /// Header and rows, where the result is a table.
    fn sheet(&self) -> Option<Sheet> {
        None
    }

    /// What the shell is told.
    fn exit(&self) -> Exit {
        Exit::Done
    }
}

/// Header and rows of a result as CSV.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    /// Names of the columns, those of the JSON contract
    pub(super) header: Vec<&'static str>,
    /// The rows
    pub(super) rows: Vec<Vec<String>>,
}

/// Writes a result to stdout in the form asked for.
pub(super) fn print(report: &dyn Report, format: Format, lang: Lang) -> anyhow::Result<()> {
    let text = match format {
        Format::Table => report.text(lang),
        Format::Json => report.json()?,
        Format::Jsonl => report.json_lines()?.join("\n"),
        Format::Csv => {
            let sheet = report
                .sheet()
                .ok_or_else(|| crate::app::AppError::Usage(NO_TABLE.to_owned()))?;
            csv_text(&sheet)?
        }
    };
    write_stdout(text.trim_end_matches('\n'))
}

/// Writes a line to stdout; a reader that went away is no fault.
pub(super) fn write_stdout(text: &str) -> anyhow::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let mut stdout = std::io::stdout().lock();
    let written = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Writes a line to stderr, where everything goes that is no result.
pub(super) fn say(text: &str) {
    // Nobody is left to be told if stderr is gone.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

fn csv_text(sheet: &Sheet) -> anyhow::Result<String> {
    let columns: Vec<Column<'_>> = sheet
        .header
        .iter()
        .map(|name| Column {
            name,
            kind: Kind::Text,
        })
        .collect();
    let mut bytes = Vec::new();
    let mut sink = export::Format::Csv.sink(&columns, &mut bytes)?;
    for row in &sheet.rows {
        let cells: Vec<Cell<'_>> = row.iter().map(|cell| csv_cell(cell)).collect();
        sink.row(&cells)?;
    }
    sink.finish()?;
    Ok(String::from_utf8(bytes)?)
}

/// A number under zero is a number, and no text that a spreadsheet might run.
fn csv_cell(cell: &str) -> Cell<'_> {
    match cell.parse() {
        Ok(number) if number < 0 => Cell::Int(number),
        _ => Cell::Text(cell),
    }
}

/// A table for people: no frame, columns as wide as their cells, cut to the terminal where there is
/// one.
pub(super) struct Table(comfy_table::Table);

impl Table {
    /// A table with these headings.
    pub(super) fn new<T: ToString>(header: impl IntoIterator<Item = T>) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        table.set_content_arrangement(ContentArrangement::Disabled);
        if let Some(width) = terminal_width() {
            table.set_content_arrangement(ContentArrangement::Dynamic);
            table.set_width(width);
        }
        table.set_header(
            header
                .into_iter()
                .map(|cell| cell.to_string())
                .collect::<Vec<_>>(),
        );
        Self(table)
    }

    /// Adds a row.
    pub(super) fn row<T: ToString>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.0.add_row(
            cells
                .into_iter()
                .map(|cell| cell.to_string())
                .collect::<Vec<_>>(),
        );
    }

    /// Aligns a column of numbers to the right.
    pub(super) fn right(&mut self, column: usize) {
        if let Some(column) = self.0.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for line in self.0.to_string().lines() {
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// The terminal's width, if stdout is one.
fn terminal_width() -> Option<u16> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    let (_, width) = dialoguer::console::Term::stdout().size_checked()?;
    Some(width.max(40))
}
