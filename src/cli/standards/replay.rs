//! `regrade standards replay`.

use super::super::output::{Report, Sheet, Table};
use crate::app::standards::{Move, ReplayReport, Transition};
use crate::domain::class::Class;
use crate::domain::lang::Lang;
use crate::domain::money::Fen;

impl Report for ReplayReport {
    fn text(&self, lang: Lang) -> String {
        let mut text = head(self, lang);
        text += &transitions(self, lang);
        if !self.unanswered.is_empty() {
            let checks: Vec<String> = self
                .unanswered
                .iter()
                .map(|(check, count)| format!("{check} {count}"))
                .collect();
            let what = lang.pick("记录里没有的答案", "not answered on record");
            text += &format!("{what}: {}\n", checks.join(", "));
        }
        text += &value(self, lang);
        if !self.moves.is_empty() {
            text += &moves(self, lang);
        }
        text
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }

    fn json_lines(&self) -> serde_json::Result<Vec<String>> {
        Ok(vec![serde_json::to_string(self)?])
    }

    fn sheet(&self) -> Option<Sheet> {
        let header = vec![
            "code", "n", "at", "version", "from", "to", "because", "before",
        ];
        let row = |one: &Move| {
            vec![
                one.code.clone(),
                one.n.to_string(),
                one.at.clone(),
                one.version.to_string(),
                one.from.to_owned(),
                one.to.to_owned(),
                one.because.join(" "),
                one.before.join(" "),
            ]
        };
        Some(Sheet {
            header,
            rows: self.moves.iter().map(row).collect(),
        })
    }
}

fn head(report: &ReplayReport, lang: Lang) -> String {
    let versions: Vec<String> = report
        .versions
        .iter()
        .map(|(version, count)| format!("@{version} {count}"))
        .collect();
    let versions = match versions.is_empty() {
        true => String::new(),
        false => format!(" ({})", versions.join(", ")),
    };
    let (id, version) = (&report.standard, report.version);
    let (all, moved, open) = (report.inspections, report.moved, report.undeterminable);
    match lang {
        Lang::Zh => format!(
            "{id}@{version}：{all} 次检测{versions}，{moved} 次结果改变，{open} 次无法确定；未写入任何内容\n"
        ),
        Lang::En => format!(
            "{id}@{version}: {all} inspections{versions}, {moved} move, {open} undeterminable; \
             nothing was written\n"
        ),
    }
}

/// An end as people read it.
fn end(word: &str, lang: Lang) -> &str {
    match Class::parse(word) {
        Some(class) => class.name(lang),
        None => lang.pick("拒收", "refused"),
    }
}

fn transitions(report: &ReplayReport, lang: Lang) -> String {
    let mut header = vec![lang.pick("原 → 新", "from → to").to_owned()];
    header.extend(Class::ALL.map(|class| class.name(lang).to_owned()));
    header.push(lang.pick("拒收", "refused").to_owned());
    header.push(lang.pick("无法确定", "undeterminable").to_owned());
    let columns = header.len();
    let mut table = Table::new(header);
    for column in 1..columns {
        table.right(column);
    }
    for one in &report.transitions {
        let Transition {
            from,
            premium,
            good,
            scrap,
            refused,
            undeterminable,
        } = one;
        let counts = [premium, good, scrap, refused, undeterminable];
        let mut row = vec![end(from, lang).to_owned()];
        row.extend(counts.map(ToString::to_string));
        table.row(row);
    }
    table.to_string()
}

fn value(report: &ReplayReport, lang: Lang) -> String {
    let value = &report.value;
    let (priced, unpriced, open) = (value.priced, value.unpriced, value.undeterminable);
    let (before, after) = (Fen(value.before_fen), Fen(value.after_fen));
    let delta = Fen(value.delta_fen);
    match lang {
        Lang::Zh => format!(
            "报价：{priced} 件有价，合计 {before} 元 → {after} 元（{delta}）；{unpriced} 件没有价，{open} 件无法确定\n"
        ),
        Lang::En => format!(
            "value: {priced} priced, {before} → {after} yuan ({delta}); {unpriced} without a \
             price, {open} undeterminable\n"
        ),
    }
}

fn moves(report: &ReplayReport, lang: Lang) -> String {
    let mut table = Table::new(match lang {
        Lang::Zh => ["溯源码", "原", "新", "原因", "原来的原因"],
        Lang::En => ["code", "from", "to", "because of", "before, because of"],
    });
    for one in &report.moves {
        table.row([
            one.code.clone(),
            end(one.from, lang).to_owned(),
            end(one.to, lang).to_owned(),
            one.because.join(", "),
            one.before.join(", "),
        ]);
    }
    let mut text = table.to_string();
    let more = report.moved.saturating_sub(report.moves.len() as u64);
    if more > 0 {
        let en = " … {} more: --limit 0 lists all\n";
        text += &lang
            .pick(" …… 另有 {} 次：--limit 0 列出全部\n", en)
            .replace("{}", &more.to_string());
    }
    text
}
