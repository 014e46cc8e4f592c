//! Prices as partners write them, to whole fen.

use crate::domain::money::{Fen, MAX_FEN};

/// Why a text is no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceError {
    /// It is not a number with the signs that prices have
    Unreadable,
    /// It is less than nothing
    Negative,
    /// A spreadsheet rounded it
    Scientific,
    /// A comma stands where neither thousands nor a decimal point is certain
    DoubtfulComma,
    /// It has parts of a fen
    TooFine,
    /// It is more than the record holds
    TooLarge,
}

/// Reads a price in its plain form, without spaces around it.
pub fn read(text: &str) -> Result<Fen, PriceError> {
    if let Some(fen) = read_digits(text) {
        return Ok(fen);
    }
    let text = text.trim();
    if super::clean::is_scientific(text) {
        return Err(PriceError::Scientific);
    }
    let text = without_prefix(text);
    if text.starts_with(['-', '(', '\u{2212}']) {
        return Err(PriceError::Negative);
    }
    let text = without_suffix(text);
    let (number, scale) = match text.strip_suffix('万') {
        Some(number) => (number.trim_end(), 10_000),
        None => (text, 1),
    };
    number_of_fen(number, scale)
}

/// Digits with two decimals or none, the form of all but a few.
fn read_digits(text: &str) -> Option<Fen> {
    let bytes = text.as_bytes();
    let (whole, decimals) = match bytes {
        [whole @ .., b'.', tens, ones] => (whole, [*tens, *ones]),
        whole => (whole, [b'0', b'0']),
    };
    if whole.is_empty() || whole.len() > 9 || !decimals.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut fen = 0i64;
    for byte in whole.iter().chain(&decimals) {
        if !byte.is_ascii_digit() {
            return None;
        }
        fen = fen * 10 + i64::from(byte - b'0');
    }
    Some(Fen(fen))
}

fn number_of_fen(number: &str, scale: i64) -> Result<Fen, PriceError> {
    let (whole, decimals) = match number.split_once('.') {
        Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
        Some(_) => return Err(PriceError::Unreadable),
        None => (number, ""),
    };
    if decimals.contains(',') {
        return Err(PriceError::DoubtfulComma);
    }
    let mut amount: i64 = 0;
    for byte in without_thousands(whole)?.bytes() {
        amount = push_digit(amount, byte)?;
    }
    // A tenth of a yuan is 10 fen, a tenth of 万 is 100,000: each decimal divides what one is worth.
    let mut worth = 100 * scale;
    amount = amount.checked_mul(worth).ok_or(PriceError::TooLarge)?;
    for byte in decimals.bytes() {
        let digit = push_digit(0, byte)?;
        worth /= 10;
        if worth == 0 && digit != 0 {
            return Err(PriceError::TooFine);
        }
        amount = amount
            .checked_add(digit * worth)
            .ok_or(PriceError::TooLarge)?;
    }
    if amount > MAX_FEN {
        Err(PriceError::TooLarge)
    } else {
        Ok(Fen(amount))
    }
}

fn push_digit(amount: i64, byte: u8) -> Result<i64, PriceError> {
    if !byte.is_ascii_digit() {
        return Err(PriceError::Unreadable);
    }
    amount
        .checked_mul(10)
        .and_then(|amount| amount.checked_add(i64::from(byte - b'0')))
        .ok_or(PriceError::TooLarge)
}

/// A comma is taken for thousands only where every group after it has three digits.
fn without_thousands(whole: &str) -> Result<String, PriceError> {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    if first.is_empty() {
        return Err(PriceError::Unreadable);
    }
    let grouped = whole.contains(',');
    let doubtful = |group: &str| group.len() != 3 || !group.bytes().all(|b| b.is_ascii_digit());
    if grouped && (first.len() > 3 || groups.any(doubtful)) {
        return Err(PriceError::DoubtfulComma);
    }
    Ok(whole.replace(',', ""))
}

fn without_prefix(text: &str) -> &str {
    let mut rest = text;
    for sign in ["¥", "￥"] {
        rest = rest.strip_prefix(sign).unwrap_or(rest);
    }
    match rest.get(..3) {
        Some(word) if is_currency(word) => rest[3..].trim_start(),
        _ => rest.trim_start(),
    }
}

fn without_suffix(text: &str) -> &str {
    let rest = text.strip_suffix(['元', '圆']).unwrap_or(text).trim_end();
    let cut = rest.len().wrapping_sub(3);
    match rest.get(cut..) {
        Some(word) if is_currency(word) => rest[..cut].trim_end(),
        _ => rest,
    }
}

const fn is_currency(word: &str) -> bool {
    word.eq_ignore_ascii_case("rmb") || word.eq_ignore_ascii_case("cny")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_whole_fen() {
        for (text, fen) in [
            ("1234.50", 123_450),
            ("0", 0),
            ("￥1,234.50", 123_450),
            ("¥ 99", 9_900),
            ("37.77万", 37_770_000),
            ("37.77万元", 37_770_000),
            ("1.5 元", 150),
            ("RMB 1,234,567", 123_456_700),
            ("12.500", 1_250),
            ("100cny", 10_000),
            ("0.000001万", 1),
        ] {
            assert_eq!(read(text), Ok(Fen(fen)), "{text}");
        }
    }

    #[test]
    fn doubtful_prices_are_refused() {
        for (text, error) in [
            ("12,5", PriceError::DoubtfulComma),
            ("1234,50", PriceError::DoubtfulComma),
            ("1.234,50", PriceError::DoubtfulComma),
            ("-5", PriceError::Negative),
            ("¥-5", PriceError::Negative),
            ("1.2E+5", PriceError::Scientific),
            ("1.234", PriceError::TooFine),
            ("五百", PriceError::Unreadable),
            ("5.", PriceError::Unreadable),
            (".5", PriceError::Unreadable),
            ("", PriceError::Unreadable),
            ("100-200", PriceError::Unreadable),
            ("99999999999", PriceError::TooLarge),
            ("99999999999999999999", PriceError::TooLarge),
        ] {
            assert_eq!(read(text), Err(error), "{text}");
        }
    }
}
