//! SHA-256 hashes of the tree and digests of private fields, with their texts.

use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use base64::prelude::*;
use sha2::{Digest as _, Sha256};

/// A SHA-256 hash of a leaf or a node; its text is standard base64 with padding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The length of a hash's text.
    pub const TEXT: usize = 44;

    /// The hash of the concatenated `parts`.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut sha = Sha256::new();
        for part in parts {
            sha.update(part);
        }
        Self(sha.finalize().into())
    }

    /// The hash of the inner node over `left` and `right`, by RFC 6962.
    #[inline]
    pub fn node(left: &[u8; 32], right: &[u8; 32]) -> Self {
        let mut node = [1; 65];
        node[1..33].copy_from_slice(left);
        node[33..].copy_from_slice(right);
        Self(Sha256::digest(node).into())
    }

    /// The hash in that text, if it is one in its only form.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 33];
        let length = STANDARD.decode_slice(text, &mut bytes).ok()?;
        bytes[..length].try_into().ok().map(Self)
    }

    /// Appends the hash's text to `out`.
    #[inline]
    pub fn push_to(&self, out: &mut String) {
        let mut text = [0; Self::TEXT];
        let length = STANDARD
            .encode_slice(self.0, &mut text)
            .expect("44 bytes hold 32 as base64");
        out.push_str(ascii(&text[..length]));
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

/// The digest of one private field, kept as its text: base64url without padding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; Self::TEXT]);

impl Digest {
    /// The length of a digest's text.
    pub const TEXT: usize = 43;

    /// The digest of a disclosure in its coded form.
    #[inline]
    pub fn of(disclosure: &[u8]) -> Self {
        Self::from_bytes(&Sha256::digest(disclosure).into())
    }

    /// The digest whose 32 bytes those are.
    #[inline]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        let mut text = [0; Self::TEXT];
        URL_SAFE_NO_PAD
            .encode_slice(bytes, &mut text)
            .expect("43 bytes hold 32 as base64url");
        Self(text)
    }

    /// The digest in that text, if it is one in its only form.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 33];
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
        bytes[..length]
            .try_into()
            .ok()
            .map(|bytes| Self::from_bytes(&bytes))
    }

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        ascii(&self.0)
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Sixteen random bytes that keep a hash from being guessed.
pub type Salt = [u8; 16];

/// Appends the salt's text, base64url without padding, to `out`.
#[inline]
pub(super) fn push_salt(salt: &Salt, out: &mut String) {
    let mut text = [0; 22];
    URL_SAFE_NO_PAD
        .encode_slice(salt, &mut text)
        .expect("22 bytes hold 16 as base64url");
    out.push_str(ascii(&text));
}

/// The salt in that text, if it is one in its only form.
pub(super) fn parse_salt(text: &str) -> Option<Salt> {
    let mut bytes = [0; 18];
    let length = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
    bytes[..length].try_into().ok()
}

#[inline]
fn ascii(text: &[u8]) -> &str {
    std::str::from_utf8(text).expect("base64 is ASCII")
}
