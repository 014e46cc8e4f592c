//! Serial numbers of media and devices: brought into one form, told from those that makers print
//! when they have none, and compared. Only equality proves; likeness is for a person to look at.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

use crate::domain::identifiers::Imei;

/// Characters to which nwipe's table cuts a serial number.
const CUT_TO: usize = 20;

/// A serial number in the form in which numbers are compared: capitals and digits alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial {
    /// In the form that is compared
    normal: String,
    /// As it was written, without the blanks around it
    written: String,
}

impl Serial {
    /// The form that is compared.
    pub fn as_str(&self) -> &str {
        &self.normal
    }
}

/// Why a text is no serial number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSerial {
    /// There is nothing
    Missing,
    /// It is what makers and tools write when there is none
    Placeholder,
}

/// What is known of serial numbers that say nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownSerials {
    /// Normalised placeholders
    placeholders: BTreeSet<String>,
    /// Normalised beginnings of placeholders
    beginnings: Vec<String>,
    /// Fewer characters than this name nothing
    least_length: usize,
    /// Normalised serial numbers of the house's own wiping machines
    own_machines: BTreeSet<String>,
}

impl KnownSerials {
    /// From the lists of the catalogue, as they are written there.
    pub fn new(
        placeholders: &[String],
        beginnings: &[String],
        least_length: usize,
        own_machines: &[String],
    ) -> Self {
        let set = |texts: &[String]| texts.iter().map(|text| normalise(text)).collect();
        Self {
            placeholders: set(placeholders),
            beginnings: beginnings.iter().map(|text| normalise(text)).collect(),
            least_length,
            own_machines: set(own_machines),
        }
    }

    /// The serial number in `text`, or why there is none.
    pub fn read(&self, text: Option<&str>) -> Result<Serial, NoSerial> {
        let written = text.unwrap_or_default().trim();
        if written.is_empty() {
            return Err(NoSerial::Missing);
        }
        let normal = normalise(written);
        let is_placeholder = normal.chars().count() < self.least_length
            || is_one_character(&normal)
            || self.placeholders.contains(&normal)
            || self
                .beginnings
                .iter()
                .any(|beginning| normal.starts_with(beginning.as_str()));
        match is_placeholder {
            true => Err(NoSerial::Placeholder),
            false => Ok(Serial {
                normal,
                written: written.to_owned(),
            }),
        }
    }

    /// The serial number of the machine that ran the tool, if it is one of an item: the house's own
    /// wiping machines are none.
    pub fn read_host(&self, text: Option<&str>) -> Option<Serial> {
        self.read(text)
            .ok()
            .filter(|serial| !self.own_machines.contains(serial.as_str()))
    }
}

/// How two serial numbers compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// They are different
    None,
    /// They may be the same; a person has to say so
    Suggested(Likeness),
    /// They are the same
    Exact,
}

/// Why two different texts may be one serial number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The bytes of each pair are swapped, as some bridges hand ATA strings on
    SwappedPairs,
    /// One is cut to 20 characters
    Cut,
}

/// Compares two serial numbers.
pub fn compare(one: &Serial, other: &Serial) -> Match {
    if one.normal == other.normal || is_same_imei(&one.normal, &other.normal) {
        Match::Exact
    } else if is_cut(one, other) || is_cut(other, one) {
        Match::Suggested(Likeness::Cut)
    } else if swapped(one).contains(&other.normal) || swapped(other).contains(&one.normal) {
        Match::Suggested(Likeness::SwappedPairs)
    } else {
        Match::None
    }
}

/// Capitals and digits alone, without a leading `IMEI:`.
pub fn normalise(text: &str) -> String {
    let text: String = text.nfkc().collect::<String>().to_uppercase();
    let text = text.trim();
    let text = match text.strip_prefix("IMEI") {
        Some(rest) if rest.starts_with([':', ' ']) => rest,
        _ => text,
    };
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn is_one_character(normal: &str) -> bool {
    let mut characters = normal.chars();
    let first = characters.next();
    characters.all(|c| Some(c) == first)
}

/// An IMEI with its check digit is the one without it.
fn is_same_imei(one: &str, other: &str) -> bool {
    let is = |short: &str, long: &str| {
        short.len() == 14 && long.starts_with(short) && Imei::parse(long).is_ok()
    };
    is(one, other) || is(other, one)
}

fn is_cut(short: &Serial, long: &Serial) -> bool {
    short.written.chars().count() == CUT_TO && long.normal.starts_with(short.normal.as_str())
}

/// The number with the characters of each pair swapped; an odd one has a blank before or after it.
fn swapped(serial: &Serial) -> [String; 2] {
    let swap = |text: String| {
        let mut characters: Vec<char> = text.chars().collect();
        for pair in characters.chunks_exact_mut(2) {
            pair.swap(0, 1);
        }
        normalise(&characters.into_iter().collect::<String>())
    };
    let written = &serial.written;
    match written.chars().count() % 2 {
        0 => [swap(written.clone()), swap(written.clone())],
        _ => [swap(format!("{written} ")), swap(format!(" {written}"))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> KnownSerials {
        let list = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>()
        };
        KnownSerials::new(
            &list(&["To be filled by O.E.M.", "Optane_0000"]),
            &list(&["<REPORTPATH"]),
            4,
            &list(&["RIG-0001"]),
        )
    }

    fn serial(text: &str) -> Serial {
        known().read(Some(text)).unwrap()
    }

    #[test]
    fn writing_does_not_matter() {
        assert_eq!(serial("  wd-wcc6y3kxh9f2 ").as_str(), "WDWCC6Y3KXH9F2");
        assert_eq!(serial("ＷＤ_WCC6Y3KXH9F2").as_str(), "WDWCC6Y3KXH9F2");
        assert_eq!(serial("IMEI: 353833081234566").as_str(), "353833081234566");
        assert_eq!(
            compare(&serial("WD-WCC6Y3KXH9F2"), &serial("WD_WCC6Y3KXH9F2")),
            Match::Exact
        );
    }

    #[test]
    fn what_makers_write_for_none_is_none() {
        let read = |text: &str| known().read(Some(text)).err();
        assert_eq!(known().read(None), Err(NoSerial::Missing));
        assert_eq!(read("   "), Some(NoSerial::Missing));
        for text in [
            "To Be Filled By O.E.M.",
            "XXXXXXXXXXXXXXX",
            "????????",
            "0000000000",
            "optane-0000",
            "<REPORTPATH blancco_data>",
            "A1",
        ] {
            assert_eq!(read(text), Some(NoSerial::Placeholder), "{text}");
        }
        assert_eq!(read("S2R5NX0J"), None);
        assert_eq!(known().read_host(Some("rig 0001")), None);
        assert!(known().read_host(Some("5CG7320XYZ")).is_some());
    }

    #[test]
    fn likeness_is_only_a_suggestion() {
        let swapped = compare(&serial("DWW-CC6Y3KXH9F2 "), &serial("WDW-C6CY3KXH9F2"));
        assert_eq!(swapped, Match::None);
        assert_eq!(
            compare(&serial("S2R5NX0J"), &serial("2S5RXNJ0")),
            Match::Suggested(Likeness::SwappedPairs)
        );
        assert_eq!(
            compare(&serial("S2R5NX0J1"), &serial("2S5RXNJ0 1")),
            Match::Suggested(Likeness::SwappedPairs)
        );
        assert_eq!(
            compare(
                &serial("PHLJ2512004K1P0FGNAB"),
                &serial("PHLJ2512004K1P0FGNAB-X9")
            ),
            Match::Suggested(Likeness::Cut)
        );
        assert_eq!(
            compare(&serial("PHLJ2512"), &serial("PHLJ2512004K")),
            Match::None
        );
    }

    #[test]
    fn an_imei_without_its_check_digit_is_the_same() {
        assert_eq!(
            compare(&serial("35383308123456"), &serial("IMEI:353833081234566")),
            Match::Exact
        );
        assert_eq!(
            compare(&serial("35383308123456"), &serial("353833081234567")),
            Match::None
        );
    }
}
