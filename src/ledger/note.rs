//! Signed notes and checkpoints in C2SP's text forms, with cosignatures of witnesses.
//!
//! Signatures of keys that nobody here knows are kept and never judged; a wrong signature of a
//! known key makes the whole note wrong.

use base64::engine::general_purpose::STANDARD;
use base64::prelude::*;

use super::hash::Hash;
use super::signing::{Role, Signer, Verifier, is_name};

/// What a log says of itself at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name, for ever the same: `<domain>/<site>`.
    pub origin: String,
    /// How many leaves it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// A text with the signatures under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// One signature line of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    name: String,
    id: u32,
    bytes: Vec<u8>,
}

/// A signature that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The key's name.
    pub name: String,
    /// What the key signs.
    pub role: Role,
    /// When a witness signed, in Unix seconds; a log's signature has no time.
    pub at: Option<u64>,
}

/// Why a text is no note or a note is not to be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not a text, a blank line and signature lines.
    #[error("not a signed note: {0}")]
    Form(&'static str),
    /// The note's text is not that of a checkpoint.
    #[error("not a checkpoint: {0}")]
    Checkpoint(&'static str),
    /// A signature with a known key's name and hash that this key has not made.
    #[error("the signature of `{0}` is wrong")]
    Wrong(String),
    /// A witness states the time of its signature; that one cannot be stated.
    #[error("a cosignature needs a time")]
    Time,
}

/// The most signatures that a note may have: reading one must not take for ever.
pub const MAX_SIGNATURES: usize = 100;

/// The longest note that is read.
pub const MAX_BYTES: usize = 1_000_000;

impl Checkpoint {
    /// The text that is signed.
    pub fn to_text(&self) -> Result<String, NoteError> {
        if self.origin.is_empty() || self.origin.contains(char::is_control) {
            return Err(NoteError::Checkpoint("the origin is not one line"));
        }
        Ok(format!("{}\n{}\n{}\n", self.origin, self.size, self.root))
    }

    /// Reads the text of a checkpoint. Lines after the third are refused: our logs write none.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let fault = NoteError::Checkpoint;
        let lines = text
            .strip_suffix('\n')
            .ok_or(fault("the last line has no end"))?;
        let mut lines = lines.split('\n');
        let origin = lines
            .next()
            .filter(|line| !line.is_empty())
            .ok_or(fault("no origin"))?;
        let size = lines
            .next()
            .and_then(parse_decimal)
            .ok_or(fault("no size"))?;
        let root = lines.next().and_then(Hash::parse).ok_or(fault("no root"))?;
        match lines.next() {
            None => Ok(Self {
                origin: origin.to_owned(),
                size,
                root,
            }),
            Some(_) => Err(fault("lines after the root")),
        }
    }

    /// The checkpoint as a note with the log's signature.
    pub fn sign(&self, signer: &Signer) -> Result<Note, NoteError> {
        let mut note = Note::new(self.to_text()?)?;
        note.sign(signer, None)?;
        Ok(note)
    }
}

impl Note {
    /// A note without signatures; its text is lines.
    pub fn new(text: String) -> Result<Self, NoteError> {
        check_text(&text)?;
        Ok(Self {
            text,
            signatures: Vec::new(),
        })
    }

    /// Reads a note. Its signatures are not yet verified.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        check_text(note)?;
        let blank = note.rfind("\n\n").ok_or(NoteError::Form("no blank line"))?;
        let (text, block) = (&note[..=blank], &note[blank + 2..]);
        let lines = block
            .strip_suffix('\n')
            .ok_or(NoteError::Form("no signature"))?
            .split('\n');
        let signatures = lines.map(Signature::parse).collect::<Result<Vec<_>, _>>()?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(NoteError::Form("more than 100 signatures"));
        }
        let mut note = Self::new(text.to_owned())?;
        note.signatures = signatures;
        Ok(note)
    }

    /// The text that the signatures are under, its last line end included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, known or not.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds a signature. A log signs without a time, a witness with one (in Unix seconds).
    ///
    /// A signature of the same key that is there already is replaced.
    pub fn sign(&mut self, signer: &Signer, at: Option<u64>) -> Result<(), NoteError> {
        let bytes = match (signer.role(), at) {
            (Role::Log, None) => signer.sign(self.text.as_bytes()).to_vec(),
            (Role::Witness, Some(at)) if i64::try_from(at).is_ok() => {
                let signature = signer.sign(cosigned(at, &self.text).as_bytes());
                [at.to_be_bytes().as_slice(), &signature].concat()
            }
            (Role::Log, Some(_)) | (Role::Witness, _) => return Err(NoteError::Time),
        };
        self.add(Signature {
            name: signer.name().to_owned(),
            id: signer.id(),
            bytes,
        });
        Ok(())
    }

    /// Adds a signature that came from elsewhere, in place of an older one of the same key.
    /// It is not verified here.
    pub fn add(&mut self, signature: Signature) {
        self.signatures
            .retain(|old| (&old.name, old.id) != (&signature.name, signature.id));
        self.signatures.push(signature);
    }

    /// The signatures that hold, of those whose keys are `known`; an error if one does not hold.
    pub fn verify(&self, known: &[Verifier]) -> Result<Vec<Signed>, NoteError> {
        let mut held: Vec<(&Verifier, Signed)> = Vec::new();
        for signature in &self.signatures {
            let of_this =
                |key: &&Verifier| key.name() == signature.name && key.id() == signature.id;
            for key in known.iter().filter(of_this) {
                let at = signature
                    .check(key, &self.text)
                    .ok_or_else(|| NoteError::Wrong(key.to_string()))?;
                if held.iter().all(|(other, _)| *other != key) {
                    held.push((
                        key,
                        Signed {
                            name: key.name().to_owned(),
                            role: key.role(),
                            at,
                        },
                    ));
                }
            }
        }
        Ok(held.into_iter().map(|(_, signed)| signed).collect())
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures
            .iter()
            .try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

impl Signature {
    /// Reads one signature line, without its line end.
    pub fn parse(line: &str) -> Result<Self, NoteError> {
        let fault = NoteError::Form("a signature line is not in its form");
        let rest = line.strip_prefix("— ").ok_or(fault.clone())?;
        let (name, coded) = rest.split_once(' ').ok_or(fault.clone())?;
        let bytes = STANDARD.decode(coded).map_err(|_| fault.clone())?;
        match bytes.split_first_chunk::<4>() {
            Some((id, bytes)) if is_name(name) && !bytes.is_empty() => Ok(Self {
                name: name.to_owned(),
                id: u32::from_be_bytes(*id),
                bytes: bytes.to_owned(),
            }),
            _ => Err(fault),
        }
    }

    /// The key's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The short hash of the key.
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// Whether `key` made this under `text`; a witness's signature gives its time.
    #[expect(
        clippy::option_option,
        reason = "outside: does it hold; inside: has it a time"
    )]
    fn check(&self, key: &Verifier, text: &str) -> Option<Option<u64>> {
        match key.role() {
            Role::Log => {
                let signature = self.bytes.as_slice().try_into().ok()?;
                key.verifies(text.as_bytes(), signature).then_some(None)
            }
            Role::Witness => {
                let (at, signature) = self.bytes.split_first_chunk::<8>()?;
                let at = u64::from_be_bytes(*at);
                let message = cosigned(at, text);
                key.verifies(message.as_bytes(), signature.try_into().ok()?)
                    .then_some(Some(at))
            }
        }
    }
}

impl std::fmt::Display for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = [self.id.to_be_bytes().as_slice(), &self.bytes].concat();
        write!(f, "— {} {}", self.name, STANDARD.encode(bytes))
    }
}

/// What a witness signs.
fn cosigned(at: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {at}\n{text}")
}

fn check_text(text: &str) -> Result<(), NoteError> {
    if text.len() > MAX_BYTES {
        return Err(NoteError::Form("longer than a million bytes"));
    }
    if text.chars().any(|c| c < ' ' && c != '\n') {
        return Err(NoteError::Form("a control character"));
    }
    if !text.ends_with('\n') {
        return Err(NoteError::Form("the last line has no end"));
    }
    Ok(())
}

/// A whole number in its only decimal form.
fn parse_decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "regrade.example/BJ01";

    fn checkpoint() -> Checkpoint {
        Checkpoint {
            origin: ORIGIN.to_owned(),
            size: 20_852_163,
            root: Hash([0xa5; 32]),
        }
    }

    fn signer(name: &str, role: Role, seed: u8) -> Signer {
        Signer::from_seed(name, role, &[seed; 32]).unwrap()
    }

    #[test]
    fn our_notes_hold_before_the_judges() {
        let ours = signer(ORIGIN, Role::Log, 1);
        let note = checkpoint().sign(&ours).unwrap();
        let theirs = signed_note::Note::from_bytes(note.to_string().as_bytes()).unwrap();
        let key = signed_note::StandardVerifier::new(&ours.verifier().to_string()).unwrap();
        let known = signed_note::VerifierList::new(vec![Box::new(key)]);
        let (held, unknown) = theirs.verify(&known).unwrap();
        assert_eq!((held.len(), unknown.len()), (1, 0));

        let read = tlog_tiles::Checkpoint::from_bytes(theirs.text()).unwrap();
        assert_eq!((read.origin(), read.size()), (ORIGIN, 20_852_163));
        assert_eq!((read.hash().0, read.extension()), ([0xa5; 32], ""));
    }

    #[test]
    fn the_judges_notes_hold_here() {
        let ours = signer(ORIGIN, Role::Log, 2);
        let root = tlog_tiles::Hash([7; 32]);
        let text = tlog_tiles::Checkpoint::new(ORIGIN, 0, root, "")
            .unwrap()
            .to_bytes();
        let key = signed_note::StandardSigner::new(&ours.to_secret_text()).unwrap();
        let mut theirs = signed_note::Note::new(&text, &[]).unwrap();
        theirs.add_sigs(&[&key]).unwrap();

        let note = Note::parse(std::str::from_utf8(&theirs.to_bytes()).unwrap()).unwrap();
        let held = note.verify(&[ours.verifier()]).unwrap();
        assert_eq!(
            held,
            [Signed {
                name: ORIGIN.to_owned(),
                role: Role::Log,
                at: None
            }]
        );
        let read = Checkpoint::parse(note.text()).unwrap();
        assert_eq!((read.size, read.root), (0, Hash([7; 32])));
        assert_eq!(note.to_string().as_bytes(), theirs.to_bytes());
    }

    #[test]
    fn several_signatures_are_kept_and_judged_one_by_one() {
        let (log, next) = (signer(ORIGIN, Role::Log, 1), signer(ORIGIN, Role::Log, 2));
        let witness = signer("head.example/w", Role::Witness, 3);
        let mut note = checkpoint().sign(&log).unwrap();
        note.sign(&next, None).unwrap();
        note.sign(&witness, Some(1_767_323_045)).unwrap();
        note.sign(&log, None).unwrap();
        let read = Note::parse(&note.to_string()).unwrap();
        assert_eq!((read.signatures().len(), &read), (3, &note));

        let held = |keys: &[&Signer]| {
            let keys: Vec<_> = keys.iter().map(|key| key.verifier()).collect();
            read.verify(&keys).map(|held| held.len())
        };
        assert_eq!(held(&[]), Ok(0));
        assert_eq!(held(&[&next]), Ok(1));
        assert_eq!(held(&[&log, &next, &witness, &log]), Ok(3));
        assert_eq!(held(&[&signer("other", Role::Log, 1)]), Ok(0));
        let signed = read.verify(&[witness.verifier()]).unwrap();
        assert_eq!(
            (signed[0].role, signed[0].at),
            (Role::Witness, Some(1_767_323_045))
        );
        assert_eq!(note.sign(&witness, None), Err(NoteError::Time));
        assert_eq!(note.sign(&log, Some(1)), Err(NoteError::Time));
    }

    #[test]
    fn a_changed_text_or_time_is_found() {
        let log = signer(ORIGIN, Role::Log, 1);
        let witness = signer("w", Role::Witness, 3);
        let mut note = checkpoint().sign(&log).unwrap();
        note.sign(&witness, Some(7)).unwrap();
        let wrong = |note: &Note, key: &Signer| {
            note.verify(&[key.verifier()]) == Err(NoteError::Wrong(key.verifier().to_string()))
        };
        let forged = Note::parse(&note.to_string().replace("20852163", "20852164")).unwrap();
        assert!(wrong(&forged, &log) && wrong(&forged, &witness));
        let mut forged = note.clone();
        forged.signatures[1].bytes[7] ^= 1;
        assert!(!wrong(&forged, &log) && wrong(&forged, &witness));
        forged.signatures[1].bytes.truncate(64);
        assert!(wrong(&forged, &witness));
    }

    #[test]
    fn what_is_no_note_is_refused() {
        let good = checkpoint()
            .sign(&signer(ORIGIN, Role::Log, 1))
            .unwrap()
            .to_string();
        assert!(Note::parse(&good).is_ok());
        let line = good.lines().last().unwrap();
        let many = good.clone() + &format!("{line}\n").repeat(100);
        let bad = [
            good.replace("\n\n", "\n"),
            good.trim_end().to_owned(),
            good.replace('—', "-"),
            good.replace("— ", "—"),
            good.replace(ORIGIN, "a\tb"),
            good.clone() + "\n",
            good.replace(line, "— name AAAAAA=="),
            many,
        ];
        for note in bad {
            assert!(
                matches!(Note::parse(&note), Err(NoteError::Form(_))),
                "{note}"
            );
        }
    }

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        let good = checkpoint().to_text().unwrap();
        assert_eq!(Checkpoint::parse(&good), Ok(checkpoint()));
        let bad = [
            good.replace(ORIGIN, ""),
            good.replace("20852163", "020852163"),
            good.replace("20852163", "+20852163"),
            good.replace("20852163", "99999999999999999999"),
            good.replace('=', ""),
            good.clone() + "extension\n",
            good.trim_end().to_owned(),
        ];
        for text in bad {
            assert!(
                matches!(Checkpoint::parse(&text), Err(NoteError::Checkpoint(_))),
                "{text}"
            );
        }
        assert!(
            Checkpoint {
                origin: "a\nb".to_owned(),
                ..checkpoint()
            }
            .to_text()
            .is_err()
        );
    }
}
