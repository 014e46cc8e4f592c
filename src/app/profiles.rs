//! Saved ways to read a partner's files: channel, maps and forms under a name.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::intake::Options;
use super::{AppError, Settings};
use crate::domain::channel::Channel;
use crate::domain::pickup::Field;
use crate::formats::table::Encoding;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delimiter: Option<char>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<String>,
    /// Fields in order; an empty one is an unknown column.
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Vec<String>>,
    /// Header to field; an empty one is an unknown column.
    #[serde(default)]
    map: std::collections::BTreeMap<String, String>,
}

/// Where a profile stands.
fn path(settings: &Settings, name: &str) -> Result<PathBuf, AppError> {
    let plain = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && !name.starts_with('.');
    if !plain {
        return Err(AppError::Usage(format!(
            "`{name}` is no profile name: letters, digits, - and _ only"
        )));
    }
    Ok(settings
        .config_folder
        .join("profiles")
        .join(format!("{name}.toml")))
}

/// Saves a profile; gives its file.
pub fn save(settings: &Settings, name: &str, options: &Options) -> anyhow::Result<PathBuf> {
    let path = path(settings, name)?;
    let word = |field: &Option<Field>| field.map_or("", Field::as_str).to_owned();
    let profile = Profile {
        channel: options.channel.map(|channel| channel.as_str().to_owned()),
        encoding: options
            .encoding
            .map(|encoding| encoding.as_str().to_owned()),
        delimiter: options.delimiter.map(char::from),
        sheet: options.sheet.clone(),
        columns: options
            .columns
            .as_ref()
            .map(|columns| columns.iter().map(word).collect()),
        map: options
            .maps
            .iter()
            .map(|(column, field)| (column.clone(), word(field)))
            .collect(),
    };
    let failed = |source| AppError::File {
        doing: "write",
        path: path.clone(),
        source,
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(&path, toml::to_string(&profile)?).map_err(failed)?;
    Ok(path)
}

/// Loads a profile.
pub fn load(settings: &Settings, name: &str) -> anyhow::Result<Options> {
    let path = path(settings, name)?;
    let text = std::fs::read_to_string(&path).map_err(|source| AppError::File {
        doing: "read the profile",
        path: path.clone(),
        source,
    })?;
    let bad = |why: String| AppError::BadFile {
        file: path.display().to_string(),
        why,
    };
    let profile: Profile = toml::from_str(&text).map_err(|error| bad(error.to_string()))?;
    let field = |word: &str| match word {
        "" => Ok(None),
        word => Field::parse(word)
            .map(Some)
            .ok_or_else(|| bad(format!("`{word}` is no field"))),
    };
    let channel =
        |word: &String| Channel::parse(word).ok_or_else(|| bad(format!("`{word}` is no channel")));
    let encoding = |word: &String| {
        Encoding::parse(word).ok_or_else(|| bad(format!("`{word}` is no encoding")))
    };
    let delimiter =
        |c: char| u8::try_from(c).map_err(|_| bad(format!("`{c}` cannot divide cells")));
    Ok(Options {
        channel: profile.channel.as_ref().map(channel).transpose()?,
        encoding: profile.encoding.as_ref().map(encoding).transpose()?,
        delimiter: profile.delimiter.map(delimiter).transpose()?,
        sheet: profile.sheet,
        columns: match profile.columns {
            None => None,
            Some(words) => Some(
                words
                    .iter()
                    .map(|word| field(word))
                    .collect::<Result<Vec<_>, _>>()?,
            ),
        },
        maps: profile
            .map
            .into_iter()
            .map(|(column, word)| Ok((column, field(&word)?)))
            .collect::<Result<Vec<_>, AppError>>()?,
        ..Options::default()
    })
}
