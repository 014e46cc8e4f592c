//! `regrade refurbish`.

mod batch;
mod finish;
mod open;
mod orders;
mod partners;
mod receive;
mod send;
mod work;

pub(super) use self::orders::orders_text;
use super::Session;
use super::output::Report;
use crate::app::refurbish::Mode;
use crate::domain::lang::Lang;
use crate::domain::money::MAX_FEN;
use crate::domain::pickup::read_price;

/// Work orders: repair good items, in the house or at a partner
///
/// A good item gets a work order for the operations that its inspection asks for. It goes to the
/// partner for its brand and category, or to the in-house bench. When the order is finished,
/// `regrade grade` asks only what the work was to change, and the item may rise to premium, stay
/// good and be sold as refurbished, or fall to scrap.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Open(open::Args),
    Send(send::Args),
    Receive(receive::Args),
    Part(work::PartArgs),
    Pause(work::PauseArgs),
    Resume(work::ResumeArgs),
    Finish(finish::Args),
    List(orders::ListArgs),
    Show(orders::ShowArgs),
    Partners(partners::Args),
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    match &args.command {
        Command::Open(args) => open::run(session, args),
        Command::Send(args) => send::run(session, args),
        Command::Receive(args) => receive::run(session, args),
        Command::Part(args) => work::part(session, args),
        Command::Pause(args) => work::pause(session, args),
        Command::Resume(args) => work::resume(session, args),
        Command::Finish(args) => finish::run(session, args),
        Command::List(args) => orders::list(session, args),
        Command::Show(args) => orders::show(session, args),
        Command::Partners(args) => partners::run(session, args),
    }
}

fn mode(dry_run: bool) -> Mode {
    match dry_run {
        true => Mode::Preview,
        false => Mode::Record,
    }
}

/// An amount in yuan, as people write it.
fn amount(text: &str) -> Result<i64, String> {
    match read_price(text) {
        Ok(fen) if fen.0 <= MAX_FEN => Ok(fen.0),
        _ => Err(format!("`{text}` is no amount in yuan such as 120.50")),
    }
}

/// Words that are said for the record.
fn words(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("say it in words".to_owned()),
        text => Ok(text.to_owned()),
    }
}

/// How the operation is reversed, or that nothing was written.
fn tail(operation: Option<i64>, dry_run: bool, lang: Lang) -> String {
    match operation {
        Some(operation) => lang
            .pick(
                "  操作 {}；撤销：regrade undo {}\n",
                "  operation {}; to reverse it: regrade undo {}\n",
            )
            .replace("{}", &operation.to_string()),
        None if dry_run => lang
            .pick(
                "  预演：未写入任何内容\n",
                "  dry run: nothing was written\n",
            )
            .to_owned(),
        None => String::new(),
    }
}
