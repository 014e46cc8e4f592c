//! The inspector's loop in a full screen, at a terminal of 80 columns and 24 lines.

use rexpect::session::PtySession;
use serde_json::json;

use crate::warehouse::Warehouse;

const WAIT: Option<u64> = Some(30_000);
const DONE: &str = "operation";

fn house() -> Warehouse {
    let house = Warehouse::new();
    house.take_in(2);
    std::fs::create_dir(house.path("photos")).unwrap();
    for number in 0..3 {
        house.write(&format!("photos/{number}.jpg"), format!("photo {number}"));
    }
    house
}

fn bench(house: &Warehouse) -> PtySession {
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
    let mut session = rexpect::session::spawn_command(command, WAIT).unwrap();
    session.exp_string("Scan (trace code").unwrap();
    session
}

/// Sends all at once, as a scanner does.
fn press(session: &mut PtySession, keys: &str) {
    session.send(keys).unwrap();
    session.flush().unwrap();
}

fn scan(session: &mut PtySession, code: &str) {
    press(session, &format!("{code}\r"));
}

/// Attaches the three photos that a premium phone is sold with.
fn photograph(session: &mut PtySession) {
    for name in ["(1 now)", "(2 now)", "(3 now)"] {
        press(session, "\u{1b}OQ");
        session.exp_string(name).unwrap();
    }
}

fn save(session: &mut PtySession) {
    press(session, "\r");
    session.exp_string("Save this").unwrap();
    // Two quick Enters are one, as some scanners end lines twice.
    std::thread::sleep(std::time::Duration::from_millis(60));
    press(session, "\r");
    session.exp_string(DONE).unwrap();
}

fn end(mut session: PtySession) {
    press(&mut session, "\u{11}");
    session.exp_eof().unwrap();
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
    let mut session = bench(&house);
    scan(&mut session, "SN0000000X");
    session.exp_string("Account lock").unwrap();
    photograph(&mut session);
    save(&mut session);
    end(session);
    assert_eq!(listed(&house, "P0000000")["class"], "premium");
    house.holds();
}

#[test]
fn one_defect_takes_two_keys_and_a_graded_phone_is_told() {
    let house = house();
    let mut session = bench(&house);
    scan(&mut session, "P0000001");
    session.exp_string("Account lock").unwrap();
    press(&mut session, "g3");
    session.exp_string("because of Cover glass").unwrap();
    save(&mut session);
    scan(&mut session, "SN0000001X");
    session.exp_string("was graded 09:00 by li").unwrap();
    press(&mut session, "\u{1b}[17~");
    session.exp_string("Account lock").unwrap();
    press(&mut session, "g2");
    session.exp_string("because of Cover glass").unwrap();
    save(&mut session);
    end(session);
    assert_eq!(listed(&house, "P0000001")["class"], "good");
    let shown = house.json(&["show", "P0000001"]);
    assert_eq!(shown["inspections"].as_array().unwrap().len(), 2);
}

#[test]
fn a_refused_phone_is_held_and_told_when_scanned_again() {
    let house = house();
    let mut session = bench(&house);
    scan(&mut session, "P0000000");
    session.exp_string("Account lock").unwrap();
    press(&mut session, "a2");
    session.exp_string("refused").unwrap();
    save(&mut session);
    scan(&mut session, "P0000000");
    session.exp_string("is held").unwrap();
    end(session);
    assert_eq!(listed(&house, "P0000000")["held"], true);
}

#[test]
fn a_pulled_plug_loses_no_answer() {
    let house = house();
    let mut session = bench(&house);
    scan(&mut session, "P0000001");
    session.exp_string("Account lock").unwrap();
    press(&mut session, "g3");
    session.exp_string("because of Cover glass").unwrap();
    let id = std::fs::read_to_string(house.path("process")).unwrap();
    let killed = std::process::Command::new("kill")
        .args(["-9", id.trim()])
        .status()
        .unwrap();
    assert!(killed.success());
    let mut session = bench(&house);
    session.exp_string("Unfinished at this station").unwrap();
    press(&mut session, "\r");
    session.exp_string("because of Cover glass").unwrap();
    save(&mut session);
    end(session);
    house.holds();
}

#[test]
fn a_scan_within_the_form_changes_no_answer_and_undo_takes_one_back() {
    let house = house();
    let mut session = bench(&house);
    scan(&mut session, "P0000000");
    session.exp_string("Account lock").unwrap();
    press(&mut session, "g3");
    session.exp_string("because of Cover glass").unwrap();
    // Half a measure is typed, and the scan's digits and Enter are none of it.
    press(&mut session, "b");
    session.exp_string("Bend (0").unwrap();
    scan(&mut session, "SN0000001X");
    session.exp_string("100 points").unwrap();
    scan(&mut session, "P0000000");
    session.exp_string("going on with").unwrap();
    press(&mut session, "\u{7f}");
    session.exp_string("undone: Cover glass").unwrap();
    scan(&mut session, "NOTHING");
    session.exp_string("no item has").unwrap();
    end(session);
    for pickup in ["P0000000", "P0000001"] {
        let shown = house.json(&["show", pickup]);
        assert_eq!(
            (&shown["draft"], &shown["status"]),
            (&json!(false), &json!("received"))
        );
    }
}
