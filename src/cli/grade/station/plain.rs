//! The loop where there is no full screen: asks for a code, then one question after the other.

use super::state::Tally;
use super::words;
use crate::app::grade::bench::{self, Bench, Old};
use crate::app::grade::{Mode, before, second};
use crate::app::{AppError, Ctx, interrupt, time};
use crate::cli::Session;
use crate::cli::output::Report as _;
use crate::cli::prompt::{Ask, Terminal};
use crate::formats::catalogue::Catalogue;

/// Inspects item after item until an empty line is given for a code.
pub(super) fn run(
    session: &Session,
    ctx: &mut Ctx,
    catalogue: &Catalogue,
) -> anyhow::Result<Tally> {
    let lang = session.lang();
    let terminal = Terminal::find("name an item, and say --set CHECK=ANSWER or --answers FILE")?;
    let mut tally = Tally::default();
    let question = lang.pick("扫码（空行结束）", "Scan (an empty line ends)");
    loop {
        let code = terminal.line(question, "", &|_| Ok(()))?;
        if code.trim().is_empty() || interrupt::asked() {
            return Ok(tally);
        }
        match one(session, ctx, catalogue, &code, &terminal) {
            Ok(None) => {}
            Ok(Some(true)) => tally.refused += 1,
            Ok(Some(false)) => tally.graded += 1,
            Err(error) => session.say(&words::error(&error, lang)),
        }
    }
}

/// Inspects one item; whether it was refused, or none if it was not inspected.
fn one(
    session: &Session,
    ctx: &mut Ctx,
    catalogue: &Catalogue,
    code: &str,
    ask: &dyn Ask,
) -> anyhow::Result<Option<bool>> {
    let lang = session.lang();
    let share = session.resolved.second_share_pct;
    let bench = match second::due(ctx, code, share)? {
        Some(bench) => bench,
        None => match first(session, ctx, catalogue, code, ask)? {
            Some(bench) => bench,
            None => return Ok(None),
        },
    };
    let inspected = super::super::bench::inspect(session, ctx, bench, Mode::Record, ask);
    match inspected {
        Ok(report) => {
            session.say(report.text(lang).trim_end());
            Ok(Some(report.verdict.refused))
        }
        // Who leaves an item goes on with the next.
        Err(error) if matches!(error.downcast_ref(), Some(AppError::Interrupted { .. })) => {
            session.say(&words::error(&error, lang));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Opens an item in the usual way; none where it was inspected before and that is enough.
fn first(
    session: &Session,
    ctx: &mut Ctx,
    catalogue: &Catalogue,
    code: &str,
    ask: &dyn Ask,
) -> anyhow::Result<Option<Bench>> {
    let lang = session.lang();
    let bench = bench::open(ctx, catalogue, code, Old::Resume)?;
    if bench.resumed.is_none()
        && let Some(last) = before::last(ctx, &bench)?
    {
        let when = time::short(last.at, ctx.now(), ctx.settings.zone);
        session.say(&words::inspected_before(&bench, &last, &when, lang));
        let choices = [
            lang.pick("扫下一件", "scan the next one").to_owned(),
            lang.pick("再次检测", "inspect it again").to_owned(),
        ];
        let question = lang.pick("怎么办", "What now");
        if ask.choose(question, &choices, 0)? != Some(1) {
            return Ok(None);
        }
    }
    Ok(Some(bench))
}
