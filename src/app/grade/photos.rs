//! Photos go into the record by their SHA-256; the files into a folder beside the database, named
//! by what is in them.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::Mode;
use crate::app::{AppError, Ctx};
use crate::domain::standard::Standard;
use crate::domain::standard::model::Kind;

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
    let failed = |path: &Path, doing| {
        let path = path.to_owned();
        move |source| AppError::File {
            doing,
            path,
            source,
        }
    };
    let bytes = std::fs::read(path).map_err(failed(path, "read the photo"))?;
    let digest = Sha256::digest(&bytes);
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
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

/// `warehouse.db` → `warehouse.photos`.
fn folder(database: &Path) -> PathBuf {
    database.with_extension("photos")
}
