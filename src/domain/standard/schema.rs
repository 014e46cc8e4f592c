//! The file format as a JSON Schema (draft 2020-12), for editors that help while a standard is
//! written. A schema sees form only; what its parts say together, the lint looks at.

use serde_json::{Map, Value, json};

use super::format::{CHECKS, FILE, Field, Keys, Section, Shape};
use super::model::{Axis, Kind, MOST_OF_A_KIND};
use crate::domain::lang::Lang;

/// The schema, with descriptions in that language.
pub fn schema(lang: Lang) -> Value {
    let mut schema = Schema {
        lang,
        parts: Map::new(),
    };
    let Value::Object(mut root) = schema.of_section(&FILE) else {
        return Value::Null;
    };
    root.insert(
        "$schema".to_owned(),
        "https://json-schema.org/draft/2020-12/schema".into(),
    );
    let title = lang.pick("regrade 检测标准", "Grading standard of regrade");
    root.insert("title".to_owned(), title.into());
    root.insert("$defs".to_owned(), Value::Object(schema.parts));
    Value::Object(root)
}

struct Schema {
    lang: Lang,
    /// Tables by name, each said once.
    parts: Map<String, Value>,
}

impl Schema {
    fn of_section(&mut self, section: &Section) -> Value {
        let mut properties = Map::new();
        for field in section.fields() {
            properties.insert(field.name.to_owned(), self.of_field(field));
        }
        let needed = section.fields().filter(|field| field.is_needed);
        let needed: Vec<&str> = needed.map(|field| field.name).collect();
        json!({
            "type": "object",
            "properties": properties,
            "required": needed,
            "additionalProperties": false,
        })
    }

    fn of_field(&mut self, field: &Field) -> Value {
        let mut value = self.of_shape(&field.shape);
        if let Value::Object(object) = &mut value {
            let text = self.lang.pick(field.zh, field.en);
            object.insert("description".to_owned(), text.into());
        }
        value
    }

    fn of_shape(&mut self, shape: &Shape) -> Value {
        match shape {
            Shape::Text => json!({"type": "string"}),
            Shape::Id => json!({"type": "string", "pattern": ID}),
            Shape::Word(words) => json!({"type": "string", "enum": words}),
            Shape::Key => json!({"type": "string", "pattern": "^[!-~]$"}),
            Shape::Pointer => json!({"type": "string", "pattern": "^/"}),
            Shape::Flag => json!({"type": "boolean"}),
            Shape::True => json!({"const": true}),
            Shape::Whole(least, greatest) => {
                json!({"type": "integer", "minimum": least, "maximum": greatest})
            }
            Shape::Measure => json!({"type": "number"}),
            Shape::Range => {
                json!({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2})
            }
            Shape::Day => json!({"type": "string", "format": "date"}),
            Shape::Texts => json!({"type": "array", "items": {"type": "string"}}),
            Shape::Words(words) => {
                json!({"type": "array", "items": {"type": "string", "enum": words}})
            }
            Shape::Answer => json!({"type": ["boolean", "string", "number", "array"]}),
            Shape::Answers => {
                json!({"type": "array", "items": {"type": ["boolean", "string"]}, "minItems": 1})
            }
            Shape::Table(section) => self.part(section.name, section),
            Shape::List(section, least, greatest) => {
                let items = self.part(section.name, section);
                let mut list = json!({"type": "array", "items": items, "minItems": least});
                if let Some(greatest) = greatest {
                    list["maxItems"] = (*greatest).into();
                }
                list
            }
            Shape::Checks => {
                let items = self.of_checks();
                json!({"type": "array", "items": items, "maxItems": MOST_OF_A_KIND})
            }
            Shape::Map(keys, shape) => {
                let values = self.of_shape(shape);
                let names = match keys {
                    Keys::Ids => json!({"pattern": ID}),
                    Keys::Axes => json!({"enum": Axis::ALL.map(Axis::as_str)}),
                };
                json!({
                    "type": "object", "propertyNames": names, "additionalProperties": values,
                })
            }
        }
    }

    /// A check is what its kind says; an editor that knows the kind offers the right fields.
    fn of_checks(&mut self) -> Value {
        let by_kind: Vec<Value> = CHECKS
            .iter()
            .map(|section| {
                let kind = section.name;
                let then = self.part(&format!("check_{kind}"), section);
                json!({
                    "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                    "then": then,
                })
            })
            .collect();
        json!({
            "type": "object",
            "properties": {"kind": {"type": "string", "enum": Kind::WORDS}},
            "required": ["kind"],
            "allOf": by_kind,
        })
    }

    fn part(&mut self, name: &str, section: &Section) -> Value {
        if !self.parts.contains_key(name) {
            self.parts.insert(name.to_owned(), Value::Null);
            let value = self.of_section(section);
            self.parts.insert(name.to_owned(), value);
        }
        json!({"$ref": format!("#/$defs/{name}")})
    }
}

/// The ids that the reader takes.
const ID: &str = "^[a-z0-9_-]{1,64}$";
