//! The one place for errors: what the shell is told, and which command helps.

use std::fmt::Write as _;

use serde::Serialize;

use super::exit::Exit;
use super::output::Format;
use crate::app::AppError;
use crate::domain::catalogue::CatalogueError;
use crate::store::StoreError;

/// An error as it is told.
#[derive(Debug, Serialize)]
struct Told {
    kind: &'static str,
    message: String,
    hint: Option<String>,
    exit_code: u8,
}

#[derive(Serialize)]
struct Document {
    error: Told,
}

/// Tells an error on stderr; what the shell is told.
pub(super) fn tell(error: &anyhow::Error, format: Format) -> Exit {
    let (kind, exit, hint) = judge(error);
    let told = Told {
        kind,
        message: message(error),
        hint,
        exit_code: exit.code(),
    };
    let text = match format {
        Format::Json | Format::Jsonl => {
            serde_json::to_string(&Document { error: told }).unwrap_or_default()
        }
        Format::Table | Format::Csv => {
            let mut text = format!("error: {}", told.message);
            if let Some(hint) = told.hint {
                // Nothing can go wrong when text is written into a string.
                let _ = write!(text, "\n  hint: {hint}");
            }
            text
        }
    };
    super::output::say(&text);
    exit
}

/// Whether the reader of stdout went away.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let of_io = |cause: &(dyn std::error::Error + 'static)| {
        cause
            .downcast_ref::<std::io::Error>()
            .map(std::io::Error::kind)
    };
    error
        .chain()
        .any(|cause| of_io(cause) == Some(std::io::ErrorKind::BrokenPipe))
}

/// The error and its causes in one line; a cause that its effect has told already is not repeated.
fn message(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            text += ": ";
            text += &cause;
        }
    }
    text
}

fn judge(error: &anyhow::Error) -> (&'static str, Exit, Option<String>) {
    for cause in error.chain() {
        if let Some(error) = cause.downcast_ref::<AppError>() {
            return of_app(error);
        }
        if let Some(error) = cause.downcast_ref::<StoreError>() {
            return of_store(error);
        }
        if cause.downcast_ref::<CatalogueError>().is_some() {
            let hint =
                "mend the file in the config folder, or move it away to use the built-in one";
            return ("bad_file", Exit::Failed, Some(hint.to_owned()));
        }
        if let Some(error) = cause.downcast_ref::<std::io::Error>()
            && error.kind() == std::io::ErrorKind::Interrupted
        {
            return ("interrupted", Exit::Interrupted, None);
        }
    }
    ("failed", Exit::Failed, None)
}

fn of_app(error: &AppError) -> (&'static str, Exit, Option<String>) {
    let hint = |text: &str| Some(text.to_owned());
    match error {
        AppError::NoDatabase { .. } => (
            "no_database",
            Exit::NotFound,
            hint("`regrade intake FILE` makes it; --db or REGRADE_DB names another"),
        ),
        AppError::NoSuchItem { .. } => (
            "not_found",
            Exit::NotFound,
            hint("`regrade list` shows the items there are"),
        ),
        AppError::SeveralItems { .. } => (
            "several_items",
            Exit::NotFound,
            hint("name one by its trace code: `regrade show CODE`"),
        ),
        AppError::NoSuchOperation { .. } => (
            "not_found",
            Exit::NotFound,
            hint("`regrade log` shows the operations there are"),
        ),
        AppError::NoSuchReport { .. } => (
            "not_found",
            Exit::NotFound,
            hint("`regrade wipe-log queue` shows the reports that wait"),
        ),
        AppError::NoSuchSeal { .. } => (
            "not_found",
            Exit::NotFound,
            hint("`regrade seal list` shows the seals there are"),
        ),
        AppError::NoSuchStandard { .. } => (
            "not_found",
            Exit::NotFound,
            hint("`regrade standards list` shows them; a file may be named too"),
        ),
        AppError::NotInForce { .. } => (
            "not_in_force",
            Exit::Refused,
            hint("`regrade standards list` says from when each version holds"),
        ),
        AppError::BadStandard { file, .. } => {
            let text = format!("`regrade standards check {file}` tells all that is wrong with it");
            ("bad_standard", Exit::Failed, Some(text))
        }
        AppError::NoStandardFile { standard, .. } => {
            let text = format!(
                "put a file standards/{standard}.toml into the config folder; `regrade db info` \
                 names it"
            );
            ("no_standard", Exit::Refused, Some(text))
        }
        AppError::Held { item, .. } => (
            "held",
            Exit::Refused,
            Some(format!(
                "`regrade show {item}` says who held it and why; a second person lets it go: \
                 `regrade release {item} --reason …`"
            )),
        ),
        AppError::WrongStage { item, .. } => (
            "wrong_stage",
            Exit::Refused,
            Some(format!("`regrade show {item}` shows its history")),
        ),
        AppError::Incomplete {
            item, is_second, ..
        } => {
            let second = if *is_second { " --second" } else { "" };
            let text =
                format!("the answers are kept: `regrade grade {item}{second}` goes on with them");
            ("incomplete", Exit::Refused, Some(text))
        }
        AppError::BadAnswer(_) => ("bad_answer", Exit::Usage, None),
        AppError::DraftOfOtherVersion { item, .. } => {
            let text = format!(
                "`regrade grade {item} --renew` moves it to the new version, `--discard` drops it"
            );
            ("draft", Exit::Refused, Some(text))
        }
        AppError::Refused { .. } => ("refused", Exit::Refused, None),
        AppError::Barred { cure, .. } => ("refused", Exit::Refused, hint(cure)),
        AppError::File { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            ("not_found", Exit::NotFound, hint("check the path"))
        }
        AppError::File { .. } => ("file", Exit::Failed, None),
        AppError::BadFile { .. } => ("bad_file", Exit::Failed, None),
        AppError::Usage(_) => (
            "usage",
            Exit::Usage,
            hint("`regrade help` shows the commands and their options"),
        ),
        AppError::Integrity(_) => (
            "integrity",
            Exit::Integrity,
            hint(
                "stop writing, keep the file as it is, and restore a backup with \
                 `regrade db restore`",
            ),
        ),
        AppError::Interrupted { .. } => ("interrupted", Exit::Interrupted, None),
    }
}

fn of_store(error: &StoreError) -> (&'static str, Exit, Option<String>) {
    let hint = |text: &str| Some(text.to_owned());
    match error {
        StoreError::Busy => (
            "busy",
            Exit::Busy,
            hint("run it again when the other command has ended"),
        ),
        StoreError::Newer { .. } => (
            "newer_database",
            Exit::Failed,
            hint("use the newer regrade that made it, or another file with --db"),
        ),
        StoreError::NotOurs { .. } => (
            "not_ours",
            Exit::Failed,
            hint("name the database with --db or REGRADE_DB"),
        ),
        StoreError::Corrupt(_) => (
            "integrity",
            Exit::Integrity,
            hint("`regrade db check` names the first difference"),
        ),
        StoreError::File { source, .. } if source.kind() == std::io::ErrorKind::AlreadyExists => (
            "exists",
            Exit::Failed,
            hint("choose another name; nothing is written over"),
        ),
        StoreError::File { .. } => ("file", Exit::Failed, None),
        StoreError::Sqlite(_) => ("failed", Exit::Failed, None),
    }
}
