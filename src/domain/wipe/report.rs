//! What a tool's report says of one medium in one run, whatever the tool: the canonical record. The
//! tool's own words are kept beside what they were taken for.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// A storage medium's kind, as far as techniques differ between kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MediumKind {
    /// Magnetic hard disk, any bus
    Hdd,
    /// Solid-state disk on SATA
    SataSsd,
    /// Solid-state disk on SAS
    SasSsd,
    /// Solid-state disk on `NVMe`
    Nvme,
    /// Soldered flash: eMMC, UFS
    Embedded,
    /// USB stick or memory card
    UsbFlash,
    /// The storage of a phone or tablet, reached through its system only
    Phone,
    /// Magnetic tape
    Tape,
    /// Optical disc
    Optical,
    /// Paper
    Paper,
    /// Magnetic disk with a flash cache
    Hybrid,
}

/// How a medium was sanitized, as exactly as the report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Technique {
    /// Files deleted, quick format, TRIM or blkdiscard
    Delete,
    /// Overwritten by the host, through the ordinary interface
    Overwrite,
    /// ATA SECURITY ERASE UNIT, normal
    AtaErase,
    /// ATA SECURITY ERASE UNIT, enhanced
    AtaEraseEnhanced,
    /// ATA SANITIZE OVERWRITE EXT
    AtaSanitizeOverwrite,
    /// ATA SANITIZE BLOCK ERASE EXT
    AtaSanitizeBlock,
    /// ATA CRYPTO SCRAMBLE, TCG Opal, SCSI or another cryptographic erase
    CryptoErase,
    /// SCSI SANITIZE, overwrite
    ScsiSanitizeOverwrite,
    /// SCSI SANITIZE, block erase
    ScsiSanitizeBlock,
    /// `NVMe` Format with user data erase
    NvmeFormatUser,
    /// `NVMe` Format with cryptographic erase
    NvmeFormatCrypto,
    /// `NVMe` Sanitize, block erase
    NvmeSanitizeBlock,
    /// `NVMe` Sanitize, cryptographic erase
    NvmeSanitizeCrypto,
    /// `NVMe` Sanitize, overwrite
    NvmeSanitizeOverwrite,
    /// A phone's own reset, by hand
    FactoryReset,
    /// A phone erased by a tool through the maker's protocol
    MobileErase,
    /// Demagnetised
    Degauss,
    /// Shredded or pulverised
    Shred,
    /// Disintegrated, incinerated or melted
    Incinerate,
}

/// What one pass of an overwrite wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pass {
    /// Zeros
    Zero,
    /// Ones
    One,
    /// Random data
    Random,
    /// Another fixed pattern
    Pattern,
    /// The complement of the pass before
    Complement,
    /// The report does not tell
    Untold,
}

/// How the tool checked its own work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerifyMode {
    /// All of the medium read back after the last pass
    Full,
    /// All of it read back after each pass
    EachPass,
    /// A part of it read back
    Sample,
    /// The device's own status log says that it is done
    StatusLog,
    /// Not checked
    Off,
    /// The report does not tell
    Untold,
}

/// The verification of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// How
    pub mode: VerifyMode,
    /// How much of the medium was read back, in hundredths of a percent, where it is told
    pub share_bp: Option<u32>,
    /// Whether it agreed; none where the report does not tell
    pub passed: Option<bool>,
}

/// What a run came to. A word that is not known is never a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunResult {
    /// Clean, by all that the report says
    Pass,
    /// Failed, aborted, partial or with exceptions
    Fail,
    /// The report does not say, or in words that are not known
    Unknown,
}

impl RunResult {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
        }
    }
}

/// A time as a report gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// With its offset: seconds since 1970 UTC
    Utc(i64),
    /// Without one: by the clock of the machine that ran the tool
    Local(NaiveDateTime),
}

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Blancco XML
    BlanccoXml,
    /// Blancco's portal JSON
    BlanccoJson,
    /// nwipe's and `ShredOS`' log
    Nwipe,
    /// nvme-cli `sanitize-log` with the `id-ctrl` that names the controller
    NvmeCli,
    /// eReuse workbench JSON
    Ereuse,
    /// usody-sanitize JSON
    Usody,
    /// `WipeDrive` XML
    Wipedrive,
    /// `KillDisk` XML
    Killdisk,
    /// Records kept by hand, CSV
    Manual,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 9] = [
        Self::BlanccoXml,
        Self::BlanccoJson,
        Self::Nwipe,
        Self::NvmeCli,
        Self::Ereuse,
        Self::Usody,
        Self::Wipedrive,
        Self::Killdisk,
        Self::Manual,
    ];

    /// The word in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BlanccoXml => "blancco-xml",
            Self::BlanccoJson => "blancco-json",
            Self::Nwipe => "nwipe",
            Self::NvmeCli => "nvme-cli",
            Self::Ereuse => "ereuse",
            Self::Usody => "usody",
            Self::Wipedrive => "wipedrive",
            Self::Killdisk => "killdisk",
            Self::Manual => "manual",
        }
    }

    /// The format of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }
}

/// The machine that the medium was in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Host {
    /// Maker
    pub maker: Option<String>,
    /// Model
    pub model: Option<String>,
    /// Its serial number, verbatim
    pub serial: Option<String>,
    /// Its IMEIs, verbatim
    pub imei: Vec<String>,
    /// Trace code or own number that the operator typed into the tool
    pub asset: Option<String>,
}

/// The medium as the report names it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReportedMedium {
    /// Serial number, verbatim
    pub serial: Option<String>,
    /// Whether the report may have shortened or masked the serial number
    pub serial_doubtful: bool,
    /// Maker
    pub maker: Option<String>,
    /// Model
    pub model: Option<String>,
    /// Kind, where the report tells it
    pub kind: Option<MediumKind>,
    /// Bus, verbatim
    pub bus: Option<String>,
    /// Capacity
    pub bytes: Option<u64>,
}

/// Counted errors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Errors {
    /// While writing
    pub write: u64,
    /// While reading back
    pub verify: u64,
    /// While flushing
    pub sync: u64,
    /// Sectors that could not be reached
    pub sectors: u64,
    /// Counted by the tool without telling which
    pub other: u64,
}

impl Errors {
    /// All of them.
    pub fn total(&self) -> u64 {
        [self.write, self.verify, self.sync, self.sectors, self.other]
            .into_iter()
            .fold(0, u64::saturating_add)
    }
}

/// A lock that outlives a wipe, as the report says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// `find-my`, `frp`, `mdm`, `bios`
    pub name: String,
    /// On, off, or unknown
    pub is_on: Option<bool>,
    /// The report's own word
    pub word: String,
}

/// One medium in one run of one tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WipeRecord {
    /// The tool's name
    pub tool: String,
    /// Its version
    pub version: Option<String>,
    /// The report's own number: with medium and start it names the run
    pub report_id: Option<String>,
    /// Where the medium was
    pub host: Host,
    /// The medium
    pub medium: ReportedMedium,
    /// What was done, none where the report does not tell
    pub technique: Option<Technique>,
    /// Passes of an overwrite, in order; a final blanking pass counts
    pub passes: Vec<Pass>,
    /// The tool's name of its method or standard: kept, and proves nothing
    pub label: Option<String>,
    /// How it was checked
    pub verification: Verification,
    /// What it came to
    pub result: RunResult,
    /// Why it is no pass, or what stands beside a pass, in the report's words
    pub remarks: Vec<String>,
    /// Errors
    pub errors: Errors,
    /// How much of the medium was sanitized, in hundredths of a percent, where it is told
    pub done_bp: Option<u32>,
    /// Hidden areas (HPA, DCO) that were there and could not be reached; none where not told
    pub hidden_unreached: Option<bool>,
    /// Whether something was written to the medium after the run, as its log says
    pub written_since: Option<bool>,
    /// Locks
    pub locks: Vec<Lock>,
    /// When it began
    pub start: Option<Moment>,
    /// When it ended
    pub end: Option<Moment>,
    /// Who ran it
    pub operator: Option<String>,
    /// Whether the report carries a signature of its maker; never checked here
    pub has_signature: bool,
    /// The words that decided, verbatim: (where, word)
    pub words: Vec<(String, String)>,
}

/// A medium that a report names as present, erased in it or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenMedium {
    /// Where it was
    pub host: Host,
    /// What it is
    pub medium: ReportedMedium,
}

/// All that one file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WipeReport {
    /// What the file was read as
    pub format: Format,
    /// Runs, one for each medium
    pub records: Vec<WipeRecord>,
    /// Media that were there and have no run in this file
    pub untouched: Vec<SeenMedium>,
    /// What was odd about the file and decided nothing
    pub notices: Vec<String>,
}
