//! The trace code 溯源码: twelve Crockford base-32 symbols and an ISO 7064 MOD 37-2 check symbol.
//!
//! A code is drawn again until its check symbol is itself in the Crockford alphabet, so that the
//! whole label reads in one alphabet. The check finds every single wrong symbol and every swap of
//! two symbols that stand next to each other or one apart.

/// An item's trace code: 60 bits, whose check symbol is one of the alphabet's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TraceCode(u64);

/// Why a text is not a trace code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Not thirteen symbols once hyphens and blanks are dropped.
    #[error("a trace code has 13 symbols, not {0}")]
    Length(usize),
    /// A symbol that no code has.
    #[error("`{symbol}` at place {place} is not a symbol of a trace code")]
    Symbol {
        /// What stands there.
        symbol: char,
        /// Where it stands, counted from 1, hyphens and blanks left out.
        place: usize,
    },
    /// The last symbol does not fit the twelve before it.
    #[error("the check symbol does not fit: one symbol is wrong or two are swapped")]
    Check,
}

/// The symbols of a code, check symbol included.
pub const SYMBOLS: usize = 13;

const PAYLOAD: usize = SYMBOLS - 1;
const BITS: u32 = 60;
pub(super) const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The order of ISO 7064 MOD 37-2: digits, letters, `*`. A symbol's place is its weight's factor.
pub(super) const CHECK_ALPHABET: &[u8; 37] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";

impl TraceCode {
    /// The code of the low 60 bits of `random`, or none: then draw again.
    pub fn from_random(random: u64) -> Option<Self> {
        Self::checked(random & ((1 << BITS) - 1))
    }

    /// The code that the record holds as `stored`, or none when no code is stored so.
    pub fn from_i64(stored: i64) -> Option<Self> {
        u64::try_from(stored)
            .ok()
            .filter(|bits| bits >> BITS == 0)
            .and_then(Self::checked)
    }

    /// What the record holds.
    pub const fn as_i64(self) -> i64 {
        self.0 as i64
    }

    /// Reads a code as people type and scanners send it: any case, hyphens and blanks dropped,
    /// O for 0, I and L for 1.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let mut values = [0_u8; SYMBOLS];
        let mut count = 0;
        let symbols = text
            .chars()
            .filter(|symbol| *symbol != '-' && !symbol.is_whitespace());
        for symbol in symbols {
            if let Some(value) = values.get_mut(count) {
                let place = count + 1;
                *value = value_of(symbol).ok_or(CodeError::Symbol { symbol, place })?;
            }
            count += 1;
        }
        if count != SYMBOLS {
            return Err(CodeError::Length(count));
        }
        let bits = values[..PAYLOAD]
            .iter()
            .fold(0, |bits, value| bits << 5 | u64::from(*value));
        match check_symbol(bits) == Some(ALPHABET[usize::from(values[PAYLOAD])]) {
            true => Ok(Self(bits)),
            false => Err(CodeError::Check),
        }
    }

    /// The thirteen symbols.
    #[inline]
    pub fn to_ascii(self) -> [u8; SYMBOLS] {
        let mut text = [0; SYMBOLS];
        for (place, symbol) in text[..PAYLOAD].iter_mut().enumerate() {
            *symbol = symbol_at(self.0, place);
        }
        text[PAYLOAD] = check_symbol(self.0).expect("a code is only made with a check symbol");
        text
    }

    /// The symbols in groups for the eye: `8K3T-9M2Q-W7R4-X`.
    pub fn grouped(self) -> String {
        let mut text = self.to_string();
        for place in [12, 8, 4] {
            text.insert(place, '-');
        }
        text
    }

    fn checked(bits: u64) -> Option<Self> {
        check_symbol(bits).map(|_| Self(bits))
    }
}

impl std::fmt::Display for TraceCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.to_ascii();
        f.pad(std::str::from_utf8(&text).expect("the alphabet is ASCII"))
    }
}

impl std::str::FromStr for TraceCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        Self::parse(text)
    }
}

/// The value of a payload symbol after the normalisations, or none for any other character.
pub(super) fn value_of(symbol: char) -> Option<u8> {
    let plain = match symbol.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET
        .iter()
        .position(|known| char::from(*known) == plain)
        .map(|value| value as u8)
}

#[inline]
fn symbol_at(bits: u64, place: usize) -> u8 {
    ALPHABET[(bits >> (5 * (PAYLOAD - 1 - place)) & 31) as usize]
}

/// The factor of each payload value in the sum: its symbol's place in the check's own alphabet.
const FACTOR: [u8; 32] = {
    let mut factors = [0; 32];
    let mut value = 0;
    while value < 32 {
        let mut place = 0;
        while CHECK_ALPHABET[place] != ALPHABET[value] {
            place += 1;
        }
        factors[value] = place as u8;
        value += 1;
    }
    factors
};

/// The check symbol of the twelve symbols of `bits`, unless it is outside the alphabet.
#[inline]
fn check_symbol(bits: u64) -> Option<u8> {
    let mut sum = 0_u64;
    for place in 0..PAYLOAD {
        let value = bits >> (5 * (PAYLOAD - 1 - place)) & 31;
        // Twelve doublings of sums under 37 stay far below 2^64, so one remainder at the end does.
        sum = (sum + u64::from(FACTOR[value as usize])) * 2;
    }
    let check = CHECK_ALPHABET[((38 - sum % 37) % 37) as usize];
    // I, L, O and U are left out of the alphabet, and `*` is no letter at all.
    (!matches!(check, b'I' | b'L' | b'O' | b'U' | b'*')).then_some(check)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn codes() -> impl Strategy<Value = TraceCode> {
        any::<u64>().prop_filter_map("check symbol", TraceCode::from_random)
    }

    #[test]
    fn the_check_symbol_is_that_of_the_standard() {
        // ISO 7064's own rule: the weighted sum over all symbols, check included, is 1 modulo 37.
        for random in [0x8_1234_5678_9abc, 7, 99, 0xfff_ffff_ffff_ffff, 1 << 59] {
            let Some(code) = TraceCode::from_random(random) else {
                continue;
            };
            let sum =
                code.to_ascii()
                    .iter()
                    .rev()
                    .enumerate()
                    .fold(0_u64, |sum, (place, symbol)| {
                        let value = CHECK_ALPHABET
                            .iter()
                            .position(|known| known == symbol)
                            .unwrap();
                        sum + value as u64 * (1 << place)
                    });
            assert_eq!(sum % 37, 1);
        }
    }

    #[test]
    fn the_form_of_a_code_never_changes() {
        let code = TraceCode::from_random(0x0123_4567_89ab_cdef).unwrap();
        assert_eq!(code.to_string(), "28T5CY4TQKFFE");
        assert_eq!(code.grouped(), "28T5-CY4T-QKFF-E");
        assert_eq!(code.as_i64(), 0x0123_4567_89ab_cdef);
    }

    #[test]
    fn errors_tell_length_symbol_and_check_apart() {
        assert_eq!(TraceCode::parse("28T5"), Err(CodeError::Length(4)));
        assert_eq!(
            TraceCode::parse("28T5CY4TQKFFEE"),
            Err(CodeError::Length(14))
        );
        let wrong = CodeError::Symbol {
            symbol: 'u',
            place: 5,
        };
        assert_eq!(TraceCode::parse("28T5-uY4T-QKFF-E"), Err(wrong));
        assert_eq!(TraceCode::parse("28T5CY4TQKFFH"), Err(CodeError::Check));
        assert_eq!(TraceCode::parse(""), Err(CodeError::Length(0)));
    }

    proptest! {
        #[test]
        fn a_code_reads_back_from_every_way_to_write_it(code in codes()) {
            let text = code.to_string();
            prop_assert_eq!(TraceCode::parse(&text), Ok(code));
            prop_assert_eq!(TraceCode::parse(&code.grouped().to_lowercase()), Ok(code));
            let mistyped = text.replace('0', "o").replace('1', "l");
            prop_assert_eq!(TraceCode::parse(&format!(" {mistyped}\t")), Ok(code));
            prop_assert_eq!(TraceCode::from_i64(code.as_i64()), Some(code));
            prop_assert_eq!(TraceCode::from_i64(code.as_i64() | 1 << 60), None);
            prop_assert_eq!(TraceCode::from_i64(-1 - code.as_i64()), None);
        }

        #[test]
        fn every_wrong_symbol_and_every_swap_is_found(code in codes()) {
            let right = code.to_ascii();
            for place in 0..SYMBOLS {
                for other in ALPHABET.iter().filter(|other| **other != right[place]) {
                    let mut wrong = right;
                    wrong[place] = *other;
                    prop_assert!(TraceCode::parse(std::str::from_utf8(&wrong).unwrap()).is_err());
                }
                for apart in [1, 2] {
                    let mut wrong = right;
                    if place + apart < SYMBOLS && right[place] != right[place + apart] {
                        wrong.swap(place, place + apart);
                        let found = TraceCode::parse(std::str::from_utf8(&wrong).unwrap());
                        prop_assert!(found.is_err());
                    }
                }
            }
        }
    }
}
