//! Blancco's shapes made one: `entries` and `entry` with a name, names as tags, and JSON whose
//! sections are lists of objects with one member each.

use super::super::error::{JsonTrouble, WipeFileError};
use super::super::json::Json;
use super::super::tree::{Part, Tree};

/// The part that holds what a report says.
const DATA: &str = "blancco_data";

/// One report: what the tool says, and what the operator typed in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Report<'t> {
    pub(super) data: Part<'t>,
    pub(super) user: Option<Part<'t>>,
}

/// Whether a document is one of Blancco's.
pub(in super::super) fn is_tree(tree: &Tree) -> bool {
    tree.all().any(|part| part.name() == DATA)
}

/// Whether a value is one of Blancco's.
pub(in super::super) fn is_json(json: &Json) -> bool {
    let has_data = |json: &Json| {
        json.get(DATA).is_some() || json.items().iter().any(|item| item.get(DATA).is_some())
    };
    has_data(json) || json.members().iter().any(|(_, value)| has_data(value))
}

/// Gives every part of an XML report the name by which it is known.
pub(in super::super) fn name_parts(tree: &mut Tree) {
    tree.rename(|tag, attributes| {
        let is_named = matches!(tag, "entries" | "entry");
        let name = attributes.iter().find(|(key, _)| is_named && key == "name");
        name.map(|(_, name)| name.trim().to_owned())
    });
}

/// The same document as JSON has it.
pub(super) fn tree(json: &Json) -> Result<Tree, WipeFileError> {
    let mut tree = Tree::default();
    if add(&mut tree, None, "root", json) {
        return Ok(tree);
    }
    Err(WipeFileError::Json {
        line: 1,
        trouble: JsonTrouble::Text,
    })
}

/// Every report of a document.
pub(super) fn reports(tree: &Tree) -> Vec<Report<'_>> {
    let mut reports = Vec::new();
    if let Some(root) = tree.root().filter(|root| root.name() == DATA) {
        reports.push(Report {
            data: root,
            user: None,
        });
    }
    for part in tree.all() {
        // Which of two reports the operator's fields belong to cannot be told.
        let mut users = part.each("user_data");
        let user = users.next().filter(|_| users.next().is_none());
        let is_one = part.each(DATA).count() == 1;
        reports.extend(part.each(DATA).map(|data| Report {
            data,
            user: user.filter(|_| is_one),
        }));
    }
    reports
}

/// Adds a value below a part, as deep as values may be; `false` if a text is too long.
fn add(tree: &mut Tree, parent: Option<usize>, name: &str, json: &Json) -> bool {
    match json {
        Json::List(items) if !items.iter().all(|item| item.members().len() == 1) => {
            // Lists of anything else repeat their name. A root is one part all the same.
            let parent = parent.unwrap_or_else(|| tree.add(None, name, Vec::new()));
            let mut items = items.iter();
            items.all(|item| add(tree, Some(parent), name, item))
        }
        Json::List(items) => {
            let place = tree.add(parent, name, Vec::new());
            let mut members = items.iter().flat_map(Json::members);
            members.all(|(name, value)| add(tree, Some(place), name, value))
        }
        Json::Map(members) => {
            let place = tree.add(parent, name, Vec::new());
            let mut members = members.iter();
            members.all(|(name, value)| add(tree, Some(place), name, value))
        }
        Json::Null => {
            tree.add(parent, name, Vec::new());
            true
        }
        Json::Bool(_) | Json::Whole(_) | Json::Float(_) | Json::Text(_) => {
            let place = tree.add(parent, name, Vec::new());
            tree.add_text(place, &json.word())
        }
    }
}
