//! A pickup as it comes off a file: a row becomes a `Pickup`, or all its faults at once.
//! Nothing here is guessed: what has two readings is refused with the cure.

mod clean;
mod columns;
mod dates;
mod fault;
mod field;
mod header_words;
mod notice;
mod price;
mod promise;
mod serials;
mod validate;
mod zone;

use std::borrow::Cow;

pub use clean::{is_blank, trimmed};
pub use columns::{Cells, Clash, Column, Columns, Role};
pub use dates::DateError;
pub use fault::{Fault, Problem};
pub use field::Field;
pub use header_words::{HeaderWords, fold_header, is_invisible};
pub use notice::{Notice, NoticeKind};
pub use price::{PriceError, read as read_price};
pub use promise::{Promise, PromiseKind};
pub use serials::SerialError;
pub use validate::Validator;
pub use zone::SiteZone;

use super::channel::Channel;
use super::identifiers::Imei;
use super::money::Fen;

/// A row that may be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pickup<'a> {
    /// Where it came from
    pub channel: Channel,
    /// The channel's own number, its key together with the channel
    pub pickup_no: Cow<'a, str>,
    /// When it was ordered, in Unix seconds
    pub ordered_at: i64,
    /// When it was fetched, in Unix seconds
    pub picked_at: Option<i64>,
    /// The city
    pub city_code: u32,
    /// The county, where it is known and not the city itself
    pub county_code: Option<u32>,
    /// The category's id
    pub category: u32,
    /// The maker, empty where unknown
    pub brand: Cow<'a, str>,
    /// The maker's name for it, empty where unknown
    pub model: Cow<'a, str>,
    /// Its configuration, empty where unknown
    pub spec: Cow<'a, str>,
    /// The code that its category goes by, other than an IMEI
    pub serial: Option<Cow<'a, str>>,
    /// A mobile device's number
    pub imei: Option<Imei>,
    /// What its owner says of its condition
    pub declared_class: Cow<'a, str>,
    /// What its owner was offered
    pub quoted_price: Option<Fen>,
    /// The owner's name
    pub seller_name: Cow<'a, str>,
    /// The owner's telephone number
    pub seller_phone: Cow<'a, str>,
    /// Where it was fetched
    pub seller_address: Cow<'a, str>,
    /// Whatever else was said
    pub remark: Cow<'a, str>,
    /// Header text and verbatim value of unknown columns that are not empty
    pub extra: Vec<(&'a str, &'a str)>,
    /// The text as it stood, of fields whose normalised value differs
    pub raw: Vec<(Field, &'a str)>,
    /// When it was to be fetched, and whether it was
    pub promise: Promise,
    /// What was doubtful and taken in nevertheless
    pub notices: Vec<Notice>,
}
