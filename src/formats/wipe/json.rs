//! JSON within limits: no name twice in one object, whole numbers exactly.

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashSet;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::decode::is_control;
use super::error::{JsonTrouble, WipeFileError};
use super::tree::{MOST_DEPTH, MOST_PARTS};

/// The longest text: some tools keep all that a command printed.
const MOST_TEXT: usize = 1024 * 1024;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number
    Whole(i128),
    /// Any other number
    Float(f64),
    /// A text
    Text(String),
    /// A list
    List(Vec<Json>),
    /// An object, in the order of the file
    Map(Vec<(String, Json)>),
}

/// Reads one whole value.
pub(super) fn parse(text: &str) -> Result<Json, WipeFileError> {
    let limits = Limits::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Seed {
        limits: &limits,
        depth: 0,
    }
    .deserialize(&mut reader);
    let value = value.and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| {
        let trouble = limits.trouble.take();
        WipeFileError::Json {
            line: error.line() as u64,
            trouble: trouble.unwrap_or_else(|| JsonTrouble::Malformed(error.to_string())),
        }
    })
}

impl Json {
    /// The member of that name.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let members = self.members();
        members
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    /// The member at the end of a path of names.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, name| value.get(name))
    }

    /// The members of an object; none of anything else.
    pub(super) fn members(&self) -> &[(String, Self)] {
        match self {
            Self::Map(members) => members,
            Self::Null | Self::Bool(_) | Self::Whole(_) | Self::Float(_) => &[],
            Self::Text(_) | Self::List(_) => &[],
        }
    }

    /// The items of a list; none of anything else.
    pub(super) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            Self::Null | Self::Bool(_) | Self::Whole(_) | Self::Float(_) => &[],
            Self::Text(_) | Self::Map(_) => &[],
        }
    }

    /// A text without the space around it, none if that is empty.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            Self::Null | Self::Bool(_) | Self::Whole(_) | Self::Float(_) => None,
            Self::List(_) | Self::Map(_) => None,
        }
    }

    /// `true` or `false`.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            Self::Null | Self::Whole(_) | Self::Float(_) | Self::Text(_) => None,
            Self::List(_) | Self::Map(_) => None,
        }
    }

    /// A whole number, as such or as a text.
    pub(super) fn whole(&self) -> Option<i128> {
        match self {
            Self::Whole(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Null | Self::Bool(_) | Self::Float(_) | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// Seconds since 1970, of which parts are dropped.
    pub(super) fn seconds(&self) -> Option<i64> {
        match self {
            Self::Whole(number) => i64::try_from(*number).ok(),
            Self::Float(number) if number.abs() < 1e12 => Some(number.floor() as i64),
            Self::Null | Self::Bool(_) | Self::Float(_) | Self::Text(_) => None,
            Self::List(_) | Self::Map(_) => None,
        }
    }

    /// A word for the record, whatever kind of value it is.
    pub(super) fn word(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(truth) => truth.to_string(),
            Self::Whole(number) => number.to_string(),
            Self::Float(number) => number.to_string(),
            Self::Text(text) => text.clone(),
            Self::List(_) => "[…]".to_owned(),
            Self::Map(_) => "{…}".to_owned(),
        }
    }
}

/// What is left of the limits, and what broke one.
#[derive(Default)]
struct Limits {
    values: Cell<usize>,
    trouble: RefCell<Option<JsonTrouble>>,
}

impl Limits {
    fn refuse<E: serde::de::Error>(&self, trouble: JsonTrouble) -> E {
        self.trouble.replace(Some(trouble));
        E::custom("not taken")
    }

    fn text<E: serde::de::Error>(&self, text: &str) -> Result<(), E> {
        if text.len() > MOST_TEXT {
            return Err(self.refuse(JsonTrouble::Text));
        }
        match text.chars().find(|c| is_control(*c)) {
            Some(c) => Err(self.refuse(JsonTrouble::Control(u32::from(c)))),
            None => Ok(()),
        }
    }
}

#[derive(Clone, Copy)]
struct Seed<'l> {
    limits: &'l Limits,
    depth: usize,
}

impl Seed<'_> {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= MOST_DEPTH {
            return Err(self.limits.refuse(JsonTrouble::Depth));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Json;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Json, D::Error> {
        let count = self.limits.values.get() + 1;
        if count > MOST_PARTS {
            return Err(self.limits.refuse(JsonTrouble::Nodes));
        }
        self.limits.values.set(count);
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Json, E> {
        Ok(Json::Bool(truth))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Whole(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Whole(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Float(number))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Json, E> {
        self.limits.text(text)?;
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let seed = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(seed)? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let seed = self.deeper()?;
        let mut members = Vec::new();
        let mut names = FxHashSet::default();
        while let Some(name) = map.next_key::<String>()? {
            self.limits.text(&name)?;
            if !names.insert(name.clone()) {
                let name = name.chars().take(80).collect();
                return Err(self.limits.refuse(JsonTrouble::SameName(name)));
            }
            members.push((name, map.next_value_seed(seed)?));
        }
        Ok(Json::Map(members))
    }
}
