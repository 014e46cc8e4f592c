//! Console sessions. `TRYCMD=overwrite cargo test cli` rewrites what they expect; read the diff.
//! Trace codes are random, so the sessions say `[..]` for them and name items by pickup number.

use std::path::Path;

/// Copies a folder's files, and those of the folders in it.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn sessions() {
    // The commands write where they run, so they run in a copy.
    let sessions = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd");
    let folder = tempfile::tempdir().unwrap();
    copy(&sessions, folder.path());
    let cases = trycmd::TestCases::new();
    cases
        .register_bin("regrade", Path::new(env!("CARGO_BIN_EXE_regrade")))
        .env("REGRADE_DB", "x.db")
        .env("REGRADE_KEYS", "keys")
        .env("XDG_CONFIG_HOME", "config")
        .env("XDG_DATA_HOME", "data")
        .env("REGRADE_CONFIG", "")
        .env("REGRADE_OPERATOR", "li")
        .env("REGRADE_LANG", "en")
        .env("REGRADE_NOW", "2017-12-22T01:00:00Z")
        .case(folder.path().join("*.md"));
    let overwrite = std::env::var("TRYCMD").is_ok_and(|mode| mode == "overwrite");
    cases.run();
    if overwrite {
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, sessions.join(path.file_name().unwrap())).unwrap();
            }
        }
    }
}
