//! Rows and what becomes of them.

use super::CATALOGUE;
use crate::domain::lang::Lang;
use crate::domain::money::Fen;
use crate::domain::pickup::*;

/// Validates a row in which every field has a column and those not named are empty.
fn check<T>(
    zone: chrono_tz::Tz,
    values: &[(Field, &str)],
    see: impl FnOnce(Result<Pickup<'_>, Vec<Fault>>) -> T,
) -> T {
    let mut cells = [""; Field::COUNT + 1];
    for (field, value) in [
        (Field::Channel, "微信"),
        (Field::PickupNo, "P1"),
        (Field::OrderedAt, "2017-12-21 14:30"),
        (Field::City, "北京"),
        (Field::Category, "手机"),
    ]
    .iter()
    .chain(values)
    {
        cells[*field as usize] = value;
    }
    cells[Field::COUNT] = " 内部 ";
    let all = Field::ALL
        .into_iter()
        .map(|field| Column {
            name: field.name(Lang::Zh).to_owned(),
            role: Role::Field(field),
        })
        .chain([Column {
            name: "区域经理".to_owned(),
            role: Role::Extra,
        }])
        .collect();
    let columns = Columns::new(all).unwrap();
    let categories = CATALOGUE.categories().unwrap();
    let places = CATALOGUE.places().unwrap();
    let zone = SiteZone::new(zone);
    let validator = Validator {
        columns: &columns,
        categories,
        places,
        zone: &zone,
        default_channel: None,
    };
    see(validator.validate(&cells[..]))
}

fn refusals(values: &[(Field, &str)]) -> Vec<String> {
    check(chrono_tz::Asia::Shanghai, values, |result| {
        let faults = result.unwrap_err();
        faults
            .iter()
            .map(|f| format!("{}: {}", f.field.as_str(), f.reason(Lang::En)))
            .collect()
    })
}

fn accepted<T>(values: &[(Field, &str)], see: impl FnOnce(Pickup<'_>) -> T) -> T {
    check(chrono_tz::Asia::Shanghai, values, |result| {
        see(result.unwrap())
    })
}

fn doubts(values: &[(Field, &str)]) -> Vec<NoticeKind> {
    accepted(values, |pickup| {
        pickup.notices.iter().map(|notice| notice.kind).collect()
    })
}

#[test]
fn all_faults_of_a_row_are_named_at_once_in_both_languages() {
    let values = [
        (Field::Channel, "某某"),
        (Field::PickupNo, "　"),
        (Field::OrderedAt, "2017-12-21"),
        (Field::City, "火星"),
        (Field::Category, "电动车"),
        (Field::QuotedPrice, "-1"),
        (Field::SellerPhone, "1.38E+10"),
        (Field::Brand, "a\u{7}"),
    ];
    assert_eq!(
        refusals(&values),
        [
            "channel: is no channel",
            "pickup_no: nothing is here",
            "ordered_at: has no time of day, which decides the promise",
            "city: there is no city 火星",
            "category: is the name of several categories: 12118, 1567",
            "brand: has the control character U+0007",
            "quoted_price: is negative",
            "seller_phone: is in scientific notation, its digits are lost",
        ]
    );
    check(chrono_tz::Asia::Shanghai, &values, |result| {
        for fault in result.unwrap_err() {
            for lang in [Lang::Zh, Lang::En] {
                assert!(!fault.reason(lang).is_empty() && !fault.cure(lang).is_empty());
            }
            assert_eq!(fault.column, fault.field.name(Lang::Zh));
        }
    });
}

#[test]
fn what_normalising_changes_is_kept_as_it_stood() {
    accepted(
        &[
            (Field::PickupNo, " Ｐ１"),
            (Field::Serial, "35 383308 123456 6"),
            (Field::QuotedPrice, "￥1,234.50"),
            (Field::Remark, "'=1\n2"),
        ],
        |pickup| {
            assert_eq!((&*pickup.pickup_no, &*pickup.remark), ("P1", "=1\n2"));
            assert_eq!(pickup.imei.unwrap().as_str(), "353833081234566");
            assert_eq!(pickup.quoted_price, Some(Fen(123_450)));
            assert_eq!(
                pickup.raw,
                [
                    (Field::PickupNo, " Ｐ１"),
                    (Field::Serial, "35 383308 123456 6"),
                    (Field::QuotedPrice, "￥1,234.50"),
                    (Field::Remark, "'=1\n2"),
                ]
            );
            assert_eq!(pickup.extra, [("区域经理", " 内部 ")]);
        },
    );
}

#[test]
fn a_phone_goes_by_its_imei_or_its_makers_serial() {
    let codes = |serial: &str, imei: &str| {
        accepted(&[(Field::Serial, serial), (Field::Imei, imei)], |pickup| {
            let imei = pickup.imei.map(|imei| imei.to_string()).unwrap_or_default();
            (pickup.serial.unwrap_or_default().into_owned(), imei)
        })
    };
    let imei = "353833081234566";
    let whole = |serial: &str| (serial.to_owned(), imei.to_owned());
    assert_eq!(codes(imei, ""), whole(""));
    assert_eq!(codes("", imei), whole(""));
    assert_eq!(codes(imei, imei), whole(""));
    assert_eq!(codes("F17TN0ABHG7F", imei), whole("F17TN0ABHG7F"));
    for (serial, imei, fault) in [
        (
            "353833081234567",
            "",
            "serial: the IMEI's check digit is 7, but its other digits need 6",
        ),
        (
            "004999010640000",
            imei,
            "serial: is another than the 353833081234566 of the IMEI column",
        ),
        (
            "353833081234566/004999010640000",
            "",
            "serial: has several codes in one cell",
        ),
        (
            "12345",
            "",
            "serial: an IMEI has 15 digits, this has 5 and zeros in front do not mend it",
        ),
        (
            "序号",
            "",
            "serial: is neither an IMEI nor a maker's serial",
        ),
        (
            "",
            "F17TN0ABHG7F",
            "imei: is neither an IMEI nor a maker's serial",
        ),
        (
            "3.53833E+14",
            "",
            "serial: is in scientific notation, its digits are lost",
        ),
    ] {
        assert_eq!(
            refusals(&[(Field::Serial, serial), (Field::Imei, imei)]),
            [fault]
        );
    }
}

#[test]
fn doubtful_codes_are_taken_in_with_a_notice() {
    let of = |category: &str, serial: &str| {
        doubts(&[(Field::Category, category), (Field::Serial, serial)])
    };
    assert_eq!(of("手机", "4999010640000"), [NoticeKind::ZerosPadded]);
    assert_eq!(of("轿车", "1M8GDM9AXKP042788"), []);
    assert_eq!(
        of("轿车", "1M8GDM9A1KP042788"),
        [NoticeKind::VinCheckDigit { needed: 'X' }]
    );
    assert_eq!(of("轿车", "12345"), [NoticeKind::VinMalformed]);
    assert_eq!(of("小说", "978-7-111-54493-7"), []);
    assert_eq!(
        of("小说", "9787111544938"),
        [NoticeKind::IsbnCheckDigit { needed: '7' }]
    );
    assert_eq!(of("小说", "7111544935"), [NoticeKind::IsbnMalformed]);
    assert_eq!(of("笔记本", "12345678901234500000"), [NoticeKind::ZeroTail]);
    assert_eq!(
        doubts(&[(Field::PickupNo, "201712211234567000")]),
        [NoticeKind::ZeroTail]
    );
    let isbn = [
        (Field::Category, "小说"),
        (Field::Serial, "978-7-111-54493-7"),
    ];
    accepted(&isbn, |pickup| {
        assert_eq!(pickup.serial.unwrap(), "9787111544937");
    });
}

#[test]
fn the_promise_counts_by_the_sites_clock() {
    let promise = |ordered: &str, picked: &str| {
        accepted(
            &[(Field::OrderedAt, ordered), (Field::PickedAt, picked)],
            |pickup| {
                let promise = pickup.promise;
                (
                    promise.kind.as_str(),
                    promise.promised_on.to_string(),
                    promise.kept,
                )
            },
        )
    };
    let same = |kept| ("same-day", "2017-12-21".to_owned(), kept);
    assert_eq!(promise("2017-12-21 14:59:59", ""), same(None));
    assert_eq!(
        promise("2017-12-21T06:30:00Z", "2017-12-21 23:59"),
        same(Some(true))
    );
    assert_eq!(
        promise("2017-12-21 14:30", "2017-12-22 00:00"),
        same(Some(false))
    );
    assert_eq!(promise("2017-12-21 15:00", "").0, "next-day");
    assert_eq!(
        refusals(&[(Field::PickedAt, "2017-12-21 14:29")]),
        ["picked_at: was picked up before it was ordered"]
    );
}

#[test]
fn clocks_that_are_put_forward_and_back() {
    let berlin = |ordered: &str| {
        check(
            chrono_tz::Europe::Berlin,
            &[(Field::OrderedAt, ordered)],
            |result| {
                result
                    .map(|pickup| pickup.ordered_at)
                    .map_err(|faults| faults[0].problem.clone())
            },
        )
    };
    assert_eq!(berlin("2017-07-01 12:00"), Ok(1_498_903_200));
    assert_eq!(berlin("2017-03-26 01:59"), Ok(1_490_489_940));
    assert_eq!(
        berlin("2017-03-26 02:30"),
        Err(Problem::Date(DateError::NeverOnTheClock))
    );
    assert_eq!(
        berlin("2017-10-29 02:30"),
        Err(Problem::Date(DateError::TwiceOnTheClock))
    );
    assert_eq!(berlin("2017-10-29 03:00"), Ok(1_509_242_400));
    assert_eq!(berlin("2017-10-29T02:30:00+01:00"), Ok(1_509_240_600));
}

#[test]
fn lengths_and_characters_have_bounds() {
    let long = "备".repeat(2000);
    accepted(&[(Field::Remark, &long)], |pickup| {
        assert_eq!(pickup.remark, long.as_str());
    });
    assert_eq!(
        refusals(&[
            (Field::Remark, &(long + "注")),
            (Field::PickupNo, &"P".repeat(65))
        ]),
        [
            "pickup_no: longer than 64 characters",
            "remark: longer than 2000 characters"
        ]
    );
    assert_eq!(
        refusals(&[(Field::Model, "a\nb"), (Field::PickupNo, "P\u{202E}1")]),
        [
            "pickup_no: has the control character U+202E",
            "model: has the control character U+000A"
        ]
    );
}

#[test]
fn a_place_may_be_a_code() {
    accepted(
        &[(Field::City, ""), (Field::RegionCode, "440304")],
        |pickup| {
            assert_eq!(
                (pickup.city_code, pickup.county_code),
                (440_300, Some(440_304))
            );
        },
    );
    assert_eq!(refusals(&[(Field::City, "")]), ["city: no place is given"]);
}
