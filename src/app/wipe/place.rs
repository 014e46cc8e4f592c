//! Which medium of which item a report is of. Only equal serial numbers say so; whatever is merely
//! alike is for a person.

use super::desk::OnDesk;
use super::media::{self, Medium};
use super::names;
use super::rules::Rules;
use crate::app::{AppError, find};
use crate::domain::lang::Text;
use crate::domain::wipe::fact::{DeclaredMedium, Origin};
use crate::domain::wipe::report::{Host, MediumKind, ReportedMedium, Technique, WipeRecord};
use crate::domain::wipe::{Likeness, Match, NoSerial, Serial, compare};
use crate::store::{Connection, items, wipe};

/// Where a report belongs.
#[derive(Debug)]
pub(super) enum Place {
    /// To that medium
    Medium(OnDesk, u32),
    /// To the storage of that device, which nobody declared: a device of its kind has one, and the
    /// report is of that very device
    Device(OnDesk, DeclaredMedium),
    /// To none for certain, and why
    Nowhere(Text),
}

/// A text in both languages.
pub(super) fn text(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text {
        zh: zh.into(),
        en: en.into(),
    }
}

/// Finds where reports belong.
#[derive(Debug, Clone, Copy)]
pub(super) struct Finder<'a> {
    pub(super) connection: &'a Connection,
    pub(super) rules: &'a Rules<'a>,
}

impl Finder<'_> {
    /// Where a run belongs.
    pub(super) fn place(&self, record: &WipeRecord) -> anyhow::Result<Place> {
        let told = self.read(record.medium.serial.as_deref());
        if let Ok(serial) = &told {
            let mut found = self.media_of(serial)?;
            if found.len() > 1 {
                let codes: Vec<String> = found.iter().map(|(on, _)| on.code.to_string()).collect();
                let codes = codes.join(", ");
                return Ok(Place::Nowhere(text(
                    format!("序列号与 {codes} 的介质都相符"),
                    format!("its serial number fits media of {codes}"),
                )));
            }
            if let Some((on, no)) = found.pop() {
                return Ok(Place::Medium(on, no));
            }
        }
        let mut items = self.items_of(&record.host, &record.medium)?;
        if items.len() > 1 {
            let codes: Vec<String> = items.iter().map(|on| on.code.to_string()).collect();
            let codes = codes.join(", ");
            return Ok(Place::Nowhere(text(
                format!("报告里的设备与 {codes} 都相符"),
                format!("its machine fits {codes}"),
            )));
        }
        match items.pop() {
            Some(on) => Ok(self.in_item(on, record, &told)),
            None => Ok(Place::Nowhere(unknown(&told))),
        }
    }

    /// The item in the house that a machine is, if it is one for certain.
    pub(super) fn item_of(
        &self,
        host: &Host,
        medium: &ReportedMedium,
    ) -> anyhow::Result<Option<OnDesk>> {
        let mut items = self.items_of(host, medium)?;
        Ok(items.pop().filter(|_| items.is_empty()))
    }

    /// A serial number that says something.
    pub(super) fn read(&self, serial: Option<&str>) -> Result<Serial, NoSerial> {
        self.rules.policy().serials.read(serial)
    }

    fn in_item(&self, on: OnDesk, record: &WipeRecord, told: &Result<Serial, NoSerial>) -> Place {
        let held = media::held(&on.history);
        let is_device = |kind: Option<MediumKind>| kind.is_some_and(MediumKind::goes_by_its_device);
        let is_of_device = is_device(record.medium.kind)
            || matches!(
                record.technique,
                Some(Technique::MobileErase | Technique::FactoryReset)
            );
        if is_of_device
            && told
                .as_ref()
                .map_or(true, |told| self.is_of_item(&on, told))
        {
            let mut devices = held.iter().filter(|medium| is_device(medium.known.kind));
            if let (Some(device), None) = (devices.next(), devices.next()) {
                let no = device.known.no;
                return Place::Medium(on, no);
            }
            if held.is_empty() && !media::has_none(&on.history) {
                let medium = DeclaredMedium {
                    no: media::next_no(&on.history),
                    kind: Some(MediumKind::Phone),
                    serial: record.medium.serial.clone(),
                    maker: record.medium.maker.clone(),
                    model: record.medium.model.clone(),
                    bytes: record.medium.bytes,
                    origin: Origin::Came,
                };
                return Place::Device(on, medium);
            }
        }
        let code = on.code;
        Place::Nowhere(match told {
            Err(_) => text(
                format!("设备是 {code}，但报告没有可用的介质序列号"),
                format!("its machine is {code}, but it names no medium's serial number"),
            ),
            Ok(told) => match self.alike(&held, told) {
                Some((no, likeness)) => {
                    let (zh, en) = match likeness {
                        Likeness::SwappedPairs => {
                            ("字符两两颠倒", "each pair of characters is swapped")
                        }
                        Likeness::Cut => ("被截断", "it is cut"),
                    };
                    text(
                        format!("可能是 {code} 的介质 {no}：序列号{zh}"),
                        format!("it may be medium {no} of {code}: of its serial number {en}"),
                    )
                }
                None => text(
                    format!("设备是 {code}，但其中没有登记这块介质：`wipe-log media add {code}`"),
                    format!(
                        "its machine is {code}, which has no such medium declared: \
                         `wipe-log media add {code}`"
                    ),
                ),
            },
        })
    }

    fn alike(&self, held: &[Medium], told: &Serial) -> Option<(u32, Likeness)> {
        held.iter().find_map(|medium| {
            let own = self.read(medium.known.serial.as_deref()).ok()?;
            match compare(&own, told) {
                Match::Suggested(likeness) => Some((medium.known.no, likeness)),
                Match::Exact | Match::None => None,
            }
        })
    }

    /// Whether a serial number is the item's own.
    fn is_of_item(&self, on: &OnDesk, told: &Serial) -> bool {
        let own = [&on.item.serial, &on.item.imei].into_iter().flatten();
        own.filter_map(|own| self.read(Some(own)).ok())
            .any(|own| compare(&own, told) == Match::Exact)
    }

    /// The media in the house with that serial number.
    fn media_of(&self, told: &Serial) -> anyhow::Result<Vec<(OnDesk, u32)>> {
        let mut found = Vec::new();
        let Some(key) = names::of_serial(told.as_str()) else {
            return Ok(found);
        };
        for (item, no) in wipe::media_of(self.connection, key)? {
            let on = OnDesk::open(self.connection, item)?;
            let no = u32::try_from(no)?;
            let held = media::held(&on.history);
            let medium = held.iter().find(|medium| medium.known.no == no);
            let own = medium.and_then(|medium| self.read(medium.known.serial.as_deref()).ok());
            let is_it = own.is_some_and(|own| compare(&own, told) == Match::Exact);
            if is_it && on.stand.state.stage.is_in_stock() {
                found.push((on, no));
            }
        }
        Ok(found)
    }

    /// The items in the house that a machine may be: by its serial number, its IMEIs, the number
    /// that was typed into the tool, or the medium's, where that is the device's own.
    fn items_of(&self, host: &Host, medium: &ReportedMedium) -> anyhow::Result<Vec<OnDesk>> {
        let serials = self.rules.policy().serials;
        let machine = serials.read_host(host.serial.as_deref());
        let mut numbers: Vec<String> = Vec::new();
        numbers.extend(machine.map(|serial| serial.as_str().to_owned()));
        for number in host.imei.iter().chain(&medium.serial) {
            numbers.extend(
                self.read(Some(number))
                    .ok()
                    .map(|read| read.as_str().to_owned()),
            );
            numbers.push(number.clone());
        }
        numbers.extend(host.serial.clone().filter(|_| !numbers.is_empty()));
        let mut found: Vec<i64> = Vec::new();
        for number in &numbers {
            found.extend(find::of_identifier(self.connection, number)?);
        }
        if let (true, Some(asset)) = (found.is_empty(), &host.asset) {
            match find::find(self.connection, asset) {
                Ok(id) => found.push(id),
                Err(error) => match error.downcast_ref::<AppError>() {
                    Some(AppError::NoSuchItem { .. } | AppError::SeveralItems { .. }) => {}
                    _ => return Err(error),
                },
            }
        }
        found.sort_unstable();
        found.dedup();
        let mut here = Vec::new();
        for id in found {
            if items::stand(self.connection, id)?.state.stage.is_in_stock() {
                here.push(OnDesk::open(self.connection, id)?);
            }
        }
        Ok(here)
    }
}

fn unknown(told: &Result<Serial, NoSerial>) -> Text {
    match told {
        Ok(_) => text(
            "没有在库商品登记了这个序列号的介质",
            "no item in the house has a medium with this serial number",
        ),
        Err(NoSerial::Missing) => text(
            "报告没有介质序列号，设备也不是在库商品",
            "it names no medium's serial number, and no item in the house as its machine",
        ),
        Err(NoSerial::Placeholder) => text(
            "报告里的序列号是占位符",
            "its serial number is what makers write when there is none",
        ),
    }
}
