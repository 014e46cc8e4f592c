//! The catalogue's files, from their text to the domain's lists. Opens no files: the built-in texts
//! are part of the binary, and a site's own text replaces a whole file.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::domain::catalogue::{
    CatalogueError, Categories, Category, Places, Region, SerialKind, StandardName, Standards, Tier,
};
use crate::domain::lang::Text;
use crate::domain::pickup::{Field, HeaderWords};
use crate::domain::refurbish::Partners;
use crate::domain::valuation::{AgeCurves, Brands, PriceBook};
use crate::domain::wipe::{KnownSerials, MediaTable, Profiles};
use crate::formats::{partners, prices, wipe_policy};

/// The family of standards whose goods are sold in a seal bag.
const LUXURY: &str = "luxury";

/// The text of each catalogue file.
#[derive(Debug, Clone)]
pub struct CatalogueTexts {
    /// `categories.csv`
    pub categories: std::borrow::Cow<'static, str>,
    /// `category_synonyms.csv`
    pub synonyms: std::borrow::Cow<'static, str>,
    /// `standards.csv`
    pub standards: std::borrow::Cow<'static, str>,
    /// `regions.csv`
    pub regions: std::borrow::Cow<'static, str>,
    /// `same_day_cities.csv`
    pub same_day_cities: std::borrow::Cow<'static, str>,
    /// `headers.toml`
    pub headers: std::borrow::Cow<'static, str>,
    /// `price_book.csv`, in any encoding of the trade
    pub price_book: std::borrow::Cow<'static, [u8]>,
    /// `brand_synonyms.csv`
    pub brands: std::borrow::Cow<'static, str>,
    /// `age_curves.toml`
    pub age_curves: std::borrow::Cow<'static, str>,
    /// `partners.toml`
    pub partners: std::borrow::Cow<'static, str>,
    /// `media_table.toml`
    pub media_table: std::borrow::Cow<'static, str>,
    /// `wipe_profiles.toml`
    pub wipe_profiles: std::borrow::Cow<'static, str>,
    /// `serial_placeholders.toml`
    pub serial_placeholders: std::borrow::Cow<'static, str>,
}

impl Default for CatalogueTexts {
    /// The files built into the binary.
    fn default() -> Self {
        Self {
            categories: include_str!("../../catalogue/categories.csv").into(),
            synonyms: include_str!("../../catalogue/category_synonyms.csv").into(),
            standards: include_str!("../../catalogue/standards.csv").into(),
            regions: include_str!("../../catalogue/regions.csv").into(),
            same_day_cities: include_str!("../../catalogue/same_day_cities.csv").into(),
            headers: include_str!("../../catalogue/headers.toml").into(),
            price_book: include_bytes!("../../catalogue/price_book.csv").into(),
            brands: include_str!("../../catalogue/brand_synonyms.csv").into(),
            age_curves: include_str!("../../catalogue/age_curves.toml").into(),
            partners: include_str!("../../catalogue/partners.toml").into(),
            media_table: include_str!("../../catalogue/media_table.toml").into(),
            wipe_profiles: include_str!("../../catalogue/wipe_profiles.toml").into(),
            serial_placeholders: include_str!("../../catalogue/serial_placeholders.toml").into(),
        }
    }
}

/// The catalogue, each part read when it is first asked for: a program that lists needs no regions.
#[derive(Debug, Default)]
pub struct Catalogue {
    texts: CatalogueTexts,
    categories: OnceLock<Categories>,
    category_names: OnceLock<FxHashMap<u32, Text>>,
    standards: OnceLock<Standards>,
    places: OnceLock<Places>,
    header_words: OnceLock<HeaderWords>,
    price_book: OnceLock<PriceBook>,
    age_curves: OnceLock<AgeCurves>,
    partners: OnceLock<Partners>,
    media_table: OnceLock<MediaTable>,
    wipe_profiles: OnceLock<Profiles>,
    known_serials: OnceLock<KnownSerials>,
}

impl Catalogue {
    /// A catalogue over these texts.
    pub fn new(texts: CatalogueTexts) -> Self {
        Self {
            texts,
            ..Self::default()
        }
    }

    /// The categories with their synonyms.
    pub fn categories(&self) -> Result<&Categories, CatalogueError> {
        kept(&self.categories, || {
            categories(&self.texts.categories, &self.texts.synonyms)
        })
    }

    /// The categories' names alone, which is all that a list needs: a tenth of the work.
    pub fn category_names(&self) -> Result<&FxHashMap<u32, Text>, CatalogueError> {
        kept(&self.category_names, || {
            category_names(&self.texts.categories)
        })
    }

    /// The standards' list.
    pub fn standards(&self) -> Result<&Standards, CatalogueError> {
        kept(&self.standards, || standards(&self.texts.standards))
    }

    /// Whether goods of this category are luxury, as the family of their standard says.
    pub fn is_luxury(&self, category: u32) -> Result<bool, CatalogueError> {
        let Some(category) = self.categories()?.get(category) else {
            return Ok(false);
        };
        let standard = self.standards()?.get(&category.standard_id);
        Ok(standard.is_some_and(|standard| standard.family == LUXURY))
    }

    /// The places and the same-day cities.
    pub fn places(&self) -> Result<&Places, CatalogueError> {
        kept(&self.places, || {
            places(&self.texts.regions, &self.texts.same_day_cities)
        })
    }

    /// The known header names.
    pub fn header_words(&self) -> Result<&HeaderWords, CatalogueError> {
        kept(&self.header_words, || header_words(&self.texts.headers))
    }

    /// The price book.
    pub fn price_book(&self) -> Result<&PriceBook, CatalogueError> {
        kept(&self.price_book, || {
            let book = self.other_price_book(&self.texts.price_book)?;
            book.map_err(|problem| CatalogueError {
                file: "price_book.csv",
                problem,
            })
        })
    }

    /// Another price book than the one in force; the inner error is what is wrong with it.
    pub fn other_price_book(
        &self,
        bytes: &[u8],
    ) -> Result<Result<PriceBook, String>, CatalogueError> {
        Ok(prices::price_book(
            bytes,
            self.brands()?,
            self.categories()?,
        ))
    }

    fn brands(&self) -> Result<Brands, CatalogueError> {
        prices::brands(&self.texts.brands).map_err(|problem| CatalogueError {
            file: "brand_synonyms.csv",
            problem,
        })
    }

    /// How the value of goods falls with their age.
    pub fn age_curves(&self) -> Result<&AgeCurves, CatalogueError> {
        kept(&self.age_curves, || {
            prices::age_curves(&self.texts.age_curves).map_err(|problem| CatalogueError {
                file: "age_curves.toml",
                problem,
            })
        })
    }

    /// Who works for the warehouse.
    pub fn partners(&self) -> Result<&Partners, CatalogueError> {
        kept(&self.partners, || {
            let (categories, standards) = (self.categories()?, self.standards()?);
            partners::partners(&self.texts.partners, self.brands()?, categories, standards).map_err(
                |problem| CatalogueError {
                    file: "partners.toml",
                    problem,
                },
            )
        })
    }

    /// Technique by medium: the level reached.
    pub fn media_table(&self) -> Result<&MediaTable, CatalogueError> {
        kept(&self.media_table, || {
            wipe_policy::media_table(&self.texts.media_table).map_err(|problem| CatalogueError {
                file: "media_table.toml",
                problem,
            })
        })
    }

    /// What a site may ask of a sanitization.
    pub fn wipe_profiles(&self) -> Result<&Profiles, CatalogueError> {
        kept(&self.wipe_profiles, || {
            wipe_policy::profiles(&self.texts.wipe_profiles).map_err(|problem| CatalogueError {
                file: "wipe_profiles.toml",
                problem,
            })
        })
    }

    /// Serial numbers that say nothing.
    pub fn known_serials(&self) -> Result<&KnownSerials, CatalogueError> {
        kept(&self.known_serials, || {
            wipe_policy::serials(&self.texts.serial_placeholders).map_err(|problem| {
                CatalogueError {
                    file: "serial_placeholders.toml",
                    problem,
                }
            })
        })
    }
}

fn kept<T>(
    cell: &OnceLock<T>,
    read: impl FnOnce() -> Result<T, CatalogueError>,
) -> Result<&T, CatalogueError> {
    if let Some(value) = cell.get() {
        return Ok(value);
    }
    let value = read()?;
    Ok(cell.get_or_init(|| value))
}

/// Reads the ids and names of `categories.csv`.
fn category_names(text: &str) -> Result<FxHashMap<u32, Text>, CatalogueError> {
    let broken = |problem: String| CatalogueError {
        file: "categories.csv",
        problem,
    };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader
        .headers()
        .map_err(|error| broken(error.to_string()))?
        .clone();
    let place = |name: &str| {
        let place = header.iter().position(|column| column == name);
        place.ok_or_else(|| broken(format!("it has no column {name}")))
    };
    let (id, zh, en) = (place("l3_id")?, place("l3_zh")?, place("l3_en")?);
    let mut names = FxHashMap::default();
    // The text is UTF-8, so that only the cells that are kept are looked at again.
    let mut row = csv::ByteRecord::new();
    while reader
        .read_byte_record(&mut row)
        .map_err(|error| broken(error.to_string()))?
    {
        let cell =
            |place: usize| String::from_utf8_lossy(row.get(place).unwrap_or_default()).into_owned();
        let id = cell(id)
            .parse()
            .map_err(|_| broken(format!("`{}` is no id", cell(id))))?;
        names.insert(
            id,
            Text {
                zh: cell(zh),
                en: cell(en),
            },
        );
    }
    Ok(names)
}

#[derive(Deserialize)]
struct CategoryLine {
    l1_code: String,
    l1_zh: String,
    l1_en: String,
    l2_id: String,
    l2_zh: String,
    l2_en: String,
    l3_id: u32,
    l3_zh: String,
    l3_en: String,
    value_tier: String,
    data_bearing: String,
    serial_kind: String,
    weight_class: String,
    lithium: String,
    standard_id: String,
    source: String,
}

/// Reads `categories.csv` and `category_synonyms.csv`.
pub fn categories(text: &str, synonyms: &str) -> Result<Categories, CatalogueError> {
    const FILE: &str = "categories.csv";
    const SYNONYMS: &str = "category_synonyms.csv";
    let all = lines::<CategoryLine>(FILE, text)?
        .into_iter()
        .map(|line| {
            category(line).map_err(|problem| CatalogueError {
                file: FILE,
                problem,
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let mut categories = Categories::new(all).map_err(|problem| CatalogueError {
        file: FILE,
        problem,
    })?;
    for (alias, id) in lines::<(String, u32)>(SYNONYMS, synonyms)? {
        categories
            .add_synonym(&alias, id)
            .map_err(|problem| CatalogueError {
                file: SYNONYMS,
                problem,
            })?;
    }
    Ok(categories)
}

fn category(line: CategoryLine) -> Result<Category, String> {
    let id = line.l3_id;
    Ok(Category {
        id,
        name: Text {
            zh: line.l3_zh,
            en: line.l3_en,
        },
        department_code: line.l1_code,
        department: Text {
            zh: line.l1_zh,
            en: line.l1_en,
        },
        kind_id: line.l2_id,
        kind: Text {
            zh: line.l2_zh,
            en: line.l2_en,
        },
        tier: Tier::ALL
            .into_iter()
            .find(|tier| tier.as_str() == line.value_tier)
            .ok_or_else(|| format!("{id}: no such value_tier as {}", line.value_tier))?,
        bears_data: yes_or_no(id, &line.data_bearing)?,
        serial_kind: SerialKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == line.serial_kind)
            .ok_or_else(|| format!("{id}: no such serial_kind as {}", line.serial_kind))?,
        weight_class: line.weight_class,
        has_lithium: yes_or_no(id, &line.lithium)?,
        standard_id: line.standard_id,
        source: line.source,
    })
}

fn yes_or_no(id: u32, word: &str) -> Result<bool, String> {
    match word {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(format!("{id}: {other} is neither yes nor no")),
    }
}

#[derive(Deserialize)]
struct StandardLine {
    standard_id: String,
    name_zh: String,
    name_en: String,
    family: String,
    categories: u32,
    grade_decided_by: String,
}

/// Reads `standards.csv`.
pub fn standards(text: &str) -> Result<Standards, CatalogueError> {
    let all = lines::<StandardLine>("standards.csv", text)?
        .into_iter()
        .map(|line| StandardName {
            id: line.standard_id,
            name: Text {
                zh: line.name_zh,
                en: line.name_en,
            },
            family: line.family,
            categories: line.categories,
            grade_decided_by: line.grade_decided_by,
        })
        .collect();
    Ok(Standards::new(all))
}

#[derive(Deserialize)]
struct RegionLine {
    code: u32,
    province: String,
    city: String,
    county: String,
    city_code: u32,
}

#[derive(Deserialize)]
struct SameDayLine {
    city_code: u32,
}

/// Reads `regions.csv` and `same_day_cities.csv`.
pub fn places(regions: &str, same_day_cities: &str) -> Result<Places, CatalogueError> {
    let regions = lines::<RegionLine>("regions.csv", regions)?
        .into_iter()
        .map(|line| Region {
            code: line.code,
            province: line.province,
            city: line.city,
            county: line.county,
            city_code: line.city_code,
        })
        .collect();
    let same_day: Vec<u32> = lines::<SameDayLine>("same_day_cities.csv", same_day_cities)?
        .into_iter()
        .map(|line| line.city_code)
        .collect();
    Places::new(regions, &same_day).map_err(|problem| CatalogueError {
        file: "regions.csv",
        problem,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadersFile {
    names: std::collections::BTreeMap<String, Vec<String>>,
    #[serde(default)]
    fallback: std::collections::BTreeMap<String, Fallback>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fallback {
    names: Vec<String>,
}

/// Reads `headers.toml`.
pub fn header_words(text: &str) -> Result<HeaderWords, CatalogueError> {
    let wrong = |problem: String| CatalogueError {
        file: "headers.toml",
        problem,
    };
    let field_of =
        |name: &str| Field::parse(name).ok_or_else(|| wrong(format!("no such field as {name}")));
    let file: HeadersFile = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
    let mut words = HeaderWords::default();
    for (field, names) in &file.names {
        let field = field_of(field)?;
        for name in names {
            words.add(name, field).map_err(|other| {
                wrong(format!(
                    "{name} means both {} and {}",
                    other.as_str(),
                    field.as_str()
                ))
            })?;
        }
    }
    for (field, fallback) in &file.fallback {
        let field = field_of(field)?;
        for name in &fallback.names {
            words.add_fallback(name, field);
        }
    }
    Ok(words)
}

fn lines<T: serde::de::DeserializeOwned>(
    file: &'static str,
    text: &str,
) -> Result<Vec<T>, CatalogueError> {
    csv::Reader::from_reader(text.as_bytes())
        .into_deserialize()
        .collect::<Result<_, csv::Error>>()
        .map_err(|error| CatalogueError {
            file,
            problem: error.to_string(),
        })
}
