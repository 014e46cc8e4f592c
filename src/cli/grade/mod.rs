//! `regrade grade`.

mod bench;
mod station;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::Session;
use super::exit::Exit;
use super::output::{Report, Sheet, Table};
use super::progress::Progress;
use super::prompt::Terminal;
use super::quotation;
use crate::app::AppError;
use crate::app::grade::batch::{self, BatchReport};
use crate::app::grade::bench::{Old, discard, open};
use crate::app::grade::{self, Given, GradeReport, Mode, second};
use crate::app::source::Source;
use crate::domain::class::Class;
use crate::domain::lang::Lang;
use crate::domain::money::Fen;
use crate::formats::catalogue::Catalogue;
use crate::formats::table::Encoding;

/// Inspect an item by the standard of its category
///
/// At the terminal only exceptions are asked for: every check is at its best until something else
/// is said, the verdict so far is always in sight, and each answer is saved at once, so that an
/// interrupted inspection goes on where it stopped. --set, --answers and --batch ask nothing.
///
/// Without an item it is the inspector's bench: scan an item, press the key of a check and the
/// digit of its answer, Enter twice, and scan the next one. F1 shows the keys.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Trace code, serial, IMEI or pickup number; without it, item after item is asked for
    code: Option<String>,
    /// Answer a check; may be given several times
    ///
    /// An option by its id or name, yes or no, a number, defects as ZONE:TYPE:SIZE;…, photos as
    /// files or SHA-256 with ; between them.
    #[arg(long = "set", value_name = "CHECK=ANSWER", value_parser = set, requires = "code")]
    sets: Vec<(String, String)>,
    /// Answers as a JSON object, check to answer, or {"given": {…}, "worth_yuan": N}; - is standard
    /// input
    #[arg(long, value_name = "FILE", conflicts_with = "batch", requires = "code")]
    answers: Option<PathBuf>,
    /// Many inspections: a CSV or XLSX file with the column `code` and a column for each check that
    /// is not at its best everywhere
    #[arg(long, value_name = "FILE", conflicts_with_all = ["code", "sets", "worth"])]
    batch: Option<PathBuf>,
    /// What the item is worth when whole, in yuan: repairs that cost too large a part are scrap;
    /// without it, what the price book says of its model
    #[arg(long, value_name = "YUAN", value_parser = grade::worth, requires = "code")]
    worth: Option<i64>,
    /// Show the verdict and write nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
    /// Drop what was answered before and begin anew
    #[arg(long, conflicts_with = "batch", requires = "code")]
    discard: bool,
    /// Move what was answered before to the version of the standard in force
    #[arg(long, conflicts_with_all = ["batch", "discard"], requires = "code")]
    renew: bool,
    /// Inspect an item a second time, blind: by another person than the first time, under the same
    /// version of the standard, and without a word of what the first inspection found
    ///
    /// The item stays as it is, unless the second inspection refuses it. `export agreement` says
    /// how well both agree.
    #[arg(long, conflicts_with_all = ["batch", "renew"])]
    second: bool,
    /// With --batch: write none if one row is bad
    #[arg(long, requires = "batch")]
    all_or_nothing: bool,
    /// With --batch: encoding of the file, if it is not to be found out
    #[arg(long, requires = "batch", value_parser = super::encoding)]
    encoding: Option<Encoding>,
    /// With --batch: where rejected rows go; default: FILE.rejects.csv beside the file
    #[arg(long, value_name = "FILE", requires = "batch")]
    rejects: Option<PathBuf>,
    /// Without an item: ask one question after the other, as where there is no full screen
    #[arg(long, conflicts_with_all = ["code", "batch"])]
    plain: bool,
    /// Without an item: the folder that the camera writes to; F2 attaches its newest photo
    /// [env: REGRADE_PHOTOS_FROM]
    #[arg(long, value_name = "DIR", conflicts_with_all = ["code", "batch"])]
    photos_from: Option<PathBuf>,
    /// Without an item: the folder of diagnostics files, named by serial, IMEI or pickup number; F5
    /// takes their answers [env: REGRADE_DIAGNOSTICS]
    #[arg(long, value_name = "DIR", conflicts_with_all = ["code", "batch"])]
    diagnostics: Option<PathBuf>,
}

fn set(text: &str) -> Result<(String, String), String> {
    let (check, answer) = text
        .split_once('=')
        .ok_or_else(|| "write it as CHECK=ANSWER".to_owned())?;
    Ok((check.trim().to_owned(), answer.to_owned()))
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    let catalogue = session.catalogue()?;
    if let Some(path) = &args.batch {
        let options = batch::Options {
            dry_run: args.dry_run,
            all_or_nothing: args.all_or_nothing,
            encoding: args.encoding,
            rejects: args.rejects.clone(),
            lang: session.lang(),
        };
        let mut source = Source::open(path)?;
        let mut ctx = session.open()?;
        let mut progress = Progress::new(session.quiet);
        let report = batch::batch(&mut ctx, &catalogue, &mut source, &options, &mut progress)?;
        return Ok(Box::new(report));
    }
    let Some(code) = args.code.as_deref() else {
        return item_after_item(session, &catalogue, args);
    };
    let mode = if args.dry_run {
        Mode::Preview
    } else {
        Mode::Record
    };
    let old = match (args.discard, args.renew) {
        (true, _) => Old::Discard,
        (_, true) => Old::Renew,
        _ => Old::Resume,
    };
    let mut given = match &args.answers {
        None => Given::default(),
        Some(path) => grade::given_of_json(&read(path)?)?,
    };
    given.words.clone_from(&args.sets);
    given.worth_yuan = args.worth.or(given.worth_yuan);
    let asks = args.answers.is_none() && args.sets.is_empty();
    let terminal = match asks {
        true => Some(Terminal::find(
            "say --set CHECK=ANSWER, --answers FILE or --batch FILE",
        )?),
        false => None,
    };
    let mut ctx = session.open()?;
    let report = match &terminal {
        Some(terminal) => {
            let mut bench = match args.second {
                true => second::open(&mut ctx, code, old)?,
                false => open(&mut ctx, &catalogue, code, old)?,
            };
            if old == Old::Discard {
                discard(&mut ctx, bench.item.id)?;
            }
            bench.say_worth(given.worth_yuan);
            bench::inspect(session, &mut ctx, bench, mode, terminal)?
        }
        None => {
            // Answers from a file are all there are; single ones go over what was answered before.
            let old = if args.answers.is_some() {
                Old::Discard
            } else {
                old
            };
            let lang = session.lang();
            match args.second {
                true => grade::again(&mut ctx, code, &given, old, mode, lang)?,
                false => grade::one(&mut ctx, &catalogue, code, &given, old, mode, lang)?,
            }
        }
    };
    Ok(Box::new(report))
}

/// The inspector's bench.
fn item_after_item(
    session: &Session,
    catalogue: &Catalogue,
    args: &Args,
) -> anyhow::Result<Box<dyn Report>> {
    if args.dry_run {
        let text = "--dry-run needs an item, or --batch".to_owned();
        return Err(AppError::Usage(text).into());
    }
    let asking = match args.plain {
        true => station::Asking::Plain,
        false => station::Asking::FullScreen,
    };
    let folders = station::Folders {
        photos: args
            .photos_from
            .as_ref()
            .or(session.resolved.photos_from.as_ref()),
        diagnostics: args
            .diagnostics
            .as_ref()
            .or(session.resolved.diagnostics.as_ref()),
    };
    let mut ctx = session.open()?;
    let report = station::run(session, &mut ctx, catalogue, folders, asking)?;
    Ok(Box::new(report))
}

/// The text of a file, or of standard input.
pub(super) fn read(path: &Path) -> anyhow::Result<String> {
    let failed = |source| AppError::File {
        doing: "read",
        path: path.to_owned(),
        source,
    };
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(failed)?;
        return Ok(text);
    }
    Ok(std::fs::read_to_string(path).map_err(failed)?)
}

impl Report for GradeReport {
    fn text(&self, lang: Lang) -> String {
        let mut text = format!("{} {}\n", self.code, headline(self, lang));
        let verdict = &self.verdict;
        for fired in &verdict.fired {
            text += &format!("  {}: {}\n", fired.id, fired.effect);
        }
        if let Some(better) = &verdict.better_after {
            let class = Class::parse(better.class).map_or("", |class| class.name(lang));
            text += &format!(
                "  {} {}: {}\n",
                class,
                lang.pick("需", "after"),
                verdict.names.better_after.join(lang.pick("、", ", "))
            );
        }
        if !verdict.refused && self.second_of.is_none() {
            text += &quotation::text(&self.quotation, lang);
        }
        if !verdict.names.photos_wanted.is_empty() {
            let wanted = verdict.names.photos_wanted.join(lang.pick("、", ", "));
            text += &format!("  {}: {wanted}\n", lang.pick("请拍照", "photos wanted of"));
        }
        if self.held {
            text += lang.pick("  已扣留：只能退回\n", "  held: it may only be returned\n");
        }
        text += &second_text(self, lang);
        match self.operation {
            Some(operation) => {
                text += &lang
                    .pick(
                        "  操作 {}；撤销：regrade undo {}\n",
                        "  operation {}; to reverse it: regrade undo {}\n",
                    )
                    .replace("{}", &operation.to_string());
            }
            None => {
                text += lang.pick(
                    "  预演：未写入任何内容\n",
                    "  dry run: nothing was written\n",
                );
            }
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(self)?])
    }

    fn sheet(&self) -> Option<Sheet> {
        let (verdict, offer) = (&self.verdict, self.quotation.offer_fen);
        let row = vec![
            self.code.clone(),
            verdict.class.unwrap_or_default().to_owned(),
            verdict.label.clone().unwrap_or_default(),
            verdict.points.to_string(),
            verdict.refurbish_yuan.to_string(),
            verdict.because.join(" "),
            offer.map(|fen| fen.to_string()).unwrap_or_default(),
        ];
        let header = vec![
            "code",
            "class",
            "label",
            "points",
            "refurbish_yuan",
            "because",
            "offer_fen",
        ];
        Some(Sheet {
            header,
            rows: vec![row],
        })
    }
}

/// Whether a second inspection came to the same class as the first.
fn second_text(report: &GradeReport, lang: Lang) -> String {
    match report.agrees {
        None => String::new(),
        Some(true) => lang
            .pick(
                "  盲检复核：与首检等级一致\n",
                "  second inspection: the first came to the same class\n",
            )
            .to_owned(),
        Some(false) => lang
            .pick(
                "  盲检复核：与首检等级不一致；查看两次：regrade show {}\n",
                "  second inspection: the first came to another class; both: regrade show {}\n",
            )
            .replace("{}", &report.code),
    }
}

/// Class, label, points and what decided, in one line.
fn headline(report: &GradeReport, lang: Lang) -> String {
    let verdict = &report.verdict;
    let class = verdict
        .class
        .and_then(Class::parse)
        .map(|class| class.name(lang));
    let class = class.unwrap_or_else(|| lang.pick("拒收", "refused"));
    let label = verdict.label.clone().unwrap_or_default();
    let points = format!("{} {}", verdict.points, lang.pick("分", "points"));
    let mut parts = vec![format!("{class} {label}").trim().to_owned(), points];
    if verdict.refurbish_yuan > 0 {
        let (yuan, minutes) = (verdict.refurbish_yuan, verdict.minutes);
        parts.push(match lang {
            Lang::Zh => format!(
                "翻新 {yuan} 元 {minutes} 分钟（{}）",
                verdict.names.ops.join("、")
            ),
            Lang::En => format!(
                "refurbish {yuan} yuan, {minutes} min ({})",
                verdict.names.ops.join(", ")
            ),
        });
    }
    if !verdict.names.because.is_empty() {
        let because = verdict.names.because.join(lang.pick("、", ", "));
        parts.push(format!("{} {because}", lang.pick("因", "because of")));
    }
    parts.join(" · ")
}

impl Report for BatchReport {
    fn text(&self, lang: Lang) -> String {
        let Self {
            rows,
            accepted,
            duplicates,
            rejected,
            blank,
            ..
        } = self;
        let Self {
            premium,
            good,
            scrap,
            refused,
            ..
        } = self;
        let mut text = match lang {
            Lang::Zh => format!(
                "{}\n  {rows} 行 = 检测 {accepted} + 重复 {duplicates} + 退回 {rejected} + 空行 {blank}\n  \
                 优品 {premium}，良品 {good}，废品 {scrap}，拒收 {refused}\n",
                self.file
            ),
            Lang::En => format!(
                "{}\n  {rows} rows = {accepted} accepted + {duplicates} duplicates + {rejected} \
                 rejected + {blank} blank\n  {premium} premium, {good} good, {scrap} scrap, \
                 {refused} refused\n",
                self.file
            ),
        };
        let mut line = |zh: &str, en: &str, value: String| {
            text += &lang.pick(zh, en).replace("{}", &value);
            text.push('\n');
        };
        if let Some(operation) = self.operation {
            let zh = "  操作 {}；撤销：regrade undo {}";
            line(
                zh,
                "  operation {}; to reverse it: regrade undo {}",
                operation.to_string(),
            );
        }
        let unpriced = match self.unpriced {
            0 => String::new(),
            count => lang
                .pick("；{} 件没有价格", "; {} without a price")
                .replace("{}", &count.to_string()),
        };
        if self.accepted > 0 {
            let offers = format!("{}{unpriced}", Fen(self.offer_fen));
            line("  报价合计（元）{}", "  offers in all, yuan: {}", offers);
        }
        if self.dry_run {
            line(
                "  预演：未写入任何内容",
                "  dry run: nothing was written",
                String::new(),
            );
        }
        if self.withheld > 0 {
            let en = "  {} good rows were held back, since others are bad";
            line("  因其他行有误，{} 行未写入", en, self.withheld.to_string());
        }
        if self.interrupted {
            let en = "  interrupted: what is written stays; run it again for the rest";
            line(
                "  已中断：已写入的保留，重新运行即可完成其余",
                en,
                String::new(),
            );
        }
        if !self.faults.is_empty() {
            let mut table = Table::new([lang.pick("  行", "  line"), lang.pick("原因", "reason")]);
            for fault in self.faults.iter().take(10) {
                table.row([format!("  {}", fault.line), fault.text(lang)]);
            }
            text += &table.to_string();
        }
        if let Some(path) = &self.rejects_file {
            let en = "  rejected rows: {}; mend and run them again\n";
            text += &lang
                .pick("  退回的行：{}；改正后可直接再次运行\n", en)
                .replace("{}", path);
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(self)?])
    }

    fn sheet(&self) -> Option<Sheet> {
        let counts = [
            self.rows,
            self.accepted,
            self.duplicates,
            self.rejected,
            self.blank,
        ];
        let mut row = vec![self.file.clone()];
        row.extend(counts.iter().map(u64::to_string));
        let header = vec![
            "file",
            "rows",
            "accepted",
            "duplicates",
            "rejected",
            "blank",
        ];
        Some(Sheet {
            header,
            rows: vec![row],
        })
    }

    fn exit(&self) -> Exit {
        match (self.interrupted, self.rejected) {
            (true, _) => Exit::Interrupted,
            (false, 0) => Exit::Done,
            (false, _) => Exit::Rejected,
        }
    }
}
