//! The event that an inspection becomes. Names are kept for ever.

use crate::app::chance::Chance;
use crate::app::recorder::{NewEvent, Recorder};
use crate::app::{AppError, quotation};
use crate::domain::code::TraceCode;
use crate::domain::event::Kind;
use crate::domain::hold;
use crate::domain::item::{Change, IllegalMove, ItemState};
use crate::domain::standard::{Answer, Answers, Standard, Verdict};
use crate::domain::valuation::Quotation;
use crate::ledger::disclosure;
use crate::ledger::jcs::ObjectWriter;
use crate::store::items::{Offer, Stand};

/// An inspection that is to be written.
#[derive(Debug, Clone, Copy)]
pub struct Inspection<'a> {
    /// The item
    pub item: i64,
    /// Its trace code
    pub code: TraceCode,
    /// Its state before
    pub stand: &'a Stand,
    /// The standard
    pub standard: &'a Standard,
    /// The answers, none of them open but of checks that are skipped
    pub answers: &'a Answers,
    /// What they come to
    pub verdict: &'a Verdict,
    /// What the item is worth when whole, where it was told
    pub worth_yuan: Option<i64>,
    /// What is offered for it; none where there is no offer
    pub quotation: Option<&'a Quotation<'a>>,
    /// The inspection that this one repeats blind, by its number within the item
    pub second_of: Option<i64>,
    /// The inspection that answers are kept of, where the item was refurbished since
    pub kept_from: Option<i64>,
    /// The answers before anything was said
    pub start: &'a Answers,
}

impl<'a> Inspection<'a> {
    /// The checks whose answers are those of the inspection before, none where there is none.
    fn kept(self) -> impl Iterator<Item = &'a str> {
        let answers = self.answers.iter().zip(self.start.iter());
        let same = answers.map(|(now, start)| now == start && !start.is_open());
        let checks = self.standard.checks.iter().zip(same);
        checks
            .filter(move |(_, same)| *same && self.kept_from.is_some())
            .map(|(check, _)| check.id.as_str())
            .filter(move |id| {
                !self
                    .verdict
                    .skipped(self.standard)
                    .any(|skipped| skipped == *id)
            })
    }
}

/// What writes inspections; its buffers serve many.
#[derive(Debug, Default)]
pub struct Recorded {
    data: String,
    answers: String,
    private: disclosure::Writer,
}

impl Recorded {
    /// The answers that were written last, canonical JSON.
    pub fn answers(&self) -> &str {
        &self.answers
    }

    /// Puts the public answers into words; those in free text are private and go elsewhere.
    pub fn write_answers(&mut self, inspection: &Inspection<'_>) {
        self.answers.clear();
        let mut public = std::borrow::Cow::Borrowed(inspection.answers);
        for (index, answer) in inspection.answers.iter().enumerate() {
            if matches!(answer, Answer::Text(_)) {
                public.to_mut().set(index, Answer::Open);
            }
        }
        public.write_json(inspection.standard, &mut self.answers);
    }
}

/// The state that an inspection leads to, or why it may not be.
pub(super) fn state_after(inspection: &Inspection<'_>) -> anyhow::Result<ItemState> {
    let change = change(inspection);
    inspection.stand.state.after(&change).map_err(|error| {
        let item = inspection.code.to_string();
        match error {
            IllegalMove::Held { reason } => AppError::Held { item, reason }.into(),
            IllegalMove::Stage { from, .. } => {
                let why = format!("it is {}", from.as_str());
                AppError::WrongStage {
                    item,
                    what: "inspected",
                    why,
                }
                .into()
            }
        }
    })
}

fn change(inspection: &Inspection<'_>) -> Change {
    match inspection.verdict.class() {
        Some(_) if inspection.second_of.is_some() => Change::Rechecked,
        Some(class) => {
            let label = inspection
                .standard
                .label(i64::from(inspection.verdict.points()), Some(class));
            Change::Graded {
                class,
                label: label.map(|label| label.name.clone()),
            }
        }
        None => Change::Refused {
            hold: hold_reason(inspection),
        },
    }
}

/// Why an item is held that its standard refused: the checks that refused it.
fn hold_reason(inspection: &Inspection<'_>) -> String {
    let because: Vec<&str> = inspection.verdict.because(inspection.standard).collect();
    hold::refused_by(&inspection.standard.id, &because)
}

/// Writes an inspection into the record; gives the item's state.
pub fn record(
    recorder: &mut Recorder<'_>,
    buffers: &mut Recorded,
    inspection: &Inspection<'_>,
    chance: &mut Chance,
) -> anyhow::Result<ItemState> {
    let state = state_after(inspection)?;
    buffers.write_answers(inspection);
    write_private(buffers, inspection, chance)?;
    write_data(buffers, inspection, recorder.operation())?;
    // Whoever finds that an item is to be refused stops it, blind or not.
    let kind = match (inspection.verdict.is_refused(), inspection.second_of) {
        (true, _) => Kind::Refused,
        (false, Some(_)) => Kind::Rechecked,
        (false, None) => Kind::Graded,
    };
    let n = inspection.stand.last_n + 1;
    let event = NewEvent {
        item: Some((inspection.item, inspection.code)),
        n,
        prev: Some(inspection.stand.last_seq),
        kind,
        data: &buffers.data,
    };
    let seq = recorder.record(&event, &buffers.private, chance)?;
    let stand = Stand {
        state,
        last_seq: seq,
        last_n: n,
    };
    recorder.items.set_state(inspection.item, &stand)?;
    if kind != Kind::Rechecked {
        let offer = inspection.quotation.filter(|_| kind == Kind::Graded);
        let offer = offer.map(|quotation| Offer {
            seq,
            offer_fen: quotation.offer_fen,
        });
        recorder.items.set_offer(inspection.item, offer)?;
    }
    Ok(stand.state)
}

fn write_private(
    buffers: &mut Recorded,
    inspection: &Inspection<'_>,
    chance: &mut Chance,
) -> anyhow::Result<()> {
    buffers.private.clear();
    for (check, answer) in inspection
        .standard
        .checks
        .iter()
        .zip(inspection.answers.iter())
    {
        if let Answer::Text(text) = answer
            && !text.is_empty()
        {
            buffers.private.text(&chance.salt(), &check.id, text);
        }
    }
    if let Some(offer) = inspection.quotation {
        let salt = chance.salt();
        buffers.private.object(&salt, quotation::FIELD, |object| {
            quotation::write(offer, object);
        })?;
    }
    Ok(())
}

fn write_data(
    buffers: &mut Recorded,
    inspection: &Inspection<'_>,
    operation: i64,
) -> anyhow::Result<()> {
    let Inspection {
        standard, verdict, ..
    } = *inspection;
    let data = &mut buffers.data;
    data.clear();
    let mut object = ObjectWriter::new(data);
    object.raw("answers", &buffers.answers);
    object.array("because", |list| {
        for id in verdict.because(standard) {
            list.text(id);
        }
    });
    if let Some(class) = verdict.class() {
        object.text("class", class.as_str());
    }
    object.int("factor_bp", i64::from(verdict.factor_bp()));
    if verdict.is_refused() {
        object.text("hold", &hold_reason(inspection));
    }
    if let Some(n) = inspection.kept_from {
        object.array("kept", |list| {
            for id in inspection.kept() {
                list.text(id);
            }
        });
        object.int("kept_from", n);
    }
    let class = verdict.class();
    if let Some(label) = standard.label(i64::from(verdict.points()), class) {
        object.object("label", |names| {
            names.text("en", &label.name.en).text("zh", &label.name.zh);
        });
    }
    object
        .int("minutes", verdict.minutes())
        .int("op", operation);
    object.array("ops", |list| {
        for id in verdict.ops(standard) {
            list.text(id);
        }
    });
    object.int("points", i64::from(verdict.points()));
    object.int("refurbish_fen", verdict.refurbish_yuan() * 100);
    if let Some(n) = inspection.second_of {
        object.int("second_of", n);
    }
    object.array("skipped", |list| {
        for id in verdict.skipped(standard) {
            list.text(id);
        }
    });
    object.object("standard", |pinned| {
        pinned
            .text("id", &standard.id)
            .text("sha256", &standard.sha256_hex())
            .int("version", i64::from(standard.version));
    });
    if let Some(yuan) = inspection.worth_yuan {
        object.int("worth_fen", yuan * 100);
    }
    object.finish()?;
    Ok(())
}
