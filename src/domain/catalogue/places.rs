//! Counties, their cities, and the cities with same-day pickup.

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization as _;

/// A county of the catalogue with the city it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// The county's six-digit code
    pub code: u32,
    /// The province's name
    pub province: String,
    /// The city's name
    pub city: String,
    /// The county's name
    pub county: String,
    /// The city's six-digit code
    pub city_code: u32,
}

/// A place as it is recorded: a city, and a county where it is known and not the city itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The city's code
    pub city_code: u32,
    /// The county's code
    pub county_code: Option<u32>,
}

/// Why words are no place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceError {
    /// No county and no city has this code
    UnknownCode(String),
    /// No city has this name
    UnknownCity(String),
    /// The name given as a city's is a county's of these cities
    CountyAsCity {
        /// The name as given
        name: String,
        /// The cities that have such a county
        cities: Vec<String>,
    },
    /// The city has no county of this name
    UnknownCounty {
        /// The name as given
        county: String,
        /// The city, if one was given
        city: Option<String>,
    },
    /// The county stands in several cities and no city was given
    SeveralCities {
        /// The name as given
        county: String,
        /// The cities that have such a county
        cities: Vec<String>,
    },
    /// The code and the names mean different places
    Conflict {
        /// What the code means
        code: String,
        /// What the names mean
        names: String,
    },
    /// Neither a code nor a city nor a county
    Missing,
}

#[derive(Debug, Clone, Copy)]
struct County {
    city_code: u32,
    code: u32,
}

/// Every place, with lookups by code and by name.
#[derive(Debug, Clone, Default)]
pub struct Places {
    regions: Vec<Region>,
    by_code: FxHashMap<u32, Place>,
    city_names: FxHashMap<u32, String>,
    cities: FxHashMap<String, u32>,
    counties: FxHashMap<String, Vec<County>>,
    same_day: FxHashSet<u32>,
}

impl Places {
    /// The lookups over the counties of a file and the codes of the same-day cities.
    pub fn new(regions: Vec<Region>, same_day: &[u32]) -> Result<Self, String> {
        let mut places = Self::default();
        for region in &regions {
            places.add(region)?;
        }
        for code in same_day {
            if !places.city_names.contains_key(code) {
                return Err(format!("same-day city {code} is in no region"));
            }
            if !places.same_day.insert(*code) {
                return Err(format!("same-day city {code} stands twice"));
            }
        }
        places.regions = regions;
        Ok(places)
    }

    /// Every county, in the order of the file.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// How many cities there are.
    pub fn city_count(&self) -> usize {
        self.city_names.len()
    }

    /// The name of a city.
    pub fn city_name(&self, city_code: u32) -> Option<&str> {
        self.city_names.get(&city_code).map(String::as_str)
    }

    /// The county of that code.
    pub fn county(&self, county_code: u32) -> Option<&Region> {
        self.regions
            .iter()
            .find(|region| region.code == county_code)
    }

    /// Whether goods ordered before the hour are fetched the same day in this city.
    pub fn same_day(&self, city_code: u32) -> bool {
        self.same_day.contains(&city_code)
    }

    /// How many cities are same-day cities.
    pub fn same_day_count(&self) -> usize {
        self.same_day.len()
    }

    /// The place that a code, or a city and a county, mean; an empty text is none.
    pub fn find(&self, code: &str, city: &str, county: &str) -> Result<Place, PlaceError> {
        let by_names = match (city.is_empty(), county.is_empty()) {
            (true, true) => None,
            (true, false) => Some(self.by_county(county)?),
            (false, _) => Some(self.by_city(city, county)?),
        };
        if code.is_empty() {
            return by_names.ok_or(PlaceError::Missing);
        }
        let by_code = self.by_code(code)?;
        match by_names {
            Some(names) if !agree(by_code, names) => Err(PlaceError::Conflict {
                code: self.describe(by_code),
                names: self.describe(names),
            }),
            Some(names) => Ok(Place {
                city_code: by_code.city_code,
                county_code: by_code.county_code.or(names.county_code),
            }),
            None => Ok(by_code),
        }
    }

    fn by_code(&self, text: &str) -> Result<Place, PlaceError> {
        let unknown = || PlaceError::UnknownCode(text.to_owned());
        if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(unknown());
        }
        let code: u32 = text.parse().map_err(|_| unknown())?;
        self.by_code.get(&code).copied().ok_or_else(unknown)
    }

    fn by_city(&self, city: &str, county: &str) -> Result<Place, PlaceError> {
        let city_code = self.city_code(city)?;
        if county.is_empty() {
            return Ok(Place {
                city_code,
                county_code: None,
            });
        }
        let found = self
            .counties_named(county)
            .iter()
            .find(|candidate| candidate.city_code == city_code)
            .ok_or_else(|| PlaceError::UnknownCounty {
                county: county.to_owned(),
                city: self.city_name(city_code).map(str::to_owned),
            })?;
        Ok(found.place())
    }

    fn by_county(&self, county: &str) -> Result<Place, PlaceError> {
        match self.counties_named(county) {
            [] => Err(PlaceError::UnknownCounty {
                county: county.to_owned(),
                city: None,
            }),
            [only] => Ok(only.place()),
            several => Err(PlaceError::SeveralCities {
                county: county.to_owned(),
                cities: self.cities_of(several),
            }),
        }
    }

    fn city_code(&self, city: &str) -> Result<u32, PlaceError> {
        if let Some(code) = self.cities.get(city) {
            return Ok(*code);
        }
        let folded: String = city.nfkc().filter(|c| !c.is_whitespace()).collect();
        if let Some(code) = self.cities.get(&folded) {
            return Ok(*code);
        }
        let counties = self.counties_named(&folded);
        if counties.is_empty() {
            return Err(PlaceError::UnknownCity(city.to_owned()));
        }
        Err(PlaceError::CountyAsCity {
            name: city.to_owned(),
            cities: self.cities_of(counties),
        })
    }

    fn counties_named(&self, county: &str) -> &[County] {
        if let Some(found) = self.counties.get(county) {
            return found;
        }
        let folded: String = county.nfkc().filter(|c| !c.is_whitespace()).collect();
        self.counties.get(&folded).map_or(&[], Vec::as_slice)
    }

    fn cities_of(&self, counties: &[County]) -> Vec<String> {
        counties
            .iter()
            .filter_map(|county| self.city_name(county.city_code))
            .map(str::to_owned)
            .collect()
    }

    fn describe(&self, place: Place) -> String {
        let city = self.city_name(place.city_code).unwrap_or_default();
        let county = place.county_code.and_then(|code| self.county(code));
        format!(
            "{city}{}",
            county.map_or("", |region| region.county.as_str())
        )
    }

    fn add(&mut self, region: &Region) -> Result<(), String> {
        let county = County {
            city_code: region.city_code,
            code: region.code,
        };
        if self.by_code.insert(region.code, county.place()).is_some() && !county.is_its_city() {
            return Err(format!("county {} stands twice", region.code));
        }
        self.counties
            .entry(region.county.clone())
            .or_default()
            .push(county);
        if self
            .city_names
            .insert(region.city_code, region.city.clone())
            .is_some()
        {
            return Ok(());
        }
        let whole = Place {
            city_code: region.city_code,
            county_code: None,
        };
        self.by_code.insert(region.city_code, whole);
        // The districts of a direct municipality stand under xx0100 in other lists.
        if region.city == region.province
            && region.city.ends_with('市')
            && region.city_code.is_multiple_of(10_000)
        {
            self.by_code.insert(region.city_code + 100, whole);
        }
        let short = region.city.strip_suffix('市').unwrap_or(&region.city);
        for name in [
            region.city.clone(),
            short.to_owned(),
            format!("{}{}", region.province, region.city),
        ] {
            let earlier = self.cities.insert(name, region.city_code);
            if earlier.is_some_and(|code| code != region.city_code) {
                return Err(format!("city {} stands twice", region.city));
            }
        }
        Ok(())
    }
}

impl County {
    const fn place(self) -> Place {
        let county_code = if self.is_its_city() {
            None
        } else {
            Some(self.code)
        };
        Place {
            city_code: self.city_code,
            county_code,
        }
    }

    /// Cities without districts, and those directly under a province, are their own only county.
    const fn is_its_city(self) -> bool {
        self.code == self.city_code
    }
}

fn agree(one: Place, other: Place) -> bool {
    one.city_code == other.city_code
        && match (one.county_code, other.county_code) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        }
}
