//! Rows of CSV: quotes, line ends, line numbers, and files made to be slow.

use super::*;

/// The rows as lines of text: the line number, then the cells or the trouble.
fn rows(text: &[u8]) -> Vec<String> {
    let rules = rules(&CATALOGUE);
    let mut source = CsvSource::open(text, Encoding::Utf8, Some(b','), &rules).unwrap();
    let mut row = Row::default();
    let mut rows = Vec::new();
    while source.read(&mut row).unwrap() {
        let cells = row.cells().collect::<Vec<_>>().join("|");
        let trouble = row
            .trouble()
            .map_or(String::new(), |trouble| format!(" {trouble:?}"));
        rows.push(format!("{} {cells}{trouble}", row.line()));
    }
    rows
}

#[test]
fn every_line_end_and_none() {
    assert_eq!(rows(b"a,b\r\nc\nd\re"), ["1 a|b", "2 c", "3 d", "4 e"]);
    assert_eq!(rows(b"a\n\nb\n"), ["1 a", "2 ", "3 b"]);
    assert_eq!(rows(b"a\r"), ["1 a"]);
    assert!(rows(b"").is_empty());
    assert_eq!(rows(b"\xEF\xBB\xBFa,"), ["1 a|"]);
}

#[test]
fn quotes() {
    assert_eq!(rows(b"\"a,\"\"b\",c\nd"), ["1 a,\"b|c", "2 d"]);
    assert_eq!(
        rows(b"\"a\r\nb\rc\nd\",e\r\nf"),
        ["1 a\r\nb\rc\nd|e", "5 f"]
    );
    assert_eq!(rows(b"27\" screen,\"\"\nb"), ["1 27\" screen|", "2 b"]);
    assert_eq!(
        rows(b"a,\"b\"c\nd"),
        ["1 a,\"b\"c TextAfterQuote { column: 2 }", "2 d"]
    );
    assert_eq!(
        rows(b"a,\"b\nc\nd"),
        ["1 a,\"b UnclosedQuote", "2 c", "3 d"]
    );
}

#[test]
fn a_quote_is_followed_for_a_bounded_stretch() {
    let mut text = b"a,\"b\n".to_vec();
    let lines = 300_000;
    for _ in 0..lines {
        text.extend(b"c,d,e\n");
    }
    text.extend(b"\"f\n");
    let rows = rows(&text);
    assert_eq!(rows.len(), lines + 2);
    assert_eq!(rows[0], "1 a,\"b UnclosedQuote");
    assert_eq!(rows[1], "2 c|d|e");
}

#[test]
fn an_endless_line_is_one_row() {
    let mut text = vec![b'a'; 3 * 1024 * 1024];
    text.extend(b"\r\nb\n");
    let first = rows(&text);
    assert_eq!(first.len(), 2);
    assert!(first[0].ends_with("TooLong") && first[0].len() < 5000);
    assert_eq!(first[1], "2 b");
    text[0] = b'"';
    let quoted = rows(&text);
    assert_eq!((quoted.len(), &*quoted[1]), (2, "2 b"));
}

#[test]
fn quotes_everywhere_cost_no_more_than_the_file() {
    // Each of these once made some reader look through the rest of the file at every line.
    for line in [
        "a,\"b\n",
        "\"\n",
        "\"\"\"\n",
        "a,\"\"b\n",
        "\"\"\"\"\n",
        "x,\"\n,\"\"\n",
        "\",\"\n",
    ] {
        let text = line.repeat(20_000);
        let begun = std::time::Instant::now();
        assert!(!rows(text.as_bytes()).is_empty());
        assert!(begun.elapsed().as_secs() < 20, "{line:?}");
    }
}

#[test]
fn the_user_settles_which_of_two_columns_holds_a_field() {
    let text = "订单号,运单号,品类,下单时间,城市\nA1,B1,手机,2017-12-21 10:00,北京\n";
    let error = taken_in(text.as_bytes()).unwrap_err().to_string();
    assert!(
        error.starts_with("columns 1 (订单号) and 2 (运单号) both hold pickup_no;"),
        "{error}"
    );
    let mut rules = rules(&CATALOGUE);
    rules.maps = vec![(
        "运单号".into(),
        crate::domain::pickup::Field::parse("pickup_no"),
    )];
    let outcome = taken_in_by(text.as_bytes(), &CATALOGUE, rules.clone()).unwrap();
    assert!(outcome.accepted[0].starts_with("B1|"));
    rules.maps[0].0 = "快递".into();
    let error = taken_in_by(text.as_bytes(), &CATALOGUE, rules).unwrap_err();
    assert!(matches!(error, TableError::NoSuchColumn { .. }));
}

#[test]
fn columns_that_every_pickup_needs() {
    let error = taken_in("取件单号,品类,备注\nA,手机,\n".as_bytes())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("line 1 has no column for ordered_at, city;"),
        "{error}"
    );
}

#[test]
fn a_summary_above_is_not_the_header() {
    let text =
        "城市,北京市,品牌,Apple\n\n取件单号,品类,下单时间,城市\n合计1,手机,2017-12-21 10:00,北京\n";
    let outcome = taken_in(text.as_bytes()).unwrap();
    assert_eq!(
        outcome.accepted.len(),
        1,
        "a row with a date is a pickup: {outcome:?}"
    );
    assert_eq!(
        outcome.notices,
        [TableNotice::LinesAboveHeader { header_line: 3 }]
    );
}

#[test]
fn what_the_user_says_of_columns() {
    use crate::domain::pickup::Field;
    let words = CATALOGUE.header_words().unwrap();
    let map = HeaderRules::parse_map;
    assert_eq!(
        map("单=号=pickup_no"),
        Ok(("单=号".to_owned(), Some(Field::PickupNo)))
    );
    assert_eq!(map("内部=-"), Ok(("内部".to_owned(), None)));
    assert!(map("单号").is_err() && map("单号=numbr").unwrap_err().contains("pickup_no"));
    let order = |text: &str| HeaderRules::parse_order(words, text);
    assert_eq!(
        order("pickup_no,-,城市"),
        Ok(vec![Some(Field::PickupNo), None, Some(Field::City)])
    );
    assert!(order("pickup_no,nonsense").is_err());
}
