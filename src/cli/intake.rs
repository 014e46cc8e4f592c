//! `regrade intake FILE…`.

use std::path::PathBuf;

use super::exit::Exit;
use super::output::{Report, Sheet, Table};
use super::progress::Progress;
use super::{Session, error};
use crate::app::intake::{self, FileReport, Options};
use crate::app::source::Source;
use crate::app::{AppError, Ctx, profiles, search};
use crate::domain::channel::Channel;
use crate::domain::lang::Lang;
use crate::domain::pickup::Field;
use crate::formats::table::Encoding;

/// Take in pickups from CSV and XLSX files
///
/// Good rows go in, bad rows go to a rejects file with their reasons, which can be mended and fed
/// back. A file may be taken in again: rows that are in already are counted as duplicates. Nothing
/// is guessed: an ambiguous date or a number that a spreadsheet has damaged is refused.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The files; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Show what would be done and write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
    /// Take none of a file's rows if one of them is bad
    #[arg(long)]
    all_or_nothing: bool,
    /// Channel of rows that name none
    ///
    /// One of app, pc, wechat, qq, store, convenience-store, campus, exclusive-store, merchant,
    /// partner.
    #[arg(long, value_name = "CHANNEL", value_parser = channel)]
    channel: Option<Channel>,
    /// Read the column COL as FIELD; may be given several times
    ///
    /// FIELD is channel, pickup_no, ordered_at, picked_at, region_code, city, county, category,
    /// brand, model, spec, serial, imei, declared_class, quoted_price, seller_name, seller_phone,
    /// seller_address or remark; an empty FIELD keeps the column as an unknown one.
    #[arg(long = "map", value_name = "COL=FIELD", value_parser = map)]
    maps: Vec<(String, Option<Field>)>,
    /// Fields of the columns of a file without a header, in order; - for an unknown one
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',')]
    columns: Option<Vec<String>>,
    /// Use the channel, maps and forms that were saved under this name
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Save the channel, maps and forms of this command under a name
    #[arg(long, value_name = "NAME")]
    save_profile: Option<String>,
    /// Encoding of the file, if it is not to be found out: utf-8, gb18030, utf-16le, utf-16be
    #[arg(long, value_parser = super::encoding)]
    encoding: Option<Encoding>,
    /// What divides the cells, if it is not to be found out: one character, or tab
    #[arg(long, value_parser = delimiter)]
    delimiter: Option<u8>,
    /// Sheet of a workbook, if it is not the first
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Where rejected rows go; default: FILE.rejects.csv beside the file
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

fn channel(word: &str) -> Result<Channel, String> {
    Channel::from_spelling(word).ok_or_else(|| {
        let words: Vec<&str> = Channel::ALL
            .iter()
            .map(|channel| channel.as_str())
            .collect();
        format!("there is no such channel; there are {}", words.join(", "))
    })
}

fn field(word: &str) -> Result<Option<Field>, String> {
    if matches!(word.trim(), "" | "-") {
        return Ok(None);
    }
    Field::parse(word.trim()).map(Some).ok_or_else(|| {
        let words: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
        format!("`{word}` is no field; there are {}", words.join(", "))
    })
}

fn map(text: &str) -> Result<(String, Option<Field>), String> {
    let (column, word) = text
        .rsplit_once('=')
        .ok_or_else(|| "write it as COL=FIELD".to_owned())?;
    Ok((column.to_owned(), field(word)?))
}

fn delimiter(word: &str) -> Result<u8, String> {
    match word.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && *byte != b'"' => Ok(*byte),
        _ => Err("give one of , ; | or tab".to_owned()),
    }
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let options = options(session, args)?;
    if args.rejects.is_some() && args.files.len() > 1 {
        let text = "--rejects names one file, but several are taken in".to_owned();
        return Err(AppError::Usage(text).into());
    }
    if let Some(name) = &args.save_profile {
        let path = profiles::save(&session.resolved.settings, name, &options)?;
        session.say(&format!("saved the profile {}", path.display()));
    }
    let catalogue = session.catalogue()?;
    let mut ctx = None;
    let mut taken = Intake {
        files: Vec::new(),
        failed: 0,
    };
    let mut progress = Progress::new(session.quiet);
    let several = args.files.len() > 1;
    for path in &args.files {
        let report = match Source::open(path) {
            Ok(mut source) => {
                // Only now, so that a misspelt file makes no database.
                let ctx = match &mut ctx {
                    Some(ctx) => ctx,
                    none => none.insert(open(session, args)?),
                };
                intake::intake(ctx, &catalogue, &mut source, &options, &mut progress)
            }
            Err(error) => Err(error.into()),
        };
        match report {
            Ok(report) => {
                let stop = report.interrupted;
                taken.files.push(report);
                if stop {
                    break;
                }
            }
            // One bad file does not keep the others out.
            Err(error) if several => {
                error::tell(&error, session.format);
                taken.failed += 1;
            }
            Err(error) => return Err(error),
        }
    }
    if let Some(ctx) = ctx.as_mut().filter(|_| taken.has_new_items()) {
        let missing = search::after_intake(ctx)?;
        if missing > 0 {
            let text = session.lang().pick(
                "检索索引还缺 {} 件：`regrade db index` 补上，之前检索较慢",
                "{} items are not in the search index yet: `regrade db index` adds them; \
                 searches are slower until then",
            );
            session.say(&text.replace("{}", &missing.to_string()));
        }
    }
    Ok(Box::new(taken))
}

/// A preview makes no database where there is none.
fn open(session: &Session, args: &Args) -> anyhow::Result<Ctx> {
    let settings = &session.resolved.settings;
    if args.dry_run && !Ctx::is_made(settings) {
        Ctx::open_scratch(settings.clone())
    } else {
        session.open_or_make()
    }
}

fn options(session: &Session, args: &Args) -> anyhow::Result<Options> {
    let saved = match &args.profile {
        None => Options::default(),
        Some(name) => profiles::load(&session.resolved.settings, name)?,
    };
    let columns = match &args.columns {
        None => saved.columns,
        Some(words) => Some(
            words
                .iter()
                .map(|word| field(word))
                .collect::<Result<Vec<_>, _>>()
                .map_err(AppError::Usage)?,
        ),
    };
    let mut maps = args.maps.clone();
    maps.extend(saved.maps);
    Ok(Options {
        dry_run: args.dry_run,
        all_or_nothing: args.all_or_nothing,
        encoding: args.encoding.or(saved.encoding),
        delimiter: args.delimiter.or(saved.delimiter),
        sheet: args.sheet.clone().or(saved.sheet),
        maps,
        columns,
        channel: args.channel.or(saved.channel),
        rejects: args.rejects.clone(),
        lang: session.lang(),
    })
}

struct Intake {
    files: Vec<FileReport>,
    failed: usize,
}

impl Intake {
    fn has_new_items(&self) -> bool {
        self.files
            .iter()
            .any(|file| file.accepted > 0 && !file.dry_run)
    }
}

impl Report for Intake {
    fn text(&self, lang: Lang) -> String {
        self.files
            .iter()
            .map(|file| file_text(file, lang))
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn json(&self) -> serde_json::Result<String> {
        match self.files.as_slice() {
            [file] if self.failed == 0 => serde_json::to_string_pretty(file),
            files => serde_json::to_string_pretty(files),
        }
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        self.files.iter().map(serde_json::to_string).collect()
    }

    fn sheet(&self) -> Option<Sheet> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
        let rows = self.files.iter().map(|file| {
            vec![
                file.file.clone(),
                file.sha256.clone(),
                number(file.operation),
                file.dry_run.to_string(),
                file.encoding.clone(),
                file.rows.to_string(),
                file.accepted.to_string(),
                file.duplicates.to_string(),
                file.rejected.to_string(),
                file.blank.to_string(),
                text(&file.rejects_file),
            ]
        });
        Some(Sheet {
            header: vec![
                "file",
                "sha256",
                "operation",
                "dry_run",
                "encoding",
                "rows",
                "accepted",
                "duplicates",
                "rejected",
                "blank",
                "rejects_file",
            ],
            rows: rows.collect(),
        })
    }

    fn exit(&self) -> Exit {
        if self.files.iter().any(|file| file.interrupted) {
            Exit::Interrupted
        } else if self.failed > 0 || self.files.iter().any(|file| file.rejected > 0) {
            Exit::Rejected
        } else {
            Exit::Done
        }
    }
}

fn file_text(file: &FileReport, lang: Lang) -> String {
    let mut text = String::new();
    let mut line = |zh: String, en: String| {
        text += lang.pick(&zh, &en);
        text.push('\n');
    };
    let delimiter = match file.delimiter.as_deref() {
        None => String::new(),
        Some("\t") => ", tab".to_owned(),
        Some(delimiter) => format!(", `{delimiter}`"),
    };
    let name = &file.file;
    line(
        format!("{name}（{}{delimiter}）", file.encoding),
        format!("{name} ({}{delimiter})", file.encoding),
    );
    let FileReport {
        rows,
        accepted,
        duplicates,
        rejected,
        blank,
        ..
    } = file;
    line(
        format!(
            "  {rows} 行 = 收货 {accepted} + 重复 {duplicates} + 退回 {rejected} + 空行 {blank}"
        ),
        format!(
            "  {rows} rows = {accepted} accepted + {duplicates} duplicates + {rejected} rejected \
             + {blank} blank"
        ),
    );
    if let Some(operation) = file.operation {
        line(
            format!("  操作 {operation}；撤销：regrade undo {operation}"),
            format!("  operation {operation}; to reverse it: regrade undo {operation}"),
        );
    }
    if *accepted > 0 {
        let (same_day, next_day) = (file.same_day, accepted.saturating_sub(file.same_day));
        let (kept, missed) = (file.promises_kept, file.promises_missed);
        line(
            format!("  取件承诺：当日 {same_day}，次日 {next_day}；已兑现 {kept}，未兑现 {missed}"),
            format!(
                "  promised: {same_day} same day, {next_day} next day; {kept} kept, {missed} missed"
            ),
        );
    }
    if file.dry_run {
        line(
            "  预演：未写入任何内容".to_owned(),
            "  dry run: nothing was written".to_owned(),
        );
    }
    if file.withheld > 0 {
        line(
            format!("  因其他行有误，{} 行未收货", file.withheld),
            format!(
                "  {} good rows were held back, since others are bad",
                file.withheld
            ),
        );
    }
    if let (Some(before), 0) = (file.taken_before, *accepted) {
        line(
            format!("  此文件已在操作 {before} 中收货"),
            format!("  the same file was taken in by operation {before}"),
        );
    }
    if file.interrupted {
        line(
            "  已中断：已收货的保留，重新运行即可完成其余".to_owned(),
            "  interrupted: what is in stays in; run it again for the rest".to_owned(),
        );
    }
    text + &details(file, lang)
}

/// The rejected values, the doubts, and the items that share a serial.
fn details(file: &FileReport, lang: Lang) -> String {
    const SHOWN: usize = 10;
    let mut text = String::new();
    if !file.faults.is_empty() {
        let mut table = Table::new([lang.pick("  行", "  line"), lang.pick("原因", "reason")]);
        for fault in file.faults.iter().take(SHOWN) {
            table.row([format!("  {}", fault.line), fault.text(lang)]);
        }
        text += &table.to_string();
        if file.faults.len() > SHOWN {
            text += lang.pick(
                "  ……其余见退回文件\n",
                "  … the rejects file has the others\n",
            );
        }
    }
    if let Some(path) = &file.rejects_file {
        text += &lang
            .pick(
                "  退回的行：{}；改正后可直接再次收货\n",
                "  rejected rows: {}; mend and take them in again\n",
            )
            .replace("{}", path);
    }
    for notice in file.notices.iter().take(SHOWN) {
        let place = match (notice.line, &notice.column) {
            (Some(line), Some(column)) => format!("{column} {line}: "),
            _ => String::new(),
        };
        let others = match notice.rows {
            0 | 1 => String::new(),
            rows => lang
                .pick("（共 {} 行）", " ({} rows)")
                .replace("{}", &rows.to_string()),
        };
        text += &format!(
            "  {} {place}{}{others}\n",
            lang.pick("注意", "note"),
            notice.text
        );
    }
    for same in file.same_serial.iter().take(SHOWN) {
        let others = same.others.join(", ");
        text += &lang
            .pick(
                "  注意 第 {line} 行：{code} 与在库的 {others} 序列号相同\n",
                "  note line {line}: {code} has the serial of {others}, which is in stock\n",
            )
            .replace("{line}", &same.line.to_string())
            .replace("{code}", &same.code)
            .replace("{others}", &others);
    }
    text
}
