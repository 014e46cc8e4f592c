//! `regrade db check|backup|restore|info`.

use std::path::PathBuf;

use serde::Serialize;

use super::Session;
use super::output::{Report, Table};
use super::progress::Progress;
use super::settings::Source;
use crate::app::check::{self, CheckReport, Guard};
use crate::app::db::{self, CopyReport, InfoReport};
use crate::app::search::{self, IndexReport};
use crate::app::{AppError, Ctx};
use crate::domain::lang::Lang;

/// Check, back up, restore and describe the database
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Check that the record agrees with itself and with what was signed
    ///
    /// Hashes every event again, compares tiles, checkpoints and the guard file, and rebuilds every
    /// projection. The first difference is named; the exit code is then 5. Stations may go on
    /// writing meanwhile.
    Check,
    /// Copy the database while others write, and check the copy
    Backup {
        /// The new file; nothing is written over
        file: PathBuf,
    },
    /// Put a copy in place of the database, once all of it was checked
    ///
    /// The database that was there stays beside it under another name. A copy that lacks events
    /// which were signed since is refused unless that loss is accepted.
    Restore {
        /// The copy
        file: PathBuf,
        /// Do it without asking
        #[arg(long, short)]
        yes: bool,
        /// Accept that signed events are lost: the ledger goes on under a new name
        #[arg(long)]
        accept_loss: bool,
    },
    /// Add what `list --search` does not find by its index yet
    ///
    /// Searches find every item at all times, but read row by row those that the index lacks. An
    /// intake adds its own items unless they are more than 10,000; after a greater one, run this.
    /// Stations may go on writing meanwhile; an interrupted run is finished by the next.
    Index,
    /// What the database is, and which settings are in force and from where
    Info,
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let mut progress = Progress::new(session.quiet);
    let settings = &session.resolved.settings;
    Ok(match &args.command {
        Command::Check => Box::new(check::check(
            &session.open()?,
            Guard::Compared,
            &mut progress,
        )?),
        Command::Backup { file } => Box::new(db::backup(
            &session.open()?,
            file,
            &mut |_| {},
            &mut progress,
        )?),
        Command::Restore {
            file,
            yes,
            accept_loss,
        } => {
            // Nobody is asked about a file that is not there.
            db::must_be_a_file(file)?;
            if settings.db.exists() && !yes {
                let question = format!(
                    "put {} in place of {}?",
                    file.display(),
                    settings.db.display()
                );
                if !super::prompt::confirm(&question, "--yes")? {
                    let kept = "nothing was changed".to_owned();
                    return Err(AppError::Interrupted { kept }.into());
                }
            }
            let loss = if *accept_loss {
                db::Loss::Accepted
            } else {
                db::Loss::Refused
            };
            Box::new(db::restore(settings, file, loss, &mut progress)?)
        }
        Command::Index => Box::new(search::catch_up(&mut session.open()?, &mut progress)?),
        Command::Info => Box::new(info(session)?),
    })
}

#[derive(Serialize)]
struct Setting {
    name: &'static str,
    value: String,
    source: Source,
}

#[derive(Serialize)]
struct Info {
    /// None before the first intake; the settings are asked for all the same.
    #[serde(flatten)]
    database: Option<InfoReport>,
    settings: Vec<Setting>,
}

fn info(session: &Session) -> anyhow::Result<Info> {
    let settings = session.resolved.table.iter().map(|setting| Setting {
        name: setting.name,
        value: setting.value.clone(),
        source: setting.source,
    });
    let database = if Ctx::is_made(&session.resolved.settings) {
        Some(db::info(&session.open()?)?)
    } else {
        None
    };
    Ok(Info {
        database,
        settings: settings.collect(),
    })
}

fn database_text(database: &InfoReport, lang: Lang) -> String {
    let mut table = Table::new(["", ""]);
    let mut row = |zh, en, value: String| table.row([lang.pick(zh, en).to_owned(), value]);
    row(
        "数据库",
        "database",
        match lang {
            Lang::Zh => format!("{}（{} 字节）", database.path, database.bytes),
            Lang::En => format!("{} ({} bytes)", database.path, database.bytes),
        },
    );
    row(
        "结构版本",
        "schema version",
        format!("{}, SQLite {}", database.schema_version, database.sqlite),
    );
    row(
        "账本",
        "ledger",
        match lang {
            Lang::Zh => format!("{}，建于 {}", database.origin, database.made_at),
            Lang::En => format!("{}, made {}", database.origin, database.made_at),
        },
    );
    let (events, signed) = (database.events, database.signed);
    let signed_at = database.signed_at.clone().unwrap_or_else(|| "-".to_owned());
    row(
        "事件",
        "events",
        match lang {
            Lang::Zh => format!("{events}，其中 {signed} 个已签名（{signed_at}）"),
            Lang::En => format!("{events}, {signed} of them signed ({signed_at})"),
        },
    );
    row("密钥", "station key", database.key_file.clone());
    row("守护文件", "guard file", database.guard_file.clone());
    for key in &database.log_keys {
        row("验证公钥", "verifier key", key.clone());
    }
    table.to_string().trim_start_matches('\n').to_owned()
}

impl Report for Info {
    fn text(&self, lang: Lang) -> String {
        let mut text = match &self.database {
            Some(database) => database_text(database, lang),
            None => lang
                .pick(
                    "还没有数据库：首次收货时建立\n",
                    "no database yet: the first intake makes it\n",
                )
                .to_owned(),
        };
        text.push('\n');
        let header = lang.pick("设置|值|来源", "setting|value|from");
        let mut table = Table::new(header.split('|'));
        for setting in &self.settings {
            table.row([setting.name, &setting.value, setting.source.name(lang)]);
        }
        text + &table.to_string()
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(self)?])
    }
}

impl Report for CheckReport {
    fn text(&self, lang: Lang) -> String {
        let Self {
            events,
            items,
            tiles,
            checkpoints,
            unsigned,
            disclosed,
            erased,
            ..
        } = self;
        let mut text = match lang {
            Lang::Zh => format!(
                "账本 {} 完好：{events} 个事件、{items} 件商品、{tiles} 个数据块、{checkpoints} 个检查点\n\
                 私密字段 {disclosed} 个与摘要一致，{erased} 个已删除\n根 {}\n",
                self.origin, self.root
            ),
            Lang::En => format!(
                "the record of {} holds: {events} events, {items} items, {tiles} tiles, \
                 {checkpoints} checkpoints\n{disclosed} private fields match their digests, \
                 {erased} are erased\nroot {}\n",
                self.origin, self.root
            ),
        };
        if *unsigned > 0 {
            text += &lang
                .pick(
                    "最近 {} 个事件还没有检查点\n",
                    "no checkpoint covers the newest {} events yet\n",
                )
                .replace("{}", &unsigned.to_string());
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(self)?])
    }
}

impl Report for IndexReport {
    fn text(&self, lang: Lang) -> String {
        let Self { added, items } = self;
        match lang {
            Lang::Zh => format!("检索索引新增 {added} 件，共 {items} 件\n"),
            Lang::En => format!("{added} items added, the index holds {items}\n"),
        }
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(self)?])
    }
}

impl Report for CopyReport {
    fn text(&self, lang: Lang) -> String {
        let mut text = match lang {
            Lang::Zh => format!(
                "{}：{} 个事件、{} 件商品，已核对\n",
                self.file, self.events, self.items
            ),
            Lang::En => {
                format!(
                    "{}: {} events, {} items, checked\n",
                    self.file, self.events, self.items
                )
            }
        };
        if let Some(kept) = &self.kept {
            text += &lang
                .pick("原数据库：{}\n", "the database that was there: {}\n")
                .replace("{}", kept);
        }
        if let Some(origin) = &self.new_origin {
            text += &lang
                .pick("账本改以 {} 之名继续\n", "the ledger goes on as {}\n")
                .replace("{}", origin);
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(self)?])
    }
}
