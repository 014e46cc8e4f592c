//! A report as one page for the eye and for A4: its style and its drawings stand in it, and it
//! loads nothing.

use std::fmt::Write as _;

use super::chart::{escaped, svg};
use super::shown;
use crate::domain::daily::{Daily, Measure, Row, Section, Table, Unit, Value};
use crate::domain::lang::Lang;

const STYLE: &str = include_str!("page.css");

pub(super) fn page(report: &Daily, lang: Lang) -> String {
    let mut page = Page {
        lang,
        html: String::new(),
    };
    page.head(report);
    for section in &report.sections {
        page.section(section);
    }
    page.meanings(report);
    page.html += "</body>\n</html>\n";
    page.html
}

struct Page {
    lang: Lang,
    html: String,
}

impl Page {
    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Nothing can go wrong when text is written into a string.
        let _ = self.html.write_fmt(text);
    }

    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn head(&mut self, report: &Daily) {
        let code = self.pick("zh-CN", "en");
        let title = self.pick("日报", "Daily report");
        let (site, day) = (escaped(&report.site), escaped(&report.day));
        self.put(format_args!(
            "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title} {site} {day}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <h1>{title} · {site} · {day}</h1>\n"
        ));
        let (from, until) = (escaped(&report.from), escaped(&report.until));
        let (zone, origin) = (escaped(&report.zone), escaped(&report.origin));
        let ledger = self.pick("账本", "ledger");
        self.put(format_args!(
            "<p>{from} – {until} {zone} · {ledger} {origin}</p>\n"
        ));
        let (style, verdict) = if !report.is_signed {
            (
                " bad",
                self.pick(
                    "最后的检查点不成立：请运行 regrade db check",
                    "The last checkpoint does not hold: run regrade db check",
                ),
            )
        } else if report.balances {
            (
                "",
                self.pick(
                    "库存平衡：期初 + 转入 − 转出 = 期末",
                    "The stock balances: opening + came − went = closing",
                ),
            )
        } else {
            (
                " bad",
                self.pick(
                    "库存不平衡：见“库存平衡”的差额",
                    "The stock does not balance: see the differences under Stock balance",
                ),
            )
        };
        self.put(format_args!(
            "<p class=\"verdict{style}\">{verdict}</p>\n<nav>"
        ));
        for section in &report.sections {
            let title = escaped(section.title.get(self.lang));
            self.put(format_args!("<a href=\"#{}\">{title}</a>", section.id));
        }
        let meanings = self.pick("指标说明", "What the figures mean");
        self.put(format_args!("<a href=\"#meanings\">{meanings}</a></nav>\n"));
    }

    fn section(&mut self, section: &Section) {
        let title = escaped(section.title.get(self.lang));
        self.put(format_args!("<h2 id=\"{}\">{title}</h2>\n", section.id));
        for table in &section.tables {
            let title = escaped(table.title.get(self.lang));
            if section.tables.len() > 1 {
                self.put(format_args!("<h3>{title}</h3>\n"));
            }
            if table.keys.is_empty() {
                self.cards(table);
                continue;
            }
            let drawing = svg(table, self.lang);
            self.html += &drawing;
            self.table(table);
        }
    }

    /// Figures that stand for themselves.
    fn cards(&mut self, table: &Table) {
        self.html += "<div class=\"cards\">";
        for row in &table.rows {
            for (measure, value) in table.measures.iter().zip(&row.values) {
                let text = shown(value, self.lang);
                let style = if text.chars().count() > 20 {
                    " class=\"long\""
                } else {
                    ""
                };
                let (text, name) = (escaped(&text), escaped(measure.name.get(self.lang)));
                let told = escaped(measure.formula.get(self.lang));
                self.put(format_args!(
                    "<div title=\"{told}\"><b{style}>{text}</b><span>{name}</span></div>"
                ));
            }
        }
        self.html += "</div>\n";
    }

    fn table(&mut self, table: &Table) {
        if table.rows.is_empty() {
            let none = self.pick("无", "none");
            self.put(format_args!("<p>{none}</p>\n"));
            return;
        }
        self.html += "<div class=\"wide\"><table><thead><tr>";
        for (_, name) in &table.keys {
            let name = escaped(name.get(self.lang));
            self.put(format_args!("<th class=\"k\">{name}</th>"));
        }
        for measure in &table.measures {
            let name = escaped(measure.name.get(self.lang));
            let told = escaped(measure.formula.get(self.lang));
            let style = style_of(measure);
            self.put(format_args!("<th{style} title=\"{told}\">{name}</th>"));
        }
        self.html += "</tr></thead><tbody>\n";
        // A long table that is drawn shows what is there; the drawing shows where nothing is.
        let is_short = table.chart.is_none() || table.rows.len() <= 12;
        for row in table.rows.iter().filter(|row| is_short || !is_zero(row)) {
            self.row(table, row);
        }
        self.html += "</tbody></table></div>\n";
    }

    fn row(&mut self, table: &Table, row: &Row) {
        let is_zero = row
            .values
            .iter()
            .all(|value| value.milli().unwrap_or(0) == 0);
        self.html += if is_zero {
            "<tr class=\"zero\">"
        } else {
            "<tr>"
        };
        for key in &row.keys {
            let name = escaped(key.name.get(self.lang));
            self.put(format_args!("<td class=\"k\">{name}</td>"));
        }
        for (measure, value) in table.measures.iter().zip(&row.values) {
            let is_off = measure.id == "difference" && *value != Value::Count(0);
            let style = if is_off {
                " class=\"off\""
            } else {
                style_of(measure)
            };
            let text = escaped(&shown(value, self.lang));
            self.put(format_args!("<td{style}>{text}</td>"));
        }
        self.html += "</tr>\n";
    }

    /// Every figure with what it means.
    fn meanings(&mut self, report: &Daily) {
        let title = self.pick("指标说明", "What the figures mean");
        let headings = [
            self.pick("指标", "figure"),
            self.pick("名称", "name"),
            self.pick("算法", "formula"),
            self.pick("分母", "denominator"),
            self.pick("不计", "left out"),
        ];
        self.put(format_args!("<h2 id=\"meanings\">{title}</h2>\n"));
        self.html += "<div class=\"wide\"><table class=\"meanings\"><thead><tr>";
        for heading in headings {
            self.put(format_args!("<th class=\"k\">{heading}</th>"));
        }
        self.html += "</tr></thead><tbody>\n";
        for table in report.sections.iter().flat_map(|section| &section.tables) {
            for measure in &table.measures {
                let said = [
                    measure.name,
                    measure.formula,
                    measure.denominator,
                    measure.excluded,
                ];
                let [name, formula, whole, out] = said.map(|text| escaped(text.get(self.lang)));
                self.put(format_args!(
                    "<tr><td><code>{}.{}</code></td><td>{name}</td><td>{formula}</td>\
                     <td>{whole}</td><td>{out}</td></tr>\n",
                    table.id, measure.id
                ));
            }
        }
        self.html += "</tbody></table></div>\n";
    }
}

fn is_zero(row: &Row) -> bool {
    row.values
        .iter()
        .all(|value| value.milli().unwrap_or(0) == 0)
}

/// Words stand to the left, numbers to the right.
fn style_of(measure: &Measure) -> &'static str {
    match measure.unit {
        Unit::Word => " class=\"k\"",
        Unit::Count | Unit::Share | Unit::Hours | Unit::Fen | Unit::Milli | Unit::Moment => "",
    }
}
