//! The subjects of a report, one a file: what its figures mean, and how they are counted. A subject
//! that the record holds nothing of yet shows zero.

mod ageing;
mod backlog;
mod balance;
mod dispatched;
mod exceptions;
mod graded;
mod group;
mod ledger;
mod promise;
mod received;
mod refurbish;
mod throughput;
mod trend;
mod wipe;

use super::build::Build;
use super::facts::Facts;
use crate::domain::daily::{Measure, Said, Section, Unit};

/// Makes a section.
type Make = fn(&Facts<'_>, &mut Build) -> anyhow::Result<Section>;

/// Every section, in the order of a report.
pub(super) const ALL: [Make; 13] = [
    exceptions::section,
    balance::section,
    throughput::section,
    received::section,
    graded::section,
    wipe::section,
    refurbish::section,
    dispatched::section,
    backlog::section,
    ageing::section,
    promise::section,
    trend::section,
    ledger::section,
];

/// Nothing: no denominator, or nothing left out.
const NO: Said = Said("", "");

/// A heading of the rows of one table.
const CHANNEL: (&str, Said) = ("channel", Said("来源渠道", "channel"));
const KIND: (&str, Said) = ("kind", Said("品类", "kind of goods"));
const STAGE: (&str, Said) = ("stage", Said("阶段", "stage"));
const CLASS: (&str, Said) = ("class", Said("等级", "class"));

/// Items of the span, for all the tables that count new ones.
static RECEIVED: Measure = Measure {
    id: "received",
    name: Said("收货", "received"),
    unit: Unit::Count,
    formula: Said("期内收货的商品数", "items taken in during the span"),
    denominator: NO,
    excluded: Said("其收货已撤销的商品", "items whose intake was undone"),
};

/// The items that came during the span and whose intake stands.
fn received<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = i64> + Clone + 'f {
    use crate::domain::event::Kind;
    facts.lasting(Kind::Received).map(|event| event.item)
}
