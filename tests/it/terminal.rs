//! The inspector's questions, answered at a terminal.

use rexpect::session::PtySession;

use crate::warehouse::Warehouse;

const DOWN: &str = "\u{1b}[B";
const UP: &str = "\u{1b}[A";
const WAIT: Option<u64> = Some(30_000);

fn house() -> Warehouse {
    let house = Warehouse::new();
    house.take_in(2);
    house
}

fn grade(house: &Warehouse, code: &str, lang: &str) -> PtySession {
    // The shell notes the process that it becomes, so that a test can kill it.
    let of_binary = house.command(&[]);
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "echo $$ > process; exec \"$0\" grade \"$1\""]);
    command.args([of_binary.get_program().to_str().unwrap(), code]);
    command.current_dir(house.path("."));
    for (name, value) in of_binary.get_envs() {
        command.env(name, value.unwrap());
    }
    command
        .env("REGRADE_LANG", lang)
        .env("NO_COLOR", "1")
        .env("TERM", "xterm");
    rexpect::session::spawn_command(command, WAIT).unwrap()
}

/// rexpect takes each byte for a character.
fn seen(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

fn press(session: &mut PtySession, keys: &str) {
    session.send(keys).unwrap();
    session.flush().unwrap();
}

/// Says that the glass, the ninth check, is cracked.
fn crack_the_glass(session: &mut PtySession) {
    session.exp_string("100 points").unwrap();
    press(session, &format!("{}\r", DOWN.repeat(9)));
    session.exp_string("Chip").unwrap();
    press(session, &format!("{}\r", DOWN.repeat(2)));
    session.exp_string("because of Cover glass").unwrap();
}

#[test]
fn one_exception_and_the_end() {
    let house = house();
    let mut session = grade(&house, "P0000000", "en");
    crack_the_glass(&mut session);
    press(&mut session, &format!("{}\r", UP.repeat(9)));
    session.exp_string("to reverse it").unwrap();
    session.exp_eof().unwrap();
    let list = house
        .expect(0, &["list", "--class", "good", "--format", "json"])
        .json();
    assert_eq!(list[0]["pickup_no"], "P0000000");
}

#[test]
fn a_pulled_plug_loses_no_answer() {
    let house = house();
    let mut session = grade(&house, "P0000001", "en");
    crack_the_glass(&mut session);
    let id = std::fs::read_to_string(house.path("process")).unwrap();
    let id = id.trim();
    let killed = std::process::Command::new("kill")
        .args(["-9", id])
        .status()
        .unwrap();
    assert!(killed.success());
    let mut session = grade(&house, "P0000001", "en");
    session.exp_string("going on with the inspection").unwrap();
    session.exp_string("because of Cover glass").unwrap();
    press(&mut session, "\r");
    session.exp_string("to reverse it").unwrap();
    session.exp_eof().unwrap();
    house.expect(0, &["db", "check"]);
}

#[test]
fn what_premium_lacks_is_said_and_leaving_keeps_the_answers() {
    let house = house();
    let mut session = grade(&house, "P0000000", "zh");
    session.exp_string(&seen("优品")).unwrap();
    press(&mut session, "\r");
    session.exp_string(&seen("还缺")).unwrap();
    press(&mut session, "\u{1b}");
    session.exp_eof().unwrap();
    let list = house
        .expect(0, &["list", "--status", "graded", "--format", "json"])
        .json();
    assert_eq!(list, serde_json::json!([]));
}

#[test]
fn nobody_there_is_told_which_flag_answers() {
    let house = house();
    let said = house.expect(2, &["grade", "P0000000"]);
    assert!(said.err.contains("--set"), "{}", said.err);
}
