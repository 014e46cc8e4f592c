//! Work orders: opened for good items, sent to a partner or worked on in the house, and finished;
//! then the item is inspected again for what the work was to cure.

mod batch;
mod evidence;
mod finish;
mod manifest;
mod open;
mod orders;
mod partners;
mod past;
mod plan;
pub mod projection;
mod receive;
mod refusal;
mod send;
mod target;
mod work;
mod writer;

pub use self::batch::{BatchReport, Options, Work as BatchWork, batch};
pub use self::evidence::{Kept, after_refurbishing, refurbishment};
pub use self::finish::{FinishReport, Finishing, finish};
pub use self::manifest::ManifestLine;
pub use self::open::{OpenReport, OpenedOrder, open};
pub use self::orders::{
    OrderReport, OrdersReport, PartReport, PlannedReport, Wanted, list, of_item, show,
};
pub use self::partners::{PartnerReport, partners};
pub use self::past::{PastEvent, newest_inspection, past};
pub use self::plan::{Plan, Wish};
pub use self::receive::{DeliveredItem, ReceiveReport, Receiving, Unexpected, expected, receive};
pub use self::refusal::Refusal;
pub use self::send::{SendReport, Sending, send};
pub use self::work::{NewPart, WorkReport, part, pause, resume};
pub use self::writer::Mode;

/// Minutes of labour as people write them.
pub fn minutes_of(text: &str) -> Result<i64, String> {
    match text.trim().parse::<i64>() {
        Ok(minutes) if (0..=100_000).contains(&minutes) => Ok(minutes),
        _ => Err(format!("`{text}` is no number of minutes from 0 to 100000")),
    }
}
