//! The rules of the house that no compiler holds: which layer imports which, who names which crate,
//! and the form of files. Reads the sources; says every breach with its line.

use std::fs;
use std::path::{Path, PathBuf};

/// Layers, and those below them whose items they may name.
const LAYERS: [(&str, &[&str]); 6] = [
    ("cli", &["app", "store", "formats", "ledger", "domain"]),
    ("app", &["store", "formats", "ledger", "domain"]),
    ("store", &["domain"]),
    ("formats", &["domain"]),
    ("ledger", &["domain"]),
    ("domain", &[]),
];

/// What only one layer may name.
const ONLY_IN: [(&str, &str); 13] = [
    ("rusqlite", "store"),
    ("clap", "cli"),
    ("clap_complete", "cli"),
    ("comfy_table", "cli"),
    ("ctrlc", "cli"),
    ("dialoguer", "cli"),
    ("etcetera", "cli"),
    ("indicatif", "cli"),
    ("ratatui", "cli"),
    ("calamine", "formats"),
    ("csv_core", "formats"),
    ("rust_xlsxwriter", "formats"),
    ("ed25519_dalek", "ledger"),
];

/// Layers that open no file and ask neither the clock nor the environment.
const PURE: [&str; 3] = ["domain", "formats", "ledger"];
const IMPURE: [&str; 7] = [
    "std::fs",
    "fs::",
    "File::",
    "std::env",
    "std::process",
    "SystemTime",
    "Utc::now",
];

struct Source {
    /// Relative to the package, with `/`.
    path: String,
    text: String,
}

impl Source {
    /// The layer, if it is one of src.
    fn layer(&self) -> Option<&str> {
        let (layer, _) = self.path.strip_prefix("src/")?.split_once('/')?;
        Some(layer)
    }

    /// How many modules stand above it within its layer.
    fn depth(&self) -> usize {
        let steps = self.path.matches('/').count() - 1;
        steps - usize::from(self.path.ends_with("/mod.rs"))
    }

    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// Every text file of the package.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && !path.ends_with(".git"))
        .collect();
    for folder in [
        ".ci",
        "benches",
        "catalogue",
        "docs",
        "man",
        "samples",
        "src",
        "standards",
        "tests",
    ] {
        walk(&root.join(folder), &mut paths);
    }
    paths.sort();
    let read = |path: PathBuf| {
        let text = String::from_utf8(fs::read(&path).unwrap()).ok()?;
        let path = path.strip_prefix(root).unwrap();
        let path = path.to_str().unwrap().replace('\\', "/");
        (path != "tests/it/tidy.rs").then_some(Source { path, text })
    };
    let sources: Vec<Source> = paths.into_iter().filter_map(read).collect();
    assert!(
        sources.iter().filter(|source| source.is_rust()).count() > 50,
        "the sources are not where this test looks"
    );
    sources
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, paths);
        } else {
            paths.push(path);
        }
    }
}

/// Rust without comments, and with strings and characters empty; lines stay lines.
fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (kept, skipped) = if rest.starts_with("//") {
            ("", rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            ("", rest.find("*/").map_or(rest.len(), |end| end + 2))
        } else if first == '"' {
            ("\"\"", string_end(rest))
        } else if rest.starts_with("r\"") || rest.starts_with("r#\"") || rest.starts_with("br\"") {
            let quote = rest.find('"').unwrap();
            let hashes = rest[..quote].matches('#').count();
            let close = format!("\"{}", "#".repeat(hashes));
            let body = &rest[quote + 1..];
            let end = body.find(&close).unwrap_or(body.len());
            ("\"\"", (quote + 1 + end + close.len()).min(rest.len()))
        } else if let Some(end) = character_end(rest) {
            ("' '", end)
        } else {
            let end = first.len_utf8();
            (&rest[..end], end)
        };
        code.push_str(kept);
        let lines = rest[..skipped].matches('\n').count() - kept.matches('\n').count();
        code.extend(std::iter::repeat_n('\n', lines));
        rest = &rest[skipped..];
    }
    code
}

/// Where a string that `text` begins with ends.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (place, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return place + 1,
            _ => {}
        }
    }
    text.len()
}

/// Where a character that `text` begins with ends; a lifetime is none.
fn character_end(text: &str) -> Option<usize> {
    let body = text.strip_prefix('\'')?;
    let first = body.chars().next()?;
    let end = match first {
        '\\' => 2 + body[2..].find('\'')?,
        _ => first.len_utf8(),
    };
    body[end..].starts_with('\'').then_some(end + 2)
}

/// Code without its `#[cfg(test)]` modules. Files that are test modules themselves are empty.
fn shipped(source: &Source, tests: &[String]) -> String {
    if !source.path.starts_with("src/") || tests.iter().any(|test| source.path.starts_with(test)) {
        return String::new();
    }
    let code = code(&source.text);
    // Test modules stand last in their files.
    let end = code
        .match_indices("#[cfg(test)]\n")
        .map(|(place, _)| place)
        .find(|place| {
            let next = code[*place..].lines().nth(1).unwrap_or_default();
            next.contains("mod ") && next.ends_with('{')
        });
    code[..end.unwrap_or(code.len())].to_owned()
}

/// The paths of test modules that are files or folders of their own.
fn test_modules(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust()) {
        for (place, _) in source.text.match_indices("#[cfg(test)]\nmod ") {
            let rest = &source.text[place + "#[cfg(test)]\nmod ".len()..];
            let name = &rest[..rest.find([';', ' ']).unwrap()];
            if rest.as_bytes().get(name.len()) == Some(&b';') {
                let folder = source.path.rsplit_once('/').unwrap().0;
                let folder = match source.path.ends_with("/mod.rs") {
                    true => folder.to_owned(),
                    false => source.path.trim_end_matches(".rs").to_owned(),
                };
                found.push(format!("{folder}/{name}.rs"));
                found.push(format!("{folder}/{name}/"));
            }
        }
    }
    found
}

/// Every line of the program's own code: source, number, code.
fn each_line(mut look: impl FnMut(&Source, usize, &str)) {
    let sources = sources();
    let tests = test_modules(&sources);
    for source in sources.iter().filter(|source| source.is_rust()) {
        for (number, line) in shipped(source, &tests).lines().enumerate() {
            look(source, number + 1, line);
        }
    }
}

/// Whether `word` stands in `line` by itself.
fn has_word(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(place, _)| {
        let starts = word.starts_with(part) && line[..place].ends_with(part);
        let ends = word.ends_with(part) && line[place + word.len()..].starts_with(part);
        !starts && !ends
    })
}

fn none(breaches: &[String]) {
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn imports_run_one_way() {
    let mut breaches = Vec::new();
    let sources = sources();
    let tests = test_modules(&sources);
    for source in sources.iter().filter(|source| source.is_rust()) {
        let Some(layer) = source.layer() else {
            continue;
        };
        let (_, below) = LAYERS
            .iter()
            .find(|(name, _)| *name == layer)
            .unwrap_or_else(|| panic!("{} stands in no layer", source.path));
        let code = shipped(source, &tests);
        for (place, _) in code.match_indices("crate::") {
            let line = code[..place].matches('\n').count() + 1;
            for name in named_modules(&code[place + "crate::".len()..]) {
                if name != layer && !below.contains(&name) {
                    breaches.push(format!(
                        "{}:{line}: {layer} names crate::{name}",
                        source.path
                    ));
                }
            }
        }
        let too_high = "super::".repeat(source.depth() + 1);
        if code.contains(&too_high) {
            breaches.push(format!(
                "{}: `{too_high}` leads out of {layer}",
                source.path
            ));
        }
    }
    none(&breaches);
}

/// The first names after `crate::`, of which a group may have several.
fn named_modules(rest: &str) -> Vec<&str> {
    let word = |text: &str| {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        text.find(|c| !is_part(c)).unwrap_or(text.len())
    };
    let Some(group) = rest.strip_prefix('{') else {
        return vec![&rest[..word(rest)]];
    };
    let mut names = Vec::new();
    let (mut depth, mut is_first) = (1, true);
    for (place, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => is_first = true,
            c if c.is_alphabetic() && is_first => {
                names.push(&group[place..place + word(&group[place..])]);
                is_first = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

#[test]
fn each_crate_is_named_in_its_layer_only() {
    let mut breaches = Vec::new();
    each_line(|source, number, line| {
        for (name, home) in ONLY_IN {
            let is_named = has_word(line, &format!("{name}::"))
                || has_word(line, &format!("use {name}"))
                || line.contains(&format!("({name})"));
            if is_named && source.layer() != Some(home) {
                breaches.push(format!(
                    "{}:{number}: {name} outside src/{home}",
                    source.path
                ));
            }
        }
        if has_word(line, "rusqlite") && source.layer() != Some("store") {
            breaches.push(format!("{}:{number}: rusqlite", source.path));
        }
    });
    none(&breaches);
}

#[test]
fn pure_layers_open_no_files() {
    let mut breaches = Vec::new();
    each_line(|source, number, line| {
        if !source.layer().is_some_and(|layer| PURE.contains(&layer)) {
            return;
        }
        for name in IMPURE.iter().filter(|name| has_word(line, name)) {
            breaches.push(format!("{}:{number}: {name}", source.path));
        }
    });
    none(&breaches);
}

#[test]
fn only_tests_unwrap_and_nothing_is_allowed_in_silence() {
    let mut breaches = Vec::new();
    each_line(|source, number, line| {
        for word in [".unwrap()", ".unwrap_err()", "#[allow(", "#![allow("] {
            if line.contains(word) {
                breaches.push(format!("{}:{number}: {word}", source.path));
            }
        }
    });
    none(&breaches);
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut breaches = Vec::new();
    for source in sources().iter().filter(|source| source.is_rust()) {
        let path = &source.path;
        let lines = source.text.lines().count();
        if lines > 500 {
            breaches.push(format!("{path}: {lines} lines; 500 are the most"));
        }
        if !source.text.starts_with("//! ") {
            breaches.push(format!("{path}:1: no `//!` says what it is for"));
        }
        for (number, line) in source.text.lines().enumerate() {
            if line.chars().count() > 100 {
                breaches.push(format!("{path}:{}: over 100 characters", number + 1));
            }
        }
    }
    none(&breaches);
}

#[test]
fn no_debts_and_no_paths_of_machines() {
    let mut breaches = Vec::new();
    for source in sources() {
        for (number, line) in source.text.lines().enumerate() {
            for word in ["TODO", "FIXME", "XXX"] {
                if has_word(line, word) {
                    breaches.push(format!("{}:{}: {word}", source.path, number + 1));
                }
            }
            for start in ["/home/", "/root/", "/tmp/", "/work/", "/Users/", ":\\Users"] {
                if line.contains(start) {
                    breaches.push(format!("{}:{}: {start}", source.path, number + 1));
                }
            }
        }
    }
    none(&breaches);
}

#[test]
fn the_reader_of_code_knows_strings_from_code() {
    let text = "a(\"x // \\\" y\"); // b\nc('\"', 'd', r#\"e \" f\"#); /* g\nh */ i::<'j>()";
    assert_eq!(code(text), "a(\"\"); \nc(' ', ' ', \"\"); \n i::<'j>()");
    assert_eq!(
        named_modules("{app::{A, b::C}, domain::D, store};"),
        ["app", "domain", "store"]
    );
    assert_eq!(named_modules("ledger::leaf"), ["ledger"]);
}
