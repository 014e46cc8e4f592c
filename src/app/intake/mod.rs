//! Takes in files of pickups: every row is taken in once, or handed back with its reason.

mod chunk;
mod load;
mod report;

use std::path::PathBuf;

pub use report::{FileReport, RowFault, RowNotice, SameSerial};

use self::load::Loader;
use super::source::{Counted, Source};
use super::{AppError, Ctx, keys};
use crate::domain::channel::Channel;
use crate::domain::lang::Lang;
use crate::domain::pickup::{Field, SiteZone};
use crate::formats::catalogue::Catalogue;
use crate::formats::table::{
    CsvSource, Encoding, HeaderRules, Scan, Table, TableError, TableSource, Workbook, scan,
};
use crate::store::operations;

/// How a file is to be taken in.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Do all of it and roll it back
    pub dry_run: bool,
    /// Take none of a file's rows if one is bad
    pub all_or_nothing: bool,
    /// The file's encoding, where the user names it
    pub encoding: Option<Encoding>,
    /// What divides the cells, where the user names it
    pub delimiter: Option<u8>,
    /// The sheet of a workbook, where it is not the first
    pub sheet: Option<String>,
    /// What the user or a profile says of columns
    pub maps: Vec<(String, Option<Field>)>,
    /// The order of the columns of a file without a header
    pub columns: Option<Vec<Option<Field>>>,
    /// The channel of rows that name none
    pub channel: Option<Channel>,
    /// Where rejected rows go, if not beside the file
    pub rejects: Option<PathBuf>,
    /// The language of reasons
    pub lang: Lang,
}

/// Told how far an intake has come.
pub trait Watch {
    /// A file begins.
    fn begin(&mut self, file: &str, bytes: u64);
    /// So many bytes and rows of it are read.
    fn read(&mut self, bytes: u64, rows: u64);
    /// It ends.
    fn end(&mut self);
}

/// Takes in one file.
pub fn intake(
    ctx: &mut Ctx,
    catalogue: &Catalogue,
    source: &mut Source,
    options: &Options,
    watch: &mut dyn Watch,
) -> anyhow::Result<FileReport> {
    let name = source.name().to_owned();
    let refused = |error: TableError| AppError::unreadable(&name, &error);
    let found = scan(source.rewound()?, options.encoding).map_err(refused)?;
    watch.begin(source.name(), found.bytes);
    let taken = read_rows(ctx, catalogue, source, options, &found, watch);
    watch.end();
    let mut report = taken?;
    if let Some(before) = operations::of_source(ctx.store.connection(), &found.sha256)?
        && Some(before.id) != report.operation
    {
        report.taken_before = Some(before.id);
    }
    if report.accepted > 0 && !options.dry_run {
        let signed = keys::sign(ctx)?;
        report.checkpoint = signed.map(|signed| signed.size);
    }
    Ok(report)
}

fn read_rows(
    ctx: &mut Ctx,
    catalogue: &Catalogue,
    source: &mut Source,
    options: &Options,
    found: &Scan,
    watch: &mut dyn Watch,
) -> anyhow::Result<FileReport> {
    let rules = HeaderRules {
        words: catalogue.header_words()?,
        maps: options.maps.clone(),
        order: options.columns.clone(),
        has_default_channel: options.channel.is_some(),
    };
    let mut report = FileReport::new(source.name(), found, options);
    let name = source.name().to_owned();
    let refused = |error: TableError| AppError::unreadable(&name, &error);
    // The loader needs the source's name and place while its file is read.
    let place = source.place();
    let file = source.rewound()?;
    if found.is_xlsx {
        let mut book = Workbook::open(file).map_err(refused)?;
        let rows = book.sheet(options.sheet.as_deref()).map_err(refused)?;
        let table = Table::open(rows, rules).map_err(refused)?;
        load(
            ctx,
            catalogue,
            table,
            options,
            &place,
            found,
            &mut report,
            &mut |rows| {
                watch.read(0, rows);
            },
        )?;
    } else {
        let (file, read) = Counted::new(file);
        let rows =
            CsvSource::open(file, found.encoding, options.delimiter, &rules).map_err(refused)?;
        report.delimiter = Some(rows.delimiter().to_string());
        let table = Table::open(rows, rules).map_err(refused)?;
        load(
            ctx,
            catalogue,
            table,
            options,
            &place,
            found,
            &mut report,
            &mut |rows| {
                watch.read(read.get(), rows);
            },
        )?;
    }
    Ok(report)
}

#[expect(
    clippy::too_many_arguments,
    reason = "one call for each of the two kinds of file"
)]
fn load<S: TableSource>(
    ctx: &mut Ctx,
    catalogue: &Catalogue,
    table: Table<'_, S>,
    options: &Options,
    place: &super::source::Place,
    found: &Scan,
    report: &mut FileReport,
    watch: &mut dyn FnMut(u64),
) -> anyhow::Result<()> {
    report.header_line = Some(table.header().line).filter(|line| *line > 0);
    let zone = SiteZone::new(ctx.settings.zone);
    Loader::new(ctx, catalogue, options, &zone, place, found, report)?.run(ctx, table, watch)
}
