//! Ed25519 keys in the text forms of signed notes: the form of Go's sumdb for the secret key, the
//! verifier key `name+hash+key` for the public one.

use base64::engine::general_purpose::STANDARD;
use base64::prelude::*;
use ed25519_dalek::{Signature as Ed25519, Signer as _, SigningKey};

use super::hash::Hash;

/// Why a text is not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A name has no blanks and no plus sign.
    #[error("a key's name has no blanks and no `+`, and is not empty")]
    Name,
    /// Not the parts that a key has.
    #[error("not a key in the form of a signed note's")]
    Form,
    /// The kind of key is another than those this program knows.
    #[error("kind {0} of keys is unknown here")]
    Kind(u8),
    /// The short hash in the text is not that of the key.
    #[error("the key does not fit the hash that stands before it")]
    Id,
}

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A note's text: what a log does.
    Log,
    /// A time and a note's text: what a witness does (`cosignature/v1`).
    Witness,
}

/// A secret key with its name.
pub struct Signer {
    name: String,
    role: Role,
    id: u32,
    key: SigningKey,
}

/// A public key with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    role: Role,
    id: u32,
    key: ed25519_dalek::VerifyingKey,
}

impl Role {
    /// The byte before the key that says what it signs.
    const fn byte(self) -> u8 {
        match self {
            Self::Log => 1,
            Self::Witness => 4,
        }
    }

    const fn parse(byte: u8) -> Result<Self, KeyError> {
        match byte {
            1 => Ok(Self::Log),
            4 => Ok(Self::Witness),
            other => Err(KeyError::Kind(other)),
        }
    }
}

impl Signer {
    /// The key that comes of 32 random bytes.
    pub fn from_seed(name: &str, role: Role, seed: &[u8; 32]) -> Result<Self, KeyError> {
        if !is_name(name) {
            return Err(KeyError::Name);
        }
        let key = SigningKey::from_bytes(seed);
        let id = key_id(name, role, key.verifying_key().as_bytes());
        Ok(Self {
            name: name.to_owned(),
            role,
            id,
            key,
        })
    }

    /// Reads a key file: `PRIVATE+KEY+<name>+<hash>+<key>`.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let rest = text.strip_prefix("PRIVATE+KEY+").ok_or(KeyError::Form)?;
        let (name, id, role, seed) = parse_parts(rest.trim_end_matches(['\r', '\n']))?;
        let signer = Self::from_seed(name, role, &seed)?;
        if signer.id == id {
            Ok(signer)
        } else {
            Err(KeyError::Id)
        }
    }

    /// The text of the key file, without a line end. It is secret.
    pub fn to_secret_text(&self) -> String {
        format!(
            "PRIVATE+KEY+{}",
            text(&self.name, self.role, self.id, self.key.as_bytes())
        )
    }

    /// The key's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// The short hash that stands before each of its signatures.
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// The public key.
    pub fn verifier(&self) -> Verifier {
        let key = self.key.verifying_key();
        Verifier {
            name: self.name.clone(),
            role: self.role,
            id: self.id,
            key,
        }
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

// A secret key must not come out of a debug print.
impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            name,
            role,
            id,
            key: _,
        } = self;
        f.debug_struct("Signer")
            .field("name", name)
            .field("role", role)
            .field("id", id)
            .finish()
    }
}

impl Verifier {
    /// Reads a verifier key: `<name>+<hash>+<key>`.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let (name, id, role, key) = parse_parts(text)?;
        if id != key_id(name, role, &key) {
            return Err(KeyError::Id);
        }
        let key = ed25519_dalek::VerifyingKey::from_bytes(&key).map_err(|_| KeyError::Form)?;
        Ok(Self {
            name: name.to_owned(),
            role,
            id,
            key,
        })
    }

    /// The key's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// The short hash that stands before each of its signatures.
    pub const fn id(&self) -> u32 {
        self.id
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        // The strict check refuses keys and signatures that some verifiers take and others do not.
        self.key
            .verify_strict(message, &Ed25519::from_bytes(signature))
            .is_ok()
    }
}

impl std::fmt::Display for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&text(&self.name, self.role, self.id, self.key.as_bytes()))
    }
}

/// Whether a key may have that name.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c == '+' || c.is_whitespace() || c.is_control())
}

fn key_id(name: &str, role: Role, public_key: &[u8; 32]) -> u32 {
    let hash = Hash::of(&[name.as_bytes(), b"\n", &[role.byte()], public_key]);
    u32::from_be_bytes([hash.0[0], hash.0[1], hash.0[2], hash.0[3]])
}

fn text(name: &str, role: Role, id: u32, key: &[u8; 32]) -> String {
    let mut bytes = vec![role.byte()];
    bytes.extend_from_slice(key);
    format!("{name}+{id:08x}+{}", STANDARD.encode(bytes))
}

fn parse_parts(text: &str) -> Result<(&str, u32, Role, [u8; 32]), KeyError> {
    let (name, rest) = text.split_once('+').ok_or(KeyError::Form)?;
    let (id, key) = rest.split_once('+').ok_or(KeyError::Form)?;
    if !is_name(name) {
        return Err(KeyError::Name);
    }
    if id.len() != 8 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(KeyError::Form);
    }
    let id = u32::from_str_radix(id, 16).map_err(|_| KeyError::Form)?;
    let bytes = STANDARD.decode(key).map_err(|_| KeyError::Form)?;
    let (kind, key) = bytes.split_first().ok_or(KeyError::Form)?;
    let role = Role::parse(*kind)?;
    Ok((name, id, role, key.try_into().map_err(|_| KeyError::Form)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+\
        AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const PUBLIC: &str = "PeterNeumann+c74f20a3+\
        ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    #[test]
    fn the_key_of_gos_own_example_is_read_and_written() {
        let signer = Signer::parse(SECRET).unwrap();
        assert_eq!(signer.to_secret_text(), SECRET);
        assert_eq!(signer.verifier().to_string(), PUBLIC);
        assert_eq!(Verifier::parse(PUBLIC), Ok(signer.verifier()));
        assert_eq!(format!("{signer:?}").matches("AYEK").count(), 0);
        assert!(Signer::parse(&format!("{SECRET}\r\n")).is_ok());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let key = |from: &str, to: &str| Verifier::parse(&PUBLIC.replace(from, to)).unwrap_err();
        assert_eq!(key("c74f", "c74e"), KeyError::Id);
        assert_eq!(key("Peter", "Pete"), KeyError::Id);
        assert_eq!(key("Peter", "Pe ter"), KeyError::Name);
        assert_eq!(key("c74f20a3", "c74f20a"), KeyError::Form);
        assert_eq!(key("+ARpc", "+AhpC"), KeyError::Kind(2));
        assert_eq!(key("0TW", ""), KeyError::Form);
        assert_eq!(Signer::parse(PUBLIC).unwrap_err(), KeyError::Form);
        for name in ["", "a+b", "a b", "a\u{3000}b", "a\u{7}"] {
            assert_eq!(
                Signer::from_seed(name, Role::Log, &[1; 32]).unwrap_err(),
                KeyError::Name
            );
        }
    }

    #[test]
    fn a_judge_reads_our_keys() {
        use signed_note::{Signer as _, Verifier as _};
        let signer = Signer::from_seed("regrade.example/BJ01", Role::Log, &[9; 32]).unwrap();
        let secret = signer.to_secret_text();
        assert_eq!(
            signed_note::StandardSigner::new(&secret).unwrap().key_id(),
            signer.id()
        );
        let public = signer.verifier().to_string();
        assert_eq!(
            signed_note::StandardVerifier::new(&public)
                .unwrap()
                .key_id(),
            signer.id()
        );
    }

    #[test]
    fn a_witness_key_is_another_key() {
        let log = Signer::from_seed("w", Role::Log, &[9; 32]).unwrap();
        let witness = Signer::from_seed("w", Role::Witness, &[9; 32]).unwrap();
        assert_ne!(log.id(), witness.id());
        let parsed = Signer::parse(&witness.to_secret_text()).unwrap();
        assert_eq!((parsed.id(), parsed.role()), (witness.id(), Role::Witness));
    }
}
