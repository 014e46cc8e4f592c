//! Which items of a batch a second person checks: drawn by a seed, so that anybody can draw the
//! same again, and nobody can choose.

use sha2::{Digest as _, Sha256};

/// The items to be checked of `codes`: `share_bp` hundredths of a percent of them, at least one.
///
/// The order of `codes` does not matter, nor does a code that is there twice. Each item's place
/// follows from the seed and its own code alone, so that a greater share holds the smaller one.
pub fn sample<'a>(codes: &[&'a str], share_bp: u32, seed: u64) -> Vec<&'a str> {
    let mut drawn: Vec<([u8; 32], &str)> =
        codes.iter().map(|code| (lot(code, seed), *code)).collect();
    drawn.sort_unstable();
    drawn.dedup();
    let wanted = (drawn.len() as u64)
        .saturating_mul(u64::from(share_bp.min(10_000)))
        .div_ceil(10_000)
        .max(1);
    drawn.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
    let mut codes: Vec<&str> = drawn.into_iter().map(|(_, code)| code).collect();
    codes.sort_unstable();
    codes
}

/// An item's lot. The words and the form are fixed: samples that are on record are drawn by them.
fn lot(code: &str, seed: u64) -> [u8; 32] {
    Sha256::new()
        .chain_update(b"regrade-sample/v1\n")
        .chain_update(seed.to_be_bytes())
        .chain_update(code.as_bytes())
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes() -> Vec<String> {
        (0..1000)
            .map(|number| format!("ITEM-{number:04}"))
            .collect()
    }

    #[test]
    fn a_sample_can_be_drawn_again_from_any_order() {
        let codes = codes();
        let mut codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let first = sample(&codes, 500, 7);
        assert_eq!(first.len(), 50);
        codes.reverse();
        codes.push("ITEM-0001");
        assert_eq!(sample(&codes, 500, 7), first);
        assert_ne!(sample(&codes, 500, 8), first);
        let wider = sample(&codes, 1000, 7);
        assert!(first.iter().all(|code| wider.contains(code)));
    }

    #[test]
    fn at_least_one_and_never_more_than_all() {
        assert!(sample(&[], 500, 1).is_empty());
        assert_eq!(sample(&["A"], 1, 1), ["A"]);
        assert_eq!(sample(&["A", "B"], 0, 1).len(), 1);
        assert_eq!(sample(&["A", "B"], u32::MAX, 1), ["A", "B"]);
    }

    #[test]
    fn samples_on_record_stay_as_they_were_drawn() {
        let codes = codes();
        let codes: Vec<&str> = codes.iter().map(String::as_str).take(40).collect();
        assert_eq!(sample(&codes, 500, 1), ["ITEM-0014", "ITEM-0029"]);
    }

    #[test]
    fn every_item_may_be_drawn() {
        let codes = codes();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let mut drawn = std::collections::BTreeSet::new();
        for seed in 0..200 {
            drawn.extend(sample(&codes, 500, seed));
        }
        assert!(drawn.len() > 990, "{}", drawn.len());
    }
}
