//! JSON: an array with an object a line, or JSON Lines. Keys are the columns' names in their order.

use std::io::Write;

use super::{
    CHUNK, Cell, Column, ExportError, RowSink, check_width, push_date, push_int, push_milli,
    push_time,
};

/// What stands around the objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Array,
    Lines,
}

pub(super) struct Json<W> {
    out: W,
    shape: Shape,
    /// What stands before each cell: brace or comma, key, colon.
    before: Vec<Vec<u8>>,
    gathered: Vec<u8>,
    empty: bool,
}

impl<W: Write> Json<W> {
    pub(super) fn new(columns: &[Column<'_>], out: W, shape: Shape) -> Self {
        let before = columns.iter().enumerate().map(|(place, column)| {
            let mut before = vec![if place == 0 { b'{' } else { b',' }];
            push_text(&mut before, column.name);
            before.push(b':');
            before
        });
        let gathered = Vec::with_capacity(CHUNK + CHUNK / 4);
        Self {
            out,
            shape,
            before: before.collect(),
            gathered,
            empty: true,
        }
    }
}

impl<W: Write> RowSink for Json<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        check_width(cells, self.before.len())?;
        let out = &mut self.gathered;
        let from = out.len();
        match (self.shape, self.empty) {
            (Shape::Array, true) => out.extend_from_slice(b"[\n"),
            (Shape::Array, false) => out.extend_from_slice(b",\n"),
            (Shape::Lines, _) => {}
        }
        if cells.is_empty() {
            out.push(b'{');
        }
        for (before, cell) in self.before.iter().zip(cells) {
            out.extend_from_slice(before);
            if let Err(fault) = push_cell(out, cell) {
                out.truncate(from);
                return Err(fault);
            }
        }
        out.push(b'}');
        if self.shape == Shape::Lines {
            out.push(b'\n');
        }
        self.empty = false;
        if out.len() >= CHUNK {
            self.out.write_all(out)?;
            out.clear();
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        match (self.shape, self.empty) {
            (Shape::Array, true) => self.gathered.extend_from_slice(b"[]\n"),
            (Shape::Array, false) => self.gathered.extend_from_slice(b"\n]\n"),
            (Shape::Lines, _) => {}
        }
        self.out.write_all(&self.gathered)?;
        Ok(self.out.flush()?)
    }
}

#[inline]
fn push_cell(out: &mut Vec<u8>, cell: &Cell<'_>) -> Result<(), ExportError> {
    match cell {
        Cell::Null => out.extend_from_slice(b"null"),
        Cell::Text(text) => push_text(out, text),
        Cell::Int(number) => push_int(out, *number),
        Cell::Milli(milli) => push_milli(out, *milli),
        Cell::Fen(fen) => push_int(out, fen.0),
        Cell::Bool(true) => out.extend_from_slice(b"true"),
        Cell::Bool(false) => out.extend_from_slice(b"false"),
        Cell::Time(time) => {
            out.push(b'"');
            push_time(out, *time)?;
            out.push(b'"');
        }
        Cell::Date(day) => {
            out.push(b'"');
            push_date(out, *day)?;
            out.push(b'"');
        }
    }
    Ok(())
}

fn push_text(out: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(out, text).expect("a string always has a JSON form");
}
