//! Why an item is held: as the record says it, and as staff read it.

use std::borrow::Cow;

use super::lang::Lang;

/// How the record begins where a standard refused an item. Kept for ever.
const REFUSED_BY: &str = "refused by ";

/// What the record says of an item that a standard refused, by the checks that decided.
pub fn refused_by(standard: &str, because: &[&str]) -> String {
    format!("{REFUSED_BY}{standard}: {}", because.join(", "))
}

/// Why somebody may hold an item: the word of the record, in Chinese, in English.
const REASONS: [(&str, &str, &str); 7] = [
    ("stolen", "赃物", "stolen"),
    ("locked", "账号锁", "locked"),
    ("disputed", "有争议", "disputed"),
    ("counterfeit", "假货", "counterfeit"),
    ("recalled", "召回", "recalled"),
    ("damaged", "损坏", "damaged"),
    (OTHER, "其他", "another reason"),
];

/// The word for what is told in free text alone, which is private.
pub const OTHER: &str = "other";

/// The words of the record for a hold, for whoever must name one.
pub fn reason_words() -> impl Iterator<Item = &'static str> {
    REASONS.into_iter().map(|(word, _, _)| word)
}

/// The word of the record for what somebody said: one of the list in either language, else that
/// it is another reason, which stands in clear text elsewhere.
pub fn reason_of(said: &str) -> &'static str {
    let said = said.trim();
    REASONS
        .into_iter()
        .find(|(word, zh, en)| {
            [*word, *zh, *en]
                .iter()
                .any(|known| known.eq_ignore_ascii_case(said))
        })
        .map_or(OTHER, |(word, _, _)| word)
}

/// What staff read.
pub fn words(reason: &str, lang: Lang) -> Cow<'_, str> {
    let by_standard = reason
        .strip_prefix(REFUSED_BY)
        .and_then(|rest| rest.split_once(": "));
    match (lang, by_standard) {
        (Lang::Zh, Some((standard, because))) => format!("标准 {standard} 拒收：{because}").into(),
        _ => match REASONS.into_iter().find(|(word, _, _)| *word == reason) {
            Some((_, zh, en)) => lang.pick(zh, en).into(),
            None => reason.into(),
        },
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
        assert_eq!(words("stolen", Lang::Zh), "赃物");
    }

    #[test]
    fn what_is_on_the_list_is_known_in_both_languages_and_the_rest_is_private() {
        for said in ["stolen", "Stolen", " 赃物 "] {
            assert_eq!(reason_of(said), "stolen");
        }
        assert_eq!(reason_of("Mr Wang says it is his"), OTHER);
        assert_eq!(words(OTHER, Lang::En), "another reason");
    }
}
