//! What a row of a file says of the work done under an order.

use super::batch::Field;
use super::finish::Finishing;
use super::refusal::Refusal;
use crate::domain::lang::Text;
use crate::domain::pickup::read_price;
use crate::domain::refurbish::Outcome;

/// What a row says of the work done. Nothing is guessed: minutes and cost are said.
pub(super) fn finishing(
    outcome: Option<&str>,
    minutes: Option<&str>,
    cost: Option<&str>,
) -> Result<Finishing, (Field, Refusal)> {
    let bad = |field, zh: &str, en: &str, cure: (&str, &str)| {
        let both = |zh: &str, en: &str| Text {
            zh: zh.to_owned(),
            en: en.to_owned(),
        };
        (field, Refusal::value(both(zh, en), both(cure.0, cure.1)))
    };
    let mut finishing = Finishing::default();
    for part in outcome.unwrap_or_default().split([';', '；']) {
        let part = part.trim();
        let (op, word) = match part.split_once(['=', '＝']) {
            Some((op, word)) => (Some(op.trim()), word.trim()),
            None => (None, part),
        };
        if part.is_empty() {
            continue;
        }
        let Some(outcome) = Outcome::parse(word) else {
            let words = Outcome::ALL.map(Outcome::as_str).join(", ");
            let (zh, en) = (
                format!("“{word}”不是结果"),
                format!("`{word}` is no outcome"),
            );
            let cure = (format!("可填：{words}"), format!("one of {words}"));
            return Err(bad(Field::Outcome, &zh, &en, (&cure.0, &cure.1)));
        };
        match op {
            Some(op) => finishing.outcomes.push((op.to_owned(), outcome)),
            None => finishing.every = Some(outcome),
        }
    }
    let read = minutes.and_then(|text| super::minutes_of(text).ok());
    finishing.minutes = read.ok_or_else(|| {
        let cure = ("请填写整数分钟", "write whole minutes");
        bad(Field::Minutes, "没有工时", "no minutes are said", cure)
    })?;
    let read = cost.and_then(|text| read_price(text).ok());
    let cost = read.ok_or_else(|| {
        let cure = ("请填写金额，如 120.50", "write an amount such as 120.50");
        bad(Field::Cost, "没有费用", "no cost is said", cure)
    })?;
    finishing.cost_fen = cost.0;
    Ok(finishing)
}
