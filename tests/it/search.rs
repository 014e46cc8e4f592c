//! Searches and counts find the same whether the index holds all items, some or none, and whether
//! blocks are full or not.

use std::collections::BTreeMap;

use regrade::app::count::{Facet, count};
use regrade::app::intake::Options;
use regrade::app::list::{Wanted, list, selection};
use regrade::app::search;
use regrade::domain::lang::Lang;
use regrade::store::items::list::{Direction, SortKey};

use crate::inside::{CATALOGUE, Inside, Silent};

const BRANDS: [&str; 5] = ["华为", "小米", "Apple", "三星", "魅族"];
const MODELS: [&str; 4] = ["Mate 9", "红米6", "iPhone X", "PRO７"];
const REMARKS: [&str; 3] = ["", "屏幕右下角碎裂", "电池不耐用"];
const CHANNELS: [&str; 3] = ["app", "wechat", "campus"];
const CITIES: [(&str, &str); 2] = [("深圳市", "440300"), ("北京市", "110000")];
const CATEGORIES: [(&str, &str); 2] = [("手机", "655"), ("立式钢琴", "")];

/// What the file says of pickup `number`, chosen so that everything meets everything.
struct Pickup {
    brand: &'static str,
    model: &'static str,
    remark: &'static str,
    channel: &'static str,
    city: (&'static str, &'static str),
    category: &'static str,
}

fn pickup(number: usize) -> Pickup {
    Pickup {
        brand: BRANDS[number % 5],
        model: MODELS[number / 5 % 4],
        remark: REMARKS[number / 20 % 3],
        channel: CHANNELS[number / 7 % 3],
        city: CITIES[usize::from(number.is_multiple_of(11))],
        category: CATEGORIES[usize::from(number.is_multiple_of(1_000))].0,
    }
}

fn pickups(numbers: std::ops::Range<usize>) -> String {
    let mut file = "channel,pickup_no,ordered_at,city,category,brand,model,remark\n".to_owned();
    for number in numbers {
        let Pickup {
            brand,
            model,
            remark,
            channel,
            city: (city, _),
            category,
        } = pickup(number);
        file += &format!(
            "{channel},N{number:05},2017-12-21 09:05,{city},{category},{brand},{model},{remark}\n"
        );
    }
    file
}

fn search(text: &str) -> Wanted {
    Wanted {
        search: Some(text.to_owned()),
        ..Wanted::default()
    }
}

/// The pickup numbers that a list gives, in order of intake.
fn found(inside: &Inside, wanted: &Wanted) -> Vec<String> {
    let order = (SortKey::Received, Direction::Ascending);
    let list = list(&inside.ctx, &CATALOGUE, wanted, order, None, None, Lang::En).unwrap();
    list.items.into_iter().map(|item| item.pickup_no).collect()
}

/// What must be found among the first `all` pickups.
fn expected(all: usize, is_one: impl Fn(usize, &Pickup) -> bool) -> Vec<String> {
    let numbers = (0..all).filter(|number| is_one(*number, &pickup(*number)));
    numbers.map(|number| format!("N{number:05}")).collect()
}

fn searches_find(inside: &Inside, all: usize) {
    let check = |wanted: &Wanted, is_one: &dyn Fn(usize, &Pickup) -> bool| {
        let (found, expected) = (found(inside, wanted), expected(all, is_one));
        assert_eq!(found.len(), expected.len(), "{wanted:?}");
        assert_eq!(found, expected, "{wanted:?}");
    };
    check(&search("小米"), &|_, pickup| pickup.brand == "小米");
    // One character; of a model too.
    check(&search("米"), &|_, pickup| {
        pickup.brand == "小米" || pickup.model == "红米6"
    });
    // Words in any order and case, narrow for wide.
    check(&search("x apple"), &|_, pickup| {
        pickup.brand == "Apple" && pickup.model == "iPhone X"
    });
    check(&search("pro7 魅"), &|_, pickup| {
        pickup.brand == "魅族" && pickup.model == "PRO７"
    });
    check(&search("右下角"), &|_, pickup| {
        pickup.remark == "屏幕右下角碎裂"
    });
    check(&search("华为 电池"), &|_, pickup| {
        pickup.brand == "华为" && pickup.remark == "电池不耐用"
    });
    check(&search("N00123"), &|number, _| number == 123);
    check(&search("no such words"), &|_, _| false);
    // Quotes and other signs of the index's own language are letters like any other.
    check(&search("\"a\" OR NOT *"), &|_, _| false);
    let wanted = Wanted {
        channel: Some("campus".into()),
        city: Some("北京".into()),
        ..search("三星")
    };
    check(&wanted, &|_, pickup| {
        pickup.brand == "三星" && pickup.channel == "campus" && pickup.city.0 == "北京市"
    });
    let wanted = Wanted {
        category: Some("立式钢琴".into()),
        ..Wanted::default()
    };
    check(&wanted, &|_, pickup| pickup.category == "立式钢琴");
}

fn counts_agree(inside: &Inside, all: usize) {
    let facets = [Facet::Channel, Facet::City];
    let selection = selection(&CATALOGUE, &search("apple")).unwrap();
    let report = count(&inside.ctx, &CATALOGUE, &selection, &facets, Lang::En).unwrap();
    let mut expected = BTreeMap::new();
    for pickup in (0..all)
        .map(pickup)
        .filter(|pickup| pickup.brand == "Apple")
    {
        *expected
            .entry((pickup.channel.to_owned(), pickup.city.1.to_owned()))
            .or_insert(0_u64) += 1;
    }
    let word = |value: &regrade::app::count::FacetValue| value.word.clone().unwrap();
    let rows = report.rows.iter();
    let found: BTreeMap<_, _> = rows
        .map(|row| ((word(&row.values[0]), word(&row.values[1])), row.items))
        .collect();
    assert_eq!(found, expected);
    assert!(report.rows.is_sorted_by(|a, b| a.items >= b.items));
    assert_eq!(report.items, expected.values().sum::<u64>());
}

#[test]
fn an_index_of_all_of_some_and_of_none_finds_the_same() {
    let mut inside = Inside::new();
    let take = |inside: &mut Inside, numbers| {
        inside
            .intake(pickups(numbers), &Options::default())
            .unwrap();
    };
    take(&mut inside, 0..200);
    searches_find(&inside, 200);
    assert_eq!(search::after_intake(&mut inside.ctx).unwrap(), 0);
    searches_find(&inside, 200);
    take(&mut inside, 200..400);
    searches_find(&inside, 400);
    // More than a block, which is more than an intake adds to the index on its own.
    let all = 16_700;
    take(&mut inside, 400..all);
    assert_eq!(search::after_intake(&mut inside.ctx).unwrap(), 16_500);
    let few = expected(all, |_, pickup| pickup.brand == "小米");
    assert_eq!(found(&inside, &search("小米")), few);
    let report = search::catch_up(&mut inside.ctx, &mut ()).unwrap();
    assert_eq!((report.added, report.items), (16_500, 16_700));
    searches_find(&inside, all);
    counts_agree(&inside, all);
    inside.check();
}

#[test]
fn a_changed_block_is_found() {
    let mut inside = Inside::new();
    inside
        .intake(pickups(0..16_384), &Options::default())
        .unwrap();
    search::after_intake(&mut inside.ctx).unwrap();
    inside.check();
    let database = inside.ctx.store.connection();
    let changed = "UPDATE item_block SET data = zeroblob(65536) WHERE id = 0";
    assert_eq!(database.execute(changed, []).unwrap(), 1);
    let error = regrade::app::check::check(
        &inside.ctx,
        regrade::app::check::Guard::Compared,
        &mut Silent,
    );
    assert!(error.unwrap_err().to_string().contains("item_block"));
}
