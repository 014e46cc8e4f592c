//! The site's time zone: local times to UTC and back.

use std::cell::RefCell;

use chrono::{DateTime, LocalResult, Offset as _, TimeZone as _};
use chrono_tz::Tz;
use rustc_hash::FxHashMap;

use super::dates::DateError;

const DAY: i64 = 86_400;

/// Days whose offset is remembered; a file with more than these starts over.
const REMEMBERED_DAYS: usize = 4096;

/// A time zone that remembers each day's offset, for a search per row would cost more than the row.
#[derive(Debug)]
pub struct SiteZone {
    zone: Tz,
    days: RefCell<FxHashMap<i64, Option<i32>>>,
}

impl SiteZone {
    /// The zone of a site.
    pub fn new(zone: Tz) -> Self {
        Self {
            zone,
            days: RefCell::default(),
        }
    }

    /// The moment at which the site's clocks show a local time, both in seconds since 1970.
    pub(super) fn to_utc(&self, local: i64) -> Result<i64, DateError> {
        let day = local.div_euclid(DAY);
        let known = self.days.borrow().get(&day).copied();
        let offset = known.unwrap_or_else(|| self.remember(day));
        if let Some(offset) = offset {
            return Ok(local - i64::from(offset));
        }
        match self.resolve(local)? {
            LocalResult::Single(offset) => Ok(local - i64::from(offset)),
            LocalResult::Ambiguous(_, _) => Err(DateError::TwiceOnTheClock),
            LocalResult::None => Err(DateError::NeverOnTheClock),
        }
    }

    /// What the site's clocks show at a moment.
    pub(super) fn to_local(&self, utc: i64) -> Result<i64, DateError> {
        let moment = DateTime::from_timestamp(utc, 0).ok_or(DateError::OutOfRange)?;
        let offset = self.zone.offset_from_utc_datetime(&moment.naive_utc());
        Ok(utc + i64::from(offset.fix().local_minus_utc()))
    }

    /// The day's offset if it holds all day long.
    fn remember(&self, day: i64) -> Option<i32> {
        let mut offset = None;
        for hour in 0..=24 {
            let Ok(LocalResult::Single(now)) = self.resolve(day * DAY + hour * 3600) else {
                offset = None;
                break;
            };
            if offset.is_some_and(|earlier| earlier != now) {
                offset = None;
                break;
            }
            offset = Some(now);
        }
        let mut days = self.days.borrow_mut();
        if days.len() >= REMEMBERED_DAYS {
            days.clear();
        }
        days.insert(day, offset);
        offset
    }

    fn resolve(&self, local: i64) -> Result<LocalResult<i32>, DateError> {
        let shown = DateTime::from_timestamp(local, 0).ok_or(DateError::OutOfRange)?;
        let offsets = self.zone.offset_from_local_datetime(&shown.naive_utc());
        Ok(offsets.map(|offset| offset.fix().local_minus_utc()))
    }
}
