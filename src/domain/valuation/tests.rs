//! Offers against the rules they must hold, on every built-in standard.

use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use proptest::prelude::*;

use super::priced::BAND_PCT;
use super::*;
use crate::domain::lang::{Lang, Text};
use crate::domain::standard::sample::Sampler;
use crate::domain::standard::{Answers, Standard, built_in::BUILT_IN};

static STANDARDS: LazyLock<Vec<Standard>> = LazyLock::new(|| {
    let sources = BUILT_IN.iter().map(|(_, source)| source);
    sources
        .map(|source| Standard::load(source).unwrap())
        .collect()
});

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn row(base_yuan: i64) -> PriceRow {
    PriceRow {
        line: 2,
        category: 655,
        brand: "Apple".to_owned(),
        model: "iPhone 7".to_owned(),
        spec: "128GB".to_owned(),
        base_fen: base_yuan * 100,
        low_fen: None,
        high_fen: None,
        as_of: day("2017-12-01"),
        released: Month::parse("2016-09"),
        age_months: None,
        source: "sample".to_owned(),
    }
}

fn curve() -> Arc<AgeCurve> {
    let points = vec![(0, 100), (15, 80), (27, 40)];
    Arc::new(AgeCurve::new("x".to_owned(), Text::default(), String::new(), points).unwrap())
}

fn priced(row: PriceRow, at: &str) -> Priced {
    let found = book::Found {
        row: Some(Arc::new(row)),
        undecided: Vec::new(),
    };
    Priced::of_book(found, Some(&curve()), day(at))
}

fn smartphone() -> &'static Standard {
    STANDARDS
        .iter()
        .find(|standard| standard.id == "smartphone")
        .unwrap()
}

/// The quotation for answers in words.
fn quoted<'s>(standard: &'s Standard, words: &[(&str, &str)], priced: &Priced) -> Quotation<'s> {
    let mut answers = Answers::best(standard);
    for (check, answer) in words {
        let (index, answer) = standard.answer_from_text(check, answer).unwrap();
        answers.set(index, answer);
    }
    quoted_for(standard, &answers, priced).unwrap()
}

fn quoted_for<'s>(
    standard: &'s Standard,
    answers: &Answers,
    priced: &Priced,
) -> Option<Quotation<'s>> {
    let verdict = standard.verdict(answers, priced.worth_yuan(standard, answers));
    quote(standard, answers, &verdict, priced)
}

fn shown(quotation: &Quotation<'_>) -> Vec<(String, i64)> {
    let lines = quotation.lines.iter();
    lines.map(|line| (line.id.to_owned(), line.fen)).collect()
}

#[test]
fn a_clean_phone_of_the_books_own_age_is_worth_the_base() {
    let quotation = quoted(smartphone(), &[], &priced(row(3_000), "2017-12-22"));
    assert_eq!(quotation.offer_fen, 300_000);
    assert_eq!(quotation.age.from, AgeFrom::Release);
    assert_eq!(quotation.age.months, Some(15));
    let lines = [
        ("value.base", 300_000),
        ("value.age", 0),
        ("value.class_pct", 0),
    ];
    let lines: Vec<_> = lines
        .iter()
        .map(|(id, fen)| ((*id).to_owned(), *fen))
        .collect();
    assert_eq!(shown(&quotation), lines);
}

#[test]
fn the_model_goes_on_aging_after_the_day_of_its_price() {
    // At 21 months 60 of 100 are left, of the 80 that the price was for: three quarters.
    let quotation = quoted(smartphone(), &[], &priced(row(3_000), "2018-06-01"));
    assert_eq!(quotation.age.left_bp, 7_500);
    assert_eq!(quotation.offer_fen, 225_000);
    assert_eq!(quotation.worth_yuan, Some(2_250));
}

#[test]
fn a_row_that_says_no_age_takes_nothing_off() {
    let ageless = PriceRow {
        released: None,
        ..row(3_000)
    };
    let quotation = quoted(smartphone(), &[], &priced(ageless, "2020-01-01"));
    assert_eq!(quotation.age.from, AgeFrom::Unknown);
    assert_eq!(quotation.offer_fen, 300_000);
    let words = line_effect("value.age", Some(10_000), &quotation.age, Lang::En);
    assert_eq!(words, "100 %: how old it is, is unknown");
}

#[test]
fn refurbishing_comes_off_what_the_class_leaves() {
    let base = priced(row(3_000), "2017-12-22");
    let quotation = quoted(smartphone(), &[("glass", "crack")], &base);
    let sum: i64 = quotation.lines.iter().map(|line| line.fen).sum();
    assert_eq!(sum, quotation.offer_fen);
    let last = quotation.lines.last().unwrap();
    assert_eq!((last.id, last.fen), ("value.minus_refurbish", -30_000));
}

#[test]
fn what_is_refused_and_what_has_no_base_has_no_offer() {
    let standard = smartphone();
    let answers = Answers::best(standard);
    assert_eq!(quoted_for(standard, &answers, &Priced::default()), None);
    let mut locked = answers;
    let (index, answer) = standard.answer_from_text("account", "on").unwrap();
    locked.set(index, answer);
    let base = priced(row(3_000), "2017-12-22");
    assert_eq!(quoted_for(standard, &locked, &base), None);
}

#[test]
fn the_idea_of_a_category_decides_on_no_repair() {
    let of_category = PriceRow {
        brand: String::new(),
        model: String::new(),
        spec: String::new(),
        ..row(100)
    };
    let base = priced(of_category, "2017-12-22");
    let quotation = quoted(smartphone(), &[("glass", "crack")], &base);
    assert_eq!(
        (quotation.basis, quotation.worth_yuan),
        (Basis::Category, None)
    );
    assert_eq!(quotation.offer_fen, quotation.floor_fen);
    assert_eq!(quotation.lines.last().unwrap().id, "value.floor_pct");
    // The same price for the very model makes it scrap.
    let base = priced(row(100), "2017-12-22");
    let answer = smartphone().answer_from_text("glass", "crack").unwrap();
    let mut answers = Answers::best(smartphone());
    answers.set(answer.0, answer.1);
    let worth = base.worth_yuan(smartphone(), &answers);
    let verdict = smartphone().verdict(&answers, worth);
    assert_eq!(
        verdict.because(smartphone()).collect::<Vec<_>>(),
        ["rule.repair_max_pct"]
    );
}

#[test]
fn the_band_of_a_row_is_its_own_or_else_as_wide_as_was_measured() {
    let wide = quoted(smartphone(), &[], &priced(row(3_000), "2017-12-22"));
    assert_eq!((wide.low_fen, wide.high_fen), (207_000, 393_000));
    assert_eq!(BAND_PCT, 31);
    let stated = PriceRow {
        low_fen: Some(280_000),
        high_fen: Some(310_000),
        ..row(3_000)
    };
    let stated = quoted(smartphone(), &[], &priced(stated, "2017-12-22"));
    assert_eq!((stated.low_fen, stated.high_fen), (280_000, 310_000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_offer_holds_the_rules(
        seed in any::<u64>(),
        base_yuan in prop_oneof![0_i64..500, 500_i64..2_000_000],
        band in any::<bool>(),
        months in 0_u32..200,
        kind in 0_u8..3,
        fault_pct in 0_u64..60,
    ) {
        let mut price = row(base_yuan);
        if band {
            price.low_fen = Some(price.base_fen * 9 / 10);
            price.high_fen = Some(price.base_fen * 12 / 10);
        }
        if kind == 1 {
            price.model = String::new();
        }
        price.age_months = Some(months);
        let base = match kind {
            2 => Priced::said(base_yuan),
            _ => priced(price, "2018-03-01"),
        };
        for standard in STANDARDS.iter() {
            let mut sampler = Sampler::new(standard, seed);
            let answers = sampler.answers(fault_pct);
            let Some(quotation) = quoted_for(standard, &answers, &base) else {
                continue;
            };
            let sum: i64 = quotation.lines.iter().map(|line| line.fen).sum();
            prop_assert_eq!(sum, quotation.offer_fen, "{}", &standard.id);
            prop_assert!(quotation.offer_fen >= quotation.floor_fen);
            prop_assert!(
                quotation.floor_fen * 100 >= quotation.base_fen * standard.value.floor_pct
            );
            prop_assert!(quotation.low_fen <= quotation.offer_fen);
            prop_assert!(quotation.offer_fen <= quotation.high_fen);
            prop_assert!(quotation.low_fen >= quotation.floor_fen);
        }
    }

    #[test]
    fn a_worse_answer_never_raises_the_offer(
        seed in any::<u64>(),
        base_yuan in prop_oneof![0_i64..500, 500_i64..50_000],
        kind in 0_u8..3,
        fault_pct in 0_u64..60,
    ) {
        let mut price = row(base_yuan);
        price.age_months = Some(6);
        if kind == 1 {
            price.model = String::new();
        }
        let base = match kind {
            2 => Priced::said(base_yuan),
            _ => priced(price, "2018-03-01"),
        };
        for standard in STANDARDS.iter() {
            let mut sampler = Sampler::new(standard, seed);
            let better = sampler.answers(fault_pct);
            let mut worse = better.clone();
            let index = sampler.chance.below(standard.checks.len() as u64) as usize;
            let Some(answer) = sampler.worse(index, better.get(index)) else {
                continue;
            };
            worse.set(index, answer);
            // What only one of the two is asked is unknown of the other.
            let skipped = |answers: &Answers| {
                let verdict = standard.verdict(answers, None);
                verdict.skipped(standard).map(str::to_owned).collect::<Vec<_>>()
            };
            if skipped(&better) != skipped(&worse) {
                continue;
            }
            let offer = |answers: &Answers| {
                quoted_for(standard, answers, &base).map_or(0, |quotation| quotation.offer_fen)
            };
            prop_assert!(
                offer(&worse) <= offer(&better),
                "{}: {} to {}: {} to {}",
                &standard.id,
                standard.checks[index].answer_text(better.get(index)),
                standard.checks[index].answer_text(worse.get(index)),
                offer(&better),
                offer(&worse),
            );
        }
    }
}

/// A standard that asks how old the item is, and for which a repair may not pay.
fn aged(band: &str) -> Standard {
    let text = format!(
        r#"
format = 1
id = "aged"
version = 1
effective_from = 2017-12-01
name = {{ zh = "旧", en = "Aged" }}
sources = ["made up"]
[rule]
premium_points = 90
good_points = 40
repair_max_pct = 50
[value]
base = "pricebook"
class_pct = {{ premium = 100, good = 80, scrap = 5 }}
minus_refurbish = true
floor_pct = 5
[op.mend]
name = {{ zh = "修", en = "Mend" }}
cost_yuan = 300
minutes = 10
clears = ["works"]
[[check]]
id = "age_years"
axis = "functional"
kind = "number"
unit = "a"
range = [0.0, 50.0]
step = 0.5
default = 0.0
name = {{ zh = "年龄", en = "Age" }}
band = [ {{ below = 10.0 }}, {{ {band} }} ]
[[check]]
id = "works"
axis = "functional"
kind = "bool"
name = {{ zh = "好用", en = "Works" }}
default = true
no = {{ ceiling = "good", fix = "mend" }}
"#
    );
    Standard::load(&text).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// A row for an item of 15 months whose model does not age by itself.
fn ageless_model(base_yuan: i64) -> Priced {
    let row = PriceRow {
        released: None,
        age_months: Some(15),
        ..row(base_yuan)
    };
    priced(row, "2018-06-01")
}

#[test]
fn an_answered_age_counts_from_the_age_that_the_price_is_for() {
    let standard = aged("deduct = 5");
    let base = ageless_model(1_000);
    let offer = |years: &str| {
        let quotation = quoted(&standard, &[("age_years", years)], &base);
        (quotation.age.months, quotation.offer_fen)
    };
    // Younger is no dearer; at 18 months 70 of the 80 are left, at 27 and after it 40.
    assert_eq!(offer("1"), (Some(12), 100_000));
    assert_eq!(offer("1.5"), (Some(18), 87_500));
    assert_eq!(offer("40"), (Some(480), 50_000));
    let quotation = quoted(&standard, &[("age_years", "1.5")], &base);
    let words = line_effect("value.age", Some(8_750), &quotation.age, Lang::En);
    assert_eq!(words, "87.5 %: 18 months old, the base is for 15");
    // A model that ages is at least as old as such an item has become: 21 months.
    let quotation = quoted(
        &standard,
        &[("age_years", "1")],
        &priced(row(1_000), "2018-06-01"),
    );
    assert_eq!(quotation.age.from, AgeFrom::Release);
    assert_eq!(quotation.age.months, Some(21));
}

#[test]
fn a_standard_with_factors_for_age_counts_it_once() {
    let standard = aged("value_pct = 60");
    let base = ageless_model(1_000);
    let quotation = quoted(&standard, &[("age_years", "12")], &base);
    assert_eq!(quotation.age.from, AgeFrom::Standard);
    assert_eq!(quotation.offer_fen, 60_000);
    let ids: Vec<&str> = quotation.lines.iter().map(|line| line.id).collect();
    assert_eq!(
        ids,
        ["value.base", "value.age", "age_years", "value.class_pct"]
    );
    assert_eq!(line_name("age_years", Some(&standard), Lang::Zh), "年龄");
    assert_eq!(line_name("age_years", None, Lang::Zh), "age_years");
}

#[test]
fn nothing_is_settled_that_an_open_age_can_change() {
    use crate::domain::class::Class;
    use crate::domain::standard::{Answer, Settled};
    let standard = aged("deduct = 5");
    let mut open = Answers::best(&standard);
    let (works, no) = standard.answer_from_text("works", "no").unwrap();
    open.set(works, no);
    open.set(0, Answer::Open);
    // Young it is worth 1,000 and a repair for 300 pays; old it is worth 500, and it does not.
    assert_eq!(ageless_model(1_000).settled(&standard, &open), None);
    let settled = ageless_model(2_000).settled(&standard, &open);
    assert_eq!(settled, Some(Settled::Class(Class::Good)));
    let settled = Priced::said(1_000).settled(&standard, &open);
    assert_eq!(settled, Some(Settled::Class(Class::Good)));
    open.set(0, standard.checks[0].answer_from_text("1").unwrap());
    let settled = ageless_model(1_000).settled(&standard, &open);
    assert_eq!(settled, Some(Settled::Class(Class::Good)));
}

#[test]
fn a_sample_gives_an_offer_and_decides_no_repair() {
    let sample = PriceRow {
        source: "sample: nobody was asked".to_owned(),
        ..row(100)
    };
    let quotation = quoted(
        smartphone(),
        &[("glass", "crack")],
        &priced(sample, "2017-12-22"),
    );
    assert_eq!(quotation.worth_yuan, None);
    assert_eq!(quotation.basis, Basis::Model);
    assert_eq!(quotation.offer_fen, quotation.floor_fen);
}
