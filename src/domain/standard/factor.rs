//! The price factor: a product of whole percents, exact, rounded once at the end.

/// What is left of the value, in basis points, while percents are multiplied in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Factor {
    /// The product of the percents so far.
    product: u128,
    /// How many percents it is made of.
    count: u32,
}

/// 100 to this power still fits a `u128`, with room for the rounding.
const MOST_EXACT: u32 = 18;

impl Factor {
    pub(super) const WHOLE: Self = Self {
        product: 1,
        count: 0,
    };

    /// Takes `pct` percents of it; false once there are too many for this way of counting.
    pub(super) const fn take(&mut self, pct: u8) -> bool {
        self.count += 1;
        if self.count > MOST_EXACT {
            return false;
        }
        self.product *= pct as u128;
        true
    }

    /// The basis points, rounded half up.
    pub(super) const fn basis_points(self) -> u32 {
        // The usual verdict has few factors, and dividing by a constant is much faster.
        match self.count {
            0 => return 10_000,
            1 => return self.product as u32 * 100,
            2 => return self.product as u32,
            3 => return (self.product as u64 + 50) as u32 / 100,
            4 => return (self.product as u64 + 5_000) as u32 / 10_000,
            5..=9 => {
                let divisor = 100_u64.pow(self.count - 2);
                return ((self.product as u64 * 2 + divisor) / (2 * divisor)) as u32;
            }
            _ => {}
        }
        let divisor = 100_u128.pow(self.count - 2);
        ((self.product * 2 + divisor) / (2 * divisor)) as u32
    }
}

/// The same for any number of percents, digit by digit in base 100.
pub(super) fn basis_points_of_many(percents: impl Iterator<Item = u8>) -> u32 {
    // The value is `whole` + Σ digit × 100^-(place + 1); a percent shifts every digit by a place.
    let mut whole = 1_u32;
    let mut digits: Vec<u32> = Vec::new();
    for pct in percents.map(u32::from) {
        let mut carry = 0;
        for digit in digits.iter_mut().rev() {
            let product = *digit * pct + carry;
            *digit = product % 100;
            carry = product / 100;
        }
        let product = whole * pct + carry;
        digits.insert(0, product % 100);
        whole = product / 100;
    }
    let digit = |place: usize| digits.get(place).copied().unwrap_or(0);
    whole * 10_000 + digit(0) * 100 + digit(1) + u32::from(digit(2) >= 50)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quick(percents: &[u8]) -> u32 {
        let mut factor = Factor::WHOLE;
        assert!(percents.iter().all(|pct| factor.take(*pct)));
        factor.basis_points()
    }

    #[test]
    fn rounds_half_up_once_at_the_end() {
        assert_eq!(quick(&[]), 10_000);
        assert_eq!(quick(&[93, 80, 98]), 7_291);
        // 0.93 × 0.85 × 0.5 = 0.39525 exactly: half goes up.
        assert_eq!(quick(&[93, 85, 50]), 3_953);
        assert_eq!(quick(&[0, 100]), 0);
    }

    proptest! {
        #[test]
        fn both_ways_agree(percents in proptest::collection::vec(0_u8..=100, 0..18)) {
            prop_assert_eq!(quick(&percents), basis_points_of_many(percents.iter().copied()));
        }
    }

    #[test]
    fn more_factors_than_a_word_holds() {
        let mut factor = Factor::WHOLE;
        assert!((0..18).all(|_| factor.take(99)));
        assert!(!factor.take(99));
        // 0.99^64 = 0.525596…
        assert_eq!(basis_points_of_many([99; 64].into_iter()), 5_256);
    }
}
