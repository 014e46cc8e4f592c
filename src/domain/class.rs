//! The class that an inspection gives an item.

use super::lang::Lang;

/// 优品, 良品 or 废品; ordered so that the better class is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// 废品: to be wiped and recycled
    Scrap,
    /// 良品: to be refurbished
    Good,
    /// 优品: fit for sale as it is
    Premium,
}

impl Class {
    /// Every class, best first.
    pub const ALL: [Self; 3] = [Self::Premium, Self::Good, Self::Scrap];

    /// The word in the record, in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Premium => "premium",
            Self::Good => "good",
            Self::Scrap => "scrap",
        }
    }

    /// The class of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == word)
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Premium, Lang::Zh) => "优品",
            (Self::Good, Lang::Zh) => "良品",
            (Self::Scrap, Lang::Zh) => "废品",
            (Self::Premium, Lang::En) => "premium",
            (Self::Good, Lang::En) => "good",
            (Self::Scrap, Lang::En) => "scrap",
        }
    }
}
