//! The tables at the end of a run: errors, how much was erased, and each drive's status.

/// Which table a row belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    Errors,
    Erased,
    Status,
}

/// What the tables say of one device. A table that has no row of it, or two, is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rows {
    /// Errors of passes, verifications and flushes
    pub(super) errors: Seen<[u64; 3]>,
    /// Bytes erased, all bytes, and the percentage as it is written
    pub(super) erased: Seen<(u64, u64, String)>,
    /// The status, and model and serial number as far as the table shows them
    pub(super) status: Seen<(String, String)>,
    /// Whether any row has the mark `!`
    pub(super) is_marked: bool,
}

/// How often something was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Seen<T> {
    #[default]
    Never,
    Once(T),
    /// More than once, or in a form that is not known
    Unclear,
}

impl<T> Seen<T> {
    pub(super) fn add(&mut self, value: Option<T>) {
        *self = match (&self, value) {
            (Self::Never, Some(value)) => Self::Once(value),
            _ => Self::Unclear,
        };
    }

    pub(super) const fn once(&self) -> Option<&T> {
        match self {
            Self::Once(value) => Some(value),
            Self::Never | Self::Unclear => None,
        }
    }
}

/// The table that begins with this line.
pub(super) fn title(line: &str) -> Option<Table> {
    match line.trim().trim_matches('*').trim() {
        "Error Summary" => Some(Table::Errors),
        "Erasure Summary" => Some(Table::Erased),
        "Drive Status" => Some(Table::Status),
        _ => None,
    }
}

/// Whether a line only divides.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() > 3 && (line.bytes().all(|b| b == b'*') || line.bytes().all(|b| b == b'-'))
}

/// The device of a row, its cells, and whether it is marked. The line of column names has none.
pub(super) fn cells(line: &str) -> Option<(&str, Vec<&str>, bool)> {
    let (first, rest) = line.split_once('|')?;
    let (mark, device) = match first.trim_start().strip_prefix('!') {
        Some(device) => (true, device.trim()),
        None => (false, first.trim()),
    };
    let is_device = !device.is_empty() && device != "Device" && !device.contains(' ');
    // A model may have any sign, so the last cell of the widest table takes what is left.
    is_device.then(|| (device, rest.splitn(4, '|').map(str::trim).collect(), mark))
}

impl Rows {
    /// Takes the cells of a row.
    pub(super) fn take(&mut self, table: Table, cells: &[&str], is_marked: bool) {
        self.is_marked |= is_marked;
        let number = |text: &str| -> Option<u64> { text.parse().ok() };
        match (table, cells) {
            (Table::Errors, [pass, verify, sync]) => {
                let counts = (number(pass), number(verify), number(sync));
                self.errors.add(match counts {
                    (Some(pass), Some(verify), Some(sync)) => Some([pass, verify, sync]),
                    _ => None,
                });
            }
            (Table::Erased, [erased, all, percentage]) => {
                let counts = number(erased).zip(number(all));
                self.erased
                    .add(counts.map(|(erased, all)| (erased, all, (*percentage).to_owned())));
            }
            (Table::Status, [status, _, _, name]) => {
                self.status
                    .add(Some(((*status).to_owned(), (*name).to_owned())));
            }
            (Table::Errors, _) => self.errors.add(None),
            (Table::Erased, _) => self.erased.add(None),
            (Table::Status, _) => self.status.add(None),
        }
    }
}
