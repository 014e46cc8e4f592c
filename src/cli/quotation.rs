//! Quotations as text: the offer with its band, and each line.

use crate::app::quotation::{QuotationReport, RowReport};
use crate::domain::lang::Lang;
use crate::domain::money::Fen;

/// The offer with its band, in one line.
pub(super) fn offer_words(offer_fen: i64, low_fen: i64, high_fen: i64, lang: Lang) -> String {
    let (offer, low, high) = (Fen(offer_fen), Fen(low_fen), Fen(high_fen));
    match lang {
        Lang::Zh => format!("报价 {offer} 元（{low}–{high}）"),
        Lang::En => format!("offer {offer} yuan ({low}–{high})"),
    }
}

/// The offer of a quotation; nothing where there is none.
pub(super) fn headline(quotation: &QuotationReport, lang: Lang) -> Option<String> {
    let (offer, low, high) = (
        quotation.offer_fen?,
        quotation.low_fen?,
        quotation.high_fen?,
    );
    Some(offer_words(offer, low, high, lang))
}

/// What the base comes from.
pub(super) fn basis_words(quotation: &QuotationReport, lang: Lang) -> String {
    let row = quotation.price_row.as_ref();
    let of_row = |row: &RowReport| format!("{}, {}", row.as_of, row.source);
    match (quotation.basis.as_deref(), row) {
        (Some("model"), Some(row)) => format!("{}, {}", row.goods(), of_row(row)),
        (Some("category"), Some(row)) => {
            let goods = match row.goods() {
                goods if goods.is_empty() => lang.pick("整个分类", "any of its category"),
                _ => &row.goods(),
            };
            format!("{goods}, {}", of_row(row))
        }
        (Some("said"), _) => lang
            .pick("按告知的估值", "what it was said to be worth")
            .to_owned(),
        _ => lang
            .pick("价格表中没有它的价格", "the price book has no price for it")
            .to_owned(),
    }
}

/// A quotation in full, indented by two.
pub(super) fn text(quotation: &QuotationReport, lang: Lang) -> String {
    let basis = basis_words(quotation, lang);
    let head = match headline(quotation, lang) {
        Some(offer) => format!("  {offer}: {basis}\n"),
        None => format!("  {basis}\n"),
    };
    head + &lines(quotation) + &undecided(quotation, lang)
}

/// Each line with the amount after it.
pub(super) fn lines(quotation: &QuotationReport) -> String {
    let told = quotation.lines.iter().map(|line| {
        let amount = Fen(line.amount_fen).to_string();
        let words = format!("{} {}", line.name, line.effect);
        format!("  {amount:>12}  {}\n", words.trim_end())
    });
    told.collect()
}

/// The rows of the very model, where none is certainly for the item.
pub(super) fn undecided(quotation: &QuotationReport, lang: Lang) -> String {
    if quotation.undecided.is_empty() {
        return String::new();
    }
    let rows: Vec<String> = quotation.undecided.iter().map(RowReport::goods).collect();
    let words = lang.pick(
        "价格表中有此型号，但规格无法确定",
        "the price book has this model, but not certainly this specification",
    );
    format!("  {words}: {}\n", rows.join("; "))
}
