//! XML as a tree within limits. The library reads tags and never expands or fetches anything; what
//! it lets pass and a report never has is refused here.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::decode::{is_control, line_at};
use super::error::{WipeFileError, XmlTrouble};
use super::tree::{MOST_DEPTH, MOST_PARTS, Tree};

/// The most attributes of one element.
const MOST_ATTRIBUTES: usize = 32;

/// Reads one whole document.
pub(super) fn parse(text: &str) -> Result<Tree, WipeFileError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().enable_all_checks(true);
    let mut builder = Builder::default();
    loop {
        let event = reader.read_event().map_err(malformed);
        match event.and_then(|event| builder.take(event)) {
            Ok(true) => {}
            Ok(false) => break,
            Err(trouble) => {
                let place = reader.buffer_position().max(reader.error_position());
                return Err(WipeFileError::Xml {
                    line: line_at(text, place as usize),
                    trouble,
                });
            }
        }
    }
    Ok(builder.tree)
}

#[derive(Default)]
struct Builder {
    tree: Tree,
    /// The elements that are not closed, from the root on.
    open: Vec<usize>,
    is_begun: bool,
    markup: usize,
}

impl Builder {
    /// Takes what comes next; `false` at the end of a whole document.
    fn take(&mut self, event: Event<'_>) -> Result<bool, XmlTrouble> {
        let was_begun = std::mem::replace(&mut self.is_begun, true);
        match event {
            Event::Decl(_) if !was_begun => {}
            Event::Decl(_) | Event::PI(_) => return Err(XmlTrouble::Instruction),
            Event::DocType(_) => return Err(XmlTrouble::Doctype),
            Event::Comment(_) => {
                self.markup += 1;
                if self.markup > MOST_PARTS {
                    return Err(XmlTrouble::Nodes);
                }
            }
            Event::Start(tag) => {
                let place = self.element(&tag)?;
                if self.open.len() >= MOST_DEPTH {
                    return Err(XmlTrouble::Depth);
                }
                self.open.push(place);
            }
            Event::Empty(tag) => {
                self.element(&tag)?;
            }
            Event::End(_) => {
                self.open.pop();
            }
            Event::Text(text) => self.text(&text)?,
            Event::CData(text) => self.text(&text)?,
            Event::GeneralRef(reference) => {
                let c = resolved(&reference)?;
                self.text(c.encode_utf8(&mut [0; 4]))?;
            }
            Event::Eof if self.open.is_empty() && self.tree.len() > 0 => return Ok(false),
            Event::Eof => return Err(XmlTrouble::CutShort),
        }
        Ok(true)
    }

    fn element(&mut self, tag: &BytesStart<'_>) -> Result<usize, XmlTrouble> {
        if self.open.is_empty() && self.tree.len() > 0 {
            return Err(XmlTrouble::AfterRoot);
        }
        if self.tree.len() >= MOST_PARTS {
            return Err(XmlTrouble::Nodes);
        }
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            if attributes.len() == MOST_ATTRIBUTES {
                return Err(XmlTrouble::Attributes);
            }
            let attribute = attribute.map_err(|error| XmlTrouble::Malformed(error.to_string()))?;
            let value = unescaped(&attribute.value)?;
            attributes.push((attribute.key.as_ref().to_owned(), value));
        }
        let parent = self.open.last().copied();
        Ok(self.tree.add(parent, tag.name().as_ref(), attributes))
    }

    fn text(&mut self, text: &str) -> Result<(), XmlTrouble> {
        match self.open.last() {
            Some(part) if self.tree.add_text(*part, text) => Ok(()),
            Some(_) => Err(XmlTrouble::Text),
            None if text.trim_ascii().is_empty() => Ok(()),
            None => Err(XmlTrouble::AfterRoot),
        }
    }
}

/// An attribute's value with its references resolved.
fn unescaped(value: &str) -> Result<String, XmlTrouble> {
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        let cut = || XmlTrouble::Malformed("an `&` without its `;`".to_owned());
        let (name, after) = after.split_once(';').ok_or_else(cut)?;
        text.push_str(before);
        text.push(resolved(name)?);
        rest = after;
    }
    text.push_str(rest);
    if text.len() > super::tree::MOST_TEXT {
        return Err(XmlTrouble::Text);
    }
    Ok(text)
}

/// What a reference stands for: one of the five, or a character by its number.
fn resolved(name: &str) -> Result<char, XmlTrouble> {
    let unknown = || XmlTrouble::Entity(name.chars().take(40).collect());
    match name {
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "amp" => return Ok('&'),
        "quot" => return Ok('"'),
        "apos" => return Ok('\''),
        _ => {}
    }
    let number = name.strip_prefix('#').ok_or_else(unknown)?;
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let code = u32::from_str_radix(digits, radix)
        .ok()
        .filter(|_| !digits.starts_with('+'));
    code.and_then(char::from_u32)
        .filter(|c| !is_control(*c))
        .ok_or_else(unknown)
}

fn malformed(error: quick_xml::Error) -> XmlTrouble {
    match error {
        quick_xml::Error::Syntax(_) => XmlTrouble::CutShort,
        other => XmlTrouble::Malformed(other.to_string()),
    }
}
