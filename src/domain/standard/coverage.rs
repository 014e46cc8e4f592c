//! Which effects of a standard its golden cases try out.

use super::{
    Standard,
    answer::Answer,
    cases::answers_of,
    dense::choices,
    fault::Fault,
    model::{Bound, Kind},
    rules::choice_lines,
    verdict::{Step, Verdict, bits},
};
use crate::domain::class::Class;

/// How many effects there are, and how many of them a case hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Coverage {
    /// Options, bands, "no"s, totals and combos with an effect.
    pub effects: usize,
    /// Those that a case hits.
    pub hit: usize,
}

/// The choices, sizes, combos, operations and classes that the cases reach.
struct Reached {
    choices: Vec<u64>,
    sizes: Vec<u64>,
    combos: u64,
    ops: u64,
    classes: Vec<Option<Class>>,
    steps: Vec<Step>,
    /// Axes that alone kept an item from premium, one bit each.
    axes: u64,
    /// By the points that they begin with.
    labels: Vec<i64>,
}

/// Counts what the cases hit.
pub fn coverage(standard: &Standard) -> Coverage {
    look(standard).0
}

/// Counts what the cases hit and lists what they miss.
pub(super) fn look(standard: &Standard) -> (Coverage, Vec<Fault>) {
    let reached = reach(standard);
    let mut coverage = Coverage::default();
    let mut misses = Vec::new();
    let mut count = |is_hit: bool, line: usize, what: String| {
        coverage.effects += 1;
        coverage.hit += usize::from(is_hit);
        if !is_hit {
            misses.push(Fault::new(line, what, "add a case that does"));
        }
    };
    for (index, check) in standard.checks.iter().enumerate() {
        let lines = choice_lines(check);
        for (choice, effect) in choices(&check.kind).iter().enumerate() {
            if effect.fires() {
                let is_hit = reached.choices[index] >> choice & 1 == 1;
                let what = format!(
                    "no case hits {} of check `{}`",
                    title(&check.kind, choice),
                    check.id
                );
                count(is_hit, lines[choice], what);
            }
        }
        if let Kind::Defects(defects) = &check.kind {
            for (place, band) in defects.bands.iter().enumerate() {
                let is_hit = reached.sizes[index] >> place & 1 == 1;
                let what = format!("no case hits size {} of check `{}`", place + 1, check.id);
                count(is_hit, band.line, what);
            }
        }
    }
    for (index, combo) in standard.combos.iter().enumerate() {
        let what = format!("no case hits combo `{}`", combo.id);
        count(reached.combos >> index & 1 == 1, combo.line, what);
    }
    for (index, op) in standard.ops.iter().enumerate() {
        if reached.ops >> index & 1 == 0 {
            let what = format!("no case asks for operation `{}`", op.id);
            misses.push(Fault::new(op.line, what, "add a case that does"));
        }
    }
    for class in Class::ALL {
        if !reached.classes.contains(&Some(class)) {
            let what = format!("no case comes out as {}", class.as_str());
            misses.push(Fault::new(1, what, "add a case that does"));
        }
    }
    misses.extend(thresholds(standard, &reached));
    (coverage, misses)
}

/// The thresholds and labels that no case shows at work: one that can never decide is a mistake of
/// its author.
fn thresholds(standard: &Standard, reached: &Reached) -> Vec<Fault> {
    let mut missed = Vec::new();
    let mut miss = |is_hit: bool, line: usize, what: String, cure: &str| {
        if !is_hit {
            missed.push(Fault::new(line, what, cure));
        }
    };
    let rule = &standard.rule;
    for step in [Step::PremiumPoints, Step::GoodPoints, Step::RepairMaxPct] {
        // Without repairs there is nothing that might not pay.
        let is_moot = step == Step::RepairMaxPct && standard.ops.is_empty();
        let is_hit = is_moot || reached.steps.contains(&step);
        let what = format!("no case is decided by {}", step.rule().unwrap_or_default());
        miss(is_hit, rule.line, what, "add a case that is");
    }
    for (axis, floor) in &rule.axis_floor {
        let is_hit = reached.axes >> *axis as usize & 1 == 1;
        let what = format!(
            "no case is decided by axis_floor {} = {floor}",
            axis.as_str()
        );
        let cure = "add a case that is; a floor up to premium_points never decides: drop it";
        miss(is_hit, rule.line, what, cure);
    }
    for label in &standard.labels {
        let is_hit = reached.labels.contains(&label.from);
        let what = format!("no case has the label `{}`", label.name.en);
        miss(is_hit, label.line, what, "add a case that has it");
    }
    missed
}

fn reach(standard: &Standard) -> Reached {
    let checks = standard.checks.len();
    let mut reached = Reached {
        choices: vec![0; checks],
        sizes: vec![0; checks],
        combos: 0,
        ops: 0,
        classes: Vec::new(),
        steps: Vec::new(),
        axes: 0,
        labels: Vec::new(),
    };
    let mut verdict = Verdict::default();
    for case in standard.cases() {
        let answers = answers_of(standard, case);
        standard.evaluate(&answers, case.worth_yuan, &mut verdict);
        let asked = !verdict.state.skipped & (u64::MAX >> (64 - checks.max(1)));
        for index in bits(asked) {
            reached.choices[index] |= 1 << verdict.state.choices[index];
            reached.sizes[index] |= sizes(&standard.checks[index].kind, answers.get(index));
        }
        reached.combos |= verdict.fired.combos;
        reached.ops |= verdict.ops;
        reached.classes.push(verdict.class());
        reached.steps.push(verdict.step());
        if verdict.step() == Step::AxisFloor {
            let floors = standard.rule.axis_floor.iter();
            let low = floors
                .map(|(axis, _)| *axis as usize)
                .filter(|axis| verdict.lost[*axis] > standard.dense.most_lost[*axis]);
            reached.axes |= low.fold(0, |axes, axis| axes | 1 << axis);
        }
        let label = standard.label(i64::from(verdict.points()), verdict.class());
        reached.labels.extend(label.map(|label| label.from));
    }
    reached
}

/// The size bands that a list of defects lies in.
fn sizes(kind: &Kind, answer: &Answer) -> u64 {
    let (Kind::Defects(defects), Answer::Defects(list)) = (kind, answer) else {
        return 0;
    };
    let band_of = |size| {
        let is_passed = |bound: Bound| matches!(bound, Bound::Below(below) if below <= size);
        defects
            .bands
            .iter()
            .take_while(|band| is_passed(band.bound))
            .count()
    };
    list.iter()
        .fold(0, |seen, defect| seen | 1 << band_of(defect.size))
}

fn title(kind: &Kind, choice: usize) -> String {
    match kind {
        Kind::Enum { options } => format!("option `{}`", options[choice].id),
        Kind::Number(_) | Kind::Count(_) => format!("band {}", choice + 1),
        Kind::Defects(defects) => format!("total {}", defects.at[choice - 1].total),
        Kind::Bool { .. } | Kind::Text | Kind::Photo { .. } => "the \"no\"".to_owned(),
    }
}
