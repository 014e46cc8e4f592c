//! What is in force, and from where: flag > environment > config file > default.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use etcetera::BaseStrategy as _;
use serde::{Deserialize, Serialize};

use super::output::Format;
use crate::app::{AppError, ROWS_PER_COMMIT, Settings, Station};
use crate::domain::lang::Lang;
use crate::domain::wipe::DEFAULT_PROFILE;

/// Options that every command has
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Options of every command")]
pub(super) struct Global {
    /// The database; made by the first intake [env: REGRADE_DB]
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) db: Option<PathBuf>,
    /// Who is working [env: REGRADE_OPERATOR; default: the login name]
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) operator: Option<String>,
    /// At which station [env: REGRADE_STATION; default: station-1]
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) station: Option<String>,
    /// Language of what staff read [env: REGRADE_LANG; default: the locale's]
    #[arg(long, global = true, value_name = "zh|en")]
    pub(super) lang: Option<String>,
    /// Form of the result on stdout
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// The profile that wipes are judged under [env: REGRADE_WIPE_PROFILE; default: nist-800-88]
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) wipe_profile: Option<String>,
    /// The config file [env: REGRADE_CONFIG; default: regrade/config.toml in the config folder]
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Say nothing on stderr but errors
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
}

/// Where a setting comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Source {
    Flag,
    Environment,
    #[serde(rename = "config file")]
    Config,
    Default,
}

impl Source {
    /// What staff read.
    pub(super) fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::Flag => ("参数", "flag"),
            Self::Environment => ("环境变量", "environment"),
            Self::Config => ("配置文件", "config file"),
            Self::Default => ("默认", "default"),
        };
        lang.pick(zh, en)
    }
}

/// A setting as `db info` shows it.
#[derive(Debug, Clone)]
pub(super) struct InForce {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) source: Source,
}

/// Everything that is in force.
#[derive(Debug)]
pub(super) struct Resolved {
    pub(super) settings: Settings,
    pub(super) lang: Lang,
    /// The folder that the camera writes to
    pub(super) photos_from: Option<PathBuf>,
    /// The folder of diagnostics files
    pub(super) diagnostics: Option<PathBuf>,
    /// The share of items that the bench has inspected twice, in percent
    pub(super) second_share_pct: u8,
    /// What `export NAME` stands for: the arguments of an export, by its name
    pub(super) reports: BTreeMap<String, Vec<String>>,
    pub(super) table: Vec<InForce>,
}

/// The config file. An unknown key is an error, since a misspelt one would do nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    db: Option<PathBuf>,
    operator: Option<String>,
    station: Option<String>,
    lang: Option<String>,
    site: Option<String>,
    domain: Option<String>,
    time_zone: Option<String>,
    day_starts_at: Option<String>,
    keys: Option<PathBuf>,
    photos_from: Option<PathBuf>,
    diagnostics: Option<PathBuf>,
    second_share_pct: Option<u8>,
    wipe_profile: Option<String>,
    #[serde(default)]
    reports: BTreeMap<String, Vec<String>>,
}

struct Resolver {
    table: Vec<InForce>,
}

impl Resolver {
    fn pick(
        &mut self,
        name: &'static str,
        flag: Option<String>,
        variable: Option<&str>,
        config: Option<String>,
        default: impl FnOnce() -> String,
    ) -> String {
        let from_environment = || {
            variable
                .and_then(|name| std::env::var(name).ok())
                .filter(|value| !value.is_empty())
        };
        let (value, source) = flag
            .map(|value| (value, Source::Flag))
            .or_else(|| from_environment().map(|value| (value, Source::Environment)))
            .or_else(|| config.map(|value| (value, Source::Config)))
            .unwrap_or_else(|| (default(), Source::Default));
        self.table.push(InForce {
            name,
            value: value.clone(),
            source,
        });
        value
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Finds out what is in force.
pub(super) fn resolve(global: &Global) -> Result<Resolved, AppError> {
    let base = etcetera::choose_base_strategy()
        .map_err(|error| AppError::Usage(format!("no home folder: {error}")))?;
    let config_home = base.config_dir().join("regrade");
    let data_home = base.data_dir().join("regrade");
    let mut resolver = Resolver { table: Vec::new() };
    let config_path = resolver.pick(
        "config",
        global.config.as_deref().map(text),
        Some("REGRADE_CONFIG"),
        None,
        || text(&config_home.join("config.toml")),
    );
    let must_exist = resolver.table[0].source != Source::Default;
    let config = read_config(Path::new(&config_path), must_exist)?;
    let mut pick = |name, flag, variable, config, default: &dyn Fn() -> String| {
        resolver.pick(name, flag, variable, config, default)
    };
    let db = pick(
        "db",
        global.db.as_deref().map(text),
        Some("REGRADE_DB"),
        config.db.as_deref().map(text),
        &|| text(&data_home.join("regrade.db")),
    );
    let operator = pick(
        "operator",
        global.operator.clone(),
        Some("REGRADE_OPERATOR"),
        config.operator,
        &login_name,
    );
    let station = pick(
        "station",
        global.station.clone(),
        Some("REGRADE_STATION"),
        config.station,
        &|| "station-1".to_owned(),
    );
    let site = pick("site", None, Some("REGRADE_SITE"), config.site, &|| {
        "WH01".to_owned()
    });
    let domain = pick(
        "domain",
        None,
        Some("REGRADE_DOMAIN"),
        config.domain,
        &|| "localhost".to_owned(),
    );
    let zone = pick(
        "time_zone",
        None,
        Some("REGRADE_TIME_ZONE"),
        config.time_zone,
        &|| "Asia/Shanghai".to_owned(),
    );
    let day_starts_at = pick(
        "day_starts_at",
        None,
        Some("REGRADE_DAY_STARTS_AT"),
        config.day_starts_at,
        &|| "00:00".to_owned(),
    );
    let keys = pick(
        "keys",
        None,
        Some("REGRADE_KEYS"),
        config.keys.as_deref().map(text),
        &|| text(&data_home.join("keys")),
    );
    let lang = pick(
        "lang",
        global.lang.clone(),
        Some("REGRADE_LANG"),
        config.lang,
        &locale_lang,
    );
    let photos_from = pick(
        "photos_from",
        None,
        Some("REGRADE_PHOTOS_FROM"),
        config.photos_from.as_deref().map(text),
        &String::new,
    );
    let diagnostics = pick(
        "diagnostics",
        None,
        Some("REGRADE_DIAGNOSTICS"),
        config.diagnostics.as_deref().map(text),
        &String::new,
    );
    let share = pick(
        "second_share_pct",
        None,
        Some("REGRADE_SECOND_SHARE_PCT"),
        config.second_share_pct.map(|share| share.to_string()),
        &|| "0".to_owned(),
    );
    let wipe_profile = pick(
        "wipe_profile",
        global.wipe_profile.clone(),
        Some("REGRADE_WIPE_PROFILE"),
        config.wipe_profile,
        &|| DEFAULT_PROFILE.to_owned(),
    );
    let folder = |path: String| (!path.is_empty()).then(|| PathBuf::from(path));
    let settings = Settings {
        db: PathBuf::from(db),
        station: Station {
            operator: name("operator", operator)?,
            station: name("station", station)?,
        },
        site: name("site", site)?,
        domain: name("domain", domain)?,
        zone: zone
            .parse::<Tz>()
            .map_err(|_| AppError::Usage(format!("`{zone}` is no time zone (time_zone)")))?,
        day_starts_at: parse_hour(&day_starts_at)?,
        keys: PathBuf::from(keys),
        config_folder: Path::new(&config_path)
            .parent()
            .map_or(config_home, Path::to_owned),
        wipe_profile,
        fixed_now: fixed_now()?,
        rows_per_commit: rows_per_commit()?,
    };
    Ok(Resolved {
        settings,
        lang: parse_lang(&lang)?,
        photos_from: folder(photos_from),
        diagnostics: folder(diagnostics),
        second_share_pct: parse_share(&share)?,
        reports: config.reports,
        table: resolver.table,
    })
}

fn parse_hour(word: &str) -> Result<NaiveTime, AppError> {
    NaiveTime::parse_from_str(word, "%H:%M").map_err(|_| {
        AppError::Usage(format!(
            "`{word}` is no time of day: write it as 06:00 (day_starts_at)"
        ))
    })
}

fn parse_share(word: &str) -> Result<u8, AppError> {
    let share = word.parse().ok().filter(|share| *share <= 100);
    share.ok_or_else(|| {
        AppError::Usage(format!(
            "`{word}` is no share: whole percents from 0 to 100 (second_share_pct)"
        ))
    })
}

fn read_config(path: &Path, must_exist: bool) -> Result<Config, AppError> {
    let source = match std::fs::read_to_string(path) {
        Ok(source) => source,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !must_exist => {
            return Ok(Config::default());
        }
        Err(source) => {
            return Err(AppError::File {
                doing: "read",
                path: path.to_owned(),
                source,
            });
        }
    };
    toml::from_str(&source).map_err(|error| {
        AppError::Usage(format!("{}: {}", path.display(), error.to_string().trim()))
    })
}

/// Operator, station, site and domain stand in every event, so they are short and plain.
fn name(setting: &str, value: String) -> Result<String, AppError> {
    let value = value.trim().to_owned();
    let fits = !value.is_empty()
        && value.chars().count() <= 64
        && !value
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || c == '+');
    if fits {
        Ok(value)
    } else {
        Err(AppError::Usage(format!(
            "`{value}` is no {setting}: 1 to 64 characters without blanks, control characters or +"
        )))
    }
}

fn parse_lang(word: &str) -> Result<Lang, AppError> {
    match word {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        _ => Err(AppError::Usage(format!(
            "`{word}` is no language: zh or en (lang)"
        ))),
    }
}

fn login_name() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| {
            std::env::var(name)
                .ok()
                .filter(|value| !value.trim().is_empty())
        })
        .map_or_else(
            || "unknown".to_owned(),
            |name| name.split_whitespace().collect::<Vec<_>>().join("."),
        )
}

fn locale_lang() -> String {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match locale {
        Some(locale) if locale.starts_with("zh") => "zh".to_owned(),
        _ => "en".to_owned(),
    }
}

/// `REGRADE_NOW`: lets tests and demonstrations say what time it is.
fn fixed_now() -> Result<Option<i64>, AppError> {
    let Some(text) = std::env::var("REGRADE_NOW")
        .ok()
        .filter(|text| !text.is_empty())
    else {
        return Ok(None);
    };
    match DateTime::parse_from_rfc3339(&text) {
        Ok(time) => Ok(Some(time.with_timezone(&Utc).timestamp())),
        Err(_) => Err(AppError::Usage(format!(
            "`{text}` is no time (REGRADE_NOW): write it as 2026-01-02T03:04:05Z"
        ))),
    }
}

/// `REGRADE_ROWS_PER_COMMIT`: lets tests see many commits of a short file.
fn rows_per_commit() -> Result<u64, AppError> {
    let Some(text) = std::env::var("REGRADE_ROWS_PER_COMMIT")
        .ok()
        .filter(|text| !text.is_empty())
    else {
        return Ok(ROWS_PER_COMMIT);
    };
    match text.parse() {
        Ok(rows) if (1..=ROWS_PER_COMMIT).contains(&rows) => Ok(rows),
        _ => Err(AppError::Usage(format!(
            "`{text}` is no number of rows (REGRADE_ROWS_PER_COMMIT): 1 to {ROWS_PER_COMMIT}"
        ))),
    }
}
