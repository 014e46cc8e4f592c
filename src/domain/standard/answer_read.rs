//! Reads an answer from JSON, from TOML and from what people type.
//! An answer outside the range, off the step or not among the options is an error, never rounded.

use std::borrow::Cow;

use serde::de::{MapAccess, SeqAccess, Visitor};
use toml::de::DeValue;

use super::{
    Standard,
    answer::{Answer, Answers, Defect},
    milli::Milli,
    model::{Check, Choice, Defects, Kind, Measure, Weight},
};
use crate::domain::lang::Lang;

/// The most defects in one answer; it keeps every sum far from overflow.
const MOST_DEFECTS: usize = 1000;
/// The greatest size of a defect: ten metres in millimetres.
const GREATEST_SIZE: Milli = Milli::whole(10_000);

/// Why something is not an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// The standard does not ask that.
    #[error("`{check}` is not a check of standard {standard}; it has {known}")]
    UnknownCheck {
        /// What was asked for.
        check: String,
        /// The standard's id.
        standard: String,
        /// The checks that it has.
        known: String,
    },
    /// The check does not take that answer.
    #[error("`{value}` is not an answer to check `{check}`; allowed: {allowed}")]
    NotAllowed {
        /// The check's id.
        check: String,
        /// What was given.
        value: String,
        /// What the check takes.
        allowed: String,
    },
    /// Answers come as one JSON object.
    #[error("answers are an object of check to answer, and this is not one")]
    NotAnObject,
}

/// What JSON and TOML have in common.
pub(super) enum Given<'a> {
    Nothing,
    Bool(bool),
    Number(Cow<'a, str>),
    Text(&'a str),
    List(Vec<Given<'a>>),
    Table(Vec<(&'a str, Given<'a>)>),
    Other,
}

impl<'de> serde::Deserialize<'de> for Given<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(GivenVisitor)
    }
}

/// Reads canonical JSON without copying its texts.
struct GivenVisitor;

impl<'de> Visitor<'de> for GivenVisitor {
    type Value = Given<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an answer")
    }

    fn visit_unit<E>(self) -> Result<Given<'de>, E> {
        Ok(Given::Nothing)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Given<'de>, E> {
        Ok(Given::Bool(truth))
    }

    fn visit_i64<E>(self, whole: i64) -> Result<Given<'de>, E> {
        Ok(Given::Number(Cow::Owned(whole.to_string())))
    }

    fn visit_u64<E>(self, whole: u64) -> Result<Given<'de>, E> {
        Ok(Given::Number(Cow::Owned(whole.to_string())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Given<'de>, E> {
        Ok(Given::Text(text))
    }

    fn visit_str<E>(self, _: &str) -> Result<Given<'de>, E> {
        // No id needs an escape, so this is an answer to nothing.
        Ok(Given::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Given<'de>, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = list.next_element()? {
            all.push(one);
        }
        Ok(Given::List(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given<'de>, A::Error> {
        let mut all = Vec::new();
        while let Some(entry) = map.next_entry()? {
            all.push(entry);
        }
        Ok(Given::Table(all))
    }
}

impl<'a> From<&'a serde_json::Value> for Given<'a> {
    fn from(value: &'a serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Nothing,
            Value::Bool(truth) => Self::Bool(*truth),
            // The shortest text that reads back as the same number is what people wrote.
            Value::Number(number) => Self::Number(Cow::Owned(number.to_string())),
            Value::String(text) => Self::Text(text),
            Value::Array(list) => Self::List(list.iter().map(Self::from).collect()),
            Value::Object(entries) => Self::Table(
                entries
                    .iter()
                    .map(|(key, value)| (&**key, value.into()))
                    .collect(),
            ),
        }
    }
}

impl<'a> From<&'a DeValue<'_>> for Given<'a> {
    fn from(value: &'a DeValue<'_>) -> Self {
        match value {
            DeValue::Boolean(truth) => Self::Bool(*truth),
            DeValue::Integer(whole) if whole.radix() == 10 => {
                Self::Number(Cow::Borrowed(whole.as_str()))
            }
            DeValue::Float(decimal) => Self::Number(Cow::Borrowed(decimal.as_str())),
            DeValue::String(text) => Self::Text(text),
            DeValue::Array(list) => {
                Self::List(list.iter().map(|entry| entry.get_ref().into()).collect())
            }
            DeValue::Table(table) => Self::Table(
                table
                    .iter()
                    .map(|(key, node)| (&**key.get_ref(), node.get_ref().into()))
                    .collect(),
            ),
            DeValue::Integer(_) | DeValue::Datetime(_) => Self::Other,
        }
    }
}

impl Standard {
    /// The index of the check with that id.
    pub fn index_of(&self, check: &str) -> Result<usize, AnswerError> {
        self.checks
            .iter()
            .position(|known| known.id == check)
            .ok_or_else(|| {
                let known: Vec<&str> = self.checks.iter().map(|check| check.id.as_str()).collect();
                AnswerError::UnknownCheck {
                    check: check.to_owned(),
                    standard: self.id.clone(),
                    known: known.join(", "),
                }
            })
    }

    /// The answer that `text` states to the check with that id, and the check's index.
    pub fn answer_from_text(
        &self,
        check: &str,
        text: &str,
    ) -> Result<(usize, Answer), AnswerError> {
        let index = self.index_of(check)?;
        Ok((index, self.checks[index].answer_from_text(text)?))
    }

    /// Lays the answers of a JSON object, check to answer, over `answers`.
    pub fn lay_json_over(
        &self,
        answers: &mut Answers,
        given: &serde_json::Value,
    ) -> Result<(), AnswerError> {
        let entries = given.as_object().ok_or(AnswerError::NotAnObject)?;
        for (check, value) in entries {
            let index = self.index_of(check)?;
            answers.set(index, self.checks[index].answer_from_json(value)?);
        }
        Ok(())
    }
}

impl Check {
    /// The answer in a JSON value; `null` is an open one.
    pub fn answer_from_json(&self, value: &serde_json::Value) -> Result<Answer, AnswerError> {
        self.answer_from(&value.into())
            .ok_or_else(|| self.not_allowed(value.to_string()))
    }

    /// The answer that people typed.
    ///
    /// Options go by id or name, defects as `screen:hard:12;back:light:5`, photos as
    /// their SHA-256 with `;` between them.
    pub fn answer_from_text(&self, text: &str) -> Result<Answer, AnswerError> {
        let trimmed = text.trim();
        let found = match &self.kind {
            Kind::Bool { .. } => bool_of(trimmed).map(Answer::Bool),
            Kind::Enum { options } => option_of(options, trimmed).map(Answer::Option),
            Kind::Number(measure) => number_of(measure, trimmed).map(Answer::Number),
            Kind::Count(measure) => count_of(measure, trimmed).map(Answer::Count),
            Kind::Defects(defects) => defects_of_text(defects, trimmed).map(Answer::Defects),
            Kind::Text => Some(Answer::Text(trimmed.to_owned())),
            Kind::Photo { .. } => photos_of_text(trimmed),
        };
        found.ok_or_else(|| self.not_allowed(text.to_owned()))
    }

    /// What the check takes, in words.
    pub fn allowed(&self, lang: Lang) -> String {
        let ids = |list: &[Weight]| {
            list.iter()
                .map(|weight| weight.id.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        match &self.kind {
            Kind::Bool { .. } => lang
                .pick("true（正常）或 false", "true (all is well) or false")
                .to_owned(),
            Kind::Enum { options } => options
                .iter()
                .map(|option| option.id.as_str())
                .collect::<Vec<_>>()
                .join(", "),
            Kind::Number(Measure {
                unit,
                least,
                greatest,
                step,
                ..
            }) => match lang {
                Lang::Zh => format!("{least} 至 {greatest} {unit}，步长 {step}"),
                Lang::En => format!("{least} to {greatest} {unit} in steps of {step}"),
            },
            Kind::Count(Measure {
                least, greatest, ..
            }) => match lang {
                Lang::Zh => format!("{least} 至 {greatest} 的整数"),
                Lang::En => format!("whole numbers from {least} to {greatest}"),
            },
            Kind::Defects(Defects { zones, types, .. }) => {
                let (zones, types) = (ids(zones), ids(types));
                match lang {
                    Lang::Zh => {
                        format!("部位:类型:毫米，部位为 {zones}，类型为 {types}，多处缺陷以 ; 分隔")
                    }
                    Lang::En => format!(
                        "zone:type:mm with {zones} for the zone and {types} for the type, `;` \
                         between defects"
                    ),
                }
            }
            Kind::Text => lang.pick("文字", "words").to_owned(),
            Kind::Photo { .. } => lang
                .pick(
                    "64 位小写十六进制 SHA-256，每张照片一次，以 ; 分隔",
                    "SHA-256 in 64 lower-case hex digits, each photo once, `;` between photos",
                )
                .to_owned(),
        }
    }

    pub(super) fn answer_from(&self, given: &Given<'_>) -> Option<Answer> {
        match (&self.kind, given) {
            (_, Given::Nothing) => Some(Answer::Open),
            (Kind::Bool { .. }, Given::Bool(truth)) => Some(Answer::Bool(*truth)),
            (Kind::Enum { options }, Given::Text(text)) => {
                option_of(options, text).map(Answer::Option)
            }
            (Kind::Number(measure), given) => {
                number_of(measure, given.digits()?).map(Answer::Number)
            }
            (Kind::Count(measure), given) => count_of(measure, given.digits()?).map(Answer::Count),
            (Kind::Defects(defects), Given::List(list)) if list.len() <= MOST_DEFECTS => {
                let found: Option<_> = list.iter().map(|entry| defect_of(defects, entry)).collect();
                found.map(Answer::Defects)
            }
            (Kind::Text, Given::Text(text)) => Some(Answer::Text((*text).to_owned())),
            (Kind::Photo { .. }, Given::List(list)) => {
                let texts: Option<Vec<&str>> = list.iter().map(Given::text).collect();
                photos_of(texts?)
            }
            (Kind::Photo { .. }, Given::Number(count)) => {
                count.parse().ok().map(Answer::PhotoCount)
            }
            _ => None,
        }
    }

    fn not_allowed(&self, value: String) -> AnswerError {
        AnswerError::NotAllowed {
            check: self.id.clone(),
            value,
            allowed: self.allowed(Lang::En),
        }
    }
}

impl Given<'_> {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The record keeps decimals as text, since its numbers are whole.
    fn digits(&self) -> Option<&str> {
        match self {
            Self::Number(digits) => Some(digits),
            Self::Text(digits) => Some(digits),
            _ => None,
        }
    }
}

fn bool_of(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "是" => Some(true),
        "false" | "no" | "否" => Some(false),
        _ => None,
    }
}

pub(super) fn option_of(options: &[Choice], text: &str) -> Option<u8> {
    let by_id = options.iter().position(|option| option.id == text);
    let found = by_id.or_else(|| {
        options
            .iter()
            .position(|option| option.name.zh == text || option.name.en.eq_ignore_ascii_case(text))
    });
    found.and_then(|index| u8::try_from(index).ok())
}

fn number_of(measure: &Measure, text: &str) -> Option<Milli> {
    let number = Milli::parse(text)?;
    let is_in_range = measure.least <= number && number <= measure.greatest;
    let is_on_step = (number.0 - measure.least.0) % measure.step.0 == 0;
    (is_in_range && is_on_step).then_some(number)
}

fn count_of(measure: &Measure, text: &str) -> Option<i64> {
    number_of(measure, text).map(|number| number.0 / 1000)
}

fn defect_of(defects: &Defects, given: &Given<'_>) -> Option<Defect> {
    let Given::Table(entries) = given else {
        return None;
    };
    let field = |name: &str| {
        entries
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    };
    if entries.len() != 3 {
        return None;
    }
    let (zone, kind, size) = (field("zone")?.text()?, field("type")?.text()?, field("mm")?);
    defect(defects, zone, kind, size.digits()?)
}

fn defects_of_text(defects: &Defects, text: &str) -> Option<Vec<Defect>> {
    if matches!(text, "" | "none" | "无") {
        return Some(Vec::new());
    }
    let found: Option<Vec<Defect>> = text
        .split([';', '；'])
        .map(|one| {
            let mut parts = one.split([':', '：']).map(str::trim);
            let found = defect(defects, parts.next()?, parts.next()?, parts.next()?);
            found.filter(|_| parts.next().is_none())
        })
        .collect();
    found.filter(|found| found.len() <= MOST_DEFECTS)
}

fn defect(defects: &Defects, zone: &str, kind: &str, size: &str) -> Option<Defect> {
    let index = |list: &[Weight], id: &str| {
        list.iter()
            .position(|weight| weight.id == id)
            .and_then(|index| u8::try_from(index).ok())
    };
    let size = Milli::parse(size).filter(|size| (Milli(0)..=GREATEST_SIZE).contains(size))?;
    Some(Defect {
        zone: index(&defects.zones, zone)?,
        kind: index(&defects.types, kind)?,
        size,
    })
}

fn photos_of_text(text: &str) -> Option<Answer> {
    if text.is_empty() {
        return Some(Answer::Photos(Vec::new()));
    }
    // A short number can only be a count; a hash has 64 digits.
    if text.len() < 4 {
        return text.parse().ok().map(Answer::PhotoCount);
    }
    photos_of(text.split([';', '；']).map(str::trim).collect())
}

fn photos_of(hashes: Vec<&str>) -> Option<Answer> {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let all_hashes = hashes
        .iter()
        .all(|hash| hash.len() == 64 && hash.bytes().all(is_hex));
    let each_once = hashes
        .iter()
        .enumerate()
        .all(|(at, hash)| !hashes[..at].contains(hash));
    (all_hashes && each_once)
        .then(|| Answer::Photos(hashes.into_iter().map(str::to_owned).collect()))
}
