//! Reads how a check of a standard's file is answered: its options, bands, defects and default.

use super::{
    answer::Answer,
    answer_read::option_of,
    fields::{Faults, Fields, MEASURE, milli_of, whole_of},
    milli::Milli,
    model::{
        AtTotal, Band, Better, Bound, Choice, Defects, Effect, Kind, MOST_POINTS, Measure, Weight,
    },
    read::{Names, check_id},
    read_check::id_of,
};

/// Reads the kind of the check in `fields`, with all that belongs to it.
pub(super) fn read_kind(
    fields: &mut Fields<'_, '_>,
    names: &Names,
    faults: &mut Faults,
) -> Option<Kind> {
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
        let title = fields.title.part("option", id);
        let Some(mut one) = Fields::of(node, title, faults) else {
            continue;
        };
        one.take("id");
        let line = one.line;
        check_id(id, line, "an option", faults);
        let name = one.both_languages(faults);
        let effect = read_effect(&mut one, names, faults);
        one.finish(faults);
        options.push(Choice {
            id: id.to_owned(),
            name,
            effect,
            line,
        });
    }
    options
}

/// Reads the fields of an effect that stand in `fields`.
pub(super) fn read_effect(
    fields: &mut Fields<'_, '_>,
    names: &Names,
    faults: &mut Faults,
) -> Effect {
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
        let title = fields.title.part("a band", "");
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
        let title = fields.title.part("a total", "");
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

/// Reads the default, and whether the file states it.
pub(super) fn read_default(
    fields: &mut Fields<'_, '_>,
    kind: &Kind,
    faults: &mut Faults,
) -> (Answer, bool) {
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
