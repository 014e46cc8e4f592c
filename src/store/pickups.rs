//! Pickups whose promise is not yet known to be kept or missed.

use rusqlite::{Connection, Row, named_params};

use super::StoreError;

/// A pickup.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the fields are the columns of item and item_state"
)]
pub struct Pickup {
    pub code: i64,
    pub channel: String,
    pub pickup_no: String,
    pub promise: String,
    pub promised_on: String,
    pub ordered_at: i64,
    pub city: u32,
    pub county: Option<u32>,
    pub category: u32,
    pub brand: String,
    pub model: String,
    pub spec: String,
    pub stage: String,
    pub seal: Option<i64>,
    pub custom_box: Option<String>,
}

/// Which pickups are handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those whose promise is not yet known to be kept or missed
    Open,
    /// All of goods that are in the house or on their way to it
    All,
}

/// Hands over the pickups that were promised for a day up to `until`, by day, city and number.
pub fn each<E: From<StoreError>>(
    connection: &Connection,
    which: Which,
    until: Option<&str>,
    mut each: impl FnMut(&Pickup) -> Result<(), E>,
) -> Result<(), E> {
    let open = match which {
        Which::Open => " AND i.promise_kept IS NULL",
        Which::All => "",
    };
    let sql = format!(
        "SELECT i.code, i.channel, i.pickup_no, i.promise, i.promised_on, i.ordered_at,
             i.city_code, i.county_code, i.category_id, i.brand, i.model, i.spec, s.stage,
             b.seal, b.box
         FROM item i JOIN item_state s ON s.item_id = i.id LEFT JOIN sealed b ON b.item_id = i.id
         WHERE i.withdrawn = 0 AND s.stage NOT IN ('sold', 'recycled', 'returned')
             AND i.promised_on <= :until{open}
         ORDER BY i.promised_on, i.city_code, i.pickup_no, i.channel"
    );
    let mut select = connection.prepare(&sql).map_err(StoreError::from)?;
    let mut rows = select
        .query(named_params! { ":until": until.unwrap_or("9999") })
        .map_err(StoreError::from)?;
    while let Some(row) = rows.next().map_err(StoreError::from)? {
        each(&from_row(row).map_err(StoreError::from)?)?;
    }
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Pickup> {
    Ok(Pickup {
        code: row.get("code")?,
        channel: row.get("channel")?,
        pickup_no: row.get("pickup_no")?,
        promise: row.get("promise")?,
        promised_on: row.get("promised_on")?,
        ordered_at: row.get("ordered_at")?,
        city: row.get("city_code")?,
        county: row.get("county_code")?,
        category: row.get("category_id")?,
        brand: row.get("brand")?,
        model: row.get("model")?,
        spec: row.get("spec")?,
        stage: row.get("stage")?,
        seal: row.get("seal")?,
        custom_box: row.get("box")?,
    })
}
