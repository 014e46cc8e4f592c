//! eReuse Workbench's snapshots, schema 10 and 11. A severity that is missing counts as fine there;
//! here it is unknown.

use super::error::WipeFileError;
use super::json::Json;
use super::record::{self, ComesDown as _, given, serial};
use super::time;
use super::words::Words;
use super::{MOST_RECORDS, words};
use crate::domain::wipe::report::{
    Format, Host, Pass, ReportedMedium, RunResult, SeenMedium, VerifyMode, WipeRecord, WipeReport,
};

/// What is erased and what was done: names in schema 11, and in 10 where they differ.
const KINDS: [&str; 2] = ["harddrive", "solidstatedrive"];

/// Whether a value is a snapshot.
pub(super) fn is_snapshot(json: &Json) -> bool {
    json.get("components").is_some() && json.get("device").is_some() && {
        let kind = kind_of(json);
        kind.is_some_and(|kind| kind == "snapshot")
    }
}

/// Reads a snapshot.
pub(super) fn read(json: &Json, words: &Words) -> Result<WipeReport, WipeFileError> {
    let mut report = WipeReport {
        format: Format::Ereuse,
        records: Vec::new(),
        untouched: Vec::new(),
        notices: Vec::new(),
    };
    let host = host(json.get("device"), words);
    let components = json.get("components").map_or(&[][..], Json::items);
    for component in components {
        let erasures = erasures(component);
        let is_storage = kind_of(component).is_some_and(|kind| KINDS.contains(&kind.as_str()));
        if erasures.is_empty() && is_storage {
            report.untouched.push(SeenMedium {
                host: host.clone(),
                medium: medium(component, words),
            });
        }
        for erasure in erasures {
            let mut record = record(erasure, words);
            record.version = given(json.get("version").and_then(Json::text));
            let id = json.get("uuid").or_else(|| json.get("_uuid"));
            record.report_id = given(id.and_then(Json::text));
            record.host = host.clone();
            record.medium = medium(component, words);
            if record.medium.serial.is_none() {
                record.doubt("no serial number of the drive");
            }
            report.records.push(record);
        }
        if report.records.len() + report.untouched.len() > MOST_RECORDS {
            return Err(WipeFileError::TooMany {
                limit: MOST_RECORDS,
            });
        }
    }
    if report.records.is_empty() && report.untouched.is_empty() {
        return Err(WipeFileError::NoMedium {
            format: Format::Ereuse,
        });
    }
    Ok(report)
}

/// The type of a value, without a name before it and in small letters.
fn kind_of(json: &Json) -> Option<String> {
    let kind = json.get("@type").or_else(|| json.get("type"))?.text()?;
    let kind = kind.rsplit_once(':').map_or(kind, |(_, kind)| kind);
    Some(words::fold(kind))
}

/// The erasures of a component: its own in schema 10, among its actions in 11.
fn erasures(component: &Json) -> Vec<&Json> {
    let own = component
        .get("erasure")
        .filter(|erasure| !erasure.members().is_empty());
    let actions = component.get("actions").map_or(&[][..], Json::items);
    let is_erasure = |action: &&Json| kind_of(action).is_some_and(|kind| kind.starts_with("erase"));
    own.into_iter()
        .chain(actions.iter().filter(is_erasure))
        .collect()
}

fn host(device: Option<&Json>, words: &Words) -> Host {
    let text = |name: &str| {
        device
            .and_then(|device| device.get(name))
            .and_then(Json::text)
    };
    Host {
        maker: given(text("manufacturer")),
        model: given(text("model")),
        serial: serial(text("serialNumber"), words),
        imei: Vec::new(),
        asset: None,
    }
}

fn medium(component: &Json, words: &Words) -> ReportedMedium {
    let text = |name: &str| component.get(name).and_then(Json::text);
    let serial = serial(text("serialNumber"), words);
    ReportedMedium {
        serial_doubtful: serial.is_none(),
        serial,
        maker: given(text("manufacturer")),
        model: given(text("model")),
        kind: words.kind(kind_of(component).as_deref(), text("interface")),
        bus: given(text("interface")),
        bytes: text("size").and_then(bytes),
    }
}

/// A size `160042.0 MB` in bytes.
fn bytes(size: &str) -> Option<u64> {
    let (number, unit) = size.split_once(' ')?;
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let is_whole = part.bytes().all(|digit| digit == b'0');
    let megabytes: u64 = whole.parse().ok().filter(|_| is_whole && unit == "MB")?;
    megabytes.checked_mul(1_000_000)
}

fn record(erasure: &Json, words: &Words) -> WipeRecord {
    let mut record = record::blank("eReuse Workbench");
    record.result = RunResult::Pass;
    let kind = erasure
        .get("@type")
        .or_else(|| erasure.get("type"))
        .and_then(Json::text);
    let kind = kind.unwrap_or("");
    record.label = given(Some(kind));
    record.word("type", kind);
    record.technique = words.technique("ereuse", kind);
    if record.technique.is_none() {
        record.doubt(format!("what {kind} does is not told"));
    }
    judge(erasure, "the run", &mut record, words);
    let steps = erasure.get("steps").map_or(&[][..], Json::items);
    if steps.is_empty() {
        record.doubt("no step is told");
    }
    for step in steps {
        let kind = kind_of(step).unwrap_or_default();
        record.passes.push(match kind.as_str() {
            "random" | "steprandom" => Pass::Random,
            "zeros" | "stepzero" => Pass::Zero,
            _ => Pass::Untold,
        });
        judge(step, &kind, &mut record, words);
    }
    let moment = |names: [&str; 2]| {
        let value = erasure.get(names[0]).or_else(|| erasure.get(names[1]));
        value.and_then(Json::text).and_then(time::iso)
    };
    record.start = moment(["startTime", "startingTime"]);
    record.end = moment(["endTime", "endingTime"]);
    if record.start.is_none() || record.end.is_none() {
        record.doubt("the report does not tell when the run began and ended");
    }
    add_verification(kind, &mut record);
    record
}

/// Brings the result down by how one run or step ended.
fn judge(ended: &Json, what: &str, record: &mut WipeRecord, words: &Words) {
    let word = ended
        .get("severity")
        .or_else(|| ended.get("success"))
        .map(Json::word);
    let word = word.unwrap_or_default();
    record.word(what, &word);
    match words.state("ereuse", &word) {
        RunResult::Pass => {}
        RunResult::Fail => record.fail(format!("{what}: {word}")),
        RunResult::Unknown if word.is_empty() => {
            record.doubt(format!("{what}: how it ended is not told"));
        }
        RunResult::Unknown => record.doubt(format!("{what}: {word}")),
    }
}

/// `EraseSectors` reads back what it wrote at random; zeros after that are not read back.
fn add_verification(kind: &str, record: &mut WipeRecord) {
    let mode = match kind {
        "EraseSectors" if record.passes.last() == Some(&Pass::Random) => VerifyMode::Full,
        "EraseBasic" => VerifyMode::Off,
        _ => VerifyMode::Untold,
    };
    record.verification = record::verification(mode);
    if mode == VerifyMode::Full {
        record.verification.share_bp = Some(10_000);
        record.verification.passed = match record.result {
            RunResult::Pass => Some(true),
            RunResult::Fail | RunResult::Unknown => None,
        };
    }
}
