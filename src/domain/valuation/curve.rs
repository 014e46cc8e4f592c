//! How the value of goods falls with their age: a line through points, in whole percents.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::domain::lang::Text;

/// What is left of the value by age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgeCurve {
    /// The word in the file
    pub id: String,
    /// What staff read
    pub name: Text,
    /// Where its points come from
    pub source: String,
    /// Months and percents: from 0 months and 100 percent, older and no dearer
    points: Vec<(u32, u32)>,
}

/// Why points are no curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CurveError {
    /// The first point is another
    #[error("it does not begin with [0, 100]")]
    Start,
    /// The months do not go up
    #[error("the months do not go up at [{0}, {1}]")]
    Order(u32, u32),
    /// The percents go up
    #[error("the percents go up at [{0}, {1}]")]
    Rising(u32, u32),
    /// Nothing is left, by which no ratio can be taken
    #[error("nothing is left at [{0}, {1}]; the least is 1 percent")]
    Nothing(u32, u32),
}

impl AgeCurve {
    /// A curve through `points`.
    pub fn new(
        id: String,
        name: Text,
        source: String,
        points: Vec<(u32, u32)>,
    ) -> Result<Self, CurveError> {
        if points.first() != Some(&(0, 100)) {
            return Err(CurveError::Start);
        }
        for pair in points.windows(2) {
            let ((before, left_before), (months, left)) = (pair[0], pair[1]);
            if months <= before {
                return Err(CurveError::Order(months, left));
            }
            if left > left_before {
                return Err(CurveError::Rising(months, left));
            }
            if left == 0 {
                return Err(CurveError::Nothing(months, left));
            }
        }
        Ok(Self {
            id,
            name,
            source,
            points,
        })
    }

    /// What is left at that age, in basis points: on the line between two points, rounded half up;
    /// after the last point as at the last.
    pub fn left_bp(&self, months: u32) -> u32 {
        let after = self.points.partition_point(|(at, _)| *at <= months);
        // The first point is at 0 months, so that one at least is not after.
        let (from, left_from) = self.points[after - 1];
        let Some((to, left_to)) = self.points.get(after).copied() else {
            return left_from * 100;
        };
        let (span, passed) = (u64::from(to - from), u64::from(months - from));
        let (high, low) = (u64::from(left_from) * 100, u64::from(left_to) * 100);
        let left_of_span = high * (span - passed) + low * passed;
        u32::try_from((left_of_span * 2 + span) / (span * 2)).unwrap_or(10_000)
    }
}

/// Each standard's curve.
#[derive(Debug, Clone, Default)]
pub struct AgeCurves {
    by_standard: FxHashMap<String, Arc<AgeCurve>>,
}

impl AgeCurves {
    /// Says that `standard` goes by `curve`; the curve it has already, if there is one.
    pub fn add(&mut self, standard: &str, curve: &Arc<AgeCurve>) -> Result<(), Arc<AgeCurve>> {
        match self
            .by_standard
            .insert(standard.to_owned(), Arc::clone(curve))
        {
            Some(other) => Err(other),
            None => Ok(()),
        }
    }

    /// The curve of a standard.
    pub fn get(&self, standard: &str) -> Option<&Arc<AgeCurve>> {
        self.by_standard.get(standard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(points: &[(u32, u32)]) -> Result<AgeCurve, CurveError> {
        AgeCurve::new(
            String::new(),
            Text::default(),
            String::new(),
            points.to_vec(),
        )
    }

    #[test]
    fn between_two_points_it_is_a_line_and_after_the_last_it_stays() {
        let curve = curve(&[(0, 100), (12, 76), (24, 55), (60, 18)]).unwrap();
        let left = [0, 6, 12, 13, 24, 25, 60, 1_200].map(|months| curve.left_bp(months));
        // 7600 - 2100 / 12 is 7425; 5500 - 3700 / 36 is 5397.2.
        assert_eq!(
            left,
            [10_000, 8_800, 7_600, 7_425, 5_500, 5_397, 1_800, 1_800]
        );
    }

    #[test]
    fn what_rises_or_ends_in_nothing_is_no_curve() {
        assert_eq!(curve(&[]), Err(CurveError::Start));
        assert_eq!(curve(&[(0, 90)]), Err(CurveError::Start));
        assert_eq!(curve(&[(0, 100), (0, 90)]), Err(CurveError::Order(0, 90)));
        assert_eq!(
            curve(&[(0, 100), (6, 80), (12, 81)]),
            Err(CurveError::Rising(12, 81))
        );
        assert_eq!(curve(&[(0, 100), (6, 0)]), Err(CurveError::Nothing(6, 0)));
    }
}
