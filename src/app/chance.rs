//! The one source of chance: salts and trace codes, from a generator that the operating system
//! seeds once.

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use crate::domain::code::TraceCode;
use crate::domain::seal::SealCode;
use crate::ledger::hash::Salt;

/// A generator of salts and trace codes.
#[derive(Debug)]
pub struct Chance(ChaCha12Rng);

impl Chance {
    /// Seeds the generator.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self(ChaCha12Rng::from_seed(seed()?)))
    }

    /// A salt that nobody can guess.
    pub fn salt(&mut self) -> Salt {
        let mut salt = Salt::default();
        self.0.fill_bytes(&mut salt);
        salt
    }

    /// A trace code, drawn again until its check symbol is one that scanners and people can read.
    pub fn trace_code(&mut self) -> TraceCode {
        loop {
            if let Some(code) = TraceCode::from_random(self.0.next_u64()) {
                return code;
            }
        }
    }

    /// A seal's code, drawn again for the same reason.
    pub fn seal_code(&mut self) -> SealCode {
        loop {
            if let Some(code) = SealCode::from_random(self.0.next_u64()) {
                return code;
            }
        }
    }
}

/// 32 bytes from the operating system.
pub fn seed() -> anyhow::Result<[u8; 32]> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)
        .map_err(|error| anyhow::anyhow!("the system gives no random bytes: {error}"))?;
    Ok(seed)
}
