//! Many inspections from one file: a row an item, a column a check, with the rejects contract of
//! intake.

mod refusal;
mod row;

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use serde::Serialize;

use super::record::Recorded;
use super::sign;
use crate::app::chance::Chance;
use crate::app::intake::{RowFault, Watch};
use crate::app::recorder::{Recorder, Signature};
use crate::app::rejects::Rejects;
use crate::app::source::{Counted, Source};
use crate::app::standards::Registry;
use crate::app::value::Prices;
use crate::app::{AppError, Ctx, interrupt};
use crate::domain::catalogue::Categories;
use crate::domain::lang::Lang;
use crate::domain::pickup::{Cells as _, HeaderWords, fold_header, trimmed};
use crate::domain::standard::{Answers, Standard, Verdict};
use crate::domain::valuation::Priced;
use crate::formats::catalogue::Catalogue;
use crate::formats::table::{
    CsvSource, Encoding, HeaderRules, Row, TableError, TableSource, Workbook, scan,
};
use crate::store::items::Stand;
use crate::store::operations;
use crate::store::{Connection, StoreError, events};

/// Rows between two looks at the clock by whoever watches.
const WATCH_EVERY: u64 = 2_000;
/// Most faults that a report lists; the rejects file holds every rejected row.
const MOST_LISTED: usize = 100;
/// Header names of the column that names the item.
const ITEM: [&str; 4] = ["code", "item", "溯源码", "商品"];
/// Header names of the column that says what the item is worth when whole.
const WORTH: [&str; 3] = ["worth_yuan", "worth", "估值"];

/// How a file of inspections is to be read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Do all of it and roll it back
    pub dry_run: bool,
    /// Take none of the rows if one is bad
    pub all_or_nothing: bool,
    /// The file's encoding, where the user names it
    pub encoding: Option<Encoding>,
    /// Where rejected rows go, if not beside the file
    pub rejects: Option<std::path::PathBuf>,
    /// The language of reasons
    pub lang: Lang,
}

/// What became of a file of inspections; the names are kept.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BatchReport {
    /// The file's name
    pub file: String,
    /// SHA-256 of its bytes
    pub sha256: String,
    /// The operation; none where nothing was written
    pub operation: Option<i64>,
    /// Whether all of it was rolled back
    pub dry_run: bool,
    /// accepted + duplicates + rejected + blank
    pub rows: u64,
    /// Inspections written
    pub accepted: u64,
    /// Items whose newest inspection has the same answers
    pub duplicates: u64,
    /// Handed back with a reason
    pub rejected: u64,
    /// Empty rows
    pub blank: u64,
    /// Where the rejected rows are
    pub rejects_file: Option<String>,
    /// Good rows among the rejected, held back by `--all-or-nothing`
    pub withheld: u64,
    /// How many became premium
    pub premium: u64,
    /// How many became good
    pub good: u64,
    /// How many became scrap
    pub scrap: u64,
    /// How many were refused and are held
    pub refused: u64,
    /// What is offered for all of them together
    pub offer_fen: i64,
    /// How many have no price in the book
    pub unpriced: u64,
    /// Events that the checkpoint signed afterwards covers
    pub checkpoint: Option<u64>,
    /// Whether the user stopped it; what was written stays
    pub interrupted: bool,
    /// The first rejected values
    pub faults: Vec<RowFault>,
}

/// Inspects the items of one file.
pub fn batch(
    ctx: &mut Ctx,
    catalogue: &Catalogue,
    source: &mut Source,
    options: &Options,
    watch: &mut dyn Watch,
) -> anyhow::Result<BatchReport> {
    let name = source.name().to_owned();
    let refused = |error: TableError| AppError::unreadable(&name, &error);
    let found = scan(source.rewound()?, options.encoding).map_err(refused)?;
    watch.begin(source.name(), found.bytes);
    let place = source.place();
    let report = BatchReport {
        file: name.clone(),
        sha256: found
            .sha256
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
        dry_run: options.dry_run,
        ..BatchReport::default()
    };
    let reader = Batch {
        options,
        report,
        place: &place,
        sha256: found.sha256,
        categories: catalogue.categories()?,
        standards: Registry::on(ctx.today()),
        columns: HashMap::new(),
        prices: Prices::open(catalogue, &ctx.settings, ctx.now())?,
        header: Vec::new(),
        fewest: 0,
        item_column: 0,
        operation: None,
        station: ctx.settings.station.station.clone(),
        buffers: Recorded::default(),
        chance: Chance::new()?,
    };
    let file = source.rewound()?;
    let done = if found.is_xlsx {
        let mut book = Workbook::open(file).map_err(refused)?;
        let rows = book.sheet(None).map_err(refused)?;
        reader.run(ctx, rows, &mut |rows| watch.read(0, rows))
    } else {
        let words = HeaderWords::default();
        let mut rules = HeaderRules::new(&words);
        // Whatever divides these names is what divides the cells.
        rules.maps = ITEM
            .iter()
            .chain(&WORTH)
            .map(|name| ((*name).to_owned(), None))
            .collect();
        let (file, read) = Counted::new(file);
        let rows = CsvSource::open(file, found.encoding, None, &rules).map_err(refused)?;
        reader.run(ctx, rows, &mut |rows| watch.read(read.get(), rows))
    };
    watch.end();
    let mut report = done?;
    if report.accepted > 0 && !options.dry_run {
        report.checkpoint = sign(ctx)?;
    }
    Ok(report)
}

/// What a column is to a standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Check(usize),
    Item,
    Worth,
    Nothing,
    Unknown,
}

struct Batch<'b> {
    options: &'b Options,
    report: BatchReport,
    place: &'b crate::app::source::Place,
    sha256: [u8; 32],
    categories: &'b Categories,
    standards: Registry,
    /// By the standard's id, what each column is to it.
    columns: HashMap<String, Rc<Vec<Meaning>>>,
    prices: Prices<'b>,
    header: Vec<String>,
    /// A row that ends before the last named column lacks cells, unless its source leaves out
    /// those that are empty.
    fewest: usize,
    item_column: usize,
    operation: Option<i64>,
    station: String,
    buffers: Recorded,
    chance: Chance,
}

/// A row that can be written, or that was written before.
struct Ready {
    item: i64,
    code: crate::domain::code::TraceCode,
    stand: Stand,
    standard: Arc<Standard>,
    answers: Answers,
    verdict: Verdict,
    worth_yuan: Option<i64>,
    priced: Priced,
    kept_from: Option<i64>,
    start: Answers,
}

impl Batch<'_> {
    fn run<S: TableSource>(
        mut self,
        ctx: &mut Ctx,
        mut source: S,
        watch: &mut dyn FnMut(u64),
    ) -> anyhow::Result<BatchReport> {
        let mut row = Row::default();
        self.read_header(&mut source, &mut row)?;
        let mut rejects = Rejects::new(
            self.place,
            self.options.rejects.as_deref(),
            self.header.clone(),
        );
        let whole = self.options.dry_run || self.options.all_or_nothing;
        let (now, settings) = (ctx.now(), ctx.settings.clone());
        ctx.store.begin_bulk()?;
        let mut more = true;
        while more {
            let tx = ctx.store.begin()?;
            let signature = Signature {
                site: settings.site.clone(),
                actor: settings.station.operator.clone(),
                operation: self.operation.unwrap_or(0),
                at: now,
            };
            let mut recorder = Recorder::open(&tx, signature)?;
            let (mut read, before) = (0, self.report.accepted);
            let first_seq = events::next_seq(&tx)?;
            while whole || read < settings.rows_per_commit {
                if interrupt::asked() {
                    self.report.interrupted = true;
                    more = false;
                    break;
                }
                more = source
                    .read(&mut row)
                    .map_err(|error| self.bad(&error.to_string()))?;
                if !more {
                    break;
                }
                read += 1;
                self.row(&row, &tx, &mut recorder, &settings, &mut rejects)?;
                if read % WATCH_EVERY == 0 {
                    watch(self.counted());
                }
            }
            drop(recorder);
            let keep = self.may_keep();
            if let (true, Some(operation)) = (keep, self.operation) {
                operations::add_items(
                    &tx,
                    operation,
                    i64::try_from(self.report.accepted - before)?,
                    first_seq,
                )?;
                if !more && !self.report.interrupted {
                    operations::finish(&tx, operation, now)?;
                }
            }
            if keep { tx.commit() } else { tx.rollback() }.map_err(StoreError::from)?;
        }
        self.finish(rejects)
    }

    fn read_header<S: TableSource>(&mut self, source: &mut S, row: &mut Row) -> anyhow::Result<()> {
        loop {
            if !source
                .read(row)
                .map_err(|error| self.bad(&error.to_string()))?
            {
                return Err(self.bad("it has no header; the first column is `code`"));
            }
            if !row.is_blank() {
                break;
            }
        }
        self.header = row.cells().map(|cell| trimmed(cell).to_owned()).collect();
        if !source.has_short_rows() {
            let last = self.header.iter().rposition(|name| !name.is_empty());
            self.fewest = last.map_or(0, |place| place + 1);
        }
        let is_item = |name: &String| {
            ITEM.iter()
                .any(|known| fold_header(known) == fold_header(name))
        };
        let Some(place) = self.header.iter().position(is_item) else {
            return Err(self.bad(&format!(
                "no column names the item: call one `code`; it has {}",
                self.header.join(", ")
            )));
        };
        self.item_column = place;
        for (place, name) in self.header.iter().enumerate() {
            let again = self.header[..place]
                .iter()
                .any(|other| !name.is_empty() && fold_header(other) == fold_header(name));
            if again {
                return Err(self.bad(&format!("two columns are called `{name}`")));
            }
        }
        Ok(())
    }

    fn bad(&self, why: &str) -> anyhow::Error {
        AppError::BadFile {
            file: self.report.file.clone(),
            why: why.to_owned(),
        }
        .into()
    }

    fn counted(&self) -> u64 {
        let report = &self.report;
        report.accepted + report.duplicates + report.rejected + report.blank
    }

    fn may_keep(&self) -> bool {
        let refused =
            self.options.all_or_nothing && (self.report.rejected > 0 || self.report.interrupted);
        !self.options.dry_run && !refused
    }

    fn finish(mut self, rejects: Rejects) -> anyhow::Result<BatchReport> {
        self.report.rows = self.counted();
        if !self.may_keep() && !self.options.dry_run {
            self.report.withheld = self.report.accepted;
            self.report.rejected += self.report.accepted;
            self.report.accepted = 0;
            self.operation = None;
        }
        self.report.operation = self.operation.filter(|_| !self.options.dry_run);
        if !self.options.dry_run && !self.report.interrupted {
            self.report.rejects_file = rejects.finish()?.map(|path| path.display().to_string());
        }
        Ok(self.report)
    }

    fn row(
        &mut self,
        row: &Row,
        connection: &Connection,
        recorder: &mut Recorder<'_>,
        settings: &crate::app::Settings,
        rejects: &mut Rejects,
    ) -> anyhow::Result<()> {
        if row.is_blank() {
            self.report.blank += 1;
            return Ok(());
        }
        let refusal = match self.ready(row, connection, settings)? {
            Ok(ready) => self.write(&ready, connection, recorder)?,
            Err(refusal) => Some(refusal),
        };
        match refusal {
            None => Ok(()),
            Some(refusal) => {
                let column = refusal.column;
                let fault = RowFault {
                    line: row.line(),
                    column: column.and_then(|place| self.header.get(place).cloned()),
                    value: column.map(|place| row.cell(place).to_owned()),
                    reason: refusal.reason,
                    cure: refusal.cure,
                };
                self.report.rejected += 1;
                if !self.options.dry_run {
                    let cells = (0..row.count()).map(|place| row.cell(place));
                    rejects.add(cells, row.line(), &fault.text(self.options.lang))?;
                }
                if self.report.faults.len() < MOST_LISTED {
                    self.report.faults.push(fault);
                }
                Ok(())
            }
        }
    }
}
