//! What two inspectors are compared by: where an answer lies among the ordered answers of its
//! check.

use super::{
    Standard,
    model::{Check, Kind},
    verdict::Verdict,
    words::choice_words,
};
use crate::domain::lang::Lang;

impl Check {
    /// The ordered ratings of the check, best first, in words; none where there is nothing to be
    /// ordered, as with words and photos. An option goes by its id.
    pub fn ratings(&self, lang: Lang) -> Vec<String> {
        match &self.kind {
            Kind::Bool { .. } => vec!["true".to_owned(), "false".to_owned()],
            Kind::Enum { options } => options.iter().map(|option| option.id.clone()).collect(),
            Kind::Number(measure) | Kind::Count(measure) => (0..measure.bands.len())
                .map(|band| choice_words(&self.kind, band, lang))
                .collect(),
            // Whether any defect costs points is worth knowing below the first total as well.
            Kind::Defects(defects) => {
                let fixed = [lang.pick("无", "none"), lang.pick("有", "some")];
                let totals = defects.at.iter().map(|at| format!("≥ {}", at.total));
                fixed.into_iter().map(str::to_owned).chain(totals).collect()
            }
            Kind::Text | Kind::Photo { .. } => Vec::new(),
        }
    }
}

impl Verdict {
    /// The place of the answer among the ratings of the check at `index`; none where the check was
    /// skipped or is not answered.
    pub fn rating(&self, standard: &Standard, index: usize) -> Option<usize> {
        let state = &self.state;
        if (state.skipped | state.open) >> index & 1 == 1 {
            return None;
        }
        let choice = usize::from(state.choices[index]);
        match &standard.checks[index].kind {
            Kind::Bool { .. } | Kind::Enum { .. } => Some(choice),
            Kind::Number(measure) | Kind::Count(measure) => {
                (!measure.bands.is_empty()).then_some(choice)
            }
            Kind::Defects(_) => {
                let slot = usize::from(standard.dense.checks[index].slot);
                Some(match state.totals[slot] {
                    0 => 0,
                    _ => 1 + choice,
                })
            }
            Kind::Text | Kind::Photo { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Answers, Standard, sample::Sampler};
    use super::*;

    const EVERYTHING: &str = include_str!("tests/everything.toml");

    fn ratings_of(given: &[(&str, &str)]) -> Vec<String> {
        let standard = Standard::load(EVERYTHING).unwrap();
        let mut answers = Answers::best(&standard);
        for (check, text) in given {
            let (index, answer) = standard.answer_from_text(check, text).unwrap();
            answers.set(index, answer);
        }
        let verdict = standard.verdict(&answers, None);
        let rating = |(index, check): (usize, &Check)| match verdict.rating(&standard, index) {
            Some(place) => check.ratings(Lang::En)[place].clone(),
            None => "—".to_owned(),
        };
        standard.checks.iter().enumerate().map(rating).collect()
    }

    #[test]
    fn answers_lie_among_the_ordered_ratings() {
        let best = [
            "yes",
            "true",
            "none",
            "—",
            "≥ 1.5 mm",
            "< 1",
            "9 ≤ … < 11 mm",
            "none",
            "—",
            "—",
        ];
        assert_eq!(ratings_of(&[]), best);
        let found = ratings_of(&[
            ("works", "no"),
            ("stain", "2"),
            ("dip", "5"),
            ("marks", "front:deep:6"),
        ]);
        // Without "works" the noise is not asked, and 3 × 2 × 2 points reach the first total.
        let expected = [
            "yes",
            "false",
            "—",
            "—",
            "≥ 1.5 mm",
            "1 ≤ … < 3",
            "< 8 mm",
            "≥ 10",
            "—",
            "—",
        ];
        assert_eq!(found, expected);
        assert_eq!(ratings_of(&[("marks", "back:deep:1")])[7], "some");
    }

    #[test]
    fn no_answer_lies_outside_the_ratings() {
        let standard = Standard::load(EVERYTHING).unwrap();
        let mut sampler = Sampler::new(&standard, 11);
        for _ in 0..500 {
            let verdict = standard.verdict(&sampler.answers(60), None);
            for (index, check) in standard.checks.iter().enumerate() {
                let rating = verdict.rating(&standard, index);
                assert!(rating.is_none_or(|rating| rating < check.ratings(Lang::Zh).len()));
            }
        }
    }
}
