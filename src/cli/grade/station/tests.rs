//! The station without a terminal: what keys do, and the screens of docs/bench.md.

use std::fmt::Write as _;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::keys::{Input, Key};
use super::state::{Effect, Screen, Station};
use super::view::{self, Paint};
use crate::app::grade::GradeReport;
use crate::app::grade::before::Last;
use crate::app::grade::bench::Bench;
use crate::app::grade::steps::Step;
use crate::app::quotation::QuotationReport;
use crate::domain::class::Class;
use crate::domain::code::TraceCode;
use crate::domain::item::ItemState;
use crate::domain::lang::Lang;
use crate::domain::stage::Stage;
use crate::domain::standard::{Answers, Standard, built_in::BUILT_IN};
use crate::domain::valuation::Priced;
use crate::store::items::{Item, Stand};

fn bench(id: i64, worth_yuan: i64) -> Bench {
    let (_, source) = BUILT_IN.iter().find(|(id, _)| *id == "smartphone").unwrap();
    let standard = Arc::new(Standard::load(source).unwrap());
    let code = TraceCode::from_random(0x0123_4567_89AB_CDE0 + id.cast_unsigned()).unwrap();
    let state = ItemState {
        stage: Stage::Received,
        class: None,
        label: None,
        hold: None,
    };
    Bench {
        answers: Answers::best(&standard),
        steps: Vec::new(),
        in_force: standard.version,
        second: None,
        item: item(id, code),
        code,
        stand: Stand {
            state,
            last_seq: 1,
            last_n: 1,
        },
        worth_yuan: None,
        priced: Priced::said(worth_yuan),
        resumed: None,
        start: Answers::best(&standard),
        kept_from: None,
        standard,
    }
}

fn item(id: i64, code: TraceCode) -> Item {
    Item {
        id,
        code: code.as_i64(),
        channel: "app".to_owned(),
        pickup_no: format!("P{id:07}"),
        category: 1,
        brand: "Apple".to_owned(),
        model: "iPhone 7".to_owned(),
        spec: "128GB".to_owned(),
        serial: Some(format!("SN{id:07}X")),
        imei: None,
        city: 110_100,
        county: None,
        declared_class: String::new(),
        ordered_at: 0,
        picked_at: None,
        promise: String::new(),
        promised_on: String::new(),
        promise_kept: None,
        received_at: 0,
        operation: 1,
    }
}

fn station(lang: Lang) -> Station {
    Station::new(lang, "li.wei @ station-1".to_owned())
}

fn with_phone(lang: Lang, worth_yuan: i64) -> Station {
    let mut station = station(lang);
    station.opened(bench(1, worth_yuan));
    station
}

/// Presses keys one by one; what is asked for on the way. A line feed is Enter.
fn press(station: &mut Station, keys: &str) -> Vec<Effect> {
    let key = |c| if c == '\n' { Key::Enter } else { Key::Char(c) };
    let inputs = keys.chars().map(|c| Input::Key(key(c)));
    inputs.filter_map(|input| station.take(input)).collect()
}

fn answers(station: &Station) -> String {
    let form = station.form().unwrap();
    let mut text = String::new();
    form.bench.answers.write_json(form.standard(), &mut text);
    text
}

fn class(station: &Station) -> Option<Class> {
    station.form().unwrap().verdict.class()
}

#[test]
fn a_defect_is_two_keys_and_each_answer_is_saved() {
    let mut station = with_phone(Lang::En, 4000);
    assert_eq!(press(&mut station, "g3"), [Effect::Save]);
    assert_eq!(class(&station), Some(Class::Good));
    assert_eq!(press(&mut station, "\n\n"), [Effect::Finish]);
}

#[test]
fn premium_is_not_saved_without_its_photos() {
    let mut station = with_phone(Lang::En, 4000);
    assert_eq!(press(&mut station, "\n\n\n"), []);
    let form = station.form().unwrap();
    assert!(form.notice.is_warning && form.notice.text.contains("four sides"));
    for hash in 0..3_u8 {
        let check = match station.take(Input::Key(Key::F(2))) {
            Some(Effect::Attach(check)) => check,
            other => panic!("{other:?}"),
        };
        let photo = ("a.jpg".to_owned(), format!("{hash:064x}"));
        assert_eq!(station.attached(check, Some(photo)), Some(Effect::Save));
    }
    assert_eq!(press(&mut station, "\n"), [Effect::Finish]);
}

#[test]
fn undo_takes_back_every_answer() {
    let mut station = with_phone(Lang::En, 4000);
    let best = answers(&station);
    let saved = press(&mut station, "g3yb1.5\nx7\ns1312\ns0");
    assert_eq!(saved, vec![Effect::Save; 6]);
    for _ in 0..6 {
        assert_eq!(station.take(Input::Key(Key::Backspace)), Some(Effect::Save));
    }
    assert_eq!(answers(&station), best);
    assert!(!station.form().unwrap().is_touched());
    assert_eq!(station.take(Input::Key(Key::Ctrl('z'))), None);
}

#[test]
fn what_does_not_fit_is_told_and_changes_nothing() {
    let mut station = with_phone(Lang::En, 4000);
    let best = answers(&station);
    for keys in [
        "g9", "b0.3\n", "b99\n", "x1.5\n", "s9", "s16", "s11\n", "Z", "g\n",
    ] {
        assert_eq!(press(&mut station, keys), [], "{keys}");
        station.take(Input::Key(Key::Esc));
        assert_eq!(answers(&station), best, "{keys}");
        assert!(station.form().is_some(), "{keys}");
        // Esc may have been needed for the entry, and must leave nothing half typed.
        if !matches!(station.form().unwrap().entry, super::form::Entry::Nothing) {
            panic!("{keys} leaves something half typed");
        }
    }
}

#[test]
fn a_scan_leaves_what_is_half_typed_and_keeps_what_was_answered() {
    let mut station = with_phone(Lang::En, 4000);
    press(&mut station, "g3b2");
    let before = answers(&station);
    let wanted = match station.take(Input::Scan("SN0000002X".to_owned())) {
        Some(Effect::Open(wanted)) => wanted,
        other => panic!("{other:?}"),
    };
    assert_eq!(wanted.query, "SN0000002X");
    assert_eq!(answers(&station), before);
    station.opened(bench(2, 4000));
    assert_eq!(station.form().unwrap().bench.item.id, 2);
    // The first comes back from its draft, with the step that led to its answer.
    let mut first = bench(1, 4000);
    let (index, crack) = first.standard.answer_from_text("glass", "crack").unwrap();
    first.take(Step::of(vec![(index, crack)]));
    first.resumed = Some(0);
    station.opened(first);
    assert_eq!(station.take(Input::Key(Key::Backspace)), Some(Effect::Save));
    assert!(!station.form().unwrap().is_touched());
}

#[test]
fn what_is_certain_is_said_while_other_checks_are_open() {
    let mut station = with_phone(Lang::En, 4000);
    press(&mut station, "a1i1l3");
    let settled = super::words::decided(station.form().unwrap()).unwrap();
    assert!(
        settled.starts_with("already scrap, Enter to finish"),
        "{settled}"
    );
}

#[test]
fn an_item_that_was_inspected_is_opened_by_its_own_key_only() {
    let mut station = station(Lang::En);
    let last = Last {
        at: 0,
        by: "li.wei".to_owned(),
    };
    station.inspected_before(&bench(1, 4000), &last, "14:02");
    assert_eq!(press(&mut station, "\n\n"), []);
    match station.take(Input::Key(Key::F(6))) {
        Some(Effect::Open(wanted)) => assert!(wanted.again),
        other => panic!("{other:?}"),
    }
}

/// The screen as text, and each line no wider than the screen.
fn drawn(station: &Station, width: u16, height: u16) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    view::draw(station, Paint::Plain, area, &mut buffer);
    let mut text = String::new();
    for y in 0..height {
        let (mut line, mut skip) = (String::new(), 0);
        for x in 0..width {
            let symbol = buffer[(x, y)].symbol();
            if skip == 0 {
                line += symbol;
                skip = unicode_width::UnicodeWidthStr::width(symbol).max(1);
            }
            skip -= 1;
        }
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
    text
}

fn finished(lang: Lang) -> Station {
    let mut station = with_phone(lang, 2000);
    press(&mut station, "g3");
    let form = station.form().unwrap();
    let (standard, verdict) = (form.standard(), &form.verdict);
    let quotation = form.bench.quotation(verdict);
    let report = GradeReport {
        code: form.bench.code.to_string(),
        operation: Some(42),
        dry_run: false,
        standard: standard.id.clone(),
        standard_version: standard.version,
        worth_yuan: None,
        quotation: QuotationReport::of(quotation.as_ref(), &form.bench.priced, standard, lang),
        status: "graded",
        held: false,
        second_of: None,
        kept: Vec::new(),
        agrees: None,
        verdict: verdict.to_report(standard, lang),
    };
    station.finished(report);
    station
}

fn screens(lang: Lang) -> Vec<(&'static str, Station)> {
    let mut scrap = with_phone(lang, 2000);
    press(&mut scrap, "a1i1l3");
    let mut defects = with_phone(lang, 2000);
    press(&mut defects, "g3s13");
    let mut summary = with_phone(lang, 2000);
    press(&mut summary, "g3h84\n\n");
    let mut before = station(lang);
    let last = Last {
        at: 0,
        by: "li.wei".to_owned(),
    };
    let mut inspected = bench(1, 2000);
    inspected.stand.state.class = Some(Class::Premium);
    before.inspected_before(&inspected, &last, "14:02");
    let mut help = with_phone(lang, 2000);
    help.take(Input::Key(Key::F(1)));
    let name = |zh, en| lang.pick(zh, en);
    vec![
        (name("扫码", "Scan"), station(lang)),
        (
            name("一切最好", "Everything at its best"),
            with_phone(lang, 2000),
        ),
        (name("一处划痕，正在输入", "A scratch, half typed"), defects),
        (name("已成定局", "Settled early"), scrap),
        (name("摘要", "The summary before saving"), summary),
        (
            name("已保存", "Saved, and ready for the next"),
            finished(lang),
        ),
        (name("重复扫码", "Inspected before"), before),
        (name("按键", "The keys"), help),
    ]
}

#[test]
fn the_documented_screens_are_those_of_the_program() {
    let mut text = "# The bench, 80 columns by 24 lines\n\nMade by `UPDATE_DOCS=1 cargo test \
                    documented_screens`; `regrade grade` without an item shows them.\n"
        .to_owned();
    for (title, lang) in [("English", Lang::En), ("中文", Lang::Zh)] {
        writeln!(text, "\n## {title}").unwrap();
        for (name, station) in screens(lang) {
            writeln!(text, "\n### {name}\n\n```text").unwrap();
            writeln!(text, "{}```", drawn(&station, 80, 24)).unwrap();
        }
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/bench.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "run UPDATE_DOCS=1 cargo test documented_screens, and read the diff"
    );
}

#[test]
fn no_screen_is_too_small_or_too_large() {
    for lang in [Lang::Zh, Lang::En] {
        for (_, station) in screens(lang) {
            for (width, height) in [(1, 1), (7, 3), (20, 9), (80, 24), (81, 25), (200, 60)] {
                let text = drawn(&station, width, height);
                for line in text.lines() {
                    let used = unicode_width::UnicodeWidthStr::width(line);
                    assert!(used <= usize::from(width), "{used} > {width}: {line}");
                }
            }
        }
    }
}

#[test]
fn wide_characters_keep_the_columns() {
    let station = with_phone(Lang::Zh, 2000);
    assert!(matches!(station.screen, Screen::Form(_)));
    let text = drawn(&station, 80, 24);
    for line in text.lines().skip(5).take(16) {
        let (left, _) = line.split_once('|').unwrap();
        assert_eq!(unicode_width::UnicodeWidthStr::width(left), 44, "{line}");
    }
}
