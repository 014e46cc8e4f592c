//! Every command that the documents show is one that the command line takes.

use std::path::Path;

/// The words of a line as a shell would part them: blanks, and quotes of both kinds.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None, ' ') => words.push(String::new()),
            (_, c) => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Lines in the code blocks of a document that begin with the program's name.
fn commands(text: &str) -> Vec<&str> {
    let blocks = text.split("```").skip(1).step_by(2);
    blocks
        .flat_map(str::lines)
        .filter(|line| line.starts_with("regrade "))
        .collect()
}

#[test]
fn commands_in_the_documents_are_taken() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for name in ["README.md", "ARCHITECTURE.md"] {
        let text = std::fs::read_to_string(root.join(name)).unwrap();
        for line in commands(&text) {
            let taken = regrade::cli::command().try_get_matches_from(words(line));
            assert!(taken.is_ok(), "{name}: `{line}`: {}", taken.unwrap_err());
            seen += 1;
        }
    }
    assert!(seen > 15, "only {seen} commands were found");
}

#[test]
fn the_exit_codes_are_those_of_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let command = regrade::cli::command();
    let help = command.find_subcommand("exit-codes").unwrap();
    let help = help.get_long_about().unwrap().to_string();
    let codes = |text: &str, before: &str| -> Vec<u8> {
        text.lines()
            .filter_map(|line| line.strip_prefix(before)?.split_whitespace().next())
            .filter_map(|word| word.parse().ok())
            .collect()
    };
    let documented = codes(&readme, "| ");
    assert_eq!(documented, codes(&help, ""));
    assert_eq!(documented.len(), 9);
}
