//! Small files of rows that a command takes all together: CSV in any encoding of the trade, or
//! XLSX.

use std::path::Path;

use super::AppError;
use super::source::Source;
use crate::domain::lang::Lang;
use crate::domain::pickup::{Cells as _, HeaderWords, fold_header, trimmed};
use crate::formats::table::{
    CsvSource, Encoding, HeaderRules, Row, TableError, TableSource, Workbook, scan,
};

/// A column that a file may have: its field, and the header names that mean it.
pub type Column = (&'static str, &'static [&'static str]);

/// What stands in a file.
#[derive(Debug)]
pub struct Rows {
    /// The file's name, as the record calls it
    pub name: String,
    /// SHA-256 of its bytes
    pub sha256: [u8; 32],
    /// Its rows that are not blank
    pub rows: Vec<RowOf>,
}

/// A row: a cell for each column asked for, empty where the file has none.
#[derive(Debug)]
pub struct RowOf {
    /// The line on which it begins
    pub line: u64,
    cells: Vec<(&'static str, String)>,
}

impl RowOf {
    /// The cell of a field; none where it is empty.
    pub fn get(&self, field: &str) -> Option<&str> {
        let found = self.cells.iter().find(|(name, _)| *name == field);
        found
            .map(|(_, cell)| cell.as_str())
            .filter(|cell| !cell.is_empty())
    }
}

/// Reads a file whose first row names its columns, of which the first one asked for must be there.
/// A column that nobody knows is refused, since a misspelt one would do nothing.
pub fn read(path: &Path, encoding: Option<Encoding>, columns: &[Column]) -> anyhow::Result<Rows> {
    let mut source = Source::open(path)?;
    let name = source.name().to_owned();
    let file_name = source.place().file_name();
    let bad = |error: &TableError| AppError::unreadable(&name, error);
    let found = scan(source.rewound()?, encoding).map_err(|error| bad(&error))?;
    let file = source.rewound()?;
    let rows = if found.is_xlsx {
        let mut book = Workbook::open(file).map_err(|error| bad(&error))?;
        let rows = book.sheet(None).map_err(|error| bad(&error))?;
        all(rows, &name, columns)?
    } else {
        let words = HeaderWords::default();
        let mut rules = HeaderRules::new(&words);
        // Whatever divides these names is what divides the cells.
        let names = columns.iter().flat_map(|(_, names)| *names);
        rules.maps = names.map(|name| ((*name).to_owned(), None)).collect();
        let rows = CsvSource::open(file, found.encoding, None, &rules);
        all(rows.map_err(|error| bad(&error))?, &name, columns)?
    };
    Ok(Rows {
        name: file_name,
        sha256: found.sha256,
        rows,
    })
}

fn all<S: TableSource>(
    mut source: S,
    name: &str,
    columns: &[Column],
) -> anyhow::Result<Vec<RowOf>> {
    let bad = |why: String| AppError::BadFile {
        file: name.to_owned(),
        why,
    };
    let mut row = Row::default();
    let mut header: Option<Vec<&'static str>> = None;
    let mut rows = Vec::new();
    while source
        .read(&mut row)
        .map_err(|error| bad(error.to_string()))?
    {
        if let Some(trouble) = row.trouble() {
            return Err(bad(format!("line {}: {}", row.line(), trouble.reason(Lang::En))).into());
        }
        if row.is_blank() {
            continue;
        }
        let Some(fields) = &header else {
            header = Some(fields_of(&row, columns).map_err(bad)?);
            continue;
        };
        let short = row.count() < fields.len() && !source.has_short_rows();
        if row.count() > fields.len() || short {
            let (line, count) = (row.line(), row.count());
            let why = format!("line {line} has {count} cells, the header {}", fields.len());
            return Err(bad(why).into());
        }
        let cells = fields.iter().enumerate();
        rows.push(RowOf {
            line: row.line(),
            cells: cells
                .map(|(place, field)| (*field, trimmed(row.cell(place)).to_owned()))
                .collect(),
        });
    }
    Ok(rows)
}

fn fields_of(row: &Row, columns: &[Column]) -> Result<Vec<&'static str>, String> {
    let known = || {
        let names: Vec<&str> = columns.iter().map(|(field, _)| *field).collect();
        names.join(", ")
    };
    let mut fields: Vec<&'static str> = Vec::new();
    for cell in row.cells() {
        let cell = trimmed(cell);
        let means = |(field, names): &&Column| {
            std::iter::once(field)
                .chain(*names)
                .any(|name| fold_header(name) == fold_header(cell))
        };
        let Some((field, _)) = columns.iter().find(means) else {
            return Err(format!(
                "there is no column `{cell}`; there are {}",
                known()
            ));
        };
        if fields.contains(field) {
            return Err(format!("two columns mean `{field}`"));
        }
        fields.push(field);
    }
    match columns.first() {
        Some((first, _)) if !fields.contains(first) => {
            Err(format!("it has no column `{first}`; there are {}", known()))
        }
        _ => Ok(fields),
    }
}
