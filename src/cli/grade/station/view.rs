//! The station as text on a screen of any size; made for 80 columns and 24 lines. What a colour
//! says, a mark says too.

mod lines;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use unicode_width::UnicodeWidthStr as _;

use self::lines::{fit, wrapped};
use super::form::{Entry, Form};
use super::state::{Asks, Done, Notice, Scan, Screen, Station};
use super::words;
use crate::cli::quotation;
use crate::domain::class::Class;
use crate::domain::lang::Lang;

/// Whether colours may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Colour,
    Plain,
}

/// Draws the station; where the cursor stands, if something is being typed.
pub(super) fn draw(
    station: &Station,
    paint: Paint,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let mut page = Page {
        area,
        buffer,
        paint,
    };
    match &station.screen {
        Screen::Scan(scan) => scan_page(station, scan, &mut page),
        Screen::Form(form) => form_page(station, form, &mut page),
    }
}

/// A screen to write on.
struct Page<'b> {
    area: Rect,
    buffer: &'b mut Buffer,
    paint: Paint,
}

impl Page<'_> {
    fn width(&self) -> usize {
        usize::from(self.area.width)
    }

    fn height(&self) -> usize {
        usize::from(self.area.height)
    }

    /// Writes a text, cut to `width` columns and filled up to them.
    fn put(&mut self, x: usize, y: usize, width: usize, text: &str, style: Style) {
        let width = width.min(self.width().saturating_sub(x));
        if y >= self.height() || width == 0 {
            return;
        }
        let (x, y) = (self.area.x + x as u16, self.area.y + y as u16);
        self.buffer
            .set_stringn(x, y, fit(text, width), width, style);
    }

    fn line(&mut self, y: usize, text: &str, style: Style) {
        let width = self.width();
        self.put(0, y, width, text, style);
    }

    fn rule(&mut self, y: usize) {
        self.line(y, &"-".repeat(self.width()), Style::new());
    }

    fn colour(&self, style: Style, colour: Color) -> Style {
        match self.paint {
            Paint::Colour => style.fg(colour),
            Paint::Plain => style,
        }
    }

    /// A notice that ends at line `y`; a long one takes the lines above it too.
    fn notice(&mut self, y: usize, notice: &Notice) {
        let style = self.tone(notice);
        let lines = wrapped(&told(notice), self.width());
        for (up, line) in lines.iter().rev().enumerate() {
            self.line(y.saturating_sub(up), line, style);
        }
    }

    fn tone(&self, notice: &Notice) -> Style {
        match notice.is_warning {
            true => self.colour(bold(), Color::Red),
            false => Style::new(),
        }
    }

    fn of_class(&self, class: Option<Class>) -> Style {
        let colour = match class {
            Some(Class::Premium) => Color::Green,
            Some(Class::Good) => Color::Yellow,
            Some(Class::Scrap) | None => Color::Red,
        };
        self.colour(bold(), colour)
    }

    fn at(&self, x: usize, y: usize) -> Option<Position> {
        let (x, y) = (
            x.min(self.width().saturating_sub(1)),
            y.min(self.height().saturating_sub(1)),
        );
        Some(Position::new(
            self.area.x + x as u16,
            self.area.y + y as u16,
        ))
    }
}

fn bold() -> Style {
    Style::new().add_modifier(Modifier::BOLD)
}

fn told(notice: &Notice) -> String {
    match notice.is_warning {
        true => format!("! {}", notice.text),
        false => format!("  {}", notice.text).trim_end().to_owned(),
    }
}

/// A line with something at its right end.
fn both_ends(left: &str, right: &str, width: usize) -> String {
    let room = width.saturating_sub(right.width() + 1);
    format!("{} {right}", fit(left, room))
}

fn scan_page(station: &Station, scan: &Scan, page: &mut Page<'_>) -> Option<Position> {
    let (lang, height) = (station.lang, page.height());
    let title = lang.pick(" 检测台", " Inspection bench");
    let tally = match lang {
        Lang::Zh => format!(
            "{} 件已检，{} 件拒收",
            station.tally.graded, station.tally.refused
        ),
        Lang::En => format!(
            "{} graded, {} refused",
            station.tally.graded, station.tally.refused
        ),
    };
    let right = format!("{tally} | {} ", station.place);
    let head = both_ends(title, &right, page.width());
    page.line(0, &head, bold().add_modifier(Modifier::REVERSED));
    let mut y = 2;
    if let Some(done) = &scan.done {
        y = result(done, lang, page, y);
    }
    let prompt = lang.pick(
        "  扫码（溯源码、序列号、IMEI、取件单号）：",
        "  Scan (trace code, serial, IMEI, pickup number): ",
    );
    page.line(y, &format!("{prompt}{}", scan.line), bold());
    let cursor = page.at(prompt.width() + scan.line.width(), y);
    y += 2;
    let style = page.tone(&scan.notice);
    for line in wrapped(&told(&scan.notice), page.width()) {
        page.line(y, &line, style);
        y += 1;
    }
    let asks = match &scan.asks {
        Asks::Nothing => "",
        Asks::Again(_) => lang.pick(
            "  F6 再次检测，或扫下一件",
            "  F6 inspects it again; or scan the next one",
        ),
        Asks::Version(_) => lang.pick(
            "  F6 转到现行版本，F9 丢弃草稿，或扫下一件",
            "  F6 moves it to the version in force, F9 drops it; or scan the next one",
        ),
    };
    page.line(y, asks, Style::new());
    y += usize::from(!asks.is_empty());
    for (place, (_, words)) in scan.choices.iter().enumerate() {
        let mark = if place == scan.place { ">" } else { " " };
        let style = if place == scan.place {
            bold()
        } else {
            Style::new()
        };
        page.line(y + place, &format!("  {mark} {words}"), style);
    }
    page.rule(height.saturating_sub(2));
    let keys = lang.pick(
        " Enter 打开  Esc 未完成的检测  Ctrl-Q 结束",
        " Enter open  Esc unfinished inspections  Ctrl-Q end",
    );
    page.line(height.saturating_sub(1), keys, Style::new());
    cursor
}

/// What was just written, its code large enough for the label beside it; the line after it.
fn result(done: &Done, lang: Lang, page: &mut Page<'_>, y: usize) -> usize {
    let verdict = &done.report.verdict;
    let class = verdict.class.and_then(Class::parse);
    let label = verdict.label.clone().unwrap_or_default();
    let code: Vec<String> = done.code.grouped().chars().map(String::from).collect();
    let code = code.join(" ");
    let inner = code.width().max(20) + 6;
    let border = format!("  +{}+", "=".repeat(inner));
    let boxed = |text: &str| {
        let left = inner.saturating_sub(text.width()) / 2;
        format!("  |{}|", fit(&format!("{}{text}", " ".repeat(left)), inner))
    };
    let style = page.of_class(class);
    let class = format!("{}   {label}", words::class(class, lang));
    page.line(y, &border, bold());
    page.line(y + 1, &boxed(""), bold());
    page.line(y + 2, &boxed(&code), bold());
    page.line(y + 3, &boxed(""), bold());
    page.line(y + 4, &boxed(class.trim_end()), style);
    page.line(y + 5, &boxed(""), bold());
    page.line(y + 6, &border, bold());
    let points = format!("  {} {}", verdict.points, lang.pick("分", "points"));
    let offer = quotation::headline(&done.report.quotation, lang).unwrap_or_default();
    let mut parts = vec![points, offer];
    if let Some(operation) = done.report.operation {
        parts.push(match lang {
            Lang::Zh => format!("操作 {operation}"),
            Lang::En => format!("operation {operation}"),
        });
    }
    parts.retain(|part| !part.is_empty());
    page.line(y + 7, &parts.join(" | "), Style::new());
    if done.report.held {
        let held = lang.pick("  已扣留：只能退回", "  held: it may only be returned");
        page.line(y + 8, held, page.of_class(None));
    } else if !verdict.names.photos_wanted.is_empty() {
        let wanted = verdict.names.photos_wanted.join(lang.pick("、", ", "));
        let text = format!("  {}: {wanted}", lang.pick("请拍照", "photos wanted of"));
        page.line(y + 8, &text, Style::new());
    }
    y + 10
}

fn form_page(station: &Station, form: &Form, page: &mut Page<'_>) -> Option<Position> {
    let height = page.height();
    let item = &form.bench.item;
    let standard = form.standard();
    let goods = [item.brand.as_str(), &item.model, &item.spec].join(" ");
    let name = standard.name.get(form.lang);
    let second = match form.bench.second {
        Some(_) => form.lang.pick(" 盲检复核", " second, blind"),
        None => "",
    };
    let left = format!(
        " {}{second}  {} | {name} {}",
        form.bench.code.grouped(),
        goods.trim(),
        standard.version
    );
    let head = both_ends(&left, &format!("{} ", station.place), page.width());
    page.line(0, &head, bold().add_modifier(Modifier::REVERSED));
    let style = page.of_class(form.verdict.class());
    page.line(1, &format!(" {}", words::verdict(form)), style);
    page.line(2, &format!(" {}", words::offer(form)), Style::new());
    let decided = words::decided(form).unwrap_or_default();
    let style = if form.settled.is_some() {
        style
    } else {
        Style::new()
    };
    page.line(3, &format!(" {decided}"), style);
    page.rule(4);
    let body = height.saturating_sub(8);
    if form.help {
        lines::help(form.lang, page, 5, body);
    } else if form.summary {
        lines::summary(form, page, 5, body);
    } else {
        let split = page.width() * 11 / 20;
        lines::checks(form, page, 5, body, split);
        lines::asked(form, page, 5, body, split + 1);
    }
    page.rule(height.saturating_sub(3));
    let cursor = typed(form, page, height.saturating_sub(2));
    let keys = match (form.summary, form.lang) {
        (true, Lang::Zh) => " Enter 保存  Esc 返回  F2 照片  F5 诊断",
        (true, Lang::En) => " Enter save  Esc back  F2 photo  F5 diagnostics",
        (false, Lang::Zh) => {
            " Enter 结束  Esc 放下  Backspace 撤销  / 查找  F2 照片  F5 诊断  F1 帮助"
        }
        (false, Lang::En) => {
            " Enter finish  Esc aside  Bksp undo  / find  F2 photo  F5 diagnosis  F1 help"
        }
    };
    page.line(height.saturating_sub(1), keys, Style::new());
    cursor
}

/// What is being typed, and what is said about it.
fn typed(form: &Form, page: &mut Page<'_>, y: usize) -> Option<Position> {
    let lang = form.lang;
    let name = form.check().name.get(lang);
    let (prompt, text) = match &form.entry {
        Entry::Nothing => {
            page.notice(y, &form.notice);
            return None;
        }
        Entry::Measure(text) => (
            format!(" {name} ({}): ", words::range(form.check(), lang)),
            text.as_str(),
        ),
        Entry::Zone => (format!(" {name}: {} ", lang.pick("部位？", "where?")), ""),
        Entry::Type { .. } => (format!(" {name}: {} ", lang.pick("类型？", "what?")), ""),
        Entry::Size { text, .. } => (
            format!(
                " {name}: {} ",
                lang.pick("尺寸 mm，Enter：", "size in mm, Enter:")
            ),
            text.as_str(),
        ),
        Entry::Words(text) => (format!(" {name}: "), text.as_str()),
        Entry::Find(text) => (" / ".to_owned(), text.as_str()),
    };
    // Of a long text, what is typed last must show.
    let room = page.width().saturating_sub(prompt.width() + 2);
    let mut tail = text;
    while tail.width() > room {
        tail = tail
            .chars()
            .next()
            .map_or("", |first| &tail[first.len_utf8()..]);
    }
    let line = format!("{prompt}{tail}");
    let cursor = page.at(line.width(), y);
    page.line(y, &line, bold());
    if !form.notice.text.is_empty() {
        page.notice(y - 1, &form.notice);
    }
    cursor
}
