//! A warehouse with two laptops and a phone, and reports of wipes made after genuine ones.

use std::fmt::Write as _;

use serde_json::Value;

use crate::warehouse::{Ran, Warehouse};

/// When everything but the intake happens: five hours after it.
pub(super) const LATER: &str = "2017-12-22T06:00:00Z";

/// A warehouse with goods.
pub(super) struct House {
    pub(super) inner: Warehouse,
}

/// What a log is to say.
#[derive(Debug, Clone)]
pub(super) struct Log {
    pub(super) serial: String,
    pub(super) host: String,
    /// Hour of the site's day at which it began.
    pub(super) hour: u32,
    pub(super) failed: bool,
    pub(super) verify: bool,
}

impl Log {
    pub(super) fn of(serial: &str, host: &str) -> Self {
        Self {
            serial: serial.to_owned(),
            host: host.to_owned(),
            hour: 11,
            failed: false,
            verify: true,
        }
    }

    /// As nwipe writes it.
    pub(super) fn text(&self) -> String {
        let Self { serial, host, .. } = self;
        let (hour, end) = (self.hour, self.hour * 60 + 40);
        let at = format!("[2017/12/22 {hour:02}:00:00]");
        let after = format!("[2017/12/22 {:02}:{:02}:00]", end / 60, end % 60);
        let (verify, tail) = match self.verify {
            true => ("2 (all passes)", "VA"),
            false => ("0 (off)", "NV"),
        };
        let (status, errors, closing) = match self.failed {
            false => (
                " Erased ",
                0,
                "Nwipe successfully completed. See summary table for details.",
            ),
            true => (
                "-FAILED-",
                7,
                "Nwipe exited with errors, check the log & summary table",
            ),
        };
        let mut text = String::new();
        for line in [
            format!("Found /dev/sda, ATA, WDC WD10EZEX-08W, 1000 GB, S/N={serial}"),
            "system-manufacturer = LENOVO".to_owned(),
            format!("system-serial-number = {host}"),
            "Program options are set as follows...".to_owned(),
            "  banner   = nwipe 0.34".to_owned(),
            "  method   = Fill With Zeros".to_owned(),
            "  quiet    = 0".to_owned(),
            "  rounds   = 1".to_owned(),
            format!("  verify   = {verify}"),
            format!("/dev/sda has serial number {serial}"),
            "/dev/sda, sect/blk/dev 512/4096/1000204886016".to_owned(),
            "Invoking method 'Fill With Zeros' on /dev/sda".to_owned(),
            "Starting round 1 of 1 on /dev/sda".to_owned(),
        ] {
            writeln!(text, "{at}  notice: {line}").unwrap();
        }
        writeln!(
            text,
            "{after}  notice: Finished final round 1 of 1 on /dev/sda"
        )
        .unwrap();
        let stars = "*".repeat(32);
        write!(
            text,
            "\n{stars} Error Summary {stars}\n\
             !   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors\n\
             {dashes}\n\
             \x20    sda |           {errors} |                    0 |                    0\n\
             {stars}{stars}\n\n{stars} Drive Status {stars}\n\
             !   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number\n{dashes}\n\
             {mark}    sda |{status}| 120 MB/s | 00:40:00 | WDC WD10EZEX-08W/{short}\n{dashes}\n\
             {after} Total Throughput 120 MB/s, Fill With Zeros, 1R+NB+{tail}\n{stars}{stars}\n\n\
             {after}    info: {closing}\n",
            dashes = "-".repeat(80),
            mark = if self.failed { "!" } else { " " },
            short = &serial[..serial.len().min(20)],
        )
        .unwrap();
        text
    }
}

/// A phone's report, put together after a genuine one.
pub(super) fn phone_xml() -> String {
    let sample = "samples/wipe/blancco/RECONSTRUCTED-mobile-ios.xml";
    let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(sample);
    std::fs::read_to_string(sample)
        .unwrap()
        .replace("2020-01-10T10:52:06+0900", "2017-12-22T11:00:00+0800")
        .replace("2020-01-10 10:52:06", "2017-12-22 11:00:00")
        .replace("2020-01-10 10:58:47", "2017-12-22 11:06:41")
        .replace("2020-01-10T02:03:19+0000", "2017-12-22T03:10:00+0000")
}

impl House {
    pub(super) fn new() -> Self {
        let inner = Warehouse::new();
        inner.write(
            "goods.csv",
            "取件单号,三级分类,品牌,型号,序列号,IMEI,取件时间,城市,手机号\n\
             L1,笔记本,Lenovo,X1,HOST-L1,,2017-12-21 14:30,北京市,13800138000\n\
             L2,笔记本,Lenovo,X1,HOST-L2,,2017-12-21 14:30,北京市,13800138000\n\
             P1,手机,Apple,iPhone 6S,F4HQREDACT01,490154203237518,2017-12-21 14:30,北京市,13800138000\n",
        );
        let report = inner.json(&["intake", "goods.csv", "--channel", "app"]);
        assert_eq!(report["accepted"], 3, "{report}");
        Self { inner }
    }

    /// Runs a command hours after the intake; it must end with that exit code and say `said`.
    pub(super) fn ran(&self, code: i32, arguments: &[&str], said: impl Fn(&str) -> bool) -> Ran {
        self.ran_as("li", code, arguments, said)
    }

    /// The same, done by another person.
    pub(super) fn ran_as(
        &self,
        operator: &str,
        code: i32,
        arguments: &[&str],
        said: impl Fn(&str) -> bool,
    ) -> Ran {
        let mut command = self.inner.command(arguments);
        let ran = Ran::of(
            command
                .env("REGRADE_NOW", LATER)
                .env("REGRADE_OPERATOR", operator),
        );
        assert_eq!(ran.code, Some(code), "{arguments:?}: {ran:?}");
        assert!(said(&ran.out), "{arguments:?}: {ran:?}");
        ran
    }

    pub(super) fn json(&self, arguments: &[&str]) -> Value {
        let ran = self.ran(0, &[arguments, &["--format", "json"]].concat(), |_| true);
        ran.json()
    }

    pub(super) fn declare(&self, item: &str, kind: &str, serial: &str) {
        let arguments = [
            "wipe-log", "media", "add", item, "--kind", kind, "--serial", serial,
        ];
        self.ran(0, &arguments, |_| true);
    }

    /// Writes a log; its name.
    pub(super) fn log(&self, log: &Log, name: &str) -> String {
        self.inner.write(name, log.text());
        name.to_owned()
    }

    pub(super) fn import(&self, code: i32, files: &[&str]) -> Value {
        let arguments = [
            ["wipe-log", "import"].as_slice(),
            files,
            &["--format", "json"],
        ]
        .concat();
        self.ran(code, &arguments, |_| true).json()
    }

    pub(super) fn queue(&self) -> Vec<Value> {
        self.json(&["wipe-log", "queue"])
            .as_array()
            .unwrap()
            .clone()
    }

    pub(super) fn code(&self, item: &str) -> Value {
        self.json(&["show", item])["code"].clone()
    }

    /// Where the item's first medium stands.
    pub(super) fn state(&self, item: &str) -> String {
        let shown = self.json(&["wipe-log", "show", item]);
        shown["media"][0]["state"].as_str().unwrap().to_owned()
    }

    /// Whether its data let it through that door.
    pub(super) fn may(&self, item: &str, door: &str) -> bool {
        let shown = self.json(&["wipe-log", "show", item]);
        let doors = shown["doors"].as_array().unwrap();
        let door = doors.iter().find(|known| known["door"] == door).unwrap();
        door["cleared"].as_bool().unwrap()
    }
}
