//! A standard compiled into flat tables, so that a verdict is a walk over a few cache lines.

use super::{
    answer::Defect,
    model::{Axis, Better, Bound, Check, Combo, Condition, Effect, Kind, Measure, Op, Rule},
};
use crate::domain::class::Class;

/// The choice of a check that was not asked; no condition names it.
pub(super) const SKIPPED: u8 = 63;
/// Axes, with one more for combos, which belong to none.
pub(super) const AXES: usize = Axis::ALL.len() + 1;

pub(super) const REFUSE: u8 = 1;
pub(super) const KNOCKOUT: u8 = 2;
pub(super) const CEILING: u8 = 4;
pub(super) const FIRES: u8 = 8;

/// An effect in sixteen bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct DenseEffect {
    pub(super) ops: u64,
    pub(super) deduct: i32,
    pub(super) pct: u8,
    pub(super) flags: u8,
}

/// Where a check's tables lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct DenseCheck {
    pub(super) effects: u32,
    pub(super) bounds: u32,
    pub(super) conditions: u32,
    pub(super) choice_count: u8,
    pub(super) bound_count: u8,
    pub(super) condition_count: u8,
    pub(super) axis: u8,
    pub(super) best: u8,
    pub(super) is_defects: bool,
    /// The slot of its total, where it is a check of defects.
    pub(super) slot: u8,
    /// -1 where bands go down, so that passing a bound is always going up.
    pub(super) sign: i8,
}

#[derive(Debug, Clone)]
pub(super) struct DenseDefects {
    zones: Vec<i64>,
    types: Vec<i64>,
    sizes: Vec<(i64, i64)>,
    last_deduct: i64,
    cap: i64,
    totals: Vec<i64>,
}

#[derive(Debug, Clone)]
pub(super) struct DenseCombo {
    pub(super) at_least: u32,
    pub(super) of: Vec<(u8, u64)>,
    pub(super) effect: DenseEffect,
}

/// The tables of a standard.
#[derive(Debug, Clone)]
pub(super) struct Dense {
    pub(super) checks: Vec<DenseCheck>,
    pub(super) effects: Vec<DenseEffect>,
    pub(super) bounds: Vec<i64>,
    pub(super) conditions: Vec<(u8, u64)>,
    pub(super) defects: Vec<DenseDefects>,
    pub(super) combos: Vec<DenseCombo>,
    /// Cost and minutes by operation.
    pub(super) ops: Vec<(i64, i64)>,
    /// The most that an axis may lose.
    pub(super) most_lost: [i32; AXES],
    /// Checks that ask for a photo always, and those that do so on a defect.
    pub(super) photo_always: u64,
    pub(super) photo_on_defect: u64,
    /// Checks without which premium, good and scrap are not complete.
    pub(super) required_for: [u64; 3],
    /// Texts and photos: they may be absent, and never open.
    pub(super) attached: u64,
    /// The least photos of each check; zero where it is not one of photos.
    pub(super) photo_min: Vec<usize>,
}

impl Dense {
    pub(super) fn of(checks: &[Check], ops: &[Op], combos: &[Combo], rule: &Rule) -> Self {
        let mut most_lost = [i32::MAX; AXES];
        for (axis, floor) in &rule.axis_floor {
            most_lost[*axis as usize] = narrow(100 - floor);
        }
        let mut dense = Self {
            checks: Vec::with_capacity(checks.len()),
            effects: Vec::new(),
            bounds: Vec::new(),
            conditions: Vec::new(),
            defects: Vec::new(),
            combos: combos.iter().map(DenseCombo::of).collect(),
            ops: ops.iter().map(|op| (op.cost_yuan, op.minutes)).collect(),
            most_lost,
            photo_always: 0,
            photo_on_defect: 0,
            required_for: [0; 3],
            attached: 0,
            photo_min: Vec::new(),
        };
        for (index, check) in checks.iter().enumerate() {
            dense.add(index, check);
        }
        dense
    }

    fn add(&mut self, index: usize, check: &Check) {
        use super::model::PhotoPolicy;
        let bit = 1_u64 << index;
        match check.photo {
            PhotoPolicy::Never => {}
            PhotoPolicy::OnDefect => self.photo_on_defect |= bit,
            PhotoPolicy::Always => self.photo_always |= bit,
        }
        if matches!(check.kind, Kind::Text | Kind::Photo { .. }) {
            self.attached |= bit;
        }
        for class in &check.required_for {
            self.required_for[place(*class)] |= bit;
        }
        self.photo_min
            .push(if let Kind::Photo { min } = check.kind {
                min
            } else {
                0
            });
        let mut dense = DenseCheck {
            effects: offset(self.effects.len()),
            bounds: offset(self.bounds.len()),
            conditions: offset(self.conditions.len()),
            choice_count: 0,
            bound_count: 0,
            condition_count: 0,
            axis: check.axis as u8,
            best: 0,
            is_defects: false,
            slot: 0,
            sign: 1,
        };
        self.effects.extend(
            choices(&check.kind)
                .iter()
                .map(|effect| DenseEffect::of(effect)),
        );
        self.conditions
            .extend(check.when.iter().map(dense_condition));
        match &check.kind {
            Kind::Number(measure) | Kind::Count(measure) => {
                dense.sign = if measure.better == Better::High {
                    -1
                } else {
                    1
                };
                self.bounds
                    .extend(measure.bands.iter().filter_map(|band| match band.bound {
                        Bound::Below(below) => Some(below.0),
                        Bound::From(from) => Some(1 - from.0),
                        Bound::Open => None,
                    }));
            }
            Kind::Defects(defects) => {
                dense.is_defects = true;
                dense.slot = byte(self.defects.len());
                self.defects.push(DenseDefects::of(defects));
            }
            Kind::Bool { .. } | Kind::Enum { .. } | Kind::Text | Kind::Photo { .. } => {}
        }
        dense.choice_count = byte(self.effects.len() - dense.effects as usize);
        dense.bound_count = byte(self.bounds.len() - dense.bounds as usize);
        dense.condition_count = byte(self.conditions.len() - dense.conditions as usize);
        if let Kind::Number(measure) | Kind::Count(measure) = &check.kind {
            dense.best = self.band_of(&dense, best_of(check, measure));
        }
        self.checks.push(dense);
    }

    /// The band that a measure in thousandths lies in.
    pub(super) fn band_of(&self, check: &DenseCheck, thousandths: i64) -> u8 {
        let start = check.bounds as usize;
        let bounds = &self.bounds[start..start + usize::from(check.bound_count)];
        let signed = thousandths * i64::from(check.sign);
        bounds.iter().map(|bound| u8::from(signed >= *bound)).sum()
    }

    pub(super) fn effect(&self, check: &DenseCheck, choice: u8) -> &DenseEffect {
        &self.effects[check.effects as usize + usize::from(choice)]
    }

    pub(super) fn conditions_of(&self, check: &DenseCheck) -> &[(u8, u64)] {
        let start = check.conditions as usize;
        &self.conditions[start..start + usize::from(check.condition_count)]
    }
}

impl DenseDefects {
    fn of(defects: &super::model::Defects) -> Self {
        let sizes = defects.bands.iter().filter_map(|band| match band.bound {
            Bound::Below(below) => Some((below.0, band.effect.deduct)),
            Bound::From(_) | Bound::Open => None,
        });
        Self {
            zones: defects.zones.iter().map(|zone| zone.weight).collect(),
            types: defects.types.iter().map(|kind| kind.weight).collect(),
            sizes: sizes.collect(),
            last_deduct: defects.bands.last().map_or(0, |band| band.effect.deduct),
            cap: defects.cap,
            totals: defects.at.iter().map(|at| at.total).collect(),
        }
    }

    /// The points that `list` costs, and the choice of the last total it reaches.
    pub(super) fn weigh(&self, list: &[Defect]) -> (i32, u8) {
        let mut total = 0_i64;
        for defect in list {
            let weight = |list: &[i64], index: u8| list.get(usize::from(index)).copied();
            let zone = weight(&self.zones, defect.zone).unwrap_or(0);
            let kind = weight(&self.types, defect.kind).unwrap_or(0);
            let size = self.sizes.iter().find(|(below, _)| defect.size.0 < *below);
            total += zone * kind * size.map_or(self.last_deduct, |(_, deduct)| *deduct);
        }
        let total = total.min(self.cap);
        let choice = self.totals.iter().map(|at| u8::from(total >= *at)).sum();
        (narrow(total), choice)
    }

    pub(super) fn cap(&self) -> i32 {
        narrow(self.cap)
    }
}

impl DenseCombo {
    fn of(combo: &Combo) -> Self {
        Self {
            at_least: offset(combo.at_least),
            of: combo.of.iter().map(dense_condition).collect(),
            effect: DenseEffect::of(&combo.effect),
        }
    }
}

impl DenseEffect {
    fn of(effect: &Effect) -> Self {
        let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
        Self {
            ops: effect.fix.map_or(0, |op| 1 << op),
            deduct: narrow(effect.deduct),
            pct: effect.value_pct.unwrap_or(100),
            flags: flag(effect.refuse, REFUSE)
                | flag(effect.knockout, KNOCKOUT)
                | flag(effect.ceiling, CEILING)
                | flag(effect.fires(), FIRES),
        }
    }
}

/// The effects that a check's answers can have, by choice.
pub(super) fn choices(kind: &Kind) -> Vec<&Effect> {
    const NOTHING: &Effect = &Effect {
        refuse: false,
        knockout: false,
        ceiling: false,
        deduct: 0,
        fix: None,
        value_pct: None,
    };
    let found: Vec<&Effect> = match kind {
        Kind::Bool { no } => vec![NOTHING, no],
        Kind::Enum { options } => options.iter().map(|option| &option.effect).collect(),
        Kind::Number(measure) | Kind::Count(measure) => {
            measure.bands.iter().map(|band| &band.effect).collect()
        }
        Kind::Defects(defects) => std::iter::once(NOTHING)
            .chain(defects.at.iter().map(|at| &at.effect))
            .collect(),
        Kind::Text | Kind::Photo { .. } => Vec::new(),
    };
    if found.is_empty() {
        vec![NOTHING]
    } else {
        found
    }
}

/// Where a class stands in `required_for`.
pub(super) const fn place(class: Class) -> usize {
    match class {
        Class::Premium => 0,
        Class::Good => 1,
        Class::Scrap => 2,
    }
}

fn best_of(check: &Check, measure: &Measure) -> i64 {
    use super::answer::Answer;
    match &check.default {
        Answer::Number(best) => best.0,
        Answer::Count(best) => best * 1000,
        _ => measure.least.0,
    }
}

fn dense_condition(condition: &Condition) -> (u8, u64) {
    (byte(condition.check), condition.answers)
}

/// The reader keeps every number of a standard far inside these types.
fn byte(count: usize) -> u8 {
    u8::try_from(count).unwrap_or(u8::MAX)
}

fn offset(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn narrow(points: i64) -> i32 {
    i32::try_from(points).unwrap_or(i32::MAX)
}
