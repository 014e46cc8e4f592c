//! The price book: which row prices which goods. The most specific row wins; between two that are
//! equally so nothing is guessed.

use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::priced::Month;
use super::{Brands, fold};

/// A row of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceRow {
    /// Its line in the file
    pub line: u64,
    /// The category's number
    pub category: u32,
    /// The maker; empty where the row is for any
    pub brand: String,
    /// The maker's name for it; empty where the row is for any
    pub model: String,
    /// Its configuration; empty where the row is for any
    pub spec: String,
    /// The price of a premium used item on that day
    pub base_fen: i64,
    /// The low end of what such items go for
    pub low_fen: Option<i64>,
    /// The high end
    pub high_fen: Option<i64>,
    /// The day of the price, and from which it holds
    pub as_of: NaiveDate,
    /// When the model came out
    pub released: Option<Month>,
    /// How old the item is that the price is for; without it, as old as the model was
    pub age_months: Option<u32>,
    /// Who says so
    pub source: String,
}

/// How the source of a sample begins.
const SAMPLE: &str = "sample:";

impl PriceRow {
    /// Whether it is for a model, and not for whatever is in its category.
    pub fn is_of_model(&self) -> bool {
        !self.model.is_empty()
    }

    /// Whether its source calls it a sample: shown as an offer, and believed by nobody.
    pub fn is_sample(&self) -> bool {
        self.source.starts_with(SAMPLE)
    }
}

/// What is to be priced.
#[derive(Debug, Clone, Copy)]
pub struct Goods<'a> {
    /// The category's number
    pub category: u32,
    /// As declared
    pub brand: &'a str,
    /// As declared
    pub model: &'a str,
    /// As declared
    pub spec: &'a str,
}

/// What the book says of goods.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The most specific row that is certainly for these goods
    pub row: Option<Arc<PriceRow>>,
    /// More specific ones of which any could be meant
    pub undecided: Vec<Arc<PriceRow>>,
}

/// The price book.
#[derive(Debug, Clone, Default)]
pub struct PriceBook {
    brands: Brands,
    categories: FxHashMap<u32, Shelf>,
}

/// The rows of a category.
#[derive(Debug, Clone, Default)]
struct Shelf {
    any: Vec<Arc<PriceRow>>,
    brands: FxHashMap<String, BrandRows>,
}

/// The rows of a brand within a category.
#[derive(Debug, Clone, Default)]
struct BrandRows {
    any: Vec<Arc<PriceRow>>,
    models: FxHashMap<String, Vec<Specified>>,
}

/// The rows of a model with one specification, by day.
#[derive(Debug, Clone)]
struct Specified {
    words: Vec<String>,
    rows: Vec<Arc<PriceRow>>,
}

impl PriceBook {
    /// An empty book.
    pub fn new(brands: Brands) -> Self {
        Self {
            brands,
            categories: FxHashMap::default(),
        }
    }

    /// Puts a row into the book; refused with the line of another for the same goods and day.
    pub fn add(&mut self, row: PriceRow) -> Result<(), u64> {
        let shelf = self.categories.entry(row.category).or_default();
        if row.brand.is_empty() {
            return put(&mut shelf.any, row);
        }
        let brand = self.brands.key(&row.brand);
        let model = self.brands.model_key(&brand, &row.model);
        let of_brand = shelf.brands.entry(brand).or_default();
        if model.is_empty() {
            return put(&mut of_brand.any, row);
        }
        let words = fold::words(&row.spec);
        let specified = of_brand.models.entry(model).or_default();
        match specified.iter_mut().find(|other| other.words == words) {
            Some(same) => put(&mut same.rows, row),
            None => {
                let rows = vec![Arc::new(row)];
                specified.push(Specified { words, rows });
                Ok(())
            }
        }
    }

    /// What holds for the goods on that day.
    pub fn find(&self, goods: Goods<'_>, day: NaiveDate) -> Found {
        let Some(shelf) = self.categories.get(&goods.category) else {
            return Found::default();
        };
        let mut found = Found {
            row: newest(&shelf.any, day),
            undecided: Vec::new(),
        };
        if goods.brand.is_empty() || shelf.brands.is_empty() {
            return found;
        }
        let brand = self.brands.key(goods.brand);
        let Some(of_brand) = shelf.brands.get(&brand) else {
            return found;
        };
        found.row = newest(&of_brand.any, day).or(found.row);
        let model = self.brands.model_key(&brand, goods.model);
        if let Some(specified) = of_brand.models.get(&model) {
            by_specification(specified, goods.spec, day, &mut found);
        }
        found
    }
}

/// Of the rows whose every word is among the item's, the ones with the most words; one is found,
/// several are undecided. Where none fits, all of the model's rows are.
fn by_specification(specified: &[Specified], spec: &str, day: NaiveDate, found: &mut Found) {
    let words = fold::words(spec);
    let in_force = specified
        .iter()
        .filter_map(|one| Some((&one.words, newest(&one.rows, day)?)));
    let mut fitting: Vec<(usize, Arc<PriceRow>)> = Vec::new();
    let mut others = Vec::new();
    for (asked, row) in in_force {
        match asked.iter().all(|word| words.contains(word)) {
            true => fitting.push((asked.len(), row)),
            false => others.push(row),
        }
    }
    let Some(most) = fitting.iter().map(|(count, _)| *count).max() else {
        found.undecided = others;
        return;
    };
    let (best, less): (Vec<_>, Vec<_>) = fitting.into_iter().partition(|(count, _)| *count == most);
    let mut best: Vec<_> = best.into_iter().map(|(_, row)| row).collect();
    if best.len() == 1 {
        found.row = best.pop();
        return;
    }
    // A row that asks nothing of the specification is for any of the model.
    let plain = less.into_iter().find(|(count, _)| *count == 0);
    found.row = plain.map(|(_, row)| row).or(found.row.take());
    found.undecided = best;
}

/// The row of the latest day that is not after `day`.
fn newest(rows: &[Arc<PriceRow>], day: NaiveDate) -> Option<Arc<PriceRow>> {
    let in_force = rows.partition_point(|row| row.as_of <= day);
    rows[..in_force].last().cloned()
}

/// Keeps rows sorted by day.
fn put(rows: &mut Vec<Arc<PriceRow>>, row: PriceRow) -> Result<(), u64> {
    match rows.binary_search_by_key(&row.as_of, |other| other.as_of) {
        Ok(place) => Err(rows[place].line),
        Err(place) => {
            rows.insert(place, Arc::new(row));
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// A book with a row for each `brand|model|spec|yuan` and, where it is said, `|day`.
    fn book(rows: &[&str]) -> PriceBook {
        let mut brands = Brands::default();
        brands.add("苹果", "Apple").unwrap();
        let mut book = PriceBook::new(brands);
        for (place, row) in rows.iter().enumerate() {
            book.add(price_row(place as u64 + 2, row)).unwrap();
        }
        book
    }

    fn price_row(line: u64, text: &str) -> PriceRow {
        let cells: Vec<&str> = text.split('|').collect();
        PriceRow {
            line,
            category: 655,
            brand: cells[0].to_owned(),
            model: cells[1].to_owned(),
            spec: cells[2].to_owned(),
            base_fen: cells[3].parse::<i64>().unwrap() * 100,
            low_fen: None,
            high_fen: None,
            as_of: day(cells.get(4).unwrap_or(&"2017-12-01")),
            released: None,
            age_months: None,
            source: "sample".to_owned(),
        }
    }

    /// The line found for `brand|model|spec`, and those undecided.
    fn find(book: &PriceBook, goods: &str) -> (Option<u64>, Vec<u64>) {
        find_on(book, goods, "2017-12-22")
    }

    fn find_on(book: &PriceBook, goods: &str, at: &str) -> (Option<u64>, Vec<u64>) {
        let cells: Vec<&str> = goods.split('|').collect();
        let goods = Goods {
            category: 655,
            brand: cells[0],
            model: cells[1],
            spec: cells[2],
        };
        let found = book.find(goods, day(at));
        let undecided = found.undecided.iter().map(|row| row.line).collect();
        (found.row.map(|row| row.line), undecided)
    }

    #[test]
    fn the_most_specific_row_wins() {
        let book = book(&[
            "|||900",
            "Apple|||1500",
            "Apple|iPhone 7||2900",
            "Apple|iPhone 7|128GB|3400",
            "Apple|iPhone 7|128GB 国行|3500",
        ]);
        let none = Vec::new;
        assert_eq!(find(&book, "小米|小米6|64GB"), (Some(2), none()));
        assert_eq!(find(&book, "苹果|iPhone 6|64GB"), (Some(3), none()));
        assert_eq!(find(&book, "苹果|iPhone7|64GB"), (Some(4), none()));
        assert_eq!(find(&book, "Apple/苹果|IPHONE 7|"), (Some(4), none()));
        assert_eq!(
            find(&book, "apple|苹果 iPhone 7|黑色128G"),
            (Some(5), none())
        );
        assert_eq!(find(&book, "Apple|iPhone 7|国行 128 GB"), (Some(6), none()));
        assert_eq!(find(&book, "||"), (Some(2), none()));
        assert_eq!(find(&book, "Apple|iPhone 7 Plus|128GB"), (Some(3), none()));
    }

    #[test]
    fn nothing_is_guessed_between_two() {
        let book = book(&[
            "|||900",
            "Apple|iPhone 7|32GB|2900",
            "Apple|iPhone 7|128GB|3400",
            "Apple|iPad||1000",
            "Apple|iPad|WLAN|1800",
            "Apple|iPad|128GB|2000",
        ]);
        assert_eq!(find(&book, "Apple|iPhone 7|"), (Some(2), vec![3, 4]));
        assert_eq!(find(&book, "Apple|iPhone 7|64GB"), (Some(2), vec![3, 4]));
        assert_eq!(find(&book, "Apple|iPad|128GB WLAN"), (Some(5), vec![6, 7]));
        assert_eq!(find(&book, "Apple|iPad|32GB"), (Some(5), vec![]));
    }

    #[test]
    fn a_price_holds_from_its_day_on() {
        let book = book(&["|||900|2017-12-01", "|||800|2018-01-01"]);
        assert_eq!(find_on(&book, "||", "2017-11-30").0, None);
        assert_eq!(find_on(&book, "||", "2017-12-31").0, Some(2));
        assert_eq!(find_on(&book, "||", "2018-01-01").0, Some(3));
    }

    #[test]
    fn two_rows_for_the_same_goods_are_refused() {
        let mut book = book(&["Apple|iPhone 7|128GB|3400"]);
        let again = price_row(9, "苹果|苹果iPhone-7|128 g|3300");
        assert_eq!(book.add(again), Err(2));
        let later = price_row(9, "苹果|iPhone 7|128GB|3300|2018-01-01");
        assert_eq!(book.add(later), Ok(()));
    }
}
