//! Dates as staff and spreadsheets write them. What has two readings is refused.

/// Why a text is no moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateError {
    /// It is in none of the known forms
    Unreadable,
    /// The calendar or the clock has no such day or hour
    Impossible,
    /// The year has two digits
    TwoDigitYear,
    /// Day and month cannot be told apart
    Ambiguous {
        /// With the month first
        month_first: String,
        /// With the day first
        day_first: String,
    },
    /// It has no time of day, which decides the promise
    NoTimeOfDay,
    /// Outside 2000 to 2099
    OutOfRange,
    /// The site's clocks were put forward over it
    NeverOnTheClock,
    /// The site's clocks showed it twice
    TwiceOnTheClock,
}

/// A moment as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    /// Seconds since 1970 on the clock that `offset` names
    pub seconds: i64,
    /// Seconds east of UTC, where written; else the site's clock is meant
    pub offset: Option<i32>,
    /// How it was written
    pub form: Form,
}

/// How a moment was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `2017-12-21 14:30`, the record's own
    Plain,
    /// Some other form that has one reading
    Other,
    /// A spreadsheet's day number
    ExcelSerial,
}

const DAY: i64 = 86_400;

/// Reads a text in its plain form.
pub(super) fn read(text: &str) -> Result<Written, DateError> {
    if let Some(seconds) = read_plain(text.as_bytes()) {
        return Ok(Written {
            seconds,
            offset: None,
            form: Form::Plain,
        });
    }
    if let Some(serial) = excel_serial(text) {
        return serial;
    }
    let text = without_han(text);
    let (date, time) = split(&text);
    let day = read_day(date)?;
    if time.is_empty() {
        return Err(DateError::NoTimeOfDay);
    }
    let (clock, offset) = split_offset(time)?;
    let seconds = day * DAY + read_clock(clock)?;
    Ok(Written {
        seconds,
        offset,
        form: Form::Other,
    })
}

/// `2017-12-21 14:30` and `2017-12-21 14:30:00`, with `-` or `/`, and with a space or `T`.
fn read_plain(bytes: &[u8]) -> Option<i64> {
    let second = match bytes.len() {
        16 => 0,
        19 if bytes[16] == b':' => two(bytes, 17)?,
        _ => return None,
    };
    let dashed = bytes[4] == bytes[7] && matches!(bytes[4], b'-' | b'/');
    if !dashed || !matches!(bytes[10], b' ' | b'T') || bytes[13] != b':' {
        return None;
    }
    let year = two(bytes, 0)? * 100 + two(bytes, 2)?;
    let (month, day) = (two(bytes, 5)?, two(bytes, 8)?);
    let (hour, minute) = (two(bytes, 11)?, two(bytes, 14)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let day = day_of(year, month, day).ok()?;
    Some(day * DAY + hour * 3600 + minute * 60 + second)
}

fn two(bytes: &[u8], at: usize) -> Option<i64> {
    let (tens, ones) = (
        bytes[at].wrapping_sub(b'0'),
        bytes[at + 1].wrapping_sub(b'0'),
    );
    (tens < 10 && ones < 10).then(|| i64::from(tens * 10 + ones))
}

/// A number of days since 1899-12-30, between 1954 and 2119; whole numbers have no time of day.
fn excel_serial(text: &str) -> Option<Result<Written, DateError>> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 5 || !digits(whole) || !digits(fraction) || fraction.len() > 17 {
        return None;
    }
    let serial: f64 = text.parse().ok()?;
    if !(20_000.0..80_001.0).contains(&serial) {
        return None;
    }
    if fraction.bytes().all(|byte| byte == b'0') {
        return Some(Err(DateError::NoTimeOfDay));
    }
    // Excel counts days from 1899-12-30, which is 25,569 days before 1970.
    let days = serial.floor();
    let seconds = (days as i64 - 25_569) * DAY + ((serial - days) * 86_400.0).round() as i64;
    Some(in_range(seconds).map(|seconds| Written {
        seconds,
        offset: None,
        form: Form::ExcelSerial,
    }))
}

/// 年月日 and 时分秒 become the marks that stand for them elsewhere.
fn without_han(text: &str) -> std::borrow::Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '年' | '月' => plain.push('-'),
            '日' | '号' => plain.push(' '),
            '时' | '点' | '分' => plain.push(':'),
            '秒' => {}
            c => plain.push(c),
        }
    }
    let end = plain.trim_end_matches([':', ' ']).len();
    // `9时` alone is nine o'clock, so the hour's own mark stays.
    let bare_hour = text.ends_with(['时', '点']);
    plain.truncate(end);
    if bare_hour {
        plain.push_str(":00");
    }
    plain.into()
}

fn split(text: &str) -> (&str, &str) {
    match text.find([' ', 'T']) {
        Some(at) => (&text[..at], text[at + 1..].trim()),
        None => (text, ""),
    }
}

fn read_day(date: &str) -> Result<i64, DateError> {
    let mut numbers = [("", 0); 3];
    let mut count = 0;
    let mut mark = None;
    for (place, part) in date.split(['-', '/', '.']).enumerate() {
        let number = numbers.get_mut(place).ok_or(DateError::Unreadable)?;
        *number = (part, number_of(part)?);
        count = place + 1;
    }
    for c in date.chars().filter(|c| !c.is_ascii_digit()) {
        if mark.replace(c).is_some_and(|earlier| earlier != c) {
            return Err(DateError::Unreadable);
        }
    }
    let [(a, first), (b, second), (c, third)] = numbers;
    match (count, a.len(), b.len(), c.len()) {
        (1, 8, _, _) => Err(DateError::NoTimeOfDay),
        (3, 4, 1..=2, 1..=2) => day_of(first, second, third),
        (3, 1..=2, 1..=2, 4) => american_or_european(first, second, third),
        (3, 1..=2, 1..=2, 1..=2) => Err(DateError::TwoDigitYear),
        _ => Err(DateError::Unreadable),
    }
}

/// Two numbers before a year: one reading only if one of them can be no month.
fn american_or_european(first: i64, second: i64, year: i64) -> Result<i64, DateError> {
    let month_first = day_of(year, first, second);
    let day_first = day_of(year, second, first);
    match (month_first, day_first) {
        (Ok(one), Ok(other)) if one != other => Err(DateError::Ambiguous {
            month_first: format!("{year:04}-{first:02}-{second:02}"),
            day_first: format!("{year:04}-{second:02}-{first:02}"),
        }),
        (Ok(day), _) | (Err(_), Ok(day)) => Ok(day),
        (Err(error), Err(_)) => Err(error),
    }
}

/// A clock's time: `14:30`, `14:30:05`, `3:01 PM`; fractions of a second are dropped.
fn read_clock(clock: &str) -> Result<i64, DateError> {
    let (clock, half) = half_of_day(clock.trim());
    let clock = match clock.split_once('.') {
        Some((whole, fraction)) if whole.len() > 5 => {
            number_of(fraction)?;
            whole
        }
        _ => clock,
    };
    let mut parts = clock.split(':');
    let mut next = || parts.next().map(number_of);
    let hour = next().ok_or(DateError::Unreadable)??;
    let minute = next().ok_or(DateError::Unreadable)??;
    let second = next().transpose()?.unwrap_or(0);
    if parts.next().is_some() {
        return Err(DateError::Unreadable);
    }
    let hour = match half {
        None if hour <= 23 => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        _ => return Err(DateError::Impossible),
    };
    if minute > 59 || second > 59 {
        return Err(DateError::Impossible);
    }
    Ok(hour * 3600 + minute * 60 + second)
}

/// The clock without its AM or PM, and the hours that it adds.
fn half_of_day(clock: &str) -> (&str, Option<i64>) {
    for (mark, hours) in [("上午", 0), ("下午", 12)] {
        if let Some(rest) = clock.strip_prefix(mark) {
            return (rest.trim_start(), Some(hours));
        }
    }
    let cut = clock.len().wrapping_sub(2);
    match clock.get(cut..) {
        Some(mark) if mark.eq_ignore_ascii_case("am") => (clock[..cut].trim_end(), Some(0)),
        Some(mark) if mark.eq_ignore_ascii_case("pm") => (clock[..cut].trim_end(), Some(12)),
        _ => (clock, None),
    }
}

/// The clock without `Z` or `+08:00`, and the seconds that it names.
fn split_offset(time: &str) -> Result<(&str, Option<i32>), DateError> {
    if let Some(clock) = time.strip_suffix('Z') {
        return Ok((clock, Some(0)));
    }
    let Some(at) = time.rfind(['+', '-']) else {
        return Ok((time, None));
    };
    let digits: String = time[at + 1..].split(':').collect();
    if !matches!(digits.len(), 2 | 4) {
        return Err(DateError::Unreadable);
    }
    let hours = number_of(&digits[..2])?;
    let minutes = if digits.len() == 4 {
        number_of(&digits[2..])?
    } else {
        0
    };
    if hours > 14 || minutes > 59 {
        return Err(DateError::Impossible);
    }
    let seconds = (hours * 3600 + minutes * 60) as i32;
    let east = if time.as_bytes()[at] == b'-' {
        -seconds
    } else {
        seconds
    };
    Ok((&time[..at], Some(east)))
}

fn number_of(text: &str) -> Result<i64, DateError> {
    if text.is_empty() || text.len() > 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DateError::Unreadable);
    }
    text.parse().map_err(|_| DateError::Unreadable)
}

/// Days since 1970-01-01, by the civil calendar.
fn day_of(year: i64, month: i64, day: i64) -> Result<i64, DateError> {
    const DAYS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    if !(1..=12).contains(&month) || day < 1 {
        return Err(DateError::Impossible);
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if day > DAYS[(month - 1) as usize] + i64::from(leap && month == 2) {
        return Err(DateError::Impossible);
    }
    if !(2000..=2099).contains(&year) {
        return Err(DateError::OutOfRange);
    }
    // Counted in years that begin with March, so that the leap day is a year's last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * month + 2) / 5 + day - 1;
    Ok(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

fn in_range(seconds: i64) -> Result<i64, DateError> {
    const YEAR_2000: i64 = 946_684_800;
    const YEAR_2100: i64 = 4_102_444_800;
    let inside = (YEAR_2000..YEAR_2100).contains(&seconds);
    if inside {
        Ok(seconds)
    } else {
        Err(DateError::OutOfRange)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    const AT: i64 = 1_513_866_600;

    fn seconds(text: &str) -> Result<i64, DateError> {
        read(text).map(|written| written.seconds)
    }

    #[test]
    fn forms_of_one_reading() {
        for text in [
            "2017-12-21 14:30",
            "2017-12-21 14:30:00",
            "2017-12-21T14:30:00",
            "2017/12/21 14:30",
            "2017.12.21 14:30",
            "2017/12/21 2:30 PM",
            "12/21/2017 2:30 PM",
            "21/12/2017 14:30",
            "2017年12月21日 14时30分",
            "2017年12月21日14:30:00",
            "2017年12月21日 下午2:30",
            "2017-12-21 14:30:00.000",
            "43090.6041666667",
        ] {
            assert_eq!(seconds(text), Ok(AT), "{text}");
        }
        assert_eq!(seconds("2017年12月21日 9时"), Ok(AT - 19_800));
        let east = read("2017-12-21T14:30:00+08:00").unwrap();
        assert_eq!((east.seconds, east.offset), (AT, Some(28_800)));
        assert_eq!(read("2017-12-21T14:30:00Z").unwrap().offset, Some(0));
        assert_eq!(read("2017-12-21 14:30-0330").unwrap().offset, Some(-12_600));
        assert_eq!(read("43090.6041666667").unwrap().form, Form::ExcelSerial);
    }

    #[test]
    fn doubtful_forms_are_refused() {
        let ambiguous = DateError::Ambiguous {
            month_first: "2017-01-12".into(),
            day_first: "2017-12-01".into(),
        };
        assert_eq!(seconds("01/12/2017 14:30"), Err(ambiguous.clone()));
        assert_eq!(seconds("1.12.2017 9:00"), Err(ambiguous));
        assert!(
            seconds("12/12/2017 9:00").is_ok(),
            "both readings are one day"
        );
        for (text, error) in [
            ("2017-12-21", DateError::NoTimeOfDay),
            ("20171221", DateError::NoTimeOfDay),
            ("43090", DateError::NoTimeOfDay),
            ("43090.0", DateError::NoTimeOfDay),
            ("2017-02-29 10:00", DateError::Impossible),
            ("2017-13-01 10:00", DateError::Impossible),
            ("2017-12-21 24:00", DateError::Impossible),
            ("2017-12-21 15:01 PM", DateError::Impossible),
            ("17-12-21 10:00", DateError::TwoDigitYear),
            ("12/21/17 10:00", DateError::TwoDigitYear),
            ("1917-12-21 10:00", DateError::OutOfRange),
            ("80001.5", DateError::Unreadable),
            ("2017-12/21 10:00", DateError::Unreadable),
            ("yesterday", DateError::Unreadable),
            ("", DateError::Unreadable),
            ("2017-12-21 14", DateError::Unreadable),
            ("2017-12-21 1430", DateError::Unreadable),
        ] {
            assert_eq!(seconds(text), Err(error), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn days_agree_with_chrono(year in 2000i64..2100, month in 0i64..14, day in 0i64..33) {
            let ours = day_of(year, month, day).ok();
            let theirs = NaiveDate::from_ymd_opt(year as i32, month as u32, day as u32)
                .map(|date| (date - NaiveDate::default()).num_days());
            proptest::prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,24}") {
            let _ = read(&text);
        }

        #[test]
        fn no_date_like_text_panics(text in "[0-9年月日时分秒上下午APM:/. T+Z-]{0,24}") {
            let _ = read(&text);
        }
    }
}
