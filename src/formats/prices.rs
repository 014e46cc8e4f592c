//! The price book and what goes with it, from bytes to the domain. Opens no files.

use std::io::Cursor;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Deserialize;

use super::table::{CsvSource, HeaderRules, Row, TableError, TableSource, Workbook, scan};
use crate::domain::catalogue::{Categories, NameError};
use crate::domain::lang::Text;
use crate::domain::money::Fen;
use crate::domain::pickup::{Cells as _, HeaderWords, PriceError, fold_header, is_blank};
use crate::domain::pickup::{read_price, trimmed};
use crate::domain::valuation::{AgeCurve, AgeCurves, Brands, Month, PriceBook, PriceRow};

/// Most faults of a book that are told at once.
const MOST_TOLD: usize = 20;

/// The columns of a price book: the name in messages, and every header name.
const COLUMNS: [(&str, &[&str]); 11] = [
    ("category", &["category", "category_id", "三级分类", "分类"]),
    ("brand", &["brand", "品牌"]),
    ("model", &["model", "型号"]),
    ("spec", &["spec", "规格"]),
    ("base_yuan", &["base_yuan", "base", "基准价"]),
    ("as_of", &["as_of", "日期"]),
    ("source", &["source", "来源"]),
    ("low_yuan", &["low_yuan", "low", "低价"]),
    ("high_yuan", &["high_yuan", "high", "高价"]),
    ("released", &["released", "上市"]),
    ("age_months", &["age_months", "使用月数"]),
];
const CATEGORY: usize = 0;
const BRAND: usize = 1;
const MODEL: usize = 2;
const SPEC: usize = 3;
const BASE: usize = 4;
const AS_OF: usize = 5;
const SOURCE: usize = 6;
const LOW: usize = 7;
const HIGH: usize = 8;
const RELEASED: usize = 9;
const AGE: usize = 10;
/// The columns that a book cannot do without.
const NEEDED: [usize; 4] = [CATEGORY, BASE, AS_OF, SOURCE];

/// Reads a price book, CSV or XLSX; what is wrong with it, with line and column.
pub fn price_book(bytes: &[u8], brands: Brands, known: &Categories) -> Result<PriceBook, String> {
    let told = |error: TableError| error.to_string();
    let found = scan(bytes, None).map_err(told)?;
    let reader = BookReader {
        known,
        places: [None; COLUMNS.len()],
        book: PriceBook::new(brands),
        faults: Vec::new(),
    };
    if found.is_xlsx {
        let mut workbook = Workbook::open(Cursor::new(bytes)).map_err(told)?;
        return reader.read(workbook.sheet(None).map_err(told)?);
    }
    let words = HeaderWords::default();
    let mut rules = HeaderRules::new(&words);
    // Whatever divides these names is what divides the cells.
    rules.maps = COLUMNS
        .iter()
        .flat_map(|(_, names)| names.iter())
        .map(|name| ((*name).to_owned(), None))
        .collect();
    reader.read(CsvSource::open(bytes, found.encoding, None, &rules).map_err(told)?)
}

struct BookReader<'k> {
    known: &'k Categories,
    /// Where each column stands in the file.
    places: [Option<usize>; COLUMNS.len()],
    book: PriceBook,
    faults: Vec<String>,
}

impl BookReader<'_> {
    fn read(mut self, mut source: impl TableSource) -> Result<PriceBook, String> {
        let mut row = Row::default();
        let mut has_header = false;
        while source.read(&mut row).map_err(|error| error.to_string())? {
            if row.is_blank() {
                continue;
            }
            if !has_header {
                self.read_header(&row)?;
                has_header = true;
                continue;
            }
            if let Some(trouble) = row.trouble() {
                let reason = trouble.reason(crate::domain::lang::Lang::En);
                self.faults.push(format!("line {}: {reason}", row.line()));
            } else if let Some(price) = self.row(&row)
                && let Err(line) = self.book.add(price)
            {
                let what = "is for the same goods and day as line";
                self.faults
                    .push(format!("line {}: {what} {line}", row.line()));
            }
        }
        if !has_header {
            return Err("it is empty; the first line names the columns".to_owned());
        }
        match self.faults.len() {
            0 => Ok(self.book),
            count if count > MOST_TOLD => {
                self.faults.truncate(MOST_TOLD);
                let more = count - MOST_TOLD;
                Err(format!("{}; and {more} more", self.faults.join("; ")))
            }
            _ => Err(self.faults.join("; ")),
        }
    }

    fn read_header(&mut self, row: &Row) -> Result<(), String> {
        for (place, cell) in row.cells().enumerate() {
            let folded = fold_header(cell);
            let is_called =
                |(_, names): &(&str, &[&str])| names.iter().any(|name| fold_header(name) == folded);
            let line = row.line();
            match COLUMNS.iter().position(is_called) {
                Some(column) if self.places[column].is_some() => {
                    return Err(format!("line {line}: two columns are `{cell}`"));
                }
                Some(column) => self.places[column] = Some(place),
                None if is_blank(cell) => {}
                None => {
                    let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
                    let names = names.join(", ");
                    return Err(format!(
                        "line {line}: there is no column `{cell}`; there are {names}"
                    ));
                }
            }
        }
        let missing = NEEDED.iter().find(|column| self.places[**column].is_none());
        match missing {
            Some(column) => {
                let name = COLUMNS[*column].0;
                Err(format!("line {}: it has no column {name}", row.line()))
            }
            None => Ok(()),
        }
    }

    fn cell<'r>(&self, row: &'r Row, column: usize) -> &'r str {
        self.places[column].map_or("", |place| trimmed(row.cell(place)))
    }

    /// Reads one row; what is wrong is kept, all of it.
    fn row(&mut self, row: &Row) -> Option<PriceRow> {
        let before = self.faults.len();
        let category = self.category(row);
        let base_fen = self.price(row, BASE);
        let as_of = self.value(row, AS_OF, "a day YYYY-MM-DD", |text| {
            NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
        });
        let released = self.value(row, RELEASED, "a month YYYY-MM", Month::parse);
        let age_months = self.value(row, AGE, "whole months", |text| {
            text.parse::<u32>().ok().filter(|months| *months <= 1_200)
        });
        let (low_fen, high_fen) = (self.price(row, LOW), self.price(row, HIGH));
        let text = |column| self.cell(row, column).to_owned();
        let price = PriceRow {
            line: row.line(),
            category: category.unwrap_or(0),
            brand: text(BRAND),
            model: text(MODEL),
            spec: text(SPEC),
            base_fen: base_fen.unwrap_or(0),
            low_fen,
            high_fen,
            as_of: as_of.unwrap_or_default(),
            released,
            age_months,
            source: text(SOURCE),
        };
        self.check(row, &price);
        (self.faults.len() == before).then_some(price)
    }

    /// What must hold between the cells of a row.
    fn check(&mut self, row: &Row, price: &PriceRow) {
        let filled = [CATEGORY, BASE, AS_OF, SOURCE];
        for column in filled {
            if self.cell(row, column).is_empty() {
                self.fault(row, column, "is empty");
            }
        }
        if price.brand.is_empty() && !price.model.is_empty() {
            self.fault(row, BRAND, "is empty, but the row names a model");
        }
        if price.model.is_empty() && !price.spec.is_empty() {
            self.fault(row, MODEL, "is empty, but the row names a specification");
        }
        if price.low_fen.is_some_and(|low| low > price.base_fen) {
            self.fault(row, LOW, "is more than the base");
        }
        if price.high_fen.is_some_and(|high| high < price.base_fen) {
            self.fault(row, HIGH, "is less than the base");
        }
        if price
            .released
            .is_some_and(|released| released > Month::of(price.as_of))
        {
            self.fault(row, RELEASED, "is after the day of the price");
        }
    }

    fn category(&mut self, row: &Row) -> Option<u32> {
        let text = self.cell(row, CATEGORY);
        if text.is_empty() {
            return None;
        }
        match self.known.find(text) {
            Ok(category) => Some(category.id),
            Err(NameError::Unknown) => {
                self.fault(row, CATEGORY, "is no category's number or name");
                None
            }
            Err(NameError::Several(ids)) => {
                let ids: Vec<String> = ids.iter().map(u32::to_string).collect();
                let why = format!("is the name of several categories: {}", ids.join(", "));
                self.fault(row, CATEGORY, &why);
                None
            }
        }
    }

    fn price(&mut self, row: &Row, column: usize) -> Option<i64> {
        let text = self.cell(row, column);
        if text.is_empty() {
            return None;
        }
        let why = match read_price(text) {
            Ok(Fen(fen)) => return Some(fen),
            Err(PriceError::Unreadable) => "is no price in yuan",
            Err(PriceError::Negative) => "is less than nothing",
            Err(PriceError::Scientific) => "is rounded by a spreadsheet",
            Err(PriceError::DoubtfulComma) => "has a doubtful comma",
            Err(PriceError::TooFine) => "has parts of a fen",
            Err(PriceError::TooLarge) => "is too much",
        };
        self.fault(row, column, why);
        None
    }

    /// A cell as `read` takes it; none where it is empty.
    fn value<T>(
        &mut self,
        row: &Row,
        column: usize,
        wanted: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.cell(row, column);
        if text.is_empty() {
            return None;
        }
        let value = read(text);
        if value.is_none() {
            self.fault(row, column, &format!("is not {wanted}"));
        }
        value
    }

    fn fault(&mut self, row: &Row, column: usize, why: &str) {
        let (line, name) = (row.line(), COLUMNS[column].0);
        let value = self.cell(row, column);
        let value = match value {
            "" => String::new(),
            value => format!(" `{value}`"),
        };
        self.faults
            .push(format!("line {line}, column {name}:{value} {why}"));
    }
}

/// Reads `brand_synonyms.csv`: other names of brands.
pub fn brands(text: &str) -> Result<Brands, String> {
    let mut brands = Brands::default();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for line in reader.deserialize::<(String, String)>() {
        let (alias, brand) = line.map_err(|error| error.to_string())?;
        brands
            .add(&alias, &brand)
            .map_err(|other| format!("`{alias}` cannot be {brand}: it is {other} already"))?;
    }
    Ok(brands)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CurvesFile {
    curve: std::collections::BTreeMap<String, CurveEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CurveEntry {
    name: Text,
    source: String,
    standards: Vec<String>,
    points: Vec<(u32, u32)>,
}

/// Reads `age_curves.toml`: how the value falls with age, by standard.
pub fn age_curves(text: &str) -> Result<AgeCurves, String> {
    let file: CurvesFile = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut curves = AgeCurves::default();
    for (id, entry) in file.curve {
        let curve = AgeCurve::new(id.clone(), entry.name, entry.source, entry.points)
            .map_err(|error| format!("curve {id}: {error}"))?;
        let curve = Arc::new(curve);
        for standard in &entry.standards {
            curves.add(standard, &curve).map_err(|other| {
                format!("curve {id}: {standard} goes by curve {} already", other.id)
            })?;
        }
    }
    Ok(curves)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::valuation::Goods;
    use crate::formats::catalogue::Catalogue;

    fn read(text: &str) -> Result<PriceBook, String> {
        let catalogue = Catalogue::default();
        catalogue.other_price_book(text.as_bytes()).unwrap()
    }

    fn fault(row: &str) -> String {
        let header = "category,brand,model,spec,base_yuan,as_of,source,low_yuan,high_yuan,released";
        read(&format!("{header},age_months\n{row}\n")).unwrap_err()
    }

    #[test]
    fn faults_are_told_by_line_and_column() {
        for (row, told) in [
            (
                "655,,,,12a,2017-12-01,x,,,,",
                "line 2, column base_yuan: `12a` is no price in yuan",
            ),
            (
                "655,,,,,2017-12-01,x,,,,",
                "line 2, column base_yuan: is empty",
            ),
            (
                "99,,,,1,2017-12-01,x,,,,",
                "line 2, column category: `99` is no category's",
            ),
            (
                "655,,,,1,1.12.2017,x,,,,",
                "line 2, column as_of: `1.12.2017` is not a day",
            ),
            (
                "655,,,,1,2017-12-01,,,,,",
                "line 2, column source: is empty",
            ),
            (
                "655,,i,,1,2017-12-01,x,,,,",
                "line 2, column brand: is empty, but the row names",
            ),
            (
                "655,a,,s,1,2017-12-01,x,,,,",
                "line 2, column model: is empty, but the row names",
            ),
            (
                "655,,,,5,2017-12-01,x,6,,,",
                "line 2, column low_yuan: `6` is more than the base",
            ),
            (
                "655,,,,5,2017-12-01,x,,4,,",
                "line 2, column high_yuan: `4` is less than the",
            ),
            (
                "655,,,,5,2017-12-01,x,,,2018-01,",
                "line 2, column released: `2018-01` is after",
            ),
            (
                "655,,,,5,2017-12-01,x,,,17-1,",
                "line 2, column released: `17-1` is not a month",
            ),
            (
                "655,,,,5,2017-12-01,x,,,,1.5",
                "line 2, column age_months: `1.5` is not whole",
            ),
        ] {
            let found = fault(row);
            assert!(found.starts_with(told), "{found}");
        }
    }

    #[test]
    fn every_fault_is_told_at_once_and_the_same_goods_once_only() {
        let two = fault("655,,,,x,y,s,,,,\n655,,,,1,2017-12-01,s,,,,\n手机,,,,2,2017-12-01,s,,,,");
        assert_eq!(
            two,
            "line 2, column base_yuan: `x` is no price in yuan; line 2, column as_of: `y` is not \
             a day YYYY-MM-DD; line 4: is for the same goods and day as line 3"
        );
    }

    #[test]
    fn a_header_that_cannot_be_is_refused() {
        let told = |text: &str| read(text).unwrap_err();
        assert!(told("").contains("empty"), "{}", told(""));
        assert!(told("category,price\n").contains("there is no column `price`"));
        assert!(told("category,base\n").contains("it has no column as_of"));
        assert!(told("category,分类\n").contains("two columns"));
    }

    #[test]
    fn a_book_from_a_spreadsheet_in_gbk_is_read() {
        let text = "分类;品牌;基准价;日期;来源\r\n手机;苹果;\"1,500.50\";2017-12-01;自采\r\n";
        let (bytes, _, _) = encoding_rs::GBK.encode(text);
        let book = Catalogue::default().other_price_book(&bytes).unwrap();
        let goods = Goods {
            category: 655,
            brand: "Apple",
            model: "x",
            spec: "",
        };
        let found = book.unwrap().find(goods, "2017-12-22".parse().unwrap());
        let row = found.row.unwrap();
        assert_eq!((row.base_fen, row.source.as_str()), (150_050, "自采"));
    }

    #[test]
    fn the_shipped_book_prices_every_category_and_claims_nothing() {
        let catalogue = Catalogue::default();
        let (book, day) = (
            catalogue.price_book().unwrap(),
            "2017-12-22".parse().unwrap(),
        );
        let curves = catalogue.age_curves().unwrap();
        for category in catalogue.categories().unwrap().all() {
            let goods = Goods {
                category: category.id,
                brand: "",
                model: "",
                spec: "",
            };
            let row = book.find(goods, day).row;
            let row = row.unwrap_or_else(|| panic!("no price for {}", category.id));
            assert!(row.brand.is_empty() && row.base_fen > 0);
            assert!(curves.get(&category.standard_id).is_some());
        }
        let text = include_str!("../../catalogue/price_book.csv");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert!(rows.iter().all(|row| row[6].starts_with("sample: ")));
        assert!(rows.iter().filter(|row| !row[2].is_empty()).count() >= 100);
    }

    #[test]
    fn every_standard_goes_by_one_curve() {
        let catalogue = Catalogue::default();
        let curves = catalogue.age_curves().unwrap();
        for standard in catalogue.standards().unwrap().all() {
            assert!(curves.get(&standard.id).is_some(), "{}", standard.id);
        }
        let twice = "[curve.a]\nname = {zh = \"\", en = \"\"}\nsource = \"\"\nstandards = \
                     [\"x\", \"x\"]\npoints = [[0, 100]]\n";
        let told = age_curves(twice).unwrap_err();
        assert_eq!(told, "curve a: x goes by curve a already");
    }
}
