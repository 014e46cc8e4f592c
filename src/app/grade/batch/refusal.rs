//! Why a row of inspections is rejected and what to do about it, as staff read it.

use crate::app::AppError;
use crate::domain::code::TraceCode;
use crate::domain::hold;
use crate::domain::item::ItemState;
use crate::domain::lang::Lang;
use crate::domain::standard::model::Check;
use crate::formats::table::Trouble;

/// Why a row is rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The column at fault; none where it is the whole row
    pub(super) column: Option<usize>,
    /// What is wrong
    pub(super) reason: String,
    /// What to do
    pub(super) cure: String,
}

fn refusal(column: Option<usize>, reason: &str, cure: &str) -> Refusal {
    Refusal {
        column,
        reason: reason.to_owned(),
        cure: cure.to_owned(),
    }
}

/// It cannot be read as a row of its table.
pub(super) fn unreadable(trouble: &Trouble, lang: Lang) -> Refusal {
    refusal(None, &trouble.reason(lang), trouble.cure(lang))
}

/// It names no item, or several; any other error is the caller's.
pub(super) fn no_one_item(error: AppError, column: usize, lang: Lang) -> Result<Refusal, AppError> {
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
    let reason = lang.pick(&zh, &error.to_string()).to_owned();
    let cure = lang.pick("请填写溯源码", "name the item by its trace code");
    Ok(refusal(Some(column), &reason, cure))
}

/// Its standard has no file.
pub(super) fn no_standard(code: &TraceCode, id: &str, column: usize, lang: Lang) -> Refusal {
    let zh = format!("{code} 按标准 {id} 检测，但没有该标准的文件");
    let en = format!("{code} is graded by the standard `{id}`, for which there is no file");
    let cure = lang.pick(
        "请将其文件放入配置文件夹的 standards",
        "put its file into the config folder's standards",
    );
    refusal(Some(column), lang.pick(&zh, &en), cure)
}

/// Its class asks for more answers.
pub(super) fn incomplete(missing: &str, lang: Lang) -> Refusal {
    let zh = format!("检测不完整：{missing}");
    let en = format!("the inspection is not complete: {missing}");
    let cure = lang.pick("请为其增加一列", "add a column for it");
    refusal(None, lang.pick(&zh, &en), cure)
}

/// The worth is no number of yuan.
pub(super) fn no_worth(why: &str, cell: &str, column: usize, lang: Lang) -> Refusal {
    let zh = format!("“{cell}”不是估值");
    let cure = lang.pick("请填写 0 至 1000000000 的整数元", "write whole yuan");
    refusal(Some(column), lang.pick(&zh, why), cure)
}

/// The check does not take the answer.
pub(super) fn no_answer(check: &Check, cell: &str, column: usize, lang: Lang) -> Refusal {
    let (id, name) = (&check.id, check.name.get(lang));
    let zh = format!("“{cell}”不是检测项“{name}”（{id}）的答案");
    let en = format!("`{cell}` is not an answer to check `{id}`");
    let allowed = check.allowed(lang);
    let cure = match lang {
        Lang::Zh => format!("可填：{allowed}"),
        Lang::En => format!("allowed: {allowed}"),
    };
    refusal(Some(column), lang.pick(&zh, &en), &cure)
}

/// The standard does not ask what the column answers.
pub(super) fn no_check(standard: &str, column: usize, lang: Lang) -> Refusal {
    let zh = format!("标准 {standard} 没有此检测项");
    let en = format!("{standard} has no such check");
    refusal(
        Some(column),
        lang.pick(&zh, &en),
        lang.pick("请留空", "leave it empty"),
    )
}

/// Photos are counted, not named.
pub(super) fn counted_photos(why: &str, lang: Lang) -> Refusal {
    let zh = "照片须填写其 SHA-256，不能只填张数";
    let cure = lang.pick("请填写照片的 SHA-256", "give their SHA-256");
    refusal(None, lang.pick(zh, why), cure)
}

/// The item's state lets nobody inspect it.
pub(super) fn not_inspected(
    why: &str,
    code: &TraceCode,
    state: &ItemState,
    column: usize,
    lang: Lang,
) -> Refusal {
    let zh = match &state.hold {
        Some(reason) => format!("{code} 已扣留：{}", hold::words(reason, Lang::Zh)),
        None => format!("{code} {}，不能检测", state.stage.name(lang)),
    };
    let cure = match lang {
        Lang::Zh => format!("可用 regrade show {code} 查看其历史"),
        Lang::En => format!("`regrade show {code}` shows its history"),
    };
    refusal(Some(column), lang.pick(&zh, why), &cure)
}
