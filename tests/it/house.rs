//! A warehouse of a test's own: database, keys and config in a folder that vanishes with it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a run of the binary said.
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// stdout as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}\nstdout: {}\nstderr: {}", self.out, self.err))
    }
}

pub(crate) struct House {
    folder: tempfile::TempDir,
}

impl House {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path("house.db")
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The binary with this house's settings, not yet run.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_regrade"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env("REGRADE_DB", self.database())
            .env("REGRADE_KEYS", self.path("keys"))
            .env("REGRADE_OPERATOR", "li.wei")
            .env("REGRADE_LANG", "en")
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_DATA_HOME", self.path("data"));
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Said {
        Said::of(&self.command(args).output().unwrap())
    }

    /// Runs and expects an exit code.
    pub(crate) fn expect(&self, code: i32, args: &[&str]) -> Said {
        let said = self.run(args);
        assert_eq!(
            said.code,
            Some(code),
            "{args:?}\n{}\n{}",
            said.out,
            said.err
        );
        said
    }

    pub(crate) fn expect_as(&self, operator: &str, code: i32, args: &[&str]) -> Said {
        let output = self
            .command(args)
            .env("REGRADE_OPERATOR", operator)
            .output()
            .unwrap();
        let said = Said::of(&output);
        assert_eq!(
            said.code,
            Some(code),
            "{args:?}\n{}\n{}",
            said.out,
            said.err
        );
        said
    }
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/intake")
        .join(name)
}

/// A file of `rows` phones, each with a valid IMEI of its own.
pub(crate) fn phones(rows: u32) -> String {
    let mut text =
        String::from("channel,pickup_no,ordered_at,city,category,brand,model,imei,remark\n");
    for row in 0..rows {
        let body = format!("35{row:012}");
        let sum: u32 = body
            .bytes()
            .rev()
            .enumerate()
            .map(|(place, digit)| {
                let digit = u32::from(digit - b'0') * (2 - place as u32 % 2);
                digit / 10 + digit % 10
            })
            .sum();
        let check = (10 - sum % 10) % 10;
        text += &format!(
            "app,P{row:06},2017-12-21 09:05,深圳市,手机,小米,小米6,{body}{check},划痕 {row}\n"
        );
    }
    text
}
