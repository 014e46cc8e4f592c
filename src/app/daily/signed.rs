//! The newest checkpoint of a span, and whether the record is still the one that it signed.

use crate::app::keys;
use crate::app::recorder::StoredTiles;
use crate::ledger::hash::Hash;
use crate::ledger::leaf::leaf_hash;
use crate::ledger::tree::{Frontier, TILE_WIDTH};
use crate::store::{Connection, StoreError, events, ledger};

/// A checkpoint, looked at again.
#[derive(Debug, Clone)]
pub(super) struct Signed {
    /// How many events it covers
    pub(super) size: i64,
    /// When it was signed
    pub(super) at: i64,
    /// The root that it signs, or that its note could not be read
    pub(super) root: Option<String>,
    /// Whether its signature is the ledger's and the tree has that root
    pub(super) holds: bool,
}

/// The newest checkpoint by `until`; none where nothing was signed yet.
///
/// The tree's root comes from its full tiles and the few events after them: that no leaf was
/// changed is `db check`'s to find out.
pub(super) fn signed(connection: &Connection, until: i64) -> anyhow::Result<Option<Signed>> {
    let Some(row) = ledger::checkpoint_by(connection, until)? else {
        return Ok(None);
    };
    let verified = keys::verified(&row.note, &keys::verifiers(connection)?).ok();
    let root = root(connection, row.size)?;
    Ok(Some(Signed {
        size: row.size,
        at: row.at,
        holds: verified
            .as_ref()
            .is_some_and(|signed| Some(signed.root) == root),
        root: verified.map(|signed| signed.root.to_string()),
    }))
}

/// The root of the tree's first `size` events; none where tiles or events are missing.
fn root(connection: &Connection, size: i64) -> anyhow::Result<Option<Hash>> {
    let size = u64::try_from(size)?;
    let mut tail = Vec::new();
    for seq in size - size % TILE_WIDTH..size {
        match events::body(connection, i64::try_from(seq)?) {
            Ok(body) => tail.push(leaf_hash(&body)),
            Err(StoreError::Corrupt(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
    let frontier = Frontier::open(size, &mut StoredTiles(connection), &tail);
    Ok(frontier.ok().map(|frontier| frontier.root()))
}
