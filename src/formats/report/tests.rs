//! Reports read back by others.
