//! The desk's figures, as pure sums: what a report is made of, how stock flows balance, and how a
//! set of numbers is told in a few.

mod balance;
mod model;
mod spread;
mod standing;

pub use balance::{Balance, Flow, Line, unheld};
pub use model::{Chart, Daily, Key, Measure, Row, Said, Section, Table, Unit, Value};
pub use spread::Spread;
pub use standing::{Held, Standing};
