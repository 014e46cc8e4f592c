//! Proofs about the tree, made and verified as in RFC 6962 and RFC 9162.

use super::hash::Hash;
use super::tree::{Frontier, TILE_BYTES, TILE_WIDTH, TileId, Tiles, TreeError, perfect_root};

/// Why a proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf is not in a tree of that size, or the older tree is the larger one.
    #[error("the proof is about leaves that the tree doesn't have")]
    Range,
    /// A proof has exactly as many hashes as the tree's shape asks for.
    #[error("the proof has the wrong number of hashes")]
    Length,
    /// The hashes lead to another root.
    #[error("the proof leads to another root")]
    Root,
}

/// A tree that can be asked about any size up to its own.
#[derive(Debug)]
pub struct Tree<'a, T> {
    frontier: &'a Frontier,
    tiles: &'a mut T,
    /// The tile read last at each level: the hashes of one proof stand close together.
    read: Vec<Option<(u64, Vec<u8>)>>,
}

impl<'a, T: Tiles> Tree<'a, T> {
    /// The tree with that right edge and those full tiles.
    pub fn new(frontier: &'a Frontier, tiles: &'a mut T) -> Self {
        Self {
            frontier,
            tiles,
            read: Vec::new(),
        }
    }

    /// The root as it was when the tree had `size` leaves.
    pub fn root_at(&mut self, size: u64) -> Result<Hash, TreeError> {
        self.check(size)?;
        if size == 0 {
            Ok(Hash::of(&[]))
        } else {
            self.range(0, size)
        }
    }

    /// The proof that leaf `index` is in the tree of `size` leaves.
    pub fn inclusion(&mut self, index: u64, size: u64) -> Result<Vec<Hash>, TreeError> {
        self.check(size)?;
        if index >= size {
            return Err(TreeError::Range { asked: index, size });
        }
        let (mut from, mut to) = (0, size);
        let mut proof = Vec::new();
        while to - from > 1 {
            let middle = from + split(to - from);
            if index < middle {
                proof.push(self.range(middle, to)?);
                to = middle;
            } else {
                proof.push(self.range(from, middle)?);
                from = middle;
            }
        }
        proof.reverse();
        Ok(proof)
    }

    /// The proof that the tree of `new` leaves begins with all of the tree of `old` leaves.
    pub fn consistency(&mut self, old: u64, new: u64) -> Result<Vec<Hash>, TreeError> {
        self.check(new)?;
        if old == 0 || old > new {
            return Err(TreeError::Range {
                asked: old,
                size: new,
            });
        }
        let (mut from, mut to) = (0, new);
        let mut proof = Vec::new();
        while to > old {
            let middle = from + split(to - from);
            if old <= middle {
                proof.push(self.range(middle, to)?);
                to = middle;
            } else {
                proof.push(self.range(from, middle)?);
                from = middle;
            }
        }
        if from > 0 {
            proof.push(self.range(from, to)?);
        }
        proof.reverse();
        Ok(proof)
    }

    fn check(&self, asked: u64) -> Result<(), TreeError> {
        let size = self.frontier.size();
        if asked > size {
            Err(TreeError::Range { asked, size })
        } else {
            Ok(())
        }
    }

    /// The root over the leaves from `from` up to `to`, where `from` fits the tree's shape.
    fn range(&mut self, from: u64, to: u64) -> Result<Hash, TreeError> {
        let width = to - from;
        if width.is_power_of_two() {
            return self.subtree(width.trailing_zeros(), from / width);
        }
        let middle = from + split(width);
        let (left, right) = (self.range(from, middle)?, self.range(middle, to)?);
        Ok(Hash::node(&left.0, &right.0))
    }

    /// The root of the perfect subtree of that height, counted from the left.
    fn subtree(&mut self, height: u32, index: u64) -> Result<Hash, TreeError> {
        let level = (height / 8) as u8;
        let width = 1 << (height % 8);
        let id = TileId {
            level,
            index: index * width / TILE_WIDTH,
        };
        let from = (index * width % TILE_WIDTH) as usize * 32;
        let part = from..from + width as usize * 32;
        let full_tiles = self.frontier.size() >> (8 * (u32::from(level) + 1)).min(63);
        let hashes = if id.index < full_tiles {
            self.tile(id)?
        } else {
            self.frontier.edge(level)
        };
        Ok(perfect_root(&hashes[part]))
    }

    fn tile(&mut self, id: TileId) -> Result<&[u8], TreeError> {
        let level = usize::from(id.level);
        if self.read.len() <= level {
            self.read.resize(level + 1, None);
        }
        let slot = &mut self.read[level];
        if slot.as_ref().is_none_or(|(index, _)| *index != id.index) {
            let bytes = self
                .tiles
                .tile(id)
                .map_err(|source| TreeError::Read { id, source })?;
            let bytes = bytes.ok_or(TreeError::Missing(id))?;
            if bytes.len() != TILE_BYTES {
                return Err(TreeError::Width {
                    id,
                    length: bytes.len(),
                });
            }
            *slot = Some((id.index, bytes));
        }
        Ok(slot.as_ref().map_or(&[], |(_, bytes)| bytes.as_slice()))
    }
}

/// Checks that `leaf` is leaf `index` of the tree of `size` leaves with that root.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Range);
    }
    let (mut place, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place & 1 == 1 || place == last {
            hash = Hash::node(&sibling.0, &hash.0);
            // A node without a right neighbour goes up as it is.
            let skipped = place.trailing_zeros();
            (place, last) = (place >> skipped, last >> skipped);
        } else {
            hash = Hash::node(&hash.0, &sibling.0);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    match (last, hash == *root) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofError::Root),
        _ => Err(ProofError::Length),
    }
}

/// Checks that the tree of `new` leaves begins with all of the tree of `old` leaves.
pub fn verify_consistency(
    old: u64,
    new: u64,
    old_root: &Hash,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old == 0 || old > new {
        return Err(ProofError::Range);
    }
    if old == new {
        return match (proof.is_empty(), old_root == new_root) {
            (true, true) => Ok(()),
            (true, false) => Err(ProofError::Root),
            (false, _) => Err(ProofError::Length),
        };
    }
    // A perfect old tree is a node of the new one, so the proof leaves it out.
    let (start, rest) = match (old.is_power_of_two(), proof.split_first()) {
        (true, _) => (old_root, proof),
        (false, Some((first, rest))) => (first, rest),
        (false, None) => return Err(ProofError::Length),
    };
    let skipped = (old - 1).trailing_ones();
    let (mut place, mut last) = ((old - 1) >> skipped, (new - 1) >> skipped);
    let (mut old_hash, mut new_hash) = (*start, *start);
    for sibling in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place & 1 == 1 || place == last {
            old_hash = Hash::node(&sibling.0, &old_hash.0);
            new_hash = Hash::node(&sibling.0, &new_hash.0);
            let skipped = place.trailing_zeros();
            (place, last) = (place >> skipped, last >> skipped);
        } else {
            new_hash = Hash::node(&new_hash.0, &sibling.0);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    match (last, old_hash == *old_root && new_hash == *new_root) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofError::Root),
        _ => Err(ProofError::Length),
    }
}

/// How many leaves the left side of a tree of `width` > 1 leaves has.
const fn split(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}

#[cfg(test)]
mod tests {
    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
    use proptest::prelude::*;
    use sha2::Sha256;

    use super::super::tree::tests::{Grown, leaf_of};
    use super::*;

    type Judge = MemoryBackedTree<Sha256, Vec<u8>>;

    fn judge(size: u64) -> Judge {
        let mut judge = Judge::new();
        (0..size).for_each(|leaf| judge.push(leaf.to_be_bytes().to_vec()));
        judge
    }

    fn bytes(proof: &[Hash]) -> Vec<u8> {
        proof.iter().flat_map(|hash| hash.0).collect()
    }

    fn root_of(judge: &Judge) -> Hash {
        Hash(judge.root().as_bytes().as_slice().try_into().unwrap())
    }

    /// All about one leaf and one older size, ours and the judge's checked both ways.
    fn check(grown: &mut Grown, judge: &Judge, index: u64, old: u64) {
        let size = grown.frontier.size();
        let root = grown.frontier.root();
        assert_eq!(root, root_of(judge));
        let mut tree = Tree::new(&grown.frontier, &mut grown.tiles);
        let old_root = tree.root_at(old).unwrap();
        let their_root = RootHash::<Sha256>::new(root.0.into(), size);

        let proof = tree.inclusion(index, size).unwrap();
        assert_eq!(
            bytes(&proof),
            judge.prove_inclusion(index as usize).as_bytes()
        );
        let theirs = InclusionProof::from_bytes(bytes(&proof));
        their_root
            .verify_inclusion(&index.to_be_bytes().to_vec(), index, &theirs)
            .unwrap();
        let verify =
            |index, proof: &[Hash]| verify_inclusion(&leaf_of(index), index, size, &root, proof);
        assert_eq!(verify(index, &proof), Ok(()));
        assert_eq!(verify(size, &proof), Err(ProofError::Range));
        assert!(verify_inclusion(&leaf_of(index + 1), index, size, &root, &proof).is_err());
        assert!(
            index == 0
                || verify_inclusion(&leaf_of(index), index - 1, size, &root, &proof).is_err()
        );
        assert_broken(&proof, |proof| verify(index, proof));

        let proof = tree.consistency(old, size).unwrap();
        assert_eq!(
            bytes(&proof),
            judge.prove_consistency((size - old) as usize).as_bytes()
        );
        let theirs = ConsistencyProof::try_from_bytes(bytes(&proof)).unwrap();
        let their_old = RootHash::<Sha256>::new(old_root.0.into(), old);
        their_root.verify_consistency(&their_old, &theirs).unwrap();
        let verify = |proof: &[Hash]| verify_consistency(old, size, &old_root, &root, proof);
        assert_eq!(verify(&proof), Ok(()));
        assert_broken(&proof, verify);
        let other = Hash([1; 32]);
        assert!(verify_consistency(old, size, &other, &root, &proof).is_err());
        assert!(verify_consistency(old, size, &old_root, &other, &proof).is_err());
    }

    /// A proof with any hash changed, left out or added proves nothing.
    fn assert_broken(proof: &[Hash], verify: impl Fn(&[Hash]) -> Result<(), ProofError>) {
        for place in 0..proof.len() {
            let mut broken = proof.to_vec();
            broken[place].0[7] ^= 1;
            assert_eq!(verify(&broken), Err(ProofError::Root));
            broken.remove(place);
            assert!(verify(&broken).is_err());
        }
        let longer = [proof, &[Hash([0; 32])]].concat();
        assert_eq!(verify(&longer), Err(ProofError::Length));
    }

    #[test]
    fn every_proof_of_a_small_tree_is_the_judges() {
        for size in 1..=40 {
            let (mut grown, judge) = (Grown::to(size), judge(size));
            for place in 0..size {
                check(&mut grown, &judge, place, size - place);
            }
        }
    }

    #[test]
    fn proofs_hold_where_tiles_begin_and_end() {
        let (mut grown, mut judge) = (Grown::default(), Judge::new());
        for size in [255, 256, 257, 511, 513, 65_535, 65_536, 65_537, 65_800] {
            (judge.len()..size).for_each(|leaf| judge.push(leaf.to_be_bytes().to_vec()));
            grown.grow(size);
            for place in [
                0,
                1,
                127,
                254,
                255,
                256,
                257,
                512,
                65_279,
                65_535,
                65_536,
                size - 1,
            ] {
                if place < size {
                    check(&mut grown, &judge, place, place + 1);
                }
            }
        }
    }

    #[test]
    fn what_the_tree_has_not_is_refused() {
        let mut grown = Grown::to(300);
        let mut tree = Tree::new(&grown.frontier, &mut grown.tiles);
        assert!(matches!(
            tree.root_at(301),
            Err(TreeError::Range {
                asked: 301,
                size: 300
            })
        ));
        assert!(matches!(
            tree.inclusion(5, 5),
            Err(TreeError::Range { asked: 5, size: 5 })
        ));
        assert!(matches!(
            tree.consistency(0, 5),
            Err(TreeError::Range { asked: 0, size: 5 })
        ));
        assert!(matches!(
            tree.consistency(6, 5),
            Err(TreeError::Range { asked: 6, size: 5 })
        ));
        assert!(tree.inclusion(5, 301).is_err());
        assert_eq!(tree.root_at(0).unwrap(), Hash::of(&[]));
        grown.tiles.0.clear();
        let mut tree = Tree::new(&grown.frontier, &mut grown.tiles);
        assert!(matches!(tree.inclusion(5, 300), Err(TreeError::Missing(_))));
    }

    #[test]
    fn sizes_that_never_were_are_refused() {
        let hash = Hash([1; 32]);
        for (old, new) in [(0, 0), (0, 1), (2, 1), (u64::MAX, 1)] {
            let result = verify_consistency(old, new, &hash, &hash, &[]);
            assert_eq!(result, Err(ProofError::Range));
        }
        let proof = [hash; 70];
        assert!(verify_consistency(u64::MAX - 1, u64::MAX, &hash, &hash, &proof).is_err());
        assert!(verify_inclusion(&hash, u64::MAX - 1, u64::MAX, &hash, &proof).is_err());
        assert!(verify_inclusion(&hash, 0, 0, &hash, &[]).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30))]

        #[test]
        fn proofs_are_the_judges(size in 1_u64..5000, index: u64, old: u64) {
            check(&mut Grown::to(size), &judge(size), index % size, old % size + 1);
        }
    }
}
