//! `regrade completions SHELL`.

use clap_complete::Shell;

use super::exit::Exit;

/// Completions for a shell, on stdout
///
/// For bash: `regrade completions bash > ~/.local/share/bash-completion/completions/regrade`
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "regrade", &mut script);
    super::output::write_stdout(String::from_utf8(script)?.trim_end())?;
    Ok(Exit::Done)
}
