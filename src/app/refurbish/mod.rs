//! Work orders: opened for good items, sent to a partner or worked on in the house, and finished;
//! then the item is inspected again for what the work was to cure.

mod evidence;
mod finish;
mod open;
mod orders;
mod partners;
mod past;
mod plan;
pub mod projection;
mod refusal;
mod target;
mod writer;

pub use self::evidence::{Kept, after_refurbishing, refurbishment};
pub use self::finish::{FinishReport, Finishing, finish};
pub use self::open::{OpenReport, OpenedOrder, open};
pub use self::orders::{
    OrderReport, OrdersReport, PartReport, PlannedReport, Wanted, list, of_item, show,
};
pub use self::partners::{PartnerReport, partners};
pub use self::past::{PastEvent, newest_inspection, past};
pub use self::plan::{Plan, Wish};
pub use self::refusal::Refusal;
pub use self::writer::Mode;
