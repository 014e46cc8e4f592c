//! Whether the user asked to stop. Long operations look between two rows, and stop whole.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// Remembers that the user asked to stop.
pub fn ask() {
    ASKED.store(true, Ordering::Relaxed);
}

/// Whether the user asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
