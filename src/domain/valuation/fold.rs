//! How the names of goods are compared: what only spelling parts is one.

use unicode_normalization::UnicodeNormalization as _;

/// Units that follow a number in a specification, with the form in which they are compared.
const UNITS: [(&str, &str); 10] = [
    ("g", "gb"),
    ("gb", "gb"),
    ("t", "tb"),
    ("tb", "tb"),
    ("mm", "mm"),
    ("cm", "cm"),
    ("w", "w"),
    ("l", "l"),
    ("寸", "寸"),
    ("英寸", "寸"),
];

/// A name in small letters and plain forms, without spaces, dashes and the like.
pub(super) fn name(text: &str) -> String {
    let is_kept = |c: &char| !(c.is_whitespace() || matches!(c, '-' | '_' | '·' | '/' | '\''));
    if text.is_ascii() {
        return text
            .chars()
            .filter(is_kept)
            .map(|c| c.to_ascii_lowercase())
            .collect();
    }
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter(is_kept)
        .collect()
}

/// The words of a specification, sorted, each once: `128 G 黑色` is `128gb` and `黑色`.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut kind = Kind::Gap;
    let folded: Vec<char> = text.nfkc().flat_map(char::to_lowercase).collect();
    for (place, c) in folded.iter().copied().enumerate() {
        let is_point = c == '.'
            && kind == Kind::Digit
            && folded.get(place + 1).is_some_and(char::is_ascii_digit);
        let next = if is_point { Kind::Digit } else { Kind::of(c) };
        if next != kind {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        }
        kind = next;
        if kind != Kind::Gap {
            word.push(c);
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    let mut joined = joined(&words);
    joined.sort_unstable();
    joined.dedup();
    joined
}

/// Numbers with their units; letters and digits that stand together otherwise stay apart.
fn joined(words: &[String]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        let unit = UNITS.iter().find(|(unit, _)| unit == word);
        match (joined.last_mut(), unit) {
            (Some(last), Some((_, unit))) if last.bytes().all(is_of_number) => last.push_str(unit),
            _ => joined.push(word.clone()),
        }
    }
    joined
}

fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'.'
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Gap,
    Digit,
    Latin,
    Other,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            _ if c.is_ascii_digit() => Self::Digit,
            _ if c.is_ascii_alphabetic() => Self::Latin,
            _ if c.is_alphanumeric() => Self::Other,
            _ => Self::Gap,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_part_names() {
        for text in ["iPhone 7", "IPHONE-7", "ｉＰｈｏｎｅ　７", "i phone7"] {
            assert_eq!(name(text), "iphone7", "{text}");
        }
        assert_ne!(name("iPhone 8+"), name("iPhone 8"));
        assert_eq!(name("EF 24-70mm f/2.8L"), name("EF24-70mm F2.8L"));
    }

    #[test]
    fn a_specification_is_a_set_of_words() {
        for text in ["128GB 黑色", "黑色128g", "黑色/128 GB", "128G,黑色,黑色"] {
            assert_eq!(words(text), ["128gb", "黑色"], "{text}");
        }
        assert_eq!(
            words("13.3英寸 8GB+256GB SSD"),
            ["13.3寸", "256gb", "8gb", "ssd"]
        );
        assert_eq!(words("2015款 1.6L"), ["1.6l", "2015", "款"]);
        assert!(words(" - ").is_empty());
    }
}
