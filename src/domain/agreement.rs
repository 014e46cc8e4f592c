//! How well two people agree who rate the same things apart from each other. Figures for the eye:
//! nothing decides on them, so they may be floating-point numbers.

/// From this many pairs on a point value says something; below it the interval alone is honest.
pub const POINTS_FROM: u64 = 50;
/// Standard normal deviate of a 95 % interval.
const DEVIATE: f64 = 1.959_963_984_540_054;

/// Pairs of ratings, counted by what the first and what the second person said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    size: usize,
    /// Row by row; a row for each rating of the first person.
    counts: Vec<u64>,
}

/// Cohen's weighted kappa with linear weights, and its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kappa {
    /// 1 where they always agree, 0 where as often as by chance
    pub value: f64,
    /// Lower end of the interval
    pub low: f64,
    /// Upper end of the interval
    pub high: f64,
}

impl Confusion {
    /// No pairs yet, for that many ordered ratings.
    pub fn new(size: usize) -> Self {
        Self {
            size,
            counts: vec![0; size * size],
        }
    }

    /// Counts a pair.
    pub fn add(&mut self, first: usize, second: usize) {
        if first < self.size && second < self.size {
            self.counts[first * self.size + second] += 1;
        }
    }

    /// The rows: how often the second person gave each rating where the first gave that of the row.
    pub fn rows(&self) -> impl Iterator<Item = &[u64]> {
        self.counts.chunks(self.size.max(1))
    }

    /// How many pairs there are.
    pub fn pairs(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How many of them agree.
    pub fn agreed(&self) -> u64 {
        (0..self.size)
            .map(|place| self.counts[place * self.size + place])
            .sum()
    }

    /// The share that agrees; none without pairs.
    pub fn raw(&self) -> Option<f64> {
        let pairs = self.pairs();
        (pairs > 0).then(|| self.agreed() as f64 / pairs as f64)
    }

    /// Cohen's (1968) weighted kappa, each step between ratings counting the same, with the
    /// standard error of Fleiss, Cohen and Everitt (1969). None where chance alone would always
    /// agree.
    pub fn kappa(&self) -> Option<Kappa> {
        let pairs = self.pairs() as f64;
        let (first, second) = self.margins();
        let steps = self.size.checked_sub(1).filter(|steps| *steps > 0)? as f64;
        let weight = |row: usize, column: usize| 1.0 - row.abs_diff(column) as f64 / steps;
        let sum = |of: &dyn Fn(usize, usize) -> f64| -> f64 {
            let places = (0..self.size).flat_map(|row| (0..self.size).map(move |c| (row, c)));
            places.map(|(row, column)| of(row, column)).sum()
        };
        let observed = sum(&|row, column| weight(row, column) * self.share(row, column));
        let chance = sum(&|row, column| weight(row, column) * first[row] * second[column]);
        let beyond = 1.0 - chance;
        if pairs == 0.0 || beyond <= f64::EPSILON {
            return None;
        }
        let value = (observed - chance) / beyond;
        let mean = |place: usize, other: &[f64]| -> f64 {
            (0..self.size).map(|at| weight(place, at) * other[at]).sum()
        };
        let spread = sum(&|row, column| {
            let means = mean(row, &second) + mean(column, &first);
            let off = weight(row, column) * beyond - means * (1.0 - observed);
            self.share(row, column) * off * off
        });
        let centre = observed * chance - 2.0 * chance + observed;
        let variance = (spread - centre * centre) / (pairs * beyond.powi(4));
        let (low, high) = match variance > f64::EPSILON {
            true => {
                let half = DEVIATE * variance.sqrt();
                (value - half, value + half)
            }
            // The error vanishes where all pairs are alike, which a few are by luck: Wilson's
            // bounds of the share that agrees stand in for it.
            false => {
                let (low, high) = wilson(observed, pairs);
                ((low - chance) / beyond, (high - chance) / beyond)
            }
        };
        Some(Kappa {
            value,
            low: low.max(-1.0),
            high: high.min(1.0),
        })
    }

    /// Gwet's (2002) AC1, which keeps its head where one rating is much more frequent than others.
    pub fn ac1(&self) -> Option<f64> {
        let raw = self.raw()?;
        let others = self.size.checked_sub(1).filter(|others| *others > 0)? as f64;
        let (first, second) = self.margins();
        let shares = first
            .iter()
            .zip(&second)
            .map(|(a, b)| f64::midpoint(*a, *b));
        let chance = shares.map(|share| share * (1.0 - share)).sum::<f64>() / others;
        Some((raw - chance) / (1.0 - chance))
    }

    fn share(&self, row: usize, column: usize) -> f64 {
        self.counts[row * self.size + column] as f64 / self.pairs() as f64
    }

    /// The share of each rating among those of the first and of the second person.
    fn margins(&self) -> (Vec<f64>, Vec<f64>) {
        let of = |share: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
            let places = 0..self.size;
            let one = |place: usize| places.clone().map(|other| share(place, other)).sum();
            places.clone().map(one).collect()
        };
        let first = of(&|place, other| self.share(place, other));
        let second = of(&|place, other| self.share(other, place));
        (first, second)
    }
}

/// Wilson's 95 % interval of a share that was found in so many cases.
fn wilson(share: f64, cases: f64) -> (f64, f64) {
    let square = DEVIATE * DEVIATE;
    let centre = share + square / (2.0 * cases);
    let spread = share * (1.0 - share) / cases + square / (4.0 * cases * cases);
    let half = DEVIATE * spread.max(0.0).sqrt();
    let whole = 1.0 + square / cases;
    ((centre - half) / whole, (centre + half) / whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[u64]]) -> Confusion {
        let counts = rows.concat();
        Confusion {
            size: rows.len(),
            counts,
        }
    }

    fn near(found: f64, published: f64, digits: i32) {
        let half = 0.5 * 10_f64.powi(-digits);
        assert!(
            (found - published).abs() <= half,
            "{found}, not {published}"
        );
    }

    /// Standard error from the interval.
    fn error(kappa: &Kappa) -> f64 {
        (kappa.high - kappa.low) / (2.0 * DEVIATE)
    }

    #[test]
    fn by_hand() {
        let three = table(&[&[20, 5, 0], &[4, 10, 3], &[1, 2, 5]]);
        assert_eq!((three.pairs(), three.agreed()), (50, 35));
        near(three.raw().unwrap(), 0.7, 9);
        // Observed (35 + 14 / 2) / 50 = 0.84; chance (978 + 1122 / 2) / 2500 = 0.6156.
        near(three.kappa().unwrap().value, (0.84 - 0.6156) / 0.3844, 9);
        // Shares 0.5, 0.34, 0.16: chance (0.25 + 0.2244 + 0.1344) / 2 = 0.3044.
        near(three.ac1().unwrap(), (0.7 - 0.3044) / 0.6956, 9);
    }

    #[test]
    fn the_example_of_the_r_package_vcd() {
        // `Kappa(SexualFun)`: equal spacing 0.2374, standard error 0.07832.
        let couples = table(&[&[7, 7, 2, 3], &[2, 8, 3, 7], &[1, 5, 4, 9], &[2, 8, 9, 14]]);
        let kappa = couples.kappa().unwrap();
        near(kappa.value, 0.2374, 4);
        near(error(&kappa), 0.07832, 5);
    }

    #[test]
    fn two_ratings_need_no_weights() {
        // Gwet's example of the paradox: 125 pairs, of which 118 agree on the frequent rating.
        let skewed = table(&[&[118, 5], &[2, 0]]);
        near(skewed.raw().unwrap(), 0.944, 9);
        near(skewed.ac1().unwrap(), 0.9408, 4);
        near(skewed.kappa().unwrap().value, -0.0234, 4);
        // Cohen's kappa of a textbook table: (0.7 - 0.5) / 0.5.
        let plain = table(&[&[20, 5], &[10, 15]]);
        near(plain.kappa().unwrap().value, 0.4, 9);
    }

    #[test]
    fn the_interval_of_a_few_that_all_agree_is_wide() {
        let few = table(&[&[5, 0], &[0, 5]]);
        let kappa = few.kappa().unwrap();
        near(kappa.value, 1.0, 9);
        near(kappa.high, 1.0, 9);
        // Wilson: 10 / (10 + 3.8415) = 0.7225; (0.7225 - 0.5) / 0.5.
        near(kappa.low, 0.4449, 4);
        let many = table(&[&[500, 0], &[0, 500]]);
        assert!(many.kappa().unwrap().low > 0.99);
        // One pair that differs by a step says next to nothing.
        let one = table(&[&[0, 1, 0], &[0, 0, 0], &[0, 0, 0]])
            .kappa()
            .unwrap();
        assert_eq!(one.value, 0.0);
        assert!(one.low < -0.8 && one.high > 0.8, "{one:?}");
    }

    #[test]
    fn what_cannot_be_said_is_not_said() {
        let nothing = Confusion::new(3);
        assert_eq!(
            (nothing.raw(), nothing.kappa(), nothing.ac1()),
            (None, None, None)
        );
        // Both always say the same one thing: chance explains it all.
        let one = table(&[&[40, 0], &[0, 0]]);
        assert_eq!((one.kappa(), one.ac1()), (None, Some(1.0)));
        let single = table(&[&[40]]);
        assert_eq!((single.raw(), single.kappa()), (Some(1.0), None));
    }
}
