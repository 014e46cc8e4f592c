//! The schema and the reader take the same files: whatever is changed in one that both take, both
//! refuse it or neither does.

use serde_json::{Value, json};

use super::{BUILT_IN, EVERYTHING};
use crate::domain::{
    lang::Lang,
    standard::{Standard, schema::schema},
};

/// As editors see TOML: a day is a text.
fn as_json(table: &toml::Table) -> Value {
    fn of(value: &toml::Value) -> Value {
        match value {
            toml::Value::String(text) => text.as_str().into(),
            toml::Value::Integer(whole) => (*whole).into(),
            toml::Value::Float(decimal) => (*decimal).into(),
            toml::Value::Boolean(truth) => (*truth).into(),
            toml::Value::Datetime(time) => time.to_string().into(),
            toml::Value::Array(list) => list.iter().map(of).collect(),
            toml::Value::Table(table) => as_json(table),
        }
    }
    let entries = table.iter().map(|(key, value)| (key.clone(), of(value)));
    Value::Object(entries.collect())
}

/// Whether `value` fits `schema`. A keyword that it does not know is a failure of the test.
fn fits(root: &Value, schema: &Value, value: &Value) -> bool {
    let keywords = schema.as_object().unwrap();
    keywords.iter().all(|(keyword, says)| {
        let list = || says.as_array().unwrap();
        let length = || value.as_array().map(Vec::len);
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "then" => true,
            "$ref" => {
                let path = says.as_str().unwrap().strip_prefix('#').unwrap();
                fits(root, root.pointer(path).unwrap(), value)
            }
            "type" if says.is_array() => list().iter().any(|word| is_of_type(word, value)),
            "type" => is_of_type(says, value),
            "const" => value == says,
            "enum" => list().contains(value),
            "minimum" => value.as_i64().is_none_or(|n| n >= says.as_i64().unwrap()),
            "maximum" => value.as_i64().is_none_or(|n| n <= says.as_i64().unwrap()),
            "minItems" => length().is_none_or(|n| n as u64 >= says.as_u64().unwrap()),
            "maxItems" => length().is_none_or(|n| n as u64 <= says.as_u64().unwrap()),
            "format" => value.as_str().is_none_or(|day| day.len() == 10),
            "pattern" => value
                .as_str()
                .is_none_or(|text| matches(says.as_str().unwrap(), text)),
            "items" => value
                .as_array()
                .is_none_or(|all| all.iter().all(|one| fits(root, says, one))),
            "allOf" => list().iter().all(|part| fits(root, part, value)),
            "if" => !fits(root, says, value) || fits(root, &schema["then"], value),
            "required" => value.as_object().is_none_or(|object| {
                list()
                    .iter()
                    .all(|key| object.contains_key(key.as_str().unwrap()))
            }),
            "properties" => value.as_object().is_none_or(|object| {
                let known = says.as_object().unwrap();
                known
                    .iter()
                    .all(|(key, part)| object.get(key).is_none_or(|value| fits(root, part, value)))
            }),
            "propertyNames" => value
                .as_object()
                .is_none_or(|object| object.keys().all(|key| fits(root, says, &json!(key)))),
            "additionalProperties" => value.as_object().is_none_or(|object| {
                let known = schema.get("properties");
                let others = object
                    .iter()
                    .filter(|(key, _)| known.is_none_or(|known| known.get(key).is_none()));
                match says {
                    Value::Bool(may_be) => *may_be || others.count() == 0,
                    part => others
                        .map(|(_, value)| value)
                        .all(|value| fits(root, part, value)),
                }
            }),
            other => panic!("this test does not know `{other}`"),
        }
    })
}

fn is_of_type(word: &Value, value: &Value) -> bool {
    match word.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        other => panic!("this test does not know the type `{other}`"),
    }
}

/// The three patterns that the schema has.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern {
        "^/" => text.starts_with('/'),
        "^[!-~]$" => text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_graphic()),
        "^[a-z0-9_-]{1,64}$" => {
            (1..=64).contains(&text.len())
                && text
                    .bytes()
                    .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'))
        }
        other => panic!("this test does not know the pattern {other}"),
    }
}

fn both(root: &Value, table: &toml::Table) -> (bool, bool) {
    let by_schema = fits(root, root, &as_json(table));
    let source = toml::to_string(table).unwrap();
    (by_schema, Standard::load(&source).is_ok())
}

/// Every table in `value`, by the steps that lead to it, but not those whose keys are the author's.
fn tables(value: &toml::Value, path: &[Step], found: &mut Vec<Vec<Step>>) {
    let key = path.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Place(_) => None,
    });
    let is_authors = [
        "op",
        "when",
        "of",
        "zone",
        "type",
        "names",
        "given",
        "axis_floor",
    ];
    match value {
        toml::Value::Table(table) => {
            if !key.is_some_and(|key| is_authors.contains(&key)) {
                found.push(path.to_vec());
            }
            for (key, value) in table {
                tables(value, &[path, &[Step::Key(key.clone())]].concat(), found);
            }
        }
        toml::Value::Array(list) => {
            for (place, value) in list.iter().enumerate() {
                tables(value, &[path, &[Step::Place(place)]].concat(), found);
            }
        }
        _ => {}
    }
}

#[derive(Debug, Clone)]
enum Step {
    Key(String),
    Place(usize),
}

fn at<'t>(root: &'t mut toml::Value, path: &[Step]) -> &'t mut toml::Table {
    let found = path.iter().fold(root, |value, step| match step {
        Step::Key(key) => &mut value[key.as_str()],
        Step::Place(place) => &mut value[*place],
    });
    found.as_table_mut().unwrap()
}

/// Calls `change` with a fresh copy of each table of the small standard, and its path.
fn each_table(mut change: impl FnMut(&toml::Value, &[Step])) {
    let whole = toml::Value::Table(EVERYTHING.parse().unwrap());
    let mut paths = Vec::new();
    tables(&whole, &[], &mut paths);
    assert!(paths.len() > 60, "only {} tables were found", paths.len());
    for path in paths {
        change(&whole, &path);
    }
}

#[test]
fn every_standard_fits_the_schema_in_both_languages() {
    for lang in [Lang::Zh, Lang::En] {
        let root = schema(lang);
        let sources = BUILT_IN.iter().map(|(_, source)| *source);
        for source in sources.chain([EVERYTHING]) {
            assert_eq!(both(&root, &source.parse().unwrap()), (true, true));
        }
    }
}

#[test]
fn an_unknown_key_is_refused_by_both_wherever_it_stands() {
    let root = schema(Lang::En);
    each_table(|whole, path| {
        let mut changed = whole.clone();
        at(&mut changed, path).insert("unheard_of".to_owned(), 1.into());
        let changed = changed.as_table().unwrap();
        assert_eq!(both(&root, changed), (false, false), "{path:?}");
        let faults = Standard::load(&toml::to_string(changed).unwrap()).unwrap_err();
        let is_told =
            |fault: &super::super::Fault| fault.what.contains("unknown field `unheard_of`");
        assert!(faults.iter().any(is_told), "{path:?}: {faults:#?}");
    });
}

#[test]
fn a_missing_key_is_refused_by_the_reader_if_by_the_schema() {
    let root = schema(Lang::En);
    let mut needed = 0;
    each_table(|whole, path| {
        let keys: Vec<String> = at(&mut whole.clone(), path).keys().cloned().collect();
        for key in keys {
            let mut changed = whole.clone();
            at(&mut changed, path).remove(&key);
            let by_both = both(&root, changed.as_table().unwrap());
            // Without a key that may be missing, the rest may still contradict itself.
            assert_ne!(by_both, (false, true), "{path:?} {key}");
            needed += usize::from(!by_both.0);
        }
    });
    assert!(needed > 100, "only {needed} keys are needed");
}

#[test]
fn every_key_of_the_schema_is_read() {
    use super::super::format::{CHECKS, FILE, Section, Shape};
    fn walk(section: &'static Section, path: &[Step], whole: &toml::Value, seen: &mut usize) {
        for field in section.fields() {
            let mut changed = whole.clone();
            // No field takes a list of one empty list.
            let odd = toml::Value::Array(vec![toml::Value::Array(Vec::new())]);
            at(&mut changed, path).insert(field.name.to_owned(), odd);
            let source = toml::to_string(&changed).unwrap();
            let is_read = Standard::load(&source).is_err();
            assert!(
                is_read,
                "`{}` of {} is read by nobody",
                field.name, section.name
            );
            *seen += 1;
            let next = |steps: &[Step]| [path, steps].concat();
            let key = Step::Key(field.name.to_owned());
            let is_there = at(&mut whole.clone(), path).contains_key(field.name);
            match field.shape {
                Shape::Table(inner) if is_there => walk(inner, &next(&[key]), whole, seen),
                Shape::List(inner, ..) if is_there => {
                    walk(inner, &next(&[key, Step::Place(0)]), whole, seen);
                }
                _ => {}
            }
        }
    }
    let whole = toml::Value::Table(EVERYTHING.parse().unwrap());
    let mut seen = 0;
    walk(&FILE, &[], &whole, &mut seen);
    walk(
        FILE.field("op")
            .and_then(|op| match op.shape {
                Shape::Map(_, Shape::Table(section)) => Some(*section),
                _ => None,
            })
            .unwrap(),
        &[Step::Key("op".to_owned()), Step::Key("wash".to_owned())],
        &whole,
        &mut seen,
    );
    for section in &CHECKS {
        let checks = whole["check"].as_array().unwrap();
        let is_of_kind = |check: &toml::Value| check["kind"].as_str() == Some(section.name);
        let place = checks.iter().position(is_of_kind).unwrap();
        let path = [Step::Key("check".to_owned()), Step::Place(place)];
        walk(section, &path, &whole, &mut seen);
    }
    assert!(seen > 150, "only {seen} keys were tried");
}

#[test]
fn the_sections_of_checks_are_the_kinds() {
    use super::super::{format::CHECKS, model::Kind};
    let names: Vec<&str> = CHECKS.iter().map(|section| section.name).collect();
    assert_eq!(names, Kind::WORDS);
}
