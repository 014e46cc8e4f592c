//! Where items went, and the seal bags around them.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::StoreError;

/// Where an item went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// `sale`, `recycle` or `return`
    pub door: String,
    /// The buyer's channel, the recycler; empty for the owner
    pub party: String,
    /// Private: the buyer's order
    pub order: Option<String>,
    /// Private: what was paid
    pub price_fen: Option<i64>,
    /// What it weighed
    pub weight_grams: Option<i64>,
    /// Its event
    pub seq: i64,
}

/// The seal bag around an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The seal's 40 bits
    pub seal: i64,
    /// The custom box around it
    pub custom_box: Option<String>,
    /// Its event
    pub seq: i64,
}

/// A dispatch as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The item
    pub item: i64,
    /// Its trace code's bits
    pub code: i64,
    /// Its category
    pub category: u32,
    /// Brand, model and spec
    pub goods: String,
    /// When
    pub at: i64,
    /// By which operation
    pub operation: i64,
    /// The seal's 40 bits
    pub seal: Option<i64>,
    /// Where it went
    pub dispatch: Dispatch,
}

/// Writes where an item went; none: it is still here.
pub fn set_dispatch(
    connection: &Connection,
    item: i64,
    dispatch: Option<&Dispatch>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM dispatch WHERE item_id = :item")?
        .execute(named_params! { ":item": item })?;
    let Some(dispatch) = dispatch else {
        return Ok(());
    };
    connection
        .prepare_cached(
            "INSERT INTO dispatch (item_id, door, party, order_no, price_fen, weight_grams, seq)
             VALUES (:item, :door, :party, :order, :price, :weight, :seq)",
        )?
        .execute(named_params! {
            ":item": item,
            ":door": dispatch.door,
            ":party": dispatch.party,
            ":order": dispatch.order,
            ":price": dispatch.price_fen,
            ":weight": dispatch.weight_grams,
            ":seq": dispatch.seq,
        })?;
    Ok(())
}

/// Writes the seal bag around an item; none: it is in no bag.
pub fn set_sealed(
    connection: &Connection,
    item: i64,
    sealed: Option<&Sealed>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM sealed WHERE item_id = :item")?
        .execute(named_params! { ":item": item })?;
    let Some(sealed) = sealed else {
        return Ok(());
    };
    connection
        .prepare_cached(
            "INSERT INTO sealed (item_id, seal, box, seq) VALUES (:item, :seal, :box, :seq)",
        )?
        .execute(named_params! {
            ":item": item,
            ":seal": sealed.seal,
            ":box": sealed.custom_box,
            ":seq": sealed.seq,
        })?;
    Ok(())
}

/// The seal bag around an item.
pub fn sealed(connection: &Connection, item: i64) -> Result<Option<Sealed>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT seal, box, seq FROM sealed WHERE item_id = :item")?
        .query_row(named_params! { ":item": item }, |row| {
            Ok(Sealed {
                seal: row.get("seal")?,
                custom_box: row.get("box")?,
                seq: row.get("seq")?,
            })
        })
        .optional()?)
}

/// Where an item went, if it is not here.
pub fn get(connection: &Connection, item: i64) -> Result<Option<Dispatch>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT * FROM dispatch WHERE item_id = :item")?
        .query_row(named_params! { ":item": item }, from_row)
        .optional()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Dispatch> {
    Ok(Dispatch {
        door: row.get("door")?,
        party: row.get("party")?,
        order: row.get("order_no")?,
        price_fen: row.get("price_fen")?,
        weight_grams: row.get("weight_grams")?,
        seq: row.get("seq")?,
    })
}

/// Which dispatches are listed.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Through this door only
    pub door: Option<&'static str>,
    /// At or after
    pub since: Option<i64>,
    /// Before
    pub until: Option<i64>,
}

/// The dispatches that stand, newest first.
pub fn list(connection: &Connection, filter: &Filter) -> Result<Vec<Listed>, StoreError> {
    let mut select = connection.prepare(
        "SELECT d.*, i.code, i.category_id, i.brand, i.model, i.spec, e.at, e.operation_id, b.seal
         FROM dispatch d JOIN item i ON i.id = d.item_id JOIN event e ON e.seq = d.seq
             LEFT JOIN sealed b ON b.item_id = d.item_id
         WHERE (:door IS NULL OR d.door = :door) AND e.at >= :since AND e.at < :until
         ORDER BY d.seq DESC",
    )?;
    let rows = select.query_map(
        named_params! {
            ":door": filter.door,
            ":since": filter.since.unwrap_or(i64::MIN),
            ":until": filter.until.unwrap_or(i64::MAX),
        },
        |row| {
            let words: [String; 3] = [row.get("brand")?, row.get("model")?, row.get("spec")?];
            Ok(Listed {
                item: row.get("item_id")?,
                code: row.get("code")?,
                category: row.get("category_id")?,
                goods: words.join(" ").trim().to_owned(),
                at: row.get("at")?,
                operation: row.get("operation_id")?,
                seal: row.get("seal")?,
                dispatch: from_row(row)?,
            })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}
