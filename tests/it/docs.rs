//! The table of standards in docs/standards.md is made from their files. `UPDATE_DOCS=1 cargo test
//! docs` writes it anew; read the diff.

use std::fmt::Write as _;
use std::path::Path;

use regrade::domain::standard::built_in::BUILT_IN;
use regrade::domain::standard::{Standard, coverage};
use regrade::formats::catalogue::Catalogue;

const HOW: &str = "`UPDATE_DOCS=1 cargo test docs` writes the table anew";

const HEAD: &str = "\
# The standards

Every standard that comes with the program: what it asks, what it repairs, and how much of it its
golden cases try out. `effects` counts the answers, bands, totals and combinations that lead to
anything, and how many of them a case hits.

This page is made from the files in `standards/`. `regrade standards show ID` tells all that one
says, `regrade standards list` which version is in force.

| standard | 中文 | English | version | from | categories | checks | operations | cases | effects |
|---|---|---|--:|---|--:|--:|--:|--:|--:|
";

/// The page as it should be.
fn page() -> String {
    let catalogue = Catalogue::default();
    let categories = catalogue.categories().unwrap().all();
    let mut page = HEAD.to_owned();
    let mut sums = [0; 5];
    for (id, source) in BUILT_IN {
        let standard = Standard::load(source).expect("the lint says what is wrong");
        let covered = coverage(&standard);
        let graded = categories
            .iter()
            .filter(|category| category.standard_id == *id)
            .count();
        let counts = [
            graded,
            standard.checks.len(),
            standard.ops.len(),
            standard.case_count(),
            covered.effects,
        ];
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
        let [graded, checks, ops, cases, effects] = counts;
        let (zh, en) = (&standard.name.zh, &standard.name.en);
        let (version, from, hit) = (standard.version, standard.effective_from, covered.hit);
        writeln!(
            page,
            "| [{id}](../standards/{id}.toml) | {zh} | {en} | {version} | {from} | {graded} | \
             {checks} | {ops} | {cases} | {hit}/{effects} |"
        )
        .unwrap();
    }
    let [graded, checks, ops, cases, effects] = sums;
    let all = BUILT_IN.len();
    writeln!(
        page,
        "| {all} standards | | | | | {graded} of {} | {checks} | {ops} | {cases} | {effects} |",
        categories.len()
    )
    .unwrap();
    page
}

#[test]
fn docs_have_the_standards_as_they_are() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/standards.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    // A checkout on Windows may have given the lines other ends.
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found.replace("\r\n", "\n") == page,
        "docs/standards.md is not what the standards say: {HOW}"
    );
}
