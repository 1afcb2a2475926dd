//! The program itself, run as a script runs it.

use std::process::{Command, Output};

pub fn twopop(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_twopop")).args(arguments).output().unwrap()
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
