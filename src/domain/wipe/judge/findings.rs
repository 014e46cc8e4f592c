//! What the rules find of one run: R3 to R5, R8, R9, R13, R15 and R19, each with its cure.

use super::{Look, Outcome, Verified, named};
use crate::domain::lang::Lang;
use crate::domain::wipe::destruction;
use crate::domain::wipe::finding::{Finding, Rule, Severity};
use crate::domain::wipe::level::{Level, NoLevel};
use crate::domain::wipe::profile::Grade;
use crate::domain::wipe::report::{MediumKind, Pass, RunResult, Technique};

const WIPE_AGAIN: (&str, &str) = (
    "用合适的方法重新清除，再 `regrade wipe-log import FILE…`",
    "wipe it again in a way that counts, then `regrade wipe-log import FILE…`",
);

impl Look<'_> {
    /// All that the rules find of the run.
    pub(super) fn findings(
        &self,
        kinds: &[MediumKind],
        (outcome, reached, verified, grade): (Outcome, Result<Level, NoLevel>, Verified, Grade),
    ) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self.not_clean(outcome).into_iter().collect();
        findings.extend(self.level(kinds, reached));
        findings.extend(self.counted(kinds));
        findings.extend(self.passes(kinds));
        findings.extend(self.verification(verified, grade));
        findings.extend(self.times());
        findings.extend(self.written());
        findings.extend(self.other_kind());
        findings.extend(self.remarks(outcome));
        findings
    }

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

    fn level(&self, kinds: &[MediumKind], reached: Result<Level, NoLevel>) -> Option<Finding> {
        let level = match reached {
            Ok(level) => level,
            Err(why) => return Some(self.no_level(why)),
        };
        let asked = self.asked(kinds).find(|asked| level < asked.least)?;
        let id = &self.policy.profile.id;
        let name = |lang| (level.name(lang), asked.least.name(lang));
        let ((zh, zh_least), (en, en_least)) = (name(Lang::Zh), name(Lang::En));
        Some(self.block(
            Rule::R3,
            (
                &format!("达到{zh}，规则 {id} 要求{zh_least}"),
                &format!("it reached {en}; {id} asks for {en_least}"),
            ),
            WIPE_AGAIN,
        ))
    }

    /// Whether the technique counts as one, whatever level it reaches.
    fn counted(&self, kinds: &[MediumKind]) -> Option<Finding> {
        let technique = self.run.record.technique?;
        let profile = self.policy.profile;
        let (id, zh, en) = (
            &profile.id,
            technique.name(Lang::Zh),
            technique.name(Lang::En),
        );
        let is_named = self
            .asked(kinds)
            .any(|asked| asked.not_counted.contains(&technique));
        let ends_use = |kind: &MediumKind| self.policy.table.cell(*kind, technique).ends_use;
        if matches!(technique, Technique::Shred | Technique::Incinerate) {
            Some(self.block(
                Rule::R15,
                (
                    &format!("{zh}是销毁，须由两人登记"),
                    &format!("it takes two people to put a destruction on record: {en}"),
                ),
                destruction::CURE,
            ))
        } else if technique == Technique::FactoryReset && !profile.factory_reset_counts {
            Some(self.block(
                Rule::R13,
                (
                    &format!("规则 {id} 不认可手动恢复出厂设置"),
                    &format!("{id} does not count a factory reset by hand"),
                ),
                (
                    "用工具擦除，再 `regrade wipe-log import FILE…`",
                    "erase it by a tool, then `regrade wipe-log import FILE…`",
                ),
            ))
        } else if is_named {
            Some(self.block(
                Rule::R3,
                (
                    &format!("规则 {id} 不认可{zh}"),
                    &format!("{id} does not count: {en}"),
                ),
                WIPE_AGAIN,
            ))
        } else {
            kinds.iter().any(ends_use).then(|| {
                self.found(
                    Rule::R15,
                    Severity::Warn,
                    (
                        &format!("{zh}之后介质不能再用"),
                        &format!("the medium is of no use after it: {en}"),
                    ),
                    destruction::CURE,
                )
            })
        }
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

    fn other_kind(&self) -> Option<Finding> {
        let (declared, told) = (self.medium.kind?, self.run.record.medium.kind?);
        let name = |lang| (declared.name(lang), told.name(lang));
        let ((zh, zh_told), (en, en_told)) = (name(Lang::Zh), name(Lang::En));
        (declared != told).then(|| {
            self.found(
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
            )
        })
    }

    /// What the report remarks beside a good wipe.
    fn remarks(&self, outcome: Outcome) -> Option<Finding> {
        let remarks = &self.run.record.remarks;
        let (first, count) = (shown(remarks.first()?), remarks.len());
        (outcome == Outcome::Clean).then(|| {
            self.found(
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
            )
        })
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
