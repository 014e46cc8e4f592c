//! A document as a flat list of parts, each with its place among the others: nothing of it is
//! walked or dropped by recursion.

/// The most parts that a document may have.
pub(super) const MOST_PARTS: usize = 200_000;
/// The deepest that parts may be nested.
pub(super) const MOST_DEPTH: usize = 64;
/// The longest text of one part.
pub(super) const MOST_TEXT: usize = 64 * 1024;

/// A document.
#[derive(Debug, Default)]
pub(super) struct Tree {
    parts: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<u32>,
}

/// One part of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'t> {
    tree: &'t Tree,
    at: usize,
}

impl Tree {
    /// How many parts there are.
    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }

    /// Adds a part below `parent`, or the root; gives its place.
    pub(super) fn add(
        &mut self,
        parent: Option<usize>,
        name: &str,
        attributes: Vec<(String, String)>,
    ) -> usize {
        let place = self.parts.len();
        self.parts.push(Node {
            name: name.to_owned(),
            attributes,
            ..Node::default()
        });
        if let Some(parent) = parent {
            self.parts[parent].children.push(place as u32);
        }
        place
    }

    /// Adds to a part's text; `false` if that makes it too long.
    pub(super) fn add_text(&mut self, part: usize, text: &str) -> bool {
        let whole = &mut self.parts[part].text;
        if whole.len() + text.len() > MOST_TEXT {
            return false;
        }
        whole.push_str(text);
        true
    }

    /// Gives each part the name that `rename` makes of its tag and its attributes.
    pub(super) fn rename(&mut self, rename: impl Fn(&str, &[(String, String)]) -> Option<String>) {
        for node in &mut self.parts {
            if let Some(name) = rename(&node.name, &node.attributes) {
                node.name = name;
            }
        }
    }

    /// The root.
    pub(super) fn root(&self) -> Option<Part<'_>> {
        (!self.parts.is_empty()).then_some(Part { tree: self, at: 0 })
    }

    /// Every part, in the order of the document.
    pub(super) fn all(&self) -> impl Iterator<Item = Part<'_>> {
        (0..self.parts.len()).map(|at| Part { tree: self, at })
    }
}

impl<'t> Part<'t> {
    /// Its name.
    pub(super) fn name(self) -> &'t str {
        &self.tree.parts[self.at].name
    }

    /// Its text without the space around it, none if that is empty.
    pub(super) fn text(self) -> Option<&'t str> {
        let text = self.tree.parts[self.at].text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// An attribute that is not empty.
    pub(super) fn attribute(self, name: &str) -> Option<&'t str> {
        let attributes = &self.tree.parts[self.at].attributes;
        let (_, value) = attributes.iter().find(|(key, _)| key == name)?;
        let value = value.trim();
        (!value.is_empty()).then_some(value)
    }

    /// The parts within it.
    pub(super) fn children(self) -> impl Iterator<Item = Self> {
        let tree = self.tree;
        let children = tree.parts[self.at].children.iter();
        children.map(move |at| Part {
            tree,
            at: *at as usize,
        })
    }

    /// The parts of that name within it.
    pub(super) fn each(self, name: &str) -> impl Iterator<Item = Self> {
        self.children().filter(move |part| part.name() == name)
    }

    /// The first part of that name within it.
    pub(super) fn first(self, name: &str) -> Option<Self> {
        self.children().find(|part| part.name() == name)
    }

    /// The part at the end of a path of first parts.
    pub(super) fn at(self, path: &[&str]) -> Option<Self> {
        path.iter().try_fold(self, |part, name| part.first(name))
    }

    /// The text of the one part of that name; none if there are several that differ, since it
    /// would be chance which of them is meant.
    pub(super) fn only(self, name: &str) -> Option<&'t str> {
        let mut parts = self.each(name);
        let text = parts.next()?.text();
        parts.all(|part| part.text() == text).then_some(text)?
    }
}
