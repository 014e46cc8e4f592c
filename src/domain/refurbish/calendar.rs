//! Working days: what a promise of so many of them means, and how far it was overrun.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate, Weekday};

/// The days on which a partner works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Which weekdays, from Monday.
    weekdays: [bool; 7],
    holidays: BTreeSet<NaiveDate>,
    /// Days off that are worked all the same.
    extra: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// A calendar; none if nobody ever works, or if a day is both a holiday and worked.
    pub fn new(
        weekdays: &[Weekday],
        holidays: BTreeSet<NaiveDate>,
        extra: BTreeSet<NaiveDate>,
    ) -> Option<Self> {
        let mut works = [false; 7];
        for day in weekdays {
            works[day.num_days_from_monday() as usize] = true;
        }
        let is_sound = !weekdays.is_empty() && holidays.is_disjoint(&extra);
        is_sound.then_some(Self {
            weekdays: works,
            holidays,
            extra,
        })
    }

    /// Monday to Friday, for a partner that the catalogue no longer has.
    pub fn weekdays() -> Self {
        Self {
            weekdays: [true, true, true, true, true, false, false],
            holidays: BTreeSet::new(),
            extra: BTreeSet::new(),
        }
    }

    /// Whether it is a working day.
    pub fn works_on(&self, day: NaiveDate) -> bool {
        let is_usual = self.weekdays[day.weekday().num_days_from_monday() as usize];
        self.extra.contains(&day) || (is_usual && !self.holidays.contains(&day))
    }

    /// The working days after `from`, up to and with `to`.
    pub fn working_days(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        let days = from.iter_days().skip(1).take_while(|day| *day <= to);
        let count = days.filter(|day| self.works_on(*day)).count();
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// The day on which so many working days after `from` have passed.
    pub fn day_after(&self, from: NaiveDate, working_days: i64) -> NaiveDate {
        // Somebody works in every week, but holidays might be listed for years.
        let most = working_days.saturating_mul(7).saturating_add(3660);
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let mut left = working_days;
        let mut last = from;
        for day in from.iter_days().take(most) {
            if left <= 0 {
                break;
            }
            left -= i64::from(day > from && self.works_on(day));
            last = day;
        }
        last
    }
}

/// How a work order stands against its promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The day on which the work began: sent to the partner, or opened in the house
    pub started: NaiveDate,
    /// The working days promised
    pub promised_days: i64,
    /// The working days of pauses that ended
    pub paused_days: i64,
    /// Since which day it is paused
    pub paused: Option<NaiveDate>,
}

impl Clock {
    /// The day by which the promise is kept; pauses put it off.
    pub fn due(&self, calendar: &Calendar, today: NaiveDate) -> NaiveDate {
        let paused = self.paused_days + self.paused_now(calendar, today);
        calendar.day_after(self.started, self.promised_days + paused)
    }

    /// The working days beyond the promise that have passed by the end of `day`; none while it is
    /// kept.
    pub fn late_days(&self, calendar: &Calendar, day: NaiveDate) -> i64 {
        let passed = calendar.working_days(self.started, day);
        let paused = self.paused_days + self.paused_now(calendar, day);
        (passed - paused - self.promised_days).max(0)
    }

    fn paused_now(&self, calendar: &Calendar, day: NaiveDate) -> i64 {
        self.paused
            .map_or(0, |since| calendar.working_days(since, day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Mondays to Fridays; New Year's Day is off and the Saturday before it is worked.
    fn calendar() -> Calendar {
        let weekdays = [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
        ];
        let holidays = BTreeSet::from([day("2018-01-01")]);
        Calendar::new(&weekdays, holidays, BTreeSet::from([day("2017-12-30")])).unwrap()
    }

    #[test]
    fn weekends_and_holidays_are_no_working_days() {
        let calendar = calendar();
        // Friday to the Tuesday after New Year: the worked Saturday and that Tuesday.
        assert_eq!(
            calendar.working_days(day("2017-12-29"), day("2018-01-02")),
            2
        );
        assert_eq!(
            calendar.working_days(day("2017-12-22"), day("2017-12-22")),
            0
        );
        assert_eq!(calendar.day_after(day("2017-12-29"), 1), day("2017-12-30"));
        assert_eq!(calendar.day_after(day("2017-12-29"), 2), day("2018-01-02"));
        assert_eq!(calendar.day_after(day("2017-12-24"), 0), day("2017-12-24"));
    }

    #[test]
    fn the_day_of_a_promise_is_the_first_on_which_it_is_due() {
        let calendar = calendar();
        for days in 1..20 {
            let due = calendar.day_after(day("2017-12-22"), days);
            assert!(calendar.works_on(due), "{due}");
            assert_eq!(calendar.working_days(day("2017-12-22"), due), days);
        }
    }

    #[test]
    fn pauses_do_not_count() {
        let calendar = calendar();
        let mut clock = Clock {
            started: day("2017-12-18"),
            promised_days: 3,
            paused_days: 0,
            paused: None,
        };
        assert_eq!(clock.due(&calendar, day("2017-12-18")), day("2017-12-21"));
        assert_eq!(clock.late_days(&calendar, day("2017-12-21")), 0);
        assert_eq!(clock.late_days(&calendar, day("2017-12-25")), 2);
        clock.paused = Some(day("2017-12-20"));
        assert_eq!(clock.late_days(&calendar, day("2017-12-25")), 0);
        assert_eq!(clock.due(&calendar, day("2017-12-25")), day("2017-12-26"));
        clock.paused = None;
        clock.paused_days = 1;
        assert_eq!(clock.late_days(&calendar, day("2017-12-25")), 1);
    }

    #[test]
    fn a_calendar_needs_a_day_on_which_somebody_works() {
        assert!(Calendar::new(&[], BTreeSet::new(), BTreeSet::new()).is_none());
        let both = BTreeSet::from([day("2018-01-01")]);
        assert!(Calendar::new(&[Weekday::Mon], both.clone(), both).is_none());
    }
}
