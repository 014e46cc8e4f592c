//! Reads the golden cases of a standard's file.

use super::{
    answer::Answer,
    fields::{Faults, Fields, Title},
    model::{Case, Check, Want},
};
use crate::domain::class::Class;

/// Reads every case.
pub(super) fn read_all(
    root: &mut Fields<'_, '_>,
    checks: &[Check],
    faults: &mut Faults,
) -> Vec<Case> {
    let mut cases = Vec::new();
    for node in root.array("case", faults).into_iter().flatten() {
        let title = Title::new("a case", "");
        let Some(mut fields) = Fields::of(node, title, faults) else {
            continue;
        };
        let line = fields.line;
        let name = fields.need_string("name", faults).unwrap_or_default();
        fields.title = Title::new("case", name);
        let given = match fields.table("given", faults) {
            Some(given) => read_given(&given, checks, faults),
            None => Vec::new(),
        };
        let worth_yuan = fields.whole("worth_yuan", (0, 1_000_000_000), faults);
        let want = fields
            .need("want", faults)
            .and_then(|_| fields.table("want", faults));
        let want = want.map(|want| read_want(want, faults)).unwrap_or_default();
        fields.finish(faults);
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

fn read_given(
    given: &Fields<'_, '_>,
    checks: &[Check],
    faults: &mut Faults,
) -> Vec<(usize, Answer)> {
    let mut answers = Vec::new();
    for (id, start, node) in given.entries() {
        let line = faults.line(start);
        let Some(index) = checks.iter().position(|check| check.id == id) else {
            let what = format!("{} answers `{id}`, which is no check", given.title);
            faults.add(line, what, "name a check of this file");
            continue;
        };
        match checks[index].answer_from(&node.get_ref().into()) {
            Some(answer) => answers.push((index, answer)),
            None => faults.add(
                line,
                format!("{} gives no answer to `{id}`", given.title),
                format!("allowed: {}", checks[index].allowed()),
            ),
        }
    }
    answers
}

fn read_want(mut want: Fields<'_, '_>, faults: &mut Faults) -> Want {
    let class = want.string("class", faults);
    if class.is_some_and(|word| Class::parse(word).is_none()) {
        faults.add(
            want.line,
            format!("{} has no such class", want.title),
            "premium, good or scrap",
        );
    }
    let amounts = (-1_000_000_000, 1_000_000_000);
    let read = Want {
        refused: want.boolean("refused", faults),
        class: class.and_then(Class::parse),
        points: want.whole("points", amounts, faults),
        label: want.string("label", faults).map(str::to_owned),
        ops: want.strings("ops", faults),
        refurbish_yuan: want.whole("refurbish_yuan", amounts, faults),
        because: want.strings("because", faults),
        skipped: want.strings("skipped", faults),
    };
    if read == Want::default() {
        faults.add(
            want.line,
            format!("{} wants nothing", want.title),
            "state the verdict",
        );
    }
    want.finish(faults);
    read
}
