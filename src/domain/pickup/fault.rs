//! Why a row is refused, and how to mend it, in both languages.

use super::dates::DateError;
use super::field::Field;
use super::price::PriceError;
use super::serials::SerialError;
use crate::domain::catalogue::PlaceError;
use crate::domain::lang::Lang;

/// One thing that is wrong with one value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The header text of the column, or the field's name where the file has no such column
    pub column: String,
    /// The field
    pub field: Field,
    /// The cell's text
    pub value: String,
    /// What is wrong
    pub problem: Problem,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It is needed and empty
    Missing,
    /// It is longer than the record holds
    TooLong {
        /// Most characters
        max: usize,
    },
    /// A character that is not text is in it
    Forbidden(char),
    /// A spreadsheet rounded its digits away
    Scientific,
    /// No channel goes by this name
    UnknownChannel,
    /// No category goes by this id or name
    UnknownCategory,
    /// Several categories go by this name
    SeveralCategories(Vec<u32>),
    /// It is no place
    Place(PlaceError),
    /// It is no moment
    Date(DateError),
    /// It was fetched before it was ordered
    PickedBeforeOrdered,
    /// It is no price
    Price(PriceError),
    /// It is no such code
    Serial(SerialError),
}

impl Fault {
    /// What is wrong, as staff read it.
    pub fn reason(&self, lang: Lang) -> String {
        let (zh, en) = self.problem.reason();
        lang.pick(&zh, &en).to_owned()
    }

    /// What to do about it, as staff read it.
    pub fn cure(&self, lang: Lang) -> String {
        let (zh, en) = self.problem.cure();
        lang.pick(&zh, &en).to_owned()
    }
}

impl Problem {
    fn reason(&self) -> (String, String) {
        match self {
            Self::Missing => both("缺少内容", "nothing is here"),
            Self::TooLong { max } => (
                format!("超过 {max} 个字符"),
                format!("longer than {max} characters"),
            ),
            Self::Forbidden(c) => (
                format!("含有控制字符 U+{:04X}", u32::from(*c)),
                format!("has the control character U+{:04X}", u32::from(*c)),
            ),
            Self::Scientific => both(
                "是科学计数法，数字已丢失",
                "is in scientific notation, its digits are lost",
            ),
            Self::UnknownChannel => both("不是已知的来源渠道", "is no channel"),
            Self::UnknownCategory => both("不是已知的三级分类", "is no category"),
            Self::SeveralCategories(ids) => (
                format!("有多个同名分类：{}", list(ids, "、")),
                format!("is the name of several categories: {}", list(ids, ", ")),
            ),
            Self::Place(error) => place_reason(error),
            Self::Date(error) => date_reason(error),
            Self::PickedBeforeOrdered => both(
                "取件时间早于下单时间",
                "was picked up before it was ordered",
            ),
            Self::Price(error) => price_reason(*error),
            Self::Serial(error) => serial_reason(error),
        }
    }

    fn cure(&self) -> (String, String) {
        match self {
            Self::Missing => both("请填写此列", "fill in this column"),
            Self::TooLong { .. } => both("请缩短", "shorten it"),
            Self::Forbidden(_) => both("请删除该字符后重新输入", "type the value again without it"),
            Self::Scientific => both(
                "在 Excel 中将此列设为文本格式，重新填写并导出",
                "format the column as text in Excel, enter it again and export again",
            ),
            Self::UnknownChannel => both(
                "可用：app、pc、wechat、qq、store、convenience-store、campus、\
                 exclusive-store、merchant、partner",
                "use app, pc, wechat, qq, store, convenience-store, campus, exclusive-store, \
                 merchant or partner",
            ),
            Self::UnknownCategory => both(
                "请填写分类目录中的名称或编号",
                "give a name or an id from the catalogue",
            ),
            Self::SeveralCategories(_) => both("请填写分类编号", "give the category's id"),
            Self::Place(error) => place_cure(error),
            Self::Date(_) => both(
                "请写成 2017-12-21 14:30 的形式",
                "write it as 2017-12-21 14:30",
            ),
            Self::PickedBeforeOrdered => both("请核对两个时间", "check both times"),
            Self::Price(_) => both("请写成 1234.50 的形式", "write it as 1234.50"),
            Self::Serial(error) => serial_cure(error),
        }
    }
}

fn place_reason(error: &PlaceError) -> (String, String) {
    match error {
        PlaceError::UnknownCode(code) => (
            format!("没有区划代码 {code}"),
            format!("there is no region code {code}"),
        ),
        PlaceError::UnknownCity(city) => (
            format!("没有城市“{city}”"),
            format!("there is no city {city}"),
        ),
        PlaceError::CountyAsCity { name, cities } => (
            format!("“{name}”是{}的区县，不是地级市", cities.join("、")),
            format!("{name} is a county of {}, not a city", cities.join(", ")),
        ),
        PlaceError::UnknownCounty {
            county,
            city: Some(city),
        } => (
            format!("{city}没有“{county}”"),
            format!("{city} has no county {county}"),
        ),
        PlaceError::UnknownCounty { county, city: None } => (
            format!("没有区县“{county}”"),
            format!("there is no county {county}"),
        ),
        PlaceError::SeveralCities { county, cities } => (
            format!("“{county}”在多个城市都有：{}", cities.join("、")),
            format!(
                "{county} is a county of several cities: {}",
                cities.join(", ")
            ),
        ),
        PlaceError::Conflict { code, names } => (
            format!("区划代码是{code}，名称是{names}"),
            format!("the code means {code}, the names mean {names}"),
        ),
        PlaceError::Missing => both("没有地点", "no place is given"),
    }
}

fn place_cure(error: &PlaceError) -> (String, String) {
    match error {
        PlaceError::CountyAsCity { cities, .. } => (
            format!("城市列填写{}，区县列填写此名", cities.join("或")),
            format!(
                "put {} in the city column and this in the county's",
                cities.join(" or ")
            ),
        ),
        PlaceError::SeveralCities { .. } => both("请填写城市", "fill in the city"),
        PlaceError::Conflict { .. } => both("请改正其中之一", "correct one of them"),
        PlaceError::UnknownCode(_)
        | PlaceError::UnknownCity(_)
        | PlaceError::UnknownCounty { .. }
        | PlaceError::Missing => both(
            "请填写地级市全称（如 北京市、大理白族自治州）或六位区划代码",
            "give the city's full Chinese name, such as 北京市, or a six-digit region code",
        ),
    }
}

fn date_reason(error: &DateError) -> (String, String) {
    match error {
        DateError::Unreadable => both("不是可识别的时间", "is no known form of a date and time"),
        DateError::Impossible => both("没有这样的日期或钟点", "there is no such day or hour"),
        DateError::TwoDigitYear => both("年份只有两位", "the year has two digits"),
        DateError::Ambiguous {
            month_first,
            day_first,
        } => (
            format!("可能是 {month_first}，也可能是 {day_first}"),
            format!("may be {month_first} or {day_first}"),
        ),
        DateError::NoTimeOfDay => both(
            "没有钟点，无法判断承诺时限",
            "has no time of day, which decides the promise",
        ),
        DateError::OutOfRange => both("不在 2000 至 2099 年之间", "is not between 2000 and 2099"),
        DateError::NeverOnTheClock => both(
            "当地时钟拨快，这一时刻不存在",
            "never was: the site's clocks were put forward over it",
        ),
        DateError::TwiceOnTheClock => both(
            "当地时钟拨慢，这一时刻有两次",
            "was twice: the site's clocks were put back over it",
        ),
    }
}

fn price_reason(error: PriceError) -> (String, String) {
    match error {
        PriceError::Unreadable => both("不是价格", "is no price"),
        PriceError::Negative => both("价格为负", "is negative"),
        PriceError::Scientific => both("是科学计数法", "is in scientific notation"),
        PriceError::DoubtfulComma => both(
            "逗号含义不明，可能是千分位或小数点",
            "has a comma that may mean thousands or decimals",
        ),
        PriceError::TooFine => both("小于一分", "has parts of a fen"),
        PriceError::TooLarge => both("金额过大", "is too large"),
    }
}

fn serial_reason(error: &SerialError) -> (String, String) {
    match error {
        SerialError::ImeiLength(length) => (
            format!("IMEI 应为 15 位，此处 {length} 位，补零后校验也不成立"),
            format!("an IMEI has 15 digits, this has {length} and zeros in front do not mend it"),
        ),
        SerialError::ImeiCheckDigit { found, needed } => (
            format!("IMEI 末位校验位是 {found}，应为 {needed}"),
            format!("the IMEI's check digit is {found}, but its other digits need {needed}"),
        ),
        SerialError::NotAnImei => both(
            "既不是 IMEI，也不是厂商序列号",
            "is neither an IMEI nor a maker's serial",
        ),
        SerialError::Several => both("一格中有多个号码", "has several codes in one cell"),
        SerialError::Conflict { imei } => (
            format!("与 IMEI 列的 {imei} 不同"),
            format!("is another than the {imei} of the IMEI column"),
        ),
    }
}

fn serial_cure(error: &SerialError) -> (String, String) {
    match error {
        SerialError::Several => both(
            "保留一个 IMEI，其余写入备注",
            "keep one IMEI and put the others in the remark",
        ),
        SerialError::Conflict { .. } => both(
            "核对后只保留正确的一个",
            "check the device and keep the right one",
        ),
        SerialError::ImeiLength(_)
        | SerialError::ImeiCheckDigit { .. }
        | SerialError::NotAnImei => both(
            "在手机上拨 *#06# 核对后重新填写",
            "dial *#06# on the phone and enter it again",
        ),
    }
}

fn both(zh: &str, en: &str) -> (String, String) {
    (zh.to_owned(), en.to_owned())
}

fn list(ids: &[u32], between: &str) -> String {
    ids.iter()
        .map(u32::to_string)
        .collect::<Vec<_>>()
        .join(between)
}
