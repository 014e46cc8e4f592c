//! The schema's versions: making a new database, upgrading an older one, refusing a newer one.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, named_params};

use super::{Identity, Opened, StoreError, backup};

/// `RGRD`: tells our files from other SQLite files.
const APPLICATION_ID: i32 = 0x5247_5244;

/// The database as made today.
pub const SCHEMA: &str = include_str!("../../schema.sql");

/// A schema and the way to it from every version that shipped.
pub struct Versions {
    /// The SQL of a new database
    pub schema: &'static str,
    /// `upgrades[i]` leads from version `i + 1` to `i + 2`
    pub upgrades: &'static [&'static str],
}

impl Versions {
    fn newest(&self) -> i64 {
        i64::try_from(self.upgrades.len()).map_or(i64::MAX, |count| count + 1)
    }
}

/// What this program makes and upgrades to.
pub const CURRENT: Versions = Versions {
    schema: SCHEMA,
    upgrades: &[],
};

/// The version of databases that this program makes.
pub fn newest_version() -> i64 {
    CURRENT.newest()
}

/// Makes, upgrades or refuses what `connection` has open.
pub(super) fn prepare(
    connection: &Connection,
    path: &Path,
    now: i64,
    identity: impl FnOnce() -> Identity,
    versions: &Versions,
) -> Result<Opened, StoreError> {
    match version(connection, path)? {
        None => make(connection, path, now, identity, versions),
        Some(found) if found > versions.newest() => Err(StoreError::Newer {
            found,
            known: versions.newest(),
        }),
        Some(found) if found < versions.newest() => upgrade(connection, path, found, versions),
        Some(_) => Ok(Opened::Found),
    }
}

/// The file's version, or none if the file is empty.
pub(super) fn version(connection: &Connection, path: &Path) -> Result<Option<i64>, StoreError> {
    let not_ours = |what: String| StoreError::NotOurs {
        path: path.to_owned(),
        what,
    };
    let pragma = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0));
    let id: i64 = pragma("application_id").map_err(|error| match StoreError::from(error) {
        StoreError::Busy => StoreError::Busy,
        other => not_ours(other.to_string()),
    })?;
    if id == i64::from(APPLICATION_ID) {
        return Ok(Some(pragma("user_version")?));
    }
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id == 0 && tables == 0 {
        Ok(None)
    } else {
        Err(not_ours(
            "it holds the tables of another program".to_owned(),
        ))
    }
}

fn make(
    connection: &Connection,
    path: &Path,
    now: i64,
    identity: impl FnOnce() -> Identity,
    versions: &Versions,
) -> Result<Opened, StoreError> {
    // An event with its private fields takes over a kilobyte: larger pages hold several.
    connection.pragma_update(None, "page_size", 8192)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    // Another process may have made it while this one waited for the lock.
    if version(connection, path)?.is_some() {
        connection.execute_batch("ROLLBACK")?;
        return Ok(Opened::Found);
    }
    let identity = identity();
    let made = connection.execute_batch(versions.schema).and_then(|()| {
        connection.execute(
            "INSERT INTO ledger (id, origin, site, made_at) VALUES (1, :origin, :site, :now)",
            named_params! { ":origin": identity.origin, ":site": identity.site, ":now": now },
        )?;
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        connection.pragma_update(None, "user_version", versions.newest())?;
        connection.execute_batch("COMMIT")
    });
    if let Err(error) = made {
        connection.execute_batch("ROLLBACK")?;
        return Err(error.into());
    }
    Ok(Opened::Made)
}

fn upgrade(
    connection: &Connection,
    path: &Path,
    found: i64,
    versions: &Versions,
) -> Result<Opened, StoreError> {
    let copy = backup_path(path, found);
    backup::copy(connection, &copy, &mut |_| {})?;
    for version in found..versions.newest() {
        let step = usize::try_from(version - 1)
            .ok()
            .and_then(|index| versions.upgrades.get(index));
        let sql = step.ok_or_else(|| StoreError::Corrupt(format!("version {version}")))?;
        let sql = format!(
            "BEGIN IMMEDIATE; {sql}; PRAGMA user_version = {}; COMMIT",
            version + 1
        );
        if let Err(error) = connection.execute_batch(&sql) {
            if !connection.is_autocommit() {
                connection.execute_batch("ROLLBACK")?;
            }
            return Err(error.into());
        }
    }
    Ok(Opened::Upgraded {
        from: found,
        backup: copy,
    })
}

/// A name beside the database that no file has yet.
fn backup_path(path: &Path, version: i64) -> PathBuf {
    let name = |suffix: String| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let mut candidate = name(format!(".v{version}.bak"));
    for count in 2.. {
        if !candidate.exists() {
            break;
        }
        candidate = name(format!(".v{version}.bak{count}"));
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::stage::{LEGAL_MOVES, Stage};

    fn identity() -> Identity {
        Identity {
            origin: "test/site".into(),
            site: "site".into(),
        }
    }

    fn open(path: &Path, versions: &Versions) -> Result<Opened, StoreError> {
        prepare(
            &Connection::open(path).unwrap(),
            path,
            0,
            identity,
            versions,
        )
    }

    const OLD: Versions = Versions {
        schema: SCHEMA,
        upgrades: &[],
    };
    const NEW: Versions = Versions {
        schema: SCHEMA,
        upgrades: &["ALTER TABLE operation ADD COLUMN note TEXT"],
    };

    #[test]
    fn a_new_file_is_made_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        assert_eq!(open(&path, &OLD).unwrap(), Opened::Made);
        assert_eq!(open(&path, &OLD).unwrap(), Opened::Found);
    }

    #[test]
    fn an_older_file_is_backed_up_and_upgraded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        open(&path, &OLD).unwrap();
        let Opened::Upgraded { from: 1, backup } = open(&path, &NEW).unwrap() else {
            panic!("not upgraded")
        };
        assert_eq!(
            version(&Connection::open(&backup).unwrap(), &backup).unwrap(),
            Some(1)
        );
        let connection = Connection::open(&path).unwrap();
        assert_eq!(version(&connection, &path).unwrap(), Some(2));
        connection.prepare("SELECT note FROM operation").unwrap();
    }

    #[test]
    fn a_failed_upgrade_leaves_the_file_as_it_was() {
        const BROKEN: Versions = Versions {
            schema: SCHEMA,
            upgrades: &["ALTER TABLE nothing ADD COLUMN note TEXT"],
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        open(&path, &OLD).unwrap();
        assert!(open(&path, &BROKEN).is_err());
        assert_eq!(open(&path, &OLD).unwrap(), Opened::Found);
    }

    #[test]
    fn a_newer_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        open(&path, &OLD).unwrap();
        open(&path, &NEW).unwrap();
        let refused = open(&path, &OLD);
        assert!(
            matches!(refused, Err(StoreError::Newer { found: 2, known: 1 })),
            "{refused:?}"
        );
    }

    #[test]
    fn another_programs_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        Connection::open(&path)
            .unwrap()
            .execute_batch("CREATE TABLE other (a)")
            .unwrap();
        assert!(matches!(open(&path, &OLD), Err(StoreError::NotOurs { .. })));
        let text = folder.path().join("b.txt");
        std::fs::write(
            &text,
            "not a database, but long enough to be looked at by SQLite",
        )
        .unwrap();
        assert!(matches!(open(&text, &OLD), Err(StoreError::NotOurs { .. })));
    }

    #[test]
    fn the_schemas_legal_moves_are_the_domains() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        let mut select = connection
            .prepare("SELECT from_stage, to_stage FROM legal_move ORDER BY from_stage, to_stage")
            .unwrap();
        let moves: Vec<(String, String)> = select
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let name = |stage: Stage| stage.as_str().to_owned();
        let mut expected: Vec<_> = LEGAL_MOVES
            .iter()
            .map(|(from, to)| (name(*from), name(*to)))
            .collect();
        expected.sort();
        assert_eq!(moves, expected);
    }

    #[test]
    fn every_table_is_strict_and_every_column_has_a_comment() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        let loose: i64 = connection
            .query_row(
                "SELECT count(*) FROM pragma_table_list \
                 WHERE schema = 'main' AND type = 'table' AND NOT strict \
                     AND name NOT LIKE 'sqlite_%'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(loose, 0);
        let mut within = false;
        let lines: Vec<&str> = SCHEMA.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            if line.starts_with("CREATE TABLE") {
                within = true;
            } else if line.starts_with(')') {
                within = false;
            } else if within
                && line.starts_with("    ")
                && line.chars().nth(4).is_some_and(char::is_lowercase)
            {
                // The comment of a column of several lines may stand behind the last.
                let rest = lines[number + 1..].iter();
                let rest = rest.take_while(|next| next.starts_with("     "));
                let is_told = [line]
                    .into_iter()
                    .chain(rest)
                    .any(|line| line.contains(" -- "));
                assert!(is_told, "no comment: {line}");
            }
        }
    }
}
