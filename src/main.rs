//! The `regrade` binary: hands the process's arguments to the command line.

fn main() -> std::process::ExitCode {
    regrade::cli::main()
}
