//! Writes answers as canonical JSON: sorted keys, no spaces, no number that is not whole.

use std::fmt::Write as _;

use super::{
    Standard,
    answer::{Answer, Answers},
    model::{Check, Kind},
};

impl Answers {
    /// Appends every answer that is not open as one JSON object, sorted by the checks' ids.
    pub fn write_json(&self, standard: &Standard, out: &mut String) {
        out.push('{');
        let given = standard
            .by_id
            .iter()
            .map(|index| (&standard.checks[*index], &self.0[*index]))
            .filter(|(_, answer)| !answer.is_open());
        for (at, (check, answer)) in given.enumerate() {
            out.push_str(if at == 0 { "\"" } else { ",\"" });
            out.push_str(&check.id);
            out.push_str("\":");
            check.write_answer_json(answer, out);
        }
        out.push('}');
    }
}

impl Check {
    /// Appends `answer`, which must be one to this check, as canonical JSON.
    pub fn write_answer_json(&self, answer: &Answer, out: &mut String) {
        match (answer, &self.kind) {
            (Answer::Bool(truth), _) => out.push_str(if *truth { "true" } else { "false" }),
            (Answer::Option(index), Kind::Enum { options }) => {
                write_text(&options[usize::from(*index)].id, out);
            }
            (Answer::Number(number), _) => append(out, format_args!("\"{number}\"")),
            (Answer::Count(count), _) => append(out, format_args!("{count}")),
            (Answer::PhotoCount(count), _) => append(out, format_args!("{count}")),
            (Answer::Defects(list), Kind::Defects(defects)) => write_list(list, out, |one, out| {
                let zone = &defects.zones[usize::from(one.zone)].id;
                let kind = &defects.types[usize::from(one.kind)].id;
                let size = one.size;
                append(
                    out,
                    format_args!("{{\"mm\":\"{size}\",\"type\":\"{kind}\",\"zone\":\"{zone}\"}}"),
                );
            }),
            (Answer::Text(text), _) => write_text(text, out),
            (Answer::Photos(photos), _) => write_list(photos, out, |photo, out| {
                write_text(photo, out);
            }),
            (Answer::Open | Answer::Option(_) | Answer::Defects(_), _) => out.push_str("null"),
        }
    }

    /// The answer as people type it; reading it back gives the same answer.
    pub fn answer_text(&self, answer: &Answer) -> String {
        let join = |parts: Vec<String>| parts.join(";");
        match (answer, &self.kind) {
            (Answer::Bool(truth), _) => truth.to_string(),
            (Answer::Option(index), Kind::Enum { options }) => {
                options[usize::from(*index)].id.clone()
            }
            (Answer::Number(number), _) => number.to_string(),
            (Answer::Count(count), _) => count.to_string(),
            (Answer::PhotoCount(count), _) => count.to_string(),
            (Answer::Defects(list), Kind::Defects(defects)) => join(
                list.iter()
                    .map(|one| {
                        let zone = &defects.zones[usize::from(one.zone)].id;
                        let kind = &defects.types[usize::from(one.kind)].id;
                        format!("{zone}:{kind}:{}", one.size)
                    })
                    .collect(),
            ),
            (Answer::Text(text), _) => text.clone(),
            (Answer::Photos(photos), _) => join(photos.clone()),
            (Answer::Open | Answer::Option(_) | Answer::Defects(_), _) => String::new(),
        }
    }
}

fn write_list<T>(list: &[T], out: &mut String, write_one: impl Fn(&T, &mut String)) {
    out.push('[');
    for (at, one) in list.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_one(one, out);
    }
    out.push(']');
}

fn write_text(text: &str, out: &mut String) {
    // Ids and nearly every other text need no escape.
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if text.bytes().all(is_plain) {
        out.push('"');
        out.push_str(text);
        out.push('"');
        return;
    }
    append(out, format_args!("{}", serde_json::Value::from(text)));
}

fn append(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a String takes any text");
}
