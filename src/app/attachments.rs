//! Files that belong to the record: in a folder beside the database, named by the SHA-256 of what
//! is in them, which is all that the record says of them. Written once, never changed.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::AppError;

/// Such a folder.
#[derive(Debug, Clone)]
pub struct Attachments(PathBuf);

impl Attachments {
    /// The photos of inspections: `warehouse.db` → `warehouse.photos`.
    pub fn photos(database: &Path) -> Self {
        Self(database.with_extension("photos"))
    }

    /// The reports of wiping tools: `warehouse.db` → `warehouse.evidence`.
    pub fn evidence(database: &Path) -> Self {
        Self(database.with_extension("evidence"))
    }

    /// Where what has that hash stands, with that ending.
    pub fn path(&self, hash: &str, ending: Option<&str>) -> PathBuf {
        let name = match ending {
            Some(ending) => format!("{hash}.{ending}"),
            None => hash.to_owned(),
        };
        self.shelf(hash).join(name)
    }

    /// Whether what has that hash is here, whatever its ending.
    pub fn has(&self, hash: &str) -> bool {
        let names = std::fs::read_dir(self.shelf(hash)).into_iter();
        names
            .flatten()
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with(hash))
    }

    /// Keeps `bytes`, which have that hash; on the disk when it returns.
    pub fn keep(&self, bytes: &[u8], hash: &str, ending: Option<&str>) -> Result<(), AppError> {
        let target = self.path(hash, ending);
        if target.exists() {
            return Ok(());
        }
        let shelf = self.shelf(hash);
        std::fs::create_dir_all(&shelf).map_err(failed(&shelf, "make the folder"))?;
        // A temporary file is its owner's alone on Unix, and stays so when it gets its name.
        let mut file = tempfile::NamedTempFile::new_in(&shelf).map_err(failed(&target, "write"))?;
        std::io::Write::write_all(&mut file, bytes)
            .and_then(|()| file.as_file().sync_data())
            .map_err(failed(&target, "write"))?;
        file.persist(&target)
            .map_err(|error| failed(&target, "write")(error.error))?;
        Ok(())
    }

    fn shelf(&self, hash: &str) -> PathBuf {
        self.0.join(hash.get(..2).unwrap_or(hash))
    }
}

/// The SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// In small hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn failed(path: &Path, doing: &'static str) -> impl FnOnce(std::io::Error) -> AppError + use<> {
    let path = path.to_owned();
    move |source| AppError::File {
        doing,
        path,
        source,
    }
}
