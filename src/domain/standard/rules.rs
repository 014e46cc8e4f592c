//! The rules of form between the parts of a standard that are cheap enough for every load.

use std::collections::BTreeMap;

use super::{
    dense::choices,
    fault::Fault,
    milli::Milli,
    model::{
        Band, Better, Bound, Check, Choice, Combo, Defects, Effect, Kind, MOST_DEFECT_CHECKS,
        MOST_OPTIONS, Measure,
    },
    read::File,
};

/// Every fault between the parts of `file`.
pub(super) fn check(file: &File) -> Vec<Fault> {
    let mut faults = check_unique(file);
    for (index, check) in file.checks.iter().enumerate() {
        check_effects(file, index, check, &mut faults);
        check_kind(check, &mut faults);
    }
    let defect_checks = file
        .checks
        .iter()
        .filter(|check| matches!(check.kind, Kind::Defects(_)))
        .count();
    if defect_checks > MOST_DEFECT_CHECKS {
        let cure = format!("keep to {MOST_DEFECT_CHECKS}");
        faults.push(Fault::new(
            1,
            format!("there are {defect_checks} checks of defects"),
            cure,
        ));
    }
    for combo in &file.combos {
        check_combo(file, combo, &mut faults);
    }
    faults
}

/// Ids, hot keys and names of cases that stand twice.
pub(super) fn check_unique(file: &File) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut ids = BTreeMap::new();
    let all = file.checks.iter().map(|check| (&check.id, check.line));
    for (id, line) in all.chain(file.combos.iter().map(|combo| (&combo.id, combo.line))) {
        if let Some(first) = ids.insert(id, line) {
            let what = format!("the id `{id}` is taken by line {first}");
            faults.push(Fault::new(line, what, "give it another id"));
        }
    }
    let mut keys = BTreeMap::new();
    for check in &file.checks {
        let Some(key) = check.key else { continue };
        if let Some(first) = keys.insert(key, &check.id) {
            let what = format!(
                "hot key `{key}` of check `{}` is taken by `{first}`",
                check.id
            );
            faults.push(Fault::new(check.line, what, "give it another key"));
        }
    }
    let mut names = BTreeMap::new();
    for case in &file.cases {
        if let Some(first) = names.insert(&case.name, case.line) {
            let what = format!("case \"{}\" is already on line {first}", case.name);
            faults.push(Fault::new(case.line, what, "give it another name"));
        }
    }
    faults
}

/// The line of each choice, as `choices` lists them.
pub(super) fn choice_lines(check: &Check) -> Vec<usize> {
    match &check.kind {
        Kind::Enum { options } => options.iter().map(|option| option.line).collect(),
        Kind::Number(measure) | Kind::Count(measure) => {
            measure.bands.iter().map(|band| band.line).collect()
        }
        Kind::Defects(defects) => std::iter::once(check.line)
            .chain(defects.at.iter().map(|at| at.line))
            .collect(),
        Kind::Bool { .. } | Kind::Text | Kind::Photo { .. } => vec![check.line; 2],
    }
}

fn check_effects(file: &File, index: usize, check: &Check, faults: &mut Vec<Fault>) {
    let choices = choices(&check.kind);
    let lines = choice_lines(check);
    for (effect, line) in choices.iter().zip(&lines) {
        let title = format!("check `{}`", check.id);
        check_effect(effect, *line, &title, faults);
        if let Some(op) = effect.fix.map(|op| &file.ops[op])
            && op.clears >> index & 1 == 0
        {
            let what = format!("operation `{}` does not clear check `{}`", op.id, check.id);
            let cure = format!("add \"{}\" to its `clears`", check.id);
            faults.push(Fault::new(*line, what, cure));
        }
    }
    let best = best_choice(check);
    // From the best choice outwards, each step must cost at least as much as the one before.
    let outwards = (best + 1..choices.len()).map(|next| (next - 1, next));
    let inwards = (0..best).map(|next| (next + 1, next));
    for (before, next) in outwards.chain(inwards) {
        if let Some(how) = milder(file, choices[before], choices[next]) {
            let what = format!("a worse answer to check `{}` is milder: {how}", check.id);
            let cure = "a worse answer keeps what the better one costs";
            faults.push(Fault::new(lines[next], what, cure));
        }
    }
}

fn check_effect(effect: &Effect, line: usize, title: &str, faults: &mut Vec<Fault>) {
    let ends_it = effect.refuse || effect.knockout;
    let has_more = effect.ceiling
        || effect.deduct > 0
        || effect.fix.is_some()
        || effect.value_pct.is_some()
        || (effect.refuse && effect.knockout);
    if ends_it && has_more {
        let what = format!("{title} has an effect beside refuse or knockout");
        faults.push(Fault::new(line, what, "refuse and knockout stand alone"));
    } else if effect.fix.is_some() && !effect.ceiling {
        let what = format!("{title} asks for a fix without a ceiling");
        faults.push(Fault::new(line, what, "add ceiling = \"good\""));
    }
}

/// In what the later of two effects is milder than the earlier.
fn milder(file: &File, before: &Effect, next: &Effect) -> Option<String> {
    let rank = |effect: &Effect| match (effect.refuse, effect.knockout, effect.ceiling) {
        (true, ..) => 3,
        (_, true, _) => 2,
        (.., true) => 1,
        (false, false, false) => 0,
    };
    let cost = |effect: &Effect| effect.fix.map_or(0, |op| file.ops[op].cost_yuan);
    let pct = |effect: &Effect| effect.value_pct.unwrap_or(100);
    if rank(next) < rank(before) {
        return Some("it leaves a better class".to_owned());
    }
    if rank(next) > 1 {
        return None;
    }
    if next.deduct < before.deduct {
        return Some(format!(
            "it deducts {} after {}",
            next.deduct, before.deduct
        ));
    }
    if pct(next) > pct(before) {
        return Some(format!(
            "it leaves {} % of the value after {} %",
            pct(next),
            pct(before)
        ));
    }
    (cost(next) < cost(before))
        .then(|| format!("its operation costs {} after {}", cost(next), cost(before)))
}

/// Where the best choice stands; only a check that is best in the middle has it elsewhere.
fn best_choice(check: &Check) -> usize {
    use super::answer::Answer;
    let (Kind::Number(measure) | Kind::Count(measure)) = &check.kind else {
        return 0;
    };
    let best = match (&check.default, measure.better) {
        (Answer::Number(best), Better::Mid) => *best,
        (Answer::Count(best), Better::Mid) => Milli(best * 1000),
        _ => return 0,
    };
    let is_passed = |band: &&Band| matches!(band.bound, Bound::Below(below) if below <= best);
    measure.bands.iter().take_while(is_passed).count()
}

fn check_kind(check: &Check, faults: &mut Vec<Fault>) {
    let title = format!("check `{}`", check.id);
    match &check.kind {
        Kind::Enum { options } => {
            if !(2..=MOST_OPTIONS).contains(&options.len()) {
                let what = format!("{title} has {} options", options.len());
                let cure = format!("list 2 to {MOST_OPTIONS}");
                faults.push(Fault::new(check.line, what, cure));
            }
            for (at, option) in options.iter().enumerate() {
                if options[..at].iter().any(|earlier| earlier.id == option.id) {
                    let what = format!("option `{}` of {title} is there twice", option.id);
                    faults.push(Fault::new(option.line, what, "give it another id"));
                }
                check_preset(&options[..at], option, faults);
            }
        }
        Kind::Number(measure) | Kind::Count(measure) => {
            check_bands(check, measure, faults);
        }
        Kind::Defects(defects) => check_defects(check, defects, faults),
        Kind::Bool { .. } | Kind::Text | Kind::Photo { .. } => {}
    }
}

/// A preset is what the item is, so that it can lead to nothing, and one thing only.
fn check_preset(earlier: &[Choice], option: &Choice, faults: &mut Vec<Fault>) {
    let title = format!("option `{}`", option.id);
    if !option.preset_for.is_empty() && option.effect.fires() {
        let what = format!("{title} is preset and leads to something");
        faults.push(Fault::new(
            option.line,
            what,
            "preset only what leads to nothing",
        ));
    }
    for id in &option.preset_for {
        if let Some(other) = earlier.iter().find(|other| other.preset_for.contains(id)) {
            let what = format!("{title} is preset for {id}, as `{}` is", other.id);
            faults.push(Fault::new(option.line, what, "preset one of them"));
        }
    }
}

fn check_bands(check: &Check, measure: &Measure, faults: &mut Vec<Fault>) {
    let range = (measure.least, measure.greatest);
    check_bounds(&measure.bands, measure.better, range, check, faults);
    let best = match &check.default {
        super::answer::Answer::Number(best) => *best,
        super::answer::Answer::Count(best) => Milli(best * 1000),
        _ => return,
    };
    let first = measure.bands.first().map(|band| band.bound);
    let is_best = match (measure.better, first) {
        (Better::Low, Some(Bound::Below(below))) => best < below,
        (Better::High, Some(Bound::From(from))) => best >= from,
        _ => true,
    };
    if !is_best {
        let what = format!(
            "the default {best} of check `{}` is not in the best band",
            check.id
        );
        faults.push(Fault::new(check.line, what, "let it be in the first band"));
    }
}

fn check_bounds(
    bands: &[Band],
    better: Better,
    (least, greatest): (Milli, Milli),
    check: &Check,
    faults: &mut Vec<Fault>,
) {
    let mut fault = |line: usize, what: &str, cure: &str| {
        faults.push(Fault::new(
            line,
            format!("{what} in check `{}`", check.id),
            cure,
        ));
    };
    if bands.len() > MOST_OPTIONS {
        fault(check.line, "too many bands", "keep to 63");
    }
    let mut previous: Option<Milli> = None;
    for (at, band) in bands.iter().enumerate() {
        let is_last = at + 1 == bands.len();
        let bound = match (band.bound, better) {
            (Bound::Open, _) if is_last => continue,
            (Bound::Open, _) => {
                fault(
                    band.line,
                    "an open band before the last",
                    "only the last band is open",
                );
                continue;
            }
            (Bound::Below(_), Better::High) => {
                fault(
                    band.line,
                    "`below` in a band",
                    "use `from`, since higher is better",
                );
                continue;
            }
            (Bound::From(_), Better::Low | Better::Mid) => {
                fault(
                    band.line,
                    "`from` in a band",
                    "use `below`, or better = \"high\"",
                );
                continue;
            }
            (Bound::Below(bound) | Bound::From(bound), _) => bound,
        };
        if is_last {
            fault(
                band.line,
                "the last band is not open",
                "end with a band without a bound",
            );
        }
        if bound <= least || bound > greatest {
            fault(
                band.line,
                "a band outside the range",
                "keep bounds within `range`",
            );
        }
        let is_ordered = previous.is_none_or(|previous| match better {
            Better::High => bound < previous,
            Better::Low | Better::Mid => bound > previous,
        });
        if !is_ordered {
            fault(
                band.line,
                "bands out of order",
                "let `below` go up and `from` go down",
            );
        }
        previous = Some(bound);
    }
}

fn check_defects(check: &Check, defects: &Defects, faults: &mut Vec<Fault>) {
    let title = format!("check `{}`", check.id);
    if defects.zones.is_empty() || defects.types.is_empty() || defects.bands.is_empty() {
        let what = format!("{title} lacks zones, types or bands");
        faults.push(Fault::new(check.line, what, "give each of them"));
    }
    // A defect of no size at all lies in the first band.
    check_bounds(
        &defects.bands,
        Better::Low,
        (Milli(0), Milli::whole(10_000)),
        check,
        faults,
    );
    let mut deduct = 0;
    for band in &defects.bands {
        if band.effect
            != (Effect {
                deduct: band.effect.deduct,
                ..Effect::default()
            })
        {
            let what = format!("a size of {title} does more than deduct");
            faults.push(Fault::new(band.line, what, "put other effects into `at`"));
        }
        if band.effect.deduct < deduct {
            let what = format!("a greater size of {title} is milder");
            faults.push(Fault::new(
                band.line,
                what,
                "let a greater size deduct no less",
            ));
        }
        deduct = band.effect.deduct;
    }
    let mut previous = 0;
    for at in &defects.at {
        if at.total <= previous {
            let what = format!("totals of {title} out of order");
            faults.push(Fault::new(at.line, what, "let `total` go up"));
        }
        if at.total > defects.cap {
            let what = format!(
                "total {} of {title} is above its cap {}",
                at.total, defects.cap
            );
            faults.push(Fault::new(
                at.line,
                what,
                "no inspection reaches it: raise the cap",
            ));
        }
        previous = at.total;
    }
}

fn check_combo(file: &File, combo: &Combo, faults: &mut Vec<Fault>) {
    let title = format!("combo `{}`", combo.id);
    check_effect(&combo.effect, combo.line, &title, faults);
    if !combo.effect.fires() {
        let what = format!("{title} leads to nothing");
        faults.push(Fault::new(combo.line, what, "give it an effect"));
    }
    if let Some(op) = combo.effect.fix.map(|op| &file.ops[op])
        && !combo
            .of
            .iter()
            .any(|condition| op.clears >> condition.check & 1 == 1)
    {
        let what = format!("operation `{}` clears no check of {title}", op.id);
        faults.push(Fault::new(
            combo.line,
            what,
            "add one of its checks to `clears`",
        ));
    }
    let mut allowed = vec![u64::MAX; file.checks.len()];
    if !can_meet(&file.checks, combo, 0, combo.at_least, &mut allowed) {
        let what = format!("{title} is unreachable");
        let cure = "no inspection meets that many of its conditions at once";
        faults.push(Fault::new(combo.line, what, cure));
    }
}

/// Whether `wanted` of the conditions from `first` on can hold together under `allowed`.
fn can_meet(
    checks: &[Check],
    combo: &Combo,
    first: usize,
    wanted: usize,
    allowed: &mut [u64],
) -> bool {
    if wanted == 0 {
        return true;
    }
    if combo.of.len() - first < wanted {
        return false;
    }
    let condition = &combo.of[first];
    let mut narrowed = allowed.to_vec();
    let is_possible = narrow(checks, condition.check, condition.answers, &mut narrowed);
    (is_possible && can_meet(checks, combo, first + 1, wanted - 1, &mut narrowed))
        || can_meet(checks, combo, first + 1, wanted, allowed)
}

/// Asks that `check` is answered with one of `answers`, and with it all that it hangs on.
fn narrow(checks: &[Check], check: usize, answers: u64, allowed: &mut [u64]) -> bool {
    allowed[check] &= answers;
    allowed[check] != 0
        && checks[check]
            .when
            .iter()
            .all(|condition| narrow(checks, condition.check, condition.answers, allowed))
}
