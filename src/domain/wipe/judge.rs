//! What one run over one medium is worth under a profile. Looks at nothing but the run: whether it is
//! of this medium and when it was is for `origin`, what came after it for `state`.

use serde::Serialize;

use super::fact::{DeclaredMedium, Link, Run, Signature};
use super::finding::{Finding, Rule, Severity};
use super::level::{Level, NoLevel};
use super::policy::Policy;
use super::profile::{Grade, MediumPolicy};
use super::report::{Format, MediumKind, Pass, RunResult, Technique, VerifyMode};
use crate::domain::lang::{Lang, Text};

/// How a run came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// All that the report says is good
    Clean,
    /// It failed, or not all of the medium was reached
    Failed,
    /// The report does not say how it ended, or in words that are not known
    Unclear,
}

/// By what a run is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verified {
    /// All of the medium was read back
    Full,
    /// A part of it was read back
    Sample,
    /// The device's own log says that it is done
    StatusLog,
    /// A second person looked for data and found none
    Qc,
    /// By nothing yet
    No,
}

/// Whether a second person checked the medium after the run, and found nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecondCheck {
    /// A second person did
    Passed,
    /// Nobody did yet
    None,
}

impl Verified {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Sample => "sample",
            Self::StatusLog => "status-log",
            Self::Qc => "qc",
            Self::No => "no",
        }
    }
}

/// What a run is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// The level reached; none where it is no clean pass, or not valid for the medium
    pub level: Option<Level>,
    /// Whether the run, by itself, satisfies the profile
    pub accepted: bool,
    /// How it came out
    pub outcome: Outcome,
    /// By what it is verified
    pub verified: Verified,
    /// How well it is evidenced
    pub grade: Grade,
    /// What rules found
    pub findings: Vec<Finding>,
    /// Conditions on which the level rests, and what risk is left
    pub notes: Vec<Text>,
}

/// What `run` over `medium` is worth, with what a second person made of it.
pub fn judge(
    run: &Run,
    medium: &DeclaredMedium,
    check: SecondCheck,
    policy: Policy<'_>,
) -> Judgement {
    let look = Look {
        run,
        medium,
        check,
        policy,
    };
    let outcome = look.outcome();
    let kinds = look.kinds();
    let reached = look.reached(&kinds);
    let verified = look.verified(&kinds);
    let grade = grade(run);
    let mut findings: Vec<Finding> = look.not_clean(outcome).into_iter().collect();
    findings.extend(look.level(&kinds, reached));
    findings.extend(look.passes(&kinds));
    findings.extend(look.verification(verified, grade));
    findings.extend(look.times());
    findings.extend(look.written());
    findings.extend(look.beside(outcome));
    Judgement {
        level: reached.ok().filter(|_| outcome == Outcome::Clean),
        accepted: !findings.iter().any(Finding::stops),
        outcome,
        verified,
        grade,
        findings,
        notes: look.notes(&kinds),
    }
}

/// How well a run is evidenced.
fn grade(run: &Run) -> Grade {
    let is_typed = run.format == Format::Manual || run.file.is_none();
    match (&run.signature, &run.link) {
        _ if is_typed => Grade::C,
        (_, Link::Hand { .. }) => Grade::C,
        (Signature::Checked(_), Link::Serial) => Grade::A,
        (Signature::None | Signature::Unchecked, Link::Serial) => Grade::B,
    }
}

/// How a medium is named in texts: (zh, en).
pub(super) fn named(medium: &DeclaredMedium) -> (String, String) {
    let no = medium.no;
    match medium.serial.as_deref() {
        Some(serial) => (
            format!("介质 {no}（{serial}）"),
            format!("medium {no} ({serial})"),
        ),
        None => (format!("介质 {no}"), format!("medium {no}")),
    }
}

const WIPE_AGAIN: (&str, &str) = (
    "用合适的方法重新清除，再 `regrade wipe-log import FILE…`",
    "wipe it again in a way that counts, then `regrade wipe-log import FILE…`",
);

struct Look<'a> {
    run: &'a Run,
    medium: &'a DeclaredMedium,
    check: SecondCheck,
    policy: Policy<'a>,
}

impl<'a> Look<'a> {
    fn block(&self, rule: Rule, why: (&str, &str), cure: (&str, &str)) -> Finding {
        self.found(rule, Severity::Block, why, cure)
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

    fn outcome(&self) -> Outcome {
        let record = &self.run.record;
        match record.result {
            RunResult::Fail => Outcome::Failed,
            RunResult::Unknown => Outcome::Unclear,
            RunResult::Pass => {
                let is_whole = record.errors.total() == 0
                    && record.done_bp.is_none_or(|done| done >= 10_000)
                    && record.hidden_unreached != Some(true)
                    && record.verification.passed != Some(false);
                match is_whole {
                    false => Outcome::Failed,
                    true if self.run.end.is_none() && !self.is_by_status_log() => Outcome::Unclear,
                    true => Outcome::Clean,
                }
            }
        }
    }

    /// Such a log holds no times, and says itself whether the run is over.
    fn is_by_status_log(&self) -> bool {
        self.run.record.verification.mode == VerifyMode::StatusLog
    }

    /// The medium's kind: as declared, and as the report tells. Where they differ both count.
    fn kinds(&self) -> Vec<MediumKind> {
        let mut kinds: Vec<MediumKind> = [self.medium.kind, self.run.record.medium.kind]
            .into_iter()
            .flatten()
            .collect();
        kinds.dedup();
        kinds
    }

    /// The least level that the run reaches on any of the kinds that the medium may be.
    fn reached(&self, kinds: &[MediumKind]) -> Result<Level, NoLevel> {
        let record = &self.run.record;
        let on = |kind: Option<MediumKind>| {
            self.policy
                .table
                .reached(kind, record.technique, &record.passes, &record.verification)
        };
        let mut least = on(kinds.first().copied())?;
        for kind in kinds {
            least = least.min(on(Some(*kind))?);
        }
        Ok(least)
    }

    fn asked(&self, kinds: &[MediumKind]) -> impl Iterator<Item = &'a MediumPolicy> {
        let profile = self.policy.profile;
        kinds.iter().map(|kind| profile.medium(*kind))
    }

    fn verified(&self, kinds: &[MediumKind]) -> Verified {
        match self.check {
            SecondCheck::Passed => Verified::Qc,
            SecondCheck::None if self.asked(kinds).any(|asked| asked.verify.always_qc) => {
                Verified::No
            }
            SecondCheck::None => self.verified_by_tool(kinds),
        }
    }

    fn verified_by_tool(&self, kinds: &[MediumKind]) -> Verified {
        let verification = &self.run.record.verification;
        if verification.passed != Some(true) || kinds.is_empty() {
            return Verified::No;
        }
        let all = |does: &dyn Fn(&MediumPolicy) -> bool| self.asked(kinds).all(does);
        match verification.mode {
            VerifyMode::Full | VerifyMode::EachPass => Verified::Full,
            VerifyMode::Sample => {
                let share = verification.share_bp.unwrap_or_default();
                match all(&|asked| asked.verify.sample_bp.is_some_and(|least| share >= least)) {
                    true => Verified::Sample,
                    false => Verified::No,
                }
            }
            VerifyMode::StatusLog => match all(&|asked| asked.verify.status_log) {
                true => Verified::StatusLog,
                false => Verified::No,
            },
            VerifyMode::Off | VerifyMode::Untold => Verified::No,
        }
    }

    fn not_clean(&self, outcome: Outcome) -> Option<Finding> {
        let (zh, en) = match outcome {
            Outcome::Clean => return None,
            Outcome::Unclear => (
                "报告没有说明清除是否成功完成".to_owned(),
                "the report does not say that the wipe came to a good end".to_owned(),
            ),
            Outcome::Failed => self.failure(),
        };
        Some(self.found(
            Rule::R5,
            Severity::Quarantine,
            (&zh, &en),
            (
                "隔离存放，可重试一次；再失败则 `regrade wipe-log destroy`",
                "set it apart and wipe it once more; if that fails too, `regrade wipe-log destroy`",
            ),
        ))
    }

    fn failure(&self) -> (String, String) {
        let record = &self.run.record;
        let (errors, done) = (record.errors.total(), record.done_bp.unwrap_or(10_000));
        if record.result == RunResult::Fail {
            ("清除失败".to_owned(), "the wipe failed".to_owned())
        } else if errors > 0 {
            (
                format!("清除有 {errors} 个错误"),
                format!("the wipe counted errors: {errors}"),
            )
        } else if done < 10_000 {
            let (whole, part) = (done / 100, done % 100);
            (
                format!("只清除了 {whole}.{part:02} %"),
                format!("only {whole}.{part:02} % of it was wiped"),
            )
        } else if record.hidden_unreached == Some(true) {
            (
                "隐藏区域（HPA/DCO）未清除".to_owned(),
                "its hidden areas (HPA, DCO) were not reached".to_owned(),
            )
        } else {
            (
                "回读校验不一致".to_owned(),
                "what was read back is not what was written".to_owned(),
            )
        }
    }

    fn level(&self, kinds: &[MediumKind], reached: Result<Level, NoLevel>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let profile = self.policy.profile;
        match reached {
            Err(why) => findings.push(self.no_level(why)),
            Ok(level) => {
                if let Some(asked) = self.asked(kinds).find(|asked| level < asked.least) {
                    let name = |lang| (level.name(lang), asked.least.name(lang));
                    let ((zh, zh_least), (en, en_least)) = (name(Lang::Zh), name(Lang::En));
                    findings.push(self.block(
                        Rule::R3,
                        (
                            &format!("达到{zh}，规则 {} 要求{zh_least}", profile.id),
                            &format!("it reached {en}; {} asks for {en_least}", profile.id),
                        ),
                        WIPE_AGAIN,
                    ));
                }
            }
        }
        let Some(technique) = self.run.record.technique else {
            return findings;
        };
        let (zh, en) = (technique.name(Lang::Zh), technique.name(Lang::En));
        if technique == Technique::FactoryReset && !profile.factory_reset_counts {
            findings.push(self.block(
                Rule::R13,
                (
                    &format!("规则 {} 不认可手动恢复出厂设置", profile.id),
                    &format!("{} does not count a factory reset by hand", profile.id),
                ),
                (
                    "用工具擦除，再 `regrade wipe-log import FILE…`",
                    "erase it by a tool, then `regrade wipe-log import FILE…`",
                ),
            ));
        } else if self
            .asked(kinds)
            .any(|asked| asked.not_counted.contains(&technique))
        {
            findings.push(self.block(
                Rule::R3,
                (
                    &format!("规则 {} 不认可{zh}", profile.id),
                    &format!("{} does not count: {en}", profile.id),
                ),
                WIPE_AGAIN,
            ));
        }
        let is_disputed = |kind: &MediumKind| self.policy.table.cell(*kind, technique).is_disputed;
        if !profile.shred_destroys && kinds.iter().any(is_disputed) {
            findings.push(self.block(
                Rule::R15,
                (
                    &format!("规则 {} 不认可{zh}为销毁", profile.id),
                    &format!("{} does not count as destruction: {en}", profile.id),
                ),
                super::destruction::CURE,
            ));
        }
        findings
    }

    fn no_level(&self, why: NoLevel) -> Finding {
        let technique = self.run.record.technique;
        let name = |lang| technique.map_or("", |technique| technique.name(lang));
        let (zh, en) = (name(Lang::Zh), name(Lang::En));
        let (text_zh, text_en) = match why {
            NoLevel::UnknownMedium => {
                return self.block(
                    Rule::R3,
                    ("不知道是哪种介质", "nobody says what kind of medium it is"),
                    (
                        "`regrade wipe-log media add CODE` 说明种类",
                        "`regrade wipe-log media add CODE` with its kind",
                    ),
                );
            }
            NoLevel::UnknownTechnique => (
                "报告没有说明清除方法".to_owned(),
                "the report does not say how it was wiped".to_owned(),
            ),
            NoLevel::NotValid => (
                format!("{zh}对这种介质无效"),
                format!("not valid for such a medium: {en}"),
            ),
            NoLevel::Passes { needed, found } => (
                format!("{zh}至少 {needed} 遍，报告有 {found} 遍"),
                format!("{en} takes {needed} passes; the report tells {found}"),
            ),
            NoLevel::NoComplement => (
                "没有一遍是前一遍的反码".to_owned(),
                "no pass wrote the complement of the one before".to_owned(),
            ),
            NoLevel::NoStatusLog => (
                format!("{zh}须由设备状态日志证明已完成"),
                format!("{en} counts once the device's log says that it is done"),
            ),
        };
        self.block(Rule::R3, (&text_zh, &text_en), WIPE_AGAIN)
    }

    fn passes(&self, kinds: &[MediumKind]) -> Option<Finding> {
        let record = &self.run.record;
        if record.technique != Some(Technique::Overwrite) {
            return None;
        }
        let found = record.passes.len() as u32;
        let is_random = |pass: &&Pass| **pass == Pass::Random;
        let random = record.passes.iter().filter(is_random).count() as u32;
        let asked = self
            .asked(kinds)
            .find(|asked| found < asked.passes || random < asked.random_passes)?;
        let (passes, randoms, id) = (asked.passes, asked.random_passes, &self.policy.profile.id);
        Some(self.block(
            Rule::R3,
            (
                &format!(
                    "规则 {id} 要求覆写 {passes} 遍（随机 {randoms} 遍），\
                     报告有 {found} 遍（随机 {random} 遍）"
                ),
                &format!(
                    "{id} asks for {passes} passes, {randoms} of them random; \
                     the report tells {found}, {random} of them random"
                ),
            ),
            WIPE_AGAIN,
        ))
    }

    fn verification(&self, verified: Verified, grade: Grade) -> Vec<Finding> {
        let mut findings = Vec::new();
        if verified == Verified::No {
            findings.push(self.block(
                Rule::R4,
                ("清除结果没有验证", "nothing verifies what the wipe came to"),
                (
                    "由另一人检查后 `regrade wipe-log qc`",
                    "let a second person check it, then `regrade wipe-log qc`",
                ),
            ));
        }
        let least = self.policy.profile.least_evidence;
        if grade < least {
            let (id, is, least) = (&self.policy.profile.id, grade.as_str(), least.as_str());
            findings.push(self.block(
                Rule::R4,
                (
                    &format!("证据等级 {is}，规则 {id} 要求 {least}"),
                    &format!("its evidence is of grade {is}; {id} asks for {least}"),
                ),
                (
                    "`regrade wipe-log import FILE…` 导入工具自己的报告",
                    "`regrade wipe-log import FILE…` with the tool's own report",
                ),
            ));
        }
        findings
    }

    fn times(&self) -> Option<Finding> {
        let technique = self.run.record.technique;
        // A key is gone within a second; an overwrite takes time.
        let is_quick = technique.is_some_and(Technique::is_done_by_firmware);
        let (text, cure) = match (self.run.start, self.run.end) {
            (Some(start), Some(end)) if start < end || (start == end && is_quick) => return None,
            (Some(_), Some(_)) => (
                ("结束时间不晚于开始时间", "it ended before it began"),
                (
                    "核对清除设备的时钟，重新清除",
                    "set the wiping machine's clock right and wipe it again",
                ),
            ),
            (None, _) | (_, None) => (
                (
                    "不知道清除何时开始、何时结束",
                    "nobody says when the wipe began and when it ended",
                ),
                (
                    "`regrade wipe-log import FILE…` 时说明时间，或 `regrade wipe-log add` 登记",
                    "tell the times to `regrade wipe-log import FILE…`, or enter the run with \
                     `regrade wipe-log add`",
                ),
            ),
        };
        Some(self.block(Rule::R8, text, cure))
    }

    fn written(&self) -> Option<Finding> {
        (self.run.record.written_since == Some(true)).then(|| {
            self.block(
                Rule::R9,
                (
                    "清除之后又写入过数据",
                    "something was written to it after the wipe",
                ),
                WIPE_AGAIN,
            )
        })
    }

    /// What stands beside a good wipe.
    fn beside(&self, outcome: Outcome) -> Vec<Finding> {
        let mut findings = Vec::new();
        let (declared, told) = (self.medium.kind, self.run.record.medium.kind);
        if let (Some(declared), Some(told)) = (declared, told)
            && declared != told
        {
            let name = |lang| (declared.name(lang), told.name(lang));
            let ((zh, zh_told), (en, en_told)) = (name(Lang::Zh), name(Lang::En));
            findings.push(self.found(
                Rule::R3,
                Severity::Warn,
                (
                    &format!("登记为{zh}，报告为{zh_told}；按两者中较严的判断"),
                    &format!("declared as {en}, reported as {en_told}; judged as both"),
                ),
                (
                    "核对介质；如登记有误，`regrade wipe-log media remove CODE` 后重新登记",
                    "look at it; if the list is wrong, `regrade wipe-log media remove CODE` and \
                     add it again",
                ),
            ));
        }
        let remarks = &self.run.record.remarks;
        if let (Outcome::Clean, Some(first)) = (outcome, remarks.first()) {
            let (first, count) = (shown(first), remarks.len());
            findings.push(self.found(
                Rule::R19,
                Severity::Warn,
                (
                    &format!("报告另有 {count} 条说明：{first}"),
                    &format!("the report remarks beside the wipe ({count}): {first}"),
                ),
                (
                    "`regrade wipe-log show CODE` 查看；部件不良时降级或拆下",
                    "see `regrade wipe-log show CODE`; a bad part caps the grade or is taken out",
                ),
            ));
        }
        findings
    }

    fn notes(&self, kinds: &[MediumKind]) -> Vec<Text> {
        let table = self.policy.table;
        let Some(technique) = self.run.record.technique else {
            return Vec::new();
        };
        let mut notes: Vec<Text> = Vec::new();
        for kind in kinds {
            for note in table.notes(table.cell(*kind, technique)) {
                if !notes.contains(note) {
                    notes.push(note.clone());
                }
            }
        }
        notes
    }
}

/// A report's words, short and on one line.
fn shown(words: &str) -> String {
    const MOST: usize = 80;
    words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MOST)
        .collect()
}
