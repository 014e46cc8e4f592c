//! One row of a file of inspections: which item, which answers, and whether it may be written.

use std::rc::Rc;

use super::{Batch, ITEM, Meaning, Ready, Reject, WORTH};
use crate::app::grade::bench::missing;
use crate::app::grade::record::{Inspection, record, state_after};
use crate::app::grade::{no_counts, worth};
use crate::app::recorder::Recorder;
use crate::app::rejects::OWN_COLUMNS;
use crate::app::{AppError, Settings, find};
use crate::domain::class::Class;
use crate::domain::event::Kind;
use crate::domain::pickup::{Cells as _, fold_header, is_blank};
use crate::domain::stage::Stage;
use crate::domain::standard::{Answers, Standard};
use crate::domain::valuation::quote;
use crate::formats::table::{Row, Trouble};
use crate::store::items;
use crate::store::operations::{self, NewOperation};
use crate::store::{Connection, drafts, events};

impl Batch<'_> {
    /// What a row means, or why it is rejected; an error of its own ends the command.
    pub(super) fn ready(
        &mut self,
        row: &Row,
        connection: &Connection,
        settings: &Settings,
    ) -> anyhow::Result<Result<Ready, Reject>> {
        let lang = self.options.lang;
        let item_column = self.item_column;
        // A cut name could be another item's.
        let cut = row.may_be_cut_in(item_column).then_some(Trouble::MayBeCut {
            column: item_column + 1,
        });
        if let Some(trouble) = row.trouble().or(cut.as_ref()) {
            return Ok(Err(Reject(
                None,
                trouble.reason(lang),
                trouble.cure(lang).to_owned(),
            )));
        }
        let width = self.header.len();
        if (width..row.count()).any(|place| !is_blank(row.cell(place))) {
            let reason = format!("has {} fields, the header has {width}", row.count());
            return Ok(Err(Reject(
                None,
                reason,
                "remove the extra fields".to_owned(),
            )));
        }
        let item = match find::find(connection, row.cell(item_column)) {
            Ok(item) => item,
            Err(error) => match error.downcast::<AppError>()? {
                error @ (AppError::NoSuchItem { .. } | AppError::SeveralItems { .. }) => {
                    let cure = "name the item by its trace code".to_owned();
                    return Ok(Err(Reject(Some(item_column), error.to_string(), cure)));
                }
                error => return Err(error.into()),
            },
        };
        let (goods, stand) = items::on_the_bench(connection, item)?;
        let code = find::code_of(goods.code)?;
        let id = self
            .categories
            .get(goods.category)
            .map(|category| category.standard_id.clone());
        let standard = match &id {
            Some(id) => self.standards.get(settings, id)?,
            None => None,
        };
        let Some(standard) = standard else {
            let reason = format!(
                "{code} is graded by the standard `{}`, for which there is no file",
                id.unwrap_or_default()
            );
            let cure = "put its file into the config folder's standards".to_owned();
            return Ok(Err(Reject(Some(item_column), reason, cure)));
        };
        Ok(self
            .answers(row, &standard, goods.category)
            .and_then(|(answers, worth_yuan)| {
                let priced = self.prices.of_goods(&goods, &standard, worth_yuan);
                let worth = priced.worth_yuan(&standard, &answers);
                let verdict = standard.verdict(&answers, worth);
                if !verdict.complete() && !verdict.is_refused() {
                    let missing = missing(&standard, &verdict, lang);
                    let reason = format!("the inspection is not complete: {missing}");
                    return Err(Reject(None, reason, "add a column for it".to_owned()));
                }
                Ok(Ready {
                    item,
                    code,
                    stand,
                    standard,
                    answers,
                    verdict,
                    worth_yuan,
                    priced,
                })
            }))
    }

    fn answers(
        &mut self,
        row: &Row,
        standard: &Standard,
        category: u32,
    ) -> Result<(Answers, Option<i64>), Reject> {
        let columns = self.columns_of(standard);
        let mut answers = Answers::best_for(standard, category);
        let mut worth_yuan = None;
        for (place, meaning) in columns.iter().enumerate() {
            let cell = row.cell(place);
            if is_blank(cell) {
                continue;
            }
            match *meaning {
                Meaning::Item | Meaning::Nothing => {}
                Meaning::Worth => {
                    let read = worth(cell);
                    let cure = "write whole yuan".to_owned();
                    worth_yuan = Some(read.map_err(|why| Reject(Some(place), why, cure))?);
                }
                Meaning::Check(index) => {
                    let check = &standard.checks[index];
                    let answer = check.answer_from_text(cell).map_err(|error| {
                        // The error says what the check takes, which is the cure.
                        Reject(Some(place), error.to_string(), String::new())
                    })?;
                    answers.set(index, answer);
                }
                Meaning::Unknown => {
                    let reason = format!("{} has no such check", standard.id);
                    return Err(Reject(Some(place), reason, "leave it empty".to_owned()));
                }
            }
        }
        no_counts(standard, &answers)
            .map_err(|error| Reject(None, error.to_string(), "give their SHA-256".to_owned()))?;
        Ok((answers, worth_yuan))
    }

    fn columns_of(&mut self, standard: &Standard) -> Rc<Vec<Meaning>> {
        if let Some(known) = self.columns.get(&standard.id) {
            return Rc::clone(known);
        }
        let is = |name: &str, known: &str| fold_header(name) == fold_header(known);
        let meaning = |name: &String| {
            if ITEM.iter().any(|known| is(name, known)) {
                return Meaning::Item;
            }
            if WORTH.iter().any(|known| is(name, known)) {
                return Meaning::Worth;
            }
            if name.is_empty() || OWN_COLUMNS.contains(&name.as_str()) {
                return Meaning::Nothing;
            }
            let check = standard.checks.iter().position(|check| {
                check.id == *name || is(name, &check.name.zh) || is(name, &check.name.en)
            });
            check.map_or(Meaning::Unknown, Meaning::Check)
        };
        let columns = Rc::new(self.header.iter().map(meaning).collect::<Vec<_>>());
        self.columns
            .insert(standard.id.clone(), Rc::clone(&columns));
        columns
    }

    pub(super) fn write(
        &mut self,
        ready: &Ready,
        connection: &Connection,
        recorder: &mut Recorder<'_>,
    ) -> anyhow::Result<Option<Reject>> {
        let quotation = quote(
            &ready.standard,
            &ready.answers,
            &ready.verdict,
            &ready.priced,
        );
        let inspection = Inspection {
            item: ready.item,
            code: ready.code,
            stand: &ready.stand,
            standard: &ready.standard,
            answers: &ready.answers,
            verdict: &ready.verdict,
            worth_yuan: ready.worth_yuan,
            quotation: quotation.as_ref(),
            second_of: None,
        };
        if self.is_known(&inspection, connection)? {
            self.report.duplicates += 1;
            return Ok(None);
        }
        if let Err(error) = state_after(&inspection) {
            return Ok(Some(Reject(
                Some(self.item_column),
                error.to_string(),
                format!("`regrade show {}` shows its history", ready.code),
            )));
        }
        if self.operation.is_none() {
            let operation = operations::begin(
                connection,
                &NewOperation {
                    command: "grade",
                    operator: recorder.actor().to_owned(),
                    station: self.station.clone(),
                    started_at: recorder.at(),
                    source: Some(self.report.file.clone()),
                    source_sha256: Some(self.sha256),
                    ..NewOperation::default()
                },
            )?;
            self.operation = Some(operation);
            recorder.set_operation(operation);
        }
        record(recorder, &mut self.buffers, &inspection, &mut self.chance)?;
        drafts::delete(connection, ready.item)?;
        self.report.accepted += 1;
        self.report.offer_fen += quotation.as_ref().map_or(0, |offer| offer.offer_fen);
        self.report.unpriced += u64::from(ready.priced.basis().is_none());
        match ready.verdict.class() {
            Some(Class::Premium) => self.report.premium += 1,
            Some(Class::Good) => self.report.good += 1,
            Some(Class::Scrap) => self.report.scrap += 1,
            None => self.report.refused += 1,
        }
        Ok(None)
    }

    /// Whether the item's newest event but blind ones is an inspection under the same standard with
    /// these answers.
    fn is_known(
        &mut self,
        inspection: &Inspection<'_>,
        connection: &Connection,
    ) -> anyhow::Result<bool> {
        let stand = inspection.stand;
        if stand.state.stage == Stage::Received && stand.state.hold.is_none() {
            return Ok(false);
        }
        let mut newest = events::get(connection, stand.last_seq)?;
        while let (true, Some(prev)) = (newest.kind == Kind::Rechecked.as_str(), newest.prev) {
            newest = events::get(connection, prev)?;
        }
        self.buffers.write_answers(inspection);
        let event = crate::ledger::event::parse(&newest.body)
            .map_err(|error| AppError::Integrity(format!("event {}: {error}", newest.seq)))?;
        let Some(answers) = event.data.get("answers") else {
            return Ok(false);
        };
        let pinned = event
            .data
            .get("standard")
            .and_then(|standard| standard.get("version"));
        let mut text = String::new();
        crate::ledger::jcs::push_value(&mut text, answers)?;
        let worth = event
            .data
            .get("worth_fen")
            .and_then(serde_json::Value::as_i64);
        Ok(text == self.buffers.answers()
            && pinned == Some(&inspection.standard.version.into())
            && worth == inspection.worth_yuan.map(|yuan| yuan * 100))
    }
}
