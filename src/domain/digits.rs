//! Whole numbers and calendar fields as ASCII digits, for the writers that make a million rows.
//! The general formatting of the standard library costs more than all the rest of a row.

/// Room for the digits of any `i64` with its sign.
pub const INT_ROOM: usize = 20;

/// The decimal digits of `number`, written at the end of `room`.
#[inline]
pub fn int(number: i64, room: &mut [u8; INT_ROOM]) -> &[u8] {
    let mut rest = number.unsigned_abs();
    let mut at = INT_ROOM;
    while rest >= 100 {
        at -= 2;
        pair(&mut room[at..at + 2], (rest % 100) as u8);
        rest /= 100;
    }
    if rest >= 10 {
        at -= 2;
        pair(&mut room[at..at + 2], rest as u8);
    } else {
        at -= 1;
        room[at] = b'0' + rest as u8;
    }
    if number < 0 {
        at -= 1;
        room[at] = b'-';
    }
    &room[at..]
}

/// Writes `value`, which is under 100, as two digits into the two bytes of `place`.
#[inline]
pub fn pair(place: &mut [u8], value: u8) {
    place[0] = b'0' + value / 10;
    place[1] = b'0' + value % 10;
}

/// Writes `year-month-day` into the first ten bytes of `place`; the year is 0 to 9999.
#[inline]
pub fn date(place: &mut [u8], year: u16, month: u8, day: u8) {
    pair(&mut place[0..2], (year / 100) as u8);
    pair(&mut place[2..4], (year % 100) as u8);
    place[4] = b'-';
    pair(&mut place[5..7], month);
    place[7] = b'-';
    pair(&mut place[8..10], day);
}

/// Writes `hour:minute:second` into the first eight bytes of `place`.
#[inline]
pub fn clock(place: &mut [u8], hour: u8, minute: u8, second: u8) {
    pair(&mut place[0..2], hour);
    place[2] = b':';
    pair(&mut place[3..5], minute);
    place[5] = b':';
    pair(&mut place[6..8], second);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_of_the_standard_library() {
        let numbers = [
            0,
            7,
            9,
            10,
            99,
            100,
            101,
            12_345,
            1 << 53,
            i64::MAX,
            i64::MIN,
            -1,
            -10,
        ];
        for number in numbers {
            let mut room = [0; INT_ROOM];
            assert_eq!(int(number, &mut room), number.to_string().as_bytes());
        }
    }

    #[test]
    fn dates_and_times_are_padded() {
        let mut place = [b'?'; 19];
        date(&mut place, 26, 1, 2);
        place[10] = b'T';
        clock(&mut place[11..], 3, 4, 5);
        assert_eq!(&place, b"0026-01-02T03:04:05");
    }
}
