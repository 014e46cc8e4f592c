//! The catalogue's files hold together.

use crate::domain::catalogue::{NameError, PlaceError};
use crate::formats::catalogue::Catalogue;

#[test]
fn the_published_numbers_hold() {
    let catalogue = Catalogue::default();
    let (categories, places) = (catalogue.categories().unwrap(), catalogue.places().unwrap());
    let standards = catalogue.standards().unwrap();
    assert_eq!(categories.all().len(), 252);
    assert_eq!(categories.kinds().len(), 115);
    assert_eq!(standards.all().len(), 45);
    assert_eq!(places.same_day_count(), 125);
    assert_eq!(places.city_count(), 371);
    for category in categories.all() {
        assert!(
            standards.get(&category.standard_id).is_some(),
            "{}",
            category.standard_id
        );
    }
    for standard in standards.all() {
        let served = categories
            .all()
            .iter()
            .filter(|c| c.standard_id == standard.id)
            .count();
        assert_eq!(served as u32, standard.categories, "{}", standard.id);
    }
    catalogue.header_words().unwrap();
}

#[test]
fn categories_are_found_by_id_name_and_synonym() {
    let catalogue = Catalogue::default();
    let categories = catalogue.categories().unwrap();
    let id = |text: &str| categories.find(text).map(|category| category.id);
    for text in [
        "672",
        "笔记本",
        "Laptop",
        "LAPTOP",
        "笔记本电脑",
        "ｌａｐｔｏｐ",
    ] {
        assert_eq!(id(text), Ok(672), "{text}");
    }
    assert_eq!(id("K金"), Ok(13062));
    assert_eq!(id("电动车"), Err(NameError::Several(vec![12118, 1567])));
    for text in ["手提箱电脑", "1", "99999999999", ""] {
        assert_eq!(id(text), Err(NameError::Unknown), "{text}");
    }
}

#[test]
fn places_are_found_by_code_and_by_name() {
    let catalogue = Catalogue::default();
    let places = catalogue.places().unwrap();
    let find = |code: &str, city: &str, county: &str| {
        places
            .find(code, city, county)
            .map(|place| (place.city_code, place.county_code))
    };
    for (code, city, county, city_code, county_code) in [
        ("", "北京市", "", 110000, None),
        ("", "北京", "朝阳区", 110000, Some(110105)),
        ("110105", "", "", 110000, Some(110105)),
        ("110000", "", "", 110000, None),
        ("110100", "", "", 110000, None),
        ("110105", "北京", "", 110000, Some(110105)),
        ("110000", "北京市", "朝阳区", 110000, Some(110105)),
        ("", "广东省深圳市", "", 440300, None),
        ("", "", "昆山市", 320500, Some(320583)),
        ("", "济源市", "", 419001, None),
        ("", "仙桃", "仙桃市", 429004, None),
        ("", "东莞", "", 441900, None),
        ("441900", "", "", 441900, None),
    ] {
        assert_eq!(
            find(code, city, county),
            Ok((city_code, county_code)),
            "{code}{city}{county}"
        );
    }
    assert!(matches!(
        find("", "昆山市", ""),
        Err(PlaceError::CountyAsCity { .. })
    ));
    assert!(matches!(
        find("", "", "朝阳区"),
        Err(PlaceError::SeveralCities { .. })
    ));
    assert!(matches!(
        find("", "北京", "浦东新区"),
        Err(PlaceError::UnknownCounty { .. })
    ));
    assert!(matches!(
        find("", "南海市", ""),
        Err(PlaceError::UnknownCity(_))
    ));
    assert!(matches!(
        find("999999", "", ""),
        Err(PlaceError::UnknownCode(_))
    ));
    assert!(matches!(
        find("110105", "上海", ""),
        Err(PlaceError::Conflict { .. })
    ));
    assert_eq!(find("", "", ""), Err(PlaceError::Missing));
    assert!(places.same_day(110000) && !places.same_day(540100));
}
