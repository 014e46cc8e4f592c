//! Lists of goods as a page to print: one HTML file that needs nothing else.

use std::fmt::Write as _;

/// What stands above and below the list.
#[derive(Debug, Clone, Copy)]
pub struct Head<'h> {
    /// What the list is
    pub title: &'h str,
    /// Who hands the goods over
    pub from: &'h str,
    /// Who takes them
    pub to: &'h str,
    /// When
    pub day: &'h str,
    /// SHA-256 of the list as a file
    pub sha256: &'h str,
    /// The columns' names
    pub columns: [&'h str; 5],
    /// Where people sign
    pub signs: &'h str,
}

const STYLE: &str = "body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}\
    td,th{border:1px solid #888;padding:.3em .6em;text-align:left}code{word-break:break-all}";

/// The page with these rows.
pub fn page(head: &Head<'_>, rows: impl Iterator<Item = [String; 5]>) -> String {
    let mut html = String::from("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">");
    let title = escaped(head.title);
    let (from, to, day) = (escaped(head.from), escaped(head.to), escaped(head.day));
    // Nothing can go wrong when text is written into a string.
    let _ = writeln!(
        html,
        "<title>{title}</title><style>{STYLE}</style></head>\n<body><h1>{title}</h1>\n\
         <p>{from} → {to} · {day}</p>\n<table>"
    );
    let mut line = |tag: &str, cells: &[&str]| {
        html += "<tr>";
        for cell in cells {
            let _ = write!(html, "<{tag}>{}</{tag}>", escaped(cell));
        }
        html += "</tr>\n";
    };
    line("th", &head.columns);
    let mut count = 0;
    for row in rows {
        line("td", &row.each_ref().map(String::as_str));
        count += 1;
    }
    let (sha256, signs) = (escaped(head.sha256), escaped(head.signs));
    let _ = writeln!(
        html,
        "</table>\n<p>{count}</p>\n<p>SHA-256 <code>{sha256}</code></p>\n\
         <p>{signs} ______________________________</p></body></html>"
    );
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goods_are_called_is_text_and_no_markup() {
        let head = Head {
            title: "List",
            from: "WH01",
            to: "A & B",
            day: "2017-12-22",
            sha256: "ab",
            columns: ["1", "2", "3", "4", "5"],
            signs: "signed",
        };
        let row = ["<script>", "b", "c", "d", "\"e\""].map(str::to_owned);
        let html = page(&head, std::iter::once(row));
        assert!(html.contains("<td>&lt;script&gt;</td>"), "{html}");
        assert!(html.contains("A &amp; B") && html.contains("&quot;e&quot;"));
        assert!(!html.contains("<script"));
    }
}
