//! The 252 categories 三级分类 and their 115 kinds 品类, found by id or by name.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization as _;

use crate::domain::lang::Text;

/// What goods of a category are usually worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Little
    Low,
    /// Middling
    Mid,
    /// Much
    High,
}

/// Which code tells one item of a category from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SerialKind {
    /// A mobile device's 15 digits
    Imei,
    /// The maker's serial number
    Serial,
    /// A vehicle's number
    Vin,
    /// A bicycle's frame number
    Frame,
    /// A book's number
    Isbn,
    /// A periodical's number
    Issn,
    /// The number of an expert's certificate
    Certificate,
    /// A maker's style number
    Style,
    /// Nothing
    None,
}

impl Tier {
    /// Every tier, lowest first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Mid, Self::High];

    /// The word in the catalogue and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Mid => "mid",
            Self::High => "high",
        }
    }
}

impl SerialKind {
    /// Every kind of serial.
    pub const ALL: [Self; 9] = [
        Self::Imei,
        Self::Serial,
        Self::Vin,
        Self::Frame,
        Self::Isbn,
        Self::Issn,
        Self::Certificate,
        Self::Style,
        Self::None,
    ];

    /// The word in the catalogue and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Imei => "imei",
            Self::Serial => "serial",
            Self::Vin => "vin",
            Self::Frame => "frame",
            Self::Isbn => "isbn",
            Self::Issn => "issn",
            Self::Certificate => "certificate",
            Self::Style => "style",
            Self::None => "none",
        }
    }
}

/// A category of goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The number by which files and events name it
    pub id: u32,
    /// What staff read
    pub name: Text,
    /// The first level's code
    pub department_code: String,
    /// The first level's name
    pub department: Text,
    /// The id of the second level, its kind
    pub kind_id: String,
    /// The kind's name
    pub kind: Text,
    /// What such goods are usually worth
    pub tier: Tier,
    /// Whether such goods hold their owner's data
    pub bears_data: bool,
    /// Which code tells one item from another
    pub serial_kind: SerialKind,
    /// S, M, L or XL
    pub weight_class: String,
    /// Whether a lithium battery is in it
    pub has_lithium: bool,
    /// The standard that grades it
    pub standard_id: String,
    /// Where the category comes from
    pub source: String,
}

/// A kind of goods, the second level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Such as `smartphone`
    pub id: String,
    /// What staff read
    pub name: Text,
}

/// Why a name is no category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameError {
    /// No category has this id, name or synonym
    Unknown,
    /// Several have it
    Several(Vec<u32>),
}

#[derive(Debug, Clone)]
enum Named {
    One(u32),
    Several(Vec<u32>),
}

/// Every category, with lookups by id and by name.
#[derive(Debug, Clone, Default)]
pub struct Categories {
    all: Vec<Category>,
    by_id: FxHashMap<u32, u32>,
    by_name: FxHashMap<String, Named>,
}

impl Categories {
    /// The lookups over the categories of a file, ids once each.
    pub fn new(all: Vec<Category>) -> Result<Self, String> {
        let mut categories = Self::default();
        for (place, category) in all.iter().enumerate() {
            if categories.by_id.insert(category.id, place as u32).is_some() {
                return Err(format!("id {} stands twice", category.id));
            }
            for name in [&category.name.zh, &category.name.en] {
                categories.add_name(name, category.id);
            }
        }
        categories.all = all;
        Ok(categories)
    }

    /// Adds another name for a category; a name in use is refused.
    pub fn add_synonym(&mut self, alias: &str, id: u32) -> Result<(), String> {
        if self.get(id).is_none() {
            return Err(format!("{alias} names category {id}, which there is not"));
        }
        if self.find(alias).is_ok() {
            return Err(format!("{alias} is a category's name already"));
        }
        self.add_name(alias, id);
        Ok(())
    }

    /// Every category, in the order of the file.
    pub fn all(&self) -> &[Category] {
        &self.all
    }

    /// The category of that id.
    pub fn get(&self, id: u32) -> Option<&Category> {
        self.by_id.get(&id).map(|&place| &self.all[place as usize])
    }

    /// Every kind once, in the order of the file.
    pub fn kinds(&self) -> Vec<Kind> {
        let mut seen = rustc_hash::FxHashSet::default();
        self.all
            .iter()
            .filter(|category| seen.insert(category.kind_id.as_str()))
            .map(|category| Kind {
                id: category.kind_id.clone(),
                name: category.kind.clone(),
            })
            .collect()
    }

    /// The categories of a kind.
    pub fn of_kind<'a>(&'a self, kind_id: &'a str) -> impl Iterator<Item = &'a Category> {
        self.all
            .iter()
            .filter(move |category| category.kind_id == kind_id)
    }

    /// The category that an id, a Chinese or English name, or a synonym means; never a near one.
    pub fn find(&self, text: &str) -> Result<&Category, NameError> {
        if let Some(named) = self.by_name.get(text) {
            return self.named(named);
        }
        let all_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if all_digits && let Ok(id) = text.parse::<u32>() {
            return self.get(id).ok_or(NameError::Unknown);
        }
        self.by_name
            .get(&folded(text))
            .map_or(Err(NameError::Unknown), |named| self.named(named))
    }

    fn named(&self, named: &Named) -> Result<&Category, NameError> {
        match named {
            Named::One(place_id) => self.get(*place_id).ok_or(NameError::Unknown),
            Named::Several(ids) => Err(NameError::Several(ids.clone())),
        }
    }

    fn add_name(&mut self, name: &str, id: u32) {
        for key in [name.to_owned(), folded(name)] {
            match self.by_name.entry(key) {
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(Named::One(id));
                }
                std::collections::hash_map::Entry::Occupied(mut taken) => match taken.get_mut() {
                    Named::One(other) if *other == id => {}
                    Named::One(other) => {
                        let ids = vec![*other, id];
                        taken.insert(Named::Several(ids));
                    }
                    Named::Several(ids) if ids.contains(&id) => {}
                    Named::Several(ids) => ids.push(id),
                },
            }
        }
    }
}

/// Full-width forms and capitals are one with the plain ones.
fn folded(name: &str) -> String {
    name.nfkc().flat_map(char::to_lowercase).collect()
}
