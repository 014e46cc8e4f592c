//! The one test binary.

mod standards;
