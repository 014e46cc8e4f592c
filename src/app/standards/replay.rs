//! What another version of a standard would have made of the inspections on record. Writes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::registry;
use crate::app::inspections::{self, Found, Pinned, Quoted, Which, damaged, quoted};
use crate::app::time::utc;
use crate::app::{AppError, Ctx};
use crate::domain::canonical::plain_list;
use crate::domain::class::Class;
use crate::domain::standard::{RecordedAnswers, Room, Settled, Standard, Step, Terms, Verdict};
use crate::store::StoreError;
use crate::store::inspections::InspectionRow;

/// How an inspection ends: a class, or a refusal.
type End = Option<Class>;

/// Every end, best first.
const ENDS: [End; 4] = [
    Some(Class::Premium),
    Some(Class::Good),
    Some(Class::Scrap),
    None,
];

/// What came of a replay; the names are a contract.
#[derive(Debug, Clone, Default, Serialize)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct ReplayReport {
    pub standard: String,
    pub version: u32,
    pub sha256: String,
    pub since: Option<String>,
    /// Inspections that stand and were not blind repetitions
    pub inspections: u64,
    /// By the version that they were made by
    pub versions: BTreeMap<u32, u64>,
    pub transitions: Vec<Transition>,
    /// How many end otherwise
    pub moved: u64,
    /// How many could end in several ways, since something is asked that was not asked then
    pub undeterminable: u64,
    /// Checks that the record does not answer, and of how many inspections
    pub unanswered: BTreeMap<String, u64>,
    pub value: ValueDelta,
    /// Who moves, newest first
    pub moves: Vec<Move>,
}

/// Where the inspections go that ended in one way.
#[derive(Debug, Clone, Default, Serialize)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct Transition {
    pub from: &'static str,
    pub premium: u64,
    pub good: u64,
    pub scrap: u64,
    pub refused: u64,
    pub undeterminable: u64,
}

/// What the version does to offers.
#[derive(Debug, Clone, Default, Serialize)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct ValueDelta {
    /// Inspections with a price, before and after
    pub priced: u64,
    /// Those without one on record
    pub unpriced: u64,
    /// Those whose price hangs on what was not asked
    pub undeterminable: u64,
    pub before_fen: i64,
    pub after_fen: i64,
    pub delta_fen: i64,
}

/// An inspection that ends otherwise.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct Move {
    pub code: String,
    /// The inspection's number within the item
    pub n: i64,
    pub at: String,
    /// The version it was made by
    pub version: u32,
    pub from: &'static str,
    pub to: &'static str,
    /// What decides now
    pub because: Vec<String>,
    /// What decided then
    pub before: Vec<String>,
}

/// What is wanted of a replay.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish {
    /// Inspections made at or after
    pub since: Option<i64>,
    /// How many moves are listed at most
    pub limit: Option<usize>,
}

/// Evaluates the stored inspections of a standard under another version of it.
pub fn replay(ctx: &Ctx, standard: &Standard, wish: Wish) -> anyhow::Result<ReplayReport> {
    let recorded = RecordedAnswers::of(standard);
    let mut replayer = Replayer {
        ctx,
        standard,
        wish,
        room: recorded.room(),
        recorded,
        verdict: Verdict::default(),
        known: Vec::new(),
        unanswered: vec![0; standard.checks.len()],
        counts: [[0; ENDS.len() + 1]; ENDS.len()],
        report: ReplayReport {
            standard: standard.id.clone(),
            version: standard.version,
            sha256: standard.sha256_hex(),
            since: wish.since.map(utc),
            ..ReplayReport::default()
        },
    };
    let which = Which {
        standard: Some(&standard.id),
        since: wish.since,
    };
    inspections::each(ctx.store.connection(), &which, |row| replayer.step(row))?;
    Ok(replayer.finish())
}

struct Replayer<'r> {
    ctx: &'r Ctx,
    standard: &'r Standard,
    wish: Wish,
    recorded: RecordedAnswers<'r>,
    room: Room,
    verdict: Verdict,
    /// The versions that inspections were made by, as far as their files are at hand.
    known: Vec<(String, Option<Arc<Standard>>)>,
    unanswered: Vec<u64>,
    /// From and to; the last column is for what cannot be determined.
    counts: [[u64; ENDS.len() + 1]; ENDS.len()],
    report: ReplayReport,
}

/// Why nothing can be said: what was not asked then could lead to several ends.
struct Undeterminable;

impl Replayer<'_> {
    fn step(&mut self, row: &InspectionRow<'_>) -> anyhow::Result<()> {
        let found = &inspections::parse_found(row, &self.recorded, &mut self.room)?;
        if found.second_of.is_some() {
            // A blind repetition decided nothing.
            return Ok(());
        }
        self.recorded
            .open_skipped(plain_list(found.skipped), &mut self.room);
        let quoted = quoted(row.disclosure).map_err(|error| damaged(row, &error))?;
        let said = found.worth_fen.map(|fen| fen / 100);
        let worth_yuan = said.or(quoted.and_then(|quoted| quoted.worth_yuan));
        self.standard
            .evaluate(self.room.answers(), worth_yuan, &mut self.verdict);
        let before = match found.class {
            None => None,
            Some(word) => {
                let unknown = || damaged(row, &format!("there is no class `{word}`"));
                Some(Class::parse(word).ok_or_else(unknown)?)
            }
        };
        let after = self.end(found.because, worth_yuan);
        self.report.inspections += 1;
        *self
            .report
            .versions
            .entry(found.standard.version)
            .or_default() += 1;
        let column = match after {
            Ok(end) => place(end),
            Err(Undeterminable) => ENDS.len(),
        };
        self.counts[place(before)][column] += 1;
        self.price(found, before, after.is_ok(), quoted)?;
        if let Ok(after) = after
            && after != before
        {
            self.report.moved += 1;
            let is_listed = self
                .wish
                .limit
                .is_none_or(|limit| self.report.moves.len() < limit);
            if is_listed {
                let moved = self.moved(row, found, (before, after))?;
                self.report.moves.push(moved);
            }
        }
        Ok(())
    }

    /// How the inspection ends now, where that is certain.
    fn end(&mut self, because: &str, worth_yuan: Option<i64>) -> Result<End, Undeterminable> {
        let mut is_open = false;
        for index in self.verdict.open_indexes() {
            self.unanswered[index] += 1;
            is_open = true;
        }
        let end = match is_open {
            false => self.verdict.class(),
            true => match self
                .standard
                .early(self.room.answers(), worth_yuan)
                .settled()
            {
                Some(Settled::Refused) => None,
                Some(Settled::Class(class)) => Some(class),
                None => return Err(Undeterminable),
            },
        };
        // Repairs did not pay then, and what they were held against is no longer known.
        let hangs_on_worth =
            worth_yuan.is_none() && plain_list(because).eq(Step::RepairMaxPct.rule());
        match end {
            Some(Class::Premium | Class::Good)
                if hangs_on_worth && self.verdict.refurbish_yuan() > 0 =>
            {
                Err(Undeterminable)
            }
            end => Ok(end),
        }
    }

    /// Adds up what was offered and what would be.
    fn price(
        &mut self,
        found: &Found<'_>,
        before: End,
        is_certain: bool,
        quoted: Option<Quoted>,
    ) -> anyhow::Result<()> {
        let base = match (quoted, found.worth_fen) {
            (Some(quoted), _) => Some((quoted.base_fen, quoted.left_bp)),
            (None, worth) => worth.map(|fen| (fen, 10_000)),
        };
        let offered = match (quoted, before, base) {
            (Some(quoted), ..) => Some(quoted.offer_fen),
            (None, None, _) => Some(0),
            (None, Some(class), Some((base_fen, age_bp))) => {
                let terms = Terms {
                    class,
                    factor_bp: found.factor_bp,
                    refurbish_fen: found.refurbish_fen,
                };
                let then = self.version_of(found.standard)?;
                then.map(|then| then.value.offer_fen(terms, base_fen, age_bp))
            }
            (None, Some(_), None) => None,
        };
        let value = &mut self.report.value;
        match (base, offered) {
            (Some((base_fen, age_bp)), Some(offered))
                if is_certain && self.verdict.open_indexes().next().is_none() =>
            {
                let terms = self.verdict.terms();
                value.priced += 1;
                value.before_fen += offered;
                value.after_fen += terms.map_or(0, |terms| {
                    self.standard.value.offer_fen(terms, base_fen, age_bp)
                });
            }
            (Some(_), Some(_)) => value.undeterminable += 1,
            _ => value.unpriced += 1,
        }
        Ok(())
    }

    /// The version that the inspection was made by, if its file is at hand.
    fn version_of(&mut self, pinned: Pinned<'_>) -> Result<Option<Arc<Standard>>, AppError> {
        if let Some((_, known)) = self
            .known
            .iter()
            .find(|(sha256, _)| *sha256 == pinned.sha256)
        {
            return Ok(known.clone());
        }
        let settings = &self.ctx.settings;
        let found = registry::pinned(settings, pinned.id, pinned.sha256)?;
        self.known.push((pinned.sha256.to_owned(), found.clone()));
        Ok(found)
    }

    fn moved(
        &self,
        row: &InspectionRow<'_>,
        found: &Found<'_>,
        ends: (End, End),
    ) -> Result<Move, StoreError> {
        Ok(Move {
            code: inspections::parse(row)?.item.to_owned(),
            n: row.n,
            at: utc(row.at),
            version: found.standard.version,
            from: word(ends.0),
            to: word(ends.1),
            because: self
                .verdict
                .because(self.standard)
                .map(str::to_owned)
                .collect(),
            before: plain_list(found.because).map(str::to_owned).collect(),
        })
    }

    fn finish(self) -> ReplayReport {
        let mut report = self.report;
        let rows = ENDS.iter().zip(&self.counts);
        report.transitions = rows
            .map(|(from, counts)| Transition {
                from: word(*from),
                premium: counts[0],
                good: counts[1],
                scrap: counts[2],
                refused: counts[3],
                undeterminable: counts[4],
            })
            .collect();
        report.undeterminable = self.counts.iter().map(|counts| counts[4]).sum();
        let checks = self.standard.checks.iter().zip(self.unanswered);
        report.unanswered = checks
            .filter(|(_, count)| *count > 0)
            .map(|(check, count)| (check.id.clone(), count))
            .collect();
        report.value.delta_fen = report.value.after_fen - report.value.before_fen;
        report
    }
}

fn place(end: End) -> usize {
    ENDS.iter().position(|known| *known == end).unwrap_or(0)
}

fn word(end: End) -> &'static str {
    end.map_or("refused", Class::as_str)
}
