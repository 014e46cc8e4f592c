//! Records kept by hand, as CSV: every row is a record of its own. A row that may have been cut is
//! never a pass.

use super::MOST_RECORDS;
use super::error::WipeFileError;
use super::record::{self, ComesDown as _, given, serial};
use super::time;
use super::words::Words;
use crate::domain::pickup::{Cells as _, HeaderWords, fold_header, is_blank, trimmed};
use crate::domain::wipe::report::{
    Format, Pass, ReportedMedium, RunResult, VerifyMode, WipeRecord, WipeReport,
};
use crate::formats::table::{
    CsvSource, HeaderRules, Row, TableError, TableSource as _, Trouble, scan,
};

/// Most passes that are told one by one.
const MOST_PASSES: usize = 100;

/// The columns: the name in messages, and every name in a header.
const COLUMNS: [(&str, &[&str]); 18] = [
    ("item_id", &["item_id", "货品编码"]),
    ("media_serial", &["media_serial", "介质序列号"]),
    ("media_type", &["media_type", "介质类型"]),
    ("host_serial", &["host_serial", "主机序列号"]),
    ("method", &["method", "级别"]),
    ("technique", &["technique", "方法"]),
    ("standard", &["standard", "标准"]),
    ("tool", &["tool", "工具"]),
    ("tool_version", &["tool_version", "工具版本"]),
    ("passes", &["passes", "遍数"]),
    ("verify", &["verify", "校验"]),
    ("verify_pct", &["verify_pct", "校验比例"]),
    ("result", &["result", "结果"]),
    ("errors", &["errors", "错误数"]),
    ("start", &["start", "开始"]),
    ("end", &["end", "结束"]),
    ("operator", &["operator", "操作人"]),
    ("report_id", &["report_id", "报告编号"]),
];
/// The columns that show that a table is one of these, and that it cannot do without.
const NEEDED: [&str; 3] = ["media_serial", "technique", "result"];

/// Whether a file has the header of such a table; what is wrong with it if it has half of one.
pub(super) fn is_table(bytes: &[u8]) -> Result<bool, WipeFileError> {
    Ok(Reader::open(bytes)?.is_some())
}

/// Reads a table.
pub(super) fn read(bytes: &[u8], words: &Words) -> Result<WipeReport, WipeFileError> {
    let unknown = WipeFileError::UnknownFormat;
    let mut reader = Reader::open(bytes)?.ok_or(unknown)?;
    let mut report = WipeReport {
        format: Format::Manual,
        records: Vec::new(),
        untouched: Vec::new(),
        notices: std::mem::take(&mut reader.notices),
    };
    let mut row = Row::default();
    while reader.source.read(&mut row).map_err(told)? {
        if row.is_blank() {
            continue;
        }
        let line = row.line();
        if let Some(trouble) = row.trouble().cloned() {
            return Err(WipeFileError::Row { line, trouble });
        }
        if row.count() != reader.width {
            let trouble = Trouble::FieldCount {
                found: row.count(),
                header: reader.width,
            };
            return Err(WipeFileError::Row { line, trouble });
        }
        if report.records.len() >= MOST_RECORDS {
            return Err(WipeFileError::TooMany {
                limit: MOST_RECORDS,
            });
        }
        let cells = Cells {
            places: &reader.places,
            row: &row,
        };
        report.records.push(cells.record(words));
    }
    if report.records.is_empty() {
        return Err(WipeFileError::NoMedium {
            format: Format::Manual,
        });
    }
    Ok(report)
}

struct Reader<'b> {
    source: CsvSource<&'b [u8]>,
    /// Where each column stands in the file.
    places: [Option<usize>; COLUMNS.len()],
    width: usize,
    notices: Vec<String>,
}

impl<'b> Reader<'b> {
    /// Reads the header; none if it is another table's.
    fn open(bytes: &'b [u8]) -> Result<Option<Self>, WipeFileError> {
        let found = scan(bytes, None).map_err(told)?;
        let words = HeaderWords::default();
        let mut rules = HeaderRules::new(&words);
        // Whatever divides these names is what divides the cells.
        let names = COLUMNS.iter().flat_map(|(_, names)| names.iter());
        rules.maps = names.map(|name| ((*name).to_owned(), None)).collect();
        let mut source = CsvSource::open(bytes, found.encoding, None, &rules).map_err(told)?;
        let mut row = Row::default();
        while source.read(&mut row).map_err(told)? {
            if row.is_blank() {
                continue;
            }
            let (places, notices) = places(&row)?;
            let is_ours = NEEDED.iter().any(|name| place(&places, name).is_some());
            if let Some(name) = NEEDED.iter().find(|name| place(&places, name).is_none()) {
                let missing = WipeFileError::Column { name, count: 0 };
                return if is_ours { Err(missing) } else { Ok(None) };
            }
            return Ok(Some(Self {
                source,
                places,
                width: row.count(),
                notices,
            }));
        }
        Ok(None)
    }
}

type Places = [Option<usize>; COLUMNS.len()];

fn places(header: &Row) -> Result<(Places, Vec<String>), WipeFileError> {
    let mut places = [None; COLUMNS.len()];
    let mut notices = Vec::new();
    for (place, cell) in header.cells().enumerate() {
        let folded = fold_header(cell);
        let is_called = |names: &[&str]| names.iter().any(|name| fold_header(name) == folded);
        match COLUMNS.iter().position(|(_, names)| is_called(names)) {
            Some(column) if places[column].is_some() => {
                let name = COLUMNS[column].0;
                return Err(WipeFileError::Column { name, count: 2 });
            }
            Some(column) => places[column] = Some(place),
            None if is_blank(cell) => {}
            None => notices.push(format!("the column {} is not read", trimmed(cell))),
        }
    }
    Ok((places, notices))
}

fn place(places: &Places, name: &str) -> Option<usize> {
    let column = COLUMNS.iter().position(|(column, _)| *column == name)?;
    places[column]
}

/// The cells of one row by the names of their columns.
struct Cells<'r> {
    places: &'r Places,
    row: &'r Row,
}

impl Cells<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        let place = place(self.places, name)?;
        Some(trimmed(self.row.cell(place))).filter(|text| !text.is_empty())
    }

    /// A cell that must be readable if it is not empty.
    fn parsed<T>(
        &self,
        name: &str,
        record: &mut WipeRecord,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name)?;
        let value = parse(text);
        if value.is_none() {
            record.doubt(format!("{name}: `{text}` cannot be read"));
        }
        value
    }

    fn record(&self, words: &Words) -> WipeRecord {
        let mut record = record::blank(self.text("tool").unwrap_or("manual"));
        let result = self.text("result").unwrap_or("");
        record.result = words.state("manual", result);
        record.word("result", result);
        if record.result != RunResult::Pass {
            record.remarks.push(format!("result {result}"));
        }
        record.version = given(self.text("tool_version"));
        record.report_id = given(self.text("report_id"));
        record.operator = given(self.text("operator"));
        record.label = given(self.text("standard").or_else(|| self.text("method")));
        record.host.serial = serial(self.text("host_serial"), words);
        record.host.asset = given(self.text("item_id"));
        let own = serial(self.text("media_serial"), words);
        record.medium = ReportedMedium {
            serial_doubtful: own.is_none(),
            serial: own,
            kind: words.kind(self.text("media_type"), None),
            ..ReportedMedium::default()
        };
        if record.medium.serial.is_none() {
            record.doubt("no serial number of the medium");
        }
        let technique = self.text("technique").unwrap_or("");
        record.word("technique", technique);
        record.technique = words.technique("manual", technique);
        if record.technique.is_none() {
            record.doubt(format!("the technique `{technique}` is not known"));
        }
        let count = |text: &str| text.parse().ok().filter(|count| *count <= MOST_PASSES);
        let passes = self.parsed("passes", &mut record, count);
        record.passes = vec![Pass::Untold; passes.unwrap_or(0)];
        self.add_rest(&mut record, words);
        record
    }

    /// Errors, times and verification.
    fn add_rest(&self, record: &mut WipeRecord, words: &Words) {
        let errors = self.parsed("errors", record, |text| text.parse::<u64>().ok());
        record.errors.other = errors.unwrap_or(0);
        if record.errors.other > 0 {
            record.fail(format!("{} errors", record.errors.other));
        }
        record.start = self.parsed("start", record, time::iso);
        record.end = self.parsed("end", record, time::iso);
        if record.start.is_none() || record.end.is_none() {
            record.doubt("the row does not tell when the run began and ended");
        }
        if self.row.ends_with_file() {
            record.doubt("the file ends within this row; end it with a line break if it is whole");
        }
        let mode = self
            .text("verify")
            .map_or(VerifyMode::Untold, |word| words.verify(word));
        record.word("verify", self.text("verify").unwrap_or(""));
        record.verification = record::verification(mode);
        record.verification.share_bp = self.parsed("verify_pct", record, record::hundredths);
        let is_done = !matches!(mode, VerifyMode::Off | VerifyMode::Untold);
        record.verification.passed = match record.result {
            RunResult::Pass if is_done => Some(true),
            RunResult::Pass | RunResult::Fail | RunResult::Unknown => None,
        };
    }
}

fn told(error: TableError) -> WipeFileError {
    WipeFileError::Table {
        problem: error.to_string(),
    }
}
