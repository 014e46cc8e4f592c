//! Blancco's reports in their three shapes.

use super::{clock, never_passes, only, text, told, told_text, utc};
use crate::domain::wipe::report::{MediumKind, Pass, RunResult, Technique, VerifyMode, WipeReport};

const DISKS: &str = "blancco/RECONSTRUCTED-drive-eraser-2-disks.xml";
const PHONE: &str = "blancco/RECONSTRUCTED-mobile-ios.xml";
const PORTAL: &str = "blancco/RECONSTRUCTED-portal-api.json";

#[test]
fn every_erasure_becomes_a_record() {
    let report = told(DISKS);
    let [ssd, hdd] = report.records.as_slice() else {
        panic!("two erasures: {report:#?}");
    };
    assert_eq!(report.untouched, []);
    assert_eq!(ssd.result, RunResult::Pass);
    assert_eq!(ssd.remarks, [""; 0]);
    assert_eq!(ssd.tool, "Blancco Drive Eraser");
    assert_eq!(ssd.version.as_deref(), Some("7.6.0"));
    assert_eq!(
        ssd.report_id.as_deref(),
        Some("3f0c2b1e-6a57-4d0e-9d7b-0a1b2c3d4e5f")
    );
    assert_eq!(ssd.medium.serial.as_deref(), Some("S4ENNX0R123456"));
    assert_eq!(ssd.medium.kind, Some(MediumKind::Nvme));
    assert_eq!(ssd.medium.bytes, Some(512_110_190_592));
    // Which firmware command was sent is not told, so the weakest is taken.
    assert_eq!(ssd.technique, Some(Technique::NvmeFormatUser));
    assert_eq!(ssd.passes, []);
    assert_eq!(ssd.label.as_deref(), Some("NIST 800-88 Purge"));
    assert_eq!(ssd.verification.mode, VerifyMode::Untold);
    assert_eq!(ssd.done_bp, Some(10_000));
    assert_eq!(ssd.start, utc("2026-03-02T08:39:58+08:00"));
    assert_eq!(ssd.end, utc("2026-03-02T08:41:10+08:00"));
    assert_eq!(ssd.operator.as_deref(), Some("op-17"));
    assert!(ssd.has_signature);
    assert_eq!(ssd.host.serial.as_deref(), Some("PF0ZX7AB"));
    assert_eq!(ssd.host.asset.as_deref(), Some("ITEM-000123"));

    assert_eq!(hdd.result, RunResult::Fail);
    assert_eq!(hdd.medium.serial.as_deref(), Some("WD-WXK1A12H3456"));
    assert_eq!(hdd.medium.kind, Some(MediumKind::Hdd));
    assert_eq!(hdd.technique, Some(Technique::Overwrite));
    assert_eq!(hdd.passes, [Pass::Zero]);
    assert_eq!((hdd.errors.sectors, hdd.errors.other), (26_000, 3));
    assert_eq!(hdd.done_bp, Some(9999));
    assert!(
        hdd.remarks
            .contains(&"Write error on sector 1953499168".to_owned())
    );
}

#[test]
fn a_phone_is_named_by_its_imei() {
    let record = only(told(PHONE));
    assert_eq!(record.result, RunResult::Pass);
    assert_eq!(
        record.medium.serial.as_deref(),
        Some("IMEI:490154203237518")
    );
    assert_eq!(record.medium.kind, Some(MediumKind::Phone));
    assert_eq!(record.host.imei, ["490154203237518"]);
    assert_eq!(record.technique, Some(Technique::MobileErase));
    // Start and end are local; the timestamp is the start with its offset.
    assert_eq!(record.start, utc("2020-01-10T10:52:06+09:00"));
    assert_eq!(record.end, utc("2020-01-10T10:58:47+09:00"));
    let locks: Vec<_> = record
        .locks
        .iter()
        .map(|lock| (lock.name.as_str(), lock.is_on))
        .collect();
    assert_eq!(locks, [("find-my", Some(false)), ("mdm", None)]);
}

#[test]
fn the_portal_s_json_is_the_same_in_another_shape() {
    let record = only(told(PORTAL));
    assert_eq!(record.result, RunResult::Pass);
    assert_eq!(record.medium.serial.as_deref(), Some("S4ENNX0R123456"));
    assert_eq!(record.medium.bytes, Some(512_110_190_592));
    assert_eq!((record.technique, record.medium.kind), (None, None));
    assert_eq!(record.start, clock((2026, 3, 2), (8, 39, 58)));
    assert_eq!(record.host.asset.as_deref(), Some("ITEM-000123"));
    assert!(!record.has_signature);
}

/// The sample of two disks with the names as tags.
fn as_tags() -> String {
    let mut tags = String::new();
    let mut open = Vec::new();
    let whole = text(DISKS);
    let mut rest = whole.as_str();
    while let Some(place) = rest.find('<') {
        tags.push_str(&rest[..place]);
        let end = rest[place..].find('>').unwrap() + place + 1;
        let tag = &rest[place..end];
        if tag.starts_with("<entr") {
            let name = tag.split('"').nth(1).unwrap().replace(' ', "_");
            tags.push_str(&format!("<{name}>"));
            open.push(name);
        } else if tag.starts_with("</entr") {
            tags.push_str(&format!("</{}>", open.pop().unwrap()));
        } else {
            tags.push_str(tag);
        }
        rest = &rest[end..];
    }
    tags + rest
}

#[test]
fn names_as_tags_say_the_same() {
    assert_eq!(told_text(&as_tags()), told(DISKS));
}

#[test]
fn every_report_of_a_file_is_read() {
    let whole = text(DISKS);
    let from = whole.find("<report>").unwrap();
    let to = whole.find("</root>").unwrap();
    let again = whole[from..to]
        .replace("S4ENNX0R123456", "S4ENNX0R000001")
        .replace("PF0ZX7AB", "PF000002");
    let both = format!("{}{again}</root>", &whole[..to]);
    let report = told_text(&both);
    assert_eq!(report.records.len(), 4);
    assert_eq!(report.records[..2], told(DISKS).records);
    assert_eq!(
        report.records[2].medium.serial.as_deref(),
        Some("S4ENNX0R000001")
    );
    assert_eq!(report.records[2].host.serial.as_deref(), Some("PF000002"));
}

fn without_second_erasure() -> WipeReport {
    let whole = text(DISKS);
    let from = whole.rfind("<entries name=\"erasure\">").unwrap();
    let to = whole
        .find("</entries>\n      </blancco_erasure_report>")
        .unwrap();
    told_text(&format!("{}{}", &whole[..from], &whole[to..]))
}

#[test]
fn a_disk_without_an_erasure_is_told() {
    let report = without_second_erasure();
    assert_eq!(report.records.len(), 1);
    assert_eq!(report.untouched.len(), 1);
    assert_eq!(
        report.untouched[0].medium.serial.as_deref(),
        Some("WD-WXK1A12H3456")
    );
    assert_eq!(report.untouched[0].host.serial.as_deref(), Some("PF0ZX7AB"));
}

#[test]
fn words_and_counts_decide() {
    let whole = text(PHONE);
    let end = "<entry name=\"end_time\" type=\"string\">2020-01-10 10:58:47</entry>";
    let state = "<entry name=\"state\" type=\"string\">Successful</entry>";
    let target = "<entries name=\"target\">";
    let serial = "<entry name=\"serial\" type=\"string\">IMEI:490154203237518</entry>";
    for (from, to) in [
        ("Successful", "Erfolgreich"),
        ("Successful", "Erased with exceptions"),
        ("Successful", "Not Erased"),
        ("Successful", ""),
        (end, ""),
        (state, ""),
        (
            state,
            "<entry name=\"state\">Successful</entry><entry name=\"state\">Failed</entry>",
        ),
        (
            state,
            "<entry name=\"state\">Successful</entry><entry name=\"total_errors\">1</entry>",
        ),
        (
            state,
            "<entry name=\"state\">Successful</entry><entry name=\"failed_sectors\">2</entry>",
        ),
        (
            state,
            "<entry name=\"state\">Successful</entry><entry name=\"failed_sectors\">x</entry>",
        ),
        (
            target,
            "<entries name=\"target\"/><entries name=\"target\">",
        ),
        (serial, ""),
        (
            serial,
            "<entry name=\"serial\">&lt;REPORTPATH target.serial&gt;</entry>",
        ),
        (serial, "<entry name=\"serial\">0000000000</entry>"),
    ] {
        assert!(whole.contains(from), "{from}");
        never_passes(&whole.replace(from, to));
    }
}

#[test]
fn exceptions_beside_a_success_are_no_pass() {
    let state = "<entry name=\"state\" type=\"string\">Successful</entry>";
    for exception in [
        "<entries name=\"exception\"><entry name=\"message\">\
         HPA could not be removed</entry></entries>",
        "<entries name=\"erasure_details\"><entries name=\"exception\"><entry name=\"message\">\
         DCO unreachable</entry></entries></entries>",
    ] {
        let changed = text(PHONE).replace(state, &format!("{state}{exception}"));
        let record = only(told_text(&changed));
        assert_eq!(record.result, RunResult::Fail);
        assert_eq!(record.hidden_unreached, Some(true));
    }
}

#[test]
fn placeholders_of_a_template_are_no_values() {
    let changed = text(PHONE).replace("490154203237518", "&lt;REPORTPATH system.imei&gt;");
    let report = told_text(&changed);
    assert_eq!(report.notices.len(), 1);
    let record = only(report);
    assert_eq!(record.result, RunResult::Unknown);
    assert_eq!((record.medium.serial, record.host.imei.len()), (None, 0));
    assert!(record.medium.serial_doubtful);
}
