//! Partners: who may do which work on which goods, and which of them is chosen.

use super::calendar::Calendar;
use crate::domain::lang::{Lang, Text};
use crate::domain::valuation::Brands;

/// The partner that is the house itself.
pub const IN_HOUSE: &str = "in-house";

/// What a partner does for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerKind {
    /// Repairs goods and gives them back
    Refurbisher,
    /// Takes scrap for its material
    Recycler,
    /// Wipes or destroys storage media
    Eraser,
}

impl PartnerKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Refurbisher, Self::Recycler, Self::Eraser];

    /// The word in the file, in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refurbisher => "refurbisher",
            Self::Recycler => "recycler",
            Self::Eraser => "eraser",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::En, _) => self.as_str(),
            (Lang::Zh, Self::Refurbisher) => "翻新方",
            (Lang::Zh, Self::Recycler) => "回收方",
            (Lang::Zh, Self::Eraser) => "数据清除方",
        }
    }
}

/// Which goods a partner takes; what is empty takes any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Brands, by any of their names
    pub brands: Vec<String>,
    /// Words of which the model's name must have one
    pub models: Vec<String>,
    /// Third-level categories
    pub categories: Vec<u32>,
    /// Kinds, the second level
    pub kinds: Vec<String>,
}

/// Whom to speak to: a role and a place, never a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The role
    pub role: Text,
    /// Where that role is reached
    pub at: Text,
}

/// A partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// The word in the record
    pub id: String,
    /// What staff read
    pub name: Text,
    /// What it does for us
    pub kind: PartnerKind,
    /// Where what is said here comes from
    pub source: String,
    /// Which goods it takes
    pub scope: Scope,
    /// The operations it does, as `STANDARD.OPERATION` or `STANDARD.*`; `*` is any
    pub operations: Vec<String>,
    /// Whether, by contract, it may be given media that are not wiped
    pub may_hold_data: bool,
    /// Whom to speak to
    pub contact: Contact,
    /// The working days in which it promises to give goods back
    pub turnaround_days: i64,
    /// When it works
    pub calendar: Calendar,
}

impl Partner {
    /// Whether it does that operation of that standard.
    pub fn does(&self, standard: &str, op: &str) -> bool {
        self.operations
            .iter()
            .any(|known| match known.split_once('.') {
                Some((of, "*")) => of == standard,
                Some((of, one)) => of == standard && one == op,
                None => known == "*",
            })
    }
}

/// Goods and the work on them, for which a partner is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Job<'j> {
    /// Third-level category
    pub category: u32,
    /// Its kind
    pub kind: &'j str,
    /// As declared
    pub brand: &'j str,
    /// As declared
    pub model: &'j str,
    /// The standard whose operations they are
    pub standard: &'j str,
    /// The operations
    pub ops: &'j [&'j str],
}

/// A partner that was found, or why the one named is none for this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen<'p> {
    /// This one
    Partner(&'p Partner),
    /// There is none of that name
    Unknown,
    /// It is no refurbisher
    OtherKind(&'p Partner),
    /// It does not take such goods
    OtherGoods(&'p Partner),
    /// It does not do this operation
    NotDone(&'p Partner, String),
}

/// Every partner there is.
#[derive(Debug, Clone, Default)]
pub struct Partners {
    all: Vec<Partner>,
    brands: Brands,
}

impl Partners {
    /// These partners, whose brands go by those names.
    pub fn new(all: Vec<Partner>, brands: Brands) -> Self {
        Self { all, brands }
    }

    /// Every partner, in the file's order.
    pub fn all(&self) -> &[Partner] {
        &self.all
    }

    /// The partner of that id.
    pub fn get(&self, id: &str) -> Option<&Partner> {
        self.all.iter().find(|partner| partner.id == id)
    }

    /// The refurbisher for a job: the one whose scope is the narrowest of those that take such
    /// goods and do all of the work, the first of the file among equals; the in-house bench where
    /// there is none. Nothing to repair is done in the house.
    pub fn choose(&self, job: &Job<'_>) -> Option<&Partner> {
        let takes = |partner: &&Partner| {
            partner.kind == PartnerKind::Refurbisher
                && partner.id != IN_HOUSE
                && job.ops.iter().all(|op| partner.does(job.standard, op))
        };
        let mut best: Option<(u32, &Partner)> = None;
        for partner in self.all.iter().filter(takes) {
            let Some(rank) = self.rank(partner, job) else {
                continue;
            };
            if !job.ops.is_empty() && best.is_none_or(|(least, _)| rank > least) {
                best = Some((rank, partner));
            }
        }
        best.map(|(_, partner)| partner).or(self.get(IN_HOUSE))
    }

    /// The partner named `id` for a job, or why not.
    pub fn named(&self, id: &str, job: &Job<'_>) -> Chosen<'_> {
        let Some(partner) = self.get(id) else {
            return Chosen::Unknown;
        };
        if partner.kind != PartnerKind::Refurbisher {
            return Chosen::OtherKind(partner);
        }
        if self.rank(partner, job).is_none() {
            return Chosen::OtherGoods(partner);
        }
        let undone = job.ops.iter().find(|op| !partner.does(job.standard, op));
        match undone {
            Some(op) => Chosen::NotDone(partner, (*op).to_owned()),
            None => Chosen::Partner(partner),
        }
    }

    /// How narrowly the partner's scope fits; none where it does not.
    fn rank(&self, partner: &Partner, job: &Job<'_>) -> Option<u32> {
        let scope = &partner.scope;
        let brand = self.brands.key(job.brand);
        let fits = |list_is_empty: bool, found: bool, rank: u32| match (list_is_empty, found) {
            (true, _) => Some(0),
            (false, true) => Some(rank),
            (false, false) => None,
        };
        let has_brand = scope
            .brands
            .iter()
            .any(|name| self.brands.key(name) == brand);
        let model = job.model.to_lowercase();
        let has_model = scope
            .models
            .iter()
            .any(|word| model.contains(&word.to_lowercase()));
        let by_brand = fits(scope.brands.is_empty(), has_brand, 4)?;
        let by_model = fits(scope.models.is_empty(), has_model, 8)?;
        let has_category = scope.categories.contains(&job.category);
        let has_kind = scope.kinds.iter().any(|kind| kind == job.kind);
        let by_goods = match (scope.categories.is_empty(), scope.kinds.is_empty()) {
            (true, true) => 0,
            _ if has_category => 2,
            _ if has_kind => 1,
            _ => return None,
        };
        Some(by_brand + by_model + by_goods)
    }
}
