//! Takes the fields of a TOML table one by one, as the format says that they are, and keeps every
//! fault with its line, so that an author sees all of them at once.

use std::fmt;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    fault::{Fault, Lines},
    format::{Field, Section, Shape},
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
    /// For a text whose first line has that number.
    pub(super) fn from_line(first: usize, text: &str) -> Self {
        Self {
            lines: Lines::from_line(first, text),
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
    /// What stands in the table, with what the format says of it.
    known: Vec<(&'static Field, Node<'a, 'i>)>,
    section: &'static Section,
    /// The line that the table begins on.
    pub(super) line: usize,
    /// What faults call the table.
    pub(super) title: Title<'a>,
}

impl<'a, 'i> Fields<'a, 'i> {
    /// The fields of a table. What is missing, and what the format does not know, is told at once.
    pub(super) fn new(
        table: &'a DeTable<'i>,
        line: usize,
        title: Title<'a>,
        section: &'static Section,
        faults: &mut Faults,
    ) -> Self {
        let mut known = Vec::with_capacity(table.len());
        for (key, node) in table {
            if let Some(field) = section.field(key.get_ref()) {
                known.push((field, node));
                continue;
            }
            let line = faults.line(key.span().start.min(node.span().start));
            let names: Vec<&str> = section.fields().map(|field| field.name).collect();
            let what = format!("{title} has an unknown field `{}`", key.get_ref());
            faults.add(line, what, format!("known here: {}", names.join(", ")));
        }
        let fields = Self {
            known,
            section,
            line,
            title,
        };
        for field in section.fields().filter(|field| field.is_needed) {
            if !fields.has(field.name) {
                let what = format!("{title} has no `{}`", field.name);
                faults.add(line, what, format!("add `{}`", field.name));
            }
        }
        fields
    }

    /// The fields of `node`, which must be a table.
    pub(super) fn of(
        node: Node<'a, 'i>,
        title: Title<'a>,
        section: &'static Section,
        faults: &mut Faults,
    ) -> Option<Self> {
        let line = faults.line_of(node);
        let table = table_of(node, title, faults)?;
        Some(Self::new(table, line, title, section, faults))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The field's value and what the format says of it.
    pub(super) fn get(&self, name: &str) -> Option<(Node<'a, 'i>, &'static Field)> {
        debug_assert!(
            self.section.field(name).is_some(),
            "the reader asks for fields of the format only"
        );
        self.find(name)
    }

    fn find(&self, name: &str) -> Option<(Node<'a, 'i>, &'static Field)> {
        let mut known = self.known.iter();
        let (field, node) = known.find(|(field, _)| field.name == name)?;
        Some((node, field))
    }

    pub(super) fn string(&self, name: &str, faults: &mut Faults) -> Option<&'a str> {
        let (node, _) = self.get(name)?;
        let found = node.get_ref().as_str();
        self.check_type(name, node, found.is_some(), "a string", faults);
        found
    }

    /// One of the words that the format lists.
    pub(super) fn word(&self, name: &str, faults: &mut Faults) -> Option<&'a str> {
        let (node, field) = self.get(name)?;
        let word = self.string(name, faults)?;
        let words = field.shape.words();
        let is_known = words.contains(&word);
        if !is_known {
            let what = format!("`{word}` is no {name} for {}", self.title);
            faults.add(faults.line_of(node), what, one_of(words));
        }
        is_known.then_some(word)
    }

    /// A list of words that the format lists.
    pub(super) fn words(&self, name: &str, faults: &mut Faults) -> Vec<String> {
        let Some((node, field)) = self.get(name) else {
            return Vec::new();
        };
        let known = field.shape.words();
        let mut found = self.texts(name, faults).unwrap_or_default();
        found.retain(|word| {
            let is_known = known.contains(&word.as_str());
            if !is_known {
                let what = format!("`{name}` of {} lists `{word}`", self.title);
                faults.add(faults.line_of(node), what, one_of(known));
            }
            is_known
        });
        found
    }

    pub(super) fn flag(&self, name: &str, faults: &mut Faults) -> Option<bool> {
        let (node, _) = self.get(name)?;
        let found = node.get_ref().as_bool();
        self.check_type(name, node, found.is_some(), "true or false", faults);
        found
    }

    /// A whole number within the bounds that the format states.
    pub(super) fn whole(&self, name: &str, faults: &mut Faults) -> Option<i64> {
        let (node, field) = self.get(name)?;
        let found = field.shape.whole_in(node.get_ref());
        if found.is_none() {
            self.check_type(name, node, false, &field.shape.expected(), faults);
        }
        found
    }

    pub(super) fn measure(&self, name: &str, faults: &mut Faults) -> Option<Milli> {
        let (node, _) = self.get(name)?;
        let found = milli_of(node.get_ref());
        self.check_type(name, node, found.is_some(), MEASURE, faults);
        found
    }

    pub(super) fn array(&self, name: &str, faults: &mut Faults) -> Vec<Node<'a, 'i>> {
        let Some((node, _)) = self.get(name) else {
            return Vec::new();
        };
        let found = node.get_ref().as_array();
        self.check_type(name, node, found.is_some(), "a list", faults);
        found.into_iter().flatten().collect()
    }

    pub(super) fn texts(&self, name: &str, faults: &mut Faults) -> Option<Vec<String>> {
        let (node, _) = self.get(name)?;
        let found: Option<Vec<String>> = node.get_ref().as_array().and_then(|list| {
            list.iter()
                .map(|entry| entry.get_ref().as_str().map(str::to_owned))
                .collect()
        });
        self.check_type(name, node, found.is_some(), "a list of strings", faults);
        found
    }

    pub(super) fn table(&self, name: &'static str, faults: &mut Faults) -> Option<Self> {
        let (node, field) = self.get(name)?;
        let section = field.shape.section();
        Fields::of(node, self.title.part("field", name), section, faults)
    }

    /// The tables of a list; `title` names each by its place in the list.
    pub(super) fn tables(
        &self,
        name: &str,
        title: impl Fn(Node<'a, 'i>) -> Title<'a>,
        faults: &mut Faults,
    ) -> Vec<Self> {
        let Some((_, field)) = self.get(name) else {
            return Vec::new();
        };
        let section = field.shape.section();
        self.array(name, faults)
            .into_iter()
            .filter_map(|node| Fields::of(node, title(node), section, faults))
            .collect()
    }

    /// A table whose keys are the author's.
    pub(super) fn map(&self, name: &'static str, faults: &mut Faults) -> Option<Map<'a, 'i>> {
        let (node, field) = self.get(name)?;
        let title = self.title.part("field", name);
        let table = table_of(node, title, faults)?;
        let mut entries: Vec<_> = table
            .iter()
            .map(|(key, node)| (key.get_ref().as_ref(), key.span().start, node))
            .collect();
        entries.sort_by_key(|(_, start, _)| *start);
        let entry = |(key, start, node)| (key, faults.line(start), node);
        Some(Map {
            title,
            shape: field.shape.of_entries(),
            entries: entries.into_iter().map(entry).collect(),
        })
    }

    /// The name in both languages, from fields `zh` and `en` of this very table.
    pub(super) fn both_languages(&self, faults: &mut Faults) -> Text {
        let mut one = |lang: &str| {
            let text = self.string(lang, faults).unwrap_or("—").trim();
            if text.is_empty() {
                let what = format!("{} has no {lang} text", self.title);
                faults.add(self.line, what, format!("fill `{lang}`"));
            }
            text.to_owned()
        };
        let (zh, en) = (one("zh"), one("en"));
        Text { zh, en }
    }

    /// A text in both languages, from a table in field `name`.
    pub(super) fn text(&self, name: &'static str, faults: &mut Faults) -> Option<Text> {
        Some(self.table(name, faults)?.both_languages(faults))
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

/// A table whose keys are the author's, in the file's order.
pub(super) struct Map<'a, 'i> {
    /// What faults call the table.
    pub(super) title: Title<'a>,
    /// What its values are.
    shape: &'static Shape,
    /// Key, line and value.
    pub(super) entries: Vec<(&'a str, usize, Node<'a, 'i>)>,
}

impl Map<'_, '_> {
    /// The table that each of its values is.
    pub(super) fn section(&self) -> &'static Section {
        self.shape.section()
    }

    /// The whole number of each entry, within the bounds that the format states.
    pub(super) fn whole_numbers(&self, faults: &mut Faults) -> Vec<(&str, usize, i64)> {
        let mut numbers = Vec::with_capacity(self.entries.len());
        for (key, line, node) in &self.entries {
            let found = self.shape.whole_in(node.get_ref());
            if found.is_none() {
                let expected = self.shape.expected();
                let what = format!("`{key}` of {} is not {expected}", self.title);
                faults.add(*line, what, format!("write {expected}"));
            }
            numbers.push((*key, *line, found.unwrap_or_default()));
        }
        numbers
    }
}

/// What faults call a measure.
pub(super) const MEASURE: &str = "a number with at most three decimals";

impl Shape {
    fn words(&self) -> &'static [&'static str] {
        match self {
            Self::Word(words) | Self::Words(words) => words,
            _ => &[],
        }
    }

    fn section(&self) -> &'static Section {
        let section = match self {
            Self::Table(section) | Self::List(section, ..) => Some(*section),
            _ => None,
        };
        section.expect("the reader asks for tables where the format has them")
    }

    /// What the values of a table are whose keys are the author's.
    fn of_entries(&self) -> &'static Self {
        let shape = match self {
            Self::Map(_, shape) => Some(*shape),
            _ => None,
        };
        shape.expect("the reader asks for such tables where the format has them")
    }

    fn whole_in(&self, value: &DeValue<'_>) -> Option<i64> {
        let found = match value {
            DeValue::Integer(whole) => i64::from_str_radix(whole.as_str(), whole.radix()).ok()?,
            _ => return None,
        };
        matches!(self, Self::Whole(least, greatest) if (*least..=*greatest).contains(&found))
            .then_some(found)
    }

    /// What a number must be, in words.
    fn expected(&self) -> String {
        match self {
            Self::Whole(least, greatest) => {
                format!("a whole number from {least} to {greatest}")
            }
            _ => MEASURE.to_owned(),
        }
    }
}

fn one_of(words: &[&str]) -> String {
    format!("use one of {}", words.join(", "))
}

fn table_of<'a, 'i>(
    node: Node<'a, 'i>,
    title: Title<'_>,
    faults: &mut Faults,
) -> Option<&'a DeTable<'i>> {
    match node.get_ref() {
        DeValue::Table(table) => Some(table),
        other => {
            let what = format!("{title} is a {}, not a table", other.type_str());
            faults.add(faults.line_of(node), what, "write it as { … }");
            None
        }
    }
}

/// The measure in `value`, read from its digits in the file.
pub(super) fn milli_of(value: &DeValue<'_>) -> Option<Milli> {
    match value {
        DeValue::Integer(whole) if whole.radix() == 10 => Milli::parse(whole.as_str()),
        DeValue::Float(decimal) => Milli::parse(decimal.as_str()),
        _ => None,
    }
}
