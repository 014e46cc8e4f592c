//! Reads the answers of stored inspections, many of them, as far as another version of the standard
//! still asks for them.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{
    Standard,
    answer::{Answer, Answers},
    answer_read::Given,
    model::Kind,
};

/// Reads recorded answers to one standard.
#[derive(Debug)]
pub struct RecordedAnswers<'s> {
    standard: &'s Standard,
    /// Checks by id, sorted.
    by_id: Vec<(&'s str, usize)>,
    /// Nothing answered; photos and words count as there, since the record keeps the latter apart.
    open: Answers,
}

impl<'s> RecordedAnswers<'s> {
    /// For answers to that standard.
    pub fn of(standard: &'s Standard) -> Self {
        let checks = standard.checks.iter().enumerate();
        let mut by_id: Vec<_> = checks
            .map(|(index, check)| (check.id.as_str(), index))
            .collect();
        by_id.sort_unstable();
        Self {
            standard,
            by_id,
            open: Answers::open(standard).with_everything_attached(standard),
        }
    }

    /// Answers to be read into.
    pub fn room(&self) -> Answers {
        self.open.clone()
    }

    /// Reads the JSON object of an inspection's answers. A check stays open that is not among them,
    /// or whose answer is none of this standard's.
    pub fn read(&self, json: &str, answers: &mut Answers) -> serde_json::Result<()> {
        let mut reader = serde_json::Deserializer::from_str(json);
        self.reader(answers).deserialize(&mut reader)
    }

    /// The same for a reader that has come to the object.
    pub fn reader<'r>(&'r self, answers: &'r mut Answers) -> AnswersReader<'r> {
        answers.0.clone_from(&self.open.0);
        AnswersReader {
            recorded: self,
            next: 0,
            answers,
        }
    }

    /// Opens the answers to checks that were skipped: what stands in the record for them is a
    /// default that nobody looked at.
    pub fn open_skipped(&self, skipped: &[&str], answers: &mut Answers) {
        for id in skipped {
            if let Some(index) = self.index_of(id, 0) {
                answers.0[index].clone_from(&self.open.0[index]);
            }
        }
    }

    /// The check of that id. The record is sorted as `by_id` is, so it is most likely the one at
    /// `next`.
    fn index_of(&self, id: &str, next: usize) -> Option<usize> {
        match self.by_id.get(next) {
            Some((known, index)) if *known == id => Some(*index),
            _ => {
                let place = self.by_id.binary_search_by(|(known, _)| (*known).cmp(id));
                place.ok().map(|place| self.by_id[place].1)
            }
        }
    }
}

/// Where the answers of an object go.
#[derive(Debug)]
pub struct AnswersReader<'r> {
    recorded: &'r RecordedAnswers<'r>,
    /// The place in the order of ids that the next answer is most likely to.
    next: usize,
    answers: &'r mut Answers,
}

impl<'de> DeserializeSeed<'de> for AnswersReader<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for AnswersReader<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of check to answer")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        // Ids are plain, so that a key never needs to be put together from escapes.
        while let Some(id) = map.next_key::<&str>()? {
            let index = self.recorded.index_of(id, self.next);
            self.next += 1;
            let check = index.map(|index| &self.recorded.standard.checks[index]);
            match (index, check) {
                (Some(index), Some(check)) if !is_attached(&check.kind) => {
                    let given: Given<'_> = map.next_value()?;
                    let answer = check.answer_from(&given);
                    self.answers.0[index] = answer.unwrap_or(Answer::Open);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

fn is_attached(kind: &Kind) -> bool {
    matches!(kind, Kind::Text | Kind::Photo { .. })
}

#[cfg(test)]
mod tests {
    use super::super::{built_in::BUILT_IN, sample::Sampler};
    use super::*;

    #[test]
    fn what_was_written_is_read_back() {
        for (id, source) in BUILT_IN {
            let standard = Standard::load(source).unwrap();
            let recorded = RecordedAnswers::of(&standard);
            let mut sampler = Sampler::new(&standard, 5);
            let (mut room, mut json) = (recorded.room(), String::new());
            for _ in 0..300 {
                let answers = sampler.answers(50).with_everything_attached(&standard);
                json.clear();
                answers.write_json(&standard, &mut json);
                recorded.read(&json, &mut room).unwrap();
                let (before, after) = (
                    standard.verdict(&answers, None),
                    standard.verdict(&room, None),
                );
                assert_eq!(before, after, "{id}: {json}");
            }
        }
    }

    #[test]
    fn what_is_not_answered_here_stays_open() {
        let standard = Standard::load(include_str!("tests/everything.toml")).unwrap();
        let recorded = RecordedAnswers::of(&standard);
        let mut room = recorded.room();
        let json =
            r#"{"genuine":"yes","gone":3,"noise":"rattling","play":"2","stain":1,"works":true}"#;
        recorded.read(json, &mut room).unwrap();
        recorded.open_skipped(&["stain"], &mut room);
        let open: Vec<&str> = standard
            .checks
            .iter()
            .zip(room.iter())
            .filter(|(_, answer)| answer.is_open())
            .map(|(check, _)| check.id.as_str())
            .collect();
        assert_eq!(open, ["noise", "where_loose", "stain", "dip", "marks"]);
    }
}
