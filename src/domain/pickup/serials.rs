//! The codes that tell one item from another: IMEIs, makers' serials, vehicles' and books' numbers.

use std::borrow::Cow;

use super::notice::NoticeKind;
use crate::domain::catalogue::SerialKind;
use crate::domain::identifiers::{CodeCheck, Imei, ImeiError, check_isbn13, check_vin};

/// Why a text is no such code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SerialError {
    /// All digits, and not as many as an IMEI has
    ImeiLength(usize),
    /// The check digit does not hold
    ImeiCheckDigit {
        /// As written
        found: u8,
        /// As the other digits need it
        needed: u8,
    },
    /// Neither an IMEI nor a maker's serial
    NotAnImei,
    /// Several codes in one cell
    Several,
    /// The two columns hold different IMEIs
    Conflict {
        /// The one in the IMEI column
        imei: String,
    },
}

/// What a cell for a code holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Code<'a> {
    /// A mobile device's number, and what is to be said about it
    Imei(Imei, Option<NoticeKind>),
    /// Any other code, and what is to be said about it
    Serial(Cow<'a, str>, Option<NoticeKind>),
}

/// Reads a cell of the IMEI column.
pub(super) fn read_imei(text: &str) -> Result<(Imei, Option<NoticeKind>), SerialError> {
    if let Ok(imei) = Imei::parse(text) {
        return Ok((imei, None));
    }
    if several(text) {
        return Err(SerialError::Several);
    }
    let digits = without_marks(text);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(SerialError::NotAnImei);
    }
    match digits.len() {
        15 => Imei::parse(&digits)
            .map(|imei| (imei, None))
            .map_err(check_digit),
        // A spreadsheet drops zeros before a number; Luhn's digit tells whether that happened.
        length @ (13 | 14) => Imei::parse(&format!("{digits:0>15}"))
            .map(|imei| (imei, Some(NoticeKind::ZerosPadded)))
            .map_err(|_| SerialError::ImeiLength(length)),
        length => Err(SerialError::ImeiLength(length)),
    }
}

/// Reads a cell of the serial column, in a category that goes by codes of `kind`.
pub(super) fn read_serial(text: Cow<'_, str>, kind: SerialKind) -> Result<Code<'_>, SerialError> {
    match kind {
        SerialKind::Imei => read_of_phone(text),
        SerialKind::Isbn => Ok(read_isbn(text)),
        SerialKind::Vin => {
            let notice = match check_vin(&text) {
                CodeCheck::Holds => None,
                CodeCheck::Malformed => Some(NoticeKind::VinMalformed),
                CodeCheck::CheckDigit { needed } => Some(NoticeKind::VinCheckDigit { needed }),
            };
            Ok(Code::Serial(text, notice))
        }
        SerialKind::Serial
        | SerialKind::Frame
        | SerialKind::Issn
        | SerialKind::Certificate
        | SerialKind::Style
        | SerialKind::None => {
            let notice = super::clean::has_long_zero_tail(&text).then_some(NoticeKind::ZeroTail);
            Ok(Code::Serial(text, notice))
        }
    }
}

/// A phone's maker writes serials with letters in them; whatever is all digits must be an IMEI.
fn read_of_phone(text: Cow<'_, str>) -> Result<Code<'_>, SerialError> {
    if text.bytes().any(|byte| byte.is_ascii_alphabetic()) && text.is_ascii() {
        return Ok(Code::Serial(text, None));
    }
    read_imei(&text).map(|(imei, notice)| Code::Imei(imei, notice))
}

fn read_isbn(text: Cow<'_, str>) -> Code<'_> {
    let digits = without_marks(&text);
    match check_isbn13(&digits) {
        CodeCheck::Holds if digits == text => Code::Serial(text, None),
        CodeCheck::Holds => Code::Serial(Cow::Owned(digits.into_owned()), None),
        CodeCheck::Malformed => Code::Serial(text, Some(NoticeKind::IsbnMalformed)),
        CodeCheck::CheckDigit { needed } => {
            Code::Serial(text, Some(NoticeKind::IsbnCheckDigit { needed }))
        }
    }
}

/// Codes are printed in groups; the marks between the groups are no part of them.
fn without_marks(text: &str) -> Cow<'_, str> {
    if text.contains([' ', '-']) {
        text.chars()
            .filter(|c| !matches!(c, ' ' | '-'))
            .collect::<String>()
            .into()
    } else {
        text.into()
    }
}

fn several(text: &str) -> bool {
    let mut codes = text
        .split(|c: char| !c.is_ascii_digit() && c != '-')
        .filter(|part| part.bytes().filter(u8::is_ascii_digit).count() >= 13);
    codes.next().is_some() && codes.next().is_some()
}

const fn check_digit(error: ImeiError) -> SerialError {
    match error {
        ImeiError::CheckDigit { found, needed } => SerialError::ImeiCheckDigit { found, needed },
        ImeiError::NotFifteenDigits | ImeiError::Zeros => SerialError::NotAnImei,
    }
}
