//! The fields of a pickup: the contract between files, profiles and the record.

use crate::domain::lang::Lang;

/// A field that a column of a file may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// 来源渠道
    Channel,
    /// 取件单号
    PickupNo,
    /// 下单时间
    OrderedAt,
    /// 取件时间
    PickedAt,
    /// 区划代码
    RegionCode,
    /// 城市
    City,
    /// 区县
    County,
    /// 三级分类
    Category,
    /// 品牌
    Brand,
    /// 型号
    Model,
    /// 规格
    Spec,
    /// 序列号
    Serial,
    /// IMEI
    Imei,
    /// 申报成色
    DeclaredClass,
    /// 报价
    QuotedPrice,
    /// 姓名
    SellerName,
    /// 电话
    SellerPhone,
    /// 地址
    SellerAddress,
    /// 备注
    Remark,
}

impl Field {
    /// How many fields there are.
    pub const COUNT: usize = Self::ALL.len();

    /// Every field, in the order of the contract.
    pub const ALL: [Self; 19] = [
        Self::Channel,
        Self::PickupNo,
        Self::OrderedAt,
        Self::PickedAt,
        Self::RegionCode,
        Self::City,
        Self::County,
        Self::Category,
        Self::Brand,
        Self::Model,
        Self::Spec,
        Self::Serial,
        Self::Imei,
        Self::DeclaredClass,
        Self::QuotedPrice,
        Self::SellerName,
        Self::SellerPhone,
        Self::SellerAddress,
        Self::Remark,
    ];

    /// The name in profiles, in JSON and in `--map COL=FIELD`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::PickupNo => "pickup_no",
            Self::OrderedAt => "ordered_at",
            Self::PickedAt => "picked_at",
            Self::RegionCode => "region_code",
            Self::City => "city",
            Self::County => "county",
            Self::Category => "category",
            Self::Brand => "brand",
            Self::Model => "model",
            Self::Spec => "spec",
            Self::Serial => "serial",
            Self::Imei => "imei",
            Self::DeclaredClass => "declared_class",
            Self::QuotedPrice => "quoted_price",
            Self::SellerName => "seller_name",
            Self::SellerPhone => "seller_phone",
            Self::SellerAddress => "seller_address",
            Self::Remark => "remark",
        }
    }

    /// The field of exactly that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.as_str(),
            Lang::Zh => self.name_zh(),
        }
    }

    /// Longest value in characters.
    pub const fn max_chars(self) -> usize {
        match self {
            Self::Channel | Self::PickupNo | Self::OrderedAt | Self::PickedAt => 64,
            Self::RegionCode | Self::City | Self::County | Self::Category => 64,
            Self::Serial | Self::Imei | Self::QuotedPrice | Self::SellerPhone => 64,
            Self::Brand | Self::Model | Self::Spec | Self::DeclaredClass => 200,
            Self::SellerName => 200,
            Self::SellerAddress | Self::Remark => 2000,
        }
    }

    /// Whether a value may have several lines.
    pub const fn may_have_lines(self) -> bool {
        matches!(self, Self::Spec | Self::SellerAddress | Self::Remark)
    }

    const fn name_zh(self) -> &'static str {
        match self {
            Self::Channel => "来源渠道",
            Self::PickupNo => "取件单号",
            Self::OrderedAt => "下单时间",
            Self::PickedAt => "取件时间",
            Self::RegionCode => "区划代码",
            Self::City => "城市",
            Self::County => "区县",
            Self::Category => "三级分类",
            Self::Brand => "品牌",
            Self::Model => "型号",
            Self::Spec => "规格",
            Self::Serial => "序列号",
            Self::Imei => "IMEI",
            Self::DeclaredClass => "申报成色",
            Self::QuotedPrice => "报价",
            Self::SellerName => "姓名",
            Self::SellerPhone => "电话",
            Self::SellerAddress => "地址",
            Self::Remark => "备注",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back_and_stands_at_its_place() {
        for (place, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(Field::parse(field.as_str()), Some(field));
            assert_eq!(field as usize, place);
        }
    }
}
