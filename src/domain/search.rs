//! Words that items are looked for by: how text is folded, and which three-character pieces an
//! index keeps of it.

use unicode_normalization::UnicodeNormalization as _;

/// Text as it is compared: compatibility forms made plain, letters small.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// Folded text as an index of three-character pieces reads it. A Chinese word often has two
/// characters and a piece has three, so each such character stands between spaces: `小米` becomes
/// ` 小 米 `, of which even one character is a piece.
pub fn spaced(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len() * 2);
    for character in folded.chars() {
        if is_ideograph(character) {
            if !out.ends_with(' ') {
                out.push(' ');
            }
            out.push(character);
            out.push(' ');
        } else {
            out.push(character);
        }
    }
    out
}

fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Characters at the end of a word of which the pieces are looked for.
const END: usize = 8;

/// The words of a search, all of which an item must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    words: Vec<String>,
}

impl Terms {
    /// The words of what was typed; none if it holds nothing but spaces.
    pub fn parse(query: &str) -> Option<Self> {
        let words: Vec<String> = folded(query)
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        (!words.is_empty()).then_some(Self { words })
    }

    /// Whether folded fields hold every word, each word in some field.
    pub fn are_in_fields(&self, fields: &[&str]) -> bool {
        let held = |word: &String| fields.iter().any(|field| field.contains(word.as_str()));
        self.words.iter().all(held)
    }

    /// For each word pieces of three characters, each once; a word of fewer has none. Of a long one
    /// its end is enough: numbers begin alike, and each further piece costs as much as the first.
    pub fn pieces(&self) -> impl Iterator<Item = Vec<String>> {
        self.words.iter().map(|word| {
            let characters: Vec<char> = spaced(word).chars().collect();
            let end = &characters[characters.len().saturating_sub(END)..];
            let pieces = end.windows(3).map(|piece| piece.iter().collect());
            let mut pieces: Vec<String> = pieces.collect();
            pieces.sort_unstable();
            pieces.dedup();
            pieces
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        Terms::parse(text).unwrap().pieces().flatten().collect()
    }

    #[test]
    fn one_chinese_character_is_a_piece() {
        assert_eq!(pieces("米"), [" 米 "]);
        assert_eq!(spaced("小米6"), " 小 米 6");
        let held = spaced(&folded("红小米６Plus"));
        for piece in pieces("小米6") {
            assert!(held.contains(&piece), "{piece:?}");
        }
    }

    #[test]
    fn every_piece_of_a_part_is_a_piece_of_the_whole() {
        let whole = "魅族PRO 7 全网通 iPhone X ABC-12";
        let held = spaced(&folded(whole));
        let letters: Vec<char> = whole.chars().collect();
        for from in 0..letters.len() {
            for to in from + 1..=letters.len() {
                let part: String = letters[from..to].iter().collect();
                let Some(terms) = Terms::parse(&part) else {
                    continue;
                };
                assert!(terms.are_in_fields(&[&folded(whole)]), "{part:?}");
                for piece in terms.pieces().flatten() {
                    assert!(held.contains(&piece), "{part:?}: {piece:?}");
                }
            }
        }
    }

    #[test]
    fn all_words_must_be_there_in_any_order() {
        let terms = Terms::parse("mate 华为").unwrap();
        assert!(terms.are_in_fields(&["华为", "mate 9"]));
        assert!(!terms.are_in_fields(&["华为", "p10"]));
        assert!(Terms::parse("  ").is_none());
    }

    #[test]
    fn wide_letters_are_found_by_narrow_ones() {
        let terms = Terms::parse("ａｂｃ").unwrap();
        assert!(terms.are_in_fields(&[&folded("xABCx")]));
    }
}
