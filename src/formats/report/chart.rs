//! Tables as drawings: SVG that stands in the page itself, in the page's own colours.

use std::fmt::Write as _;

use super::shown;
use crate::domain::daily::{Chart, Row, Table, Value};
use crate::domain::lang::Lang;

/// The drawing's width in its own units; the page scales it.
const WIDTH: f64 = 720.0;
/// Left of the plot, for the scale.
const LEFT: f64 = 48.0;
/// The plot's height.
const HEIGHT: f64 = 170.0;
/// Above the plot.
const TOP: f64 = 12.0;
/// Below the plot, for what the rows are called.
const BOTTOM: f64 = 34.0;
/// Most rows of a mix; the greatest are drawn.
const MOST_ROWS: usize = 12;

/// The table's drawing; empty where it has none or nothing to draw.
pub(super) fn svg(table: &Table, lang: Lang) -> String {
    let Some(chart) = table.chart else {
        return String::new();
    };
    let places: Vec<usize> = chart
        .measures()
        .iter()
        .filter_map(|id| table.column(id))
        .collect();
    let is_anything = table
        .rows
        .iter()
        .any(|row| places.iter().any(|place| number(row, *place) > 0.0));
    if !is_anything {
        return String::new();
    }
    let mut drawing = Drawing {
        table,
        lang,
        places,
        svg: String::new(),
    };
    let height = match chart {
        Chart::Mix(_) => drawing.mix(),
        Chart::Bars(_) => drawing.bars(),
        Chart::Lines(_) => drawing.lines(),
    };
    let title = escaped(table.title.get(lang));
    format!(
        "<figure><figcaption>{}</figcaption><svg viewBox=\"0 0 {WIDTH:.0} {height:.0}\" \
         role=\"img\" aria-label=\"{title}\">{}</svg></figure>\n",
        drawing.legend(),
        drawing.svg
    )
}

/// A text that no reader of the page takes for anything else.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The value as a number to draw; nothing under zero is drawn.
fn number(row: &Row, place: usize) -> f64 {
    let milli = row.values.get(place).and_then(Value::milli);
    milli.map_or(0.0, |milli| milli.max(0) as f64 / 1000.0)
}

struct Drawing<'t> {
    table: &'t Table,
    lang: Lang,
    places: Vec<usize>,
    svg: String,
}

impl Drawing<'_> {
    /// Appends to the drawing.
    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Nothing can go wrong when text is written into a string.
        let _ = self.svg.write_fmt(text);
    }

    fn legend(&self) -> String {
        let names = self.places.iter().enumerate().map(|(series, place)| {
            let name = escaped(self.table.measures[*place].name.get(self.lang));
            format!("<span><i class=\"s{series}\"></i>{name}</span>")
        });
        names.collect()
    }

    fn name(&self, row: &Row) -> String {
        let names: Vec<&str> = row.keys.iter().map(|key| key.name.get(self.lang)).collect();
        escaped(&names.join(" / "))
    }

    /// What is told of a mark when it is pointed at.
    fn told(&self, row: &Row, place: usize) -> String {
        let measure = escaped(self.table.measures[place].name.get(self.lang));
        let value = row.values.get(place).unwrap_or(&Value::None);
        let value = escaped(&shown(value, self.lang));
        format!("<title>{} · {measure}: {value}</title>", self.name(row))
    }

    /// One bar a row, its parts side by side.
    fn mix(&mut self) -> f64 {
        const LABEL: f64 = 150.0;
        const STEP: f64 = 24.0;
        let table = self.table;
        let mut rows: Vec<&Row> = table.rows.iter().collect();
        rows.sort_by(|a, b| number(b, 0).total_cmp(&number(a, 0)));
        rows.truncate(MOST_ROWS);
        for (index, row) in rows.iter().enumerate() {
            let y = TOP + index as f64 * STEP;
            let name = self.name(row);
            self.put(format_args!(
                "<text x=\"{:.1}\" y=\"{:.1}\" class=\"e\">{name}</text>",
                LABEL - 8.0,
                y + 14.0
            ));
            let mut x = LABEL;
            for (series, place) in self.places.clone().into_iter().enumerate() {
                let width = number(row, place) * (WIDTH - LABEL - 8.0);
                if width <= 0.0 {
                    continue;
                }
                let told = self.told(row, place);
                self.put(format_args!(
                    "<rect class=\"s{series}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" \
                     height=\"18\">{told}</rect>"
                ));
                if width > 44.0 {
                    let text = shown(&row.values[place], self.lang);
                    self.put(format_args!(
                        "<text class=\"in\" x=\"{:.1}\" y=\"{:.1}\">{text}</text>",
                        x + width / 2.0,
                        y + 13.5
                    ));
                }
                x += width;
            }
        }
        TOP + rows.len() as f64 * STEP + 4.0
    }

    /// The scale, and its greatest number.
    fn scale(&mut self) -> f64 {
        let table = self.table;
        let numbers = table.rows.iter().flat_map(|row| {
            let places = self.places.iter();
            places.map(|place| number(row, *place)).collect::<Vec<_>>()
        });
        let top = rounded_up(numbers.fold(0.0, f64::max));
        let is_share = self.places.first().is_some_and(|place| {
            let unit = table.measures[*place].unit;
            unit == crate::domain::daily::Unit::Share
        });
        for step in 0..=4 {
            let part = f64::from(step) / 4.0;
            let y = TOP + HEIGHT * (1.0 - part);
            let label = if is_share {
                format!("{:.0}%", top * part * 100.0)
            } else {
                short(top * part)
            };
            self.put(format_args!(
                "<line class=\"g\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
                 <text class=\"e\" x=\"{:.1}\" y=\"{:.1}\">{label}</text>",
                LEFT - 6.0,
                y + 4.0
            ));
        }
        top
    }

    /// What the rows are called, as many as there is room for.
    fn labels(&mut self, step: f64) {
        let table = self.table;
        let every = (52.0 / step).ceil().max(1.0) as usize;
        for (index, row) in table.rows.iter().enumerate().step_by(every) {
            let (name, x) = (self.name(row), LEFT + step * (index as f64 + 0.5));
            let y = TOP + HEIGHT + 18.0;
            self.put(format_args!(
                "<text class=\"m\" x=\"{x:.1}\" y=\"{y:.1}\">{name}</text>"
            ));
        }
    }

    /// A group of bars a row.
    fn bars(&mut self) -> f64 {
        let top = self.scale();
        let table = self.table;
        let step = (WIDTH - LEFT) / table.rows.len() as f64;
        let width = step * 0.76 / self.places.len() as f64;
        for (index, row) in table.rows.iter().enumerate() {
            for (series, place) in self.places.clone().into_iter().enumerate() {
                let height = number(row, place) / top * HEIGHT;
                if height <= 0.0 {
                    continue;
                }
                let x = LEFT + step * (index as f64 + 0.12) + width * series as f64;
                let (y, told) = (TOP + HEIGHT - height, self.told(row, place));
                self.put(format_args!(
                    "<rect class=\"s{series}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" \
                     height=\"{height:.1}\">{told}</rect>"
                ));
            }
        }
        self.labels(step);
        TOP + HEIGHT + BOTTOM
    }

    /// A line a measure.
    fn lines(&mut self) -> f64 {
        let top = self.scale();
        let table = self.table;
        let step = (WIDTH - LEFT) / table.rows.len() as f64;
        for (series, place) in self.places.clone().into_iter().enumerate() {
            let mut points = String::new();
            let mut dots = String::new();
            for (index, row) in table.rows.iter().enumerate() {
                let x = LEFT + step * (index as f64 + 0.5);
                let y = TOP + HEIGHT * (1.0 - number(row, place) / top);
                let told = self.told(row, place);
                // Nothing can go wrong when text is written into a string.
                let _ = write!(points, "{x:.1},{y:.1} ");
                let _ = write!(
                    dots,
                    "<circle class=\"s{series}\" cx=\"{x:.1}\" cy=\"{y:.1}\" \
                     r=\"2.6\">{told}</circle>"
                );
            }
            let points = points.trim_end();
            self.put(format_args!(
                "<polyline class=\"l{series}\" points=\"{points}\"/>{dots}"
            ));
        }
        self.labels(step);
        TOP + HEIGHT + BOTTOM
    }
}

/// The least of 1, 2, 4, 5, 8 and 10 times a power of ten that is no less.
fn rounded_up(number: f64) -> f64 {
    let mut power = 1e-3;
    while power * 10.0 < number {
        power *= 10.0;
    }
    let steps = [1.0, 2.0, 4.0, 5.0, 8.0, 10.0];
    let fitting = steps
        .into_iter()
        .map(|step| step * power)
        .find(|step| *step >= number * 0.999_999);
    fitting.unwrap_or(number)
}

/// A number of a scale: `0.5`, `25`, `1.2k`.
fn short(number: f64) -> String {
    let trimmed = |text: String| match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text,
    };
    match number {
        large if large >= 1e6 => trimmed(format!("{:.1}", large / 1e6)) + "M",
        large if large >= 1e4 => trimmed(format!("{:.1}", large / 1e3)) + "k",
        other => trimmed(format!("{other:.1}")),
    }
}
