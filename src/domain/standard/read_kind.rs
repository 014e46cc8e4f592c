//! Reads how a check of a standard's file is answered: its options, bands, defects and default.

use super::{
    answer::Answer,
    answer_read::option_of,
    fields::{Faults, Fields, MEASURE, Map, Title, milli_of},
    milli::Milli,
    model::{AtTotal, Band, Better, Bound, Choice, Defects, Effect, Kind, Measure, Weight},
    read::{Names, check_id},
    read_check::id_of,
};
use crate::domain::lang::Text;

/// Reads the kind of the check in `fields`, with all that belongs to it.
pub(super) fn read_kind(
    fields: &Fields<'_, '_>,
    names: &Names,
    faults: &mut Faults,
) -> Option<Kind> {
    match fields.word("kind", faults)? {
        "bool" => {
            let no = fields.table("no", faults);
            let effect = no.map(|no| read_effect(&no, names, faults));
            Some(Kind::Bool {
                no: effect.unwrap_or_default(),
            })
        }
        "enum" => Some(Kind::Enum {
            options: read_options(fields, names, faults),
        }),
        "number" => {
            let step = fields.measure("step", faults);
            read_measure(fields, step, names, faults).map(Kind::Number)
        }
        "count" => {
            let step = Some(Milli::whole(1));
            let measure = read_measure(fields, step, names, faults)?;
            if measure.least.0 % 1000 != 0 {
                range_is_wrong(fields, faults);
            }
            Some(Kind::Count(measure))
        }
        "defects" => Some(Kind::Defects(read_defects(fields, names, faults))),
        "text" => Some(Kind::Text),
        "photo" => {
            let min = fields.whole("min", faults).unwrap_or(1);
            Some(Kind::Photo {
                min: usize::try_from(min).unwrap_or(1),
            })
        }
        _ => None,
    }
}

fn read_options(fields: &Fields<'_, '_>, names: &Names, faults: &mut Faults) -> Vec<Choice> {
    let title = fields.title;
    let mut options = Vec::new();
    for one in fields.tables("option", |node| title.part("option", id_of(node)), faults) {
        let id = one.string("id", faults).unwrap_or_default();
        check_id(id, one.line, "an option", faults);
        options.push(Choice {
            id: id.to_owned(),
            name: one.both_languages(faults),
            effect: read_effect(&one, names, faults),
            preset_for: read_categories(&one, faults),
            line: one.line,
        });
    }
    options
}

fn read_categories(fields: &Fields<'_, '_>, faults: &mut Faults) -> Vec<u32> {
    let words = fields.texts("preset_for", faults).unwrap_or_default();
    let mut ids = Vec::with_capacity(words.len());
    for word in words {
        match word.parse() {
            Ok(id) => ids.push(id),
            Err(_) => {
                let what = format!("{} is preset for `{word}`, which is no id", fields.title);
                faults.add(
                    fields.line,
                    what,
                    "name categories by their ids, as \"655\"",
                );
            }
        }
    }
    ids
}

/// Reads the fields of an effect that stand in `fields`.
pub(super) fn read_effect(fields: &Fields<'_, '_>, names: &Names, faults: &mut Faults) -> Effect {
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
    let value_pct = fields.whole("value_pct", faults);
    Effect {
        refuse: fields.flag("refuse", faults).unwrap_or(false),
        knockout: fields.flag("knockout", faults).unwrap_or(false),
        ceiling: fields.word("ceiling", faults).is_some(),
        deduct: fields.whole("deduct", faults).unwrap_or(0),
        fix,
        value_pct: value_pct.and_then(|pct| u8::try_from(pct).ok()),
    }
}

fn read_bands(fields: &Fields<'_, '_>, names: &Names, faults: &mut Faults) -> Vec<Band> {
    let title: Title<'_> = fields.title.part("a band", "");
    let mut bands = Vec::new();
    for one in fields.tables("band", |_| title, faults) {
        let line = one.line;
        let ends = (one.measure("below", faults), one.measure("from", faults));
        let bound = match ends {
            (Some(below), None) => Bound::Below(below),
            (None, Some(from)) => Bound::From(from),
            (None, None) => Bound::Open,
            (Some(_), Some(_)) => {
                let what = format!("{} has both `below` and `from`", one.title);
                faults.add(line, what, "keep the one that ends the band");
                Bound::Open
            }
        };
        bands.push(Band {
            bound,
            effect: read_effect(&one, names, faults),
            line,
        });
    }
    bands
}

fn read_measure(
    fields: &Fields<'_, '_>,
    step: Option<Milli>,
    names: &Names,
    faults: &mut Faults,
) -> Option<Measure> {
    let unit = fields.string("unit", faults).unwrap_or_default().to_owned();
    let better = fields.word("better", faults).and_then(Better::parse);
    let bands = read_bands(fields, names, faults);
    let range: Vec<Option<Milli>> = fields
        .array("range", faults)
        .iter()
        .map(|bound| milli_of(bound.get_ref()))
        .collect();
    let step = step?;
    match range.as_slice() {
        [Some(least), Some(greatest)]
            if least < greatest && step.0 > 0 && (greatest.0 - least.0) % step.0 == 0 =>
        {
            Some(Measure {
                unit,
                least: *least,
                greatest: *greatest,
                step,
                better: better.unwrap_or(Better::Low),
                bands,
            })
        }
        _ => {
            range_is_wrong(fields, faults);
            None
        }
    }
}

fn range_is_wrong(fields: &Fields<'_, '_>, faults: &mut Faults) {
    if fields.has("range") {
        let what = format!("`range` and `step` of {} do not go together", fields.title);
        let cure = "range = [least, greatest] is a whole number of steps, step is above 0";
        faults.add(fields.line, what, cure);
    }
}

fn read_weights(
    map: Option<Map<'_, '_>>,
    names: &[(&str, usize, Text)],
    faults: &mut Faults,
) -> Vec<Weight> {
    let mut weights = Vec::new();
    for (id, line, weight) in map.iter().flat_map(|map| map.whole_numbers(faults)) {
        let named = names.iter().find(|(named, ..)| *named == id);
        let weight = Weight {
            id: id.to_owned(),
            weight,
            name: named.map(|(.., name)| name.clone()),
        };
        weights.push((line, weight));
    }
    for (line, weight) in &weights {
        check_id(&weight.id, *line, "a zone or a type", faults);
    }
    weights.into_iter().map(|(_, weight)| weight).collect()
}

/// What zones and types are called, with the line of each.
fn read_names<'a>(fields: &Fields<'a, '_>, faults: &mut Faults) -> Vec<(&'a str, usize, Text)> {
    let Some(map) = fields.map("names", faults) else {
        return Vec::new();
    };
    let mut names = Vec::with_capacity(map.entries.len());
    for (id, line, node) in &map.entries {
        let title = Title::new("the name of", id);
        if let Some(name) = Fields::of(node, title, map.section(), faults) {
            names.push((*id, *line, name.both_languages(faults)));
        }
    }
    names
}

fn read_defects(fields: &Fields<'_, '_>, names: &Names, faults: &mut Faults) -> Defects {
    fields.word("unit", faults);
    let title: Title<'_> = fields.title.part("a total", "");
    let mut at = Vec::new();
    for one in fields.tables("at", |_| title, faults) {
        at.push(AtTotal {
            total: one.whole("total", faults).unwrap_or(1),
            effect: read_effect(&one, names, faults),
            line: one.line,
        });
    }
    let called = read_names(fields, faults);
    let zones = read_weights(fields.map("zone", faults), &called, faults);
    let types = read_weights(fields.map("type", faults), &called, faults);
    for (id, line, _) in &called {
        if zones.iter().chain(&types).all(|one| one.id != *id) {
            let what = format!(
                "`names` of {} has `{id}`, which is no zone or type",
                fields.title
            );
            faults.add(*line, what, "name what stands in `zone` or `type`");
        }
    }
    Defects {
        zones,
        types,
        bands: read_bands(fields, names, faults),
        cap: fields.whole("cap", faults).unwrap_or(1),
        at,
    }
}

/// Reads the default, and whether the file states it.
pub(super) fn read_default(
    fields: &Fields<'_, '_>,
    kind: &Kind,
    faults: &mut Faults,
) -> (Answer, bool) {
    let is_stated = fields.has("default");
    let (best, expected) = match kind {
        Kind::Bool { .. } => {
            let is_best = fields.flag("default", faults) != Some(false);
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
fn best_measure(fields: &Fields<'_, '_>, measure: &Measure, faults: &mut Faults) -> Option<Milli> {
    let stated = fields.measure("default", faults);
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
