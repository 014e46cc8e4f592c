//! Measures as whole thousandths, so that every machine computes the same verdict.
//! No binary floating point comes near them.

use std::fmt;

/// A measure in thousandths of its unit: 1.5 mm is 1500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Milli(pub i64);

impl Milli {
    /// The greatest measure that a text may state, in thousandths.
    pub const MAX: i64 = 1_000_000_000_000;

    /// A whole number of units.
    pub const fn whole(units: i64) -> Self {
        Self(units * 1000)
    }

    /// The measure that `text` states exactly: an optional sign, digits, at most three decimals.
    pub fn parse(text: &str) -> Option<Self> {
        let (is_negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        // Zeros at the end state nothing more, so that 1.5000 is as good as 1.5.
        let decimals = match decimals.trim_end_matches('0') {
            "" if !decimals.is_empty() => "0",
            trimmed => trimmed,
        };
        if decimals.len() > 3 || whole.len() > 10 || !is_digits(whole) || !is_digits(decimals) {
            return None;
        }
        let thousandths = whole.parse::<i64>().ok()? * 1000
            + decimals.parse::<i64>().ok()? * [100, 10, 1][decimals.len() - 1];
        (thousandths <= Self::MAX).then_some(Self(if is_negative {
            -thousandths
        } else {
            thousandths
        }))
    }
}

impl fmt::Display for Milli {
    /// The shortest exact form: `12`, `1.5`, `-0.025`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        let decimals = format!("{rest:03}");
        write!(f, "{sign}{whole}.{}", decimals.trim_end_matches('0'))
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_exact_and_nothing_else() {
        for (text, expected) in [
            ("12", Some(12_000)),
            ("1.5", Some(1_500)),
            ("-0.025", Some(-25)),
            ("+3", Some(3_000)),
            ("1.5000", Some(1_500)),
            ("0.0", Some(0)),
            ("1.2345", None),
            ("", None),
            ("-", None),
            (".5", None),
            ("5.", None),
            ("1e3", None),
            ("12 ", None),
            ("99999999999", None),
            ("１", None),
        ] {
            assert_eq!(Milli::parse(text).map(|milli| milli.0), expected, "{text}");
        }
    }

    #[test]
    fn writes_the_shortest_exact_form() {
        for (thousandths, expected) in [(12_000, "12"), (1_500, "1.5"), (-25, "-0.025"), (0, "0")] {
            assert_eq!(Milli(thousandths).to_string(), expected);
            assert_eq!(Milli::parse(expected), Some(Milli(thousandths)));
        }
    }
}
