//! What one commit of an intake writes with, and what the record holds against a row.

use crate::app::AppError;
use crate::app::received::Received;
use crate::app::recorder::{Recorder, Signature};
use crate::domain::lang::Lang;
use crate::domain::pickup::Pickup;
use crate::ledger::disclosure;
use crate::store::keys::{Key, KeyWriter};
use crate::store::{Connection, events, items};

/// Field, reason, value, cure.
pub(super) type Difference = (crate::domain::pickup::Field, String, String, String);

/// What a chunk writes with.
pub(super) struct Chunk<'c> {
    pub(super) connection: &'c Connection,
    pub(super) recorder: Recorder<'c>,
    pub(super) keys: KeyWriter<'c>,
    pub(super) pending: Vec<(Key, i64, u64)>,
    /// The first item whose state is not written yet, and its event.
    pub(super) stateless: Option<(i64, i64)>,
    pub(super) next_id: i64,
    pub(super) first_seq: i64,
    pub(super) accepted: i64,
}

impl<'c> Chunk<'c> {
    pub(super) fn open(connection: &'c Connection, signature: Signature) -> anyhow::Result<Self> {
        Ok(Self {
            connection,
            recorder: Recorder::open(connection, signature)?,
            keys: KeyWriter::new(connection)?,
            pending: Vec::new(),
            stateless: None,
            next_id: items::next_id(connection)?,
            first_seq: events::next_seq(connection)?,
            accepted: 0,
        })
    }

    /// Writes the states of the items taken in since the last time.
    pub(super) fn write_states(&mut self) -> anyhow::Result<()> {
        if let Some((first, seq)) = self.stateless.take() {
            self.recorder
                .items
                .add_received(first, self.next_id - 1, seq)?;
        }
        Ok(())
    }

    /// Where the record says something else of this pickup.
    pub(super) fn differences(
        &mut self,
        pickup: &Pickup<'_>,
        lang: Lang,
    ) -> anyhow::Result<Vec<Difference>> {
        self.write_states()?;
        let connection = self.connection;
        let (channel, number) = (pickup.channel.as_str(), &pickup.pickup_no);
        let Some(id) = items::of_channel_pickup(connection, channel, number)? else {
            return Err(AppError::Integrity(format!("pickup {number} cannot be found")).into());
        };
        let stand = items::stand(connection, id)?;
        let Some(first) = events::of_item(connection, stand.last_seq)?
            .into_iter()
            .next()
        else {
            return Err(AppError::Integrity(format!("item {id} has no events")).into());
        };
        let event = crate::ledger::event::parse(&first.body)
            .map_err(|error| AppError::Integrity(format!("event {}: {error}", first.seq)))?;
        let row = events::disclosure(connection, first.seq)?;
        let left = disclosure::verify(row.as_deref().unwrap_or("[]"), &event.sd)?;
        let received = Received::read(&event, row.as_deref())?;
        let differences = received
            .differences(pickup, left.undisclosed > 0)
            .into_iter();
        Ok(differences
            .map(|(field, old, new)| {
                let reason = lang
                    .pick(
                        &format!("此单已收货，商品 {}，记录为“{old}”", event.item),
                        &format!(
                            "this pickup was taken in as {}, which has `{old}`",
                            event.item
                        ),
                    )
                    .to_owned();
                let cure = lang.pick(
                    "核对单号；如记录有误，先撤销那次收货",
                    "check the pickup number; if the record is wrong, undo that intake first",
                );
                (field, reason, new, cure.to_owned())
            })
            .collect())
    }
}
