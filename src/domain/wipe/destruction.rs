//! Whether a destruction is one: R15.

use super::fact::{DeclaredMedium, Destruction};
use super::finding::{Finding, Rule, Severity};
use super::judge::named;
use super::level::Level;
use super::policy::Policy;
use super::report::{MediumKind, Technique};
use super::serial::{Match, compare};
use crate::domain::lang::Lang;

pub(super) const CURE: (&str, &str) = (
    "`regrade wipe-log destroy` 重新登记：方法适合介质，两人在场",
    "`regrade wipe-log destroy` anew: a method that fits the medium, and two people",
);

/// What is wrong with a destruction that `by` put on record; nothing if it is one.
pub fn destruction(
    medium: &DeclaredMedium,
    how: &Destruction,
    by: &str,
    received: i64,
    policy: Policy<'_>,
    now: i64,
) -> Vec<Finding> {
    let (zh, en) = named(medium);
    [
        method(medium, how, policy),
        particle(medium, how, policy),
        people(how, by),
        serial(medium, how, policy),
        time(how, received, policy, now),
    ]
    .into_iter()
    .flatten()
    .map(|(why_zh, why_en)| {
        let text = (format!("{zh}：{why_zh}"), format!("{en}: {why_en}"));
        Finding::new(Rule::R15, Severity::Block, Some(medium.no), text, CURE)
    })
    .collect()
}

type Why = Option<(String, String)>;

/// The kinds that the medium may be: all, where nobody knows.
fn kinds(medium: &DeclaredMedium) -> Vec<MediumKind> {
    match medium.kind {
        Some(kind) => vec![kind],
        None => MediumKind::ALL.to_vec(),
    }
}

fn method(medium: &DeclaredMedium, how: &Destruction, policy: Policy<'_>) -> Why {
    let destroys = |kind: &MediumKind| {
        let cell = policy.table.cell(*kind, how.method);
        cell.level == Some(Level::Destroy) && (!cell.is_disputed || policy.profile.shred_destroys)
    };
    (!kinds(medium).iter().all(destroys)).then(|| {
        let id = &policy.profile.id;
        let (zh, en) = (how.method.name(Lang::Zh), how.method.name(Lang::En));
        (
            format!("按规则 {id}，{zh}不是这种介质的销毁方法"),
            format!("under {id} such a medium is not destroyed by: {en}"),
        )
    })
}

fn particle(medium: &DeclaredMedium, how: &Destruction, policy: Policy<'_>) -> Why {
    if how.method != Technique::Shred {
        return None;
    }
    let Some((long, short)) = how.particle_um.map(ordered) else {
        return Some((
            "没有登记粉碎颗粒大小".to_owned(),
            "nobody says how small the shredder's particles are".to_owned(),
        ));
    };
    let most = kinds(medium)
        .into_iter()
        .filter_map(|kind| policy.profile.medium(kind).particle_um)
        .map(ordered)
        .find(|(most_long, most_short)| long > *most_long || short > *most_short)?;
    Some((
        format!("颗粒 {long}×{short} µm，最多 {}×{} µm", most.0, most.1),
        format!(
            "its particles are {long} by {short} µm; {} by {} µm are the most",
            most.0, most.1
        ),
    ))
}

fn ordered((one, other): (u32, u32)) -> (u32, u32) {
    (one.max(other), one.min(other))
}

fn people(how: &Destruction, by: &str) -> Why {
    (!are_two(by, &how.witness)).then(|| {
        (
            "没有第二个人签名".to_owned(),
            "no second person signed for it".to_owned(),
        )
    })
}

/// Whether these are the names of two people.
pub(super) fn are_two(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim(), other.trim());
    !one.is_empty() && !other.is_empty() && one.to_lowercase() != other.to_lowercase()
}

fn serial(medium: &DeclaredMedium, how: &Destruction, policy: Policy<'_>) -> Why {
    let read = |text: Option<&str>| policy.serials.read(text).ok();
    let own = read(medium.serial.as_deref());
    let told = read(how.serial.as_deref());
    let is_photographed = how.batch.as_ref().is_some_and(|batch| {
        let is_sha256 =
            batch.photo.len() == 64 && batch.photo.bytes().all(|b| b.is_ascii_hexdigit());
        batch.count > 0 && !batch.name.trim().is_empty() && is_sha256
    });
    match (own, told) {
        (Some(own), Some(told)) => (compare(&own, &told) != Match::Exact).then(|| {
            (
                "登记销毁的序列号是另一个介质的".to_owned(),
                "the serial number that was destroyed is another medium's".to_owned(),
            )
        }),
        (None, Some(_)) => None,
        (_, None) if is_photographed => None,
        (_, None) => Some((
            "没有序列号，也没有批次、件数和照片".to_owned(),
            "there is neither a serial number nor a batch with its count and photo".to_owned(),
        )),
    }
}

fn time(how: &Destruction, received: i64, policy: Policy<'_>, now: i64) -> Why {
    let skew = policy.profile.skew_seconds;
    let is_here = (received.saturating_sub(skew)..=now.saturating_add(skew)).contains(&how.done);
    (!is_here).then(|| {
        (
            "销毁时间早于收货或在将来".to_owned(),
            "it was destroyed before it was taken in, or in the future".to_owned(),
        )
    })
}
