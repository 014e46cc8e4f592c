//! The names of one brand: 苹果 is Apple.

use rustc_hash::FxHashMap;

use super::fold;

/// Which names are the same brand.
#[derive(Debug, Clone, Default)]
pub struct Brands {
    /// From each folded name to the brand's own.
    own: FxHashMap<String, String>,
    /// From a brand's own folded name to every other.
    others: FxHashMap<String, Vec<String>>,
}

impl Brands {
    /// Says that `alias` is another name of `brand`; refused with the brand that it is already.
    pub fn add(&mut self, alias: &str, brand: &str) -> Result<(), String> {
        let (alias, brand) = (fold::name(alias), fold::name(brand));
        if let Some(other) = self.own.get(&brand) {
            return Err(other.clone());
        }
        if self.others.contains_key(&alias) {
            return Err(alias);
        }
        match self.own.get(&alias) {
            Some(other) if *other != brand => return Err(other.clone()),
            Some(_) => return Ok(()),
            None => {}
        }
        self.own.insert(alias.clone(), brand.clone());
        self.others.entry(brand).or_default().push(alias);
        Ok(())
    }

    /// The one name by which a brand is compared; of `Apple/苹果` the one that both are.
    pub fn key(&self, brand: &str) -> String {
        let folded = fold::name(brand);
        if let Some(own) = self.own.get(&folded) {
            return own.clone();
        }
        let is_between = |c: char| matches!(c, '/' | '(' | ')' | '（' | '）' | '|' | ',' | '，');
        if !brand.contains(is_between) {
            return folded;
        }
        let mut parts = brand
            .split(is_between)
            .map(fold::name)
            .filter(|part| !part.is_empty())
            .map(|part| self.own.get(&part).cloned().unwrap_or(part));
        match parts.next() {
            Some(first) if parts.all(|part| part == first) => first,
            _ => folded,
        }
    }

    /// The name by which a model of the brand is compared: without the brand before it.
    pub(super) fn model_key(&self, brand_key: &str, model: &str) -> String {
        let folded = fold::name(model);
        let others = self.others.get(brand_key).into_iter().flatten();
        let names = others.map(String::as_str).chain([brand_key]);
        let rest = names
            .filter(|name| !name.is_empty())
            .filter_map(|name| {
                let rest = folded.strip_prefix(name)?;
                // `mi` is a word of `mi6` and none of `mix2`.
                let is_word = !name.ends_with(|c: char| c.is_ascii_alphabetic())
                    || model_has_word(model, name.chars().count());
                (is_word && !rest.is_empty()).then_some(rest)
            })
            .min_by_key(|rest| rest.len());
        rest.map_or(folded.clone(), str::to_owned)
    }
}

/// Whether the first `letters` letters of `model` are not the beginning of a longer word.
fn model_has_word(model: &str, letters: usize) -> bool {
    let mut rest = model.chars();
    let mut left = letters;
    while left > 0 {
        match rest.next() {
            Some(c) if fold::name(c.encode_utf8(&mut [0; 4])).is_empty() => {}
            Some(_) => left -= 1,
            None => return false,
        }
    }
    !rest.next().is_some_and(|c| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brands() -> Brands {
        let mut brands = Brands::default();
        for (alias, brand) in [("苹果", "Apple"), ("小米", "Xiaomi"), ("mi", "Xiaomi")] {
            brands.add(alias, brand).unwrap();
        }
        brands
    }

    #[test]
    fn every_name_of_a_brand_is_the_brand() {
        let brands = brands();
        for name in ["Apple", "apple ", "苹果", "Apple/苹果", "苹果（Apple）"] {
            assert_eq!(brands.key(name), "apple", "{name}");
        }
        assert_eq!(brands.key("苹果/小米"), "苹果小米");
        assert_eq!(brands.key(""), "");
    }

    #[test]
    fn a_model_is_compared_without_its_brand() {
        let brands = brands();
        for model in ["iPhone 7", "Apple iPhone 7", "苹果iPhone7"] {
            assert_eq!(brands.model_key("apple", model), "iphone7", "{model}");
        }
        assert_eq!(brands.model_key("xiaomi", "小米6"), "6");
        assert_eq!(brands.model_key("xiaomi", "MI 6"), "6");
        assert_eq!(brands.model_key("xiaomi", "MIX 2"), "mix2");
        assert_eq!(brands.model_key("xiaomi", "小米"), "小米");
    }

    #[test]
    fn a_name_means_one_brand() {
        let mut brands = brands();
        assert_eq!(brands.add("苹果", "Xiaomi"), Err("apple".to_owned()));
        assert_eq!(brands.add("Apple", "Pear"), Err("apple".to_owned()));
        assert_eq!(brands.add("Pear", "苹果"), Err("apple".to_owned()));
        assert_eq!(brands.add("苹果", "apple"), Ok(()));
    }
}
