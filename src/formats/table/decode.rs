//! Encodings of the trade, and text read from them in bounded chunks.

use std::io::Read;

use encoding_rs::{Decoder, DecoderResult};

use super::error::TableError;

/// An encoding that files come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8
    Utf8,
    /// GB18030, of which GBK and GB2312 are parts
    Gb18030,
    /// UTF-16 with the low byte first
    Utf16Le,
    /// UTF-16 with the high byte first
    Utf16Be,
}

impl Encoding {
    /// Every encoding.
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Gb18030, Self::Utf16Le, Self::Utf16Be];

    /// The word in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Gb18030 => "gb18030",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
        }
    }

    /// The encoding of that name; GBK and GB2312 are read as GB18030.
    pub fn parse(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "gb18030" | "gbk" | "gb2312" => Some(Self::Gb18030),
            "utf-16le" | "utf16le" => Some(Self::Utf16Le),
            "utf-16be" | "utf16be" => Some(Self::Utf16Be),
            _ => None,
        }
    }

    /// The mark that may stand before a file in this encoding.
    pub(super) const fn bom(self) -> &'static [u8] {
        match self {
            Self::Utf8 => b"\xEF\xBB\xBF",
            Self::Gb18030 => b"\x84\x31\x95\x33",
            Self::Utf16Le => b"\xFF\xFE",
            Self::Utf16Be => b"\xFE\xFF",
        }
    }

    pub(super) fn decoder(self) -> Decoder {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Gb18030 => encoding_rs::GB18030,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
        }
        .new_decoder_without_bom_handling()
    }
}

impl std::fmt::Display for Encoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Fills `buffer` from `read` as far as it goes.
pub(super) fn read_full(read: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match read.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

const CHUNK: usize = 256 * 1024;

/// A file's text as UTF-8 bytes. UTF-8 itself goes through unchecked: whoever cuts the rows checks
/// each, and checking twice would cost as much again.
pub(super) struct Text<R> {
    read: R,
    encoding: Encoding,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    offset: u64,
    is_begun: bool,
}

impl<R: Read> Text<R> {
    pub(super) fn new(read: R, encoding: Encoding) -> Self {
        let decoder = (encoding != Encoding::Utf8).then(|| encoding.decoder());
        let raw = if decoder.is_some() {
            vec![0; CHUNK]
        } else {
            Vec::new()
        };
        Self {
            read,
            encoding,
            decoder,
            raw,
            offset: 0,
            is_begun: false,
        }
    }

    pub(super) const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Appends a chunk; `false` at the end. `line` is for the message if bytes do not fit.
    pub(super) fn fill(&mut self, out: &mut Vec<u8>, line: u64) -> Result<bool, TableError> {
        let begin = !std::mem::replace(&mut self.is_begun, true);
        let Some(decoder) = &mut self.decoder else {
            let held = out.len();
            out.resize(held + CHUNK, 0);
            let count = read_full(&mut self.read, &mut out[held..])?;
            out.truncate(held + count);
            if begin && out[held..].starts_with(Encoding::Utf8.bom()) {
                out.drain(held..held + Encoding::Utf8.bom().len());
            }
            return Ok(count > 0);
        };
        let count = read_full(&mut self.read, &mut self.raw)?;
        let mut source = &self.raw[..count];
        if begin && source.starts_with(self.encoding.bom()) {
            source = &source[self.encoding.bom().len()..];
            self.offset += self.encoding.bom().len() as u64;
        }
        let held = out.len();
        let room = decoder.max_utf8_buffer_length_without_replacement(source.len());
        out.resize(held + room.unwrap_or(CHUNK * 4), 0);
        let (result, taken, written) =
            decoder.decode_to_utf8_without_replacement(source, &mut out[held..], count == 0);
        out.truncate(held + written);
        match result {
            DecoderResult::InputEmpty => {
                self.offset += taken as u64;
                Ok(count > 0)
            }
            // The room asked for is always enough; running out of it is as bad as bad bytes.
            DecoderResult::Malformed(_, _) | DecoderResult::OutputFull => {
                let lines = memchr::memchr_iter(b'\n', &out[held..]).count();
                Err(TableError::Bytes {
                    encoding: self.encoding,
                    offset: self.offset + taken as u64,
                    line: line + lines as u64,
                })
            }
        }
    }
}
