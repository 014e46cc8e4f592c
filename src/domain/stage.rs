//! Where an item stands in its life, and which stage may follow which.

use super::lang::Lang;

/// A stage of an item's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Taken in, not yet inspected, or without a class since an inspection refused it
    Received,
    /// Inspected; it has a class
    Graded,
    /// A work order is open
    Refurbishing,
    /// The work order is finished; it waits for another inspection
    Refurbished,
    /// Sold
    Sold,
    /// Handed to a recycler
    Recycled,
    /// Back with its owner
    Returned,
    /// Its intake was undone
    Withdrawn,
}

impl Stage {
    /// Every stage, in the order of a life.
    pub const ALL: [Self; 8] = [
        Self::Received,
        Self::Graded,
        Self::Refurbishing,
        Self::Refurbished,
        Self::Sold,
        Self::Recycled,
        Self::Returned,
        Self::Withdrawn,
    ];

    /// The word in the record, in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Graded => "graded",
            Self::Refurbishing => "refurbishing",
            Self::Refurbished => "refurbished",
            Self::Sold => "sold",
            Self::Recycled => "recycled",
            Self::Returned => "returned",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The stage of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word)
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::En, _) => self.as_str(),
            (Lang::Zh, Self::Received) => "已收货",
            (Lang::Zh, Self::Graded) => "已检测",
            (Lang::Zh, Self::Refurbishing) => "翻新中",
            (Lang::Zh, Self::Refurbished) => "已翻新",
            (Lang::Zh, Self::Sold) => "已售出",
            (Lang::Zh, Self::Recycled) => "已回收",
            (Lang::Zh, Self::Returned) => "已退回",
            (Lang::Zh, Self::Withdrawn) => "已撤销",
        }
    }

    /// Whether the goods are in the warehouse.
    pub const fn is_in_stock(self) -> bool {
        match self {
            Self::Received | Self::Graded | Self::Refurbishing | Self::Refurbished => true,
            Self::Sold | Self::Recycled | Self::Returned | Self::Withdrawn => false,
        }
    }

    /// Whether an item may go from this stage to `next`.
    pub fn may_become(self, next: Self) -> bool {
        LEGAL_MOVES.contains(&(self, next))
    }
}

/// Every legal move between two stages. schema.sql holds the same table; a test compares them.
pub const LEGAL_MOVES: [(Stage, Stage); 20] = [
    (Stage::Received, Stage::Graded),
    (Stage::Received, Stage::Returned),
    (Stage::Received, Stage::Withdrawn),
    (Stage::Graded, Stage::Received),
    (Stage::Graded, Stage::Refurbishing),
    (Stage::Graded, Stage::Refurbished),
    (Stage::Graded, Stage::Sold),
    (Stage::Graded, Stage::Recycled),
    (Stage::Graded, Stage::Returned),
    (Stage::Refurbishing, Stage::Graded),
    (Stage::Refurbishing, Stage::Refurbished),
    (Stage::Refurbished, Stage::Refurbishing),
    (Stage::Refurbished, Stage::Graded),
    (Stage::Refurbished, Stage::Received),
    (Stage::Refurbished, Stage::Returned),
    // What left comes back only when its dispatch is undone.
    (Stage::Sold, Stage::Graded),
    (Stage::Recycled, Stage::Graded),
    (Stage::Returned, Stage::Received),
    (Stage::Returned, Stage::Graded),
    (Stage::Returned, Stage::Refurbished),
];
