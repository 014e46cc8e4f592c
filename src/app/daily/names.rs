//! What the rows of a report are called, in both languages.

use crate::domain::catalogue::{Categories, Places};
use crate::domain::channel::Channel;
use crate::domain::class::Class;
use crate::domain::daily::{Key, Said, Standing};
use crate::domain::lang::{Lang, Text};
use crate::domain::stage::Stage;
use crate::formats::catalogue::Catalogue;

/// The names of the catalogue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'c> {
    categories: &'c Categories,
    places: &'c Places,
}

impl<'c> Names<'c> {
    /// Those of a catalogue.
    pub(super) fn new(catalogue: &'c Catalogue) -> anyhow::Result<Self> {
        Ok(Self {
            categories: catalogue.categories()?,
            places: catalogue.places()?,
        })
    }

    /// The name of a category.
    pub(super) fn category(&self, id: u32) -> Text {
        match self.categories.get(id) {
            Some(category) => category.name.clone(),
            None => Key::plain(id.to_string()).name,
        }
    }

    /// The kind of goods that a category belongs to.
    pub(super) fn kind(&self, category: u32) -> Key {
        match self.categories.get(category) {
            Some(category) => Key {
                id: category.kind_id.clone(),
                name: category.kind.clone(),
            },
            None => Key::plain(category.to_string()),
        }
    }

    /// A city.
    pub(super) fn city(&self, code: u32) -> Key {
        let id = code.to_string();
        let name = self.places.city_name(code).unwrap_or(&id).to_owned();
        Key::named(id, |_| name.clone())
    }
}

/// A channel.
pub(super) fn channel(channel: Channel) -> Key {
    Key::named(channel.as_str(), |lang| channel.name(lang).to_owned())
}

/// A stage.
pub(super) fn stage(stage: Stage) -> Key {
    Key::named(stage.as_str(), |lang| stage.name(lang).to_owned())
}

/// A class, or none yet.
pub(super) fn class(class: Option<Class>) -> Key {
    match class {
        Some(class) => Key::named(class.as_str(), |lang| class.name(lang).to_owned()),
        None => said("none", Said("未定级", "no class yet")),
    }
}

/// The stage and the class of a standing.
pub(super) fn standing(standing: Standing) -> Vec<Key> {
    let at = standing
        .stage()
        .map_or_else(|| said("absent", Said("未入库", "not here")), stage);
    vec![at, class(standing.class())]
}

/// A row with a fixed name.
pub(super) fn said(id: &str, name: Said) -> Key {
    Key::named(id, |lang: Lang| name.get(lang).to_owned())
}
