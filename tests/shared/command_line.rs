//! The command line, called inside the test: what a script would read.

use std::ffi::OsString;

use serde_json::Value;
use twopop::cli::{Exit, NextStep, run};

pub struct CommandOutput {
    pub exit: Exit,
    pub out: String,
    pub err: String,
}

impl CommandOutput {
    pub fn object(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {} {}", self.out, self.err))
    }
}

/// `twopop` with these arguments, to its end.
pub fn twopop(asked: &[OsString]) -> CommandOutput {
    let arguments = std::iter::once(OsString::from("twopop")).chain(asked.iter().cloned());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let NextStep::Exit(exit) = run(arguments, &mut out, &mut err) else { panic!("the desk was opened") };
    CommandOutput { exit, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}
