//! Answers survive every way of writing them down.

use proptest::prelude::*;

use super::{EVERYTHING, load, standards};
use crate::domain::standard::{Answer, AnswerError, Answers, sample::Sampler};

proptest! {
    #[test]
    fn json_and_text_read_back(seed in any::<u64>()) {
        for standard in standards() {
            let answers = Sampler::new(standard, seed).answers(70);
            let mut json = String::new();
            answers.write_json(standard, &mut json);
            let value: serde_json::Value = serde_json::from_str(&json).unwrap();
            // The ledger's canonical form is this very text.
            prop_assert_eq!(value.to_string(), json.as_str());
            let mut read = Answers::open(standard);
            standard.lay_json_over(&mut read, &value).unwrap();
            prop_assert_eq!(&read, &answers);
            for (check, answer) in standard.checks.iter().zip(answers.iter()) {
                let text = check.answer_text(answer);
                prop_assert_eq!(&check.answer_from_text(&text).unwrap(), answer);
            }
        }
    }
}

#[test]
fn people_type_answers_in_both_languages() {
    let standard = load(EVERYTHING);
    let hash = "ab".repeat(32);
    for (check, text, expected) in [
        ("genuine", "fake", Some("\"fake\"")),
        ("genuine", "假货", Some("\"fake\"")),
        ("genuine", "doubtful", Some("\"unsure\"")),
        ("genuine", "fak", None),
        ("works", "否", Some("false")),
        ("works", " YES ", Some("true")),
        ("works", "maybe", None),
        ("play", "-0.125", Some("\"-0.125\"")),
        ("play", "0.1", None),
        ("play", "5.125", None),
        ("play", "1e0", None),
        ("stain", "9", Some("9")),
        ("stain", "10", None),
        ("stain", "1.5", None),
        ("marks", "", Some("[]")),
        (
            "marks",
            "front:deep:12.5",
            Some(r#"[{"mm":"12.5","type":"deep","zone":"front"}]"#),
        ),
        ("marks", "front:deep", None),
        ("marks", "front:deep:1:1", None),
        ("marks", "lid:deep:1", None),
        ("marks", "front:deep:-1", None),
        (
            "photos",
            hash.as_str(),
            Some("[\"abababababababababababababababababababababababababababababababab\"]"),
        ),
        ("photos", "2", Some("2")),
        ("photos", "ABCD", None),
        ("story", "a \"b\"", Some(r#""a \"b\"""#)),
    ] {
        let read = standard.answer_from_text(check, text);
        let json = read.as_ref().ok().map(|(index, answer)| {
            let mut json = String::new();
            standard.checks[*index].write_answer_json(answer, &mut json);
            json
        });
        assert_eq!(json.as_deref(), expected, "{check} = {text}: {read:?}");
    }
    let twice = format!("{hash};{hash}");
    assert!(standard.answer_from_text("photos", &twice).is_err());
}

#[test]
fn json_takes_whole_numbers_decimals_and_their_text() {
    let standard = load(EVERYTHING);
    let mut answers = Answers::best(&standard);
    let given = serde_json::json!({ "play": 1.375, "dip": "9.1", "stain": 2, "works": null });
    standard.lay_json_over(&mut answers, &given).unwrap();
    assert_eq!(answers.get(1), &Answer::Open);
    let mut json = String::new();
    answers.write_json(&standard, &mut json);
    let expected = r#"{"dip":"9.1","genuine":"yes","marks":[],"noise":"none","photos":[],"#
        .to_owned()
        + r#""play":"1.375","stain":2,"story":"","where_loose":true}"#;
    assert_eq!(json, expected);
}

#[test]
fn what_is_no_answer_is_told_with_what_is() {
    let standard = load(EVERYTHING);
    let mut answers = Answers::best(&standard);
    let mut told = |given: serde_json::Value| {
        standard
            .lay_json_over(&mut answers, &given)
            .unwrap_err()
            .to_string()
    };
    for (given, expected) in [
        (
            serde_json::json!({ "play": 1.3751 }),
            "`1.3751` is not an answer to check `play`; allowed: -5 to 5 mm in steps of 0.125",
        ),
        (
            serde_json::json!({ "works": "yes" }),
            "`\"yes\"` is not an answer to check `works`; allowed: true (all is well) or false",
        ),
        (
            serde_json::json!({ "genuine": 1 }),
            "`1` is not an answer to check `genuine`; allowed: yes, unsure, fake",
        ),
        (
            serde_json::json!({ "nope": 1 }),
            "`nope` is not a check of standard everything; it has genuine, works, noise, \
             where_loose, play, stain, dip, marks, photos, story",
        ),
    ] {
        assert_eq!(told(given), expected);
    }
    assert_eq!(
        standard.lay_json_over(&mut answers, &serde_json::json!([])),
        Err(AnswerError::NotAnObject)
    );
}
