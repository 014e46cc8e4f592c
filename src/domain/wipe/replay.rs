//! The replay of one medium's facts: runs in the order in which they ended, and what came between.

use super::destruction::{are_two, destruction};
use super::fact::{Cause, DeclaredMedium, Destruction, Fact, Run, What};
use super::finding::{Finding, Rule, Severity};
use super::item_media::ItemMedia;
use super::judge::{Outcome, SecondCheck, judge, named};
use super::level::Level;
use super::origin::{self, IsOnly};
use super::overrides;
use super::policy::Policy;
use super::run_key::run_keys;
use super::state::{JudgedRun, MediumView, State};

/// Failures after which a medium is destroyed.
const MOST_FAILURES: u32 = 2;

/// Where `medium` stands by the facts of its item.
pub(super) fn replay(
    item: &ItemMedia,
    declared: &[&DeclaredMedium],
    medium: &DeclaredMedium,
    policy: Policy<'_>,
    now: i64,
) -> MediumView {
    let mut replay = Replay {
        item,
        declared,
        medium,
        policy,
        now,
        failures: 0,
        last: None,
        voided: None,
        let_pass: Vec::new(),
        removed: None,
        destroyed: Vec::new(),
    };
    let mut facts: Vec<(usize, &Fact)> = item.facts.iter().enumerate().collect();
    // What voids a run of the same second comes after it.
    facts.sort_by_key(|(_, fact)| (time_of(fact), !matches!(fact.what, What::Run { .. })));
    for (place, fact) in facts {
        replay.step(place, fact);
    }
    replay.view()
}

/// When a fact took effect: a run when it ended, but never after it was put on record.
fn time_of(fact: &Fact) -> i64 {
    match &fact.what {
        What::Run { run, .. } => run.end.or(run.start).unwrap_or(fact.at).min(fact.at),
        _ => fact.at,
    }
}

struct Replay<'a> {
    item: &'a ItemMedia,
    declared: &'a [&'a DeclaredMedium],
    medium: &'a DeclaredMedium,
    policy: Policy<'a>,
    now: i64,
    failures: u32,
    last: Option<JudgedRun>,
    /// What voided the last clean run, while there is no other
    voided: Option<Finding>,
    /// What would have voided it, had two people not let it pass
    let_pass: Vec<Finding>,
    removed: Option<(&'a Fact, Option<&'a str>)>,
    destroyed: Vec<(&'a Fact, &'a Destruction)>,
}

impl<'a> Replay<'a> {
    fn step(&mut self, place: usize, fact: &'a Fact) {
        let this = self.medium.no;
        match &fact.what {
            What::Run { no, run } if *no == this => self.ran(place, fact, run),
            What::Checked {
                no,
                run,
                passed: false,
                ..
            } if *no == this => self.found_data(run),
            What::Voided { no, why, .. } if no.is_none_or(|no| no == this) => {
                self.void(fact, *why);
            }
            What::Destroyed { no, how } if *no == this => self.destroyed.push((fact, how)),
            What::Removed { no, witness, .. } if *no == this => {
                // What two people saw is not spoilt by what one says later.
                if !self.is_out() {
                    self.removed = Some((fact, witness.as_deref()));
                }
            }
            What::Declared { .. }
            | What::NoMedia { .. }
            | What::Removed { .. }
            | What::Run { .. }
            | What::Checked { .. }
            | What::Voided { .. }
            | What::Destroyed { .. }
            | What::Unsanitized { .. }
            | What::Overridden { .. }
            | What::Lock { .. }
            | What::Consent { .. } => {}
        }
    }

    fn ran(&mut self, place: usize, fact: &Fact, run: &Run) {
        if self.is_told_before(place, run) {
            return;
        }
        let judged = self.judged(place, fact, run);
        match judged.judgement.outcome {
            Outcome::Failed => {
                self.failures += 1;
                self.last = Some(judged);
            }
            Outcome::Unclear => self.last = Some(judged),
            Outcome::Clean if self.failures >= MOST_FAILURES => {}
            // What a lesser run leaves undone, the accepted one before it did.
            Outcome::Clean if !judged.judgement.accepted && self.is_accepted() => {}
            Outcome::Clean => {
                if judged.judgement.accepted {
                    self.failures = 0;
                }
                self.voided = None;
                self.let_pass.clear();
                self.last = Some(judged);
            }
        }
    }

    fn is_accepted(&self) -> bool {
        self.failures < MOST_FAILURES
            && self
                .last
                .as_ref()
                .is_some_and(|last| last.judgement.accepted)
    }

    /// Whether an earlier fact tells the same of the same run.
    fn is_told_before(&self, place: usize, run: &Run) -> bool {
        self.runs_before(place).any(|(no, other)| {
            no == self.medium.no
                && other.record.result == run.record.result
                && is_same_run(other, run)
        })
    }

    /// The runs that were put on record before the fact at `place`, with their media.
    fn runs_before(&self, place: usize) -> impl Iterator<Item = (u32, &'a Run)> {
        let before = self.item.facts.iter().take(place);
        before.filter_map(|other| match &other.what {
            What::Run { no, run } => Some((*no, run.as_ref())),
            _ => None,
        })
    }

    fn judged(&self, place: usize, fact: &Fact, run: &Run) -> JudgedRun {
        let checked_by = self.checked_by(fact, run);
        let check = match checked_by {
            Some(_) => SecondCheck::Passed,
            None => SecondCheck::None,
        };
        let (item, medium, policy) = (self.item, self.medium, self.policy);
        let mut judgement = judge(run, medium, check, policy);
        let others: Vec<&DeclaredMedium> = self
            .declared
            .iter()
            .filter(|other| other.no != medium.no && !is_gone(item, other))
            .copied()
            .collect();
        let is_only = match self.declared.len() {
            1 => IsOnly::Yes,
            _ => IsOnly::No,
        };
        // The run belongs to the medium to which it was linked first.
        let first = self
            .runs_before(place)
            .find(|(no, other)| *no != medium.no && is_same_run(other, run));
        let findings = &mut judgement.findings;
        findings.extend(origin::identity(
            item, &others, is_only, medium, run, policy,
        ));
        findings.extend(origin::uniqueness(item, medium, run));
        findings.extend(first.map(|(no, _)| origin::used(&item.code, no, medium)));
        findings.extend(origin::time(item, medium, run, policy, self.now));
        overrides::apply(findings, item, fact.at, self.now);
        judgement.accepted = !judgement.findings.iter().any(Finding::stops);
        JudgedRun {
            run: run.clone(),
            recorded: fact.at,
            checked_by: checked_by.map(str::to_owned),
            judgement,
        }
    }

    /// The second person who checked after the run and found nothing, unless somebody found data.
    fn checked_by(&self, fact: &Fact, of: &Run) -> Option<&'a str> {
        let operator = of.record.operator.as_deref().unwrap_or(&fact.by);
        let mut second = None;
        for check in &self.item.facts {
            match &check.what {
                What::Checked {
                    no, run, passed, ..
                } if *no == self.medium.no && *run == of.id => match passed {
                    false => return None,
                    true if are_two(&check.by, operator) => second = Some(check.by.as_str()),
                    true => {}
                },
                _ => {}
            }
        }
        second
    }

    /// A check after a run found data: a failure of that run.
    fn found_data(&mut self, run: &str) {
        self.failures += 1;
        let finding = self.found(
            Rule::R5,
            Severity::Quarantine,
            ("复查发现数据", "a check after the wipe found data"),
            (
                "隔离存放，可重试一次；再失败则 `regrade wipe-log destroy`",
                "set it apart and wipe it once more; if that fails too, `regrade wipe-log destroy`",
            ),
        );
        if let Some(last) = self.last.as_mut().filter(|last| last.run.id == run) {
            last.judgement.accepted = false;
            last.judgement.outcome = Outcome::Failed;
            last.judgement.level = None;
            last.judgement.findings.push(finding);
        }
    }

    fn void(&mut self, fact: &Fact, cause: Cause) {
        let (why_zh, why_en) = words_of(cause);
        let mut finding = self.found(
            rule_of(cause),
            Severity::Block,
            (
                &format!("{why_zh}，之前的清除作废"),
                &format!("{why_en}; no wipe before that counts"),
            ),
            (
                "重新清除，再 `regrade wipe-log import FILE…`",
                "wipe it again, then `regrade wipe-log import FILE…`",
            ),
        );
        let both = std::slice::from_mut(&mut finding);
        overrides::apply(both, self.item, fact.at, self.now);
        if !finding.stops() {
            self.let_pass.push(finding);
            return;
        }
        // A failure is the medium's own, and stays.
        let is_clean = |last: &JudgedRun| last.judgement.outcome == Outcome::Clean;
        if self.last.as_ref().is_none_or(is_clean) {
            self.last = None;
            self.voided = Some(finding);
        }
    }

    fn view(self) -> MediumView {
        let mut findings = self.let_pass.clone();
        match &self.last {
            Some(last) => findings.extend(last.judgement.findings.iter().cloned()),
            None => findings.extend(self.voided.clone()),
        }
        let is_accepted = self.is_accepted();
        let (destroyed, faults) = self.destruction(is_accepted);
        let state = self.state(is_accepted, destroyed.is_some());
        findings.extend(faults);
        findings.extend(self.hints(state, is_accepted));
        if state.is_settled() && !is_accepted {
            findings.retain(|finding| !finding.stops());
        }
        MediumView {
            medium: self.medium.clone(),
            state,
            run: self.last,
            destroyed,
            failures: self.failures,
            findings,
        }
    }

    fn state(&self, is_accepted: bool, is_destroyed: bool) -> State {
        if is_destroyed {
            return State::Destroyed;
        }
        if self.is_out() || (self.removed.is_some() && is_accepted) {
            return State::Removed;
        }
        if is_accepted {
            return State::Accepted;
        }
        if self.failures >= MOST_FAILURES || self.is_unfit() {
            return State::DestroyPending;
        }
        let Some(last) = &self.last else {
            return State::Declared;
        };
        let stops = |finding: &&Finding| finding.stops();
        match last.judgement.outcome {
            Outcome::Failed | Outcome::Unclear => State::Failed,
            Outcome::Clean => {
                let findings = last.judgement.findings.iter().filter(stops);
                let is_only_unverified = findings.into_iter().all(|it| it.rule == Rule::R4);
                match is_only_unverified {
                    true => State::WipedUnverified,
                    false => State::NotAccepted,
                }
            }
        }
    }

    /// Whether two people saw it out of the item.
    fn is_out(&self) -> bool {
        let are_two = |(fact, witness): (&Fact, Option<&str>)| {
            witness.is_some_and(|witness| are_two(&fact.by, witness))
        };
        self.removed.is_some_and(are_two)
    }

    /// Whether the profile asks that such a medium is destroyed.
    fn is_unfit(&self) -> bool {
        let kind = self.medium.kind;
        kind.is_some_and(|kind| self.policy.profile.medium(kind).least == Level::Destroy)
    }

    /// The destruction, if it is one, and what is wrong with it.
    fn destruction(&self, is_accepted: bool) -> (Option<Destruction>, Vec<Finding>) {
        let mut faults = Vec::new();
        for (fact, how) in &self.destroyed {
            let (by, received) = (&fact.by, self.item.received);
            faults = destruction(self.medium, how, by, received, self.policy, self.now);
            if faults.is_empty() {
                return (Some((*how).clone()), faults);
            }
        }
        if is_accepted {
            for fault in &mut faults {
                fault.severity = Severity::Warn;
            }
        }
        (None, faults)
    }

    /// What the state itself says.
    fn hints(&self, state: State, is_accepted: bool) -> Vec<Finding> {
        let destroy = (
            "`regrade wipe-log destroy` 登记销毁",
            "`regrade wipe-log destroy`",
        );
        let mut hints = Vec::new();
        if state == State::DestroyPending {
            let why = match self.is_unfit() {
                true => ("这种介质只能销毁", "such a medium can only be destroyed"),
                false => (
                    "清除失败两次，只能销毁",
                    "wiping it failed twice: it is destroyed",
                ),
            };
            hints.push(self.found(Rule::R5, Severity::Quarantine, why, destroy));
        }
        if state == State::Removed && !is_accepted {
            let why = (
                "已拆出，尚未清除或销毁",
                "it was taken out and is neither wiped nor destroyed yet",
            );
            hints.push(self.found(Rule::R2, Severity::Warn, why, destroy));
        }
        if self.removed.is_some() && !state.is_settled() {
            hints.push(self.found(
                Rule::R2,
                Severity::Block,
                (
                    "未清除就拆出，没有第二个人签名",
                    "it was taken out unwiped, and no second person signed for it",
                ),
                (
                    "由两人重新 `regrade wipe-log media remove CODE`",
                    "let two people `regrade wipe-log media remove CODE` anew",
                ),
            ));
        }
        hints
    }

    fn found(
        &self,
        rule: Rule,
        severity: Severity,
        why: (&str, &str),
        cure: (&str, &str),
    ) -> Finding {
        let (zh, en) = named(self.medium);
        let text = (format!("{zh}：{}", why.0), format!("{en}: {}", why.1));
        Finding::new(rule, severity, Some(self.medium.no), text, cure)
    }
}

/// Whether two reports are of one run.
fn is_same_run(one: &Run, other: &Run) -> bool {
    let keys = |run: &Run| run_keys(&run.record, run.start, run.file.as_deref());
    let others = keys(other);
    one.id == other.id || keys(one).iter().any(|key| others.contains(key))
}

/// Whether a medium was taken out or destroyed.
fn is_gone(item: &ItemMedia, medium: &DeclaredMedium) -> bool {
    item.facts.iter().any(|fact| match &fact.what {
        What::Removed { no, .. } | What::Destroyed { no, .. } => *no == medium.no,
        _ => false,
    })
}

const fn rule_of(cause: Cause) -> Rule {
    match cause {
        Cause::Returned | Cause::TakenIn => Rule::R10,
        Cause::Reopened | Cause::Booted | Cause::Swapped | Cause::Written => Rule::R9,
        // Nothing is left that says that its data are gone.
        Cause::Mistaken => Rule::R2,
    }
}

const fn words_of(cause: Cause) -> (&'static str, &'static str) {
    match cause {
        Cause::Returned => ("商品被退回", "the item came back"),
        Cause::TakenIn => ("商品重新收货", "the item was taken in again"),
        Cause::Reopened => ("商品被重新打开", "the item was opened again"),
        Cause::Booted => ("系统启动使用过", "its system was started and used"),
        Cause::Swapped => ("介质更换或移动过", "the medium was swapped or moved"),
        Cause::Written => ("介质又写入过数据", "the medium was written to"),
        Cause::Mistaken => ("清除记录有误", "the record of the wipe was wrong"),
    }
}
