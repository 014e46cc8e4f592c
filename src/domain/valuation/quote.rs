//! The quotation: base × age × factors × class − refurbishing, never under the floor, line by line.

use std::sync::Arc;

use super::book::PriceRow;
use super::priced::{Age, Basis, Priced};
use crate::domain::standard::{Answers, Share, Standard, ValueFactor, Verdict};

/// The ids of the lines that are no check's; those of checks have no dot.
pub mod line_ids {
    /// The base price
    pub const BASE: &str = "value.base";
    /// The item's age
    pub const AGE: &str = "value.age";
    /// The class's share
    pub const CLASS: &str = "value.class_pct";
    /// What refurbishing costs
    pub const REFURBISH: &str = "value.minus_refurbish";
    /// Up to the floor
    pub const FLOOR: &str = "value.floor_pct";
}

/// One line: what it is for, and by how much the amount changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'s> {
    /// One of [`line_ids`], or a check or combo
    pub id: &'s str,
    /// What is left, in basis points, where the line is a factor
    pub left_bp: Option<u32>,
    /// By how much the amount changes; all lines together are the offer
    pub fen: i64,
}

/// What an item is worth to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation<'s> {
    /// What the base comes from
    pub basis: Basis,
    /// The row of the book, if it is one
    pub row: Option<Arc<PriceRow>>,
    /// The base
    pub base_fen: i64,
    /// What the item is worth when whole, where that is known of this item
    pub worth_yuan: Option<i64>,
    /// What its age does
    pub age: Age,
    /// The least that is offered
    pub floor_fen: i64,
    /// The low end of the band
    pub low_fen: i64,
    /// The offer
    pub offer_fen: i64,
    /// The high end of the band
    pub high_fen: i64,
    /// How the offer comes about
    pub lines: Vec<Line<'s>>,
}

/// The quotation for a verdict on `answers`; none for what is refused and what has no base.
///
/// Give the verdict the worth that [`Priced::worth_yuan`] says of the same answers.
pub fn quote<'s>(
    standard: &'s Standard,
    answers: &Answers,
    verdict: &Verdict,
    priced: &Priced,
) -> Option<Quotation<'s>> {
    let (terms, basis) = (verdict.terms()?, priced.basis()?);
    let value = &standard.value;
    let age = priced.age(standard, answers);
    let share = value.share(terms, age.left_bp);
    let refurbish_fen = value.refurbish_fen(terms);
    let [low, base_fen, high] = priced.bases();
    let floor_fen = value.floor_fen(base_fen);
    let offer = |base: i64| (share.of(base) - refurbish_fen).max(floor_fen);
    let mut quotation = Quotation {
        basis,
        row: priced.row().cloned(),
        base_fen,
        worth_yuan: priced.worth_yuan(standard, answers),
        age,
        floor_fen,
        low_fen: offer(low),
        offer_fen: offer(base_fen),
        high_fen: offer(high),
        lines: Vec::new(),
    };
    let factors = verdict.value_factors(standard);
    quotation.lines = lines(&quotation, share, &factors, refurbish_fen);
    Some(quotation)
}

/// Each step of the offer. The amount after each is rounded by itself, so that no rounding of a
/// step goes into the next.
fn lines<'s>(
    quotation: &Quotation<'s>,
    share: Share,
    factors: &[ValueFactor<'s>],
    refurbish_fen: i64,
) -> Vec<Line<'s>> {
    let base = quotation.base_fen;
    let mut lines = Vec::with_capacity(factors.len() + 5);
    let mut amount = 0;
    let mut step = |id: &'s str, left_bp: Option<u32>, to: i64| {
        let fen = to - amount;
        lines.push(Line { id, left_bp, fen });
        amount = to;
    };
    step(line_ids::BASE, None, base);
    let mut so_far = Share::WHOLE;
    // What was said to be the worth is that of this very item at its age.
    if quotation.basis != Basis::Said {
        so_far.age_bp = share.age_bp;
        step(line_ids::AGE, Some(share.age_bp), so_far.of(base));
    }
    for factor in factors {
        so_far.factor_bp = factor.left_bp;
        step(
            factor.id,
            Some(u32::from(factor.pct) * 100),
            so_far.of(base),
        );
    }
    let class_bp = u32::try_from(share.class_pct * 100).unwrap_or(0);
    let valued = share.of(base);
    step(line_ids::CLASS, Some(class_bp), valued);
    if refurbish_fen > 0 {
        step(line_ids::REFURBISH, None, valued - refurbish_fen);
    }
    if valued - refurbish_fen < quotation.floor_fen {
        step(line_ids::FLOOR, None, quotation.floor_fen);
    }
    lines
}
