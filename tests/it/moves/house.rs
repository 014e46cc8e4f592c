//! The moves, made through the program's own operations, each compared with the model's word.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use regrade::app::AppError;
use regrade::app::grade::batch::{self, batch};
use regrade::app::grade::bench::Old;
use regrade::app::grade::{self, Given, Mode};
use regrade::app::intake::Options;
use regrade::app::undo::undo;
use regrade::domain::channel::Channel;
use regrade::domain::lang::Lang;
use regrade::domain::standard::built_in::BUILT_IN;
use regrade::domain::standard::model::Kind;
use regrade::domain::standard::sample::Sampler;
use regrade::domain::standard::{Answer, Answers, Standard};
use sha2::{Digest as _, Sha256};

use super::model::{Inspected, Model, Outcome, Rows, Undone};
use super::{Drawn, InspectionRow, Move, PICKUPS, Person, PickupRow, Way};
use crate::inside::{CATALOGUE, Inside, Silent};

/// Those of the pickups' categories.
static STANDARDS: LazyLock<[Standard; 2]> = LazyLock::new(|| {
    ["smartphone", "upright-piano"].map(|id| {
        let (_, source) = BUILT_IN.iter().find(|(known, _)| *known == id).unwrap();
        Standard::load(source).unwrap()
    })
});

pub(super) struct House {
    pub(super) inside: Inside,
    model: Model,
}

fn name(pickup: usize) -> String {
    format!("P{pickup:03}")
}

fn standard(pickup: usize) -> &'static Standard {
    &STANDARDS[usize::from(pickup + 1 == PICKUPS)]
}

fn answers(pickup: usize, drawn: Drawn) -> Answers {
    let standard = standard(pickup);
    let mut answers = Sampler::new(standard, drawn.seed).answers(drawn.fault_pct);
    for (index, check) in standard.checks.iter().enumerate() {
        match check.kind {
            Kind::Photo { min } if drawn.photos => {
                let photo = |number: usize| {
                    let hash = Sha256::digest(number.to_be_bytes());
                    hash.iter().map(|byte| format!("{byte:02x}")).collect()
                };
                answers.set(index, Answer::Photos((0..min).map(photo).collect()));
            }
            Kind::Photo { .. } | Kind::Text => answers.set(index, check.default.clone()),
            _ => {}
        }
    }
    answers
}

fn inspected(pickup: usize, drawn: Drawn) -> Inspected {
    let standard = standard(pickup);
    let answers = answers(pickup, drawn);
    let verdict = standard.verdict(&answers, None);
    let mut json = String::new();
    answers.write_json(standard, &mut json);
    Inspected {
        answers: json,
        is_complete: verdict.complete(),
        is_refused: verdict.is_refused(),
    }
}

fn pickups_csv(rows: &[PickupRow]) -> String {
    let mut text = "pickup_no,ordered_at,city,category,brand,model\n".to_owned();
    for row in rows {
        let (pickup, day, model) = match *row {
            PickupRow::Good { pickup, model } => (pickup, "2017-12-21", model),
            PickupRow::Bad { pickup } => (pickup, "2017-13-21", 0),
            PickupRow::Blank => {
                text += ",,,,,\n";
                continue;
            }
        };
        let category = if pickup + 1 == PICKUPS {
            "立式钢琴"
        } else {
            "手机"
        };
        let name = name(pickup);
        writeln!(text, "{name},{day} 09:05,深圳市,{category},Nokia,{model}").unwrap();
    }
    text
}

/// A column a check of either standard, as a file of inspections may have both.
fn inspections_csv(rows: &[InspectionRow]) -> Vec<u8> {
    let mut columns: Vec<&str> = Vec::new();
    for check in STANDARDS.iter().flat_map(|standard| &standard.checks) {
        if !columns.contains(&check.id.as_str()) {
            columns.push(&check.id);
        }
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(["code"].iter().chain(&columns))
        .unwrap();
    for row in rows {
        let mut cells = vec![String::new(); columns.len() + 1];
        match *row {
            InspectionRow::Blank => {}
            InspectionRow::Unknown => "NOBODY".clone_into(&mut cells[0]),
            InspectionRow::Bad { pickup } => {
                cells[0] = name(pickup);
                let checks = &standard(pickup).checks;
                let place = columns.iter().position(|id| *id == checks[0].id).unwrap();
                "perhaps".clone_into(&mut cells[place + 1]);
            }
            InspectionRow::Of { pickup, drawn } => {
                cells[0] = name(pickup);
                let answers = answers(pickup, drawn);
                for (check, answer) in standard(pickup).checks.iter().zip(answers.iter()) {
                    let place = columns.iter().position(|id| *id == check.id).unwrap();
                    cells[place + 1] = check.answer_text(answer);
                }
            }
        }
        writer.write_record(&cells).unwrap();
    }
    writer.into_inner().unwrap()
}

impl House {
    pub(super) fn new() -> Self {
        Self {
            inside: Inside::new(),
            model: Model::default(),
        }
    }

    pub(super) fn does(&mut self, person: Person, one: &Move) {
        let settings = &mut self.inside.ctx.settings;
        person.name().clone_into(&mut settings.station.operator);
        settings.fixed_now = settings.fixed_now.map(|now| now + 60);
        match one {
            Move::Intake(rows, way) => self.intake(person, rows, *way),
            Move::Grade(pickup, drawn, way) => self.grade(person, *pickup, *drawn, *way),
            Move::Batch(rows, way) => self.batch(person, rows, *way),
            Move::Undo(of, way) => {
                let count = self.model.operations.len();
                if count == 0 {
                    let error = undo(&mut self.inside.ctx, 1, None, false, Lang::En).unwrap_err();
                    assert!(matches!(
                        error.downcast_ref(),
                        Some(AppError::NoSuchOperation { id: 1 })
                    ));
                } else {
                    self.undo(person, of.index(count), *way);
                }
            }
        }
    }

    /// Keeps what the model did if the program kept it.
    fn keep(&mut self, before: Model, rows: Rows, way: Way, operation: Option<i64>) {
        let kept = match way {
            Way::Plain => rows.accepted > 0,
            Way::Preview => false,
            Way::AllOrNothing => rows.accepted > 0 && rows.rejected == 0,
        };
        assert_eq!(operation.is_some(), kept, "{rows:?} {way:?}");
        match operation {
            Some(id) => self.model.close(id, false),
            None => self.model = before,
        }
    }

    fn intake(&mut self, person: Person, rows: &[PickupRow], way: Way) {
        let before = self.model.clone();
        let mut expected = Rows::default();
        for row in rows {
            self.model.take(*row, person, &mut expected);
        }
        let options = Options {
            dry_run: way == Way::Preview,
            all_or_nothing: way == Way::AllOrNothing,
            channel: Channel::from_spelling("app"),
            ..Options::default()
        };
        let report = self.inside.intake(pickups_csv(rows), &options).unwrap();
        let told = Rows {
            accepted: report.accepted,
            duplicates: report.duplicates,
            rejected: report.rejected,
            blank: report.blank,
        };
        assert_eq!(told, expected.told(way), "{:?}", report.faults);
        self.keep(before, expected, way, report.operation);
    }

    fn batch(&mut self, person: Person, rows: &[InspectionRow], way: Way) {
        let before = self.model.clone();
        let mut expected = Rows::default();
        for row in rows {
            let outcome = match *row {
                InspectionRow::Blank => {
                    expected.blank += 1;
                    continue;
                }
                InspectionRow::Unknown => Outcome::NoSuchItem,
                InspectionRow::Bad { .. } => Outcome::Incomplete,
                InspectionRow::Of { pickup, drawn } => {
                    let inspected = inspected(pickup, drawn);
                    self.model.inspect(pickup, &inspected, person, true)
                }
            };
            match outcome {
                Outcome::Written => expected.accepted += 1,
                Outcome::Known => expected.duplicates += 1,
                _ => expected.rejected += 1,
            }
        }
        let options = batch::Options {
            dry_run: way == Way::Preview,
            all_or_nothing: way == Way::AllOrNothing,
            ..batch::Options::default()
        };
        let mut source = self.inside.file("inspections.csv", inspections_csv(rows));
        let ctx = &mut self.inside.ctx;
        let report = batch(ctx, &CATALOGUE, &mut source, &options, &mut Silent).unwrap();
        let told = Rows {
            accepted: report.accepted,
            duplicates: report.duplicates,
            rejected: report.rejected,
            blank: report.blank,
        };
        assert_eq!(told, expected.told(way), "{:?}", report.faults);
        let sum = told.accepted + told.duplicates + told.rejected + told.blank;
        assert_eq!(report.rows, sum, "{report:?}");
        self.keep(before, expected, way, report.operation);
    }

    fn grade(&mut self, person: Person, pickup: usize, drawn: Drawn, way: Way) {
        let before = self.model.clone();
        let inspected = inspected(pickup, drawn);
        let outcome = self.model.inspect(pickup, &inspected, person, false);
        let given = Given {
            json: Some(serde_json::from_str(&inspected.answers).unwrap()),
            ..Given::default()
        };
        let mode = match way {
            Way::Preview => Mode::Preview,
            Way::Plain | Way::AllOrNothing => Mode::Record,
        };
        let ctx = &mut self.inside.ctx;
        let name = name(pickup);
        let graded = grade::one(ctx, &CATALOGUE, &name, &given, Old::Resume, mode, Lang::En);
        match graded {
            Ok(report) => {
                assert_eq!(outcome, Outcome::Written);
                assert_eq!(report.held, inspected.is_refused);
                match report.operation {
                    Some(id) => self.model.close(id, false),
                    None => self.model = before,
                }
                assert_eq!(report.operation.is_none(), mode == Mode::Preview);
            }
            Err(error) => {
                let told = match error.downcast_ref::<AppError>() {
                    Some(AppError::NoSuchItem { .. }) => Outcome::NoSuchItem,
                    Some(AppError::SeveralItems { .. }) => Outcome::SeveralItems,
                    Some(AppError::WrongStage { .. }) => Outcome::Withdrawn,
                    Some(AppError::Held { .. }) => Outcome::Held,
                    Some(AppError::Incomplete { .. }) => Outcome::Incomplete,
                    Some(AppError::Refused { .. }) if mode == Mode::Preview => Outcome::Incomplete,
                    _ => panic!("{error:?}"),
                };
                assert_eq!(told, outcome, "{error}");
            }
        }
    }

    fn undo(&mut self, person: Person, place: usize, way: Way) {
        let before = self.model.clone();
        let done = &self.model.operations[place];
        let (id, is_undo) = (done.id, done.is_undo);
        let dry_run = way == Way::Preview;
        let undone = undo(&mut self.inside.ctx, id, None, dry_run, Lang::En);
        if is_undo {
            let error = undone.unwrap_err();
            let refused = matches!(error.downcast_ref(), Some(AppError::Refused { .. }));
            assert!(refused, "{error:?}");
            return;
        }
        let report = undone.unwrap();
        let expected = self.model.undo(place, person);
        let told = Undone {
            reversed: report.reversed,
            kept: report.kept,
            blocked: report.blocked,
        };
        assert_eq!(told, expected, "{:?}", report.items);
        let written = !dry_run && told.reversed > 0;
        assert_eq!(report.operation.is_some(), written);
        match report.operation {
            Some(id) => self.model.close(id, true),
            None => self.model = before,
        }
    }

    /// The projection says of every item what the model says.
    pub(super) fn stands_as_the_model_says(&self) {
        let mut select = self
            .inside
            .connection()
            .prepare(
                "SELECT i.pickup_no, s.stage, s.hold_reason IS NOT NULL
                     FROM item i JOIN item_state s ON s.item_id = i.id ORDER BY i.id",
            )
            .unwrap();
        let stands: Vec<(String, String, bool)> = select
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let expected: Vec<_> = self
            .model
            .stands()
            .map(|(pickup, stage, held)| (name(pickup), stage.to_owned(), held))
            .collect();
        assert_eq!(stands, expected);
    }

    /// From event to event of an item, its stage stays or goes where the lifecycle lets it.
    pub(super) fn every_move_was_legal(&self) {
        let mut stages: BTreeMap<i64, String> = BTreeMap::new();
        let mut select = self
            .inside
            .connection()
            .prepare("SELECT item_id, kind, body FROM event ORDER BY seq")
            .unwrap();
        let mut rows = select.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let (item, kind, body): (i64, String, String) = (
                row.get(0).unwrap(),
                row.get(1).unwrap(),
                row.get(2).unwrap(),
            );
            let event: serde_json::Value = serde_json::from_str(&body).unwrap();
            let to = match kind.as_str() {
                "received" | "refused" => "received",
                "graded" => "graded",
                "reversed" => event["data"]["back_to"]["stage"].as_str().unwrap(),
                _ => panic!("nobody did that: {body}"),
            };
            match stages.insert(item, to.to_owned()) {
                None => assert_eq!(kind, "received"),
                Some(from) => assert!(from == to || self.is_legal(&from, to), "{from} to {to}"),
            }
        }
        let mut select = self
            .inside
            .connection()
            .prepare("SELECT item_id, stage FROM item_state ORDER BY item_id")
            .unwrap();
        let projected = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let projected: BTreeMap<i64, String> = projected.unwrap().map(Result::unwrap).collect();
        assert_eq!(projected, stages);
    }

    fn is_legal(&self, from: &str, to: &str) -> bool {
        self.inside
            .connection()
            .query_row(
                "SELECT count(*) FROM legal_move WHERE from_stage = ?1 AND to_stage = ?2",
                [from, to],
                |row| row.get::<_, i64>(0),
            )
            .unwrap()
            == 1
    }
}
