//! Many items: what another price book, or the time that has passed, does to their offers.

use serde::Serialize;

use super::Prices;
use super::one::Valuer;
use crate::app::select::{self, Selection};
use crate::app::{AppError, Ctx, find, interrupt};
use crate::domain::lang::Lang;
use crate::store::items::list::{Direction, Page, SortKey};

/// What becomes of the offers of many items; the names are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ValueAllReport {
    /// The book: a file, or none for the one in force
    pub book: Option<String>,
    /// Inspected items that were valued
    pub valued: u64,
    /// Of these, the ones whose offer stays
    pub same: u64,
    /// Of these, the ones with an offer only then or only now
    pub incomparable: u64,
    /// Items that were never inspected, or whose answers do not fit the standard in force
    pub unvalued: u64,
    /// The offers in the record together, where there is one now as well
    pub kept_fen: i64,
    /// The same offers now
    pub now_fen: i64,
    /// By how much they change together
    pub difference_fen: i64,
    /// The items whose offer or class changes
    pub changed: Vec<ChangedItem>,
}

/// An item whose offer or class changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ChangedItem {
    pub code: String,
    pub class: Option<String>,
    pub class_now: Option<&'static str>,
    pub kept_fen: Option<i64>,
    pub now_fen: Option<i64>,
    pub difference_fen: Option<i64>,
}

/// Values every item that is selected anew. Writes nothing.
pub fn value_all(
    ctx: &Ctx,
    prices: &Prices<'_>,
    book: Option<String>,
    selection: &Selection,
    lang: Lang,
) -> anyhow::Result<ValueAllReport> {
    let connection = ctx.store.connection();
    let mut report = ValueAllReport {
        book,
        ..ValueAllReport::default()
    };
    let mut valuer = Valuer::new(ctx, prices, lang);
    let page = Page {
        key: SortKey::Received,
        direction: Direction::Ascending,
        after: None,
        limit: None,
    };
    select::each(connection, selection, &page, |row| {
        if interrupt::asked() {
            let kept = "nothing is ever written by this".to_owned();
            return Err(AppError::Interrupted { kept }.into());
        }
        // What was never inspected has no class and is not held.
        if row.class.is_none() && row.hold.is_none() {
            report.unvalued += 1;
            return anyhow::Ok(());
        }
        let code = find::code_of(row.code)?.to_string();
        let id = find::find(connection, &code)?;
        match valuer.value(id, None) {
            Ok(value) => report.add(ChangedItem {
                code,
                class_now: value.class_now,
                kept_fen: value.kept.and_then(|kept| kept.offer_fen),
                now_fen: value.now.offer_fen,
                difference_fen: value.difference_fen,
                class: value.class,
            }),
            Err(error) => match error.downcast::<AppError>()? {
                AppError::Refused { .. } | AppError::NoStandardFile { .. } => report.unvalued += 1,
                error => return Err(error.into()),
            },
        }
        Ok(())
    })?;
    Ok(report)
}

impl ValueAllReport {
    fn add(&mut self, item: ChangedItem) {
        self.valued += 1;
        match (item.kept_fen, item.now_fen) {
            (Some(kept), Some(now)) => {
                self.kept_fen += kept;
                self.now_fen += now;
                self.difference_fen += now - kept;
            }
            (None, None) => {}
            (Some(_), None) | (None, Some(_)) => self.incomparable += 1,
        }
        let is_same = item.kept_fen == item.now_fen && item.class.as_deref() == item.class_now;
        if is_same {
            self.same += 1;
        } else {
            self.changed.push(item);
        }
    }
}
