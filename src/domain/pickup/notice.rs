//! What was doubtful in a row that was taken in nevertheless.

use super::field::Field;
use crate::domain::lang::Lang;

/// A doubt about one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The header text of the column
    pub column: String,
    /// The field
    pub field: Field,
    /// The cell's text
    pub value: String,
    /// The doubt
    pub kind: NoticeKind,
}

/// A doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// Zeros were put before an IMEI, after which its check digit holds
    ZerosPadded,
    /// A spreadsheet's day number was read as a date
    ExcelSerial,
    /// The digits after the 15th are zeros
    ZeroTail,
    /// A vehicle's number has other than 17 characters, or letters that none has
    VinMalformed,
    /// A vehicle's check digit does not hold
    VinCheckDigit {
        /// What the others need
        needed: char,
    },
    /// A book's number has other than 13 digits
    IsbnMalformed,
    /// A book's check digit does not hold
    IsbnCheckDigit {
        /// What the others need
        needed: char,
    },
}

impl NoticeKind {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ZerosPadded => "zeros-padded",
            Self::ExcelSerial => "excel-serial",
            Self::ZeroTail => "zero-tail",
            Self::VinMalformed => "vin-malformed",
            Self::VinCheckDigit { .. } => "vin-check-digit",
            Self::IsbnMalformed => "isbn-malformed",
            Self::IsbnCheckDigit { .. } => "isbn-check-digit",
        }
    }

    /// What staff read.
    pub fn text(self, lang: Lang) -> String {
        let (zh, en) = match self {
            Self::ZerosPadded => (
                "前面的零已补足 15 位，校验位成立".to_owned(),
                "zeros put back in front to make 15 digits; the check digit then holds".to_owned(),
            ),
            Self::ExcelSerial => (
                "按 Excel 日期序号读取".to_owned(),
                "read as a spreadsheet's day number".to_owned(),
            ),
            Self::ZeroTail => (
                "第 15 位以后全是零，可能已被 Excel 截断".to_owned(),
                "all digits after the 15th are zeros; a spreadsheet may have eaten them".to_owned(),
            ),
            Self::VinMalformed => (
                "车架号应为 17 位，不含 I、O、Q".to_owned(),
                "a VIN has 17 characters and no I, O or Q".to_owned(),
            ),
            Self::VinCheckDigit { needed } => (
                format!("车架号第 9 位校验不符，应为 {needed}"),
                format!("the VIN's 9th character, its check digit, should be {needed}"),
            ),
            Self::IsbnMalformed => (
                "ISBN 应为 978 或 979 开头的 13 位数字".to_owned(),
                "an ISBN has 13 digits that begin with 978 or 979".to_owned(),
            ),
            Self::IsbnCheckDigit { needed } => (
                format!("ISBN 末位校验不符，应为 {needed}"),
                format!("the ISBN's last digit should be {needed}"),
            ),
        };
        lang.pick(&zh, &en).to_owned()
    }
}
