//! The rows of one file, in chunks that are committed whole.

use super::Options;
use super::chunk::{Chunk, Difference};
use super::report::{FileReport, MOST_LISTED, RowFault, RowNotice, SameSerial};
use crate::app::chance::Chance;
use crate::app::received::Encoder;
use crate::app::recorder::{NewEvent, Signature};
use crate::app::rejects::Rejects;
use crate::app::source::Place;
use crate::app::{AppError, Ctx, find, interrupt};
use crate::domain::catalogue::{Categories, Places};
use crate::domain::event::Kind;
use crate::domain::pickup::{Cells as _, Pickup, PromiseKind, SiteZone, Validator};
use crate::formats::catalogue::Catalogue;
use crate::formats::table::{Row, Scan, Table, TableSource};
use crate::store::StoreError;
use crate::store::items::{self, NewItem};
use crate::store::keys::Key;
use crate::store::operations::{self, NewOperation};

/// Rows between two looks at the clock by whoever watches.
const WATCH_EVERY: u64 = 2_000;

pub(super) struct Loader<'l> {
    options: &'l Options,
    report: &'l mut FileReport,
    categories: &'l Categories,
    places: &'l Places,
    zone: &'l SiteZone,
    file: &'l Place,
    sha256: [u8; 32],
    now: i64,
    site: String,
    operator: String,
    station: String,
    chance: Chance,
    encoder: Encoder,
    operation: Option<i64>,
}

impl<'l> Loader<'l> {
    pub(super) fn new(
        ctx: &Ctx,
        catalogue: &'l Catalogue,
        options: &'l Options,
        zone: &'l SiteZone,
        file: &'l Place,
        found: &Scan,
        report: &'l mut FileReport,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            options,
            report,
            categories: catalogue.categories()?,
            places: catalogue.places()?,
            zone,
            file,
            sha256: found.sha256,
            now: ctx.now(),
            site: ctx.settings.site.clone(),
            operator: ctx.settings.station.operator.clone(),
            station: ctx.settings.station.station.clone(),
            chance: Chance::new()?,
            encoder: Encoder::default(),
            operation: None,
        })
    }

    /// Reads all rows. What must be possible to roll back stands in one transaction, everything
    /// else in chunks.
    pub(super) fn run<S: TableSource>(
        mut self,
        ctx: &mut Ctx,
        mut table: Table<'_, S>,
        watch: &mut dyn FnMut(u64),
    ) -> anyhow::Result<()> {
        let columns = table.header().columns.clone();
        let header = columns
            .all()
            .iter()
            .map(|column| column.name.clone())
            .collect();
        let mut rejects = Rejects::new(self.file, self.options.rejects.as_deref(), header);
        let whole = self.options.dry_run || self.options.all_or_nothing;
        let most = ctx.settings.rows_per_commit;
        ctx.store.begin_bulk()?;
        let mut row = Row::default();
        let mut more = true;
        while more {
            let tx = ctx.store.begin()?;
            let mut chunk = Chunk::open(&tx, self.signature())?;
            let mut read = 0;
            while whole || read < most {
                if interrupt::asked() {
                    self.report.interrupted = true;
                    more = false;
                    break;
                }
                more = table
                    .read(&mut row)
                    .map_err(|error| self.bad_file(&error.to_string()))?;
                if !more {
                    break;
                }
                read += 1;
                self.row(&row, &columns, &mut chunk, &mut rejects)?;
                if read % WATCH_EVERY == 0 {
                    watch(self.counted() + table.blank());
                }
                if chunk.pending.len() as u64 >= 2 * most {
                    self.write_keys(&mut chunk)?;
                }
            }
            self.write_keys(&mut chunk)?;
            self.report.blank = table.blank();
            // A chunk of nothing but rows that are known leaves no operation behind.
            let keep = self.may_keep() && self.report.accepted > 0;
            if !keep && !self.options.dry_run && !self.options.all_or_nothing {
                self.operation = None;
            }
            if let (true, Some(operation)) = (keep, self.operation) {
                operations::add_items(&tx, operation, chunk.accepted, chunk.first_seq)?;
                if !more && !self.report.interrupted {
                    operations::finish(&tx, operation, self.now)?;
                }
            }
            drop(chunk);
            if keep { tx.commit() } else { tx.rollback() }.map_err(StoreError::from)?;
        }
        for notice in table.notices() {
            let text = notice.text(self.options.lang);
            let about_file = RowNotice {
                line: None,
                column: None,
                value: None,
                text,
                rows: 1,
            };
            self.report.notice(about_file);
        }
        self.finish(rejects)
    }

    /// Closes the sums and puts the rejects file in its place.
    fn finish(mut self, rejects: Rejects) -> anyhow::Result<()> {
        if !self.may_keep() && !self.options.dry_run {
            self.report.withheld = self.report.accepted;
            self.report.rejected += self.report.accepted;
            self.report.accepted = 0;
            self.operation = None;
        }
        let report = &mut self.report;
        report.rows = report.accepted + report.duplicates + report.rejected + report.blank;
        let wrote = report.accepted > 0 && !self.options.dry_run;
        report.operation = self.operation.filter(|_| wrote);
        // An interrupted intake finds its rejects again when it is run again.
        if !self.options.dry_run && !report.interrupted {
            report.rejects_file = rejects.finish()?.map(|path| path.display().to_string());
        }
        Ok(())
    }

    /// Whether what was written may stay.
    fn may_keep(&self) -> bool {
        let refused =
            self.options.all_or_nothing && (self.report.rejected > 0 || self.report.interrupted);
        !self.options.dry_run && !refused
    }

    fn counted(&self) -> u64 {
        self.report.accepted + self.report.duplicates + self.report.rejected
    }

    fn signature(&self) -> Signature {
        Signature {
            site: self.site.clone(),
            actor: self.operator.clone(),
            operation: self.operation.unwrap_or(0),
            at: self.now,
        }
    }

    fn bad_file(&self, why: &str) -> anyhow::Error {
        AppError::BadFile {
            file: self.report.file.clone(),
            why: why.to_owned(),
        }
        .into()
    }

    /// One row: taken in, known already, or rejected.
    fn row(
        &mut self,
        row: &Row,
        columns: &crate::domain::pickup::Columns,
        chunk: &mut Chunk<'_>,
        rejects: &mut Rejects,
    ) -> anyhow::Result<()> {
        let lang = self.options.lang;
        if let Some(trouble) = row.trouble() {
            let fault = RowFault {
                line: row.line(),
                column: None,
                value: None,
                reason: trouble.reason(lang),
                cure: trouble.cure(lang).to_owned(),
            };
            return self.reject(row, vec![fault], rejects);
        }
        let validator = Validator {
            columns,
            categories: self.categories,
            places: self.places,
            zone: self.zone,
            default_channel: self.options.channel,
        };
        match validator.validate(row) {
            Ok(pickup) => match self.take(&pickup, row.line(), chunk)? {
                None => {}
                Some(faults) => {
                    let named = faults
                        .into_iter()
                        .map(|(field, reason, value, cure)| RowFault {
                            line: row.line(),
                            column: Some(columns.name_of(field).to_owned()),
                            value: Some(value),
                            reason,
                            cure,
                        });
                    return self.reject(row, named.collect(), rejects);
                }
            },
            Err(faults) => {
                let faults = faults.into_iter().map(|fault| RowFault {
                    line: row.line(),
                    reason: fault.reason(lang),
                    cure: fault.cure(lang),
                    column: Some(fault.column),
                    value: Some(fault.value),
                });
                return self.reject(row, faults.collect(), rejects);
            }
        }
        Ok(())
    }

    fn reject(
        &mut self,
        row: &Row,
        faults: Vec<RowFault>,
        rejects: &mut Rejects,
    ) -> anyhow::Result<()> {
        self.report.rejected += 1;
        if !self.options.dry_run {
            let reasons: Vec<String> = faults
                .iter()
                .map(|fault| fault.text(self.options.lang))
                .collect();
            // All cells, more or fewer than the header has: a row whose cells cannot be told apart
            // is one cell.
            let cells = (0..row.count()).map(|place| row.cell(place));
            rejects.add(cells, row.line(), &reasons.join(" | "))?;
        }
        for fault in faults {
            self.report.fault(fault);
        }
        Ok(())
    }

    /// Takes a pickup in; gives faults where the record holds another content for it.
    fn take(
        &mut self,
        pickup: &Pickup<'_>,
        line: u64,
        chunk: &mut Chunk<'_>,
    ) -> anyhow::Result<Option<Vec<Difference>>> {
        let operation = self.operation(chunk)?;
        let code = self.chance.trace_code();
        self.encoder.write_times(pickup)?;
        let serial = pickup.serial.as_deref();
        let imei = pickup
            .imei
            .as_ref()
            .map(crate::domain::identifiers::Imei::as_str);
        let id = chunk.next_id;
        let is_new = chunk.recorder.items.add(&NewItem {
            id,
            code: code.as_i64(),
            channel: pickup.channel.as_str(),
            pickup_no: &pickup.pickup_no,
            category: pickup.category,
            brand: &pickup.brand,
            model: &pickup.model,
            spec: &pickup.spec,
            serial,
            imei,
            city: pickup.city_code,
            county: pickup.county_code,
            declared_class: &pickup.declared_class,
            ordered_at: pickup.ordered_at,
            picked_at: pickup.picked_at,
            promise: pickup.promise.kind.as_str(),
            promised_on: &self.encoder.promised_on,
            promise_kept: pickup.promise.kept,
            received_at: self.now,
            operation,
        })?;
        if !is_new {
            let differences = chunk.differences(pickup, self.options.lang)?;
            if differences.is_empty() {
                self.report.duplicates += 1;
                return Ok(None);
            }
            return Ok(Some(differences));
        }
        self.encoder.encode(pickup, operation, &mut self.chance)?;
        let event = NewEvent {
            item: Some((id, code)),
            n: 0,
            prev: None,
            kind: Kind::Received,
            data: &self.encoder.data,
        };
        let seq = chunk
            .recorder
            .record(&event, &self.encoder.private, &mut self.chance)?;
        chunk.stateless.get_or_insert((id, seq));
        chunk.pending.push((Key::of_code(code.as_i64()), id, line));
        for identifier in [serial, imei].into_iter().flatten() {
            chunk
                .pending
                .push((Key::of_identifier(identifier), id, line));
        }
        chunk.next_id += 1;
        chunk.accepted += 1;
        self.count(pickup, line);
        Ok(None)
    }

    /// The operation, begun with the first row that is taken in.
    fn operation(&mut self, chunk: &mut Chunk<'_>) -> anyhow::Result<i64> {
        if let Some(operation) = self.operation {
            return Ok(operation);
        }
        let operation = operations::begin(
            chunk.connection,
            &NewOperation {
                command: "intake",
                operator: self.operator.clone(),
                station: self.station.clone(),
                started_at: self.now,
                source: Some(self.file.file_name()),
                source_sha256: Some(self.sha256),
                ..NewOperation::default()
            },
        )?;
        self.operation = Some(operation);
        chunk.recorder.set_operation(operation);
        Ok(operation)
    }

    fn count(&mut self, pickup: &Pickup<'_>, line: u64) {
        let report = &mut self.report;
        report.accepted += 1;
        report.same_day += u64::from(pickup.promise.kind == PromiseKind::SameDay);
        report.promises_kept += u64::from(pickup.promise.kept == Some(true));
        report.promises_missed += u64::from(pickup.promise.kept == Some(false));
        for notice in &pickup.notices {
            report.notice(RowNotice {
                line: Some(line),
                column: Some(notice.column.clone()),
                value: Some(notice.value.clone()),
                text: notice.kind.text(self.options.lang),
                rows: 1,
            });
        }
    }

    /// Writes the keys gathered so far as one sorted run, and notes the items that share one.
    fn write_keys(&mut self, chunk: &mut Chunk<'_>) -> anyhow::Result<()> {
        chunk.write_states()?;
        chunk.pending.sort_unstable();
        let mut twins = Vec::new();
        for (key, item, line) in chunk.pending.drain(..) {
            if !chunk.keys.add(key, item)? {
                continue;
            }
            if key.is_code() {
                let what = "a trace code was drawn twice; run the command again".to_owned();
                return Err(AppError::Integrity(what).into());
            }
            self.report.same_serials += 1;
            twins.push((line, item));
        }
        twins.sort_unstable();
        let room = MOST_LISTED.saturating_sub(self.report.same_serial.len());
        for (line, item) in twins.into_iter().take(room) {
            let item = items::get(chunk.connection, item)?;
            let others = find::twins(chunk.connection, &item)?;
            if others.is_empty() {
                self.report.same_serials -= 1;
                continue;
            }
            self.report.same_serial.push(SameSerial {
                line,
                code: find::code(&item)?.to_string(),
                others: others.iter().map(ToString::to_string).collect(),
            });
        }
        Ok(())
    }
}
