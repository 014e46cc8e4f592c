//! `regrade wipe-log`: which storage media items hold, what was done to each, and what proves it.

mod acts;
mod add;
mod certificate;
mod import;
mod look;
mod media;
mod queue;
pub(super) mod show;

use super::Session;
use super::output::Report;
use crate::app::AppError;
use crate::domain::wipe::report::MediumKind;

/// Record what wiped each storage medium, and prove it
///
/// Each item that bears data declares its media; the reports of wiping tools are imported as the
/// tools wrote them, and each clears one medium once. `regrade wipe-log explain CODE` says which
/// medium keeps an item from leaving, by which rule, and what to do.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Media(media::Args),
    Import(import::Args),
    Add(add::Args),
    Queue(queue::Args),
    /// Draw the items that a second person checks
    ///
    /// The seed and the share are kept, so that anybody can draw the same again.
    Sample(look::SampleArgs),
    /// Record that another person looked for data after the wipes of an item
    ///
    /// A check that found something holds all of the batch: what the same tool and operator wiped
    /// on that day.
    Qc(acts::QcArgs),
    /// Record that a medium was destroyed, before a witness
    Destroy(acts::DestroyArgs),
    /// Let an item pass a rule for a time, on two people's word
    ///
    /// Impossible for the rules without which a medium could leave unwiped, R2, R6 and R7 among
    /// them.
    Override(acts::OverrideArgs),
    /// Record that something happened which may have brought data back
    Void(acts::VoidArgs),
    /// Record how a lock was found that outlives a wipe
    Lock(acts::LockArgs),
    /// Record that the owner agreed to the erasure
    Consent(acts::ConsentArgs),
    /// Record that an item goes to a recycler with its data, sealed and signed for by two
    Unsanitized(acts::UnsanitizedArgs),
    /// The media of an item, and every wipe of them
    Show(show::Args),
    /// Which medium keeps an item from leaving, by which rule, and what to do
    Explain(show::Args),
    Certificate(certificate::Args),
    /// Hash all evidence again: what is missing or changed is named, and the exit code is then 5
    Audit,
}

impl Args {
    /// Whether the result is a table.
    pub(super) fn gives_a_table(&self) -> bool {
        match &self.command {
            Command::Media(_) | Command::Import(_) | Command::Sample(_) | Command::Audit => true,
            Command::Certificate(args) => args.gives_a_table(),
            Command::Qc(_) | Command::Destroy(_) | Command::Override(_) => true,
            Command::Void(_) | Command::Lock(_) | Command::Consent(_) => true,
            Command::Unsanitized(_) | Command::Show(_) | Command::Explain(_) => true,
            Command::Add(_) => false,
            Command::Queue(args) => args.gives_a_table(),
        }
    }
}

pub(super) fn run(session: &Session, args: &Args) -> anyhow::Result<Box<dyn Report>> {
    match &args.command {
        Command::Media(args) => media::run(session, args),
        Command::Import(args) => import::run(session, args),
        Command::Add(args) => add::run(session, args),
        Command::Queue(args) => queue::run(session, args),
        Command::Sample(args) => look::sample(session, args),
        Command::Qc(args) => acts::qc(session, args),
        Command::Destroy(args) => acts::destroy(session, args),
        Command::Override(args) => acts::let_pass(session, args),
        Command::Void(args) => acts::void(session, args),
        Command::Lock(args) => acts::lock(session, args),
        Command::Consent(args) => acts::consent(session, args),
        Command::Unsanitized(args) => acts::unsanitized(session, args),
        Command::Show(args) => show::show(session, args),
        Command::Explain(args) => show::explain(session, args),
        Command::Certificate(args) => certificate::run(session, args),
        Command::Audit => look::audit(session),
    }
}

/// The kinds of media, for the command line.
fn kinds() -> impl clap::builder::TypedValueParser<Value = MediumKind> {
    use clap::builder::TypedValueParser as _;
    let words = MediumKind::ALL.map(MediumKind::as_str);
    clap::builder::PossibleValuesParser::new(words).map(|word| {
        let kind = MediumKind::parse(&word);
        kind.expect("the parser lets only these words in")
    })
}

/// A free text that must say something.
fn said(text: &str, what: &str) -> Result<String, AppError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AppError::Usage(format!("say {what}")));
    }
    Ok(text.to_owned())
}

/// A value on the command line that cannot be.
fn usage(text: &str) -> anyhow::Error {
    AppError::Usage(text.to_owned()).into()
}
