//! By what wipes are judged, read from the catalogue: the media table, the profiles, and serial
//! numbers that say nothing.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::lang::Text;
use crate::domain::wipe::finding::Severity;
use crate::domain::wipe::item_media::LockNeed;
use crate::domain::wipe::report::{MediumKind, Technique};
use crate::domain::wipe::{
    Cell, Grade, KnownSerials, Level, MediaTable, MediumPolicy, Profile, Profiles, QcPolicy, Row,
    VerifyPolicy,
};

/// Most that is told of what is wrong with a file.
const MOST_FAULTS: usize = 5;

fn told(faults: &[String]) -> String {
    faults[..faults.len().min(MOST_FAULTS)].join("; ")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFile {
    version: String,
    notes: BTreeMap<String, Text>,
    #[serde(default)]
    locks: BTreeMap<String, Vec<Vec<String>>>,
    technique: BTreeMap<Technique, RowFile>,
}

#[derive(Deserialize)]
struct RowFile {
    basis: String,
    #[serde(flatten)]
    cells: BTreeMap<MediumKind, CellFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CellFile {
    level: Level,
    #[serde(default)]
    passes: u32,
    #[serde(default)]
    complement: bool,
    #[serde(default)]
    status_log: bool,
    #[serde(default)]
    disputed: bool,
    #[serde(default)]
    ends_use: bool,
    #[serde(default)]
    notes: Vec<String>,
}

/// Reads `media_table.toml`.
pub(super) fn media_table(text: &str) -> Result<MediaTable, String> {
    let file: TableFile = toml::from_str(text).map_err(|error| error.to_string())?;
    let row = |(technique, row): (Technique, RowFile)| {
        let mut cells: BTreeMap<MediumKind, Cell> =
            MediumKind::ALL.map(|kind| (kind, Cell::default())).into();
        cells.extend(row.cells.into_iter().map(|(kind, cell)| {
            let cell = Cell {
                level: Some(cell.level),
                passes: cell.passes,
                needs_complement: cell.complement,
                needs_status_log: cell.status_log,
                is_disputed: cell.disputed,
                ends_use: cell.ends_use,
                notes: cell.notes,
            };
            (kind, cell)
        }));
        Row {
            technique,
            basis: row.basis,
            cells,
        }
    };
    let rows = file.technique.into_iter().map(row).collect();
    let locks = file.locks.into_iter().map(|(standard, needs)| {
        let needs = needs.into_iter().map(|names| LockNeed { names });
        (standard, needs.collect())
    });
    MediaTable::new(file.version, rows, file.notes, locks.collect()).map_err(|faults| told(&faults))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfilesFile {
    version: String,
    profile: BTreeMap<String, ProfileFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    name: Text,
    basis: Text,
    factory_reset_counts: bool,
    shred_destroys: bool,
    unsanitized_to_recycler: bool,
    without_consent: Severity,
    least_evidence: Grade,
    qc: QcFile,
    skew_minutes: u32,
    keep_years: u32,
    media: BTreeMap<MediumKind, MediumFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QcFile {
    share_pct: u32,
    awaited: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MediumFile {
    least: Level,
    #[serde(default)]
    passes: u32,
    #[serde(default)]
    random_passes: u32,
    #[serde(default)]
    sample_pct: Option<u32>,
    #[serde(default)]
    status_log: bool,
    #[serde(default)]
    always_qc: bool,
    #[serde(default)]
    not_counted: Vec<Technique>,
    #[serde(default)]
    particle_mm: Option<(f64, f64)>,
}

/// Reads `wipe_profiles.toml`.
pub(super) fn profiles(text: &str) -> Result<Profiles, String> {
    let file: ProfilesFile = toml::from_str(text).map_err(|error| error.to_string())?;
    let faults: Vec<String> = file.profile.iter().flat_map(shares).collect();
    if !faults.is_empty() {
        return Err(told(&faults));
    }
    let version = file.version;
    let profiles = file
        .profile
        .into_iter()
        .map(|(id, profile)| of_file(id, &version, profile));
    Profiles::new(profiles.collect()).map_err(|faults| told(&faults))
}

/// The shares of a profile that are none.
fn shares((id, profile): (&String, &ProfileFile)) -> Vec<String> {
    let media = profile.media.iter();
    media
        .filter_map(|(kind, medium)| Some((kind.as_str(), medium.sample_pct?)))
        .chain([("qc", profile.qc.share_pct)])
        .filter(|(_, share)| *share > 100)
        .map(|(of, share)| format!("profile.{id}: {of} asks for {share} %, of 100"))
        .collect()
}

fn of_file(id: String, version: &str, profile: ProfileFile) -> Profile {
    Profile {
        id,
        version: version.to_owned(),
        name: profile.name,
        basis: profile.basis,
        factory_reset_counts: profile.factory_reset_counts,
        shred_destroys: profile.shred_destroys,
        unsanitized_to_recycler: profile.unsanitized_to_recycler,
        without_consent: profile.without_consent,
        least_evidence: profile.least_evidence,
        qc: QcPolicy {
            share_bp: profile.qc.share_pct * 100,
            is_awaited: profile.qc.awaited,
        },
        skew_seconds: i64::from(profile.skew_minutes) * 60,
        keep_years: profile.keep_years,
        media: profile
            .media
            .into_iter()
            .map(|(kind, medium)| (kind, asked(medium)))
            .collect(),
    }
}

fn asked(medium: MediumFile) -> MediumPolicy {
    let micrometres = |millimetres: f64| (millimetres * 1000.0).round() as u32;
    MediumPolicy {
        least: medium.least,
        passes: medium.passes,
        random_passes: medium.random_passes,
        verify: VerifyPolicy {
            sample_bp: medium.sample_pct.map(|share| share * 100),
            status_log: medium.status_log,
            always_qc: medium.always_qc,
        },
        not_counted: medium.not_counted,
        particle_um: medium
            .particle_mm
            .map(|(long, short)| (micrometres(long), micrometres(short))),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SerialsFile {
    placeholders: Vec<String>,
    beginnings: Vec<String>,
    least_length: usize,
    own_machines: Vec<String>,
}

/// Reads `serial_placeholders.toml`.
pub(super) fn serials(text: &str) -> Result<KnownSerials, String> {
    let file: SerialsFile = toml::from_str(text).map_err(|error| error.to_string())?;
    Ok(KnownSerials::new(
        &file.placeholders,
        &file.beginnings,
        file.least_length,
        &file.own_machines,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = include_str!("../../catalogue/media_table.toml");
    const PROFILES: &str = include_str!("../../catalogue/wipe_profiles.toml");
    const SERIALS: &str = include_str!("../../catalogue/serial_placeholders.toml");

    #[test]
    fn what_ships_is_read() {
        assert_eq!(media_table(TABLE).unwrap().version(), "2026-11-25");
        assert_eq!(profiles(PROFILES).unwrap().all().len(), 4);
        assert!(
            serials(SERIALS)
                .unwrap()
                .read(Some("default string"))
                .is_err()
        );
    }

    #[test]
    fn what_is_unknown_or_missing_is_a_fault() {
        let told = |text: &str| media_table(text).unwrap_err();
        let other = TABLE.replace(
            "sas-ssd = { level = \"purge\" }",
            "floppy = { level = \"purge\" }",
        );
        assert!(told(&other).contains("floppy"));
        assert!(told(&TABLE.replace("ends_use = true", "ends = true")).contains("ends"));
        assert!(told(&TABLE.replace("level = \"purge\"", "level = \"clean\"")).contains("clean"));
        assert!(told(&TABLE.replace("[notes]", "[notes]\nx = { zh = \"\" }")).contains("en"));
        let without = TABLE.replace("[technique.delete]", "[technique.delete-all]");
        assert!(told(&without).contains("delete-all"));
        let gone = TABLE.replace("[technique.delete]\n", "[technique.delete]\n#");
        assert!(media_table(&gone).is_err());
        let noteless = TABLE.replace("degauss = { zh", "demagnetise = { zh");
        assert_eq!(
            told(&noteless),
            "technique.degauss has a note degauss without a text"
        );
    }

    #[test]
    fn every_fault_of_the_profiles_is_told() {
        let told = |text: &str| profiles(text).unwrap_err();
        let without = PROFILES
            .replace("media.tape =", "#")
            .replace("media.paper =", "#");
        let faults = told(&without);
        assert!(
            faults.contains("profile.gb46864 asks nothing of tape"),
            "{faults}"
        );
        assert!(
            faults.contains("profile.gb46864 asks nothing of paper"),
            "{faults}"
        );
        let renamed = PROFILES.replace("[profile.nist-800-88]", "[profile.house]");
        assert_eq!(told(&renamed), "profile.nist-800-88 is missing");
        let shares = PROFILES
            .replace("sample_pct = 10", "sample_pct = 4000000000")
            .replace("share_pct = 100", "share_pct = 101");
        assert!(told(&shares).contains("hdd asks for 4000000000 %, of 100"));
        assert!(told(&PROFILES.replace("status_log", "log")).contains("log"));
    }
}
