//! Why an item is held: as the record says it, and as staff read it.

use std::borrow::Cow;

use super::lang::Lang;

/// How the record begins where a standard refused an item. Kept for ever.
const REFUSED_BY: &str = "refused by ";

/// What the record says of an item that a standard refused, by the checks that decided.
pub fn refused_by(standard: &str, because: &[&str]) -> String {
    format!("{REFUSED_BY}{standard}: {}", because.join(", "))
}

/// What staff read; what somebody wrote stays as it is.
pub fn words(reason: &str, lang: Lang) -> Cow<'_, str> {
    let by_standard = reason
        .strip_prefix(REFUSED_BY)
        .and_then(|rest| rest.split_once(": "));
    match (lang, by_standard) {
        (Lang::Zh, Some((standard, because))) => format!("标准 {standard} 拒收：{because}").into(),
        _ => reason.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_standard_refused_is_told_in_both_languages() {
        let reason = refused_by("smartphone", &["account", "imei"]);
        assert_eq!(reason, "refused by smartphone: account, imei");
        assert_eq!(words(&reason, Lang::En), reason);
        assert_eq!(
            words(&reason, Lang::Zh),
            "标准 smartphone 拒收：account, imei"
        );
        assert_eq!(words("stolen", Lang::Zh), "stolen");
    }
}
