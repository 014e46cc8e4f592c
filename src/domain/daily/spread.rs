//! A set of numbers told in a few: mean, median and 90th percentile.

/// Mean, median and 90th percentile of whole numbers, by the nearest rank, so that each percentile
/// is one of the numbers and no machine rounds it otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spread {
    /// How many
    pub count: usize,
    /// Their sum
    pub sum: i64,
    /// Rounded towards zero; none where there are none
    pub mean: Option<i64>,
    /// Half are no greater
    pub median: Option<i64>,
    /// Nine in ten are no greater
    pub p90: Option<i64>,
    /// The greatest
    pub max: Option<i64>,
}

impl Spread {
    /// The spread of `numbers`, in any order.
    pub fn of(mut numbers: Vec<i64>) -> Self {
        numbers.sort_unstable();
        let count = numbers.len();
        let sum: i64 = numbers.iter().sum();
        let ranked = |percent: usize| {
            let rank = (count * percent).div_ceil(100);
            numbers.get(rank.checked_sub(1)?).copied()
        };
        Self {
            count,
            sum,
            mean: i64::try_from(count)
                .ok()
                .and_then(|count| sum.checked_div(count)),
            median: ranked(50),
            p90: ranked(90),
            max: numbers.last().copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_numbers_that_are_there() {
        let spread = Spread::of((1..=10).rev().collect());
        assert_eq!((spread.median, spread.p90), (Some(5), Some(9)));
        assert_eq!((spread.mean, spread.max), (Some(5), Some(10)));
        let one = Spread::of(vec![7]);
        assert_eq!((one.median, one.p90), (Some(7), Some(7)));
        assert_eq!(Spread::of(Vec::new()), Spread::default());
    }
}
