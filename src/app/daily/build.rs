//! Puts figures into tables. Every figure is given the items behind it as it is counted, so that
//! what is listed by `--items` is what was counted and nothing else.

use crate::domain::daily::{Chart, Key, Measure, Row, Said, Spread, Table, Value};

/// A figure's address, as `--items` names it: `table.measure`, or `table.measure:row`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// The table and the measure
    pub(super) figure: String,
    /// The row; none where all rows are meant
    pub(super) row: Option<String>,
}

impl Address {
    /// Reads an address.
    pub(super) fn parse(text: &str) -> Self {
        let (figure, row) = match text.split_once(':') {
            Some((figure, row)) => (figure, Some(row.to_owned())),
            None => (text, None),
        };
        Self {
            figure: figure.to_owned(),
            row,
        }
    }
}

/// Builds a report, and gathers the items behind one of its figures where that is asked for.
#[derive(Debug, Default)]
pub(super) struct Build {
    wanted: Option<Address>,
    /// The items behind the wanted figure; none where there is no such figure.
    found: Option<Vec<i64>>,
}

impl Build {
    /// A report, and the items behind that figure.
    pub(super) const fn new(wanted: Option<Address>) -> Self {
        Self {
            wanted,
            found: None,
        }
    }

    /// The items behind the wanted figure; none where there is no such figure.
    pub(super) fn found(self) -> Option<Vec<i64>> {
        self.found
    }

    /// Begins a table.
    pub(super) fn table(
        &mut self,
        id: &'static str,
        title: Said,
        keys: &[(&'static str, Said)],
        measures: &[&'static Measure],
    ) -> Tabulating<'_> {
        Tabulating {
            build: self,
            table: Table {
                id,
                title,
                keys: keys.to_vec(),
                measures: measures.to_vec(),
                rows: Vec::new(),
                chart: None,
            },
        }
    }

    fn record(
        &mut self,
        table: &Table,
        measure: &str,
        row: &Row,
        items: impl Iterator<Item = i64>,
    ) {
        let Some(wanted) = &self.wanted else { return };
        let Some((of, what)) = wanted.figure.split_once('.') else {
            return;
        };
        if of != table.id || what != measure {
            return;
        }
        if wanted
            .row
            .as_ref()
            .is_none_or(|wanted| *wanted == row.address())
        {
            self.found.get_or_insert_default().extend(items);
        }
    }
}

/// A table that is being filled.
#[derive(Debug)]
pub(super) struct Tabulating<'b> {
    build: &'b mut Build,
    table: Table,
}

impl Tabulating<'_> {
    /// How it is drawn.
    pub(super) fn chart(&mut self, chart: Chart) {
        self.table.chart = Some(chart);
    }

    /// Adds a row, its cells from left to right.
    pub(super) fn row(&mut self, keys: Vec<Key>, fill: impl FnOnce(&mut Cells<'_>)) {
        let row = Row {
            keys,
            values: Vec::new(),
        };
        let mut cells = Cells {
            build: self.build,
            table: &self.table,
            row,
        };
        fill(&mut cells);
        let row = cells.row;
        debug_assert_eq!(
            row.values.len(),
            self.table.measures.len(),
            "{}",
            self.table.id
        );
        self.table.rows.push(row);
    }

    /// The table.
    pub(super) fn finish(self) -> Table {
        // A table without rows has its figures all the same, and nothing behind them.
        if self.table.rows.is_empty() {
            let nothing = Row {
                keys: Vec::new(),
                values: Vec::new(),
            };
            for measure in &self.table.measures {
                let none = std::iter::empty();
                self.build.record(&self.table, measure.id, &nothing, none);
            }
        }
        self.table
    }
}

/// The cells of a row that is being filled.
#[derive(Debug)]
pub(super) struct Cells<'b> {
    build: &'b mut Build,
    table: &'b Table,
    row: Row,
}

impl Cells<'_> {
    /// A value with the items behind it.
    pub(super) fn value(&mut self, value: Value, items: impl IntoIterator<Item = i64>) {
        if let Some(measure) = self.table.measures.get(self.row.values.len()) {
            let items = items.into_iter();
            self.build.record(self.table, measure.id, &self.row, items);
        }
        self.row.values.push(value);
    }

    /// A number of items, which are counted here.
    pub(super) fn count(&mut self, items: impl IntoIterator<Item = i64, IntoIter: Clone>) -> i64 {
        let items = items.into_iter();
        let count = i64::try_from(items.clone().count()).unwrap_or(i64::MAX);
        self.value(Value::Count(count), items);
        count
    }

    /// A part of a whole; the items are those of the part.
    pub(super) fn share(
        &mut self,
        items: impl IntoIterator<Item = i64, IntoIter: Clone>,
        whole: i64,
    ) {
        let items = items.into_iter();
        let part = i64::try_from(items.clone().count()).unwrap_or(i64::MAX);
        self.value(Value::Share { part, whole }, items);
    }

    /// Median, 90th percentile and mean of seconds, with the items that they are of.
    pub(super) fn spread(&mut self, of: &[(i64, i64)]) {
        let spread = Spread::of(of.iter().map(|(_, seconds)| *seconds).collect());
        let seconds = |value: Option<i64>| value.map_or(Value::None, Value::Seconds);
        for value in [spread.median, spread.p90, spread.mean] {
            self.value(seconds(value), of.iter().map(|(item, _)| *item));
        }
    }
}
