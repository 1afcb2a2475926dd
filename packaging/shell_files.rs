//! Writes the manual pages and the completions of shells, from the same words as `--help`.
//!
//! `shell_files FOLDER` makes `FOLDER/man`, `FOLDER/bash`, `FOLDER/zsh` and `FOLDER/fish`. `packaging/make-tree` runs it;
//! it needs neither window nor player, so `--no-default-features` builds it in a minute.

use std::fs::{OpenOptions, create_dir_all};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
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
            ("TWOPOP_DEMO", "The request that \"Open the demo\" opens; without it there is no such button."),
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
        clap_complete::generate_to(shell, &mut Arguments::command(), "twopop", of_shell)?;
    }
    Ok(())
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
