//! One item on the bench: its standard, its answers so far, and the verdict so far. Each answer is
//! saved at once, so that a pulled plug loses none.

use std::sync::Arc;

use super::record::{Inspection, Recorded, record, state_after};
use super::second::First;
use super::steps::{self, Step};
use super::{GradeReport, Mode, name};
use crate::app::chance::Chance;
use crate::app::quotation::QuotationReport;
use crate::app::recorder::{Recorder, Signature};
use crate::app::standards::{self, Registry};
use crate::app::value::Prices;
use crate::app::{AppError, Ctx, find, refurbish};
use crate::domain::code::TraceCode;
use crate::domain::lang::Lang;
use crate::domain::stage::Stage;
use crate::domain::standard::{Answer, Answers, Standard, Verdict};
use crate::domain::valuation::{Priced, Quotation, quote};
use crate::formats::catalogue::Catalogue;
use crate::store::drafts::{self, Draft};
use crate::store::items::{self, Item, Stand};
use crate::store::operations::{self, NewOperation};
use crate::store::{StoreError, Tx};

/// What becomes of a draft that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Old {
    /// Its answers stand
    Resume,
    /// Its answers stand as far as the version in force asks for them
    Renew,
    /// It is dropped
    Discard,
}

/// An item on the bench.
#[derive(Debug)]
pub struct Bench {
    /// The item
    pub item: Item,
    /// Its trace code
    pub code: TraceCode,
    /// Its state
    pub stand: Stand,
    /// The standard of its category; under a draft the version that it was begun with
    pub standard: Arc<Standard>,
    /// The version in force, which a draft may be moved to
    pub in_force: u32,
    /// The answers so far; all at their best until something else is said
    pub answers: Answers,
    /// How they came about, as far as somebody gave them
    pub steps: Vec<Step>,
    /// What the item is worth when whole, where it was told
    pub worth_yuan: Option<i64>,
    /// What an offer for it starts from
    pub priced: Priced,
    /// When a draft was begun, if this goes on with one
    pub resumed: Option<i64>,
    /// The first inspection, where this is a second one, made blind
    pub second: Option<First>,
    /// The answers before anything was said: all at their best, or after refurbishing those of the
    /// inspection before, with open ones where the work was to change something
    pub start: Answers,
    /// The inspection that answers are kept of, by its number within the item
    pub kept_from: Option<i64>,
}

impl Bench {
    /// Takes what was told of the item's worth, in place of what the price book says.
    pub fn say_worth(&mut self, yuan: Option<i64>) {
        if let Some(yuan) = yuan {
            self.worth_yuan = Some(yuan);
            self.priced = Priced::said(yuan);
        }
    }

    /// Whether the answer is still the one of the inspection before the refurbishing.
    pub fn is_kept(&self, index: usize) -> bool {
        let start = self.start.get(index);
        self.kept_from.is_some() && !start.is_open() && self.answers.get(index) == start
    }

    /// The verdict so far.
    pub fn verdict(&self) -> Verdict {
        let worth_yuan = self.priced.worth_yuan(&self.standard, &self.answers);
        self.standard.verdict(&self.answers, worth_yuan)
    }

    /// The offer so far; none for what is refused and what has no price. A second inspection offers
    /// nothing: the first did.
    pub fn quotation(&self, verdict: &Verdict) -> Option<Quotation<'_>> {
        if self.second.is_some() {
            return None;
        }
        quote(&self.standard, &self.answers, verdict, &self.priced)
    }
}

/// Puts the item that `query` means on the bench.
pub fn open(ctx: &mut Ctx, catalogue: &Catalogue, query: &str, old: Old) -> anyhow::Result<Bench> {
    let connection = ctx.store.connection();
    let id = find::find(connection, query)?;
    let item = items::get(connection, id)?;
    let stand = items::stand(connection, id)?;
    let code = find::code(&item)?;
    may_be_inspected(&stand, &code.to_string())?;
    let kept = refurbish::after_refurbishing(connection, &stand)?;
    let mut standard = standard_of(ctx, catalogue, &item, &code.to_string())?;
    let in_force = standard.version;
    // What is kept is best kept under the version that it was answered for.
    if let (Some(kept), Old::Resume | Old::Discard) = (&kept, old) {
        let (id, sha256) = &kept.standard;
        standard = standards::pinned(&ctx.settings, id, sha256)?.unwrap_or(standard);
    }
    let draft = match old {
        Old::Discard => None,
        Old::Resume | Old::Renew => drafts::get(connection, id)?,
    };
    if let (Some(draft), Old::Resume) = (&draft, old)
        && draft.sha256 != standard.sha256
        && let Some(pinned) =
            standards::pinned(&ctx.settings, &draft.standard, &hex(&draft.sha256))?
    {
        standard = pinned;
    }
    let prices = Prices::open(catalogue, &ctx.settings, ctx.now())?;
    let start = match &kept {
        Some(kept) => kept.answers(&standard, item.category),
        None => Answers::best_for(&standard, item.category),
    };
    let mut bench = Bench {
        answers: start.clone(),
        start,
        kept_from: kept.as_ref().map(|kept| kept.from),
        steps: Vec::new(),
        priced: prices.of_item(&item, &standard, None),
        item,
        code,
        stand,
        standard,
        in_force,
        worth_yuan: None,
        resumed: None,
        second: None,
    };
    bench.say_worth(kept.and_then(|kept| kept.worth_yuan));
    if let Some(draft) = &draft {
        if draft.second_of.is_some() {
            let what = format!("{} cannot be inspected", bench.code);
            let by = &draft.operator;
            let why = format!("{by} is inspecting it a second time: --discard drops that");
            return Err(AppError::Refused { what, why }.into());
        }
        resume(&mut bench, draft, old)?;
    }
    Ok(bench)
}

pub(super) fn may_be_inspected(stand: &Stand, item: &str) -> Result<(), AppError> {
    if let Some(reason) = &stand.state.hold {
        return Err(AppError::Held {
            item: item.to_owned(),
            reason: reason.clone(),
        });
    }
    match stand.state.stage {
        Stage::Received | Stage::Graded | Stage::Refurbished => Ok(()),
        stage @ (Stage::Refurbishing
        | Stage::Sold
        | Stage::Recycled
        | Stage::Returned
        | Stage::Withdrawn) => Err(AppError::WrongStage {
            item: item.to_owned(),
            what: "inspected",
            why: format!("it is {}", stage.as_str()),
        }),
    }
}

fn standard_of(
    ctx: &Ctx,
    catalogue: &Catalogue,
    item: &Item,
    code: &str,
) -> anyhow::Result<Arc<Standard>> {
    let categories = catalogue.categories()?;
    let Some(category) = categories.get(item.category) else {
        let what = format!("{code} cannot be graded");
        let why = format!("the catalogue has no category {}", item.category);
        return Err(AppError::Refused { what, why }.into());
    };
    let id = &category.standard_id;
    let missing = || AppError::NoStandardFile {
        item: code.to_owned(),
        standard: id.clone(),
    };
    Ok(Registry::on(ctx.today())
        .get(&ctx.settings, id)?
        .ok_or_else(missing)?)
}

pub(super) fn resume(bench: &mut Bench, draft: &Draft, old: Old) -> anyhow::Result<()> {
    let standard = Arc::clone(&bench.standard);
    let answers: serde_json::Value = serde_json::from_str(&draft.answers)?;
    let same = draft.sha256 == standard.sha256;
    if !same && old == Old::Resume {
        let known = answers.as_object();
        let asks: Vec<&str> = standard
            .checks
            .iter()
            .map(|check| check.id.as_str())
            .filter(|id| known.is_none_or(|known| !known.contains_key(*id)))
            .collect();
        return Err(AppError::DraftOfOtherVersion {
            item: bench.code.to_string(),
            old: format!("{} version {}", draft.standard, draft.version),
            new: format!("{} version {}", standard.id, standard.version),
            asks: if asks.is_empty() {
                "nothing".to_owned()
            } else {
                asks.join(", ")
            },
        }
        .into());
    }
    if same {
        standard
            .lay_json_over(&mut bench.answers, &answers)
            .map_err(|error| AppError::BadAnswer(format!("the draft cannot be read: {error}")))?;
    } else {
        // An answer that the version in force does not take is asked anew.
        for (check, answer) in answers.as_object().into_iter().flatten() {
            if let Ok(index) = standard.index_of(check)
                && let Ok(answer) = standard.checks[index].answer_from_json(answer)
            {
                bench.answers.set(index, answer);
            }
        }
    }
    bench.retrace(steps::read(&standard, &draft.steps)?);
    bench.resumed = Some(draft.started_at);
    Ok(())
}

/// Gives an answer and saves it.
pub fn answer(
    ctx: &mut Ctx,
    bench: &mut Bench,
    index: usize,
    answer: Answer,
) -> anyhow::Result<()> {
    bench.take(Step::of(vec![(index, answer)]));
    keep(ctx, bench)
}

/// Photos and texts that people typed, with files among the photos read and kept.
pub fn answer_of_text(
    ctx: &Ctx,
    bench: &Bench,
    index: usize,
    text: &str,
) -> anyhow::Result<Answer> {
    use crate::domain::standard::model::Kind;
    let check = &bench.standard.checks[index];
    let text = match check.kind {
        Kind::Photo { .. } => super::photos::taken_in(ctx, text, Mode::Record)?,
        _ => text.to_owned(),
    };
    Ok(check
        .answer_from_text(&text)
        .map_err(|error| AppError::BadAnswer(error.to_string()))?)
}

/// Keeps the answers so far as a draft.
pub fn keep(ctx: &mut Ctx, bench: &Bench) -> anyhow::Result<()> {
    let now = ctx.now();
    let station = ctx.settings.station.clone();
    let mut answers = String::new();
    bench.answers.write_json(&bench.standard, &mut answers);
    let draft = Draft {
        standard: bench.standard.id.clone(),
        version: i64::from(bench.standard.version),
        sha256: bench.standard.sha256.to_vec(),
        answers,
        steps: steps::write(&bench.standard, &bench.steps),
        operator: station.operator,
        station: station.station,
        second_of: bench.second.as_ref().map(|first| first.n),
        started_at: bench.resumed.unwrap_or(now),
        updated_at: now,
    };
    let tx = ctx.store.begin()?;
    drafts::save(&tx, bench.item.id, &draft)?;
    tx.commit().map_err(StoreError::from)?;
    Ok(())
}

/// Drops what was answered so far.
pub fn discard(ctx: &mut Ctx, item: i64) -> anyhow::Result<()> {
    let tx = ctx.store.begin()?;
    drafts::delete(&tx, item)?;
    tx.commit().map_err(StoreError::from)?;
    Ok(())
}

/// Writes the inspection into the record, unless it lacks what its class asks for.
pub fn finish(ctx: &mut Ctx, bench: &Bench, mode: Mode, lang: Lang) -> anyhow::Result<GradeReport> {
    let standard = &bench.standard;
    let verdict = bench.verdict();
    if !verdict.complete() && !verdict.is_refused() {
        let missing = missing(standard, &verdict, lang);
        if mode == Mode::Preview {
            let what = format!("{} would not be graded", bench.code);
            let why = format!("the inspection is not complete: {missing}");
            return Err(AppError::Refused { what, why }.into());
        }
        keep(ctx, bench)?;
        return Err(AppError::Incomplete {
            item: bench.code.to_string(),
            missing,
            is_second: bench.second.is_some(),
        }
        .into());
    }
    let now = ctx.now();
    let quotation = bench.quotation(&verdict);
    let mut report = GradeReport {
        code: name(bench.item.code)?,
        operation: None,
        dry_run: mode == Mode::Preview,
        standard: standard.id.clone(),
        standard_version: standard.version,
        worth_yuan: bench.worth_yuan,
        quotation: QuotationReport::of(quotation.as_ref(), &bench.priced, standard, lang),
        second_of: bench.second.as_ref().map(|first| first.n),
        kept: kept_ids(bench, &verdict),
        agrees: match (&bench.second, mode) {
            (Some(first), Mode::Record) => Some(first.class == verdict.class()),
            // Until it is on record, nobody is told of the first one.
            (Some(_), Mode::Preview) | (None, _) => None,
        },
        status: "",
        held: false,
        verdict: verdict.to_report(standard, lang),
    };
    let settings = ctx.settings.clone();
    let tx = ctx.store.begin()?;
    // Another station may have inspected it since it was put on this bench.
    let stand = items::stand(&tx, bench.item.id)?;
    if stand.last_seq != bench.stand.last_seq {
        let why = "another station has changed it meanwhile".to_owned();
        let item = bench.code.to_string();
        return Err(AppError::WrongStage {
            item,
            what: "graded",
            why,
        }
        .into());
    }
    let inspection = Inspection {
        item: bench.item.id,
        code: bench.code,
        stand: &stand,
        standard,
        answers: &bench.answers,
        verdict: &verdict,
        worth_yuan: bench.worth_yuan,
        quotation: quotation.as_ref(),
        second_of: bench.second.as_ref().map(|first| first.n),
        kept_from: bench.kept_from,
        start: &bench.start,
    };
    let state = if mode == Mode::Preview {
        state_after(&inspection)?
    } else {
        let first_seq = crate::store::events::next_seq(&tx)?;
        let operation = begin(&tx, &settings.station, now)?;
        report.operation = Some(operation);
        let signature = Signature {
            site: settings.site.clone(),
            actor: settings.station.operator.clone(),
            operation,
            at: now,
        };
        let mut recorder = Recorder::open(&tx, signature)?;
        let state = record(
            &mut recorder,
            &mut Recorded::default(),
            &inspection,
            &mut Chance::new()?,
        )?;
        drop(recorder);
        drafts::delete(&tx, bench.item.id)?;
        operations::add_items(&tx, operation, 1, first_seq)?;
        operations::finish(&tx, operation, now)?;
        tx.commit().map_err(StoreError::from)?;
        state
    };
    report.status = state.stage.as_str();
    report.held = state.hold.is_some();
    Ok(report)
}

/// The checks whose answers are those of the inspection before.
fn kept_ids(bench: &Bench, verdict: &Verdict) -> Vec<String> {
    let skipped: Vec<&str> = verdict.skipped(&bench.standard).collect();
    let checks = bench.standard.checks.iter().enumerate();
    checks
        .filter(|(index, check)| bench.is_kept(*index) && !skipped.contains(&check.id.as_str()))
        .map(|(_, check)| check.id.clone())
        .collect()
}

fn begin(tx: &Tx<'_>, station: &crate::app::Station, now: i64) -> Result<i64, StoreError> {
    operations::begin(
        tx,
        &NewOperation {
            command: "grade",
            operator: station.operator.clone(),
            station: station.station.clone(),
            started_at: now,
            ..NewOperation::default()
        },
    )
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is missing, in the words of the checks.
pub fn missing(standard: &Standard, verdict: &Verdict, lang: Lang) -> String {
    use crate::domain::standard::model::Kind;
    let told = |id: &str| match standard.checks.iter().find(|check| check.id == id) {
        Some(check) => match check.kind {
            Kind::Photo { min } => {
                format!("{} ({id}, {min})", check.name.get(lang))
            }
            _ => format!("{} ({id})", check.name.get(lang)),
        },
        None => id.to_owned(),
    };
    verdict
        .missing(standard)
        .chain(verdict.open(standard))
        .map(told)
        .collect::<Vec<_>>()
        .join(", ")
}
