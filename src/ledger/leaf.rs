//! Writes leaves: the one text of an event that the tree hashes.
//!
//! This is the hot path of a bulk load, so it appends to a string that the caller keeps.
//! `event` reads what this writes.

use chrono::{Datelike as _, Timelike as _};

use super::hash::{Digest, Hash, Salt, push_salt};
use super::jcs::{self, INT_LIMIT, JcsError};
use crate::domain::digits;

/// What stands before the JSON in the leaf data, so that no other text can pass for an event.
pub const PREFIX: &str = "regrade-event/v1\n";

/// The most bytes of leaf data, prefix included.
pub const MAX_BYTES: usize = 65_535;

/// One event, borrowed from wherever its parts stand.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'a> {
    /// Who did it.
    pub actor: &'a str,
    /// What happened: the canonical text of a JSON object, as `jcs::ObjectWriter` makes it.
    pub data: &'a str,
    /// The item's custody.
    pub epoch: u32,
    /// The item's trace code.
    pub item: &'a str,
    /// The event's place in the item's custody, from 0.
    pub n: u64,
    /// The leaf hash of the item's event before this one.
    pub prev: Option<&'a Hash>,
    /// What keeps the leaf hash from being guessed.
    pub salt: &'a Salt,
    /// Where it was done.
    pub site: &'a str,
    /// When it was done, in Unix seconds.
    pub at: i64,
    /// The event's type.
    pub kind: &'a str,
    /// The digests of the event's private fields: in any order, but sorted ones cost no copy.
    pub sd: &'a [Digest],
}

/// Why a leaf cannot be written or a text is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// Leaf data has a limit so that every reader can hold it.
    #[error("an event of {0} bytes is too long, the most is 65535")]
    TooLong(usize),
    /// Only times of the years 1970 to 9999 have the ledger's form.
    #[error("{0} seconds is not a time from 1970 to 9999")]
    Time(i64),
    /// Two private fields with one digest would be one and the same field.
    #[error("the private digest `{0}` is there twice")]
    DigestTwice(String),
    /// A value has no canonical text.
    #[error(transparent)]
    Canonical(#[from] JcsError),
    /// Not the JSON of an event: not JSON, a member missing, unknown, repeated or of a wrong type.
    #[error("not an event: {0}")]
    NotAnEvent(String),
    /// A member's text is not in its only form.
    #[error("member `{0}` is not in its form")]
    Member(&'static str),
    /// It says what an event says, but not in the one text that is hashed.
    #[error("an event, but not in canonical form from byte {0} on")]
    NotCanonical(usize),
}

impl Leaf<'_> {
    /// Appends the event's JSON to `body`, which is left as it was when there is an error.
    pub fn write(&self, body: &mut String) -> Result<(), LeafError> {
        let from = body.len();
        let written = self.write_members(body).and_then(|()| {
            let length = PREFIX.len() + body.len() - from;
            if length > MAX_BYTES {
                Err(LeafError::TooLong(length))
            } else {
                Ok(())
            }
        });
        if written.is_err() {
            body.truncate(from);
        }
        written
    }

    fn write_members(&self, body: &mut String) -> Result<(), LeafError> {
        debug_assert!(
            is_canonical_object(self.data),
            "not a canonical object: {}",
            self.data
        );
        body.push_str("{\"_sd\":[");
        push_sorted(self.sd, body)?;
        body.push_str("],\"_sd_alg\":\"sha-256\",\"actor\":");
        jcs::push_text(body, self.actor);
        body.push_str(",\"data\":");
        body.push_str(self.data);
        body.push_str(",\"epoch\":");
        jcs::push_int(body, i64::from(self.epoch))?;
        body.push_str(",\"item\":");
        jcs::push_text(body, self.item);
        body.push_str(",\"n\":");
        let n = i64::try_from(self.n).map_err(|_| JcsError::Number(self.n.to_string()))?;
        jcs::push_int(body, n)?;
        match self.prev {
            Some(prev) => {
                body.push_str(",\"prev\":\"");
                prev.push_to(body);
                body.push('"');
            }
            None => body.push_str(",\"prev\":null"),
        }
        body.push_str(",\"salt\":\"");
        push_salt(self.salt, body);
        body.push_str("\",\"site\":");
        jcs::push_text(body, self.site);
        body.push_str(",\"ts\":\"");
        push_time(self.at, body)?;
        body.push_str("\",\"type\":");
        jcs::push_text(body, self.kind);
        body.push_str(",\"v\":1}");
        Ok(())
    }
}

/// The leaf hash of an event's JSON.
pub fn leaf_hash(body: &str) -> Hash {
    Hash::of(&[&[0], PREFIX.as_bytes(), body.as_bytes()])
}

/// Appends the digests in the order of their texts, so that the order tells nothing.
fn push_sorted(digests: &[Digest], body: &mut String) -> Result<(), LeafError> {
    if digests.is_sorted_by(|left, right| left < right) {
        push_digests(digests, body);
        return Ok(());
    }
    let mut sorted = digests.to_vec();
    sorted.sort_unstable();
    if let Some(twice) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(LeafError::DigestTwice(twice[0].as_str().to_owned()));
    }
    push_digests(&sorted, body);
    Ok(())
}

fn push_digests(digests: &[Digest], body: &mut String) {
    for (place, digest) in digests.iter().enumerate() {
        body.push_str(if place == 0 { "\"" } else { ",\"" });
        body.push_str(digest.as_str());
        body.push('"');
    }
}

/// Appends the time as RFC 3339 in UTC with whole seconds.
pub fn push_time(at: i64, body: &mut String) -> Result<(), LeafError> {
    let time = chrono::DateTime::from_timestamp(at, 0)
        .filter(|time| (1970..=9999).contains(&time.year()))
        .ok_or(LeafError::Time(at))?;
    let mut text = *b"0000-00-00T00:00:00Z";
    digits::date(
        &mut text,
        time.year() as u16,
        time.month() as u8,
        time.day() as u8,
    );
    digits::clock(
        &mut text[11..],
        time.hour() as u8,
        time.minute() as u8,
        time.second() as u8,
    );
    body.push_str(std::str::from_utf8(&text).expect("digits are ASCII"));
    Ok(())
}

fn is_canonical_object(text: &str) -> bool {
    let mut again = String::new();
    serde_json::from_str::<serde_json::Value>(text)
        .is_ok_and(|value| value.is_object() && jcs::push_value(&mut again, &value).is_ok())
        && again == text
}

const _: () = assert!(
    INT_LIMIT > u32::MAX as u64,
    "every epoch is a number of the ledger"
);

#[cfg(test)]
mod tests {
    use super::*;

    const LEAF: Leaf<'static> = Leaf {
        actor: "li.wei",
        data: "{}",
        epoch: 0,
        item: "8K3T9M2QW7R4X",
        n: 0,
        prev: None,
        salt: &[7; 16],
        site: "BJ01",
        at: 1_767_323_045,
        kind: "received",
        sd: &[],
    };

    fn written(leaf: Leaf<'_>) -> Result<String, LeafError> {
        let mut body = String::from("before");
        let result = leaf.write(&mut body);
        let text = body.strip_prefix("before").unwrap().to_owned();
        assert!(
            result.is_ok() || text.is_empty(),
            "an error leaves nothing behind"
        );
        result.map(|()| text)
    }

    #[test]
    fn members_are_always_the_same() {
        let expected = r#"{"_sd":[],"_sd_alg":"sha-256","actor":"li.wei","data":{},"epoch":0,"#
            .to_owned()
            + r#""item":"8K3T9M2QW7R4X","n":0,"prev":null,"salt":"BwcHBwcHBwcHBwcHBwcHBw","#
            + r#""site":"BJ01","ts":"2026-01-02T03:04:05Z","type":"received","v":1}"#;
        assert_eq!(written(LEAF), Ok(expected));
    }

    #[test]
    fn the_order_of_digests_tells_nothing() {
        let digests: Vec<_> = (0..9)
            .map(|byte| Digest::from_bytes(&[byte * 31; 32]))
            .collect();
        let reversed: Vec<_> = digests.iter().rev().copied().collect();
        let body = written(Leaf {
            sd: &digests,
            ..LEAF
        })
        .unwrap();
        assert_eq!(
            Ok(&body),
            written(Leaf {
                sd: &reversed,
                ..LEAF
            })
            .as_ref()
        );
        let value: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert!(
            value["_sd"]
                .as_array()
                .unwrap()
                .is_sorted_by_key(|text| text.as_str().unwrap())
        );
        assert_eq!(value["_sd"].as_array().unwrap().len(), 9);

        let twice = [digests[0], digests[1], digests[0]];
        let error = Err(LeafError::DigestTwice(digests[0].as_str().to_owned()));
        assert_eq!(written(Leaf { sd: &twice, ..LEAF }), error);
    }

    #[test]
    fn what_has_no_form_is_refused() {
        for at in [-1, 253_402_300_800, i64::MAX] {
            assert_eq!(written(Leaf { at, ..LEAF }), Err(LeafError::Time(at)));
        }
        assert!(
            written(Leaf {
                at: 253_402_300_799,
                ..LEAF
            })
            .is_ok()
        );
        assert!(
            written(Leaf {
                n: INT_LIMIT,
                ..LEAF
            })
            .is_err()
        );
        assert!(
            written(Leaf {
                n: u64::MAX,
                ..LEAF
            })
            .is_err()
        );
        assert!(
            written(Leaf {
                n: INT_LIMIT - 1,
                epoch: u32::MAX,
                ..LEAF
            })
            .is_ok()
        );
    }

    #[test]
    fn the_limit_counts_the_prefix() {
        let room = MAX_BYTES - PREFIX.len() - written(Leaf { actor: "", ..LEAF }).unwrap().len();
        let longest = "x".repeat(room);
        assert!(
            written(Leaf {
                actor: &longest,
                ..LEAF
            })
            .is_ok()
        );
        let longer = "x".repeat(room + 1);
        let error = Err(LeafError::TooLong(65_536));
        assert_eq!(
            written(Leaf {
                actor: &longer,
                ..LEAF
            }),
            error
        );
    }
}
