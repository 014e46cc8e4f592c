//! What an item is worth to us: a base price from the book, every factor a line, never under the
//! floor. Whole fen throughout, rounded half up once.
//!
//! The base is the price, on the day of its row, of a premium used item as old as the row says. Age
//! counts from there on: see [`Priced::age`].

mod book;
mod brands;
mod curve;
mod fold;
mod priced;
mod quote;
mod words;

pub use book::{Goods, PriceBook, PriceRow};
pub use brands::Brands;
pub use curve::{AgeCurve, AgeCurves, CurveError};
pub use priced::{Age, AgeFrom, Basis, Month, Priced};
pub use quote::{Line, Quotation, line_ids, quote};
pub use words::{line_effect, line_name};

#[cfg(test)]
mod tests;
