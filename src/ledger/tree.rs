//! The Merkle tree of RFC 6962, kept as full tiles of 256 hashes and a frontier in memory.
//!
//! A tile of level 0 holds 256 leaf hashes; one of level L holds the roots of 256 tiles of level
//! L - 1. A tile is handed out once, when it is full, and never changes after.

use super::hash::Hash;

/// How many hashes a tile holds.
pub const TILE_WIDTH: u64 = 256;

/// How many bytes a tile has.
pub const TILE_BYTES: usize = 8192;

/// Where a tile stands in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// 0 for leaf hashes.
    pub level: u8,
    /// Counted from the left, from 0.
    pub index: u64,
}

impl TileId {
    /// What the record holds: `level << 56 | index`.
    pub const fn as_i64(self) -> i64 {
        (self.level as i64) << 56 | self.index as i64
    }

    /// The tile that the record holds as `stored`.
    pub const fn from_i64(stored: i64) -> Self {
        Self {
            level: (stored >> 56) as u8,
            index: stored as u64 & ((1 << 56) - 1),
        }
    }
}

impl std::fmt::Display for TileId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of level {}", self.index, self.level)
    }
}

/// A tile that has just become full.
#[derive(Debug, Clone, Copy)]
pub struct FullTile<'a> {
    /// Where it stands.
    pub id: TileId,
    /// Its 256 hashes, one after the other.
    pub bytes: &'a [u8],
    /// The hash over all of it, which stands in the tile one level up.
    pub root: Hash,
}

/// A failure of whatever the tiles are read from.
pub type ReadError = Box<dyn std::error::Error + Send + Sync>;

/// Where full tiles are read from.
pub trait Tiles {
    /// The bytes of a full tile, or none when it is not there.
    fn tile(&mut self, id: TileId) -> Result<Option<Vec<u8>>, ReadError>;

    /// The hash over all of a full tile, or none when it is not there.
    ///
    /// A store that keeps these beside its tiles opens a large tree without hashing.
    fn tile_root(&mut self, id: TileId) -> Result<Option<Hash>, ReadError> {
        let bytes = self.tile(id)?;
        let whole = |bytes: &Vec<u8>| bytes.len() == TILE_BYTES;
        Ok(bytes.filter(whole).map(|bytes| perfect_root(&bytes)))
    }
}

/// Why a tree cannot be opened or proven about.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// A tile that a tree of this size has is not there.
    #[error("tile {0} is missing")]
    Missing(TileId),
    /// A tile that is not 256 hashes long.
    #[error("tile {id} has {length} bytes, not 8192")]
    Width {
        /// Which tile.
        id: TileId,
        /// How long it is.
        length: usize,
    },
    /// The tail is what a tree has beyond its full tiles.
    #[error("a tree of {size} leaves ends with {wanted} outside its tiles, not {given}")]
    Tail {
        /// The tree's size.
        size: u64,
        /// How many leaf hashes it has outside full tiles.
        wanted: u64,
        /// How many there were.
        given: usize,
    },
    /// A question about more leaves than there are, or about none.
    #[error("leaf or size {asked} is outside a tree of {size} leaves")]
    Range {
        /// What was asked about.
        asked: u64,
        /// The tree's size.
        size: u64,
    },
    /// The tiles cannot be read.
    #[error("cannot read tile {id}")]
    Read {
        /// Which tile.
        id: TileId,
        /// Why.
        source: ReadError,
    },
}

/// The right edge of a growing tree: at each level, the hashes of the tile that is not yet full.
#[derive(Debug, Clone, Default)]
pub struct Frontier {
    size: u64,
    levels: Vec<Vec<u8>>,
}

impl Frontier {
    /// An empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// The right edge of a tree of `size` leaves whose last `size % 256` leaf hashes are `tail`.
    ///
    /// Compare `root` with what a checkpoint says: the edge alone proves nothing.
    pub fn open(size: u64, tiles: &mut impl Tiles, tail: &[Hash]) -> Result<Self, TreeError> {
        let wanted = size % TILE_WIDTH;
        if tail.len() as u64 != wanted {
            return Err(TreeError::Tail {
                size,
                wanted,
                given: tail.len(),
            });
        }
        let mut levels = Vec::new();
        levels.push(tail.iter().flat_map(|hash| hash.0).collect::<Vec<_>>());
        let mut full = size / TILE_WIDTH;
        while full > 0 {
            let mut edge = Vec::new();
            let level = (levels.len() - 1) as u8;
            for index in full - full % TILE_WIDTH..full {
                let id = TileId { level, index };
                let root = tiles
                    .tile_root(id)
                    .map_err(|source| TreeError::Read { id, source })?;
                edge.extend_from_slice(&root.ok_or(TreeError::Missing(id))?.0);
            }
            levels.push(edge);
            full /= TILE_WIDTH;
        }
        Ok(Self { size, levels })
    }

    /// How many leaves the tree has.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf hash and hands each tile that it fills to `keep`.
    ///
    /// After an error from `keep` the frontier is not to be used any more.
    pub fn append<E>(
        &mut self,
        hash: Hash,
        mut keep: impl FnMut(FullTile<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.size += 1;
        let mut carry = hash;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::with_capacity(TILE_BYTES));
            }
            let edge = &mut self.levels[level];
            edge.extend_from_slice(&carry.0);
            if edge.len() < TILE_BYTES {
                break;
            }
            carry = perfect_root(edge);
            let index = (self.size >> (8 * (level + 1))) - 1;
            let id = TileId {
                level: level as u8,
                index,
            };
            keep(FullTile {
                id,
                bytes: edge,
                root: carry,
            })?;
            edge.clear();
        }
        Ok(())
    }

    /// The tree's root; that of an empty tree is the hash of nothing.
    pub fn root(&self) -> Hash {
        // From the right: what is left over at a level joins what came up from the level below.
        let mut right: Option<Hash> = None;
        for edge in &self.levels {
            let mut count = edge.len() / 32;
            while count > 0 {
                let width = 1 << count.trailing_zeros();
                let left = perfect_root(&edge[(count - width) * 32..count * 32]);
                right = Some(match right {
                    Some(right) => Hash::node(&left.0, &right.0),
                    None => left,
                });
                count -= width;
            }
        }
        right.unwrap_or_else(|| Hash::of(&[]))
    }

    /// The hashes of `level` that stand in no full tile.
    pub(super) fn edge(&self, level: u8) -> &[u8] {
        self.levels
            .get(usize::from(level))
            .map_or(&[], Vec::as_slice)
    }
}

/// The root over a power of two of hashes, one after the other.
pub(super) fn perfect_root(hashes: &[u8]) -> Hash {
    debug_assert!((hashes.len() / 32).is_power_of_two());
    if let Ok(hash) = hashes.try_into() {
        return Hash(hash);
    }
    let mut nodes = [[0; 32]; TILE_WIDTH as usize / 2];
    let (hashes, _) = hashes.as_chunks::<32>();
    let mut count = hashes.len() / 2;
    for (node, pair) in nodes.iter_mut().zip(hashes.chunks_exact(2)) {
        *node = Hash::node(&pair[0], &pair[1]).0;
    }
    while count > 1 {
        count /= 2;
        for place in 0..count {
            nodes[place] = Hash::node(&nodes[2 * place], &nodes[2 * place + 1]).0;
        }
    }
    Hash(nodes[0])
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// A tree with its tiles in memory and, as a judge, all its leaf hashes.
    #[derive(Default)]
    pub(in crate::ledger) struct Grown {
        pub(in crate::ledger) frontier: Frontier,
        pub(in crate::ledger) tiles: Shelf,
        pub(in crate::ledger) leaves: Vec<Hash>,
    }

    #[derive(Default)]
    pub(in crate::ledger) struct Shelf(pub(in crate::ledger) BTreeMap<i64, Vec<u8>>);

    impl Tiles for Shelf {
        fn tile(&mut self, id: TileId) -> Result<Option<Vec<u8>>, ReadError> {
            Ok(self.0.get(&id.as_i64()).cloned())
        }
    }

    impl Grown {
        pub(in crate::ledger) fn to(size: u64) -> Self {
            let mut grown = Self::default();
            grown.grow(size);
            grown
        }

        pub(in crate::ledger) fn grow(&mut self, size: u64) {
            for leaf in self.frontier.size()..size {
                let hash = leaf_of(leaf);
                self.leaves.push(hash);
                let kept = self.frontier.append(hash, |tile| {
                    assert_eq!(tile.bytes.len(), TILE_BYTES);
                    assert_eq!(tile.root, perfect_root(tile.bytes));
                    let before = self.tiles.0.insert(tile.id.as_i64(), tile.bytes.to_owned());
                    before.map_or(Ok(()), |_| Err("a tile is written once"))
                });
                kept.unwrap();
            }
        }
    }

    pub(in crate::ledger) fn leaf_of(leaf: u64) -> Hash {
        Hash::of(&[&[0], &leaf.to_be_bytes()])
    }

    /// The root by the definition in RFC 6962, section 2.1, and nothing else.
    fn defined(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Hash::of(&[]),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(1 << (leaves.len() - 1).ilog2());
                Hash::node(&defined(left).0, &defined(right).0)
            }
        }
    }

    #[test]
    fn tiles_are_named_by_level_and_index() {
        let id = TileId {
            level: 2,
            index: 0x1234,
        };
        assert_eq!(id.as_i64(), 0x0200_0000_0000_1234);
        assert_eq!(TileId::from_i64(id.as_i64()), id);
    }

    #[test]
    fn each_size_has_the_root_of_the_definition() {
        let mut grown = Grown::default();
        for size in 0..1300 {
            grown.grow(size);
            assert_eq!(grown.frontier.root(), defined(&grown.leaves), "{size}");
        }
    }

    #[test]
    fn exactly_the_full_tiles_are_kept() {
        let mut grown = Grown::default();
        for size in [255, 256, 257, 65_535, 65_536, 65_537] {
            grown.grow(size);
            assert_eq!(grown.frontier.root(), defined(&grown.leaves), "{size}");
            let full: Vec<_> = (0..size / 256)
                .map(|index| TileId { level: 0, index })
                .chain((0..size / 65_536).map(|index| TileId { level: 1, index }))
                .map(TileId::as_i64)
                .collect();
            assert!(grown.tiles.0.keys().eq(&full), "{size}");
        }
    }

    #[test]
    fn an_opened_tree_goes_on_as_if_never_closed() {
        let mut grown = Grown::default();
        for size in [0, 1, 255, 256, 257, 1000, 65_535, 65_536, 65_537, 66_000] {
            grown.grow(size);
            let tail = &grown.leaves[(size - size % 256) as usize..];
            let mut opened = Frontier::open(size, &mut grown.tiles, tail).unwrap();
            assert_eq!(opened.root(), grown.frontier.root(), "{size}");
            let mut other = grown.frontier.clone();
            for leaf in 0..300 {
                opened.append(leaf_of(leaf), |_| Ok::<_, ()>(())).unwrap();
                other.append(leaf_of(leaf), |_| Ok::<_, ()>(())).unwrap();
            }
            assert_eq!(opened.root(), other.root(), "{size}");
        }
    }

    #[test]
    fn a_tree_with_something_missing_does_not_open() {
        let mut grown = Grown::to(700);
        let tail = grown.leaves[512..].to_vec();
        let error = Frontier::open(700, &mut grown.tiles, &tail[1..]).unwrap_err();
        assert!(matches!(
            error,
            TreeError::Tail {
                size: 700,
                wanted: 188,
                given: 187
            }
        ));
        let id = TileId { level: 0, index: 1 };
        let tile = grown.tiles.0.remove(&id.as_i64()).unwrap();
        let error = Frontier::open(700, &mut grown.tiles, &tail).unwrap_err();
        assert!(matches!(error, TreeError::Missing(missing) if missing == id));
        grown.tiles.0.insert(id.as_i64(), tile[32..].to_vec());
        assert!(Frontier::open(700, &mut grown.tiles, &tail).is_err());
    }
}
