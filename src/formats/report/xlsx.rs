//! A report as a workbook: one sheet a section, its tables side by side under one frozen heading,
//! charts below them, and a last sheet that says what each figure means.

use std::io::Write;

use rust_xlsxwriter::{
    Chart as Drawing, ChartType, DocProperties, ExcelDateTime, Format, Workbook, Worksheet,
};

use crate::domain::daily::{Chart, Daily, Section, Table, Unit, Value};
use crate::domain::lang::Lang;
use crate::formats::export::ExportError;

/// The row of the headings; rows from the next on are figures.
const HEADING: u32 = 2;

struct Styles {
    title: Format,
    heading: Format,
    text: Format,
    count: Format,
    share: Format,
    decimal: Format,
    money: Format,
    time: Format,
}

pub(super) fn write(
    report: &Daily,
    lang: Lang,
    out: &mut (dyn Write + Send),
) -> Result<(), ExportError> {
    let bold = || Format::new().set_bold();
    let numbers = |format: &str| Format::new().set_num_format(format);
    let styles = Styles {
        title: bold().set_font_size(14),
        heading: bold().set_text_wrap().set_background_color("E8ECF0"),
        text: numbers("@"),
        count: numbers("#,##0"),
        share: numbers("0.0%"),
        decimal: numbers("#,##0.0"),
        money: numbers("#,##0.00"),
        time: numbers("yyyy-mm-dd hh:mm"),
    };
    let mut workbook = Workbook::new();
    // The same report gives the same bytes: no date of today, no name of a user.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for section in &report.sections {
        let sheet = workbook.add_worksheet();
        sheet.set_name(section.title.get(lang))?;
        write_section(sheet, report, section, lang, &styles)?;
    }
    meanings(workbook.add_worksheet(), report, lang, &styles)?;
    workbook.save_to_writer(out)?;
    Ok(())
}

fn write_section(
    sheet: &mut Worksheet,
    report: &Daily,
    section: &Section,
    lang: Lang,
    styles: &Styles,
) -> Result<(), ExportError> {
    let title = section.title.get(lang);
    let head = format!(
        "{title} · {} · {} – {}",
        report.site, report.from, report.until
    );
    sheet.write_string_with_format(0, 0, head, &styles.title)?;
    sheet.set_freeze_panes(HEADING + 1, 0)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(HEADING, HEADING)?;
    let longest = section.tables.iter().map(|table| table.rows.len()).max();
    let below = HEADING + 3 + u32::try_from(longest.unwrap_or(0)).unwrap_or(0);
    let (mut column, mut drawn) = (0, 0);
    for table in &section.tables {
        write_table(sheet, table, column, lang, styles)?;
        let is_drawn = table.chart.is_some() && !table.rows.is_empty();
        if let (Some(chart), true) = (table.chart, is_drawn) {
            let drawing = drawing(table, chart, section.title.get(lang), column, lang);
            sheet.insert_chart(below, drawn * 7, &drawing)?;
            drawn += 1;
        }
        column += width(table) + 1;
    }
    Ok(())
}

/// How many columns a table has.
fn width(table: &Table) -> u16 {
    u16::try_from(table.keys.len() + table.measures.len()).unwrap_or(u16::MAX)
}

fn write_table(
    sheet: &mut Worksheet,
    table: &Table,
    first: u16,
    lang: Lang,
    styles: &Styles,
) -> Result<(), ExportError> {
    sheet.write_string_with_format(1, first, table.title.get(lang), &styles.heading)?;
    let keys = table.keys.iter().map(|(_, name)| (name.get(lang), 18));
    let measures = table.measures.iter().map(|one| (one.name.get(lang), 13));
    for (column, (name, width)) in (first..).zip(keys.chain(measures)) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(HEADING, column, name, &styles.heading)?;
    }
    for (line, row) in (HEADING + 1..).zip(&table.rows) {
        for (column, key) in (first..).zip(&row.keys) {
            sheet.write_string_with_format(line, column, key.name.get(lang), &styles.text)?;
        }
        let after_keys = first + u16::try_from(row.keys.len()).unwrap_or(0);
        for (column, value) in (after_keys..).zip(&row.values) {
            write_value(sheet, (line, column), value, styles)?;
        }
    }
    Ok(())
}

fn write_value(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    styles: &Styles,
) -> Result<(), ExportError> {
    let (number, style) = match value {
        Value::None => return Ok(()),
        Value::Word(word) => {
            sheet.write_string_with_format(row, column, word, &styles.text)?;
            return Ok(());
        }
        Value::Moment(time) => {
            let local = time.naive_local().and_utc().timestamp();
            let local = ExcelDateTime::from_timestamp(local)?;
            sheet.write_datetime_with_format(row, column, &local, &styles.time)?;
            return Ok(());
        }
        Value::Share { whole, .. } if *whole <= 0 => return Ok(()),
        Value::Share { part, whole } => (*part as f64 / *whole as f64, &styles.share),
        Value::Count(count) => (*count as f64, &styles.count),
        Value::Seconds(seconds) => (*seconds as f64 / 3600.0, &styles.decimal),
        Value::Fen(fen) => (*fen as f64 / 100.0, &styles.money),
        Value::Milli(milli) => (*milli as f64 / 1000.0, &styles.decimal),
    };
    sheet.write_number_with_format(row, column, number, style)?;
    Ok(())
}

fn drawing(table: &Table, chart: Chart, sheet: &str, first: u16, lang: Lang) -> Drawing {
    let kind = match chart {
        Chart::Mix(_) => ChartType::BarPercentStacked,
        Chart::Bars(_) => ChartType::Column,
        Chart::Lines(_) => ChartType::Line,
    };
    let mut drawing = Drawing::new(kind);
    drawing.title().set_name(table.title.get(lang));
    drawing.set_width(620).set_height(300);
    let rows = u32::try_from(table.rows.len()).unwrap_or(0);
    let (from, to) = (HEADING + 1, HEADING + rows);
    let after_keys = first + u16::try_from(table.keys.len()).unwrap_or(0);
    for id in chart.measures() {
        let Some(place) = table.column(id).and_then(|place| u16::try_from(place).ok()) else {
            continue;
        };
        let column = after_keys + place;
        drawing
            .add_series()
            .set_name((sheet, HEADING, column))
            .set_categories((sheet, from, first, to, first))
            .set_values((sheet, from, column, to, column));
    }
    drawing
}

fn meanings(
    sheet: &mut Worksheet,
    report: &Daily,
    lang: Lang,
    styles: &Styles,
) -> Result<(), ExportError> {
    let name = lang.pick("指标说明", "Meanings");
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    let headings = match lang {
        Lang::Zh => ["指标", "名称", "单位", "算法", "分母", "不计"],
        Lang::En => [
            "figure",
            "name",
            "unit",
            "formula",
            "denominator",
            "left out",
        ],
    };
    for (column, (heading, width)) in (0..).zip(headings.into_iter().zip([26, 22, 10, 60, 40, 40]))
    {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, heading, &styles.heading)?;
    }
    let mut line = 1;
    for table in report.sections.iter().flat_map(|section| &section.tables) {
        for measure in &table.measures {
            let figure = format!("{}.{}", table.id, measure.id);
            let cells = [
                figure.as_str(),
                measure.name.get(lang),
                unit(measure.unit),
                measure.formula.get(lang),
                measure.denominator.get(lang),
                measure.excluded.get(lang),
            ];
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string_with_format(line, column, cell, &styles.text)?;
            }
            line += 1;
        }
    }
    sheet.autofilter(0, 0, line - 1, 5)?;
    Ok(())
}

/// The unit as it is in a sheet, which is for the eye: money is yuan there.
fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Fen => "yuan",
        other => other.as_str(),
    }
}
