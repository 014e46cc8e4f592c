//! From a row's cells to a pickup, or to all that is wrong with the row.

use std::borrow::Cow;

use super::Pickup;
use super::clean::{self, value};
use super::columns::{Cells, Columns};
use super::dates::{self, DateError, Form};
use super::fault::{Fault, Problem};
use super::field::Field;
use super::notice::{Notice, NoticeKind};
use super::price;
use super::promise::Promise;
use super::serials::{self, Code, SerialError};
use super::zone::SiteZone;
use crate::domain::catalogue::{Categories, NameError, Place, Places, SerialKind};
use crate::domain::channel::Channel;
use crate::domain::identifiers::Imei;
use crate::domain::money::Fen;

/// Validates the rows of one file.
#[derive(Debug)]
pub struct Validator<'v> {
    /// Where each field stands
    pub columns: &'v Columns,
    /// The categories
    pub categories: &'v Categories,
    /// The places
    pub places: &'v Places,
    /// The site's time zone
    pub zone: &'v SiteZone,
    /// The channel of rows that name none
    pub default_channel: Option<Channel>,
}

impl<'v> Validator<'v> {
    /// The pickup that a row means, or every fault of the row.
    pub fn validate<'a, C: Cells + ?Sized>(&self, cells: &'a C) -> Result<Pickup<'a>, Vec<Fault>>
    where
        'v: 'a,
    {
        let mut row = Row::new(self.columns, cells);
        let channel = row.channel(self.default_channel);
        let pickup_no = row.pickup_no();
        let ordered = row.moment(Field::OrderedAt, self.zone);
        let picked = row.moment(Field::PickedAt, self.zone);
        let place = row.place(self.places);
        let category = row.category(self.categories);
        let (serial, imei) = row.codes(category.map(|(_, kind)| kind));
        let promise = ordered.and_then(|ordered| {
            let same_day = place.is_some_and(|place| self.places.same_day(place.city_code));
            if picked.is_some_and(|picked| picked.utc < ordered.utc) {
                row.fault(Field::PickedAt, Problem::PickedBeforeOrdered);
            }
            Promise::of(ordered.local, picked.map(|picked| picked.local), same_day)
        });
        let pickup = Pickup {
            channel: channel.unwrap_or(Channel::Partner),
            pickup_no,
            ordered_at: ordered.map_or(0, |ordered| ordered.utc),
            picked_at: picked.map(|picked| picked.utc),
            city_code: place.map_or(0, |place| place.city_code),
            county_code: place.and_then(|place| place.county_code),
            category: category.map_or(0, |(id, _)| id),
            brand: row.text(Field::Brand),
            model: row.text(Field::Model),
            spec: row.text(Field::Spec),
            serial,
            imei,
            declared_class: row.text(Field::DeclaredClass),
            quoted_price: row.price(),
            seller_name: row.text(Field::SellerName),
            seller_phone: row.code(Field::SellerPhone),
            seller_address: row.text(Field::SellerAddress),
            remark: row.text(Field::Remark),
            extra: row.extra(),
            raw: Vec::new(),
            promise: match promise {
                Some(promise) if row.faults.is_empty() => promise,
                _ => return Err(row.refused()),
            },
            notices: Vec::new(),
        };
        if row.faults.is_empty() {
            Ok(Pickup {
                raw: row.raw,
                notices: row.notices,
                ..pickup
            })
        } else {
            Err(row.refused())
        }
    }
}

/// A moment on both clocks, in seconds since 1970.
#[derive(Clone, Copy)]
struct Moment {
    utc: i64,
    local: i64,
}

/// One row while it is read.
struct Row<'a, C: ?Sized> {
    columns: &'a Columns,
    cells: &'a C,
    is_plain: bool,
    faults: Vec<Fault>,
    notices: Vec<Notice>,
    raw: Vec<(Field, &'a str)>,
}

impl<'a, C: Cells + ?Sized> Row<'a, C> {
    fn new(columns: &'a Columns, cells: &'a C) -> Self {
        Self {
            columns,
            cells,
            is_plain: cells.is_plain(),
            faults: Vec::new(),
            notices: Vec::new(),
            raw: Vec::new(),
        }
    }

    fn cell(&self, field: Field) -> &'a str {
        self.columns
            .of(field)
            .map_or("", |column| self.cells.cell(column))
    }

    /// A text: trimmed, of bearable length, without control characters.
    fn text(&mut self, field: Field) -> Cow<'a, str> {
        let cell = self.cell(field);
        let text = value(cell);
        if text.len() != cell.len() {
            self.raw.push((field, cell));
        }
        if self.is_sound(field, text) {
            Cow::Borrowed(text)
        } else {
            Cow::Borrowed("")
        }
    }

    /// A code: a text in its plain form that no spreadsheet has rounded.
    fn code(&mut self, field: Field) -> Cow<'a, str> {
        let cell = self.cell(field);
        let text = clean::plain(cell);
        if text != cell {
            self.raw.push((field, cell));
        }
        if !self.is_sound(field, &text) {
            return Cow::Borrowed("");
        }
        if clean::is_scientific(&text) {
            self.fault(field, Problem::Scientific);
            return Cow::Borrowed("");
        }
        text
    }

    fn is_sound(&mut self, field: Field, text: &str) -> bool {
        let max = field.max_chars();
        if text.len() > max && text.chars().count() > max {
            self.fault(field, Problem::TooLong { max });
            return false;
        }
        if !self.is_plain
            && let Some(c) = clean::forbidden(text, field)
        {
            self.fault(field, Problem::Forbidden(c));
            return false;
        }
        true
    }

    fn channel(&mut self, default: Option<Channel>) -> Option<Channel> {
        let name = self.code(Field::Channel);
        if name.is_empty() {
            if default.is_none() {
                self.missing(Field::Channel);
            }
            return default;
        }
        let channel = Channel::from_spelling(&name);
        if channel.is_none() {
            self.fault(Field::Channel, Problem::UnknownChannel);
        }
        channel
    }

    fn pickup_no(&mut self) -> Cow<'a, str> {
        let number = self.code(Field::PickupNo);
        if number.is_empty() {
            self.missing(Field::PickupNo);
        }
        if clean::has_long_zero_tail(&number) {
            self.notice(Field::PickupNo, NoticeKind::ZeroTail);
        }
        number
    }

    fn moment(&mut self, field: Field, zone: &SiteZone) -> Option<Moment> {
        let cell = self.cell(field);
        let text = clean::plain(cell);
        if text.is_empty() {
            if field == Field::OrderedAt {
                self.missing(field);
            }
            return None;
        }
        let moment = dates::read(&text).and_then(|written| {
            let moment = match written.offset {
                None => Moment {
                    utc: zone.to_utc(written.seconds)?,
                    local: written.seconds,
                },
                Some(offset) => {
                    let utc = written.seconds - i64::from(offset);
                    Moment {
                        utc,
                        local: zone.to_local(utc)?,
                    }
                }
            };
            Ok((moment, written.form))
        });
        match moment {
            Ok((moment, form)) => {
                self.moment_raw(field, cell, &text, form);
                Some(moment)
            }
            Err(error) => {
                self.date_fault(field, &text, error);
                None
            }
        }
    }

    fn moment_raw(&mut self, field: Field, cell: &'a str, text: &str, form: Form) {
        if form != Form::Plain || text.len() != cell.len() {
            self.raw.push((field, cell));
        }
        if form == Form::ExcelSerial {
            self.notice(field, NoticeKind::ExcelSerial);
        }
    }

    fn date_fault(&mut self, field: Field, text: &str, error: DateError) {
        if self.is_sound(field, text) {
            let scientific = clean::is_scientific(text);
            let problem = if scientific {
                Problem::Scientific
            } else {
                Problem::Date(error)
            };
            self.fault(field, problem);
        }
    }

    fn place(&mut self, places: &Places) -> Option<Place> {
        let faults = self.faults.len();
        let code = self.code(Field::RegionCode);
        let (city, county) = (self.text(Field::City), self.text(Field::County));
        if self.faults.len() > faults {
            return None;
        }
        match places.find(&code, &city, &county) {
            Ok(place) => Some(place),
            Err(error) => {
                let field = if !code.is_empty() {
                    Field::RegionCode
                } else if city.is_empty() && !county.is_empty() {
                    Field::County
                } else {
                    Field::City
                };
                self.fault(place_field(&error).unwrap_or(field), Problem::Place(error));
                None
            }
        }
    }

    fn category(&mut self, categories: &Categories) -> Option<(u32, SerialKind)> {
        let name = self.text(Field::Category);
        if name.is_empty() {
            self.missing(Field::Category);
            return None;
        }
        match categories.find(&name) {
            Ok(category) => Some((category.id, category.serial_kind)),
            Err(NameError::Unknown) => {
                self.fault(Field::Category, Problem::UnknownCategory);
                None
            }
            Err(NameError::Several(ids)) => {
                self.fault(Field::Category, Problem::SeveralCategories(ids));
                None
            }
        }
    }

    /// The serial and the IMEI; without a category nobody knows which codes it goes by.
    fn codes(&mut self, kind: Option<SerialKind>) -> (Option<Cow<'a, str>>, Option<Imei>) {
        let (imei_cell, serial_cell) = (self.code(Field::Imei), self.code(Field::Serial));
        let mut imei = None;
        if !imei_cell.is_empty() {
            match serials::read_imei(&imei_cell) {
                Ok((found, notice)) => {
                    imei = Some(found);
                    self.keep_raw(Field::Imei, found.as_str());
                    self.code_notice(Field::Imei, notice);
                }
                Err(error) => self.fault(Field::Imei, Problem::Serial(error)),
            }
        }
        let Some(kind) = kind else {
            return (None, imei);
        };
        if serial_cell.is_empty() {
            return (None, imei);
        }
        match serials::read_serial(serial_cell, kind) {
            Ok(Code::Serial(serial, notice)) => {
                self.keep_raw(Field::Serial, &serial);
                self.code_notice(Field::Serial, notice);
                (Some(serial), imei)
            }
            Ok(Code::Imei(found, notice)) => {
                self.keep_raw(Field::Serial, found.as_str());
                self.code_notice(Field::Serial, notice);
                if let Some(other) = imei.filter(|other| *other != found) {
                    let conflict = SerialError::Conflict {
                        imei: other.to_string(),
                    };
                    self.fault(Field::Serial, Problem::Serial(conflict));
                }
                (None, Some(found))
            }
            Err(error) => {
                self.fault(Field::Serial, Problem::Serial(error));
                (None, imei)
            }
        }
    }

    fn keep_raw(&mut self, field: Field, text: &str) {
        let cell = self.cell(field);
        if cell != text && self.raw.iter().all(|(kept, _)| *kept != field) {
            self.raw.push((field, cell));
        }
    }

    fn code_notice(&mut self, field: Field, notice: Option<NoticeKind>) {
        if let Some(kind) = notice {
            self.notice(field, kind);
        }
    }

    fn price(&mut self) -> Option<Fen> {
        let cell = self.cell(Field::QuotedPrice);
        let text = clean::plain(cell);
        if text.is_empty() || !self.is_sound(Field::QuotedPrice, &text) {
            return None;
        }
        match price::read(&text) {
            Ok(price) => {
                if !cell
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'.')
                {
                    self.raw.push((Field::QuotedPrice, cell));
                }
                Some(price)
            }
            Err(error) => {
                self.fault(Field::QuotedPrice, Problem::Price(error));
                None
            }
        }
    }

    fn extra(&self) -> Vec<(&'a str, &'a str)> {
        let mut extra = Vec::new();
        for (column, name) in self.columns.extras() {
            let cell = self.cells.cell(column);
            if !clean::is_blank(cell) {
                extra.push((name, cell));
            }
        }
        extra
    }

    fn missing(&mut self, field: Field) {
        // A field whose cell was refused already is not missing as well.
        if self.faults.iter().all(|fault| fault.field != field) {
            self.fault(field, Problem::Missing);
        }
    }

    fn fault(&mut self, field: Field, problem: Problem) {
        self.faults.push(Fault {
            column: self.columns.name_of(field).to_owned(),
            field,
            value: self.cell(field).to_owned(),
            problem,
        });
    }

    fn notice(&mut self, field: Field, kind: NoticeKind) {
        self.notices.push(Notice {
            column: self.columns.name_of(field).to_owned(),
            field,
            value: self.cell(field).to_owned(),
            kind,
        });
    }

    /// The faults in the order of the fields.
    fn refused(mut self) -> Vec<Fault> {
        self.faults.sort_by_key(|fault| fault.field);
        self.faults
    }
}

const fn place_field(error: &crate::domain::catalogue::PlaceError) -> Option<Field> {
    use crate::domain::catalogue::PlaceError as E;
    match error {
        E::UnknownCode(_) | E::Conflict { .. } => Some(Field::RegionCode),
        E::UnknownCity(_) | E::CountyAsCity { .. } => Some(Field::City),
        E::UnknownCounty { .. } | E::SeveralCities { .. } => Some(Field::County),
        E::Missing => None,
    }
}
