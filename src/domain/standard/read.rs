//! Reads a standard's file into the model, with every fault of form at once.

use chrono::NaiveDate;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    fault::Fault,
    fields::{Faults, Fields, Map, Title},
    format::{CASES, FILE},
    model::{Axis, Case, Check, Combo, Label, MOST_OF_A_KIND, Op, PRICE_BOOK, Rule, Value},
    read_case, read_check,
};
use crate::domain::lang::Text;

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
    /// Those of them that are beyond reading, of which nothing can be asked.
    pub(super) broken: Vec<String>,
}

/// Reads `source` as far as it can be read, with all that is wrong with its form.
pub(super) fn read(source: &str) -> (Option<File>, Vec<Fault>) {
    let mut faults = Faults::from_line(1, source);
    let Some(document) = parse(source, &mut faults) else {
        return (None, faults.list);
    };
    let title = Title::new("the file", "");
    let root = Fields::new(document.get_ref(), 1, title, &FILE, &mut faults);
    let file = read_file(&root, &mut faults);
    (file, faults.list)
}

/// Reads the cases out of a part of a file that holds nothing else and in which nothing is wrong.
pub(super) fn cases(part: &str, line: usize, checks: &[Check]) -> Vec<Case> {
    let mut faults = Faults::from_line(line, part);
    let document = parse(part, &mut faults);
    let cases = document.map_or_else(Vec::new, |document| {
        let title = Title::new("the cases", "");
        let root = Fields::new(document.get_ref(), line, title, &CASES, &mut faults);
        read_case::read_all(&root, checks, &mut faults)
    });
    debug_assert!(faults.list.is_empty(), "{:?}", faults.list);
    cases
}

fn parse<'i>(text: &'i str, faults: &mut Faults) -> Option<Spanned<DeTable<'i>>> {
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let line = faults.line(error.span().map_or(0, |span| span.start));
        faults.add(line, error.message(), "write it as TOML 1.0");
    }
    faults.list.is_empty().then_some(document)
}

fn read_file(root: &Fields<'_, '_>, faults: &mut Faults) -> Option<File> {
    root.whole("format", faults);
    let id = root.string("id", faults).unwrap_or_default().to_owned();
    check_id(&id, root.line, "the standard", faults);
    let version = root.whole("version", faults);
    let effective_from = read_date(root, faults);
    let name = root.text("name", faults);
    let sources = root.texts("sources", faults).unwrap_or_default();
    let rule = read_rule(root, faults);
    let value = read_value(root, faults);
    let labels = read_labels(root, faults);
    let op_map = root.map("op", faults);
    let check_nodes = root.array("check", faults);
    let mut names = Names {
        ops: op_map.as_ref().map(op_ids).unwrap_or_default(),
        checks: check_nodes
            .iter()
            .map(|node| read_check::id_of(node).to_owned())
            .collect(),
        broken: Vec::new(),
    };
    limit("checks", names.checks.len(), faults);
    limit("operations", names.ops.len(), faults);
    let ops = op_map
        .map(|map| read_ops(&map, &names, faults))
        .unwrap_or_default();
    let mut checks: Vec<Check> = Vec::with_capacity(check_nodes.len());
    for node in &check_nodes {
        match read_check::read(node, &checks, &names, faults) {
            Some(check) => checks.push(check),
            None => names.broken.push(read_check::id_of(node).to_owned()),
        }
    }
    let combos = read_check::read_combos(root, &checks, &names, faults);
    limit("combos", combos.len(), faults);
    if !names.broken.is_empty() {
        // Cases would answer checks that could not be read.
        return None;
    }
    let cases = read_case::read_all(root, &checks, faults);
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

fn read_date(root: &Fields<'_, '_>, faults: &mut Faults) -> Option<NaiveDate> {
    let (node, _) = root.get("effective_from")?;
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

fn read_rule(root: &Fields<'_, '_>, faults: &mut Faults) -> Option<Rule> {
    let fields = root.table("rule", faults)?;
    let premium_points = fields.whole("premium_points", faults);
    let good_points = fields.whole("good_points", faults);
    let repair_max_pct = fields.whole("repair_max_pct", faults);
    let mut axis_floor = Vec::new();
    if let Some(floors) = fields.map("axis_floor", faults) {
        for (key, line, floor) in floors.whole_numbers(faults) {
            match Axis::parse(key) {
                Some(axis) => axis_floor.push((axis, floor)),
                None => {
                    let cure = format!("use one of {}", Axis::ALL.map(Axis::as_str).join(", "));
                    faults.add(line, format!("`{key}` is no axis"), cure);
                }
            }
        }
    }
    let (premium_points, good_points) = (premium_points?, good_points?);
    if good_points > premium_points {
        let what = format!("good_points {good_points} is above premium_points {premium_points}");
        faults.add(
            fields.line,
            what,
            "a good item has no more points than a premium one",
        );
    }
    Some(Rule {
        premium_points,
        good_points,
        repair_max_pct: repair_max_pct?,
        axis_floor,
        line: fields.line,
    })
}

fn read_value(root: &Fields<'_, '_>, faults: &mut Faults) -> Option<Value> {
    let fields = root.table("value", faults)?;
    let base = fields.string("base", faults).map(str::to_owned);
    if base.as_deref().is_some_and(|base| base != PRICE_BOOK) {
        let what = format!("`base` is not \"{PRICE_BOOK}\"");
        faults.add(fields.line, what, "there is no other base price");
    }
    let classes = fields.table("class_pct", faults);
    let mut pct = [None; 3];
    if let Some(classes) = &classes {
        pct = ["premium", "good", "scrap"].map(|name| classes.whole(name, faults));
        if pct[0] < pct[1] || pct[1] < pct[2] {
            faults.add(
                classes.line,
                "`class_pct` goes up from a better class to a worse",
                "let it go down",
            );
        }
    }
    let minus_refurbish = fields.flag("minus_refurbish", faults).unwrap_or(false);
    let floor_pct = fields.whole("floor_pct", faults).unwrap_or(0);
    let class_pct = [pct[0]?, pct[1]?, pct[2]?];
    Some(Value {
        base: base?,
        class_pct,
        minus_refurbish,
        floor_pct,
    })
}

fn read_labels(root: &Fields<'_, '_>, faults: &mut Faults) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    let mut last_line = root.line;
    for fields in root.tables("label", |_| Title::new("a label", ""), faults) {
        let from = fields.whole("from", faults).unwrap_or_default();
        let name = fields.text("name", faults).unwrap_or_default();
        last_line = fields.line;
        if labels.last().is_some_and(|better| better.from <= from) {
            let what = format!("the label from {from} comes after a lower one");
            faults.add(
                last_line,
                what,
                "list labels best first, each `from` lower than the last",
            );
        }
        labels.push(Label {
            from,
            name,
            line: last_line,
        });
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

fn op_ids(map: &Map<'_, '_>) -> Vec<String> {
    let ids = map.entries.iter().map(|(id, ..)| (*id).to_owned());
    let mut ids: Vec<String> = ids.collect();
    ids.sort();
    ids
}

fn read_ops(map: &Map<'_, '_>, names: &Names, faults: &mut Faults) -> Vec<Op> {
    let mut ops: Vec<Op> = Vec::new();
    for (id, line, node) in &map.entries {
        let title = Title::new("operation", id);
        let Some(fields) = Fields::of(node, title, map.section(), faults) else {
            continue;
        };
        let line = *line;
        check_id(id, line, "an operation", faults);
        let name = fields.text("name", faults).unwrap_or_default();
        let cost_yuan = fields.whole("cost_yuan", faults).unwrap_or_default();
        let minutes = fields.whole("minutes", faults).unwrap_or_default();
        let mut clears = 0;
        for check in fields.texts("clears", faults).unwrap_or_default() {
            match names.checks.iter().position(|known| *known == check) {
                Some(index) => clears |= 1_u64.checked_shl(index as u32).unwrap_or_default(),
                None => faults.add(
                    line,
                    format!("operation `{id}` clears `{check}`, which is no check"),
                    "name a check of this file",
                ),
            }
        }
        ops.push(Op {
            id: (*id).to_owned(),
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
