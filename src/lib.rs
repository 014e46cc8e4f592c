//! The dock, bench and desk tool of a second-hand goods warehouse.
//!
//! Imports run one way: `cli` → `app` → {`store`, `formats`, `ledger`} → `domain`.

pub mod app;
pub mod cli;

pub mod domain;
pub mod formats;
pub mod ledger;
pub mod store;
