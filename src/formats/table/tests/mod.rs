//! Whole files, from bytes to pickups and refusals.

mod catalogue;
mod fixtures;
mod pickups;
mod properties;
mod rows;
mod workbooks;

use std::sync::LazyLock;

use super::*;
use crate::domain::channel::Channel;
use crate::domain::lang::Lang;
use crate::domain::pickup::{NoticeKind, SiteZone, Validator};
use crate::formats::catalogue::Catalogue;

/// What came of a file: its pickups and refusals as one line of text each.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) accepted: Vec<String>,
    pub(super) rejected: Vec<String>,
    pub(super) doubts: Vec<NoticeKind>,
    pub(super) notices: Vec<TableNotice>,
    pub(super) blank: u64,
}

/// The three pickups that every fixture holds.
pub(super) const THREE: [&str; 3] = [
    "P20171221001|655|Apple|iPhone 7||353833081234566|1513837800|110000|良品|屏幕有划痕|same-day",
    "P20171221002|672|联想|ThinkPad X1|PF0ABC12||1513839660|540100|优品||next-day",
    "P20171221003|655|小米|小米6||004999010640000|1513818300|440300|废品|进水|same-day",
];

pub(super) fn file(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/intake");
    std::fs::read(path.join(name)).unwrap()
}

/// One for all tests, for reading the files takes longer than most tests.
pub(super) static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::default);

pub(super) fn rules(catalogue: &Catalogue) -> HeaderRules<'_> {
    let mut rules = HeaderRules::new(catalogue.header_words().unwrap());
    rules.has_default_channel = true;
    rules
}

/// Reads a CSV file as the command does, with the channel given.
pub(super) fn taken_in(bytes: &[u8]) -> Result<Outcome, TableError> {
    taken_in_by(bytes, &CATALOGUE, rules(&CATALOGUE))
}

pub(super) fn taken_in_by(
    bytes: &[u8],
    catalogue: &Catalogue,
    rules: HeaderRules<'_>,
) -> Result<Outcome, TableError> {
    let scan = scan(bytes, None)?;
    let source = CsvSource::open(bytes, scan.encoding, None, &rules)?;
    outcome(Table::open(source, rules)?, catalogue)
}

pub(super) fn outcome<S: TableSource>(
    mut table: Table<'_, S>,
    catalogue: &Catalogue,
) -> Result<Outcome, TableError> {
    let zone = SiteZone::new(chrono_tz::Asia::Shanghai);
    let columns = table.header().columns.clone();
    let validator = Validator {
        columns: &columns,
        categories: catalogue.categories().unwrap(),
        places: catalogue.places().unwrap(),
        zone: &zone,
        default_channel: Some(Channel::Partner),
    };
    let mut outcome = Outcome::default();
    let mut row = Row::default();
    while table.read(&mut row)? {
        let line = row.line();
        if let Some(trouble) = row.trouble() {
            outcome
                .rejected
                .push(format!("{line}: {}", trouble.reason(Lang::En)));
            continue;
        }
        match validator.validate(&row) {
            Ok(pickup) => {
                outcome
                    .doubts
                    .extend(pickup.notices.iter().map(|notice| notice.kind));
                outcome.accepted.push(format!(
                    "{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
                    pickup.pickup_no,
                    pickup.category,
                    pickup.brand,
                    pickup.model,
                    pickup.serial.as_deref().unwrap_or_default(),
                    pickup.imei.map(|imei| imei.to_string()).unwrap_or_default(),
                    pickup.ordered_at,
                    pickup.city_code,
                    pickup.declared_class,
                    pickup.remark,
                    pickup.promise.kind.as_str(),
                ));
            }
            Err(faults) => outcome.rejected.extend(faults.iter().map(|fault| {
                format!(
                    "{line}: {} {}: {}",
                    fault.column,
                    fault.value,
                    fault.reason(Lang::En)
                )
            })),
        }
    }
    outcome.notices = table.notices().to_vec();
    outcome.blank = table.blank();
    Ok(outcome)
}
