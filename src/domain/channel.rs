//! Where a pickup came from.

use super::lang::Lang;

/// A channel through which owners hand goods in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// The company's own app
    App,
    /// The web site
    Pc,
    /// WeChat
    Wechat,
    /// QQ
    Qq,
    /// The company's own shops
    Store,
    /// Convenience stores
    ConvenienceStore,
    /// Points on a campus
    Campus,
    /// Brand shops
    ExclusiveStore,
    /// Merchants that sell on
    Merchant,
    /// Partners that send whole batches
    Partner,
}

impl Channel {
    /// Every channel, in the order in which lists show them.
    pub const ALL: [Self; 10] = [
        Self::App,
        Self::Pc,
        Self::Wechat,
        Self::Qq,
        Self::Store,
        Self::ConvenienceStore,
        Self::Campus,
        Self::ExclusiveStore,
        Self::Merchant,
        Self::Partner,
    ];

    /// The word in the record, in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Pc => "pc",
            Self::Wechat => "wechat",
            Self::Qq => "qq",
            Self::Store => "store",
            Self::ConvenienceStore => "convenience-store",
            Self::Campus => "campus",
            Self::ExclusiveStore => "exclusive-store",
            Self::Merchant => "merchant",
            Self::Partner => "partner",
        }
    }

    /// The channel of exactly that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.as_str() == word)
    }

    /// The channel that staff and partners mean by a spelling in their files.
    pub fn from_spelling(spelling: &str) -> Option<Self> {
        Self::from_folded(spelling).or_else(|| {
            let folded: String = spelling
                .chars()
                .filter(|c| !matches!(c, ' ' | '_' | '-'))
                .flat_map(char::to_lowercase)
                .collect();
            Self::from_folded(&folded)
        })
    }

    /// What staff read.
    pub const fn name(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::App, Lang::Zh) => "手机应用",
            (Self::Pc, Lang::Zh) => "网站",
            (Self::Wechat, Lang::Zh) => "微信",
            (Self::Qq, Lang::Zh | Lang::En) => "QQ",
            (Self::Store, Lang::Zh) => "门店",
            (Self::ConvenienceStore, Lang::Zh) => "便利店",
            (Self::Campus, Lang::Zh) => "校园",
            (Self::ExclusiveStore, Lang::Zh) => "专卖店",
            (Self::Merchant, Lang::Zh) => "商家",
            (Self::Partner, Lang::Zh) => "合作方",
            (Self::App, Lang::En) => "app",
            (Self::Pc, Lang::En) => "web site",
            (Self::Wechat, Lang::En) => "WeChat",
            (Self::Store, Lang::En) => "store",
            (Self::ConvenienceStore, Lang::En) => "convenience store",
            (Self::Campus, Lang::En) => "campus",
            (Self::ExclusiveStore, Lang::En) => "exclusive store",
            (Self::Merchant, Lang::En) => "merchant",
            (Self::Partner, Lang::En) => "partner",
        }
    }

    /// Lower case, without spaces, dashes and underscores.
    fn from_folded(spelling: &str) -> Option<Self> {
        Some(match spelling {
            "app" | "手机应用" | "手机app" | "客户端" | "移动端" => Self::App,
            "pc" | "pc端" | "电脑端" | "网站" | "网页" | "官网" | "web" | "website" => {
                Self::Pc
            }
            "wechat" | "微信" | "公众号" | "微信公众号" | "小程序" | "微信小程序" => {
                Self::Wechat
            }
            "qq" | "手机qq" => Self::Qq,
            "store" | "门店" | "线下门店" | "直营店" | "shop" => Self::Store,
            "conveniencestore" | "便利店" | "cvs" => Self::ConvenienceStore,
            "campus" | "校园" | "高校" | "校园回收点" => Self::Campus,
            "exclusivestore" | "专卖店" | "品牌专卖店" => Self::ExclusiveStore,
            "merchant" | "商家" | "商户" => Self::Merchant,
            "partner" | "合作方" | "合作伙伴" => Self::Partner,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_and_name_is_read_back() {
        for channel in Channel::ALL {
            assert_eq!(Channel::parse(channel.as_str()), Some(channel));
            for lang in [Lang::Zh, Lang::En] {
                assert_eq!(Channel::from_spelling(channel.name(lang)), Some(channel));
            }
        }
    }

    #[test]
    fn a_company_is_no_channel() {
        assert_eq!(
            Channel::from_spelling("爱回收"),
            None,
            "no guess at a company's role"
        );
    }
}
