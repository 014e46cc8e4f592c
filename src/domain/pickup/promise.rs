//! When a pickup was promised: ordered before 15:00 in a same-day city, it is fetched the same day;
//! everywhere else and later, the next day.

use chrono::NaiveDate;

/// The hour of the site's clock before which an order is fetched the same day.
const CUTOFF_SECONDS: i64 = 15 * 3600;

const DAY: i64 = 86_400;

/// Which promise was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PromiseKind {
    /// On the day of the order
    SameDay,
    /// On the day after it
    NextDay,
}

impl PromiseKind {
    /// The word in the record and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SameDay => "same-day",
            Self::NextDay => "next-day",
        }
    }
}

/// When a pickup was to be fetched, and whether it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Promise {
    /// Which promise was made
    pub kind: PromiseKind,
    /// The site's date by whose end the goods are to be fetched
    pub promised_on: NaiveDate,
    /// Whether they were, where it is known when they were fetched
    pub kept: Option<bool>,
}

impl Promise {
    /// The promise for an order, from the site's local times in seconds since 1970.
    pub(super) fn of(
        ordered_local: i64,
        picked_local: Option<i64>,
        is_same_day_city: bool,
    ) -> Option<Self> {
        let early = ordered_local.rem_euclid(DAY) < CUTOFF_SECONDS;
        let kind = if is_same_day_city && early {
            PromiseKind::SameDay
        } else {
            PromiseKind::NextDay
        };
        let ordered_day = ordered_local.div_euclid(DAY);
        let promised_day = ordered_day + i64::from(kind == PromiseKind::NextDay);
        Some(Self {
            kind,
            promised_on: date(promised_day)?,
            kept: picked_local.map(|picked| picked.div_euclid(DAY) <= promised_day),
        })
    }
}

/// The date of a day counted from 1970-01-01.
pub(super) fn date(day: i64) -> Option<NaiveDate> {
    const DAYS_TO_1970: i64 = 719_163;
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(day + DAYS_TO_1970).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 17_521 * DAY + 12 * 3600;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn fifteen_o_clock_decides() {
        let last = Promise::of(NOON + 3 * 3600 - 1, None, true).unwrap();
        assert_eq!(
            (last.kind, last.promised_on),
            (PromiseKind::SameDay, day("2017-12-21"))
        );
        let late = Promise::of(NOON + 3 * 3600, None, true).unwrap();
        assert_eq!(
            (late.kind, late.promised_on),
            (PromiseKind::NextDay, day("2017-12-22"))
        );
        let far = Promise::of(NOON, None, false).unwrap();
        assert_eq!(
            (far.kind, far.promised_on),
            (PromiseKind::NextDay, day("2017-12-22"))
        );
    }

    #[test]
    fn a_promise_is_kept_until_the_day_ends() {
        let kept = |picked| Promise::of(NOON, Some(picked), true).unwrap().kept;
        assert_eq!(kept(17_522 * DAY - 1), Some(true));
        assert_eq!(kept(17_522 * DAY), Some(false));
    }
}
