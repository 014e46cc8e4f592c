//! A warehouse whose operations are called one by one in this process, past the command line: what
//! is to be tried hundreds of times is not worth a process each.

use std::path::PathBuf;
use std::sync::LazyLock;

use regrade::app::check::{self, CheckReport, Guard};
use regrade::app::intake::{self, FileReport, Options};
use regrade::app::source::Source;
use regrade::app::{Ctx, Settings, Station};
use regrade::formats::catalogue::Catalogue;
use regrade::store::Connection;

/// The built-in catalogue, read once for all.
pub(crate) static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::default);

/// 2017-12-22 01:00 UTC.
const NOW: i64 = 1_513_904_400;

/// A folder with a database that is open.
pub(crate) struct Inside {
    folder: tempfile::TempDir,
    pub(crate) ctx: Ctx,
}

/// Whoever watches and says nothing.
pub(crate) struct Silent;

impl intake::Watch for Silent {
    fn begin(&mut self, _: &str, _: u64) {}
    fn read(&mut self, _: u64, _: u64) {}
    fn end(&mut self) {}
}

impl check::Watch for Silent {
    fn checked(&mut self, _: u64, _: u64) {}
}

impl regrade::app::export::Watch for Silent {
    fn written(&mut self, _: u64) {}
}

impl Inside {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            db: folder.path().join("x.db"),
            station: Station {
                operator: "li".to_owned(),
                station: "station-1".to_owned(),
            },
            site: "WH01".to_owned(),
            domain: "localhost".to_owned(),
            zone: chrono_tz::Asia::Shanghai,
            keys: folder.path().join("keys"),
            config_folder: folder.path().join("config"),
            day_starts_at: chrono::NaiveTime::MIN,
            fixed_now: Some(NOW),
            wipe_profile: regrade::domain::wipe::DEFAULT_PROFILE.to_owned(),
            rows_per_commit: regrade::app::ROWS_PER_COMMIT,
        };
        let ctx = Ctx::open(settings).unwrap();
        Self { folder, ctx }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file of these bytes, ready to be read.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> Source {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        Source::open(&path).unwrap()
    }

    /// Takes in a file of these bytes.
    pub(crate) fn intake(
        &mut self,
        bytes: impl AsRef<[u8]>,
        options: &Options,
    ) -> anyhow::Result<FileReport> {
        let mut source = self.file("pickups.csv", bytes);
        let report = intake::intake(&mut self.ctx, &CATALOGUE, &mut source, options, &mut Silent)?;
        let sum = report.accepted + report.duplicates + report.rejected + report.blank;
        assert_eq!(report.rows, sum, "{report:?}");
        Ok(report)
    }

    /// What `db check` says of a record that must be sound.
    pub(crate) fn check(&self) -> CheckReport {
        check::check(&self.ctx, Guard::Compared, &mut Silent).unwrap()
    }

    /// The database, for reading.
    pub(crate) fn connection(&self) -> &Connection {
        self.ctx.store.connection()
    }
}
