//! Reads leaves back, strictly: a text that is not the one canonical text of its event is refused,
//! so that no two readers can take one leaf for two events.

use serde_json::{Map, Value};

use super::hash::{Digest, Hash, Salt, parse_salt};
use super::jcs;
use super::leaf::{Leaf, LeafError, MAX_BYTES, PREFIX};

/// An event as read from its leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Who did it.
    pub actor: String,
    /// What happened.
    pub data: Map<String, Value>,
    /// The item's custody.
    pub epoch: u32,
    /// The item's trace code.
    pub item: String,
    /// The event's place in the item's custody, from 0.
    pub n: u64,
    /// The leaf hash of the item's event before this one.
    pub prev: Option<Hash>,
    /// What keeps the leaf hash from being guessed.
    pub salt: Salt,
    /// Where it was done.
    pub site: String,
    /// When it was done, in Unix seconds.
    pub at: i64,
    /// The event's type.
    pub kind: String,
    /// The digests of the event's private fields.
    pub sd: Vec<Digest>,
}

/// Reads the JSON of one leaf.
pub fn parse(body: &str) -> Result<Event, LeafError> {
    let length = PREFIX.len() + body.len();
    if length > MAX_BYTES {
        return Err(LeafError::TooLong(length));
    }
    let members: Members<'_> =
        serde_json::from_str(body).map_err(|error| LeafError::NotAnEvent(error.to_string()))?;
    let event = members.into_event()?;
    // Whatever the steps above let pass, a repeated key, a blank, an escape, shows here.
    let mut again = String::with_capacity(body.len());
    event.write(&mut again)?;
    if again != body {
        let differing = again
            .bytes()
            .zip(body.bytes())
            .position(|(left, right)| left != right);
        let at = differing.unwrap_or_else(|| again.len().min(body.len()));
        return Err(LeafError::NotCanonical(at));
    }
    Ok(event)
}

impl Event {
    /// Appends the event's JSON to `body`.
    pub fn write(&self, body: &mut String) -> Result<(), LeafError> {
        let mut data = String::new();
        let mut writer = jcs::ObjectWriter::new(&mut data);
        let mut members: Vec<_> = self.data.iter().collect();
        members.sort_by(|(left, _), (right, _)| jcs::key_order(left, right));
        for (key, value) in members {
            writer.value(key, value);
        }
        writer.finish()?;
        self.leaf(&data).write(body)
    }

    fn leaf<'a>(&'a self, data: &'a str) -> Leaf<'a> {
        Leaf {
            actor: &self.actor,
            data,
            epoch: self.epoch,
            item: &self.item,
            n: self.n,
            prev: self.prev.as_ref(),
            salt: &self.salt,
            site: &self.site,
            at: self.at,
            kind: &self.kind,
            sd: &self.sd,
        }
    }
}

/// The members as JSON has them. `prev` is there even when it is null.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Members<'a> {
    #[serde(rename = "_sd")]
    sd: Vec<String>,
    #[serde(rename = "_sd_alg")]
    sd_alg: String,
    actor: String,
    data: Map<String, Value>,
    epoch: u32,
    item: String,
    n: u64,
    prev: Option<String>,
    salt: String,
    site: String,
    #[serde(borrow)]
    ts: std::borrow::Cow<'a, str>,
    #[serde(rename = "type")]
    kind: String,
    v: u32,
}

impl Members<'_> {
    fn into_event(self) -> Result<Event, LeafError> {
        if self.v != 1 {
            return Err(LeafError::Member("v"));
        }
        if self.sd_alg != "sha-256" {
            return Err(LeafError::Member("_sd_alg"));
        }
        let prev = match self.prev {
            Some(text) => Some(Hash::parse(&text).ok_or(LeafError::Member("prev"))?),
            None => None,
        };
        let sd: Option<Vec<_>> = self.sd.iter().map(|text| Digest::parse(text)).collect();
        let time = chrono::DateTime::parse_from_rfc3339(&self.ts);
        Ok(Event {
            actor: self.actor,
            data: self.data,
            epoch: self.epoch,
            item: self.item,
            n: self.n,
            prev,
            salt: parse_salt(&self.salt).ok_or(LeafError::Member("salt"))?,
            site: self.site,
            at: time.map_err(|_| LeafError::Member("ts"))?.timestamp(),
            kind: self.kind,
            sd: sd.ok_or(LeafError::Member("_sd"))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BODY: &str = concat!(
        r#"{"_sd":["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],"_sd_alg":"sha-256","#,
        r#""actor":"li.wei","data":{"a":{"b":[1,"二",null,true]},"k":-9007199254740991},"#,
        r#""epoch":1,"item":"8K3T9M2QW7R4X","n":2,"#,
        r#""prev":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=","#,
        r#""salt":"BwcHBwcHBwcHBwcHBwcHBw","site":"BJ01","ts":"2026-01-02T03:04:05Z","#,
        r#""type":"graded","v":1}"#,
    );

    /// What comes of reading the body with `from` turned into `to`.
    fn changed(from: &str, to: &str) -> Result<Event, LeafError> {
        assert_eq!(BODY.matches(from).count(), 1, "{from}");
        parse(&BODY.replace(from, to))
    }

    #[test]
    fn a_canonical_event_is_read() {
        let event = parse(BODY).unwrap();
        assert_eq!((event.n, event.epoch, event.at), (2, 1, 1_767_323_045));
        assert_eq!(event.prev, Some(Hash([1; 32])));
        assert_eq!(event.sd, [Digest::from_bytes(&[0; 32])]);
        assert_eq!(
            event.data["k"],
            serde_json::json!(-9_007_199_254_740_991_i64)
        );
    }

    #[test]
    fn wrong_members_are_refused() {
        let not_an_event = [
            (r#","v":1"#, ""),
            (r#","v":1"#, r#","v":1,"w":2"#),
            (r#","v":1"#, r#","v":1,"v":1"#),
            (r#""n":2"#, r#""n":"2""#),
            (r#""n":2"#, r#""n":2.0"#),
            (r#""n":2"#, r#""n":-2"#),
            (r#""epoch":1"#, r#""epoch":4294967296"#),
            (r#""actor":"li.wei""#, r#""actor":null"#),
            (r#""v":1}"#, r#""v":1} x"#),
            ("li.wei", r"\ud800"),
        ];
        for (from, to) in not_an_event {
            let result = changed(from, to);
            assert!(
                matches!(result, Err(LeafError::NotAnEvent(_))),
                "{to}: {result:?}"
            );
        }
        let members = [
            (r#""v":1"#, r#""v":2"#, "v"),
            ("sha-256", "sha-512", "_sd_alg"),
            ("AQE=", "AQE", "prev"),
            ("AQE=", "AQF=", "prev"),
            ("BwcHBw\"", "BwcHBx\"", "salt"),
            ("AAAA\"]", "AAA=\"]", "_sd"),
            ("2026-01-02T", "2026-02-30T", "ts"),
        ];
        for (from, to, member) in members {
            assert_eq!(changed(from, to), Err(LeafError::Member(member)), "{to}");
        }
    }

    #[test]
    fn other_texts_of_an_event_are_refused() {
        let texts = [
            (r#""n":2"#, r#""n": 2"#),
            (r#""v":1}"#, "\"v\":1}\n"),
            (
                r#""epoch":1,"item":"8K3T9M2QW7R4X""#,
                r#""item":"8K3T9M2QW7R4X","epoch":1"#,
            ),
            ("li.wei", r"\u006ci.wei"),
            ("二", r"\u4e8c"),
            (r#""b":["#, r#""b":[],"b":["#),
            ("05Z", "05.0Z"),
            ("05Z", "05+00:00"),
            ("T03", "t03"),
            (
                r#""prev":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=","#,
                "",
            ),
        ];
        for (from, to) in texts {
            let result = changed(from, to);
            assert!(
                matches!(result, Err(LeafError::NotCanonical(_))),
                "{to}: {result:?}"
            );
        }
    }

    #[test]
    fn numbers_that_some_readers_lose_are_refused() {
        let numbers = [
            "1.5",
            "1.0",
            "1e3",
            "-0",
            "9007199254740992",
            "1e400",
            "99999999999999999999",
        ];
        for number in numbers {
            let result = changed("-9007199254740991", number);
            let refused = matches!(
                result,
                Err(LeafError::Canonical(_) | LeafError::NotAnEvent(_))
            );
            assert!(refused, "{number}: {result:?}");
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let simple = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-(1_i64 << 53) + 1..1 << 53).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        simple.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map(any::<String>(), inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            data in proptest::collection::btree_map(any::<String>(), values(), 0..5),
            actor in any::<String>(),
            numbers in (any::<u32>(), 0_u64..1 << 53, 0_i64..253_402_300_800),
            prev in proptest::option::of(any::<[u8; 32]>()),
            salt in any::<Salt>(),
            sd in proptest::collection::btree_set(any::<[u8; 32]>(), 0..5),
        ) {
            let (epoch, n, at) = numbers;
            let mut sd: Vec<_> = sd.iter().map(Digest::from_bytes).collect();
            sd.sort_unstable();
            let event = Event {
                data: data.into_iter().collect(),
                kind: actor.clone(),
                item: actor.clone(),
                site: actor.clone(),
                prev: prev.map(Hash),
                actor, epoch, n, salt, at, sd,
            };
            let mut body = String::new();
            event.write(&mut body).unwrap();
            prop_assert_eq!(parse(&body), Ok(event));
        }
    }
}
