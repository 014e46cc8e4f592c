//! The trade's codes and their check digits: IMEI, ISBN-13, VIN.

/// A mobile device's IMEI: 15 digits whose last is the Luhn check digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Imei([u8; 15]);

/// Why 15 characters are not an IMEI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImeiError {
    /// Other than 15 digits
    #[error("an IMEI has 15 digits")]
    NotFifteenDigits,
    /// The check digit is not the one that Luhn's sum asks for
    #[error("the check digit is {found}, but the other digits need {needed}")]
    CheckDigit {
        /// The digit as written
        found: u8,
        /// The digit that the other 14 ask for
        needed: u8,
    },
    /// Fifteen zeros pass Luhn's sum and are nobody's IMEI
    #[error("an IMEI is not all zeros")]
    Zeros,
}

impl Imei {
    /// Reads exactly 15 ASCII digits.
    pub fn parse(text: &str) -> Result<Self, ImeiError> {
        let digits: [u8; 15] = text
            .as_bytes()
            .try_into()
            .map_err(|_| ImeiError::NotFifteenDigits)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(ImeiError::NotFifteenDigits);
        }
        let mut sum = 0u32;
        for (place, digit) in digits[..14].iter().enumerate() {
            let value = u32::from(digit - b'0');
            let doubled = value * 2;
            sum += if place % 2 == 0 {
                value
            } else {
                doubled - 9 * u32::from(doubled > 9)
            };
        }
        let needed = ((10 - sum % 10) % 10) as u8;
        let found = digits[14] - b'0';
        if found != needed {
            return Err(ImeiError::CheckDigit { found, needed });
        }
        if sum == 0 {
            return Err(ImeiError::Zeros);
        }
        Ok(Self(digits))
    }

    /// The 15 digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("parse let only ASCII digits in")
    }
}

impl std::fmt::Display for Imei {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a check of a code found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeCheck {
    /// The code is well formed and its check digit holds
    Holds,
    /// The length or the characters are not those of such a code
    Malformed,
    /// The check digit is another than the code needs
    CheckDigit {
        /// The character that the others ask for
        needed: char,
    },
}

/// Checks an ISBN-13 written as 13 digits without hyphens.
pub fn check_isbn13(text: &str) -> CodeCheck {
    let bytes = text.as_bytes();
    if bytes.len() != 13
        || !bytes.iter().all(u8::is_ascii_digit)
        || !(text.starts_with("978") || text.starts_with("979"))
    {
        return CodeCheck::Malformed;
    }
    let sum: u32 = bytes[..12]
        .iter()
        .enumerate()
        .map(|(place, digit)| u32::from(digit - b'0') * if place % 2 == 0 { 1 } else { 3 })
        .sum();
    let needed = char::from(b'0' + ((10 - sum % 10) % 10) as u8);
    if char::from(bytes[12]) == needed {
        CodeCheck::Holds
    } else {
        CodeCheck::CheckDigit { needed }
    }
}

/// Checks a vehicle's VIN; small letters count as capitals.
pub fn check_vin(text: &str) -> CodeCheck {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let bytes = text.as_bytes();
    if bytes.len() != 17 {
        return CodeCheck::Malformed;
    }
    let mut sum = 0;
    for (byte, weight) in bytes.iter().zip(WEIGHTS) {
        match vin_value(byte.to_ascii_uppercase()) {
            Some(value) => sum += value * weight,
            None => return CodeCheck::Malformed,
        }
    }
    let needed = match sum % 11 {
        10 => 'X',
        digit => char::from(b'0' + digit as u8),
    };
    if char::from(bytes[8].to_ascii_uppercase()) == needed {
        CodeCheck::Holds
    } else {
        CodeCheck::CheckDigit { needed }
    }
}

/// I, O and Q are not used in a VIN, for they look like digits.
fn vin_value(capital: u8) -> Option<u32> {
    Some(u32::from(match capital {
        b'0'..=b'9' => capital - b'0',
        b'A'..=b'H' => capital - b'A' + 1,
        b'J'..=b'N' => capital - b'J' + 1,
        b'P' => 7,
        b'R' => 9,
        b'S'..=b'Z' => capital - b'S' + 2,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imei_needs_its_check_digit() {
        assert_eq!(
            Imei::parse("353833081234566").unwrap().to_string(),
            "353833081234566"
        );
        assert!(Imei::parse("004999010640000").is_ok());
        assert_eq!(
            Imei::parse("353833081234567"),
            Err(ImeiError::CheckDigit {
                found: 7,
                needed: 6
            })
        );
        assert_eq!(
            Imei::parse("35383308123456"),
            Err(ImeiError::NotFifteenDigits)
        );
        assert_eq!(
            Imei::parse("35383308123456X"),
            Err(ImeiError::NotFifteenDigits)
        );
        assert_eq!(Imei::parse("000000000000000"), Err(ImeiError::Zeros));
    }

    #[test]
    fn isbn_and_vin_need_their_check_digits() {
        assert_eq!(check_isbn13("9787111544937"), CodeCheck::Holds);
        assert_eq!(
            check_isbn13("9787111544938"),
            CodeCheck::CheckDigit { needed: '7' }
        );
        assert_eq!(check_isbn13("7111544935"), CodeCheck::Malformed);
        assert_eq!(check_vin("1M8GDM9AXKP042788"), CodeCheck::Holds);
        assert_eq!(check_vin("11111111111111111"), CodeCheck::Holds);
        assert_eq!(
            check_vin("1M8GDM9A1KP042788"),
            CodeCheck::CheckDigit { needed: 'X' }
        );
        assert_eq!(check_vin("1M8GDM9AXKP04278I"), CodeCheck::Malformed);
        assert_eq!(check_vin("汽车"), CodeCheck::Malformed);
    }
}
