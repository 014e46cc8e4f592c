//! Times as tools write them. A time without its offset stays local: whose clock it was is not
//! told.

use chrono::{DateTime, Datelike as _, NaiveDateTime, TimeDelta};

use crate::domain::wipe::report::Moment;

/// ISO 8601 with or without an offset, its colon and fractions of a second.
pub(super) fn iso(text: &str) -> Option<Moment> {
    let text = text.trim();
    for form in ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z"] {
        // chrono knows `Z` in `%#z` only as of an offset's own forms, so it is written out.
        let written = match text.strip_suffix('Z') {
            Some(rest) => format!("{rest}+0000"),
            None => text.to_owned(),
        };
        if let Ok(time) = DateTime::parse_from_str(&written, form) {
            return sane(time.naive_local()).map(|_| Moment::Utc(time.timestamp()));
        }
    }
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]
        .iter()
        .find_map(|form| local(text, form))
        .map(Moment::Local)
}

/// A local time of one form; fractions of a second are dropped.
pub(super) fn local(text: &str, form: &str) -> Option<NaiveDateTime> {
    let time = NaiveDateTime::parse_from_str(text.trim(), form).ok()?;
    sane(time)
}

/// A time in UTC.
pub(super) fn epoch(seconds: i64) -> Option<Moment> {
    let time = DateTime::from_timestamp(seconds, 0)?.naive_utc();
    sane(time).map(|_| Moment::Utc(seconds))
}

/// A duration `HH:MM:SS`.
pub(super) fn duration(text: &str) -> Option<TimeDelta> {
    let mut parts = text.trim().splitn(3, ':');
    let mut part = |most: i64| {
        let digits = parts.next()?;
        let is_plain =
            (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        digits
            .parse::<i64>()
            .ok()
            .filter(|n| is_plain && *n <= most)
    };
    let (hours, minutes, seconds) = (part(9999)?, part(59)?, part(59)?);
    TimeDelta::try_seconds(hours * 3600 + minutes * 60 + seconds)
}

/// A local time in UTC, by an offset in seconds east.
pub(super) fn at_offset(time: NaiveDateTime, east: i64) -> Moment {
    Moment::Utc(time.and_utc().timestamp() - east)
}

/// The clock and the offset of an ISO time with an offset.
pub(super) fn clock_and_offset(text: &str) -> Option<(NaiveDateTime, i64)> {
    let Moment::Utc(seconds) = iso(text)? else {
        return None;
    };
    let clock = text.trim().get(..19)?.replace('T', " ");
    let clock = local(&clock, "%Y-%m-%d %H:%M:%S")?;
    Some((clock, clock.and_utc().timestamp() - seconds))
}

/// Drops parts of a second, and times in which no tool ran.
fn sane(time: NaiveDateTime) -> Option<NaiveDateTime> {
    use chrono::Timelike as _;
    let time = time.with_nanosecond(0)?;
    (1980..=9999).contains(&time.year()).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_come_with_and_without_a_colon() {
        let utc = Some(Moment::Utc(1_578_621_126));
        for text in [
            "2020-01-10T10:52:06+0900",
            "2020-01-10T10:52:06+09:00",
            "2020-01-10 01:52:06Z",
            "2020-01-10T01:52:06.459534+00:00",
        ] {
            assert_eq!(iso(text), utc, "{text}");
        }
        let clock = local("2020-01-10 10:52:06", "%Y-%m-%d %H:%M:%S").unwrap();
        assert_eq!(iso("2020-01-10T10:52:06"), Some(Moment::Local(clock)));
        assert_eq!(iso("2020-01-10 10:52:06.25"), Some(Moment::Local(clock)));
        let (told, east) = clock_and_offset("2020-01-10T10:52:06+0900").unwrap();
        assert_eq!((told, east), (clock, 9 * 3600));
        assert_eq!(at_offset(clock, east), Moment::Utc(1_578_621_126));
        for text in [
            "",
            "2020-01-10",
            "10/01/2020 10:52:06",
            "2020-13-10T10:52:06",
            "0020-01-10T00:00:00",
        ] {
            assert_eq!(iso(text), None, "{text}");
        }
    }

    #[test]
    fn durations_are_hours_minutes_seconds() {
        assert_eq!(duration("02:41:07"), TimeDelta::try_seconds(9667));
        assert_eq!(duration("100:00:00"), TimeDelta::try_seconds(360_000));
        for text in ["", "02:41", "02:61:07", "-1:00:00", "1:2:+3"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
