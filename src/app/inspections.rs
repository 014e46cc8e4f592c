//! Stored inspections, read for figures over many of them: only what is needed of each event, and
//! without the proof that its text is the canonical one, which is `db check`'s to give.

use std::borrow::Cow;

use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{AppError, interrupt};
use crate::domain::canonical::{NotCanonical, Walk};
use crate::domain::event::Kind;
use crate::domain::standard::{RecordedAnswers, Room};
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
    pub data: Data<'a>,
}

/// What an inspection found, as far as two of them are compared.
#[derive(Debug, Deserialize)]
pub struct Data<'a> {
    /// The answers, JSON
    #[serde(borrow)]
    pub answers: Option<&'a RawValue>,
    /// The class; none where the item was refused
    pub class: Option<&'a str>,
    /// The inspection that this one repeats blind, by its number within the item
    pub second_of: Option<i64>,
    /// The standard it was made by
    pub standard: Pinned<'a>,
}

/// What an inspection found besides the answers, as far as a replay asks for it.
#[derive(Debug, Default)]
pub struct Found<'a> {
    /// What decided, a JSON list
    pub because: &'a str,
    /// The class; none where the item was refused
    pub class: Option<&'a str>,
    /// What the answers left of the value, in basis points
    pub factor_bp: u32,
    /// What refurbishing was to cost
    pub refurbish_fen: i64,
    /// The inspection that this one repeats blind, by its number within the item
    pub second_of: Option<i64>,
    /// Checks that were not asked, a JSON list
    pub skipped: &'a str,
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

/// Reads what an inspection found, and its answers into those of a standard.
pub fn parse_found<'b>(
    row: &InspectionRow<'b>,
    recorded: &RecordedAnswers<'_>,
    room: &mut Room,
) -> Result<Found<'b>, StoreError> {
    let found = found(Walk::new(row.body), recorded, room);
    found.map_err(|error| damaged(row, &error))
}

fn found<'b>(
    mut walk: Walk<'b>,
    recorded: &RecordedAnswers<'_>,
    room: &mut Room,
) -> Result<Found<'b>, NotCanonical> {
    while walk.member()?.ok_or(NotCanonical(0))? != "data" {
        walk.value()?;
    }
    let mut found = Found::default();
    while let Some(name) = walk.member()? {
        match name {
            "answers" => recorded.read(&mut walk, room)?,
            "because" => found.because = walk.value()?,
            "class" => found.class = Some(walk.plain()?),
            "factor_bp" => found.factor_bp = walk.whole()?,
            "refurbish_fen" => found.refurbish_fen = walk.whole()?,
            "second_of" => found.second_of = Some(walk.whole()?),
            "skipped" => found.skipped = walk.value()?,
            "standard" => found.standard = pinned(&mut walk)?,
            "worth_fen" => found.worth_fen = Some(walk.whole()?),
            _ => {
                walk.value()?;
            }
        }
    }
    Ok(found)
}

fn pinned<'b>(walk: &mut Walk<'b>) -> Result<Pinned<'b>, NotCanonical> {
    let mut pinned = Pinned::default();
    while let Some(name) = walk.member()? {
        match name {
            "id" => pinned.id = walk.plain()?,
            "sha256" => pinned.sha256 = walk.plain()?,
            "version" => pinned.version = walk.whole()?,
            _ => {
                walk.value()?;
            }
        }
    }
    Ok(pinned)
}

/// What is told of an event that cannot be read.
pub fn damaged(row: &InspectionRow<'_>, what: &dyn std::fmt::Display) -> StoreError {
    StoreError::Corrupt(format!("event {} cannot be read: {what}", row.seq))
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quoted {
    /// What was offered
    pub offer_fen: i64,
    /// The price of a premium used item
    pub base_fen: i64,
    /// What its age leaves of it, in basis points
    pub left_bp: u32,
    /// What the item was taken to be worth when whole, where that was certain
    pub worth_yuan: Option<i64>,
}

/// The quotation among an inspection's private fields, unless there is none or it was erased.
pub fn quoted(disclosure: Option<&str>) -> Result<Option<Quoted>, NotCanonical> {
    /// A field's name and the object that is its value. Quotes within a text are escaped, so that
    /// this is never a part of one.
    const START: &[u8] = b",\"quotation\",{";
    let Some(row) = disclosure else {
        return Ok(None);
    };
    let Some(start) = memchr::memmem::find(row.as_bytes(), START) else {
        return Ok(None);
    };
    let mut walk = Walk::new(&row[start + START.len() - 1..]);
    let mut quoted = Quoted::default();
    while let Some(name) = walk.member()? {
        match name {
            "age" => quoted.left_bp = left_bp(&mut walk)?,
            "base_fen" => quoted.base_fen = walk.whole()?,
            "offer_fen" => quoted.offer_fen = walk.whole()?,
            "worth_yuan" => quoted.worth_yuan = Some(walk.whole()?),
            _ => {
                walk.value()?;
            }
        }
    }
    Ok(Some(quoted))
}

fn left_bp(walk: &mut Walk<'_>) -> Result<u32, NotCanonical> {
    let mut left_bp = 0;
    while let Some(name) = walk.member()? {
        match name {
            "left_bp" => left_bp = walk.whole()?,
            _ => {
                walk.value()?;
            }
        }
    }
    Ok(left_bp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_found_among_private_fields() {
        let row = concat!(
            r#"[["c2FsdA","note","\"quotation\",{ is no field here"],["c2FsdA","quotation","#,
            r#"{"age":{"from":"answer","left_bp":8000},"base_fen":200000,"basis":"model","#,
            r#""floor_fen":8000,"lines":[{"fen":1}],"offer_fen":137600,"worth_yuan":1600}]]"#,
        );
        let found = quoted(Some(row)).unwrap().unwrap();
        assert_eq!((found.offer_fen, found.base_fen), (137_600, 200_000));
        assert_eq!((found.left_bp, found.worth_yuan), (8_000, Some(1_600)));
        assert!(quoted(None).unwrap().is_none());
        assert!(
            quoted(Some(r#"[["c2FsdA","note","x"]]"#))
                .unwrap()
                .is_none()
        );
    }
}
