//! One row of a file of inspections: which item, which answers, and whether it may be written.

use std::rc::Rc;

use super::refusal::{self, Refusal};
use super::{Batch, ITEM, Meaning, Ready, WORTH};
use crate::app::grade::bench::missing;
use crate::app::grade::record::{Inspection, record, state_after};
use crate::app::grade::{no_counts, worth};
use crate::app::recorder::Recorder;
use crate::app::rejects::OWN_COLUMNS;
use crate::app::{AppError, Settings, find, refurbish};
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
    ) -> anyhow::Result<Result<Ready, Refusal>> {
        let lang = self.options.lang;
        let item_column = self.item_column;
        // A cut name could be another item's.
        let cut = row.may_be_cut_in(item_column).then_some(Trouble::MayBeCut {
            column: item_column + 1,
        });
        let (found, header) = (row.count(), self.header.len());
        // What is missing would count as at its best.
        let is_ragged =
            found < self.fewest || (header..found).any(|place| !is_blank(row.cell(place)));
        let ragged = is_ragged.then_some(Trouble::FieldCount { found, header });
        if let Some(trouble) = row.trouble().or(cut.as_ref()).or(ragged.as_ref()) {
            return Ok(Err(refusal::unreadable(trouble, lang)));
        }
        let item = match find::find(connection, row.cell(item_column)) {
            Ok(item) => item,
            Err(error) => {
                let error = error.downcast::<AppError>()?;
                return Ok(Err(refusal::no_one_item(error, item_column, lang)?));
            }
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
            let id = id.unwrap_or_default();
            return Ok(Err(refusal::no_standard(&code, &id, item_column, lang)));
        };
        let kept = refurbish::after_refurbishing(connection, &stand)?;
        let start = match &kept {
            Some(kept) => kept.answers(&standard, goods.category),
            None => Answers::best_for(&standard, goods.category),
        };
        Ok(self
            .answers(row, &standard, &start)
            .and_then(|(answers, worth_yuan)| {
                let worth_yuan = worth_yuan.or(kept.as_ref().and_then(|kept| kept.worth_yuan));
                let priced = self.prices.of_goods(&goods, &standard, worth_yuan);
                let worth = priced.worth_yuan(&standard, &answers);
                let verdict = standard.verdict(&answers, worth);
                if !verdict.complete() && !verdict.is_refused() {
                    let missing = missing(&standard, &verdict, lang);
                    return Err(refusal::incomplete(&missing, lang));
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
                    kept_from: kept.map(|kept| kept.from),
                    start,
                })
            }))
    }

    fn answers(
        &mut self,
        row: &Row,
        standard: &Standard,
        start: &Answers,
    ) -> Result<(Answers, Option<i64>), Refusal> {
        let lang = self.options.lang;
        let columns = self.columns_of(standard);
        let mut answers = start.clone();
        let mut worth_yuan = None;
        for (place, meaning) in columns.iter().enumerate() {
            let cell = row.cell(place);
            if is_blank(cell) {
                continue;
            }
            match *meaning {
                Meaning::Item | Meaning::Nothing => {}
                Meaning::Worth => {
                    let no_worth = |why: String| refusal::no_worth(&why, cell, place, lang);
                    worth_yuan = Some(worth(cell).map_err(no_worth)?);
                }
                Meaning::Check(index) => {
                    let check = &standard.checks[index];
                    let answer = check
                        .answer_from_text(cell)
                        .map_err(|_| refusal::no_answer(check, cell, place, lang))?;
                    answers.set(index, answer);
                }
                Meaning::Unknown => {
                    return Err(refusal::no_check(&standard.id, place, lang));
                }
            }
        }
        no_counts(standard, &answers)
            .map_err(|error| refusal::counted_photos(&error.to_string(), lang))?;
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
    ) -> anyhow::Result<Option<Refusal>> {
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
            kept_from: ready.kept_from,
            start: &ready.start,
        };
        if self.is_known(&inspection, connection)? {
            self.report.duplicates += 1;
            return Ok(None);
        }
        if let Err(error) = state_after(&inspection) {
            return Ok(Some(refusal::not_inspected(
                &error.to_string(),
                &ready.code,
                &ready.stand.state,
                self.item_column,
                self.options.lang,
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
                    source: Some(self.place.file_name()),
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

    /// Whether the item's newest event, but for blind ones and wipes, is an inspection under the
    /// same standard with these answers.
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
        let leaves_it = |kind: &str| {
            Kind::parse(kind).is_some_and(|kind| kind == Kind::Rechecked || kind.is_of_media())
        };
        while let (true, Some(prev)) = (leaves_it(&newest.kind), newest.prev) {
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
