//! May an item leave, as far as its data go? All rules together, asked anew each time.

use super::destruction::are_two;
use super::fact::{Cause, Fact, Origin, What};
use super::finding::{Finding, Rule, Severity};
use super::item_media::{BatchKey, ItemMedia};
use super::judge::named;
use super::locks;
use super::overrides;
use super::policy::Policy;
use super::state::{MediumView, State, media};
use crate::domain::clearance::Purpose;
use crate::domain::lang::{Lang, Text};

/// What the rules find of an item that is to leave through a door. It may leave if nothing stops
/// it; what only warns is printed all the same.
pub fn wipe_clearance(
    item: &ItemMedia,
    policy: Policy<'_>,
    purpose: Purpose,
    now: i64,
) -> Vec<Finding> {
    let views = media(item, policy, now);
    if item.bears_data == Some(false) && views.is_empty() {
        return Vec::new();
    }
    let mut findings = match purpose {
        Purpose::Sale => sale(item, &views, policy, now),
        // Whoever repairs it gets it into his hands as a recycler does.
        Purpose::Recycle | Purpose::Repair => recycle(item, &views, policy, now),
        Purpose::Return => back(&views),
    };
    findings.extend(overrides::idle(item, now));
    name_item(&mut findings, &item.code);
    findings
}

/// Why a medium, or the whole item, gets no certificate: R20. What failed or is not whole has a
/// record, never a certificate.
pub fn certificate(
    item: &ItemMedia,
    medium: Option<u32>,
    policy: Policy<'_>,
    now: i64,
) -> Vec<Finding> {
    let views = media(item, policy, now);
    let meant: Vec<&MediumView> = views
        .iter()
        .filter(|view| medium.is_none_or(|no| view.medium.no == no))
        .collect();
    let mut findings: Vec<Finding> = meant
        .iter()
        .filter(|view| !is_wiped_or_destroyed(view))
        .map(|view| no_certificate(view))
        .collect();
    if meant.is_empty() {
        findings.push(Finding::new(
            Rule::R20,
            Severity::Block,
            medium,
            (
                "没有登记的介质，没有证书可出",
                "there is no such medium on the list, so there is no certificate",
            ),
            (
                "`regrade wipe-log media add CODE`",
                "`regrade wipe-log media add CODE`",
            ),
        ));
    }
    name_item(&mut findings, &item.code);
    findings
}

fn is_wiped_or_destroyed(view: &MediumView) -> bool {
    match view.state {
        State::Accepted | State::Destroyed => true,
        State::Removed => view.run.as_ref().is_some_and(|run| run.judgement.accepted),
        State::Declared
        | State::NotAccepted
        | State::WipedUnverified
        | State::Failed
        | State::DestroyPending => false,
    }
}

fn no_certificate(view: &MediumView) -> Finding {
    let (zh, en) = named(&view.medium);
    let (state_zh, state_en) = (view.state.name(Lang::Zh), view.state.name(Lang::En));
    Finding::new(
        Rule::R20,
        Severity::Block,
        Some(view.medium.no),
        (
            format!("{zh}：{state_zh}，不出证书"),
            format!("{en}: {state_en}, so there is no certificate"),
        ),
        EXPLAIN,
    )
}

const EXPLAIN: (&str, &str) = (
    "`regrade wipe-log explain CODE` 说明还缺什么",
    "`regrade wipe-log explain CODE` tells what is missing",
);
const IMPORT: (&str, &str) = (
    "清除后 `regrade wipe-log import FILE…`",
    "wipe it, then `regrade wipe-log import FILE…`",
);

fn sale(item: &ItemMedia, views: &[MediumView], policy: Policy<'_>, now: i64) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(list(item, views));
    findings.extend(unsettled(views, Rule::R2));
    findings.extend(views.iter().filter_map(incomplete));
    findings.extend(batches(item, views, policy, now));
    findings.extend(locks::unknown_or_on(item, views, now));
    findings.extend(consent(item, policy, now));
    findings
}

fn recycle(item: &ItemMedia, views: &[MediumView], policy: Policy<'_>, now: i64) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(list(item, views));
    findings.extend(unsettled(views, Rule::R14));
    let is_stopped = findings.iter().any(Finding::stops);
    if is_stopped && let Some(with_data) = unsanitized(item, policy) {
        let is_let_go = !with_data.stops();
        if is_let_go {
            return vec![with_data];
        }
        findings.push(with_data);
    }
    findings.extend(batches(item, views, policy, now));
    findings.extend(consent(item, policy, now));
    findings
}

/// The data go back to their owner, but a medium that was put in here may hold another's.
fn back(views: &[MediumView]) -> Vec<Finding> {
    let added: Vec<MediumView> = views
        .iter()
        .filter(|view| view.medium.origin == Origin::Added)
        .cloned()
        .collect();
    unsettled(&added, Rule::R2)
}

/// R1: the item's media are on a list, or somebody signed that it has none.
fn list(item: &ItemMedia, views: &[MediumView]) -> Option<Finding> {
    if !views.is_empty() {
        return None;
    }
    let since = last_opened(item);
    let is_signed =
        |fact: &&Fact| matches!(fact.what, What::NoMedia { .. }) && !fact.by.trim().is_empty();
    let signed = item
        .facts
        .iter()
        .filter(is_signed)
        .max_by_key(|fact| fact.at);
    let text = match signed {
        Some(fact) if fact.at > since => return None,
        Some(_) => (
            "“无介质”的检查早于最近一次退回或打开",
            "that it has no media was signed before it last came back or was opened",
        ),
        None => (
            "没有介质清单，也没有“无介质”的签名",
            "there is no list of its media, nor a signature that it has none",
        ),
    };
    Some(Finding::new(
        Rule::R1,
        Severity::Block,
        None,
        text,
        (
            "`regrade wipe-log media add CODE` 登记介质；确无介质则 `regrade wipe-log media none \
             CODE`",
            "`regrade wipe-log media add CODE`, or `regrade wipe-log media none CODE` if there is \
             none",
        ),
    ))
}

/// When the item as a whole last came back, was taken in again, or opened.
fn last_opened(item: &ItemMedia) -> i64 {
    latest(item, |cause| match cause {
        Cause::Returned | Cause::TakenIn | Cause::Reopened | Cause::Swapped => true,
        Cause::Booted | Cause::Written | Cause::Mistaken => false,
    })
}

fn latest(item: &ItemMedia, is_meant: impl Fn(Cause) -> bool) -> i64 {
    let times = item.facts.iter().filter_map(|fact| match &fact.what {
        What::Voided { no: None, why, .. } if is_meant(*why) => Some(fact.at),
        _ => None,
    });
    times.max().unwrap_or(i64::MIN)
}

/// When the item last came back: what was known of its locks before says nothing.
pub(super) fn last_came(item: &ItemMedia) -> i64 {
    latest(item, |cause| {
        matches!(cause, Cause::Returned | Cause::TakenIn)
    })
}

/// R2 at the buyer's door, R14 at the recycler's: every medium is wiped and accepted, destroyed, or
/// out of the item; and what each rule finds of it.
fn unsettled(views: &[MediumView], rule: Rule) -> Vec<Finding> {
    let mut findings = Vec::new();
    for view in views {
        if !view.state.is_settled() {
            let (zh, en) = named(&view.medium);
            let (state_zh, state_en) = (view.state.name(Lang::Zh), view.state.name(Lang::En));
            findings.push(Finding::new(
                rule,
                Severity::Block,
                Some(view.medium.no),
                (format!("{zh}：{state_zh}"), format!("{en}: {state_en}")),
                cure_of(view.state),
            ));
        }
        findings.extend(view.findings.iter().cloned());
    }
    findings
}

const fn cure_of(state: State) -> (&'static str, &'static str) {
    match state {
        State::Declared | State::Failed => IMPORT,
        State::WipedUnverified => (
            "由另一人检查后 `regrade wipe-log qc`",
            "let a second person check it, then `regrade wipe-log qc`",
        ),
        State::DestroyPending => (
            "销毁后 `regrade wipe-log destroy`",
            "destroy it, then `regrade wipe-log destroy`",
        ),
        State::NotAccepted | State::Accepted | State::Destroyed | State::Removed => EXPLAIN,
    }
}

/// R15, the item's side: without its medium it is not sold as complete.
fn incomplete(view: &MediumView) -> Option<Finding> {
    match view.state {
        State::Destroyed | State::Removed => {}
        State::Declared
        | State::NotAccepted
        | State::WipedUnverified
        | State::Accepted
        | State::Failed
        | State::DestroyPending => return None,
    }
    let (zh, en) = named(&view.medium);
    Some(Finding::new(
        Rule::R15,
        Severity::Warn,
        Some(view.medium.no),
        (
            format!("{zh}已不在商品内，不能按完整商品出售"),
            format!("{en} is no longer in the item: do not sell it as complete"),
        ),
        (
            "在商品说明中写明缺少介质",
            "say in its listing that the medium is missing",
        ),
    ))
}

/// R14, the third way: with its data, sealed, signed for by two, where the profile allows it.
fn unsanitized(item: &ItemMedia, policy: Policy<'_>) -> Option<Finding> {
    let since = last_opened(item);
    let signed = item.facts.iter().rev().filter(|fact| fact.at > since);
    let mut signed = signed.filter_map(|fact| match &fact.what {
        What::Unsanitized {
            vendor,
            seal,
            second,
        } => {
            let is_named = !vendor.trim().is_empty() && !seal.trim().is_empty();
            let is_whole = is_named && are_two(&fact.by, second);
            Some((fact, vendor, seal, second, is_whole))
        }
        _ => None,
    });
    // One that is whole is not spoilt by another that is not.
    let newest = signed.next()?;
    let whole = match newest.4 {
        true => None,
        false => signed.find(|(.., is_whole)| *is_whole),
    };
    let (fact, vendor, seal, second, is_whole) = whole.unwrap_or(newest);
    let id = &policy.profile.id;
    let (severity, zh, en) = if !policy.profile.unsanitized_to_recycler {
        (
            Severity::Block,
            format!("规则 {id} 不允许带数据交给回收方"),
            format!("{id} does not let an item go to a recycler with its data"),
        )
    } else if !is_whole {
        (
            Severity::Block,
            "带数据交付须写明回收方、封签号，并由两人签名".to_owned(),
            "to go with its data it needs the recycler, the seal's number and two people"
                .to_owned(),
        )
    } else {
        (
            Severity::Warn,
            format!(
                "带数据交给 {vendor}，封签 {seal}，由 {} 与 {second} 签名",
                fact.by
            ),
            format!(
                "it goes to {vendor} with its data, sealed {seal}, signed by {} and {second}",
                fact.by
            ),
        )
    };
    Some(Finding::new(
        Rule::R14,
        severity,
        None,
        (zh, en),
        (
            "清除后 `regrade wipe-log import FILE…`，或 `regrade wipe-log destroy`",
            "wipe it and `regrade wipe-log import FILE…`, or `regrade wipe-log destroy`",
        ),
    ))
}

/// R11: the batches in which the item's media were wiped. What a second person checked itself is
/// free of its batch.
fn batches(item: &ItemMedia, views: &[MediumView], policy: Policy<'_>, now: i64) -> Vec<Finding> {
    let mut findings = Vec::new();
    let qc = policy.profile.qc;
    for view in views {
        let Some(run) = &view.run else { continue };
        if view.state != State::Accepted || run.checked_by.is_some() {
            continue;
        }
        let batch = BatchKey::of(&run.run);
        let known = item.batches.iter().find(|known| known.batch == batch);
        let (items, checked, failed) = known.map_or((1, 0, 0), |known| {
            (known.items, known.checked, known.failed)
        });
        let wanted = qc.wanted(items);
        let (zh, en) = named(&view.medium);
        let cure = (
            "`regrade wipe-log sample` 抽样，由另一人检查后 `regrade wipe-log qc`",
            "`regrade wipe-log sample`, a second person checks those, then `regrade wipe-log qc`",
        );
        let (severity, text) = if failed > 0 {
            (
                Severity::Block,
                (
                    format!("{zh}：同批清除的抽查有 {failed} 件不合格，整批扣留"),
                    format!("{en}: checks in its batch failed ({failed}), which hold all of it"),
                ),
            )
        } else if checked < wanted {
            let severity = match qc.is_awaited {
                true => Severity::Block,
                false => Severity::Warn,
            };
            (
                severity,
                (
                    format!("{zh}：同批应抽查 {wanted} 件，已抽查 {checked} 件"),
                    format!("{en}: {wanted} items of its batch are to be checked; {checked} were"),
                ),
            )
        } else {
            continue;
        };
        let no = Some(view.medium.no);
        findings.push(Finding::new(Rule::R11, severity, no, text, cure));
    }
    overrides::apply(&mut findings, item, last_came(item), now);
    findings
}

/// R16: the owner agreed that the data are erased.
fn consent(item: &ItemMedia, policy: Policy<'_>, now: i64) -> Vec<Finding> {
    let is_given = |fact: &Fact| match &fact.what {
        What::Consent { paper } => !paper.trim().is_empty(),
        _ => false,
    };
    if item.facts.iter().any(is_given) {
        return Vec::new();
    }
    let mut findings = vec![Finding::new(
        Rule::R16,
        policy.profile.without_consent,
        None,
        (
            "没有卖家同意清除数据的记录",
            "nothing on record says that the owner agreed to the erasure",
        ),
        (
            "`regrade wipe-log consent CODE --paper` 登记取件单或同意书编号",
            "`regrade wipe-log consent CODE --paper` with the number of the pickup or form",
        ),
    )];
    overrides::apply(&mut findings, item, last_came(item), now);
    findings
}

/// Puts the item's code into the commands that cures name.
fn name_item(findings: &mut [Finding], code: &str) {
    for finding in findings {
        let Text { zh, en } = &mut finding.cure;
        for text in [zh, en] {
            *text = text.replace("CODE", code);
        }
    }
}
