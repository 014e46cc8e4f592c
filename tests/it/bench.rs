//! The inspector's loop in a full screen, at a terminal of 80 columns and 24 lines.

use std::num::NonZero;

use rexpect::session::PtySession;
use serde_json::json;

use crate::warehouse::Warehouse;

const CURSOR: &str = "\u{1b}[?25";
const WAIT: Option<u64> = Some(30_000);

fn house() -> Warehouse {
    let house = Warehouse::new();
    house.take_in(2);
    std::fs::create_dir(house.path("photos")).unwrap();
    for number in 0..3 {
        house.write(&format!("photos/{number}.jpg"), format!("photo {number}"));
    }
    house
}

fn size(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

/// A bench, and what is to be seen on its screen.
struct Bench {
    session: PtySession,
    screen: vt100::Parser,
}

impl Bench {
    fn open(house: &Warehouse) -> Self {
        Self::open_with(house, &[])
    }

    fn open_with(house: &Warehouse, settings: &[(&str, &str)]) -> Self {
        // The shell notes the process that it becomes, so that a test can kill it.
        let of_binary = house.command(&[]);
        let script = "stty rows 24 cols 80; echo $$ > process; \
                      exec \"$0\" grade --photos-from photos";
        let mut command = std::process::Command::new("sh");
        command.args(["-c", script, of_binary.get_program().to_str().unwrap()]);
        command.current_dir(house.path("."));
        for (name, value) in of_binary.get_envs() {
            command.env(name, value.unwrap());
        }
        command.env("PATH", std::env::var_os("PATH").unwrap());
        command.env("NO_COLOR", "1").env("TERM", "xterm");
        command.envs(settings.iter().copied());
        let mut bench = Self {
            session: rexpect::session::spawn_command(command, WAIT).unwrap(),
            screen: vt100::Parser::new(size(24), size(80), 0),
        };
        bench.see("Scan (trace code");
        bench
    }

    /// Waits until the screen shows `text`.
    fn see(&mut self, text: &str) {
        while !self.screen.screen().contents().contains(text) {
            // A drawing ends with the cursor shown or hidden.
            let read = self
                .session
                .exp_string(CURSOR)
                .unwrap_or_else(|_| panic!("no `{text}` on\n{}", self.screen.screen().contents()));
            // rexpect takes each byte for a character.
            let read = read.chars().map(|c| c as u8);
            let bytes: Vec<u8> = read.chain(CURSOR.bytes()).collect();
            self.screen.process(&bytes);
        }
    }

    /// Sends all at once, as a scanner does.
    fn press(&mut self, keys: &str) {
        self.session.send(keys).unwrap();
        self.session.flush().unwrap();
    }

    fn scan(&mut self, code: &str) {
        self.press(&format!("{code}\r"));
    }

    /// Attaches the three photos that a premium phone is sold with.
    fn photograph(&mut self) {
        for count in ["(1 now)", "(2 now)", "(3 now)"] {
            self.press("\u{1b}OQ");
            self.see(count);
        }
    }

    fn save(&mut self) {
        self.press("\r");
        self.see("Save this");
        // Two quick Enters are one, as some scanners end lines twice.
        std::thread::sleep(std::time::Duration::from_millis(60));
        self.press("\r");
        self.see("operation");
    }

    fn end(mut self) {
        self.press("\u{11}");
        self.session.exp_eof().unwrap();
    }
}

fn listed(house: &Warehouse, pickup: &str) -> serde_json::Value {
    let list = house.json(&["list"]);
    let mut items = list.as_array().unwrap().iter();
    items
        .find(|item| item["pickup_no"] == pickup)
        .unwrap()
        .clone()
}

#[test]
fn a_clean_phone() {
    let house = house();
    let mut bench = Bench::open(&house);
    bench.scan("SN0000000X");
    bench.see("Account lock");
    bench.photograph();
    bench.save();
    bench.end();
    assert_eq!(listed(&house, "P0000000")["class"], "premium");
    house.holds();
}

#[test]
fn one_defect_takes_two_keys_and_a_graded_phone_is_told() {
    let house = house();
    let mut bench = Bench::open(&house);
    bench.scan("P0000001");
    bench.see("Account lock");
    bench.press("g3");
    bench.see("because of Cover glass");
    bench.save();
    bench.scan("SN0000001X");
    bench.see("was graded 09:00 by li");
    bench.press("\u{1b}[17~");
    bench.see("Account lock");
    bench.press("g2");
    bench.see("because of Cover glass");
    bench.save();
    bench.end();
    assert_eq!(listed(&house, "P0000001")["class"], "good");
    let shown = house.json(&["show", "P0000001"]);
    assert_eq!(shown["inspections"].as_array().unwrap().len(), 2);
}

#[test]
fn a_refused_phone_is_held_and_told_when_scanned_again() {
    let house = house();
    let mut bench = Bench::open(&house);
    bench.scan("P0000000");
    bench.see("Account lock");
    bench.press("a2");
    bench.see("refused");
    bench.save();
    bench.scan("P0000000");
    bench.see("is held");
    bench.end();
    assert_eq!(listed(&house, "P0000000")["held"], true);
}

#[test]
fn a_pulled_plug_loses_no_answer() {
    let house = house();
    let mut bench = Bench::open(&house);
    bench.scan("P0000001");
    bench.see("Account lock");
    bench.press("g3");
    bench.see("because of Cover glass");
    let id = std::fs::read_to_string(house.path("process")).unwrap();
    let killed = std::process::Command::new("kill")
        .args(["-9", id.trim()])
        .status()
        .unwrap();
    assert!(killed.success());
    let mut bench = Bench::open(&house);
    bench.see("Unfinished at this station");
    bench.press("\r");
    bench.see("because of Cover glass");
    // What led to the answers is kept with them, so that it can still be taken back.
    bench.press("\u{7f}");
    bench.see("undone: Cover glass");
    bench.press("g3");
    bench.see("because of Cover glass");
    bench.save();
    bench.end();
    house.holds();
}

#[test]
fn a_scan_within_the_form_changes_no_answer_and_undo_takes_one_back() {
    let house = house();
    let mut bench = Bench::open(&house);
    bench.scan("P0000000");
    bench.see("Account lock");
    bench.press("g3");
    bench.see("because of Cover glass");
    // Half a measure is typed, and the scan's digits and Enter are none of it.
    bench.press("b");
    bench.see("Bend (0");
    bench.scan("SN0000001X");
    bench.see("100 points");
    bench.scan("P0000000");
    bench.see("going on with");
    bench.press("\u{7f}");
    bench.see("undone: Cover glass");
    bench.scan("NOTHING");
    bench.see("no item has");
    bench.end();
    for pickup in ["P0000000", "P0000001"] {
        let shown = house.json(&["show", pickup]);
        assert_eq!(
            (&shown["draft"], &shown["status"]),
            (&json!(false), &json!("received"))
        );
    }
}

#[test]
fn the_second_of_two_inspectors_sees_nothing_of_the_first() {
    let house = house();
    house.expect(0, &["grade", "P0000000", "--set", "glass=crack"]);
    let settings = [
        ("REGRADE_OPERATOR", "zhang"),
        ("REGRADE_SECOND_SHARE_PCT", "100"),
    ];
    let mut bench = Bench::open_with(&house, &settings);
    bench.scan("P0000000");
    bench.see("second, blind");
    let screen = bench.screen.screen().contents();
    assert!(screen.contains("premium"), "all is at its best:\n{screen}");
    bench.press("g2");
    bench.see("because of Cover glass");
    bench.save();
    bench.end();
    // The first class stays, and both are on record.
    let shown = house.json(&["show", "P0000000"]);
    assert_eq!(shown["inspections"].as_array().unwrap().len(), 2);
    assert_eq!(shown["class"], "good");
    let agreement = house.expect(0, &["export", "agreement", "--as", "json"]);
    let rows: serde_json::Value = serde_json::from_str(&agreement.out).unwrap();
    assert_eq!(rows[0]["doubles"], 1);
    house.holds();
}
