//! However a list is filtered and sorted, its pages together are the whole list, each item once.

use regrade::app::grade::batch::{self, batch};
use regrade::app::intake::Options;
use regrade::app::list::{Wanted, list};
use regrade::domain::class::Class;
use regrade::domain::lang::Lang;
use regrade::domain::stage::Stage;
use regrade::store::items::list::{Direction, SortKey};

use crate::inside::{CATALOGUE, Inside, Silent};

/// Pickups that share numbers between channels, in another order than that of intake; some of the
/// phones are inspected.
fn stocked() -> Inside {
    let mut inside = Inside::new();
    let mut pickups = "channel,pickup_no,ordered_at,city,category,brand\n".to_owned();
    let mut inspections = "code,power_on,account\n".to_owned();
    for number in 0..14 {
        let name = format!("P{:02}", number * 5 % 7);
        let channel = ["app", "微信"][number / 7];
        let category = ["手机", "立式钢琴"][number % 2];
        pickups += &format!("{channel},{name},2017-12-21 09:05,深圳市,{category},B{number}\n");
    }
    inside.intake(pickups, &Options::default()).unwrap();
    let intake = (SortKey::Received, Direction::Ascending);
    let all = pages(&inside, &Wanted::default(), intake, None);
    for (place, code) in all.iter().enumerate() {
        match place % 4 {
            0 => inspections += &format!("{code},no,\n"),
            2 => inspections += &format!("{code},,on\n"),
            _ => {}
        }
    }
    let mut source = inside.file("inspections.csv", inspections);
    let options = batch::Options::default();
    batch(
        &mut inside.ctx,
        &CATALOGUE,
        &mut source,
        &options,
        &mut Silent,
    )
    .unwrap();
    inside
}

/// The codes of a list that is read page by page, or at once.
fn pages(
    inside: &Inside,
    wanted: &Wanted,
    sort: (SortKey, Direction),
    limit: Option<u64>,
) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    loop {
        let after = codes.last().map(String::as_str);
        let ctx = &inside.ctx;
        let page = list(ctx, &CATALOGUE, wanted, sort, after, limit, Lang::En).unwrap();
        assert!(limit.is_none_or(|limit| page.items.len() as u64 <= limit));
        codes.extend(page.items.into_iter().map(|item| item.code));
        if !page.more {
            return codes;
        }
    }
}

#[test]
fn pages_of_every_filter_and_order_are_the_whole_list() {
    let inside = stocked();
    let every = Wanted::default;
    let filters = [
        (14, every()),
        (
            7,
            Wanted {
                category: Some("手机".into()),
                ..every()
            },
        ),
        (
            7,
            Wanted {
                kind: Some("smartphone".into()),
                ..every()
            },
        ),
        (
            7,
            Wanted {
                channel: Some("wechat".into()),
                ..every()
            },
        ),
        (
            14,
            Wanted {
                city: Some("深圳".into()),
                ..every()
            },
        ),
        (
            2,
            Wanted {
                search: Some("P03".into()),
                ..every()
            },
        ),
        (
            0,
            Wanted {
                class: Some(Class::Premium),
                ..every()
            },
        ),
    ];
    for (count, wanted) in filters {
        assert_eq!(check(&inside, &wanted), count, "{wanted:?}");
    }
    let graded = Wanted {
        stage: Some(Stage::Graded),
        ..every()
    };
    let good = Wanted {
        class: Some(Class::Good),
        ..every()
    };
    let good_phones = Wanted {
        category: Some("手机".into()),
        ..good.clone()
    };
    let held = Wanted {
        held: true,
        ..every()
    };
    let (graded, good, held) = (
        check(&inside, &graded),
        check(&inside, &good),
        check(&inside, &held),
    );
    assert!(graded > 0 && good > 0 && held > 0, "{graded} {good} {held}");
    assert!(check(&inside, &good_phones) <= good);
}

/// How many items the filter finds, whichever the order and the size of a page.
fn check(inside: &Inside, wanted: &Wanted) -> usize {
    let mut count = None;
    for key in [SortKey::Received, SortKey::Pickup] {
        let up = pages(inside, wanted, (key, Direction::Ascending), None);
        let mut down = pages(inside, wanted, (key, Direction::Descending), None);
        down.reverse();
        assert_eq!(up, down, "{wanted:?}");
        for direction in [Direction::Ascending, Direction::Descending] {
            for limit in [1, 2, 3, 5] {
                let mut paged = pages(inside, wanted, (key, direction), Some(limit));
                if direction == Direction::Descending {
                    paged.reverse();
                }
                assert_eq!(paged, up, "{wanted:?} {key:?} {direction:?} {limit}");
            }
        }
        assert_eq!(*count.get_or_insert(up.len()), up.len());
    }
    count.unwrap()
}
