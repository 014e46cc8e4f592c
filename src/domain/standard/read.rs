//! Reads a standard's file into the model, with every fault of form at once.

use chrono::NaiveDate;
use toml::de::{DeTable, DeValue};

use super::{
    fault::Fault,
    fields::{Faults, Fields, Node, Title},
    model::{Axis, Case, Check, Combo, Label, MOST_OF_A_KIND, Op, PRICE_BOOK, Rule, Value},
    read_case, read_check,
};
use crate::domain::{class::Class, lang::Text};

/// The version of the file format that this program reads.
const FORMAT: i64 = 1;
/// The greatest amount of whole yuan in a standard.
const MOST_YUAN: i64 = 10_000_000;
/// A year of minutes is longer than any operation.
const MOST_MINUTES: i64 = 525_600;
/// How far a threshold may lie from zero.
const MOST_THRESHOLD: i64 = 1000;

/// A standard's file as read; its parts may still contradict each other.
pub(super) struct File {
    pub(super) id: String,
    pub(super) version: u32,
    pub(super) effective_from: NaiveDate,
    pub(super) name: Text,
    pub(super) sources: Vec<String>,
    pub(super) rule: Rule,
    pub(super) labels: Vec<Label>,
    pub(super) value: Value,
    pub(super) ops: Vec<Op>,
    pub(super) checks: Vec<Check>,
    pub(super) combos: Vec<Combo>,
    pub(super) cases: Vec<Case>,
}

/// What later parts of the file may refer to.
#[derive(Default)]
pub(super) struct Names {
    /// Operations, sorted.
    pub(super) ops: Vec<String>,
    /// Checks in the file's order.
    pub(super) checks: Vec<String>,
}

/// Reads `source`; the file is there only if its form leaves no doubt.
pub(super) fn read(source: &str) -> (Option<File>, Vec<Fault>) {
    let mut faults = Faults::new(source);
    let (document, errors) = DeTable::parse_recoverable(source);
    for error in errors {
        let line = faults.line(error.span().map_or(0, |span| span.start));
        faults.add(line, error.message(), "write it as TOML 1.0");
    }
    if !faults.list.is_empty() {
        return (None, faults.list);
    }
    let root = Fields::new(document.get_ref(), 1, Title::new("the file", ""));
    let file = read_file(root, &mut faults);
    let file = file.filter(|_| faults.list.is_empty());
    (file, faults.list)
}

fn read_file(mut root: Fields<'_, '_>, faults: &mut Faults) -> Option<File> {
    root.need_whole("format", (FORMAT, FORMAT), faults);
    let id = root
        .need_string("id", faults)
        .unwrap_or_default()
        .to_owned();
    check_id(&id, root.line, "the standard", faults);
    let version = root.need_whole("version", (1, 1_000_000), faults);
    let effective_from = read_date(&mut root, faults);
    let name = root.need_text("name", faults);
    let sources = root.strings("sources", faults).unwrap_or_default();
    let rule = root
        .need("rule", faults)
        .and_then(|_| read_rule(&mut root, faults));
    let value = root
        .need("value", faults)
        .and_then(|_| read_value(&mut root, faults));
    let labels = read_labels(&mut root, faults);
    let ops_table = root.table("op", faults);
    let check_nodes = root
        .array("check", faults)
        .map(|list| list.iter().collect::<Vec<_>>());
    let check_nodes: Vec<Node<'_, '_>> = check_nodes.unwrap_or_default();
    let names = Names {
        ops: ops_table.as_ref().map(op_ids).unwrap_or_default(),
        checks: check_nodes
            .iter()
            .map(|node| read_check::id_of(node).to_owned())
            .collect(),
    };
    limit("checks", names.checks.len(), faults);
    limit("operations", names.ops.len(), faults);
    let ops = ops_table
        .map(|table| read_ops(&table, &names, faults))
        .unwrap_or_default();
    let mut checks: Vec<Check> = Vec::with_capacity(check_nodes.len());
    for node in &check_nodes {
        // Later conditions count on the index, so one check that is beyond reading ends it.
        checks.push(read_check::read(node, &checks, &names, faults)?);
    }
    let combos = read_check::read_combos(&mut root, &checks, &names, faults);
    limit("combos", combos.len(), faults);
    let cases = read_case::read_all(&mut root, &checks, faults);
    root.finish(faults);
    Some(File {
        id,
        version: u32::try_from(version?).ok()?,
        effective_from: effective_from?,
        name: name?,
        sources,
        rule: rule?,
        labels,
        value: value?,
        ops,
        checks,
        combos,
        cases,
    })
}

/// Ids stand in records, file names and command lines, so they are plain.
pub(super) fn check_id(id: &str, line: usize, what: &str, faults: &mut Faults) {
    let is_plain = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-')
    };
    if id.is_empty() || id.len() > 64 || !id.bytes().all(is_plain) {
        let what = format!("`{id}` is not an id for {what}");
        faults.add(line, what, "use a-z, 0-9, _ and -, at most 64 of them");
    }
}

fn limit(what: &str, count: usize, faults: &mut Faults) {
    if count > MOST_OF_A_KIND {
        let cure = format!("keep to {MOST_OF_A_KIND}");
        faults.add(1, format!("there are {count} {what}"), cure);
    }
}

fn read_date(root: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<NaiveDate> {
    let node = root.need("effective_from", faults)?;
    let found = match node.get_ref() {
        DeValue::Datetime(toml::value::Datetime {
            date: Some(date),
            time: None,
            offset: None,
        }) => NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()),
        _ => None,
    };
    if found.is_none() {
        let line = faults.line_of(node);
        faults.add(
            line,
            "`effective_from` is not a day",
            "write it as 2017-12-01, unquoted",
        );
    }
    found
}

fn read_rule(root: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<Rule> {
    let mut fields = root.table("rule", faults)?;
    let threshold = (-MOST_THRESHOLD, 100);
    let premium_points = fields.need_whole("premium_points", threshold, faults);
    let good_points = fields.need_whole("good_points", threshold, faults);
    let repair_max_pct = fields.need_whole("repair_max_pct", (0, 1000), faults);
    let mut axis_floor = Vec::new();
    if let Some(floors) = fields.table("axis_floor", faults) {
        for (key, _, node) in floors.entries() {
            let floor = super::fields::whole_of(node.get_ref()).filter(|floor| *floor <= 100);
            match (Axis::parse(key), floor) {
                (Some(axis), Some(floor)) if floor >= -MOST_THRESHOLD => {
                    axis_floor.push((axis, floor));
                }
                (Some(_), _) => faults.add(
                    faults.line_of(node),
                    format!("`axis_floor.{key}` is not a whole number up to 100"),
                    "write the least points of the axis",
                ),
                (None, _) => faults.add(
                    faults.line_of(node),
                    format!("`{key}` is not an axis"),
                    format!("use one of {}", axis_words()),
                ),
            }
        }
    }
    let line = fields.line;
    fields.finish(faults);
    let (premium_points, good_points) = (premium_points?, good_points?);
    if good_points > premium_points {
        let what = format!("good_points {good_points} is above premium_points {premium_points}");
        faults.add(
            line,
            what,
            "a good item has no more points than a premium one",
        );
    }
    Some(Rule {
        premium_points,
        good_points,
        repair_max_pct: repair_max_pct?,
        axis_floor,
    })
}

pub(super) fn axis_words() -> String {
    Axis::ALL.map(Axis::as_str).join(", ")
}

fn read_value(root: &mut Fields<'_, '_>, faults: &mut Faults) -> Option<Value> {
    let mut fields = root.table("value", faults)?;
    let base = fields.need_string("base", faults).map(str::to_owned);
    if base.as_deref().is_some_and(|base| base != PRICE_BOOK) {
        let what = format!("`base` is not \"{PRICE_BOOK}\"");
        faults.add(fields.line, what, "there is no other base price");
    }
    let mut pct = [None; 3];
    if let Some(mut classes) = fields.table("class_pct", faults) {
        pct = ["premium", "good", "scrap"].map(|name| classes.need_whole(name, (0, 100), faults));
        let line = classes.line;
        classes.finish(faults);
        if pct[0] < pct[1] || pct[1] < pct[2] {
            faults.add(
                line,
                "`class_pct` goes up from a better class to a worse",
                "let it go down",
            );
        }
    } else if !fields.has("class_pct") {
        faults.add(fields.line, "`value` has no `class_pct`", "add `class_pct`");
    }
    let minus_refurbish = fields.boolean("minus_refurbish", faults).unwrap_or(false);
    let floor_pct = fields.whole("floor_pct", (0, 100), faults).unwrap_or(0);
    fields.finish(faults);
    let class_pct = [pct[0]?, pct[1]?, pct[2]?];
    Some(Value {
        base: base?,
        class_pct,
        minus_refurbish,
        floor_pct,
    })
}

fn read_labels(root: &mut Fields<'_, '_>, faults: &mut Faults) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    let mut last_line = root.line;
    for node in root.array("label", faults).into_iter().flatten() {
        let title = Title::new("a label", "");
        let Some(mut fields) = Fields::of(node, title, faults) else {
            continue;
        };
        let from = fields
            .need_whole("from", (0, 100), faults)
            .unwrap_or_default();
        let name = fields.need_text("name", faults).unwrap_or_default();
        last_line = fields.line;
        fields.finish(faults);
        if labels.last().is_some_and(|better| better.from <= from) {
            let what = format!("the label from {from} comes after a lower one");
            faults.add(
                last_line,
                what,
                "list labels best first, each `from` lower than the last",
            );
        }
        labels.push(Label { from, name });
    }
    if labels.last().is_some_and(|last| last.from != 0) {
        faults.add(
            last_line,
            "the last label is not from 0",
            "end with a label from 0",
        );
    }
    labels
}

fn op_ids(table: &Fields<'_, '_>) -> Vec<String> {
    let mut ids: Vec<String> = table
        .entries()
        .into_iter()
        .map(|(key, ..)| key.to_owned())
        .collect();
    ids.sort();
    ids
}

fn read_ops(table: &Fields<'_, '_>, names: &Names, faults: &mut Faults) -> Vec<Op> {
    let mut ops: Vec<Op> = Vec::new();
    for (id, start, node) in table.entries() {
        let title = Title::new("operation", id);
        let Some(mut fields) = Fields::of(node, title, faults) else {
            continue;
        };
        let line = faults.line(start);
        check_id(id, line, "an operation", faults);
        let name = fields.need_text("name", faults).unwrap_or_default();
        let cost_yuan = fields
            .need_whole("cost_yuan", (0, MOST_YUAN), faults)
            .unwrap_or_default();
        let minutes = fields
            .need_whole("minutes", (0, MOST_MINUTES), faults)
            .unwrap_or_default();
        let mut clears = 0;
        for check in fields.strings("clears", faults).unwrap_or_default() {
            match names.checks.iter().position(|known| *known == check) {
                Some(index) => clears |= 1_u64.checked_shl(index as u32).unwrap_or_default(),
                None => faults.add(
                    line,
                    format!("operation `{id}` clears `{check}`, which is no check"),
                    "name a check of this file",
                ),
            }
        }
        fields.finish(faults);
        ops.push(Op {
            id: id.to_owned(),
            name,
            cost_yuan,
            minutes,
            clears,
            line,
        });
    }
    ops.sort_by(|a, b| a.id.cmp(&b.id));
    ops
}

/// The classes that `words` name.
pub(super) fn classes_of(words: &[String], line: usize, faults: &mut Faults) -> Vec<Class> {
    let mut classes = Vec::new();
    for word in words {
        match Class::parse(word) {
            Some(class) => classes.push(class),
            None => {
                faults.add(
                    line,
                    format!("`{word}` is not a class"),
                    "premium, good or scrap",
                );
            }
        }
    }
    classes
}
