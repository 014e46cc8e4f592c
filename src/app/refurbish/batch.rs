//! Many orders opened or finished from one file: a row an item, with intake's rejects contract.

use serde::Serialize;

use super::finish::{self, Finishing};
use super::open;
use super::plan::{Planner, Wish};
use super::refusal::Refusal;
use super::said;
use super::target::{code_in, target_of};
use super::writer::{Doing, End, Writer};
use crate::app::intake::RowFault;
use crate::app::rejects::{OWN_COLUMNS, Rejects};
use crate::app::source::{Place, Source};
use crate::app::{AppError, Ctx, find, interrupt, keys};
use crate::domain::lang::{Lang, Text};
use crate::domain::pickup::{Cells as _, HeaderWords, fold_header, is_blank, trimmed};
use crate::domain::refurbish::Step;
use crate::formats::catalogue::Catalogue;
use crate::formats::table::{
    CsvSource, Encoding, HeaderRules, Row, Scan, TableError, TableSource, Trouble, Workbook, scan,
};
use crate::store::{StoreError, orders};

/// Most faults that a report lists; the rejects file holds every rejected row.
const MOST_LISTED: usize = 100;

/// What the rows of a file are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Each opens an order
    Open,
    /// Each finishes one
    Finish,
}

/// A column, with every header name it goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Code,
    Partner,
    Ops,
    Override,
    Outcome,
    Minutes,
    Cost,
}

impl Work {
    const fn command(self) -> &'static str {
        match self {
            Self::Open => "refurbish open",
            Self::Finish => "refurbish finish",
        }
    }

    const fn fields(self) -> &'static [(Field, &'static [&'static str])] {
        const CODE: (Field, &[&str]) = (Field::Code, &["code", "item", "溯源码", "商品"]);
        match self {
            Self::Open => &[
                CODE,
                (Field::Partner, &["partner", "合作方"]),
                (Field::Ops, &["ops", "operations", "工序"]),
                (Field::Override, &["override", "破例原因"]),
            ],
            Self::Finish => &[
                CODE,
                (Field::Outcome, &["outcome", "outcomes", "结果"]),
                (Field::Minutes, &["minutes", "工时"]),
                (Field::Cost, &["cost_yuan", "cost", "费用"]),
            ],
        }
    }
}

/// How a file is to be read.
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

/// What became of a file; the names are kept.
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
    /// Orders opened or finished
    pub accepted: u64,
    /// Rows whose work was done before
    pub duplicates: u64,
    /// Handed back with a reason
    pub rejected: u64,
    /// Empty rows
    pub blank: u64,
    /// Where the rejected rows are
    pub rejects_file: Option<String>,
    /// Good rows among the rejected, held back by `--all-or-nothing`
    pub withheld: u64,
    /// What the orders cost: by the standards where they were opened, labour where finished
    pub cost_fen: i64,
    /// Events that the checkpoint signed afterwards covers
    pub checkpoint: Option<u64>,
    /// Whether the user stopped it; what was written stays
    pub interrupted: bool,
    /// The first rejected values
    pub faults: Vec<RowFault>,
}

/// Opens or finishes the orders of one file.
pub fn batch(
    ctx: &mut Ctx,
    catalogue: &Catalogue,
    source: &mut Source,
    work: Work,
    options: &Options,
) -> anyhow::Result<BatchReport> {
    let name = source.name().to_owned();
    let refused = |error: TableError| AppError::unreadable(&name, &error);
    let found = scan(source.rewound()?, options.encoding).map_err(refused)?;
    let place = source.place();
    let reader = Batch {
        work,
        options,
        place: &place,
        planner: Planner::new(ctx, catalogue)?,
        doing: doing(ctx, work, &place, &found),
        report: BatchReport {
            file: name.clone(),
            sha256: super::orders::hex(&found.sha256),
            dry_run: options.dry_run,
            ..BatchReport::default()
        },
        header: Vec::new(),
        columns: Vec::new(),
        fewest: 0,
        operation: None,
    };
    let file = source.rewound()?;
    let mut report = if found.is_xlsx {
        let mut book = Workbook::open(file).map_err(refused)?;
        reader.run(ctx, book.sheet(None).map_err(refused)?)?
    } else {
        let words = HeaderWords::default();
        let mut rules = HeaderRules::new(&words);
        // Whatever divides these names is what divides the cells.
        let names = work.fields().iter().flat_map(|(_, names)| names.iter());
        rules.maps = names.map(|name| ((*name).to_owned(), None)).collect();
        let rows = CsvSource::open(file, found.encoding, None, &rules).map_err(refused)?;
        reader.run(ctx, rows)?
    };
    if report.accepted > 0 && !options.dry_run {
        report.checkpoint = keys::sign(ctx)?.map(|signed| signed.size);
    }
    Ok(report)
}

fn doing(ctx: &Ctx, work: Work, place: &Place, found: &Scan) -> Doing {
    let mut doing = Doing::of(ctx, work.command(), None);
    doing.new.source = Some(place.file_name());
    doing.new.source_sha256 = Some(found.sha256);
    doing
}

struct Batch<'b> {
    work: Work,
    options: &'b Options,
    place: &'b Place,
    planner: Planner<'b>,
    doing: Doing,
    report: BatchReport,
    header: Vec<String>,
    /// What each column of the file is; none for those that the reader drops.
    columns: Vec<Option<Field>>,
    fewest: usize,
    operation: Option<i64>,
}

/// What became of a row.
enum Done {
    Written { cost_fen: i64 },
    Known,
    Refused(Option<Field>, Refusal),
}

impl Batch<'_> {
    fn run<S: TableSource>(mut self, ctx: &mut Ctx, mut source: S) -> anyhow::Result<BatchReport> {
        let mut row = Row::default();
        self.read_header(&mut source, &mut row)?;
        let header = self.header.clone();
        let mut rejects = Rejects::new(self.place, self.options.rejects.as_deref(), header);
        let whole = self.options.dry_run || self.options.all_or_nothing;
        let rows_per_commit = ctx.settings.rows_per_commit;
        let doing = self.doing.clone();
        ctx.store.begin_bulk()?;
        let mut more = true;
        while more {
            let tx = ctx.store.begin()?;
            let mut writer = Writer::open(&tx, &doing, self.operation)?;
            let mut read = 0;
            while whole || read < rows_per_commit {
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
                self.row(&row, &mut writer, &mut rejects)?;
            }
            let end = match more || self.report.interrupted {
                true => End::Goes,
                false => End::Finished,
            };
            self.operation = writer.close(end)?;
            let keep = self.may_keep();
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
        let fields = self.work.fields();
        for name in self.header.clone() {
            if name.is_empty() || OWN_COLUMNS.contains(&name.as_str()) {
                self.columns.push(None);
                continue;
            }
            let is_called = |(_, names): &&(Field, &[&str])| {
                names
                    .iter()
                    .any(|known| fold_header(known) == fold_header(&name))
            };
            let Some((field, _)) = fields.iter().find(is_called) else {
                let known: Vec<&str> = fields.iter().map(|(_, names)| names[0]).collect();
                let known = known.join(", ");
                return Err(self.bad(&format!("there is no column `{name}`; there are {known}")));
            };
            if self.columns.contains(&Some(*field)) {
                return Err(self.bad(&format!("two columns are `{name}`")));
            }
            self.columns.push(Some(*field));
        }
        match self.column(Field::Code) {
            Some(_) => Ok(()),
            None => Err(self.bad("no column names the item: call one `code`")),
        }
    }

    fn column(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|known| *known == Some(field))
    }

    fn bad(&self, why: &str) -> anyhow::Error {
        AppError::BadFile {
            file: self.report.file.clone(),
            why: why.to_owned(),
        }
        .into()
    }

    fn may_keep(&self) -> bool {
        let refused =
            self.options.all_or_nothing && (self.report.rejected > 0 || self.report.interrupted);
        !self.options.dry_run && !refused
    }

    fn finish(mut self, rejects: Rejects) -> anyhow::Result<BatchReport> {
        let report = &self.report;
        self.report.rows = report.accepted + report.duplicates + report.rejected + report.blank;
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
        writer: &mut Writer<'_>,
        rejects: &mut Rejects,
    ) -> anyhow::Result<()> {
        if row.is_blank() {
            self.report.blank += 1;
            return Ok(());
        }
        let (field, refusal) = match self.done(row, writer)? {
            Done::Written { cost_fen } => {
                self.report.accepted += 1;
                self.report.cost_fen += cost_fen;
                return Ok(());
            }
            Done::Known => {
                self.report.duplicates += 1;
                return Ok(());
            }
            Done::Refused(field, refusal) => (field, refusal),
        };
        let (lang, column) = (
            self.options.lang,
            field.and_then(|field| self.column(field)),
        );
        let fault = RowFault {
            line: row.line(),
            column: column.and_then(|place| self.header.get(place).cloned()),
            value: column.map(|place| row.cell(place).to_owned()),
            reason: refusal.reason.get(lang).to_owned(),
            cure: refusal.cure.get(lang).to_owned(),
        };
        self.report.rejected += 1;
        if !self.options.dry_run {
            let cells = (0..row.count()).map(|place| row.cell(place));
            rejects.add(cells, row.line(), &fault.text(lang))?;
        }
        if self.report.faults.len() < MOST_LISTED {
            self.report.faults.push(fault);
        }
        Ok(())
    }

    fn done(&mut self, row: &Row, writer: &mut Writer<'_>) -> anyhow::Result<Done> {
        let (found, header) = (row.count(), self.header.len());
        let is_ragged =
            found < self.fewest || (header..found).any(|place| !is_blank(row.cell(place)));
        let ragged = is_ragged.then_some(Trouble::FieldCount { found, header });
        let code_column = self.column(Field::Code).unwrap_or_default();
        let cut = row.may_be_cut_in(code_column).then_some(Trouble::MayBeCut {
            column: code_column + 1,
        });
        if let Some(trouble) = row.trouble().or(cut.as_ref()).or(ragged.as_ref()) {
            let both = |zh: &str, en: &str| Text {
                zh: zh.to_owned(),
                en: en.to_owned(),
            };
            let reason = both(&trouble.reason(Lang::Zh), &trouble.reason(Lang::En));
            let cure = both(trouble.cure(Lang::Zh), trouble.cure(Lang::En));
            return Ok(Done::Refused(None, Refusal::value(reason, cure)));
        }
        let item = match find::find(writer.connection, row.cell(code_column)) {
            Ok(item) => item,
            Err(error) => {
                let error = error.downcast::<AppError>()?;
                let refusal = Refusal::no_one_item(error)?;
                return Ok(Done::Refused(Some(Field::Code), refusal));
            }
        };
        let cell = |field| {
            let cell = self.column(field).map(|place| trimmed(row.cell(place)));
            cell.filter(|cell| !cell.is_empty()).map(str::to_owned)
        };
        match self.work {
            Work::Open => {
                let ops = cell(Field::Ops).unwrap_or_default();
                let ops = ops.split([';', '；']).map(str::trim);
                let wish = Wish {
                    partner: cell(Field::Partner),
                    ops: ops.filter(|op| !op.is_empty()).map(str::to_owned).collect(),
                    overridden: cell(Field::Override),
                };
                self.open(writer, item, &wish)
            }
            Work::Finish => {
                let read = said::finishing(
                    cell(Field::Outcome).as_deref(),
                    cell(Field::Minutes).as_deref(),
                    cell(Field::Cost).as_deref(),
                );
                match read {
                    Ok(finishing) => Self::close(writer, item, &finishing),
                    Err((field, refusal)) => Ok(Done::Refused(Some(field), refusal)),
                }
            }
        }
    }

    fn open(&mut self, writer: &mut Writer<'_>, item: i64, wish: &Wish) -> anyhow::Result<Done> {
        if let Some(order) = orders::unfinished_of(writer.connection, item)? {
            let is_same = |partner: &String| *partner == order.partner;
            if wish.partner.as_ref().is_none_or(is_same) {
                return Ok(Done::Known);
            }
        }
        match self.planner.plan(writer.connection, item, wish)? {
            Ok(plan) => {
                let opened = open::record(writer, &plan, self.options.lang)?;
                let cost_fen = opened.cost_fen;
                Ok(Done::Written { cost_fen })
            }
            Err(refusal) => Ok(Done::Refused(Some(Field::Code), refusal)),
        }
    }

    fn close(writer: &mut Writer<'_>, item: i64, finishing: &Finishing) -> anyhow::Result<Done> {
        if finish::is_known(writer.connection, item, finishing)? {
            return Ok(Done::Known);
        }
        let target = match target_of(writer.connection, item, Step::Finish)? {
            Ok(target) => target,
            Err(refusal) => return Ok(Done::Refused(Some(Field::Code), refusal)),
        };
        let stand = crate::store::items::stand(writer.connection, item)?;
        if stand.state.hold.is_some()
            && let Some(refusal) =
                Refusal::of_state(code_in(writer.connection, item)?, &stand.state)
        {
            return Ok(Done::Refused(Some(Field::Code), refusal));
        }
        match finish::finished(&target, finishing) {
            Ok(finished) => {
                let cost_fen = finishing.cost_fen;
                finish::record(writer, &target, &finished, cost_fen)?;
                Ok(Done::Written { cost_fen })
            }
            Err(refusal) => Ok(Done::Refused(Some(Field::Outcome), refusal)),
        }
    }
}
