//! Many stations work on one database at once: nobody is turned away and nothing is lost.

use std::process::Stdio;

use crate::warehouse::Warehouse;

const STATIONS: usize = 8;
const EACH: usize = 3;

#[test]
fn eight_stations_grade_at_once_and_race_for_one_item() {
    let warehouse = Warehouse::new();
    let own = STATIONS * EACH;
    warehouse.take_in(own + 1);
    let shared = format!("P{own:07}");
    let mut won = 0;
    std::thread::scope(|scope| {
        let racers: Vec<_> = (0..STATIONS)
            .map(|station| {
                let (warehouse, shared) = (&warehouse, &shared);
                scope.spawn(move || {
                    let numbers = (0..EACH).map(|item| format!("P{:07}", station * EACH + item));
                    let mut codes = Vec::new();
                    for number in numbers.chain([shared.clone()]) {
                        let output = warehouse
                            .command(&["grade", &number, "--set", "power_on=no"])
                            .env("REGRADE_STATION", format!("bench-{station}"))
                            .stdout(Stdio::null())
                            .output()
                            .unwrap();
                        let told = String::from_utf8_lossy(&output.stderr).into_owned();
                        codes.push((number, output.status.code(), told));
                    }
                    codes
                })
            })
            .collect();
        for racer in racers {
            for (number, code, told) in racer.join().unwrap() {
                assert!(
                    number == shared || code == Some(0),
                    "{number}: {code:?} {told}"
                );
                // An item may be graded again, which is a new inspection, or be refused by a rule;
                // it is never refused because others work too.
                assert!(matches!(code, Some(0 | 4)), "{number}: {code:?} {told}");
                won += usize::from(number == shared && code == Some(0));
            }
        }
    });
    assert!(won > 0);
    let holds = warehouse.holds();
    let inspections = own + won;
    assert_eq!(holds["events"], own + 1 + inspections);
    let connection = warehouse.raw();
    let count = |sql: &str| -> usize {
        let count: i64 = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        usize::try_from(count).unwrap()
    };
    assert_eq!(
        count("SELECT count(*) FROM event WHERE kind = 'graded'"),
        inspections
    );
    assert_eq!(
        count("SELECT count(DISTINCT item_id) FROM event WHERE kind = 'graded'"),
        own + 1
    );
    assert_eq!(
        count("SELECT count(*) FROM operation WHERE command = 'grade' AND finished_at IS NOT NULL"),
        inspections
    );
}
