//! The words of media and techniques: as files and JSON write them, and as staff read them.

use super::report::{MediumKind, Technique};
use crate::domain::lang::Lang;

impl MediumKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Hdd,
        Self::SataSsd,
        Self::SasSsd,
        Self::Nvme,
        Self::Embedded,
        Self::UsbFlash,
        Self::Phone,
        Self::Tape,
        Self::Optical,
        Self::Paper,
        Self::Hybrid,
    ];

    /// The word in files, in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hdd => "hdd",
            Self::SataSsd => "sata-ssd",
            Self::SasSsd => "sas-ssd",
            Self::Nvme => "nvme",
            Self::Embedded => "embedded",
            Self::UsbFlash => "usb-flash",
            Self::Phone => "phone",
            Self::Tape => "tape",
            Self::Optical => "optical",
            Self::Paper => "paper",
            Self::Hybrid => "hybrid",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::Hdd => ("机械硬盘", "hard disk"),
            Self::SataSsd => ("SATA 固态硬盘", "SATA solid-state disk"),
            Self::SasSsd => ("SAS 固态硬盘", "SAS solid-state disk"),
            Self::Nvme => ("NVMe 固态硬盘", "NVMe solid-state disk"),
            Self::Embedded => ("板载闪存", "soldered flash"),
            Self::UsbFlash => ("U 盘或存储卡", "USB stick or memory card"),
            Self::Phone => ("手机或平板的存储", "storage of a phone or tablet"),
            Self::Tape => ("磁带", "tape"),
            Self::Optical => ("光盘", "optical disc"),
            Self::Paper => ("纸张", "paper"),
            Self::Hybrid => ("混合硬盘", "hybrid disk"),
        };
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Whether it is part of its device and goes by the device's own serial number or IMEI.
    pub const fn goes_by_its_device(self) -> bool {
        match self {
            Self::Phone | Self::Embedded => true,
            Self::Hdd
            | Self::SataSsd
            | Self::SasSsd
            | Self::Nvme
            | Self::UsbFlash
            | Self::Tape
            | Self::Optical
            | Self::Paper
            | Self::Hybrid => false,
        }
    }
}

impl Technique {
    /// Every technique.
    pub const ALL: [Self; 19] = [
        Self::Delete,
        Self::Overwrite,
        Self::AtaErase,
        Self::AtaEraseEnhanced,
        Self::AtaSanitizeOverwrite,
        Self::AtaSanitizeBlock,
        Self::CryptoErase,
        Self::ScsiSanitizeOverwrite,
        Self::ScsiSanitizeBlock,
        Self::NvmeFormatUser,
        Self::NvmeFormatCrypto,
        Self::NvmeSanitizeBlock,
        Self::NvmeSanitizeCrypto,
        Self::NvmeSanitizeOverwrite,
        Self::FactoryReset,
        Self::MobileErase,
        Self::Degauss,
        Self::Shred,
        Self::Incinerate,
    ];

    /// The word in files, in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Overwrite => "overwrite",
            Self::AtaErase => "ata-erase",
            Self::AtaEraseEnhanced => "ata-erase-enhanced",
            Self::AtaSanitizeOverwrite => "ata-sanitize-overwrite",
            Self::AtaSanitizeBlock => "ata-sanitize-block",
            Self::CryptoErase => "crypto-erase",
            Self::ScsiSanitizeOverwrite => "scsi-sanitize-overwrite",
            Self::ScsiSanitizeBlock => "scsi-sanitize-block",
            Self::NvmeFormatUser => "nvme-format-user",
            Self::NvmeFormatCrypto => "nvme-format-crypto",
            Self::NvmeSanitizeBlock => "nvme-sanitize-block",
            Self::NvmeSanitizeCrypto => "nvme-sanitize-crypto",
            Self::NvmeSanitizeOverwrite => "nvme-sanitize-overwrite",
            Self::FactoryReset => "factory-reset",
            Self::MobileErase => "mobile-erase",
            Self::Degauss => "degauss",
            Self::Shred => "shred",
            Self::Incinerate => "incinerate",
        }
    }

    /// The technique of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|technique| technique.as_str() == word)
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::Delete => ("删除、快速格式化或 TRIM", "delete, quick format or TRIM"),
            Self::Overwrite => ("主机覆写", "overwrite by the host"),
            Self::AtaErase => ("ATA 安全擦除", "ATA security erase"),
            Self::AtaEraseEnhanced => ("ATA 增强安全擦除", "ATA security erase, enhanced"),
            Self::AtaSanitizeOverwrite => ("ATA Sanitize 覆写", "ATA sanitize, overwrite"),
            Self::AtaSanitizeBlock => ("ATA Sanitize 块擦除", "ATA sanitize, block erase"),
            Self::CryptoErase => ("加密擦除", "cryptographic erase"),
            Self::ScsiSanitizeOverwrite => ("SCSI Sanitize 覆写", "SCSI sanitize, overwrite"),
            Self::ScsiSanitizeBlock => ("SCSI Sanitize 块擦除", "SCSI sanitize, block erase"),
            Self::NvmeFormatUser => ("NVMe 格式化（擦除数据）", "NVMe format, user data"),
            Self::NvmeFormatCrypto => ("NVMe 格式化（加密擦除）", "NVMe format, cryptographic"),
            Self::NvmeSanitizeBlock => ("NVMe Sanitize 块擦除", "NVMe sanitize, block erase"),
            Self::NvmeSanitizeCrypto => ("NVMe Sanitize 加密擦除", "NVMe sanitize, cryptographic"),
            Self::NvmeSanitizeOverwrite => ("NVMe Sanitize 覆写", "NVMe sanitize, overwrite"),
            Self::FactoryReset => ("手动恢复出厂设置", "factory reset by hand"),
            Self::MobileErase => ("工具擦除手机", "erase of a phone by a tool"),
            Self::Degauss => ("消磁", "degauss"),
            Self::Shred => ("粉碎", "shred or pulverise"),
            Self::Incinerate => ("焚毁、熔毁或分解", "incinerate, melt or disintegrate"),
        };
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Whether the medium's own firmware does it, so that passes are none of the host's business
    /// and it may be over within a second.
    pub const fn is_done_by_firmware(self) -> bool {
        match self {
            Self::AtaErase
            | Self::AtaEraseEnhanced
            | Self::AtaSanitizeOverwrite
            | Self::AtaSanitizeBlock
            | Self::CryptoErase
            | Self::ScsiSanitizeOverwrite
            | Self::ScsiSanitizeBlock
            | Self::NvmeFormatUser
            | Self::NvmeFormatCrypto
            | Self::NvmeSanitizeBlock
            | Self::NvmeSanitizeCrypto
            | Self::NvmeSanitizeOverwrite
            | Self::FactoryReset
            | Self::MobileErase => true,
            Self::Delete | Self::Overwrite | Self::Degauss | Self::Shred | Self::Incinerate => {
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_record() {
        for kind in MediumKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(MediumKind::parse(kind.as_str()), Some(kind));
        }
        for technique in Technique::ALL {
            assert_eq!(serde_json::to_value(technique).unwrap(), technique.as_str());
            assert_eq!(Technique::parse(technique.as_str()), Some(technique));
        }
        assert_eq!(MediumKind::parse("ssd"), None);
    }
}
