//! What a verdict makes of a base price.

use super::{model::Value, verdict::Verdict};
use crate::domain::class::Class;

/// What an offer takes from a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// The class
    pub class: Class,
    /// What the answers leave of the value, in basis points
    pub factor_bp: u32,
    /// What refurbishing costs
    pub refurbish_fen: i64,
}

impl Verdict {
    /// What an offer takes from it; none where the item is refused.
    pub fn terms(&self) -> Option<Terms> {
        Some(Terms {
            class: self.class()?,
            factor_bp: self.factor_bp(),
            refurbish_fen: self.refurbish_yuan() * 100,
        })
    }
}

/// What is left of a base price, each part apart so that it is rounded once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// What its age leaves, in basis points
    pub age_bp: u32,
    /// What the answers leave, in basis points
    pub factor_bp: u32,
    /// What the class leaves, in percent
    pub class_pct: i64,
}

impl Share {
    /// All of it.
    pub const WHOLE: Self = Self {
        age_bp: 10_000,
        factor_bp: 10_000,
        class_pct: 100,
    };

    /// The share of `base` in fen, rounded half up.
    pub fn of(self, base: i64) -> i64 {
        /// Basis points twice, and percents.
        const ONE: i128 = 10_000 * 10_000 * 100;
        let share = i128::from(self.age_bp) * i128::from(self.factor_bp);
        let exact = i128::from(base) * share * i128::from(self.class_pct);
        i64::try_from((exact * 2 + ONE) / (ONE * 2)).unwrap_or(i64::MAX)
    }
}

impl Value {
    /// The offer in fen: base × age × factors × class − refurbishing, rounded half up once and
    /// never under the floor. `age_bp` is what its age leaves of the base.
    pub fn offer_fen(&self, terms: Terms, base_fen: i64, age_bp: u32) -> i64 {
        let valued = self.share(terms, age_bp).of(base_fen);
        (valued - self.refurbish_fen(terms)).max(self.floor_fen(base_fen))
    }

    /// What is left of a base before refurbishing.
    pub fn share(&self, terms: Terms, age_bp: u32) -> Share {
        Share {
            age_bp,
            factor_bp: terms.factor_bp,
            class_pct: self.pct(terms.class),
        }
    }

    /// What refurbishing takes off an offer.
    pub fn refurbish_fen(&self, terms: Terms) -> i64 {
        match terms.class == Class::Good && self.minus_refurbish {
            true => terms.refurbish_fen,
            false => 0,
        }
    }

    /// The least that is offered. Rounded up, so that not even a part of a fen is under it.
    pub fn floor_fen(&self, base_fen: i64) -> i64 {
        (base_fen * self.floor_pct + 99) / 100
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Answers, Standard, built_in::BUILT_IN};

    fn offer(given: &[(&str, &str)], base_fen: i64, age_bp: u32) -> Option<i64> {
        let smartphone = BUILT_IN.iter().find(|(id, _)| *id == "smartphone").unwrap();
        let standard = Standard::load(smartphone.1).unwrap();
        let mut answers = Answers::best(&standard);
        for (check, text) in given {
            let (index, answer) = standard.answer_from_text(check, text).unwrap();
            answers.set(index, answer);
        }
        let terms = standard.verdict(&answers, None).terms();
        terms.map(|terms| standard.value.offer_fen(terms, base_fen, age_bp))
    }

    #[test]
    fn class_factors_age_and_refurbishing_make_the_offer() {
        assert_eq!(offer(&[], 200_000, 10_000), Some(200_000));
        assert_eq!(offer(&[("box", "no")], 200_000, 5_000), Some(98_000));
        // 2000 × 86 % − 300 for a screen.
        assert_eq!(offer(&[("glass", "crack")], 200_000, 10_000), Some(142_000));
        // A third-party screen: 80 %, good by points; 1999.99 × 0.8 × 0.86 = 1375.99312.
        let third_party = [("screen_part", "third_party")];
        assert_eq!(offer(&third_party, 199_999, 10_000), Some(137_599));
    }

    #[test]
    fn nothing_falls_under_the_floor_and_nothing_is_paid_for_what_is_refused() {
        assert_eq!(offer(&[("glass", "crack")], 30_001, 10_000), Some(1_201));
        assert_eq!(offer(&[("liquid", "board")], 100_000, 10_000), Some(4_000));
        assert_eq!(offer(&[("account", "on")], 100_000, 10_000), None);
    }
}
