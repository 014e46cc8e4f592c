//! A report as one JSON document; the names are a contract.

use serde_json::{Map, Value as Json, json};

use crate::domain::daily::{Daily, Measure, Row, Table, Value};
use crate::domain::lang::Lang;

pub(super) fn document(report: &Daily, lang: Lang) -> String {
    let sections = report.sections.iter().map(|section| {
        let tables: Vec<Json> = section.tables.iter().map(|one| table(one, lang)).collect();
        json!({ "id": section.id, "title": section.title.get(lang), "tables": tables })
    });
    let document = json!({
        "site": report.site,
        "origin": report.origin,
        "day": report.day,
        "from": report.from,
        "until": report.until,
        "time_zone": report.zone,
        "balances": report.balances,
        "checkpoint_holds": report.is_signed,
        "sections": sections.collect::<Vec<_>>(),
    });
    format!("{document:#}")
}

fn table(table: &Table, lang: Lang) -> Json {
    let measures = table.measures.iter().map(|one| measure(table, one, lang));
    let rows = table.rows.iter().map(|one| row(table, one, lang));
    json!({
        "id": table.id,
        "title": table.title.get(lang),
        "keys": table.keys.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
        "figures": measures.collect::<Vec<_>>(),
        "rows": rows.collect::<Vec<_>>(),
    })
}

fn measure(table: &Table, measure: &Measure, lang: Lang) -> Json {
    let said = |text: &'static str| (!text.is_empty()).then_some(text);
    json!({
        "id": format!("{}.{}", table.id, measure.id),
        "name": measure.name.get(lang),
        "unit": measure.unit.as_str(),
        "formula": measure.formula.get(lang),
        "denominator": said(measure.denominator.get(lang)),
        "excluded": said(measure.excluded.get(lang)),
    })
}

fn row(table: &Table, row: &Row, lang: Lang) -> Json {
    let mut object = Map::new();
    for ((heading, _), key) in table.keys.iter().zip(&row.keys) {
        object.insert((*heading).to_owned(), key.id.as_str().into());
        object.insert(format!("{heading}_name"), key.name.get(lang).into());
    }
    let mut values = Map::new();
    for (measure, value) in table.measures.iter().zip(&row.values) {
        values.insert(measure.id.to_owned(), number(value));
    }
    object.insert("row".to_owned(), row.address().into());
    object.insert("values".to_owned(), values.into());
    object.into()
}

fn number(value: &Value) -> Json {
    let thousandths = |milli: Option<i64>| milli.map_or(Json::Null, decimal);
    match value {
        Value::None => Json::Null,
        Value::Count(number) | Value::Fen(number) => (*number).into(),
        Value::Share { part, whole } => {
            json!({ "part": part, "whole": whole, "share": thousandths(value.milli()) })
        }
        Value::Seconds(_) | Value::Milli(_) => thousandths(value.milli()),
        Value::Moment(time) => time.to_rfc3339().into(),
        Value::Word(word) => word.as_str().into(),
    }
}

/// A number with at most three decimals; every one of them is read back as it was.
fn decimal(milli: i64) -> Json {
    if milli % 1000 == 0 {
        return (milli / 1000).into();
    }
    serde_json::Number::from_f64(milli as f64 / 1000.0).map_or(Json::Null, Json::Number)
}
