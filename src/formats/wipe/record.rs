//! What every format shares when it makes records: a blank one, and how a result comes down.

use super::words::Words;
use crate::domain::wipe::report::{
    Errors, Host, ReportedMedium, RunResult, Verification, VerifyMode, WipeRecord,
};

/// A record of which nothing but the tool is known.
pub(super) fn blank(tool: &str) -> WipeRecord {
    WipeRecord {
        tool: tool.to_owned(),
        version: None,
        report_id: None,
        host: Host::default(),
        medium: ReportedMedium::default(),
        technique: None,
        passes: Vec::new(),
        label: None,
        verification: verification(VerifyMode::Untold),
        result: RunResult::Unknown,
        remarks: Vec::new(),
        errors: Errors::default(),
        done_bp: None,
        hidden_unreached: None,
        written_since: None,
        locks: Vec::new(),
        start: None,
        end: None,
        operator: None,
        has_signature: false,
        words: Vec::new(),
    }
}

/// A verification of which only the mode is known.
pub(super) const fn verification(mode: VerifyMode) -> Verification {
    Verification {
        mode,
        share_bp: None,
        passed: None,
    }
}

/// A result that only ever comes down: from pass to unknown, and from both to fail.
pub(super) trait ComesDown {
    /// The run failed, and why.
    fn fail(&mut self, why: impl Into<String>);
    /// The run is no pass, and why it cannot be told what it is.
    fn doubt(&mut self, why: impl Into<String>);
    /// Keeps a word that decided.
    fn word(&mut self, place: &str, word: impl Into<String>);
}

impl ComesDown for WipeRecord {
    fn fail(&mut self, why: impl Into<String>) {
        self.result = RunResult::Fail;
        self.remarks.push(why.into());
    }

    fn doubt(&mut self, why: impl Into<String>) {
        if self.result == RunResult::Pass {
            self.result = RunResult::Unknown;
        }
        self.remarks.push(why.into());
    }

    fn word(&mut self, place: &str, word: impl Into<String>) {
        self.words.push((place.to_owned(), word.into()));
    }
}

/// A value that a report has, verbatim; none for an empty one and for a placeholder of a template.
pub(super) fn given(text: Option<&str>) -> Option<String> {
    let text = text.map(str::trim)?;
    let is_given = !text.is_empty() && !super::words::is_unresolved(text);
    is_given.then(|| text.to_owned())
}

/// The serial number of a device, none for a placeholder.
pub(super) fn serial(text: Option<&str>, words: &Words) -> Option<String> {
    given(text).filter(|serial| !words.is_placeholder(serial))
}

/// A percentage with at most two decimals, in hundredths.
pub(super) fn hundredths(text: &str) -> Option<u32> {
    let text = text.trim().trim_end_matches('%').trim_end();
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| {
        let is_plain = (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| is_plain)
    };
    let (whole, mut hundredths) = (digits(whole)?, digits(part)?);
    match part.len() {
        1 => hundredths *= 10,
        2 => {}
        _ => return None,
    }
    Some(whole * 100 + hundredths).filter(|share| *share <= 10_000)
}
