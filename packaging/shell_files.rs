//! Writes the manual pages and the completions of shells, from the same words as `--help`.
//!
//! `shell_files FOLDER` makes `FOLDER/man`, `FOLDER/bash`, `FOLDER/zsh` and `FOLDER/fish`. `packaging/make-tree` runs it;
//! it needs neither window nor player, so `--no-default-features` builds it in a minute.

use std::fs::{OpenOptions, create_dir_all, read_to_string};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use twopop::cli::Arguments;

/// What `--help` has no room for: heading, then terms with their meaning.
const MORE: [(&str, &[(&str, &str)]); 3] = [
    (
        "EXIT STATUS",
        &[
            ("0", "Nothing to flag."),
            ("1", "Findings."),
            ("2", "Usage, or input that cannot be read."),
            ("3", "Cannot judge: no reference, no evidence, or a person has to look."),
        ],
    ),
    (
        "ENVIRONMENT",
        &[
            (
                "TWOPOP_DATA",
                "The folder of tickets, preferences and scrub proxies, instead of the usual one.",
            ),
            (
                "TWOPOP_DEMO",
                "The request that \"Open the demo\" opens; without it, the button says how one is made.",
            ),
        ],
    ),
    (
        "FILES",
        &[
            ("~/.local/share/twopop", "Tickets, preferences.ron, what is not saved yet, and scrub proxies."),
            ("request.ron, *.request.ron", "A request file: says what was delivered and what each file is."),
            ("/usr/share/doc/twopop", "The user guide, the policy profile that is built in, and licences."),
        ],
    ),
];

fn main() -> io::Result<()> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.ok_or_else(|| io::Error::other("say which folder to write to"))?;
    let mut command = Arguments::command();
    // The help of `help` says nothing that the pages do not.
    command = command.disable_help_subcommand(true);
    command.build();
    let man = folder.join("man");
    create_dir_all(&man)?;
    page(&command, &man, true)?;
    for one in command.get_subcommands().filter(|one| !one.is_hide_set()) {
        page(one, &man, false)?;
    }
    for (shell, name) in [(Shell::Bash, "bash"), (Shell::Zsh, "zsh"), (Shell::Fish, "fish")] {
        let of_shell = folder.join(name);
        create_dir_all(&of_shell)?;
        let file = clap_complete::generate_to(shell, &mut Arguments::command(), "twopop", of_shell)?;
        let mut text = without_hidden(&command, &read_to_string(&file)?);
        if shell == Shell::Zsh {
            text = after_a_command(&text)?;
        }
        OpenOptions::new().write(true).truncate(true).open(&file)?.write_all(text.as_bytes())?;
    }
    Ok(())
}

/// A completion without the flags that only the program itself gives. Zsh and fish have a line for each; bash has them in one list.
fn without_hidden(command: &Command, text: &str) -> String {
    let hidden = command.get_subcommands().flat_map(Command::get_arguments).filter(|one| one.is_hide_set());
    let flags: Vec<&str> = hidden.filter_map(Arg::get_long).collect();
    let names_one = |line: &&str| {
        let named =
            |flag: &&str| line.contains(&format!("'--{flag}=")) || line.contains(&format!(" -l {flag} "));
        flags.iter().any(named)
    };
    let mut text = text.lines().filter(|line| !names_one(line)).collect::<Vec<_>>().join("\n") + "\n";
    for flag in flags {
        text = text.replace(&format!(" --{flag} "), " ");
    }
    text
}

/// The completion of zsh, where `twopop check --` offers the flags of `check`. As it is generated, the PATHS that may stand first
/// take the command for a path, and only the flags of `twopop` itself are offered. Paths are still offered beside the commands.
fn after_a_command(text: &str) -> io::Result<String> {
    let is_paths = |line: &&str| line.starts_with("'::paths -- ");
    let changes = [
        ("\":: :_twopop_commands\"", "'1: :{_twopop_commands; _files}'"),
        ("words=($line[2] ", "words=($line[1] "),
        ("twopop-command-$line[2]:", "twopop-command-$line[1]:"),
        ("case $line[2] in", "case $line[1] in"),
    ];
    let lines: Vec<&str> = text.lines().collect();
    if lines.iter().filter(|line| is_paths(line)).count() != 1
        || changes.iter().any(|(old, _)| text.matches(old).count() != 1)
    {
        return Err(io::Error::other("the completion of zsh is generated otherwise than it was: look at it"));
    }
    let mut text = lines.into_iter().filter(|line| !is_paths(line)).collect::<Vec<_>>().join("\n");
    for (old, new) in changes {
        text = text.replace(old, new);
    }
    Ok(text + "\n")
}

/// One manual page; the first one with what the others need not repeat.
fn page(command: &Command, folder: &Path, is_first: bool) -> io::Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    let page =
        Man::new(command.clone().version(version)).manual("Twopop").source(format!("Twopop {version}"));
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_options_section(&mut text)?;
    if is_first {
        page.render_subcommands_section(&mut text)?;
    }
    for (heading, rows) in MORE.iter().filter(|(heading, _)| is_first || *heading == "EXIT STATUS") {
        let mut section = Roff::new();
        section.control("SH", [*heading]);
        for (term, meaning) in *rows {
            section.control("TP", []).text([bold(*term)]).text([roman(*meaning)]);
        }
        section.to_writer(&mut text)?;
    }
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).open(folder.join(page.get_filename()))?;
    file.write_all(&text)
}
