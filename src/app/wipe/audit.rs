//! Is all evidence there, and as it was? Every file that the record or the queue names is hashed
//! again.

use std::collections::BTreeMap;

use serde::Serialize;

use super::event;
use crate::app::attachments::{Attachments, hex, sha256};
use crate::app::{AppError, Ctx, find, interrupt};
use crate::domain::wipe::fact::What;
use crate::store::{events, items, wipe, wipe_queue};

/// What an audit found.
#[derive(Debug, Clone, Serialize)]
pub struct AuditReport {
    /// Files that the record and the queue name
    pub files: usize,
    /// Those that are there and as they were
    pub intact: usize,
    /// Those that are not
    pub faults: Vec<AuditFault>,
}

/// A file that is not as it was.
#[derive(Debug, Clone, Serialize)]
pub struct AuditFault {
    /// SHA-256 that the record names
    pub sha256: String,
    /// Where the file is looked for
    pub path: String,
    /// `missing`, `changed` or `unreadable`
    pub fault: &'static str,
    /// What names it: trace codes, or the queue
    pub named_by: Vec<String>,
}

/// Hashes all evidence again.
pub fn audit(ctx: &Ctx) -> anyhow::Result<AuditReport> {
    let connection = ctx.store.connection();
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for seq in wipe::with_evidence(connection)? {
        let stored = events::get(connection, seq)?;
        let private = events::disclosure(connection, seq)?;
        let Some(told) = event::decode(&stored, private.as_deref())? else {
            continue;
        };
        let mut hashes: Vec<String> = told.beside.evidence.into_iter().collect();
        match told.what {
            What::Run { run, .. } => {
                let of_pair =
                    |(place, word): (String, String)| (place == super::IDENTITY).then_some(word);
                hashes.extend(run.file);
                hashes.extend(run.record.words.into_iter().filter_map(of_pair));
            }
            What::Destroyed { how, .. } => hashes.extend(how.batch.map(|batch| batch.photo)),
            _ => {}
        }
        let code = match stored.item {
            Some(item) => find::code(&items::get(connection, item)?)?.to_string(),
            None => String::new(),
        };
        for hash in hashes {
            let by = named.entry(hash).or_default();
            if !by.contains(&code) {
                by.push(code.clone());
            }
        }
    }
    for queued in wipe_queue::all(connection)? {
        let by = named.entry(hex(&queued.evidence)).or_default();
        by.push(format!("queue {}", queued.id));
    }
    let folder = Attachments::evidence(ctx.store.path());
    let mut report = AuditReport {
        files: named.len(),
        intact: 0,
        faults: Vec::new(),
    };
    for (hash, named_by) in named {
        if interrupt::asked() {
            let kept = "nothing was changed".to_owned();
            return Err(AppError::Interrupted { kept }.into());
        }
        let path = folder.path(&hash, None);
        let fault = match std::fs::read(&path) {
            Ok(bytes) if hex(&sha256(&bytes)) == hash => {
                report.intact += 1;
                continue;
            }
            Ok(_) => "changed",
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => "missing",
            Err(_) => "unreadable",
        };
        report.faults.push(AuditFault {
            path: path.display().to_string(),
            sha256: hash,
            fault,
            named_by,
        });
    }
    Ok(report)
}
