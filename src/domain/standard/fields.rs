//! Takes the fields of a TOML table one by one and keeps every fault with its line,
//! so that an author sees all of them at once. A field that nobody took is a fault.

use std::fmt;

use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue},
};

use super::{
    fault::{Fault, Lines},
    milli::Milli,
};
use crate::domain::lang::Text;

/// A value with its place in the file.
pub(super) type Node<'a, 'i> = &'a Spanned<DeValue<'i>>;

/// The faults found so far, and where lines begin.
pub(super) struct Faults {
    lines: Lines,
    pub(super) list: Vec<Fault>,
}

impl Faults {
    pub(super) fn new(source: &str) -> Self {
        Self {
            lines: Lines::new(source),
            list: Vec::new(),
        }
    }

    pub(super) fn line(&self, offset: usize) -> usize {
        self.lines.of(offset)
    }

    pub(super) fn line_of<T>(&self, node: &Spanned<T>) -> usize {
        self.line(node.span().start)
    }

    pub(super) fn add(&mut self, line: usize, what: impl Into<String>, cure: impl Into<String>) {
        self.list.push(Fault::new(line, what, cure));
    }
}

/// What faults call a table: "check `bend`", "option `on` of check `account`".
///
/// It is put into words only when there is a fault, since every start reads every standard.
#[derive(Clone, Copy)]
pub(super) struct Title<'a> {
    what: &'static str,
    name: &'a str,
    of: Option<(&'static str, &'a str)>,
}

impl<'a> Title<'a> {
    pub(super) const fn new(what: &'static str, name: &'a str) -> Self {
        Self {
            what,
            name,
            of: None,
        }
    }

    /// A part of this.
    pub(super) const fn part(self, what: &'static str, name: &'a str) -> Self {
        Self {
            what,
            name,
            of: Some((self.what, self.name)),
        }
    }
}

impl fmt::Display for Title<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |f: &mut fmt::Formatter<'_>, (what, name): (&str, &str)| match name {
            "" => f.write_str(what),
            name => write!(f, "{what} `{name}`"),
        };
        named(f, (self.what, self.name))?;
        if let Some(of) = self.of {
            f.write_str(" of ")?;
            named(f, of)?;
        }
        Ok(())
    }
}

/// A table that is being read.
pub(super) struct Fields<'a, 'i> {
    table: &'a DeTable<'i>,
    /// The line that the table begins on.
    pub(super) line: usize,
    /// What faults call the table.
    pub(super) title: Title<'a>,
    taken: Vec<&'static str>,
}

impl<'a, 'i> Fields<'a, 'i> {
    pub(super) fn new(table: &'a DeTable<'i>, line: usize, title: Title<'a>) -> Self {
        Self {
            table,
            line,
            title,
            taken: Vec::new(),
        }
    }

    /// The fields of `node`, which must be a table.
    pub(super) fn of(node: Node<'a, 'i>, title: Title<'a>, faults: &mut Faults) -> Option<Self> {
        let line = faults.line_of(node);
        match node.get_ref() {
            DeValue::Table(table) => Some(Self::new(table, line, title)),
            other => {
                let what = format!("{title} is a {}, not a table", other.type_str());
                faults.add(line, what, "write it as { … }");
                None
            }
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.table.contains_key(name)
    }

    pub(super) fn take(&mut self, name: &'static str) -> Option<Node<'a, 'i>> {
        self.taken.push(name);
        self.table.get(name)
    }

    pub(super) fn need(&mut self, name: &'static str, faults: &mut Faults) -> Option<Node<'a, 'i>> {
        let found = self.take(name);
        if found.is_none() {
            let what = format!("{} has no `{name}`", self.title);
            faults.add(self.line, what, format!("add `{name}`"));
        }
        found
    }

    pub(super) fn string(&mut self, name: &'static str, faults: &mut Faults) -> Option<&'a str> {
        let node = self.take(name)?;
        let found = node.get_ref().as_str();
        self.check_type(name, node, found.is_some(), "a string", faults);
        found
    }

    pub(super) fn need_string(
        &mut self,
        name: &'static str,
        faults: &mut Faults,
    ) -> Option<&'a str> {
        self.need(name, faults)?;
        self.string(name, faults)
    }

    pub(super) fn boolean(&mut self, name: &'static str, faults: &mut Faults) -> Option<bool> {
        let node = self.take(name)?;
        let found = node.get_ref().as_bool();
        self.check_type(name, node, found.is_some(), "true or false", faults);
        found
    }

    /// A whole number from `least` to `greatest`.
    pub(super) fn whole(
        &mut self,
        name: &'static str,
        (least, greatest): (i64, i64),
        faults: &mut Faults,
    ) -> Option<i64> {
        let node = self.take(name)?;
        let found = whole_of(node.get_ref()).filter(|n| (least..=greatest).contains(n));
        if found.is_none() {
            let expected = format!("a whole number from {least} to {greatest}");
            self.check_type(name, node, false, &expected, faults);
        }
        found
    }

    pub(super) fn need_whole(
        &mut self,
        name: &'static str,
        bounds: (i64, i64),
        faults: &mut Faults,
    ) -> Option<i64> {
        self.need(name, faults)?;
        self.whole(name, bounds, faults)
    }

    pub(super) fn milli(&mut self, name: &'static str, faults: &mut Faults) -> Option<Milli> {
        let node = self.take(name)?;
        let found = milli_of(node.get_ref());
        self.check_type(name, node, found.is_some(), MEASURE, faults);
        found
    }

    pub(super) fn array(
        &mut self,
        name: &'static str,
        faults: &mut Faults,
    ) -> Option<&'a DeArray<'i>> {
        let node = self.take(name)?;
        let found = node.get_ref().as_array();
        self.check_type(name, node, found.is_some(), "a list", faults);
        found
    }

    pub(super) fn strings(
        &mut self,
        name: &'static str,
        faults: &mut Faults,
    ) -> Option<Vec<String>> {
        let node = self.take(name)?;
        let found: Option<Vec<String>> = node.get_ref().as_array().and_then(|list| {
            list.iter()
                .map(|entry| entry.get_ref().as_str().map(str::to_owned))
                .collect()
        });
        self.check_type(name, node, found.is_some(), "a list of strings", faults);
        found
    }

    pub(super) fn table(&mut self, name: &'static str, faults: &mut Faults) -> Option<Self> {
        let node = self.take(name)?;
        Fields::of(node, self.title.part("field", name), faults)
    }

    /// Every entry of the table, in the file's order.
    pub(super) fn entries(&self) -> Vec<(&'a str, usize, Node<'a, 'i>)> {
        let mut entries: Vec<_> = self
            .table
            .iter()
            .map(|(key, node)| (key.get_ref().as_ref(), key.span().start, node))
            .collect();
        entries.sort_by_key(|(_, start, _)| *start);
        entries
    }

    /// The name in both languages, from fields `zh` and `en` of this very table.
    pub(super) fn both_languages(&mut self, faults: &mut Faults) -> Text {
        let mut one = |lang: &'static str| {
            let text = self.string(lang, faults).unwrap_or_default().trim();
            if text.is_empty() {
                let what = format!("{} has no {lang} text", self.title);
                faults.add(self.line, what, format!("add `{lang}`"));
            }
            text.to_owned()
        };
        let (zh, en) = (one("zh"), one("en"));
        Text { zh, en }
    }

    /// A text in both languages, from a table in field `name`.
    pub(super) fn text(&mut self, name: &'static str, faults: &mut Faults) -> Option<Text> {
        let mut fields = self.table(name, faults)?;
        let text = fields.both_languages(faults);
        fields.finish(faults);
        Some(text)
    }

    pub(super) fn need_text(&mut self, name: &'static str, faults: &mut Faults) -> Option<Text> {
        self.need(name, faults)?;
        self.text(name, faults)
    }

    /// Says which fields nobody took.
    pub(super) fn finish(self, faults: &mut Faults) {
        for (key, node) in self.table {
            if !self.taken.contains(&key.get_ref().as_ref()) {
                let line = faults.line(key.span().start.min(node.span().start));
                let what = format!("{} has an unknown field `{}`", self.title, key.get_ref());
                faults.add(line, what, format!("known here: {}", self.taken.join(", ")));
            }
        }
    }

    fn check_type(
        &self,
        name: &str,
        node: Node<'_, '_>,
        is_right: bool,
        expected: &str,
        faults: &mut Faults,
    ) {
        if !is_right {
            let line = faults.line_of(node);
            let what = format!("`{name}` of {} is not {expected}", self.title);
            faults.add(line, what, format!("write {expected}"));
        }
    }
}

/// What faults call a measure.
pub(super) const MEASURE: &str = "a number with at most three decimals";

/// The measure in `value`, read from its digits in the file.
pub(super) fn milli_of(value: &DeValue<'_>) -> Option<Milli> {
    match value {
        DeValue::Integer(whole) if whole.radix() == 10 => Milli::parse(whole.as_str()),
        DeValue::Float(decimal) => Milli::parse(decimal.as_str()),
        _ => None,
    }
}

/// The whole number in `value`.
pub(super) fn whole_of(value: &DeValue<'_>) -> Option<i64> {
    match value {
        DeValue::Integer(whole) => i64::from_str_radix(whole.as_str(), whole.radix()).ok(),
        _ => None,
    }
}
