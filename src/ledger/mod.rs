//! The ledger's formats and proofs: leaves, disclosures, tree, tiles, notes.
//!
//! Pure: no files, no SQL, no clock, no chance; salts, seeds and times are arguments. It knows no
//! item: what an event says is the domain's. The formats are those of RFC 6962, RFC 8785, RFC 9901
//! and of C2SP's signed-note and tlog-checkpoint, byte for byte, and are pinned by `vectors`.

pub mod disclosure;
pub mod event;
pub mod hash;
pub mod jcs;
pub mod leaf;
pub mod note;
pub mod proof;
pub mod signing;
pub mod tree;

#[cfg(test)]
mod vectors;
