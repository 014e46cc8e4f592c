//! How the answers of an inspection came about: step by step, so that each step can be undone, also
//! after the plug was pulled.

use super::bench::Bench;
use crate::app::AppError;
use crate::domain::standard::{Answer, Answers, Settled, Standard};

/// What one action of the inspector answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// Check and answer; no answer puts the check back to how it was before anybody answered it
    pub changes: Vec<(usize, Option<Answer>)>,
}

impl Step {
    /// Answers that were given at once.
    pub fn of(answers: Vec<(usize, Answer)>) -> Self {
        let given = answers.into_iter();
        Self {
            changes: given.map(|(index, answer)| (index, Some(answer))).collect(),
        }
    }

    /// Checks as they were before anybody answered them.
    pub fn back(checks: impl Iterator<Item = usize>) -> Self {
        Self {
            changes: checks.map(|index| (index, None)).collect(),
        }
    }

    /// What leads from one set of answers to another.
    fn between(from: &Answers, to: &Answers) -> Self {
        let changed = from.iter().zip(to.iter()).enumerate();
        Self {
            changes: changed
                .filter(|(_, (from, to))| from != to)
                .map(|(index, (_, to))| (index, Some(to.clone())))
                .collect(),
        }
    }
}

impl Bench {
    /// Takes a step; one that changes nothing is none.
    pub fn take(&mut self, step: Step) {
        if !step.changes.is_empty() {
            self.steps.push(step);
            self.answers = folded(&self.start, &self.steps);
        }
    }

    /// Takes the newest step back, if there is one.
    pub fn undo(&mut self) -> Option<Step> {
        let step = self.steps.pop()?;
        self.answers = folded(&self.start, &self.steps);
        Some(step)
    }

    /// Whether somebody answered the check.
    pub fn is_answered(&self, index: usize) -> bool {
        let steps = self.steps.iter().rev();
        let mut changes = steps.flat_map(|step| &step.changes);
        changes
            .find(|(changed, _)| *changed == index)
            .is_some_and(|(_, answer)| answer.is_some())
    }

    /// How many checks somebody answered.
    pub fn answered(&self) -> usize {
        let all = 0..self.standard.checks.len();
        all.filter(|index| self.is_answered(*index)).count()
    }

    /// The verdict that nothing which is still open can change, where there is one.
    pub fn settled(&self) -> Option<Settled> {
        let mut open = self.answers.clone();
        for index in 0..self.standard.checks.len() {
            if !self.is_answered(index) && !self.is_kept(index) {
                open.set(index, Answer::Open);
            }
        }
        self.priced.settled(&self.standard, &open)
    }

    /// Takes the steps of a draft that led to the answers which now stand. Answers that came about
    /// otherwise are one step.
    pub(super) fn retrace(&mut self, steps: Vec<Step>) {
        self.steps = steps;
        if folded(&self.start, &self.steps) != self.answers {
            self.steps = vec![Step::between(&self.start, &self.answers)];
        }
    }
}

/// The answers that the steps lead to.
fn folded(start: &Answers, steps: &[Step]) -> Answers {
    let mut answers = start.clone();
    for (index, answer) in steps.iter().flat_map(|step| &step.changes) {
        let answer = answer.as_ref().unwrap_or(start.get(*index));
        answers.set(*index, answer.clone());
    }
    answers
}

/// The steps as a draft keeps them.
pub(super) fn write(standard: &Standard, steps: &[Step]) -> String {
    let mut text = String::from("[");
    for (place, step) in steps.iter().enumerate() {
        text += if place == 0 { "{" } else { ",{" };
        for (place, (index, answer)) in step.changes.iter().enumerate() {
            let check = &standard.checks[*index];
            text += if place == 0 { "\"" } else { ",\"" };
            text += &check.id;
            text += "\":";
            check.write_answer_json(answer.as_ref().unwrap_or(&Answer::Open), &mut text);
        }
        text.push('}');
    }
    text.push(']');
    text
}

/// The steps that a draft kept, as far as the standard takes their answers.
pub(super) fn read(standard: &Standard, text: &str) -> Result<Vec<Step>, AppError> {
    let kept: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(text)
        .map_err(|error| AppError::BadAnswer(format!("the draft cannot be read: {error}")))?;
    let change = |(check, value): (&String, &serde_json::Value)| {
        let index = standard.index_of(check).ok()?;
        let answer = standard.checks[index].answer_from_json(value).ok()?;
        Some((index, (!answer.is_open()).then_some(answer)))
    };
    let steps = kept.iter().map(|kept| Step {
        changes: kept.iter().filter_map(change).collect(),
    });
    Ok(steps.filter(|step| !step.changes.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::standard::built_in::BUILT_IN;

    fn standard() -> Standard {
        let mut all = BUILT_IN.iter();
        let (_, source) = all.find(|(id, _)| *id == "smartphone").unwrap();
        Standard::load(source).unwrap()
    }

    #[test]
    fn steps_come_back_as_they_were_written() {
        let standard = standard();
        let mut steps = Vec::new();
        for (check, text) in [
            ("glass", "crack"),
            ("scratch", "screen:hard:12;back:light:5"),
            ("batt_health", "84"),
            ("power_on", "no"),
        ] {
            steps.push(Step::of(vec![
                standard.answer_from_text(check, text).unwrap(),
            ]));
        }
        steps.push(Step::back(std::iter::once(0)));
        let text = write(&standard, &steps);
        assert_eq!(read(&standard, &text).unwrap(), steps);
    }

    #[test]
    fn what_another_version_does_not_take_is_left_out() {
        let standard = standard();
        let text = r#"[{"glass":"gone"},{"gone":true,"power_on":false}]"#;
        let power = standard.index_of("power_on").unwrap();
        let expected = Step::of(vec![(power, Answer::Bool(false))]);
        assert_eq!(read(&standard, text).unwrap(), [expected]);
    }
}
