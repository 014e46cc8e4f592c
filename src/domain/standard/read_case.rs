//! Reads the golden cases of a standard's file.

use super::{
    answer::Answer,
    fields::{Faults, Fields, Map, Title},
    model::{Case, Check, Want},
};
use crate::domain::class::Class;
use crate::domain::lang::Lang;

/// Reads every case.
pub(super) fn read_all(root: &Fields<'_, '_>, checks: &[Check], faults: &mut Faults) -> Vec<Case> {
    let mut cases = Vec::new();
    for mut fields in root.tables("case", |_| Title::new("a case", ""), faults) {
        let line = fields.line;
        let name = fields.string("name", faults).unwrap_or_default();
        fields.title = Title::new("case", name);
        let given = match fields.map("given", faults) {
            Some(given) => read_given(&given, checks, faults),
            None => Vec::new(),
        };
        let worth_yuan = fields.whole("worth_yuan", faults);
        let want = fields.table("want", faults);
        let want = want
            .map(|want| read_want(&want, faults))
            .unwrap_or_default();
        cases.push(Case {
            name: name.to_owned(),
            given,
            worth_yuan,
            want,
            line,
        });
    }
    cases
}

fn read_given(given: &Map<'_, '_>, checks: &[Check], faults: &mut Faults) -> Vec<(usize, Answer)> {
    let mut answers = Vec::new();
    for (id, line, node) in &given.entries {
        let Some(index) = checks.iter().position(|check| check.id == *id) else {
            let what = format!("{} answers `{id}`, which is no check", given.title);
            faults.add(*line, what, "name a check of this file");
            continue;
        };
        match checks[index].answer_from(&node.get_ref().into()) {
            Some(answer) => answers.push((index, answer)),
            None => faults.add(
                *line,
                format!("{} gives no answer to `{id}`", given.title),
                format!("allowed: {}", checks[index].allowed(Lang::En)),
            ),
        }
    }
    answers
}

fn read_want(want: &Fields<'_, '_>, faults: &mut Faults) -> Want {
    let read = Want {
        refused: want.flag("refused", faults),
        class: want.word("class", faults).and_then(Class::parse),
        points: want.whole("points", faults),
        label: want.string("label", faults).map(str::to_owned),
        ops: want.texts("ops", faults),
        refurbish_yuan: want.whole("refurbish_yuan", faults),
        because: want.texts("because", faults),
        skipped: want.texts("skipped", faults),
    };
    if read == Want::default() {
        faults.add(
            want.line,
            format!("{} wants nothing", want.title),
            "state the verdict",
        );
    }
    read
}
