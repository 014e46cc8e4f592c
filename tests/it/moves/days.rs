//! Whatever was done, the desk's figures balance over every stretch of it, one stretch ends where
//! the next begins, and what the record says of a moment is what its rows said at that moment.

use std::collections::BTreeMap;

use regrade::app::daily::{self, Span};
use regrade::domain::daily::{Daily, Table, Value};

use super::house::House;
use crate::inside::CATALOGUE;

/// Items by stage and class.
type Stock = BTreeMap<String, i64>;

/// What the rows say at the moment.
#[derive(Debug, Clone)]
pub(super) struct Then {
    at: i64,
    stock: Stock,
    held: i64,
}

impl House {
    /// What the rows say now.
    pub(super) fn now(&self) -> Then {
        let connection = self.inside.connection();
        let mut select = connection
            .prepare(
                "SELECT stage || '/' || ifnull(class, 'none'), count(*) FROM item_state GROUP BY 1",
            )
            .unwrap();
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let sql = "SELECT count(*) FROM item_state WHERE hold_reason IS NOT NULL";
        Then {
            at: self.inside.ctx.settings.fixed_now.unwrap(),
            stock: rows.unwrap().collect::<Result<_, _>>().unwrap(),
            held: connection.query_row(sql, [], |row| row.get(0)).unwrap(),
        }
    }

    /// Each stretch between two of these moments, and all of them together.
    pub(super) fn every_stretch_balances(&self, moments: &[Then]) {
        let first = moments.first().unwrap().at;
        let mut opening = Stock::new();
        let mut from = first - 60;
        for then in moments {
            let report = self.report(from, then.at);
            assert!(report.balances, "{report:#?}");
            assert_eq!(column(&report, "opening"), opening, "{}", then.at);
            assert_eq!(column(&report, "closing"), then.stock, "{}", then.at);
            assert_eq!(cases(&report, "held"), then.held, "{}", then.at);
            opening = then.stock.clone();
            from = then.at + 1;
        }
        let last = moments.last().unwrap();
        let whole = self.report(first - 60, last.at);
        assert!(whole.balances, "{whole:#?}");
        assert_eq!(column(&whole, "closing"), last.stock);
    }

    fn report(&self, from: i64, until: i64) -> Daily {
        let ctx = &self.inside.ctx;
        let span = Span::between(&ctx.settings, from, until).unwrap();
        daily::daily(ctx, &CATALOGUE, span).unwrap()
    }
}

fn table<'r>(report: &'r Daily, id: &str) -> &'r Table {
    let mut tables = report.sections.iter().flat_map(|section| &section.tables);
    tables.find(|table| table.id == id).unwrap()
}

/// What is not nothing of one figure of the balance.
fn column(report: &Daily, measure: &str) -> Stock {
    let table = table(report, "balance");
    let place = table.column(measure).unwrap();
    let rows = table.rows.iter().map(|row| match &row.values[place] {
        Value::Count(count) => (row.address(), *count),
        other => panic!("{other:?}"),
    });
    rows.filter(|(_, count)| *count != 0).collect()
}

fn cases(report: &Daily, id: &str) -> i64 {
    let table = table(report, "exceptions");
    let row = table.rows.iter().find(|row| row.address() == id).unwrap();
    match row.values[0] {
        Value::Count(count) => count,
        ref other => panic!("{other:?}"),
    }
}
