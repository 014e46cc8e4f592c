//! Why something is not done to a work order, and what helps, as staff read it.

use crate::app::AppError;
use crate::domain::class::Class;
use crate::domain::code::TraceCode;
use crate::domain::hold;
use crate::domain::item::ItemState;
use crate::domain::lang::{Lang, Text};
use crate::domain::money::Fen;
use crate::domain::refurbish::{Economy, IN_HOUSE, Loss, NotNow, Partner};
use crate::domain::stage::Stage;

/// What kind of fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// A rule of the trade says no
    Rule,
    /// What was said cannot be
    Value,
}

/// Why not, and what helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    fault: Fault,
    /// What is in the way
    pub reason: Text,
    /// What to do
    pub cure: Text,
}

fn text(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text {
        zh: zh.into(),
        en: en.into(),
    }
}

impl Refusal {
    pub(super) fn rule(reason: Text, cure: Text) -> Self {
        Self {
            fault: Fault::Rule,
            reason,
            cure,
        }
    }

    pub(super) fn value(reason: Text, cure: Text) -> Self {
        Self {
            fault: Fault::Value,
            reason,
            cure,
        }
    }

    /// The refusal as the error of a command that did `what`.
    pub(super) fn error(self, what: String) -> AppError {
        match self.fault {
            Fault::Rule => AppError::Barred {
                what,
                why: self.reason.en,
                cure: self.cure.en,
            },
            Fault::Value => AppError::BadAnswer(format!("{}; {}", self.reason.en, self.cure.en)),
        }
    }

    /// The item's state allows no work order.
    pub(super) fn of_state(code: TraceCode, state: &ItemState) -> Option<Self> {
        let history = text(
            format!("可用 `regrade show {code}` 查看"),
            format!("`regrade show {code}` shows its history"),
        );
        if let Some(reason) = &state.hold {
            let (zh, en) = (hold::words(reason, Lang::Zh), hold::words(reason, Lang::En));
            let reason = text(format!("已扣留：{zh}"), format!("it is held: {en}"));
            return Some(Self::rule(reason, history));
        }
        let orders = format!("regrade refurbish show {code}");
        match (state.stage, state.class) {
            (Stage::Graded, Some(Class::Good)) => None,
            (Stage::Graded, Some(class @ (Class::Premium | Class::Scrap))) => Some(Self::rule(
                text(
                    format!("它是{}，只有良品翻新", class.name(Lang::Zh)),
                    format!("it is {}; only good items are refurbished", class.as_str()),
                ),
                history,
            )),
            (Stage::Received, _) | (Stage::Graded, None) => Some(Self::rule(
                text("尚未检测", "it has no class yet"),
                text(
                    format!("先 `regrade grade {code}`"),
                    format!("inspect it first: `regrade grade {code}`"),
                ),
            )),
            (Stage::Refurbishing, _) => Some(Self::rule(
                text(
                    "已有未完成的工单",
                    "it has a work order that is not finished",
                ),
                text(format!("见 `{orders}`"), format!("`{orders}` shows it")),
            )),
            (Stage::Refurbished, _) => Some(Self::rule(
                text(
                    "已翻新，待复检",
                    "it is refurbished and waits for an inspection",
                ),
                text(
                    format!("复检：`regrade grade {code}`"),
                    format!("inspect it: `regrade grade {code}`"),
                ),
            )),
            (stage @ (Stage::Sold | Stage::Recycled | Stage::Returned | Stage::Withdrawn), _) => {
                Some(Self::rule(
                    text(
                        stage.name(Lang::Zh),
                        format!("it is {}", stage.name(Lang::En)),
                    ),
                    history,
                ))
            }
        }
    }

    /// It has no work order that could go on.
    pub(super) fn no_order(code: TraceCode) -> Self {
        Self::rule(
            text(
                "没有未完成的工单",
                "it has no work order that is not finished",
            ),
            text(
                format!("开工单：`regrade refurbish open {code}`"),
                format!("open one: `regrade refurbish open {code}`"),
            ),
        )
    }

    /// The work order is not at that point.
    pub(super) fn not_now(code: TraceCode, why: &NotNow) -> Self {
        let (zh, en) = match why {
            NotNow::InHouse | NotNow::Status(_) | NotNow::Bad(_) => (
                format!("见 `regrade refurbish show {code}`"),
                format!("`regrade refurbish show {code}` shows it"),
            ),
            NotNow::NotSent => (
                format!("送修：`regrade refurbish send {code}`"),
                format!("send it: `regrade refurbish send {code}`"),
            ),
            NotNow::Paused => (
                format!("继续：`regrade refurbish resume {code}`"),
                format!("go on with it: `regrade refurbish resume {code}`"),
            ),
            NotNow::NotPaused => (
                format!("暂停：`regrade refurbish pause {code} --reason WHY`"),
                format!("pause it: `regrade refurbish pause {code} --reason WHY`"),
            ),
        };
        let reason = text(why.text(Lang::Zh), why.text(Lang::En));
        Self::rule(reason, text(zh, en))
    }

    /// The version of the standard is gone.
    pub(super) fn no_standard(code: TraceCode) -> Self {
        Self::rule(
            text(
                "检测所用的标准版本已不在",
                "the version of the standard that it was inspected by is no longer at hand",
            ),
            text(
                format!("重新检测：`regrade grade {code}`"),
                format!("inspect it again: `regrade grade {code}`"),
            ),
        )
    }

    /// The standard has no such operation.
    pub(super) fn no_op(standard: &str, op: &str, known: &[&str]) -> Self {
        let known = known.join(", ");
        Self::value(
            text(
                format!("标准 {standard} 没有工序 `{op}`"),
                format!("the standard {standard} has no operation `{op}`"),
            ),
            text(format!("可填：{known}"), format!("there are {known}")),
        )
    }

    /// A name means no item, or several; any other error is the caller's.
    pub(super) fn no_one_item(error: AppError) -> Result<Self, AppError> {
        let zh = match &error {
            AppError::NoSuchItem { query } => {
                format!("没有溯源码、序列号、IMEI 或取件单号为“{query}”的商品")
            }
            AppError::SeveralItems { query, candidates } => format!(
                "“{query}”对应 {} 件商品：{}",
                candidates.len(),
                candidates.join("；")
            ),
            _ => return Err(error),
        };
        let cure = text("请填写溯源码", "name the item by its trace code");
        Ok(Self::value(text(zh, error.to_string()), cure))
    }

    /// There is no such partner.
    pub(super) fn no_partner(id: &str) -> Self {
        Self::value(
            text(
                format!("没有合作方 `{id}`"),
                format!("there is no partner `{id}`"),
            ),
            partners_cure(),
        )
    }

    /// The partner is none for this work.
    pub(super) fn not_of_partner(partner: &Partner, zh: &str, en: &str) -> Self {
        let (own_zh, own_en) = (&partner.name.zh, &partner.name.en);
        Self::rule(
            text(format!("{own_zh}{zh}"), format!("{own_en} {en}")),
            text(
                format!("或由本站自修：`--partner {IN_HOUSE}`；见 `regrade refurbish partners`"),
                format!(
                    "`--partner {IN_HOUSE}` does it in the house; `regrade refurbish partners` \
                     shows who does what"
                ),
            ),
        )
    }

    /// The repair does not pay.
    pub(super) fn uneconomic(economy: &Economy, loss: Loss) -> Self {
        let cost = Fen(economy.cost_fen);
        let reason = match loss {
            Loss::Gain => {
                let gain = Fen(economy.gain_fen.unwrap_or_default());
                text(
                    format!("翻新费 {cost} 元不低于增值 {gain} 元"),
                    format!("the repair costs {cost} yuan and adds {gain} to its value"),
                )
            }
            Loss::Share => {
                let most = Fen(economy.most_fen.unwrap_or_default());
                text(
                    format!("翻新费 {cost} 元超过标准上限 {most} 元"),
                    format!("the repair costs {cost} yuan; its standard allows {most}"),
                )
            }
        };
        Self::rule(
            reason,
            text(
                "仍要翻新：`--override --reason 原因`",
                "`--override --reason WHY` opens it all the same",
            ),
        )
    }
}

/// Where partners are listed.
pub(super) fn partners_cure() -> Text {
    text(
        "见 `regrade refurbish partners`",
        "`regrade refurbish partners` shows them",
    )
}
