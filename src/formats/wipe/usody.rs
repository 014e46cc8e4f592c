//! usody-sanitize's reports: one drive each, with every command that was run on it.

use super::error::WipeFileError;
use super::json::Json;
use super::record::{self, ComesDown as _, given, serial};
use super::time;
use super::words::Words;
use crate::domain::wipe::report::{
    Format, Pass, ReportedMedium, RunResult, Technique, VerifyMode, WipeRecord, WipeReport,
};

/// Most remarks that are kept.
const MOST_REMARKS: usize = 50;

/// Whether a value is a report.
pub(super) fn is_report(json: &Json) -> bool {
    ["steps", "validation", "device_info", "method", "result"]
        .iter()
        .all(|name| json.get(name).is_some())
}

/// Reads a report.
pub(super) fn read(json: &Json, words: &Words) -> Result<WipeReport, WipeFileError> {
    let mut record = record::blank("usody-sanitize");
    record.version = given(json.get("version").and_then(Json::text));
    record.label = given(json.at(&["method", "name"]).and_then(Json::text));
    record.result = RunResult::Pass;
    add_medium(json, &mut record, words);
    judge(json.get("result"), "result", &mut record);
    judge(
        json.at(&["validation", "result"]),
        "validation.result",
        &mut record,
    );
    let steps = json.get("steps").map_or(&[][..], Json::items);
    if steps.is_empty() {
        record.doubt("no step is told");
    }
    let mut lines = Vec::new();
    for step in steps {
        judge(step.get("success"), "step.success", &mut record);
        let commands = step.get("commands").map_or(&[][..], Json::items);
        if commands.is_empty() {
            record.doubt("a step has no command");
        }
        for command in commands {
            lines.extend(command.get("command").and_then(Json::text));
            judge_command(command, &mut record);
        }
    }
    record.remarks.truncate(MOST_REMARKS);
    add_technique(&lines, &mut record, words);
    add_verification(json, &lines, &mut record);
    let times = |name| {
        steps
            .iter()
            .map(move |step| step.get(name).and_then(Json::seconds))
    };
    // A step without its end has not ended, whatever the others say.
    record.start = times("start_time").min().flatten().and_then(time::epoch);
    let ends: Option<Vec<i64>> = times("end_time").collect();
    record.end = ends
        .and_then(|ends| ends.into_iter().max())
        .and_then(time::epoch);
    if record.start.is_none() || record.end.is_none() {
        record.doubt("the report does not tell when the run began and ended");
    }
    Ok(WipeReport {
        format: Format::Usody,
        records: vec![record],
        untouched: Vec::new(),
        notices: Vec::new(),
    })
}

/// The drive's own serial number is that of its health report; the block device may have that of a
/// bridge.
fn add_medium(json: &Json, record: &mut WipeRecord, words: &Words) {
    let data = json.at(&["device_info", "export_data"]);
    let told = |path: &[&str]| data.and_then(|data| data.at(path));
    let text = |path: &[&str]| told(path).and_then(Json::text);
    let own = serial(text(&["smart", "serial_number"]), words);
    let block = serial(text(&["block", "serial"]), words);
    if let Some(block) = block
        .as_ref()
        .filter(|block| own.is_some() && own.as_ref() != Some(*block))
    {
        record.word("block.serial", block);
    }
    let turns = told(&["smart", "rotation_rate"]).and_then(Json::whole);
    let kind = turns.map(|turns| if turns > 0 { "hdd" } else { "ssd" });
    let bus = text(&["smart", "device", "protocol"]);
    let bytes = told(&["smart", "user_capacity", "bytes"]).and_then(Json::whole);
    record.medium = ReportedMedium {
        serial_doubtful: own.is_none(),
        serial: own.or(block),
        maker: None,
        model: given(text(&["smart", "model_name"]).or_else(|| text(&["block", "model"]))),
        kind: words.kind(kind, bus),
        bus: given(bus),
        bytes: bytes.and_then(|bytes| bytes.try_into().ok()),
    };
    if record.medium.serial_doubtful {
        record.doubt("no serial number by the drive itself; a bridge may have given its own");
    }
}

fn judge(value: Option<&Json>, what: &str, record: &mut WipeRecord) {
    let word = value.map(Json::word).unwrap_or_default();
    record.word(what, &word);
    match value.and_then(Json::truth) {
        Some(true) => {}
        Some(false) => record.fail(format!("{what}: false")),
        None => record.doubt(format!("{what}: {word}")),
    }
}

/// The tool lets some commands pass that ended with an error.
fn judge_command(command: &Json, record: &mut WipeRecord) {
    let line = command.get("command").and_then(Json::text).unwrap_or("");
    if command.get("success").and_then(Json::truth) != Some(true) {
        record.fail(format!("not successful: {line}"));
    }
    match command.get("return_code").and_then(Json::whole) {
        Some(0) => {}
        Some(code) => record.fail(format!("ended with {code}: {line}")),
        None => record.doubt(format!("how it ended is not told: {line}")),
    }
}

fn add_technique(lines: &[&str], record: &mut WipeRecord, words: &Words) {
    let done = lines
        .iter()
        .filter_map(|line| Some((line, words.command(line)?)));
    let done: Vec<(&&str, Technique)> = done.collect();
    let first = done.first().map(|(_, technique)| *technique);
    record.technique = first.filter(|first| done.iter().all(|(_, other)| other == first));
    if record.technique.is_none() {
        record.doubt("the commands are not known, or not of one kind");
    }
    if record.technique == Some(Technique::Overwrite) {
        record.passes = done.iter().map(|(line, _)| pass(line)).collect();
    }
}

fn pass(line: &str) -> Pass {
    if line.contains("--zero") || line.contains("-t 0 ") {
        Pass::Zero
    } else if line.contains("-t random") || line.contains("shred") {
        Pass::Random
    } else {
        Pass::Untold
    }
}

/// badblocks reads back what it wrote; of anything else, a few sectors were compared.
fn add_verification(json: &Json, lines: &[&str], record: &mut WipeRecord) {
    let passed = json.at(&["validation", "result"]).and_then(Json::truth);
    let sectors = json
        .at(&["validation", "data"])
        .map_or(0, |data| data.members().len());
    let last = lines
        .iter()
        .rfind(|line| line.contains("badblocks") || line.contains("shred"));
    if last.is_some_and(|line| line.contains("badblocks -w")) {
        record.verification = record::verification(VerifyMode::Full);
        record.verification.share_bp = Some(10_000);
    } else if sectors > 0 {
        record.verification = record::verification(VerifyMode::Sample);
        let size = json.at(&["device_info", "export_data", "smart", "logical_block_size"]);
        let size = size.and_then(Json::whole).unwrap_or(512).clamp(512, 4096) as u128;
        let read = sectors as u128 * size * 10_000;
        let share = record
            .medium
            .bytes
            .and_then(|bytes| read.checked_div(bytes.into()));
        record.verification.share_bp = share.map(|share| share.min(10_000) as u32);
    } else {
        record.verification = record::verification(VerifyMode::Off);
    }
    record.verification.passed = passed;
}
