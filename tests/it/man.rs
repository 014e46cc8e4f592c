//! The man pages are made from the command line's definition. `UPDATE_MAN=1 cargo test man` writes
//! them anew; read the diff.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Every page by its file name.
fn pages() -> BTreeMap<String, Vec<u8>> {
    let mut command = regrade::cli::command().disable_help_subcommand(true);
    command.build();
    let mut pages = BTreeMap::new();
    add(&command, true, &mut pages);
    pages
}

fn add(command: &clap::Command, is_main: bool, pages: &mut BTreeMap<String, Vec<u8>>) {
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        add(sub, false, pages);
    }
    let version = env!("CARGO_PKG_VERSION");
    let page = clap_mangen::Man::new(command.clone())
        .source(format!("regrade {version}"))
        .manual("regrade");
    let mut text = Vec::new();
    page.render(&mut text).unwrap();
    if is_main {
        write!(text, ".SH \"EXIT STATUS\"\n.nf\n{}\n.fi\n", exit_codes()).unwrap();
    }
    pages.insert(page.get_filename(), text);
}

/// What `regrade exit-codes --help` says, in roff.
fn exit_codes() -> String {
    let command = regrade::cli::command();
    let exit_codes = command.find_subcommand("exit-codes").unwrap();
    let text = exit_codes.get_long_about().unwrap().to_string();
    let (_, table) = text.split_once("\n\n").unwrap();
    table.replace('\\', "\\\\").replace('-', "\\-")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("man")
}

#[test]
fn man_pages_are_fresh() {
    let pages = pages();
    let folder = folder();
    if std::env::var_os("UPDATE_MAN").is_some() {
        for name in there(&folder) {
            std::fs::remove_file(folder.join(name)).unwrap();
        }
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text) in &pages {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }
    let wanted: Vec<String> = pages.keys().cloned().collect();
    assert_eq!(there(&folder), wanted, "{}", HOW);
    for (name, text) in &pages {
        // A checkout on Windows may have given the lines other ends.
        let found = std::fs::read_to_string(folder.join(name)).unwrap();
        let found = found.replace("\r\n", "\n");
        assert!(
            found.as_bytes() == text,
            "man/{name} is not what the command line says: {HOW}"
        );
    }
}

const HOW: &str = "`UPDATE_MAN=1 cargo test man` writes the pages anew";

fn there(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
