//! The first pass over a file: its hash, and the encoding that all of its bytes fit.

use std::io::Read;

use encoding_rs::{Decoder, DecoderResult};
use sha2::{Digest as _, Sha256};

use super::decode::{Encoding, read_full};
use super::error::TableError;

/// What the first pass found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scan {
    /// The SHA-256 of all bytes
    pub sha256: [u8; 32],
    /// How many bytes
    pub bytes: u64,
    /// The encoding; of a workbook, UTF-8
    pub encoding: Encoding,
    /// Whether a byte order mark stands before the text
    pub bom: bool,
    /// Whether it is an XLSX workbook
    pub is_xlsx: bool,
}

const CHUNK: usize = 256 * 1024;

/// Characters of more than one byte after which a file is UTF-8 and nothing else: text in GB18030
/// passes for UTF-8 so long about once in a thousand files, and then is refused, never garbled.
const PROOF: usize = 4;

/// Reads a file once. `forced` is the encoding that the user names; it must fit as well.
pub fn scan(mut read: impl Read, forced: Option<Encoding>) -> Result<Scan, TableError> {
    let mut buffer = vec![0; CHUNK];
    let mut hash = Sha256::new();
    let mut count = read_full(&mut read, &mut buffer)?;
    let head = &buffer[..count];
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Err(TableError::OldOrLockedWorkbook);
    }
    let is_xlsx = head.starts_with(b"PK\x03\x04");
    let marked = Encoding::ALL
        .into_iter()
        .find(|encoding| head.starts_with(encoding.bom()));
    let mut skip = match forced.or(marked) {
        Some(encoding) if head.starts_with(encoding.bom()) => encoding.bom().len(),
        _ => 0,
    };
    let bom = skip > 0;
    let mut judge = Judge::new(forced.or(marked), skip as u64);
    let mut bytes = 0u64;
    while count > 0 {
        let chunk = &buffer[..count];
        hash.update(chunk);
        bytes += count as u64;
        if !is_xlsx {
            judge.feed(&chunk[skip..])?;
        }
        skip = 0;
        count = read_full(&mut read, &mut buffer)?;
    }
    let encoding = if is_xlsx {
        Encoding::Utf8
    } else {
        judge.verdict()?
    };
    Ok(Scan {
        sha256: hash.finalize().into(),
        bytes,
        encoding,
        bom: bom && !is_xlsx,
        is_xlsx,
    })
}

/// Which encodings still fit.
struct Judge {
    utf8: Option<Utf8>,
    other: Option<Strict>,
    place: Place,
}

/// How far the bytes have been judged.
#[derive(Clone, Copy, Default)]
struct Place {
    offset: u64,
    line_feeds: u64,
    returns: u64,
}

impl Place {
    fn advance(&mut self, chunk: &[u8]) {
        self.offset += chunk.len() as u64;
        self.line_feeds += memchr::memchr_iter(b'\n', chunk).count() as u64;
        if self.line_feeds == 0 {
            self.returns += memchr::memchr_iter(b'\r', chunk).count() as u64;
        }
    }

    const fn line(self) -> u64 {
        1 + if self.line_feeds > 0 {
            self.line_feeds
        } else {
            self.returns
        }
    }

    /// The error for the byte `at` bytes into `chunk`, which begins here; before it, if negative.
    fn error(mut self, chunk: &[u8], at: i64, encoding: Encoding) -> TableError {
        let inside = usize::try_from(at).unwrap_or(0).min(chunk.len());
        self.advance(&chunk[..inside]);
        let offset = self.offset.saturating_add_signed(at.min(0));
        TableError::Bytes {
            encoding,
            offset,
            line: self.line(),
        }
    }
}

impl Judge {
    fn new(given: Option<Encoding>, offset: u64) -> Self {
        let utf8 = Utf8::default();
        let (utf8, other) = match given {
            None => (Some(utf8), Some(Strict::new(Encoding::Gb18030))),
            Some(Encoding::Utf8) => (Some(utf8), None),
            Some(encoding) => (None, Some(Strict::new(encoding))),
        };
        Self {
            utf8,
            other,
            place: Place {
                offset,
                ..Place::default()
            },
        }
    }

    fn feed(&mut self, chunk: &[u8]) -> Result<(), TableError> {
        if let Some(utf8) = &mut self.utf8 {
            match utf8.feed(chunk) {
                Ok(()) if utf8.wide >= PROOF => self.other = None,
                Ok(()) => {}
                Err(_) if self.other.is_some() && utf8.wide < PROOF => self.utf8 = None,
                Err(at) => return Err(self.place.error(chunk, at, Encoding::Utf8)),
            }
        }
        if let Some(other) = &mut self.other {
            match other.feed(chunk) {
                Ok(()) => {}
                Err(_) if self.utf8.is_some() => self.other = None,
                Err(at) => return Err(other.error(self.place, chunk, at)),
            }
        }
        self.place.advance(chunk);
        Ok(())
    }

    fn verdict(mut self) -> Result<Encoding, TableError> {
        let cut_short = self.utf8.as_ref().map(|utf8| utf8.held_count as u64);
        if cut_short == Some(0) {
            return Ok(Encoding::Utf8);
        }
        if let Some(other) = &mut self.other {
            match other.finish() {
                Ok(()) => return Ok(other.encoding),
                Err(at) if cut_short.is_none() => {
                    let TableError::Bytes {
                        encoding,
                        offset,
                        line,
                    } = other.error(self.place, &[], at)
                    else {
                        return Ok(other.encoding);
                    };
                    return Err(TableError::CutShort {
                        encoding,
                        offset,
                        line,
                    });
                }
                Err(_) => {}
            }
        }
        Err(TableError::CutShort {
            encoding: Encoding::Utf8,
            offset: self.place.offset - cut_short.unwrap_or(0),
            line: self.place.line(),
        })
    }
}

/// Strict UTF-8, fed in chunks that may cut a character.
#[derive(Default)]
struct Utf8 {
    held: [u8; 4],
    held_count: usize,
    wide: usize,
}

impl Utf8 {
    /// An error is the place of the first bad byte, before the chunk if negative.
    fn feed(&mut self, mut chunk: &[u8]) -> Result<(), i64> {
        let mut before = 0;
        while self.held_count > 0 && !chunk.is_empty() {
            self.held[self.held_count] = chunk[0];
            match std::str::from_utf8(&self.held[..=self.held_count]) {
                Ok(_) => {
                    self.wide += 1;
                    self.held_count = 0;
                }
                Err(error) if error.error_len().is_none() => self.held_count += 1,
                Err(_) => return Err(before - self.held_count as i64),
            }
            chunk = &chunk[1..];
            before += 1;
        }
        let (valid, rest) = chunk.split_at(encoding_rs::Encoding::utf8_valid_up_to(chunk));
        if self.wide < PROOF {
            let text = std::str::from_utf8(valid).unwrap_or_default();
            self.wide += text.chars().filter(|c| !c.is_ascii()).take(PROOF).count();
        }
        match std::str::from_utf8(&rest[..rest.len().min(4)]) {
            Err(error) if error.error_len().is_none() => {
                self.held[..rest.len()].copy_from_slice(rest);
                self.held_count = rest.len();
                Ok(())
            }
            Err(_) => Err(before + valid.len() as i64),
            Ok(_) => Ok(()),
        }
    }
}

/// Any other encoding, decoded without replacement into a buffer that is thrown away.
struct Strict {
    encoding: Encoding,
    decoder: Decoder,
    out: Vec<u8>,
    is_begun: bool,
    lines: u64,
}

impl Strict {
    fn new(encoding: Encoding) -> Self {
        let decoder = encoding.decoder();
        Self {
            encoding,
            decoder,
            out: Vec::new(),
            is_begun: false,
            lines: 0,
        }
    }

    fn feed(&mut self, chunk: &[u8]) -> Result<(), i64> {
        // Letters without accents are the same in GB18030, and most of a file's beginning is that.
        let is_gb = self.encoding == Encoding::Gb18030;
        if is_gb && !self.is_begun && chunk.is_ascii() {
            return Ok(());
        }
        self.is_begun = true;
        self.decode(chunk, false)
    }

    fn finish(&mut self) -> Result<(), i64> {
        self.decode(&[], true)
    }

    fn decode(&mut self, chunk: &[u8], last: bool) -> Result<(), i64> {
        if self.out.is_empty() {
            self.out = vec![0; 64 * 1024];
        }
        let mut taken = 0;
        loop {
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                &chunk[taken..],
                &mut self.out,
                last,
            );
            taken += read;
            if self.encoding != Encoding::Gb18030 {
                self.lines += memchr::memchr_iter(b'\n', &self.out[..written]).count() as u64;
            }
            match result {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(bad, after) => {
                    return Err(taken as i64 - i64::from(bad) - i64::from(after));
                }
            }
        }
    }

    /// In UTF-16 a byte 0x0A is no line end, so lines are counted in the decoded text.
    fn error(&self, place: Place, chunk: &[u8], at: i64) -> TableError {
        match place.error(chunk, at, self.encoding) {
            TableError::Bytes {
                encoding, offset, ..
            } if encoding != Encoding::Gb18030 => {
                let offset = if at > 0 {
                    place.offset + at as u64
                } else {
                    offset
                };
                TableError::Bytes {
                    encoding,
                    offset,
                    line: self.lines + 1,
                }
            }
            error => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives the bytes in pieces of one size, so that characters are cut everywhere.
    fn judged(bytes: &[u8], piece: usize) -> Result<Encoding, TableError> {
        let mut judge = Judge::new(None, 0);
        for chunk in bytes.chunks(piece) {
            judge.feed(chunk)?;
        }
        judge.verdict()
    }

    fn gb(text: &str) -> Vec<u8> {
        encoding_rs::GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn cut_characters_are_put_together() {
        let text = "取件单号,a\n手机,𠮷\n";
        for piece in 1..20 {
            assert_eq!(judged(text.as_bytes(), piece).unwrap(), Encoding::Utf8);
            assert_eq!(judged(&gb(text), piece).unwrap(), Encoding::Gb18030);
        }
        assert_eq!(judged(b"plain", 2).unwrap(), Encoding::Utf8);
        assert_eq!(judged(b"", 2).unwrap(), Encoding::Utf8);
    }

    #[test]
    fn bad_bytes_are_named() {
        let mut bytes = "取件单号\n手机\n".as_bytes().to_vec();
        let bad = bytes.len();
        bytes.extend(b"ab\xFF\n");
        for piece in 1..30 {
            let Err(TableError::Bytes {
                encoding,
                offset,
                line,
            }) = judged(&bytes, piece)
            else {
                panic!("0xFF is in no encoding");
            };
            assert_eq!(
                (encoding, offset, line),
                (Encoding::Utf8, bad as u64 + 2, 3)
            );
        }
        let mut bytes = gb("取件单号\n手机\n");
        let bad = bytes.len();
        bytes.extend(b"ab\xFF\n");
        for piece in 1..30 {
            let Err(TableError::Bytes {
                encoding,
                offset,
                line,
            }) = judged(&bytes, piece)
            else {
                panic!("0xFF is in no encoding");
            };
            assert_eq!(
                (encoding, offset, line),
                (Encoding::Gb18030, bad as u64 + 2, 3)
            );
        }
    }

    #[test]
    fn a_cut_end_is_named() {
        let bytes = "取件单号\n手机".as_bytes();
        let Err(TableError::CutShort { offset, line, .. }) = judged(&bytes[..bytes.len() - 1], 4)
        else {
            panic!("the last character is cut");
        };
        assert_eq!((offset, line), (16, 2));
        let bytes = gb("取件单号\n手机");
        let Err(TableError::CutShort { offset, line, .. }) = judged(&bytes[..bytes.len() - 1], 4)
        else {
            panic!("the last character is cut");
        };
        assert_eq!((offset, line), (11, 2));
    }

    #[test]
    fn old_workbooks_are_refused() {
        let bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on";
        assert!(matches!(
            scan(&bytes[..], None),
            Err(TableError::OldOrLockedWorkbook)
        ));
    }

    #[test]
    fn a_forced_encoding_must_fit() {
        let text = "取件单号";
        assert!(scan(text.as_bytes(), Some(Encoding::Utf8)).is_ok());
        assert!(scan(&gb(text)[..], Some(Encoding::Utf8)).is_err());
        assert!(scan(&b"\x00\xD8\x00"[..], Some(Encoding::Utf16Le)).is_err());
        let marked = scan(&b"\xFF\xFEa\x00"[..], None).unwrap();
        assert_eq!((marked.encoding, marked.bom), (Encoding::Utf16Le, true));
    }
}
