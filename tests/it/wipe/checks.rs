//! Second persons: checks of a sample, overrides, and evidence that was tampered with.

use super::house::{House, Log};

/// Both laptops wiped by `zhao` and on record.
fn wiped() -> House {
    let house = House::new();
    for (item, serial) in [("L1", "WD-AAAA1111"), ("L2", "WD-BBBB2222")] {
        house.declare(item, "hdd", serial);
        let name = format!("{item}.txt");
        let log = house.log(&Log::of(serial, &format!("HOST-{item}")), &name);
        house.ran_as("zhao", 0, &["wipe-log", "import", &log], |_| true);
    }
    house
}

#[test]
fn a_check_that_found_data_holds_the_batch() {
    let house = wiped();
    assert!(house.may("L2", "recycle"));
    // Whoever wiped it does not check it.
    house.ran_as("zhao", 4, &["wipe-log", "qc", "L1", "--pass"], |_| true);
    let code = house.code("L2").as_str().unwrap().to_owned();
    house.ran(0, &["wipe-log", "qc", "L1", "--fail"], |out| {
        out.contains(&code)
    });
    assert!(!house.may("L2", "recycle"));
    house.ran(0, &["wipe-log", "explain", "L2"], |out| out.contains("R11"));
    // Checked itself and found clean, it is free of its batch.
    house.ran(0, &["wipe-log", "qc", "L2", "--pass"], |_| true);
    assert!(house.may("L2", "recycle"));
    assert!(!house.may("L1", "recycle"));
    house.inner.holds();
}

#[test]
fn what_was_not_verified_waits_for_a_check() {
    let house = House::new();
    house.declare("L1", "hdd", "WD-AAAA1111");
    let mut log = Log::of("WD-AAAA1111", "HOST-L1");
    log.verify = false;
    let log = house.log(&log, "one.txt");
    house.ran_as("zhao", 3, &["wipe-log", "import", &log], |out| {
        out.contains("R4")
    });
    assert_eq!(house.state("L1"), "wiped-unverified");
    house.ran(0, &["wipe-log", "qc", "L1", "--pass"], |_| true);
    assert_eq!(house.state("L1"), "accepted");
}

#[test]
fn a_sample_is_drawn_again_by_its_seed() {
    let house = wiped();
    let draw =
        |seed| house.json(&["wipe-log", "sample", "--pct", "50", "--seed", seed])["items"].clone();
    assert_eq!(draw("7"), draw("7"));
    assert_eq!(draw("7").as_array().unwrap().len(), 1);
}

#[test]
fn two_people_let_pass_what_may_be_let_pass() {
    let house = House::new();
    house.declare("L1", "hdd", "WD-AAAA1111");
    let mut log = Log::of("WD-AAAA1111", "HOST-L1");
    log.verify = false;
    let log = house.log(&log, "one.txt");
    house.ran(3, &["wipe-log", "import", &log], |_| true);
    let pass = |rule: &'static str, second: &'static str| {
        let why = ["--reason", "read back by hand", "--by-second", second];
        [
            ["wipe-log", "override", "L1", "--rule", rule].as_slice(),
            &why,
        ]
        .concat()
    };
    for rule in ["R2", "R6", "R7"] {
        let ran = house.ran(4, &pass(rule, "wang"), |_| true);
        assert!(ran.err.contains("R18"), "{ran:?}");
    }
    house.ran(4, &pass("R4", "li"), |_| true);
    house.ran(0, &pass("R4", "wang"), |_| true);
    assert_eq!(house.state("L1"), "accepted");
    house.ran(0, &["wipe-log", "explain", "L1"], |out| {
        out.contains("let pass by li and wang")
    });
}

#[test]
fn what_may_have_brought_data_back_voids_the_wipe() {
    let house = wiped();
    let void = ["wipe-log", "void", "L1", "--cause", "booted"];
    house.ran(0, &void, |_| true);
    assert_eq!(house.state("L1"), "declared");
    assert!(!house.may("L1", "recycle") && house.may("L2", "recycle"));
}

#[test]
fn evidence_that_was_changed_or_is_missing_is_named() {
    let house = wiped();
    house.ran(0, &["wipe-log", "audit"], |out| {
        out.contains("2 files of evidence")
    });
    let shown = |item| house.json(&["wipe-log", "show", item]);
    let hash = |item| {
        shown(item)["runs"][0]["sha256"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let path = |hash: &str| {
        house
            .inner
            .path(&format!("x.evidence/{}/{hash}", &hash[..2]))
    };
    let (one, two) = (hash("L1"), hash("L2"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path(&one)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    std::fs::write(path(&one), "another report").unwrap();
    std::fs::remove_file(path(&two)).unwrap();
    house.ran(5, &["wipe-log", "audit"], |out| {
        out.contains(&format!("changed: x.evidence/{}/{one}", &one[..2]))
            && out.contains("missing")
            && out.contains(&two)
    });
}

#[test]
fn a_profile_asks_for_more() {
    let house = wiped();
    let arguments = ["wipe-log", "explain", "L1", "--wipe-profile", "gb46864"];
    house.ran(0, &arguments, |out| out.contains("3 passes"));
    house.ran(2, &["show", "L1", "--wipe-profile", "none-such"], |_| true);
    let info = house.json(&["db", "info"]);
    let settings = info["settings"].as_array().unwrap();
    let profile = settings
        .iter()
        .find(|setting| setting["name"] == "wipe_profile");
    assert_eq!(profile.unwrap()["value"], "nist-800-88");
}

#[test]
fn a_certificate_says_what_was_done_and_claims_no_more() {
    let house = wiped();
    house.ran(
        0,
        &["wipe-log", "certificate", "L1", "-o", "one.html"],
        |_| true,
    );
    let page = std::fs::read_to_string(house.inner.path("one.html")).unwrap();
    for said in [
        "WD-AAAA1111",
        "HOST-L1",
        "nwipe 0.34",
        "zhao",
        "nist-800-88",
        "Clear",
    ] {
        assert!(page.contains(said), "{said} is not in {page}");
    }
    for word in ["certified", "conform", "unrecoverable"] {
        assert!(!page.to_lowercase().contains(word), "{word}");
    }
    let batch = house.json(&["wipe-log", "certificate", "L1", "--batch"]);
    assert_eq!(batch["media"].as_array().unwrap().len(), 2);
    assert!(batch["checkpoint"].as_u64().is_some());
    // What failed or waits has a record only.
    house.ran(0, &["wipe-log", "qc", "L1", "--fail"], |_| true);
    let ran = house.ran(4, &["wipe-log", "certificate", "L1"], |_| true);
    assert!(ran.err.contains("R20"), "{ran:?}");
    let record = house.json(&["wipe-log", "certificate", "L1", "--record"]);
    assert_eq!(record["kind"], "record");
    house.inner.holds();
}

#[test]
fn an_inspection_that_found_no_card_says_nothing_of_built_in_storage() {
    let house = House::new();
    house.ran(
        0,
        &["grade", "P1", "--set", "media=none", "--set", "glass=crack"],
        |_| true,
    );
    assert!(!house.may("P1", "recycle"));
    house.ran(0, &["wipe-log", "explain", "P1"], |out| out.contains("R1 "));
}
