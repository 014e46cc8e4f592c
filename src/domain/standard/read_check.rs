//! Reads the checks and the combos of a standard's file.

use super::{
    answer::Answer,
    fields::{Faults, Fields, Node, Title},
    model::{Axis, Check, Combo, Condition, Kind, PhotoPolicy},
    read::{Names, axis_words, check_id, classes_of},
    read_kind::{read_default, read_effect, read_kind},
};
use crate::domain::class::Class;

/// The id of the check in `node`, or nothing where there is none to be read.
pub(super) fn id_of<'a>(node: Node<'a, '_>) -> &'a str {
    let id = node
        .get_ref()
        .get("id")
        .and_then(|id| id.get_ref().as_str());
    id.unwrap_or_default()
}

/// Reads one check; those before it are already read.
pub(super) fn read(
    node: Node<'_, '_>,
    earlier: &[Check],
    names: &Names,
    faults: &mut Faults,
) -> Option<Check> {
    let id = id_of(node);
    let mut fields = Fields::of(node, Title::new("check", id), faults)?;
    let line = fields.line;
    fields.take("id");
    check_id(id, line, "a check", faults);
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
        id: id.to_owned(),
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
        let Some(mut fields) = Fields::of(node, Title::new("combo", id_of(node)), faults) else {
            continue;
        };
        let (id, line) = (id_of(node), fields.line);
        fields.take("id");
        check_id(id, line, "a combo", faults);
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
            id: id.to_owned(),
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
