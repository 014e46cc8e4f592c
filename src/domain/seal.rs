//! The seal code 防撕袋码 of a luxury item's bag: `U`, eight Crockford base-32 symbols and an ISO
//! 7064 MOD 37-2 check symbol.
//!
//! No trace code holds a `U`, nor has it ten symbols, so that the one is never read as the other.

use super::code::{ALPHABET, CHECK_ALPHABET, value_of};

/// A seal's code: 40 bits, whose check symbol is one of the alphabet's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SealCode(u64);

/// Why a text is not a seal's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It does not begin with `U`
    #[error("a seal's code begins with U")]
    Prefix,
    /// Not ten symbols once hyphens and blanks are dropped
    #[error("a seal's code has 10 symbols, not {0}")]
    Length(usize),
    /// A symbol that no code has
    #[error("`{0}` is not a symbol of a seal's code")]
    Symbol(char),
    /// The last symbol does not fit those before it
    #[error("the check symbol does not fit: one symbol is wrong or two are swapped")]
    Check,
}

const PREFIX: u8 = b'U';
const PAYLOAD: usize = 8;
const BITS: u32 = 40;

impl SealCode {
    /// The code of the low 40 bits of `random`, or none: then draw again.
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
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let plain: Vec<char> = text
            .chars()
            .filter(|symbol| *symbol != '-' && !symbol.is_whitespace())
            .collect();
        let Some((prefix, symbols)) = plain.split_first() else {
            return Err(SealError::Length(0));
        };
        if !prefix.eq_ignore_ascii_case(&char::from(PREFIX)) {
            return Err(SealError::Prefix);
        }
        if symbols.len() != PAYLOAD + 1 {
            return Err(SealError::Length(plain.len()));
        }
        let values: Vec<u8> = symbols
            .iter()
            .map(|symbol| value_of(*symbol).ok_or(SealError::Symbol(*symbol)))
            .collect::<Result<_, _>>()?;
        let bits = values[..PAYLOAD]
            .iter()
            .fold(0, |bits, value| bits << 5 | u64::from(*value));
        match check_symbol(bits) == Some(ALPHABET[usize::from(values[PAYLOAD])]) {
            true => Ok(Self(bits)),
            false => Err(SealError::Check),
        }
    }

    fn checked(bits: u64) -> Option<Self> {
        check_symbol(bits).map(|_| Self(bits))
    }
}

impl std::fmt::Display for SealCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::with_capacity(PAYLOAD + 2);
        text.push(char::from(PREFIX));
        text.extend(symbols(self.0).map(char::from));
        let check = check_symbol(self.0).expect("a code is only made with a check symbol");
        text.push(char::from(check));
        f.pad(&text)
    }
}

/// What became of a seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealState {
    /// Printed, on no bag's item yet
    Issued,
    /// Around an item
    Bound,
    /// It was around an item and was broken
    Broken,
    /// It was spoilt before it was used
    Voided,
    /// Its issue was undone
    Withdrawn,
}

impl SealState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Issued,
        Self::Bound,
        Self::Broken,
        Self::Voided,
        Self::Withdrawn,
    ];

    /// The word in JSON and in the record.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Bound => "bound",
            Self::Broken => "broken",
            Self::Voided => "voided",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// What staff read.
    pub const fn name(self, lang: super::lang::Lang) -> &'static str {
        use super::lang::Lang;
        match (lang, self) {
            (Lang::En, _) => self.as_str(),
            (Lang::Zh, Self::Issued) => "未使用",
            (Lang::Zh, Self::Bound) => "已封装",
            (Lang::Zh, Self::Broken) => "已破损",
            (Lang::Zh, Self::Voided) => "已作废",
            (Lang::Zh, Self::Withdrawn) => "已撤销",
        }
    }
}

fn symbols(bits: u64) -> impl Iterator<Item = u8> {
    (0..PAYLOAD).map(move |place| ALPHABET[(bits >> (5 * (PAYLOAD - 1 - place)) & 31) as usize])
}

/// The check symbol over the prefix and the symbols of `bits`, unless it is outside the alphabet.
fn check_symbol(bits: u64) -> Option<u8> {
    let factor = |symbol: u8| {
        let place = CHECK_ALPHABET.iter().position(|known| *known == symbol);
        place.unwrap_or_default() as u64
    };
    let sum = std::iter::once(PREFIX)
        .chain(symbols(bits))
        .fold(0, |sum, symbol| (sum + factor(symbol)) * 2 % 37);
    let check = CHECK_ALPHABET[((38 - sum) % 37) as usize];
    ALPHABET.contains(&check).then_some(check)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::code::TraceCode;

    fn codes() -> impl Strategy<Value = SealCode> {
        any::<u64>().prop_filter_map("check symbol", SealCode::from_random)
    }

    #[test]
    fn the_form_of_a_code_never_changes() {
        let code = SealCode::from_random(0x12_3456_789a).unwrap();
        assert_eq!(code.to_string(), "U28T5CY4TD");
        assert_eq!(code.as_i64(), 0x12_3456_789a);
    }

    #[test]
    fn errors_tell_prefix_length_symbol_and_check_apart() {
        assert_eq!(SealCode::parse(""), Err(SealError::Length(0)));
        assert_eq!(SealCode::parse("28T5CY4TD"), Err(SealError::Prefix));
        assert_eq!(SealCode::parse("U28T5"), Err(SealError::Length(5)));
        assert_eq!(SealCode::parse("U28U5CY4TD"), Err(SealError::Symbol('U')));
        assert_eq!(SealCode::parse("U28T5CY4TQ"), Err(SealError::Check));
    }

    proptest! {
        #[test]
        fn a_code_reads_back_and_is_no_trace_code(code in codes()) {
            let text = code.to_string();
            prop_assert_eq!(SealCode::parse(&text), Ok(code));
            let typed = format!(" {}-{}-{}", &text[..4], &text[4..8], &text[8..]).to_lowercase();
            prop_assert_eq!(SealCode::parse(&typed.replace('0', "o")), Ok(code));
            prop_assert_eq!(SealCode::from_i64(code.as_i64()), Some(code));
            prop_assert_eq!(SealCode::from_i64(code.as_i64() | 1 << 40), None);
            prop_assert!(TraceCode::parse(&text).is_err());
        }

        #[test]
        fn no_trace_code_is_a_seal(random in any::<u64>()) {
            if let Some(code) = TraceCode::from_random(random) {
                prop_assert!(SealCode::parse(&code.to_string()).is_err());
            }
        }

        #[test]
        fn every_wrong_symbol_and_every_swap_is_found(code in codes()) {
            let right = code.to_string().into_bytes();
            let read = |bytes: &[u8]| SealCode::parse(std::str::from_utf8(bytes).unwrap());
            for place in 1..right.len() {
                for other in ALPHABET.iter().filter(|other| **other != right[place]) {
                    let mut wrong = right.clone();
                    wrong[place] = *other;
                    prop_assert!(read(&wrong).is_err());
                }
                for apart in [1, 2] {
                    let mut wrong = right.clone();
                    if place + apart < right.len() && right[place] != right[place + apart] {
                        wrong.swap(place, place + apart);
                        prop_assert!(read(&wrong).is_err());
                    }
                }
            }
        }
    }
}
