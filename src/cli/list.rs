//! `regrade list`.

use clap::ValueEnum;

use super::Session;
use super::output::{Report, Sheet, Table};
use crate::app::count::{self, Facet};
use crate::app::list::{self, ListReport, ListedItem, Wanted};
use crate::app::time;
use crate::domain::class::Class;
use crate::domain::lang::Lang;
use crate::domain::stage::Stage;
use crate::store::items::list::{Direction, SortKey};

/// Which items
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args)]
#[command(next_help_heading = "Which items")]
pub(super) struct Filters {
    /// At this stage: received, graded, refurbishing, refurbished, sold, recycled, returned,
    /// withdrawn
    #[arg(long, value_parser = stage)]
    status: Option<Stage>,
    /// Of this class: premium, good, scrap
    #[arg(long, value_parser = class)]
    class: Option<Class>,
    /// Held
    #[arg(long)]
    held: bool,
    /// Of this third-level category, by id or by name
    #[arg(long, value_name = "ID|NAME")]
    category: Option<String>,
    /// Of this kind, by id or by name
    #[arg(long, value_name = "ID|NAME")]
    kind: Option<String>,
    /// Through this channel
    #[arg(long, value_parser = channel)]
    channel: Option<String>,
    /// From this city, by name or by code
    #[arg(long)]
    city: Option<String>,
    /// Taken in on or after this day of the site, or this moment (2026-01-31T08:00:00Z)
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Taken in on or before this day of the site, or before this moment
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// With all these words in brand, model, spec, serial, IMEI, pickup number or seller's remark;
    /// parts of words count, Chinese or not
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
}

fn stage(word: &str) -> Result<Stage, String> {
    Stage::parse(word).ok_or_else(|| {
        let words: Vec<&str> = Stage::ALL.iter().map(|stage| stage.as_str()).collect();
        format!("there is no such stage; there are {}", words.join(", "))
    })
}

fn class(word: &str) -> Result<Class, String> {
    let by_name = |class: &Class| class.as_str() == word || class.name(Lang::Zh) == word;
    Class::ALL
        .into_iter()
        .find(by_name)
        .ok_or_else(|| "there is no such class; there are premium, good, scrap".to_owned())
}

fn facet(word: &str) -> Result<Facet, String> {
    Facet::parse(word).ok_or_else(|| {
        let words: Vec<&str> = Facet::ALL.iter().map(|facet| facet.as_str()).collect();
        format!("there is no such facet; there are {}", words.join(", "))
    })
}

fn channel(word: &str) -> Result<String, String> {
    use crate::domain::channel::Channel;
    Channel::from_spelling(word)
        .map(|channel| channel.as_str().to_owned())
        .ok_or_else(|| {
            let words: Vec<&str> = Channel::ALL
                .iter()
                .map(|channel| channel.as_str())
                .collect();
            format!("there is no such channel; there are {}", words.join(", "))
        })
}

impl Filters {
    /// Whether it filters nothing.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is wanted, with days as moments.
    pub(super) fn wanted(&self, session: &Session, now: i64) -> anyhow::Result<Wanted> {
        let zone = session.resolved.settings.zone;
        let since = self
            .since
            .as_deref()
            .map(|text| time::parse_since(text, now, zone));
        let until = self
            .until
            .as_deref()
            .map(|text| time::parse_until(text, now, zone));
        Ok(Wanted {
            stage: self.status,
            class: self.class,
            held: self.held,
            category: self.category.clone(),
            kind: self.kind.clone(),
            channel: self.channel.clone(),
            city: self.city.clone(),
            since: since.transpose()?,
            until: until.transpose()?,
            search: self.search.clone(),
        })
    }
}

/// In which order a list comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Sort {
    /// Order of intake
    Received,
    /// Pickup number
    Pickup,
}

impl Sort {
    pub(super) fn key(self) -> SortKey {
        match self {
            Self::Received => SortKey::Received,
            Self::Pickup => SortKey::Pickup,
        }
    }
}

/// List items, newest first
///
/// All filters must hold. A page ends with the code that the next one is asked for with --after.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Sort by the order of intake, or by pickup number
    #[arg(long, value_enum, default_value = "received")]
    sort: Sort,
    /// Oldest or smallest first
    #[arg(long)]
    ascending: bool,
    /// How many at most; 0 for all
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u64,
    /// Go on after this item, the last of the page before
    #[arg(long, value_name = "CODE")]
    after: Option<String>,
    /// Count the items instead, by one or more of status, class, held, category, kind, channel,
    /// city
    #[arg(
        long,
        value_name = "FACET,…",
        value_delimiter = ',',
        value_parser = facet,
        conflicts_with_all = ["sort", "ascending", "limit", "after"]
    )]
    count_by: Vec<Facet>,
    // Last, since its heading is that of all that follow.
    #[command(flatten)]
    filters: Filters,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let ctx = session.open()?;
    let catalogue = session.catalogue()?;
    let wanted = args.filters.wanted(session, ctx.now())?;
    if !args.count_by.is_empty() {
        let selection = list::selection(&catalogue, &wanted)?;
        let report = count::count(&ctx, &catalogue, &selection, &args.count_by, session.lang())?;
        return Ok(Box::new(report));
    }
    let direction = if args.ascending {
        Direction::Ascending
    } else {
        Direction::Descending
    };
    let report = list::list(
        &ctx,
        &catalogue,
        &wanted,
        (args.sort.key(), direction),
        args.after.as_deref(),
        Some(args.limit).filter(|limit| *limit > 0),
        session.lang(),
    )?;
    if report.more
        && session.format != super::Format::Table
        && let Some(last) = report.items.last()
    {
        session.say(&format!("there are more: --after {}", last.code));
    }
    Ok(Box::new(report))
}

impl Report for ListReport {
    fn text(&self, lang: Lang) -> String {
        if self.items.is_empty() {
            return lang.pick("没有符合条件的商品", "no items").to_owned();
        }
        let header = match lang {
            Lang::Zh => [
                "溯源码",
                "状态",
                "等级",
                "成色",
                "分类",
                "品牌",
                "型号",
                "序列号",
                "取件单号",
            ],
            Lang::En => [
                "code", "status", "class", "label", "category", "brand", "model", "serial",
                "pickup",
            ],
        };
        let mut table = Table::new(header);
        for item in &self.items {
            table.row(cells(item, lang));
        }
        let mut text = table.to_string();
        if let (true, Some(last)) = (self.more, self.items.last()) {
            text += &lang
                .pick("还有更多：--after {}\n", "there are more: --after {}\n")
                .replace("{}", &last.code);
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.items)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.items.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let rows = self.items.iter().map(|item| {
            vec![
                item.code.clone(),
                item.status.clone(),
                item.held.to_string(),
                text(&item.class),
                text(&item.label),
                item.category_id.to_string(),
                item.category.clone(),
                item.brand.clone(),
                item.model.clone(),
                text(&item.serial),
                text(&item.imei),
                item.channel.clone(),
                item.pickup_no.clone(),
                item.received_at.clone(),
            ]
        });
        Some(Sheet {
            header: vec![
                "code",
                "status",
                "held",
                "class",
                "label",
                "category_id",
                "category",
                "brand",
                "model",
                "serial",
                "imei",
                "channel",
                "pickup_no",
                "received_at",
            ],
            rows: rows.collect(),
        })
    }
}

fn cells(item: &ListedItem, lang: Lang) -> [String; 9] {
    let stage = Stage::parse(&item.status).map_or(item.status.as_str(), |stage| stage.name(lang));
    let held = if item.held {
        lang.pick("（扣留）", " (held)")
    } else {
        ""
    };
    let class = item
        .class
        .as_deref()
        .and_then(Class::parse)
        .map(|class| class.name(lang));
    let serial = item.imei.as_ref().or(item.serial.as_ref());
    [
        item.code.clone(),
        format!("{stage}{held}"),
        class.unwrap_or_default().to_owned(),
        item.label.clone().unwrap_or_default(),
        item.category.clone(),
        item.brand.clone(),
        item.model.clone(),
        serial.cloned().unwrap_or_default(),
        item.pickup_no.clone(),
    ]
}
