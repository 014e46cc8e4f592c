//! Which `id-ctrl` belongs to which log of an `NVMe` sanitization. Neither names the other, so
//! names of files and of devices must tell; where they leave a choice, nothing is paired.

use super::Document;
use super::Shape;

/// What both kinds of file are usually called.
const WORDS: [&str; 6] = [
    "sanitize-log",
    "sanitize_log",
    "sanitizelog",
    "id-ctrl",
    "id_ctrl",
    "idctrl",
];

/// A file that is one half of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NvmeFile {
    is_log: bool,
    folder: String,
    /// The file's name without what says which half it is
    key: String,
    device: Option<String>,
}

impl NvmeFile {
    /// A file with its name, if it is a log or tells of a controller.
    pub fn new(name: &str, bytes: &[u8]) -> Option<Self> {
        let document = Document::open(bytes).ok()?;
        let logs = document.nvme_logs();
        if logs.is_none() && document.format() != Ok(Shape::NvmeIdentity) {
            return None;
        }
        let name = name.replace('\\', "/");
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", &name));
        let own = logs.as_ref().and_then(|logs| match logs.as_slice() {
            [log] => log.device.as_deref().and_then(device_in),
            _ => None,
        });
        Some(Self {
            is_log: logs.is_some(),
            folder: folder.to_owned(),
            key: key(file),
            device: own.or_else(|| device_in(file)),
        })
    }

    /// Whether it is a log, and not what tells of a controller.
    pub const fn is_log(&self) -> bool {
        self.is_log
    }

    fn may_pair(&self, other: &Self) -> bool {
        let do_differ =
            self.device.is_some() && other.device.is_some() && self.device != other.device;
        self.folder == other.folder && !do_differ
    }
}

/// For each log the place of the file that tells of its controller, if that is certain.
pub fn pair_nvme(files: &[NvmeFile]) -> Vec<(usize, Option<usize>)> {
    type Fits = fn(&NvmeFile, &NvmeFile) -> bool;
    let rules: [Fits; 3] = [
        |log, other| log.key == other.key,
        |log, other| log.device.is_some() && log.device == other.device,
        |_, _| true,
    ];
    let mut paired: Vec<Option<usize>> = vec![None; files.len()];
    for fits in rules {
        let before = paired.clone();
        let is_free = |place: usize| before[place].is_none();
        let partners = |place: usize| {
            let own = &files[place];
            let others = (0..files.len()).filter(move |other| files[*other].is_log != own.is_log);
            others.filter(move |other| {
                let other = &files[*other];
                let (log, controller) = if own.is_log {
                    (own, other)
                } else {
                    (other, own)
                };
                own.may_pair(other) && fits(log, controller)
            })
        };
        let one = |place: usize| {
            let mut free = partners(place).filter(|other| is_free(*other));
            free.next().filter(|_| free.next().is_none())
        };
        for place in (0..files.len()).filter(|place| files[*place].is_log && is_free(*place)) {
            if let Some(other) = one(place).filter(|other| one(*other) == Some(place)) {
                paired[place] = Some(other);
                paired[other] = Some(place);
            }
        }
    }
    let logs = (0..files.len()).filter(|place| files[*place].is_log);
    logs.map(|place| (place, paired[place])).collect()
}

/// The controller that a name has in it: `nvme0` of `nvme0n1`.
fn device_in(name: &str) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let from = name
        .match_indices("nvme")
        .map(|(place, word)| place + word.len());
    let digits = |from: usize| {
        let rest = &name[from..];
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        (end > 0).then(|| rest[..end].to_owned())
    };
    let number = from.into_iter().find_map(digits)?;
    Some(format!("nvme{number}"))
}

fn key(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut key = stem.to_lowercase();
    for word in WORDS {
        key = key.replace(word, "-");
    }
    let parts = key.split(|c: char| !c.is_alphanumeric());
    parts
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDENTITY: &str = r#"{"vid":1,"sn":"S1","mn":"M","fr":"1"}"#;

    fn log(device: &str) -> String {
        format!(r#"{{"{device}":{{"sprog":65535,"sstat":{{}},"cdw10_info":2}}}}"#)
    }

    fn pairs(files: &[(&str, &str)]) -> Vec<(usize, Option<usize>)> {
        let files = files
            .iter()
            .map(|(name, text)| NvmeFile::new(name, text.as_bytes()).unwrap());
        pair_nvme(&files.collect::<Vec<_>>())
    }

    #[test]
    fn names_tell_which_belong_together() {
        let (zero, one) = (log("nvme0"), log("nvme1"));
        let same_name = [
            ("PF1-nvme0-sanitize-log.json", zero.as_str()),
            ("PF2-nvme0-sanitize-log.json", &zero),
            ("PF2-nvme0-id-ctrl.json", IDENTITY),
            ("PF1-nvme0-id-ctrl.json", IDENTITY),
        ];
        assert_eq!(pairs(&same_name), [(0, Some(3)), (1, Some(2))]);
        let by_device = [
            ("a.json", zero.as_str()),
            ("b.json", &one),
            ("id-ctrl-nvme1n1.json", IDENTITY),
            ("id-ctrl-nvme0.json", IDENTITY),
        ];
        assert_eq!(pairs(&by_device), [(0, Some(3)), (1, Some(2))]);
        let the_only_two = [("log.json", zero.as_str()), ("identity.json", IDENTITY)];
        assert_eq!(pairs(&the_only_two), [(0, Some(1))]);
    }

    #[test]
    fn a_choice_is_not_made() {
        let (zero, one) = (log("nvme0"), log("nvme1"));
        let two_logs = [
            ("a.json", zero.as_str()),
            ("b.json", &zero),
            ("id-ctrl.json", IDENTITY),
        ];
        assert_eq!(pairs(&two_logs), [(0, None), (1, None)]);
        let other_device = [("a.json", one.as_str()), ("nvme0-id-ctrl.json", IDENTITY)];
        assert_eq!(pairs(&other_device), [(0, None)]);
        let other_folder = [("x/nvme0.json", zero.as_str()), ("y/nvme0.json", IDENTITY)];
        assert_eq!(pairs(&other_folder), [(0, None)]);
        assert_eq!(NvmeFile::new("x.json", b"{}"), None);
    }
}
