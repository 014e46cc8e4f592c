//! Every standard that comes with the program, as strictly as the lint can look at it.

use std::path::Path;

use regrade::domain::class::Class;
use regrade::domain::standard::model::Kind;
use regrade::domain::standard::{Answers, Standard, built_in::BUILT_IN, lint};
use regrade::formats::catalogue::{Catalogue, CatalogueTexts};

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

/// What an item is decides on what it is asked: the goods of each category begin with the answers
/// that say so, and are premium until something else is said.
#[test]
fn presets_are_for_the_standards_own_categories() {
    let catalogue = Catalogue::new(CatalogueTexts::default());
    let categories = catalogue.categories().unwrap();
    for (id, source) in BUILT_IN {
        let standard = Standard::load(source).expect("the lint above says what is wrong");
        for check in &standard.checks {
            let Kind::Enum { options } = &check.kind else {
                continue;
            };
            for category in options.iter().flat_map(|option| &option.preset_for) {
                let own = categories.get(*category).unwrap();
                assert_eq!(own.standard_id, *id, "{category} in `{}`", check.id);
                let answers = Answers::best_for(&standard, *category);
                let verdict = standard.verdict(&answers.with_everything_attached(&standard), None);
                assert_eq!(verdict.class(), Some(Class::Premium), "{id}: {category}");
            }
        }
    }
}
