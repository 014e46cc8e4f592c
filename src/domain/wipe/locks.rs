//! Locks that outlive a wipe: R12. A lock is off only where somebody or some tool saw it off.

use super::fact::What;
use super::finding::{Finding, Rule, Severity};
use super::item_media::{ItemMedia, LockNeed};
use super::overrides;
use super::rules::last_came;
use super::state::MediumView;

/// What keeps the item from a buyer: locks that are on, and those of which nobody knows.
pub(super) fn unknown_or_on(item: &ItemMedia, views: &[MediumView], now: i64) -> Vec<Finding> {
    let seen = seen(item, views);
    let last = |name: &str| {
        let known = seen.iter().filter(|lock| lock.name == name);
        known.max_by_key(|lock| lock.at).map(|lock| lock.is_on)
    };
    let mut names: Vec<&str> = seen.iter().map(|lock| lock.name).collect();
    names.sort_unstable();
    names.dedup();
    let mut findings: Vec<Finding> = names
        .iter()
        .filter(|name| last(name) == Some(true))
        .map(|name| {
            found(
                name,
                (
                    &format!("{name} 锁未解除"),
                    &format!("the lock {name} is on"),
                ),
            )
        })
        .collect();
    let is_unknown = |need: &&LockNeed| need.names.iter().all(|name| last(name).is_none());
    for need in item.locks.iter().filter(is_unknown) {
        let all = need.names.join("/");
        findings.push(found(
            &all,
            (
                &format!("不知道 {all} 锁是否已解除"),
                &format!("nobody knows whether the lock {all} is off"),
            ),
        ));
    }
    overrides::apply(&mut findings, item, last_came(item), now);
    findings
}

fn found(name: &str, text: (&str, &str)) -> Finding {
    Finding::new(
        Rule::R12,
        Severity::Block,
        None,
        text,
        (
            format!(
                "解除并核实 {name} 后 `regrade wipe-log lock CODE --off`，或 `regrade grade CODE`"
            ),
            format!(
                "sign out of {name}, look, then `regrade wipe-log lock CODE --off`, or inspect it \
                 with `regrade grade CODE`"
            ),
        ),
    )
}

struct Seen<'a> {
    name: &'a str,
    is_on: bool,
    at: i64,
}

/// What is known of locks since the item last came; a reading that could not tell tells nothing.
fn seen<'a>(item: &'a ItemMedia, views: &'a [MediumView]) -> Vec<Seen<'a>> {
    let by_hand = item.facts.iter().filter_map(|fact| match &fact.what {
        What::Lock { name, is_on, .. } => Some(Seen {
            name,
            is_on: (*is_on)?,
            at: fact.at,
        }),
        _ => None,
    });
    // A report that is of another machine says nothing of this item's locks.
    let by_report = views
        .iter()
        .filter_map(|view| view.run.as_ref())
        .filter(|run| {
            let is_other = |finding: &Finding| finding.rule == Rule::R6 && finding.stops();
            !run.judgement.findings.iter().any(is_other)
        });
    let by_report = by_report.flat_map(|run| {
        let at = run.run.end.unwrap_or(run.recorded).min(run.recorded);
        let locks = run.run.record.locks.iter();
        locks.filter_map(move |lock| {
            Some(Seen {
                name: &lock.name,
                is_on: lock.is_on?,
                at,
            })
        })
    });
    let since = last_came(item);
    by_hand
        .chain(by_report)
        .filter(|lock| lock.at > since)
        .collect()
}
