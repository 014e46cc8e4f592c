//! Frozen vectors: the exact bytes of the ledger's formats, worked out by another program. A log
//! that was written once must verify for ever, so a failure here is never answered by changing
//! what is expected.

use super::disclosure::{self, Writer};
use super::event;
use super::hash::{Digest, Hash};
use super::jcs::ObjectWriter;
use super::leaf::{Leaf, leaf_hash};
use super::note::{Checkpoint, Note};
use super::proof::Tree;
use super::signing::{Role, Signer};
use super::tree::tests::Grown;

const ROW: &str = concat!(
    r#"[["AQEBAQEBAQEBAQEBAQEBAQ","seller_name","王小明"],"#,
    r#"["AgICAgICAgICAgICAgICAg","price_fen",123400],"#,
    r#"["AwMDAwMDAwMDAwMDAwMDAw","other",{"备注":"急","颜色":"黑"}]]"#,
);

const DIGESTS: [&str; 3] = [
    "r2iWKtzq8Q9OYHLkpJMCD6-MbpBPI0qZPjb1YZLzNdQ",
    "Emp47emV7N4_S1N_oD0AMi3DLGA4LrKy5GhWHnxJe4A",
    "j-yaSWExpqDK6jE0Ez7i5GI5d9p8zvo8wqrCeze1etM",
];

const FIRST: &str = concat!(
    r#"{"_sd":["Emp47emV7N4_S1N_oD0AMi3DLGA4LrKy5GhWHnxJe4A","#,
    r#""j-yaSWExpqDK6jE0Ez7i5GI5d9p8zvo8wqrCeze1etM","#,
    r#""r2iWKtzq8Q9OYHLkpJMCD6-MbpBPI0qZPjb1YZLzNdQ"],"_sd_alg":"sha-256","actor":"li.wei","#,
    r#""data":{"brand":"华为 \"Mate\"","weight_grams":210},"epoch":0,"item":"28T5CY4TQKFFE","#,
    r#""n":0,"prev":null,"salt":"AAECAwQFBgcICQoLDA0ODw","site":"BJ01","#,
    r#""ts":"2026-01-02T03:04:05Z","type":"received","v":1}"#,
);

const FIRST_HASH: &str = "jI6Yow7V6X+U39gqdrhR1NNWh01bOByDvAWPa9yG9I0=";

const SECOND: &str = concat!(
    r#"{"_sd":[],"_sd_alg":"sha-256","actor":"li.wei","data":{},"epoch":1,"#,
    r#""item":"28T5CY4TQKFFE","n":1,"prev":"jI6Yow7V6X+U39gqdrhR1NNWh01bOByDvAWPa9yG9I0=","#,
    r#""salt":"_____________________w","site":"SH02","ts":"1970-01-01T00:00:00Z","#,
    r#""type":"graded","v":1}"#,
);

const SECOND_HASH: &str = "xcep4w9eH+7thcEh+TgQf73PGJAoqKWLjv3Z1myRiQw=";

const NOTE: &str = concat!(
    "regrade.example/BJ01\n300\nkJcpqcb0qWKBKkZXnxPSra0Dz30AFtViQ/5FhNC14Dw=\n\n",
    "— regrade.example/BJ01 HRbhcdOCId2ehAD1Evnp21626orMPDSU1dq/ZRfqrNwaBKw8Vs6wQTrD5SXaoLx3",
    "l8VR/abGgikvz2Y8XBueBOHYGw4=\n",
    "— regrade.example/BJ01 z5Va0QAAAAAAAAAHaPY6NruT5iy21thLyUuI60OJq1/GaXfQMRtU4omYz/QZr9Ny",
    "02P28envyCXqQg/WEjEkf/vjSM+7zssKi+jcCQ==\n",
);

#[test]
fn private_fields_and_their_digests_are_frozen() {
    let mut writer = Writer::new();
    writer.text(&[1; 16], "seller_name", "王小明");
    writer.int(&[2; 16], "price_fen", 123_400).unwrap();
    let other = writer.object(&[3; 16], "other", |object| {
        object.text("备注", "急").text("颜色", "黑");
    });
    other.unwrap();
    assert_eq!(writer.row(), ROW);
    let fields = disclosure::parse(ROW).unwrap();
    let digests = fields.iter().map(|field| field.digest().unwrap());
    assert!(digests.eq(DIGESTS.map(|text| Digest::parse(text).unwrap())));
    let mut sorted = DIGESTS;
    sorted.sort_unstable();
    assert!(writer.digests().iter().map(Digest::as_str).eq(sorted));
}

#[test]
fn leaves_are_frozen() {
    let digests = DIGESTS.map(|text| Digest::parse(text).unwrap());
    let mut data = String::new();
    let mut writer = ObjectWriter::new(&mut data);
    writer
        .text("brand", "华为 \"Mate\"")
        .int("weight_grams", 210);
    writer.finish().unwrap();
    let first = Leaf {
        actor: "li.wei",
        data: &data,
        epoch: 0,
        item: "28T5CY4TQKFFE",
        n: 0,
        prev: None,
        salt: &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        site: "BJ01",
        at: 1_767_323_045,
        kind: "received",
        sd: &digests,
    };
    let mut body = String::new();
    first.write(&mut body).unwrap();
    assert_eq!(body, FIRST);
    assert_eq!(leaf_hash(&body).to_string(), FIRST_HASH);
    assert!(event::parse(&body).is_ok());

    let prev = Hash::parse(FIRST_HASH).unwrap();
    let second = Leaf {
        data: "{}",
        epoch: 1,
        n: 1,
        prev: Some(&prev),
        salt: &[255; 16],
        site: "SH02",
        at: 0,
        kind: "graded",
        sd: &[],
        ..first
    };
    body.clear();
    second.write(&mut body).unwrap();
    assert_eq!(body, SECOND);
    assert_eq!(leaf_hash(&body).to_string(), SECOND_HASH);
    assert!(event::parse(&body).is_ok());
}

#[test]
fn tiles_and_roots_are_frozen() {
    let mut grown = Grown::to(300);
    let hash = Hash::of(&[&grown.tiles.0[&0]]);
    let hex: String = hash.0.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        hex,
        "20cd0859c7fb4ae9eeac1d244887e6f9342d86ce0b1a1c7bb244915d3d0dc971"
    );
    let root = Tree::new(&grown.frontier, &mut grown.tiles)
        .root_at(256)
        .unwrap();
    assert_eq!(
        root.to_string(),
        "FeLdSXOuRN6MjPMEj9mNF62q6mKH9OBgalWmQ2F0CMA="
    );
}

#[test]
fn checkpoints_and_keys_are_frozen() {
    let origin = "regrade.example/BJ01";
    let log = Signer::from_seed(origin, Role::Log, &[9; 32]).unwrap();
    let witness = Signer::from_seed(origin, Role::Witness, &[9; 32]).unwrap();
    let key = "regrade.example/BJ01+1d16e171+Af0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY";
    assert_eq!(log.verifier().to_string(), key);
    let key = "regrade.example/BJ01+cf955ad1+BP0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY";
    assert_eq!(witness.verifier().to_string(), key);

    let grown = Grown::to(300);
    let checkpoint = Checkpoint {
        origin: origin.to_owned(),
        size: 300,
        root: grown.frontier.root(),
    };
    let mut note = checkpoint.sign(&log).unwrap();
    note.sign(&witness, Some(7)).unwrap();
    assert_eq!(note.to_string(), NOTE);
    let held = Note::parse(NOTE)
        .unwrap()
        .verify(&[log.verifier(), witness.verifier()])
        .unwrap();
    assert_eq!(held.len(), 2);
}
