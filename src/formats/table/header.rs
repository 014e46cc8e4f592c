//! The header of a table: which row it is, and which column holds which field.

use rustc_hash::FxHashMap;

use super::Row;
use super::error::TableError;
use super::reader::TableNotice;
use crate::domain::pickup::{
    Cells as _, Clash, Column, Columns, Field, HeaderWords, Role, fold_header, is_blank, trimmed,
};

/// How a header is to be understood.
#[derive(Debug, Clone)]
pub struct HeaderRules<'r> {
    /// The known names
    pub words: &'r HeaderWords,
    /// What the user or a profile says of columns, over the known names; `None` keeps a column as
    /// an unknown one
    pub maps: Vec<(String, Option<Field>)>,
    /// The order of the columns of a file without a header; `None` for an unknown one
    pub order: Option<Vec<Option<Field>>>,
    /// Whether rows that name no channel have one
    pub has_default_channel: bool,
}

impl<'r> HeaderRules<'r> {
    /// The known names and nothing else.
    pub fn new(words: &'r HeaderWords) -> Self {
        Self {
            words,
            maps: Vec::new(),
            order: None,
            has_default_channel: false,
        }
    }

    /// Reads `COL=FIELD`; the field `-` keeps the column as an unknown one.
    pub fn parse_map(text: &str) -> Result<(String, Option<Field>), String> {
        let (column, field) = text
            .rsplit_once('=')
            .ok_or_else(|| format!("{text} is not of the form COL=FIELD"))?;
        match field.trim() {
            "-" => Ok((column.to_owned(), None)),
            field => match Field::parse(field) {
                Some(field) => Ok((column.to_owned(), Some(field))),
                None => Err(format!(
                    "there is no field {field}; there are {}",
                    field_names()
                )),
            },
        }
    }

    /// Reads the order of a file's columns, fields or known header names with commas between;
    /// `-` is an unknown column.
    pub fn parse_order(words: &HeaderWords, text: &str) -> Result<Vec<Option<Field>>, String> {
        text.split(',')
            .map(|name| match name.trim() {
                "" | "-" => Ok(None),
                name => Field::parse(name)
                    .or_else(|| words.field(name))
                    .map(Some)
                    .ok_or_else(|| {
                        format!("{name} is no known column; there are {}", field_names())
                    }),
            })
            .collect()
    }

    pub(super) fn is_known(&self, name: &str) -> bool {
        !is_blank(name) && (self.mapped(name).is_some() || self.words.field(name).is_some())
    }

    fn mapped(&self, name: &str) -> Option<Option<Field>> {
        if self.maps.is_empty() {
            return None;
        }
        let folded = fold_header(name);
        self.maps
            .iter()
            .find(|(column, _)| fold_header(column) == folded)
            .map(|(_, field)| *field)
    }

    fn field(&self, name: &str) -> Option<Field> {
        self.mapped(name).unwrap_or_else(|| self.words.field(name))
    }

    /// How many fields a row would name as a header; 0 if it is none.
    pub(super) fn score(&self, row: &Row) -> usize {
        let mut fields = [false; Field::COUNT];
        let (mut known, mut filled) = (0, 0);
        for cell in row.cells().filter(|cell| !is_blank(cell)) {
            filled += 1;
            if self.is_known(cell) {
                known += 1;
                if let Some(field) = self.field(cell) {
                    fields[field as usize] = true;
                }
            }
        }
        let distinct = fields.iter().filter(|found| **found).count();
        if distinct >= 2 && known * 3 >= filled {
            distinct
        } else {
            0
        }
    }
}

fn field_names() -> String {
    Field::ALL.map(Field::as_str).join(", ")
}

/// A table's header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The line it stands on; 0 if the order of the columns was given
    pub line: u64,
    /// The columns
    pub columns: Columns,
    /// Fewest cells of a whole row: up to the last column that has a name
    pub(super) fewest: usize,
}

/// Where the header stands among the first rows, and how many rows it takes up from the top.
pub(super) fn find(rows: &[Row], rules: &HeaderRules<'_>) -> Result<(usize, usize), TableError> {
    let scores: Vec<usize> = rows.iter().map(|row| rules.score(row)).collect();
    let is_whole = |place: &usize| {
        scores[*place] > 0
            && build(&rows[*place], rules, &mut Vec::new())
                .is_ok_and(|header| missing(&header.columns, rules).is_empty())
    };
    // A summary above the table may hold a few known names; the table's own header has those that
    // every pickup needs. Without such a row, the one with the most names is named in the refusal.
    let first = (0..rows.len())
        .find(is_whole)
        .or_else(|| (0..rows.len()).rev().max_by_key(|&place| scores[place]))
        .filter(|&place| scores[place] > 0)
        .ok_or(TableError::NoHeader)?;
    let end = (first..rows.len())
        .find(|&place| scores[place] == 0)
        .unwrap_or(rows.len());
    let best = (first..end)
        .max_by_key(|&place| scores[place])
        .unwrap_or(first);
    Ok((best, end))
}

/// The header that a row is, with the columns that every pickup needs.
pub(super) fn read(
    row: &Row,
    rules: &HeaderRules<'_>,
    notices: &mut Vec<TableNotice>,
) -> Result<Header, TableError> {
    let header = build(row, rules, notices)?;
    require(header, rules)
}

/// The header that the user gives for a file without one.
pub(super) fn given(
    order: &[Option<Field>],
    rules: &HeaderRules<'_>,
) -> Result<Header, TableError> {
    let all = order
        .iter()
        .enumerate()
        .map(|(place, field)| match field {
            Some(field) => Column {
                name: field.as_str().to_owned(),
                role: Role::Field(*field),
            },
            None => Column {
                name: format!("col{}", place + 1),
                role: Role::Extra,
            },
        })
        .collect();
    let fewest = order.len();
    require(
        Header {
            line: 0,
            columns: columns(all)?,
            fewest,
        },
        rules,
    )
}

fn build(
    row: &Row,
    rules: &HeaderRules<'_>,
    notices: &mut Vec<TableNotice>,
) -> Result<Header, TableError> {
    let names: Vec<String> = (0..row.count())
        .map(|place| match trimmed(row.cell(place)) {
            "" => format!("col{}", place + 1),
            name => name.to_owned(),
        })
        .collect();
    let fewest = (0..row.count())
        .rev()
        .find(|&place| !is_blank(row.cell(place)));
    for (name, _) in &rules.maps {
        let folded = fold_header(name);
        if !names.iter().any(|column| fold_header(column) == folded) {
            return Err(TableError::NoSuchColumn {
                name: name.clone(),
                columns: names,
            });
        }
    }
    no_name_twice(&names, rules)?;
    let mut all: Vec<Column> = names
        .into_iter()
        .map(|name| Column {
            role: role(&name, rules),
            name,
        })
        .collect();
    fall_back(&mut all, rules, notices);
    let columns = columns(all)?;
    Ok(Header {
        line: row.line(),
        columns,
        fewest: fewest.map_or(0, |place| place + 1),
    })
}

fn role(name: &str, rules: &HeaderRules<'_>) -> Role {
    if matches!(name, "_line" | "_reason") {
        return Role::Dropped;
    }
    match (rules.mapped(name), rules.words.field(name)) {
        (Some(Some(field)), _) => Role::Field(field),
        // What the user maps to a field is that field, whatever else has a name for it.
        (None, Some(field)) if rules.maps.iter().all(|(_, mapped)| *mapped != Some(field)) => {
            Role::Field(field)
        }
        (Some(None) | None, _) => Role::Extra,
    }
}

/// A column that stands in for a field which the file has no column for is that field.
fn fall_back(all: &mut [Column], rules: &HeaderRules<'_>, notices: &mut Vec<TableNotice>) {
    for place in 0..all.len() {
        let Some(field) = rules.words.fallback(&all[place].name) else {
            continue;
        };
        let count = |role: Role| all.iter().filter(|column| column.role == role).count();
        let has_own = count(Role::Field(field)) > 0;
        // Two columns for the time of pickup are for the user to tell apart.
        let is_alone = count(all[place].role) == 1;
        if has_own || !is_alone || rules.mapped(&all[place].name).is_some() {
            continue;
        }
        all[place].role = Role::Field(field);
        notices.push(TableNotice::Fallback {
            column: all[place].name.clone(),
            field,
        });
    }
}

fn no_name_twice(names: &[String], rules: &HeaderRules<'_>) -> Result<(), TableError> {
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    for (place, name) in names.iter().enumerate() {
        // Unknown names may differ in what stands in parentheses: 尺寸(长), 尺寸(宽).
        let key = match rules.words.field(name) {
            Some(_) => fold_header(name),
            None => name.to_lowercase(),
        };
        if let Some(first) = seen.insert(key, place) {
            return Err(TableError::SameName {
                name: name.clone(),
                first: first + 1,
                second: place + 1,
            });
        }
    }
    Ok(())
}

fn columns(all: Vec<Column>) -> Result<Columns, TableError> {
    let names: Vec<String> = all.iter().map(|column| column.name.clone()).collect();
    Columns::new(all).map_err(
        |Clash {
             first,
             second,
             field,
         }| TableError::SameField {
            field,
            first,
            first_name: names[first - 1].clone(),
            second,
            second_name: names[second - 1].clone(),
        },
    )
}

fn require(header: Header, rules: &HeaderRules<'_>) -> Result<Header, TableError> {
    let fields = missing(&header.columns, rules);
    if fields.is_empty() {
        Ok(header)
    } else {
        Err(TableError::MissingColumns {
            line: header.line,
            fields,
        })
    }
}

/// The fields that every pickup needs and no column holds.
fn missing(columns: &Columns, rules: &HeaderRules<'_>) -> Vec<Field> {
    let has = |field: Field| columns.of(field).is_some();
    let mut missing: Vec<Field> = [Field::PickupNo, Field::OrderedAt, Field::Category]
        .into_iter()
        .filter(|field| !has(*field))
        .collect();
    if ![Field::RegionCode, Field::City, Field::County]
        .into_iter()
        .any(has)
    {
        missing.push(Field::City);
    }
    if !rules.has_default_channel && !has(Field::Channel) {
        missing.push(Field::Channel);
    }
    missing
}
