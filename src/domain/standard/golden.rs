//! The golden cases of a standard. They are about half of its file and whoever grades needs none of
//! them, so those of a standard that is built in wait until somebody asks.

use std::sync::OnceLock;

use super::{
    model::{Case, Check},
    read,
};

/// What begins a case.
const HEADER: &str = "[[case]]";

/// The golden cases of one standard.
#[derive(Debug, Clone)]
pub(super) struct Golden {
    unread: Option<Part>,
    cases: OnceLock<Vec<Case>>,
}

/// The part of a file that holds the cases.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    text: &'static str,
    /// The number of its first line in the file.
    line: usize,
    count: usize,
}

impl Golden {
    /// Cases that were read.
    pub(super) fn read(cases: Vec<Case>) -> Self {
        Self {
            unread: None,
            cases: OnceLock::from(cases),
        }
    }

    /// Cases that were not, of a file in which nothing is wrong.
    pub(super) fn unread(part: Part) -> Self {
        Self {
            unread: Some(part),
            cases: OnceLock::new(),
        }
    }

    /// Every case; answers are to `checks`.
    pub(super) fn all(&self, checks: &[Check]) -> &[Case] {
        self.cases.get_or_init(|| match self.unread {
            Some(Part { text, line, .. }) => read::cases(text, line, checks),
            None => Vec::new(),
        })
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        match (self.cases.get(), self.unread) {
            (Some(cases), _) => cases.len(),
            (None, Some(part)) => part.count,
            (None, None) => 0,
        }
    }
}

/// Parts a file where its cases begin: what grading needs, and the cases. None where anything else
/// follows on them, or where a text over several lines may hold what looks like a header.
pub(super) fn part(source: &'static str) -> Option<(&'static str, Part)> {
    let bytes = source.as_bytes();
    let has = |quotes: &[u8]| memchr::memmem::find(bytes, quotes).is_some();
    if has(b"\"\"\"") || has(b"'''") {
        return None;
    }
    let start = memchr::memmem::find(bytes, b"\n[[case]]\n")? + 1;
    let (rules, text) = source.split_at(start);
    let mut count = 0;
    for line in text.lines() {
        if line == HEADER {
            count += 1;
        } else if line.trim_start().starts_with('[') {
            return None;
        }
    }
    let line = memchr::memchr_iter(b'\n', rules.as_bytes()).count() + 1;
    Some((rules, Part { text, line, count }))
}

#[cfg(test)]
mod tests {
    use super::super::{Standard, built_in::BUILT_IN};
    use super::*;

    #[test]
    fn what_waits_is_what_is_read_at_once() {
        for (id, source) in BUILT_IN {
            assert!(part(source).is_some(), "{id}: let its cases come last");
            let whole = Standard::load(source).unwrap();
            let built_in = Standard::load_built_in(source).unwrap();
            assert_eq!(built_in.case_count(), whole.cases().len(), "{id}");
            assert_eq!(built_in.cases(), whole.cases(), "{id}");
            assert_eq!(built_in.case_count(), whole.case_count(), "{id}");
            assert_eq!(built_in.sha256, whole.sha256, "{id}");
            assert_eq!(built_in.checks, whole.checks, "{id}");
        }
    }

    #[test]
    fn a_file_is_parted_only_where_that_is_certain() {
        let parted = part("a = 1\n[[case]]\nb = 2\n\n[[case]]\nc = 3\n");
        let (rules, Part { text, line, count }) = parted.unwrap();
        assert_eq!((rules, line, count), ("a = 1\n", 2, 2));
        assert!(text.starts_with(HEADER));
        for whole in [
            "a = 1\n",
            "a = 1\n[[case]]\nb = 2\n[value]\nc = 3\n",
            "a = 1\n[[case]]\nb = 2\n  [[check]]\nc = 3\n",
            "a = 1\n[[case]]\nb = 2\n[case.given]\nc = 3\n",
            "a = \"\"\"\n[[case]]\n\"\"\"\n",
            "a = '''\n[[case]]\n'''\n",
        ] {
            assert!(part(whole).is_none(), "{whole}");
        }
    }
}
