//! Whether a run is of this medium, in this item, while it was here: R6, R7 and R8.

use super::fact::{DeclaredMedium, Link, Run};
use super::finding::{Finding, Rule, Severity};
use super::item_media::ItemMedia;
use super::judge::named;
use super::policy::Policy;
use super::serial::{Likeness, Match, Serial, compare};

/// What R6 finds: the report's serial numbers against the medium's and the item's.
///
/// `others` are the item's other media that are still there; `is_only` says that it never had any.
pub(super) fn identity(
    item: &ItemMedia,
    others: &[&DeclaredMedium],
    is_only: IsOnly,
    medium: &DeclaredMedium,
    run: &Run,
    policy: Policy<'_>,
) -> Vec<Finding> {
    let look = Look {
        item,
        others,
        is_only,
        medium,
        run,
        policy,
    };
    let mut findings: Vec<Finding> = look.host().into_iter().chain(look.target()).collect();
    findings.extend(look.capacity());
    findings
}

/// What R7 finds: whether the run stands for another medium.
pub(super) fn uniqueness(item: &ItemMedia, medium: &DeclaredMedium, run: &Run) -> Option<Finding> {
    let other = item
        .elsewhere
        .iter()
        .find(|other| other.run == run.id && (other.code != item.code || other.no != medium.no))?;
    Some(used(&other.code, other.no, medium))
}

/// The run stands for medium `no` of `code` already.
pub(super) fn used(code: &str, no: u32, medium: &DeclaredMedium) -> Finding {
    let (zh, en) = named(medium);
    Finding::new(
        Rule::R7,
        Severity::Block,
        Some(medium.no),
        (
            format!("{zh}：这次清除已用于 {code} 的介质 {no}"),
            format!("{en}: this wipe stands for medium {no} of {code} already"),
        ),
        WIPE_ANEW,
    )
}

/// What R8 finds: whether the run was while the item was here, and not in the future.
pub(super) fn time(
    item: &ItemMedia,
    medium: &DeclaredMedium,
    run: &Run,
    policy: Policy<'_>,
    now: i64,
) -> Option<Finding> {
    let skew = policy.profile.skew_seconds;
    let start = run.start?;
    let end = run.end.unwrap_or(start);
    let is_away = item.away.iter().any(|away| {
        start.max(away.from) < end.min(away.until.unwrap_or(i64::MAX))
            || (away.from..away.until.unwrap_or(i64::MAX)).contains(&start)
    });
    let (text_zh, text_en) = if start < item.received.saturating_sub(skew) {
        ("清除早于收货", "it was wiped before it was taken in")
    } else if end > now.saturating_add(skew) {
        ("清除时间在将来", "the wipe ends in the future")
    } else if is_away {
        (
            "清除时商品不在仓库",
            "the item was out of the house when it was wiped",
        )
    } else {
        return None;
    };
    let (zh, en) = named(medium);
    Some(Finding::new(
        Rule::R8,
        Severity::Block,
        Some(medium.no),
        (format!("{zh}：{text_zh}"), format!("{en}: {text_en}")),
        (
            "核对清除设备的时钟与时区（`regrade wipe-log import FILE… --tz`），或重新清除",
            "check the wiping machine's clock and zone (`regrade wipe-log import FILE… --tz`), \
             or wipe it again",
        ),
    ))
}

const WIPE_ANEW: (&str, &str) = (
    "清除这个介质，再 `regrade wipe-log import FILE…`",
    "wipe this medium, then `regrade wipe-log import FILE…`",
);
const BY_HAND: (&str, &str) = (
    "核对实物后 `regrade wipe-log queue --link`，或重新清除",
    "look at the medium, then `regrade wipe-log queue --link`, or wipe it again",
);

/// Whether the item never had another medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IsOnly {
    /// It had not
    Yes,
    /// It had
    No,
}

struct Look<'a> {
    item: &'a ItemMedia,
    others: &'a [&'a DeclaredMedium],
    is_only: IsOnly,
    medium: &'a DeclaredMedium,
    run: &'a Run,
    policy: Policy<'a>,
}

impl Look<'_> {
    fn found(&self, severity: Severity, why: (&str, &str), cure: (&str, &str)) -> Finding {
        let (zh, en) = named(self.medium);
        let text = (format!("{zh}：{}", why.0), format!("{en}: {}", why.1));
        Finding::new(Rule::R6, severity, Some(self.medium.no), text, cure)
    }

    /// By which numbers a declared medium goes.
    fn numbers_of(&self, medium: &DeclaredMedium) -> Vec<Serial> {
        let mut numbers: Vec<Serial> = self.read(medium.serial.as_deref());
        if medium.kind.is_some_and(|kind| kind.goes_by_its_device()) {
            numbers.extend(self.numbers_of_item());
        }
        numbers
    }

    fn numbers_of_item(&self) -> Vec<Serial> {
        let mut numbers = self.read(self.item.serial.as_deref());
        for imei in &self.item.imeis {
            numbers.extend(self.read(Some(imei)));
        }
        numbers
    }

    fn read(&self, text: Option<&str>) -> Vec<Serial> {
        self.policy.serials.read(text).into_iter().collect()
    }

    /// By which numbers the report names the medium.
    fn numbers_told(&self) -> Vec<Serial> {
        let record = &self.run.record;
        let told = self.read(record.medium.serial.as_deref());
        let is_device = self
            .medium
            .kind
            .is_some_and(|kind| kind.goes_by_its_device());
        if !told.is_empty() || !is_device {
            return told;
        }
        let mut told = self.read(record.host.serial.as_deref());
        for imei in &record.host.imei {
            told.extend(self.read(Some(imei)));
        }
        told
    }

    fn is_linked_by_hand(&self) -> bool {
        match &self.run.link {
            Link::Serial => false,
            Link::Hand { by, why } => !by.trim().is_empty() && !why.trim().is_empty(),
        }
    }

    /// The machine that the medium was in, where the report names it and it is none of the house's
    /// own, must be the item.
    fn host(&self) -> Option<Finding> {
        let host = &self.run.record.host;
        let serial = self.policy.serials.read_host(host.serial.as_deref());
        let imeis: Vec<Serial> = host
            .imei
            .iter()
            .flat_map(|imei| self.read(Some(imei)))
            .collect();
        let own_serial = self.read(self.item.serial.as_deref());
        let own = self.numbers_of_item();
        let own_imeis: Vec<Serial> = self
            .item
            .imeis
            .iter()
            .flat_map(|imei| self.read(Some(imei)))
            .collect();
        let is_other_serial = serial.as_ref().is_some_and(|serial| {
            !own_serial.is_empty() && best(&own, std::slice::from_ref(serial)) != Match::Exact
        });
        let is_other_imei =
            !imeis.is_empty() && !own_imeis.is_empty() && best(&own_imeis, &imeis) != Match::Exact;
        (is_other_serial || is_other_imei).then(|| {
            self.found(
                Severity::Block,
                (
                    "报告里的设备不是这件商品",
                    "the report is of another machine than this item",
                ),
                (
                    "`regrade wipe-log queue --link` 到正确的商品；自有清除设备登记在 \
                     serial_placeholders.toml",
                    "`regrade wipe-log queue --link` it to the item that it is of; the house's own \
                     wiping machines go into serial_placeholders.toml",
                ),
            )
        })
    }

    fn target(&self) -> Option<Finding> {
        let own = self.numbers_of(self.medium);
        let told = self.numbers_told();
        if own.is_empty() {
            return Some(self.found(
                Severity::Block,
                (
                    "登记时没有可用的序列号",
                    "it is declared without a serial number that says anything",
                ),
                (
                    "`regrade wipe-log media add CODE` 登记序列号，或 `regrade wipe-log destroy`",
                    "`regrade wipe-log media add CODE` with its serial number, or \
                     `regrade wipe-log destroy`",
                ),
            ));
        }
        if told.is_empty() {
            return Some(self.nameless());
        }
        let is_doubtful = self.run.record.medium.serial_doubtful;
        let fits = |other: &&&DeclaredMedium| best(&self.numbers_of(other), &told) != Match::None;
        let twin = self.others.iter().find(fits).map(|other| other.no);
        match best(&own, &told) {
            Match::Exact if !is_doubtful && twin.is_none() => None,
            Match::None => Some(self.found(
                Severity::Block,
                (
                    "报告里的序列号是另一个介质的",
                    "the report's serial number is another medium's",
                ),
                WIPE_ANEW,
            )),
            Match::Exact | Match::Suggested(_) if twin.is_some() => {
                let no = twin.unwrap_or_default();
                Some(self.found(
                    Severity::Block,
                    (
                        &format!("报告里的序列号与介质 {no} 也相符"),
                        &format!("the report's serial number fits medium {no} as well"),
                    ),
                    (
                        "核对两个介质的序列号：`regrade wipe-log media remove CODE`、`media add`",
                        "look at both serial numbers: `regrade wipe-log media remove CODE`, \
                         `media add`",
                    ),
                ))
            }
            found @ (Match::Exact | Match::Suggested(_)) => Some(self.likeness(found)),
        }
    }

    /// The report names no medium. Somebody who saw it may link it where it can be no other: the
    /// machine is this item, and the item never had more than this one.
    fn nameless(&self) -> Finding {
        let host = self
            .policy
            .serials
            .read_host(self.run.record.host.serial.as_deref());
        let host: Vec<Serial> = host.into_iter().collect();
        let is_this_item = best(&self.numbers_of_item(), &host) == Match::Exact;
        let text = (
            "报告里没有可用的序列号",
            "the report has no serial number that says anything",
        );
        match self.is_linked_by_hand() && is_this_item && self.is_only == IsOnly::Yes {
            true => self.found(Severity::Warn, text, BY_HAND),
            false => self.found(Severity::Block, text, BY_HAND),
        }
    }

    fn likeness(&self, found: Match) -> Finding {
        let (zh, en) = match found {
            Match::Suggested(Likeness::SwappedPairs) => (
                "报告里的序列号两两颠倒",
                "the report's serial number has each pair of characters swapped",
            ),
            Match::Suggested(Likeness::Cut) => (
                "报告里的序列号只有前 20 位",
                "the report's serial number is cut to 20 characters",
            ),
            Match::Exact | Match::None => (
                "报告里的序列号可能不完整",
                "the report may have cut or masked the serial number",
            ),
        };
        match &self.run.link {
            Link::Hand { by, .. } if self.is_linked_by_hand() => self.found(
                Severity::Warn,
                (
                    &format!("{zh}；由 {by} 关联"),
                    &format!("{en}; linked by {by}"),
                ),
                BY_HAND,
            ),
            Link::Hand { .. } | Link::Serial => self.found(Severity::Block, (zh, en), BY_HAND),
        }
    }

    /// Another capacity than declared is worth a look; makers and tools round differently.
    fn capacity(&self) -> Option<Finding> {
        let (declared, told) = (self.medium.bytes?, self.run.record.medium.bytes?);
        (declared.abs_diff(told) > declared / 10).then(|| {
            self.found(
                Severity::Warn,
                (
                    &format!("登记容量 {declared} 字节，报告 {told} 字节"),
                    &format!("declared with {declared} bytes, reported with {told}"),
                ),
                ("核对实物", "look at the medium"),
            )
        })
    }
}

fn best(own: &[Serial], told: &[Serial]) -> Match {
    own.iter()
        .flat_map(|one| told.iter().map(move |other| compare(one, other)))
        .max()
        .unwrap_or(Match::None)
}
