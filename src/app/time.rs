//! Times and days: UTC in the record, the site's zone for people.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::AppError;

/// RFC 3339 in UTC, whole seconds.
pub fn utc(at: i64) -> String {
    match DateTime::<Utc>::from_timestamp(at, 0) {
        Some(time) => time.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        None => at.to_string(),
    }
}

/// The site's date and clock, to the minute.
pub fn local(at: i64, zone: Tz) -> String {
    match DateTime::<Utc>::from_timestamp(at, 0) {
        Some(time) => time
            .with_timezone(&zone)
            .format("%Y-%m-%d %H:%M")
            .to_string(),
        None => at.to_string(),
    }
}

/// A moment as the site's clock shows it.
pub fn in_zone(at: i64, zone: Tz) -> DateTime<FixedOffset> {
    let time = DateTime::<Utc>::from_timestamp(at, 0).unwrap_or_default();
    time.with_timezone(&zone).fixed_offset()
}

/// The site's date and clock, to the second.
pub fn local_seconds(at: i64, zone: Tz) -> String {
    in_zone(at, zone).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// The site's clock, with the date where it is not today.
pub fn short(at: i64, now: i64, zone: Tz) -> String {
    let text = local(at, zone);
    match (day_of(at, zone) == day_of(now, zone), text.split_once(' ')) {
        (true, Some((_, clock))) => clock.to_owned(),
        _ => text,
    }
}

/// The site's day.
pub fn day_of(at: i64, zone: Tz) -> NaiveDate {
    DateTime::<Utc>::from_timestamp(at, 0)
        .map(|time| time.with_timezone(&zone).date_naive())
        .unwrap_or_default()
}

/// The moment at which a day begins at the site.
pub fn start_of_day(day: NaiveDate, zone: Tz) -> Result<i64, AppError> {
    // Where a clock change swallows midnight, the day begins with the first moment there is.
    (0..24)
        .filter_map(|hour| day.and_hms_opt(hour, 0, 0))
        .find_map(|time| zone.from_local_datetime(&time).earliest())
        .map(|time| time.timestamp())
        .ok_or_else(|| AppError::Usage(format!("{day} is no day at {zone}")))
}

/// `2026-01-31`, `today`, `yesterday`, or a moment in RFC 3339.
pub fn parse_since(text: &str, now: i64, zone: Tz) -> Result<i64, AppError> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.timestamp());
    }
    start_of_day(parse_day(text, now, zone)?, zone)
}

/// As [`parse_since`], but a day counts to its end.
pub fn parse_until(text: &str, now: i64, zone: Tz) -> Result<i64, AppError> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.timestamp());
    }
    let day = parse_day(text, now, zone)?;
    let next = day
        .succ_opt()
        .ok_or_else(|| AppError::Usage(format!("`{text}` is beyond the calendar")))?;
    start_of_day(next, zone)
}

fn parse_day(text: &str, now: i64, zone: Tz) -> Result<NaiveDate, AppError> {
    let today = day_of(now, zone);
    let day = match text {
        "today" => Some(today),
        "yesterday" => today.pred_opt(),
        _ => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok(),
    };
    day.ok_or_else(|| {
        AppError::Usage(format!(
            "`{text}` is no day: write 2026-01-31, today, yesterday or 2026-01-31T08:00:00Z"
        ))
    })
}
