//! The station's key and the guard file: both outside the database, so that neither a copied nor a
//! rolled-back database can sign, or be signed, unnoticed.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::recorder::{StoredTiles, frontier};
use super::{AppError, Ctx, Settings, chance};
use crate::ledger::hash::Hash;
use crate::ledger::note::{Checkpoint, Note};
use crate::ledger::proof::Tree;
use crate::ledger::signing::{Role, Signer, Verifier};
use crate::store::Connection;
use crate::store::ledger::{self, CheckpointRow};

/// What was signed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Signed {
    /// The ledger's name
    pub origin: String,
    /// How many events the checkpoint covers
    pub size: u64,
    /// The tree's root, base64
    pub root: String,
}

/// A name for a new ledger that no guard file has yet: a database that was deleted and made again
/// is another ledger than the one that was signed before.
pub fn free_origin(settings: &Settings) -> String {
    let first = format!("{}/{}", settings.domain, settings.site);
    let mut origin = first.clone();
    for count in 2.. {
        if !file(settings, &origin, "guard").exists() {
            break;
        }
        origin = format!("{first}/{count}");
    }
    origin
}

/// Where the key or the guard of a ledger stands.
pub fn file(settings: &Settings, origin: &str, ending: &str) -> PathBuf {
    let plain: String = origin
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '.' | '-') {
                c
            } else {
                '_'
            }
        })
        .collect();
    settings.keys.join(format!("{plain}.{ending}"))
}

/// The key that signs the ledger, made on first use.
pub fn signer(settings: &Settings, origin: &str) -> anyhow::Result<Signer> {
    let path = file(settings, origin, "key");
    if !path.exists() {
        let signer = Signer::from_seed(origin, Role::Log, &chance::seed()?)?;
        // Another process may make it at the same moment: the first one stays, and both use it.
        write_new(&path, &format!("{}\n", signer.to_secret_text()))?;
    }
    let text = std::fs::read_to_string(&path).map_err(|source| AppError::File {
        doing: "read the station key",
        path: path.clone(),
        source,
    })?;
    Signer::parse(text.trim())
        .map_err(|error| AppError::BadFile {
            file: path.display().to_string(),
            why: error.to_string(),
        })
        .map_err(Into::into)
}

/// The note that was signed last, as the guard file keeps it.
pub fn guard_note(settings: &Settings, origin: &str) -> anyhow::Result<Option<String>> {
    let path = file(settings, origin, "guard");
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(AppError::File {
            doing: "read the guard file",
            path,
            source,
        }
        .into()),
    }
}

/// What the guard file says was signed last.
pub fn guarded(settings: &Settings, origin: &str) -> anyhow::Result<Option<Checkpoint>> {
    let Some(text) = guard_note(settings, origin)? else {
        return Ok(None);
    };
    let path = file(settings, origin, "guard");
    let verifier = signer(settings, origin)?.verifier();
    let checkpoint = verified(&text, &[verifier])
        .map_err(|why| AppError::Integrity(format!("the guard file {}: {why}", path.display())))?;
    Ok(Some(checkpoint))
}

/// The checkpoint in a note, if one of `verifiers` signed it.
pub fn verified(note: &str, verifiers: &[Verifier]) -> Result<Checkpoint, String> {
    let note = Note::parse(note).map_err(|error| error.to_string())?;
    let signed = note.verify(verifiers).map_err(|error| error.to_string())?;
    if signed.is_empty() {
        return Err("none of the ledger's keys signed it".to_owned());
    }
    Checkpoint::parse(note.text()).map_err(|error| error.to_string())
}

/// Signs the ledger as it stands. Signs nothing that is not a continuation of what was signed
/// before. Nothing to sign, or nothing new, signs nothing.
pub fn sign(ctx: &mut Ctx) -> anyhow::Result<Option<Signed>> {
    let now = ctx.now();
    let settings = ctx.settings.clone();
    ctx.store.end_bulk()?;
    let tx = ctx.store.begin()?;
    let origin = ledger::get(&tx)?.origin;
    let edge = frontier(&tx)?;
    if edge.size() == 0 {
        return Ok(None);
    }
    let signer = signer(&settings, &origin)?;
    must_continue(&tx, &settings, &origin, &edge)?;
    let checkpoint = Checkpoint {
        origin: origin.clone(),
        size: edge.size(),
        root: edge.root(),
    };
    let note = checkpoint.sign(&signer)?.to_string();
    let size = i64::try_from(edge.size())?;
    ledger::add_log_key(&tx, &signer.verifier().to_string(), 0)?;
    ledger::add_checkpoint(
        &tx,
        &CheckpointRow {
            size,
            note: note.clone(),
            at: now,
        },
    )?;
    tx.commit().map_err(crate::store::StoreError::from)?;
    // After the commit: a guard must never be ahead of the database it guards.
    replace(&file(&settings, &origin, "guard"), &note)?;
    Ok(Some(Signed {
        origin,
        size: edge.size(),
        root: checkpoint.root.to_string(),
    }))
}

/// Refuses a ledger that does not continue what was signed, by the guard file or by the newest
/// checkpoint.
pub fn must_continue(
    connection: &Connection,
    settings: &Settings,
    origin: &str,
    edge: &crate::ledger::tree::Frontier,
) -> anyhow::Result<()> {
    if let Some(guard) = guarded(settings, origin)? {
        must_contain(connection, edge, &guard, "the guard file")?;
    }
    if let Some(newest) = ledger::newest_checkpoint(connection)? {
        let verifiers = verifiers(connection)?;
        let checkpoint = verified(&newest.note, &verifiers).map_err(|why| {
            AppError::Integrity(format!("the checkpoint of size {}: {why}", newest.size))
        })?;
        must_contain(connection, edge, &checkpoint, "the newest checkpoint")?;
    }
    Ok(())
}

/// The keys that may sign the ledger, as the database names them.
pub fn verifiers(connection: &Connection) -> anyhow::Result<Vec<Verifier>> {
    ledger::log_keys(connection)?
        .iter()
        .map(|line| {
            Verifier::parse(line)
                .map_err(|error| AppError::Integrity(format!("key `{line}`: {error}")).into())
        })
        .collect()
}

/// Refuses a ledger that is shorter than `signed` or had another root at its size.
pub fn must_contain(
    connection: &Connection,
    edge: &crate::ledger::tree::Frontier,
    signed: &Checkpoint,
    by: &str,
) -> anyhow::Result<()> {
    if edge.size() < signed.size {
        return Err(AppError::Integrity(format!(
            "{by} says that {} events were signed, the database holds {}: newer events were lost \
             or an older file was put in its place",
            signed.size,
            edge.size()
        ))
        .into());
    }
    let root: Hash = Tree::new(edge, &mut StoredTiles(connection))
        .root_at(signed.size)
        .map_err(|error| AppError::Integrity(format!("the ledger is damaged: {error}")))?;
    if root != signed.root {
        return Err(AppError::Integrity(format!(
            "the first {} events are not those that {by} signed",
            signed.size
        ))
        .into());
    }
    Ok(())
}

fn write_new(path: &Path, text: &str) -> anyhow::Result<()> {
    let temporary = temporary(path, text)?;
    match temporary.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.error).with_context(|| format!("cannot write {}", path.display())),
    }
}

/// Puts a file in place of another, whole or not at all.
fn replace(path: &Path, text: &str) -> anyhow::Result<()> {
    temporary(path, text)?
        .persist(path)
        .map_err(|error| error.error)
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

// tempfile makes files that only their owner may read on Unix; elsewhere the folder's rules hold.
fn temporary(path: &Path, text: &str) -> anyhow::Result<tempfile::NamedTempFile> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| tempfile::NamedTempFile::new_in(folder))
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            Ok(file)
        });
    written.with_context(|| format!("cannot write into {}", folder.display()))
}
