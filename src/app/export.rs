//! Items as a table for other programs: the same data gives the same bytes.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::select::{self, Selection};
use super::{AppError, Ctx, find, interrupt};
use crate::domain::lang::{Lang, Text};
use crate::formats::catalogue::Catalogue;
use crate::formats::export::{Cell, Column, Format, Kind};
use crate::store::items::list::{Direction, Listed, Page, SortKey};

/// The columns of `export items`; the names are a contract.
pub const COLUMNS: [Column<'static>; 22] = {
    const fn column(name: &'static str, kind: Kind) -> Column<'static> {
        Column { name, kind }
    }
    [
        column("code", Kind::Text),
        column("status", Kind::Text),
        column("held", Kind::Bool),
        column("class", Kind::Text),
        column("label", Kind::Text),
        column("category_id", Kind::Int),
        column("category", Kind::Text),
        column("brand", Kind::Text),
        column("model", Kind::Text),
        column("spec", Kind::Text),
        column("serial", Kind::Text),
        column("imei", Kind::Text),
        column("channel", Kind::Text),
        column("pickup_no", Kind::Text),
        column("city_code", Kind::Int),
        column("county_code", Kind::Int),
        column("declared_class", Kind::Text),
        column("ordered_at", Kind::Text),
        column("picked_at", Kind::Text),
        column("promised_on", Kind::Text),
        column("promise_kept", Kind::Bool),
        column("received_at", Kind::Text),
    ]
};

/// What was exported.
#[derive(Debug, Clone, Serialize)]
pub struct ExportReport {
    /// The file; none for standard output
    pub file: Option<String>,
    /// Its format
    pub format: &'static str,
    /// How many items, or rows of another table
    pub items: u64,
}

/// Where an export goes.
#[derive(Debug, Clone)]
pub enum Target {
    /// A file, which is put in its place whole
    File(PathBuf),
    /// Standard output
    Stdout,
}

/// Told how many items are written.
pub trait Watch {
    /// So many so far.
    fn written(&mut self, items: u64);
}

/// Which items are exported, and how.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Which
    pub selection: Selection,
    /// In which order
    pub order: (SortKey, Direction),
    /// In which format
    pub format: Format,
    /// Language of names
    pub lang: Lang,
}

/// Exports items.
pub fn items(
    ctx: &Ctx,
    catalogue: &Catalogue,
    wish: &Wish,
    target: &Target,
    watch: &mut dyn Watch,
) -> anyhow::Result<ExportReport> {
    put(target, wish.format, |out| {
        write_items(ctx, catalogue, wish, out, watch)
    })
}

/// Puts what `write` writes where it goes; a file whole or not at all.
pub fn put(
    target: &Target,
    format: Format,
    write: impl FnMut(&mut (dyn std::io::Write + Send)) -> anyhow::Result<u64>,
) -> anyhow::Result<ExportReport> {
    let word = Format::ALL
        .iter()
        .find(|(_, known)| *known == format)
        .map_or("", |(word, _)| word);
    put_as(target, word, write)
}

/// The same for a format by its word.
pub fn put_as(
    target: &Target,
    word: &'static str,
    mut write: impl FnMut(&mut (dyn std::io::Write + Send)) -> anyhow::Result<u64>,
) -> anyhow::Result<ExportReport> {
    match target {
        Target::Stdout => {
            let count = write(&mut std::io::stdout())?;
            Ok(ExportReport {
                file: None,
                format: word,
                items: count,
            })
        }
        Target::File(path) => {
            let count = put_file(path, |file| write(file))?;
            Ok(ExportReport {
                file: Some(path.display().to_string()),
                format: word,
                items: count,
            })
        }
    }
}

/// Puts a file in its place, whole or not at all.
pub fn put_file<T>(
    path: &Path,
    write: impl FnOnce(&mut std::fs::File) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    let failed = |source| AppError::File {
        doing: "write",
        path: path.to_owned(),
        source,
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    let written = write(file.as_file_mut())?;
    readable(&file).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(written)
}

/// A temporary file is its owner's alone; an export is a file like any other.
#[cfg(unix)]
fn readable(file: &tempfile::NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.as_file()
        .set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &tempfile::NamedTempFile) -> std::io::Result<()> {
    Ok(())
}

fn write_items(
    ctx: &Ctx,
    catalogue: &Catalogue,
    wish: &Wish,
    out: &mut (dyn std::io::Write + Send),
    watch: &mut dyn Watch,
) -> anyhow::Result<u64> {
    let page = Page {
        key: wish.order.0,
        direction: wish.order.1,
        after: None,
        limit: None,
    };
    let names = catalogue.category_names()?;
    let mut sink = wish.format.sink(&COLUMNS, out)?;
    let mut times = Times::default();
    let mut count = 0;
    select::each(ctx.store.connection(), &wish.selection, &page, |row| {
        let code = find::code_of(row.code)?.to_ascii();
        times.write(row)?;
        let cells = cells(row, std::str::from_utf8(&code)?, &times, names, wish.lang);
        sink.row(&cells)?;
        count += 1;
        if count % 4096 == 0 {
            watch.written(count);
            if interrupt::asked() {
                let kept = "the file was not written".to_owned();
                return Err(AppError::Interrupted { kept }.into());
            }
        }
        anyhow::Ok(())
    })?;
    sink.finish()?;
    Ok(count)
}

/// The times of a row as text, in buffers that serve all rows.
#[derive(Debug, Default)]
struct Times {
    ordered: String,
    picked: String,
    received: String,
}

impl Times {
    fn write(&mut self, row: &Listed<'_>) -> anyhow::Result<()> {
        use crate::ledger::leaf::push_time;
        self.ordered.clear();
        push_time(row.ordered_at, &mut self.ordered)?;
        self.picked.clear();
        if let Some(at) = row.picked_at {
            push_time(at, &mut self.picked)?;
        }
        self.received.clear();
        push_time(row.received_at, &mut self.received)?;
        Ok(())
    }
}

fn cells<'a>(
    row: &'a Listed<'_>,
    code: &'a str,
    times: &'a Times,
    names: &'a FxHashMap<u32, Text>,
    lang: Lang,
) -> [Cell<'a>; COLUMNS.len()] {
    let text = |value: Option<&'a str>| value.map_or(Cell::Null, Cell::Text);
    let number = |value: u32| Cell::Int(i64::from(value));
    let label = match lang {
        Lang::Zh => row.label_zh,
        Lang::En => row.label_en,
    };
    let category = names.get(&row.category).map(|name| name.get(lang));
    [
        Cell::Text(code),
        Cell::Text(row.stage),
        Cell::Bool(row.hold.is_some()),
        text(row.class),
        text(label),
        number(row.category),
        text(category),
        Cell::Text(row.brand),
        Cell::Text(row.model),
        Cell::Text(row.spec),
        text(row.serial),
        text(row.imei),
        Cell::Text(row.channel),
        Cell::Text(row.pickup_no),
        number(row.city),
        row.county.map_or(Cell::Null, number),
        Cell::Text(row.declared_class),
        Cell::Text(&times.ordered),
        if times.picked.is_empty() {
            Cell::Null
        } else {
            Cell::Text(&times.picked)
        },
        Cell::Text(row.promised_on),
        row.promise_kept.map_or(Cell::Null, Cell::Bool),
        Cell::Text(&times.received),
    ]
}
