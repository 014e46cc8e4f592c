//! The rejects file: the rows that were not taken, in the columns of the file they came from, with
//! their line and the reason. Mended, it can be fed back as it is.

use std::path::{Path, PathBuf};

use super::AppError;
use super::source::Place;
use crate::formats::export::{Cell, Column, Format, Kind, RowSink};

/// The two columns that the reader drops when the file is fed back.
const OWN_COLUMNS: [&str; 2] = ["_line", "_reason"];

/// Writes rejected rows; there is no file until there is a row.
pub struct Rejects {
    target: PathBuf,
    header: Vec<String>,
    open: Option<(tempfile::TempPath, Box<dyn RowSink>)>,
}

impl Rejects {
    /// Rejects of `source`, into `target` or beside the source.
    pub fn new(
        source: &Place,
        target: Option<&Path>,
        header: impl Iterator<Item = String>,
    ) -> Self {
        let target = target.map_or_else(|| beside(source), Path::to_owned);
        let header = header
            .filter(|name| !OWN_COLUMNS.contains(&name.as_str()))
            .collect();
        Self {
            target,
            header,
            open: None,
        }
    }

    /// Adds a row: its cells by column of the header, its line and why it was rejected.
    pub fn add<'a>(
        &mut self,
        cells: impl Iterator<Item = &'a str>,
        line: u64,
        reason: &str,
    ) -> anyhow::Result<()> {
        let width = self.header.len();
        let sink = self.sink()?;
        let mut row: Vec<Cell<'_>> = cells.take(width).map(Cell::Text).collect();
        row.resize(width, Cell::Text(""));
        row.push(Cell::Int(i64::try_from(line)?));
        row.push(Cell::Text(reason));
        Ok(sink.row(&row)?)
    }

    fn sink(&mut self) -> anyhow::Result<&mut dyn RowSink> {
        if self.open.is_none() {
            let folder = self
                .target
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or_else(|| Path::new("."));
            let failed = |source| AppError::File {
                doing: "write a rejects file into",
                path: folder.to_owned(),
                source,
            };
            let temporary = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
            let (file, path) = temporary.into_parts();
            let names = self.header.iter().map(String::as_str).chain(OWN_COLUMNS);
            let columns: Vec<Column<'_>> = names
                .map(|name| Column {
                    name,
                    kind: Kind::Text,
                })
                .collect();
            // The mark lets a Chinese Excel open the file as what it is.
            let sink = Format::CsvForExcel.sink(&columns, file)?;
            self.open = Some((path, sink));
        }
        match &mut self.open {
            Some((_, sink)) => Ok(&mut **sink),
            None => anyhow::bail!("the rejects file is not open"),
        }
    }

    /// Puts the file in its place, whole; none if no row was rejected.
    pub fn finish(self) -> anyhow::Result<Option<PathBuf>> {
        let Some((path, sink)) = self.open else {
            return Ok(None);
        };
        sink.finish()?;
        let mut target = self.target;
        let mut path = path;
        // A rejects file that is already there may be half mended, so it is never written over.
        for count in 2.. {
            match path.persist_noclobber(&target) {
                Ok(()) => return Ok(Some(target)),
                Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
                    path = error.path;
                    target = numbered(&target, count);
                }
                Err(error) => {
                    return Err(AppError::File {
                        doing: "write",
                        path: target,
                        source: error.error,
                    }
                    .into());
                }
            }
        }
        Ok(None)
    }
}

/// `pickups.csv` → `pickups.rejects.csv`, in the same folder; for standard input, in this one.
fn beside(source: &Place) -> PathBuf {
    let Some(path) = &source.0 else {
        return PathBuf::from("stdin.rejects.csv");
    };
    let stem = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let stem = stem.strip_suffix(".rejects").unwrap_or(&stem).to_owned();
    path.with_file_name(format!("{stem}.rejects.csv"))
}

/// `pickups.rejects.csv` → `pickups.rejects-2.csv`.
fn numbered(target: &Path, count: usize) -> PathBuf {
    let stem = target
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let ending = target
        .extension()
        .map(|ending| ending.to_string_lossy().into_owned());
    let plain = match stem.rsplit_once('-') {
        Some((plain, number)) if number.parse::<u32>().is_ok() && count > 2 => plain.to_owned(),
        _ => stem,
    };
    let name = format!("{plain}-{count}");
    target.with_file_name(ending.map_or(name.clone(), |ending| format!("{name}.{ending}")))
}
