//! What may never be taken: one test for each limit, each refused soon.

use std::time::{Duration, Instant};

use super::super::error::{JsonTrouble, XmlTrouble};
use super::super::{MOST_BYTES, WipeFileError, read};
use super::{sample, text};
use crate::domain::lang::Lang;

/// The error of a file, which must come soon and be told in both languages.
fn refused(bytes: &[u8]) -> WipeFileError {
    let begun = Instant::now();
    let error = read(bytes, None).unwrap_err();
    let took = begun.elapsed();
    // What grows with the square of its input takes minutes; a busy machine and a build without
    // optimization are only several times slower than they might be.
    assert!(took < Duration::from_secs(20), "{took:?}");
    for lang in [Lang::Zh, Lang::En] {
        assert!(error.reason(lang).len() < 400 && !error.cure(lang).is_empty());
    }
    assert_eq!(error.to_string(), error.reason(Lang::En));
    error
}

fn xml(bytes: impl AsRef<[u8]>) -> XmlTrouble {
    match refused(bytes.as_ref()) {
        WipeFileError::Xml { trouble, .. } => trouble,
        other => panic!("{other:?}"),
    }
}

fn json(bytes: impl AsRef<[u8]>) -> JsonTrouble {
    match refused(bytes.as_ref()) {
        WipeFileError::Json { trouble, .. } => trouble,
        other => panic!("{other:?}"),
    }
}

#[test]
fn document_types_and_entities() {
    let lol = "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">";
    let bomb = format!("<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"lol\">{lol}]><r>&b;</r>");
    assert_eq!(xml(bomb), XmlTrouble::Doctype);
    let outside = "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><r>&x;</r>";
    assert_eq!(xml(outside), XmlTrouble::Doctype);
    assert_eq!(xml("<r>&x;</r>"), XmlTrouble::Entity("x".to_owned()));
    assert_eq!(xml("<r a=\"&x;\"/>"), XmlTrouble::Entity("x".to_owned()));
    for number in [
        "&#0;",
        "&#x1B;",
        "&#xD800;",
        "&#x110000;",
        "&#+65;",
        "&#-1;",
        "&#;",
    ] {
        assert!(
            matches!(xml(format!("<r>{number}</r>")), XmlTrouble::Entity(_)),
            "{number}"
        );
    }
    assert!(matches!(
        xml("<r>a & b</r>"),
        XmlTrouble::Malformed(_) | XmlTrouble::CutShort
    ));
    assert!(matches!(xml("<r a=\"a & b\"/>"), XmlTrouble::Malformed(_)));
}

#[test]
fn processing_instructions() {
    assert_eq!(xml("<r><?php x ?></r>"), XmlTrouble::Instruction);
    assert_eq!(xml("<r/><?x ?>"), XmlTrouble::Instruction);
    assert_eq!(
        xml("<r><?xml version=\"1.0\"?></r>"),
        XmlTrouble::Instruction
    );
}

#[test]
fn depth() {
    assert_eq!(xml("<a>".repeat(1_000_000)), XmlTrouble::Depth);
    let deep = |depth| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert_eq!(
        read(deep(64).as_bytes(), None),
        Err(WipeFileError::UnknownFormat)
    );
    assert_eq!(xml(deep(65)), XmlTrouble::Depth);
    assert_eq!(
        json("[".repeat(100_000).replacen('[', "[\"\",", 1)),
        JsonTrouble::Depth
    );
    assert_eq!(
        json(format!("{}1", "{\"a\":".repeat(100_000))),
        JsonTrouble::Depth
    );
}

#[test]
fn attributes() {
    let many = |count: usize| {
        let names: String = (0..count).map(|n| format!(" a{n}=\"\"")).collect();
        format!("<r{names}/>")
    };
    assert_eq!(xml(many(200_000)), XmlTrouble::Attributes);
    assert_eq!(xml(many(33)), XmlTrouble::Attributes);
    assert_eq!(
        read(many(32).as_bytes(), None),
        Err(WipeFileError::UnknownFormat)
    );
    assert!(matches!(
        xml("<r a=\"1\" a=\"2\"/>"),
        XmlTrouble::Malformed(_)
    ));
    let spaces: String = (0..100_000).map(|n| format!(" xmlns:a{n}=\"u\"")).collect();
    assert_eq!(xml(format!("<r{spaces}/>")), XmlTrouble::Attributes);
}

#[test]
fn nodes() {
    assert_eq!(
        xml(format!("<r>{}</r>", "<a/>".repeat(200_000))),
        XmlTrouble::Nodes
    );
    assert_eq!(
        xml(format!("<r>{}</r>", "<!---->".repeat(250_000))),
        XmlTrouble::Nodes
    );
    assert_eq!(
        json(format!("[{}0]", "{},".repeat(200_000))),
        JsonTrouble::Nodes
    );
}

#[test]
fn lengths_of_texts() {
    let long = "x".repeat(64 * 1024 + 1);
    assert_eq!(xml(format!("<r>{long}</r>")), XmlTrouble::Text);
    assert_eq!(xml(format!("<r a=\"{long}\"/>")), XmlTrouble::Text);
    assert_eq!(xml(format!("<r><![CDATA[{long}]]></r>")), XmlTrouble::Text);
    assert_eq!(
        xml(format!("<r>{}</r>", "&lt;".repeat(64 * 1024 + 1))),
        XmlTrouble::Text
    );
    assert_eq!(
        json(format!("[\"{}\"]", "x".repeat(1024 * 1024 + 1))),
        JsonTrouble::Text
    );
    let in_blancco = format!("{{\"blancco_data\":{{\"a\":\"{long}\"}}}}");
    assert_eq!(json(in_blancco), JsonTrouble::Text);
    let log = format!("[2026/11/22 08:43:57]  notice: {long}\n");
    assert_eq!(refused(log.as_bytes()), WipeFileError::LongLine { line: 1 });
}

#[test]
fn more_than_one_root_or_less() {
    assert_eq!(xml("<a/><a/>"), XmlTrouble::AfterRoot);
    assert_eq!(xml("<a></a>text"), XmlTrouble::AfterRoot);
    assert_eq!(xml("<a/>&lt;"), XmlTrouble::AfterRoot);
    assert_eq!(xml("<!-- nothing -->"), XmlTrouble::CutShort);
    assert_eq!(xml("<a><b></b>"), XmlTrouble::CutShort);
    assert!(matches!(xml("<a></b>"), XmlTrouble::Malformed(_)));
    assert!(matches!(xml("<a/></a>"), XmlTrouble::Malformed(_)));
    assert!(matches!(json("{}{}"), JsonTrouble::Malformed(_)));
    assert!(matches!(json("{\"a\":1"), JsonTrouble::Malformed(_)));
}

#[test]
fn names_that_stand_twice() {
    let twice = "{\"result\":false,\"result\":true}";
    assert_eq!(json(twice), JsonTrouble::SameName("result".to_owned()));
    let whole = text("usody/RECONSTRUCTED-badblocks.json");
    let twice = whole.replace("\"version\"", "\"result\": true,\n  \"version\"");
    assert_eq!(json(twice), JsonTrouble::SameName("result".to_owned()));
    let written_otherwise = "{\"a\":1,\"\\u0061\":2}";
    assert_eq!(
        json(written_otherwise),
        JsonTrouble::SameName("a".to_owned())
    );
}

#[test]
fn control_characters() {
    let control = |text: &str| refused(text.as_bytes());
    assert_eq!(
        control("<r>\0</r>"),
        WipeFileError::Control { code: 0, line: 1 }
    );
    assert_eq!(
        control("<r>\n\u{1B}[2J</r>"),
        WipeFileError::Control { code: 27, line: 2 }
    );
    assert_eq!(
        control("<r>\u{9B}2J</r>"),
        WipeFileError::Control {
            code: 0x9B,
            line: 1
        }
    );
    assert_eq!(json("{\"a\":\"\\u0000\"}"), JsonTrouble::Control(0));
    assert_eq!(json("{\"a\":\"\\u001b[2J\"}"), JsonTrouble::Control(27));
    assert_eq!(json("{\"\\u009b\":1}"), JsonTrouble::Control(0x9B));
    let log = text("nwipe/nwipe-0.34-zero-verifyall-hdd.txt");
    let changed = log.replace("Loopback", "Loop\u{1B}]0;");
    assert!(matches!(
        control(&changed),
        WipeFileError::Control { code: 27, .. }
    ));
    let mut bytes = log.into_bytes();
    bytes[60] = 0x9B;
    assert!(matches!(
        refused(&bytes),
        WipeFileError::Control { code: 0x9B, .. }
    ));
}

#[test]
fn sizes() {
    let large = vec![b'<'; 17 * 1024 * 1024];
    let expected = WipeFileError::TooLarge {
        bytes: large.len() as u64,
        limit: MOST_BYTES as u64,
    };
    assert_eq!(refused(&large), expected);
    assert_eq!(refused(b""), WipeFileError::Empty);
    assert_eq!(refused(b" \n\t "), WipeFileError::Empty);
}

#[test]
fn more_media_than_one_file_may_have() {
    let lines: String = (0..10_001)
        .map(|n| {
            format!("[2026/11/22 08:43:57]  notice: Found /dev/sd{n}, ATA, M, 8 MB, S/N=S{n}\n")
        })
        .collect();
    assert!(matches!(
        refused(lines.as_bytes()),
        WipeFileError::TooMany { .. }
    ));
    let operations = "<Operation><ActionResult/></Operation>".repeat(10_001);
    let wipedrive = format!("<r><Report><Jobs><Job>{operations}</Job></Jobs></Report></r>");
    assert!(matches!(
        refused(wipedrive.as_bytes()),
        WipeFileError::TooMany { .. }
    ));
    let disks = "<disk><device serial=\"1\"/></disk>".repeat(10_001);
    let killdisk = format!("<r><result>{disks}</result></r>");
    assert!(matches!(
        refused(killdisk.as_bytes()),
        WipeFileError::TooMany { .. }
    ));
    let rows = "a,overwrite,pass\n".repeat(10_001);
    let manual = format!("media_serial,technique,result\n{rows}");
    assert!(matches!(
        refused(manual.as_bytes()),
        WipeFileError::TooMany { .. }
    ));
    let erasures = "<erasure/>".repeat(10_001);
    let blancco = format!(
        "<report><blancco_data><blancco_erasure_report><erasures>{erasures}</erasures>\
         </blancco_erasure_report></blancco_data></report>"
    );
    assert!(matches!(
        refused(blancco.as_bytes()),
        WipeFileError::TooMany { .. }
    ));
}

#[test]
fn files_of_other_kinds() {
    assert_eq!(refused(b"%PDF-1.7\n"), WipeFileError::Pdf);
    assert_eq!(refused(b"PK\x03\x04"), WipeFileError::Archive);
    assert_eq!(refused(b"\x1F\x8B\x08"), WipeFileError::Archive);
    assert_eq!(refused(&sample("README.md")), WipeFileError::UnknownFormat);
}
