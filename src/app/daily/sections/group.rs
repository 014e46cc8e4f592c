//! Groups what is counted by what a row stands for.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::domain::daily::Key;

/// What belongs to each key, in the order of the keys' words.
///
/// Each thing comes with a number that decides its key, so that keys are made once a number and not
/// once a thing.
pub(super) fn grouped<T>(
    things: impl Iterator<Item = (u32, T)>,
    key: impl Fn(u32) -> Key,
) -> Vec<(Key, Vec<T>)> {
    let mut numbered: FxHashMap<u32, Vec<T>> = FxHashMap::default();
    for (number, thing) in things {
        numbered.entry(number).or_default().push(thing);
    }
    let mut numbered: Vec<(u32, Vec<T>)> = numbered.into_iter().collect();
    numbered.sort_unstable_by_key(|(number, _)| *number);
    let mut rows: BTreeMap<String, (Key, Vec<T>)> = BTreeMap::new();
    for (number, things) in numbered {
        let key = key(number);
        let row = rows.entry(key.id.clone());
        row.or_insert_with(|| (key, Vec::new())).1.extend(things);
    }
    rows.into_values().collect()
}
