//! Lists of items.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::select::{self, Selection};
use super::{AppError, Ctx, find};
use crate::domain::catalogue::{Categories, NameError};
use crate::domain::class::Class;
use crate::domain::lang::{Lang, Text};
use crate::domain::search::Terms;
use crate::domain::stage::Stage;
use crate::formats::catalogue::Catalogue;
use crate::store::items::list::{Direction, Filter, Listed, Page, SortKey};

/// Which items, in the user's words.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// At this stage
    pub stage: Option<Stage>,
    /// Of this class
    pub class: Option<Class>,
    /// Held
    pub held: bool,
    /// Category by id or name
    pub category: Option<String>,
    /// Kind by id or name
    pub kind: Option<String>,
    /// Channel's word
    pub channel: Option<String>,
    /// City by code or name
    pub city: Option<String>,
    /// Taken in at or after
    pub since: Option<i64>,
    /// Taken in before
    pub until: Option<i64>,
    /// Words to look for
    pub search: Option<String>,
}

/// An item of a list; the names are a contract.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the names are the contract's")]
pub struct ListedItem {
    pub code: String,
    pub status: String,
    pub held: bool,
    pub class: Option<String>,
    pub label: Option<String>,
    pub category_id: u32,
    pub category: String,
    pub brand: String,
    pub model: String,
    pub serial: Option<String>,
    pub imei: Option<String>,
    pub channel: String,
    pub pickup_no: String,
    pub received_at: String,
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct ListReport {
    /// The items
    pub items: Vec<ListedItem>,
    /// Whether there are more after the last
    pub more: bool,
}

/// Lists a page of items: `after` is any name of the item that ended the page before.
pub fn list(
    ctx: &Ctx,
    catalogue: &Catalogue,
    wanted: &Wanted,
    sort: (SortKey, Direction),
    after: Option<&str>,
    limit: Option<u64>,
    lang: Lang,
) -> anyhow::Result<ListReport> {
    let connection = ctx.store.connection();
    let selection = selection(catalogue, wanted)?;
    let after = after
        .map(|query| find::find(connection, query))
        .transpose()?;
    // One more than asked for tells whether there are more.
    let page = Page {
        key: sort.0,
        direction: sort.1,
        after,
        limit: limit.map(|limit| limit + 1),
    };
    let names = catalogue.category_names()?;
    let mut items = Vec::new();
    select::each(connection, &selection, &page, |row| {
        items.push(item(row, names, lang)?);
        Ok(())
    })?;
    let more = limit.is_some_and(|limit| items.len() as u64 > limit);
    if more {
        items.pop();
    }
    Ok(ListReport { items, more })
}

/// What the user's words mean.
pub fn selection(catalogue: &Catalogue, wanted: &Wanted) -> anyhow::Result<Selection> {
    let mut categories: Option<Vec<u32>> = None;
    if let Some(words) = &wanted.category {
        categories = Some(vec![category(catalogue.categories()?, words)?]);
    }
    if let Some(words) = &wanted.kind {
        let of_kind = kind(catalogue.categories()?, words)?;
        categories = Some(match categories {
            None => of_kind,
            Some(one) => one.into_iter().filter(|id| of_kind.contains(id)).collect(),
        });
    }
    let cities = match &wanted.city {
        None => None,
        Some(words) => Some(vec![city(catalogue, words)?]),
    };
    let filter = Filter {
        stage: wanted.stage,
        class: wanted.class,
        held: wanted.held,
        categories,
        channel: wanted.channel.clone(),
        cities,
        since: wanted.since,
        until: wanted.until,
    };
    let terms = match &wanted.search {
        None => None,
        Some(text) => Some(Terms::parse(text).ok_or_else(|| {
            let text = "--search needs a word to look for".to_owned();
            AppError::Usage(text)
        })?),
    };
    Ok(Selection { filter, terms })
}

fn category(categories: &Categories, words: &str) -> Result<u32, AppError> {
    match categories.find(words) {
        Ok(category) => Ok(category.id),
        Err(NameError::Several(ids)) => {
            let ids: Vec<String> = ids.iter().map(u32::to_string).collect();
            Err(AppError::Usage(format!(
                "the category name `{words}` stands for {}: give the id",
                ids.join(" and ")
            )))
        }
        Err(NameError::Unknown) => Err(AppError::Usage(format!(
            "there is no category `{words}`, by id or by name"
        ))),
    }
}

fn kind(categories: &Categories, words: &str) -> Result<Vec<u32>, AppError> {
    let same = |text: &str| text.eq_ignore_ascii_case(words.trim());
    let kinds = categories.kinds();
    let kind = kinds
        .iter()
        .find(|kind| same(&kind.id) || same(&kind.name.zh) || same(&kind.name.en))
        .ok_or_else(|| AppError::Usage(format!("there is no kind `{words}`, by id or by name")))?;
    Ok(categories
        .of_kind(&kind.id)
        .map(|category| category.id)
        .collect())
}

fn city(catalogue: &Catalogue, words: &str) -> anyhow::Result<u32> {
    let places = catalogue.places()?;
    let found = match words.trim().parse::<u32>() {
        Ok(_) => places.find(words.trim(), "", ""),
        Err(_) => places.find("", words, ""),
    };
    found.map(|place| place.city_code).map_err(|_| {
        AppError::Usage(format!("there is no city `{words}`, by code or by name")).into()
    })
}

fn item(row: &Listed<'_>, names: &FxHashMap<u32, Text>, lang: Lang) -> anyhow::Result<ListedItem> {
    let label = lang
        .pick(row.label_zh.unwrap_or(""), row.label_en.unwrap_or(""))
        .to_owned();
    let text = |value: Option<&str>| value.map(str::to_owned);
    Ok(ListedItem {
        code: String::from_utf8_lossy(&find::code_of(row.code)?.to_ascii()).into_owned(),
        status: row.stage.to_owned(),
        held: row.hold.is_some(),
        class: text(row.class),
        label: Some(label).filter(|label| !label.is_empty()),
        category_id: row.category,
        category: match names.get(&row.category) {
            Some(name) => name.get(lang).to_owned(),
            None => format!("#{}", row.category),
        },
        brand: row.brand.to_owned(),
        model: row.model.to_owned(),
        serial: text(row.serial),
        imei: text(row.imei),
        channel: row.channel.to_owned(),
        pickup_no: row.pickup_no.to_owned(),
        received_at: super::time::utc(row.received_at),
    })
}

/// A category's name; the number of one that the catalogue no longer knows.
pub fn category_name(categories: &Categories, id: u32, lang: Lang) -> String {
    match categories.get(id) {
        Some(category) => category.name.get(lang).to_owned(),
        None => format!("#{id}"),
    }
}
