//! The span of time that a report is of: a site's day, which may begin at another hour than
//! midnight, or several.

use chrono::{NaiveDate, NaiveTime, TimeZone as _};
use chrono_tz::Tz;

use crate::app::{AppError, Settings, time};

/// A span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its first second
    pub from: i64,
    /// Its last second
    pub until: i64,
    /// The site's day that it begins with
    pub day: NaiveDate,
    /// The site's time zone
    pub zone: Tz,
    /// The hour at which the site's day begins
    pub starts_at: NaiveTime,
}

impl Span {
    /// A site's day, cut at `as_of`, or at `now` where it is not over yet.
    pub fn day(
        settings: &Settings,
        now: i64,
        day: NaiveDate,
        as_of: Option<i64>,
    ) -> Result<Self, AppError> {
        let from = start(settings, day)?;
        let end = start(settings, next(day)?)? - 1;
        let until = as_of.unwrap_or(now).min(end);
        if until < from {
            let (zone, from) = (settings.zone, time::local(from, settings.zone));
            let until = time::local(until, zone);
            let text = format!("{day} begins at {from} ({zone}), which is after {until}");
            return Err(AppError::Usage(text));
        }
        Ok(Self::of(settings, from, until, day))
    }

    /// From one moment to another, both included: by default the four weeks to now.
    pub fn of_weeks(
        settings: &Settings,
        now: i64,
        since: Option<i64>,
        until: Option<i64>,
    ) -> Result<Self, AppError> {
        let until = until.unwrap_or(now).min(now);
        let first = Self::day_of(settings, until) - chrono::Days::new(27);
        let from = since.map_or_else(|| start(settings, first), Ok)?;
        Self::between(settings, from, until)
    }

    /// From one moment to another, both included.
    pub fn between(settings: &Settings, from: i64, until: i64) -> Result<Self, AppError> {
        if until < from {
            let zone = settings.zone;
            let (from, until) = (time::local(from, zone), time::local(until, zone));
            return Err(AppError::Usage(format!("{from} is after {until}")));
        }
        Ok(Self::of(
            settings,
            from,
            until,
            Self::day_of(settings, from),
        ))
    }

    fn of(settings: &Settings, from: i64, until: i64, day: NaiveDate) -> Self {
        Self {
            from,
            until,
            day,
            zone: settings.zone,
            starts_at: settings.day_starts_at,
        }
    }

    /// The site's day that a moment belongs to.
    pub fn day_of(settings: &Settings, at: i64) -> NaiveDate {
        let day = time::day_of(at, settings.zone);
        match start(settings, day) {
            Ok(begins) if at < begins => day.pred_opt().unwrap_or(day),
            _ => day,
        }
    }

    /// The site's days before this one, oldest first, and this one, each with its first second.
    pub fn days(
        &self,
        settings: &Settings,
        before: u64,
    ) -> Result<Vec<(NaiveDate, i64)>, AppError> {
        let first = self.day - chrono::Days::new(before);
        let last = Self::day_of(settings, self.until);
        let days = first.iter_days().take_while(|day| *day <= last);
        days.map(|day| Ok((day, start(settings, day)?))).collect()
    }

    /// Whether a moment is within it.
    pub const fn holds(&self, at: i64) -> bool {
        self.from <= at && at <= self.until
    }
}

/// `2026-01-31`, `today` or `yesterday` of the site.
pub fn parse_day(settings: &Settings, now: i64, text: &str) -> Result<NaiveDate, AppError> {
    let today = Span::day_of(settings, now);
    let day = match text {
        "today" => Some(today),
        "yesterday" => today.pred_opt(),
        _ => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok(),
    };
    day.ok_or_else(|| {
        let text = format!("`{text}` is no day: write 2026-01-31, today or yesterday");
        AppError::Usage(text)
    })
}

/// `2026-01-31T08:00:00Z`, or `2026-01-31 16:00` by the site's clock.
pub fn parse_moment(settings: &Settings, text: &str) -> Result<i64, AppError> {
    if let Ok(time) = chrono::DateTime::parse_from_rfc3339(text) {
        return Ok(time.timestamp());
    }
    let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").ok();
    let moment = local.and_then(|local| settings.zone.from_local_datetime(&local).earliest());
    moment.map(|time| time.timestamp()).ok_or_else(|| {
        let text = format!(
            "`{text}` is no time: write 2026-01-31, 2026-01-31T08:00:00Z or \"2026-01-31 16:00\""
        );
        AppError::Usage(text)
    })
}

/// A site's day from its first second, or a moment.
pub fn parse_since(settings: &Settings, now: i64, text: &str) -> Result<i64, AppError> {
    match parse_day(settings, now, text) {
        Ok(day) => start(settings, day),
        Err(_) => parse_moment(settings, text),
    }
}

/// A site's day to its last second, or a moment.
pub fn parse_until(settings: &Settings, now: i64, text: &str) -> Result<i64, AppError> {
    match parse_day(settings, now, text) {
        Ok(day) => Ok(start(settings, next(day)?)? - 1),
        Err(_) => parse_moment(settings, text),
    }
}

/// The moment at which a day begins at the site.
fn start(settings: &Settings, day: NaiveDate) -> Result<i64, AppError> {
    if settings.day_starts_at == NaiveTime::MIN {
        return time::start_of_day(day, settings.zone);
    }
    // A clock change may swallow the hour: then the day begins with the first moment after it.
    let begins = day.and_time(settings.day_starts_at);
    let hours = (0..3).map(|hours| begins + chrono::Duration::hours(hours));
    let mut moments = hours.filter_map(|time| settings.zone.from_local_datetime(&time).earliest());
    let moment = moments.next().map(|time| time.timestamp());
    moment.ok_or_else(|| AppError::Usage(format!("{day} is no day at {}", settings.zone)))
}

fn next(day: NaiveDate) -> Result<NaiveDate, AppError> {
    let next = day.succ_opt();
    next.ok_or_else(|| AppError::Usage(format!("{day} is the calendar's last day")))
}
