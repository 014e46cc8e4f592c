//! Photos go into the record by their SHA-256; the files into a folder beside the database, named
//! by what is in them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest as _, Sha256};

use super::Mode;
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
    if mode == Mode::Preview {
        return Ok(hash);
    }
    let mut target = folder(ctx.store.path()).join(&hash[..2]);
    std::fs::create_dir_all(&target).map_err(failed(&target, "make the folder"))?;
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    target.push(ending.map_or(hash.clone(), |ending| format!("{hash}.{ending}")));
    if !target.exists() {
        let parent = target.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(parent).map_err(failed(&target, "write"))?;
        std::io::Write::write_all(&mut file, &bytes).map_err(failed(&target, "write"))?;
        file.persist(&target)
            .map_err(|error| failed(&target, "write")(error.error))?;
    }
    Ok(hash)
}

fn failed(path: &Path, doing: &'static str) -> impl FnOnce(std::io::Error) -> AppError + use<> {
    let path = path.to_owned();
    move |source| AppError::File {
        doing,
        path,
        source,
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, AppError> {
    std::fs::read(path).map_err(failed(path, "read the photo"))
}

fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a photo with that content is in the folder, whatever its ending.
fn is_kept(ctx: &Ctx, hash: &str) -> bool {
    let folder = folder(ctx.store.path()).join(&hash[..2]);
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
    names
        .into_iter()
        .any(|entry| entry.file_name().to_string_lossy().starts_with(hash))
}

/// `warehouse.db` → `warehouse.photos`.
fn folder(database: &Path) -> PathBuf {
    database.with_extension("photos")
}
