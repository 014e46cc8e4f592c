//! The words of wipe tools and what they are taken for: a file that is built in and can be
//! replaced.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::domain::wipe::report::{MediumKind, Pass, RunResult, Technique, VerifyMode};

static BUILT_IN: LazyLock<Words> = LazyLock::new(|| {
    Words::parse(include_str!("../../../catalogue/wipe_words.toml"))
        .expect("a test reads the words that are built in")
});

/// A serial number of which less than this is repeated may be a true one.
const REPEATED: usize = 4;

/// The words of the tools.
#[derive(Debug)]
pub struct Words {
    states: FxHashMap<(String, String), RunResult>,
    methods: FxHashMap<(String, String), Vec<Pass>>,
    techniques: FxHashMap<(String, String), Technique>,
    verify: FxHashMap<String, VerifyMode>,
    placeholders: Vec<String>,
    file: File,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    placeholders: Vec<String>,
    asset_fields: Vec<String>,
    hidden_areas: Vec<String>,
    lock: Lock,
    state: BTreeMap<String, States>,
    verify: BTreeMap<VerifyMode, Vec<String>>,
    method: Vec<Method>,
    technique: BTreeMap<String, BTreeMap<String, Technique>>,
    firmware_least: BTreeMap<MediumKind, Technique>,
    command: Vec<Command>,
    kind: Vec<Kind>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lock {
    off: Vec<String>,
    on: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct States {
    pass: Vec<String>,
    fail: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Method {
    tool: String,
    name: String,
    passes: Vec<Pass>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Command {
    has: String,
    technique: Technique,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    #[serde(rename = "type")]
    medium: Option<String>,
    bus: Option<String>,
    is: Option<MediumKind>,
}

impl Words {
    /// The words that are built in.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Reads `wipe_words.toml`; what is wrong with it, with its line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut states = FxHashMap::default();
        for (tool, words) in &file.state {
            let passed = words.pass.iter().map(|word| (word, RunResult::Pass));
            let failed = words.fail.iter().map(|word| (word, RunResult::Fail));
            for (word, result) in passed.chain(failed) {
                if states.insert((tool.clone(), fold(word)), result).is_some() {
                    return Err(format!("state.{tool}: `{word}` stands there twice"));
                }
            }
        }
        let mut methods = FxHashMap::default();
        for method in &file.method {
            let key = (method.tool.clone(), fold(&method.name));
            if methods.insert(key, method.passes.clone()).is_some() {
                return Err(format!("method: `{}` stands there twice", method.name));
            }
        }
        let mut techniques = FxHashMap::default();
        for (tool, words) in &file.technique {
            for (word, technique) in words {
                techniques.insert((tool.clone(), fold(word)), *technique);
            }
        }
        let mut verify = FxHashMap::default();
        for (mode, words) in &file.verify {
            verify.extend(words.iter().map(|word| (fold(word), *mode)));
        }
        let lists = [&mut file.asset_fields, &mut file.hidden_areas];
        for list in lists
            .into_iter()
            .chain([&mut file.lock.off, &mut file.lock.on])
        {
            list.iter_mut().for_each(|word| *word = fold(word));
        }
        let placeholders = file.placeholders.iter().map(|word| fold(word)).collect();
        Ok(Self {
            states,
            methods,
            techniques,
            verify,
            placeholders,
            file,
        })
    }

    /// Whether a serial number names no device: a placeholder, or masked.
    pub fn is_placeholder(&self, serial: &str) -> bool {
        let folded = fold(serial);
        let mut signs = folded
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '_' | ':'));
        let first = signs.next();
        let is_repeated = signs.clone().all(|c| Some(c) == first);
        let length = 1 + signs.count();
        first.is_none()
            || (is_repeated && (length >= REPEATED || first == Some('0')))
            || is_unresolved(serial)
            || self.placeholders.contains(&folded)
    }

    pub(super) fn state(&self, tool: &str, word: &str) -> RunResult {
        let known = self.states.get(&(tool.to_owned(), fold(word)));
        known.copied().unwrap_or(RunResult::Unknown)
    }

    pub(super) fn passes(&self, tool: &str, method: &str) -> Option<&[Pass]> {
        let known = self.methods.get(&(tool.to_owned(), fold(method)));
        known.map(Vec::as_slice)
    }

    pub(super) fn technique(&self, tool: &str, word: &str) -> Option<Technique> {
        self.techniques.get(&(tool.to_owned(), fold(word))).copied()
    }

    /// The weakest firmware command that a medium of that kind has.
    pub(super) fn firmware_least(&self, kind: MediumKind) -> Option<Technique> {
        self.file.firmware_least.get(&kind).copied()
    }

    /// What a command line did.
    pub(super) fn command(&self, line: &str) -> Option<Technique> {
        let mut commands = self.file.command.iter();
        commands
            .find(|command| line.contains(&command.has))
            .map(|command| command.technique)
    }

    pub(super) fn verify(&self, word: &str) -> VerifyMode {
        let known = self.verify.get(&fold(word));
        known.copied().unwrap_or(VerifyMode::Untold)
    }

    pub(super) fn kind(&self, medium: Option<&str>, bus: Option<&str>) -> Option<MediumKind> {
        let (medium, bus) = (medium.map(fold), bus.map(fold));
        let fits =
            |wanted: &Option<String>, word: &Option<String>| wanted.is_none() || wanted == word;
        let mut kinds = self.file.kind.iter();
        kinds
            .find(|kind| fits(&kind.medium, &medium) && fits(&kind.bus, &bus))?
            .is
    }

    pub(super) fn is_on(&self, lock: &str) -> Option<bool> {
        let lock = fold(lock);
        match (
            self.file.lock.on.contains(&lock),
            self.file.lock.off.contains(&lock),
        ) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            (true, true) | (false, false) => None,
        }
    }

    pub(super) fn is_asset_field(&self, name: &str) -> bool {
        self.file.asset_fields.contains(&fold(name))
    }

    /// Whether a remark tells of an area that was hidden.
    pub(super) fn tells_of_hidden_area(&self, remark: &str) -> bool {
        let remark = fold(remark);
        let part = |c: char| c.is_alphanumeric();
        self.file.hidden_areas.iter().any(|word| {
            remark.match_indices(word.as_str()).any(|(place, _)| {
                !remark[..place].ends_with(part) && !remark[place + word.len()..].starts_with(part)
            })
        })
    }
}

/// Whether a template left its placeholder in place of a value.
pub(super) fn is_unresolved(text: &str) -> bool {
    text.contains("<REPORTPATH")
}

/// A word without differences that mean nothing.
pub(super) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for part in word.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(part.chars().flat_map(char::to_lowercase));
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_are_built_in_are_read() {
        let words = Words::built_in();
        assert_eq!(words.state("blancco", "SUCCESSFUL"), RunResult::Pass);
        assert_eq!(
            words.state("blancco", "Erased with  exceptions"),
            RunResult::Fail
        );
        assert_eq!(words.state("blancco", "Erfolgreich"), RunResult::Unknown);
        assert_eq!(words.state("nobody", "pass"), RunResult::Unknown);
        let counts = [
            ("Fill With Zeros", 1),
            ("DoD Short", 3),
            ("DoD 5220.22-M", 7),
            ("RCMP TSSIT OPS-II", 8),
            ("Gutmann Wipe", 35),
            ("HMG IS5 Enhanced", 3),
            ("Bruce Schneier 7-Pass", 7),
            ("BMB21-2019", 6),
            ("Verify Ones  (0xFF)", 0),
        ];
        for (method, count) in counts {
            assert_eq!(
                words.passes("nwipe", method).unwrap().len(),
                count,
                "{method}"
            );
        }
    }

    #[test]
    fn a_word_is_not_both_a_pass_and_a_failure() {
        let text = include_str!("../../../catalogue/wipe_words.toml");
        let both = text.replace("fail = [\"failed\"", "fail = [\"Erased\", \"failed\"");
        assert!(Words::parse(&both).unwrap_err().contains("twice"));
        assert!(Words::parse("").is_err());
    }

    #[test]
    fn placeholders_name_no_device() {
        let words = Words::built_in();
        for serial in [
            "",
            " ",
            "XXXXXXXXXXXXXXX",
            "????",
            "0000",
            "0",
            "00-00",
            "None",
            "Default string",
            "To be filled by O.E.M.",
            "Optane_0000",
            "<REPORTPATH a.b>",
            "xxxx-xxxx",
            "N/A",
        ] {
            assert!(words.is_placeholder(serial), "{serial}");
        }
        for serial in [
            "WD-WCC6Y3KXH9F2",
            "AAA",
            "00001",
            "IMEI:490154203237518",
            "S4E",
        ] {
            assert!(!words.is_placeholder(serial), "{serial}");
        }
    }

    #[test]
    fn kinds_follow_type_and_bus() {
        let words = Words::built_in();
        let kind = |medium, bus| words.kind(medium, bus);
        assert_eq!(kind(Some("SSD"), Some("NVMe")), Some(MediumKind::Nvme));
        assert_eq!(kind(Some("SSD"), Some("SATA")), Some(MediumKind::SataSsd));
        assert_eq!(kind(Some("SSD"), None), None);
        assert_eq!(kind(Some("HDD"), Some("USB")), None);
        assert_eq!(kind(Some("HDD"), Some("SATA")), Some(MediumKind::Hdd));
        assert_eq!(kind(None, Some("ATA")), None);
        assert!(words.tells_of_hidden_area("DCO could not be removed"));
        assert!(!words.tells_of_hidden_area("encoding of decoded sectors"));
    }
}
