//! Every sample of a dirty file goes through the program once, and its sums hold.

use crate::warehouse::{Warehouse, sample};

/// Accepted, duplicates, rejected and blank rows of each sample; none where the file is refused.
const SAMPLES: &[(&str, Option<[u64; 4]>)] = &[
    ("01-utf8-lf.csv", Some([3, 0, 0, 0])),
    ("02-utf8-bom-crlf.csv", Some([3, 0, 0, 0])),
    ("03-gbk.csv", Some([3, 0, 0, 0])),
    ("04-gb18030-4byte.csv", Some([3, 0, 0, 0])),
    ("05-utf16le-bom-tab.csv", Some([3, 0, 0, 0])),
    ("06-utf16be-bom.csv", Some([3, 0, 0, 0])),
    ("07-semicolon.csv", Some([3, 0, 0, 0])),
    ("08-sep-line.csv", Some([3, 0, 0, 0])),
    ("09-quoted-newline.csv", Some([3, 0, 0, 0])),
    ("10-imei-scientific.csv", Some([1, 0, 2, 0])),
    ("11-imei-lost-zeros.csv", Some([3, 0, 0, 0])),
    ("12-order-number-scientific.csv", Some([1, 0, 2, 0])),
    ("13-prices.csv", Some([2, 0, 1, 0])),
    ("14-mixed-line-ends.csv", Some([3, 0, 0, 0])),
    ("15-fullwidth.csv", Some([3, 0, 0, 0])),
    ("16-spaces.csv", Some([3, 0, 0, 0])),
    ("17-text-mark.csv", Some([3, 0, 0, 0])),
    ("18-duplicate-header.csv", None),
    ("19-title-and-merged-header.csv", Some([3, 0, 0, 0])),
    ("20-cr-only.csv", Some([3, 0, 0, 0])),
    ("21-dates-mixed.csv", Some([3, 0, 0, 0])),
    ("22-excel-serial-dates.csv", Some([3, 0, 0, 0])),
    ("23-ambiguous-date.csv", Some([2, 0, 1, 0])),
    ("24-trailing-empty-rows.csv", Some([3, 0, 0, 3])),
    ("25-total-footer.csv", Some([3, 0, 0, 1])),
    ("26-ragged-short.csv", Some([2, 0, 1, 0])),
    ("27-ragged-long.csv", Some([2, 0, 1, 0])),
    ("28-blank-header.csv", Some([3, 0, 0, 0])),
    ("29-duplicate-rows.csv", Some([3, 1, 0, 0])),
    ("30-invalid-bytes.csv", None),
    ("31-formula-injection.csv", Some([3, 0, 0, 0])),
    ("32-nul-byte.csv", Some([2, 0, 1, 0])),
    ("34-two-tables.csv", Some([3, 0, 0, 1])),
    ("35-unclosed-quote.csv", Some([2, 0, 1, 0])),
    ("36-truncated.csv", None),
    ("37-rejects-fed-back.csv", Some([3, 0, 0, 0])),
    ("38-no-header.csv", None),
    ("39-both-times.csv", Some([2, 0, 1, 0])),
];

#[test]
fn every_sample_is_listed() {
    let mut names: Vec<String> = std::fs::read_dir(sample("intake"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".csv"))
        .collect();
    names.sort();
    let listed: Vec<&str> = SAMPLES.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, listed);
}

#[test]
fn every_sample_is_taken_in_or_refused_and_its_sums_hold() {
    for (name, expected) in SAMPLES {
        let warehouse = Warehouse::new();
        std::fs::copy(sample("intake").join(name), warehouse.path(name)).unwrap();
        let ran = warehouse.run(&["intake", name, "--channel", "app", "--format", "json"]);
        let Some([accepted, duplicates, rejected, blank]) = *expected else {
            assert_eq!(ran.code, Some(1), "{name}: {ran:?}");
            let told = ran.err.lines().last().unwrap();
            let error: serde_json::Value = serde_json::from_str(told).unwrap();
            assert_eq!(error["error"]["kind"], "bad_file", "{name}");
            assert_eq!(warehouse.holds()["items"], 0, "{name}");
            continue;
        };
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let count = |field: &str| report[field].as_u64().unwrap();
        let counts = ["accepted", "duplicates", "rejected", "blank"].map(count);
        assert_eq!(
            counts,
            [accepted, duplicates, rejected, blank],
            "{name}: {report:#}"
        );
        assert_eq!(count("rows"), counts.iter().sum::<u64>(), "{name}");
        let code = if rejected > 0 { 3 } else { 0 };
        assert_eq!(ran.code, Some(code), "{name}: {ran:?}");
        let rejects = report["rejects_file"].as_str();
        assert_eq!(rejects.is_some(), rejected > 0, "{name}");
        assert_eq!(warehouse.holds()["items"], accepted, "{name}");
    }
}
