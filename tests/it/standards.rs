//! Every standard that comes with the program, as strictly as the lint can look at it.

use std::path::Path;

use regrade::domain::standard::{Standard, built_in::BUILT_IN, lint};

#[test]
fn built_in_standards_have_neither_errors_nor_warnings() {
    for (id, source) in BUILT_IN {
        let linted = lint(source);
        assert!(linted.is_clean(), "{id}: {linted:#?}");
        assert_eq!(linted.coverage.hit, linted.coverage.effects, "{id}");
    }
}

#[test]
fn built_in_standards_are_listed_by_their_own_ids() {
    for (id, source) in BUILT_IN {
        let standard = Standard::load(source).expect("the lint above says what is wrong");
        assert_eq!(standard.id, *id);
        assert!(standard.labels.last().is_none_or(|label| label.from == 0));
    }
}

#[test]
fn the_folder_and_the_list_name_the_same_standards() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("standards");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let listed: Vec<String> = BUILT_IN
        .iter()
        .map(|(id, _)| format!("{id}.toml"))
        .collect();
    assert_eq!(listed, files, "the list in built_in.rs is sorted by id");
}
