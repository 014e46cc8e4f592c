//! Private fields: the leaf holds a salted digest of each, a row that can be erased holds the
//! field itself. Both are in the form of RFC 9901 (SD-JWT).
//!
//! A disclosure is the JSON `["salt","name",value]`; its digest is SHA-256 over the base64url of
//! that. A row is a JSON array of disclosures.

use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::prelude::*;
use serde_json::Value;

use super::hash::{Digest, Salt, parse_salt, push_salt};
use super::jcs::{self, JcsError};

/// Makes the row and the digests of one event; kept and cleared from event to event.
#[derive(Debug)]
pub struct Writer {
    row: String,
    coded: Vec<u8>,
    digests: Vec<Digest>,
}

/// Why a row cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a row of private fields: {0}")]
pub struct RowError(String);

/// One private field with the salt that its digest was made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// What keeps the digest from being guessed.
    pub salt: Salt,
    /// The field's name.
    pub name: String,
    /// What it says: a string, a whole number or an object of these.
    pub value: Value,
}

/// How a row and the digests in its event's leaf stand to each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Names of fields that the leaf has promised.
    pub proven: Vec<String>,
    /// Names of fields that the leaf knows nothing of: changed, or from elsewhere.
    pub unproven: Vec<String>,
    /// How many of the leaf's digests have no field in the row: erased, or kept back.
    pub undisclosed: usize,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            row: "[]".to_owned(),
            coded: Vec::new(),
            digests: Vec::new(),
        }
    }
}

impl Writer {
    /// A writer with an empty row.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the row empty again and keeps its room.
    pub fn clear(&mut self) {
        self.row.clear();
        self.row.push_str("[]");
        self.digests.clear();
    }

    /// Adds a field that is a string.
    pub fn text(&mut self, salt: &Salt, name: &str, value: &str) {
        let from = self.open(salt, name);
        jcs::push_text(&mut self.row, value);
        self.close(from);
    }

    /// Adds a field that is a whole number; when it is too great, the row stays as it was.
    pub fn int(&mut self, salt: &Salt, name: &str, value: i64) -> Result<(), JcsError> {
        self.add(salt, name, |row| jcs::push_int(row, value))
    }

    /// Adds a field that is an object; when `members` fails, the row stays as it was.
    pub fn object<'m>(
        &mut self,
        salt: &Salt,
        name: &str,
        members: impl FnOnce(&mut jcs::ObjectWriter<'_, 'm>),
    ) -> Result<(), JcsError> {
        self.add(salt, name, |row| {
            let mut writer = jcs::ObjectWriter::new(row);
            members(&mut writer);
            writer.finish()
        })
    }

    /// Whether no field has been added.
    pub fn is_empty(&self) -> bool {
        self.digests.is_empty()
    }

    /// The digests for the event's leaf, sorted so that their order tells nothing of the fields.
    pub fn digests(&self) -> &[Digest] {
        &self.digests
    }

    /// The row: a JSON array of all fields.
    pub fn row(&self) -> &str {
        &self.row
    }

    fn add(
        &mut self,
        salt: &Salt,
        name: &str,
        push: impl FnOnce(&mut String) -> Result<(), JcsError>,
    ) -> Result<(), JcsError> {
        let row_length = self.row.len();
        let from = self.open(salt, name);
        match push(&mut self.row) {
            Ok(()) => self.close(from),
            Err(fault) => {
                self.row.truncate(row_length - 1);
                self.row.push(']');
                return Err(fault);
            }
        }
        Ok(())
    }

    /// Begins a disclosure at the end of the row and says where it begins.
    fn open(&mut self, salt: &Salt, name: &str) -> usize {
        self.row.pop();
        if !self.digests.is_empty() {
            self.row.push(',');
        }
        let from = self.row.len();
        self.row.push_str("[\"");
        push_salt(salt, &mut self.row);
        self.row.push_str("\",");
        jcs::push_text(&mut self.row, name);
        self.row.push(',');
        from
    }

    fn close(&mut self, from: usize) {
        self.row.push(']');
        let digest = digest(&self.row[from..], &mut self.coded);
        let place = self.digests.partition_point(|other| *other < digest);
        self.digests.insert(place, digest);
        self.row.push(']');
    }
}

impl Disclosure {
    /// The disclosure as RFC 9901 sends it to a reader: base64url of its JSON.
    pub fn coded(&self) -> Result<String, JcsError> {
        Ok(URL_SAFE_NO_PAD.encode(self.json()?))
    }

    /// The digest that stands in the leaf.
    pub fn digest(&self) -> Result<Digest, JcsError> {
        Ok(digest(&self.json()?, &mut Vec::new()))
    }

    fn json(&self) -> Result<String, JcsError> {
        let mut json = String::from("[\"");
        push_salt(&self.salt, &mut json);
        json.push_str("\",");
        jcs::push_text(&mut json, &self.name);
        json.push(',');
        jcs::push_value(&mut json, &self.value)?;
        json.push(']');
        Ok(json)
    }
}

/// Reads the fields of a row.
pub fn parse(row: &str) -> Result<Vec<Disclosure>, RowError> {
    let triples: Vec<(String, String, Value)> =
        serde_json::from_str(row).map_err(|error| RowError(error.to_string()))?;
    let fields = triples.into_iter().map(|(salt, name, value)| {
        let salt = parse_salt(&salt).ok_or_else(|| RowError(format!("salt of `{name}`")))?;
        Ok(Disclosure { salt, name, value })
    });
    fields.collect()
}

/// Compares a row with the digests in its event's leaf.
pub fn verify(row: &str, sd: &[Digest]) -> Result<Verdict, RowError> {
    let mut verdict = Verdict::default();
    let mut open = sd.to_vec();
    for field in parse(row)? {
        // A value without a canonical text never was in a leaf.
        let digest = field.digest().ok();
        // Each digest vouches for one field only, so a field given twice stands out.
        match open.iter().position(|promised| Some(*promised) == digest) {
            Some(place) => {
                open.swap_remove(place);
                verdict.proven.push(field.name);
            }
            None => verdict.unproven.push(field.name),
        }
    }
    verdict.undisclosed = open.len();
    Ok(verdict)
}

/// The row without the fields of those names; what stays verifies as before.
pub fn erase(row: &str, names: &[&str]) -> Result<String, RowError> {
    let mut kept = String::from("[");
    for field in parse(row)? {
        if names.contains(&field.name.as_str()) {
            continue;
        }
        if kept.len() > 1 {
            kept.push(',');
        }
        kept.push_str(&field.json().map_err(|error| RowError(error.to_string()))?);
    }
    kept.push(']');
    Ok(kept)
}

#[inline]
fn digest(json: &str, coded: &mut Vec<u8>) -> Digest {
    let room = json.len().div_ceil(3) * 4;
    if coded.len() < room {
        coded.resize(room, 0);
    }
    let length = URL_SAFE_NO_PAD
        .encode_slice(json, coded)
        .expect("4 bytes hold 3 as base64url");
    Digest::of(&coded[..length])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn example() -> Writer {
        let mut writer = Writer::new();
        writer.text(&[1; 16], "seller_name", "王\"小\"明");
        writer.int(&[2; 16], "price_fen", 123_400).unwrap();
        let written = writer.object(&[3; 16], "other", |object| {
            object.text("备注", "急").text("颜色", "黑");
        });
        written.unwrap();
        writer
    }

    #[test]
    fn digests_are_those_of_the_standards_examples() {
        // RFC 9901, sections 4.2.1 and 4.2.3: the bytes that are hashed are the coded ones.
        let coded = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
        let digest = "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0";
        assert_eq!(Digest::of(coded.as_bytes()).as_str(), digest);
    }

    #[test]
    fn a_row_proves_its_fields() {
        let writer = example();
        let verdict = verify(writer.row(), writer.digests()).unwrap();
        assert_eq!(verdict.proven, ["seller_name", "price_fen", "other"]);
        assert_eq!((verdict.unproven.len(), verdict.undisclosed), (0, 0));

        let forged = writer.row().replace("123400", "123401");
        let verdict = verify(&forged, writer.digests()).unwrap();
        assert_eq!(verdict.unproven, ["price_fen"]);
        assert_eq!(verdict.undisclosed, 1);

        let fields = parse(writer.row()).unwrap();
        let coded = fields[1].coded().unwrap();
        assert_eq!(Digest::of(coded.as_bytes()), fields[1].digest().unwrap());
        assert_eq!(
            coded,
            URL_SAFE_NO_PAD.encode(r#"["AgICAgICAgICAgICAgICAg","price_fen",123400]"#)
        );
    }

    #[test]
    fn erasing_one_field_leaves_the_others_proven() {
        let writer = example();
        let row = erase(writer.row(), &["seller_name", "unknown"]).unwrap();
        assert!(!row.contains("小"));
        let verdict = verify(&row, writer.digests()).unwrap();
        assert_eq!(verdict.proven, ["price_fen", "other"]);
        assert_eq!((verdict.unproven.len(), verdict.undisclosed), (0, 1));
        assert_eq!(erase(&row, &["price_fen", "other"]).unwrap(), "[]");
        assert_eq!(verify("[]", writer.digests()).unwrap().undisclosed, 3);
    }

    #[test]
    fn a_field_given_twice_is_proven_once() {
        let mut writer = Writer::new();
        writer.text(&[1; 16], "a", "b");
        let twice = format!("[{0},{0}]", &writer.row()[1..writer.row().len() - 1]);
        let verdict = verify(&twice, writer.digests()).unwrap();
        assert_eq!((verdict.proven.len(), verdict.unproven.len()), (1, 1));
    }

    #[test]
    fn a_fault_leaves_the_row_as_it_was() {
        let mut writer = Writer::new();
        assert!(writer.int(&[1; 16], "a", i64::MAX).is_err());
        assert_eq!((writer.row(), writer.is_empty()), ("[]", true));
        writer.text(&[1; 16], "a", "b");
        let row = writer.row().to_owned();
        let fault = writer.object(&[1; 16], "c", |object| {
            object.null("b").null("a");
        });
        assert!(fault.is_err());
        assert_eq!(writer.row(), row);
        writer.clear();
        assert_eq!((writer.row(), writer.digests().len()), ("[]", 0));
    }

    #[test]
    fn what_is_no_row_is_refused() {
        for row in [
            "",
            "{}",
            "[[]]",
            r#"["a"]"#,
            r#"[["AQ","a","b"]]"#,
            r#"[["a","b","c","d"]]"#,
        ] {
            assert!(parse(row).is_err(), "{row}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_and_proven(
            fields in proptest::collection::vec(any::<(Salt, String, String)>(), 0..6),
        ) {
            let mut writer = Writer::new();
            for (salt, name, value) in &fields {
                writer.text(salt, name, value);
            }
            let read = parse(writer.row()).unwrap();
            prop_assert_eq!(read.len(), fields.len());
            for (field, (salt, name, value)) in read.iter().zip(&fields) {
                prop_assert_eq!((&field.salt, &field.name), (salt, name));
                prop_assert_eq!(field.value.as_str(), Some(value.as_str()));
            }
            let verdict = verify(writer.row(), writer.digests()).unwrap();
            prop_assert_eq!(verdict.proven.len(), fields.len());
        }
    }
}
