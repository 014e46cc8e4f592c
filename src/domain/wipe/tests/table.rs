//! Every cell of the media table, and what each profile asks.

use super::nist;
use crate::domain::wipe::report::{MediumKind, Pass, Technique, Verification, VerifyMode};
use crate::domain::wipe::{Level, NoLevel};

const KINDS: [MediumKind; 11] = MediumKind::ALL;

/// Technique by kind, in the order of `KINDS`: hdd, SATA, SAS, `NVMe`, soldered, USB, phone, tape,
/// optical, paper, hybrid. c clear, p purge, d destroy, . not valid.
const LEVELS: [(Technique, &str); 19] = [
    (Technique::Delete, "..........."),
    (Technique::Overwrite, "cccccc.c..."),
    (Technique::AtaErase, "cc........."),
    (Technique::AtaEraseEnhanced, "pc........."),
    (Technique::AtaSanitizeOverwrite, "p.........."),
    (Technique::AtaSanitizeBlock, ".p........."),
    (Technique::CryptoErase, "ppppp......"),
    (Technique::ScsiSanitizeOverwrite, "p.........."),
    (Technique::ScsiSanitizeBlock, "..p........"),
    (Technique::NvmeFormatUser, "...c......."),
    (Technique::NvmeFormatCrypto, "...p......."),
    (Technique::NvmeSanitizeBlock, "...p......."),
    (Technique::NvmeSanitizeCrypto, "...p......."),
    (Technique::NvmeSanitizeOverwrite, "...p......."),
    (Technique::FactoryReset, "......c...."),
    (Technique::MobileErase, "......c...."),
    (Technique::Degauss, "p......p..."),
    (Technique::Shred, "ddddddddddd"),
    (Technique::Incinerate, "ddddddddddd"),
];

fn letter(level: Option<Level>) -> char {
    match level {
        None => '.',
        Some(Level::Clear) => 'c',
        Some(Level::Purge) => 'p',
        Some(Level::Destroy) => 'd',
    }
}

fn done() -> Verification {
    Verification {
        mode: VerifyMode::StatusLog,
        share_bp: None,
        passed: Some(true),
    }
}

#[test]
fn every_technique_has_its_level_on_every_medium() {
    let house = nist();
    let table = house.policy().table;
    assert_eq!(LEVELS.map(|(technique, _)| technique), Technique::ALL);
    let passes = [Pass::Zero, Pass::One];
    for (technique, levels) in LEVELS {
        let reached = |kind| table.reached(Some(kind), Some(technique), &passes, &done());
        let found: String = KINDS
            .map(|kind| letter(reached(kind).ok()))
            .iter()
            .collect();
        assert_eq!(found, levels, "{}", technique.as_str());
        for kind in KINDS.into_iter().filter(|kind| reached(*kind).is_err()) {
            assert_eq!(reached(kind), Err(NoLevel::NotValid));
        }
        assert!(!table.basis(technique).is_empty());
    }
}

#[test]
fn what_is_unknown_reaches_nothing() {
    let house = nist();
    let table = house.policy().table;
    let reached = |kind, technique| table.reached(kind, technique, &[Pass::Zero], &done());
    for kind in KINDS {
        assert_eq!(reached(Some(kind), None), Err(NoLevel::UnknownTechnique));
    }
    for technique in Technique::ALL {
        assert_eq!(reached(None, Some(technique)), Err(NoLevel::UnknownMedium));
    }
}

#[test]
fn passes_and_logs_are_asked_for() {
    let house = nist();
    let table = house.policy().table;
    let overwrite = |kind, passes: &[Pass]| {
        table.reached(Some(kind), Some(Technique::Overwrite), passes, &done())
    };
    let none = NoLevel::Passes {
        needed: 1,
        found: 0,
    };
    assert_eq!(overwrite(MediumKind::Hdd, &[]), Err(none));
    assert_eq!(
        overwrite(MediumKind::Hdd, &[Pass::Untold]),
        Ok(Level::Clear)
    );
    let stick = |passes: &[Pass]| overwrite(MediumKind::UsbFlash, passes);
    assert!(stick(&[Pass::Zero]).is_err());
    assert_eq!(stick(&[Pass::Zero, Pass::Zero]), Err(NoLevel::NoComplement));
    assert_eq!(
        stick(&[Pass::Untold, Pass::Complement]),
        Err(NoLevel::NoComplement)
    );
    assert_eq!(stick(&[Pass::Pattern, Pass::Complement]), Ok(Level::Clear));
    for technique in [
        Technique::NvmeSanitizeBlock,
        Technique::NvmeSanitizeCrypto,
        Technique::NvmeSanitizeOverwrite,
    ] {
        let sanitize = |verification: &Verification| {
            table.reached(Some(MediumKind::Nvme), Some(technique), &[], verification)
        };
        assert_eq!(sanitize(&done()), Ok(Level::Purge));
        for (mode, passed) in [
            (VerifyMode::StatusLog, None),
            (VerifyMode::StatusLog, Some(false)),
            (VerifyMode::Full, Some(true)),
            (VerifyMode::Untold, None),
        ] {
            let verification = Verification {
                mode,
                share_bp: None,
                passed,
            };
            assert_eq!(sanitize(&verification), Err(NoLevel::NoStatusLog));
        }
    }
}

#[test]
fn overwritten_flash_and_dropped_keys_tell_what_risk_is_left() {
    let house = nist();
    let table = house.policy().table;
    let flash = &KINDS[1..6];
    for kind in flash {
        let cell = table.cell(*kind, Technique::Overwrite);
        assert_eq!(table.notes(cell).count(), 1, "{}", kind.as_str());
    }
    for kind in KINDS {
        let cell = table.cell(kind, Technique::CryptoErase);
        assert_eq!(cell.level.is_some(), table.notes(cell).count() > 0);
        let cell = table.cell(kind, Technique::Degauss);
        assert_eq!(cell.level.is_some(), cell.ends_use);
    }
}

#[test]
fn profiles_ask_what_their_authorities_ask() {
    let house = nist();
    let profiles = house.catalogue.wipe_profiles().unwrap();
    let asked = |id: &str, kind| profiles.get(id).unwrap().medium(kind);
    assert_eq!(asked("nist-800-88", MediumKind::Hdd).least, Level::Clear);
    assert_eq!(asked("nist-800-88", MediumKind::Nvme).least, Level::Purge);
    let disk = asked("gb46864", MediumKind::Hdd);
    assert_eq!((disk.passes, disk.random_passes), (3, 1));
    assert!(disk.not_counted.contains(&Technique::AtaEraseEnhanced));
    assert_eq!(profiles.get("r2v3").unwrap().qc.share_bp, 500);
    assert!(!profiles.get("strict").unwrap().shred_destroys);
    for profile in profiles.all() {
        for kind in [MediumKind::Optical, MediumKind::Paper, MediumKind::Hybrid] {
            assert_eq!(profile.medium(kind).least, Level::Destroy);
        }
        let is_strict_law = matches!(profile.id.as_str(), "gb46864" | "strict");
        assert_eq!(profile.unsanitized_to_recycler, !is_strict_law);
        assert!(profile.skew_seconds <= 900 && profile.keep_years >= 3);
    }
}
