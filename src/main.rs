//! Arguments in, desk or headless command, exit code out.

use std::io::{self, Write};
use std::process::ExitCode;

use twopop::cli::{self, Next};

fn main() -> ExitCode {
    match cli::run(std::env::args_os(), &mut io::stdout(), &mut io::stderr()) {
        Next::Exit(exit) => exit.into(),
        Next::OpenDesk(_) => {
            let sentence = "twopop: the desk is not built yet. `twopop explain REQUEST` is.";
            let _gone_reader = writeln!(io::stderr(), "{sentence}");
            cli::Exit::Unusable.into()
        }
    }
}
