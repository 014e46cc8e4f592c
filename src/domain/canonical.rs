//! Walks over the canonical JSON of the record from left to right, without taking it apart:
//! figures over many events need a few members of each, and a parser would spend most of its time
//! on the rest.
//!
//! Knows only what canonical JSON can be: no blanks, and names without escapes. It does not prove
//! that a text is canonical; `db check` does.

/// The text is not what the record holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not canonical JSON at byte {0}")]
pub struct NotCanonical(pub usize);

/// A place in a canonical JSON text.
#[derive(Debug, Clone)]
pub struct Walk<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Walk<'t> {
    /// At the beginning of a value.
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Enters the object that begins here, or goes on to its next member, behind the value of the
    /// one before. The name of that member, or none where the object ends.
    pub fn member(&mut self) -> Result<Option<&'t str>, NotCanonical> {
        let opens = match self.byte() {
            Some(b'{') => true,
            Some(b',') => false,
            Some(b'}') => {
                self.at += 1;
                return Ok(None);
            }
            _ => return Err(self.fault()),
        };
        self.at += 1;
        if opens && self.byte() == Some(b'}') {
            self.at += 1;
            return Ok(None);
        }
        let name = self.string()?;
        if self.byte() != Some(b':') {
            return Err(self.fault());
        }
        self.at += 1;
        Ok(Some(&name[1..name.len() - 1]))
    }

    /// Goes behind the value that begins here, and gives its text.
    pub fn value(&mut self) -> Result<&'t str, NotCanonical> {
        let from = self.at;
        match self.byte() {
            Some(b'"') => return self.string(),
            Some(b'[' | b'{') => self.group()?,
            _ => {
                while self
                    .byte()
                    .is_some_and(|byte| !matches!(byte, b',' | b'}' | b']'))
                {
                    self.at += 1;
                }
            }
        }
        match self.at > from {
            true => Ok(&self.text[from..self.at]),
            false => Err(self.fault()),
        }
    }

    /// The value that begins here, which is a string without escapes.
    pub fn plain(&mut self) -> Result<&'t str, NotCanonical> {
        let value = self.value()?;
        plain(value).ok_or_else(|| self.fault())
    }

    /// The value that begins here, which is a whole number.
    pub fn whole<N: std::str::FromStr>(&mut self) -> Result<N, NotCanonical> {
        let value = self.value()?;
        value.parse().map_err(|_| self.fault())
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn fault(&self) -> NotCanonical {
        NotCanonical(self.at)
    }

    /// Goes behind a string; its text, with the quotes.
    fn string(&mut self) -> Result<&'t str, NotCanonical> {
        let from = self.at;
        if self.byte() != Some(b'"') {
            return Err(self.fault());
        }
        loop {
            self.at += 1;
            match self.byte() {
                Some(b'"') => break,
                Some(b'\\') => self.at += 1,
                Some(_) => {}
                None => return Err(self.fault()),
            }
        }
        self.at += 1;
        self.text.get(from..self.at).ok_or_else(|| self.fault())
    }

    fn group(&mut self) -> Result<(), NotCanonical> {
        let mut depth = 0_usize;
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.string()?;
                    continue;
                }
                Some(b'[' | b'{') => depth += 1,
                Some(b']' | b'}') => depth -= 1,
                Some(_) => {}
                None => return Err(self.fault()),
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
    }
}

/// The text between the quotes of a string without escapes.
pub fn plain(value: &str) -> Option<&str> {
    let text = value.strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains('\\')).then_some(text)
}

/// The strings of a list of strings without escapes; what is none of that has none.
pub fn plain_list(value: &str) -> impl Iterator<Item = &str> {
    let list = value
        .strip_prefix('[')
        .and_then(|list| list.strip_suffix(']'));
    list.unwrap_or_default().split(',').filter_map(plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value};

    use super::*;

    fn members(object: &str) -> Option<Vec<(&str, &str)>> {
        let (mut walk, mut found) = (Walk::new(object), Vec::new());
        while let Some(name) = walk.member().ok()? {
            found.push((name, walk.value().ok()?));
        }
        (walk.at == object.len()).then_some(found)
    }

    #[test]
    fn members_and_their_values() {
        let object = r#"{"a":"x\"y,}","b":[1,"]"],"c":{"d":{},"e":"}"},"f":-12,"g":true,"h":null}"#;
        let expected = [
            ("a", r#""x\"y,}""#),
            ("b", r#"[1,"]"]"#),
            ("c", r#"{"d":{},"e":"}"}"#),
            ("f", "-12"),
            ("g", "true"),
            ("h", "null"),
        ];
        assert_eq!(members(object).unwrap(), expected);
        assert_eq!(members("{}").unwrap(), []);
        assert_eq!(plain("\"off\""), Some("off"));
        assert_eq!(plain(r#""o\"ff""#), None);
        let list: Vec<&str> = plain_list(r#"["a","b"]"#).collect();
        assert_eq!(list, ["a", "b"]);
        assert_eq!(plain_list("[]").count(), 0);
    }

    #[test]
    fn an_object_in_an_object_is_walked_where_it_stands() {
        let mut walk = Walk::new(r#"{"a":{"n":12,"w":"x"},"b":[]}"#);
        assert_eq!(walk.member(), Ok(Some("a")));
        assert_eq!(walk.member(), Ok(Some("n")));
        assert_eq!(walk.whole::<u32>(), Ok(12));
        assert_eq!(walk.member(), Ok(Some("w")));
        assert_eq!(walk.plain(), Ok("x"));
        assert_eq!(walk.member(), Ok(None));
        assert_eq!(walk.member(), Ok(Some("b")));
        assert_eq!(walk.value(), Ok("[]"));
        assert_eq!(walk.member(), Ok(None));
    }

    #[test]
    fn what_is_no_object_is_said_to_be_none() {
        for text in [
            "",
            "[]",
            "{",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1",
            "{\"a\":[1}",
            "{\"a\":\"b}",
            "{a:1}",
            "{\"a\":\"\\",
            "{\"a\"",
        ] {
            assert_eq!(members(text), None, "{text}");
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let simple = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        simple.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map("[a-z]{1,3}", inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_reads_what_a_parser_reads(
            object in proptest::collection::btree_map("[a-z_]{1,8}", values(), 0..6),
        ) {
            let object: Map<String, Value> = object.into_iter().collect();
            let text = serde_json::to_string(&object).unwrap();
            let found = members(&text).unwrap();
            let read: Map<String, Value> = found
                .into_iter()
                .map(|(name, value)| (name.to_owned(), serde_json::from_str(value).unwrap()))
                .collect();
            prop_assert_eq!(read, object);
        }

        #[test]
        fn no_text_makes_it_stumble(text in "[{}\\[\\]\",:\\\\a1é ]{0,20}") {
            members(&text);
        }
    }
}
