//! Files that users name, `-` being standard input. They are read twice, once to judge the bytes
//! and once for the rows, so what cannot be read twice is spooled first.

use std::cell::Cell;
use std::fs::File;
use std::io::{Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::AppError;

/// Where a file stands; nowhere if it was standard input.
#[derive(Debug, Clone)]
pub struct Place(pub Option<PathBuf>);

impl Place {
    /// What the record calls it: the file's name, since where a machine keeps it is nobody's
    /// business; `-` for standard input.
    pub fn file_name(&self) -> String {
        let name = self.0.as_deref().and_then(Path::file_name);
        name.map_or_else(
            || "-".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        )
    }
}

/// A file that can be read more than once.
#[derive(Debug)]
pub struct Source {
    name: String,
    path: Option<PathBuf>,
    file: File,
}

impl Source {
    /// Opens the file that the user named.
    pub fn open(path: &Path) -> Result<Self, AppError> {
        let failed = |source| AppError::File {
            doing: "read",
            path: path.to_owned(),
            source,
        };
        if path == Path::new("-") {
            let file = spool(&mut std::io::stdin().lock()).map_err(failed)?;
            return Ok(Self {
                name: "-".to_owned(),
                path: None,
                file,
            });
        }
        let mut file = File::open(path).map_err(failed)?;
        let meta = file.metadata().map_err(failed)?;
        if meta.is_dir() {
            let why = "it is a folder; name the files in it".to_owned();
            return Err(AppError::BadFile {
                file: path.display().to_string(),
                why,
            });
        }
        if !meta.is_file() {
            file = spool(&mut file).map_err(failed)?;
        }
        Ok(Self {
            name: path.display().to_string(),
            path: Some(path.to_owned()),
            file,
        })
    }

    /// The name that the user gave.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it stands, for files that go beside it.
    pub fn place(&self) -> Place {
        Place(self.path.clone())
    }

    /// The file from its beginning.
    pub fn rewound(&mut self) -> Result<&mut File, AppError> {
        let name = PathBuf::from(&self.name);
        self.file
            .seek(SeekFrom::Start(0))
            .map_err(|source| AppError::File {
                doing: "read",
                path: name,
                source,
            })?;
        Ok(&mut self.file)
    }
}

fn spool(from: &mut impl Read) -> std::io::Result<File> {
    let mut file = tempfile::tempfile()?;
    std::io::copy(from, &mut file)?;
    file.flush()?;
    Ok(file)
}

/// Counts what is read through it.
#[derive(Debug)]
pub struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R> Counted<R> {
    /// A reader and its counter.
    pub fn new(inner: R) -> (Self, Rc<Cell<u64>>) {
        let count = Rc::new(Cell::new(0));
        (
            Self {
                inner,
                count: Rc::clone(&count),
            },
            count,
        )
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.count.set(self.count.get() + length as u64);
        Ok(length)
    }
}
