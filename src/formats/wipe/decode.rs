//! Bytes to text: by the mark at the beginning, or the encoding that an XML file declares. Bytes
//! that an encoding does not have are refused and never replaced.

use std::borrow::Cow;

use encoding_rs::Encoding;

use super::error::WipeFileError;

/// The longest line of a log.
const MOST_LINE: usize = 64 * 1024;

/// How far from the beginning an XML declaration is looked for.
const DECLARATION: usize = 256;

/// What a file shows itself to be by its first characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It begins with `<`
    Xml,
    /// It begins with `{`, or with `[` and no date
    Json,
    /// Anything else
    Lines,
}

/// The text of a file, and what it seems to be. Lines that are no UTF-8 have one character for each
/// byte, and may have control characters above ASCII.
pub(super) fn text(bytes: &[u8]) -> Result<(Kind, Cow<'_, str>), WipeFileError> {
    if bytes.starts_with(b"%PDF-") {
        return Err(WipeFileError::Pdf);
    }
    if [&b"PK\x03\x04"[..], b"\x1F\x8B", b"7z\xBC\xAF", b"Rar!"]
        .iter()
        .any(|start| bytes.starts_with(start))
    {
        return Err(WipeFileError::Archive);
    }
    let marked = Encoding::for_bom(bytes);
    let rest = marked.map_or(bytes, |(_, length)| &bytes[length..]);
    let marked = marked.map(|(encoding, _)| encoding);
    let kind = match marked {
        Some(encoding) if encoding != encoding_rs::UTF_8 => {
            let text = decoded(encoding, rest)?;
            return Ok((kind(text.as_bytes()), checked(text)?));
        }
        _ => kind(rest),
    };
    let text = match kind {
        Kind::Xml => match (declared(rest)?, marked) {
            (Some(encoding), None) => decoded(encoding, rest)?,
            (None, _) => decoded(encoding_rs::UTF_8, rest)?,
            (Some(encoding), Some(mark)) if encoding == mark => decoded(encoding, rest)?,
            (Some(encoding), Some(_)) => {
                let name = encoding.name().to_owned();
                return Err(WipeFileError::UnknownEncoding { name });
            }
        },
        Kind::Json => decoded(encoding_rs::UTF_8, rest)?,
        Kind::Lines => match std::str::from_utf8(rest) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) if marked.is_some() => decoded(encoding_rs::UTF_8, rest)?,
            // A log may have a drive's own name in any bytes: each is kept as one character.
            Err(_) => {
                let text = encoding_rs::mem::decode_latin1(rest);
                return Ok((kind, checked_for(text, |c| c.is_ascii() && is_control(c))?));
            }
        },
    };
    Ok((kind, checked(text)?))
}

/// The lines of a log, none too long.
pub(super) fn lines(text: &str) -> Result<impl Iterator<Item = &str>, WipeFileError> {
    let mut numbered = (1..).zip(text.split('\n'));
    if let Some((line, _)) = numbered.find(|(_, line)| line.len() > MOST_LINE) {
        return Err(WipeFileError::LongLine { line });
    }
    let lines = text.split('\n');
    Ok(lines.map(|line| line.strip_suffix('\r').unwrap_or(line)))
}

/// Whether a text may not have this character.
pub(super) const fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\x08' | '\x0B'..='\x1F' | '\x7F'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}')
        && c != '\r'
}

fn kind(bytes: &[u8]) -> Kind {
    match bytes.trim_ascii_start() {
        [b'<', ..] => Kind::Xml,
        [b'{', ..] => Kind::Json,
        // nwipe's lines begin with a date in brackets.
        [b'[', next, ..] if !next.is_ascii_digit() => Kind::Json,
        _ => Kind::Lines,
    }
}

/// The encoding that an XML declaration names.
fn declared(bytes: &[u8]) -> Result<Option<&'static Encoding>, WipeFileError> {
    let bytes = bytes.trim_ascii_start();
    let start = &bytes[..bytes.len().min(DECLARATION)];
    if !start.starts_with(b"<?xml") {
        return Ok(None);
    }
    let end = start.iter().position(|byte| *byte == b'>');
    let declaration = String::from_utf8_lossy(&start[..end.unwrap_or(start.len())]);
    let Some((_, value)) = declaration.split_once("encoding") else {
        return Ok(None);
    };
    let value = value
        .trim_start()
        .strip_prefix('=')
        .unwrap_or("")
        .trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let name = quote
        .and_then(|quote| value[1..].split(quote).next())
        .unwrap_or("");
    let known = Encoding::for_label(name.as_bytes()).filter(|encoding| {
        [
            encoding_rs::UTF_8,
            encoding_rs::GB18030,
            encoding_rs::GBK,
            encoding_rs::WINDOWS_1252,
        ]
        .contains(encoding)
    });
    match known {
        Some(encoding) if encoding == encoding_rs::GBK => Ok(Some(encoding_rs::GB18030)),
        Some(encoding) => Ok(Some(encoding)),
        // UTF-16 is known by its mark alone.
        None => Err(WipeFileError::UnknownEncoding {
            name: name.chars().take(40).collect(),
        }),
    }
}

fn decoded<'b>(
    encoding: &'static Encoding,
    bytes: &'b [u8],
) -> Result<Cow<'b, str>, WipeFileError> {
    if encoding == encoding_rs::UTF_8 {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => {
                let before = memchr::memchr_iter(b'\n', &bytes[..error.valid_up_to()]).count();
                Err(WipeFileError::Bytes {
                    encoding: "UTF-8",
                    line: before as u64 + 1,
                })
            }
        };
    }
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or(WipeFileError::Bytes {
            encoding: encoding.name(),
            line: 1,
        })
}

/// Refuses control characters.
pub(super) fn checked(text: Cow<'_, str>) -> Result<Cow<'_, str>, WipeFileError> {
    checked_for(text, is_control)
}

fn checked_for(
    text: Cow<'_, str>,
    is_control: impl Fn(char) -> bool,
) -> Result<Cow<'_, str>, WipeFileError> {
    // Control characters are ASCII or begin with 0xC2 or 0xEF; most texts have none to look at.
    let odd = |byte: u8| byte < b' ' && !matches!(byte, b'\n' | b'\r' | b'\t');
    let suspect = |byte: u8| odd(byte) || matches!(byte, 0x7F | 0xC2 | 0xEF);
    if !text
        .bytes()
        .fold(false, |found, byte| found | suspect(byte))
    {
        return Ok(text);
    }
    match text.char_indices().find(|(_, c)| is_control(*c)) {
        Some((place, c)) => Err(WipeFileError::Control {
            code: u32::from(c),
            line: line_at(&text, place),
        }),
        None => Ok(text),
    }
}

/// On which line a place of a text is, from 1.
pub(super) fn line_at(text: &str, place: usize) -> u64 {
    let before = &text.as_bytes()[..place.min(text.len())];
    memchr::memchr_iter(b'\n', before).count() as u64 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_or_the_declaration_names_the_encoding() {
        let utf16: Vec<u8> = "\u{FEFF}<a>é</a>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(text(&utf16).unwrap(), (Kind::Xml, "<a>é</a>".into()));
        let gb = b"<?xml version='1.0' encoding='GB2312'?><a>\xD6\xD0</a>";
        assert!(text(gb).unwrap().1.ends_with("<a>中</a>"));
        let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xE9</a>";
        assert!(text(latin).unwrap().1.ends_with("<a>é</a>"));
        assert!(text(b"\xEF\xBB\xBF{\"a\":1}").unwrap().0 == Kind::Json);
        assert_eq!(text(b"[2026/01/02 ").unwrap().0, Kind::Lines);
        assert_eq!(
            text(b"S/N=\xE9\n").unwrap(),
            (Kind::Lines, "S/N=é\n".into())
        );
    }

    #[test]
    fn what_an_encoding_does_not_have_is_refused() {
        let refused = |bytes: &[u8]| text(bytes).unwrap_err();
        let cut = b"<?xml version='1.0' encoding='UTF-8'?>\n<a>\xFF</a>";
        assert_eq!(
            refused(cut),
            WipeFileError::Bytes {
                encoding: "UTF-8",
                line: 2
            }
        );
        assert!(matches!(
            refused(b"{\"a\":\"\xFF\"}"),
            WipeFileError::Bytes { .. }
        ));
        assert!(matches!(
            refused(b"<?xml version='1.0' encoding='EBCDIC'?><a/>"),
            WipeFileError::UnknownEncoding { .. }
        ));
        assert!(matches!(
            refused(b"\xEF\xBB\xBF<?xml version='1.0' encoding='GBK'?><a/>"),
            WipeFileError::UnknownEncoding { .. }
        ));
        assert!(matches!(
            refused(b"\xFF\xFE\x00\xD8\x41\x00"),
            WipeFileError::Bytes { .. }
        ));
        assert_eq!(
            refused(b"a\nb\0"),
            WipeFileError::Control { code: 0, line: 2 }
        );
        assert_eq!(
            refused(b"\x1B[2J"),
            WipeFileError::Control { code: 27, line: 1 }
        );
        assert_eq!(refused(b"%PDF-1.4"), WipeFileError::Pdf);
        assert_eq!(refused(b"PK\x03\x04"), WipeFileError::Archive);
    }
}
