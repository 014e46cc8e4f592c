//! What nvme-cli says of a sanitization: `sanitize-log`, as JSON or text. The log names no
//! controller; `id-ctrl` of the same device does, so that the two belong together.

use super::error::WipeFileError;
use super::json::Json;
use super::record::{self, ComesDown as _};
use super::words::Words;
use crate::domain::wipe::report::{
    Format, MediumKind, Pass, ReportedMedium, RunResult, Technique, VerifyMode, WipeRecord,
    WipeReport,
};

/// What `sprog` is when nothing runs.
const IDLE: u64 = 65_535;
/// The most passes of an overwrite; they are written as 0.
const ALL_PASSES: usize = 16;

/// What a log says, in whichever form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Log {
    /// `nvme0`; the text has none
    pub(super) device: Option<String>,
    progress: Option<u64>,
    status: Option<String>,
    passes: Option<u64>,
    is_all_erased: Option<bool>,
    command: Option<u64>,
}

/// Whether a value is a log: one or more devices that each have a status.
pub(super) fn is_log(json: &Json) -> bool {
    !json.members().is_empty()
        && json
            .members()
            .iter()
            .all(|(_, value)| value.get("sstat").is_some() && value.get("cdw10_info").is_some())
}

/// Whether a value is what `id-ctrl` says.
pub(super) fn is_identity(json: &Json) -> bool {
    ["vid", "sn", "mn", "fr"]
        .iter()
        .all(|name| json.get(name).is_some())
}

/// Whether a text is a log.
pub(super) fn is_log_text(text: &str) -> bool {
    text.contains("(SSTAT)") && text.contains("(SCDW10)")
}

/// The logs in a value, one for each device.
pub(super) fn logs(json: &Json) -> Vec<Log> {
    let number = |value: Option<&Json>| value.and_then(Json::whole).and_then(|n| n.try_into().ok());
    json.members()
        .iter()
        .map(|(device, value)| Log {
            device: Some(device.clone()),
            progress: number(value.get("sprog")),
            status: value
                .at(&["sstat", "status"])
                .and_then(Json::text)
                .map(str::to_owned),
            passes: number(value.at(&["sstat", "no_cmplted_passes"])),
            is_all_erased: number(value.at(&["sstat", "global_erased"])).map(|flag| flag == 1),
            command: number(value.get("cdw10_info")),
        })
        .collect()
}

/// The log in a text.
pub(super) fn log_text(text: &str) -> Log {
    let after = |mark: &str| {
        let mut lines = text.lines().filter(|line| line.contains(mark));
        let line = lines.next().filter(|_| lines.next().is_none())?;
        line.rsplit_once(':').map(|(_, value)| value.trim())
    };
    let status = after("(SSTAT)").and_then(number);
    // The number has the status alone; the other bits stand in words on the lines after it.
    let bits = |bits: &str| text.lines().find_map(|line| line.trim().strip_prefix(bits));
    let words = bits("[2:0]").unwrap_or("").trim();
    let erased = bits("[8]").map(|words| words.trim().strip_prefix("Global Data Erased "));
    Log {
        device: None,
        progress: after("(SPROG)").and_then(number),
        status: status.map(|status| format!("({}) {words}", status & 7)),
        passes: bits("[7:3]").and_then(|line| number(line.rsplit_once(':')?.1.trim())),
        is_all_erased: erased
            .flatten()
            .and_then(|words| match words.split_once(':')?.0 {
                "set" => Some(true),
                "cleared" => Some(false),
                _ => None,
            }),
        command: after("(SCDW10)").and_then(number),
    }
}

/// The report of a log, of the controller that `identity` names if there is one.
pub(super) fn report(
    logs: &[Log],
    identity: Option<&Json>,
    words: &Words,
) -> Result<WipeReport, WipeFileError> {
    let mut notices = Vec::new();
    let identity = identity.filter(|_| logs.len() == 1);
    if identity.is_none() {
        notices.push("no id-ctrl names the controller of this log".to_owned());
    }
    let medium = |identity: &Json| medium(identity, words);
    let records = logs
        .iter()
        .map(|log| log.record(identity.map(medium), words));
    Ok(WipeReport {
        format: Format::NvmeCli,
        records: records.collect(),
        untouched: Vec::new(),
        notices,
    })
}

fn medium(identity: &Json, words: &Words) -> ReportedMedium {
    let text = |name: &str| identity.get(name).and_then(Json::text);
    let serial = record::serial(text("sn"), words);
    let bytes = identity.get("tnvmcap").and_then(Json::whole);
    ReportedMedium {
        serial_doubtful: serial.is_none(),
        serial,
        maker: None,
        model: record::given(text("mn")),
        kind: None,
        bus: None,
        bytes: bytes
            .and_then(|bytes| bytes.try_into().ok())
            .filter(|bytes| *bytes > 0),
    }
}

impl Log {
    fn record(&self, medium: Option<ReportedMedium>, words: &Words) -> WipeRecord {
        let mut record = record::blank("nvme-cli");
        record.medium = ReportedMedium {
            kind: Some(MediumKind::Nvme),
            bus: Some("NVMe".to_owned()),
            ..medium.unwrap_or(ReportedMedium {
                serial_doubtful: true,
                ..ReportedMedium::default()
            })
        };
        let status = self.status.as_deref().unwrap_or("");
        let number = status
            .strip_prefix('(')
            .and_then(|rest| rest.split_once(')'));
        record.result = number.map_or(RunResult::Unknown, |(number, _)| {
            words.state("nvme", number)
        });
        record.word("status", status);
        if record.result != RunResult::Pass {
            record.remarks.push(status.to_owned());
        }
        record.verification = record::verification(VerifyMode::StatusLog);
        record.verification.passed = match record.result {
            RunResult::Pass => Some(true),
            RunResult::Fail => Some(false),
            RunResult::Unknown => None,
        };
        self.judge_command(&mut record);
        if record.result == RunResult::Pass {
            record.written_since = self.is_all_erased.map(|is_all| !is_all);
            match self.is_all_erased {
                Some(true) => {}
                Some(false) => record
                    .remarks
                    .push("written to since the sanitization".to_owned()),
                None => record.doubt("the log does not tell whether it was written to since"),
            }
            if self.progress != Some(IDLE) {
                record.doubt("the log calls it done and counts progress");
            }
        }
        if record.medium.serial.is_none() {
            record
                .remarks
                .push("no serial number of the controller".to_owned());
        }
        record
    }

    fn judge_command(&self, record: &mut WipeRecord) {
        let Some(command) = self.command else {
            record.doubt("the log does not tell the command");
            return;
        };
        record.word("cdw10_info", command.to_string());
        let (technique, label) = match command & 7 {
            2 => (Technique::NvmeSanitizeBlock, "Sanitize block erase"),
            3 => (Technique::NvmeSanitizeOverwrite, "Sanitize overwrite"),
            4 => (Technique::NvmeSanitizeCrypto, "Sanitize crypto erase"),
            _ => {
                record.doubt("the command of the log is no sanitization");
                return;
            }
        };
        record.technique = Some(technique);
        record.label = Some(label.to_owned());
        if technique != Technique::NvmeSanitizeOverwrite {
            return;
        }
        let asked = match (command >> 4 & 15) as usize {
            0 => ALL_PASSES,
            passes => passes,
        };
        let done = self.passes.unwrap_or(0).min(ALL_PASSES as u64) as usize;
        record.passes = vec![Pass::Untold; done];
        if done != asked {
            record.doubt(format!("{done} passes of {asked} are counted"));
        }
    }
}

/// A number as the text writes it, in hexadecimal or not.
fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}
