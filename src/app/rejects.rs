//! The rejects file: the rows that were not taken, with their line and the reason in front of the
//! columns of the file they came from. Mended, it can be fed back as it is.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::AppError;
use super::source::Place;
use crate::formats::export::harmless;

/// The two columns that the reader drops when the file is fed back. They stand in front, so that a
/// row with too few or too many cells keeps just those, and is refused again if nobody mends it.
pub const OWN_COLUMNS: [&str; 2] = ["_line", "_reason"];

/// Writes rejected rows; there is no file until there is a row.
pub struct Rejects {
    target: PathBuf,
    header: Vec<String>,
    open: Option<(tempfile::TempPath, csv::Writer<File>)>,
}

impl Rejects {
    /// Rejects of `source`, into `target` or beside the source.
    pub fn new(source: &Place, target: Option<&Path>, header: Vec<String>) -> Self {
        let target = target.map_or_else(|| beside(source), Path::to_owned);
        Self {
            target,
            header,
            open: None,
        }
    }

    /// Adds a row: all its cells, its line and why it was rejected.
    pub fn add<'a>(
        &mut self,
        cells: impl Iterator<Item = &'a str>,
        line: u64,
        reason: &str,
    ) -> anyhow::Result<()> {
        if self.open.is_none() {
            self.open = Some(self.create()?);
        }
        let own: Vec<bool> = self
            .header
            .iter()
            .map(|name| OWN_COLUMNS.contains(&name.as_str()))
            .collect();
        let Some((_, writer)) = &mut self.open else {
            return Ok(());
        };
        writer.write_field(line.to_string())?;
        writer.write_field(reason)?;
        for (place, cell) in cells.enumerate() {
            if own.get(place) != Some(&true) {
                writer.write_field(harmless(cell).as_bytes())?;
            }
        }
        Ok(writer.write_record(None::<&[u8]>)?)
    }

    fn create(&self) -> anyhow::Result<(tempfile::TempPath, csv::Writer<File>)> {
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
        let (mut file, path) = temporary.into_parts();
        // The mark lets a Chinese Excel open the file as what it is.
        std::io::Write::write_all(&mut file, "\u{feff}".as_bytes()).map_err(failed)?;
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(file);
        for name in OWN_COLUMNS {
            writer.write_field(name)?;
        }
        for name in &self.header {
            if !OWN_COLUMNS.contains(&name.as_str()) {
                writer.write_field(harmless(name).as_bytes())?;
            }
        }
        writer.write_record(None::<&[u8]>)?;
        Ok((path, writer))
    }

    /// Puts the file in its place, whole; none if no row was rejected.
    pub fn finish(self) -> anyhow::Result<Option<PathBuf>> {
        let Some((mut path, mut writer)) = self.open else {
            return Ok(None);
        };
        writer.flush()?;
        drop(writer);
        let mut target = self.target;
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
