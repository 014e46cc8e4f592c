//! Reads the checks and the combos of a standard's file.

use super::{
    answer::Answer,
    answer_read::option_of,
    fields::{Faults, Fields, MEASURE, Node, milli_of, whole_of},
    milli::Milli,
    model::{
        AtTotal, Axis, Band, Better, Bound, Check, Choice, Combo, Condition, Defects, Effect, Kind,
        MOST_POINTS, Measure, PhotoPolicy, Weight,
    },
    read::{Names, axis_words, check_id, classes_of},
};
use crate::domain::class::Class;

/// The id of the check in `node`, or nothing where there is none to be read.
pub(super) fn id_of(node: Node<'_, '_>) -> String {
    let id = node
        .get_ref()
        .get("id")
        .and_then(|id| id.get_ref().as_str());
    id.unwrap_or_default().to_owned()
}

/// Reads one check; those before it are already read.
pub(super) fn read(
    node: Node<'_, '_>,
    index: usize,
    earlier: &[Check],
    names: &Names,
    faults: &mut Faults,
) -> Option<Check> {
    let id = names.checks[index].clone();
    let mut fields = Fields::of(node, format!("check `{id}`"), faults)?;
    let line = fields.line;
    fields.take("id");
    check_id(&id, line, "a check", faults);
    let name = fields.need_text("name", faults).unwrap_or_default();
    let how = fields.text("how", faults);
    let key = read_key(&mut fields, faults);
    let axis_word = fields.need_string("axis", faults);
    let axis = axis_word.and_then(Axis::parse);
    if let (Some(word), None) = (axis_word, axis) {
        let cure = format!("use one of {}", axis_words());
        faults.add(line, format!("`{word}` is not an axis"), cure);
    }
    let when = match fields.table("when", faults) {
        Some(table) => read_conditions(&table, earlier, names, faults),
        None => Vec::new(),
    };
    let diag = fields.string("diag", faults).map(str::to_owned);
    if diag
        .as_ref()
        .is_some_and(|pointer| !pointer.starts_with('/'))
    {
        faults.add(
            line,
            format!("`diag` of check `{id}` is no JSON pointer"),
            "begin it with /",
        );
    }
    let photo = read_photo_policy(&mut fields, faults);
    let mut required_for = classes_of(
        &fields.strings("required_for", faults).unwrap_or_default(),
        line,
        faults,
    );
    if fields.boolean("required", faults) == Some(true) {
        required_for = Class::ALL.to_vec();
    }
    let kind = read_kind(&mut fields, names, faults)?;
    let (default, default_is_stated) = read_default(&mut fields, &kind, faults);
    fields.finish(faults);
    let mut check = Check {
        id,
        axis: axis.unwrap_or(Axis::Functional),
        kind,
        key,
        name,
        how,
        default,
        default_is_stated,
        when,
        diag,
        photo,
        required_for,
        line,
    };
    check_required_for(&mut check, faults);
    Some(check)
}

/// Reads every combo.
pub(super) fn read_combos(
    root: &mut Fields<'_, '_>,
    checks: &[Check],
    names: &Names,
    faults: &mut Faults,
) -> Vec<Combo> {
    let mut combos = Vec::new();
    for node in root.array("combo", faults).into_iter().flatten() {
        let Some(mut fields) = Fields::of(node, format!("combo `{}`", id_of(node)), faults) else {
            continue;
        };
        let (id, line) = (id_of(node), fields.line);
        fields.take("id");
        check_id(&id, line, "a combo", faults);
        let name = fields.need_text("name", faults).unwrap_or_default();
        let at_least = fields.need_whole("at_least", (1, 64), faults).unwrap_or(1);
        let of = match fields.table("of", faults) {
            Some(table) => read_conditions(&table, checks, names, faults),
            None => Vec::new(),
        };
        let effect = read_effect(&mut fields, names, faults);
        fields.finish(faults);
        let at_least = usize::try_from(at_least).unwrap_or(1);
        combos.push(Combo {
            id,
            name,
            at_least,
            of,
            effect,
            line,
        });
    }
    combos
}

fn read_key(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<char> {
    let word = fields.string("key", faults)?;
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some(key), None) if key.is_ascii_graphic() => Some(key),
        _ => {
            let what = format!("`{word}` is not a hot key for {}", fields.title);
            faults.add(fields.line, what, "use one printable ASCII character");
            None
        }
    }
}

fn read_photo_policy(fields: &mut Fields<'_, '_>, faults: &mut Faults) -> PhotoPolicy {
    match fields.string("photo", faults) {
        None | Some("never") => PhotoPolicy::Never,
        Some("on_defect") => PhotoPolicy::OnDefect,
        Some("always") => PhotoPolicy::Always,
        Some(other) => {
            let what = format!("`{other}` is no photo policy");
            faults.add(fields.line, what, "use never, on_defect or always");
            PhotoPolicy::Never
        }
    }
}

fn check_required_for(check: &mut Check, faults: &mut Faults) {
    let can_be_missing = matches!(check.kind, Kind::Text | Kind::Photo { .. });
    if !can_be_missing && !check.required_for.is_empty() {
        let what = format!(
            "check `{}` is required_for a class, but always answered",
            check.id
        );
        faults.add(check.line, what, "only texts and photos can be missing");
    }
}

fn read_kind(fields: &mut Fields<'_, '_>, names: &Names, faults: &mut Faults) -> Option<Kind> {
    match fields.need_string("kind", faults)? {
        "bool" => {
            let mut no = fields.table("no", faults);
            let effect = no
                .as_mut()
                .map(|no| read_effect(no, names, faults))
                .unwrap_or_default();
            if let Some(no) = no {
                no.finish(faults);
            }
            Some(Kind::Bool { no: effect })
        }
        "enum" => Some(Kind::Enum {
            options: read_options(fields, names, faults),
        }),
        "number" => read_measure(fields, names, faults).map(Kind::Number),
        "count" => read_measure(fields, names, faults).map(Kind::Count),
        "defects" => Some(Kind::Defects(read_defects(fields, names, faults))),
        "text" => Some(Kind::Text),
        "photo" => {
            let min = fields.need_whole("min", (1, 100), faults).unwrap_or(1);
            Some(Kind::Photo {
                min: usize::try_from(min).unwrap_or(1),
            })
        }
        other => {
            let cure = "use bool, enum, number, count, defects, text or photo";
            faults.add(fields.line, format!("`{other}` is no kind of check"), cure);
            None
        }
    }
}

fn read_options(fields: &mut Fields<'_, '_>, names: &Names, faults: &mut Faults) -> Vec<Choice> {
    let mut options = Vec::new();
    for node in fields.array("option", faults).into_iter().flatten() {
        let id = id_of(node);
        let title = format!("option `{id}` of {}", fields.title);
        let Some(mut one) = Fields::of(node, title, faults) else {
            continue;
        };
        one.take("id");
        let line = one.line;
        check_id(&id, line, "an option", faults);
        let name = one.both_languages(faults);
        let effect = read_effect(&mut one, names, faults);
        one.finish(faults);
        options.push(Choice {
            id,
            name,
            effect,
            line,
        });
    }
    options
}

/// Reads the fields of an effect that stand in `fields`.
fn read_effect(fields: &mut Fields<'_, '_>, names: &Names, faults: &mut Faults) -> Effect {
    let ceiling = fields.string("ceiling", faults);
    if ceiling.is_some_and(|word| word != "good") {
        let what = format!("`ceiling` of {} is not \"good\"", fields.title);
        faults.add(
            fields.line,
            what,
            "write ceiling = \"good\", or knockout = true for scrap",
        );
    }
    let fix = fields.string("fix", faults).and_then(|id| {
        let found = names.ops.binary_search_by(|op| op.as_str().cmp(id)).ok();
        if found.is_none() {
            let what = format!("{} asks for operation `{id}`, which is none", fields.title);
            faults.add(
                fields.line,
                what,
                format!("operations are: {}", names.ops.join(", ")),
            );
        }
        found
    });
    let value_pct = fields.whole("value_pct", (0, 100), faults);
    Effect {
        refuse: fields.boolean("refuse", faults).unwrap_or(false),
        knockout: fields.boolean("knockout", faults).unwrap_or(false),
        ceiling: ceiling.is_some(),
        deduct: fields
            .whole("deduct", (0, MOST_POINTS), faults)
            .unwrap_or(0),
        fix,
        value_pct: value_pct.and_then(|pct| u8::try_from(pct).ok()),
    }
}

fn read_bands(fields: &mut Fields<'_, '_>, names: &Names, faults: &mut Faults) -> Vec<Band> {
    let mut bands = Vec::new();
    for node in fields.array("band", faults).into_iter().flatten() {
        let title = format!("band {} of {}", bands.len() + 1, fields.title);
        let Some(mut one) = Fields::of(node, title, faults) else {
            continue;
        };
        let line = one.line;
        let bound = match (one.milli("below", faults), one.milli("from", faults)) {
            (Some(below), None) => Bound::Below(below),
            (None, Some(from)) => Bound::From(from),
            (None, None) => Bound::Open,
            (Some(_), Some(_)) => {
                let what = format!("{} has both `below` and `from`", one.title);
                faults.add(line, what, "keep the one that ends the band");
                Bound::Open
            }
        };
        let effect = read_effect(&mut one, names, faults);
        one.finish(faults);
        bands.push(Band {
            bound,
            effect,
            line,
        });
    }
    bands
}

fn read_measure(
    fields: &mut Fields<'_, '_>,
    names: &Names,
    faults: &mut Faults,
) -> Option<Measure> {
    let is_count = fields.string("kind", faults) == Some("count");
    let unit = fields.string("unit", faults).unwrap_or_default().to_owned();
    let step = if is_count {
        Some(Milli(1000))
    } else {
        fields.milli("step", faults)
    };
    let better = match fields.string("better", faults) {
        None | Some("low") => Better::Low,
        Some("high") => Better::High,
        Some("mid") => Better::Mid,
        Some(other) => {
            faults.add(
                fields.line,
                format!("`{other}` is not better"),
                "use low, high or mid",
            );
            Better::Low
        }
    };
    let bands = read_bands(fields, names, faults);
    fields.need("range", faults)?;
    let range: Vec<Option<Milli>> = fields
        .array("range", faults)?
        .iter()
        .map(|bound| milli_of(bound.get_ref()))
        .collect();
    let step = step.filter(|step| step.0 > 0);
    let is_whole = |bound: Milli| !is_count || bound.0 % 1000 == 0;
    match (range.as_slice(), step) {
        ([Some(least), Some(greatest)], Some(step))
            if least < greatest
                && is_whole(*least)
                && is_whole(*greatest)
                && (greatest.0 - least.0) % step.0 == 0 =>
        {
            Some(Measure {
                unit,
                least: *least,
                greatest: *greatest,
                step,
                better,
                bands,
            })
        }
        _ => {
            let what = format!("`range` and `step` of {} do not go together", fields.title);
            let cure = "range = [least, greatest] is a whole number of steps, step is above 0";
            faults.add(fields.line, what, cure);
            None
        }
    }
}

fn read_weights(fields: Option<Fields<'_, '_>>, faults: &mut Faults) -> Vec<Weight> {
    let mut weights = Vec::new();
    let Some(fields) = fields else { return weights };
    for (id, start, node) in fields.entries() {
        let line = faults.line(start);
        check_id(id, line, "a zone or a type", faults);
        let found = whole_of(node.get_ref()).filter(|weight| (0..=MOST_POINTS).contains(weight));
        if found.is_none() {
            let what = format!("the weight of `{id}` is not a whole number");
            faults.add(line, what, format!("write one from 0 to {MOST_POINTS}"));
        }
        weights.push(Weight {
            id: id.to_owned(),
            weight: found.unwrap_or(0),
        });
    }
    weights
}

fn read_defects(fields: &mut Fields<'_, '_>, names: &Names, faults: &mut Faults) -> Defects {
    if fields
        .need_string("unit", faults)
        .is_some_and(|unit| unit != "mm")
    {
        let what = format!("defects of {} are not measured in mm", fields.title);
        faults.add(fields.line, what, "write unit = \"mm\"");
    }
    let zones = fields
        .need("zone", faults)
        .and_then(|_| fields.table("zone", faults));
    let types = fields
        .need("type", faults)
        .and_then(|_| fields.table("type", faults));
    let mut at = Vec::new();
    for node in fields.array("at", faults).into_iter().flatten() {
        let title = format!("`at` {} of {}", at.len() + 1, fields.title);
        let Some(mut one) = Fields::of(node, title, faults) else {
            continue;
        };
        let line = one.line;
        let total = one
            .need_whole("total", (1, MOST_POINTS), faults)
            .unwrap_or(1);
        let effect = read_effect(&mut one, names, faults);
        one.finish(faults);
        at.push(AtTotal {
            total,
            effect,
            line,
        });
    }
    Defects {
        zones: read_weights(zones, faults),
        types: read_weights(types, faults),
        bands: read_bands(fields, names, faults),
        cap: fields
            .need_whole("cap", (1, MOST_POINTS), faults)
            .unwrap_or(1),
        at,
    }
}

fn read_default(fields: &mut Fields<'_, '_>, kind: &Kind, faults: &mut Faults) -> (Answer, bool) {
    let is_stated = fields.has("default");
    let (best, expected) = match kind {
        Kind::Bool { .. } => {
            let is_best = fields.boolean("default", faults) != Some(false);
            (is_best.then_some(Answer::Bool(true)), "true")
        }
        Kind::Enum { options } => {
            let word = fields.string("default", faults);
            let is_best = word.is_none_or(|word| option_of(options, word) == Some(0));
            (is_best.then_some(Answer::Option(0)), "the first option")
        }
        Kind::Number(measure) => (
            best_measure(fields, measure, faults).map(Answer::Number),
            MEASURE,
        ),
        Kind::Count(measure) => {
            let best = best_measure(fields, measure, faults);
            (
                best.map(|best| Answer::Count(best.0 / 1000)),
                "a whole number",
            )
        }
        Kind::Defects(_) => (Some(Answer::Defects(Vec::new())), ""),
        Kind::Text => (Some(Answer::Text(String::new())), ""),
        Kind::Photo { .. } => (Some(Answer::Photos(Vec::new())), ""),
    };
    let best = best.unwrap_or_else(|| {
        let what = format!(
            "the default of {} is not among its best answers",
            fields.title
        );
        faults.add(
            fields.line,
            what,
            format!("let it be {expected}, in the range and on a step"),
        );
        Answer::Open
    });
    let is_measured = matches!(kind, Kind::Number(_) | Kind::Count(_));
    (best, is_stated || !is_measured)
}

/// The default, or the better end of the range where the file leaves it out.
fn best_measure(
    fields: &mut Fields<'_, '_>,
    measure: &Measure,
    faults: &mut Faults,
) -> Option<Milli> {
    let stated = fields.milli("default", faults);
    let best = match (stated, measure.better) {
        (Some(stated), _) => Some(stated),
        (None, Better::Low) => Some(measure.least),
        (None, Better::High) => Some(measure.greatest),
        (None, Better::Mid) => None,
    };
    best.filter(|best| {
        let is_in_range = measure.least <= *best && *best <= measure.greatest;
        is_in_range && (best.0 - measure.least.0) % measure.step.0 == 0
    })
}

/// Reads a table of check to answers; only checks among `checks` may be asked.
fn read_conditions(
    table: &Fields<'_, '_>,
    checks: &[Check],
    names: &Names,
    faults: &mut Faults,
) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for (id, start, node) in table.entries() {
        let line = faults.line(start);
        let Some(index) = checks.iter().position(|check| check.id == id) else {
            let is_later = names.checks.iter().any(|known| known == id);
            let what = match is_later {
                true => format!("{} asks `{id}`, which comes later", table.title),
                false => format!("{} asks `{id}`, which is no check", table.title),
            };
            faults.add(line, what, "name a check that comes before this one");
            continue;
        };
        let mut answers = 0_u64;
        for entry in node.get_ref().as_array().into_iter().flatten() {
            let bit = checks[index]
                .answer_from(&entry.get_ref().into())
                .and_then(bit_of);
            match bit {
                Some(bit) => answers |= 1_u64.checked_shl(bit.into()).unwrap_or(0),
                None => faults.add(
                    faults.line_of(entry),
                    format!("{} lists no answer to `{id}`", table.title),
                    "only a bool or an enum can be asked: list true, false or option ids",
                ),
            }
        }
        if answers == 0 {
            let what = format!("{} lists no answers of `{id}`", table.title);
            faults.add(line, what, "write them as a list");
        }
        conditions.push(Condition {
            check: index,
            answers,
        });
    }
    conditions
}

fn bit_of(answer: Answer) -> Option<u8> {
    match answer {
        Answer::Bool(truth) => Some(u8::from(!truth)),
        Answer::Option(index) => Some(index),
        _ => None,
    }
}
