//! Does a repair pay? Its cost against what it adds to the item's value, and against the share of
//! the worth that the standard allows.

use crate::domain::standard::{Answers, Standard};
use crate::domain::valuation::{Priced, line_ids, quote};

/// What a repair costs and what it brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Economy {
    /// What the operations cost
    pub cost_fen: i64,
    /// By how much the item's value rises if they all succeed; none where its worth is not known
    pub gain_fen: Option<i64>,
    /// The most that the standard lets a repair cost; none where the worth is not known
    pub most_fen: Option<i64>,
}

/// Why a repair does not pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// It costs as much as it brings, or more
    Gain,
    /// It costs a larger share of the worth than the standard allows
    Share,
}

impl Economy {
    /// Weighs the operations `ops` of an item whose inspection found `answers`.
    pub fn of(standard: &Standard, answers: &Answers, ops: &[&str], priced: &Priced) -> Self {
        let chosen = standard
            .ops
            .iter()
            .filter(|op| ops.contains(&op.id.as_str()));
        let cost_fen = chosen.map(|op| op.cost_yuan * 100).sum();
        let unknown = Self {
            cost_fen,
            gain_fen: None,
            most_fen: None,
        };
        let Some(worth_yuan) = priced.worth_yuan(standard, answers) else {
            return unknown;
        };
        let repaired = answers.clone().reopened_by(standard, ops).or_best(standard);
        let value = |answers: &Answers| value_fen(standard, answers, priced);
        let gain_fen = value(&repaired).zip(value(answers));
        Self {
            gain_fen: gain_fen.map(|(after, before)| after - before),
            most_fen: Some(worth_yuan.saturating_mul(standard.rule.repair_max_pct)),
            ..unknown
        }
    }

    /// Why it does not pay, if it does not. What costs nothing always pays.
    pub fn loss(&self) -> Option<Loss> {
        if self.cost_fen == 0 {
            None
        } else if self.most_fen.is_some_and(|most| self.cost_fen > most) {
            Some(Loss::Share)
        } else if self.gain_fen.is_some_and(|gain| self.cost_fen >= gain) {
            Some(Loss::Gain)
        } else {
            None
        }
    }
}

/// What the item is worth as the answers say, before anything is spent on it.
fn value_fen(standard: &Standard, answers: &Answers, priced: &Priced) -> Option<i64> {
    let worth_yuan = priced.worth_yuan(standard, answers);
    let verdict = standard.verdict(answers, worth_yuan);
    let quotation = quote(standard, answers, &verdict, priced)?;
    let spared = [line_ids::REFURBISH, line_ids::FLOOR];
    let lines = quotation.lines.iter();
    let kept = lines.filter(|line| !spared.contains(&line.id));
    Some(kept.map(|line| line.fen).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laptop() -> Standard {
        Standard::load(include_str!("../../../standards/laptop.toml")).unwrap()
    }

    fn with(standard: &Standard, check: &str, answer: &str) -> Answers {
        let mut answers = Answers::best(standard);
        let (index, answer) = standard.answer_from_text(check, answer).unwrap();
        answers.set(index, answer);
        answers
    }

    #[test]
    fn a_cheap_repair_of_a_dear_item_pays() {
        let standard = laptop();
        let answers = with(&standard, "charger", "none");
        let economy = Economy::of(&standard, &answers, &["charger"], &Priced::said(5000));
        assert_eq!(economy.cost_fen, 11_000);
        assert!(economy.gain_fen.is_some_and(|gain| gain > 11_000));
        assert_eq!(economy.loss(), None);
    }

    #[test]
    fn a_repair_that_brings_less_than_it_costs_does_not() {
        let standard = laptop();
        let answers = with(&standard, "charger", "none");
        let economy = Economy::of(&standard, &answers, &["charger"], &Priced::said(400));
        assert_eq!(economy.loss(), Some(Loss::Gain), "{economy:?}");
        let economy = Economy::of(&standard, &answers, &["charger"], &Priced::said(200));
        assert_eq!(economy.loss(), Some(Loss::Share), "{economy:?}");
    }

    #[test]
    fn an_unknown_worth_and_no_cost_decide_on_nothing() {
        let standard = laptop();
        let answers = with(&standard, "charger", "none");
        let economy = Economy::of(&standard, &answers, &["charger"], &Priced::default());
        assert_eq!((economy.gain_fen, economy.loss()), (None, None));
        let economy = Economy::of(&standard, &answers, &[], &Priced::said(1));
        assert_eq!(economy.loss(), None);
    }
}
