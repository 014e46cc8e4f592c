//! By what wipes are judged here: the profile that is in force, with the tables of the catalogue.

use crate::app::{AppError, Settings};
use crate::domain::catalogue::Categories;
use crate::domain::wipe::item_media::LockNeed;
use crate::domain::wipe::{KnownSerials, MediaTable, Policy, Profile};
use crate::formats::catalogue::Catalogue;

/// By what wipes are judged here.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    categories: &'a Categories,
    table: &'a MediaTable,
    serials: &'a KnownSerials,
    profile: &'a Profile,
}

/// What the catalogue says of an item's category.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Whether it bears data; none where the category is not known
    pub bears_data: Option<bool>,
    /// The locks that must be known to be off before it is sold
    pub locks: &'a [LockNeed],
}

impl<'a> Rules<'a> {
    /// The rules of the catalogue, under the profile that the settings name.
    pub fn open(catalogue: &'a Catalogue, settings: &Settings) -> anyhow::Result<Self> {
        let id = &settings.wipe_profile;
        let profiles = catalogue.wipe_profiles()?;
        let profile = profiles.get(id).ok_or_else(|| {
            let known: Vec<&str> = profiles
                .all()
                .iter()
                .map(|known| known.id.as_str())
                .collect();
            AppError::Usage(format!(
                "`{id}` is no profile (wipe_profile); there are {}",
                known.join(", ")
            ))
        })?;
        Ok(Self {
            categories: catalogue.categories()?,
            table: catalogue.media_table()?,
            serials: catalogue.known_serials()?,
            profile,
        })
    }

    /// As the judges take them.
    pub fn policy(&self) -> Policy<'a> {
        Policy {
            profile: self.profile,
            table: self.table,
            serials: self.serials,
        }
    }

    /// What the catalogue says of a category.
    pub fn about(&self, category: u32) -> About<'a> {
        let category = self.categories.get(category);
        About {
            bears_data: category.map(|category| category.bears_data),
            locks: category.map_or(&[], |category| self.table.locks(&category.standard_id)),
        }
    }
}
