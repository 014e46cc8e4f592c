//! What holds for every file.

use proptest::prelude::*;

use super::*;

fn csv_of(table: &[Vec<String>]) -> Vec<u8> {
    let mut writer = ::csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    for row in table {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn read_back(bytes: &[u8], encoding: Encoding) -> Vec<Vec<String>> {
    let rules = HeaderRules::new(CATALOGUE.header_words().unwrap());
    let mut source = CsvSource::open(bytes, encoding, Some(b','), &rules).unwrap();
    let mut row = Row::default();
    let mut table = Vec::new();
    while source.read(&mut row).unwrap() {
        let bad = row
            .trouble()
            .filter(|trouble| !matches!(trouble, Trouble::Nul { .. }));
        assert_eq!(bad, None);
        table.push(row.cells().map(str::to_owned).collect());
    }
    table
}

proptest! {
    #[test]
    fn what_a_csv_writer_writes_is_read_back(
        table in prop::collection::vec(
            prop::collection::vec("[a-z\",;\r\n\t 手机𠮷\\x00-\\x1F]{0,8}", 1..5), 1..6),
    ) {
        let bytes = csv_of(&table);
        // A mark of byte order is no text, and neither is a line that names the delimiter.
        prop_assume!(!bytes.starts_with(b"sep="));
        prop_assert_eq!(read_back(&bytes, Encoding::Utf8), table);
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        // Whether it is a table is not asked here, only that the answer is given.
        let _ = taken_in(&bytes);
    }

    #[test]
    fn no_csv_panics(text in "[,;\"\r\na手0-9=\t]{0,80}") {
        let header = "取件单号,品类,下单时间,城市\n";
        let _ = taken_in(format!("{header}{text}").as_bytes());
    }
}

/// Files are read in chunks of 256 KiB; wherever a chunk ends, the rows are the same.
#[test]
fn chunks_may_end_anywhere() {
    let rows = |filler: usize| -> Vec<Vec<String>> {
        let cell = |text: &str| text.to_owned();
        vec![
            vec!["x".repeat(filler)],
            vec![cell("a\"b\r\n,"), cell("手机")],
            vec![cell("\"\""), cell("𠮷\r\n")],
            vec![cell("c"), cell("")],
        ]
    };
    for filler in 256 * 1024 - 50..256 * 1024 + 3 {
        let table = rows(filler);
        for terminator in [::csv::Terminator::CRLF, ::csv::Terminator::Any(b'\r')] {
            let mut writer = ::csv::WriterBuilder::new()
                .flexible(true)
                .terminator(terminator)
                .from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            assert_eq!(read_back(&bytes, Encoding::Utf8), table, "{filler}");
            let text = String::from_utf8(bytes).unwrap();
            let gb = encoding_rs::GB18030.encode(&text).0;
            assert_eq!(scan(&gb[..], None).unwrap().encoding, Encoding::Gb18030);
            assert_eq!(read_back(&gb, Encoding::Gb18030), table, "{filler}");
        }
    }
}

/// A file that was cut never shows a pickup that the whole file does not have. The cut row itself
/// is beyond telling if the cut falls into its last cell: a remark may be short.
#[test]
fn a_cut_file_shows_no_other_pickup() {
    for name in [
        "01-utf8-lf.csv",
        "09-quoted-newline.csv",
        "07-semicolon.csv",
    ] {
        let bytes = file(name);
        let whole = taken_in(&bytes).unwrap().accepted;
        for end in 0..bytes.len() {
            let Ok(outcome) = taken_in(&bytes[..end]) else {
                continue;
            };
            for (place, pickup) in outcome.accepted.iter().enumerate() {
                let is_last = place + 1 == outcome.accepted.len();
                let cells = |text: &str| -> Vec<String> {
                    text.split('|').take(9).map(str::to_owned).collect()
                };
                let same = whole.contains(pickup)
                    || is_last && whole.iter().any(|other| cells(other) == cells(pickup));
                assert!(same, "{name} cut at {end}: {pickup}");
            }
        }
    }
}
