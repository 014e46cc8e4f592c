//! Which files are read: those that were named, and those in folders that were named. Links and
//! whatever is no plain file are told and left alone.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::domain::lang::Lang;
use crate::formats::wipe::MOST_BYTES;

/// A file that is to be read, or why it is not.
#[derive(Debug, Clone)]
pub(super) enum Found {
    /// It is read
    File(PathBuf),
    /// Standard input
    Stdin,
    /// It is not read
    Refused(PathBuf, Why),
}

/// Why a file is not read.
#[derive(Debug, Clone)]
pub(super) enum Why {
    /// It leads elsewhere
    Link,
    /// It is a device, a pipe or the like
    Special,
    /// The system says no
    System(String),
}

impl Why {
    /// In words.
    pub(super) fn text(&self, lang: Lang) -> String {
        match self {
            Self::Link => lang.pick("是链接，不跟随", "it is a link, which is not followed"),
            Self::Special => lang.pick("不是普通文件", "it is no plain file"),
            Self::System(error) => error,
        }
        .to_owned()
    }
}

impl Found {
    /// As it is told.
    pub(super) fn name(&self) -> String {
        match self {
            Self::File(path) | Self::Refused(path, _) => path.display().to_string(),
            Self::Stdin => "-".to_owned(),
        }
    }

    /// As the record names it: without where it was.
    pub(super) fn file_name(&self) -> String {
        match self {
            Self::File(path) | Self::Refused(path, _) => {
                let name = path.file_name().unwrap_or(path.as_os_str());
                name.to_string_lossy().into_owned()
            }
            Self::Stdin => "-".to_owned(),
        }
    }

    /// What is in it; no more than any report may have and one byte.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, Why> {
        let system = |error: std::io::Error| Why::System(error.to_string());
        match self {
            Self::File(path) => {
                look(path)?;
                limited(File::open(path).map_err(system)?).map_err(system)
            }
            Self::Stdin => limited(std::io::stdin().lock()).map_err(system),
            Self::Refused(_, why) => Err(why.clone()),
        }
    }
}

fn limited(file: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Refuses a link and what is neither a file nor a folder, before it is opened; says whether it is
/// a folder.
fn look(path: &Path) -> Result<bool, Why> {
    let about = std::fs::symlink_metadata(path).map_err(|error| Why::System(error.to_string()))?;
    if about.is_symlink() {
        Err(Why::Link)
    } else if about.is_dir() || about.is_file() {
        Ok(about.is_dir())
    } else {
        Err(Why::Special)
    }
}

/// The files that `paths` name, folders walked in the order of names; hidden files in them are
/// none of ours.
pub(super) fn all(paths: &[PathBuf]) -> Vec<Found> {
    let mut found = Vec::new();
    // Not by calling itself: a folder may be nested deeper than the stack is.
    let mut open: Vec<PathBuf> = paths.iter().rev().cloned().collect();
    while let Some(path) = open.pop() {
        if path.as_os_str() == "-" {
            found.push(Found::Stdin);
            continue;
        }
        match look(&path) {
            Ok(false) => found.push(Found::File(path)),
            Ok(true) => match entries(&path) {
                Ok(names) => open.extend(names.into_iter().rev()),
                Err(error) => found.push(Found::Refused(path, Why::System(error.to_string()))),
            },
            Err(why) => found.push(Found::Refused(path, why)),
        }
    }
    found
}

fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with('.') {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
