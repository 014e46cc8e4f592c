//! Photos go into the record by their SHA-256, and the files among the attachments.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Mode;
use crate::app::attachments::{Attachments, hex, sha256};
use crate::app::{AppError, Ctx};
use crate::domain::standard::Standard;
use crate::domain::standard::model::Kind;

/// Endings of files that are photos.
const ENDINGS: [&str; 9] = [
    "bmp", "gif", "heic", "heif", "jpeg", "jpg", "png", "tif", "webp",
];
/// How far back the watch folder is looked through.
const MOST_LOOKED_AT: usize = 100;

/// The folder that the camera writes to, and which of its photos are attached to what.
#[derive(Debug)]
pub struct Watch {
    folder: PathBuf,
    /// What each file holds, and the item it was attached to; none if before this run.
    known: HashMap<(PathBuf, SystemTime), (String, Option<i64>)>,
}

impl Watch {
    /// Watches a folder.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            known: HashMap::new(),
        }
    }

    /// Attaches the newest photo that belongs to no item yet; its name and SHA-256. None if there
    /// is no such photo.
    pub fn attach(
        &mut self,
        ctx: &Ctx,
        item: i64,
        attached: &[String],
    ) -> anyhow::Result<Option<(String, String)>> {
        for (path, at) in self.newest_first()? {
            let key = (path, at);
            let (hash, of) = match self.known.get(&key) {
                Some(known) => known.clone(),
                None => {
                    let hash = hash(&bytes(&key.0)?);
                    let is_kept = is_kept(ctx, &hash);
                    // One that is kept already belongs to an item of an earlier day.
                    if is_kept {
                        self.known.insert(key.clone(), (hash.clone(), None));
                    }
                    (hash, (!is_kept).then_some(item))
                }
            };
            if of != Some(item) || attached.contains(&hash) {
                continue;
            }
            let name = key.0.to_string_lossy().into_owned();
            let hash = read(ctx, &name, Mode::Record)?;
            self.known.insert(key.clone(), (hash.clone(), Some(item)));
            let name = key.0.file_name().unwrap_or_default().to_string_lossy();
            return Ok(Some((name.into_owned(), hash)));
        }
        Ok(None)
    }

    fn newest_first(&self) -> Result<Vec<(PathBuf, SystemTime)>, AppError> {
        let failed = |source| AppError::File {
            doing: "look into",
            path: self.folder.clone(),
            source,
        };
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            let ending = path.extension().unwrap_or_default().to_string_lossy();
            if !ENDINGS.contains(&ending.to_lowercase().as_str()) {
                continue;
            }
            // A file that went away meanwhile is no photo any more.
            if let Ok(about) = entry.metadata()
                && about.is_file()
                && about.len() > 0
            {
                found.push((path, about.modified().map_err(failed)?));
            }
        }
        found.sort_by(|one, other| (other.1, &other.0).cmp(&(one.1, &one.0)));
        found.truncate(MOST_LOOKED_AT);
        Ok(found)
    }
}

/// Photos as `sha256;sha256`: names of files among them are read and kept.
pub(super) fn taken_in(ctx: &Ctx, text: &str, mode: Mode) -> anyhow::Result<String> {
    let mut hashes = Vec::new();
    for part in text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        hashes.push(if is_hash(part) {
            part.to_ascii_lowercase()
        } else {
            read(ctx, part, mode)?
        });
    }
    Ok(hashes.join(";"))
}

/// The same for answers in JSON, where photos are a list.
pub(super) fn taken_in_json(
    ctx: &Ctx,
    standard: &Standard,
    given: &serde_json::Value,
    mode: Mode,
) -> anyhow::Result<serde_json::Value> {
    let mut given = given.clone();
    for check in standard
        .checks
        .iter()
        .filter(|check| matches!(check.kind, Kind::Photo { .. }))
    {
        let Some(serde_json::Value::Array(list)) = given.get_mut(&check.id) else {
            continue;
        };
        for photo in list {
            if let Some(name) = photo.as_str() {
                *photo = taken_in(ctx, name, mode)?.into();
            }
        }
    }
    Ok(given)
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn read(ctx: &Ctx, name: &str, mode: Mode) -> anyhow::Result<String> {
    let path = Path::new(name);
    let bytes = bytes(path)?;
    let hash = hash(&bytes);
    if mode == Mode::Record {
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase());
        Attachments::photos(ctx.store.path()).keep(&bytes, &hash, ending.as_deref())?;
    }
    Ok(hash)
}

fn bytes(path: &Path) -> Result<Vec<u8>, AppError> {
    std::fs::read(path).map_err(|source| AppError::File {
        doing: "read the photo",
        path: path.to_owned(),
        source,
    })
}

fn hash(bytes: &[u8]) -> String {
    hex(&sha256(bytes))
}

/// Whether a photo with that content is kept already.
fn is_kept(ctx: &Ctx, hash: &str) -> bool {
    Attachments::photos(ctx.store.path()).has(hash)
}
