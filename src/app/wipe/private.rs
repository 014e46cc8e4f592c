//! IMEIs among what tools write: they are private, so no leaf holds one.

use serde_json::Value;

use crate::domain::identifiers::Imei;

/// Whether a serial number is a phone's IMEI.
pub(super) fn reads_as_imei(serial: &str) -> bool {
    mask(serial).is_some()
}

/// The text with each IMEI in it hidden but for its last four digits; none if it holds none.
pub(super) fn mask(text: &str) -> Option<String> {
    let mut masked = String::new();
    let mut found = false;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            let plain = rest.find(|c: char| c.is_ascii_digit());
            let (before, after) = rest.split_at(plain.unwrap_or(rest.len()));
            masked.push_str(before);
            rest = after;
            continue;
        }
        let (number, after) = rest.split_at(digits);
        // With a software version behind it, an IMEI has 16 digits, the check digit not among them.
        if Imei::parse(number).is_ok() {
            found = true;
            masked.push_str("***********");
            masked.push_str(&number[number.len() - 4..]);
        } else {
            masked.push_str(number);
        }
        rest = after;
    }
    found.then_some(masked)
}

/// Hides IMEIs in every text of a value, and what is known to be one by the place it stood at.
pub(super) fn mask_all(value: &mut Value, known: &[String]) {
    match value {
        Value::String(text) => {
            for imei in known.iter().filter(|imei| imei.len() >= 8) {
                if text.contains(imei.as_str()) {
                    *text = text.replace(imei.as_str(), "***");
                }
            }
            if let Some(masked) = mask(text) {
                *text = masked;
            }
        }
        Value::Array(list) => {
            for value in list {
                mask_all(value, known);
            }
        }
        Value::Object(object) => {
            for (_, value) in object.iter_mut() {
                mask_all(value, known);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_imei_is_hidden_wherever_it_stands() {
        assert_eq!(
            mask("IMEI:490154203237518").as_deref(),
            Some("IMEI:***********7518")
        );
        assert_eq!(mask("490154203237519"), None);
        assert_eq!(mask("WD-WCC6Y3KXH9F2"), None);
        assert!(reads_as_imei("490154203237518"));
    }

    #[test]
    fn what_is_known_to_be_one_is_hidden_too() {
        let mut value = serde_json::json!({"words": [["serial", "49015420323751"]]});
        mask_all(&mut value, &["49015420323751".to_owned()]);
        assert_eq!(value["words"][0][1], "***");
    }
}
