//! By what a run is known again: a run stands for one medium of one item, however often and in
//! whichever form its report comes.

use super::report::WipeRecord;
use super::serial::normalise;

/// The names of a run: two reports with a name in common are of one run. The first is its id.
///
/// `start` is when it began, seconds since 1970 UTC; `file` is the SHA-256 of the report.
pub fn run_keys(record: &WipeRecord, start: Option<i64>, file: Option<&str>) -> Vec<String> {
    let target = match record.medium.serial.as_deref().map(normalise) {
        Some(serial) if !serial.is_empty() => serial,
        _ => nameless(record, file),
    };
    let start = start.map_or_else(|| "?".to_owned(), |start| start.to_string());
    let tool = normalise(&record.tool);
    let by_report = record
        .report_id
        .as_deref()
        .map(normalise)
        .filter(|id| !id.is_empty())
        .map(|id| format!("report:{id}:{target}:{start}"));
    let by_tool = match start.as_str() {
        // Without a time the runs of a tool over a medium can only be told apart by their files.
        "?" => format!("tool:{tool}:{target}:?{}", file.unwrap_or_default()),
        _ => format!("tool:{tool}:{target}:{start}"),
    };
    by_report.into_iter().chain([by_tool]).collect()
}

/// What stands for the serial number that the report does not give.
fn nameless(record: &WipeRecord, file: Option<&str>) -> String {
    let host = &record.host;
    let host = host
        .serial
        .as_deref()
        .or(host.imei.first().map(String::as_str));
    let model = record.medium.model.as_deref().unwrap_or_default();
    format!(
        "~{}~{}~{}",
        normalise(host.unwrap_or_default()),
        normalise(model),
        file.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::wipe::testing::record;

    #[test]
    fn one_run_is_known_again_in_another_form() {
        let xml = record("WD-1234");
        let mut json = record("wd_1234 ");
        json.version = Some("7.1".to_owned());
        let start = Some(1_511_000_000);
        assert_eq!(
            run_keys(&xml, start, Some("aa")),
            run_keys(&json, start, Some("bb"))
        );
        assert_eq!(run_keys(&xml, start, None).len(), 1);
        json.report_id = Some("b5a1".to_owned());
        let keys = run_keys(&json, start, None);
        assert_eq!(keys[0], "report:B5A1:WD1234:1511000000");
        assert_eq!(keys[1], run_keys(&xml, start, None)[0]);
    }

    #[test]
    fn other_runs_have_other_names() {
        let one = run_keys(&record("WD-1234"), Some(1), Some("aa"));
        assert_ne!(one, run_keys(&record("WD-1235"), Some(1), Some("aa")));
        assert_ne!(one, run_keys(&record("WD-1234"), Some(2), Some("aa")));
        let untimed = run_keys(&record("WD-1234"), None, Some("aa"));
        assert_ne!(untimed, run_keys(&record("WD-1234"), None, Some("bb")));
        let nameless = run_keys(&record(""), Some(1), Some("aa"));
        assert_ne!(nameless, run_keys(&record(""), Some(1), Some("bb")));
    }
}
