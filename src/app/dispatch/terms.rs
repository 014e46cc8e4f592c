//! On which terms an item leaves, read from what the command line or a row of a file says.

use crate::domain::clearance::{Purpose, Reason};
use crate::domain::lang::Text;
use crate::domain::money::Fen;
use crate::domain::pickup::read_price;
use crate::domain::seal::SealCode;

/// What was said, word for word; a row of a file stands over the command line.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the names are those of the flags")]
pub struct Said {
    pub order: Option<String>,
    pub price: Option<String>,
    pub channel: Option<String>,
    pub recycler: Option<String>,
    pub weight: Option<String>,
    pub reason: Option<String>,
    pub seal: Option<String>,
    pub custom_box: Option<String>,
}

/// Terms that hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Terms {
    /// To a buyer
    Sale {
        /// The buyer's order
        order: String,
        /// What is paid
        price: Fen,
        /// Through which channel
        buyer: String,
    },
    /// To a recycler
    Recycle {
        /// Who
        recycler: String,
        /// What is paid
        price: Fen,
        /// What it weighs
        weight_grams: i64,
    },
    /// Back to its owner
    Return {
        /// Why
        reason: String,
    },
}

/// A seal bag, and the custom box around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bag {
    /// The bag's code
    pub(super) seal: SealCode,
    /// The box
    pub(super) custom_box: Option<String>,
}

/// The rule by which terms are refused that do not read.
pub(super) const TERMS: &str = "terms";

/// The heaviest thing that is booked: a hundred tonnes.
const MAX_GRAMS: i64 = 100_000_000;
/// Most characters of a name or number.
const MOST_CHARACTERS: usize = 64;
/// Most characters of a reason.
const LONGEST_REASON: usize = 500;

impl Terms {
    /// Reads the terms for a door, or says what is missing or wrong.
    pub fn read(door: Purpose, said: &Said) -> Result<Self, Reason> {
        match door {
            Purpose::Sale => Ok(Self::Sale {
                order: name("order", said.order.as_deref())?,
                price: price(said.price.as_deref())?,
                buyer: name("channel", said.channel.as_deref())?,
            }),
            Purpose::Recycle => Ok(Self::Recycle {
                recycler: name("recycler", said.recycler.as_deref())?,
                price: price(said.price.as_deref())?,
                weight_grams: weight(said.weight.as_deref())?,
            }),
            Purpose::Return | Purpose::Repair => {
                let reason = given("reason", said.reason.as_deref())?;
                match reason.chars().count() {
                    ..=LONGEST_REASON => Ok(Self::Return { reason }),
                    _ => Err(wrong("reason", &reason)),
                }
            }
        }
    }

    /// What is paid; nothing for a return.
    pub const fn price(&self) -> Option<Fen> {
        match self {
            Self::Sale { price, .. } | Self::Recycle { price, .. } => Some(*price),
            Self::Return { .. } => None,
        }
    }

    /// What it weighs, where that is asked.
    pub const fn weight_grams(&self) -> Option<i64> {
        match self {
            Self::Recycle { weight_grams, .. } => Some(*weight_grams),
            Self::Sale { .. } | Self::Return { .. } => None,
        }
    }

    /// Who takes it; nothing for its owner.
    pub fn party(&self) -> &str {
        match self {
            Self::Sale { buyer, .. } => buyer,
            Self::Recycle { recycler, .. } => recycler,
            Self::Return { .. } => "",
        }
    }
}

impl Bag {
    /// Reads the seal bag, if one was named.
    pub(super) fn read(said: &Said) -> Result<Option<Self>, Reason> {
        let custom_box = match said.custom_box.as_deref() {
            None => None,
            Some(_) => Some(name("box", said.custom_box.as_deref())?),
        };
        let Some(text) = said
            .seal
            .as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())
        else {
            return match custom_box {
                None => Ok(None),
                Some(_) => Err(missing("seal")),
            };
        };
        match SealCode::parse(text) {
            Ok(seal) => Ok(Some(Self { seal, custom_box })),
            Err(error) => Err(Reason {
                rule: TERMS,
                text: Text {
                    zh: format!("`{text}` 不是防撕袋码：{error}"),
                    en: format!("`{text}` is no seal: {error}"),
                },
                cure: Text {
                    zh: "重新扫描防撕袋".to_owned(),
                    en: "scan the bag again".to_owned(),
                },
            }),
        }
    }
}

fn given(flag: &'static str, said: Option<&str>) -> Result<String, Reason> {
    match said.map(str::trim) {
        Some(text) if !text.is_empty() && !text.chars().any(char::is_control) => {
            Ok(text.to_owned())
        }
        Some(text) if !text.is_empty() => Err(wrong(flag, text)),
        _ => Err(missing(flag)),
    }
}

fn name(flag: &'static str, said: Option<&str>) -> Result<String, Reason> {
    let text = given(flag, said)?;
    match text.chars().count() {
        ..=MOST_CHARACTERS => Ok(text),
        _ => Err(wrong(flag, &text)),
    }
}

fn price(said: Option<&str>) -> Result<Fen, Reason> {
    let text = given("price", said)?;
    read_price(&text).map_err(|_| wrong("price", &text))
}

/// Kilograms to the gram, or a number with its unit.
fn weight(said: Option<&str>) -> Result<i64, Reason> {
    let text = given("weight", said)?;
    grams(&text).ok_or_else(|| wrong("weight", &text))
}

fn grams(text: &str) -> Option<i64> {
    let lower = text.to_lowercase();
    let units = [
        ("kg", 1000),
        ("千克", 1000),
        ("公斤", 1000),
        ("g", 1),
        ("克", 1),
    ];
    let unit = units.into_iter().find(|(unit, _)| lower.ends_with(unit));
    let (number, scale) = match unit {
        Some((unit, scale)) => (lower.strip_suffix(unit)?.trim_end(), scale),
        None => (lower.as_str(), 1000),
    };
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || whole.len() > 9 {
        return None;
    }
    let mut grams = whole.parse::<i64>().ok()?.checked_mul(scale)?;
    let mut worth = scale;
    for byte in decimals.bytes() {
        worth /= 10;
        let digit = i64::from(byte - b'0');
        if worth == 0 && digit != 0 {
            return None;
        }
        grams += digit * worth;
    }
    (1..=MAX_GRAMS).contains(&grams).then_some(grams)
}

fn missing(flag: &str) -> Reason {
    Reason {
        rule: TERMS,
        text: Text {
            zh: format!("没有给出 {flag}"),
            en: format!("the {flag} is missing"),
        },
        cure: cure(flag),
    }
}

fn wrong(flag: &str, text: &str) -> Reason {
    Reason {
        rule: TERMS,
        text: Text {
            zh: format!("`{text}` 不能作为 {flag}"),
            en: format!("`{text}` is no {flag}"),
        },
        cure: cure(flag),
    }
}

fn cure(flag: &str) -> Text {
    Text {
        zh: format!("写 --{flag}，或文件的 {flag} 列"),
        en: format!("say --{flag}, or fill the file's column `{flag}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_kilograms_unless_they_say_another_unit() {
        for (text, weight) in [
            ("0.35", Some(350)),
            ("2", Some(2000)),
            ("350g", Some(350)),
            ("350 g", Some(350)),
            ("1.5KG", Some(1500)),
            ("1.5 公斤", Some(1500)),
            ("12克", Some(12)),
            ("0.0005", None),
            ("1.5g", None),
            ("0", None),
            ("-1", None),
            (".5", None),
            ("heavy", None),
            ("999999999", None),
        ] {
            assert_eq!(grams(text), weight, "{text}");
        }
    }

    #[test]
    fn each_door_asks_its_own_terms() {
        let said = Said {
            order: Some("S-1".into()),
            price: Some("￥1,299.50".into()),
            channel: Some("shop".into()),
            ..Said::default()
        };
        let sale = Terms::read(Purpose::Sale, &said).unwrap();
        assert_eq!(sale.price(), Some(Fen(129_950)));
        let missing = |door| Terms::read(door, &said).unwrap_err().text.en;
        assert_eq!(missing(Purpose::Recycle), "the recycler is missing");
        assert_eq!(missing(Purpose::Return), "the reason is missing");
    }

    #[test]
    fn a_box_is_named_with_its_seal() {
        let said = |seal: Option<&str>| Said {
            seal: seal.map(str::to_owned),
            custom_box: Some("B-7".into()),
            ..Said::default()
        };
        assert!(Bag::read(&said(None)).is_err());
        let seal = SealCode::from_random(0x12_3456_789a).unwrap();
        let bag = Bag::read(&said(Some(&seal.to_string()))).unwrap().unwrap();
        assert_eq!((bag.seal, bag.custom_box.as_deref()), (seal, Some("B-7")));
        assert!(Bag::read(&said(Some("U123"))).is_err());
    }
}
