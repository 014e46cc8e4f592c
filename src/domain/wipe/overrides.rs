//! What two people may let pass: R18. An override covers what was there when it was signed, until
//! its end, and never the rules without which a medium could leave unwiped.

use super::destruction::are_two;
use super::fact::{Fact, What};
use super::finding::{Finding, Pass, Rule, Severity};
use super::item_media::ItemMedia;

/// The override that lets `rule` pass for a medium, signed no earlier than `since`.
pub(super) fn covering(
    item: &ItemMedia,
    rule: Rule,
    medium: Option<u32>,
    since: i64,
    now: i64,
) -> Option<Pass> {
    item.facts.iter().rev().find_map(|fact| {
        let What::Overridden { rule: of, no, .. } = &fact.what else {
            return None;
        };
        let is_meant = *of == rule && (no.is_none() || *no == medium) && fact.at >= since;
        (is_meant && fault(fact, now).is_none()).then(|| pass(fact))?
    })
}

/// Lets pass what overrides cover of `findings`, whose causes are no younger than `since`.
pub(super) fn apply(findings: &mut [Finding], item: &ItemMedia, since: i64, now: i64) {
    for finding in findings.iter_mut().filter(|finding| finding.stops()) {
        if let Some(pass) = covering(item, finding.rule, finding.medium, since, now) {
            finding.severity = Severity::Warn;
            finding.overridden = Some(pass);
        }
    }
}

/// Overrides on record that let nothing pass, and why.
pub(super) fn idle(item: &ItemMedia, now: i64) -> Vec<Finding> {
    item.facts
        .iter()
        .filter_map(|fact| {
            let What::Overridden { rule, no, .. } = &fact.what else {
                return None;
            };
            let (zh, en) = fault(fact, now)?;
            Some(Finding::new(
                Rule::R18,
                Severity::Warn,
                *no,
                (
                    format!("{rule} 的放行无效：{zh}"),
                    format!("the override of {rule} lets nothing pass: {en}"),
                ),
                (
                    "按规则提供证据，或由两人重新 `regrade wipe-log override`",
                    "supply what the rule asks for, or let two people `regrade wipe-log override` \
                     anew",
                ),
            ))
        })
        .collect()
}

/// Why an override lets nothing pass.
pub fn fault(fact: &Fact, now: i64) -> Option<(&'static str, &'static str)> {
    let What::Overridden {
        rule,
        why,
        second,
        until,
        ..
    } = &fact.what
    else {
        return None;
    };
    if !rule.may_be_overridden() {
        Some(("这条规则不可放行", "this rule is never overridden"))
    } else if !are_two(&fact.by, second) {
        Some(("没有第二个人", "there is no second person"))
    } else if why.trim().is_empty() {
        Some(("没有理由", "there is no reason"))
    } else if now >= *until {
        Some(("已过期", "it ran out"))
    } else {
        None
    }
}

fn pass(fact: &Fact) -> Option<Pass> {
    match &fact.what {
        What::Overridden {
            why, second, until, ..
        } => Some(Pass {
            by: fact.by.clone(),
            second: second.clone(),
            why: why.clone(),
            until: *until,
        }),
        _ => None,
    }
}
