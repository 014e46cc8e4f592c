//! Cells without the dirt that spreadsheets leave around a value.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

use super::field::Field;
use super::header_words::is_invisible;

/// The cell without spaces of any width and invisible characters around it.
pub fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [] => text,
        // Most values begin and end with a plain or a Chinese character, and need no closer look.
        [b'!'..=b'~' | 0xE4..=0xE9, .., b'!'..=b'~']
        | [b'!'..=b'~' | 0xE4..=0xE9, .., 0xE4..=0xE9, _, _]
        | [0xE4..=0xE9, _, _]
        | [b'!'..=b'~'] => text,
        _ => text.trim_matches(is_padding),
    }
}

/// Whether nothing but spaces of any width and invisible characters is in the cell.
pub fn is_blank(text: &str) -> bool {
    trimmed(text).is_empty()
}

/// A trimmed value, without the mark `'` by which a spreadsheet keeps text from being a formula.
pub(super) fn value(text: &str) -> &str {
    let text = trimmed(text);
    match text.as_bytes() {
        [b'\'', b'=' | b'+' | b'-' | b'@', ..] => &text[1..],
        _ => text,
    }
}

/// A code or number in its plain form: NFKC, so that full-width digits and letters are plain ones.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let text = trimmed(text);
    // Chinese characters from U+4000 to U+9FFF, whose first byte is E4 to E9, are their own NFKC.
    let is_plain = |byte: u8| matches!(byte, 0..=0xBF | 0xE4..=0xE9);
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(unmarked(text));
    }
    let folded: String = text.nfkc().filter(|c| !is_invisible(*c)).collect();
    let folded = unmarked(trimmed(&folded));
    if folded == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(folded.to_owned())
    }
}

/// A code without what keeps a spreadsheet from reading it as a number: `'0012`, `="0012"`.
fn unmarked(text: &str) -> &str {
    match text.as_bytes() {
        [b'\'', ..] => &text[1..],
        [b'=', b'"', inside @ .., b'"'] if !inside.contains(&b'"') => &text[2..text.len() - 1],
        _ => text,
    }
}

/// The first character that no value of the field may hold.
pub(super) fn forbidden(text: &str, field: Field) -> Option<char> {
    text.chars().find(|&c| {
        let line = matches!(c, '\n' | '\r' | '\t') && field.may_have_lines();
        (c.is_control() && !line) || is_direction(c)
    })
}

/// Marks that turn the direction of writing make a value read otherwise than it is.
const fn is_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a spreadsheet wrote a number as `3.53833E+14`, so that its digits are lost.
pub(super) fn is_scientific(text: &str) -> bool {
    let Some(at) = memchr::memchr2(b'E', b'e', text.as_bytes()) else {
        return false;
    };
    let (mantissa, exponent) = (&text[..at], &text[at + 1..]);
    let signed = exponent.strip_prefix(['+', '-']);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole)
        && digits(fraction)
        && digits(signed.unwrap_or(exponent))
        && (signed.is_some() || mantissa.contains('.'))
}

/// Whether a spreadsheet may have turned the digits after the 15th to zeros.
pub(super) fn has_long_zero_tail(text: &str) -> bool {
    text.len() >= 16
        && text.ends_with("000")
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.bytes().skip(15).all(|byte| byte == b'0')
}

fn is_padding(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_of_every_width_goes() {
        assert_eq!(trimmed("\u{3000}\u{a0} 手机\u{200b} \t"), "手机");
        assert_eq!(trimmed("  a"), "a");
        assert_eq!(value("'=1+1"), "=1+1");
        assert_eq!(value("'quoted'"), "'quoted'");
        assert_eq!(plain(" Ｐ２０１７　１ "), "P2017 1");
        assert_eq!(plain("=\"0012\""), "0012");
        assert_eq!(plain("'0012"), "0012");
        assert!(is_blank(" \u{3000}"));
    }

    #[test]
    fn chinese_characters_are_their_own_plain_form() {
        for c in '\u{4000}'..='\u{9FFF}' {
            assert!(std::iter::once(c).nfkc().eq(std::iter::once(c)), "{c}");
        }
    }

    #[test]
    fn scientific_notation_is_known_from_serials() {
        for number in ["3.53833E+14", "4.99901e+12", "1E+15", "3.5E14"] {
            assert!(is_scientific(number), "{number}");
        }
        for serial in ["PF0ABC12", "12E45", "E+14", "3.5", "F1.2E+3"] {
            assert!(!is_scientific(serial), "{serial}");
        }
    }

    #[test]
    fn zero_tails_begin_after_the_fifteenth_digit() {
        assert!(has_long_zero_tail("201712211234567000"));
        assert!(!has_long_zero_tail("004999010640000"));
        assert!(!has_long_zero_tail("201712211234560100"));
    }
}
