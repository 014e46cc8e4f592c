//! How many inspections a second the engine evaluates.
fn main() {}
