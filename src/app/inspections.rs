//! Stored inspections, read for figures over many of them: only what is needed of each event, and
//! without the proof that its text is the canonical one, which is `db check`'s to give.

use std::borrow::Cow;

use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{AppError, interrupt};
use crate::domain::event::Kind;
use crate::domain::standard::{Answers, RecordedAnswers};
use crate::store::inspections::{InspectionRow, each_newest_first};
use crate::store::{Connection, StoreError};

/// An inspection as its event holds it.
#[derive(Debug, Deserialize)]
pub struct Stored<'a> {
    /// Who made it
    #[serde(borrow)]
    pub actor: Cow<'a, str>,
    /// The item's trace code
    pub item: &'a str,
    /// What was found
    pub data: Found<'a>,
}

/// What an inspection found.
#[derive(Debug, Default)]
pub struct Found<'a> {
    /// The answers, JSON; none where they were read into the answers of a standard
    pub answers: Option<&'a RawValue>,
    /// What decided
    pub because: Vec<&'a str>,
    /// The class; none where the item was refused
    pub class: Option<&'a str>,
    /// What the answers left of the value, in basis points
    pub factor_bp: u32,
    /// What refurbishing was to cost
    pub refurbish_fen: i64,
    /// The inspection that this one repeats blind, by its number within the item
    pub second_of: Option<i64>,
    /// Checks that were not asked
    pub skipped: Vec<&'a str>,
    /// The standard it was made by
    pub standard: Pinned<'a>,
    /// What the item was said to be worth when whole
    pub worth_fen: Option<i64>,
}

/// The standard that an inspection was made by.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub struct Pinned<'a> {
    /// Its id
    pub id: &'a str,
    /// SHA-256 of its file
    pub sha256: &'a str,
    /// Its version
    pub version: u32,
}

/// Reads an inspection.
pub fn parse<'b>(row: &InspectionRow<'b>) -> Result<Stored<'b>, StoreError> {
    serde_json::from_str(row.body).map_err(|error| damaged(row, &error))
}

/// Reads what an inspection found, and its answers into those of a standard in the same pass.
pub fn parse_found<'b>(
    row: &InspectionRow<'b>,
    recorded: &RecordedAnswers<'_>,
    answers: &mut Answers,
) -> Result<Found<'b>, StoreError> {
    /// Quotes within a string are escaped, so that this is never a part of one.
    const START: &str = ",\"data\":";
    let start = memchr::memmem::find(row.body.as_bytes(), START.as_bytes());
    let start = start.ok_or_else(|| damaged(row, &"it has no data"))?;
    let mut reader = serde_json::Deserializer::from_str(&row.body[start + START.len()..]);
    let found = Data(Some((recorded, answers))).deserialize(&mut reader);
    found.map_err(|error| damaged(row, &error))
}

/// What is told of an event that cannot be read.
pub fn damaged(row: &InspectionRow<'_>, what: &dyn std::fmt::Display) -> StoreError {
    StoreError::Corrupt(format!("event {} cannot be read: {what}", row.seq))
}

impl<'de: 'a, 'a> Deserialize<'de> for Found<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Data(None).deserialize(deserializer)
    }
}

/// Where answers go: into those of one standard, or nowhere yet.
struct Data<'r>(Option<(&'r RecordedAnswers<'r>, &'r mut Answers)>);

impl<'de> DeserializeSeed<'de> for Data<'_> {
    type Value = Found<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Data<'_> {
    type Value = Found<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("what an inspection found")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Found<'de>, A::Error> {
        let mut found = Found::default();
        while let Some(key) = map.next_key::<&str>()? {
            match key {
                "answers" => match self.0.take() {
                    Some((recorded, answers)) => map.next_value_seed(recorded.reader(answers))?,
                    None => found.answers = Some(map.next_value()?),
                },
                "because" => found.because = map.next_value()?,
                "class" => found.class = Some(map.next_value()?),
                "factor_bp" => found.factor_bp = map.next_value()?,
                "refurbish_fen" => found.refurbish_fen = map.next_value()?,
                "second_of" => found.second_of = Some(map.next_value()?),
                "skipped" => found.skipped = map.next_value()?,
                "standard" => found.standard = map.next_value()?,
                "worth_fen" => found.worth_fen = Some(map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }
}

#[derive(Deserialize)]
struct Reversal {
    data: Reversed,
}

#[derive(Deserialize)]
struct Reversed {
    n: i64,
}

/// Which inspections are looked at.
#[derive(Debug, Clone, Default)]
pub struct Which<'w> {
    /// By that standard
    pub standard: Option<&'w str>,
    /// Made at or after
    pub since: Option<i64>,
}

/// Hands over every inspection that was not undone, newest first.
pub fn each(
    connection: &Connection,
    which: &Which<'_>,
    mut each: impl FnMut(&InspectionRow<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    // Events are canonical JSON, so the standard stands in each in exactly one way.
    let needle = which
        .standard
        .map(|id| format!("\"standard\":{{\"id\":\"{id}\","));
    let finder = needle.as_ref().map(memchr::memmem::Finder::new);
    let mut reversed = FxHashSet::default();
    let mut count = 0_u64;
    each_newest_first(connection, which.since.unwrap_or(i64::MIN), |row| {
        count += 1;
        if count.is_multiple_of(4096) && interrupt::asked() {
            let kept = "nothing was written".to_owned();
            return Err(AppError::Interrupted { kept }.into());
        }
        if row.kind == Kind::Reversed.as_str() {
            let reversal = serde_json::from_str::<Reversal>(row.body);
            let reversal = reversal.map_err(|error| damaged(row, &error))?;
            reversed.insert((row.item, reversal.data.n));
            return Ok(());
        }
        let is_wanted = finder
            .as_ref()
            .is_none_or(|finder| finder.find(row.body.as_bytes()).is_some());
        if reversed.remove(&(row.item, row.n)) || !is_wanted {
            return Ok(());
        }
        each(row)
    })
}

/// What an inspection's quotation says that its data do not, since it is private.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Quoted {
    /// What was offered
    pub offer_fen: i64,
    /// The price of a premium used item
    pub base_fen: i64,
    /// What its age leaves of it
    pub age: Left,
    /// What the item was taken to be worth when whole, where that was certain
    pub worth_yuan: Option<i64>,
}

/// What an item's age leaves of its base.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Left {
    /// In basis points
    pub left_bp: u32,
}

/// The quotation among an inspection's private fields, unless there is none or it was erased.
pub fn quoted(disclosure: Option<&str>) -> serde_json::Result<Option<Quoted>> {
    let Some(row) = disclosure.filter(|row| row.contains("\"quotation\"")) else {
        return Ok(None);
    };
    let fields: Vec<(&RawValue, Cow<'_, str>, &RawValue)> = serde_json::from_str(row)?;
    let found = fields.iter().find(|(_, name, _)| name == "quotation");
    found
        .map(|(.., value)| serde_json::from_str(value.get()))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_found_among_private_fields() {
        let row = r#"[["c2FsdA","note","\"quotation\" is no field here"],["c2FsdA","quotation",
            {"age":{"from":"answer","left_bp":8000},"base_fen":200000,"basis":"model",
            "floor_fen":8000,"lines":[],"offer_fen":137600,"worth_yuan":1600}]]"#;
        let found = quoted(Some(row)).unwrap().unwrap();
        assert_eq!((found.offer_fen, found.base_fen), (137_600, 200_000));
        assert_eq!((found.age.left_bp, found.worth_yuan), (8_000, Some(1_600)));
        assert!(quoted(None).unwrap().is_none());
        assert!(
            quoted(Some(r#"[["c2FsdA","note","x"]]"#))
                .unwrap()
                .is_none()
        );
    }
}
