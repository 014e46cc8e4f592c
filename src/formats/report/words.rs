//! Figures as people read them.

use crate::domain::daily::Value;
use crate::domain::lang::Lang;
use crate::domain::money::Fen;

/// A figure as people read it; a dash where there is none.
pub fn shown(value: &Value, lang: Lang) -> String {
    let milli = value.milli();
    match (value, milli) {
        (Value::Count(count), _) => grouped(*count),
        (Value::Share { .. }, Some(milli)) => tenth(milli * 100) + "%",
        (Value::Seconds(seconds), _) => hours(*seconds, lang),
        (Value::Fen(fen), _) => amount(*fen),
        (Value::Milli(milli), _) => tenth(*milli),
        (Value::Moment(time), _) => time.format("%Y-%m-%d %H:%M").to_string(),
        (Value::Word(word), _) => word.clone(),
        (Value::None | Value::Share { .. }, _) => "–".to_owned(),
    }
}

/// An amount in yuan with its thousands apart: `12,345.60`.
pub fn amount(fen: i64) -> String {
    let text = Fen(fen).to_string();
    let (yuan, rest) = text.split_once('.').unwrap_or((&text, ""));
    let sign = if fen < 0 { "-" } else { "" };
    let yuan = yuan.trim_start_matches('-').parse().unwrap_or(0);
    format!("{sign}{}.{rest}", grouped(yuan))
}

/// A count with its thousands apart: `12,345`.
fn grouped(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if count < 0 {
        text.insert(0, '-');
    }
    text
}

/// To the tenth: `12.3`.
fn tenth(milli: i64) -> String {
    let tenths = (milli.abs() + 50) / 100;
    let sign = if milli < 0 && tenths > 0 { "-" } else { "" };
    format!("{sign}{}.{}", grouped(tenths / 10), tenths % 10)
}

/// Hours to the tenth, or days once they are three.
fn hours(seconds: i64, lang: Lang) -> String {
    const DAY: i64 = 86_400;
    let (seconds_of_unit, unit) = if seconds.abs() < 3 * DAY {
        (3600, lang.pick(" 小时", " h"))
    } else {
        (DAY, lang.pick(" 天", " d"))
    };
    let milli = seconds.saturating_mul(1000) / seconds_of_unit;
    tenth(milli) + unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        let en = |value: Value| shown(&value, Lang::En);
        assert_eq!(en(Value::Count(-1_234_567)), "-1,234,567");
        assert_eq!(en(Value::Share { part: 1, whole: 3 }), "33.3%");
        assert_eq!(en(Value::Share { part: 1, whole: 0 }), "–");
        assert_eq!(en(Value::Seconds(5400)), "1.5 h");
        assert_eq!(en(Value::Seconds(10 * 86_400)), "10.0 d");
        assert_eq!(en(Value::Fen(-123_456_789)), "-1,234,567.89");
        assert_eq!(en(Value::Milli(-1_250)), "-1.3");
    }
}
