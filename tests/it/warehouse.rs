//! A warehouse in a folder of its own, whose every setting is told, so that nothing of the machine
//! that runs the tests is read or written.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rusqlite::Connection;
use serde_json::Value;

/// The moment that every test happens at.
const NOW: &str = "2017-12-22T01:00:00Z";

/// A folder with a database, keys and settings.
pub(crate) struct Warehouse {
    folder: tempfile::TempDir,
}

/// What a command said and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// stdout as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Warehouse {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The binary, run in the folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_regrade"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("REGRADE_DB", "x.db")
            .env("REGRADE_KEYS", "keys")
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_DATA_HOME", self.path("local"))
            .env("HOME", self.folder.path())
            .env("REGRADE_OPERATOR", "li")
            .env("REGRADE_LANG", "en")
            .env("REGRADE_NOW", NOW)
            .stdin(Stdio::null());
        command
    }

    /// Runs a command that must end with that exit code.
    pub(crate) fn expect(&self, code: i32, arguments: &[&str]) -> Ran {
        self.expect_as("li", code, arguments)
    }

    /// The same, done by another person.
    pub(crate) fn expect_as(&self, operator: &str, code: i32, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        let ran = Ran::of(command.env("REGRADE_OPERATOR", operator));
        assert_eq!(ran.code, Some(code), "{arguments:?}: {ran:?}");
        ran
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(&mut self.command(arguments))
    }

    /// What a command that succeeds prints as JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let ran = self.run(&[arguments, &["--format", "json"]].concat());
        assert_eq!(ran.code, Some(0), "{arguments:?}: {ran:?}");
        serde_json::from_str(&ran.out).unwrap()
    }

    /// Takes in `count` phones, numbered from 0.
    pub(crate) fn take_in(&self, count: usize) {
        self.write("goods.csv", phones(0..count));
        let report = self.json(&["intake", "goods.csv", "--channel", "app"]);
        assert_eq!(report["accepted"], count);
    }

    /// `db check` passes; what it says.
    pub(crate) fn holds(&self) -> Value {
        self.json(&["db", "check"])
    }

    /// `db check` finds the damage and says `place`.
    pub(crate) fn is_found_damaged(&self, place: &str) {
        let ran = self.run(&["db", "check"]);
        assert_eq!(ran.code, Some(5), "{ran:?}");
        assert!(ran.err.contains(place), "`{place}` is not in {ran:?}");
    }

    /// The database, past all that guards it.
    pub(crate) fn raw(&self) -> Connection {
        let connection = Connection::open(self.path("x.db")).unwrap();
        let triggers: Vec<String> = connection
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        connection
            .pragma_update(None, "foreign_keys", false)
            .unwrap();
        for trigger in triggers {
            connection
                .execute_batch(&format!("DROP TRIGGER {trigger}"))
                .unwrap();
        }
        connection
    }

    /// Runs one statement past all that guards the database; it must change something.
    pub(crate) fn tamper(&self, sql: &str) {
        assert!(self.raw().execute(sql, []).unwrap() > 0, "{sql}");
    }
}

/// Phones as the app channel sends them.
pub(crate) fn phones(numbers: std::ops::Range<usize>) -> String {
    let mut text = "取件单号,三级分类,品牌,型号,序列号,取件时间,城市,手机号\n".to_owned();
    for number in numbers {
        writeln!(
            text,
            "P{number:07},手机,Apple,iPhone 7,SN{number:07}X,2017-12-21 14:30,北京市,13800138000"
        )
        .unwrap();
    }
    text
}

/// A file of the folder tests/data.
pub(crate) fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}
