//! A database that version 1 made still opens and checks. `UPDATE_FROZEN=1 cargo test frozen` makes
//! it anew while version 1 is not released. **After release 0.1.0 neither file is ever refreshed**:
//! a changed schema is version 2 then, with an upgrade and a frozen database of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use regrade::app::check::{self, Guard, Watch};
use regrade::app::{Ctx, Settings, Station};
use sha2::{Digest as _, Sha256};

struct Silent;

impl Watch for Silent {
    fn checked(&mut self, _: u64, _: u64) {}
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn stored(name: &str) -> PathBuf {
    root().join("tests/data").join(name)
}

fn is_update() -> bool {
    std::env::var_os("UPDATE_FROZEN").is_some()
}

/// SHA-256 of the schema without comments and with single blanks.
fn schema_sha256() -> String {
    let words: Vec<&str> = regrade::store::schema::SCHEMA
        .lines()
        .flat_map(|line| {
            let code = line.split_once("--").map_or(line, |(code, _)| code);
            code.split_whitespace()
        })
        .collect();
    let digest = Sha256::digest(words.join(" "));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_schema_is_the_one_that_is_pinned() {
    let pin = stored("schema-v1.sha256");
    if is_update() {
        std::fs::write(&pin, schema_sha256() + "\n").unwrap();
    }
    let pinned = std::fs::read_to_string(&pin).unwrap();
    assert_eq!(
        schema_sha256(),
        pinned.trim(),
        "schema.sql has changed: before release 0.1.0 run `UPDATE_FROZEN=1 cargo test frozen`, \
         afterwards add an upgrade and a new version instead"
    );
}

#[test]
fn a_database_of_version_1_opens_and_checks() {
    let folder = tempfile::tempdir().unwrap();
    if is_update() {
        make(folder.path());
    }
    let copy = folder.path().join("copy.db");
    std::fs::copy(stored("v1.db"), &copy).unwrap();
    let ctx = Ctx::open(settings(folder.path(), copy)).unwrap();
    let report = check::check(&ctx, Guard::Ignored, &mut Silent).unwrap();
    assert_eq!(report.origin, "localhost/WH01");
    assert_eq!((report.items, report.events), (10, 17));
    assert!(report.disclosed > 0 && report.checkpoints > 0);
}

fn settings(folder: &Path, db: PathBuf) -> Settings {
    Settings {
        db,
        station: Station {
            operator: "test".to_owned(),
            station: "test".to_owned(),
        },
        site: "WH01".to_owned(),
        domain: "localhost".to_owned(),
        zone: "Asia/Shanghai".parse().unwrap(),
        keys: folder.join("no-keys"),
        config_folder: folder.join("no-config"),
        wipe_profile: regrade::domain::wipe::DEFAULT_PROFILE.to_owned(),
        day_starts_at: chrono::NaiveTime::MIN,
        fixed_now: Some(0),
        rows_per_commit: regrade::app::ROWS_PER_COMMIT,
    }
}

/// Runs a few commands of the program itself, and keeps a copy of what they wrote.
fn make(folder: &Path) {
    for name in ["pickups-app.csv", "pickups-partner.csv", "inspections.csv"] {
        std::fs::copy(root().join("samples").join(name), folder.join(name)).unwrap();
    }
    let frozen = stored("v1.db");
    if frozen.exists() {
        std::fs::remove_file(&frozen).unwrap();
    }
    let run = |operator: &str, arguments: &[&str], exit: i32| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_regrade"));
        command
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .env("HOME", folder)
            .env("XDG_CONFIG_HOME", folder)
            .env("REGRADE_DB", folder.join("made.db"))
            .env("REGRADE_KEYS", folder.join("keys"))
            .env("REGRADE_NOW", "2017-12-21T12:00:00Z")
            .env("REGRADE_OPERATOR", operator);
        assert_eq!(command.status().unwrap().code(), Some(exit));
    };
    run("clerk", &["intake", "pickups-app.csv"], 3);
    run("clerk", &["intake", "pickups-partner.csv"], 3);
    run("inspector", &["grade", "--batch", "inspections.csv"], 3);
    run("clerk", &["undo", "2"], 0);
    run("clerk", &["intake", "pickups-partner.csv"], 3);
    run("manager", &["db", "backup", frozen.to_str().unwrap()], 0);
}
