//! Each kind of check and each step of the verdict, one example at a time.

use super::{EVERYTHING, load};
use crate::domain::{
    lang::Lang,
    standard::{Answers, Standard, built_in::BUILT_IN},
};

fn verdict_on(standard: &Standard, typed: &[(&str, &str)], worth_yuan: Option<i64>) -> String {
    let mut answers = Answers::best(standard);
    for (check, text) in typed {
        let (index, answer) = standard.answer_from_text(check, text).unwrap();
        answers.set(index, answer);
    }
    let report = standard
        .verdict(&answers, worth_yuan)
        .to_report(standard, Lang::En);
    let better = report.better_after.map_or(String::new(), |after| {
        format!(" | {} after {}", after.class, after.ops.join("+"))
    });
    format!(
        "{} {} {}bp {:?} {} yuan because {:?}{better}",
        report.class.unwrap_or("refused"),
        report.points,
        report.factor_bp,
        report.ops,
        report.refurbish_yuan,
        report.because,
    )
}

/// What is typed, the worth, and the verdict.
type Row = (
    &'static [(&'static str, &'static str)],
    Option<i64>,
    &'static str,
);

const STEPS: &[Row] = &[
    (&[], None, r#"premium 100 10000bp [] 0 yuan because []"#),
    (
        &[("genuine", "fake"), ("works", "no")],
        None,
        r#"refused 90 5000bp ["mend"] 100 yuan because ["genuine"]"#,
    ),
    (
        &[("noise", "loud")],
        None,
        r#"scrap 100 10000bp [] 0 yuan because ["noise"]"#,
    ),
    (
        &[("works", "no"), ("genuine", "unsure")],
        None,
        r#"scrap 85 4500bp ["mend"] 100 yuan because ["two_bad"] | premium after mend"#,
    ),
    (
        &[("works", "no")],
        Some(199),
        r#"scrap 90 5000bp ["mend"] 100 yuan because ["rule.repair_max_pct"] | premium after mend"#,
    ),
    (
        &[("works", "no")],
        Some(200),
        r#"good 90 5000bp ["mend"] 100 yuan because ["works"] | premium after mend"#,
    ),
    (
        &[("noise", "some"), ("where_loose", "no"), ("dip", "12")],
        None,
        r#"scrap 34 8500bp [] 0 yuan because ["rule.good_points"]"#,
    ),
    (
        &[("dip", "7.9")],
        None,
        r#"good 91 10000bp [] 0 yuan because ["dip"]"#,
    ),
    (
        &[("dip", "8")],
        None,
        r#"premium 97 10000bp [] 0 yuan because []"#,
    ),
    (
        &[("dip", "11")],
        None,
        r#"good 80 10000bp [] 0 yuan because ["rule.axis_floor"]"#,
    ),
    (
        &[("noise", "some"), ("genuine", "unsure")],
        None,
        r#"good 72 6930bp [] 0 yuan because ["rule.premium_points"]"#,
    ),
    (
        &[("play", "1.5")],
        None,
        r#"premium 100 10000bp [] 0 yuan because []"#,
    ),
    (
        &[("play", "1.375")],
        None,
        r#"premium 96 8500bp [] 0 yuan because []"#,
    ),
    (
        &[("play", "-0.375")],
        None,
        r#"good 96 8000bp ["mend"] 100 yuan because ["play"] | premium after mend"#,
    ),
    (
        &[("stain", "3")],
        None,
        r#"good 88 10000bp ["wash"] 10 yuan because ["stain"] | premium after wash"#,
    ),
    (
        &[("marks", "front:deep:5")],
        None,
        r#"good 88 9500bp [] 0 yuan because ["rule.axis_floor"]"#,
    ),
    (
        &[("marks", "front:deep:4.999;back:deep:1")],
        None,
        r#"premium 92 10000bp [] 0 yuan because []"#,
    ),
    (
        &[("marks", "front:deep:99;front:deep:99")],
        None,
        r#"good 67 9500bp ["wash"] 10 yuan because ["marks"] | premium after wash"#,
    ),
    (
        &[("marks", "front:faint:99")],
        None,
        r#"premium 100 10000bp [] 0 yuan because []"#,
    ),
    // A skipped check counts in no combo, and what it hides is not held against the item.
    (
        &[("works", "no"), ("noise", "some"), ("where_loose", "no")],
        None,
        r#"good 90 5000bp ["mend"] 100 yuan because ["works"] | premium after mend"#,
    ),
];

#[test]
fn each_step_of_the_verdict() {
    let standard = load(EVERYTHING);
    for (typed, worth, expected) in STEPS {
        assert_eq!(verdict_on(&standard, typed, *worth), *expected, "{typed:?}");
    }
}

fn smartphone() -> Standard {
    let found = BUILT_IN.iter().find(|(id, _)| *id == "smartphone");
    load(found.unwrap().1)
}

#[test]
fn the_report_tells_why_in_both_languages() {
    let standard = smartphone();
    let mut answers = Answers::best(&standard);
    for (check, text) in [
        ("glass", "crack"),
        ("batt_health", "84"),
        ("scratch", "lens:hard:12"),
    ] {
        let (index, answer) = standard.answer_from_text(check, text).unwrap();
        answers.set(index, answer);
    }
    let verdict = standard.verdict(&answers, Some(2000));
    assert!(verdict.complete());
    let json = serde_json::to_string_pretty(&verdict.to_report(&standard, Lang::En)).unwrap();
    insta::assert_snapshot!(json, @r#"
    {
      "refused": false,
      "class": "good",
      "label": "Used",
      "points": 70,
      "ops": [
        "polish",
        "screen"
      ],
      "refurbish_yuan": 380,
      "minutes": 55,
      "because": [
        "glass",
        "scratch"
      ],
      "skipped": [],
      "factor_bp": 9600,
      "missing": [],
      "fired": [
        {
          "id": "glass",
          "effect": "Cover glass: Crack or chip >= 1.5 mm → good at best, Replace screen assembly"
        },
        {
          "id": "scratch",
          "effect": "Scratches → -24, good at best, Polish glass"
        },
        {
          "id": "batt_health",
          "effect": "Battery health: 80 ≤ … < 85 % → -6, value 96%"
        }
      ],
      "better_after": {
        "class": "premium",
        "ops": [
          "screen"
        ]
      },
      "photos_wanted": [
        "glass"
      ]
    }
    "#);
    let report = verdict.to_report(&standard, Lang::Zh);
    assert_eq!(report.label.as_deref(), Some("8成新及以下"));
    assert_eq!(
        report.fired[0].effect,
        "屏幕玻璃: 碎裂/缺角≥1.5mm → 最高良品, 更换屏幕总成"
    );
}

#[test]
fn a_premium_item_is_not_complete_without_its_photos() {
    let standard = smartphone();
    let verdict = standard.verdict(&Answers::best(&standard), None);
    assert_eq!(verdict.missing(&standard).collect::<Vec<_>>(), ["photos"]);
    assert!(!verdict.complete());
    let attached = Answers::best(&standard).with_everything_attached(&standard);
    assert!(standard.verdict(&attached, None).complete());
    let open = standard.verdict(&Answers::open(&standard), None);
    assert!(!open.complete() && open.open(&standard).count() == 23);
}
