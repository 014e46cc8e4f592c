//! Which delimiter a CSV file has.

use super::header::HeaderRules;

/// The delimiters that are looked for; the earlier wins where two do equally well.
const CANDIDATES: [u8; 3] = [b',', b'\t', b';'];

/// How many lines from the top a header is looked for in.
pub(super) const HEADER_LINES: usize = 20;

/// The delimiter that a first line such as `sep=;` names, and that line's length with its end.
pub(super) fn sep_line(text: &[u8]) -> Option<(u8, usize)> {
    let end = memchr::memchr2(b'\n', b'\r', text).unwrap_or(text.len());
    let line = text[..end].trim_ascii_end();
    let line = line
        .strip_prefix(b"\"")
        .and_then(|l| l.strip_suffix(b"\""))
        .unwrap_or(line);
    let (word, mark) = line.split_at_checked(4)?;
    // A tab is trimmed away with the line's spaces, so that `sep=` alone names it.
    let delimiter = match mark {
        [] if text[..end].ends_with(b"\t") => b'\t',
        [mark] if mark.is_ascii() && !mark.is_ascii_alphanumeric() && *mark != b'"' => *mark,
        _ => return None,
    };
    if !word.eq_ignore_ascii_case(b"sep=") {
        return None;
    }
    let width = if text[end..].starts_with(b"\r\n") {
        2
    } else {
        (text.len() - end).min(1)
    };
    Some((delimiter, end + width))
}

/// The delimiter under which a line near the top has the most known column names; if none has any,
/// the one that stands most often on the first line that has one.
pub(super) fn delimiter(text: &[u8], rules: &HeaderRules<'_>) -> u8 {
    let mut best = (1, b',');
    let lines = || {
        text.split(|byte| matches!(byte, b'\n' | b'\r'))
            .filter(|line| !line.is_empty())
    };
    for line in lines().take(HEADER_LINES) {
        let Ok(line) = std::str::from_utf8(line) else {
            continue;
        };
        for candidate in CANDIDATES {
            let known = line
                .split(char::from(candidate))
                .filter(|cell| rules.is_known(cell.trim_matches('"')))
                .count();
            if known > best.0 {
                best = (known, candidate);
            }
        }
    }
    if best.0 > 1 {
        return best.1;
    }
    let count = |line: &[u8], candidate: u8| memchr::memchr_iter(candidate, line).count();
    lines()
        .take(HEADER_LINES)
        .find_map(|line| {
            let most = CANDIDATES
                .into_iter()
                .rev()
                .max_by_key(|&mark| count(line, mark))?;
            (count(line, most) > 0).then_some(most)
        })
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sep_lines() {
        assert_eq!(sep_line(b"sep=;\r\na;b"), Some((b';', 7)));
        assert_eq!(sep_line(b"SEP=|\na"), Some((b'|', 6)));
        assert_eq!(sep_line(b"\"sep=;\"\na"), Some((b';', 8)));
        assert_eq!(sep_line(b"sep=\t\na"), Some((b'\t', 6)));
        assert_eq!(sep_line(b"sep=;"), Some((b';', 5)));
        assert_eq!(sep_line(b"sep,a\n"), None);
        assert_eq!(sep_line("取件,a\n".as_bytes()), None);
        assert_eq!(sep_line(b""), None);
    }
}
