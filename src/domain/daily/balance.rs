//! Opening stock, what came, what went, closing stock: for each stage and class the sum must hold.

use super::standing::{Held, Standing};

/// An item that went from one standing to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// The item
    pub item: i64,
    /// Before
    pub from: Standing,
    /// After
    pub to: Standing,
}

/// One stage and class over a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The stage and class, as of an item that is not held
    pub of: Standing,
    /// Items at the start
    pub opening: i64,
    /// New items among those that came
    pub received: i64,
    /// Items that came to this stage and class, new ones included
    pub came: i64,
    /// Items that left this stage and class
    pub went: i64,
    /// Items at the end, counted by themselves
    pub closing: i64,
}

impl Line {
    /// What is missing, or too much: nothing where the line balances.
    pub const fn difference(&self) -> i64 {
        self.closing - (self.opening + self.came - self.went)
    }
}

/// All stages and classes over a span of time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Balance {
    /// Those where anything was or moved, in the order of a life
    pub lines: Vec<Line>,
}

impl Balance {
    /// Sums up: counts by standing at both ends, and what moved between them.
    pub fn of(opening: &[i64], closing: &[i64], flows: &[Flow]) -> Self {
        let mut came = vec![0; Standing::COUNT];
        let mut went = vec![0; Standing::COUNT];
        let mut received = vec![0; Standing::COUNT];
        for flow in flows {
            let (from, to) = (unheld(flow.from), unheld(flow.to));
            if from == to {
                continue;
            }
            went[from.index()] += 1;
            came[to.index()] += 1;
            if flow.from == Standing::ABSENT {
                received[to.index()] += 1;
            }
        }
        let (opening, closing) = (folded(opening), folded(closing));
        let all = (1..Standing::COUNT).filter_map(Standing::from_index);
        let lines = all.map(|of| {
            let at = of.index();
            Line {
                of,
                opening: opening[at],
                received: received[at],
                came: came[at],
                went: went[at],
                closing: closing[at],
            }
        });
        let is_used = |line: &Line| [line.opening, line.came, line.went, line.closing] != [0; 4];
        Self {
            lines: lines.filter(is_used).collect(),
        }
    }

    /// Whether every line balances.
    pub fn holds(&self) -> bool {
        self.lines.iter().all(|line| line.difference() == 0)
    }
}

/// The same standing of an item that is not held: a hold moves nothing.
pub fn unheld(standing: Standing) -> Standing {
    match standing.stage() {
        Some(stage) => Standing::new(stage, standing.class(), Held::No),
        None => Standing::ABSENT,
    }
}

fn folded(counts: &[i64]) -> Vec<i64> {
    let mut folded = vec![0; Standing::COUNT];
    for (index, count) in counts.iter().enumerate() {
        if let Some(standing) = Standing::from_index(index) {
            folded[unheld(standing).index()] += count;
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::class::Class;
    use crate::domain::stage::Stage;

    fn counts(standings: &[Standing]) -> Vec<i64> {
        let mut counts = vec![0; Standing::COUNT];
        standings.iter().for_each(|one| counts[one.index()] += 1);
        counts
    }

    #[test]
    fn a_lost_item_is_named() {
        let graded = Standing::new(Stage::Graded, Some(Class::Good), Held::No);
        let flow = Flow {
            item: 1,
            from: Standing::ABSENT,
            to: graded,
        };
        let balance = Balance::of(&counts(&[]), &counts(&[]), &[flow]);
        assert!(!balance.holds());
        assert_eq!(balance.lines[0].difference(), -1);
        assert_eq!(
            (balance.lines[0].of, balance.lines[0].received),
            (graded, 1)
        );
    }

    proptest! {
        /// Whatever moves anyhow, stocks and flows that come of the same lives balance.
        #[test]
        fn random_lives_balance(
            lives in proptest::collection::vec(
                proptest::collection::vec(0..Standing::COUNT, 2..9), 0..40,
            ),
        ) {
            let mut flows = Vec::new();
            let (mut opening, mut closing) = (Vec::new(), Vec::new());
            for (item, life) in (0_i64..).zip(&lives) {
                let life: Vec<_> = life.iter().filter_map(|at| Standing::from_index(*at)).collect();
                opening.push(life[0]);
                closing.push(life[life.len() - 1]);
                flows.extend(life.windows(2).map(|step| Flow {
                    item,
                    from: step[0],
                    to: step[1],
                }));
            }
            let balance = Balance::of(&counts(&opening), &counts(&closing), &flows);
            prop_assert!(balance.holds());
            if let Some(flow) = flows.pop().filter(|flow| unheld(flow.from) != unheld(flow.to)) {
                let broken = Balance::of(&counts(&opening), &counts(&closing), &flows);
                let absent = |one: Standing| one == Standing::ABSENT;
                prop_assert!(!broken.holds() || absent(flow.from) && absent(flow.to));
            }
        }
    }
}
