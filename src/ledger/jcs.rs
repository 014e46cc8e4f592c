//! Canonical JSON (RFC 8785) for what the ledger hashes: strings, whole numbers under 2^53,
//! booleans, null, arrays and objects. There are no floats here on purpose.

use std::cmp::Ordering;

use serde_json::Value;

use crate::domain::digits;

/// Why something has no canonical text here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JcsError {
    /// Keys must be written in the order of RFC 8785, each once.
    #[error("key `{0}` is out of order")]
    KeyOrder(String),
    /// Only whole numbers under 2^53 survive every reader of JSON.
    #[error("number {0} is not a whole number under 2^53")]
    Number(String),
}

/// Whole numbers must stay under this, on both sides of zero.
pub const INT_LIMIT: u64 = 1 << 53;

/// Appends one JSON object to a string, member by member in canonical order.
///
/// The first fault is kept and told by `finish`, so that a row of members reads as a row.
#[derive(Debug)]
#[must_use = "the object is not closed before `finish`"]
pub struct ObjectWriter<'o, 'k> {
    out: &'o mut String,
    last_key: Option<&'k str>,
    fault: Option<JcsError>,
}

impl<'o, 'k> ObjectWriter<'o, 'k> {
    /// Opens an object at the end of `out`.
    pub fn new(out: &'o mut String) -> Self {
        out.push('{');
        Self {
            out,
            last_key: None,
            fault: None,
        }
    }

    /// A member that is a string.
    pub fn text(&mut self, key: &'k str, value: &str) -> &mut Self {
        self.key(key);
        push_text(self.out, value);
        self
    }

    /// A member that is a whole number.
    pub fn int(&mut self, key: &'k str, value: i64) -> &mut Self {
        self.key(key);
        let written = push_int(self.out, value);
        self.keep(written)
    }

    /// A member that is true or false.
    pub fn bool(&mut self, key: &'k str, value: bool) -> &mut Self {
        self.key(key);
        self.out.push_str(if value { "true" } else { "false" });
        self
    }

    /// A member that is null.
    pub fn null(&mut self, key: &'k str) -> &mut Self {
        self.key(key);
        self.out.push_str("null");
        self
    }

    /// A member that is an object, written by `members`.
    pub fn object<'m>(
        &mut self,
        key: &'k str,
        members: impl FnOnce(&mut ObjectWriter<'_, 'm>),
    ) -> &mut Self {
        self.key(key);
        let written = object(self.out, members);
        self.keep(written)
    }

    /// A member that is an array, written by `elements`.
    pub fn array(
        &mut self,
        key: &'k str,
        elements: impl FnOnce(&mut ArrayWriter<'_>),
    ) -> &mut Self {
        self.key(key);
        let written = array(self.out, elements);
        self.keep(written)
    }

    /// A member of any kind.
    pub fn value(&mut self, key: &'k str, value: &Value) -> &mut Self {
        self.key(key);
        let written = push_value(self.out, value);
        self.keep(written)
    }

    /// A member whose value is canonical JSON already.
    pub fn raw(&mut self, key: &'k str, canonical: &str) -> &mut Self {
        self.key(key);
        self.out.push_str(canonical);
        self
    }

    /// Closes the object; the first fault, if there was one.
    pub fn finish(self) -> Result<(), JcsError> {
        self.out.push('}');
        self.fault.map_or(Ok(()), Err)
    }

    fn key(&mut self, key: &'k str) {
        if let Some(last) = self.last_key {
            self.out.push(',');
            if key_order(last, key) != Ordering::Less {
                self.fault
                    .get_or_insert_with(|| JcsError::KeyOrder(key.to_owned()));
            }
        }
        self.last_key = Some(key);
        push_text(self.out, key);
        self.out.push(':');
    }

    fn keep(&mut self, written: Result<(), JcsError>) -> &mut Self {
        if let Err(fault) = written {
            self.fault.get_or_insert(fault);
        }
        self
    }
}

/// Appends one JSON array to a string, element by element.
#[derive(Debug)]
pub struct ArrayWriter<'o> {
    out: &'o mut String,
    empty: bool,
    fault: Option<JcsError>,
}

impl ArrayWriter<'_> {
    /// An element that is a string.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.comma();
        push_text(self.out, value);
        self
    }

    /// An element that is a whole number.
    pub fn int(&mut self, value: i64) -> &mut Self {
        self.comma();
        let written = push_int(self.out, value);
        self.keep(written)
    }

    /// An element that is an object, written by `members`.
    pub fn object<'m>(&mut self, members: impl FnOnce(&mut ObjectWriter<'_, 'm>)) -> &mut Self {
        self.comma();
        let written = object(self.out, members);
        self.keep(written)
    }

    fn comma(&mut self) {
        if !std::mem::take(&mut self.empty) {
            self.out.push(',');
        }
    }

    fn keep(&mut self, written: Result<(), JcsError>) -> &mut Self {
        if let Err(fault) = written {
            self.fault.get_or_insert(fault);
        }
        self
    }
}

/// Appends the canonical text of `value`.
pub fn push_value(out: &mut String, value: &Value) -> Result<(), JcsError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => push_int(out, whole)?,
            None => return Err(JcsError::Number(number.to_string())),
        },
        Value::String(text) => push_text(out, text),
        Value::Array(elements) => {
            for (place, element) in elements.iter().enumerate() {
                out.push(if place == 0 { '[' } else { ',' });
                push_value(out, element)?;
            }
            out.push_str(if elements.is_empty() { "[]" } else { "]" });
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by(|(left, _), (right, _)| key_order(left, right));
            let mut writer = ObjectWriter::new(out);
            for (key, member) in sorted {
                writer.value(key, member);
            }
            writer.finish()?;
        }
    }
    Ok(())
}

/// Appends `text` as a JSON string with only the escapes that RFC 8785 wants.
#[inline]
pub fn push_text(out: &mut String, text: &str) {
    out.push('"');
    if is_clean(text.as_bytes()) {
        out.push_str(text);
    } else {
        push_escaped(out, text);
    }
    out.push('"');
}

/// Appends a whole number under 2^53.
#[inline]
pub fn push_int(out: &mut String, number: i64) -> Result<(), JcsError> {
    if number.unsigned_abs() >= INT_LIMIT {
        return Err(JcsError::Number(number.to_string()));
    }
    let mut room = [0; digits::INT_ROOM];
    out.push_str(std::str::from_utf8(digits::int(number, &mut room)).expect("digits are ASCII"));
    Ok(())
}

/// The order of keys in RFC 8785: by UTF-16 code units, which is not always that of UTF-8.
pub fn key_order(left: &str, right: &str) -> Ordering {
    // The two orders part only where a character above U+FFFF, whose UTF-16 begins with a
    // surrogate, meets one of U+E000 to U+FFFF, whose UTF-8 begins with EE or EF.
    let rank = |byte: u8| {
        if matches!(byte, 0xee | 0xef) {
            byte + 0x10
        } else {
            byte
        }
    };
    let differing = left
        .bytes()
        .zip(right.bytes())
        .find(|(left, right)| left != right);
    match differing {
        Some((left, right)) => rank(left).cmp(&rank(right)),
        None => left.len().cmp(&right.len()),
    }
}

fn object<'m>(
    out: &mut String,
    members: impl FnOnce(&mut ObjectWriter<'_, 'm>),
) -> Result<(), JcsError> {
    let mut writer = ObjectWriter::new(out);
    members(&mut writer);
    writer.finish()
}

fn array(out: &mut String, elements: impl FnOnce(&mut ArrayWriter<'_>)) -> Result<(), JcsError> {
    out.push('[');
    let mut writer = ArrayWriter {
        out,
        empty: true,
        fault: None,
    };
    elements(&mut writer);
    let fault = writer.fault;
    out.push(']');
    fault.map_or(Ok(()), Err)
}

/// Whether a string needs no escape; eight bytes at a time, as nearly every string is clean.
#[inline]
fn is_clean(text: &[u8]) -> bool {
    let (words, rest) = text.as_chunks::<8>();
    if !words
        .iter()
        .all(|word| is_clean_word(u64::from_le_bytes(*word)))
    {
        return false;
    }
    match (rest, text.last_chunk::<8>()) {
        ([], _) => true,
        // The last eight bytes again, some of them seen already, are cheaper than one by one.
        (_, Some(last)) => is_clean_word(u64::from_le_bytes(*last)),
        (_, None) => rest.iter().all(|byte| !is_escaped(*byte)),
    }
}

#[inline]
fn is_clean_word(word: u64) -> bool {
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES << 7;
    // Each term has the high bit of a byte set if that byte is under the limit; a borrow from a
    // lower byte can only set one too many, never clear one.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & HIGHS;
    let quotes = word ^ (ONES * u64::from(b'"'));
    let slashes = word ^ (ONES * u64::from(b'\\'));
    below(word, 0x20) | below(quotes, 1) | below(slashes, 1) == 0 || is_clean_bytes(word)
}

#[cold]
fn is_clean_bytes(word: u64) -> bool {
    word.to_le_bytes().iter().all(|byte| !is_escaped(*byte))
}

const fn is_escaped(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

#[cold]
fn push_escaped(out: &mut String, text: &str) {
    let mut clean_from = 0;
    for (at, byte) in text
        .bytes()
        .enumerate()
        .filter(|(_, byte)| is_escaped(*byte))
    {
        out.push_str(&text[clean_from..at]);
        clean_from = at + 1;
        push_escape(out, byte);
    }
    out.push_str(&text[clean_from..]);
}

fn push_escape(out: &mut String, byte: u8) {
    match byte {
        b'"' => out.push_str("\\\""),
        b'\\' => out.push_str("\\\\"),
        0x08 => out.push_str("\\b"),
        b'\t' => out.push_str("\\t"),
        b'\n' => out.push_str("\\n"),
        0x0c => out.push_str("\\f"),
        b'\r' => out.push_str("\\r"),
        _ => {
            const HEX: &[u8; 16] = b"0123456789abcdef";
            out.push_str("\\u00");
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_object_is_written_in_canonical_form() {
        let mut out = String::new();
        let mut writer = ObjectWriter::new(&mut out);
        writer.array("a", |array| {
            array.text("x").int(-2).object(|object| {
                object.bool("t", true);
            });
        });
        writer
            .object("b", |_| {})
            .int("n", 9_007_199_254_740_991)
            .null("z");
        writer.finish().unwrap();
        assert_eq!(
            out,
            r#"{"a":["x",-2,{"t":true}],"b":{},"n":9007199254740991,"z":null}"#
        );
    }

    #[test]
    fn keys_out_of_order_and_great_numbers_are_faults() {
        let fault = |write: fn(&mut ObjectWriter<'_, 'static>)| {
            let mut out = String::new();
            object(&mut out, write)
        };
        let order = |key: &str| Err(JcsError::KeyOrder(key.to_owned()));
        assert_eq!(fault(|w| _ = w.null("b").null("a").null("0")), order("a"));
        assert_eq!(fault(|w| _ = w.null("a").null("a")), order("a"));
        let number = |text: &str| Err(JcsError::Number(text.to_owned()));
        assert_eq!(
            fault(|w| _ = w.int("a", 1 << 53)),
            number("9007199254740992")
        );
        let nested = fault(|w| _ = w.object("a", |w| _ = w.array("b", |a| _ = a.int(i64::MIN))));
        assert_eq!(nested, number("-9223372036854775808"));
    }

    #[test]
    fn keys_sort_as_in_the_example_of_the_standard() {
        // RFC 8785, section 3.2.3.
        let sorted = [
            "\r",
            "1",
            "\u{80}",
            "\u{f6}",
            "\u{20ac}",
            "\u{1f600}",
            "\u{fb33}",
        ];
        assert!(sorted.is_sorted_by(|left, right| key_order(left, right).is_lt()));
    }

    proptest! {
        #[test]
        fn strings_are_escaped_as_serde_json_does(any in any::<String>(), ascii in "[\0-\x7f]*") {
            for text in [any, ascii] {
                let mut out = String::new();
                push_text(&mut out, &text);
                prop_assert_eq!(out, serde_json::to_string(&text).unwrap());
            }
        }

        #[test]
        fn keys_are_ordered_by_utf_16(left in any::<String>(), right in any::<String>()) {
            let judge = left.encode_utf16().cmp(right.encode_utf16());
            prop_assert_eq!(key_order(&left, &right), judge);
        }
    }
}
