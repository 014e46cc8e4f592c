//! Reads the answers of stored inspections, many of them, as far as another version of the standard
//! still asks for them.
//!
//! Most items are answered as the one before was, so that an answer is only read where its text is
//! another.

use super::{
    Standard,
    answer::{Answer, Answers},
    answer_read::Given,
    model::Kind,
};
use crate::domain::canonical::{NotCanonical, Walk};

/// Reads recorded answers to one standard.
#[derive(Debug)]
pub struct RecordedAnswers<'s> {
    standard: &'s Standard,
    /// Checks by id, sorted.
    by_id: Vec<(&'s str, usize)>,
    /// Nothing answered; photos and words count as there, since the record keeps the latter apart.
    open: Answers,
}

/// The answers of the inspection that was read last.
#[derive(Debug)]
pub struct Room {
    answers: Answers,
    /// The JSON that each was read from; empty where it is as when nothing was answered.
    told: Vec<String>,
}

impl Room {
    /// What was answered.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }
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

    /// Room to read answers into.
    pub fn room(&self) -> Room {
        Room {
            answers: self.open.clone(),
            told: vec![String::new(); self.standard.checks.len()],
        }
    }

    /// Reads the object of an inspection's answers that begins at `walk`. A check stays open that
    /// is not among them, or whose answer is none of this standard's.
    pub fn read(&self, walk: &mut Walk<'_>, room: &mut Room) -> Result<(), NotCanonical> {
        let (mut next, mut answered) = (0, 0_u64);
        while let Some(id) = walk.member()? {
            let told = walk.value()?;
            let Some(place) = self.place_of(id, next) else {
                continue;
            };
            next = place + 1;
            let index = self.by_id[place].1;
            answered |= 1 << index;
            self.tell(index, told, room)?;
        }
        for index in 0..room.told.len() {
            if answered >> index & 1 == 0 {
                self.open(index, room);
            }
        }
        Ok(())
    }

    /// Opens the answers to checks that were skipped: what stands in the record for them is a
    /// default that nobody looked at.
    pub fn open_skipped<'i>(&self, skipped: impl Iterator<Item = &'i str>, room: &mut Room) {
        for id in skipped {
            if let Some(place) = self.place_of(id, 0) {
                self.open(self.by_id[place].1, room);
            }
        }
    }

    fn tell(&self, index: usize, told: &str, room: &mut Room) -> Result<(), NotCanonical> {
        let check = &self.standard.checks[index];
        let is_attached = matches!(check.kind, Kind::Text | Kind::Photo { .. });
        if room.told[index] == told || is_attached {
            return Ok(());
        }
        let given = serde_json::from_str::<Given<'_>>(told).map_err(|_| NotCanonical(0))?;
        let answer = check.answer_from(&given);
        room.answers.0[index] = answer.unwrap_or(Answer::Open);
        room.told[index].clear();
        room.told[index].push_str(told);
        Ok(())
    }

    fn open(&self, index: usize, room: &mut Room) {
        if !room.told[index].is_empty() {
            room.told[index].clear();
            room.answers.0[index].clone_from(&self.open.0[index]);
        }
    }

    /// Where the check of that id stands in `by_id`. The record is sorted as that is, so it is most
    /// likely at `next`.
    fn place_of(&self, id: &str, next: usize) -> Option<usize> {
        match self.by_id.get(next) {
            Some((known, _)) if *known == id => Some(next),
            _ => self
                .by_id
                .binary_search_by_key(&id, |(known, _)| known)
                .ok(),
        }
    }
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
                recorded.read(&mut Walk::new(&json), &mut room).unwrap();
                let (before, after) = (
                    standard.verdict(&answers, None),
                    standard.verdict(room.answers(), None),
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
        recorded.read(&mut Walk::new(json), &mut room).unwrap();
        recorded.open_skipped(["stain"].into_iter(), &mut room);
        let open: Vec<&str> = standard
            .checks
            .iter()
            .zip(room.answers().iter())
            .filter(|(_, answer)| answer.is_open())
            .map(|(check, _)| check.id.as_str())
            .collect();
        assert_eq!(open, ["noise", "where_loose", "stain", "dip", "marks"]);
    }
}
