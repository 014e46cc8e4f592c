//! Refurbishing: who does it, what a work order is and becomes, and whether a repair pays.

mod calendar;
mod economy;
mod order;
mod partner;
mod state;

pub use self::{
    calendar::{Calendar, Clock},
    economy::{Economy, Loss},
    order::{
        Finished, FoundOutcome, Opened, Outcome, PartAction, PartChanged, Paused, PinnedStandard,
        PlannedOp, Received, Resumed, Sent, read,
    },
    partner::{Chosen, Contact, IN_HOUSE, Job, Partner, PartnerKind, Partners, Scope},
    state::{NotNow, Order, Status, Step},
};
