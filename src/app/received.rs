//! The `received` event: what a pickup becomes in the ledger, and how it is read back. Names are
//! kept for ever.

use chrono::Datelike as _;
use serde_json::Value;

use super::AppError;
use super::chance::Chance;
use crate::domain::digits;
use crate::domain::pickup::{Field, Pickup};
use crate::ledger::disclosure::{self, Disclosure};
use crate::ledger::event::Event;
use crate::ledger::jcs::ObjectWriter;
use crate::ledger::leaf::push_time;
use crate::store::items::NewItem;

/// Name of the private field that holds the seller's name, phone and address.
const SELLER: &str = "seller";
/// Name of the private field that holds a file's unknown columns.
const EXTRA: &str = "extra";
/// Name of the private field that holds cells as they stood before they were normalised.
const RAW: &str = "raw";

/// Turns pickups into event data and private fields; one serves a whole file, so that its buffers
/// are made once.
#[derive(Debug, Default)]
pub struct Encoder {
    /// Public data of the pickup encoded last, canonical JSON
    pub data: String,
    /// Its private fields
    pub private: disclosure::Writer,
    /// `YYYY-MM-DD` of its promise
    pub promised_on: String,
    ordered_at: String,
    picked_at: String,
}

impl Encoder {
    /// Encodes a pickup whose times were written before.
    pub fn encode(
        &mut self,
        pickup: &Pickup<'_>,
        operation: i64,
        chance: &mut Chance,
    ) -> anyhow::Result<()> {
        self.write_data(pickup, operation)?;
        self.write_private(pickup, chance)
    }

    /// Writes the times and the date of the promise, which the item's row needs first.
    pub fn write_times(&mut self, pickup: &Pickup<'_>) -> anyhow::Result<()> {
        self.ordered_at.clear();
        push_time(pickup.ordered_at, &mut self.ordered_at)?;
        self.picked_at.clear();
        if let Some(at) = pickup.picked_at {
            push_time(at, &mut self.picked_at)?;
        }
        let day = pickup.promise.promised_on;
        let mut text = *b"0000-00-00";
        digits::date(
            &mut text,
            u16::try_from(day.year())?,
            u8::try_from(day.month())?,
            u8::try_from(day.day())?,
        );
        self.promised_on.clear();
        self.promised_on.push_str(std::str::from_utf8(&text)?);
        Ok(())
    }

    fn write_data(&mut self, pickup: &Pickup<'_>, operation: i64) -> anyhow::Result<()> {
        self.data.clear();
        let mut data = ObjectWriter::new(&mut self.data);
        let text = |data: &mut ObjectWriter<'_, 'static>, key, value: &str| {
            if !value.is_empty() {
                data.text(key, value);
            }
        };
        text(&mut data, "brand", &pickup.brand);
        data.int("category", i64::from(pickup.category));
        data.text("channel", pickup.channel.as_str());
        data.int("city", i64::from(pickup.city_code));
        if let Some(county) = pickup.county_code {
            data.int("county", i64::from(county));
        }
        text(&mut data, "declared_class", &pickup.declared_class);
        text(&mut data, "model", &pickup.model);
        data.int("op", operation);
        data.text("ordered_at", &self.ordered_at);
        text(&mut data, "picked_at", &self.picked_at);
        data.text("pickup_no", &pickup.pickup_no);
        data.text("promise", pickup.promise.kind.as_str());
        if let Some(kept) = pickup.promise.kept {
            data.bool("promise_kept", kept);
        }
        data.text("promised_on", &self.promised_on);
        text(
            &mut data,
            "serial",
            pickup.serial.as_deref().unwrap_or_default(),
        );
        text(&mut data, "spec", &pickup.spec);
        data.finish()?;
        Ok(())
    }

    fn write_private(&mut self, pickup: &Pickup<'_>, chance: &mut Chance) -> anyhow::Result<()> {
        let private = &mut self.private;
        private.clear();
        if let Some(imei) = &pickup.imei {
            private.text(&chance.salt(), Field::Imei.as_str(), imei.as_str());
        }
        if let Some(price) = pickup.quoted_price {
            private.int(&chance.salt(), Field::QuotedPrice.as_str(), price.0)?;
        }
        // A person is one field: name, phone and address are shown, or erased, together.
        let seller = [
            (Field::SellerAddress, &pickup.seller_address),
            (Field::SellerName, &pickup.seller_name),
            (Field::SellerPhone, &pickup.seller_phone),
        ];
        if seller.iter().any(|(_, value)| !value.is_empty()) {
            private.object(&chance.salt(), SELLER, |object| {
                for (field, value) in seller.iter().filter(|(_, value)| !value.is_empty()) {
                    object.text(field.as_str(), value);
                }
            })?;
        }
        if !pickup.remark.is_empty() {
            private.text(&chance.salt(), Field::Remark.as_str(), &pickup.remark);
        }
        let raw = pickup
            .raw
            .iter()
            .map(|(field, value)| (field.as_str(), *value));
        for (name, mut pairs) in [(EXTRA, pickup.extra.clone()), (RAW, raw.collect())] {
            if !pairs.is_empty() {
                pairs.sort_by(|a, b| crate::ledger::jcs::key_order(a.0, b.0));
                private.object(&chance.salt(), name, |object| {
                    for (key, value) in pairs {
                        object.text(key, value);
                    }
                })?;
            }
        }
        Ok(())
    }
}

/// A pickup as the record holds it; what was erased is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of Pickup")]
pub struct Received {
    pub channel: String,
    pub pickup_no: String,
    pub ordered_at: i64,
    pub picked_at: Option<i64>,
    pub city: u32,
    pub county: Option<u32>,
    pub category: u32,
    pub brand: String,
    pub model: String,
    pub spec: String,
    pub serial: Option<String>,
    pub declared_class: String,
    pub promise: String,
    pub promised_on: String,
    pub promise_kept: Option<bool>,
    pub private: Vec<Disclosure>,
}

impl Received {
    /// Reads the event back, with the private fields that are left of it.
    pub fn read(event: &Event, disclosure: Option<&str>) -> anyhow::Result<Self> {
        let data = &event.data;
        let bad = |key: &str| AppError::Integrity(format!("event of {}: `{key}`", event.item));
        let optional = |key: &str| data.get(key).and_then(Value::as_str).map(str::to_owned);
        let text = |key: &str| optional(key).ok_or_else(|| bad(key));
        let code = |key: &str| data.get(key).and_then(Value::as_u64).map(u32::try_from);
        let time = |key: &str| -> Result<Option<i64>, AppError> {
            let Some(text) = data.get(key).and_then(Value::as_str) else {
                return Ok(None);
            };
            let time = chrono::DateTime::parse_from_rfc3339(text).map_err(|_| bad(key))?;
            Ok(Some(time.timestamp()))
        };
        Ok(Self {
            channel: text("channel")?,
            pickup_no: text("pickup_no")?,
            ordered_at: time("ordered_at")?.ok_or_else(|| bad("ordered_at"))?,
            picked_at: time("picked_at")?,
            city: code("city").ok_or_else(|| bad("city"))??,
            county: code("county").transpose()?,
            category: code("category").ok_or_else(|| bad("category"))??,
            brand: optional("brand").unwrap_or_default(),
            model: optional("model").unwrap_or_default(),
            spec: optional("spec").unwrap_or_default(),
            serial: optional("serial"),
            declared_class: optional("declared_class").unwrap_or_default(),
            promise: text("promise")?,
            promised_on: text("promised_on")?,
            promise_kept: data.get("promise_kept").and_then(Value::as_bool),
            private: disclosure
                .map(disclosure::parse)
                .transpose()?
                .unwrap_or_default(),
        })
    }

    /// A private field as text, if it was given and not erased.
    pub fn private_text(&self, name: &str) -> Option<String> {
        let own = self
            .private
            .iter()
            .find(|field| field.name == name)
            .map(|field| &field.value);
        let of_seller = || {
            let seller = self.private.iter().find(|field| field.name == SELLER)?;
            seller.value.get(name)
        };
        Some(match own.or_else(of_seller)? {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    }

    /// The item's row that follows from the event.
    pub fn item<'a>(&'a self, of: &ItemOf<'a>) -> NewItem<'a> {
        NewItem {
            id: of.id,
            code: of.code,
            channel: &self.channel,
            pickup_no: &self.pickup_no,
            category: self.category,
            brand: &self.brand,
            model: &self.model,
            spec: &self.spec,
            serial: self.serial.as_deref(),
            imei: of.imei,
            city: self.city,
            county: self.county,
            declared_class: &self.declared_class,
            ordered_at: self.ordered_at,
            picked_at: self.picked_at,
            promise: &self.promise,
            promised_on: &self.promised_on,
            promise_kept: self.promise_kept,
            received_at: of.at,
            operation: of.operation,
        }
    }

    /// Where a pickup says something else than the record: field, recorded value, its value.
    pub fn differences(&self, pickup: &Pickup<'_>, erased: bool) -> Vec<(Field, String, String)> {
        let time = |at: Option<i64>| at.map(utc_text).unwrap_or_default();
        let number = |code: Option<u32>| code.map(|code| code.to_string()).unwrap_or_default();
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let mut pairs = vec![
            (
                Field::OrderedAt,
                time(Some(self.ordered_at)),
                time(Some(pickup.ordered_at)),
            ),
            (
                Field::PickedAt,
                time(self.picked_at),
                time(pickup.picked_at),
            ),
            (
                Field::City,
                number(Some(self.city)),
                number(Some(pickup.city_code)),
            ),
            (
                Field::County,
                number(self.county),
                number(pickup.county_code),
            ),
            (
                Field::Category,
                number(Some(self.category)),
                number(Some(pickup.category)),
            ),
            (Field::Brand, self.brand.clone(), pickup.brand.to_string()),
            (Field::Model, self.model.clone(), pickup.model.to_string()),
            (Field::Spec, self.spec.clone(), pickup.spec.to_string()),
            (
                Field::Serial,
                text(&self.serial),
                pickup.serial.as_deref().unwrap_or("").to_owned(),
            ),
            (
                Field::DeclaredClass,
                self.declared_class.clone(),
                pickup.declared_class.to_string(),
            ),
        ];
        let imei = pickup.imei.as_ref().map(|imei| imei.as_str().to_owned());
        let private = [
            (Field::Imei, imei.unwrap_or_default()),
            (
                Field::QuotedPrice,
                pickup
                    .quoted_price
                    .map(|price| price.0.to_string())
                    .unwrap_or_default(),
            ),
            (Field::SellerName, pickup.seller_name.to_string()),
            (Field::SellerPhone, pickup.seller_phone.to_string()),
            (Field::SellerAddress, pickup.seller_address.to_string()),
            (Field::Remark, pickup.remark.to_string()),
        ];
        for (field, new) in private {
            match self.private_text(field.as_str()) {
                // What was erased can be compared with nothing.
                None if erased => {}
                old => pairs.push((field, old.unwrap_or_default(), new)),
            }
        }
        pairs.retain(|(_, old, new)| old != new);
        pairs
    }
}

/// What an item's row takes from elsewhere than the event's data.
#[derive(Debug, Clone, Copy)]
pub struct ItemOf<'a> {
    /// The item's number
    pub id: i64,
    /// The trace code's 60 bits
    pub code: i64,
    /// Its IMEI, unless erased
    pub imei: Option<&'a str>,
    /// When it was taken in
    pub at: i64,
    /// By which operation
    pub operation: i64,
}

fn utc_text(at: i64) -> String {
    let mut text = String::new();
    match push_time(at, &mut text) {
        Ok(()) => text,
        Err(_) => at.to_string(),
    }
}
