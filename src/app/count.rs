//! How many items there are of each class, category, city and so on.

use rustc_hash::FxHashMap;

use super::list::category_name;
use super::{Ctx, select};
use crate::domain::channel::Channel;
use crate::domain::class::Class;
use crate::domain::lang::Lang;
use crate::domain::stage::Stage;
use crate::formats::catalogue::Catalogue;
use crate::store::items::blocks::{Block, Column};
use crate::store::items::list::BriefState;

/// What items are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// Where they stand
    Status,
    /// Class
    Class,
    /// Whether they are held
    Held,
    /// Third-level category
    Category,
    /// Kind
    Kind,
    /// Channel
    Channel,
    /// City
    City,
}

impl Facet {
    /// Every facet.
    pub const ALL: [Self; 7] = [
        Self::Status,
        Self::Class,
        Self::Held,
        Self::Category,
        Self::Kind,
        Self::Channel,
        Self::City,
    ];

    /// The word on the command line, and the key in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Class => "class",
            Self::Held => "held",
            Self::Category => "category",
            Self::Kind => "kind",
            Self::Channel => "channel",
            Self::City => "city",
        }
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::En, _) => self.as_str(),
            (Lang::Zh, Self::Status) => "状态",
            (Lang::Zh, Self::Class) => "等级",
            (Lang::Zh, Self::Held) => "扣留",
            (Lang::Zh, Self::Category) => "分类",
            (Lang::Zh, Self::Kind) => "品类",
            (Lang::Zh, Self::Channel) => "来源渠道",
            (Lang::Zh, Self::City) => "城市",
        }
    }

    /// The facet of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.as_str() == word)
    }

    /// The column that holds it; none where it is of the item's state.
    const fn column(self) -> Option<Column> {
        match self {
            Self::Status | Self::Class | Self::Held => None,
            Self::Category | Self::Kind => Some(Column::Category),
            Self::Channel => Some(Column::Channel),
            Self::City => Some(Column::City),
        }
    }

    /// A small number that stands for an item's value.
    fn key(self, block: &Block, place: usize, state: &BriefState, kinds: &Kinds) -> u32 {
        let position = |at: Option<usize>| at.and_then(|at| u32::try_from(at).ok());
        match self {
            Self::Status => position(Stage::ALL.iter().position(|stage| *stage == state.stage))
                .unwrap_or(u32::MAX),
            Self::Class => {
                let at = Class::ALL
                    .iter()
                    .position(|class| Some(*class) == state.class);
                position(at).unwrap_or(NONE)
            }
            Self::Held => u32::from(state.held),
            Self::Category => block.category(place),
            Self::Kind => kinds.of(block.category(place)),
            Self::Channel => {
                let channel = block.channel(place);
                let at = Channel::ALL
                    .iter()
                    .position(|known| Some(*known) == channel);
                position(at).unwrap_or(NONE)
            }
            Self::City => block.city(place),
        }
    }
}

/// No value.
const NONE: u32 = u32::MAX;

/// The kinds by number, and which categories are of them.
struct Kinds {
    of: FxHashMap<u32, u32>,
}

impl Kinds {
    fn of(&self, category: u32) -> u32 {
        self.of.get(&category).copied().unwrap_or(NONE)
    }
}

/// A value of a facet: what programs read, and what people do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// Word or number; none where items have none
    pub word: Option<String>,
    /// In the language asked for
    pub name: String,
}

/// How many items have these values.
#[derive(Debug, Clone)]
pub struct Counted {
    /// A value for each facet
    pub values: Vec<FacetValue>,
    /// How many items
    pub items: u64,
}

/// Items counted.
#[derive(Debug, Clone)]
pub struct CountReport {
    /// By what
    pub facets: Vec<Facet>,
    /// The most frequent first
    pub rows: Vec<Counted>,
    /// All of them
    pub items: u64,
}

/// Counts the items that are wanted.
pub fn count(
    ctx: &Ctx,
    catalogue: &Catalogue,
    selection: &select::Selection,
    facets: &[Facet],
    lang: Lang,
) -> anyhow::Result<CountReport> {
    let categories = catalogue.categories()?;
    let mut of = FxHashMap::default();
    if facets.contains(&Facet::Kind) {
        for (number, kind) in categories.kinds().iter().enumerate() {
            let number = u32::try_from(number)?;
            of.extend(
                categories
                    .of_kind(&kind.id)
                    .map(|category| (category.id, number)),
            );
        }
    }
    let kinds = Kinds { of };
    let mut counts: FxHashMap<Vec<u32>, u64> = FxHashMap::default();
    let mut key = Vec::with_capacity(facets.len());
    let columns: Vec<Column> = facets.iter().filter_map(|facet| facet.column()).collect();
    let connection = ctx.store.connection();
    select::each_state(connection, selection, &columns, |block, place, state| {
        key.clear();
        key.extend(
            facets
                .iter()
                .map(|facet| facet.key(block, place, state, &kinds)),
        );
        match counts.get_mut(&key) {
            Some(count) => *count += 1,
            None => {
                counts.insert(key.clone(), 1);
            }
        }
        Ok(())
    })?;
    let value = |facet: Facet, key: u32| -> anyhow::Result<FacetValue> {
        let at = usize::try_from(key)?;
        let of = |word: &str, name: &str| FacetValue {
            word: Some(word.to_owned()),
            name: name.to_owned(),
        };
        let none = || FacetValue {
            word: None,
            name: String::new(),
        };
        Ok(match facet {
            Facet::Status => Stage::ALL
                .get(at)
                .map_or_else(none, |stage| of(stage.as_str(), stage.name(lang))),
            Facet::Class => Class::ALL
                .get(at)
                .map_or_else(none, |class| of(class.as_str(), class.name(lang))),
            Facet::Held => match key {
                0 => of("false", lang.pick("否", "no")),
                _ => of("true", lang.pick("是", "yes")),
            },
            Facet::Category => of(&key.to_string(), &category_name(categories, key, lang)),
            Facet::Kind => categories
                .kinds()
                .get(at)
                .map_or_else(none, |kind| of(&kind.id, kind.name.get(lang))),
            Facet::Channel => Channel::ALL
                .get(at)
                .map_or_else(none, |channel| of(channel.as_str(), channel.name(lang))),
            Facet::City => {
                let code = key.to_string();
                let name = catalogue
                    .places()?
                    .city_name(key)
                    .unwrap_or(&code)
                    .to_owned();
                of(&code, &name)
            }
        })
    };
    let mut sorted: Vec<(Vec<u32>, u64)> = counts.into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut rows = Vec::with_capacity(sorted.len());
    for (keys, items) in sorted {
        let values = facets
            .iter()
            .zip(keys)
            .map(|(facet, key)| value(*facet, key));
        rows.push(Counted {
            values: values.collect::<anyhow::Result<_>>()?,
            items,
        });
    }
    Ok(CountReport {
        facets: facets.to_vec(),
        items: rows.iter().map(|row| row.items).sum(),
        rows,
    })
}
