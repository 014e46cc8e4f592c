//! Reads the checks and the combos of a standard's file.

use super::{
    answer::Answer,
    fields::{Faults, Fields, Map, Node, Title},
    format,
    model::{Axis, Check, Combo, Condition, Kind, PhotoPolicy},
    read::{Names, check_id},
    read_kind::{read_default, read_effect, read_kind},
};
use crate::domain::class::Class;

/// The id of the check in `node`, or nothing where there is none to be read.
pub(super) fn id_of<'a>(node: Node<'a, '_>) -> &'a str {
    word_of(node, "id").unwrap_or_default()
}

fn word_of<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.get_ref().get(name)?.get_ref().as_str()
}

/// Reads one check; those before it are already read.
pub(super) fn read(
    node: Node<'_, '_>,
    earlier: &[Check],
    names: &Names,
    faults: &mut Faults,
) -> Option<Check> {
    let id = id_of(node);
    let title = Title::new("check", id);
    let kind = word_of(node, "kind").unwrap_or_default();
    let Some(section) = format::of_kind(kind) else {
        let what = format!("`{kind}` is no kind for {title}");
        let cure = format!("use one of {}", Kind::WORDS.join(", "));
        faults.add(faults.line_of(node), what, cure);
        return None;
    };
    let fields = Fields::of(node, title, section, faults)?;
    let line = fields.line;
    check_id(id, line, "a check", faults);
    let name = fields.text("name", faults).unwrap_or_default();
    let how = fields.text("how", faults);
    let key = read_key(&fields, faults);
    let axis = fields.word("axis", faults).and_then(Axis::parse);
    let when = match fields.map("when", faults) {
        Some(map) => read_conditions(&map, earlier, names, faults),
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
    let photo = fields.word("photo", faults).and_then(PhotoPolicy::parse);
    let words = fields.words("required_for", faults);
    let mut required_for: Vec<Class> = words.iter().filter_map(|word| Class::parse(word)).collect();
    if fields.flag("required", faults) == Some(true) {
        required_for = Class::ALL.to_vec();
    }
    let kind = read_kind(&fields, names, faults)?;
    let (default, default_is_stated) = read_default(&fields, &kind, faults);
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
        photo: photo.unwrap_or(PhotoPolicy::Never),
        required_for,
        line,
    };
    check_required_for(&mut check, faults);
    Some(check)
}

/// Reads every combo.
pub(super) fn read_combos(
    root: &Fields<'_, '_>,
    checks: &[Check],
    names: &Names,
    faults: &mut Faults,
) -> Vec<Combo> {
    let mut combos = Vec::new();
    for fields in root.tables("combo", |node| Title::new("combo", id_of(node)), faults) {
        let (id, line) = (fields.string("id", faults).unwrap_or_default(), fields.line);
        check_id(id, line, "a combo", faults);
        let name = fields.text("name", faults).unwrap_or_default();
        let at_least = fields.whole("at_least", faults).unwrap_or(1);
        let of = match fields.map("of", faults) {
            Some(map) => read_conditions(&map, checks, names, faults),
            None => Vec::new(),
        };
        let effect = read_effect(&fields, names, faults);
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

fn read_key(fields: &Fields<'_, '_>, faults: &mut Faults) -> Option<char> {
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
    table: &Map<'_, '_>,
    checks: &[Check],
    names: &Names,
    faults: &mut Faults,
) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for &(id, line, node) in &table.entries {
        let Some(index) = checks.iter().position(|check| check.id == id) else {
            if names.broken.iter().any(|broken| broken == id) {
                continue;
            }
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
